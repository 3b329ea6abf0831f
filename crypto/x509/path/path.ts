// From a certificate to one that is believed: the one rule for TLS, signing and time stamps
// (RFC 5280 §6, RFC 4158). What came along may be in any order, more than is needed, twice, or
// strange; only what lies on the path is judged. All work has a bound.
import { CryptoError } from '../../fault.ts'
import { called } from '../extensions.ts'
import { type ParsedCertificate, x509 } from '../x509.ts'
import { constraintAdvice, constraintFault } from './constraints.ts'
import { notVouched, notVouchedAdvice } from './ends.ts'
import { isSelfIssued, policyAdvice, policyFault } from './policies.ts'

/** Authorities between a leaf and its anchor. */
const maxIntermediates = 2
/** Certificates that may come along. */
export const maxPresented = 32
/** Signatures that one search verifies; beyond, it ends. Some 20 ms at the worst sizes of keys. */
const maxSignatures = 64

declare const proof: unique symbol

/**
 * Leaf, authorities and anchor, each issued by the next, all of it as RFC 5280 §6 demands: only
 * this file makes one.
 */
export interface CertificatePath {
  /** Leaf first. */
  readonly certificates: readonly ParsedCertificate[]
  /** The first end of validity along the path. */
  readonly notAfterMs: number
  readonly [proof]: true
}

interface Search {
  /** Who is believed. */
  readonly anchors: readonly ParsedCertificate[]
  /** What came along. */
  readonly presented: readonly ParsedCertificate[]
  /** Object identifier of the extended key usage that no authority of the path may exclude. */
  readonly purpose?: string
  /** Left out where time is judged elsewhere; then what lasts longer comes first. */
  readonly nowMs?: number
}

interface Searching extends Search {
  readonly reasons: CryptoError[]
  /** Certificates above which nothing was found, in the order of the search. */
  readonly ends: ParsedCertificate[]
  readonly verified: Map<string, boolean>
  /** A path may also end where no issuer came along. */
  readonly open: boolean
}

/** @throws {CryptoError} `certificate` with the reason why the first try failed. */
export function pathTo(leaf: ParsedCertificate, search: Search): CertificatePath {
  const searching = begin(leaf, search, false)
  const path = extend([leaf], searching)
  if (!path) throw searching.reasons[0] ?? refusal(oneLine(notVouched(leaf, searching)), notVouchedAdvice)
  return proven(path)
}

/**
 * The path where nobody outside is believed: up to a root that came along, or as far as issuers
 * came along. That its last certificate is believed, somebody else says.
 * @throws {CryptoError} `certificate`
 */
export function pathAmong(leaf: ParsedCertificate, search: Omit<Search, 'anchors'>): CertificatePath {
  const anchors = search.presented.filter((each) => isSelfIssued(each) && each.sha256 !== leaf.sha256)
  const closed = begin(leaf, { ...search, anchors }, false)
  const path = extend([leaf], closed) ?? extend([leaf], begin(leaf, { ...search, anchors: [] }, true, closed))
  if (!path) throw closed.reasons[0] ?? refusal(`no issuer of ${oneLine(leaf.subject)} came along`)
  return proven(path)
}

const proven = (certificates: readonly ParsedCertificate[]): CertificatePath =>
  ({
    certificates,
    notAfterMs: Math.min(...certificates.map(({ notAfterMs }) => notAfterMs)),
  }) as unknown as CertificatePath

function begin(leaf: ParsedCertificate, search: Search, open: boolean, before?: Searching): Searching {
  if (search.presented.length > maxPresented)
    throw refusal(`${search.presented.length} certificates came along, at most ${maxPresented} are looked at`)
  demandGood(leaf, search.nowMs)
  const presented = [...new Map(search.presented.map((each) => [each.sha256, each])).values()]
  return {
    ...search,
    presented,
    open,
    reasons: before?.reasons ?? [],
    ends: [],
    verified: before?.verified ?? new Map(),
  }
}

/** Looks for an issuer of the last certificate of the path, an anchor first. */
function extend(path: readonly ParsedCertificate[], searching: Searching): readonly ParsedCertificate[] | undefined {
  const last = path.at(-1) as ParsedCertificate
  for (const anchor of inOrder(last, searching.anchors)) {
    if (mayIssue(anchor, path, searching, true) && holds([...path, anchor], searching)) return [...path, anchor]
  }
  const issuers = inOrder(last, searching.presented).filter(
    (each) => !path.some(({ sha256 }) => sha256 === each.sha256) && isIssuedBy(last, each, searching),
  )
  if (issuers.length === 0) searching.ends.push(last)
  const full = path.length > maxIntermediates + (searching.open ? 1 : 0)
  if (full && issuers.length > 0) searching.reasons.push(tooLong(path[0] as ParsedCertificate))
  for (const issuer of full ? [] : issuers) {
    if (!mayIssue(issuer, path, searching, false)) continue
    const found = extend([...path, issuer], searching)
    if (found) return found
  }
  return searching.open && mayEnd(path, issuers, searching) && holds(path, searching) ? path : undefined
}

const tooLong = ({ subject }: ParsedCertificate): CryptoError =>
  refusal(
    `the path of ${oneLine(subject)} is longer than ${maxIntermediates} authorities below an anchor`,
    'name an authority as anchor that is nearer to the certificate',
  )

/**
 * Nobody issued it who came along, but for authorities vouched for by others whose time is over or
 * still to come: cross certificates.
 */
const mayEnd = (
  path: readonly ParsedCertificate[],
  issuers: readonly ParsedCertificate[],
  { nowMs }: Searching,
): boolean =>
  issuers.every(
    (each) => path.length > 1 && !isSelfIssued(each) && nowMs !== undefined && timeFault(each, nowMs) !== undefined,
  )

/** By name; first those that the certificate hints at, then those that last longest. */
const inOrder = (last: ParsedCertificate, candidates: readonly ParsedCertificate[]): readonly ParsedCertificate[] =>
  candidates
    .filter(({ subjectName }) => sameName(subjectName, last.issuerName))
    .toSorted((a, b) => Number(isHinted(last, b)) - Number(isHinted(last, a)) || b.notAfterMs - a.notAfterMs)

const isHinted = ({ keyIds: { authority } }: ParsedCertificate, { keyIds: { subject } }: ParsedCertificate): boolean =>
  authority !== undefined && authority === subject

const sameName = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index])

function mayIssue(
  issuer: ParsedCertificate,
  path: readonly ParsedCertificate[],
  searching: Searching,
  anchor: boolean,
): boolean {
  if (!isIssuedBy(path.at(-1) as ParsedCertificate, issuer, searching)) return false
  try {
    if (searching.nowMs !== undefined) demandTime(issuer, searching.nowMs)
    demandKey(issuer)
    if (!anchor) demandSignature(issuer)
    demandUnderstood(issuer)
    demandIssuer(issuer, path.slice(1))
    demandPurpose(issuer, searching.purpose)
    return true
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    searching.reasons.push(error)
    return false
  }
}

/** Name and signature fit (RFC 5280 §6.1.3 a 1 and 4). Each pair is verified once. */
function isIssuedBy(subject: ParsedCertificate, issuer: ParsedCertificate, { verified }: Searching): boolean {
  if (!sameName(subject.issuerName, issuer.subjectName)) return false
  const pair = `${subject.sha256} ${issuer.sha256}`
  const known = verified.get(pair)
  if (known !== undefined) return known
  if (verified.size >= maxSignatures) throw refusal(`the search for a path took more than ${maxSignatures} signatures`)
  const fits = signatureFits(subject, issuer)
  verified.set(pair, fits)
  return fits
}

/** A key of another kind than the signature is no fault of the one who asks. */
function signatureFits(subject: ParsedCertificate, issuer: ParsedCertificate): boolean {
  try {
    return subject.node.verify(issuer.node.publicKey)
  } catch {
    return false
  }
}

/** What only the whole path shows: names and policies (RFC 5280 §6.1.3 b to f). */
function holds(path: readonly ParsedCertificate[], { reasons }: Searching): boolean {
  const [anchor, ...below] = path.toReversed() as [ParsedCertificate, ...ParsedCertificate[]]
  const fault = constrained(path) ?? policyRefusal(anchor, below)
  if (fault) reasons.push(fault)
  return fault === undefined
}

function constrained(path: readonly ParsedCertificate[]): CryptoError | undefined {
  for (const [index, certificate] of path.entries()) {
    const above = path.slice(index + 1).flatMap(({ constraints }) => constraints ?? [])
    // RFC 5280 §6.1.3 (b): an authority that changes its key keeps its name.
    const found = index > 0 && isSelfIssued(certificate) ? undefined : constraintFault(certificate, above)
    if (found) return refusal(`${oneLine(certificate.subject)} ${found}`, constraintAdvice)
  }
  return undefined
}

function policyRefusal(anchor: ParsedCertificate, below: readonly ParsedCertificate[]): CryptoError | undefined {
  const found = policyFault(anchor, below)
  return found === undefined ? undefined : refusal(oneLine(found), policyAdvice)
}

function demandPurpose({ extendedKeyUsage, subject }: ParsedCertificate, purpose: string | undefined): void {
  if (purpose === undefined || !extendedKeyUsage || extendedKeyUsage.length === 0) return
  if (extendedKeyUsage.includes(purpose) || extendedKeyUsage.includes('2.5.29.37.0')) return
  throw refusal(
    `${oneLine(subject)} may not issue for ${called(purpose)}`,
    `ask the CA for an authority whose extended key usage allows ${called(purpose)}, or has none`,
  )
}

/**
 * May sign certificates with these authorities below it. One that only changes its key does not
 * count (RFC 5280 §4.2.1.9). @throws {CryptoError} `certificate`
 */
function demandIssuer(issuer: ParsedCertificate, below: readonly ParsedCertificate[]): void {
  const subject = oneLine(issuer.subject)
  const { keyCertSign } = x509.KeyUsageFlags
  if (!issuer.ca)
    throw refusal(`${subject} is no certification authority`, 'ask the CA for an issuer whose basic constraints say CA')
  // RFC 5280 §6.1.4 (n) asks for it where the extension is there; roots are often without.
  if (issuer.keyUsage !== undefined && (issuer.keyUsage & keyCertSign) === 0)
    throw refusal(`${subject} may not sign certificates`, 'ask the CA for an issuer whose key usage has keyCertSign')
  const counted = below.filter((each) => !isSelfIssued(each)).length
  if (issuer.pathLength !== undefined && issuer.pathLength < counted)
    throw refusal(
      `${subject} allows ${issuer.pathLength} authorities below it, found ${counted}`,
      'ask the CA for a certificate of an authority that its path length allows',
    )
}

/**
 * All about one certificate by itself; without an instant, what time does not change.
 * @throws {CryptoError} `certificate`
 */
export function demandGood(certificate: ParsedCertificate, nowMs: number | undefined): void {
  if (nowMs !== undefined) demandTime(certificate, nowMs)
  demandUnderstood(certificate)
  demandSignature(certificate)
  demandKey(certificate)
}

/** As `demandGood`, but that nobody looks at who signed it. @throws {CryptoError} `certificate` */
export function demandAnchor(certificate: ParsedCertificate): void {
  demandUnderstood(certificate)
  demandKey(certificate)
  demandIssuer(certificate, [])
}

function demandTime(certificate: ParsedCertificate, nowMs: number): void {
  const fault = timeFault(certificate, nowMs)
  if (fault !== undefined) throw refusal(fault)
}

function timeFault({ subject, notBeforeMs, notAfterMs }: ParsedCertificate, nowMs: number): string | undefined {
  if (nowMs < notBeforeMs) return `${oneLine(subject)} is not valid before ${new Date(notBeforeMs).toISOString()}`
  if (nowMs > notAfterMs) return `${oneLine(subject)} is not valid after ${new Date(notAfterMs).toISOString()}`
  return undefined
}

function demandUnderstood({ subject, notUnderstood }: ParsedCertificate): void {
  if (notUnderstood.length === 0) return
  const extensions = notUnderstood.map(called).join(', ')
  throw refusal(
    `${oneLine(subject)} has critical extensions we do not follow: ${extensions}`,
    `ask the CA for a certificate of ${oneLine(subject)} in which ${extensions} is left out, or not marked as critical`,
  )
}

function demandSignature({ subject, signature }: ParsedCertificate): void {
  if (!signature.sound)
    throw refusal(
      `${oneLine(subject)} is signed with ${signature.name}`,
      'ask the CA for a signature by RSA (also PSS) or ECDSA with SHA-256, SHA-384 or SHA-512, or by Ed25519',
    )
}

function demandKey({ subject, key, ca }: ParsedCertificate): void {
  if (key.soundFor === 'everything' || (ca && key.soundFor === 'authority')) return
  throw refusal(
    `${oneLine(subject)} has a key ${key.soundFor === 'authority' ? 'for authorities alone' : 'that is not sound'}: ${key.name}`,
    `make a key of RSA (2048 bits or more), P-256, P-384, P-521 or Ed25519${ca ? ', or on a brainpool curve,' : ''} and have it certified`,
  )
}

/** Node writes one attribute a line. */
export const oneLine = (subject: string): string => subject.replaceAll('\n', ', ')

export const refusal = (reason: string, advice?: string): CryptoError =>
  new CryptoError('certificate', reason, advice === undefined ? {} : { advice })
