// What a partner may ask for only so often, whatever its connections: each costs a write, or tells
// something.
import { Problem } from './problems.ts'

const paceMs = 60_000

/**
 * So many in a minute for each member, counted from its first one.
 * @param what in the plural, as the member is told it. `nowMs` is of a clock that never goes back.
 * @throws {Problem} `too-many-requests`
 */
export function pace(most: number, what: string): (member: string, nowMs: number) => void {
  const counted = new Map<string, { readonly sinceMs: number; readonly count: number }>()
  return (member, nowMs) => {
    const before = counted.get(member)
    const current = before && nowMs - before.sinceMs < paceMs ? before : { sinceMs: nowMs, count: 0 }
    counted.set(member, { ...current, count: current.count + 1 })
    if (current.count < most) return
    const retryAfterMs = Math.ceil(current.sinceMs + paceMs - nowMs)
    throw new Problem('too-many-requests', `more than ${most} ${what} in a minute`, { retryAfterMs })
  }
}
