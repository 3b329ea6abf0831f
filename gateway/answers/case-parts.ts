// Shapes of what stands in a case: what is wanted, owed, permitted, limited and legal next.
import { type Static, Type } from 'typebox'
import {
  anything,
  byName,
  closed,
  day,
  flag,
  instant,
  listOf,
  member,
  orNull,
  paragraph,
  role,
  text,
  texts,
  whole,
} from './answer-parts.ts'
import { exampleId, sha256, uuid } from './ids.ts'

/** What is owed, in a case or beside it. */
export const dutyMembers = {
  what: Type.Enum(['answer', 'postponed', 'owed', 'disposal', 'report'], {
    description:
      'An answer to the request, one that was postponed to a day, an answer that a message asks for, the disposal of what is held, or a report of uses that the terms want unasked.',
  }),
  by: role('Which side owes it.'),
  member: member('The member that owes it.'),
  ours: flag('Whether that are we.'),
  message: orNull(uuid('The message that asks for it.')),
  type: orNull(text('The type of that message.', 'request')),
  answeredBy: texts('A message type that settles it.', 'response'),
  since: orNull(day('The day from which it is counted.')),
  dueOn: orNull(day('Last day; null where none is set.')),
  dueAt: orNull(instant('Its last millisecond where it is owed; null where no day is set.')),
  overdue: flag('Whether that day has passed where it is owed.'),
  source: Type.Enum(['treaty', 'agreement', 'target'], {
    description: 'Who set the day: the treaty, the members in their agreement, or we as a target of our own.',
  }),
  paragraph: orNull(paragraph('Paragraph of Article 12, without the leading 12.')),
}

const scope = closed('What a permission is about.', {
  purposes: Type.Optional(texts('Purpose code.', 'VERIFY_VALUE')),
  offices: Type.Optional(texts('Office or authority.', 'XA000102')),
  disclosure: Type.Optional(
    listOf(
      closed('One recipient.', {
        target: text('Kind of recipient.', 'third-member'),
        to: text('Member code, or the SHA-256 of the name in normal form.', 'XC'),
      }),
    ),
  ),
  proceedings: Type.Optional(
    listOf(
      closed('One proceeding.', {
        kind: text('Kind of proceeding.', 'judicial-proceeding'),
        sha256: sha256('SHA-256 of its name in normal form.'),
      }),
    ),
  ),
  items: Type.Optional(texts('Id of an item.', exampleId)),
})

const nextMessage = {
  type: text('Message type.', 'response'),
  title: text('What it is called, in English.', 'response'),
  paragraphs: listOf(paragraph('Paragraph of Article 12 that it carries out, without the leading 12.')),
  items: Type.Enum(['none', 'optional', 'required'], { description: 'Whether it carries documents.' }),
  schema: text('Where the schema of its body is found.', '/v1/profiles/tfa12#/messages/response/body'),
  answers: texts('Id of a message that it would answer.', exampleId),
  secondPerson: orNull(
    text('Why a second person approves it; null where none does.', 'two persons decide on a refusal'),
  ),
  body: Type.Optional(anything('JSON Schema of its body, with `schemas=true`.')),
  example: Type.Optional(anything('A body to begin with, with `schemas=true`.')),
}

export const caseParts = {
  Wanted: closed('An item that the request wants.', {
    wanted: text('Its id in the case.', 'w1'),
    kind: text('What it is.', 'commercial-invoice'),
    outcome: text('What became of it: open while nothing did.', 'open'),
    since: day('The day of the message that wanted it.'),
    dueOn: orNull(day('Last day for it.')),
    expectedOn: orNull(day('Where it is postponed, the day on which an answer is expected.')),
    withdrawn: flag('Whoever wanted it wants it no longer.'),
  }),
  Duty: closed('Something owed in a case.', dutyMembers),
  Permission: closed('A permission that was asked for.', {
    permission: uuid('Its id.'),
    asked: scope,
    verdict: Type.Enum(['asked', 'granted', 'partly', 'denied', 'revoked'], { description: 'How it was decided.' }),
    scope,
    items: texts('Id of an item that it covers.', exampleId),
    uses: orNull(whole('How often it may be used; null where that is not limited.', 2)),
    used: orNull(whole('How often it was, where that is limited.', 1)),
    until: orNull(day('Last day of use.')),
  }),
  Suspension: closed('Obligations that rest after a breach (12.11.2).', {
    thread: uuid('The thread in which it was said.'),
    by: member('The member that suspended its obligations.'),
    since: instant('When it said so.'),
    on: day('Its day.'),
  }),
  Limit: closed('An agreed limit on new cases (12.9.2).', {
    thread: uuid('The thread in which it was agreed.'),
    perMonth: whole('New cases a calendar month.', 40),
    from: day('First day.'),
    until: day('Last day.'),
    used: Type.Optional(whole('How much of it is used this month.', 12)),
    warning: Type.Optional(text('From four fifths on.', '36 of the 40 requests agreed for this month are made (9.2)')),
  }),
  NextMessage: closed('A message that we may send now.', nextMessage),
  CaseLabels: closed('What the codes of the case are called, in the language of `Content-Language`.', {
    language: text('Its tag.', 'fr'),
    states: byName('States.', { type: 'string' }),
    roles: byName('The two sides.', { type: 'string' }),
    regions: byName('Side regions; their states as `region.state`.', { type: 'string' }),
    messages: byName('Message types.', { type: 'string' }),
    codes: byName<Readonly<Record<string, string>>>('Other codes, by the member that holds them.', {
      type: 'object',
      additionalProperties: { type: 'string' },
    }),
  }),
} as const

export type Wanted = Static<typeof caseParts.Wanted>
export type Duty = Static<typeof caseParts.Duty>
export type Permission = Static<typeof caseParts.Permission>
export type Suspension = Static<typeof caseParts.Suspension>
export type Limit = Static<typeof caseParts.Limit>
export type NextMessage = Static<typeof caseParts.NextMessage>
export type CaseLabels = Static<typeof caseParts.CaseLabels>
