// What wakes the deliveries.

/**
 * Says "look at this partner now". May lose or repeat wakes; a sweep over the store makes up for
 * it.
 */
export interface Queue {
  /**
   * The partner's worker runs at `at` (ms since the epoch) or as soon as possible after it. A run
   * may serve several wakes, none is dropped for an earlier one.
   */
  wake(partner: string, at: number): void
  /**
   * Starts work: `work` is never run twice at once for one partner, and a wake during a run causes
   * another run.
   */
  start(work: (partner: string) => Promise<void>): void
  /** Whether wakes reach it now. What they were for waits in the store until they do. */
  up(): Promise<boolean>
  /** No new run starts; resolves when the running ones ended. */
  stop(): Promise<void>
}
