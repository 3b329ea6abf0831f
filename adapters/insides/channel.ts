// Octets that somebody hands on, as octets that somebody else reads, or several.
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

/**
 * One stream read by several at once, in step: none is ahead of the slowest by more than a piece,
 * and whoever has done holds up nobody.
 * @throws what a reader throws, or the stream
 */
export async function readByEach(
  source: Octets,
  readers: readonly ((source: Octets) => Promise<void>)[],
): Promise<void> {
  const branches = readers.map(branchOf)
  const read = branches.map(({ done }) => done)
  try {
    for await (const piece of source) {
      await Promise.all(branches.map(({ take }) => take(piece)))
      if (branches.every(({ isDone }) => isDone())) break
    }
  } finally {
    for (const { end } of branches) end()
    await Promise.all(read)
  }
  const failed = (await Promise.all(read)).find((outcome) => outcome !== undefined)
  if (failed) throw failed.error
}

function branchOf(reader: (source: Octets) => Promise<void>) {
  let isDone = false
  let wake = () => {}
  const { octets, push, end } = channel(() => wake())
  // It may fail long before the stream ends, where it is told.
  const done = reader(octets)
    .then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    .finally(() => {
      isDone = true
      wake()
    })
  return {
    done,
    isDone: () => isDone,
    end,
    /** Resolves when the piece was taken, or nobody takes any more. */
    async take(piece: Uint8Array): Promise<void> {
      if (isDone) return
      const taken = new Promise<void>((resolve) => {
        wake = resolve
      })
      push(piece)
      await taken
    },
  }
}
