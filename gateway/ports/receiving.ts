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
  known(
    ids: readonly string[],
  ): Promise<readonly { id: string; sha256: string; partner: string; direction: 'in' | 'out' }[]>
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
}
