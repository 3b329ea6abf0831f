import { type Static, Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import { type BodyContext, defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, oneOf, prose, uuid } from '../../../model/profile/shape.ts'

const paragraph = '9.2'
const count = (description: string, example: number, minimum = 0) =>
  Type.Integer({ minimum, maximum: 1_000_000, description, paragraph, examples: [example] })

/** A practical limit: so many new requests a month, between two days. */
export const limitSchema = (description: string) =>
  closed(
    {
      perMonth: count('New requests a calendar month.', 20, 1),
      from: day({ description: 'First day on which it holds.', paragraph, examples: ['2026-07-01'] }),
      until: day({ description: 'Last day on which it holds.', paragraph, examples: ['2026-12-31'] }),
    },
    { description, paragraph },
  )
export type Limit = Static<ReturnType<typeof limitSchema>>

/** A limit ends after it begins, and has not ended already. */
export function limitFaults({ from, until }: Limit, field: string, { localDate }: BodyContext): Fault[] {
  if (until < from) return [{ field: `${field}/until`, paragraph, message: 'must not lie before the first day' }]
  if (localDate !== undefined && until < localDate)
    return [{ field: `${field}/until`, paragraph, message: 'lies before the day of the message' }]
  return []
}

export const sameLimit = (a: Limit, b: Limit): boolean =>
  a.perMonth === b.perMonth && a.from === b.from && a.until === b.until

const order = oneOf(['due-date', 'request-date', 'priority', 'revenue', 'other'], {
  description:
    "In which order requests are answered: by due date, by date of request, by the requesting member's own priorities, by the revenue at stake, or as said in words.",
  paragraph,
  examples: ['due-date'],
})

const body = closed(
  {
    reasons: prose(4000, {
      description: 'Why the number or the scope cannot be managed within a reasonable time.',
      paragraph,
      examples: ['Four officers answer all requests; each takes about two days.'],
    }),
    counts: closed(
      {
        open: count('Requests of the other member that are open.', 57),
        receivedLastMonth: count('Requests received from it in the last full month.', 31),
        overdue: Type.Optional(count('Of the open ones, those past their due date.', 12)),
      },
      { description: 'How many requests there are.', paragraph },
    ),
    capacity: closed(
      {
        perMonth: count('Requests that can be answered in a month, of all members together.', 40, 1),
        note: Type.Optional(prose(2000, { description: 'What the number rests on.', paragraph })),
      },
      { description: 'What the requested member can do.', paragraph },
    ),
    proposed: limitSchema('The limit that is proposed.'),
    order: closed(
      {
        rule: order,
        text: Type.Optional(prose(2000, { description: 'The order in words; needed for other.', paragraph })),
      },
      { description: 'The order in which requests are answered.', paragraph },
    ),
    cases: Type.Optional(
      listOf(uuid({ description: 'Id of a case.' }), {
        minItems: 1,
        maxItems: 256,
        description: 'The cases that the other member is asked to put into an order.',
        paragraph,
      }),
    ),
  },
  {
    description: 'A requested member proposes a practical limit to a requesting one.',
    paragraph,
    examples: [
      {
        reasons: 'Four officers answer all requests; each takes about two days.',
        counts: { open: 57, receivedLastMonth: 31, overdue: 12 },
        capacity: { perMonth: 40 },
        proposed: { perMonth: 20, from: '2026-07-01', until: '2026-12-31' },
        order: { rule: 'due-date' },
      },
    ],
  },
)

/**
 * Opens the thread: the overloaded member counts what there is, says what it can do, and proposes.
 */
export const limit = defineMessage({
  title: 'proposal of a limit',
  from: 'requesting',
  paragraphs: [paragraph],
  opens: true,
  whileSuspended: true,
  gives: 'to-answer',
  owes: [{ answeredBy: ['limit-agree', 'limit-decline'], days: 30, source: 'target', paragraph }],
  body,
  rules: ({ proposed, order }, context) => [
    ...limitFaults(proposed, '/proposed', context),
    ...(order.rule === 'other' && order.text === undefined
      ? [{ field: '/order/text', paragraph, message: 'is missing: where the rule is other, say the order in words' }]
      : []),
  ],
  facts: ({ proposed, order: { rule } }) => ({ proposed, order: rule }),
  factsShape: closed(
    { proposed: limitSchema('The limit that is proposed.'), order },
    { description: 'Limit and order.' },
  ),
  legalIn: [],
  next: (_, { proposed, order }) => ({ state: 'proposed', particulars: { proposed, order } }),
  items: 'none',
})
