import { Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf, prose } from '../../model/profile/shape.ts'
import { count } from '../use/fields.ts'
import { pointer } from './fields.ts'

const mostAnswers = 32

const body = closed(
  {
    answers: listOf(
      closed(
        {
          field: pointer,
          answer: prose(4000, {
            description: 'The answer to the question about this field.',
            paragraph: '4.1',
            examples: ['The later one, of 14 February.'],
          }),
        },
        { description: 'One answer.', paragraph: '4.1' },
      ),
      { minItems: 1, maxItems: mostAnswers, description: 'Answers, field by field.', paragraph: '4.1' },
    ),
    corrected: Type.Optional(
      listOf(
        closed(
          {
            field: pointer,
            value: prose(4000, {
              description: 'What the field says from now on.',
              paragraph: '4.1',
              examples: ['26XB07K4T9QPLM31E2'],
            }),
          },
          { description: 'One corrected field.', paragraph: '4.1' },
        ),
        { minItems: 1, maxItems: mostAnswers, description: 'Fields of the request put right.', paragraph: '4.1' },
      ),
    ),
  },
  {
    description: 'The requesting member answers the questions.',
    examples: [
      {
        answers: [{ field: '/exportDeclaration', answer: 'The later one, of 14 February.' }],
        corrected: [{ field: '/exportDeclaration/number', value: '26XB07K4T9QPLM31E2' }],
      },
    ],
  },
)

/** What a reply cannot change, and what can. */
const fixed: Readonly<Record<string, string>> = {
  wanted: 'what is wanted is changed by a supplement',
  purpose: 'information is used solely for the purpose stated in the request (5.1 b); another one takes a new request',
  verification: 'the verification was attested before the request was made (3)',
}

/** Leads back where the questions came from, once every message with questions has its reply. */
export const clarifyReply = defineMessage({
  title: 'reply to a clarification',
  from: 'requesting',
  paragraphs: ['4.1'],
  whileSuspended: true,
  gives: 'to-answer',
  body,
  rules: ({ corrected = [] }) =>
    corrected.flatMap(({ field }, index): Fault[] => {
      const message = fixed[field.split('/')[1] ?? '']
      return message === undefined ? [] : [{ field: `/corrected/${index}/field`, paragraph: '4.1', message }]
    }),
  facts: ({ answers, corrected = [] }) => ({ answers: answers.length, corrected: corrected.length }),
  factsShape: closed(
    { answers: count(mostAnswers, 'How many answers.'), corrected: count(mostAnswers, 'How many corrections.') },
    { description: 'How many answers and corrections were given.' },
  ),
  legalIn: ['clarifying'],
  next({ owed, particulars: { clarifiedFrom } }) {
    const unanswered = owed.filter(({ answeredBy }) => answeredBy.includes('clarify-reply')).length
    return unanswered > 1 ? {} : { state: typeof clarifiedFrom === 'string' ? clarifiedFrom : 'submitted' }
  },
  items: 'optional',
})
