// Authenticator data (WebAuthn Level 3 §6.1): which relying party it is for, what the authenticator
// saw, and at a registration the new key.
import { CryptoError } from '../fault.ts'
import { isSame, sha256, toBase64url, utf8 } from '../octets.ts'
import { readMap } from './cbor.ts'
import { type PasskeyAlgorithm, readCoseKey } from './cose.ts'

const flag = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10 } as const
const flagKey = 0x40
const flagExtensions = 0x80
/** Reserved for later: who sets them says something that nobody here understands. */
const flagsReserved = 0x22

const at = { flags: 32, counter: 33, rest: 37 } as const
const aaguidBytes = 16
/** WebAuthn Level 3 §4, Credential ID. */
const maxIdBytes = 1023
export const maxAuthenticatorBytes = 4096

export interface NewKey {
  /** Of the credential, base64url. */
  readonly id: string
  readonly algorithm: PasskeyAlgorithm
  /** SPKI in DER. */
  readonly spki: Uint8Array
}
export interface AuthenticatorData {
  readonly flags: number
  readonly signCount: number
  readonly key: NewKey | undefined
}

/**
 * Octets that hold exactly what their flags say, and nothing after.
 * @throws {CryptoError} `passkey`
 */
export function readAuthenticatorData(octets: Uint8Array, rpId: string): AuthenticatorData {
  if (octets.length < at.rest || octets.length > maxAuthenticatorBytes)
    throw wrong(`has ${octets.length} octets, expected ${at.rest} to ${maxAuthenticatorBytes}`)
  if (!isSame(octets.subarray(0, at.flags), sha256(utf8(rpId))))
    throw wrong(`is for another relying party than ${rpId}`)
  const flags = octets[at.flags] as number
  if ((flags & flagsReserved) !== 0) throw wrong('sets flags that are reserved')
  if ((flags & flag.backedUp) !== 0 && (flags & flag.backupEligible) === 0)
    throw wrong('says that the key is backed up, and that it cannot be')
  const attested = (flags & flagKey) !== 0 ? readKey(octets.subarray(at.rest)) : undefined
  const beforeExtensions = at.rest + (attested?.length ?? 0)
  // Nobody asked for any; a browser may add some, and they count nothing.
  const extensions =
    (flags & flagExtensions) !== 0 ? readMap(octets.subarray(beforeExtensions), 'extensions').length : 0
  const left = octets.length - beforeExtensions - extensions
  if (left > 0) throw wrong(`has ${left} octets that no flag speaks of`)
  return { flags, signCount: view(octets).getUint32(at.counter), key: attested?.key }
}

/**
 * Somebody was there, and the authenticator knew whom: by a PIN, a finger, a face.
 * @throws {CryptoError} `passkey`
 */
export function demandVerifiedUser({ flags }: AuthenticatorData): void {
  if ((flags & flag.userPresent) === 0) throw wrong('says that nobody was there')
  if ((flags & flag.userVerified) === 0)
    throw wrong('says that the authenticator did not verify who was there; it needs a PIN, a finger or a face')
}

/** AAGUID, length and id of the credential, key. */
function readKey(octets: Uint8Array): { key: NewKey; length: number } {
  const idAt = aaguidBytes + 2
  if (octets.length < idAt) throw wrong('ends before the id of its key')
  const idBytes = view(octets).getUint16(aaguidBytes)
  if (idBytes === 0 || idBytes > maxIdBytes)
    throw wrong(`has a key with an id of ${idBytes} octets, expected 1 to ${maxIdBytes}`)
  const keyAt = idAt + idBytes
  if (octets.length < keyAt) throw wrong('ends within the id of its key')
  const { map, length } = readMap(octets.subarray(keyAt), 'key')
  const id = toBase64url(octets.subarray(idAt, keyAt))
  return { key: { id, ...readCoseKey(map, octets.subarray(keyAt, keyAt + length)) }, length: keyAt + length }
}

const view = (octets: Uint8Array) => new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
const wrong = (found: string) => new CryptoError('passkey', `authenticator data ${found}`)
