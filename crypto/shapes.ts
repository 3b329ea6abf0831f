import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { CryptoError, type CryptoFault } from './fault.ts'
import { suiteNames } from './jose/suites.ts'
import { isJsonObject, type JsonObject } from './json.ts'

/**
 * The pieces that the closed shapes of this room are made of. Each is bounded, so that no reading
 * costs more than it may.
 */
export const memberCode = Type.String({ pattern: '^[A-Z]{2}[A-Z0-9]{0,6}$' })
export const office = Type.String({ pattern: '^[A-Z0-9][A-Z0-9._-]{0,31}$' })
export const uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' })
export const digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
/**
 * 32 octets in base64url: a salt, a share of a key, the thumbprint of a key (RFC 7638). The last
 * character has two bits to spare.
 */
export const octets32 = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })
export const instant = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$' })
export const day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
/** A name from a vocabulary: a profile, a message type, a kind of item, an agreement. */
export const word = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$' })
export const mediaType = Type.String({ pattern: '^[!-:<-~]{1,127}/[!-:<-~]{1,127}(?:; ?[!-:<-~]{1,64}){0,4}$' })
/** A text for people: one or more lines, no other control characters. */
export const phrase = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$' })
export const sizeBytes = Type.Integer({ minimum: 0, maximum: 2 ** 40 })
export const suiteName = Type.Enum(suiteNames)
/** JSON under rules of its own, which are checked elsewhere: terms, facts, bodies. */
export const openObject = (maxProperties: number) => Type.Unsafe<JsonObject>(Type.Object({}, { maxProperties }))

/** How many records the chain of a case has at a member, and the digest of the last one. */
export const usesHead = () => closed({ count: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }), head: digest })

/** An object with these members and no other. */
export const closed = <P extends Record<string, TSchema>>(members: P) =>
  Type.Object(members, { additionalProperties: false })

/**
 * Makes the reader of a closed shape: it returns the value as it is, now with a type, or says where
 * it first differs. Compiled once, at module load. @throws {CryptoError} with the given code.
 */
export function shapeReader<S extends TSchema>(
  shape: S,
  code: CryptoFault,
  what: string,
): (value: unknown) => Static<S> {
  const check = Compile(shape)
  return (value) => {
    if (check.Check(value)) return value as Static<S>
    const [first] = nodesLeft(value, maxSearched) > 0 ? check.Errors(value) : []
    throw new CryptoError(code, `${what} ${first?.instancePath || '/'} ${first?.message ?? 'has another shape'}`)
  }
}

// To name a fault costs far more than to see that there is one: in a megabyte of the wrong things
// nobody looks for it.
const maxSearched = 10_000

function nodesLeft(value: unknown, budget: number): number {
  let left = budget - 1
  if (typeof value !== 'object' || value === null) return left
  for (const member in value) {
    if (left <= 0) break
    left = nodesLeft((value as Record<string, unknown>)[member], left)
  }
  return left
}

/**
 * Milliseconds since the epoch of an instant on the wire. @throws {CryptoError} with the given code
 * for a day that never was.
 */
export function instantMs(value: string, code: CryptoFault): number {
  const ms = Date.parse(value)
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== value) throw new CryptoError(code, `${value} is no instant`)
  return ms
}

/** The id of whatever claims to have one, for an answer about a thing that could not be read. */
export function claimedId(value: unknown): string | undefined {
  return isJsonObject(value) && typeof value['id'] === 'string' && isUuid.Check(value['id']) ? value['id'] : undefined
}
const isUuid = Compile(uuid)
