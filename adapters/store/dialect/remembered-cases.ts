// Long cases as they were read, for as long as it is known that nothing of them has changed: to read
// a thousand messages again takes longer than to decide.
import type { ToldCase } from '../../../gateway/ports/reading.ts'

interface Remembered extends ToldCase {
  /** As the database said before they were read. */
  readonly edition: string
  /** The number of the last record among them. */
  readonly until: number
  readonly chars: number
}

interface RememberedCases {
  get(id: string): Remembered | undefined
  keep(id: string, found: Remembered): void
  forget(id: string): void
}

/** @param mostChars of all that is remembered; what was asked for longest ago goes first. */
export function rememberedCases(mostChars: number): RememberedCases {
  const known = new Map<string, Remembered>()
  let chars = 0
  const forget = (id: string) => {
    chars -= known.get(id)?.chars ?? 0
    known.delete(id)
  }
  return {
    forget,
    get(id) {
      const found = known.get(id)
      // The newest is last.
      if (found && known.delete(id)) known.set(id, found)
      return found
    },
    keep(id, found) {
      forget(id)
      if (found.chars > mostChars) return
      for (const oldest of known.keys()) {
        if (chars + found.chars <= mostChars) break
        forget(oldest)
      }
      known.set(id, found)
      chars += found.chars
    },
  }
}
