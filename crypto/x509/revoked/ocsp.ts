// Questions about one certificate and the answers of a responder (RFC 6960, with the nonce of RFC
// 9654): who answers is the authority itself, or whom it has made a responder.
import { createHash } from 'node:crypto'
import { CryptoError } from '../../fault.ts'
import { equal } from '../../octets.ts'
import {
  bitsIn,
  contentOf,
  context,
  type Element,
  elementAt,
  encodingOf,
  integerIn,
  membersOf,
  oidIn,
  reading,
  tags,
  timeIn,
  wholeOf,
  written,
} from '../der/der.ts'
import { type Extensions, extensionsIn } from '../der/extensions.ts'
import { isSignedBy } from '../der/signed-octets.ts'
import { comparable } from '../names.ts'
import { demandGood } from '../path/path.ts'
import { type ParsedCertificate, parseCertificate } from '../x509.ts'
import { type Revoked, reasons } from './crl-entries.ts'
import { authorityOf, type JudgedCertificate, type JudgingAuthority } from './judged.ts'

export const ocspBounds = { bytes: 64 * 1024 } as const

/** What is asked: a certificate, and the authority that issued it. */
interface Asked {
  readonly certificate: JudgedCertificate
  readonly authority: JudgingAuthority
  /** 16 to 32 octets, for this question alone. */
  readonly nonce: Uint8Array
}

declare const verified: unique symbol

/** Proof of an answer by whoever may give it: only `readOcspAnswer` makes one. */
export interface OcspAnswer {
  readonly status: 'good' | 'unknown' | Revoked
  readonly thisUpdateMs: number
  /** Until when it holds. */
  readonly untilMs: number
  readonly [verified]: true
}

const oids = {
  sha1: '1.3.14.3.2.26',
  basic: '1.3.6.1.5.5.7.48.1.1',
  nonce: '1.3.6.1.5.5.7.48.1.2',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const

// Object identifiers as they are written in a question.
const sha1Der = Uint8Array.of(0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a)
const nonceDer = Uint8Array.of(0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02)

/** DER of the question, for a POST of `application/ocsp-request`. */
export function ocspQuestion({ certificate, authority, nonce }: Asked): Uint8Array {
  const { nameHash, keyHash } = hashesOf(authority)
  const algorithm = written(tags.sequence, sha1Der, Uint8Array.of(0x05, 0x00))
  const serial = Buffer.from(certificate.serial.length % 2 === 0 ? certificate.serial : `0${certificate.serial}`, 'hex')
  const certId = written(
    tags.sequence,
    algorithm,
    written(tags.octetString, nameHash),
    written(tags.octetString, keyHash),
    written(tags.integer, (serial[0] ?? 0) < 0x80 ? serial : Buffer.concat([Uint8Array.of(0), serial])),
  )
  const list = written(tags.sequence, written(tags.sequence, certId))
  const value = written(tags.octetString, written(tags.octetString, nonce))
  const extensions = written(context(2), written(tags.sequence, written(tags.sequence, nonceDer, value)))
  return written(tags.sequence, written(tags.sequence, list, extensions))
}

/** What names an authority in a question: no secret, and no signature rests on it. */
function hashesOf({ name, spki }: JudgingAuthority) {
  const [, key] = membersOf(spki, wholeOf(spki, tags.sequence))
  const octets = key === undefined ? new Uint8Array(0) : bitsIn(spki, key)
  return { nameHash: sha1(name), keyHash: sha1(octets) }
}
const sha1 = (octets: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(octets).digest())

/** Who answers without saying until when, is asked again after this. */
const withoutEndMs = 5 * 60_000
/** How far the clock of a responder may be ahead of ours. */
const aheadMs = 5 * 60_000

/**
 * Reads and verifies an answer.
 * @throws {CryptoError} `ocsp` where it is none, is by somebody else, about something else, an
 *   answer to another question, or no longer in force · `too-large` · `algorithm`
 */
export async function readOcspAnswer(octets: Uint8Array, asked: Asked, nowMs: number): Promise<OcspAnswer> {
  if (octets.length > ocspBounds.bytes) throw new CryptoError('too-large', `answer has ${octets.length} octets`)
  try {
    const basic = basicIn(octets)
    const data = dataIn(basic.octets, basic.tbs)
    await demandSigned(basic, data, asked, nowMs)
    demandNonce(data.extensions, asked.nonce)
    return answerIn(basic.octets, data, asked, nowMs)
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'malformed')
      throw new CryptoError('ocsp', cause.message, { cause })
    throw cause
  }
}

interface Basic {
  readonly octets: Uint8Array
  readonly tbs: Element
  readonly algorithm: Element
  readonly signature: Uint8Array
  readonly certificates: readonly Uint8Array[]
}

const statuses = ['successful', 'malformedRequest', 'internalError', 'tryLater', '', 'sigRequired', 'unauthorized']

function basicIn(octets: Uint8Array): Basic {
  const outer = reading(octets, wholeOf(octets, tags.sequence))
  const [status] = contentOf(octets, outer.next(tags.enumerated))
  if (status !== 0) refuse(`responder says ${statuses[status ?? 4] ?? `status ${status}`}`)
  const bytes = reading(octets, reading(octets, outer.next(context(0))).next(tags.sequence))
  const type = oidIn(octets, bytes.next(tags.oid))
  if (type !== oids.basic) refuse(`answer is of type ${type}`)
  const inner = contentOf(octets, bytes.next(tags.octetString))
  const basic = reading(inner, wholeOf(inner, tags.sequence))
  const tbs = basic.next(tags.sequence)
  const algorithm = basic.next(tags.sequence)
  const signature = bitsIn(inner, basic.next(tags.bitString))
  const explicit = basic.maybe(context(0))
  basic.end()
  const list = explicit && reading(inner, explicit).next(tags.sequence)
  const certificates = list === undefined ? [] : membersOf(inner, list, 8).map((each) => encodingOf(inner, each))
  return { octets: inner, tbs, algorithm, signature, certificates }
}

interface Data {
  readonly responder: Element
  readonly responses: readonly Element[]
  readonly extensions: Extensions
}

function dataIn(octets: Uint8Array, tbs: Element): Data {
  const inside = reading(octets, tbs)
  inside.maybe(context(0))
  const responder = inside.maybe(context(1), context(2)) ?? refuse('answer does not say whose it is')
  inside.next(tags.generalizedTime)
  const responses = membersOf(octets, inside.next(tags.sequence), 16)
  const explicit = inside.maybe(context(1))
  inside.end()
  const list = explicit && reading(octets, explicit).next(tags.sequence)
  return { responder, responses, extensions: list === undefined ? new Map() : extensionsIn(octets, list) }
}

/** RFC 6960 §4.2.2.2: the authority itself, or a responder that it made one, and nobody else. */
async function demandSigned(basic: Basic, { responder }: Data, asked: Asked, nowMs: number): Promise<void> {
  const { octets, tbs, algorithm, signature, certificates } = basic
  const issuer = parseCertificate(asked.authority.der)
  const signed = { octets: encodingOf(octets, tbs), signature }
  const who = [asked.authority, ...certificates.map(authorityOf)].find((each) => isNamed(octets, responder, each))
  if (who === undefined) refuse('answer names a responder that it does not show')
  const delegate = who.id === asked.authority.id ? undefined : parseCertificate(who.der)
  if (delegate) demandResponder(delegate, who, { issuer, nowMs, authority: asked.authority })
  const key = (delegate ?? issuer).node.publicKey
  if (!(await isSignedBy(octets, algorithm, { ...signed, key }))) refuse('answer is not signed by its responder')
}

function isNamed(octets: Uint8Array, responder: Element, who: JudgingAuthority): boolean {
  const inner = elementAt(octets, responder.from, responder.to)
  return responder.tag === context(1)
    ? comparable(encodingOf(octets, inner)) === comparable(who.name)
    : equal(contentOf(octets, inner), hashesOf(who).keyHash)
}

interface Responding {
  readonly issuer: ParsedCertificate
  readonly authority: JudgingAuthority
  readonly nowMs: number
}

function demandResponder(
  delegate: ParsedCertificate,
  { der }: JudgingAuthority,
  { issuer, authority, nowMs }: Responding,
): void {
  const by = reading(der, reading(der, wholeOf(der, tags.sequence)).next(tags.sequence))
  by.maybe(context(0))
  by.next(tags.integer)
  by.next(tags.sequence)
  const named = comparable(encodingOf(der, by.next(tags.sequence)))
  if (named !== comparable(authority.name) || !delegate.node.verify(issuer.node.publicKey))
    refuse(`${delegate.subject} is no responder of ${authority.subject}`)
  if (!delegate.extendedKeyUsage?.includes(oids.ocspSigning))
    refuse(`${delegate.subject} is not made for answers (extended key usage OCSPSigning)`)
  demandGood(delegate, nowMs)
}

/**
 * A responder that makes its answers beforehand has no nonce; then the dates alone keep an old one
 * out.
 */
function demandNonce(extensions: Extensions, nonce: Uint8Array): void {
  const value = extensions.get(oids.nonce)?.value
  if (value === undefined) return
  const found = value[0] === tags.octetString ? contentOf(value, wholeOf(value, tags.octetString)) : value
  if (!equal(found, nonce)) refuse('answer is to another question: its nonce is not ours')
}

function answerIn(octets: Uint8Array, { responses, extensions }: Data, asked: Asked, nowMs: number): OcspAnswer {
  const single = responses.map((each) => reading(octets, each)).find((each) => isAbout(octets, each, asked))
  if (single === undefined) refuse('answer is about another certificate')
  const status =
    single.maybe(context(0, 'primitive'), context(1), context(2, 'primitive')) ?? refuse('answer has no status')
  const thisUpdateMs = timeIn(octets, single.next(tags.generalizedTime))
  const explicit = single.maybe(context(0))
  const nextMs = explicit && timeIn(octets, reading(octets, explicit).next(tags.generalizedTime))
  if (nextMs === undefined && !extensions.has(oids.nonce))
    refuse('answer has neither our nonce nor an end, so that an old one could not be told')
  if (thisUpdateMs - aheadMs > nowMs) refuse(`answer is of ${new Date(thisUpdateMs).toISOString()}, which is to come`)
  const untilMs = nextMs ?? nowMs + withoutEndMs
  if (untilMs < nowMs) refuse(`answer held until ${new Date(untilMs).toISOString()}`)
  return { status: statusIn(octets, status), thisUpdateMs, untilMs } as unknown as OcspAnswer
}

function isAbout(octets: Uint8Array, single: ReturnType<typeof reading>, { certificate, authority }: Asked): boolean {
  const id = reading(octets, single.next(tags.sequence))
  const [algorithm] = membersOf(octets, id.next(tags.sequence))
  const { nameHash, keyHash } = hashesOf(authority)
  const names = equal(contentOf(octets, id.next(tags.octetString)), nameHash)
  const keys = equal(contentOf(octets, id.next(tags.octetString)), keyHash)
  const serial = integerIn(octets, id.next(tags.integer))
  return (
    algorithm !== undefined && oidIn(octets, algorithm) === oids.sha1 && names && keys && serial === certificate.serial
  )
}

function statusIn(octets: Uint8Array, status: Element): OcspAnswer['status'] {
  if (status.tag === context(0, 'primitive')) return 'good'
  if (status.tag === context(2, 'primitive')) return 'unknown'
  const inside = reading(octets, status)
  const atMs = timeIn(octets, inside.next(tags.generalizedTime))
  const explicit = inside.maybe(context(0))
  const [code] = explicit === undefined ? [0] : contentOf(octets, reading(octets, explicit).next(tags.enumerated))
  return { atMs, reason: reasons[code ?? 0] ?? 'unspecified' }
}

function refuse(reason: string): never {
  throw new CryptoError('ocsp', reason)
}
