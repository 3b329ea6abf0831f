// What the gateway needs from outside: the store, parts, the queue, the line to a partner, keys, the directory. Promises, not mechanisms;
// docs/architecture.md draws who keeps which.
import type { JsonObject } from '../../crypto/json.ts'
import type { DeliveryState } from '../model/delivery.ts'
import type { Acceptance, CaseChange, Claimed, DraftOutcome, Settlement, Submission, SubmitOutcome } from './changes.ts'
import type {
  CardRow,
  CaseRow,
  CheckpointRow,
  DeliveryRow,
  DraftRow,
  DutyRow,
  EventRow,
  EvidenceKind,
  EvidenceRow,
  IdempotencyRow,
  ItemRow,
  LogNodeRow,
  MessageRow,
  NewEvent,
  NewEvidence,
  ReceiptRow,
  RegistrationRow,
  Tally,
  WitnessedRow,
} from './records.ts'

export interface Page<T> {
  readonly rows: readonly T[]
  /** Opaque; null at the end. */
  readonly next: string | null
}

/**
 * Durable once a promise resolves, across crash and power loss. Each method is one transaction: all of it or nothing.
 * Safe for any number of callers; calls that wait for the disk share one commit.
 * A full disk, a lost database or a corrupt file reject with Problem `storage-full` or `storage-failed`, and nothing is half done.
 */
export interface Store {
  // Submitting
  submit(submission: Submission): Promise<SubmitOutcome>
  addTerms(sha256: string, terms: JsonObject): Promise<void>
  addItem(item: ItemRow): Promise<void>
  /** Keeps a draft with the items that it needs: as long as it waits they are not purged. `item-taken`: one of them is not there to be taken. */
  addDraft(draft: DraftRow, items: readonly string[], idempotency: IdempotencyRow | null): Promise<DraftOutcome>
  draft(id: string): Promise<DraftRow | undefined>
  drafts(offices: readonly string[] | 'all'): Promise<readonly DraftRow[]>
  idempotency(client: string, key: string): Promise<IdempotencyRow | undefined>

  // Receiving
  /** Stores all of it unless a message id (one that is refused too) is already there or a case moved on: then `conflict` and no change. */
  accept(acceptance: Acceptance): Promise<'stored' | 'conflict'>
  /** Those of `ids` that are stored, with digest and direction. */
  known(
    ids: readonly string[],
  ): Promise<readonly { id: string; sha256: string; partner: string; direction: 'in' | 'out' }[]>

  // Delivering
  /**
   * Claims up to `limit` deliveries to one partner, oldest first, that are queued or waiting and due, or sending with a lapsed lease,
   * and marks them sending until `leaseUntil`, each with a fence one higher than before: whoever claimed it earlier can settle it no more.
   * A delivery is left out while an earlier one of its case is not settled (delivered, refused, cancelled or expired) and not claimed
   * in the same call. Stops before `maxBytes` of weight, but claims at least one. Safe for any number of nodes at once.
   */
  claim(ask: {
    partner: string
    now: number
    leaseUntil: number
    limit: number
    maxBytes: number
  }): Promise<readonly Claimed[]>
  /** Prolongs the leases of claims that are still ours; returns the ids of those that are not, because they were settled or claimed anew. */
  renew(
    claims: readonly { readonly id: string; readonly fence: number }[],
    leaseUntil: number,
  ): Promise<readonly string[]>
  /**
   * Moves deliveries on, each only from its `from` and under its `fence`; refused messages lose their standing; returns ids that had moved already.
   * `receipt-known` and no change where this partner has another receipt under that id, given or got: one id means one receipt.
   */
  settle(change: {
    settlements: readonly Settlement[]
    receipt: ReceiptRow | null
    refused: readonly string[]
    /** Under which seal each message travelled. */
    seals: readonly { readonly id: string; readonly seal: string }[]
    cases: readonly CaseChange[]
    events: readonly NewEvent[]
    evidence: readonly NewEvidence[]
  }): Promise<{ outcome: 'settled'; moved: readonly string[] } | { outcome: 'conflict' } | { outcome: 'receipt-known' }>
  /** What is queued is due, what waits is due by `waitingUntil`, a lease ends by `leasedUntil`: what lies beyond becomes due `now`. Returns how many. */
  bringBack(ask: { now: number; waitingUntil: number; leasedUntil: number }): Promise<number>
  /** Earliest instant at which anything is to be done for each partner: a due delivery or the end of a lease. */
  due(): Promise<readonly { partner: string; dueAt: number }[]>
  /** For each partner with unsettled deliveries how many they are, and when the message of the first of them was stored. */
  backlog(): Promise<readonly { partner: string; deliveries: number; oldestAt: number }[]>
  /** Unsettled deliveries past their expiry, at most `limit`. */
  expired(now: number, limit: number): Promise<readonly Claimed[]>
  /**
   * After a restart: what was sending under no living node waits again at once; returns how many. A store that several nodes share knows
   * a dead node by its lapsed leases alone.
   */
  recover(now: number): Promise<number>
  delivery(id: string): Promise<DeliveryRow | undefined>
  deliveries(ask: {
    partner?: string
    state?: DeliveryState
    cursor?: string
    limit: number
  }): Promise<Page<DeliveryRow>>
  /** Refused, expired or waiting → queued and due at once; `false` and no change otherwise. A refused message regains its standing. */
  redeliver(
    id: string,
    at: number,
    expiresAt: number,
    cases: readonly CaseChange[],
    evidence: readonly NewEvidence[],
  ): Promise<boolean>

  // Reading
  case(id: string): Promise<CaseRow | undefined>
  cases(ask: {
    offices: readonly string[] | 'all'
    state?: string
    partner?: string
    profile?: string
    dueBefore?: string
    cursor?: string
    limit: number
  }): Promise<Page<CaseRow>>
  /** The messages of a case that take part in it (`kept`) or all, in clock order. */
  messages(caseId: string, standing: 'kept' | 'all'): Promise<readonly MessageRow[]>
  message(id: string): Promise<MessageRow | undefined>
  item(id: string): Promise<ItemRow | undefined>
  /** Items with this fingerprint, at most 100. */
  itemsLike(fingerprint: string): Promise<readonly ItemRow[]>
  itemsOf(caseId: string): Promise<readonly ItemRow[]>
  /** An item received from this partner with this part, if any. */
  partKnown(partner: string, partSha256: string): Promise<boolean>
  /** True while any item, staged or carried, has this part. */
  partUsed(partSha256: string): Promise<boolean>
  terms(sha256: string): Promise<JsonObject | undefined>
  /** A partner chooses the ids of its receipts, so an id means nothing without it. */
  receipt(id: string, partner: string): Promise<ReceiptRow | undefined>
  events(ask: { after: number; offices: readonly string[] | 'all'; limit: number }): Promise<readonly EventRow[]>
  evidence(ask: { case?: string; after?: number; limit: number }): Promise<readonly EvidenceRow[]>

  // Evidence log
  /** Leaves in the order of the log, from index `from` on, at most `count`. */
  leaves(from: number, count: number): Promise<readonly Uint8Array[]>
  /** For each of these subjects the number of its first evidence of this kind, where there is one. */
  evidenceAbout(kind: EvidenceKind, subjects: readonly string[]): Promise<readonly { subject: string; seq: number }[]>
  logNodes(level: number, from: number, count: number): Promise<readonly Uint8Array[]>
  addLogNodes(nodes: readonly LogNodeRow[]): Promise<void>
  /** Puts a note with more signatures in the place of the one of this size. */
  saveCheckpoint(checkpoint: Omit<CheckpointRow, 'stamp'>): Promise<void>
  /** The newest one of at least this size, else undefined. */
  checkpoint(atLeast: number): Promise<CheckpointRow | undefined>
  /** Newest first. */
  unstamped(limit: number): Promise<readonly CheckpointRow[]>
  saveStamp(size: number, stamp: Uint8Array): Promise<void>
  witnessed(member: string): Promise<WitnessedRow | undefined>
  /** Compare and swap on the size known before (null: none yet); `false` and no change when another was first. */
  saveWitnessed(row: WitnessedRow, from: number | null): Promise<boolean>
  /** Keeps cards that are not kept yet, each with its evidence; answers those that were new. */
  keepCards(cards: readonly { readonly card: CardRow; readonly evidence: NewEvidence }[]): Promise<readonly string[]>
  cards(members: readonly string[]): Promise<readonly CardRow[]>
  /** A receipt that we gave, with its evidence. */
  keepReceipt(receipt: ReceiptRow, evidence: readonly NewEvidence[]): Promise<void>
  /** Receipts that speak of a case: by the evidence of its messages' deliveries and arrivals. */
  receiptsOf(caseId: string): Promise<readonly ReceiptRow[]>

  // Reminding, registering, counting
  /** Cases whose `remindAt` has come, the earliest first. */
  remindable(now: number, limit: number): Promise<readonly CaseRow[]>
  moveCases(change: {
    cases: readonly CaseChange[]
    events: readonly NewEvent[]
    evidence: readonly NewEvidence[]
  }): Promise<'stored' | 'conflict'>
  register(row: RegistrationRow, evidence: readonly NewEvidence[]): Promise<void>
  registrations(caseId: string): Promise<readonly RegistrationRow[]>
  tally(ask: { since: number; now: number }): Promise<readonly Tally[]>

  // Keeping
  /** Takes a duty that one node at a time has, or keeps it; `false` while another has it and its time, up to `believedUntil`, has not run out. */
  takeDuty(duty: DutyRow, now: number, believedUntil?: number): Promise<boolean>
  record(evidence: readonly NewEvidence[]): Promise<void>
  /**
   * Removes drafts, staged items that no draft needs, and idempotency rows, older than the given instants. The office of a draft hears of
   * its end by `draft.expired`. Returns the parts no longer used, and the drafts that ended.
   */
  purge(ask: {
    now: number
    stagedBefore: number
    idempotencyBefore: number
    draftsBefore: number
  }): Promise<{ parts: readonly string[]; drafts: readonly { id: string; office: string }[] }>
  /** Answers when the store can commit; rejects otherwise. */
  ready(): Promise<void>
  close(): Promise<void>
}

// ---------------------------------------------------------------------------------------------------------------------
// Parts, queue, line

/** Ciphertexts of items, content-addressed by the SHA-256 of their octets (lower-case hex). Flat memory whatever the size. */
export interface Parts {
  /** Writes a whole part durably; the same octets twice are one part. */
  put(source: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }>
  /** Octets from `offset` on; rejects with Problem `part-missing` when it is not there. */
  read(sha256: string, offset?: number): AsyncIterable<Uint8Array>
  /** Size in octets, or undefined. */
  size(sha256: string): Promise<number | undefined>
  /** How many octets of a part that this partner is sending have arrived durably. */
  arrived(partner: string, sha256: string): Promise<number>
  /**
   * Appends at `offset`, which must be what has arrived (else Problem `part-offset`), never beyond `totalBytes`; returns the new offset.
   * What arrived before the source broke stays. When the total is there its digest is checked: a wrong one is thrown away with Problem `digest-mismatch`.
   */
  append(
    partner: string,
    sha256: string,
    offset: number,
    totalBytes: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<number>
  /** Makes a completely arrived part of this partner a part of ours, durably; `false` when it has not arrived. */
  adopt(partner: string, sha256: string): Promise<boolean>
  remove(sha256: string): Promise<void>
  /** Removes arrivals untouched since `before`, and parts older than that which `used` does not know. Returns how many went. */
  sweep(before: number, used: (sha256: string) => Promise<boolean>): Promise<number>
}

/** Says "look at this partner now". May lose or repeat wakes; a sweep over the store makes up for it. */
export interface Queue {
  /** The partner's worker runs at `at` (ms since the epoch) or as soon as possible after it. A run may serve several wakes, none is dropped for an earlier one. */
  wake(partner: string, at: number): void
  /** Starts work: `work` is never run twice at once for one partner, and a wake during a run causes another run. */
  start(work: (partner: string) => Promise<void>): void
  /** Whether wakes reach it now. What they were for waits in the store until they do. */
  up(): Promise<boolean>
  /** No new run starts; resolves when the running ones ended. */
  stop(): Promise<void>
}

/** A time stamping authority (RFC 3161). Rejects with Problem `timestamp-failed`. */
export interface TimeStamps {
  /** A TimeStampReq in DER; resolves with the TimeStampResp as it came. */
  stamp(query: Uint8Array): Promise<Uint8Array>
}

/** Time, randomness and ids come in as values. */
export interface World {
  /** Milliseconds since 1970, to be written down and compared with what others wrote. Somebody may set it, also back. */
  now(): number
  /** Milliseconds that never go back, for whatever is measured or waited for. */
  monotonicMs(): number
  random(): number
  randomOctets(count: number): Uint8Array
  id(): string
}
