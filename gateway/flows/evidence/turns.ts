/** What is under way with each partner, so that the next of its kind waits for it. */
export type Turns = Map<string, Promise<unknown>>

/**
 * Runs something once all that was begun before it for the same partner has ended, however that
 * ended.
 */
export async function inTurn<T>(turns: Turns, member: string, run: () => Promise<T>): Promise<T> {
  const before = turns.get(member) ?? Promise.resolve()
  const mine = before.then(run, run)
  const ended = mine.then(nothing, nothing)
  turns.set(member, ended)
  try {
    return await mine
  } finally {
    if (turns.get(member) === ended) turns.delete(member)
  }
}

const nothing = (): void => undefined
