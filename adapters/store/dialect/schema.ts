// The tables, in types: the rows of the ports, with JSON as text. One schema for SQLite and for
// PostgreSQL.
import type { CompiledQuery, Kysely, QueryResult, RawBuilder } from 'kysely'
import type { CaseShown, DueShown } from '../../../gateway/model/profile/shown.ts'
import type { CardRow, CheckpointRow, LogNodeRow, WitnessedRow } from '../../../gateway/ports/evidence.ts'
import type {
  AbsenceRow,
  AlertRow,
  CardHolderRow,
  DestructionRow,
  EpochRow,
  IntroductionRow,
  NodeLeaseRow,
  RegistrationRow,
  WaitingCardRow,
} from '../../../gateway/ports/keeping.ts'
import type { IndexedRow } from '../../../gateway/ports/reading.ts'
import type { RestoredRow, SpendingRow } from '../../../gateway/ports/receiving.ts'
import type {
  CaseRow,
  DeliveryRow,
  EventRow,
  EvidenceRow,
  FingerprintRow,
  IdempotencyRow,
  ItemRow,
  LookupRow,
  MessageRow,
  ReceiptRow,
} from '../../../gateway/ports/rows.ts'
import type { DraftRow } from '../../../gateway/ports/submitting.ts'

/** A row whose named column is an object in the ports and JSON text in the table. */
export type WithText<Row, Column extends keyof Row> = Omit<Row, Column> & { readonly [C in Column]: string }

export type StoredMessage = WithText<MessageRow, 'statement'>
/**
 * What stands in the chain of uses of its case says how far the chain is with it; else both are
 * null.
 */
export interface StoredEvidence extends WithText<EvidenceRow, 'data'> {
  readonly count: number | null
  /** Of records from before step 0029 that are not the newest of their chain null, too. */
  readonly head: string | null
}
export type StoredEvent = Omit<EventRow, 'about'> & { readonly about: string | null }
export interface StoredTerms {
  readonly sha256: string
  readonly terms: string
}

/**
 * Since when a delivery is settled; null while it is queued, waiting or being sent. Indexes of the
 * backlog go by it.
 */
interface StoredDelivery extends DeliveryRow {
  readonly settledAt: number | null
}

/** Digests of parts, a blank between them. */
type StoredDestruction = WithText<DestructionRow, 'parts'>

/** An item that a draft needs: it stays for as long as the draft does. */
interface DraftItem {
  readonly draft: string
  readonly item: string
}

/** What lists show of a case beside its row; `orderedAt` is when a case that holds an order changed last. */
export interface StoredShown {
  readonly case: string
  readonly partner: string
  readonly agreement: string
  readonly basis: string
  readonly orderedAt: number | null
  /** JSON: which of the reminders were told. */
  readonly told: string
  readonly particulars: string | null
  readonly reminders: string
  readonly reports: CaseShown['reports']
  readonly reported: number
}
export interface StoredDue extends Omit<DueShown, 'ours' | 'byItself'> {
  readonly case: string
  readonly office: string
  readonly partner: string
  readonly ours: number
  readonly byItself: number
}

/** Who works on a case; none where nobody does. */
interface StoredAssignment {
  readonly case: string
  readonly person: string
}

/** How many cases of one kind were opened on a day, in days of UTC since 1970; −1 stands for all. */
export interface StoredTally extends Pick<CaseRow, 'office' | 'partner' | 'agreement' | 'profile' | 'role' | 'state'> {
  readonly day: number
  readonly cases: number
}

/**
 * One row: the last number given out in each series. Taken within the transaction, so no number is
 * lost or out of order.
 */
interface Counters {
  readonly id: number
  readonly event: number
  readonly evidence: number
  readonly delivery: number
  /** How often threads between members were written. */
  readonly threads: number
}

export interface Tables {
  cases: CaseRow
  messages: StoredMessage
  items: ItemRow
  deliveries: StoredDelivery
  receipts: ReceiptRow
  events: StoredEvent
  evidence: StoredEvidence
  drafts: DraftRow
  draftItems: DraftItem
  idempotency: IdempotencyRow
  terms: StoredTerms
  counters: Counters
  checkpoints: CheckpointRow
  witnessed: WitnessedRow
  cards: CardRow
  logNodes: LogNodeRow
  duties: NodeLeaseRow
  registrations: RegistrationRow
  fingerprints: FingerprintRow
  alerts: AlertRow
  spendings: SpendingRow
  absences: AbsenceRow
  waitingCards: WaitingCardRow
  cardHolders: CardHolderRow
  introductions: IntroductionRow
  destructions: StoredDestruction
  epochs: EpochRow
  restored: RestoredRow
  shown: StoredShown
  dues: StoredDue
  tallies: StoredTally
  lookups: LookupRow
  indexed: IndexedRow
  assignments: StoredAssignment
}

/** A database, or a transaction in it: how queries for it are built, and how they are run. */
export interface Db {
  readonly query: Kysely<Tables>
  /** May answer at once: a database in this process has nothing to wait for. */
  run<Row>(query: CompiledQuery<Row>): QueryResult<Row> | Promise<QueryResult<Row>>
  /** How it writes octets as text. */
  hex(column: string): RawBuilder<string>
  /** In a transaction, which takes its numbers in memory. */
  readonly numbers?: (take: Numbered) => Numbered
}

/** So many of each series, or the last one of each. */
export type Numbered = Pick<Counters, 'event' | 'evidence' | 'delivery'>

type Columns = { readonly [T in keyof Tables]: readonly (keyof Tables[T] & string)[] }

/**
 * Every column of every table, in the order in which rows are written. Short ones first: long ones
 * spill over to pages of their own.
 */
export const columns = {
  cases: [
    'id',
    'partner',
    'agreement',
    'profile',
    'role',
    'office',
    'state',
    'dueOn',
    'dueAt',
    'openedAt',
    'changedAt',
    'revision',
    'clock',
    'previousSha256',
    'remindAt',
  ],
  messages: [
    'id',
    'case',
    'partner',
    'direction',
    'type',
    'clock',
    'sha256',
    'storedAt',
    'client',
    'standing',
    'key',
    'statement',
    'seal',
    'secret',
  ],
  items: [
    'id',
    'direction',
    'client',
    'partner',
    'case',
    'message',
    'kind',
    'mediaType',
    'form',
    'bytes',
    'sha256',
    'partSha256',
    'partBytes',
    'termsSha256',
    'storedAt',
    'fingerprint',
    'key',
    'secret',
  ],
  deliveries: [
    'seq',
    'id',
    'partner',
    'case',
    'state',
    'attempts',
    'fence',
    'dueAt',
    'expiresAt',
    'weightBytes',
    'problem',
    'detail',
    'receipt',
    'changedAt',
    'settledAt',
  ],
  receipts: ['id', 'partner', 'direction', 'envelope', 'envelopeSha256', 'at', 'jws'],
  events: ['seq', 'at', 'kind', 'office', 'case', 'message', 'partner', 'about'],
  evidence: ['seq', 'at', 'kind', 'case', 'subject', 'count', 'head', 'leaf', 'salt', 'data'],
  drafts: ['id', 'case', 'type', 'office', 'agreement', 'client', 'at', 'partner', 'revision', 'key', 'secret'],
  draftItems: ['draft', 'item'],
  idempotency: ['client', 'key', 'requestSha256', 'status', 'at', 'answer'],
  terms: ['sha256', 'terms'],
  counters: ['id', 'event', 'evidence', 'delivery', 'threads'],
  checkpoints: ['size', 'rootHash', 'at', 'note', 'stamp'],
  witnessed: ['member', 'size', 'rootHash', 'at', 'note'],
  cards: ['sha256', 'member', 'sequence', 'seenAt', 'jws'],
  logNodes: ['level', 'index', 'hash'],
  duties: ['name', 'node', 'until'],
  registrations: ['id', 'case', 'at', 'client', 'direction', 'channel', 'type', 'on', 'sha256', 'key', 'secret'],
  fingerprints: ['fingerprint', 'holder', 'what', 'direction', 'partner', 'case', 'at'],
  alerts: ['thing', 'stage', 'at'],
  spendings: ['member', 'what', 'since', 'count'],
  absences: ['what', 'member', 'at', 'until', 'sinceAt', 'spentMs'],
  waitingCards: [
    'member',
    'sha256',
    'why',
    'held',
    'at',
    'until',
    'state',
    'revision',
    'found',
    'decisions',
    'offered',
  ],
  cardHolders: ['member', 'sequence', 'sha256', 'at'],
  introductions: ['what', 'about', 'card', 'member', 'state', 'at', 'until', 'jws', 'decisions', 'revision'],
  destructions: ['id', 'case', 'partner', 'at', 'parts'],
  epochs: ['number', 'beganAt', 'mark'],
  restored: ['what', 'id', 'partner', 'state', 'since', 'after', 'pages', 'at', 'found', 'restore', 'mark'],
  shown: [
    'case',
    'partner',
    'agreement',
    'basis',
    'orderedAt',
    'told',
    'particulars',
    'reminders',
    'reports',
    'reported',
  ],
  tallies: ['day', 'office', 'partner', 'agreement', 'profile', 'role', 'state', 'cases'],
  dues: ['case', 'place', 'office', 'partner', 'ours', 'dueOn', 'lateFrom', 'duty', 'byItself'],
  lookups: ['lookup', 'case', 'holder', 'what'],
  indexed: ['what', 'edition', 'after', 'done'],
  assignments: ['case', 'person'],
} as const satisfies Columns

/** What the ports know of a delivery. */
export const deliveryColumns = columns.deliveries.filter((name) => name !== 'settledAt')
