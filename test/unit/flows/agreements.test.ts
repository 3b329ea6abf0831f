// An agreed text is laid down once, octet for octet; and when two persons have to decide.
import t from 'tap'
import { canonicalText } from '../../../crypto/canonical.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { layDownAgreements } from '../../../gateway/flows/between/agreements.ts'
import { demandAllowed } from '../../../gateway/flows/between/members.ts'
import { gatewayItself, whyFourEyes } from '../../../gateway/flows/cases/four-eyes.ts'
import type { HeldAgreement, Trust } from '../../../gateway/flows/trust/trust.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import type { Role } from '../../../gateway/model/role.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import type { CaseRow, MessageRow } from '../../../gateway/ports/rows.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import {
  id,
  noon,
  plainSecrets,
  type Said,
  type Told,
  tellCase,
  threadsStore,
  trustOf,
  worldAt,
} from '../../support/threads-store.ts'

const agreement = {
  v: 1,
  id: 'xa-xb-2027',
  members: ['XA', 'XB'],
  profiles: ['tfa12'],
  suite: 'B',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  languages: ['en'],
  from: '2027-01-01',
  parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: [] },
  terms: {},
}
const text = canonicalText(agreement)
const sha256 = sha256Hex(utf8(text))
const proposed: Said = {
  type: 'agreement-propose',
  facts: { agreement: agreement.id, sha256 },
  content: { agreement, sha256, reason: 'A new year.' },
}
const accepted: Said[] = [proposed, { type: 'agreement-accept', facts: { sha256 } }]
const person: Client = { id: 'officer', offices: ['HQ'], roles: ['submit'] }
const held = trustOf().agreements.get('xa-xb') as HeldAgreement

function depsWith(told: readonly Told[], trust: Trust = trustOf()) {
  const saved: { id: string; text: string }[] = []
  return {
    saved,
    store: threadsStore(...told),
    directory: {
      async saveAgreement(each: { id: string; text: string }) {
        if (saved.some(({ id, text }) => id === each.id && text !== each.text)) return false
        saved.push(each)
        return true
      },
    },
    secrets: plainSecrets as never,
    proposed: async (_: CaseRow, message: MessageRow) => plainSecrets.message(message).content,
    world: worldAt(noon),
    log: openLog('silent'),
    trust: () => trust,
  }
}

t.test('12.12.1 An accepted text', async (t) => {
  for (const role of ['requesting', 'requested'] as const)
    t.test(`is laid down octet for octet and once, seen from the ${role} member`, async (t) => {
      const here = depsWith([tellCase(1, 'agreement', role, accepted)])
      t.equal(await layDownAgreements(here), 1)
      t.same(here.saved, [{ id: agreement.id, text }])
      t.match(here.store.evidenceRows, [
        { kind: 'operator', case: id(1), data: { act: 'agreement-laid-down', agreement: agreement.id, sha256 } },
      ])
      t.match(here.store.events, [{ kind: 'agreement.laid-down', case: id(1), office: 'HQ', partner: 'XB' }])
      t.equal(await layDownAgreements(here), 0)
      t.equal(here.saved.length, 1, 'what an operator takes away later stays away')
    })
  t.test('is marked once by two nodes, which write the same octets', async (t) => {
    const here = depsWith([tellCase(1, 'agreement', 'requested', accepted)])
    const counts = await Promise.all([layDownAgreements(here), layDownAgreements(here)])
    t.same(counts.sort(), [0, 1])
    t.equal(here.store.evidenceRows.length, 1)
  })
  t.test('MUST NOT take the place of another text under the same id', async (t) => {
    const other = new Map([[agreement.id, { ...held, sha256: 'e'.repeat(64) }]])
    const here = depsWith([tellCase(1, 'agreement', 'requested', accepted)], { ...trustOf(), agreements: other })
    t.equal(await layDownAgreements(here), 0)
    t.same(here.saved, [])
    t.match(here.store.evidenceRows, [{ data: { act: 'agreement-not-laid-down' } }])
  })
  t.test('MUST NOT take the place of another one that was accepted a moment ago and is not loaded yet', async (t) => {
    const looser = { ...agreement, parameters: { ...agreement.parameters, dueDays: 3650 } }
    const other = sha256Hex(utf8(canonicalText(looser)))
    const thread: Said[] = [
      {
        type: 'agreement-propose',
        facts: { agreement: agreement.id, sha256: other },
        content: { agreement: looser, sha256: other, reason: 'A looser one.' },
      },
      { type: 'agreement-accept', facts: { sha256: other } },
    ]
    const here = depsWith([
      tellCase(2, 'agreement', 'requested', accepted),
      tellCase(1, 'agreement', 'requested', thread),
    ])
    t.equal(await layDownAgreements(here), 1)
    t.same(here.saved, [{ id: agreement.id, text }])
    t.match(here.store.evidenceRows, [
      { case: id(2), data: { act: 'agreement-laid-down' } },
      { case: id(1), data: { act: 'agreement-not-laid-down' } },
    ])
  })
  t.test('what is only proposed, declined or withdrawn is not laid down', async (t) => {
    const ways: Said[][] = [
      [proposed],
      [proposed, { type: 'agreement-decline', facts: { sha256 } }],
      [proposed, { type: 'agreement-withdraw', facts: {} }],
      [proposed, { type: 'agreement-accept', facts: { sha256: 'f'.repeat(64) } }],
    ]
    const here = depsWith(ways.map((said, n) => tellCase(n + 1, 'agreement', 'requested', said)))
    t.equal(await layDownAgreements(here), 0)
    t.same(here.saved, [])
  })
})

t.test('12.12.1 A proposal', async (t) => {
  const profile = profiles.get('agreement') as Profile
  const propose = (form: object, trust = trustOf()) =>
    demandAllowed(threadsStore(), trust, {
      profile,
      type: 'agreement-propose',
      held,
      side: { partner: 'XB', role: 'requesting' },
      localDate: '2026-05-05',
      form: form as never,
    })
  await t.resolves(propose({ agreement, sha256 }))
  await t.rejects(propose({ agreement, sha256: '0'.repeat(64) }), { code: 'agreement-invalid', field: '/sha256' })
  const others = { ...agreement, members: ['XB', 'XC'] }
  await t.rejects(propose({ agreement: others, sha256: sha256Hex(utf8(canonicalText(others))) }), {
    code: 'agreement-invalid',
    field: '/agreement/members',
  })
  const known = new Map([[agreement.id, { ...held, sha256: 'e'.repeat(64) }]])
  await t.rejects(propose({ agreement, sha256 }, { ...trustOf(), agreements: known }), {
    code: 'agreement-invalid',
    field: '/agreement/id',
  })
})

t.test('12.7.2 Two persons decide on agreements, and on what the members agreed on', async (t) => {
  const why = (profile: string, type: string, fourEyes: readonly string[] = []) =>
    whyFourEyes(
      profiles.get(profile) as Profile,
      type,
      trustOf({ fourEyes }).agreements.get('xa-xb') as HeldAgreement,
      { discretionary: false, role: 'requesting' },
    )
  t.match(why('tfa12', 'request', ['request']), /the agreement asks for two persons/)
  t.match(why('agreement', 'agreement-accept'), /two persons decide/)
  t.match(why('agreement', 'agreement-propose'), /two persons decide/)
  t.equal(why('agreement', 'agreement-decline'), undefined)
})

t.test(
  '12.7.2 Whatever leaves the requested side at discretion needs two persons, of whatever type [R20]',
  async (t) => {
    for (const profile of profiles.values())
      for (const [type, { from, effect, fourEyes }] of Object.entries(profile.messages)) {
        const why = (role: Role, discretionary: boolean, client?: Client) =>
          whyFourEyes(profile, type, held, { discretionary, role, ...(client && { client }) })
        const said = `${profile.name} ${type}`
        const always = fourEyes === 'always'
        if (from !== 'requesting') {
          t.equal(why('requested', false) !== undefined, always, `${said} where it is owed`)
          t.match(
            why('requested', true),
            always ? /two persons decide on/ : /at our discretion/,
            `${said} at discretion`,
          )
          t.match(why('requested', true, person), /two persons decide/, `${said} by a client of the directory`)
          t.match(
            why('requested', true, { ...gatewayItself }),
            /two persons decide/,
            `${said} by whoever calls itself so`,
          )
          t.equal(why('requested', true, gatewayItself) !== undefined, always, `${said} without a word of a person`)
        }
        if (from !== 'requested')
          t.equal(
            why('requesting', true) !== undefined,
            always || effect === 'gives-keys',
            `${said} by the requesting side`,
          )
      }
  },
)
