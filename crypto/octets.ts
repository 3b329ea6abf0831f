import { createHash, timingSafeEqual } from 'node:crypto'
import { CryptoError } from './fault.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 of a text. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/**
 * The text of UTF-8 octets; a byte order mark stays in. @throws {CryptoError} `malformed` when they
 * are not UTF-8.
 */
export function text(octets: Uint8Array): string {
  try {
    return decoder.decode(octets)
  } catch (cause) {
    throw new CryptoError('malformed', 'octets are not UTF-8', { cause })
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** SHA-256 over the parts, one after the other. */
export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(hashed(parts).digest())

/**
 * SHA-256 over the parts in lower-case hex: how digests are written everywhere (docs/protocol.md).
 */
export const sha256Hex = (...parts: readonly Uint8Array[]): string => hashed(parts).digest('hex')

export const toHex = (octets: Uint8Array): string => octets.toHex()

/** @throws {CryptoError} `malformed` unless lower-case hex of whole octets. */
export function fromHex(hex: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(hex)) throw new CryptoError('malformed', 'expected lower-case hex')
  return Uint8Array.fromHex(hex)
}

export const toBase64url = (octets: Uint8Array): string => octets.toBase64({ alphabet: 'base64url', omitPadding: true })

/**
 * Reads base64url in its one canonical spelling: no padding, no white space, unused bits zero (RFC
 * 4648 §3.5), so that two different texts never carry the same octets.
 * @throws {CryptoError} `malformed`
 */
export function fromBase64url(encoded: string): Uint8Array {
  const octets = decoded(encoded)
  if (octets === undefined || toBase64url(octets) !== encoded) {
    throw new CryptoError('malformed', 'expected canonical base64url without padding')
  }
  return octets
}

/** Compares in time that depends on the lengths only. */
export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)

/** Compares what everybody may know, a tenth as dear. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false
  return true
}

/** @throws {CryptoError} `malformed` when the lengths differ. */
export function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length !== b.length) throw new CryptoError('malformed', `cannot xor ${a.length} octets with ${b.length}`)
  return a.map((octet, index) => octet ^ (b[index] as number))
}

function hashed(parts: readonly Uint8Array[]) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash
}

function decoded(encoded: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(encoded, { alphabet: 'base64url' })
  } catch {
    return undefined
  }
}
