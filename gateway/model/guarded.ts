// What a timer or an event of Node calls: whatever it throws there would end the process.

/**
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
