// What an ACME client signs (RFC 8555 §6.2): flattened JWS whose header names the URL and a nonce.
// Keys of this kind sign nothing else, and nothing else signs with them.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { FlattenedSign } from 'jose'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { fromBase64url, utf8 } from '../octets.ts'
import { thumbprint } from './engine.ts'

declare const account: unique symbol

/** The key of an account: P-256, signs with ES256. */
export interface AccountKey {
  readonly jwk: JsonObject
  /** RFC 7638, which a challenge is answered with. */
  readonly thumbprint: string
  readonly [account]: true
}

const handles = new WeakMap<AccountKey, KeyObject>()

/** @throws {CryptoError} `malformed` unless a private key in PEM, `algorithm` unless on P-256 */
export function readAccountKey(pem: string): AccountKey {
  const key = privateKey(pem)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new CryptoError('algorithm', `the key of an ACME account is on P-256, found ${key.asymmetricKeyType}`)
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' })
  const jwk = { kty, crv, x, y } as JsonObject
  const value = Object.freeze({ jwk, thumbprint: thumbprint(jwk) }) as AccountKey
  handles.set(value, key)
  return value
}

interface AcmeRequest {
  readonly url: string
  readonly nonce: string
  /** Undefined for POST-as-GET (§6.3). */
  readonly payload: JsonObject | undefined
  /** URL of the account; without it the header carries the key itself. */
  readonly kid?: string
}

/** The body of a request to an ACME server, as JSON. */
export async function signAcme({ url, nonce, payload, kid }: AcmeRequest, key: AccountKey): Promise<string> {
  const signer = kid === undefined ? { jwk: key.jwk } : { kid }
  return JSON.stringify(await flattened(payload, { alg: 'ES256', nonce, url, ...signer }, handle(key)))
}

/**
 * That a new key takes over an account, signed by the new key (§7.3.5): the payload of
 * `keyChange`.
 */
export async function signKeyChange(
  change: { url: string; account: string; oldKey: AccountKey },
  key: AccountKey,
): Promise<JsonObject> {
  const { url, account, oldKey } = change
  return flattened({ account, oldKey: oldKey.jwk }, { alg: 'ES256', url, jwk: key.jwk }, handle(key))
}

/** What a CA gives to whoever may open an account with it. */
export interface ExternalAccount {
  readonly kid: string
  /** Key of the MAC, base64url. */
  readonly hmacKey: string
}

/**
 * That whoever holds this key is known to the CA by another account (§7.3.4).
 * @throws {CryptoError} `malformed` when the MAC key is not base64url of 16 octets or more
 */
export async function bindExternal(
  { kid, hmacKey }: ExternalAccount,
  { url, key }: { url: string; key: AccountKey },
): Promise<JsonObject> {
  const mac = fromBase64url(hmacKey)
  if (mac.length < 16) throw new CryptoError('malformed', `a MAC key has 16 octets or more, found ${mac.length}`)
  return flattened(key.jwk, { alg: 'HS256', kid, url }, mac)
}

/** What a challenge is answered with (§8.1). */
export const keyAuthorization = (token: string, key: AccountKey): string => `${token}.${key.thumbprint}`

async function flattened(
  payload: JsonObject | undefined,
  header: { readonly alg: string; readonly [name: string]: unknown },
  key: KeyObject | Uint8Array,
): Promise<JsonObject> {
  const octets = utf8(payload === undefined ? '' : JSON.stringify(payload))
  const signed = await new FlattenedSign(octets).setProtectedHeader(header).sign(key)
  return { protected: signed.protected as string, payload: signed.payload, signature: signed.signature }
}

function handle(key: AccountKey): KeyObject {
  const found = handles.get(key)
  if (!found) throw new CryptoError('key-unknown', 'the key of the account was not read here')
  return found
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new CryptoError('malformed', 'expected an unencrypted private key in PEM', { cause })
  }
}
