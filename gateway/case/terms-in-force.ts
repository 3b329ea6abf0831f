// Which terms bind what was given, an item or a body: those it came with, or the newest amendment
// of them, and what was assured in the case beside them. Every statement holds its terms in full.
import type { JsonObject } from '../../crypto/json.ts'
import { type Statement, termsSha256 } from '../../crypto/statement/statement.ts'
import { type Fault, Problem } from '../model/problems/problems.ts'
import type { Assured, GivenItem } from '../model/profile/case-core.ts'
import { messageType } from '../model/profile/message.ts'
import type { Profile } from '../model/profile/profile.ts'
import { fits } from '../model/profile/shape.ts'
import { excluding, readTerms } from '../model/terms/terms.ts'
import { tightens } from '../model/terms/tightening.ts'
import { readKeptTerms } from '../model/terms/version-1.ts'
import type { TermName, TermOf, Terms } from '../model/terms/vocabulary.ts'
import type { CaseState } from './case.ts'
import { effectOf, itemsNamed } from './effects.ts'

/** A message of a case: its statement, and whatever else its holder knows of it. */
export interface CaseMessage {
  readonly statement: Statement
}

/** A case with what its messages come to. */
export interface FoldedCase<M extends CaseMessage = CaseMessage> {
  readonly profile: Profile
  readonly messages: readonly M[]
  readonly state: Pick<CaseState, 'steps' | 'given' | 'assured'>
}

export interface TermsInForce {
  /** Decisions go by these. */
  readonly terms: Terms
  /** Of the terms as their statement holds them: what is accepted. */
  readonly sha256: string
}

/**
 * For each item, and each body under the id of its message, the messages under whose terms it may
 * have stood: the one that brought it, then each that names it in an amendment, in the order of the
 * case. An amendment is among them whether
 * it took effect or not: what crossed it may have come later.
 */
export function termsStood<M extends CaseMessage>({
  profile,
  messages,
}: {
  readonly profile: Pick<Profile, 'messages'>
  readonly messages: readonly M[]
}): ReadonlyMap<string, readonly M[]> {
  const inOrder = messages.toSorted(
    (a, b) => a.statement.clock - b.statement.clock || (a.statement.id < b.statement.id ? -1 : 1),
  )
  const stood = new Map<string, M[]>()
  for (const message of inOrder)
    for (const id of [message.statement.id, ...message.statement.items.map((item) => item.id)])
      if (!stood.has(id)) stood.set(id, [message])
  for (const message of inOrder)
    if (effectOf(profile, message.statement.type) === 'amends-terms')
      for (const item of itemsNamed(message.statement)) stood.get(item)?.push(message)
  return stood
}

/**
 * The message whose terms bind an item or a body now: the newest amendment that took effect, else
 * the one that brought it.
 */
export function bindingMessage<M extends CaseMessage>(
  folded: Omit<FoldedCase<M>, 'state'> & { readonly state: Pick<CaseState, 'steps'> },
): (item: string) => M | undefined {
  const stood = termsStood(folded)
  return (item) => {
    const [brought, ...amended] = stood.get(item) ?? []
    return amended.findLast(({ statement }) => folded.state.steps[statement.id] === 'applied') ?? brought
  }
}

/**
 * The terms that bind an item or a body now, with what was assured as a lower bound; undefined
 * where no message of the case brought it.
 */
export function termsInForce(folded: FoldedCase): (id: string) => TermsInForce | undefined {
  const written = termsWritten(folded)
  const { given, assured } = folded.state
  return (id) => {
    const bound = written(id)
    return bound && { ...bound, terms: excluding(assuredFor(given[id], assured), bound.terms) }
  }
}

/** The same as they were written, which is what an amendment or an acceptance is held against. */
function termsWritten(folded: FoldedCase): (id: string) => TermsInForce | undefined {
  const binding = bindingMessage(folded)
  return (id) => {
    const terms = binding(id)?.statement.terms
    const by = folded.state.given[id]?.by
    const gave = by === undefined ? 'of-case' : folded.profile.purposes[by]
    return terms && { terms: readKeptTerms(terms, gave === 'of-case' ? undefined : gave), sha256: termsSha256(terms) }
  }
}

/**
 * The proceedings that assurances of the case exclude, given or declined (6.2). What answers no
 * wanted item, a body above all, may tell of any: all assurances are about it.
 */
function assuredFor(given: Pick<GivenItem, 'wanted'> | undefined, assured: readonly Assured[]): ReadonlySet<string> {
  const wanted = given?.wanted
  const about = assured.filter((each) => each.wanted === null || wanted === undefined || each.wanted.includes(wanted))
  return new Set(about.flatMap(({ excluded }) => excluded))
}

/** Terms were read in full when they were taken: a row of this name has the shape of its name. */
export function termOf<N extends TermName>(message: CaseMessage | undefined, name: N): TermOf<N> | undefined {
  const rows = message?.statement.terms.terms
  return Array.isArray(rows)
    ? (rows.find((row) => (row as JsonObject).term === name) as TermOf<N> | undefined)
    : undefined
}

/** Terms that a message of the case stands under. @throws {Problem} `terms-unknown` */
export function termsOfCase(messages: readonly CaseMessage[], sha256: string): Terms {
  const found = messages.find(({ statement }) => termsSha256(statement.terms) === sha256)
  if (found) return readKeptTerms(found.statement.terms)
  throw new Problem('terms-unknown', `no message of this case stands under terms ${sha256}`, { field: '/terms' })
}

/**
 * The terms that a message decides on; undefined where it is no such decision, or has not its
 * shape.
 * @throws {Problem} `terms-unknown` where the case has no such terms.
 */
export function termsDecided({ profile, messages }: FoldedCase, type: string, body: unknown): Terms | undefined {
  const message = messageType(profile, type)
  if (message.effect !== 'accepts-terms' || !fits(message.body, body)) return undefined
  return termsOfCase(messages, String(message.facts(body as JsonObject).terms))
}

/** The digest of the terms under which the other member accepted an item last. */
export function termsAccepted({ profile, messages, state }: FoldedCase, item: string): string | undefined {
  const accepted = messages
    .map(({ statement }) => statement)
    .filter(
      (statement) =>
        effectOf(profile, statement.type) === 'accepts-terms' &&
        state.steps[statement.id] === 'applied' &&
        itemsNamed(statement).includes(item),
    )
    .sort((a, b) => a.clock - b.clock)
    .at(-1)
  return typeof accepted?.facts.terms === 'string' ? accepted.facts.terms : undefined
}

/**
 * An amendment may only tighten what binds each of its items; a permission alone loosens.
 * @throws {Problem} `terms-invalid` with each thing that is looser.
 */
export function demandTighter(before: FoldedCase, items: readonly string[], amended: JsonObject): void {
  const after = readTerms(amended)
  const inForce = termsWritten(before)
  const faults = items.flatMap((item): Fault[] => {
    const bound = inForce(item)
    return bound ? tightens(bound.terms, after) : []
  })
  const [first] = faults
  if (!first) return
  throw new Problem('terms-invalid', `an amendment only tightens: ${first.field} ${first.message}`, {
    paragraph: first.paragraph ?? '5.1 e',
    faults: faults.map((fault) => ({ ...fault, field: `/terms${fault.field}` })),
  })
}

/** A disposal as its facts say it. */
interface Disposing {
  readonly id: string
  readonly method: string
  readonly heldUntil?: string
}

/**
 * Each item is disposed of by the method that its terms name, and held only where they allow it.
 * @throws {Problem} `body-invalid` with what the terms say.
 */
export function demandAsTermed(before: FoldedCase, items: readonly Disposing[]): void {
  const inForce = termsInForce(before)
  for (const [index, { id, method, heldUntil }] of items.entries()) {
    const rows = inForce(id)?.terms.terms ?? []
    const named = rows.find((row): row is TermOf<'disposal'> => row.term === 'disposal')
    const kept = rows.find((row): row is TermOf<'retention'> => row.term === 'retention')
    if (named && named.method !== method)
      throw new Problem('body-invalid', `the terms of ${id} demand the method ${named.method}, found ${method}`, {
        field: `/body/items/${index}/method`,
        paragraph: '5.1 e',
      })
    if (heldUntil !== undefined && kept?.hold !== true)
      throw new Problem('body-invalid', `the terms of ${id} allow no legal hold; ask its provider to permit more`, {
        field: `/body/items/${index}/hold`,
        paragraph: '5.1 e',
      })
  }
}

/**
 * An acceptance is about terms that each of its items was given under or that an amendment named it
 * for, whether or not they are in force any more: an amendment may have crossed it.
 * @throws {Problem} `terms-invalid`
 */
export function demandOfItems(
  folded: Pick<FoldedCase, 'profile' | 'messages'>,
  items: readonly string[],
  sha256: string,
): void {
  const stood = termsStood(folded)
  const bound = (item: string) => stood.get(item)?.some(({ statement }) => termsSha256(statement.terms) === sha256)
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
export function demandBrought(folded: Pick<FoldedCase, 'profile' | 'messages'>, items: readonly string[]): void {
  const stood = termsStood(folded)
  const missing = items.find((item) => !stood.has(item))
  if (missing === undefined) return
  throw new Problem('terms-invalid', `no message of this case has brought item ${missing}`, { paragraph: '5.1 e' })
}

/**
 * What was accepted, or is to be, are the terms that bind the item now and no others.
 * @throws {Problem} `terms-invalid` naming those in force.
 */
export function demandInForce(before: FoldedCase, items: readonly string[], sha256: string): void {
  const inForce = termsWritten(before)
  for (const item of items) {
    const bound = inForce(item)
    if (bound && bound.sha256 !== sha256)
      throw new Problem('terms-invalid', `item ${item} is under terms ${bound.sha256} now, not under ${sha256}`, {
        field: '/terms',
        paragraph: '5.1',
      })
  }
}
