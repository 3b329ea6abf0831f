import { CryptoError } from '../fault.ts'
import { spiffeId } from './authority.ts'
import { oids, type ParsedCertificate, parseCertificate, x509 } from './x509.ts'

/*
 * Who is at the other end of a TLS session: the member whose own anchors or pins vouch for the
 * leaf. The path check is a conservative subset of RFC 5280 §6: what it does not understand it
 * refuses.
 */

const maxIntermediates = 2

/** Hashes of SHA-2 with ECDSA or RSA, and Ed25519. */
const signatureOids: readonly string[] = [
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.3.101.112',
]

/** Of at least 256 bits, as OpenSSL calls them. */
const curves: readonly string[] = [
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]

declare const proof: unique symbol

/**
 * Proof that a leaf is vouched for by one member's anchors or pins, now: only
 * `verifyPeerCertificate` makes one.
 */
export interface PeerCertificate {
  readonly sha256: string
  /** The first end of validity along the path; the session is closed when it comes. */
  readonly notAfterMs: number
  readonly uri: string
  /**
   * DER of the leaf, of each authority above it, and of the anchor: whether one was revoked is
   * asked along it. A pinned leaf for which no anchor vouches stands alone.
   */
  readonly path: readonly Uint8Array[]
  readonly [proof]: true
}

export interface PeerChecks {
  /** DER of the leaf that the TLS session presented. */
  readonly leaf: Uint8Array
  /** DER of what came with it, in any order; the leaf may be among it. */
  readonly presented: readonly Uint8Array[]
  /** DER of the anchors of this one member, never of all members together. */
  readonly anchors: readonly Uint8Array[]
  /** SHA-256 of the DER of leaves that need no anchor, hex. */
  readonly pins: readonly string[]
  readonly trustDomain: string
  readonly nowMs: number
  /** What the peer is in this session. */
  readonly use: 'client' | 'server'
}

/**
 * @throws {CryptoError} `certificate` with the exact reason, for our log; the peer sees a closed
 * connection.
 */
export function verifyPeerCertificate(checks: PeerChecks): PeerCertificate {
  const { anchors, pins, trustDomain, nowMs, use } = checks
  const leaf = parseCertificate(checks.leaf)
  const purpose = use === 'client' ? oids.clientAuth : oids.serverAuth
  demandLeaf(leaf, purpose, nowMs)
  const uri = demandUri(leaf, trustDomain)
  const pinned = pins.includes(leaf.sha256)
  const pathing = { anchors: anchors.map(parseCertificate), presented: intermediatesOf(checks), purpose, nowMs }
  const path = pinned ? (extend([leaf], pathing, []) ?? [leaf]) : pathTo(leaf, pathing)
  const notAfterMs = pinned ? leaf.notAfterMs : Math.min(...path.map((certificate) => certificate.notAfterMs))
  return { sha256: leaf.sha256, notAfterMs, uri, path: path.map(({ der }) => der) } as unknown as PeerCertificate
}

function intermediatesOf({ presented }: PeerChecks): readonly ParsedCertificate[] {
  if (presented.length > 2 * (maxIntermediates + 2)) refuse(`peer presented ${presented.length} certificates`)
  return presented.map(parseCertificate)
}

function demandLeaf(leaf: ParsedCertificate, purpose: string, nowMs: number): void {
  demandCurrent(leaf, nowMs)
  if (leaf.ca) refuse('leaf is a certification authority')
  if (((leaf.keyUsage ?? 0) & x509.KeyUsageFlags.digitalSignature) === 0) refuse('leaf may not sign')
  if (!leaf.extendedKeyUsage?.includes(purpose)) refuse(`leaf has no extended key usage ${purpose}`)
}

function demandUri(leaf: ParsedCertificate, trustDomain: string): string {
  const expected = spiffeId(trustDomain)
  const [uri, second] = leaf.uris
  if (uri !== expected || second !== undefined) {
    refuse(`leaf has the URI names ${JSON.stringify(leaf.uris).slice(0, 200)}, expected exactly ${expected}`)
  }
  return expected
}

interface Pathing {
  readonly anchors: readonly ParsedCertificate[]
  /** What came along, in any order; whoever calls has bounded their number. */
  readonly presented: readonly ParsedCertificate[]
  /** Object identifier of the extended key usage that no authority of the path may exclude. */
  readonly purpose: string
  readonly nowMs: number
}

/**
 * The leaf, the authorities above it and the anchor, each issued by the next. @throws {CryptoError}
 * `certificate`
 */
export function pathTo(leaf: ParsedCertificate, pathing: Pathing): ParsedCertificate[] {
  const reasons: string[] = []
  const path = extend([leaf], pathing, reasons)
  if (!path) refuse(reasons[0] ?? `no anchor or pin given vouches for ${leaf.subject}`)
  return path
}

/**
 * Looks for an issuer of the last certificate of the path, an anchor first; what it refuses it
 * gives a reason for.
 */
function extend(path: ParsedCertificate[], pathing: Pathing, reasons: string[]): ParsedCertificate[] | undefined {
  const last = path.at(-1) as ParsedCertificate
  const intermediates = path.length - 1
  for (const anchor of pathing.anchors) {
    if (mayIssue(anchor, last, intermediates, pathing, reasons)) return [...path, anchor]
  }
  if (intermediates === maxIntermediates) return undefined
  for (const candidate of pathing.presented) {
    if (path.some(({ sha256 }) => sha256 === candidate.sha256)) continue
    if (!mayIssue(candidate, last, intermediates, pathing, reasons)) continue
    const found = extend([...path, candidate], pathing, reasons)
    if (found) return found
  }
  return undefined
}

function mayIssue(
  issuer: ParsedCertificate,
  subject: ParsedCertificate,
  intermediatesBelow: number,
  { purpose, nowMs }: Pathing,
  reasons: string[],
): boolean {
  if (!isIssuedBy(subject, issuer)) return false
  try {
    demandAuthority(issuer, intermediatesBelow, purpose, nowMs)
    return true
  } catch (error) {
    reasons.push((error as Error).message)
    return false
  }
}

/**
 * Name and signature fit (RFC 5280 §6.1.3 a 1 and 4); whether the issuer may issue is
 * `demandIssuer`.
 */
export const isIssuedBy = (subject: ParsedCertificate, issuer: ParsedCertificate): boolean =>
  subject.issuer === issuer.subject && subject.node.verify(issuer.node.publicKey)

function demandAuthority(issuer: ParsedCertificate, intermediatesBelow: number, purpose: string, nowMs: number): void {
  demandCurrent(issuer, nowMs)
  demandIssuer(issuer, intermediatesBelow)
  if (issuer.extendedKeyUsage && !issuer.extendedKeyUsage.includes(purpose)) {
    refuse(`${issuer.subject} may not issue for ${purpose}`)
  }
}

/** May sign certificates with so many authorities below it. @throws {CryptoError} `certificate` */
export function demandIssuer(issuer: ParsedCertificate, intermediatesBelow: number): void {
  if (!issuer.ca) refuse(`${issuer.subject} is no certification authority`)
  if (((issuer.keyUsage ?? 0) & x509.KeyUsageFlags.keyCertSign) === 0)
    refuse(`${issuer.subject} may not sign certificates`)
  if (issuer.pathLength !== undefined && issuer.pathLength < intermediatesBelow) {
    refuse(`${issuer.subject} allows ${issuer.pathLength} authorities below it, found ${intermediatesBelow}`)
  }
}

/**
 * In its dates, understood, signed by a sound algorithm with a sound key. @throws {CryptoError}
 * `certificate`
 */
export function demandCurrent(certificate: ParsedCertificate, nowMs: number): void {
  const { subject, notBeforeMs, notAfterMs } = certificate
  if (nowMs < notBeforeMs) refuse(`${subject} is not valid before ${new Date(notBeforeMs).toISOString()}`)
  if (nowMs > notAfterMs) refuse(`${subject} is not valid after ${new Date(notAfterMs).toISOString()}`)
  demandSound(certificate)
}

/**
 * Everything about one certificate by itself that time does not change. @throws {CryptoError}
 * `certificate`
 */
export function demandSound({ subject, notUnderstood, node }: ParsedCertificate): void {
  if (notUnderstood.length > 0) refuse(`${subject} has extensions we do not follow: ${notUnderstood.join(', ')}`)
  if (!signatureOids.includes(node.signatureAlgorithmOid)) {
    refuse(`${subject} is signed with ${node.signatureAlgorithm ?? node.signatureAlgorithmOid}`)
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = node.publicKey
  const { modulusLength = 0, namedCurve = '' } = details ?? {}
  const sound =
    type === 'ed25519' ||
    (type === 'ec' && curves.includes(namedCurve)) ||
    (type === 'rsa' && modulusLength >= 2048 && modulusLength <= 16_384)
  if (!sound) refuse(`${subject} has a key of type ${type}, ${namedCurve || `${modulusLength} bits`}`)
}

function refuse(reason: string): never {
  throw new CryptoError('certificate', reason)
}
