// What is kept, one interface for each kind of row that several duties share, and how such rows
// change. Whatever is confidential stands in a `secret`, encrypted under a key of its own.
import type { JsonObject } from '../../crypto/json.ts'
import type { Statement } from '../../crypto/statement/statement.ts'
import type { EventKind } from '../answers/event-kinds.ts'
import type { DeliveryState } from '../model/delivery.ts'
import type { CaseShown } from '../model/profile/shown.ts'

/**
 * One case as lists show it. `revision` grows by one with each change; every change names the
 * revision it was made from.
 */
export interface CaseRow {
  readonly id: string
  readonly partner: string
  readonly agreement: string
  readonly profile: string
  /** Our part in it. */
  readonly role: 'requesting' | 'requested'
  /** The one of our offices that deals with the case; nobody else's clients see it. */
  readonly office: string
  /**
   * Projection of the fold over the case's statements, kept for lists; the statements are the
   * truth.
   */
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
  /** When something is to be told of the case by itself: a reminder, or a date that passes. */
  readonly remindAt: number | null
}

/** A case with the revision it must still have (null: it must not exist yet). */
export interface CaseChange {
  readonly row: CaseRow
  readonly from: number | null
  /** What it was at that revision, by which cases are counted; left out where that stays. */
  readonly was?: Pick<CaseRow, 'state' | 'office'>
  /** Whether it is a thread between members: what follows for other cases is kept in memory. */
  readonly between?: true
  /** What the fold says anew; without it only the row changes. */
  readonly shown?: CaseShown
  /** JSON: which of its reminders were told, where that changes. */
  readonly told?: string
  /** Another office deals with it from now on: what waits for a second person goes along. */
  readonly handed?: true
}

/**
 * A message as stored. `secret` is AES-256-GCM over the JSON {body, salt, items} under `key`, which
 * is wrapped by the installation key.
 */
export interface MessageRow {
  readonly id: string
  readonly case: string
  readonly partner: string
  readonly direction: 'in' | 'out'
  readonly type: string
  readonly clock: number
  readonly sha256: string
  readonly statement: Statement
  /**
   * Compact JWS over the digests of the letter it travelled in; null while it was never sealed.
   * With the statement it is its evidence.
   */
  readonly seal: string | null
  readonly secret: Uint8Array | null
  readonly key: Uint8Array | null
  /** When it was stored here. */
  readonly storedAt: number
  /** National client that posted it; null for messages received. */
  readonly client: string | null
  /** `kept` takes part in the case; `refused` was refused by the partner and counts for nothing. */
  readonly standing: 'kept' | 'refused'
}

/** What the body of a message is locked in; null once it was destroyed. */
export type LockedBody = Pick<MessageRow, 'id' | 'key' | 'secret'>

/** A message as decisions look at it: all of it but its body, of which only whether it is there. */
export interface ToldMessage extends Omit<MessageRow, 'key' | 'secret'> {
  readonly hasKey: boolean
  readonly hasSecret: boolean
}

/**
 * An item: its ciphertext is a part, its name lies in the secret, its key is wrapped by the
 * installation key.
 */
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
  /**
   * Keyed digest of the plaintext, hex: finds the same content again without telling what it is. It
   * outlives disposal. Null while the item is locked.
   */
  readonly fingerprint: string | null
  /** Wrapped item key; null after disposal, and while the provider's share has not come. */
  readonly key: Uint8Array | null
  /**
   * AES-256-GCM under the item key over JSON {name, salt, plainSha256, recipientShare?}, or what is
   * known of a locked item; null after disposal.
   */
  readonly secret: Uint8Array | null
  readonly storedAt: number
}

/**
 * What an item's key becomes: given after acceptance of the terms, or destroyed (null) with
 * everything that it opened.
 */
export interface ItemKey {
  readonly id: string
  readonly key: Uint8Array | null
  readonly secret: Uint8Array | null
  readonly fingerprint: string | null
}

/**
 * What lies inside an item, or a text in a body, as a keyed digest. It stays when its holder is
 * disposed of: what was given in confidence stays so, and a copy that had left before may come back
 * to be passed on.
 */
export interface FingerprintRow {
  readonly fingerprint: string
  /** Id of the item, or of the message whose body it is. */
  readonly holder: string
  readonly what: 'item' | 'body'
  readonly direction: 'in' | 'out'
  /** With whom, and in which case; null for what no message carries yet. */
  readonly partner: string | null
  readonly case: string | null
  readonly at: number
}

/** A number that people know a case by, as a keyed digest: it goes with what holds it. */
export interface LookupRow {
  readonly lookup: string
  readonly case: string
  /** Message or registration. */
  readonly holder: string
  readonly what: 'sent' | 'received' | 'registered'
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
  /** Fencing number: raised by each claim. */
  readonly fence: number
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

/**
 * What the feed says: ids and codes only. What is for whoever runs the gateway has neither office
 * nor case.
 */
export interface EventRow {
  readonly seq: number
  readonly at: number
  readonly kind: EventKind
  readonly office: string | null
  readonly case: string | null
  readonly message: string | null
  /** The other member; our own code where it is about ourselves. */
  readonly partner: string
  readonly about: ValidityTold | null
}

/** Of which key, certificate or list it is told that it ends; instants in RFC 3339. */
interface ValidityTold {
  readonly use: string
  readonly id: string
  readonly notBefore: string
  readonly notAfter: string
}

export type NewEvent = Omit<EventRow, 'seq' | 'about'> & Partial<Pick<EventRow, 'about'>>

/**
 * One thing that happened and must be provable. `data` holds ids, codes and digests, never content.
 */
export interface EvidenceRow {
  readonly seq: number
  readonly at: number
  readonly kind: EvidenceKind
  readonly case: string | null
  readonly subject: string
  readonly data: JsonObject
  /** 32 octets; destroyed with what the row tells of, so that the leaf then tells nothing. */
  readonly salt: Uint8Array
  /** Its entry in the evidence log, 32 octets: the salted commitment to it, at index `seq` - 1. */
  readonly leaf: Uint8Array
}

export type EvidenceKind =
  | 'statement.sent'
  | 'statement.received'
  | 'statement.refused'
  | 'receipt.given'
  | 'receipt.received'
  | 'release'
  | 'clearance'
  | 'denial'
  | 'draft.made'
  | 'draft.changed'
  | 'draft.returned'
  | 'draft.withdrawn'
  | 'draft.expired'
  | 'draft.approved'
  | 'operator'
  | 'card'
  | 'log.alarm'
  | 'reminder'
  | 'overdue'
  | 'registered'
  | 'case.handed'
  | 'case.assigned'
  | 'key.received'
  | 'key.destroyed'
  | 'uses.differ'
  | 'person.key'
  | 'person.signed'

/** Where `leaf` is null it takes its place in the chain of its case when it is written, and its entry with it. */
export type NewEvidence = Omit<EvidenceRow, 'seq' | 'leaf'> & { readonly leaf: Uint8Array | null }

/**
 * That no evidence of this kind was recorded in a case after a number: what a count over that
 * evidence is swapped on.
 */
export interface Since {
  readonly case: string
  readonly kind: EvidenceKind
  readonly seq: number
}

export interface Page<T> {
  readonly rows: readonly T[]
  /** Opaque; null at the end. */
  readonly next: string | null
}
