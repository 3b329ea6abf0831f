// What the gateway needs from outside (the store, parts, the queue, the line to a partner) and what its doors are given.
// Promises, not mechanisms. docs/architecture.md draws who keeps which.
import type { JsonObject } from '../crypto/json.ts'
import type { Statement } from '../crypto/statement.ts'
import type { DeliveryState } from './model/delivery.ts'

// ---------------------------------------------------------------------------------------------------------------------
// Rows: what the store keeps. Whatever is confidential stands in a `secret`, encrypted under a key of its own.

/** One case as lists show it. `revision` grows by one with each change; every change names the revision it was made from. */
export interface CaseRow {
  readonly id: string
  readonly partner: string
  readonly agreement: string
  readonly profile: string
  /** Our part in it. */
  readonly role: 'requesting' | 'requested'
  /** The one of our offices that deals with the case; nobody else's clients see it. */
  readonly office: string
  /** Projection of the fold over the case's statements, kept for lists; the statements are the truth. */
  readonly state: string
  readonly dueOn: string | null
  readonly dueAt: number | null
  readonly openedAt: number
  readonly changedAt: number
  readonly revision: number
  /** Highest logical clock seen in the case. */
  readonly clock: number
  /** Digest of our own newest statement in the case. */
  readonly previousSha256: string | null
}

/** A message as stored. `secret` is AES-256-GCM over the JSON {body, salt, items} under `key`, which is wrapped by the installation key. */
export interface MessageRow {
  readonly id: string
  readonly case: string
  readonly partner: string
  readonly direction: 'in' | 'out'
  readonly type: string
  readonly clock: number
  readonly sha256: string
  readonly statement: Statement
  readonly secret: Uint8Array | null
  readonly key: Uint8Array | null
  /** When it was stored here. */
  readonly storedAt: number
  /** National client that posted it; null for messages received. */
  readonly client: string | null
  /** `kept` takes part in the case; `refused` was refused by the partner and counts for nothing. */
  readonly standing: 'kept' | 'refused'
}

/** An item: its ciphertext is a part, its name lies in the secret, its key is wrapped by the installation key. */
export interface ItemRow {
  readonly id: string
  readonly direction: 'in' | 'out'
  /** Client that staged it; null for items received. */
  readonly client: string | null
  readonly partner: string | null
  /** Null while the item is staged and no message carries it. */
  readonly case: string | null
  readonly message: string | null
  readonly kind: string
  readonly mediaType: string
  readonly form: 'electronic' | 'paper'
  readonly bytes: number
  /** Salted digest of the plaintext, as the statement shows it. */
  readonly sha256: string
  readonly partSha256: string
  readonly partBytes: number
  readonly termsSha256: string
  /** Wrapped item key; null after disposal. */
  readonly key: Uint8Array | null
  /** AES-256-GCM under the item key over JSON {name, salt, plainSha256, recipientShare?}. */
  readonly secret: Uint8Array | null
  readonly storedAt: number
}

/** One outbound message on its way: `id` is the message's. */
export interface DeliveryRow {
  readonly id: string
  readonly partner: string
  readonly case: string
  readonly state: DeliveryState
  /** Order of submission; deliveries of one case leave in this order. */
  readonly seq: number
  readonly attempts: number
  readonly dueAt: number
  readonly expiresAt: number
  /** Octets of the message's body and items that travel inline: what a batch is filled by. */
  readonly weightBytes: number
  /** Code of the last problem, and a sentence without secrets. */
  readonly problem: string | null
  readonly detail: string | null
  readonly receipt: string | null
  readonly changedAt: number
}

/** Receipts we got (`in`) and gave (`out`), as signed. `id` is the receipt's own. */
export interface ReceiptRow {
  readonly id: string
  readonly partner: string
  readonly direction: 'in' | 'out'
  readonly envelope: string
  readonly envelopeSha256: string
  readonly jws: string
  readonly at: number
}

/** What the national feed says: ids and codes only. */
export interface EventRow {
  readonly seq: number
  readonly at: number
  readonly kind: EventKind
  readonly office: string
  readonly case: string
  readonly message: string | null
  readonly partner: string
}
export type EventKind =
  | 'message.received'
  | 'message.delivered'
  | 'message.refused'
  | 'message.expired'
  | 'message.submitted'
  | 'message.drafted'

/** One thing that happened and must be provable. `data` holds ids, codes and digests, never content. */
export interface EvidenceRow {
  readonly seq: number
  readonly at: number
  readonly kind: EvidenceKind
  readonly case: string | null
  readonly subject: string
  readonly data: JsonObject
}
export type EvidenceKind =
  | 'statement.sent'
  | 'statement.received'
  | 'statement.refused'
  | 'receipt.given'
  | 'receipt.received'
  | 'release'
  | 'denial'
  | 'draft.approved'
  | 'operator'

export type NewEvent = Omit<EventRow, 'seq'>
export type NewEvidence = Omit<EvidenceRow, 'seq'>

/** A message prepared by one person that waits for another (four eyes). `secret` is the posted JSON, encrypted. */
export interface DraftRow {
  readonly id: string
  readonly case: string | null
  readonly type: string
  readonly office: string
  readonly agreement: string
  readonly client: string
  readonly secret: Uint8Array
  readonly key: Uint8Array
  readonly at: number
}

export interface IdempotencyRow {
  readonly client: string
  readonly key: string
  /** Digest over method, path and body of the first request. */
  readonly requestSha256: string
  readonly status: number
  /** JSON text; ids only. */
  readonly answer: string
  readonly at: number
}

// ---------------------------------------------------------------------------------------------------------------------
// The store

/** A case with the revision it must still have (null: it must not exist yet). */
export interface CaseChange {
  readonly row: CaseRow
  readonly from: number | null
}

export interface Submission {
  readonly message: MessageRow
  readonly case: CaseChange
  /** Ids of staged items, all of this client and free, that the message takes with it. */
  readonly items: readonly string[]
  readonly delivery: Omit<DeliveryRow, 'seq'>
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
  readonly idempotency: IdempotencyRow | null
  /** A draft that this submission uses up. */
  readonly draft: string | null
}

/** `conflict`: the case moved on, read again. `item-taken`: an item is unknown, another's, or used. `repeated`: the idempotency key was there first. */
export type SubmitOutcome =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'item-taken'; readonly item: string }
  | { readonly outcome: 'draft-gone' }
  | { readonly outcome: 'repeated'; readonly stored: IdempotencyRow }

export interface Acceptance {
  readonly messages: readonly MessageRow[]
  readonly items: readonly ItemRow[]
  readonly cases: readonly CaseChange[]
  readonly terms: readonly { readonly sha256: string; readonly terms: JsonObject }[]
  readonly receipt: ReceiptRow
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
}

export interface Settlement {
  readonly id: string
  /** The state the delivery must still be in. */
  readonly from: DeliveryState
  readonly to: DeliveryState
  readonly dueAt: number
  readonly attempts: number
  readonly problem: string | null
  readonly detail: string | null
  readonly receipt: string | null
  readonly at: number
}

/** What a delivery attempt carries: the delivery, its message, and the items with their part. */
export interface Claimed {
  readonly delivery: DeliveryRow
  readonly message: MessageRow
  readonly items: readonly ItemRow[]
}

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
  addDraft(
    draft: DraftRow,
    idempotency: IdempotencyRow | null,
  ): Promise<{ readonly outcome: 'stored' } | { readonly outcome: 'repeated'; readonly stored: IdempotencyRow }>
  draft(id: string): Promise<DraftRow | undefined>
  drafts(offices: readonly string[] | 'all'): Promise<readonly DraftRow[]>
  idempotency(client: string, key: string): Promise<IdempotencyRow | undefined>

  // Receiving
  /** Stores all of it unless a message id is already there or a case moved on: then `conflict` and no change. */
  accept(acceptance: Acceptance): Promise<'stored' | 'conflict'>
  /** Those of `ids` that are stored, with digest and direction. */
  known(
    ids: readonly string[],
  ): Promise<readonly { id: string; sha256: string; partner: string; direction: 'in' | 'out' }[]>

  // Delivering
  /**
   * Claims up to `limit` deliveries to one partner, oldest first, that are queued or waiting and due, or sending with a lapsed lease,
   * and marks them sending until `leaseUntil`. A delivery is left out while an earlier one of its case is not settled
   * (delivered, refused, cancelled or expired) and not claimed in the same call. Stops before `maxBytes` of weight, but claims at least one.
   */
  claim(ask: {
    partner: string
    now: number
    leaseUntil: number
    limit: number
    maxBytes: number
  }): Promise<readonly Claimed[]>
  /** Moves deliveries on, each only from its `from`; refused messages lose their standing; returns ids that had moved already. */
  settle(change: {
    settlements: readonly Settlement[]
    receipt: ReceiptRow | null
    refused: readonly string[]
    cases: readonly CaseChange[]
    events: readonly NewEvent[]
    evidence: readonly NewEvidence[]
  }): Promise<{ outcome: 'settled'; moved: readonly string[] } | { outcome: 'conflict' }>
  /** Earliest instant at which anything is to be done for each partner: a due delivery or the end of a lease. */
  due(): Promise<readonly { partner: string; dueAt: number }[]>
  /** Unsettled deliveries past their expiry, at most `limit`. */
  expired(now: number, limit: number): Promise<readonly Claimed[]>
  /** After a restart: what was sending under no living node waits again at once; returns how many. */
  recover(now: number): Promise<number>
  delivery(id: string): Promise<DeliveryRow | undefined>
  deliveries(ask: {
    partner?: string
    state?: DeliveryState
    cursor?: string
    limit: number
  }): Promise<Page<DeliveryRow>>
  /** Refused or expired → queued; `false` and no change otherwise. A refused message regains its standing. */
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
    dueBefore?: string
    cursor?: string
    limit: number
  }): Promise<Page<CaseRow>>
  /** The messages of a case that take part in it (`kept`) or all, in clock order. */
  messages(caseId: string, standing: 'kept' | 'all'): Promise<readonly MessageRow[]>
  message(id: string): Promise<MessageRow | undefined>
  item(id: string): Promise<ItemRow | undefined>
  itemsOf(caseId: string): Promise<readonly ItemRow[]>
  /** An item received from this partner with this part, if any. */
  partKnown(partner: string, partSha256: string): Promise<boolean>
  /** True while any item, staged or carried, has this part. */
  partUsed(partSha256: string): Promise<boolean>
  terms(sha256: string): Promise<JsonObject | undefined>
  receipt(id: string): Promise<ReceiptRow | undefined>
  events(ask: { after: number; offices: readonly string[] | 'all'; limit: number }): Promise<readonly EventRow[]>
  evidence(ask: { case?: string; after?: number; limit: number }): Promise<readonly EvidenceRow[]>

  // Keeping
  record(evidence: readonly NewEvidence[]): Promise<void>
  /** Removes staged items and idempotency rows older than the given instants; returns the parts no longer used. */
  purge(ask: {
    stagedBefore: number
    idempotencyBefore: number
    draftsBefore: number
  }): Promise<{ parts: readonly string[] }>
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
  /** No new run starts; resolves when the running ones ended. */
  stop(): Promise<void>
}

/** Where and how a partner's gateway is reached; all of it out of its card. */
export interface PartnerAddress {
  readonly member: string
  readonly endpoint: string
  /** The SPIFFE id its certificate must name. */
  readonly uri: string
  /** Trust anchors, DER in base64, and SHA-256 pins of leaves (hex). */
  readonly anchors: readonly string[]
  readonly pins: readonly string[]
}

/** What the last handshake on the line showed. */
export interface LineFacts {
  readonly tlsGroup: string
  readonly protocol: string
  readonly peerSha256: string
  readonly peerNotAfter: number
}

/**
 * The line to a partner. Rejects with Problem `partner-unreachable` (try again), `partner-busy` (try again after `retryAfterMs`),
 * or `partner-refused` (final; its detail names the partner's own problem code).
 */
export interface PartnerLine {
  deliver(to: PartnerAddress, frames: Uint8Array): Promise<string>
  partOffset(to: PartnerAddress, sha256: string, bytes: number): Promise<{ offset: number; complete: boolean }>
  sendPart(
    to: PartnerAddress,
    sha256: string,
    offset: number,
    totalBytes: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<number>
  card(to: PartnerAddress): Promise<string>
  facts(to: PartnerAddress): LineFacts | undefined
  /** Drops every connection to a partner, or to all. */
  hangUp(member?: string): Promise<void>
}

/** Time, randomness and ids come in as values. */
export interface World {
  now(): number
  random(): number
  randomOctets(count: number): Uint8Array
  id(): string
}

// ---------------------------------------------------------------------------------------------------------------------
// What the doors are given

/** An authenticated national client: a system or a person of ours. */
export interface Client {
  readonly id: string
  readonly offices: readonly string[] | 'all'
  readonly roles: readonly ClientRole[]
}
/** `submit` posts messages and items, `read` reads cases, `release` reads plaintext, `approve` approves drafts, `operate` runs the gateway. */
export type ClientRole = 'submit' | 'read' | 'release' | 'approve' | 'operate'

export interface TermsAsk {
  readonly agreement: string
  /** Answering in a case takes its purpose and the requester's office from the request. */
  readonly case?: string
  readonly purposes?: readonly string[]
  readonly protection?: JsonObject
  /** Terms to add to or put in place of the agreement's defaults. */
  readonly terms?: readonly JsonObject[]
}
export interface UploadAsk {
  readonly terms: string
  readonly kind: string
  readonly form: 'electronic' | 'paper'
  readonly mediaType: string
  readonly name: string
  /** What the client says the digest of the plaintext is (hex), if it says so. */
  readonly expectSha256?: string
}
export interface MessageAsk {
  /** Null opens a case. */
  readonly case: string | null
  /** Opening a case needs both; in a case they are the case's. */
  readonly agreement?: string
  readonly office?: string
  readonly type: string
  readonly body: JsonObject
  readonly items: readonly string[]
  /** Digest of terms made before; the agreement's defaults otherwise. */
  readonly terms?: string
  readonly inReplyTo?: string
}
export interface Idempotency {
  readonly key: string
  readonly requestSha256: string
}
/** `submitted` once durable; `drafted` where four eyes are on. */
export interface Submitted {
  readonly status: 202 | 201
  readonly outcome: 'submitted' | 'drafted' | 'repeated'
  readonly answer: JsonObject
}

/** All of the national door. Every refusal is a Problem. */
export interface NationalFlows {
  makeTerms(client: Client, ask: TermsAsk): Promise<{ sha256: string; terms: JsonObject }>
  terms(client: Client, sha256: string): Promise<JsonObject>
  upload(client: Client, ask: UploadAsk, source: AsyncIterable<Uint8Array>): Promise<JsonObject>
  submit(client: Client, ask: MessageAsk, idempotency: Idempotency | null): Promise<Submitted>
  drafts(client: Client): Promise<readonly JsonObject[]>
  approve(client: Client, draft: string): Promise<Submitted>
  cases(
    client: Client,
    ask: { state?: string; partner?: string; dueBefore?: string; cursor?: string; limit: number },
  ): Promise<Page<JsonObject>>
  /** One case with state, due date, wanted items and their outcomes, what is legal next, and its timeline. */
  case(client: Client, id: string): Promise<JsonObject>
  messages(client: Client, caseId: string): Promise<readonly JsonObject[]>
  message(client: Client, id: string): Promise<JsonObject>
  item(client: Client, id: string): Promise<JsonObject>
  /** Decides, records, and only then opens the plaintext. */
  release(client: Client, item: string, ask: { purpose: string; matter: string; reader: string }): Promise<Released>
  events(client: Client, after: number, limit: number): Promise<readonly EventRow[]>
  /** Calls back whenever there may be new events; returns how to stop. */
  watchEvents(listener: () => void): () => void
  partners(client: Client): Promise<readonly JsonObject[]>
  agreements(client: Client): Promise<readonly JsonObject[]>
}
export interface Released {
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** SHA-256 of the plaintext, hex. */
  readonly sha256: string
  readonly obligations: readonly string[]
  readonly content: AsyncIterable<Uint8Array>
}

export interface OperatorFlows {
  deliveries(ask: {
    partner?: string
    state?: DeliveryState
    cursor?: string
    limit: number
  }): Promise<Page<JsonObject>>
  redeliver(client: Client, id: string): Promise<boolean>
  /** The mandatory test message; each step it proved, with what it found. */
  testPartner(client: Client, member: string): Promise<JsonObject>
  evidence(ask: { case?: string; after?: number; limit: number }): Promise<readonly EvidenceRow[]>
  /** Readiness with reasons. */
  readiness(): Promise<{ ready: boolean; reasons: readonly string[] }>
  status(): Promise<JsonObject>
}

// ---------------------------------------------------------------------------------------------------------------------
// Keys and the directory of the installation

/** Our keys as they lie outside: PEM texts, and the key of the installation that wraps all others (32 octets). The first of a list is current. */
export interface Keys {
  readonly tls: { readonly keyPem: string; readonly certPem: string }
  readonly national: { readonly keyPem: string; readonly certPem: string }
  readonly signing: readonly { readonly keyPem: string; readonly certPem: string }[]
  readonly encryption: readonly string[]
  readonly logPem: string
  readonly installation: Uint8Array
}

/** What the operator laid down about partners, agreements and clients, unread and unverified. */
export interface DirectorySnapshot {
  readonly ownCard: string
  readonly partners: readonly {
    readonly member: string
    readonly state: 'active' | 'suspended'
    readonly card: string
  }[]
  readonly agreements: readonly { readonly id: string; readonly text: string }[]
  readonly clients: readonly {
    readonly id: string
    readonly tokenSha256?: string
    readonly certificateSha256?: string
    readonly offices: readonly string[] | 'all'
    readonly roles: readonly ClientRole[]
  }[]
}

/** Where that is kept: a folder now. Changes made by another process are seen within two seconds. */
export interface Directory {
  read(): Promise<DirectorySnapshot>
  /** Calls back after a change; returns how to stop. */
  watch(changed: () => void): () => void
  /** Puts a newer card of a partner in the place of the older one. */
  saveCard(member: string, card: string): Promise<void>
}
