// What a partner's no means for a message: it goes again by itself, or it is a dead letter.
// And when so many noes in a row mean the pair itself.
import type { Verdict } from './problem-row.ts'
import { problems } from './problem-table.ts'
import type { ProblemCode } from './problems.ts'

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code)

/** What nobody here knows is final: a partner may have reasons that this version has not. */
export const verdictOf = (code: string): Verdict => (isProblemCode(code) ? problems[code].verdict : 'final')

/** Final refusals of a line since the last message that was taken, by reason. */
export type Refusals = ReadonlyMap<string, number>

export const noRefusals: Refusals = new Map()

export const refusalLimits = {
  /**
   * So many dead letters for one reason, and nothing taken between them, are a broken pair: what
   * follows waits.
   */
  inARow: 5,
  /** Reasons remembered: a partner may make up as many as it likes. */
  reasons: 32,
} as const

/**
 * Why two refusals are for one reason: a refusal without a code of its own says the reason in its
 * detail.
 */
export const reasonOf = (problem: string, detail: string | null): string =>
  problem === 'statement-refused' || problem === 'partner-refused' ? `${problem}: ${detail ?? ''}` : problem

/** The code alone: what a partner says beside it stays in its delivery. */
export const codeOf = (reason: string): string => reason.split(':', 1)[0] ?? reason

export const isBroken = (refusals: Refusals, reason: string): boolean =>
  (refusals.get(reason) ?? 0) >= refusalLimits.inARow

/** The reason for which a partner refuses everything; undefined while it does not. */
export const brokenBy = (refusals: Refusals): string | undefined =>
  [...refusals.keys()].find((reason) => isBroken(refusals, reason))

export function afterRefusal(refusals: Refusals, reason: string): Refusals {
  const others = [...refusals].filter(([known]) => known !== reason).slice(-(refusalLimits.reasons - 1))
  return new Map([...others, [reason, (refusals.get(reason) ?? 0) + 1]])
}
