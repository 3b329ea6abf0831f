// How work of ours runs beside other work.

/**
 * For what a timer or an event of Node calls: whatever it throws there would end the process.
 * The same callback, whose failure goes to `onFault` and no further, whether it throws or rejects.
 * Each timer that does more than settle a promise is given one; test/unattended.test.ts holds that.
 */
export const guarded = (run: () => void | Promise<void>, onFault: (error: unknown) => void) => (): void => {
  try {
    const going = run()
    if (going instanceof Promise) going.catch(onFault)
  } catch (error) {
    onFault(error)
  }
}

/** What is under way under each name, so that the next of its kind waits for it. */
export type Turns = Map<string, Promise<unknown>>

/**
 * Runs something once all that was begun before it under the same name has ended, however that
 * ended.
 */
export async function inTurn<T>(turns: Turns, name: string, run: () => Promise<T>): Promise<T> {
  const before = turns.get(name) ?? Promise.resolve()
  const mine = before.then(run, run)
  const ended = mine.then(nothing, nothing)
  turns.set(name, ended)
  try {
    return await mine
  } finally {
    if (turns.get(name) === ended) turns.delete(name)
  }
}

const nothing = (): void => undefined
