// What partners may have of a gateway, for tests that put its flows together by themselves.
import { setImmediate as turn } from 'node:timers/promises'
import { type LimitName, limiting, type MostOf, partnerLimits } from '../../gateway/model/limits/limits.ts'
import { breathing, inTurns } from '../../gateway/model/limits/turns.ts'

/** So much of everything, but for what is named. */
export const limits = (
  most: Partial<MostOf> = {},
  elapsedMs: () => number = () => performance.now(),
  reached: (member: string, limit: LimitName) => void = () => undefined,
) =>
  limiting({
    most: { ...(Object.fromEntries(Object.keys(partnerLimits).map((name) => [name, 1e9])) as MostOf), ...most },
    elapsedMs,
    reached,
  })

/** What receiving is given of them. */
export const atEase = (most: Partial<MostOf> = {}) => ({
  partners: limits(most),
  inTurn: inTurns(8),
  breathe: () => breathing(() => performance.now(), turn),
  answered: { of: () => undefined, keep: () => undefined },
})
