import { type Static, Type } from 'typebox'
import { dayAfter } from '../../model/calendar/calendar.ts'
import type { Fault } from '../../model/problems/problems.ts'
import { type BodyContext, defineMessage } from '../../model/profile/profile.ts'
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
      search: 'file',
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
  rules(body, context) {
    const { complete, missing } = body
    if (complete && missing)
      return [{ field: '/missing', paragraph: '4.1', message: 'must be left out where the request is complete' }]
    if (!complete && !missing)
      return [{ field: '/missing', paragraph: '4.1', message: 'is missing: say what the request lacks' }]
    return datesFaults(body, context)
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

/**
 * Dates that cannot be: those of another request, or of an example. A partner that says such is not
 * refused for it, as nothing here is counted from what it states.
 */
function datesFaults(
  { dueOn, receivedAt }: Pick<Static<typeof body>, 'dueOn' | 'receivedAt'>,
  { state, localDate, received }: BodyContext,
): Fault[] {
  const requestedOn = state?.requestedOn
  if (received || requestedOn === undefined || localDate === undefined) return []
  const faults: Fault[] = []
  if (dueOn < requestedOn)
    faults.push({
      field: '/dueOn',
      paragraph: '6.1 e',
      message: `is ${dueOn}, before the day of the request, ${requestedOn}`,
    })
  // A day more to either side: an instant is in UTC, the days are each administration's own.
  const day = receivedAt.slice(0, 10)
  if (dayAfter(day, 1) < requestedOn)
    faults.push({ field: '/receivedAt', message: `is ${day}, before the day of the request, ${requestedOn}` })
  if (day > dayAfter(localDate, 1))
    faults.push({ field: '/receivedAt', message: `is ${day}, which is to come; today is ${localDate}` })
  return faults
}
