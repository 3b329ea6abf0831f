// Shapes of what the national door answers: they document and never filter. What a profile adds stands beside them.
import { type TProperties, Type } from 'typebox'
import { exampleId, sha256, uuid } from './shapes.ts'

const open = (description: string, members: TProperties) => Type.Object(members, { description })
const text = (description: string, example: string) => Type.String({ description, examples: [example] })
const instant = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-11-21T20:42:36.000Z'] })
const orNull = (shape: TProperties[string]) => Type.Union([shape, Type.Null()])
const whole = (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] })
const ref = (name: string) => Type.Unsafe<unknown>({ $ref: `#/components/schemas/${name}` })
const rowsOf = (name: string, more: TProperties = {}) => open('A list.', { rows: Type.Array(ref(name)), ...more })
const next = { next: orNull(text('Cursor of the next page; null at the end.', 'b3BhcXVl')) }
const last = { last: whole('Number of the last row: the `after` of the next page.', 42) }
const anything = (description: string) => Type.Unsafe<unknown>({ type: 'object', description })
const direction = Type.Enum(['in', 'out'], { description: 'Received or sent by us.' })
const member = (description: string) => text(description, 'XB')
const day = (description: string) => Type.String({ format: 'date', description, examples: ['2027-02-19'] })

const caseLine = {
  case: uuid('Id of the case.'),
  partner: member('The other member.'),
  agreement: text('Agreement it is under.', 'xa-xb-2026'),
  profile: text('Kind of exchange.', 'tfa12'),
  role: Type.Enum(['requesting', 'requested'], { description: 'Our part in it.' }),
  office: text('Our office that deals with it.', 'XA000101'),
  state: text('State that follows from its messages.', 'accepted'),
  dueOn: orNull(day('Day by which an answer is due; null when none is owed.')),
  overdue: Type.Boolean({ description: 'A flag; nothing happens by itself.' }),
  openedAt: instant('When it was opened here.'),
  changedAt: instant('When it last changed here.'),
  revision: whole('Grows by one with each change.', 3),
}
const messageLine = {
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
const delivery = {
  state: text('queued, sending, waiting, delivered, refused, expired or cancelled.', 'delivered'),
  attempts: whole('Attempts so far.', 1),
  problem: orNull(text('Code of the last problem.', 'partner-unreachable')),
  detail: orNull(text('What the last problem was.', 'no answer from https://gateway.xb.example')),
}

export const answerShapes = {
  Problem: open('Problem details (RFC 9457).', {
    type: text('URI of the kind of problem.', 'https://bulla.example/problems/not-found'),
    title: text('The kind of problem in one sentence.', 'There is nothing here for this caller'),
    status: Type.Integer({ description: 'The HTTP status.', examples: [404] }),
    detail: Type.Optional(text('What it was this time.', 'no case is dealt with by your offices')),
    instance: text('Path of the request.', `/v1/cases/${exampleId}`),
    code: text('Short code, stable.', 'not-found'),
    retry: Type.Boolean({ description: 'Whether the same request, unchanged, may succeed later.' }),
    fix: text('What to do next.', 'Check the identifier.'),
    field: Type.Optional(text('JSON pointer to the member at fault.', '/body/matter')),
    paragraph: Type.Optional(text('Paragraph of Article 12, without the leading 12.', '4.1 a')),
    faults: Type.Optional(Type.Array(anything('One broken rule: field, paragraph, message.'))),
  }),
  MadeTerms: open('Terms as they bind items.', { sha256: sha256('Their digest.'), terms: ref('Terms') }),
  Terms: anything('Terms of the vocabulary tfa12/terms/1.0.'),
  StagedItem: open('An item that waits for the message that takes it.', {
    item: uuid('Its id.'),
    kind: text('What it is.', 'invoice'),
    form: text('As filed.', 'electronic'),
    mediaType: text('Media type.', 'application/pdf'),
    name: text('File name.', 'invoice 4711.pdf'),
    bytes: whole('Its size in octets.', 183_201),
    sha256: sha256('SHA-256 of its octets: compare it with the file.'),
    terms: sha256('Digest of its terms.'),
  }),
  Item: open('An item; its content is read by a release only.', {
    item: uuid('Its id.'),
    case: orNull(uuid('Its case; null while it is staged.')),
    message: orNull(uuid('The message that carried it.')),
    direction,
    kind: text('What it is.', 'invoice'),
    form: text('As filed: electronic or paper.', 'electronic'),
    mediaType: text('Media type.', 'application/pdf'),
    name: orNull(text('File name; null after disposal.', 'invoice 4711.pdf')),
    bytes: whole('Its size in octets.', 183_201),
    sha256: orNull(sha256('SHA-256 of its octets; null after disposal.')),
    terms: sha256('Digest of its terms.'),
    locked: Type.Boolean({ description: 'Whether its key waits for the acceptance of its terms.' }),
    disposed: Type.Boolean({ description: 'Whether its content was disposed of.' }),
  }),
  Submitted: open('On disk here and on its way; or a draft that waits for a second person.', {
    case: Type.Optional(uuid('Id of the case.')),
    message: Type.Optional(uuid('Id of the message.')),
    sha256: Type.Optional(sha256('Digest of its statement.')),
    state: Type.Optional(text('State of the case now.', 'submitted')),
    dueOn: Type.Optional(orNull(day('Day by which an answer is due.'))),
    draft: Type.Optional(uuid('Id of the draft, instead of all the others.')),
    type: Type.Optional(text('Message type of the draft.', 'request')),
    approval: Type.Optional(text('What a draft waits for.', 'needed')),
  }),
  CaseLine: open('A case as lists show it.', caseLine),
  CasePage: rowsOf('CaseLine', next),
  Case: open('A case with what is wanted, what is legal next, and its timeline.', {
    ...caseLine,
    wanted: Type.Array(anything('An item wanted: wanted, kind, outcome.')),
    discretionary: Type.Boolean({
      description: 'Execution is at the discretion of the requested member (12.7.2, 12.8).',
    }),
    legalNext: Type.Array(text('A message type we may send now.', 'withdraw')),
    notLegal: anything('For each other message type of ours, why not.'),
    items: Type.Array(ref('Item')),
    timeline: Type.Array(ref('TimelineEntry')),
  }),
  TimelineEntry: open('A message in its case.', {
    ...messageLine,
    effect: text('applied, crossed, illegal or refused.', 'applied'),
    reason: Type.Optional(text('Why it had no effect.', 'a closed case takes no response')),
    delivery: Type.Optional(ref('DeliveryLine')),
  }),
  DeliveryLine: open('How far a message of ours is on its way.', delivery),
  MessageLine: open('A message as lists show it.', messageLine),
  MessageList: rowsOf('MessageLine'),
  Message: open('A message with its body.', {
    ...messageLine,
    agreement: text('Agreement it is under.', 'xa-xb-2026'),
    localDate: day('The calendar day of the sender.'),
    inReplyTo: Type.Optional(uuid('The message it answers.')),
    body: orNull(anything('Its form; null after disposal.')),
    disposed: Type.Boolean({ description: 'Whether its content was disposed of.' }),
    items: Type.Array(ref('Item')),
    terms: ref('Terms'),
    delivery: Type.Optional(ref('DeliveryLine')),
  }),
  Draft: anything('A message that waits for a second person: its id, type, office, who prepared it, and when.'),
  DraftList: rowsOf('Draft'),
  Event: open('Something new for an office; ids and codes only.', {
    seq: whole('Its number.', 42),
    at: instant('When.'),
    kind: text('What happened.', 'message.received'),
    office: text('The office it is for.', 'XA000101'),
    case: uuid('The case.'),
    message: orNull(uuid('The message.')),
    partner: member('The other member.'),
  }),
  EventPage: rowsOf('Event', last),
  Partner: open('A member we exchange with, out of its card.', {
    member: member('Its code.'),
    name: text('Its name.', 'Customs Administration of XB'),
    state: text('active or suspended.', 'active'),
  }),
  PartnerList: rowsOf('Partner'),
  Agreement: open('An agreement both members hold, octet for octet.', {
    id: text('Its id.', 'xa-xb-2026'),
    partner: member('The other member.'),
    sha256: sha256('Digest of its text; the other member shows the same.'),
  }),
  AgreementList: rowsOf('Agreement'),
  Client: open('Who the credentials belong to.', {
    id: text('Id of the client.', 'declarations'),
    offices: Type.Union([Type.Array(text('An office.', 'XA000101')), Type.Literal('all')]),
    roles: Type.Array(text('submit, read, release, approve or operate.', 'submit')),
  }),
  Delivery: open('A message on its way to a partner.', {
    id: uuid('Id of the message.'),
    partner: member('Where to.'),
    case: uuid('Its case.'),
    ...delivery,
  }),
  DeliveryPage: rowsOf('Delivery', next),
  Redelivery: open('Queued again.', { delivery: uuid('Its id.'), state: Type.Literal('queued') }),
  LineTest: anything('Each step the test message proved, with what it found.'),
  Evidence: open('Something that happened and can be proved; ids, codes and digests only.', {
    seq: whole('Its number.', 42),
    at: instant('When.'),
    kind: text('What happened.', 'statement.sent'),
    case: orNull(uuid('The case.')),
    subject: text('What it is about.', exampleId),
    data: anything('What must be provable of it.'),
  }),
  EvidencePage: rowsOf('Evidence', last),
  LogProof: anything('Message, leaf index, entry, record, salt, and the tlog-proof as text.'),
  EvidenceCheck: anything('How many rows were checked, the last number, and the faults that were found.'),
  Status: anything('Partners, queues, certificates and storage at a glance.'),
  Liveness: open('The process answers.', { alive: Type.Literal(true) }),
  Readiness: open('Whether requests would be served now.', {
    ready: Type.Boolean({ description: 'Whether they would.' }),
    reasons: Type.Array(text('Why not; or, where it is ready, what is away all the same.', 'the store cannot commit')),
  }),
} as const
export type AnswerShape = keyof typeof answerShapes

/** Headers that answers may carry. */
export const answerHeaders = {
  Location: 'Address of what was made.',
  'Idempotency-Replayed': 'true when this repeats an answer given before.',
  'Content-Length': 'Octets of the content.',
  'Content-Digest': 'SHA-256 of the content (RFC 9530).',
  'Content-Disposition': 'File name as filed (RFC 6266).',
  'Bulla-Obligations': 'What the reader must observe: a list of strings (RFC 9651).',
} as const
export type AnswerHeader = keyof typeof answerHeaders
