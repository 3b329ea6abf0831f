import { Type } from 'typebox'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, listOf, prose, uuid } from '../../../model/profile/shape.ts'

const paragraph = '11.2'

const measures = listOf(
  closed(
    {
      case: uuid({ description: 'Id of the case.' }),
      message: uuid({ description: 'Id of the message that told the measures taken.' }),
    },
    { description: 'A notice of measures taken.', paragraph: '11.1' },
  ),
  { minItems: 1, maxItems: 32, description: 'The notices that the resumption rests on.', paragraph: '11.1' },
)

const body = closed(
  {
    measures: Type.Optional(measures),
    reason: prose(4000, {
      description: 'Why the obligations resume.',
      paragraph,
      examples: ['The copy was destroyed, and access was narrowed to the valuation office.'],
    }),
  },
  {
    description: 'The member that suspended its obligations resumes them.',
    paragraph,
    examples: [
      {
        measures: [{ case: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', message: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d03' }],
        reason: 'The copy was destroyed, and access was narrowed to the valuation office.',
      },
    ],
  },
)

/**
 * Only the member that suspended can say that enough was done; a new breach is a new suspension.
 */
export const resume = defineMessage({
  title: 'resumption',
  from: 'requesting',
  paragraphs: ['11.2'],
  whileSuspended: true,
  gives: 'to-answer',
  body,
  facts: ({ measures = [] }) => ({ measures }),
  factsShape: closed(
    {
      measures: listOf(measures.items, { maxItems: 32, description: 'The notices that the resumption rests on.' }),
    },
    { description: 'What the resumption rests on.' },
  ),
  legalIn: ['suspended'],
  next: () => ({ state: 'resumed' }),
  items: 'none',
})
