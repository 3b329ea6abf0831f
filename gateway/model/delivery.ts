import { Problem } from './problems/problems.ts'

/**
 * The life of an outbound delivery: state → event → next state. docs/protocol.md draws this table.
 */
export const deliveryLife = {
  // A receipt may come after its attempt was given up, or be given back after a restore.
  queued: { attempt: 'sending', cancel: 'cancelled', expire: 'expired', receipt: 'delivered' },
  sending: { receipt: 'delivered', fault: 'waiting', refusal: 'refused', crash: 'waiting' },
  waiting: {
    attempt: 'sending',
    cancel: 'cancelled',
    expire: 'expired',
    redeliver: 'queued',
    receipt: 'delivered',
    refusal: 'refused',
  },
  refused: { redeliver: 'queued' },
  expired: { redeliver: 'queued', receipt: 'delivered' },
  delivered: {},
  cancelled: {},
} as const satisfies Record<string, Record<string, string>>

export type DeliveryState = keyof typeof deliveryLife
type DeliveryEvent = { [S in DeliveryState]: keyof (typeof deliveryLife)[S] }[DeliveryState]

export const deliveryStates = Object.keys(deliveryLife) as readonly DeliveryState[]

/**
 * @throws {Problem} `not-redeliverable` for a redelivery out of place, `internal` for any other
 *   event out of place.
 */
export function nextState(state: DeliveryState, event: DeliveryEvent): DeliveryState {
  const events: Partial<Record<DeliveryEvent, DeliveryState>> = deliveryLife[state]
  const next = events[event]
  if (next) return next
  throw new Problem(event === 'redeliver' ? 'not-redeliverable' : 'internal', `a ${state} delivery takes no ${event}`)
}

export const firstPauseMs = 1_000
export const longestPauseMs = 900_000

/**
 * How long to wait before the next attempt: full jitter between 0 and a ceiling that doubles from 1
 * s to 15 min.
 * @param attempt attempts made so far, 1 after the first one failed.
 * @param random01 a number in [0, 1), so that a thousand waiting deliveries do not wake together.
 */
export function backoff(attempt: number, random01: number): number {
  const ceilingMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempt - 1))
  return Math.floor(random01 * ceilingMs)
}
