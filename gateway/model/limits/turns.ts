// Whoever comes in many times at once waits for itself, and nobody waits for anybody else.

/** Resolves what was asked for, in its turn. */
export type InTurn = <T>(key: string, run: () => Promise<T>) => Promise<T>

/**
 * So many at once for each key, the others in the order in which they came. There is no bound over
 * all keys: what one does slowly holds up nobody else.
 */
export function inTurns(perKey: number): InTurn {
  const lines = new Map<string, { running: number; readonly waiting: (() => void)[] }>()

  function leave(key: string): void {
    const line = lines.get(key)
    if (!line) return
    const next = line.waiting.shift()
    if (next) next()
    else line.running -= 1
    if (line.running === 0) lines.delete(key)
  }

  return async (key, run) => {
    const line = lines.get(key) ?? { running: 0, waiting: [] }
    lines.set(key, line)
    if (line.running < perKey) line.running += 1
    // Whoever leaves hands its place on.
    else await new Promise<void>((resolve) => line.waiting.push(resolve))
    try {
      return await run()
    } finally {
      leave(key)
    }
  }
}

const longestTurnMs = 5

/**
 * Lets others have their turn once this work has gone on for some milliseconds; to be awaited
 * between steps of work whose waiting is none, as it is with a database in this process.
 */
export function breathing(elapsedMs: () => number, turn: () => Promise<unknown>): () => Promise<void> {
  let sinceMs = elapsedMs()
  return async () => {
    if (elapsedMs() - sinceMs < longestTurnMs) return
    await turn()
    sinceMs = elapsedMs()
  }
}
