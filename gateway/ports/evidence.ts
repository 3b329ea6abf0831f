// The evidence log beside its leaves: nodes, checkpoints and their stamps, what was witnessed,
// cards, receipts given.
import type { EvidenceKind, EvidenceRow, IdempotencyRow, NewEvent, NewEvidence, Since } from './rows.ts'

/**
 * What is found by its subject: of releases and denials there are many, and they are found by their
 * case.
 */
export type KindOfSubject = Exclude<EvidenceKind, 'release' | 'denial'>

/** What a log is rebuilt from and held against. */
export interface LeavesStore {
  /** Leaves in the order of the log, from index `from` on, at most `count`. */
  leaves(from: number, count: number): Promise<readonly Uint8Array[]>
  /** The newest one of at least this size, else undefined. */
  checkpoint(atLeast: number): Promise<CheckpointRow | undefined>
}

/** Checkpoints that wait for a time stamp. */
export interface StampingStore {
  /** Newest first. */
  unstamped(limit: number): Promise<readonly CheckpointRow[]>
  saveStamp(size: number, stamp: Uint8Array): Promise<void>
}

export interface EvidenceStore extends LeavesStore, StampingStore {
  /**
   * For each of these subjects the number of its first evidence of this kind, where there is one.
   */
  evidenceAbout(kind: KindOfSubject, subjects: readonly string[]): Promise<readonly { subject: string; seq: number }[]>
  /** Newest first, those of fewer leaves than `below` where that is given. */
  checkpoints(ask: { below?: number | undefined; limit: number }): Promise<readonly CheckpointRow[]>
  logNodes(level: number, from: number, count: number): Promise<readonly Uint8Array[]>
  addLogNodes(nodes: readonly LogNodeRow[]): Promise<void>
  /** Puts a note with more signatures in the place of the one of this size. */
  saveCheckpoint(checkpoint: Omit<CheckpointRow, 'stamp'>): Promise<void>
  witnessed(member: string): Promise<WitnessedRow | undefined>
  /**
   * Compare and swap on the size known before (null: none yet); `false` and no change when another
   * was first.
   */
  saveWitnessed(row: WitnessedRow, from: number | null): Promise<boolean>
  /** Keeps cards that are not kept yet, each with its evidence; answers those that were new. */
  keepCards(cards: readonly { readonly card: CardRow; readonly evidence: NewEvidence }[]): Promise<readonly string[]>
  cards(members: readonly string[]): Promise<readonly CardRow[]>
  /** The evidence of their cards, in the order of the log. */
  evidenceOfCards(members: readonly string[]): Promise<readonly EvidenceRow[]>
  /** How far the chains of uses of these cases are; none of a case that has none. */
  heads(cases: readonly string[]): Promise<readonly HeadRow[]>
  /** The number in the log of the newest record of a case; 0 where there is none. */
  newestOf(caseId: string): Promise<number>
  /**
   * Compare and swap: `false`, and nothing is written, where something was recorded since.
   * @param events what is told of it
   */
  record(
    evidence: readonly NewEvidence[],
    since?: readonly Since[],
    idempotency?: IdempotencyRow | null,
    events?: readonly NewEvent[],
  ): Promise<boolean>
}

/** The newest record in the chain of uses of a case, by its number and digest. */
export interface HeadRow {
  readonly case: string
  readonly count: number
  readonly head: string
}

/** A checkpoint of our log that others know: with cosignatures and, later, a time stamp. */
export interface CheckpointRow {
  readonly size: number
  /** Hex. */
  readonly rootHash: string
  /** Signed note (C2SP tlog-checkpoint). */
  readonly note: string
  readonly at: number
  /** RFC 3161 token, DER. */
  readonly stamp: Uint8Array | null
}

/** The newest checkpoint of a partner's log that we cosigned. */
export interface WitnessedRow {
  readonly member: string
  readonly size: number
  readonly rootHash: string
  readonly note: string
  readonly at: number
}

/** A card as it was in force here: what signatures of its time are checked with. */
export interface CardRow {
  readonly sha256: string
  readonly member: string
  readonly sequence: number
  readonly jws: string
  readonly seenAt: number
}

/** Hash of a complete subtree over 256^level leaves: what tiles above the lowest are made of. */
export interface LogNodeRow {
  readonly level: number
  readonly index: number
  readonly hash: Uint8Array
}

/** A time stamping authority (RFC 3161). Rejects with Problem `timestamp-failed`. */
export interface TimeStamps {
  /** A TimeStampReq in DER; resolves with the TimeStampResp as it came. */
  stamp(query: Uint8Array): Promise<Uint8Array>
}
