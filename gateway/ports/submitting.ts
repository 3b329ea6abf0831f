// What our own side brings in: terms, staged items, drafts, and the submission that makes a message
// of them.
import type { JsonObject } from '../../crypto/json.ts'
import type { DestructionRow } from './keeping.ts'
import type {
  CaseChange,
  DeliveryRow,
  FingerprintRow,
  IdempotencyRow,
  ItemKey,
  ItemRow,
  LookupRow,
  MessageRow,
  NewEvent,
  NewEvidence,
  Page,
  Since,
} from './rows.ts'

export interface SubmittingStore {
  submit(submission: Submission): Promise<SubmitOutcome>
  /**
   * Like every change that takes an idempotency key: Problem `idempotency-key-reused`, and no change,
   * where the key is there already.
   */
  addTerms(sha256: string, terms: JsonObject, idempotency?: IdempotencyRow | null): Promise<void>
  addItem(item: ItemRow, inside?: readonly FingerprintRow[], idempotency?: IdempotencyRow | null): Promise<void>
  /**
   * Keeps a draft with the items that it needs: as long as it waits they are not purged.
   * `item-taken`: one of them is not there to be taken.
   */
  addDraft(
    draft: DraftRow,
    items: readonly string[],
    idempotency: IdempotencyRow | null,
    told: Told,
  ): Promise<DraftOutcome>
  /**
   * Puts a draft in the place of the revision it was made from. Items that it had go over to its
   * drafter with it.
   */
  changeDraft(change: DraftChange): Promise<ChangeOutcome>
  /** Withdrawn or expired: gone, unless it moved on or is not there any more. */
  endDraft(draft: DraftAt, told: Told): Promise<'stored' | 'draft-gone'>
  draft(id: string): Promise<DraftRow | undefined>
  /** Oldest first. */
  drafts(ask: { offices: readonly string[] | 'all'; cursor?: string; limit: number }): Promise<Page<DraftRow>>
  /** Drafts made before an instant, at most so many. */
  draftsBefore(before: number, limit: number): Promise<readonly DraftRow[]>
  idempotency(client: string, key: string): Promise<IdempotencyRow | undefined>
}

/** What is told of a change, in its transaction. */
export interface Told {
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
}

/** A draft as it was read: whoever decides on it decides on this revision. */
export interface DraftAt {
  readonly id: string
  readonly revision: number
}

export interface DraftChange extends Told {
  readonly draft: Pick<DraftRow, 'id' | 'client' | 'revision' | 'secret' | 'key'>
  /** The revision that was read, and whose items it had. */
  readonly from: Pick<DraftRow, 'client' | 'revision'>
  readonly items: readonly string[]
}

/**
 * A message prepared by one person that waits for another (four eyes). `secret` is the posted JSON
 * with who wrote it and why it was returned, encrypted; `client` is who drafted or changed it last.
 */
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
  /** From 1: goes up with each change and each return. */
  readonly revision: number
}

export interface Submission {
  readonly message: MessageRow
  readonly case: CaseChange
  /** Ids of staged items, all of this client and free, that the message takes with it. */
  readonly items: readonly string[]
  /**
   * Queued; or sending, where the submitter claims it for itself. It is queued all the same while
   * an earlier one of its case is not settled.
   */
  readonly delivery: Omit<DeliveryRow, 'seq'>
  readonly events: readonly NewEvent[]
  readonly evidence: readonly NewEvidence[]
  /** What permissions it uses were counted from. */
  readonly since?: readonly Since[]
  readonly idempotency: IdempotencyRow | null
  /** A draft that this submission uses up, as it was read. */
  readonly draft: DraftAt | null
  readonly itemKeys: readonly ItemKey[]
  /** Messages of the case whose bodies are destroyed: their statements stay. */
  readonly bodies?: readonly string[]
  /** Where it destroys anything: what has to go before its delivery may leave. */
  readonly destruction?: DestructionRow
  /** Drafts that quote what it destroys, as they were read: they go with it. */
  readonly quoting?: readonly DraftAt[]
  /** Items that no message took and that hold what it destroys: they go with it, with their parts. */
  readonly staged?: readonly string[]
  /** Of the texts in its body. */
  readonly fingerprints?: readonly FingerprintRow[]
  /** Of the numbers in its body. */
  readonly lookups?: readonly LookupRow[]
}

/**
 * `conflict`: the case moved on, or a permission was used meanwhile; read again. `item-taken`: an
 * item is unknown, another's, or used. `repeated`: the idempotency key was there first.
 */
export type SubmitOutcome =
  | { readonly outcome: 'stored' }
  /** It is stored, and its delivery is claimed as was asked for. */
  | { readonly outcome: 'claimed' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'item-taken'; readonly item: string }
  /** It is not there any more, or not at this revision. */
  | { readonly outcome: 'draft-gone' }
  | { readonly outcome: 'repeated'; readonly stored: IdempotencyRow }

export type DraftOutcome = Extract<SubmitOutcome, { outcome: 'stored' | 'item-taken' | 'repeated' }>
export type ChangeOutcome = Extract<SubmitOutcome, { outcome: 'stored' | 'item-taken' | 'draft-gone' }>

export interface Idempotency {
  readonly key: string
  readonly requestSha256: string
}
/** Under which a request happens once. */
export type Key = Idempotency | null
/** What is stored under a key with what was done: the answer, as ids. */
export type Stamp = (status: number, answer: object, at: number) => IdempotencyRow
/** `repeated`: it was done before, under the same key, and nothing was done now. */
export interface Done<Answer> {
  readonly answer: Answer
  readonly repeated: boolean
}
