// The order of a stop: whatever was opened is closed in reverse, also where the start itself fails.
// A step that fails keeps no later one from its turn: the store is closed whatever became of the
// doors.

/** Tells of a failure that only the log hears of: `gateway.failed`, with where it happened. */
export type Failed = (where: string) => (error: unknown) => void

/** What a gateway has opened so far. */
export interface Opened {
  /**
   * Closed before everything that was deferred earlier; what is deferred together is closed
   * together.
   */
  defer(...ends: readonly (() => unknown)[]): void
  /**
   * Closes everything, the last first; resolves with the first failure, when all had their turn.
   */
  close(): Promise<unknown>
}

export function opening(failed: Failed): Opened {
  const stack = new AsyncDisposableStack()
  let first: unknown
  const close = async (ends: readonly (() => unknown)[]) => {
    for (const outcome of await Promise.allSettled(ends.map(async (end) => end())))
      if (outcome.status === 'rejected') {
        first ??= outcome.reason
        failed('stop')(outcome.reason)
      }
  }
  return {
    defer: (...ends) => stack.defer(() => close(ends)),
    async close() {
      await stack.disposeAsync()
      return first
    },
  }
}
