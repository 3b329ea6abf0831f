// Facts of statements of protocol version 1, lifted to those of version 2. Where version 1 said too
// little, what is lifted allows less.
import type { Json, JsonObject } from '../../crypto/json.ts'

/** A digest that no name has: whom a permission of version 1 was for was said in its body alone. */
const nobody = '0'.repeat(64)

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((each): each is JsonObject => typeof each === 'object' && each !== null) : []

/** Kinds of addressees and proceedings, which version 1 told without saying which. */
function unnamed(facts: JsonObject): JsonObject {
  const { disclosure, proceedings } = facts
  return {
    ...facts,
    ...(Array.isArray(disclosure) && { disclosure: disclosure.map((target) => ({ target, to: nobody })) }),
    ...(Array.isArray(proceedings) && { proceedings: proceedings.map((kind) => ({ kind, sha256: nobody })) }),
  }
}

/**
 * Version 1 let an unverified item be called deciding beside other grounds. Which items it called
 * so is no fact of version 2; that they may not be is asked of every release.
 */
const undecided = (facts: JsonObject): JsonObject => ({
  ...facts,
  decisions: objects(facts.decisions).map((each) => ({ ...each, deciding: [] })),
})

const lifts: Readonly<Record<string, (facts: JsonObject) => JsonObject>> = {
  'permission-ask': unnamed,
  permission: unnamed,
  outcome: undecided,
}

export const liftedFacts = (type: string, facts: JsonObject): JsonObject =>
  Object.hasOwn(lifts, type) ? (lifts[type]?.(facts) ?? facts) : facts
