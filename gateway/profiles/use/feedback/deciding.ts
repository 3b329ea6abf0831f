// What a decision may rest on (5.1 d): unverified information decides nothing that removes a doubt.
import type { CaseCore, GivenItem } from '../../../model/profile/case-core.ts'
import { listOf, oneOf } from '../../../model/profile/shape.ts'
import type { Role } from '../../../model/role.ts'
import { decisions, type Factor, removesDoubt } from '../../../model/terms/factor.ts'

// 5.1 d: unverified information is not the deciding factor in alleviating the doubt. It may confirm
// it.

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

/**
 * A factor statement measured by the case: each item named as deciding is one that its provider
 * verified, whatever else is named; and what is said to rest on verified information has some.
 */
export function whyUnverifiedDecides(
  { given }: CaseCore,
  factor: Factor & { readonly deciding?: readonly string[] },
  by: Role,
): string | undefined {
  const { reliedOn = [], deciding = [] } = factor
  if (!removesDoubt(factor)) return undefined
  const holds = (item: GivenItem | undefined) => item !== undefined && item.by !== by && isVerified(item)
  const unverified = deciding.find((id) => !holds(given[id]))
  if (unverified !== undefined)
    return `names ${unverified} as deciding, which is not verified; unverified information may not be the deciding factor in removing the doubt`
  if (deciding.length > 0 || reliedOn.includes('own-findings') || Object.values(given).some(holds)) return undefined
  return 'rests on verified information, but nothing in this case was verified; unverified information may not be the deciding factor in removing the doubt'
}

const isVerified = ({ verified }: GivenItem): boolean => verified === 'verified' || verified === 'corrected'
