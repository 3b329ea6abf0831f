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
  /** Ids of the items that it brings; none where it is left out. */
  readonly items?: readonly string[]
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

/**
 * What must be before content may be read: its terms accepted, or nothing more than that it is read
 * to answer what it came with (5.3).
 */
export type Opens = 'accepted' | 'to-answer'

/**
 * Something that was given in the case: an item under its own id, the body of a message under the
 * id of the message.
 */
export interface GivenItem {
  readonly what: 'item' | 'body'
  readonly by: Role
  /** The wanted item that it answers. */
  readonly wanted?: string
  /** The statement that brought it. */
  readonly message: string
  /** What its provider says of its accuracy (5.1 d, 10 g). */
  readonly verified: Verification
  readonly trueCopy: boolean
  /** Whether the provider's share of its key is still to come; a body has no such share. */
  readonly locked: boolean
  readonly opens: Opens
  /** What the recipient said of its terms; an amendment opens the question anew. */
  readonly acceptance: 'open' | 'accepted' | 'unable'
  /**
   * Clock of the `unable` that closed it, until its provider sends its keys nevertheless, which
   * takes two persons (7.2). Nothing else takes it away: no later acceptance, and no amendment.
   */
  readonly closedAt: number | null
  readonly disposed: boolean
  /** Day by which the last copy that is still out comes back; undefined while none is. */
  readonly outUntil?: string | undefined
  /** Last day of a legal hold, and the day on which it is looked at again. */
  readonly heldUntil?: string | undefined
  readonly remindOn?: string | undefined
  /** Of a body: the items it speaks of. It is disposed of with the last of them. */
  readonly goesWith?: readonly string[]
  /** Of an item: the messages whose bodies speak of it. */
  readonly saidIn?: readonly string[]
}

/** Numbers of what one side holds of the other, counted along the way. */
export interface Holding {
  /** Ever given to it. */
  readonly given: number
  /** Not disposed of. */
  readonly held: number
  /** Of what is held, what only the keys of its provider open, and may now. */
  readonly keysDue: number
}

/** An assurance that was given or declined: from then on a lower bound of all terms (6.2). */
export interface Assured {
  readonly excluded: readonly ExcludedProceeding[]
  /** The wanted items it was required for; null where for all. */
  readonly wanted: readonly string[] | null
}

/** What a permission is about; what is left out was not asked for, or not granted. */
export interface PermissionScope {
  readonly purposes?: readonly string[]
  readonly offices?: readonly string[]
  readonly disclosure?: readonly NamedAddressee[]
  readonly proceedings?: readonly NamedProceeding[]
}

/** `to`: the code of a third member, else the SHA-256 of the name in its normal form. */
interface NamedAddressee {
  readonly target: DisclosureTarget
  readonly to: string
}

/** `sha256`: of the name in its normal form. */
interface NamedProceeding {
  readonly kind: ExcludedProceeding
  readonly sha256: string
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
  readonly since: string
  readonly dueOn?: string
  /** The member that asks named the day itself. */
  readonly named?: true
  /** Who set the deadline: the treaty, the members' agreement, or we as a target of our own. */
  readonly source: DutySource
  readonly paragraph?: string
  /** The term that sets the time, where the terms of what it is about have it. */
  readonly term?: TimedTerm
}

/** Terms that set the time of an answer. */
export type TimedTerm = 'feedback' | 'breach'

/** What messages change. */
export interface CaseCore {
  /** A state of the profile, or `none` where nothing has opened the case. */
  readonly state: string
  /** States of the profile's side regions, by the name of the region. */
  readonly regions: Readonly<Record<string, string>>
  /** By the id that the request gave: `w1`, `w2`, … */
  readonly items: Readonly<Record<string, CaseItem>>
  readonly given: Readonly<Record<string, GivenItem>>
  /** What each side holds of the other. */
  readonly holds: Readonly<Record<Role, Holding>>
  readonly assured: readonly Assured[]
  readonly permissions: Readonly<Record<string, Permission>>
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
