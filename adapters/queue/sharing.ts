// What keeps ten thousand wakes, and ten thousand complaints, few.

const finestMs = 16
const share = 64

/**
 * The instant at which a wake is served: 0 (now) when it is due, else at most 16 ms or a 64th of
 * the time until then after it, whichever is more. The instants are few: not more than 128 for each
 * doubling of the time ahead, however many wakes there are.
 */
export function grained(at: number, now: number): number {
  const inMs = at - now
  if (inMs <= 0) return 0
  const grainMs = Math.max(finestMs, 2 ** Math.floor(Math.log2(inMs / share)))
  return Math.ceil(at / grainMs) * grainMs
}

const seldomMs = 30_000
const mostCauses = 100

/**
 * Passes an error on unless one with the same words went by within half a minute: every partner's
 * worker tells of a lost line, each second.
 */
export function seldom(onFault: (error: unknown) => void, now = () => performance.now()): (error: unknown) => void {
  const toldAt = new Map<string, number>()
  return (error) => {
    const cause = error instanceof Error ? error.message : String(error)
    const at = now()
    if (at - (toldAt.get(cause) ?? Number.NEGATIVE_INFINITY) < seldomMs) return
    if (toldAt.size >= mostCauses) toldAt.clear()
    toldAt.set(cause, at)
    onFault(error)
  }
}

export const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
