import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, type webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from 'jose'
import { canonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { sha256, toBase64url } from '../octets.ts'
import type { StrictJwe, StrictJws } from './compact.ts'
import { type KeyKind, type SuiteName, suites, type TlsKeyKind } from './suites.ts'

/*
 * The only file that knows the JOSE library. Keys are imported once and then named by opaque
 * values: what a value may be used for is its type, and the octets are reachable from nowhere else.
 */

interface Key {
  /** JWK thumbprint (RFC 7638), base64url. */
  readonly kid: string
  readonly suite: SuiteName
}

declare const signing: unique symbol
declare const verifying: unique symbol
declare const decryption: unique symbol
declare const encryption: unique symbol
export type SigningKey = Key & { readonly [signing]: true }
export type VerifyingKey = Key & { readonly [verifying]: true }
export type DecryptionKey = Key & { readonly [decryption]: true }
export type EncryptionKey = Key & { readonly [encryption]: true }

const handles = new WeakMap<Key, webcrypto.CryptoKey>()

/**
 * @throws {CryptoError} `malformed` unless a private key in PEM, `algorithm` unless of the suite's
 * kind. So for all imports.
 */
export const importSigningKey = async (pem: string, suite: SuiteName): Promise<SigningKey> =>
  (await imported(privateKey(pem), suite, suites[suite].signingKey, ['sign'])) as SigningKey

/** @param key the public JWK, or SPKI in DER. */
export const importVerifyingKey = async (key: JsonObject | Uint8Array, suite: SuiteName): Promise<VerifyingKey> =>
  (await imported(publicKey(key), suite, suites[suite].signingKey, ['verify'])) as VerifyingKey

export const importDecryptionKey = async (pem: string, suite: SuiteName): Promise<DecryptionKey> =>
  (await imported(privateKey(pem), suite, suites[suite].curve, ['deriveBits'])) as DecryptionKey

export const importEncryptionKey = async (publicJwk: JsonObject, suite: SuiteName): Promise<EncryptionKey> =>
  (await imported(publicKey(publicJwk), suite, suites[suite].curve, [])) as EncryptionKey

/**
 * The public JWK of a private key: `kty`, `crv`, `x` and, on P-256, `y`. @throws {CryptoError}
 * `malformed`
 */
export const publicJwk = async (pem: string): Promise<JsonObject> => jwkOf(createPublicKey(privateKey(pem)))

/**
 * Thumbprint of a public JWK on a curve (RFC 7638 and RFC 8037 §2), SHA-256, base64url: the `kid`
 * of a key everywhere.
 */
export function thumbprint({ kty, crv, x, y }: JsonObject): string {
  return toBase64url(sha256(canonical({ kty, crv, x, ...(y === undefined ? {} : { y }) })))
}

/** Makes a private key. @returns PKCS #8 in PEM */
export async function makeKey(kind: KeyKind | TlsKeyKind): Promise<string> {
  const encoding = {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  } as const
  if (kind === 'P-256' || kind === 'P-384')
    return (await promisify(generateKeyPair)('ec', { namedCurve: kind, ...encoding })).privateKey
  if (kind === 'RSA-3072')
    return (await promisify(generateKeyPair)('rsa', { modulusLength: 3072, ...encoding })).privateKey
  if (kind === 'Ed25519') return (await promisify(generateKeyPair)('ed25519', encoding)).privateKey
  return (await promisify(generateKeyPair)('x25519', encoding)).privateKey
}

/** Compact JWS with a protected header of exactly `alg`, `kid` and `typ` (RFC 7515 §7.1). */
export const signCompact = async (payload: Uint8Array, typ: string, key: SigningKey): Promise<string> =>
  new CompactSign(payload).setProtectedHeader({ alg: suites[key.suite].signature, kid: key.kid, typ }).sign(handle(key))

/**
 * The payload of a JWS whose signature verifies under this key (RFC 7515 §5.2).
 * @throws {CryptoError} `algorithm` when the key is of another suite, `signature-invalid`
 */
export async function verifyCompact(read: StrictJws, key: VerifyingKey): Promise<Uint8Array> {
  const algorithm = suites[key.suite].signature
  if (read.header.alg !== algorithm) {
    throw new CryptoError('algorithm', `signature is ${read.header.alg}, the key ${key.kid} is for ${algorithm}`)
  }
  try {
    return (await compactVerify(read.compact, handle(key), { algorithms: [algorithm] })).payload
  } catch (cause) {
    throw new CryptoError('signature-invalid', `signature does not verify under key ${key.kid}`, { cause })
  }
}

/** What the sender says in the header; `alg`, `enc`, `kid` and `epk` come from the key. */
interface EnvelopeHeader {
  readonly typ: string
  readonly cty: string
  readonly apu: string
  readonly apv: string
  readonly crit: string[]
  readonly [extension: string]: unknown
}

/** Compact JWE for one recipient with a fresh content key and ephemeral key (RFC 7516 §7.1). */
export async function encryptCompact(
  plaintext: Uint8Array,
  header: EnvelopeHeader,
  key: EncryptionKey,
): Promise<string> {
  const { agreement, content } = suites[key.suite]
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: agreement, enc: content, kid: key.kid, ...header })
    .encrypt(handle(key), { crit: understood(header.crit) })
}

/**
 * Encrypts nothing to the key, to see that it can be done. @throws {CryptoError} `algorithm` for a
 * point of small order
 */
export async function proveAgreement(key: EncryptionKey): Promise<void> {
  const { agreement, content } = suites[key.suite]
  try {
    await new CompactEncrypt(new Uint8Array()).setProtectedHeader({ alg: agreement, enc: content }).encrypt(handle(key))
  } catch (cause) {
    throw new CryptoError('algorithm', 'no key can be agreed with it; its order may be small', { cause })
  }
}

/**
 * The plaintext of a JWE (RFC 7516 §5.2). Whatever is wrong, a key of another curve, a wrapped key
 * that does not unwrap, a tag that differs, is one and the same fault, so that no answer tells
 * which.
 * @throws {CryptoError} `undecryptable`
 */
export async function decryptCompact(read: StrictJwe, key: DecryptionKey): Promise<Uint8Array> {
  const { agreement, content } = suites[key.suite]
  const crit = read.header['crit']
  try {
    const { plaintext } = await compactDecrypt(read.compact, handle(key), {
      keyManagementAlgorithms: [agreement],
      contentEncryptionAlgorithms: [content],
      // Strict reading has held `crit` against the one extension we know.
      crit: understood(Array.isArray(crit) ? (crit as string[]) : []),
      maxDecompressedLength: 0,
    })
    return plaintext
  } catch (cause) {
    throw new CryptoError('undecryptable', 'envelope cannot be decrypted', { cause })
  }
}

const understood = (extensions: readonly string[]) => Object.fromEntries(extensions.map((name) => [name, true]))

const webcryptoNames = {
  sign: { 'P-256': { name: 'ECDSA', namedCurve: 'P-256' }, Ed25519: 'Ed25519', X25519: 'X25519' },
  agree: { 'P-256': { name: 'ECDH', namedCurve: 'P-256' }, Ed25519: 'Ed25519', X25519: 'X25519' },
} as const

async function imported(
  key: KeyObject,
  suite: SuiteName,
  kind: KeyKind,
  usages: ('sign' | 'verify' | 'deriveBits')[],
): Promise<Key> {
  const jwk = jwkOf(key.type === 'private' ? createPublicKey(key) : key)
  if (jwk['crv'] !== kind) {
    throw new CryptoError('algorithm', `key is of kind ${jwk['crv']}, suite ${suite} takes ${kind} here`)
  }
  const algorithm = webcryptoNames[usages.includes('sign') || usages.includes('verify') ? 'sign' : 'agree'][kind]
  const value = Object.freeze({ kid: thumbprint(jwk), suite })
  handles.set(value, key.toCryptoKey(algorithm, key.type === 'public', usages))
  return value
}

function handle(key: Key): webcrypto.CryptoKey {
  const found = handles.get(key)
  if (!found) throw new CryptoError('key-unknown', `key ${key.kid} was not imported by this engine`)
  return found
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new CryptoError('malformed', 'expected an unencrypted private key in PEM', { cause })
  }
}

function publicKey(key: JsonObject | Uint8Array): KeyObject {
  try {
    if (key instanceof Uint8Array) return createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' })
    const read = createPublicKey({ key: { ...key }, format: 'jwk' })
    if (Object.keys(key).sort().join() === Object.keys(jwkOf(read)).sort().join()) return read
  } catch (cause) {
    throw new CryptoError('malformed', 'expected a public key', { cause })
  }
  throw new CryptoError('malformed', 'expected a JWK of the public members only')
}

function jwkOf(key: KeyObject): JsonObject {
  const { kty, crv, x, y } = key.export({ format: 'jwk' })
  if (!kty || !crv || !x)
    throw new CryptoError('algorithm', `expected a key on a curve, found ${key.asymmetricKeyType}`)
  return { kty, crv, x, ...(y === undefined ? {} : { y }) }
}
