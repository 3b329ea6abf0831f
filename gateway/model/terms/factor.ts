// 5.1 d: unverified information is not the deciding factor in alleviating the doubt. It may confirm
// it.

/** What was decided, and what the decision rests on. */
export interface Factor {
  readonly decision: string
  /** Of `verified`, `unverified`, `own-findings`. */
  readonly reliedOn?: readonly string[]
}

/** What may become of a doubt. */
export const decisions = ['doubt-removed', 'doubt-confirmed', 'voluntary-disclosure', 'none'] as const

export const removesDoubt = ({ decision }: Factor): boolean => decision === 'doubt-removed'

/** What is wrong with a factor statement by itself; undefined when nothing is. */
export function factorProblem(factor: Factor): string | undefined {
  // A decision in other words would be one that no rule is about.
  if (!['pending', ...decisions].includes(factor.decision)) return `is none of ${decisions.join(', ')}`
  if (!removesDoubt(factor)) return undefined
  if (factor.reliedOn === undefined) return 'is missing: say what removed the doubt'
  return factor.reliedOn.some((basis) => basis !== 'unverified')
    ? undefined
    : 'unverified information may not be the deciding factor in removing the doubt'
}
