// Passkeys: what a browser gives when one is made, and when one signs, verified as W3C Web
// Authentication Level 3 says (§7.1, §7.2), with attestation `none` and the user verified.
import { verify } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import { concat, equal, fromBase64url, sha256, toBase64url } from '../octets.ts'
import { demandVerifiedUser, maxAuthenticatorBytes, type NewKey, readAuthenticatorData } from './authenticator-data.ts'
import { readMap } from './cbor.ts'
import { demandClientData, type Expected, maxClientDataBytes } from './client-data.ts'
import { type PasskeyAlgorithm, passkeyOf } from './cose.ts'

/** As a browser gives it when a passkey is made; all base64url. */
interface Registration {
  readonly clientDataJSON: string
  readonly attestationObject: string
}
/** As a browser gives it when a passkey signs; all base64url. */
export interface PasskeyAssertion {
  readonly id: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
}
/** A passkey as it is kept. */
export interface Passkey {
  readonly id: string
  readonly algorithm: PasskeyAlgorithm
  /** SPKI in DER, base64url. */
  readonly spki: string
}

/** Names and lengths around the authenticator data. */
const framesBytes = 64
const maxSignatureBytes = 80

/**
 * The key that an authenticator made for this challenge.
 * @throws {CryptoError} `passkey`
 */
export function verifyRegistration(registration: Registration, expected: Expected): Passkey & { signCount: number } {
  demandClientData(octetsOf(registration, 'clientDataJSON', maxClientDataBytes), 'webauthn.create', expected)
  const object = octetsOf(registration, 'attestationObject', maxAuthenticatorBytes + framesBytes)
  const data = readAuthenticatorData(readAttestation(object), expected.rpId)
  if (!data.key) throw new CryptoError('passkey', 'authenticator data holds no key')
  demandVerifiedUser(data)
  return { ...kept(data.key), signCount: data.signCount }
}

/**
 * That this passkey answered this challenge.
 * @returns its counter; 0 where it has none
 * @throws {CryptoError} `passkey`
 */
export function verifyAssertion(assertion: PasskeyAssertion, key: Passkey, expected: Expected): { signCount: number } {
  const id = fromBase64url(assertion.id)
  if (!equal(id, fromBase64url(key.id))) throw new CryptoError('passkey', 'assertion is by another key')
  const clientData = octetsOf(assertion, 'clientDataJSON', maxClientDataBytes)
  demandClientData(clientData, 'webauthn.get', expected)
  const authenticatorData = octetsOf(assertion, 'authenticatorData', maxAuthenticatorBytes)
  const data = readAuthenticatorData(authenticatorData, expected.rpId)
  if (data.key) throw new CryptoError('passkey', 'assertion holds a new key')
  demandSignature(
    { authenticatorData, clientData, signature: octetsOf(assertion, 'signature', maxSignatureBytes) },
    key,
  )
  demandVerifiedUser(data)
  return { signCount: data.signCount }
}

interface SignedOctets {
  readonly authenticatorData: Uint8Array
  readonly clientData: Uint8Array
  readonly signature: Uint8Array
}

/** Of ES256 in DER, as an authenticator writes it. @throws {CryptoError} `passkey` */
export function demandSignature(signed: SignedOctets, { algorithm, spki }: Omit<Passkey, 'id'>): void {
  const message = concat(signed.authenticatorData, sha256(signed.clientData))
  const key = passkeyOf(algorithm, spki)
  const isRight =
    algorithm === 'ES256'
      ? verify('sha256', message, { key, dsaEncoding: 'der' }, signed.signature)
      : verify(null, message, key, signed.signature)
  if (!isRight) throw new CryptoError('passkey', 'signature is not by this key, or over something else')
}

/** The authenticator data of an attestation object that attests nothing. */
export function readAttestation(octets: Uint8Array): Uint8Array {
  const { map, length } = readMap(octets, 'attestation object')
  const [format, statement, data] = [map.get('fmt'), map.get('attStmt'), map.get('authData')]
  if (length !== octets.length || map.size !== 3 || !(data instanceof Uint8Array))
    throw new CryptoError('passkey', 'attestation object does not hold fmt, attStmt and authData, and nothing else')
  if (format !== 'none' || !(statement instanceof Map) || statement.size > 0)
    throw new CryptoError('passkey', `attestation is ${JSON.stringify(format)?.slice(0, 40)}, expected "none"`)
  return data
}

const kept = ({ id, algorithm, spki }: NewKey): Passkey => ({ id, algorithm, spki: toBase64url(spki) })

function octetsOf<M extends string>(from: Readonly<Record<M, string>>, member: M, maxBytes: number): Uint8Array {
  const encoded = from[member]
  if (encoded.length > Math.ceil((maxBytes * 4) / 3))
    throw new CryptoError('passkey', `${member} has ${encoded.length} letters, expected at most ${maxBytes} octets`)
  return fromBase64url(encoded)
}
