// Shapes of what is answered about one case.
import { type TProperties, Type } from 'typebox'
import { registrationChannels } from '../model/profile/registration.ts'
import {
  anything,
  byName,
  caseNames,
  closed,
  day,
  direction,
  flag,
  instant,
  listOf,
  member,
  open,
  orNull,
  paragraph,
  ref,
  role,
  text,
  texts,
  whole,
} from './answer-parts.ts'
import { exampleId, sha256, uuid } from './ids.ts'

const caseLine = {
  ...caseNames,
  dueOn: orNull(day('Day by which an answer is due; null when none is owed.')),
  overdue: flag('A flag; nothing happens by itself.'),
  openedAt: instant('When it was opened here.'),
  changedAt: instant('When it last changed here.'),
  revision: whole('Grows by one with each change.', 3),
}
export const messageLine = {
  message: uuid('Id of the message.'),
  case: uuid('Its case.'),
  type: text('Its type.', 'request'),
  direction,
  from: anything('Member and office that sent it.'),
  to: anything('Member it was sent to.'),
  clock: whole('Logical clock within the case.', 1),
  sentAt: instant('When it was sent, by the clock of the sender.'),
  storedAt: instant('When it was stored here.'),
  sha256: sha256('Digest of its statement.'),
  facts: anything('What it changes in the case, machine readable, without personal data.'),
}
export const delivery = {
  state: text('queued, sending, waiting, delivered, refused, expired or cancelled.', 'delivered'),
  attempts: whole('Attempts so far.', 1),
  problem: orNull(text('Code of the last problem.', 'partner-unreachable')),
  detail: orNull(text('What the last problem was.', 'no answer from https://gateway.xb.example')),
}
/** An item by itself, in a message or in a case. */
export const item = {
  item: uuid('Its id.'),
  case: orNull(uuid('Its case; null while it is staged.')),
  message: orNull(uuid('The message that carried it.')),
  direction,
  kind: text('What it is.', 'invoice'),
  form: text('As filed: electronic or paper.', 'electronic'),
  mediaType: text('Media type.', 'application/pdf'),
  name: orNull(text('File name; null after disposal.', 'invoice 4711.pdf')),
  bytes: whole('Its size in octets.', 183_201),
  sha256: orNull(sha256('SHA-256 of its octets; null after disposal and while it is locked.')),
  terms: sha256('Digest of the terms that it came with.'),
  locked: flag('Whether the provider’s share of its key is still to come.'),
  disposed: flag('Whether its content was disposed of.'),
}

/** What is owed, in a case or beside it. */
export const duty = {
  what: Type.Enum(['answer', 'postponed', 'owed', 'disposal'], {
    description:
      'An answer to the request, one that was postponed to a day, an answer that a message asks for, or the disposal of what is held.',
  }),
  by: role('Which side owes it.'),
  member: member('The member that owes it.'),
  ours: flag('Whether that are we.'),
  message: orNull(uuid('The message that asks for it.')),
  type: orNull(text('The type of that message.', 'request')),
  answeredBy: texts('A message type that settles it.', 'response'),
  since: orNull(day('The day from which it is counted.')),
  dueOn: orNull(day('Last day; null where none is set.')),
  overdue: flag('Whether that day has passed where it is owed.'),
  source: Type.Enum(['treaty', 'agreement', 'target'], {
    description: 'Who set the day: the treaty, the members in their agreement, or we as a target of our own.',
  }),
  paragraph: orNull(paragraph('Paragraph of Article 12, without the leading 12.')),
}

const scope = closed('What a permission is about.', {
  purposes: Type.Optional(texts('Purpose code.', 'VERIFY_VALUE')),
  offices: Type.Optional(texts('Office or authority.', 'XA000102')),
  disclosure: Type.Optional(texts('Kind of recipient.', 'other-agency')),
  proceedings: Type.Optional(texts('Kind of proceeding.', 'judicial-proceeding')),
  items: Type.Optional(texts('Id of an item.', exampleId)),
})

const nextMessage: TProperties = {
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

export const caseAnswers = {
  CaseLine: closed('A case as lists show it.', caseLine),
  Case: closed('A case with what is wanted, owed, given and permitted, what may be sent next, and its timeline.', {
    ...caseLine,
    scope: Type.Enum(['case', 'members', 'line'], { description: 'About a declaration, or between the two members.' }),
    requestedOn: orNull(day('The day of the opening message, where it was sent.')),
    statedDueOn: orNull(day('The due date as the requested member stated it.')),
    purposes: texts('Purpose code of the opening message.', 'VERIFY_VALUE'),
    discretionary: flag('Execution is at the discretion of the requested member (12.7.2, 12.8).'),
    regions: byName('States beside the state: assurance, retention, breach.', { type: 'string' }),
    wanted: listOf(ref('Wanted')),
    owed: listOf(ref('Duty')),
    permissions: listOf(ref('Permission')),
    particulars: anything('What else the messages fix, as the profile names it: an order, a limit, an outcome.'),
    suspension: orNull(ref('Suspension')),
    limit: orNull(ref('Limit')),
    legalNext: texts('A message type we may send now.', 'withdraw'),
    next: listOf(ref('NextMessage')),
    notLegal: byName('For each other message type of ours, why not.', { type: 'string' }),
    items: listOf(ref('ItemInCase')),
    timeline: listOf(Type.Union([ref('TimelineEntry'), ref('Registration')])),
    labels: Type.Optional(ref('CaseLabels')),
  }),
  Wanted: closed('An item that the request wants.', {
    wanted: text('Its id in the case.', 'w1'),
    kind: text('What it is.', 'commercial-invoice'),
    outcome: text('What became of it: open while nothing did.', 'open'),
    since: day('The day of the message that wanted it.'),
    dueOn: orNull(day('Last day for it.')),
    expectedOn: orNull(day('Where it is postponed, the day on which an answer is expected.')),
    withdrawn: flag('Whoever wanted it wants it no longer.'),
  }),
  Duty: closed('Something owed in a case.', duty),
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
  ItemInCase: closed('An item with what its provider and its recipient said of it.', {
    ...item,
    termsInForce: Type.Optional(sha256('Digest of the terms that bind it now.')),
    wanted: Type.Optional(text('The wanted item that it answers.', 'w1')),
    verified: Type.Optional(
      Type.Enum(['unverified', 'verified', 'corrected', 'withdrawn'], {
        description: 'What its provider says of its accuracy (12.5.1 d, 12.10 g).',
      }),
    ),
    trueCopy: Type.Optional(flag('Confirmed as a true copy (12.6.1 d).')),
    acceptance: Type.Optional(
      Type.Enum(['open', 'accepted', 'unable'], { description: 'What its recipient said of its terms.' }),
    ),
  }),
  TimelineEntry: closed('A message in its case.', {
    ...messageLine,
    title: text('What its type is called, in English.', 'request'),
    inReplyTo: Type.Optional(uuid('The message it answers.')),
    effect: text('applied, crossed, illegal or refused.', 'applied'),
    reason: Type.Optional(text('Why it had no effect.', 'a closed case takes no response')),
    delivery: Type.Optional(ref('DeliveryLine')),
  }),
  Registration: closed(
    'A letter, an e-mail or a call, registered by hand. It changes nothing in the state of the case.',
    {
      registration: uuid('Its id.'),
      case: uuid('Its case.'),
      registeredAt: instant('When it was registered.'),
      client: text('Who registered it.', 'declarations'),
      direction,
      channel: Type.Enum([...registrationChannels], { description: 'How it travelled.' }),
      type: orNull(text('Message type that it stands for.', 'response')),
      on: day('The day on which it was received or sent.'),
      summary: text('What it says.', 'Letter with the confirmed invoice, two pages.'),
      reference: orNull(text('File number or whatever else finds it again.', '4711/26')),
      sha256: sha256('Digest of its salted content, as the evidence holds it.'),
    },
  ),
  RegistrationList: closed('A list.', { rows: listOf(ref('Registration')) }),
  DeliveryLine: open('How far a message of ours is on its way.', delivery),
  CaseLabels: closed('What the codes of the case are called, in the language of `Content-Language`.', {
    language: text('Its tag.', 'fr'),
    states: byName('States.', { type: 'string' }),
    roles: byName('The two sides.', { type: 'string' }),
    regions: byName('Side regions; their states as `region.state`.', { type: 'string' }),
    messages: byName('Message types.', { type: 'string' }),
    codes: byName('Other codes, by the member that holds them.', {
      type: 'object',
      additionalProperties: { type: 'string' },
    }),
  }),
} as const
