// What a message does beside its step in the fold, as its profile names it, and what it does that
// to.
import type { JsonObject } from '../../crypto/json.ts'
import type { Statement } from '../../crypto/statement/statement.ts'
import type { GivenItem } from '../model/profile/case-core.ts'
import type { Effect, Profile } from '../model/profile/profile.ts'
import { fits } from '../model/profile/shape.ts'
import type { Report } from '../model/terms/uses/reported.ts'

type Messages = Pick<Profile, 'messages'>
type Given = Readonly<Record<string, GivenItem>>

/** What a gateway does beside folding the case when it sends or gets a message of this type. */
export const effectOf = ({ messages }: Messages, type: string): Effect | undefined => messages[type]?.effect

/** The first type of message that does this; undefined where the profile has none. */
export const typeWithEffect = ({ messages }: Messages, effect: Effect): string | undefined =>
  Object.keys(messages).find((type) => messages[type]?.effect === effect)

/** The ids that the facts of a message name as `items`, whether as ids or as objects with one. */
export const itemsNamed = ({ facts }: Pick<Statement, 'facts'>): readonly string[] =>
  Array.isArray(facts.items)
    ? facts.items.flatMap((each) => {
        const id = typeof each === 'object' && each !== null && !Array.isArray(each) ? each.id : each
        return typeof id === 'string' ? [id] : []
      })
    : []

/**
 * The ids that the facts of a disposal say are disposed of, of items and of bodies; those that a
 * hold keeps are named there too.
 */
export const itemsDisposed = ({ items }: JsonObject): readonly string[] =>
  Array.isArray(items)
    ? (items as { id: string; disposed: boolean }[]).flatMap(({ id, disposed }) => (disposed ? [id] : []))
    : []

/** What a statement reports of its sender's uses; undefined where it is no such report. */
export const usesReported = (
  { messages }: Messages,
  { type, facts }: Pick<Statement, 'type' | 'facts'>,
): Report | undefined => {
  const { effect, factsShape } = messages[type] ?? {}
  return effect === 'reports-uses' && factsShape && fits(factsShape, facts) ? (facts as unknown as Report) : undefined
}

/**
 * What a statement disposes of, and whether that took effect; undefined where it is none of
 * disposal.
 */
export const disposalIn = (
  { messages }: Messages,
  { id, type, facts }: Pick<Statement, 'id' | 'type' | 'facts'>,
  steps: Readonly<Record<string, string>>,
): { readonly contents: readonly string[]; readonly applied: boolean } | undefined =>
  messages[type]?.effect === 'disposes'
    ? { contents: itemsDisposed(facts), applied: steps[id] === 'applied' }
    : undefined

/** For each body that goes with the last of other contents, these. */
export const goingWith = (given: Given): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(given).flatMap(([id, { goesWith }]) => (goesWith ? [[id, goesWith]] : [])))

/**
 * Whether the body of a message may stay no longer: it was disposed of itself, or everything given
 * that it brings or names is gone. What is left then are statements, which say nothing of content.
 */
export function bodyGoes(
  { messages }: Messages,
  statement: Pick<Statement, 'id' | 'type' | 'items' | 'facts'>,
  given: Given,
  gone = (id: string): boolean => given[id]?.disposed === true,
): boolean {
  if (given[statement.id] && gone(statement.id)) return true
  if (!messages[statement.type]?.bodyGoesWithItems) return false
  const about = [...statement.items.map(({ id }) => id), ...itemsNamed(statement)].filter((id) => given[id])
  return about.length > 0 && about.every(gone)
}
