// What a hostile partner or a careless client may try, each against the one function that stops it.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { retentionEventsOf } from '../../../gateway/case/retention.ts'
import { termsInForce } from '../../../gateway/case/terms-in-force.ts'
import { caseLimits, type Stored, whyOverLimits } from '../../../gateway/flows/receiving/case-limits.ts'
import { withPartner } from '../../../gateway/flows/receiving/check-statement.ts'
import { decide } from '../../../gateway/flows/releasing/decide.ts'
import type { Piece } from '../../../gateway/flows/releasing/pieces.ts'
import { drafting } from '../../../gateway/flows/sending/drafts.ts'
import { once } from '../../../gateway/flows/sending/once.ts'
import type { HeldAgreement } from '../../../gateway/flows/trust/trust.ts'
import { decideRelease } from '../../../gateway/model/terms/release.ts'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import { tightens } from '../../../gateway/model/terms/tightening.ts'
import type { OutboxStore } from '../../../gateway/ports/delivering.ts'
import type { Submit } from '../../../gateway/ports/doors/national.ts'
import type { ToldMessage } from '../../../gateway/ports/rows.ts'
import type { SubmittingStore } from '../../../gateway/ports/submitting.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { someOf } from '../../support/some-of.ts'
import { id, noon, plainSecrets, tellCase, trustOf, worldAt } from '../../support/threads-store.ts'

const dayMs = 86_400_000

t.test('a case has room', async (t) => {
  const { agreement } = trustOf().agreements.get('xa-xb') as HeldAgreement
  const stored = (clock: number, more: Partial<Stored> = {}, bytes = 100) =>
    ({ id: id(clock), direction: 'in', storedAt: noon, statement: { clock, body: { bytes } }, ...more }) as Stored
  const deliveries = new Map<string, object>()
  const store = someOf<OutboxStore>({ delivery: async (message) => deliveries.get(message) as never })
  const why = (known: readonly Stored[], clock: number, now = noon) =>
    whyOverLimits({ store, maxSkewMs: 300_000 }, agreement, known, { clock } as never, now)

  t.test('[N6] MUST take no more messages of one member, and no larger ones, than can be read at once', async (t) => {
    const many = Array.from({ length: caseLimits.received }, (_, n) => stored(n + 1))
    t.equal(await why(many.slice(1), 5_000), undefined)
    t.match(await why(many, 5_000), /at most 2000/)
    const ours = many.map((each) => ({ ...each, direction: 'out' as const }))
    t.equal(await why(ours, 5_000), undefined, 'ours are not counted against the partner')
    const large = Array.from({ length: 256 }, (_, n) => stored(n + 1, {}, 262_144))
    t.match(await why(large, 300), /octets/)
    t.equal(await why(large.slice(1), 300), undefined)
  })

  t.test(
    '[N7] MUST refuse a message that would stand before one which both have had for longer than any may travel',
    async (t) => {
      const answer = stored(3, { direction: 'out' })
      const later = noon + 7 * dayMs + 300_001
      t.equal(await why([stored(1), answer], 2, later), undefined, 'an answer that never arrived binds nobody')
      deliveries.set(answer.id, { state: 'delivered', changedAt: noon })
      t.match(await why([stored(1), answer], 2, later), /lies before/)
      t.match(await why([stored(1), answer], 3, later), /lies before/)
      t.equal(await why([stored(1), answer], 4, later), undefined)
      t.equal(await why([stored(1), answer], 2, later - 2), undefined, 'it may have been on its way')
      deliveries.set(answer.id, { state: 'delivered', changedAt: noon + dayMs })
      t.equal(await why([stored(1), answer], 2, later), undefined, 'it was delivered later than it was stored')
      t.match(await why([stored(1), stored(5)], 2, later), /lies before/, 'nor before its own')
    },
  )
})

t.test('an agreement with somebody else looks the same as none', async (t) => {
  const trust = trustOf()
  const held = trust.agreements.get('xa-xb')
  const agreements = new Map([...trust.agreements, ['xa-xc', { ...held, partner: 'XC' }]]) as typeof trust.agreements
  const told = (agreement: string): string => {
    const statement = { agreement: { id: agreement, sha256: 'b'.repeat(64) } }
    try {
      withPartner({ statement } as never, { trust: { ...trust, agreements }, partner: { member: 'XB' } } as never)
      return 'taken'
    } catch (error) {
      return (error as Error).message.replace(agreement, '…')
    }
  }
  t.equal(told('xa-xc'), told('xa-xd'))
  t.match(told('xa-xc'), /no agreement/)
})

const terms = defaultTerms({
  provider: 'XB',
  recipient: 'XA',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  protection: {
    level: 'customs-confidential',
    description: 'Held in confidence.',
    measures: [],
    law: [{ topic: 'protection', reference: 'Customs Act, s. 18', sha256: 'a'.repeat(64) }],
  },
  offices: ['HQ'],
  purposes: ['VERIFY_VALUE'],
  matter: id(1),
  localDate: '2026-05-05',
  defaults: {},
})
const ask = {
  reader: 'officer',
  office: 'HQ',
  purpose: 'VERIFY_VALUE',
  matter: id(1),
  nowDay: '2026-05-05',
  release: 'view',
  acceptance: { state: 'accepted', closed: false, opens: 'accepted', standing: false },
} as const

t.test('an amendment cites the same texts of law', async (t) => {
  const [law] = terms.protection.law
  const other = { ...terms, protection: { ...terms.protection, law: [{ ...law, sha256: 'b'.repeat(64) }] } }
  t.match(tightens(terms, other as typeof terms), [{ field: '/protection/law' }])
})

t.test('5.1 d is about a decision in whatever words', async (t) => {
  for (const decision of ['doubt-removed', 'Doubt-Removed', 'doubt_cleared', 'no-doubt'])
    t.match(
      decideRelease(terms, { ...ask, use: 'decide', factor: { decision, reliedOn: ['unverified'] } }),
      { verdict: 'deny', paragraph: '5.1 d' },
      decision,
    )
})

t.test('5.1 e Retention that counts from an event ends at the door too', async (t) => {
  const item = randomUUIDv7()
  const after = (event: string) => ({
    ...terms,
    terms: terms.terms.map((each) =>
      each.term === 'retention'
        ? { term: 'retention', paragraph: '5.1 e', assurance: 'E', after: { event, days: 10 } }
        : each,
    ),
  })
  const wanted = [{ id: 'w1', kind: 'declaration', as: 'information', declaration: 'export' }]
  const tell = (event: string) => {
    const { messages, ...told } = tellCase(1, 'tfa12', 'requesting', [
      {
        type: 'request',
        facts: {
          wanted: wanted.map(({ id, kind }) => ({ id, kind })),
          discretionary: false,
          purposes: ['VERIFY_VALUE'],
        },
      },
      { type: 'ack', facts: { complete: true, dueOn: '2026-08-03' } },
      {
        type: 'response',
        terms: after(event) as never,
        facts: {
          final: true,
          outcomes: [{ id: 'w1', outcome: 'provided', items: [item], verified: true, trueCopy: true }],
        },
      },
      { type: 'close', facts: { outcome: 'doubt-confirmed' } },
    ])
    const brought = messages.map(({ key: _key, secret: _secret, ...message }) => ({
      ...{ ...message, hasKey: true, hasSecret: true },
      statement: {
        ...message.statement,
        agreement: { id: 'xa-xb', sha256: '0'.repeat(64) },
        items: message.type === 'response' ? [{ id: item }] : [],
      },
    }))
    const given = Object.fromEntries(
      Object.entries(told.state.given).map(([each, row]) => [each, { ...row, acceptance: 'accepted' as const }]),
    )
    const profile = profiles.get('tfa12')
    if (!profile) throw new Error('no such profile')
    const whole = { ...told, profile, state: { ...told.state, given }, messages: brought as unknown as ToldMessage[] }
    const events = retentionEventsOf(whole)
    const folded = { state: whole.state, events, signedMs: 0, inForce: termsInForce(whole) }
    return { ...whole, folded, evidence: [], stored: { messages: whole.messages } as never }
  }
  for (const event of ['case-closed', 'decision-final'])
    for (const [days, verdict] of [
      [10, 'allow'],
      [11, 'deny'],
    ] as const) {
      const whole = tell(event)
      t.equal(whole.state.state, 'closed', JSON.stringify(whole.state.reasons))
      const deps = {
        world: worldAt(noon + days * dayMs),
        clock: { latestMs: () => noon + days * dayMs },
        secrets: { mark: () => '' },
        timeZone: 'UTC',
        trust: trustOf,
      }
      const piece = { what: 'item', id: item, message: whole.messages[2], item: { id: item } } as unknown as Piece
      const { reader, purpose, matter } = ask
      const asking = { by: { id: 'officer' }, ask: { reader, purpose, matter, office: 'HQ' } }
      const { decision } = decide(deps, whole, piece, asking)
      t.match(decision, { verdict }, `${event} after ${days} days: ${JSON.stringify(decision)}`)
    }
})

t.test('who approved a draft is on disk with the message, or neither is', async (t) => {
  const draft = {
    id: id(7),
    case: null,
    type: 'request',
    office: 'HQ',
    agreement: 'xa-xb',
    client: 'officer',
    at: noon,
    revision: 1,
  }
  const asked = { case: null, type: 'request', items: [], body: {} }
  const seen: unknown[] = []
  const deps = {
    store: someOf({ draft: async () => ({ ...draft, ...plainSecrets.encrypt('', asked) }) as never }),
    secrets: plainSecrets,
  }
  const submit: Submit = async (...all) => {
    seen.push(all.at(-1))
    return { status: 202, outcome: 'submitted', answer: {} }
  }
  const { approveDraft } = drafting(deps as never, submit, once(deps.store as SubmittingStore), async () => undefined)
  const read = { id: draft.id, revision: 1 }
  await approveDraft({ id: 'approver', offices: ['HQ'], roles: ['approve'] }, read)
  t.same(seen, [{ draft: read, approver: { client: 'approver' } }], 'the submission itself carries the approval')
  // What the gateway proposes was written by nobody, so that a person who is stated decides on it.
  draft.client = '(gateway proposes)'
  await approveDraft({ id: 'system', offices: ['HQ'], roles: ['approve'], persons: true, person: 'anna' }, read)
  t.match(seen.at(-1), { approver: { client: 'system', person: 'anna' } })
})
