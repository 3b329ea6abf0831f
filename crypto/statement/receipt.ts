import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { clockToleranceMs } from '../instants.ts'
import { readJws } from '../jose/compact.ts'
import { type SigningKey, signCompact } from '../jose/engine.ts'
import { demandWindow, verifySigned, type WindowedVerifyingKey } from '../jose/signer.ts'
import { suites } from '../jose/suites.ts'
import { closed, digest, instant, instantMs, memberCode, phrase, shapeReader, usesHead, uuid } from '../shapes.ts'

const typ = 'bulla-receipt+jws'
export const maxReceiptBytes = 256 * 1024

const entryShape = closed({
  id: uuid,
  /** Of the statement as it arrived. */
  sha256: digest,
  /** Of its terms: the recipient has taken note of exactly these. */
  terms: digest,
  outcome: Type.Enum(['received', 'duplicate', 'refused', 'conflict']),
  /** Index of its leaf in the recipient's log; of the first time for a duplicate. */
  leaf: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** Code of the problem that made the recipient refuse. */
  problem: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })),
  detail: Type.Optional(phrase(1000)),
  /**
   * What the recipient did with content of the case until then, of what it has; as in a statement.
   */
  uses: Type.Optional(usesHead()),
})

const cardHeld = closed({ sequence: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }), sha256: digest })

const receiptShape = closed({
  /** 2 where it says which cards are in use; those of 0.1.0 did not. */
  v: Type.Union([Type.Literal(1), Type.Literal(2)]),
  id: uuid,
  /** Who signs: the recipient of the envelope. */
  from: memberCode,
  to: memberCode,
  envelope: closed({ id: uuid, sha256: digest }),
  at: instant,
  entries: Type.Array(entryShape, { maxItems: 64 }),
  /** Signed note of the recipient's log (C2SP tlog-checkpoint) that holds these leaves. */
  checkpoint: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
  /** The newest card of the recipient, and the newest of the sender that the recipient holds. */
  cards: Type.Optional(closed({ mine: cardHeld, yours: cardHeld })),
})

/** The recipient's signed answer to a delivery: one entry for each statement. */
export type Receipt = Static<typeof receiptShape>
export type ReceiptEntry = Static<typeof entryShape>

/** A statement as it was sent: what an entry of a receipt is held against. */
export interface SentStatement {
  readonly id: string
  readonly sha256: string
  readonly termsSha256: string
  readonly sentAt: string
  readonly from: string
  readonly to: string
}

/**
 * What the sender expects of a receipt: `statements` are those of the envelope, `from` is the
 * member that was sent to.
 */
export interface ReceiptDemands {
  readonly from: string
  readonly to: string
  readonly envelope: { readonly id: string; readonly sha256: string }
  readonly statements: readonly SentStatement[]
  readonly keys: readonly WindowedVerifyingKey[]
  /** When the envelope was made. */
  readonly madeAtMs: number
  readonly nowMs: number
}

const readShape = shapeReader(receiptShape, 'receipt', 'receipt')

/**
 * @returns compact JWS over the canonical receipt. @throws {CryptoError} `receipt` when it is out
 * of shape.
 */
export const signReceipt = async (receipt: Receipt, key: SigningKey): Promise<string> =>
  signCompact(canonical(checked(receipt)), typ, key)

/**
 * The receipt, if it is one: signed by the member that was sent to, about this envelope, made
 * between then and now, with exactly one entry for each statement and nothing in it that
 * contradicts what was sent. Anything else is no receipt, and the delivery has not happened.
 * @throws {CryptoError} `receipt`; the cause says what was wrong with the signature.
 */
export async function verifyReceipt(
  jws: string,
  demands: ReceiptDemands,
): Promise<Receipt & { readonly cards: NonNullable<Receipt['cards']> }> {
  const receipt = await readReceipt(jws, demands)
  const { cards } = receipt
  if (cards === undefined)
    throw new CryptoError('receipt', 'receipt does not say which cards are in use; expected version 2')
  const { from, to, envelope, statements, madeAtMs, nowMs } = demands
  if (receipt.from !== from || receipt.to !== to) {
    throw new CryptoError('receipt', `receipt is from ${receipt.from} to ${receipt.to}, expected ${from} to ${to}`)
  }
  if (receipt.envelope.id !== envelope.id || receipt.envelope.sha256 !== envelope.sha256) {
    throw new CryptoError('receipt', `receipt is about envelope ${receipt.envelope.id}, expected ${envelope.id}`)
  }
  const atMs = Date.parse(receipt.at)
  if (atMs < madeAtMs - clockToleranceMs || atMs > nowMs + clockToleranceMs) {
    const [made, now] = [madeAtMs, nowMs].map((each) => new Date(each).toISOString())
    const apart = atMs < madeAtMs ? `${madeAtMs - atMs} ms behind` : `${atMs - nowMs} ms ahead of`
    throw new CryptoError(
      'receipt',
      `receipt was signed at ${receipt.at}, expected between ${made} and ${now}; its clock is ${apart} ours`,
    )
  }
  if (receipt.entries.length !== statements.length) {
    throw new CryptoError(
      'receipt',
      `receipt has ${receipt.entries.length} entries, expected one for each of ${statements.length}`,
    )
  }
  const byId = new Map(receipt.entries.map((entry) => [entry.id, entry]))
  for (const sent of statements) {
    const entry = byId.get(sent.id)
    if (!entry) throw new CryptoError('receipt', `receipt has no entry for statement ${sent.id}`)
    const [found] = contradictions(receipt, entry, sent)
    if (found !== undefined) throw new CryptoError('receipt', `receipt ${found}`)
  }
  return { ...receipt, cards }
}

/**
 * A receipt that is signed by one of these keys, in its window both now and when it says that it
 * was signed, and that agrees with itself. What it is about is another matter: `verifyReceipt` and
 * the checks of a bundle compare that, by the same `contradictions`.
 * @throws {CryptoError} `receipt`
 */
export async function readReceipt(
  jws: string,
  { keys, nowMs }: Pick<ReceiptDemands, 'keys' | 'nowMs'>,
): Promise<Receipt> {
  try {
    const read = readJws(jws, {
      typ,
      maxBytes: maxReceiptBytes,
      algorithms: Object.values(suites).map(({ signature }) => signature),
    })
    const receipt = checked(parseCanonical(await verifySigned(read, { keys, nowMs, maxSkewMs: clockToleranceMs })))
    demandWindow(read.header.kid, { keys, nowMs: Date.parse(receipt.at), maxSkewMs: clockToleranceMs })
    return receipt
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'receipt') throw cause
    throw new CryptoError('receipt', 'receipt is not signed by the member that was sent to', { cause })
  }
}

/** The key that a receipt says it is signed with. @throws {CryptoError} */
export const receiptKid = (jws: string): string =>
  readJws(jws, {
    typ,
    maxBytes: maxReceiptBytes,
    algorithms: Object.values(suites).map(({ signature }) => signature),
  }).header.kid

const noTerms = '0'.repeat(64)

/**
 * What an entry says that cannot be true of the statement that was sent, none where it may be. The
 * sender before it counts a receipt and whoever verifies a bundle ask this one function, so that
 * what counts for the one holds for the other.
 */
export function contradictions(
  { from, to, at }: Pick<Receipt, 'from' | 'to' | 'at'>,
  entry: Pick<ReceiptEntry, 'id' | 'sha256' | 'terms' | 'outcome'>,
  sent: SentStatement,
): string[] {
  // Who refuses a statement may take no note of its terms, and a clock that is ahead is a reason to
  // refuse.
  const unread = entry.outcome === 'refused' || entry.outcome === 'conflict'
  return [
    ...(entry.sha256 === sent.sha256
      ? []
      : [`has SHA-256 ${entry.sha256} for statement ${entry.id}, which has ${sent.sha256}`]),
    ...(entry.terms === sent.termsSha256 || (unread && entry.terms === noTerms)
      ? []
      : [`has SHA-256 ${entry.terms} for the terms of statement ${entry.id}, which have ${sent.termsSha256}`]),
    ...(from === sent.to && to === sent.from
      ? []
      : [`is from ${from} to ${to}, statement ${entry.id} from ${sent.from} to ${sent.to}`]),
    ...(unread || Date.parse(at) >= Date.parse(sent.sentAt) - clockToleranceMs
      ? []
      : [`was signed at ${at}, before statement ${entry.id} was sent at ${sent.sentAt}`]),
  ]
}

/**
 * Entries whose leaf the checkpoint of the receipt does not cover, `size` being that of the
 * checkpoint.
 */
export const uncovered = <E extends { readonly leaf?: number }>(entries: readonly E[], size: number): readonly E[] =>
  entries.filter(({ leaf }) => leaf !== undefined && leaf >= size)

function checked(value: unknown): Receipt {
  const receipt = readShape(value)
  instantMs(receipt.at, 'receipt')
  const { entries } = receipt
  if ((receipt.v === 2) !== (receipt.cards !== undefined))
    throw new CryptoError(
      'receipt',
      `receipt of version ${receipt.v} says ${receipt.cards ? '' : 'not '}which cards are in use`,
    )
  const silent = entries.find(({ outcome, problem }) => outcome === 'refused' && problem === undefined)
  if (silent) throw new CryptoError('receipt', `statement ${silent.id} is refused without a problem`)
  if (new Set(entries.map(({ id }) => id)).size !== entries.length)
    throw new CryptoError('receipt', 'receipt has two entries for one statement')
  const leaves = entries.flatMap(({ leaf }) => (leaf === undefined ? [] : [leaf]))
  if (new Set(leaves).size !== leaves.length)
    throw new CryptoError('receipt', 'receipt names one leaf for two statements')
  return receipt
}
