// What comes in from partners: all of one delivery, or nothing; and what they give back after a
// restore.
import type { JsonObject } from '../../crypto/json.ts'
import type { DestructionRow } from './keeping.ts'
import type {
  CaseChange,
  DeliveryRow,
  FingerprintRow,
  ItemKey,
  ItemRow,
  LookupRow,
  MessageRow,
  NewEvent,
  NewEvidence,
  ReceiptRow,
} from './rows.ts'
import type { DraftAt } from './submitting.ts'

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
  /** Of the numbers in its bodies. */
  readonly lookups?: readonly LookupRow[]
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

/**
 * That the store was restored (`mark`, of which there is one), how far a partner was asked since
 * (`pair`), and a case that waits for a person, or was settled by one (`case`).
 */
export interface RestoredRow {
  /**
   * `said` is what one person says of a pair or a case that two have to settle; `seen` that a
   * partner has shown more of our log than lies here.
   */
  readonly what: 'mark' | 'pair' | 'case' | 'said' | 'seen'
  /** Of a pair its member, of a case its id; of what is said either; of what is
   * seen the member; empty for the mark. */
  readonly id: string
  /** Empty for the mark. */
  readonly partner: string
  /**
   * Of the mark `restored`, and `begun` once that is evidence. Of a pair `asked` while it answers,
   * `answered`, `refused` where it answered with what cannot be, `settled` by a person. Of a case
   * `open` or `settled`. Of what is said `settling`, of what is seen `behind`.
   */
  readonly state: 'restored' | 'begun' | 'asked' | 'answered' | 'refused' | 'behind' | 'settled' | 'open' | 'settling'
  /**
   * Of the mark where the copy came from, of what is said who says it; else in words what is wrong,
   * empty where nothing is.
   */
  readonly found: string
  /** The instant of the copy, in ms since 1970: from then on the store lacks what happened. */
  readonly since: number
  /** Of a pair where the next page begins, as the partner counts; 0 for the first. */
  readonly after: number
  /** Of a pair how many pages it gave. */
  readonly pages: number
  readonly at: number
  /** Which restore it belongs to; filled in when it is saved. */
  readonly restore: string
  /** Of what opens cases again: only this installation can make it. Filled in when it is saved. */
  readonly mark: string
}

/** Statements of ours that a partner gives back, of one case: all of it, or nothing. */
export interface TakenBack {
  readonly messages: readonly MessageRow[]
  /** Delivered, each. */
  readonly deliveries: readonly Omit<DeliveryRow, 'seq'>[]
  /** One that is there already stays. */
  readonly receipts: readonly ReceiptRow[]
  readonly case: CaseChange
  readonly terms: readonly { readonly sha256: string; readonly terms: JsonObject }[]
  readonly itemKeys: readonly ItemKey[]
  /** Messages of the case whose bodies are destroyed. */
  readonly bodies: readonly string[]
  readonly destructions: readonly DestructionRow[]
  /** Drafts that quote what is destroyed, and copies of it that no message took. */
  readonly quoting: readonly DraftAt[]
  readonly staged: readonly string[]
  readonly restored: readonly RestoredRow[]
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
}

/** What decisions rest on while a restore is not settled. */
export interface RestoredStore {
  /** All of it, the mark first; nothing where the store was not restored, or all is settled. */
  restored(): Promise<readonly RestoredRow[]>
  /** The mark, and what is known of this pair and this case. */
  restoredOf(ask: { readonly case: string; readonly partner: string }): Promise<readonly RestoredRow[]>
}

export interface RestoringStore extends RestoredStore {
  /**
   * In the place of rows of the same kind and id. `false`, and no change, where there is no mark,
   * unless it brings one.
   */
  saveRestored(rows: readonly RestoredRow[], evidence: readonly NewEvidence[]): Promise<boolean>
  /** With whom there is any case. */
  partnersOfCases(): Promise<readonly string[]>
  /** All of it goes. */
  endRestored(evidence: readonly NewEvidence[]): Promise<void>
  /** `conflict`, and no change, where a message is there already or the case moved on. */
  takeBack(back: TakenBack): Promise<'stored' | 'conflict'>
}
