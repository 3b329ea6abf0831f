import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, day, instant, listOf, prose, uuid } from '../../model/profile/shape.ts'
import { officer } from '../use/fields.ts'
import { answering } from './course.ts'
import { question } from './fields.ts'

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

const suspended = uuid({
  description:
    'Where the requested member has suspended its obligations: id of the thread in which it said so. The request is not taken up before they are resumed.',
  paragraph: '11.2',
  examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d09'],
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
      listOf(question, {
        minItems: 1,
        maxItems: 32,
        description: 'What is missing; needed where the request is not complete.',
        paragraph: '4.1',
      }),
    ),
    dueOn,
    officer: Type.Optional(officer('Who deals with the request.')),
    suspended: Type.Optional(suspended),
  },
  {
    description: 'The requested member acknowledges the request.',
    examples: [
      { caseNumber: 'XB-2026-0042', receivedAt: '2026-03-05T09:12:44.120Z', complete: true, dueOn: '2026-06-03' },
    ],
  },
)

/**
 * Taken up, found incomplete, or put off while obligations are suspended (11.2). Nothing of it
 * stops the clock.
 */
export const ack = defineMessage({
  title: 'acknowledgement',
  from: 'requested',
  paragraphs: ['4.1', '6.1 e', '11.2'],
  whileSuspended: true,
  owes: [{ answeredBy: ['clarify-reply'], when: { complete: false }, days: 30, source: 'target' }],
  body,
  rules({ complete, missing }) {
    if (complete && missing)
      return [{ field: '/missing', paragraph: '4.1', message: 'must be left out where the request is complete' }]
    if (!complete && !missing)
      return [{ field: '/missing', paragraph: '4.1', message: 'is missing: say what the request lacks' }]
    return []
  },
  facts: ({ complete, dueOn, suspended }) => ({ complete, dueOn, ...(suspended !== undefined && { suspended }) }),
  factsShape: closed(
    { complete, dueOn, suspended: Type.Optional(suspended) },
    { description: 'Whether the request is complete, the due date, and whether obligations are suspended.' },
  ),
  legalIn: ['submitted', ...answering],
  barred: ({ state, owed }) =>
    state === 'submitted' || owed.some(({ type }) => type === 'supplement')
      ? undefined
      : `an acknowledgement answers a request or a supplement; the case is ${state} and no supplement waits`,
  next({ state }, { complete, dueOn, suspended }) {
    // A supplement has dates of its own: what the request is due on stays.
    const statedDueOn = state === 'submitted' ? { statedDueOn: dueOn } : {}
    if (suspended !== undefined) return statedDueOn
    if (!complete) return { ...statedDueOn, state: 'clarifying', particulars: { clarifiedFrom: state } }
    return state === 'submitted' ? { ...statedDueOn, state: 'accepted' } : {}
  },
  items: 'none',
})
