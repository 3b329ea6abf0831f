// What a profile is: a kind of exchange described as data, message by message.
import type { Static, TSchema } from 'typebox'
import type { JsonObject } from '../json.ts'
import type { Fault } from '../problems/problems.ts'
import type { DutySource, FactPattern, Role } from '../role.ts'
import type { PurposeCode, Terms } from '../terms/vocabulary.ts'
import type { Assured, CaseCore, CaseItem, GivenItem, Opens, Permission, Step, TimedTerm } from './case-core.ts'

/**
 * What a profile's messages are about: a declaration (`case`), the two members themselves
 * (`members`: part of every agreement), or nothing but the connection between two gateways (`line`:
 * never reaches a national system).
 */
export type Scope = 'case' | 'members' | 'line'

/**
 * One kind of exchange described as data. The engine knows no profile by name: profiles/all.ts
 * lists them.
 */
export interface Profile {
  readonly name: string
  readonly version: string
  readonly title: string
  readonly scope: Scope
  /** In the manner of the WCO's Globally Networked Customs. */
  readonly utilityBlock: UtilityBlock
  readonly roles: Readonly<Record<Role, string>>
  /** What may be done with what each side gives: the purposes of the case, or these. */
  readonly purposes: Readonly<Record<Role, 'of-case' | readonly PurposeCode[]>>
  /** Whose decision the exchange serves: what it decides in the matter is final. */
  readonly decides?: Role
  /** A paragraph as readers are told it; without it the legal basis of the terms is cited. */
  cites?(paragraph: string): string
  /**
   * Days from the day on which an item is wanted to its due date; an agreement may set its own
   * number.
   */
  readonly dueDays?: number
  readonly states: Readonly<Record<string, StateRow>>
  /** What changes beside the state, each by a life of its own. */
  readonly regions?: Readonly<Record<string, Region>>
  readonly messages: Readonly<Record<string, MessageType>>
  /**
   * What a gateway says by itself to an opening message that arrives while its obligations are
   * suspended (11.2).
   */
  readonly suspendedAnswer?: SuspendedAnswer
}

/** A message of the requested member without a person: nothing is answered for now, and why. */
export interface SuspendedAnswer {
  readonly type: string
  body(about: SuspendedCase): JsonObject
}

interface SuspendedCase {
  readonly case: string
  /** The thread in which the obligations were suspended. */
  readonly thread: string
  /** RFC 3339 UTC. */
  readonly receivedAt: string
  /** `YYYY-MM-DD`. */
  readonly dueOn: string
}

interface UtilityBlock {
  readonly legalBasis: string
  readonly purpose: string
  readonly data: readonly string[]
  readonly triggers: readonly string[]
  /** What the legal basis demands. */
  readonly serviceLevels: readonly string[]
  /** What we aim at beyond it; an agreement may set other numbers. */
  readonly targets?: readonly string[]
  readonly protection: string
}

export interface StateRow {
  readonly describe: string
  /** Whether an answer is still owed, so that the case can become overdue. */
  readonly pending: boolean
  /**
   * While a thread between members stands here, its opener's obligations to the other member rest
   * (11.2).
   */
  readonly suspends?: true
  /**
   * While a thread between members stands here, its `particulars` limit what may be asked (9.2).
   */
  readonly limits?: true
  /** While a thread between members stands here, its `particulars` end the agreement (12.1). */
  readonly ends?: true
  /**
   * A thread between members that stands here has agreed on the text it opened with, which both
   * gateways lay down (12.1).
   */
  readonly agrees?: true
}

/** A side region: each state in words, and which states may follow it. Staying is no transition. */
export interface Region {
  readonly initial: string
  readonly describe: Readonly<Record<string, string>>
  readonly life: Readonly<Record<string, readonly string[]>>
}

/** An answer that a message asks for. */
export interface Owes {
  readonly answeredBy: readonly string[]
  /**
   * The sender itself owes it: a first notice promises the full report. Otherwise the other member
   * does.
   */
  readonly bySender?: true
  /** Asked for only where the facts say so. */
  readonly when?: FactPattern
  /** Settled only by an answer whose facts say so. */
  readonly answeredWhen?: FactPattern
  /**
   * Owed until every wanted item is settled, not until one answer comes; its due date is that of
   * the case.
   */
  readonly whileOpen?: true
  /** Owed until no answer has a place any more: what one answer leaves undone is still owed. */
  readonly untilBarred?: true
  /** Days from the sender's day to the last day. */
  readonly days?: number
  /**
   * The fact that says since when there was something to tell: an instant, from which the terms
   * count hours.
   */
  readonly sinceFact?: string
  /** The fact that holds the last day; goes before `days`. */
  readonly dueFact?: string
  /**
   * The fact that asking and answering message share: an answer about something else settles
   * nothing.
   */
  readonly about?: string
  readonly source: DutySource
  readonly paragraph?: string
  /** The term that sets the time, where the terms of what it is about have it. */
  readonly term?: TimedTerm
}

/**
 * What a gateway has to do beside folding the case; the flows know a message by this and never by
 * its name.
 * `accepts-terms`: `facts.terms` is the digest of terms under which `facts.items` were given; each
 * term is decided.
 * `amends-terms`: the statement's own terms take the place of those of `facts.items`, and tighten
 * each of them.
 * `gives-keys`: the sender's gateway puts its shares for `facts.items` into the body, the
 * recipient's takes them.
 * `disposes`: the sender's gateway destroys the keys of `facts.items` before it says so.
 * `reports-uses`: the sender's gateway puts in what its own books say of uses.
 */
export type Effect = 'accepts-terms' | 'amends-terms' | 'gives-keys' | 'disposes' | 'reports-uses'

export interface MessageType {
  readonly title: string
  readonly from: Role | 'either'
  /** Paragraphs of Article 12 without the leading 12. */
  readonly paragraphs: readonly string[]
  /**
   * Opens a case: legal only where there is none yet. Exactly one type of a profile does, and the
   * requesting side sends it.
   */
  readonly opens?: true
  /**
   * Whether it keeps flowing while the member that answers has suspended its obligations (11.2).
   */
  readonly whileSuspended: boolean
  /**
   * A second person approves it before it leaves, whatever the case. What leaves where execution is
   * at our discretion (7.2, 8) needs one without a word here.
   */
  readonly fourEyes?: 'always'
  /** The same where the case stands so for its sender. */
  twoPersons?(state: CaseCore, from: Role): boolean
  readonly effect?: Effect
  /** As which act a person signs it, where SIGNED_ACTS demands that. */
  readonly signedAs?: 'permit' | 'accept-terms' | 'dispose'
  /** The field of its body that says in which function it is signed: that of the client. */
  readonly inFunction?: string
  /** The type by which the gateway of whoever gets it answers without a person. */
  readonly answeredByItself?: string
  /**
   * Its sender gives its body and its items to the other side, which reads them once this is so. A
   * message without it administers: it gives nothing that is held.
   */
  readonly gives?: Opens
  /** The same where it brings no items; as `gives` says where it is left out. */
  readonly givesAlone?: Opens
  /** Stays legal after the agreement ended, as long as anything of the case is held. */
  readonly duty?: true
  /**
   * Its body says what the items that it brings or names say: whoever disposes of the last of them
   * disposes of the body (5.1 e).
   */
  readonly bodyGoesWithItems?: true
  readonly owes?: readonly Owes[]
  /** JSON Schema of the body; each field has `description`, and `paragraph` if of the treaty. */
  readonly body: TSchema
  /** Rules that a schema cannot say well. Called only with a body of the right shape. */
  rules(body: JsonObject, context: BodyContext): Fault[]
  /** The body with what a sending gateway puts in where a national system leaves it out. */
  completed?(body: JsonObject): JsonObject
  /** What deserves a look but stops nothing, such as an MRN of another length. */
  warnings?(body: JsonObject): Fault[]
  /**
   * What the step changes in the case: machine readable, free of personal data, derived from the
   * body alone.
   */
  facts(body: JsonObject): JsonObject
  /** Shape of what `facts` gives; a step with other facts is illegal. */
  readonly factsShape: TSchema
  readonly legalIn: readonly string[]
  /**
   * Why the message has no place in the case as it stands, whatever it says; undefined where it has
   * one.
   */
  barred?(state: CaseCore, from: Role): string | undefined
  /**
   * What a legal step changes, or why these facts make it illegal. Pure. Called only with facts of
   * the right shape.
   */
  next(state: CaseCore, facts: JsonObject, step: Step): CaseChange | Illegal
  readonly items: 'none' | 'optional' | 'required'
}

/** What the rules may look at beside the body. What is left out is not checked. */
export interface BodyContext {
  /** The items attached to the message. */
  readonly items?: readonly { readonly id: string; readonly kind: string }[]
  /** The case as it stands before the message. */
  readonly state?: CaseCore
  /** Languages of the agreement (12.4.1). */
  readonly languages?: readonly string[]
  /** The sender's day, `YYYY-MM-DD`. */
  readonly localDate?: string
  /** The terms that the message decides on, where its effect is `accepts-terms`. */
  readonly terms?: Terms
  /** Digests of the texts that say these terms in words, one a language. */
  readonly termsTexts?: readonly string[]
  /** The agreement holds an acceptance in advance by the member that gets the message. */
  readonly standing?: boolean
  /** The part of the sender. */
  readonly from?: Role
  /** The message came from the partner: what a sending gateway adds by itself must be there. */
  readonly received?: boolean
}

/** What is left out stays as it is. */
export interface CaseChange {
  readonly state?: string
  /** Wanted items that are new or changed; the engine gives new ones their dates. */
  readonly items?: Readonly<Record<string, Pick<CaseItem, 'kind' | 'outcome'> & Partial<CaseItem>>>
  /** What of given content is changed, and what is known of content the message brings. */
  readonly given?: Readonly<Record<string, GivenItem>>
  /** The sender has begun to dispose, even if nothing is disposed of yet. */
  readonly disposing?: true
  /** Assurances that are added. */
  readonly assured?: readonly Assured[]
  readonly permissions?: Readonly<Record<string, Permission>>
  /** Regions that move; one that may not move there makes the step illegal. */
  readonly regions?: Readonly<Record<string, string>>
  readonly discretionary?: boolean
  readonly purposes?: readonly string[]
  /** Particulars that are new or changed. */
  readonly particulars?: JsonObject
  /** The due date as the requested member states it. */
  readonly statedDueOn?: string
}

export interface Illegal {
  readonly illegal: string
}

/** A message type whose functions know the types of its own body and facts. */
interface TypedMessage<B extends TSchema, F extends TSchema>
  extends Omit<MessageType, 'body' | 'rules' | 'completed' | 'warnings' | 'facts' | 'factsShape' | 'next'> {
  readonly body: B
  rules?(body: Static<B>, context: BodyContext): Fault[]
  completed?(body: Static<B>): Static<B>
  warnings?(body: Static<B>): Fault[]
  facts(body: Static<B>): Static<F>
  readonly factsShape: F
  next(state: CaseCore, facts: Static<F>, step: Step): CaseChange | Illegal
}

/**
 * Makes a row of `Profile.messages`; sound because the engine checks both shapes before it calls
 * the functions.
 */
export const defineMessage = <B extends TSchema, F extends TSchema>(message: TypedMessage<B, F>): MessageType =>
  ({ rules: () => [], ...message }) as unknown as MessageType

/** A title in a sentence: `a request`, `an acknowledgement`. */
export const withArticle = (title: string): string => `${/^[aeiou]/.test(title) ? 'an' : 'a'} ${title}`
