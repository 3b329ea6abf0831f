// Which terms bind what was given: those it came with, or the newest amendment of them. Every statement holds its terms in full.
import type { JsonObject } from '../../crypto/json.ts'
import { type Statement, termsSha256 } from '../../crypto/statement/statement.ts'
import { type Fault, Problem } from '../model/problems/problems.ts'
import type { Effect, Profile } from '../model/profile/profile.ts'
import { readTerms } from '../model/terms/terms.ts'
import { tightens } from '../model/terms/tightening.ts'
import type { Terms } from '../model/terms/vocabulary.ts'
import type { MessageRow } from '../ports/rows.ts'
import type { CaseState } from './case.ts'

/** A case with what its messages come to. */
export interface FoldedCase {
  readonly profile: Profile
  readonly messages: readonly Pick<MessageRow, 'id' | 'statement'>[]
  readonly state: Pick<CaseState, 'steps'>
}

export interface TermsInForce {
  readonly terms: Terms
  readonly sha256: string
}

export const effectOf = (profile: Profile, type: string): Effect | undefined => profile.messages[type]?.effect

/** The ids that the facts of a message name as `items`, whether as ids or as objects with one. */
export const itemsNamed = ({ facts }: Pick<Statement, 'facts'>): readonly string[] =>
  Array.isArray(facts.items)
    ? facts.items.flatMap((each) => {
        const id = typeof each === 'object' && each !== null && !Array.isArray(each) ? each.id : each
        return typeof id === 'string' ? [id] : []
      })
    : []

/** The terms that bind an item now; undefined where no message of the case brought it. */
export function termsInForce({ profile, messages, state }: FoldedCase, item: string): TermsInForce | undefined {
  const brought = messages.find(({ statement }) => statement.items.some(({ id }) => id === item))
  if (!brought) return undefined
  const amended = messages
    .filter(
      ({ id, statement }) =>
        effectOf(profile, statement.type) === 'amends-terms' &&
        state.steps[id] === 'applied' &&
        itemsNamed(statement).includes(item),
    )
    .sort((a, b) => a.statement.clock - b.statement.clock || (a.id < b.id ? -1 : 1))
  const { statement } = amended.at(-1) ?? brought
  return { terms: readTerms(statement.terms), sha256: termsSha256(statement.terms) }
}

/** Terms that a message of the case stands under. @throws {Problem} `terms-unknown` */
export function termsOfCase(messages: FoldedCase['messages'], sha256: string): Terms {
  const found = messages.find(({ statement }) => termsSha256(statement.terms) === sha256)
  if (found) return readTerms(found.statement.terms)
  throw new Problem('terms-unknown', `no message of this case stands under terms ${sha256}`, { field: '/terms' })
}

/**
 * An amendment may only tighten what binds each of its items; a permission alone loosens.
 * @throws {Problem} `terms-invalid` with each thing that is looser.
 */
export function demandTighter(before: FoldedCase, items: readonly string[], amended: JsonObject): void {
  const after = readTerms(amended)
  const faults = items.flatMap((item): Fault[] => {
    const bound = termsInForce(before, item)
    return bound ? tightens(bound.terms, after) : []
  })
  const [first] = faults
  if (!first) return
  throw new Problem('terms-invalid', `an amendment only tightens: ${first.field} ${first.message}`, {
    paragraph: first.paragraph ?? '5.1 e',
    faults: faults.map((fault) => ({ ...fault, field: `/terms${fault.field}` })),
  })
}

/**
 * An acceptance is about terms that each of its items was given under or that an amendment named it for, whether or not they are in force any
 * more: an amendment may have crossed it.
 * @throws {Problem} `terms-invalid`
 */
export function demandOfItems({ profile, messages }: FoldedCase, items: readonly string[], sha256: string): void {
  const bound = (item: string) =>
    messages.some(
      ({ statement }) =>
        termsSha256(statement.terms) === sha256 &&
        (statement.items.some(({ id }) => id === item) ||
          (effectOf(profile, statement.type) === 'amends-terms' && itemsNamed(statement).includes(item))),
    )
  const other = items.find((item) => !bound(item))
  if (other === undefined) return
  throw new Problem('terms-invalid', `item ${other} was not given under terms ${sha256}`, {
    field: '/terms',
    paragraph: '5.1',
  })
}

/**
 * An amendment that came before what it amends could not be held against it.
 * @throws {Problem} `terms-invalid`
 */
export function demandBrought({ messages }: FoldedCase, items: readonly string[]): void {
  const missing = items.find((item) => !messages.some(({ statement }) => statement.items.some(({ id }) => id === item)))
  if (missing === undefined) return
  throw new Problem('terms-invalid', `no message of this case has brought item ${missing}`, { paragraph: '5.1 e' })
}

/**
 * What was accepted, or is to be, are the terms that bind the item now and no others.
 * @throws {Problem} `terms-invalid` naming those in force.
 */
export function demandInForce(before: FoldedCase, items: readonly string[], sha256: string): void {
  for (const item of items) {
    const bound = termsInForce(before, item)
    if (bound && bound.sha256 !== sha256)
      throw new Problem('terms-invalid', `item ${item} is under terms ${bound.sha256} now, not under ${sha256}`, {
        field: '/terms',
        paragraph: '5.1',
      })
  }
}
