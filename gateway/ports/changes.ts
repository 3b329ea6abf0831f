// What is changed in the store: each as a whole or not at all.
import type { JsonObject } from '../../crypto/json.ts'
import type { DeliveryState } from '../model/delivery.ts'
import type {
  CaseRow,
  DeliveryRow,
  IdempotencyRow,
  ItemRow,
  MessageRow,
  NewEvent,
  NewEvidence,
  ReceiptRow,
} from './records.ts'

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
  readonly itemKeys: readonly ItemKey[]
  /** Messages of the case whose bodies are destroyed: their statements stay. */
  readonly bodies?: readonly string[]
}

/** What an item's key becomes: given after acceptance of the terms, or destroyed (null) with everything that it opened. */
export interface ItemKey {
  readonly id: string
  readonly key: Uint8Array | null
  readonly secret: Uint8Array | null
  readonly fingerprint: string | null
}

/** `conflict`: the case moved on, read again. `item-taken`: an item is unknown, another's, or used. `repeated`: the idempotency key was there first. */
export type SubmitOutcome =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'item-taken'; readonly item: string }
  | { readonly outcome: 'draft-gone' }
  | { readonly outcome: 'repeated'; readonly stored: IdempotencyRow }

export type DraftOutcome = Extract<SubmitOutcome, { outcome: 'stored' | 'item-taken' | 'repeated' }>

export interface Acceptance {
  readonly messages: readonly MessageRow[]
  readonly items: readonly ItemRow[]
  readonly cases: readonly CaseChange[]
  readonly terms: readonly { readonly sha256: string; readonly terms: JsonObject }[]
  /** Null where the receipt is given after the commit, over its leaves. */
  readonly receipt: ReceiptRow | null
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
  readonly itemKeys: readonly ItemKey[]
  /** Ids of statements that are refused because they were not stored: one that is there by now is a conflict. */
  readonly absent: readonly string[]
}

export interface Settlement {
  readonly id: string
  /** The state the delivery must still be in. */
  readonly from: DeliveryState
  /** The fence it must still have: a late worker, whose claim another has taken over, changes nothing. */
  readonly fence: number
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
