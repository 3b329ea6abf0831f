import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf, oneOf, prose, uuid } from '../../model/profile/shape.ts'
import { answerBy } from '../use/fields.ts'
import { pending } from './course.ts'

/** So many answers in each span: what a member can bear, or what the members agree on (9.2). */
export const limitSchema = closed(
  {
    number: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: 'How many requests.',
      paragraph: '9.2',
      examples: [20],
    }),
    per: oneOf(['week', 'month', 'quarter', 'year'], {
      description: 'The span they are counted in.',
      paragraph: '9.2',
      examples: ['month'],
    }),
  },
  { description: 'How many requests in which span.', paragraph: '9.2' },
)

export const casesSchema = (description: string) =>
  listOf(uuid({ description: 'Id of a case.', examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'] }), {
    minItems: 1,
    maxItems: 256,
    description,
    paragraph: '9.2',
  })

const cases = casesSchema('Cases that cannot all be met within a reasonable time.')

const body = closed(
  {
    cases,
    capacity: limitSchema,
    reasons: prose(4000, {
      description: 'Why the requests cannot be met within a reasonable time.',
      paragraph: '9.2',
      examples: ['Forty requests arrived this week; two officers deal with them.'],
    }),
    answerBy: Type.Optional(answerBy('9.2')),
  },
  {
    description: 'The requested member asks the requesting member to prioritise.',
    paragraph: '9.2',
    examples: [
      {
        cases: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02'],
        capacity: { number: 20, per: 'month' },
        reasons: 'Forty requests arrived this week; two officers deal with them.',
      },
    ],
  },
)

/** The capacity stated is a proposal: what is agreed takes the word of both. */
export const prioritise = defineMessage({
  title: 'request to prioritise',
  from: 'requested',
  paragraphs: ['9.2'],
  whileSuspended: false,
  owes: [
    {
      answeredBy: ['priority', 'priority-agreed'],
      dueFact: 'answerBy',
      days: 30,
      source: 'target',
      paragraph: '9.2',
    },
  ],
  body,
  facts: ({ cases, capacity, answerBy }) => ({ cases, capacity, ...(answerBy !== undefined && { answerBy }) }),
  factsShape: closed(
    { cases, capacity: limitSchema, answerBy: Type.Optional(answerBy('9.2')) },
    { description: 'The cases concerned and the capacity.' },
  ),
  legalIn: pending,
  next: (_, { capacity }) => ({ particulars: { proposedLimit: capacity, proposedBy: 'requested' } }),
  items: 'none',
})
