import { Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, day, listOf } from '../../model/profile/shape.ts'
import { note } from '../use/fields.ts'
import { repeated, strayItems, unwanted } from './answers.ts'
import { answering } from './course.ts'
import { answered, mostWanted, wantedId } from './items.ts'
import { basisFacts, basisFactsFields, basisFaults, basisSchema, whyNoDiscretion } from './refusal.ts'

const expectedOn = day({
  description: 'Day on which the requested member expects to answer.',
  paragraph: '7.1',
  examples: ['2026-07-01'],
})

const body = closed(
  {
    postponements: listOf(
      closed(
        { wanted: wantedId, basis: basisSchema, expectedOn },
        { description: 'A wanted item, why it is postponed, and until when.', paragraph: '7.1' },
      ),
      { minItems: 1, maxItems: mostWanted, description: 'What is postponed: part or all.', paragraph: '7.1' },
    ),
    note: Type.Optional(note),
  },
  {
    description: 'The requested member postpones part or all of the request.',
    paragraph: '7.1',
    examples: [
      {
        postponements: [
          {
            wanted: 'w1',
            basis: { family: '7.1', ground: 'c', reasons: 'A hearing is set for June; the file is with the court.' },
            expectedOn: '2026-07-01',
          },
        ],
      },
    ],
  },
)

const factsShape = closed(
  {
    outcomes: listOf(
      closed({ id: wantedId, expectedOn, ...basisFactsFields }, { description: 'An item, its ground and its date.' }),
      { minItems: 1, maxItems: mostWanted, description: 'The postponed items.' },
    ),
  },
  { description: 'What was postponed, on which ground, until when.' },
)

/**
 * Item by item, each with its ground, its reasons and a date; again only with a new date. To
 * postpone is to respond (6.1 e).
 */
export const postpone = defineMessage({
  title: 'postponement',
  from: 'requested',
  paragraphs: ['6.1 e', '7.1', '7.2', '8', '9.2'],
  whileSuspended: false,
  gives: 'to-answer',
  body,
  rules({ postponements }, context) {
    const { localDate } = context
    const references = postponements.flatMap(({ basis }, index) =>
      basis.reference?.item === undefined
        ? []
        : [{ id: basis.reference.item, field: `/postponements/${index}/basis/reference/item` }],
    )
    return [
      ...postponements.flatMap(({ basis, expectedOn }, index) => [
        ...basisFaults(basis, `/postponements/${index}/basis`),
        ...pastFaults(expectedOn, `/postponements/${index}/expectedOn`, localDate),
      ]),
      ...repeated(postponements, '/postponements'),
      ...unwanted(postponements, '/postponements', context),
      ...strayItems(references, context),
    ]
  },
  facts: ({ postponements }) => ({
    outcomes: postponements.map(({ wanted, basis, expectedOn }) => ({ id: wanted, expectedOn, ...basisFacts(basis) })),
  }),
  factsShape,
  legalIn: answering,
  next(core, { outcomes }, { localDate }) {
    for (const { id, family, expectedOn } of outcomes) {
      const illegal = whyNoDiscretion(core.discretionary, family)
      if (illegal !== undefined) return { illegal }
      if (expectedOn < localDate) return { illegal: `${id} is postponed to a day that is past` }
    }
    const postponed = outcomes.map(({ id, expectedOn }) => ({ id, expectedOn, outcome: 'postponed' as const }))
    return answered(core, postponed, undefined)
  },
  items: 'optional',
})

/** A postponement names a day to come. */
export const pastFaults = (expectedOn: string, field: string, localDate: string | undefined): Fault[] =>
  localDate === undefined || expectedOn >= localDate
    ? []
    : [{ field, paragraph: '7.1', message: 'lies before the day of this message' }]
