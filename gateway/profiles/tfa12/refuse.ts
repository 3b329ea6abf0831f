import { Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf } from '../../model/profile/shape.ts'
import { note } from '../use/fields.ts'
import { repeated, strayItems, unwanted } from './answers.ts'
import { answering } from './course.ts'
import { answered, mostWanted, wantedId } from './items.ts'
import { basisFacts, basisFactsFields, basisFaults, basisSchema, whyNoDiscretion } from './refusal.ts'

const body = closed(
  {
    refusals: listOf(
      closed(
        { wanted: wantedId, basis: basisSchema },
        { description: 'A wanted item and why it is refused.', paragraph: '7.1' },
      ),
      { minItems: 1, maxItems: mostWanted, description: 'What is refused: part or all.', paragraph: '7.1' },
    ),
    note: Type.Optional(note),
  },
  {
    description: 'The requested member refuses part or all of the request.',
    examples: [
      {
        refusals: [
          {
            wanted: 'w2',
            basis: {
              family: '7.1',
              ground: 'b',
              reasons: 'Release is prevented by the Tax Secrecy Act.',
              reference: {
                citation: 'Tax Secrecy Act, s. 12 (2)',
                text: 'No officer shall disclose the transaction value of a third party.',
              },
            },
          },
        ],
      },
    ],
  },
)

const factsShape = closed(
  {
    outcomes: listOf(
      closed({ id: wantedId, ...basisFactsFields }, { description: 'An item and the ground of its refusal.' }),
      {
        minItems: 1,
        maxItems: mostWanted,
        description: 'The refused items.',
      },
    ),
  },
  { description: 'What was refused, on which ground.' },
)

/** Part or all of a request is refused, item by item, each with its ground and reasons. */
export const refuse = defineMessage({
  title: 'refusal',
  from: 'requested',
  paragraphs: ['7.1', '7.2', '8', '9.2', '10'],
  whileSuspended: false,
  gives: 'to-answer',
  body,
  rules({ refusals }, context): Fault[] {
    const references = refusals.flatMap(({ basis }, index) =>
      basis.reference?.item === undefined
        ? []
        : [{ id: basis.reference.item, field: `/refusals/${index}/basis/reference/item` }],
    )
    return [
      ...refusals.flatMap(({ basis }, index) => basisFaults(basis, `/refusals/${index}/basis`)),
      ...repeated(refusals, '/refusals'),
      ...unwanted(refusals, '/refusals', context),
      ...strayItems(references, context),
    ]
  },
  facts: ({ refusals }) => ({ outcomes: refusals.map(({ wanted, basis }) => ({ id: wanted, ...basisFacts(basis) })) }),
  factsShape,
  legalIn: ['clarifying', ...answering],
  next(core, { outcomes }) {
    for (const { family } of outcomes) {
      const illegal = whyNoDiscretion(core.discretionary, family)
      if (illegal !== undefined) return { illegal }
    }
    const refused = outcomes.map(({ id }) => ({ id, outcome: 'refused' as const }))
    return answered(core, refused, undefined)
  },
  items: 'optional',
})
