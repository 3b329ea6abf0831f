import canonicalize from 'canonicalize'
import { CryptoError } from './fault.ts'
import type { Json } from './json.ts'
import { text, utf8 } from './octets.ts'

/** Deeper JSON than this is neither written nor read. */
export const maxDepth = 32

/**
 * RFC 8785 canonical JSON in UTF-8: what is signed and digested. @throws {CryptoError} `malformed`
 * for what JSON cannot say.
 */
export const canonical = (value: unknown): Uint8Array => utf8(canonicalText(value))

/**
 * RFC 8785 canonical JSON as a text. Members that are `undefined` are left out. @throws
 * {CryptoError} `malformed`
 */
export function canonicalText(value: unknown): string {
  // RFC 8785 is what JSON.stringify writes, with the members in order. What was parsed from
  // canonical JSON is in order already, and the engine's own writer is eight times as fast as the
  // library.
  const written = isInOrder(value, maxDepth) ? JSON.stringify(value) : serialised(value)
  if (written === undefined) throw new CryptoError('malformed', 'expected a JSON value')
  return written
}

/**
 * Reads JSON that is already in its canonical form and nothing else: octets that differ from the
 * canonical form of what they parse to are refused, and with them duplicate members, white space,
 * other spellings of a number or a text, a byte order mark and lone surrogates. A member
 * `__proto__` and nesting deeper than 32 are refused as well.
 * @throws {CryptoError} `malformed`
 */
export function parseCanonical(octets: Uint8Array): Json {
  const found = text(octets)
  const value = parsed(found)
  if (canonicalText(value) !== found) throw new CryptoError('malformed', 'JSON is not in its canonical form (RFC 8785)')
  return value
}

function parsed(found: string): Json {
  try {
    return JSON.parse(found)
  } catch (cause) {
    throw new CryptoError('malformed', 'octets are not JSON', { cause })
  }
}

function serialised(value: unknown): string | undefined {
  try {
    return canonicalize(value)
  } catch (cause) {
    throw new CryptoError('malformed', 'value has no canonical JSON form', { cause })
  }
}

/**
 * Whether a value is plain JSON with all members in order. The walk also refuses nesting, before
 * anything recurses without a limit, and `__proto__`, which is an own member after JSON.parse, yet
 * sets a prototype where members are copied.
 */
function isInOrder(value: unknown, depthLeft: number): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return typeof value === 'boolean'
  if (value === null) return true
  if (depthLeft === 0) throw new CryptoError('malformed', `JSON is nested deeper than ${maxDepth}`)
  let inOrder = !('toJSON' in value)
  if (Array.isArray(value)) {
    for (const element of value) inOrder = isInOrder(element, depthLeft - 1) && inOrder
    return inOrder
  }
  let previous: string | undefined
  for (const member of Object.keys(value)) {
    if (member === '__proto__') throw new CryptoError('malformed', 'a member is named __proto__')
    inOrder = isInOrder((value as Record<string, unknown>)[member], depthLeft - 1) && inOrder
    inOrder &&= member.isWellFormed() && (previous === undefined || previous < member)
    previous = member
  }
  return inOrder
}
