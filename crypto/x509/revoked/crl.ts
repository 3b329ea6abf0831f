// Lists of revoked certificates (RFC 5280 §5): read, and verified under the one authority whose
// name and key they bear. What is not understood is refused by its name: deltas, lists of other
// signers, lists for some reasons only.
import { CryptoError } from '../../fault.ts'
import { sha256Hex } from '../../octets.ts'
import {
  bitsIn,
  context,
  type Element,
  encodingOf,
  integerIn,
  reading,
  tags,
  timeIn,
  trueIn,
  wholeOf,
} from '../der/der.ts'
import { extensionsIn } from '../der/extensions.ts'
import { isSameAlgorithm, isSignedBy } from '../der/signed-octets.ts'
import { bareIn, blocksIn } from '../files/armour.ts'
import { decodeText } from '../files/text.ts'
import { comparable } from '../names.ts'
import { parseCertificate, x509 } from '../x509.ts'
import { fullNamesIn, type JudgedCertificate, type JudgingAuthority } from './judged.ts'

export const crlBounds = { bytes: 8 * 1024 * 1024, entries: 200_000 } as const

/** Which certificates of its authority a list speaks of (RFC 5280 §5.2.5). */
interface Scope {
  readonly kind: 'all' | 'leaves' | 'authorities'
  /** DER of names in hex: a certificate is meant that has one of these distribution points. */
  readonly points: readonly string[] | undefined
}

/** A list as it is written; nobody vouches for it. */
export interface ReadCrl {
  readonly der: Uint8Array
  readonly sha256: string
  /** In the form in which names are compared. */
  readonly issuer: string
  readonly number: bigint
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  readonly scope: Scope
  /** Of what it is about: a newer list takes the place of an older one about the same. */
  readonly scopeId: string
  readonly parts: {
    readonly tbs: Element
    readonly algorithm: Element
    readonly signature: Uint8Array
    readonly entries: Element | undefined
  }
}

declare const verified: unique symbol

/** Proof that the authority named here signed the list: only `verifyCrl` makes one. */
export type VerifiedCrl = ReadCrl & { readonly authority: string; readonly [verified]: true }

const oids = {
  number: '2.5.29.20',
  delta: '2.5.29.27',
  issuingPoint: '2.5.29.28',
} as const

/**
 * DER of a list that comes as DER or as PEM, with whatever stands around it there.
 * @throws {CryptoError} `crl`
 */
export const crlDerOf = (octets: Uint8Array): Uint8Array => crlDersOf(octets)[0] as Uint8Array

/**
 * The same of all that lie in one file: an authority may have a list for each of its parts.
 * @throws {CryptoError} `crl` where there is none
 */
export function crlDersOf(octets: Uint8Array): readonly Uint8Array[] {
  if (octets[0] === tags.sequence) return [octets]
  const text = decodeText(octets)
  const blocks = [...blocksIn(text)]
  const lists = blocks.filter(({ label }) => /^X(?:509|\.509) CRL$/.test(label)).map((block) => block.octets)
  const found = blocks.length === 0 ? [...bareIn(text)] : lists
  if (found.length === 0) refuse('expected a list of revoked certificates, DER or PEM (BEGIN X509 CRL)')
  return found
}

/** Reads all but the entries. @throws {CryptoError} `crl` · `too-large` */
export function readCrl(der: Uint8Array): ReadCrl {
  if (der.length > crlBounds.bytes)
    throw new CryptoError('too-large', `list has ${der.length} octets, at most ${crlBounds.bytes}`)
  return asCrl(() => taken(der))
}

function taken(der: Uint8Array): ReadCrl {
  const outer = reading(der, wholeOf(der, tags.sequence))
  const tbs = outer.next(tags.sequence)
  const algorithm = outer.next(tags.sequence)
  const signature = bitsIn(der, outer.next(tags.bitString))
  outer.end()
  const inside = reading(der, tbs)
  const version = inside.maybe(tags.integer)
  if (version === undefined || integerIn(der, version) !== '1')
    refuse('list is of version 1; RFC 5280 §5.1.2.1 demands version 2, with a number')
  if (!isSameAlgorithm(der, inside.next(tags.sequence), algorithm)) refuse('list names two signature algorithms')
  const issuer = comparable(encodingOf(der, inside.next(tags.sequence)))
  const thisUpdateMs = timeIn(der, instant(inside.maybe(tags.utcTime, tags.generalizedTime)))
  const next = inside.maybe(tags.utcTime, tags.generalizedTime)
  if (next === undefined) refuse('list does not say when the next one comes (nextUpdate)')
  const nextUpdateMs = timeIn(der, next)
  if (nextUpdateMs <= thisUpdateMs) refuse('list ends before it begins')
  const entries = inside.maybe(tags.sequence)
  const explicit = inside.maybe(context(0))
  inside.end()
  const { number, scope, scopeId } = aboutIn(der, explicit)
  const parts = { tbs, algorithm, signature, entries }
  return { der, sha256: sha256Hex(der), issuer, number, thisUpdateMs, nextUpdateMs, scope, scopeId, parts }
}

const instant = (element: Element | undefined): Element => element ?? refuse('list does not say when it was made')

function aboutIn(der: Uint8Array, explicit: Element | undefined) {
  const list = explicit && reading(der, explicit).next(tags.sequence)
  const extensions = list === undefined ? new Map() : extensionsIn(der, list)
  if (extensions.has(oids.delta)) refuse('list is a delta; only complete lists are taken')
  for (const [oid, { critical }] of extensions)
    if (critical && oid !== oids.issuingPoint) refuse(`list has the critical extension ${oid}, which is not followed`)
  const value: Uint8Array | undefined = extensions.get(oids.number)?.value
  if (value === undefined) refuse('list has no number (RFC 5280 §5.2.3)')
  const hex = integerIn(value, wholeOf(value, tags.integer), 20)
  if (hex.startsWith('-')) refuse('list has a negative number')
  const point: Uint8Array | undefined = extensions.get(oids.issuingPoint)?.value
  const scope: Scope = point === undefined ? { kind: 'all', points: undefined } : scopeIn(point)
  return { number: BigInt(`0x${hex}`), scope, scopeId: point === undefined ? 'all' : sha256Hex(point).slice(0, 16) }
}

function scopeIn(point: Uint8Array): Scope {
  const inside = reading(point, wholeOf(point, tags.sequence))
  const named = inside.maybe(context(0))
  const [leaves, authorities, some, indirect, attributes] = [
    inside.maybe(context(1, 'primitive')),
    inside.maybe(context(2, 'primitive')),
    inside.maybe(context(3, 'primitive')),
    inside.maybe(context(4, 'primitive')),
    inside.maybe(context(5, 'primitive')),
  ]
  inside.end()
  for (const flag of [leaves, authorities, indirect, attributes]) if (flag !== undefined) trueIn(point, flag)
  if (some !== undefined) refuse('list is for some reasons only (onlySomeReasons)')
  if (indirect !== undefined) refuse('list is indirect: it speaks of certificates of other authorities')
  if (attributes !== undefined) refuse('list is of attribute certificates only')
  if (leaves !== undefined && authorities !== undefined) refuse('list is of leaves only and of authorities only')
  const points = named && fullNamesIn(point, named).map((each) => each.toHex())
  if (points?.length === 0) refuse('list names its distribution point relative to its authority')
  return { kind: leaves ? 'leaves' : authorities ? 'authorities' : 'all', points }
}

/**
 * Verifies the list under the authority of this name and key.
 * @throws {CryptoError} `crl` where it bears another name, is not signed by this key, or the
 *   authority may not sign lists · `algorithm`
 */
export async function verifyCrl(crl: ReadCrl, authority: JudgingAuthority): Promise<VerifiedCrl> {
  if (!bearsNameOf(crl, authority)) refuse(`list is not in the name of ${authority.subject}`)
  const { node, ca, keyUsage } = parseCertificate(authority.der)
  if (!ca || (keyUsage !== undefined && (keyUsage & x509.KeyUsageFlags.cRLSign) === 0))
    refuse(`${authority.subject} may not sign lists of revoked certificates`)
  const { tbs, algorithm, signature } = crl.parts
  const signed = { octets: encodingOf(crl.der, tbs), signature, key: node.publicKey }
  if (!(await isSignedBy(crl.der, algorithm, signed))) refuse(`list is not signed by the key of ${authority.subject}`)
  return { ...crl, authority: authority.id } as VerifiedCrl
}

/** Whether the list bears this name; its key is another matter. */
export const bearsNameOf = (crl: ReadCrl, authority: JudgingAuthority): boolean =>
  crl.issuer === comparable(authority.name)

/** Whether the list speaks of this certificate; whose it is the caller has seen. */
export function speaksOf({ scope }: ReadCrl, { ca, points }: JudgedCertificate): boolean {
  if (scope.kind === (ca ? 'leaves' : 'authorities')) return false
  return scope.points === undefined || scope.points.some((point) => points.includes(point))
}

/**
 * Why a list may not take the place of the one before it of the same authority and scope; undefined
 * where it may, or is the same one (RFC 5280 §5.2.3: numbers go up alone).
 */
export function standsBehind(newer: ReadCrl, older: ReadCrl): string | undefined {
  if (newer.sha256 === older.sha256) return undefined
  if (newer.number < older.number) return `list has number ${newer.number}, the one held has ${older.number}`
  if (newer.number === older.number) return `another list of number ${newer.number} is held`
  return newer.thisUpdateMs < older.thisUpdateMs
    ? `list has number ${newer.number} but was made before number ${older.number}, which is held`
    : undefined
}

/** Whatever is wrong with the octets of a list is one kind of fault. */
export function asCrl<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'malformed')
      throw new CryptoError('crl', cause.message, { cause })
    throw cause
  }
}

function refuse(reason: string): never {
  throw new CryptoError('crl', reason)
}
