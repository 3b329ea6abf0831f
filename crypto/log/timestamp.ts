import * as asn1js from 'asn1js'
import { AlgorithmIdentifier, MessageImprint, TimeStampReq, TimeStampResp, TSTInfo } from 'pkijs'
import { CryptoError } from '../fault.ts'
import { clockToleranceMs } from '../instants.ts'
import { equal, sha256, text, toHex, utf8 } from '../octets.ts'
import { oids } from '../x509/extensions.ts'
import { demandGood, pathTo } from '../x509/path/path.ts'
import { type ParsedCertificate, readableAmong, x509 } from '../x509/x509.ts'
import { bounds, elementsOf, openToken } from './timestamp-token.ts'

/*
 * Time stamps of RFC 3161: somebody else's word that a digest was there at an instant. We stamp the
 * text of checkpoints, so one stamp dates every entry of the log below it. The authority learns a
 * digest and nothing else.
 */

/** What is longer is not read. */
export const maxResponseBytes = 64 * 1024

const sha256Id = '2.16.840.1.101.3.4.2.1'

/**
 * DER of the anchors of the authorities we believe, or the SHA-256 of the DER of their own
 * certificates (hex).
 */
export type TsaAnchors = readonly Uint8Array[] | readonly string[]

export interface StampChecks {
  /** What was to be stamped. */
  readonly sha256: Uint8Array
  /**
   * As it went out with the query. With it the stamp must be fresh, without it it may be of any
   * age.
   */
  readonly nonce?: Uint8Array
  readonly tsaAnchors: TsaAnchors
  readonly nowMs: number
}

declare const proof: unique symbol

/** Proof that an authority we believe has seen the digest: only `readTimestamp` makes one. */
export interface TimeStamp {
  /** The authority's clock, ms since the epoch. */
  readonly at: number
  /** Hex. */
  readonly serial: string
  /** Object identifier of the policy it was given under. */
  readonly policy: string
  /** Of the DER of the authority's certificate, hex: a pin. */
  readonly tsaSha256: string
  readonly [proof]: true
}

/**
 * What is stamped of a checkpoint: its text, which ends in a newline, without blank line and
 * signatures (C2SP signed-note).
 */
export const noteImprint = (noteText: string): Uint8Array => sha256(utf8(noteText))

/**
 * DER of TimeStampReq that asks for the certificate too.
 * @param nonce 8 to 32 fresh random octets.
 * @throws {CryptoError} `malformed`
 */
export function timestampQuery(sha256: Uint8Array, nonce: Uint8Array): Uint8Array {
  if (sha256.length !== 32) throw new CryptoError('malformed', `expected a SHA-256, found ${sha256.length} octets`)
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: sha256Id, algorithmParams: new asn1js.Null() }),
      hashedMessage: new asn1js.OctetString({ valueHex: sha256.slice() }),
    }),
    nonce: new asn1js.Integer({ valueHex: integerOf(nonce).slice() }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER())
}

/**
 * Reads the answer of an authority and checks all of it: granted, our digest, our nonce, signed by
 * the key of a certificate that is for time stamping alone, issued below an anchor and valid at the
 * instant it names. Revocation is not asked for.
 * @param response DER of TimeStampResp, kept as it came.
 * @throws {CryptoError} `timestamp` or `certificate`, with the exact reason
 * @see RFC 3161 §2.4.2; docs/protocol.md
 */
export function readTimestamp(response: Uint8Array, checks: StampChecks): TimeStamp {
  try {
    return checked(response, checks)
  } catch (cause) {
    if (cause instanceof CryptoError) throw cause
    throw new CryptoError('timestamp', 'expected a time stamp response in DER', { cause })
  }
}

/**
 * `readTimestamp` years later, without the query: that the text of a checkpoint was there at `at`.
 */
export const verifyTimestamp = (
  response: Uint8Array,
  noteText: string,
  { tsaAnchors, nowMs }: Pick<StampChecks, 'tsaAnchors' | 'nowMs'>,
): TimeStamp => readTimestamp(response, { sha256: noteImprint(noteText), tsaAnchors, nowMs })

function checked(response: Uint8Array, { sha256, nonce, tsaAnchors, nowMs }: StampChecks): TimeStamp {
  const { content, signer, presented } = openToken(grantedToken(response))
  const block = blockOf(content)
  const info = new TSTInfo({ schema: block })
  demandForm(info)
  demandImprint(info, sha256)
  if (nonce) demandNonce(info, nonce)
  const at = instantOf(block)
  demandInstant(at, nowMs, nonce !== undefined)
  demandAuthority(signer, presented, tsaAnchors, at)
  demandName(info, signer)
  // DER puts a zero in front of what would be negative.
  const serial = toHex(info.serialNumber.valueBlock.valueHexView).replace(/^00(?=.)/, '')
  return { at, serial, policy: info.policy, tsaSha256: signer.sha256 } as unknown as TimeStamp
}

const statuses = ['granted', 'granted with modifications', 'rejection', 'waiting', 'revocation warning', 'revoked']
/** RFC 3161 §2.4.2, by bit. */
const failures: Readonly<Record<number, string>> = {
  0: 'the algorithm is not known there',
  2: 'such requests are not allowed',
  5: 'the request has the wrong format',
  14: 'its clock is not available',
  15: 'the policy is not known there',
  16: 'an extension is not known there',
  17: 'what was asked besides is not available',
  25: 'a fault of its own',
}

function grantedToken(response: Uint8Array) {
  if (response.length > maxResponseBytes) {
    refuse(`the response has ${response.length} octets, expected at most ${maxResponseBytes}`)
  }
  const { status, timeStampToken } = new TimeStampResp({ schema: blockOf(response) })
  if (status.status > 1) {
    const bits = status.failInfo ? bitsOf(status.failInfo) : []
    const reasons = bits.map((bit) => failures[bit] ?? `reason ${bit}`)
    const words = (status.statusStrings ?? []).map((each) => JSON.stringify(each.getValue().slice(0, 200)))
    refuse([`the authority answered with ${statuses[status.status]}`, ...reasons, ...words].join(': '))
  }
  return timeStampToken ?? refuse('the authority granted the stamp and left it out')
}

const bitsOf = ({ valueBlock: { valueHexView } }: asn1js.BitString): number[] =>
  [...valueHexView].flatMap((octet, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => octet & (0x80 >> bit)).map((bit) => index * 8 + bit),
  )

function demandForm({ version, extensions }: TSTInfo): void {
  if (version !== 1) refuse(`the stamp has version ${version}, expected 1`)
  const unknown = extensions?.find(({ critical }) => critical)
  if (unknown) refuse(`the stamp has a critical extension ${unknown.extnID}, which we do not follow`)
}

function demandImprint({ messageImprint: { hashAlgorithm, hashedMessage } }: TSTInfo, sha256: Uint8Array): void {
  if (hashAlgorithm.algorithmId !== sha256Id) {
    refuse(`the stamp is on a digest by ${hashAlgorithm.algorithmId}, expected SHA-256`)
  }
  const found = hashedMessage.valueBlock.valueHexView
  if (!equal(found, sha256)) refuse(`the stamp is on ${toHex(found.subarray(0, 64))}, expected ${toHex(sha256)}`)
}

function demandNonce({ nonce }: TSTInfo, expected: Uint8Array): void {
  if (!nonce) refuse('the stamp has no nonce, though one was sent')
  if (!equal(nonce.valueBlock.valueHexView, integerOf(expected))) refuse('the stamp has another nonce than the query')
}

/**
 * GeneralizedTime in UTC, with or without fractions of a second (RFC 3161 §2.4.2). Finer than
 * milliseconds is cut off.
 */
function instantOf(info: asn1js.BaseBlock): number {
  const time = elementsOf(info).find((element) => element instanceof asn1js.GeneralizedTime)
  const written = text(time?.valueBlock.valueHexView ?? new Uint8Array())
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/.exec(written)
  const [, year, month, day, hour, minute, second, fraction = ''] = match ?? []
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  const at = Date.parse(iso)
  // A 30th of February would be read as a day of March.
  if (Number.isNaN(at) || new Date(at).toISOString() !== iso) {
    refuse(`the stamp names the time ${JSON.stringify(written.slice(0, 32))}, expected one in UTC`)
  }
  return at
}

function demandInstant(at: number, nowMs: number, fresh: boolean): void {
  const named = new Date(at).toISOString()
  if (at > nowMs + clockToleranceMs) refuse(`the stamp is of ${named}, which is still to come`)
  if (fresh && at < nowMs - clockToleranceMs) refuse(`the stamp is of ${named}, expected one of now`)
}

/**
 * RFC 3161 §2.3: a key for time stamps and nothing else; all certificates of the path are valid
 * when the stamp was given.
 */
function demandAuthority(
  tsa: ParsedCertificate,
  presented: readonly ParsedCertificate[],
  tsaAnchors: TsaAnchors,
  at: number,
): void {
  demandGood(tsa, at)
  if (tsa.ca) distrust(`${tsa.subject} is a certification authority, expected one for time stamps`)
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags
  if (tsa.keyUsage !== undefined && (tsa.keyUsage & (digitalSignature | nonRepudiation)) === 0) {
    distrust(`${tsa.subject} may not sign`)
  }
  const usages = tsa.extendedKeyUsage ?? []
  if (usages.length !== 1 || usages[0] !== oids.timeStamping) {
    distrust(`${tsa.subject} is for ${usages.join(', ') || 'no named use'}, expected time stamping alone`)
  }
  if (!tsa.critical.includes(oids.extendedKeyUsage)) {
    distrust(`${tsa.subject} does not mark its use for time stamping as critical`)
  }
  if (tsaAnchors.some((anchor) => anchor === tsa.sha256)) return
  const anchors = readableAmong(tsaAnchors.filter((anchor) => typeof anchor !== 'string'))
  pathTo(tsa, { anchors, presented, purpose: oids.timeStamping, nowMs: at })
}

/** A name of the authority in the stamp is that of the certificate. */
function demandName({ tsa }: TSTInfo, { der }: ParsedCertificate): void {
  if (!tsa) return
  const subject = new Uint8Array(new x509.X509Certificate(der.slice()).subjectName.toArrayBuffer())
  const named = tsa.type === 4 ? new Uint8Array(tsa.value.toSchema().toBER()) : undefined
  if (!named || !equal(named, subject)) refuse('the stamp names another authority than its certificate')
}

/** Content octets of a DER INTEGER that is not negative. @throws {CryptoError} `malformed` */
function integerOf(nonce: Uint8Array): Uint8Array {
  if (nonce.length < 8 || nonce.length > 32) {
    throw new CryptoError('malformed', `expected a nonce of 8 to 32 octets, found ${nonce.length}`)
  }
  const first = nonce.findIndex((octet) => octet !== 0)
  const digits = first === -1 ? Uint8Array.of(0) : nonce.subarray(first)
  return (digits[0] as number) & 0x80 ? Uint8Array.of(0, ...digits) : digits
}

function blockOf(der: Uint8Array): asn1js.BaseBlock {
  const { offset, result } = asn1js.fromBER(der.slice(), bounds)
  if (offset !== der.length) refuse('expected DER and nothing after it')
  return result
}

function refuse(reason: string): never {
  throw new CryptoError('timestamp', reason)
}

function distrust(reason: string): never {
  throw new CryptoError('certificate', reason)
}
