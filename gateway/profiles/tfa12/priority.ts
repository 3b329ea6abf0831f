import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, prose } from '../../model/profile/shape.ts'
import { pending } from './course.ts'
import { casesSchema, limitSchema } from './prioritise.ts'

const order = casesSchema('The cases in the order in which they are wanted, the most urgent first.')

const body = closed(
  {
    order,
    limit: Type.Optional(limitSchema),
    reasons: Type.Optional(
      prose(4000, {
        description: 'Why in this order, or why another limit.',
        paragraph: '9.2',
        examples: ['The first two are heard in May.'],
      }),
    ),
  },
  {
    description: 'The requesting member puts its requests in order and may propose another limit.',
    paragraph: '9.2',
    examples: [
      {
        order: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02', '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
        limit: { number: 30, per: 'month' },
      },
    ],
  },
)

/**
 * An order, and where it says so a counter-proposal. Without one the proposal of the requested
 * member stands.
 */
export const priority = defineMessage({
  title: 'order of priority',
  from: 'requesting',
  paragraphs: ['9.2'],
  whileSuspended: false,
  body,
  rules: ({ order }) =>
    order.flatMap((id, index) =>
      order.indexOf(id) === index
        ? []
        : [{ field: `/order/${index}`, paragraph: '9.2', message: 'stands in the order already' }],
    ),
  facts: ({ order, limit }) => ({ order, ...(limit && { limit }) }),
  factsShape: closed(
    { order, limit: Type.Optional(limitSchema) },
    { description: 'The order and the limit proposed.' },
  ),
  legalIn: pending,
  barred: ({ particulars: { proposedLimit } }) =>
    proposedLimit === undefined ? 'nobody has asked for an order of priority (9.2)' : undefined,
  next: (_, { order, limit }) => ({
    particulars: { order, ...(limit && { proposedLimit: limit, proposedBy: 'requesting' }) },
  }),
  items: 'none',
})
