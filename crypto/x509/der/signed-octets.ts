// Signatures of authorities over what is no certificate: lists of revoked ones, answers about one.
import { constants, type KeyObject, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { CryptoError } from '../../fault.ts'
import { type Element, encodingOf, integerIn, membersOf, oidIn, reading, tags } from './der.ts'

interface Algorithm {
  readonly key: readonly string[]
  readonly digest: string | undefined
}

const rsa = ['rsa']
const ec = ['ec']

/** Hashes of SHA-2 with ECDSA or RSA, and Ed25519; RSASSA-PSS names its hash beside it. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  '1.2.840.10045.4.3.2': { key: ec, digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: ec, digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: ec, digest: 'sha512' },
  '1.2.840.113549.1.1.11': { key: rsa, digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: rsa, digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: rsa, digest: 'sha512' },
  '1.3.101.112': { key: ['ed25519'], digest: undefined },
}
const pss = '1.2.840.113549.1.1.10'
const mgf1 = '1.2.840.113549.1.1.8'
const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

// Off the thread of the program: a list may have megabytes.
const verifyAside = promisify(verify) as unknown as (
  digest: string | undefined,
  octets: Uint8Array,
  key: object,
  signature: Uint8Array,
) => Promise<boolean>

interface SignedOctets {
  readonly octets: Uint8Array
  readonly signature: Uint8Array
  readonly key: KeyObject
}

/**
 * Whether the key signed the octets.
 * @param within octets that hold the algorithm identifier `algorithm`.
 * @throws {CryptoError} `algorithm` for one we do not take, or that does not go with the key.
 */
export async function isSignedBy(
  within: Uint8Array,
  algorithm: Element,
  { octets, signature, key }: SignedOctets,
): Promise<boolean> {
  const [named, parameters] = membersOf(within, algorithm)
  const oid = named === undefined ? '' : oidIn(within, named)
  const { digest, key: kinds, ...padding } = oid === pss ? pssOf(within, parameters) : plain(oid)
  const { asymmetricKeyType: type = 'unknown' } = key
  if (!kinds.includes(type)) refuse(`signature algorithm ${oid} does not go with a key of type ${type}`)
  return verifyAside(digest, octets, { key, ...padding }, signature).catch(() => false)
}

const plain = (oid: string): Algorithm => algorithms[oid] ?? refuse(`signed with ${oid}, which is not taken here`)

/** RFC 4055 §3.1: one hash of SHA-2 for message and mask. */
function pssOf(octets: Uint8Array, parameters: Element | undefined) {
  if (parameters?.tag !== tags.sequence) refuse('RSASSA-PSS without its parameters is SHA-1')
  const inside = reading(octets, parameters)
  const [hash, mask, salt] = [inside.maybe(0xa0), inside.maybe(0xa1), inside.maybe(0xa2)]
  inside.maybe(0xa3)
  inside.end()
  const digest = hashes[algorithmIn(octets, hash)]
  const [generator, hashOfMask] = mask === undefined ? [] : membersOf(octets, membersOf(octets, mask)[0] ?? mask)
  const fits =
    digest !== undefined &&
    generator !== undefined &&
    oidIn(octets, generator) === mgf1 &&
    hashOfMask !== undefined &&
    hashes[oidIn(octets, membersOf(octets, hashOfMask)[0] ?? hashOfMask)] === digest
  if (!fits) refuse('RSASSA-PSS with other hashes than one of SHA-2 for both')
  const [length] = salt === undefined ? [] : membersOf(octets, salt)
  const saltLength = length === undefined ? 20 : Number.parseInt(integerIn(octets, length, 2), 16)
  return { key: ['rsa', 'rsa-pss'], digest, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
}

function algorithmIn(octets: Uint8Array, tagged: Element | undefined): string {
  const [sequence] = tagged === undefined ? [] : membersOf(octets, tagged)
  const [oid] = sequence === undefined ? [] : membersOf(octets, sequence)
  return oid === undefined ? '' : oidIn(octets, oid)
}

/** Two algorithm identifiers that say the same, octet for octet (RFC 5280 §5.1.1.2). */
export const isSameAlgorithm = (octets: Uint8Array, one: Element, other: Element): boolean =>
  Buffer.compare(encodingOf(octets, one), encodingOf(octets, other)) === 0

function refuse(reason: string): never {
  throw new CryptoError('algorithm', reason)
}
