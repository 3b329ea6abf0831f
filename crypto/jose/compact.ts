import { canonicalText } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { fromBase64url, text } from '../octets.ts'

/*
 * Strict reading of JOSE compact serializations (RFC 7515 §7.1, RFC 7516 §7.1), before the library
 * sees them. The RFCs let a reader be kind: unknown header members are ignored, the last of two
 * equal members wins, unused bits of base64url are dropped. Each kindness is a second spelling of
 * the same message or a way to steer the reader, so here there is one spelling and a closed set of
 * members. By being closed, the set refuses `zip`, `jku`, `x5u`, `jwk`, `x5c`, `p2s`, `p2c`, `b64`
 * and all that is registered after today.
 */

export const maxHeaderBytes = 4096

interface JwsDemands {
  /** Exact `typ` of the header. */
  readonly typ: string
  readonly maxBytes: number
  /** The allowed `alg`. */
  readonly algorithms: readonly string[]
}

interface JweDemands {
  readonly typ: string
  readonly cty: string
  /** The one extension the header must name in `crit` and carry as a member (RFC 7516 §4.1.13). */
  readonly extension: string
  readonly maxBytes: number
  /** Exact `alg`, `enc` and `epk.crv`. */
  readonly agreement: string
  readonly content: string
  readonly curve: string
}

declare const strictJws: unique symbol
declare const strictJwe: unique symbol

/**
 * Proof of strict reading with a header of whatever members were demanded; no signature is checked
 * yet.
 */
export interface StrictJws {
  readonly header: JsonObject & { readonly alg: string }
  readonly payload: Uint8Array
  readonly compact: string
  readonly [strictJws]: true
}

/** A JWS of ours: header exactly `{alg, kid, typ}`. Only `readJws` makes one. */
export interface ReadJws extends StrictJws {
  readonly header: JsonObject & { readonly alg: string; readonly kid: string; readonly typ: string }
}

export interface StrictJwe {
  readonly header: JsonObject & { readonly alg: string; readonly enc: string }
  readonly compact: string
  readonly [strictJwe]: true
}

/**
 * A JWE of ours: header exactly `alg, enc, kid, epk, apu, apv, typ, cty, crit` and the extension.
 * Only `readJwe` makes one.
 */
export interface ReadJwe extends StrictJwe {
  readonly header: JsonObject & Record<'alg' | 'enc' | 'kid' | 'apu' | 'apv' | 'typ' | 'cty', string>
}

/**
 * Reads a compact JWS of ours. @throws {CryptoError} `too-large`, `malformed` (not three canonical
 * parts), `header` (members, `typ`), `algorithm`.
 */
export function readJws(compact: string | Uint8Array, demands: JwsDemands): ReadJws {
  const read = readStrictJws(compact, { ...demands, members: ['alg', 'kid', 'typ'] })
  demandText(read.header, ['kid'])
  demandValue(read.header, 'typ', demands.typ)
  return read as ReadJws
}

/**
 * Reads a compact JWE of ours. @throws {CryptoError} `too-large`, `malformed` (not five canonical
 * parts), `header` (members, `typ`, `cty`, `crit`), `algorithm` (`alg`, `enc`, curve of `epk`).
 */
export function readJwe(compact: string | Uint8Array, demands: JweDemands): ReadJwe {
  const { extension, typ, cty } = demands
  const members = ['alg', 'enc', 'kid', 'epk', 'apu', 'apv', 'typ', 'cty', 'crit', extension]
  const read = readStrictJwe(compact, { ...demands, members })
  demandText(read.header, ['kid', 'apu', 'apv'])
  demandValue(read.header, 'typ', typ)
  demandValue(read.header, 'cty', cty)
  demandValue(read.header, 'crit', [extension])
  return read as ReadJwe
}

/** The core of `readJws`, for any closed set of header members that holds `alg`. */
export function readStrictJws(
  compact: string | Uint8Array,
  demands: { maxBytes: number; members: readonly string[]; algorithms: readonly string[] },
): StrictJws {
  const [ascii, parts] = split(compact, 3, demands.maxBytes)
  const [encodedHeader, encodedPayload, encodedSignature] = parts as [string, string, string]
  const header = readHeader(encodedHeader, demands.members)
  demandAlgorithm('alg', header['alg'], demands.algorithms)
  const payload = fromBase64url(encodedPayload)
  demandLength('signature', encodedSignature, 64) // r and s of P-256 (RFC 7518 §3.4), R and S of Ed25519 (RFC 8037 §3.1)
  return { header, payload, compact: ascii } as unknown as StrictJws
}

/**
 * The core of `readJwe`, for any closed set of header members that holds `alg`, `enc` and `epk`.
 */
export function readStrictJwe(
  compact: string | Uint8Array,
  demands: { maxBytes: number; members: readonly string[]; agreement: string; content: string; curve: string },
): StrictJwe {
  const [ascii, parts] = split(compact, 5, demands.maxBytes)
  const [encodedHeader, encodedKey, iv, ciphertext, tag] = parts as [string, string, string, string, string]
  const header = readHeader(encodedHeader, demands.members)
  demandAlgorithm('alg', header['alg'], [demands.agreement])
  demandAlgorithm('enc', header['enc'], [demands.content])
  demandEphemeralKey(header['epk'], demands.curve)
  demandLength('encrypted key', encodedKey, 40) // 32 octets wrapped by RFC 3394
  demandLength('initialization vector', iv, 12)
  fromBase64url(ciphertext)
  demandLength('authentication tag', tag, 16)
  return { header, compact: ascii } as unknown as StrictJwe
}

function split(compact: string | Uint8Array, count: number, maxBytes: number): [ascii: string, parts: string[]] {
  if (compact.length > maxBytes) {
    throw new CryptoError('too-large', `found ${compact.length} octets, at most ${maxBytes} are read`)
  }
  // Latin-1 keeps every octet apart from every other; what is not ASCII ends at the base64url of
  // its part.
  const ascii = typeof compact === 'string' ? compact : Buffer.from(compact).toString('latin1')
  const parts = ascii.split('.', count + 1)
  if (parts.length !== count) throw new CryptoError('malformed', `expected ${count} parts between dots`)
  return [ascii, parts]
}

function readHeader(encoded: string, members: readonly string[]): JsonObject {
  if (encoded.length > Math.ceil((maxHeaderBytes * 4) / 3)) {
    throw new CryptoError('header', `header is longer than ${maxHeaderBytes} octets`)
  }
  const written = text(fromBase64url(encoded))
  const header = parsed(written)
  // A duplicate member, white space or another escape does not survive the round trip.
  if (!isJsonObject(header) || JSON.stringify(header) !== written) {
    throw new CryptoError('header', 'header is not a JSON object in its shortest spelling')
  }
  const found = Object.keys(header)
  const foreign = found.find((member) => !members.includes(member))
  if (foreign !== undefined) throw new CryptoError('header', `header has a member ${quoted(foreign)}`)
  const missing = members.find((member) => !found.includes(member))
  if (missing !== undefined) throw new CryptoError('header', `header has no member ${quoted(missing)}`)
  return header
}

function parsed(written: string): Json {
  try {
    return JSON.parse(written)
  } catch (cause) {
    throw new CryptoError('header', 'header is not JSON', { cause })
  }
}

function demandAlgorithm(member: string, found: Json | undefined, allowed: readonly string[]): void {
  if (typeof found !== 'string' || !allowed.includes(found)) {
    throw new CryptoError('algorithm', `header has ${member} ${quoted(found)}, expected ${allowed.join(' or ')}`)
  }
}

function demandEphemeralKey(found: Json | undefined, curve: string): void {
  if (!isJsonObject(found)) throw new CryptoError('header', 'header has no ephemeral key')
  if (found['crv'] !== curve) {
    throw new CryptoError('algorithm', `ephemeral key is on curve ${quoted(found['crv'])}, expected ${curve}`)
  }
  const members = curve === 'X25519' ? ['crv', 'kty', 'x'] : ['crv', 'kty', 'x', 'y']
  const kty = curve === 'X25519' ? 'OKP' : 'EC'
  if (Object.keys(found).sort().join() !== members.join() || found['kty'] !== kty) {
    throw new CryptoError('header', `ephemeral key must have the members ${members.join(', ')} and kty ${kty}`)
  }
  for (const coordinate of members.slice(2)) {
    const value = found[coordinate]
    if (typeof value !== 'string') throw new CryptoError('header', `ephemeral key has no text ${coordinate}`)
    demandLength(`ephemeral ${coordinate}`, value, 32)
  }
}

function demandText(header: JsonObject, members: readonly string[]): void {
  for (const member of members) {
    const found = header[member]
    if (typeof found !== 'string' || found === '' || found.length > 128) {
      throw new CryptoError('header', `header member ${member} must be a text of 1 to 128 characters`)
    }
  }
}

function demandValue(header: JsonObject, member: string, expected: Json): void {
  if (canonicalText(header[member]) !== canonicalText(expected)) {
    throw new CryptoError(
      'header',
      `header has ${member} ${quoted(header[member])}, expected ${JSON.stringify(expected)}`,
    )
  }
}

function demandLength(what: string, encoded: string, expectedBytes: number): void {
  const { length } = fromBase64url(encoded)
  if (length !== expectedBytes)
    throw new CryptoError('malformed', `${what} has ${length} octets, expected ${expectedBytes}`)
}

// Texts of the other side go into messages shortened and escaped.
const quoted = (found: Json | undefined): string => (JSON.stringify(found) ?? 'nothing').slice(0, 40)
