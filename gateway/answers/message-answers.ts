// Shapes of what is answered about messages: in a list, in a case, alone, waiting, on their way, or
// registered by hand.
import { type Static, Type } from 'typebox'
import { deliveryStates } from '../model/delivery.ts'
import type { JsonObject } from '../model/json.ts'
import { registrationChannels } from '../model/profile/registration.ts'
import type { Terms } from '../model/terms/vocabulary.ts'
import {
  anything,
  byName,
  closed,
  day,
  direction,
  instant,
  listOf,
  member,
  next,
  oneOf,
  open,
  orNull,
  pageOf,
  ref,
  role,
  rowsOf,
  text,
  whole,
} from './answer-parts.ts'
import type { Limit } from './case-parts.ts'
import { exampleId, sha256, uuid } from './ids.ts'
import type { ItemView } from './item-answers.ts'

const line = {
  message: uuid('Id of the message.'),
  case: uuid('Its case.'),
  type: text('Its type.', 'request'),
  direction,
  from: closed('Who sent it.', {
    member: member('Its member.'),
    office: text('Its office.', 'XA000101'),
  }),
  to: open('To whom it was sent.', { member: member('The member.') }),
  clock: whole('Logical clock within the case.', 1),
  sentAt: instant('When it was sent, by the clock of the sender.'),
  storedAt: instant('When it was stored here.'),
  sha256: sha256('Digest of its statement.'),
  facts: anything('What it changes in the case, machine readable, without personal data.'),
}

export const deliveryMembers = {
  state: oneOf(deliveryStates, 'How far it is.'),
  attempts: whole('Attempts so far.', 1),
  problem: orNull(text('Code of the last problem.', 'partner-unreachable')),
  detail: orNull(text('What the last problem was.', 'no answer from https://gateway.xb.example')),
  expiresAt: instant('Until when it is tried.'),
  receipt: orNull(text('Id of the receipt that the partner gave for it.', exampleId)),
}
const deliveryLine = open('How far a message of ours is on its way.', deliveryMembers)
export type DeliveryLine = Static<typeof deliveryLine>

const registration = closed(
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
)

const alike = closed('A case of your offices that was opened about the same declaration. Nothing is stopped by it.', {
  case: uuid('Its id.'),
  partner: member('With whom.'),
  profile: text('Kind of exchange.', 'tfa12'),
  role: role('Our part in it.'),
  office: text('Our office that deals with it.', 'XA000101'),
  state: text('How far it was.', 'answered'),
})

const draft = closed('A message that waits for a second person.', {
  draft: uuid('Its id.'),
  case: orNull(uuid('Its case; null where it opens one.')),
  type: text('Its type.', 'request'),
  office: text('The office that it is sent for.', 'XA000101'),
  agreement: text('Agreement it is under.', 'xa-xb-2026'),
  revision: whole('Whoever decides on it names the one that was read.', 1),
  drafter: text('Client that drafted or changed it last: it leaves in its name.', 'declarations'),
  drafters: listOf(text('A client that wrote at it: none of them may approve it.', 'declarations')),
  persons: listOf(text('A person for whom one of them wrote: nor may this one.', 'officer-17')),
  returned: orNull(
    closed('By whom and why it was returned; null where it waits for approval.', {
      by: text('The person that returned it, or the client that states none.', 'officer-17'),
      at: instant('When it was.'),
      reason: text('Why.', 'The ground is missing.'),
    }),
  ),
  draftedAt: instant('When it was prepared.'),
  body: anything('Its form.'),
  items: listOf(uuid('An item that it carries.')),
  terms: Type.Optional(sha256('Digest of the terms that were chosen for it; else the usual ones hold.')),
  inReplyTo: Type.Optional(uuid('The message it answers, where it says so.')),
})

const messageLine = open('A message as lists show it.', line)

export const messageAnswers = {
  Submitted: closed('On disk here and on its way; or a draft that waits for a second person.', {
    case: Type.Optional(uuid('Id of the case.')),
    message: Type.Optional(uuid('Id of the message.')),
    sha256: Type.Optional(sha256('Digest of its statement.')),
    state: Type.Optional(text('State of the case now.', 'submitted')),
    dueOn: Type.Optional(orNull(day('Day by which an answer is due.'))),
    draft: Type.Optional(uuid('Id of the draft, instead of all the others.')),
    revision: Type.Optional(whole('Revision of the draft: whoever decides on it names the one that was read.', 1)),
    type: Type.Optional(text('Message type of the draft.', 'request')),
    approval: Type.Optional(text('What a draft waits for.', 'needed')),
    why: Type.Optional(text('Why a second person has to approve it.', 'two persons decide on a refusal')),
    limit: Type.Optional(ref<Limit>('Limit')),
    alike: Type.Optional(listOf(alike)),
  }),
  MessageRehearsal: closed('What would come of sending it. Nothing was sent, and nothing is kept.', {
    why: orNull(
      text('Why a second person would have to approve it; null where none has to.', 'two persons decide on a refusal'),
    ),
    alike: Type.Optional(listOf(alike)),
  }),
  MessageLine: messageLine,
  MessageList: rowsOf<MessageLine>('MessageLine'),
  TimelineEntry: closed('A message in its case.', {
    ...line,
    title: text('What its type is called, in English.', 'request'),
    inReplyTo: Type.Optional(uuid('The message it answers.')),
    effect: oneOf(['applied', 'crossed', 'illegal', 'refused'], 'What became of it.'),
    reason: Type.Optional(text('Why it had no effect.', 'a closed case takes no response')),
    delivery: Type.Optional(ref<DeliveryLine>('DeliveryLine')),
  }),
  Message: open('A message with its body.', {
    ...line,
    agreement: text('Agreement it is under.', 'xa-xb-2026'),
    localDate: day('The calendar day of the sender.'),
    inReplyTo: Type.Optional(uuid('The message it answers.')),
    body: orNull(anything('Its form, where it is ours; what was received is read by a release. Null after disposal.')),
    disposed: Type.Boolean({ description: 'Whether its content was disposed of.' }),
    items: listOf(ref<ItemView>('Item')),
    terms: ref<Terms>('Terms'),
    delivery: Type.Optional(ref<DeliveryLine>('DeliveryLine')),
  }),
  Body: closed('What a message says, released under its terms.', {
    message: uuid('Id of the message.'),
    case: uuid('Its case.'),
    type: text('Its type.', 'response'),
    body: anything<JsonObject>('Its form.'),
    names: byName('File names of its items, by their id.', { type: 'string' }),
    terms: sha256('Digest of the terms in force for it.'),
    obligations: listOf(text('What its reader must observe.', 'keep no longer than 2031-03-04 (12.5.1 e)')),
  }),
  DeliveryLine: deliveryLine,
  Registration: registration,
  RegistrationList: closed('A list.', { rows: listOf(ref<RegistrationView>('Registration')) }),
  Draft: draft,
  DraftPage: pageOf<DraftView, typeof next>('Draft', next),
} as const

export type BodyRelease = Static<typeof messageAnswers.Body>
export type AlikeCase = Static<typeof alike>
export type MessageRehearsal = Static<typeof messageAnswers.MessageRehearsal>
export type SubmittedView = Static<typeof messageAnswers.Submitted>
export type MessageLine = Static<typeof messageLine>
export type TimelineEntry = Static<typeof messageAnswers.TimelineEntry>
export type MessageView = Static<typeof messageAnswers.Message>
export type RegistrationView = Static<typeof registration>
export type DraftView = Static<typeof draft>
