// Octets that somebody hands on, as octets that somebody else reads.
import type { Octets } from './inner.ts'

export interface Channel {
  readonly octets: Octets
  push(piece: Uint8Array): void
  /** Nothing more comes. */
  end(): void
}

/** @param taken is told of each piece that was read. */
export function channel(taken: (bytes: number) => void): Channel {
  const waiting: Uint8Array[] = []
  let ended = false
  let wake = () => {}

  async function* read(): Octets {
    for (;;) {
      const piece = waiting.shift()
      if (piece) {
        taken(piece.length)
        yield piece
      } else if (ended) return
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  }
  return {
    octets: read(),
    push(piece) {
      waiting.push(piece)
      wake()
    },
    end() {
      ended = true
      wake()
    },
  }
}
