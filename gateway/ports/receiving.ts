// What comes in from partners: all of one delivery, or nothing.
import type { JsonObject } from '../../crypto/json.ts'
import type {
  CaseChange,
  FingerprintRow,
  ItemKey,
  ItemRow,
  MessageRow,
  NewEvent,
  NewEvidence,
  ReceiptRow,
} from './rows.ts'

export interface ReceivingStore {
  /**
   * Stores all of it, with the receipt that is given for it, unless a message id (one that is
   * refused too) is already there, was refused meanwhile or a case moved on: then `conflict` and no change. Rejects with
   * what `give` rejects with, and nothing is stored.
   */
  accept(acceptance: Acceptance, give?: Give): Promise<'stored' | 'conflict'>
  /** Keeps a receipt for what is here already. */
  keepReceipt(give: Give): Promise<void>
  /** How much of something a member has spent in the window that began at this instant. */
  spent(member: string, what: string, since: number): Promise<number>
  /** Adds to it; what was spent in another window is forgotten. */
  spend(row: SpendingRow): Promise<void>
  /** Refusals of these statements that are recorded, the oldest first. */
  refusals(ids: readonly string[]): Promise<readonly RefusalRow[]>
  /** Those of `ids` that are stored, with digest and direction. */
  known(
    ids: readonly string[],
  ): Promise<readonly { id: string; sha256: string; partner: string; direction: 'in' | 'out' }[]>
}

/** What a member has spent of something that is counted in windows of time. */
export interface SpendingRow {
  readonly member: string
  readonly what: string
  /** When the window began, in milliseconds since 1970. */
  readonly since: number
  readonly count: number
}

/** A refusal as it stands in the evidence. */
export interface RefusalRow {
  /** Of the statement. */
  readonly id: string
  readonly sha256: string
  readonly problem: string
  readonly seq: number
}

/**
 * The leaves of a transaction that is open: nobody sees them yet, and its failure takes them back.
 * One object for all who are asked for receipts in it.
 */
export interface Growing {
  /** How many leaves the log had before. */
  readonly from: number
  /** The last one of these; undefined where there was none. */
  readonly before: Uint8Array | undefined
  /** Those of the transaction so far, in the order of the log. */
  readonly leaves: readonly Uint8Array[]
}

/**
 * Called within the transaction, when its leaves have their places; may be called again where it
 * had to be begun anew. The transaction waits, so that whoever is called must not write.
 * @param first place in the log of the first evidence of the acceptance, from 0.
 */
export type Give = (first: number, growing: Growing) => Promise<Given>

/** A receipt with its evidence, to be kept in the same commit. */
export interface Given {
  readonly receipt: ReceiptRow
  readonly evidence: readonly NewEvidence[]
}

export interface Acceptance {
  readonly messages: readonly MessageRow[]
  readonly items: readonly ItemRow[]
  readonly cases: readonly CaseChange[]
  readonly terms: readonly { readonly sha256: string; readonly terms: JsonObject }[]
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
  readonly itemKeys: readonly ItemKey[]
  /** Of what lies inside its items and those that it opens, and of the texts in its bodies. */
  readonly fingerprints?: readonly FingerprintRow[]
  /**
   * Ids of statements that are refused because they were not stored: one that is there by now is a
   * conflict.
   */
  readonly absent: readonly string[]
  /**
   * How many refusals of a statement were recorded when this one was found to be none of them: where
   * there are others by now it is a conflict.
   */
  readonly refusals: readonly { readonly id: string; readonly count: number }[]
  readonly spendings?: readonly SpendingRow[]
}
