import type { KeyObject } from 'node:crypto'
import type * as asn1js from 'asn1js'
import { elementsOf, oidOf } from './extensions.ts'

/* Which signatures and keys of certificates are sound, as tables. */

/** How a certificate is signed. */
export interface SignatureFacts {
  readonly oid: string
  /** As people call it. */
  readonly name: string
  /** SHA-2 with RSA (also PSS) or ECDSA, or Ed25519. */
  readonly sound: boolean
}

export interface KeyFacts {
  /** As people call it: `RSA of 2048 bits`, `P-256`, `brainpoolP256r1`. */
  readonly name: string
  /** `authority`: good enough to vouch for others, and for nothing else. */
  readonly soundFor: 'everything' | 'authority' | 'nothing'
}

const pss = '1.2.840.113549.1.1.10'
const sound: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '1.2.840.10045.4.3.4': 'ECDSA with SHA-512',
  '1.2.840.113549.1.1.11': 'RSA with SHA-256',
  '1.2.840.113549.1.1.12': 'RSA with SHA-384',
  '1.2.840.113549.1.1.13': 'RSA with SHA-512',
  '1.3.101.112': 'Ed25519',
}
const unsound: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10045.4.3.1': 'ECDSA with SHA-224',
  '1.2.840.10040.4.3': 'DSA with SHA-1',
  '1.2.840.113549.1.1.2': 'RSA with MD2',
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.5': 'RSA with SHA-1',
  '1.3.14.3.2.29': 'RSA with SHA-1',
  '1.2.840.113549.1.1.14': 'RSA with SHA-224',
  '1.3.101.113': 'Ed448',
  '1.2.156.10197.1.501': 'SM2 with SM3',
  '1.2.643.7.1.1.3.2': 'GOST R 34.10-2012, 256 bits',
  '1.2.643.7.1.1.3.3': 'GOST R 34.10-2012, 512 bits',
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44',
  '2.16.840.1.101.3.4.3.18': 'ML-DSA-65',
  '2.16.840.1.101.3.4.3.19': 'ML-DSA-87',
}
const digests: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
}

/** @param algorithm AlgorithmIdentifier. Throws when it is none. */
export function signatureFactsOf(algorithm: asn1js.BaseBlock): SignatureFacts {
  const [id, parameters] = elementsOf(algorithm)
  const oid = oidOf(id)
  if (oid !== pss) return { oid, name: sound[oid] ?? unsound[oid] ?? oid, sound: oid in sound }
  const [digest, maskDigest] = [digestIn(parameters, 0), digestIn(parameters, 1)]
  return {
    oid,
    name: `RSASSA-PSS with ${digest ?? 'a digest of no kind we take'}, mask by ${maskDigest ?? 'one of no kind we take'}`,
    sound: digest !== undefined && maskDigest !== undefined,
  }
}

/**
 * RFC 4055 §3.1: hash algorithm under 0, mask generation with its own under 1. What is left out is
 * SHA-1.
 */
function digestIn(parameters: asn1js.BaseBlock | undefined, tag: 0 | 1): string | undefined {
  const found = elementsOf(parameters).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === tag)
  const [algorithm] = elementsOf(found)
  const [id, nested] = elementsOf(algorithm)
  if (!id) return undefined
  return digests[oidOf(tag === 0 ? id : elementsOf(nested)[0])]
}

const curves: Readonly<Record<string, KeyFacts>> = {
  prime256v1: { name: 'P-256', soundFor: 'everything' },
  secp384r1: { name: 'P-384', soundFor: 'everything' },
  secp521r1: { name: 'P-521', soundFor: 'everything' },
  brainpoolP256r1: { name: 'brainpoolP256r1', soundFor: 'authority' },
  brainpoolP384r1: { name: 'brainpoolP384r1', soundFor: 'authority' },
  brainpoolP512r1: { name: 'brainpoolP512r1', soundFor: 'authority' },
}

/** @param spki DER of it, as it stands in the certificate. */
export function keyFactsOf(key: KeyObject, spki: Uint8Array): KeyFacts {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = details ?? {}
  if (type === 'ed25519') return { name: 'Ed25519', soundFor: 'everything' }
  if (type === 'ec') {
    const known = curves[namedCurve ?? '']
    // RFC 5480 §2.1.1: a curve is named; a table of its numbers could be of another one.
    if (!namesItsCurve(spki)) return { name: 'on a curve by explicit parameters', soundFor: 'nothing' }
    return known ?? { name: namedCurve ?? 'on a curve without a name', soundFor: 'nothing' }
  }
  if (type !== 'rsa' && type !== 'rsa-pss') return { name: type ?? 'of no kind we know', soundFor: 'nothing' }
  const name = `${type === 'rsa' ? 'RSA' : 'RSA-PSS'} of ${modulusLength} bits`
  if (publicExponent < 3n || publicExponent % 2n === 0n)
    return { name: `${name} with the exponent ${publicExponent}`, soundFor: 'nothing' }
  if (modulusLength < 2048 || modulusLength > 16_384) return { name, soundFor: 'nothing' }
  return { name, soundFor: type === 'rsa' ? 'everything' : 'authority' }
}

/** The parameters of the algorithm are an object identifier: its tag is the octet after the one. */
function namesItsCurve(spki: Uint8Array): boolean {
  // SEQUENCE { SEQUENCE { 06 07 id-ecPublicKey, parameters … } … }
  const id = Buffer.from('06072a8648ce3d0201', 'hex')
  const at = Buffer.from(spki).indexOf(id)
  return at > 0 && spki[at + id.length] === 0x06
}
