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
   * Stores all of it unless a message id (one that is refused too) is already there or a case moved
   * on: then `conflict` and no change.
   */
  accept(acceptance: Acceptance): Promise<'stored' | 'conflict'>
  /** Those of `ids` that are stored, with digest and direction. */
  /** How much of something a member has spent in the window that began at this instant. */
  spent(member: string, what: string, since: number): Promise<number>
  /** Adds to it; what was spent in another window is forgotten. */
  spend(row: SpendingRow): Promise<void>
  /** Refusals of these statements that are recorded, the oldest first. */
  refusals(ids: readonly string[]): Promise<readonly RefusalRow[]>
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
  /** Of what lies inside its items and those that it opens, and of the texts in its bodies. */
  readonly fingerprints?: readonly FingerprintRow[]
  /**
   * Ids of statements that are refused because they were not stored: one that is there by now is a
   * conflict.
   */
  readonly absent: readonly string[]
  readonly spendings?: readonly SpendingRow[]
}
