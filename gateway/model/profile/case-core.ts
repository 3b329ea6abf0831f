// The core of a case, which messages change: its steps, items, permissions and what is owed.
import type { JsonObject } from '../json.ts'
import type { MemberCode } from '../member.ts'
import type { DutySource, FactPattern, Role } from '../role.ts'
import type { DisclosureTarget, ExcludedProceeding } from '../terms/vocabulary.ts'

/** One statement of a case, as far as the case's state depends on it. */
export interface Step {
  readonly id: string
  readonly type: string
  /** The part that its sender plays in this case. */
  readonly from: Role
  readonly member: MemberCode
  /** Logical clock, from 1. */
  readonly clock: number
  /** Digest of the statement. */
  readonly sha256: string
  /** RFC 3339 UTC. */
  readonly sentAt: string
  /** The sender's day, `YYYY-MM-DD`. */
  readonly localDate: string
  /** The statement that this one answers. */
  readonly inReplyTo?: string
  readonly facts: JsonObject
}

/** Something that the request wants, with an outcome and dates of its own. */
export interface CaseItem {
  readonly kind: string
  readonly outcome: string
  /** The sender's day of the message that wanted it. */
  readonly since: string
  /** Last day for it by the profile's own number of days. */
  readonly dueOn?: string
  /** Where it is postponed: the day on which the other member expects to answer. */
  readonly expectedOn?: string
  /** Whoever wanted it wants it no longer. */
  readonly withdrawn?: true
}

/** Outcomes after which an answer is still to come. */
export const waitingOutcomes: readonly string[] = ['open', 'postponed']

export type Verification = 'unverified' | 'verified' | 'corrected' | 'withdrawn'

/** Something that was given in the case: an item under its id, a body under the id of its message. */
export interface GivenItem {
  readonly what: 'item' | 'body'
  /** The side that provided it. */
  readonly by: Role
  /** The wanted item that it answers. */
  readonly wanted?: string
  /** The statement that brought it. */
  readonly message: string
  /** What its provider says of its accuracy (5.1 d, 10 g). */
  readonly verified: Verification
  readonly trueCopy: boolean
  /** Whether the provider's share of its key is still to come; never for a body. */
  readonly locked: boolean
  /** What must be before it may be read: its terms are accepted, or it is read in order to answer it (5.3). */
  readonly opens: 'accepted' | 'to-answer'
  /** What the recipient said of its terms; an amendment opens the question anew. */
  readonly acceptance: 'open' | 'accepted' | 'unable'
  /** After `unable`: its provider sent its keys nevertheless, which took two persons there (7.2). */
  readonly opened: boolean
  readonly disposed: boolean
}

/** What a permission is about; what is left out was not asked for, or not granted. */
export interface PermissionScope {
  readonly purposes?: readonly string[]
  readonly offices?: readonly string[]
  /** `to` is a member code for `third-member`, else the digest of the name: terms/addressee.ts. */
  readonly disclosure?: readonly { readonly target: DisclosureTarget; readonly to: string }[]
  readonly proceedings?: readonly { readonly kind: ExcludedProceeding; readonly sha256: string }[]
}

/** What the requesting member was asked to assure (6.2), whether it did or declined. */
export interface Assured {
  readonly excluded: readonly ExcludedProceeding[]
  /** The wanted items it was required for; all of them where it is null. */
  readonly wanted: readonly string[] | null
}

/** Asked by one member, decided by the other; by the id that the asker chose. */
export interface Permission {
  readonly asked: PermissionScope & { readonly items: readonly string[] }
  readonly verdict: 'asked' | 'granted' | 'partly' | 'denied' | 'revoked'
  /** What is granted: empty unless the verdict is `granted` or `partly`. */
  readonly scope: PermissionScope
  readonly items: readonly string[]
  /** How many uses, counted outside the case; without end where left out. */
  readonly uses?: number
  /** Last day of use. */
  readonly until?: string
}

/** An answer that a message asked for and that has not come. */
export interface Owed {
  /** The statement that asks for it, and its type. */
  readonly message: string
  readonly type: string
  readonly by: Role
  /** A message of these types settles it, where its facts say this. */
  readonly answeredBy: readonly string[]
  readonly answeredWhen?: FactPattern
  /** Not settled by one answer, but when no wanted item waits any more. */
  readonly whileOpen?: true
  /** Not settled by one answer, but when no answer has a place any more. */
  readonly untilBarred?: true
  /** The term of what it is about that sets its last day. */
  readonly term?: 'feedback' | 'breach'
  readonly since: string
  readonly dueOn?: string
  /** The member that asks named the day itself. */
  readonly named?: true
  /** Who set the deadline: the treaty, the members' agreement, or we as a target of our own. */
  readonly source: DutySource
  readonly paragraph?: string
}

/** What messages change. */
export interface CaseCore {
  /** A state of the profile, or `none` where nothing has opened the case. */
  readonly state: string
  /** States of the profile's side regions, by the name of the region. */
  readonly regions: Readonly<Record<string, string>>
  /** By the id that the request gave: `w1`, `w2`, … */
  readonly items: Readonly<Record<string, CaseItem>>
  readonly given: Readonly<Record<string, GivenItem>>
  readonly permissions: Readonly<Record<string, Permission>>
  readonly assured: readonly Assured[]
  readonly owed: readonly Owed[]
  /**
   * Whether execution is at the discretion of the requested member (7.2, 8): two persons must see
   * it.
   */
  readonly discretionary: boolean
  /**
   * Purpose codes of the opening message: what information given in the case may be used for (5.1
   * b).
   */
  readonly purposes: readonly string[]
  /**
   * What else the messages fix, as the profile names it: an agreed limit, a last day, the outcome.
   */
  readonly particulars: JsonObject
  /** Who plays which part, as far as the applied steps show. */
  readonly members: { readonly [R in Role]?: MemberCode }
  /** The sender's day of the opening message. */
  readonly requestedOn?: string
  /** The due date as the requested member states it. */
  readonly statedDueOn?: string
}
