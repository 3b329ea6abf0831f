// Public keys of passkeys: COSE (RFC 9052, RFC 9053) as an authenticator gives them, SPKI as we
// keep them. Two kinds, ES256 on P-256 and EdDSA on Ed25519.
import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import { demandGoodPoint } from '../log/log-key.ts'
import { fromBase64url, isSame, toBase64url } from '../octets.ts'
import { type CborMap, isCanonical } from './cbor.ts'

export type PasskeyAlgorithm = 'ES256' | 'EdDSA'

/** Labels of COSE_Key: RFC 9052 §7.1, RFC 9053 §7.1 and §7.2. */
const label = { kty: 1, alg: 3, crv: -1, x: -2, y: -3 } as const
const coordinateBytes = 32

interface Kind {
  readonly algorithm: PasskeyAlgorithm
  readonly kty: number
  readonly alg: number
  readonly crv: number
  readonly jwk: { readonly kty: string; readonly crv: string }
  /** Its coordinates, by their labels. */
  readonly coordinates: readonly ('x' | 'y')[]
}
const kinds: readonly Kind[] = [
  { algorithm: 'ES256', kty: 2, alg: -7, crv: 1, jwk: { kty: 'EC', crv: 'P-256' }, coordinates: ['x', 'y'] },
  { algorithm: 'EdDSA', kty: 1, alg: -8, crv: 6, jwk: { kty: 'OKP', crv: 'Ed25519' }, coordinates: ['x'] },
]

/**
 * A COSE key with exactly the members of its kind, in canonical form.
 * @throws {CryptoError} `passkey` for another algorithm, another curve, or a point that is none
 */
export function readCoseKey(map: CborMap, octets: Uint8Array): { algorithm: PasskeyAlgorithm; spki: Uint8Array } {
  const kind = kinds.find(({ kty, alg }) => map.get(label.kty) === kty && map.get(label.alg) === alg)
  if (!kind)
    throw new CryptoError(
      'passkey',
      `key has type ${shown(map, 'kty')} and algorithm ${shown(map, 'alg')}, expected ES256 or EdDSA`,
    )
  if (map.get(label.crv) !== kind.crv)
    throw new CryptoError('passkey', `key is on curve ${shown(map, 'crv')}, expected ${kind.jwk.crv}`)
  const members = 3 + kind.coordinates.length
  if (map.size !== members || !isCanonical(map, octets))
    throw new CryptoError('passkey', `key has ${map.size} members, expected ${members} in canonical form`)
  const coordinates = kind.coordinates.map((name) => [name, coordinateOf(map, name)] as const)
  return { algorithm: kind.algorithm, spki: spkiOf(kind, { ...kind.jwk, ...Object.fromEntries(coordinates) }) }
}

/**
 * A key as it is kept, ready to verify.
 * @throws {CryptoError} `passkey` unless it is a key of this algorithm in its one form
 */
export function passkeyOf(algorithm: PasskeyAlgorithm, spki: string): KeyObject {
  const kind = kinds.find((each) => each.algorithm === algorithm)
  const der = fromBase64url(spki)
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })
    const jwk = key.export({ format: 'jwk' })
    if (kind && jwk.kty === kind.jwk.kty && jwk.crv === kind.jwk.crv && isSame(spkiOf(kind, jwk), der)) return key
  } catch (cause) {
    throw new CryptoError('passkey', 'what is kept is no public key', { cause })
  }
  throw new CryptoError('passkey', `what is kept is no key for ${algorithm} in its shortest form`)
}

function spkiOf(kind: Kind, jwk: webcrypto.JsonWebKey): Uint8Array {
  if (kind.algorithm === 'EdDSA') demandPoint(jwk)
  try {
    return new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' }))
  } catch (cause) {
    throw new CryptoError('passkey', `key is no point of ${kind.jwk.crv}`, { cause })
  }
}

/** Under a point of small order one signature fits many messages. */
function demandPoint({ x }: webcrypto.JsonWebKey): void {
  try {
    demandGoodPoint(fromBase64url(String(x)))
  } catch (cause) {
    throw new CryptoError('passkey', 'key is no good point of Ed25519', { cause })
  }
}

function coordinateOf(map: CborMap, name: 'x' | 'y'): string {
  const octets = map.get(label[name])
  if (octets instanceof Uint8Array && octets.length === coordinateBytes) return toBase64url(octets)
  throw new CryptoError('passkey', `key has a coordinate ${name} that is not ${coordinateBytes} octets`)
}

const shown = (map: CborMap, name: keyof typeof label): string => String(map.get(label[name])).slice(0, 20)
