// What of ours is what another member gave, and what was ours all along.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { demandNotOnward, type Egress, nothingPassed, outboundItem } from '../../../gateway/flows/releasing/egress.ts'
import type { FingerprintRow, NewEvidence } from '../../../gateway/ports/rows.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { someOf } from '../../support/some-of.ts'
import { trustOf } from '../../support/threads-store.ts'

const client = { id: 'officer', offices: ['HQ'], roles: ['submit'] } as const
const matter = randomUUIDv7()
const print = 'ab'.repeat(32)
const given: FingerprintRow = {
  fingerprint: print,
  holder: randomUUIDv7(),
  what: 'item',
  direction: 'in',
  partner: 'XB',
  case: matter,
  at: 2_000,
}
const outbound = {
  id: randomUUIDv7(),
  what: 'item',
  fingerprints: [print],
  storedAt: 3_000,
  recipient: 'XC',
} as const

/** A store in which content is found in these rows; the case that gave it has no message left. */
function givenBy(rows: readonly FingerprintRow[], ours: readonly (readonly [string, number])[] = []) {
  const evidence: NewEvidence[] = []
  const row = { id: matter, partner: 'XB', profile: 'tfa12', role: 'requesting', office: 'HQ' }
  const egress: Egress = {
    store: someOf({
      givenAlike: async (fingerprints, recipient) =>
        rows.filter(({ fingerprint, partner }) => fingerprints.includes(fingerprint) && partner !== recipient),
      oursSince: async () => new Map(ours),
      fingerprintsOf: async () => [],
      case: async () => row as never,
      told: async () => ({ messages: [], evidence: [] }),
      bodies: async () => [],
      message: async (id) => ({ id, statement: { terms: {} } }) as never,
      item: async (id) => ({ id, termsSha256: '' }) as never,
      itemsOf: async () => [],
      evidenceAbout: async () => [],
      evidence: async () => [],
      record: async (leaves) => evidence.push(...leaves) > 0,
    }),
    world: {
      now: () => 4_000,
      monotonicMs: () => 0,
      random: () => 0,
      randomOctets: (count) => new Uint8Array(count),
      id: randomUUIDv7,
    },
    evidenceLog: { behind: () => undefined, absent: async () => undefined, fallBehind: () => true },
    trust: trustOf,
    secrets: { mark: () => '', ownMessage: () => undefined },
    clock: { latestMs: () => 4_000 },
    log: openLog('silent'),
    timeZone: 'UTC',
  }
  return { egress, evidence }
}

t.test('content that another member gave is stopped, and the try is evidence of the case that gave it', async (t) => {
  const { egress, evidence } = givenBy([given])
  await t.rejects(demandNotOnward(egress, client, outbound, nothingPassed), {
    code: 'onward-disclosure',
    paragraph: '5.1 c',
  })
  t.match(evidence, [{ kind: 'denial', case: matter, subject: given.holder, data: { to: 'XC', as: outbound.id } }])
})

t.test('words that another member wrote are stopped in a body, and the try is evidence of their message', async (t) => {
  const { egress, evidence } = givenBy([{ ...given, what: 'body' }])
  const body = { ...outbound, what: 'body' } as const
  await t.rejects(demandNotOnward(egress, client, body, nothingPassed), {
    code: 'onward-disclosure',
    message: /^the body /,
  })
  t.match(evidence, [{ kind: 'denial', case: matter, subject: given.holder, data: { to: 'XC', as: outbound.id } }])
})

t.test('whoever gave several things that are in it is asked for each once', async (t) => {
  const [second, third] = ['cd'.repeat(32), 'ef'.repeat(32)]
  const rows = [given, { ...given, fingerprint: second }, { ...given, fingerprint: third, partner: 'XC' }]
  const { egress, evidence } = givenBy(rows)
  const whole = { ...outbound, fingerprints: [print, second, third] }
  await t.rejects(demandNotOnward(egress, client, whole, nothingPassed), { code: 'onward-disclosure' })
  t.equal(evidence.length, 1)
})

t.test('it goes back to whoever gave it', async (t) => {
  const { egress, evidence } = givenBy([given])
  t.same(await demandNotOnward(egress, client, { ...outbound, recipient: 'XB' }, nothingPassed), nothingPassed)
  t.same(evidence, [])
})

t.test('what we had before we were given it is ours', async (t) => {
  t.same(
    await demandNotOnward(givenBy([given], [[print, 1_000]]).egress, client, outbound, nothingPassed),
    nothingPassed,
  )
  t.same(
    await demandNotOnward(givenBy([given]).egress, client, { ...outbound, storedAt: 1_500 }, nothingPassed),
    nothingPassed,
  )
  const refused = demandNotOnward(givenBy([given], [[print, 2_500]]).egress, client, outbound, nothingPassed)
  await t.rejects(refused, { code: 'onward-disclosure' })
  const elsewhere = givenBy([given], [['cd'.repeat(32), 1_000]])
  await t.rejects(demandNotOnward(elsewhere.egress, client, outbound, nothingPassed), { code: 'onward-disclosure' })
})

t.test('nothing at all is the same as any other nothing', (t) => {
  const item = { id: outbound.id, bytes: 10, fingerprint: print, storedAt: 3_000 }
  t.same(outboundItem(item, ['cd'], 'XC'), { ...outbound, fingerprints: [print, 'cd'] })
  t.same(outboundItem({ ...item, bytes: 0 }, [], 'XC').fingerprints, [])
  t.same(outboundItem({ ...item, fingerprint: null }, [], 'XC').fingerprints, [])
  t.end()
})
