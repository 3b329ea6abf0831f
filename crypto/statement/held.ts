import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { clockToleranceMs } from '../instants.ts'
import { readJws } from '../jose/compact.ts'
import { type EncryptionKey, type SigningKey, signCompact } from '../jose/engine.ts'
import { encryptRouted, readEnvelope } from '../jose/envelope.ts'
import { chooseKey, decryptEnvelope, type Opening, routeEnvelope } from '../jose/opening.ts'
import { maxSealBytes } from '../jose/seal.ts'
import { demandWindow, verifySigned, type WindowedVerifyingKey } from '../jose/signer.ts'
import { suites } from '../jose/suites.ts'
import { sha256Hex, utf8 } from '../octets.ts'
import { closed, digest, instant, instantMs, memberCode, openObject, shapeReader } from '../shapes.ts'
import { maxReceiptBytes } from './receipt.ts'

const askTyp = 'bulla-held-ask+jws'
const answerTyp = 'bulla-held+jws'
/** What travels: the answer is encrypted to whoever asked. */
const kind = { typ: 'bulla-held+jwe', cty: answerTyp } as const
const maxAskBytes = 4096

export const heldLimits = {
  /** Statements of one page. */
  statements: 64,
  /** Octets of a page as it travels. */
  bytes: 4 * 1024 * 1024,
  /** From so many characters of statements and receipts on, a page takes no further one. */
  fullAt: 1024 * 1024,
} as const

const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const askShape = closed({
  v: Type.Literal(1),
  from: memberCode,
  to: memberCode,
  at: instant,
  /** From when on: of what was exchanged before nothing is asked. */
  since: instant,
  /** `next` of the page before; 0 for the first. */
  after: count,
})

const answerShape = closed({
  v: Type.Literal(1),
  from: memberCode,
  to: memberCode,
  at: instant,
  /** SHA-256 of the question. */
  ask: digest,
  statements: Type.Array(
    closed({
      statement: openObject(32),
      /** Compact JWS over the digests of the letter that it travelled in. */
      seal: Type.String({ minLength: 1, maxLength: maxSealBytes }),
    }),
    { maxItems: heldLimits.statements },
  ),
  /** Of these statements, each receipt once; compact JWS. */
  receipts: Type.Array(Type.String({ minLength: 1, maxLength: maxReceiptBytes }), { maxItems: heldLimits.statements }),
  /** Where the next page begins; null on the last. */
  next: Type.Union([count, Type.Null()]),
})

/** Which statements between two members the other one holds since an instant. */
type HeldAsk = Static<typeof askShape>
/** One page of them, of both directions, under their seals and with their receipts. */
export type HeldPage = Static<typeof answerShape>

const readAsk = shapeReader(askShape, 'held', 'question')
const readPage = shapeReader(answerShape, 'held', 'answer')

/** @returns compact JWS over the canonical question. @throws {CryptoError} `held` */
export const signHeldAsk = (ask: HeldAsk, key: SigningKey): Promise<string> =>
  signCompact(canonical(checkedAsk(ask)), askTyp, key)

/** What an answer is about: the question as it was sent. */
export const heldAskSha256 = (jws: string): string => sha256Hex(utf8(jws))

interface Demands {
  readonly from: string
  readonly to: string
  readonly keys: readonly WindowedVerifyingKey[]
  readonly nowMs: number
}

/**
 * The question, if the member on the line signed it, to us, now.
 * @throws {CryptoError} `held`; the cause says what was wrong with the signature.
 * @see docs/protocol.md §12
 */
export const readHeldAsk = (jws: string, demands: Demands): Promise<HeldAsk> =>
  signedNow(jws, { typ: askTyp, maxBytes: maxAskBytes, read: checkedAsk }, demands)

/**
 * Signs a page and encrypts it to whoever asked.
 * @throws {CryptoError} `held` where it is out of shape
 */
export async function sealHeldPage(
  page: HeldPage,
  {
    signWith,
    ...encrypting
  }: {
    readonly signWith: SigningKey
    readonly encryptTo: EncryptionKey
    readonly id: string
    readonly expiresAtMs: number
  },
): Promise<string> {
  const signed = await signCompact(canonical(checkedPage(page)), answerTyp, signWith)
  return encryptRouted(utf8(signed), kind, { ...encrypting, from: page.from, to: page.to })
}

/**
 * The page, in the order in which an envelope is opened: to us, from the member on the line, for
 * one of our keys, signed now, about our question. What its statements are worth is still to be
 * verified, each by itself.
 * @param askSha256 of the question
 * @throws {CryptoError} `held`; the cause says which step failed
 */
export async function openHeldPage(
  octets: Uint8Array,
  opening: Omit<Opening, 'maxBytes'>,
  askSha256: string,
): Promise<HeldPage> {
  const demands = { from: opening.peer, to: opening.us, keys: opening.theirs, nowMs: opening.nowMs }
  const plaintext = await decrypted(octets, opening)
  const page = await signedNow(plaintext, { typ: answerTyp, maxBytes: heldLimits.bytes, read: checkedPage }, demands)
  if (page.ask === askSha256) return page
  throw new CryptoError('held', 'answer is about another question')
}

async function decrypted(octets: Uint8Array, opening: Omit<Opening, 'maxBytes'>): Promise<Uint8Array> {
  try {
    const read = readEnvelope(octets, { suite: opening.suite, maxBytes: heldLimits.bytes }, kind)
    return (await decryptEnvelope(chooseKey(routeEnvelope(read, opening), opening))).plaintext
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new CryptoError('held', 'answer is not encrypted to us by the member on the line', { cause })
  }
}

interface Signed<T> {
  readonly typ: string
  readonly maxBytes: number
  read(value: unknown): T
}

async function signedNow<T extends Pick<HeldAsk, 'from' | 'to' | 'at'>>(
  jws: string | Uint8Array,
  { typ, maxBytes, read }: Signed<T>,
  { from, to, keys, nowMs }: Demands,
): Promise<T> {
  try {
    const strict = readJws(jws, { typ, maxBytes, algorithms: Object.values(suites).map(({ signature }) => signature) })
    const said = read(parseCanonical(await verifySigned(strict, { keys, nowMs, maxSkewMs: clockToleranceMs })))
    const atMs = Date.parse(said.at)
    demandWindow(strict.header.kid, { keys, nowMs: atMs, maxSkewMs: clockToleranceMs })
    if (said.from !== from || said.to !== to)
      throw new CryptoError('held', `it is from ${said.from} to ${said.to}, expected ${from} to ${to}`)
    if (Math.abs(atMs - nowMs) > clockToleranceMs)
      throw new CryptoError('held', `it was signed at ${said.at}; here it is ${new Date(nowMs).toISOString()}`)
    return said
  } catch (cause) {
    if (!(cause instanceof CryptoError) || cause.code === 'held') throw cause
    throw new CryptoError('held', 'it is not signed by the member on the line', { cause })
  }
}

function checkedAsk(value: unknown): HeldAsk {
  const ask = readAsk(value)
  for (const each of [ask.at, ask.since]) instantMs(each, 'held')
  return ask
}

function checkedPage(value: unknown): HeldPage {
  const page = readPage(value)
  instantMs(page.at, 'held')
  return page
}
