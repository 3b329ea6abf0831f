// What is told, counted and removed in time, what is registered by hand, and which node does the
// work of one.
import type { CaseChange, CaseRow, IdempotencyRow, LookupRow, NewEvent, NewEvidence } from './rows.ts'

export interface KeepingStore {
  /** Cases whose `remindAt` has come, the earliest first. */
  remindable(now: number, limit: number): Promise<readonly CaseRow[]>
  moveCases(change: {
    cases: readonly CaseChange[]
    events: readonly NewEvent[]
    evidence: readonly NewEvidence[]
    /** Which person works on a case from now on; a case that is handed over has none. */
    assigned?: { readonly case: string; readonly person: string | null }
  }): Promise<'stored' | 'conflict'>
  register(row: NewRegistration, evidence: readonly NewEvidence[], idempotency?: IdempotencyRow | null): Promise<void>
  registrations(caseId: string): Promise<readonly RegistrationRow[]>
  tally(ask: { since: number; now: number }): Promise<Tallied>
}

/** What a node does for the store itself. */
export interface NodeStore {
  /**
   * Takes a lease that one node at a time has, or keeps it; `false` while another has it and its
   * time, up to `believedUntil`, has not run out.
   */
  takeNodeLease(lease: NodeLeaseRow, now: number, believedUntil?: number): Promise<boolean>
  /**
   * Remembers that something was told, with its event: `false`, and no change, where it was told
   * already, unless that was before `again` or is after `ahead`, which is to come by this clock.
   * What was told before `forgotten` goes.
   */
  alertOnce(
    told: AlertRow,
    unless: { again: number; ahead: number; forgotten: number },
    event: NewEvent,
  ): Promise<boolean>
  /** When it was told, as that says itself; null where it was not. */
  alertedAt(told: Pick<AlertRow, 'thing' | 'stage'>): Promise<number | null>
  /** Ours, whom we told, and those of partners. */
  absences(): Promise<readonly AbsenceRow[]>
  /**
   * In the place of an older one of the same kind and member; `false`, and no change, where the one
   * that is there is not older.
   */
  saveAbsence(
    row: AbsenceRow,
    told: { readonly events: readonly NewEvent[]; readonly evidence: readonly NewEvidence[] },
  ): Promise<boolean>
  /** Newer cards of partners that people decide on, those of one member beside each other. */
  waitingCards(): Promise<readonly WaitingCardRow[]>
  /**
   * Puts a waiting card in the place of its revision `from`, adds it where that is null, or takes
   * it away where `row` is null. `false`, and no change, where the card is not at that revision.
   */
  moveWaitingCard(
    card: Pick<WaitingCardRow, 'member' | 'sha256'>,
    change: { readonly from: number | null; readonly row: WaitingCardRow | null },
    evidence: readonly NewEvidence[],
  ): Promise<boolean>
  /** What we say of members that lost everything, and what partners say of such to us. */
  introductions(): Promise<readonly IntroductionRow[]>
  /** As with waiting cards. */
  moveIntroduction(
    introduction: Pick<IntroductionRow, 'what' | 'about' | 'card' | 'member'>,
    change: { readonly from: number | null; readonly row: IntroductionRow | null },
    evidence: readonly NewEvidence[],
  ): Promise<boolean>
  /** Which card of ours each partner said last that it holds. */
  cardHolders(): Promise<readonly CardHolderRow[]>
  /** In the place of what was known of the same partners. */
  saveCardHolders(rows: readonly CardHolderRow[]): Promise<void>
  /**
   * Removes staged items that no draft needs, and idempotency rows, older than the given instants.
   * Returns the parts no longer used.
   */
  purge(ask: {
    stagedBefore: number
    idempotencyBefore: number
    /** Events told before it go; none where it is left out. */
    eventsBefore?: number
    /** Registrations that were entered before, with what finds their cases by them. */
    registrationsBefore?: number
  }): Promise<readonly string[]>
  /** Answers when the store can commit; rejects otherwise. */
  ready(): Promise<void>
}

/** What a disposal has still to destroy: `id` is that of its message. */
export interface DestructionRow {
  readonly id: string
  readonly case: string
  readonly partner: string
  readonly at: number
  /** SHA-256, hex, of the parts that go where no living item has them. */
  readonly parts: readonly string[]
}

/**
 * What a disposal has dropped from the store is destroyed for good before its statement leaves:
 * until its destruction has ended no delivery of its case is claimed.
 */
export interface DestroyingStore {
  /** The oldest first, at most so many. */
  destructions(limit: number): Promise<readonly DestructionRow[]>
  /**
   * Whether nothing of what was deleted or replaced before now lies in a file that the store keeps
   * by itself, in so far as a program can have that: where a reader or a full disk was in the way
   * it is `false`, and asked again.
   */
  overwritten(): Promise<boolean>
  /** Its statement may leave. */
  endDestruction(id: string): Promise<void>
}

/** Where wrapped keys lie; a half is what is known of an item before its key comes. */
export type WrappedKind = 'messages' | 'items' | 'halves' | 'drafts' | 'registrations'

/** A wrapped key, or a half that has one within, and the row that it stands in. */
export interface Wrapped {
  readonly id: string
  readonly key: Uint8Array
}

/**
 * An epoch: `mark` follows from its key, and tells nothing of it. A node that has another key under
 * the same number is known by it.
 */
export interface EpochRow {
  readonly number: number
  readonly beganAt: number
  /** Hex. */
  readonly mark: string
}

/** Epochs, and the keys that lie under them. */
export interface EpochStore {
  /** In their order. */
  epochs(): Promise<readonly EpochRow[]>
  /** `false` and no change where there is one of that number. */
  addEpoch(row: EpochRow): Promise<boolean>
  /**
   * How many keys each epoch wraps; those that the key of the installation wraps itself under 0.
   */
  keysUnder(): Promise<ReadonlyMap<number, number>>
  /**
   * Keys that are not wrapped under an epoch (4 octets), behind an id, in order, at most so many.
   */
  wrappedElse(
    kind: WrappedKind,
    ask: { readonly than: Uint8Array; readonly after: string; readonly limit: number },
  ): Promise<readonly Wrapped[]>
  /** Puts each in the place of the one that was read; returns how many still were as read. */
  rewrap(kind: WrappedKind, rows: readonly (Wrapped & { readonly to: Uint8Array })[]): Promise<number>
}

/**
 * A message on paper, by e-mail or by word of mouth, registered by hand as part of a case. `secret`
 * is its summary and reference, encrypted.
 */
export interface RegistrationRow {
  readonly id: string
  readonly case: string
  readonly at: number
  readonly client: string
  readonly direction: 'in' | 'out'
  readonly channel: 'paper' | 'e-mail' | 'telephone' | 'other'
  /** The message type it stands for; empty where it stands for none. */
  readonly type: string
  /** Day of the message, `YYYY-MM-DD`. */
  readonly on: string
  /** Of the canonical secret. */
  readonly sha256: string
  readonly secret: Uint8Array
  readonly key: Uint8Array
}
type NewRegistration = RegistrationRow & { readonly lookups?: readonly LookupRow[] }

/** That a member is away; instants in ms. */
export interface AbsenceRow {
  /** Our own, the one that a partner was told of us, or that of a partner. */
  readonly what: 'ours' | 'told' | 'theirs'
  readonly member: string
  /** When it was said. Of one that was told, when ours was. */
  readonly at: number
  readonly until: number
  readonly sinceAt: number
  readonly spentMs: number
}

/** A newer card of a partner that does not follow by itself, and what people said of it. */
export interface WaitingCardRow {
  readonly member: string
  /** Of the card. */
  readonly sha256: string
  /** The chain as it was offered, one JWS a line, this card last. */
  readonly offered: string
  /** What people are asked: whether keys, name on the line or address are the partner's. */
  readonly why: 'chain' | 'moved' | 'fork'
  /** The same in words, for our people. */
  readonly found: string
  /** SHA-256 of the card in use that it was held against. */
  readonly held: string
  readonly at: number
  /** It waits, or is remembered as refused, no longer. */
  readonly until: number
  readonly state: 'waiting' | 'confirmed' | 'refused'
  /** JSON. */
  readonly decisions: string
  /** From 1. */
  readonly revision: number
}

/** That a member says of a card of another one: it is theirs, people of ours have met them. */
export interface IntroductionRow {
  /** By us, for the partner that `member` names; or heard from it. */
  readonly what: 'made' | 'heard'
  readonly about: string
  /** SHA-256. */
  readonly card: string
  readonly member: string
  /**
   * Of ours: a second person is asked, it was made and the partner has not taken it, it has. Of one
   * that was heard: its card waits, or was taken on the strength of it.
   */
  readonly state: 'asked' | 'made' | 'sent' | 'heard' | 'relied'
  /** Last changed, or sent. */
  readonly at: number
  readonly until: number
  /** Compact JWS; empty while a second person is asked. */
  readonly jws: string
  /** What our persons said, JSON. */
  readonly decisions: string
  /** From 1. */
  readonly revision: number
}

/** Which card of ours a partner holds, and when it first said so. */
export interface CardHolderRow {
  readonly member: string
  readonly sequence: number
  readonly sha256: string
  readonly at: number
}

/** That it was told of something which ends how far it is. */
export interface AlertRow {
  readonly thing: string
  readonly stage: string
  readonly at: number
}

/** Openings of cases are tallied by days of UTC, in milliseconds. */
export const tallyMs = 86_400 * 1000

/** Of what changes with time alone, and of what waits, so many are counted and no more. */
export const mostCounted = 10_000

/** `truncated`: more are overdue than are counted, those that are it longest. */
export interface Tallied {
  readonly rows: readonly Tally[]
  readonly truncated: boolean
}

/** How many cases of one kind an office deals with. */
export interface Tally {
  readonly office: string
  readonly partner: string
  readonly agreement: string
  readonly profile: string
  readonly role: CaseRow['role']
  readonly state: string
  readonly cases: number
  /** Of them, opened since the instant asked for. */
  readonly opened: number
  /** Of them, with a due date that has passed. */
  readonly overdue: number
}

/** Work that one node at a time does, such as publishing checkpoints. */
export interface NodeLeaseRow {
  readonly name: string
  readonly node: string
  /** Until when it is that node's, unless it takes it again before. */
  readonly until: number
}
