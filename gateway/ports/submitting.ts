// What our own side brings in: terms, staged items, drafts, and the submission that makes a message of them.
import type { JsonObject } from '../../crypto/json.ts'
import type {
  CaseChange,
  DeliveryRow,
  FingerprintRow,
  IdempotencyRow,
  ItemKey,
  ItemRow,
  MessageRow,
  NewEvent,
  NewEvidence,
} from './rows.ts'

export interface SubmittingStore {
  submit(submission: Submission): Promise<SubmitOutcome>
  addTerms(sha256: string, terms: JsonObject): Promise<void>
  addItem(item: ItemRow, inside?: readonly FingerprintRow[]): Promise<void>
  /** Keeps a draft with the items that it needs: as long as it waits they are not purged. `item-taken`: one of them is not there to be taken. */
  addDraft(draft: DraftRow, items: readonly string[], idempotency: IdempotencyRow | null): Promise<DraftOutcome>
  draft(id: string): Promise<DraftRow | undefined>
  drafts(offices: readonly string[] | 'all'): Promise<readonly DraftRow[]>
  idempotency(client: string, key: string): Promise<IdempotencyRow | undefined>
}

/** A message prepared by one person that waits for another (four eyes). `secret` is the posted JSON, encrypted. */
export interface DraftRow {
  readonly id: string
  /** Null in what a program wrote that did not note yet which items a draft needs. */
  readonly partner: string | null
  readonly case: string | null
  readonly type: string
  readonly office: string
  readonly agreement: string
  readonly client: string
  readonly secret: Uint8Array
  readonly key: Uint8Array
  readonly at: number
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
  /** Of the texts in its body. */
  readonly fingerprints?: readonly FingerprintRow[]
}

/** `conflict`: the case moved on, read again. `item-taken`: an item is unknown, another's, or used. `repeated`: the idempotency key was there first. */
export type SubmitOutcome =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'item-taken'; readonly item: string }
  | { readonly outcome: 'draft-gone' }
  | { readonly outcome: 'repeated'; readonly stored: IdempotencyRow }

export type DraftOutcome = Extract<SubmitOutcome, { outcome: 'stored' | 'item-taken' | 'repeated' }>
