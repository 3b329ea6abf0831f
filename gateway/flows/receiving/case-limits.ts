// Limits of a case: whether it takes one more statement of the other member, whatever that says.
// Nobody makes a case unusable, or its past another one.

import { dayMs } from '../../../crypto/instants.ts'
import type { Statement } from '../../../crypto/statement/statement.ts'
import type { Agreement } from '../../model/agreement.ts'
import type { OutboxStore } from '../../ports/delivering.ts'
import type { MessageRow } from '../../ports/rows.ts'

export const caseLimits = {
  /**
   * How far a clock may be ahead of all others of the case. Clocks end at 2^31 − 1, and whoever
   * writes next counts on from the highest.
   */
  ahead: 10_000,
  /**
   * Statements of the other member, and octets of their bodies: each reading of the case reads them
   * all.
   */
  received: 2_000,
  bodiesBytes: 64 * 1024 * 1024,
} as const

export type Stored = Pick<MessageRow, 'id' | 'direction' | 'statement' | 'storedAt'>

interface Limiting {
  readonly store: OutboxStore
  readonly maxSkewMs: number
}

/**
 * Why the case takes no such statement; undefined where it does.
 * @param known kept messages of the case, with those of the same delivery that came before. Our own
 *   are not counted, so that we can always answer.
 */
export async function whyOverLimits(
  deps: Limiting,
  { parameters }: Pick<Agreement, 'parameters'>,
  known: readonly Stored[],
  { clock }: Pick<Statement, 'clock'>,
  now: number,
): Promise<string | undefined> {
  const received = known.filter(({ direction }) => direction === 'in')
  const highest = known.reduce((most, { statement }) => Math.max(most, statement.clock), 0)
  if (clock > highest + caseLimits.ahead)
    return `the clock ${clock} is more than ${caseLimits.ahead} ahead of the case, which is at ${highest}`
  if (received.length >= caseLimits.received)
    return `the case has ${received.length} messages of yours, at most ${caseLimits.received} are taken`
  const bytes = received.reduce((all, { statement }) => all + statement.body.bytes, 0)
  if (bytes >= caseLimits.bodiesBytes)
    return `the bodies of your messages in the case have ${bytes} octets, at most ${caseLimits.bodiesBytes} are taken`
  // Written before such a message was known to its sender, it would have expired by now; written
  // after it, its clock would be greater.
  const firmBefore = now - parameters.deliverWithinDays * dayMs - deps.maxSkewMs
  for (const each of known)
    if (each.statement.clock >= clock && each.storedAt < firmBefore && (await knownSince(deps, each)) < firmBefore)
      return `the clock ${clock} lies before that of a message which both members have had for more than ${parameters.deliverWithinDays} days`
  return undefined
}

/** When both members had the message; never where only we do. */
async function knownSince({ store }: Limiting, { id, direction, storedAt }: Stored): Promise<number> {
  if (direction === 'in') return storedAt
  const delivery = await store.delivery(id)
  return delivery?.state === 'delivered' ? delivery.changedAt : Number.POSITIVE_INFINITY
}
