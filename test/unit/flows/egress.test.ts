// What of ours is what another member gave, and what was ours all along.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { demandNotOnward, type Egress } from '../../../gateway/flows/releasing/egress.ts'
import type { ItemRow, NewEvidence } from '../../../gateway/ports/rows.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { someOf } from '../../support/some-of.ts'

const client = { id: 'officer', offices: ['HQ'], roles: ['submit'] } as const
const matter = randomUUIDv7()
const given = {
  id: randomUUIDv7(),
  direction: 'in',
  partner: 'XB',
  case: matter,
  storedAt: 2_000,
} as unknown as ItemRow
const own = { ...given, id: randomUUIDv7(), direction: 'out', partner: null, case: null, storedAt: 1_000 } as ItemRow
const outbound = { id: randomUUIDv7(), bytes: 10, fingerprint: 'ab'.repeat(32), storedAt: 3_000, recipient: 'XC' }

/** A store in which the content is found in these rows; the case that gave it has no message left. */
function depsWith(rows: readonly ItemRow[]): { egress: Egress; evidence: NewEvidence[] } {
  const evidence: NewEvidence[] = []
  const row = { id: matter, partner: 'XB', profile: 'tfa12', role: 'requesting', office: 'HQ' }
  return {
    evidence,
    egress: {
      store: someOf({
        itemsLike: async () => rows,
        case: async () => row as never,
        messages: async () => [],
        message: async () => undefined,
        itemsOf: async () => [],
        evidenceAbout: async () => [],
        evidence: async () => [],
        record: async (leaves) => void evidence.push(...leaves),
      }),
      world: {
        now: () => 4_000,
        monotonicMs: () => 0,
        random: () => 0,
        randomOctets: (count) => new Uint8Array(count),
        id: randomUUIDv7,
      },
      evidenceLog: { behind: () => undefined, absent: async () => undefined, fallBehind: () => undefined },
      trust: () => ({ us: 'XA' }),
      log: openLog('silent'),
      timeZone: 'UTC',
    },
  }
}

t.test('content that another member gave is stopped, and the try is evidence of the case that gave it', async (t) => {
  const { egress, evidence } = depsWith([given])
  await t.rejects(demandNotOnward(egress, client, outbound), { code: 'onward-disclosure', paragraph: '5.1 c' })
  t.match(evidence, [{ kind: 'denial', case: matter, subject: given.id, data: { to: 'XC', as: outbound.id } }])
})

t.test('it goes back to whoever gave it', async (t) => {
  const { egress, evidence } = depsWith([given])
  t.same(await demandNotOnward(egress, client, { ...outbound, recipient: 'XB' }), [])
  t.same(evidence, [])
})

t.test('what we had before we were given it is ours', async (t) => {
  t.same(await demandNotOnward(depsWith([own, given]).egress, client, outbound), [])
  t.same(await demandNotOnward(depsWith([given]).egress, client, { ...outbound, storedAt: 1_500 }), [])
  const later = { ...own, storedAt: 2_500 }
  await t.rejects(demandNotOnward(depsWith([later, given]).egress, client, outbound), { code: 'onward-disclosure' })
})

t.test('nothing at all is the same as any other nothing', async (t) => {
  t.same(await demandNotOnward(depsWith([given]).egress, client, { ...outbound, bytes: 0 }), [])
  t.same(await demandNotOnward(depsWith([given]).egress, client, { ...outbound, fingerprint: null }), [])
})
