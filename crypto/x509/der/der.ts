// DER (X.690 §10) as far as lists of revoked certificates and answers about them need it: a forward
// look at octets that builds nothing, so that a list of 100 000 entries costs what its octets cost.
import { CryptoError } from '../../fault.ts'

/** One value: where it begins, where its content begins, and where it ends. */
export interface Element {
  readonly tag: number
  readonly start: number
  readonly from: number
  readonly to: number
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  teletexString: 0x14,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** A tag of the context: `[number]`, constructed unless it says otherwise. */
export const context = (number: number, form: 'constructed' | 'primitive' = 'constructed'): number =>
  (form === 'constructed' ? 0xa0 : 0x80) | number

/**
 * The value that begins at `at` and ends at `end` at the latest.
 * @throws {CryptoError} `malformed` for what is no DER: long tags, indefinite or padded lengths, a
 *   value that is cut.
 */
export function elementAt(octets: Uint8Array, at: number, end: number): Element {
  const tag = octets[at]
  const first = octets[at + 1]
  if (tag === undefined || first === undefined || at + 2 > end) refuse('is cut')
  if ((tag & 0x1f) === 0x1f) refuse('has a long tag')
  if (first < 0x80) return within({ tag, start: at, from: at + 2, to: at + 2 + first }, end)
  const count = first & 0x7f
  if (count === 0 || count > 4) refuse(`has a length of ${count} octets`)
  let length = 0
  for (let index = 0; index < count; index += 1) length = length * 256 + (octets[at + 2 + index] ?? refuse('is cut'))
  if (length < 0x80 || length < 256 ** (count - 1)) refuse('has a length that is not in its shortest form')
  const from = at + 2 + count
  return within({ tag, start: at, from, to: from + length }, end)
}

function within(element: Element, end: number): Element {
  return element.to <= end ? element : refuse('is cut')
}

/** The one value that these octets are, of this tag. @throws {CryptoError} `malformed` */
export function wholeOf(octets: Uint8Array, tag: number): Element {
  const element = elementAt(octets, 0, octets.length)
  if (element.tag !== tag || element.to !== octets.length) refuse('is not one value of the kind expected')
  return element
}

/** What a structure holds, bounded in number. @throws {CryptoError} `malformed` */
export function membersOf(octets: Uint8Array, { from, to }: Element, most = 64): Element[] {
  const members: Element[] = []
  for (let at = from; at < to; ) {
    if (members.length === most) refuse(`holds more than ${most} values`)
    const member = elementAt(octets, at, to)
    members.push(member)
    at = member.to
  }
  return members
}

/** Takes the members of a structure one after the other. */
interface Reading {
  /** The next one, which is of this tag. @throws {CryptoError} `malformed` */
  next(tag: number): Element
  /** The next one where it is of one of these tags. */
  maybe(...wanted: readonly number[]): Element | undefined
  /** @throws {CryptoError} `malformed` where something is left. */
  end(): void
}

export function reading(octets: Uint8Array, { from, to }: Element): Reading {
  let at = from
  const maybe = (...wanted: readonly number[]) => {
    if (at >= to) return undefined
    const element = elementAt(octets, at, to)
    if (!wanted.includes(element.tag)) return undefined
    at = element.to
    return element
  }
  return {
    maybe,
    next: (tag) => maybe(tag) ?? refuse(`has no value of tag ${tag} where one is expected`),
    end() {
      if (at < to) refuse('holds more than is expected')
    },
  }
}

export const contentOf = (octets: Uint8Array, { from, to }: Element): Uint8Array => octets.subarray(from, to)
/** With tag and length. */
export const encodingOf = (octets: Uint8Array, { start, to }: Element): Uint8Array => octets.subarray(start, to)

/** An object identifier in dotted form. @throws {CryptoError} `malformed` */
export function oidIn(octets: Uint8Array, element: Element): string {
  if (element.tag !== tags.oid || element.to === element.from || element.to - element.from > 64)
    refuse('has no object identifier where one is expected')
  const arcs: number[] = []
  let arc = 0
  for (let at = element.from; at < element.to; at += 1) {
    const octet = octets[at] as number
    arc = arc * 128 + (octet & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER) refuse('has an object identifier beyond all bounds')
    if (octet < 0x80) {
      arcs.push(arc)
      arc = 0
    } else if (at === element.to - 1) refuse('has an object identifier that is cut')
  }
  const [first = 0, ...others] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - 40 * root, ...others].join('.')
}

/**
 * UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 writes them, in milliseconds since 1970.
 * @throws {CryptoError} `malformed`
 */
export function timeIn(octets: Uint8Array, element: Element): number {
  const { tag, from, to } = element
  const utc = tag === tags.utcTime && to - from === 13
  const general = tag === tags.generalizedTime && to - from === 15
  if ((!utc && !general) || octets[to - 1] !== 0x5a) refuse('has no instant where one is expected')
  const two = (at: number) => digit(octets[at]) * 10 + digit(octets[at + 1])
  const at = general ? from + 4 : from + 2
  const short = utc ? two(from) : 0
  const year = general ? two(from) * 100 + two(from + 2) : short < 50 ? 2000 + short : 1900 + short
  const [month, day, hour, minute, second] = [two(at), two(at + 2), two(at + 4), two(at + 6), two(at + 8)]
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second)
  const read = new Date(atMs)
  // Days that no month has are read as those of the next.
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    refuse('has an instant that no calendar has')
  return atMs
}

const digit = (octet: number | undefined): number =>
  octet !== undefined && octet >= 0x30 && octet <= 0x39 ? octet - 0x30 : refuse('has no digit where one is expected')

/** Lower-case hex of an integer, without zeros before it; `-` before a negative one. */
export function integerIn(octets: Uint8Array, element: Element, mostOctets = 32): string {
  const content = contentOf(octets, element)
  if (element.tag !== tags.integer || content.length === 0 || content.length > mostOctets)
    refuse('has no integer where one is expected, or one beyond all bounds')
  const hex = content.toHex().replace(/^0+(?=.)/, '')
  return (content[0] as number) < 0x80 ? hex : `-${hex}`
}

/** The octets of a bit string of whole octets. @throws {CryptoError} `malformed` */
export function bitsIn(octets: Uint8Array, element: Element): Uint8Array {
  if (element.tag !== tags.bitString || octets[element.from] !== 0 || element.to === element.from)
    refuse('has no bit string of whole octets where one is expected')
  return octets.subarray(element.from + 1, element.to)
}

/** @throws {CryptoError} `malformed` but for the one spelling of *true*. */
export function trueIn(octets: Uint8Array, { from, to }: Element): true {
  if (to - from !== 1 || octets[from] !== 0xff) refuse('says false where it says nothing, or spells true otherwise')
  return true
}

export const latin1 = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1')

/** Writes one value. */
export function written(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets]
  return new Uint8Array(Buffer.concat([Uint8Array.from(head), ...parts]))
}

function refuse(reason: string): never {
  throw new CryptoError('malformed', `a value in DER ${reason}`)
}
