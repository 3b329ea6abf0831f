// Time, randomness and ids.

/** Time, randomness and ids come in as values. */
export interface World {
  /**
   * Milliseconds since 1970, to be written down and compared with what others wrote. Somebody may
   * set it, also back.
   */
  now(): number
  /** Milliseconds that never go back, for whatever is measured or waited for. */
  monotonicMs(): number
  random(): number
  randomOctets(count: number): Uint8Array
  id(): string
}
