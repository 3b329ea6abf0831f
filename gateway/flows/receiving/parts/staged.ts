// How much of each partner's parts lies here and belongs to no message yet, as the place of the
// parts tells it: what other nodes took in counts too.
import type { Parts } from '../../../ports/parts.ts'

export interface Staged {
  of(member: string): Promise<number>
  /** So much came since it was looked at. */
  add(member: string, bytes: number): void
  /** Of all, as it was looked at last. */
  known(): ReadonlyMap<string, number>
}

const lookEveryMs = 10_000

/** @param elapsedMs a clock that never goes back. */
export function watchStaged(parts: Pick<Parts, 'staged'>, elapsedMs: () => number): Staged {
  let found = new Map<string, number>()
  let lookedMs = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const there = await parts.staged()
    found = new Map(there)
    lookedMs = elapsedMs()
  }
  return {
    async of(member) {
      if (elapsedMs() - lookedMs >= lookEveryMs) {
        looking ??= look().finally(() => {
          looking = undefined
        })
        await looking
      }
      return found.get(member) ?? 0
    },
    add(member, bytes) {
      found.set(member, (found.get(member) ?? 0) + Math.max(0, bytes))
    },
    known: () => found,
  }
}
