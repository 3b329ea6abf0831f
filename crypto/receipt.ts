import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from './canonical.ts'
import { readJws } from './compact.ts'
import { type SigningKey, signCompact } from './engine.ts'
import { CryptoError } from './fault.ts'
import { closed, digest, instant, instantMs, memberCode, phrase, shapeReader, uuid } from './shapes.ts'
import { verifySigned, type WindowedVerifyingKey } from './signer.ts'
import { suites } from './suites.ts'

const typ = 'bulla-receipt+jws'
const maxBytes = 256 * 1024
/** As for envelopes: how far the recipient's clock may be ahead of ours. */
const maxSkewMs = 300_000

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
})

const receiptShape = closed({
  v: Type.Literal(1),
  id: uuid,
  /** Who signs: the recipient of the envelope. */
  from: memberCode,
  to: memberCode,
  envelope: closed({ id: uuid, sha256: digest }),
  at: instant,
  entries: Type.Array(entryShape, { maxItems: 64 }),
  /** Signed note of the recipient's log (C2SP tlog-checkpoint) that holds these leaves. */
  checkpoint: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
})

/** The recipient's signed answer to a delivery: one entry for each statement. */
export type Receipt = Static<typeof receiptShape>
export type ReceiptEntry = Static<typeof entryShape>

/** What the sender expects of a receipt: `statements` are those of the envelope, `from` is the member that was sent to. */
export interface ReceiptDemands {
  readonly from: string
  readonly to: string
  readonly envelope: { readonly id: string; readonly sha256: string }
  /** `terms`, where given, is compared too. */
  readonly statements: readonly { readonly id: string; readonly sha256: string; readonly terms?: string }[]
  readonly keys: readonly WindowedVerifyingKey[]
  readonly nowMs: number
}

const readShape = shapeReader(receiptShape, 'receipt', 'receipt')

/** @returns compact JWS over the canonical receipt. @throws {CryptoError} `receipt` when it is out of shape. */
export const signReceipt = async (receipt: Receipt, key: SigningKey): Promise<string> =>
  signCompact(canonical(checked(receipt)), typ, key)

/**
 * The receipt, if it is one: signed by the member that was sent to, about this envelope, with exactly one entry for each
 * statement under its digest. Anything else is no receipt, and the delivery has not happened.
 * @throws {CryptoError} `receipt`; the cause says what was wrong with the signature.
 */
export async function verifyReceipt(jws: string, demands: ReceiptDemands): Promise<Receipt> {
  const receipt = checked(await signedValue(jws, demands))
  const { from, to, envelope, statements } = demands
  if (receipt.from !== from || receipt.to !== to) {
    throw new CryptoError('receipt', `receipt is from ${receipt.from} to ${receipt.to}, expected ${from} to ${to}`)
  }
  if (receipt.envelope.id !== envelope.id || receipt.envelope.sha256 !== envelope.sha256) {
    throw new CryptoError('receipt', `receipt is about envelope ${receipt.envelope.id}, expected ${envelope.id}`)
  }
  demandEntries(receipt.entries, statements)
  return receipt
}

function demandEntries(entries: readonly ReceiptEntry[], statements: ReceiptDemands['statements']): void {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  if (byId.size !== entries.length || entries.length !== statements.length) {
    throw new CryptoError(
      'receipt',
      `receipt has ${entries.length} entries, expected one for each of ${statements.length}`,
    )
  }
  for (const { id, sha256, terms } of statements) {
    const entry = byId.get(id)
    if (!entry) throw new CryptoError('receipt', `receipt has no entry for statement ${id}`)
    if (entry.sha256 !== sha256) throw new CryptoError('receipt', `receipt has another digest for statement ${id}`)
    if (terms !== undefined && entry.terms !== terms) {
      throw new CryptoError('receipt', `receipt has another digest for the terms of statement ${id}`)
    }
  }
}

async function signedValue(jws: string, { keys, nowMs }: ReceiptDemands) {
  try {
    const read = readJws(jws, { typ, maxBytes, algorithms: Object.values(suites).map(({ signature }) => signature) })
    return parseCanonical(await verifySigned(read, { keys, nowMs, maxSkewMs }))
  } catch (cause) {
    throw new CryptoError('receipt', 'receipt is not signed by the member that was sent to', { cause })
  }
}

function checked(value: unknown): Receipt {
  const receipt = readShape(value)
  instantMs(receipt.at, 'receipt')
  const silent = receipt.entries.find(({ outcome, problem }) => outcome === 'refused' && problem === undefined)
  if (silent) throw new CryptoError('receipt', `statement ${silent.id} is refused without a problem`)
  return receipt
}
