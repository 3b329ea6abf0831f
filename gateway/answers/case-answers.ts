// Shapes of a case: as lists show it, and as a person works on it.
import { type Static, Type } from 'typebox'
import {
  anything,
  byName,
  caseNames,
  closed,
  day,
  flag,
  instant,
  listOf,
  next,
  orNull,
  pageOf,
  ref,
  text,
  texts,
  whole,
} from './answer-parts.ts'
import type { CaseLabels, Duty, Limit, NextMessage, Permission, Suspension, Wanted } from './case-parts.ts'
import { uuid } from './ids.ts'
import type { ItemInCase } from './item-answers.ts'
import type { RegistrationView, TimelineEntry } from './message-answers.ts'

const line = {
  ...caseNames,
  dueOn: orNull(day('Day by which an answer is due; null when none is owed.')),
  overdue: flag('A flag; nothing happens by itself.'),
  openedAt: instant('When it was opened here.'),
  changedAt: instant('When it last changed here.'),
  revision: whole('Grows by one with each change.', 3),
}
const caseLine = closed('A case as lists show it.', line)

export const caseAnswers = {
  CaseLine: caseLine,
  CasePage: pageOf<CaseLine, typeof next>('CaseLine', next),
  Case: closed('A case with what is wanted, owed, given and permitted, what may be sent next, and its timeline.', {
    ...line,
    scope: Type.Enum(['case', 'members', 'line'], { description: 'About a declaration, or between the two members.' }),
    requestedOn: orNull(day('The day of the opening message, where it was sent.')),
    statedDueOn: orNull(day('The due date as the requested member stated it.')),
    purposes: texts('Purpose code of the opening message.', 'VERIFY_VALUE'),
    discretionary: flag('Execution is at the discretion of the requested member (12.7.2, 12.8).'),
    regions: byName('States beside the state: assurance, retention, breach.', { type: 'string' }),
    wanted: listOf(ref<Wanted>('Wanted')),
    owed: listOf(ref<Duty>('Duty')),
    permissions: listOf(ref<Permission>('Permission')),
    particulars: anything('What else the messages fix, as the profile names it: an order, a limit, an outcome.'),
    suspension: orNull(ref<Suspension>('Suspension')),
    limit: orNull(ref<Limit>('Limit')),
    legalNext: texts('A message type we may send now.', 'withdraw'),
    next: listOf(ref<NextMessage>('NextMessage')),
    notLegal: byName('For each other message type of ours, why not.', { type: 'string' }),
    items: listOf(ref<ItemInCase>('ItemInCase')),
    timeline: listOf(Type.Union([ref<TimelineEntry>('TimelineEntry'), ref<RegistrationView>('Registration')])),
    assigned: orNull(text('The person of the office that works on it.', 'officer-17')),
    labels: Type.Optional(ref<CaseLabels>('CaseLabels')),
  }),
  FoundCases: closed('Cases in which a number stands, the newest first.', {
    rows: listOf(ref<CaseLine>('CaseLine')),
    truncated: flag('There are more than are looked at: whoever knows more of the case finds it in its lists.'),
  }),
  HandedOver: closed('Another of our offices deals with the case. Who may read what was given did not change.', {
    case: caseNames.case,
    from: text('The office that dealt with it.', 'XA000101'),
    office: text('The one that does now.', 'XA000102'),
    readable: listOf(uuid('Item or message that was given to us and that terms or a permission let it read.')),
    closed: listOf(uuid('One that they do not: its provider is asked with `permission-ask`.')),
  }),
  WorkedBy: closed('Who works on the case in its office.', {
    case: caseNames.case,
    office: caseNames.office,
    assigned: orNull(text('The person; null for nobody.', 'officer-17')),
  }),
} as const

export type CaseLine = Static<typeof caseLine>
export type FoundCases = Static<typeof caseAnswers.FoundCases>
export type HandedOver = Static<typeof caseAnswers.HandedOver>
export type WorkedBy = Static<typeof caseAnswers.WorkedBy>
export type CaseView = Static<typeof caseAnswers.Case>
