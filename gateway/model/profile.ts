import type { Static, TSchema } from 'typebox'
import type { CaseCore, CaseItem, Step } from './case.ts'
import type { JsonObject } from './json.ts'
import type { Fault } from './problems.ts'

/** The two sides of a case, as in Article 12: who asks and who is asked. */
export type Role = 'requesting' | 'requested'
export const roles = ['requesting', 'requested'] as const satisfies readonly Role[]

/** One kind of exchange described as data. The engine knows no profile by name: profiles/all.ts lists them. */
export interface Profile {
  readonly name: string
  readonly version: string
  readonly title: string
  /** Whether its messages reach a national system; `false` for a profile that only exercises the line. */
  readonly national: boolean
  /** In the manner of the WCO's Globally Networked Customs. */
  readonly utilityBlock: UtilityBlock
  readonly roles: Readonly<Record<Role, string>>
  /** Days from the local date of the opening message to the due date; an agreement may set its own number. */
  readonly dueDays?: number
  readonly states: Readonly<Record<string, StateRow>>
  readonly messages: Readonly<Record<string, MessageType>>
}

export interface UtilityBlock {
  readonly legalBasis: string
  readonly purpose: string
  readonly data: readonly string[]
  readonly triggers: readonly string[]
  readonly serviceLevels: readonly string[]
  readonly protection: string
}

export interface StateRow {
  readonly describe: string
  /** Whether an answer is still owed, so that the case can become overdue. */
  readonly pending: boolean
}

export interface MessageType {
  readonly title: string
  readonly from: Role
  /** Paragraphs of Article 12 without the leading 12. */
  readonly paragraphs: readonly string[]
  /** Opens a case: legal only where there is none yet. Exactly one type of a profile does. */
  readonly opens?: true
  /** JSON Schema of the body; each field has `description` and, where it comes from the treaty, `paragraph`. */
  readonly body: TSchema
  /** Rules that a schema cannot say well. Called only with a body of the right shape. */
  rules(body: JsonObject, context: BodyContext): Fault[]
  /** What deserves a look but stops nothing, such as a malformed MRN. */
  warnings?(body: JsonObject): Fault[]
  /** What the step changes in the case: machine readable, free of personal data, derived from the body alone. */
  facts(body: JsonObject): JsonObject
  /** Shape of what `facts` gives; a step with other facts is illegal. */
  readonly factsShape: TSchema
  readonly legalIn: readonly string[]
  /** What a legal step changes, or why these facts make it illegal. Called only with facts of the right shape. */
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
}

export interface CaseChange {
  readonly state?: string
  /** All wanted items of the case as they are now. */
  readonly items?: Readonly<Record<string, CaseItem>>
  readonly discretionary?: boolean
  readonly purposes?: readonly string[]
  /** The due date as the requested member states it. */
  readonly statedDueOn?: string
}

export interface Illegal {
  readonly illegal: string
}

/** A message type whose functions know the types of its own body and facts. */
export interface TypedMessage<B extends TSchema, F extends TSchema>
  extends Omit<MessageType, 'body' | 'rules' | 'warnings' | 'facts' | 'factsShape' | 'next'> {
  readonly body: B
  rules?(body: Static<B>, context: BodyContext): Fault[]
  warnings?(body: Static<B>): Fault[]
  facts(body: Static<B>): Static<F>
  readonly factsShape: F
  next(state: CaseCore, facts: Static<F>, step: Step): CaseChange | Illegal
}

/** Makes a row of `Profile.messages`; sound because the engine checks both shapes before it calls the functions. */
export const defineMessage = <B extends TSchema, F extends TSchema>(message: TypedMessage<B, F>): MessageType =>
  ({ rules: () => [], ...message }) as unknown as MessageType
