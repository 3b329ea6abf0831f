/**
 * The wall clock held against the monotonic one. Both run at the same rate, also while a time
 * server speeds them up or slows them down; they part only when somebody sets the wall clock, or
 * the machine was halted.
 */
interface Reckoning {
  /** Both clocks as they were read together when the wall clock was last believed. */
  readonly from: Reading
  /** How far the wall clock was ahead of what was reckoned, when it was last looked at. */
  readonly aheadMs: number
  /** Monotonic reading since which it has not stepped. */
  readonly calmSinceMs: number
}

export interface Reading {
  /** Milliseconds since 1970. */
  readonly wallMs: number
  readonly monotonicMs: number
}

export const clockLimits = {
  /**
   * A leap second, a pause of a virtual machine and the last correction at its start are smaller;
   * nobody needs to hear of them.
   */
  stepMs: 2_000,
  /**
   * What partners bear: a statement further ahead is refused by them. Beyond it no instant is
   * written.
   */
  believedMs: 300_000,
  /**
   * After so long without a step the clock as it stands is believed, so that small ones of many
   * weeks do not add up.
   */
  calmMs: 3_600_000,
} as const

export const reckonFrom = (from: Reading): Reckoning => ({ from, aheadMs: 0, calmSinceMs: from.monotonicMs })

/** How far the wall clock is ahead of what is reckoned; negative when it is behind. */
export const aheadBy = ({ from }: Reckoning, { wallMs, monotonicMs }: Reading): number =>
  wallMs - from.wallMs - (monotonicMs - from.monotonicMs)

export const isBelieved = (aheadMs: number): boolean => Math.abs(aheadMs) <= clockLimits.believedMs

/**
 * What is known after a look at both, and by how much the wall clock has stepped since the look
 * before; 0 where that is too little to tell.
 */
export function afterLook(
  before: Reckoning,
  reading: Reading,
): { readonly reckoning: Reckoning; readonly steppedMs: number } {
  const aheadMs = aheadBy(before, reading)
  const byMs = aheadMs - before.aheadMs
  if (Math.abs(byMs) >= clockLimits.stepMs)
    return { reckoning: { ...before, aheadMs, calmSinceMs: reading.monotonicMs }, steppedMs: byMs }
  const calm = reading.monotonicMs - before.calmSinceMs >= clockLimits.calmMs
  return {
    reckoning: calm && isBelieved(aheadMs) ? { ...before, from: reading, aheadMs: 0 } : { ...before, aheadMs },
    steppedMs: 0,
  }
}

/**
 * An instant to write after one that was written before: never earlier, where the clock is behind
 * it by no more than is believed. Further behind, the earlier instant was the wrong one, and a
 * person has said so: nothing is written before that.
 */
export const notBefore = (nowMs: number, writtenMs: number | undefined): number =>
  writtenMs !== undefined && writtenMs > nowMs && isBelieved(writtenMs - nowMs) ? writtenMs : nowMs
