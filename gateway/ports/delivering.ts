// The outbox: what waits for partners, who brings it to them, and what becomes of it.
import type { MessagePieces } from '../../crypto/jose/letter.ts'
import type { DeliveryState } from '../model/delivery.ts'
import type { KeptTerm } from '../model/terms/assurance-classes.ts'
import type { CaseChange, DeliveryRow, ItemRow, MessageRow, NewEvent, NewEvidence, Page, ReceiptRow } from './rows.ts'

/** Looking at the outbox without changing it. */
export interface OutboxStore {
  /**
   * Earliest instant at which anything is to be done for each partner: a due delivery or the end of
   * a lease.
   */
  due(): Promise<readonly { partner: string; dueAt: number }[]>
  /**
   * For each partner with unsettled deliveries how many they are, and when the message of the first
   * of them was stored.
   */
  backlog(): Promise<readonly { partner: string; deliveries: number; oldestAt: number }[]>
  /** Unsettled deliveries past their expiry, at most `limit`. */
  expired(now: number, limit: number): Promise<readonly Claimed[]>
  delivery(id: string): Promise<DeliveryRow | undefined>
  /** Of these messages, in any order. */
  deliveriesOf(ids: readonly string[]): Promise<readonly DeliveryRow[]>
  deliveries(ask: {
    partner?: string
    state?: DeliveryState
    cursor?: string
    limit: number
  }): Promise<Page<DeliveryRow>>
}

export interface DeliveringStore extends OutboxStore {
  /**
   * Claims what is to leave for one partner, in at most `envelopes` of `limit` deliveries and
   * `maxBytes` of weight each: oldest first, those that are queued or waiting and due, or sending
   * with a lapsed lease. Marks them sending until `leaseUntil`, each with a fence one higher than
   * before: whoever claimed it earlier can settle it no more. A delivery is left out while an
   * earlier one of its case is not settled (delivered, refused, cancelled or expired) and not in
   * the same envelope. An envelope that would be too heavy ends earlier, but holds at least one.
   * No more are looked at than would find room; whoever has places left asks again.
   * Safe for any number of nodes at once.
   */
  claim(ask: {
    partner: string
    now: number
    leaseUntil: number
    envelopes: number
    limit: number
    maxBytes: number
  }): Promise<readonly (readonly Claimed[])[]>
  /**
   * Prolongs the leases of claims that are still ours; returns the ids of those that are not,
   * because they were settled or claimed anew.
   */
  renew(
    claims: readonly { readonly id: string; readonly fence: number }[],
    leaseUntil: number,
  ): Promise<readonly string[]>
  /**
   * Moves deliveries on, each only from its `from` and under its `fence`; refused messages lose
   * their standing; returns ids that had moved already. `receipt-known` and no change where this
   * partner has another receipt under that id, given or got: one id means one receipt.
   */
  settle(change: {
    settlements: readonly Settlement[]
    receipt: ReceiptRow | null
    refused: readonly string[]
    /** Under which seal each message travelled. */
    seals: readonly { readonly id: string; readonly seal: string }[]
    cases: readonly CaseChange[]
    events: readonly NewEvent[]
    evidence: readonly NewEvidence[]
  }): Promise<{ outcome: 'settled'; moved: readonly string[] } | { outcome: 'conflict' } | { outcome: 'receipt-known' }>
  /**
   * What is queued is due, what waits is due by `waitingUntil`, a lease ends by `leasedUntil`: what
   * lies beyond becomes due `now`. Of one partner where it is named. Returns how many.
   */
  bringBack(ask: { partner?: string; now: number; waitingUntil: number; leasedUntil: number }): Promise<number>
  /**
   * After a restart: what was sending under no living node waits again at once; returns how many. A
   * store that several nodes share knows a dead node by its lapsed leases alone.
   */
  recover(now: number): Promise<number>
  /**
   * Refused, expired or waiting → queued and due at once; `false` and no change otherwise. A
   * refused message regains its standing.
   */
  redeliver(
    id: string,
    at: number,
    expiresAt: number,
    cases: readonly CaseChange[],
    evidence: readonly NewEvidence[],
  ): Promise<boolean>
}

export interface Settlement {
  readonly id: string
  /** The state the delivery must still be in. */
  readonly from: DeliveryState
  /**
   * The fence it must still have: a late worker, whose claim another has taken over, changes
   * nothing.
   */
  readonly fence: number
  readonly to: DeliveryState
  readonly dueAt: number
  readonly attempts: number
  readonly problem: string | null
  readonly detail: string | null
  readonly receipt: string | null
  readonly at: number
}

/** A message of ours before it was locked. */
export interface AsSubmitted extends Pick<MessagePieces, 'statement' | 'body' | 'salt'> {
  /** The items whose provider's share stays here until their terms are accepted. */
  readonly withheld?: readonly string[]
  /** What its recipient keeps of its terms, or it does not leave. */
  readonly kept?: readonly KeptTerm[]
}

/** What a delivery attempt carries: the delivery, its message, and the items with their part. */
export interface Claimed {
  /** Where it is sent as it was submitted, what its letter is written from. */
  readonly asSubmitted?: AsSubmitted
  readonly delivery: Omit<DeliveryRow, 'seq'>
  readonly message: MessageRow
  readonly items: readonly ItemRow[]
}

/** A place for one delivery that is about to be stored; kept or given up, once. */
export interface Place {
  /** The claim under which it is stored. */
  readonly claim: { readonly state: 'sending'; readonly fence: 1; readonly dueAt: number }
  /** It was stored under the claim. */
  keep(claimed: Claimed): void
  giveUp(): void
}

/** Who brings to partners what is submitted. */
export interface Outbox {
  /**
   * A place for what is about to be stored for a partner, where nothing waits before it and enough
   * room is left: it is sent as it was submitted, and the store need not be asked for it.
   */
  place(partner: string, weightBytes: number): Place | undefined
  /** Something was stored for a partner that the store has to be asked for. */
  queued(partner: string): void
}

// What wakes the deliveries.

/**
 * Says "look at this partner now". May lose or repeat wakes; a sweep over the store makes up for
 * it.
 */
export interface Queue {
  /**
   * The partner's worker runs at `at` (ms since the epoch) or as soon as possible after it. A run
   * may serve several wakes, none is dropped for an earlier one.
   */
  wake(partner: string, at: number): void
  /**
   * Starts work: `work` is never run twice at once for one partner, and a wake during a run causes
   * another run.
   */
  start(work: (partner: string) => Promise<void>): void
  /** Whether wakes reach it now. What they were for waits in the store until they do. */
  up(): Promise<boolean>
  /** No new run starts; resolves when the running ones ended. */
  stop(): Promise<void>
}
