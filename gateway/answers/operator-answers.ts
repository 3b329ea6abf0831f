// Shapes of what is answered to those who run the gateway.
import { type Static, Type } from 'typebox'
import {
  anything,
  instant,
  last,
  listOf,
  member,
  next,
  oneOf,
  open,
  orNull,
  pageOf,
  text,
  whole,
} from './answer-parts.ts'
import { exampleId, exampleKid, sha256, uuid } from './ids.ts'
import { deliveryMembers } from './message-answers.ts'

const delivery = open('A message on its way to a partner.', {
  delivery: uuid('Id of the message.'),
  partner: member('Where to.'),
  case: uuid('Its case.'),
  dueAt: instant('When it is tried next.'),
  changedAt: instant('When it last changed.'),
  ...deliveryMembers,
})

const evidence = open('Something that happened and can be proved; ids, codes and digests only.', {
  seq: whole('Its number.', 42),
  at: instant('When.'),
  kind: text('What happened.', 'statement.sent'),
  case: orNull(uuid('The case.')),
  subject: text('What it is about.', exampleId),
  data: anything('What must be provable of it.'),
  leaf: sha256('Entry of the evidence log: the salted commitment to it.'),
})

const lineTest = open('What the test message proved.', {
  partner: member('The partner.'),
  steps: listOf(
    open('One step.', {
      step: text('Which.', 'tls'),
      found: text('What it found.', 'TLSv1.3 with X25519MLKEM768'),
      sha256: Type.Optional(text('Digest of what it speaks of.', '')),
    }),
  ),
  tlsGroup: text('Key agreement of the line.', 'X25519MLKEM768'),
  roundTripMs: whole('How long the answer took.', 41),
})

const logProof = open('Proof that a message stands in our evidence log.', {
  message: uuid('The message.'),
  index: whole('Index of its leaf.', 41),
  entry: sha256('The leaf.'),
  record: anything<object>('What the leaf commits to.'),
  salt: text('Salt of the leaf, base64url.', 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg'),
  proof: text('The proof as text (C2SP tlog-proof).', 'c2sp.org/tlog-proof@v1'),
})

const evidenceCheck = open('A slice of the store held against its log.', {
  checked: whole('How many rows were checked.', 1000),
  last: whole('Number of the last of them.', 1000),
  size: whole('Size of the log.', 4211),
  done: Type.Boolean({ description: 'Whether that was the last of the store.' }),
  faults: listOf(open('A fault.', { seq: whole('Number of the row.', 42), found: text('What it is.', 'altered') })),
})

const cosigned = (says: string) =>
  open(says, { size: whole('How many leaves it speaks for.', 4211), at: instant('When it was cosigned.') })

const witness = open('A partner as a witness of our log, and we as one of its.', {
  member: member('Its code.'),
  state: oneOf(['active', 'suspended'], 'Whether we exchange with it; only then it is asked.'),
  cosigned: orNull(cosigned('What it cosigned last of our log; null where it did in none of the newest 1000.')),
  owedSince: orNull(
    instant('When the first checkpoint was published that it has not cosigned since; null where it owes none.'),
  ),
  ofTheirs: orNull(cosigned('What we cosigned last of its log; null where it never asked.')),
})

const witnesses = open('Who vouches for our log, and for whose we do.', {
  published: orNull(
    open('Our newest checkpoint that others may know.', {
      size: whole('How many leaves it has.', 4211),
      at: instant('When it was made.'),
      stamped: Type.Boolean({ description: 'Whether a time stamping authority has stamped it.' }),
    }),
  ),
  witnesses: listOf(witness),
})

const rehearsal = open('What partners say of a card that we may make next. They keep nothing of it.', {
  card: whole('Number of our card in use.', 3),
  partners: listOf(
    open('An active partner.', {
      member: member('Its code.'),
      outcome: Type.Enum(['takes', 'refuses', 'cannot', 'away'], {
        description: 'Whether it would take the card; or its gateway cannot say, or cannot be reached.',
      }),
      found: text('What it said, or why it did not.', 'holds our card 3, and would take the next one'),
      deliveredToday: whole('Deliveries that it receipted in the last 24 hours, as far as 1000.', 12),
      acknowledgedSeconds: orNull(
        whole('Within how many seconds it would hold the card; null where that depends on it.', 5),
      ),
    }),
  ),
})

const status = open('The gateway at a glance.', {
  member: member('Our code.'),
  version: text('Version of the gateway.', '1.0.0'),
  card: whole('Number of our card.', 3),
  partners: listOf(
    open('The line to a partner.', {
      member: member('Its code.'),
      state: oneOf(['active', 'suspended'], 'Whether we exchange with it.'),
      card: whole('Number of its card that we hold.', 2),
      holdsOurs: orNull(whole('Number of our card that it is known to hold; null until it has said so.', 3)),
      circuit: oneOf(['closed', 'open', 'half-open'], 'Whether deliveries are tried.'),
      awayUntil: orNull(instant('Until when it said that it is away.')),
      inFlight: whole('Deliveries under way.', 0),
    }),
  ),
  unstampedCheckpoints: whole('Published checkpoints without a time stamp; grows while the authority is away.', 0),
  restoredSince: orNull(
    instant('Since when the store lacks what happened, as it was restored; null where nothing is open.'),
  ),
  waiting: listOf(
    open('What is not settled.', {
      partner: member('For whom.'),
      deliveries: whole('How many deliveries, 10000 at most.', 2),
      oldestSeconds: whole('How long the oldest has waited.', 30),
    }),
  ),
  due: listOf(open('What is to be done next.', { partner: member('For whom.'), dueAt: instant('When.') })),
})

const keys = open('All about keys: ours, those of partners, and lists of revoked certificates.', {
  member: member('Our code.'),
  card: whole('Number of our card.', 3),
  validities: listOf(
    open('Something that ends; what ends first comes first.', {
      member: member('Whose it is.'),
      use: text('tls, national, signing, encryption, ca, or crl for a list of revoked certificates.', 'signing'),
      id: text('Key id, or digest of the certificate or list.', exampleKid),
      name: text('What people call it.', 'encryption key'),
      notBefore: instant('From when on it holds.'),
      notAfter: instant('Until when.'),
      days: Type.Integer({ description: 'Whole days that are left; negative once it has ended.', examples: [59] }),
      standing: text('holds, ending, ended, early, or replaced by another.', 'holds'),
    }),
  ),
  keys: listOf(
    open('A key of a card, and how far it is in its life.', {
      member: member('Whose it is.'),
      use: text('signing, encryption, log, or card for a key that signs the card after this one.', 'signing'),
      kid: text('Key id.', exampleKid),
      state: text('next, announced, active, retiring, revoked or gone.', 'active'),
      notAfter: orNull(instant('Until when the card says.')),
    }),
  ),
  partners: listOf(
    open('Which card of ours a partner holds.', {
      member: member('Its code.'),
      state: text('active or suspended.', 'active'),
      card: whole('Number of its card that we hold.', 2),
      holdsOurs: orNull(whole('Number of our card that it is known to hold; null until it has said so.', 3)),
      since: orNull(instant('When it first said so.')),
    }),
  ),
  lists: listOf(
    open('A list of revoked certificates that is held.', {
      member: member('Of whom it speaks.'),
      authority: text('Who signed it.', 'CN=XB CA'),
      number: text('As its authority counts.', '17'),
      source: text('Who gave it: a partner, an address, a file, or what was kept before.', 'XB'),
      thisUpdate: instant('From when on it holds.'),
      nextUpdate: instant('Until when.'),
    }),
  ),
})

const absence = open('What partners were told of our maintenance.', {
  until: instant('When we are back.'),
  partners: listOf(
    open('Whether a partner knows.', {
      member: member('Its code.'),
      outcome: Type.Enum(['told', 'away', 'cannot'], {
        description: 'It knows; it cannot be reached and is told with the next round; or it takes no such notice.',
      }),
    }),
  ),
})

const restored = open('What the store lacks since it was restored, and what is closed by that.', {
  since: orNull(instant('When the copy was made; null where nothing was restored, or all is settled.')),
  from: orNull(text('Which copy.', '2026-09-30')),
  partners: listOf(
    open('How far a partner has said what it holds.', {
      member: member('Its code.'),
      state: text('asked, answered, refused, behind or settled.', 'answered'),
      closed: Type.Boolean({ description: 'Whether all cases with it are closed.' }),
      found: text('Why.', ''),
    }),
  ),
  cases: listOf(
    open('A case of which something cannot be had.', {
      case: uuid('Its id.'),
      partner: member('With whom.'),
      state: text('open or settled.', 'open'),
      closed: Type.Boolean({ description: 'Whether nothing of it is given out or written in it.' }),
      found: text('What cannot be had.', 'a document that we gave'),
    }),
  ),
})
export const operatorAnswers = {
  Delivery: delivery,
  DeliveryPage: pageOf<DeliveryView, typeof next>('Delivery', next),
  Redelivery: open('Queued again.', { delivery: uuid('Its id.'), state: Type.Literal('queued') }),
  LineTest: lineTest,
  Evidence: evidence,
  EvidencePage: pageOf<EvidenceLine, typeof last>('Evidence', last),
  LogProof: logProof,
  EvidenceCheck: evidenceCheck,
  Witnesses: witnesses,
  Status: status,
  Rehearsal: rehearsal,
  Absence: absence,
  Restored: restored,
  Keys: keys,
  Liveness: open('The process answers.', { alive: Type.Literal(true) }),
  Readiness: open('Whether requests would be served now.', {
    ready: Type.Boolean({ description: 'Whether they would.' }),
    reasons: listOf(text('Why not; or, where it is ready, what is away all the same.', 'the store cannot commit')),
  }),
} as const

export type DeliveryView = Static<typeof delivery>
export type EvidenceLine = Static<typeof evidence>
export type ReadinessView = Static<typeof operatorAnswers.Readiness>
export type LineTest = Static<typeof lineTest>
export type LogProof = Static<typeof logProof>
export type EvidenceCheck = Static<typeof evidenceCheck>
export type Rehearsal = Static<typeof rehearsal>
export type KeysView = Static<typeof keys>
export type RestoredView = Static<typeof restored>
export type AbsenceView = Static<typeof absence>
export type StatusView = Static<typeof status>
export type WitnessView = Static<typeof witness>
export type WitnessesView = Static<typeof witnesses>
