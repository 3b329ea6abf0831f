import { Type } from 'typebox'
import { defineMessage } from '../../model/profile.ts'
import { closed, day, instant, listOf, prose } from '../../model/shape.ts'

const complete = Type.Boolean({
  description: 'Whether the request holds what 4.1 and 4.2 ask for.',
  paragraph: '4.1',
  examples: [true],
})
const dueOn = day({
  description: 'Due date as the requested member computes it.',
  paragraph: '6.1 e',
  examples: ['2026-06-03'],
})

const body = closed(
  {
    caseNumber: prose(70, {
      description: "The requested member's own number of the case.",
      examples: ['XB-2026-0042'],
    }),
    receivedAt: instant({ description: 'When the request was received.', examples: ['2026-03-05T09:12:44.120Z'] }),
    complete,
    missing: Type.Optional(
      listOf(
        closed(
          {
            field: Type.String({
              pattern: '^(/[^/\\s]{1,40}){1,6}$',
              maxLength: 200,
              description: 'JSON pointer to the field of the request.',
              examples: ['/exportDeclaration'],
            }),
            question: prose(2000, {
              description: 'What is missing or unclear.',
              examples: ['Which export declaration?'],
            }),
          },
          { description: 'One thing that is missing.' },
        ),
        {
          minItems: 1,
          maxItems: 32,
          description: 'What is missing; needed where the request is not complete.',
          paragraph: '4.1',
        },
      ),
    ),
    dueOn,
    officer: Type.Optional(prose(200, { description: 'Who deals with the request.' })),
  },
  {
    description: 'The requested member acknowledges the request.',
    examples: [
      { caseNumber: 'XB-2026-0042', receivedAt: '2026-03-05T09:12:44.120Z', complete: true, dueOn: '2026-06-03' },
    ],
  },
)

/** Taken up, or found incomplete. Neither stops the clock. */
export const ack = defineMessage({
  title: 'acknowledgement',
  from: 'requested',
  paragraphs: ['4.1', '6.1 e'],
  body,
  rules({ complete, missing }) {
    if (complete && missing)
      return [{ field: '/missing', paragraph: '4.1', message: 'must be left out where the request is complete' }]
    if (!complete && !missing)
      return [{ field: '/missing', paragraph: '4.1', message: 'is missing: say what the request lacks' }]
    return []
  },
  facts: ({ complete, dueOn }) => ({ complete, dueOn }),
  factsShape: closed({ complete, dueOn }, { description: 'Whether the request is complete, and the due date.' }),
  // Until a clarification is a message of its own, a second acknowledgement ends it.
  legalIn: ['submitted', 'clarifying'],
  next: (_, { complete, dueOn }) => ({ state: complete ? 'accepted' : 'clarifying', statedDueOn: dueOn }),
  items: 'none',
})
