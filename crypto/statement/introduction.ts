// What a member says of another one that has lost everything: this card is theirs, we have met them
// and compared its words. It is for one partner, about one card, and for a time.
import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from '../canonical.ts'
import type { Card } from '../card/card-shape.ts'
import { CryptoError } from '../fault.ts'
import { clockToleranceMs, dayMs, iso } from '../instants.ts'
import { readJws } from '../jose/compact.ts'
import { type SigningKey, signCompact } from '../jose/engine.ts'
import { demandWindow, verifySigned, type WindowedVerifyingKey } from '../jose/signer.ts'
import { suites } from '../jose/suites.ts'
import { isJsonObject } from '../json.ts'
import { fromBase64url } from '../octets.ts'
import { closed, day, digest, instant, instantMs, memberCode, octets32, shapeReader } from '../shapes.ts'

const typ = 'bulla-introduction+jws'
const algorithms = Object.values(suites).map(({ signature }) => signature)
export const maxIntroductionBytes = 4096
/** So long an introduction may hold. */
export const longestIntroductionMs = 30 * dayMs
/** In the east a day begins so much earlier than in UTC, in the west it ends so much later. */
const aroundUtcMs = (14 * dayMs) / 24

const introductionShape = closed({
  v: Type.Literal(1),
  /** Who introduces. */
  from: memberCode,
  /** The one partner that it is for: nobody collects what was said to another. */
  to: memberCode,
  about: memberCode,
  /** SHA-256 of the canonical card that is meant. */
  card: digest,
  /** The keys that this card names as next. */
  next: Type.Array(octets32, { minItems: 1, maxItems: 3, uniqueItems: true }),
  /** When people of both met, and compared the twelve words. */
  seenOn: day,
  at: instant,
  /** It counts until then, at most 30 days after `at`. */
  until: instant,
})

export type Introduction = Static<typeof introductionShape>

const readShape = shapeReader(introductionShape, 'introduction', 'introduction')

/** @returns compact JWS over the canonical introduction. @throws {CryptoError} `introduction` */
export const signIntroduction = async (introduction: Introduction, key: SigningKey): Promise<string> =>
  signCompact(canonical(checkedIntroduction(introduction)), typ, key)

interface Demands {
  readonly from: string
  readonly to: string
  /** Of `from`, by its card in use. */
  readonly keys: readonly WindowedVerifyingKey[]
  readonly nowMs: number
}

declare const proof: unique symbol
/** Proof that `from` signed it for `to`, and that it holds now; `readIntroduction` makes it. */
export type ReadIntroduction = Introduction & { readonly [proof]: true }

/**
 * The introduction, if this member signed it with a key that is its own now and was when it signed.
 * @throws {CryptoError} `introduction`; the cause says what was wrong with the signature.
 * @see docs/protocol.md §1.1
 */
export async function readIntroduction(jws: string, { from, to, keys, nowMs }: Demands): Promise<ReadIntroduction> {
  try {
    const read = readJws(jws, { typ, maxBytes: maxIntroductionBytes, algorithms })
    const said = checkedIntroduction(
      parseCanonical(await verifySigned(read, { keys, nowMs, maxSkewMs: clockToleranceMs })),
    )
    const atMs = Date.parse(said.at)
    demandWindow(read.header.kid, { keys, nowMs: atMs, maxSkewMs: clockToleranceMs })
    if (said.from !== from || said.to !== to)
      throw wrong(`introduction is from ${said.from} to ${said.to}, expected ${from} to ${to}`)
    if (atMs > nowMs + clockToleranceMs) throw wrong(`introduction was signed at ${said.at}; here it is ${iso(nowMs)}`)
    if (Date.parse(said.until) <= nowMs) throw wrong(`introduction held until ${said.until}; here it is ${iso(nowMs)}`)
    return said as ReadIntroduction
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'introduction') throw cause
    const found = cause instanceof CryptoError ? `: ${cause.message}` : ''
    throw new CryptoError('introduction', `introduction is not one that ${from} signed${found}`, { cause })
  }
}

/**
 * That it means this card, and that people met when the card was there to be compared.
 * @throws {CryptoError} `introduction`
 */
export function demandMeans({ about, card, next, seenOn }: Introduction, meant: Card, sha256: string): void {
  if (about !== meant.member || card !== sha256)
    throw wrong(`introduction is about card ${card} of ${about}, expected card ${sha256} of ${meant.member}`)
  if (next.join() !== meant.next.join()) throw wrong(`introduction names other next keys than card ${sha256} does`)
  if (seenOn < dayAt(instantMs(meant.issuedAt, 'introduction') - aroundUtcMs))
    throw wrong(`they were seen on ${seenOn}, before the card was issued at ${meant.issuedAt}`)
}

/** The key that it names; nothing of it is verified. What cannot be read names none. */
export function introductionKid(jws: string): string | undefined {
  try {
    return readJws(jws, { typ, maxBytes: maxIntroductionBytes, algorithms }).header.kid
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

/** Who says that it introduces; nothing of it is verified. @throws {CryptoError} `introduction` */
export function claimedIntroducer(jws: string): string {
  if (jws.length > maxIntroductionBytes)
    throw wrong(`introduction has ${jws.length} octets, expected at most ${maxIntroductionBytes}`)
  try {
    const claimed = parseCanonical(fromBase64url(jws.split('.', 3)[1] ?? ''))
    if (isJsonObject(claimed) && typeof claimed['from'] === 'string') return claimed['from']
  } catch (cause) {
    throw new CryptoError('introduction', 'expected an introduction, one compact JWS', { cause })
  }
  throw wrong('expected an introduction, one compact JWS')
}

/**
 * What it says holds together, whoever signs it. @throws {CryptoError} `introduction`
 */
export function checkedIntroduction(value: unknown): Introduction {
  const said = readShape(value)
  const { from, to, about } = said
  if (new Set([from, to, about]).size < 3)
    throw wrong(`introduction is from ${from} to ${to} about ${about}, expected three members`)
  const [at, until] = [instantMs(said.at, 'introduction'), instantMs(said.until, 'introduction')]
  if (until <= at || until - at > longestIntroductionMs)
    throw wrong(`introduction is of ${said.at} and holds until ${said.until}, expected at most 30 days`)
  instantMs(`${said.seenOn}T00:00:00.000Z`, 'introduction')
  if (said.seenOn > dayAt(at + aroundUtcMs)) throw wrong(`they were seen on ${said.seenOn}, after it was said`)
  return said
}

const dayAt = (ms: number): string => iso(ms).slice(0, 10)
const wrong = (message: string): CryptoError => new CryptoError('introduction', message)
