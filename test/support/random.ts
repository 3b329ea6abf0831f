// Random numbers that can be had again: the seed is printed by the test and taken from BULLA_SEED. How many are drawn: a tenth in the suite.
import { randomInt } from 'node:crypto'

/** mulberry32 (public domain, Tommy Ettinger): small, fast, and good enough to choose moments and places. */
export function seededRandom(): { seed: number; random: () => number } {
  const seed = Number(process.env.BULLA_SEED ?? randomInt(2 ** 31))
  let state = seed >>> 0
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, random }
}

/** How often a test tries at random: a tenth of what is promised, which `npm run faults -- changes` tries in full. */
export const triesOf = (promised: number): number =>
  process.env.BULLA_TRIES === 'all' ? promised : Math.ceil(promised / 10)
