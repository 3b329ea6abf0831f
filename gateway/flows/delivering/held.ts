// What leaves without being asked for: the submission has claimed it with its own commit, so it is
// sent as it was submitted. The store is the truth all the same: after a crash it has each of them.

import type { Claimed, Place } from '../../ports/delivering.ts'

/** What waits in memory for one partner, and what may still come to it. */
export interface Held {
  /** Undefined where there would be more than `most` or, with this one, more than `maxBytes`. */
  place(weightBytes: number, dueAt: number): Place | undefined
  /**
   * The first ones, as many as fit into an envelope, at least one; undefined where there is none.
   */
  next(limit: number, maxBytes: number): readonly Claimed[] | undefined
  /** All of them, in their order; none is held any more. */
  empty(): readonly Claimed[]
  waiting(): readonly Claimed[]
}

/** @param kept is called when there is one more to send. */
export function openHeld({ most, maxBytes }: { most: number; maxBytes: number }, kept: () => void): Held {
  let held: Claimed[] = []
  let places = 0
  let bytes = 0
  const gone = (claimed: readonly Claimed[]) => {
    places -= claimed.length
    for (const { delivery } of claimed) bytes -= delivery.weightBytes
    return claimed
  }
  return {
    place(weightBytes, dueAt) {
      if (places >= most || bytes + weightBytes > maxBytes) return undefined
      places += 1
      bytes += weightBytes
      return {
        claim: { state: 'sending', fence: 1, dueAt },
        keep(claimed) {
          held.push(claimed)
          kept()
        },
        giveUp() {
          places -= 1
          bytes -= weightBytes
        },
      }
    },
    next(limit, ofEnvelope) {
      let count = 0
      let weight = 0
      for (const { delivery } of held.slice(0, limit)) {
        weight += delivery.weightBytes
        if (count > 0 && weight > ofEnvelope) break
        count += 1
      }
      return count === 0 ? undefined : gone(held.splice(0, count))
    },
    empty() {
      const all = held
      held = []
      return gone(all)
    },
    waiting: () => held,
  }
}
