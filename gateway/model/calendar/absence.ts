// How long a member may announce that it is away. A notice silences what an outage would ring, so
// it is bounded: each, and all of them together.
import { dayMs } from '../../../crypto/instants.ts'

const hourMs = 60 * 60 * 1000

export const absenceLimits = {
  /** One notice. */
  longestMs: 72 * hourMs,
  /** All that begins within one span, which begins anew with the first notice after its end. */
  budgetMs: 7 * dayMs,
  spanMs: 30 * dayMs,
} as const

/** What is held of a member that said when it is back; instants in ms. */
export interface Absent {
  readonly at: number
  readonly until: number
  /** Of the span that the budget is counted in. */
  readonly sinceAt: number
  /** Announced in that span, this notice with it, but what a newer one took back. */
  readonly spentMs: number
}

/** Why a notice is not taken. */
export type Refused = 'older' | 'too-long' | 'too-much'

/** What is held after a notice, or why it is not taken. A resumption is always taken. */
export function afterNotice(before: Absent | undefined, { at, until }: Pick<Absent, 'at' | 'until'>): Absent | Refused {
  if (before && at <= before.at) return 'older'
  const wantedMs = until - at
  if (wantedMs > absenceLimits.longestMs) return 'too-long'
  const running = before !== undefined && at - before.sinceAt < absenceLimits.spanMs
  // What was announced and has not come to pass is given back.
  const backMs = running ? Math.max(0, before.until - Math.max(at, before.at)) : 0
  const spentMs = (running ? before.spentMs - backMs : 0) + wantedMs
  if (wantedMs > 0 && spentMs > absenceLimits.budgetMs) return 'too-much'
  return { at, until, sinceAt: running ? before.sinceAt : at, spentMs }
}
