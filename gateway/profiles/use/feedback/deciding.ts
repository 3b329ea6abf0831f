import type { CaseCore } from '../../../model/profile/case-core.ts'
import { listOf, oneOf } from '../../../model/profile/shape.ts'
import { decisions, type Factor, removesDoubt } from '../../../model/terms/factor.ts'

// 5.1 d: unverified information is not the deciding factor in alleviating the doubt. It may confirm it.

export const decisionCode = oneOf(decisions, {
  description: 'What became of the doubt.',
  paragraph: '5.1 f',
  examples: ['doubt-confirmed'],
})

export const basisOfDecision = listOf(
  oneOf(['verified', 'unverified', 'own-findings'], { description: 'A kind of basis.', examples: ['verified'] }),
  {
    minItems: 1,
    maxItems: 3,
    description:
      'What the outcome rests on: information the requested member verified, information it did not verify, own findings. Needed for doubt-removed.',
    paragraph: '5.1 d',
    examples: [['verified']],
  },
)

/** A factor statement measured by the case: what is said to rest on verified information names an item that is verified. */
export function whyUnverifiedDecides(
  { given }: CaseCore,
  factor: Factor & { readonly deciding?: readonly string[] },
): string | undefined {
  const { reliedOn = [], deciding = [] } = factor
  if (!removesDoubt(factor) || reliedOn.includes('own-findings')) return undefined
  const items = deciding.length > 0 ? deciding.map((id) => given[id]) : Object.values(given)
  return items.some((item) => item?.verified === 'verified' || item?.verified === 'corrected')
    ? undefined
    : 'rests on verified information, but no such item in this case was verified; unverified information may not be the deciding factor in removing the doubt'
}
