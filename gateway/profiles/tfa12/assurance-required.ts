import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf, oneOf, prose } from '../../model/profile/shape.ts'
import { excludedProceedings } from '../../model/terms/vocabulary.ts'
import { unwantedIds } from './answers.ts'
import { answering } from './course.ts'
import { mostWanted, wantedId } from './items.ts'

const excludedSchema = listOf(
  oneOf(excludedProceedings, { description: 'A kind of proceeding.', examples: ['criminal-investigation'] }),
  {
    minItems: 1,
    maxItems: excludedProceedings.length,
    description: 'Proceedings in which the information will not be used as evidence without written permission.',
    paragraph: '6.2',
    examples: [['criminal-investigation', 'judicial-proceeding']],
  },
)
const wanted = listOf(wantedId, {
  minItems: 1,
  maxItems: mostWanted,
  description: 'Wanted items it is required for; all of them where it is left out.',
  paragraph: '6.2',
  examples: [['w1']],
})

const body = closed(
  {
    excluded: excludedSchema,
    wanted: Type.Optional(wanted),
    text: Type.Optional(
      prose(4000, {
        description: 'The assurance in the words that are wanted.',
        paragraph: '6.2',
        examples: ['We shall not use the information as evidence in criminal investigations.'],
      }),
    ),
    law: Type.Optional(
      prose(500, {
        description: 'Provision of domestic law that demands it.',
        paragraph: '6.2',
        examples: ['Tax Secrecy Act, s. 14'],
      }),
    ),
  },
  {
    description: 'The requested member requires an assurance before it provides.',
    paragraph: '6.2',
    examples: [{ excluded: ['criminal-investigation', 'judicial-proceeding'], law: 'Tax Secrecy Act, s. 14' }],
  },
)

/**
 * From now on nothing that it is required for is provided in the open before the assurance is given
 * or declined.
 */
export const assuranceRequired = defineMessage({
  title: 'demand for an assurance',
  from: 'requested',
  paragraphs: ['6.2'],
  whileSuspended: false,
  owes: [{ answeredBy: ['assurance'], days: 30, source: 'target', paragraph: '6.2' }],
  body,
  rules: ({ wanted = [] }, context) => unwantedIds(wanted, (index) => `/wanted/${index}`, '6.2', context),
  facts: ({ excluded, wanted }) => ({ excluded, ...(wanted && { wanted }) }),
  factsShape: closed(
    { excluded: excludedSchema, wanted: Type.Optional(wanted) },
    { description: 'The uses excluded, and for which items.' },
  ),
  legalIn: answering,
  barred: ({ regions }) =>
    regions.assurance === 'required'
      ? 'an assurance is required already; it was neither given nor declined'
      : undefined,
  next({ items }, { excluded, wanted }) {
    const stray = wanted?.find((id) => items[id] === undefined)
    if (stray !== undefined) return { illegal: `${stray} is not wanted in this case` }
    return {
      regions: { assurance: 'required' },
      particulars: { assurance: { excluded, wanted: wanted ?? null } },
    }
  },
  items: 'none',
})
