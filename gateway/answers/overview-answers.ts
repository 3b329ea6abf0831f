// Shapes of what is answered about all cases together: what is due, in which order, how much.
import { type Static, Type } from 'typebox'
import {
  caseNames,
  closed,
  day,
  flag,
  instant,
  listOf,
  member,
  next,
  oneOf,
  orNull,
  ref,
  role,
  text,
  texts,
  whole,
} from './answer-parts.ts'
import { type Duty, dutyMembers, type Limit, type Suspension } from './case-parts.ts'
import { uuid } from './ids.ts'

/** In the queue we are always the one that answers. */
const { role: _role, ...named } = caseNames
const count = (description: string) => whole(description, 12)
const dueLine = closed('Something owed, with its case.', { ...caseNames, ...dutyMembers })
const heldCopy = closed('A copy that left the gateway.', {
  record: whole('Number of its release in the evidence.', 4711),
})
const heldLine = closed('Something that a partner gave and we hold, or whose copies are out.', {
  ...caseNames,
  content: uuid('Id of the item, or of the message whose body it is.'),
  what: Type.Enum(['item', 'body'], { description: 'A document, or what a message says.' }),
  message: uuid('The message that brought it.'),
  disposed: flag('Disposed of; what is left is a copy that is still out.'),
  terms: orNull(text('Digest of the terms that bind it.', 'ab'.repeat(32))),
  retentionEnds: orNull(day('Last day of retention, as far as it is known.')),
  disposeBy: orNull(day('Last day for its disposal.')),
  method: orNull(text('Method of disposal that the terms demand.', 'destroy-keys')),
  holdUntil: orNull(day('Last day of a legal hold: of its own, or of what a body speaks of.')),
  goesWith: listOf(uuid('What a body speaks of and is still held: with the last of it the body is destroyed.')),
  outUntil: orNull(day('Day by which the last copy that is out comes back.')),
  overdue: flag('Its day has passed.'),
  copies: listOf(ref<HeldCopy>('HeldCopy')),
})
const askLine = closed('A reader that waits for the decision of a second person, with its case.', {
  ...caseNames,
  record: whole('Number of the try in the evidence.', 4711),
  content: uuid('Id of the item, or of the message whose body it is.'),
  what: Type.Enum(['item', 'body'], { description: 'A document, or what a message says.' }),
  reader: text('Who wants to read: as a clearance names it.', 'a.costa'),
  purpose: text('For which purpose.', 'VERIFY_OTHER'),
  use: text('For which use.', 'view'),
  askedAt: instant('When it was asked.'),
  own: flag('It is the one that asks here, and another one decides.'),
})
const queueLine = closed('A case that waits for our answer.', {
  place: whole('Its place in the queue.', 1),
  ...named,
  dueOn: orNull(day('Day by which an answer is due.')),
  overdue: flag('Whether that day has passed.'),
  priority: orNull(whole('Its place in the order that the asking member gave.', 1)),
  beyondLimit: flag('It came after the agreed number of the month was used up.'),
})

const suspendedCase = closed('A case with the partner, as it counts before a suspension.', {
  ...caseNames,
  openedAt: instant('When it was opened here.'),
  given: count('Documents and bodies that we gave in it.'),
  there: count('Of those, how many the partner has not disposed of, or has a copy of out.'),
  content: listOf(
    closed('Something that is there. At most 100 are named.', {
      content: uuid('Id of the item, or of the message whose body it is.'),
      what: Type.Enum(['item', 'body'], { description: 'A document, or what a message says.' }),
      message: uuid('The message that brought it.'),
    }),
  ),
  held: count('How much of what the partner gave is here, or is out as a copy.'),
  owed: listOf(ref<Duty>('Duty')),
  breach: orNull(text('How far a notified breach is: notified, measures or settled.', 'notified')),
  contradictions: count('Messages and receipts of the partner that contradict what else it signed of its uses.'),
})
const flowing = closed('What a suspension of obligations (12.11.2) means in a kind of exchange.', {
  profile: text('Kind of exchange.', 'tfa12'),
  flows: texts('A message type that goes on flowing.', 'disposal'),
  rests: texts('A message type that rests.', 'response'),
})

const overdueMore = flag('More than 10000 cases are overdue: `overdue` counts those that are it longest.')

export const overviewAnswers = {
  DueLine: dueLine,
  DueList: closed('What is due, earliest first.', {
    today: day('Our day.'),
    until: day('The last day that was asked for; what is overdue is always there.'),
    truncated: flag(
      'There is more: on the next page, or in cases of a program before that are still being brought over.',
    ),
    ...next,
    rows: listOf(ref<DueLine>('DueLine')),
  }),
  AskLine: askLine,
  AskList: closed('A page of who waits for a second person; a page may have no rows and a next one all the same.', {
    ...next,
    rows: listOf(ref<AskLine>('AskLine')),
  }),
  HeldCopy: heldCopy,
  HeldLine: heldLine,
  HeldList: closed('A page of what we hold; within it the overdue first, then by the day of its disposal.', {
    today: day('Our day.'),
    ...next,
    rows: listOf(ref<HeldLine>('HeldLine')),
  }),
  QueueLine: queueLine,
  Queue: closed('A page of what waits for an answer, in the order in which it is to be answered (12.9.1, 12.9.2).', {
    truncated: flag('There is more on the next page.'),
    ...next,
    rows: listOf(ref<QueueLine>('QueueLine')),
  }),
  Workload: closed('How much there is to answer and to ask.', {
    month: text('The calendar month of the counts.', '2026-11'),
    truncated: overdueMore,
    partners: listOf(
      closed('With one partner.', {
        partner: member('Its code.'),
        toAnswer: count('Cases that wait for our answer.'),
        overdue: count('Of those, past their due date.'),
        openedThisMonth: count('Cases that it opened this month.'),
        askedThisMonth: count('Cases that we opened this month.'),
        limit: orNull(ref<Limit>('Limit')),
        ourLimit: orNull(ref<Limit>('Limit')),
        theirCapacity: orNull(count('What its card says that it can answer in a month.')),
      }),
    ),
    capacity: orNull(
      closed('What our card says that we can answer in a month.', {
        perMonth: count('That number.'),
        used: count('Cases that all partners opened this month.'),
        warning: Type.Optional(text('From four fifths on.', '33 requests arrived this month')),
      }),
    ),
  }),
  SuspendedCase: suspendedCase,
  BeforeSuspension: closed(
    'The facts about one partner that a person has before it suspends. Nothing follows from them by itself.',
    {
      partner: member('Its code.'),
      exchange: oneOf(['active', 'suspended'], 'Whether we exchange anything with it.'),
      ours: orNull(ref<Suspension>('Suspension')),
      theirs: orNull(ref<Suspension>('Suspension')),
      whole: flag('Whether the cases of all our offices are looked at; else those of the offices of the client.'),
      agreements: texts('An agreement with it.', 'xa-xb-2026'),
      kinds: listOf(flowing),
      rows: listOf(ref<SuspendedCase>('SuspendedCase')),
      ...next,
    },
  ),
  Statistics: closed('Counts for a report; no case, office or trader stands in them.', {
    truncated: overdueMore,
    rows: listOf(
      closed('Cases of one kind.', {
        partner: member('The other member.'),
        agreement: text('The agreement.', 'xa-xb-2026'),
        profile: text('Kind of exchange.', 'tfa12'),
        role: role('Our part.'),
        state: text('Where they stand.', 'accepted'),
        cases: count('How many.'),
        opened: count('Of those, opened since the first day of the report.'),
        overdue: count('Of those, past their due date.'),
      }),
    ),
  }),
} as const

export type AskLine = Static<typeof askLine>
export type AskList = Static<typeof overviewAnswers.AskList>
export type DueLine = Static<typeof dueLine>
export type HeldCopy = Static<typeof heldCopy>
export type HeldLine = Static<typeof heldLine>
export type HeldList = Static<typeof overviewAnswers.HeldList>
export type DueList = Static<typeof overviewAnswers.DueList>
export type SuspendedCase = Static<typeof suspendedCase>
export type BeforeSuspension = Static<typeof overviewAnswers.BeforeSuspension>
type QueueLine = Static<typeof queueLine>
export type QueueView = Static<typeof overviewAnswers.Queue>
export type WorkloadView = Static<typeof overviewAnswers.Workload>
export type StatisticsView = Static<typeof overviewAnswers.Statistics>
