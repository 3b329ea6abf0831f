// Shapes of what is answered about all cases together, and about the kinds of exchange.
import { Type } from 'typebox'
import {
  anything,
  byName,
  caseNames,
  closed,
  day,
  flag,
  listOf,
  member,
  orNull,
  paragraph,
  ref,
  role,
  text,
  texts,
  whole,
} from './answer-parts.ts'
import { duty } from './case-answers.ts'

/** In the queue we are always the one that answers. */
const { role: _role, ...named } = caseNames
const count = (description: string) => whole(description, 12)
const names = { profile: text('Its name.', 'tfa12'), version: text('Its version.', '1.0') }
const scope = Type.Enum(['case', 'members'], {
  description: 'About a declaration, or between the two members and part of every agreement.',
})
const title = text('What it is, in English.', 'Exchange of information under Article 12')
const opens = orNull(text('The message type that opens a case.', 'request'))

export const overviewAnswers = {
  DueLine: closed('Something owed, with its case.', { ...caseNames, ...duty }),
  DueList: closed('What is due, earliest first.', {
    today: day('Our day.'),
    until: day('The last day that was asked for; what is overdue is always there.'),
    truncated: flag('There is more than is looked at.'),
    rows: listOf(ref('DueLine')),
  }),
  QueueLine: closed('A case that waits for our answer.', {
    place: whole('Its place in the queue.', 1),
    ...named,
    dueOn: orNull(day('Day by which an answer is due.')),
    overdue: flag('Whether that day has passed.'),
    priority: orNull(whole('Its place in the order that the asking member gave.', 1)),
    beyondLimit: flag('It came after the agreed number of the month was used up.'),
  }),
  Queue: closed('What waits for an answer, in the order in which it is to be answered (12.9.1, 12.9.2).', {
    truncated: flag('There is more than is looked at.'),
    rows: listOf(ref('QueueLine')),
  }),
  Workload: closed('How much there is to answer and to ask.', {
    month: text('The calendar month of the counts.', '2026-11'),
    partners: listOf(
      closed('With one partner.', {
        partner: member('Its code.'),
        toAnswer: count('Cases that wait for our answer.'),
        overdue: count('Of those, past their due date.'),
        openedThisMonth: count('Cases that it opened this month.'),
        askedThisMonth: count('Cases that we opened this month.'),
        limit: orNull(ref('Limit')),
        ourLimit: orNull(ref('Limit')),
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
  Statistics: closed('Counts for a report; no case, office or trader stands in them.', {
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
  ProfileLine: closed('A kind of exchange.', {
    ...names,
    title,
    scope,
    opens,
    messages: texts('A message type.', 'request'),
    agreements: texts('An agreement under which its cases are opened.', 'xa-xb-2026'),
  }),
  ProfileList: closed('A list.', { rows: listOf(ref('ProfileLine')) }),
  Profile: closed('A kind of exchange as data.', {
    ...names,
    title,
    scope,
    opens,
    utilityBlock: closed('In the manner of the WCO’s Globally Networked Customs.', {
      legalBasis: text('Legal basis.', 'WTO Trade Facilitation Agreement, Article 12'),
      purpose: text('Purpose.', 'To verify a declaration (2.1).'),
      data: texts('What is exchanged.', 'the declaration (6.1 b)'),
      triggers: texts('What sets it going.', 'a doubt (3)'),
      serviceLevels: texts('What the legal basis demands.', 'an answer within 90 days (6.1 e)'),
      targets: Type.Optional(texts('What we aim at beyond it.', 'an acknowledgement within 10 days')),
      protection: text('Level of protection.', 'At least that of the requested member (5.1 a).'),
    }),
    roles: byName('The two sides in words.', { type: 'string' }),
    dueDays: orNull(whole('Days to the due date by the profile itself.', 90)),
    agreements: listOf(
      closed('The numbers that hold under an agreement.', {
        agreement: text('Its id.', 'xa-xb-2026'),
        partner: member('The other member.'),
        dueDays: whole('Days to the due date.', 90),
        answerWithinDays: byName('Days to answer, by the message type that asks.', { type: 'integer' }),
        fourEyes: texts('A message type that a second person approves.', 'request'),
      }),
    ),
    states: byName('States, with what they mean for the pair.', { type: 'object' }),
    regions: byName('Side regions: first state, each state in words, and what may follow it.', { type: 'object' }),
    messages: Type.Unsafe<unknown>({
      type: 'object',
      description: 'Message types.',
      additionalProperties: { $ref: '#/components/schemas/MessageType' },
    }),
    labels: Type.Optional(ref('ProfileLabels')),
  }),
  MessageType: closed('One message type of a profile.', {
    title: text('What it is called, in English.', 'request'),
    from: Type.Enum(['requesting', 'requested', 'either'], { description: 'Which side sends it.' }),
    opens: flag('Whether it opens a case.'),
    paragraphs: listOf(paragraph('Paragraph of Article 12, without the leading 12.')),
    legalIn: texts('A state in which it is legal.', 'accepted'),
    whileSuspended: flag('Whether it keeps flowing while obligations are suspended (12.11.2).'),
    fourEyes: orNull(text('When a second person approves it: always, or at-discretion.', 'at-discretion')),
    items: Type.Enum(['none', 'optional', 'required'], { description: 'Whether it carries documents.' }),
    owes: listOf(anything('An answer that it asks for: by which types, within how many days, and who set them.')),
    body: anything('JSON Schema of its body; `paragraph` names where a field comes from.'),
    example: anything('A body to begin with.'),
  }),
  ProfileLabels: closed('What the codes and fields are called, in the language of `Content-Language`.', {
    language: text('Its tag.', 'fr'),
    states: byName('States.', { type: 'string' }),
    roles: byName('The two sides.', { type: 'string' }),
    regions: byName('Side regions; their states as `region.state`.', { type: 'string' }),
    messages: byName('Message types.', { type: 'string' }),
    fields: byName('By message type: each field by its JSON pointer; places in lists are left out.', {
      type: 'object',
      additionalProperties: { type: 'string' },
    }),
    codes: byName('By message type, then by JSON pointer: what each code means.', {
      type: 'object',
      additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
    }),
  }),
} as const
