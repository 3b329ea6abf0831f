import { type Static, Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import { closed, oneOf, prose, uuid } from '../../model/profile/shape.ts'

/** The five families of reasons, by paragraph. */
const refusalFamilies = ['7.1', '7.2', '8', '9.2', '10'] as const

/**
 * Why something is refused, postponed or not required: the same form in a response and in a
 * refusal.
 */
export const basisSchema = closed(
  {
    family: oneOf(refusalFamilies, {
      description:
        'Paragraph the reason comes from: 7.1 grounds, 7.2 discretion after 4.2, 5.2 or 6.2, 8 reciprocity, 9.2 burden, 10 limitations.',
      paragraph: '7.1',
      examples: ['7.1'],
    }),
    ground: Type.Optional(
      oneOf(['a', 'b', 'c', 'd', 'e'], {
        description:
          'Ground of 7.1: a public interest, b law prevents, c impedes enforcement or proceedings, d consent not given, e received after the retention period.',
        paragraph: '7.1',
      }),
    ),
    limit: Type.Optional(
      oneOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], { description: 'Limitation of paragraph 10.', paragraph: '10' }),
    ),
    reasons: prose(4000, {
      description: 'The reasons, for the requesting member to read.',
      paragraph: '7.1',
      examples: ['Release is prevented by the Tax Secrecy Act.'],
    }),
    reference: Type.Optional(
      closed(
        {
          citation: prose(500, { description: 'Citation of the provision.', examples: ['Tax Secrecy Act, s. 12 (2)'] }),
          text: Type.Optional(prose(20_000, { description: 'The provision, word for word.' })),
          item: Type.Optional(uuid({ description: 'Id of an attached item that holds a copy of the provision.' })),
        },
        { description: 'Copy of the relevant, specific reference: mandatory for ground b.', paragraph: '7.1 b' },
      ),
    ),
  },
  { description: 'Ground or limit, with reasons.', paragraph: '7.1' },
)
type Basis = Static<typeof basisSchema>

/** Rule 5: each family has its own detail, and ground b comes with a copy of the law. */
export function basisFaults({ family, ground, limit, reference }: Basis, field: string): Fault[] {
  const faults: Fault[] = []
  if (family === '7.1' && ground === undefined)
    faults.push({
      field: `${field}/ground`,
      paragraph: '7.1',
      message: 'is missing: family 7.1 names its ground, a to e',
    })
  if (family !== '7.1' && ground !== undefined)
    faults.push({ field: `${field}/ground`, paragraph: '7.1', message: `belongs to family 7.1, not to ${family}` })
  if (family === '10' && limit === undefined)
    faults.push({ field: `${field}/limit`, paragraph: '10', message: 'is missing: family 10 names its limit, a to h' })
  if (family !== '10' && limit !== undefined)
    faults.push({ field: `${field}/limit`, paragraph: '10', message: `belongs to family 10, not to ${family}` })
  if (ground === 'b' && reference?.text === undefined && reference?.item === undefined)
    faults.push({
      field: `${field}/reference`,
      paragraph: '7.1 b',
      message: 'must hold a copy of the relevant, specific reference, as text or as an attached item',
    })
  return faults
}

/** The part of a basis that stands in the signed statement: codes only. */
export const basisFacts = ({ family, ground, limit }: Basis) => ({
  family,
  ...(ground !== undefined && { ground }),
  ...(limit !== undefined && { limit }),
})
export const basisFactsFields = {
  family: basisSchema.properties.family,
  ground: basisSchema.properties.ground,
  limit: basisSchema.properties.limit,
}

/** Families that are at the requested member's discretion only because of what the request says. */
const discretionaryFamilies: readonly string[] = ['7.2', '8']

/** Why a basis does not fit the case; undefined when it does. */
export const whyNoDiscretion = (discretionary: boolean, family: string | undefined): string | undefined =>
  family === undefined || discretionary || !discretionaryFamilies.includes(family)
    ? undefined
    : `${family} gives discretion only where the request states an inability (4.2, 5.2, 6.2) or lacking reciprocity (8); this one states none`
