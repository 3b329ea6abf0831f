// What is there: cases with their messages, items and terms, receipts, the feed, and what happened.
import type { JsonObject } from '../../crypto/json.ts'
import type { CaseShown, DueShown } from '../model/profile/shown.ts'
import type { RegistrationRow } from './keeping.ts'
import type {
  CaseRow,
  EventRow,
  EvidenceRow,
  FingerprintRow,
  ItemRow,
  LockedBody,
  LookupRow,
  MessageRow,
  Page,
  ReceiptRow,
  ToldMessage,
} from './rows.ts'

/** What decisions about content are made from. */
export interface DecidingStore {
  /**
   * All messages of a case in clock order, and then all that was recorded of it in the order of the
   * log; each the same frozen object for as long as every column of it is the same. The list of
   * messages is the same where it is known that none of them has changed since.
   */
  told(caseId: string): Promise<ToldCase>
  /** In any order, without those that are not there. */
  bodies(ids: readonly string[]): Promise<readonly LockedBody[]>
  /** In the order of the log; the same frozen row for as long as every column of it is the same. */
  evidence(ask: { case?: string; after?: number; limit: number }): Promise<readonly EvidenceRow[]>
  /**
   * Of the chain of uses of a case those with a higher number, in their order; no other record is
   * read.
   */
  usesAfter(ask: { case: string; after: number; limit: number }): Promise<readonly EvidenceRow[]>
}

/** A case as it was told and recorded. */
export interface ToldCase {
  readonly messages: readonly ToldMessage[]
  readonly evidence: readonly EvidenceRow[]
}

/** The cases, their messages, and what happened in them: what most flows begin with. */
export interface CasesStore extends Pick<DecidingStore, 'evidence'>, Pick<ShownStore, 'shown'> {
  case(id: string): Promise<CaseRow | undefined>
  cases(ask: {
    offices: readonly string[] | 'all'
    state?: string
    partner?: string
    profile?: string
    /** Who works on them: the newest first then, whatever else is asked. */
    assignee?: string
    dueBefore?: string
    cursor?: string
    limit: number
  }): Promise<Page<CaseRow>>
  /**
   * Another number after each write of a thread between members, by any node: what was read of them
   * under the same number holds.
   */
  threads(): Promise<number>
  /** The messages of a case that take part in it (`kept`) or all, in clock order. */
  messages(caseId: string, standing: 'kept' | 'all'): Promise<readonly MessageRow[]>
  /** Receipts that speak of a case: by the evidence of its messages' deliveries and arrivals. */
  receiptsOf(caseId: string): Promise<readonly ReceiptRow[]>
}

export interface ReadingStore extends CasesStore, DecidingStore {
  message(id: string): Promise<MessageRow | undefined>
  item(id: string): Promise<ItemRow | undefined>
  /**
   * What members other than `recipient` gave with one of these fingerprints, as a whole or inside;
   * at most 1000 of each hundred fingerprints.
   */
  givenAlike(fingerprints: readonly string[], recipient: string): Promise<readonly FingerprintRow[]>
  /**
   * Since when something of ours has each of these fingerprints; what nothing of ours has is left
   * out.
   */
  oursSince(fingerprints: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Offices of the drafts that an item waits in: whoever decides on a draft sees what goes with it. */
  draftedFor(item: string): Promise<readonly string[]>
  /** Items that no message of ours has taken, with one of these fingerprints, whole or inside. */
  stagedAlike(fingerprints: readonly string[]): Promise<readonly StagedCopy[]>
  /** Of what lies inside an item, or of the texts in a body. */
  fingerprintsOf(holder: string): Promise<readonly string[]>
  itemsOf(caseId: string): Promise<readonly ItemRow[]>
  /** An item received from this partner with this part, if any. */
  partKnown(partner: string, partSha256: string): Promise<boolean>
  /** True while any item, staged or carried, has this part. */
  partUsed(partSha256: string): Promise<boolean>
  terms(sha256: string): Promise<JsonObject | undefined>
  /** A partner chooses the ids of its receipts, so an id means nothing without it. */
  receipt(id: string, partner: string): Promise<ReceiptRow | undefined>
  events(ask: EventsAsk): Promise<readonly EventRow[]>
  /** Events that say that a reader waits for a second person, newest first, by where cases are now. */
  asks(ask: { offices: readonly string[] | 'all'; cursor?: string; limit: number }): Promise<Page<EventRow>>
  /** The first event that is kept, and the last numbers that were given to events and evidence. */
  ends(): Promise<{ readonly firstEvent: number; readonly event: number; readonly evidence: number }>
}

/** An item that waits for its message, and the part that it is made of. */
export type StagedCopy = Pick<ItemRow, 'id' | 'partSha256'>

/** What is new after a number, for these offices. */
export interface EventsAsk {
  readonly after: number
  readonly offices: readonly string[] | 'all'
  /** Also what is for whoever runs the gateway; without it that is left out. */
  readonly gateway?: boolean
  readonly limit: number
}

/** What was written with each case, so that no list folds one. Every answer costs its page. */
export interface ShownStore {
  /** What is due until a day, what is due first before the rest. */
  dues(ask: {
    offices: readonly string[] | 'all'
    partner?: string
    ours?: boolean
    until: string
    cursor?: string
    limit: number
  }): Promise<Page<DueRow>>
  /**
   * Of what we owe that which the gateway does by itself, in the order of their cases.
   * @param after the case and the place of the last one before
   */
  duesByItself(ask: { after?: { case: string; place: number }; limit: number }): Promise<readonly DueByItself[]>
  /**
   * Cases in which terms want our uses reported unasked and there are more than were, or the report
   * at the close is missing; in the order of their ids.
   */
  untoldUses(ask: { after?: string; limit: number }): Promise<readonly UntoldUses[]>
  /** Cases in which our answer is awaited, what is due first before the rest. */
  waiting(ask: { offices: readonly string[] | 'all'; cursor?: string; limit: number }): Promise<Page<CaseRow>>
  /**
   * Of the cases of these profiles in which a partner has this role, and which were opened from an
   * instant to another: the one after the first so many.
   */
  openedAfter(ask: Opened & { many: number }): Promise<Pick<CaseRow, 'id' | 'openedAt'> | undefined>
  /** The order that a partner gave last for cases that wait for us: what was fixed with it, in JSON. */
  lastOrder(partner: string): Promise<string | undefined>
  /** Of these cases, in any order; what has no basis is not made yet. At most 256. */
  shown(ids: readonly string[]): Promise<readonly ShownRow[]>
  /**
   * Cases whose rows are not made yet; those under an agreement with a partner that were made from
   * another basis.
   */
  shownOtherwise(
    ask: { limit: number } & ({ basis: ''; partner?: never } | { basis: string; partner: string; agreement: string }),
  ): Promise<readonly CaseRow[]>
}

export interface Opened {
  readonly partner: string
  readonly role: CaseRow['role']
  readonly profiles: readonly string[]
  readonly from: number
  readonly to: number
}

/** Something owed by a day, with its case as it stands. `duty` is JSON. */
export interface DueRow
  extends Pick<DueShown, 'dueOn' | 'lateFrom' | 'duty'>,
    Pick<CaseRow, 'partner' | 'agreement' | 'profile' | 'role' | 'office' | 'state'> {
  readonly case: string
}

export interface DueByItself extends Pick<DueRow, 'case' | 'profile' | 'duty'>, Pick<DueShown, 'place'> {}

export interface UntoldUses extends Pick<CaseRow, 'profile'> {
  readonly case: string
  readonly reports: NonNullable<CaseShown['reports']>
  /** Up to this number they were told. */
  readonly reported: number
}

export interface ShownRow extends Pick<CaseShown, 'basis' | 'reminders' | 'particulars'> {
  readonly case: string
  /** JSON: which of the reminders were told. */
  readonly told: string
}

/** Cases by the numbers in them. */
export interface LookupStore {
  /** Where these are, in cases of these offices: at most so many, in the newest cases. */
  lookedUp(ask: {
    readonly lookups: readonly string[]
    readonly offices: readonly string[] | 'all'
    readonly limit: number
  }): Promise<readonly LookupRow[]>
  /** The newest cases of these offices, at most so many, in which we wrote one of these ourselves. */
  sentAbout(ask: {
    readonly lookups: readonly string[]
    readonly offices: readonly string[] | 'all'
    readonly limit: number
  }): Promise<readonly CaseAbout[]>
  /** How far what programs before stored was looked through. */
  indexed(): Promise<readonly IndexedRow[]>
  /** Messages whose bodies are here, in the order of their ids. */
  bodiesAfter(after: string, limit: number): Promise<readonly MessageRow[]>
  registrationsAfter(after: string, limit: number): Promise<readonly RegistrationRow[]>
  /** Adds to it, but of what was destroyed meanwhile, and writes down how far it is. */
  index(rows: readonly LookupRow[], place: IndexedRow): Promise<void>
}

export type CaseAbout = Pick<CaseRow, 'id' | 'partner' | 'profile' | 'role' | 'office' | 'state'>

export interface IndexedRow {
  readonly what: 'messages' | 'registrations'
  /** Of the program that looked: which fields are numbers may change. */
  readonly edition: number
  /** The last id that was looked at. */
  readonly after: string
  /** 1 once all of it was. */
  readonly done: number
}
