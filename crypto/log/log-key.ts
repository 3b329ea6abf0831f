import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { fromBase64url, toBase64url, toHex } from '../octets.ts'

/*
 * Ed25519 (RFC 8032) for the log. Checkpoints and cosignatures are small and many, so they are
 * signed and verified in place, without a promise. Keys are imported once and then named by opaque
 * values.
 */

declare const signing: unique symbol
declare const verifying: unique symbol
interface Key {
  /** 32 octets, as RFC 8032 §5.1.5 encodes it. */
  readonly publicKey: Uint8Array
}
export type LogSigningKey = Key & { readonly [signing]: true }
export type LogVerifyingKey = Key & { readonly [verifying]: true }

const handles = new WeakMap<Key, KeyObject>()

/** @param pem PKCS #8. @throws {CryptoError} `malformed`, `algorithm` unless Ed25519. */
export function logSigningKey(pem: string): LogSigningKey {
  const key = privateKey(pem)
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return imported(key, fromBase64url(x as string)) as LogSigningKey
}

/**
 * @param key the public JWK, as `log.jwk` on a card, or the 32 octets.
 * @throws {CryptoError} `malformed`, `algorithm` unless Ed25519, on its curve and of a good order.
 */
export function logVerifyingKey(key: JsonObject | Uint8Array): LogVerifyingKey {
  const octets = key instanceof Uint8Array ? Uint8Array.from(key) : octetsOf(key)
  if (octets.length !== 32) throw new CryptoError('malformed', `found a key of ${octets.length} octets, expected 32`)
  demandGoodPoint(octets)
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(octets) }
  return imported(createPublicKey({ key: jwk, format: 'jwk' }), octets) as LogVerifyingKey
}

/** @returns 64 octets; the same for the same message. */
export const signEd25519 = (message: Uint8Array, key: LogSigningKey): Uint8Array =>
  new Uint8Array(sign(null, message, handle(key)))

export const isSignedBy = (key: LogVerifyingKey, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, handle(key), signature)

/**
 * @param octets 32, as RFC 8032 §5.1.2 encodes a point. @throws {CryptoError} `algorithm` unless on
 * the curve and of a good order.
 */
export function demandGoodPoint(octets: Uint8Array): void {
  const y = Uint8Array.from(octets)
  y[31] = (y[31] as number) & 0x7f
  if (smallOrder.has(toHex(y))) throw new CryptoError('algorithm', 'key is of small order: it binds to no message')
  if (!isOnCurve(BigInt(`0x${toHex(y.toReversed())}`)))
    throw new CryptoError('algorithm', 'key is no point of the curve Ed25519')
}

const p = 2n ** 255n - 19n
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n

/** RFC 8032 §5.1.3: x² = (y² − 1) / (d y² + 1) has a root, by the criterion of Euler. */
function isOnCurve(y: bigint): boolean {
  if (y >= p) return false
  const ySquared = (y * y) % p
  return power((ySquared - 1n + p) * (d * ySquared + 1n), (p - 1n) / 2n) <= 1n
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % p]
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % p
    square = (square * square) % p
  }
  return result
}

/*
 * The y coordinates of the points whose order divides 8, in all encodings, sign bit cleared. There
 * are verifiers for which one signature under such a key is valid for many messages, so its owner
 * could say later that it signed another.
 */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

function imported(key: KeyObject, publicKey: Uint8Array): Key {
  const value = Object.freeze({ publicKey })
  handles.set(value, key)
  return value
}

function handle(key: Key): KeyObject {
  const found = handles.get(key)
  if (!found) throw new CryptoError('key-unknown', 'key was not imported by this room')
  return found
}

function privateKey(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (cause) {
    throw new CryptoError('malformed', 'expected an unencrypted private key in PEM', { cause })
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new CryptoError('algorithm', `expected an Ed25519 key, found ${key.asymmetricKeyType}`)
}

function octetsOf({ kty, crv, x, ...others }: JsonObject): Uint8Array {
  if (kty !== 'OKP' || crv !== 'Ed25519') throw new CryptoError('algorithm', 'expected an Ed25519 JWK')
  if (typeof x !== 'string' || 'd' in others) throw new CryptoError('malformed', 'expected a JWK of the public members')
  return fromBase64url(x)
}
