// A receipt of a partner speaks of its log, wherever it comes from: an answer to what was sent, or
// given back after a restore. What it says of it has to fit all that the partner signed of it before.

import { parseCanonical } from '../../../../crypto/canonical.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import {
  claimedCheckpoint,
  type KnownLog,
  readCheckpoint,
  type VerifiedCheckpoint,
} from '../../../../crypto/log/checkpoint.ts'
import { equal, fromBase64url } from '../../../../crypto/octets.ts'
import { type Receipt, uncovered } from '../../../../crypto/statement/receipt.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { PartnerLogs } from './partner-logs.ts'

export interface HoldingReceipts {
  readonly store: CasesStore
  readonly partnerLogs: PartnerLogs
}

interface About {
  /** Of the statements: what the partner receipted in them before is held against it. */
  readonly cases: readonly string[]
  /** When it was asked for, by the monotonic clock; left out where it may be of any age. */
  readonly askedMs?: number
}

/**
 * Its leaves are in the log that the partner's card names, and its checkpoint is of the one tree
 * that all the others are of.
 * @throws {CryptoError} `receipt` · `log` where the partner's log contradicts what it signed
 *   before, after the alarm
 */
export async function demandOneHistory(
  { store, partnerLogs }: HoldingReceipts,
  partner: Partner,
  receipt: Receipt,
  { cases, askedMs }: About,
): Promise<void> {
  const checkpoint = demandCheckpoint(partner, receipt)
  for (const id of new Set(cases)) {
    const found = whyNotOneHistory(receipt, await receiptedBefore(store, partner, id))
    if (found) await partnerLogs.contradict(partner, found.held, checkpoint, found.why)
  }
  await partnerLogs.hold(partner, checkpoint, askedMs)
}

type Claims = Pick<Receipt, 'id' | 'checkpoint' | 'entries'>

/**
 * What the partner receipted in a case. Each was verified when it was stored, so it is only read
 * here. All are read, as the bundle of the case will hold all: 1 000 of them take some 30 ms, no
 * more than folding the case does, and a case has 2 000 statements of a member at most
 * (`caseLimits`), so that the cost of one delivery is bounded.
 */
async function receiptedBefore(store: CasesStore, { member }: Partner, id: string): Promise<Claims[]> {
  const rows = (await store.receiptsOf(id)).filter(({ direction, partner }) => direction === 'in' && partner === member)
  return rows.map(({ jws }) => parseCanonical(fromBase64url(jws.split('.', 2)[1] ?? '')) as unknown as Claims)
}

/**
 * A log has one root of each size, and one statement at each leaf: else our own bundle of the case
 * would fail.
 */
function whyNotOneHistory({ checkpoint, entries }: Receipt, earlier: readonly Claims[]): Contradiction | undefined {
  const { origin, size, rootHash } = claimedCheckpoint(checkpoint ?? '')
  for (const other of earlier) {
    if (other.checkpoint === undefined) continue
    const held = { ...claimedCheckpoint(other.checkpoint), note: other.checkpoint }
    if (held.origin === origin && held.size === size && !equal(held.rootHash, rootHash))
      return { held, why: `its checkpoint has another root for ${size} leaves than receipt ${other.id}` }
    const twice = entries.find(({ id, leaf }) =>
      other.entries.some((entry) => leaf !== undefined && entry.leaf === leaf && entry.id !== id),
    )
    if (twice)
      return { held, why: `leaf ${twice.leaf} of statement ${twice.id} is that of another one in receipt ${other.id}` }
  }
  return undefined
}

/** The checkpoint of an earlier receipt, and what of it does not fit. */
interface Contradiction {
  readonly held: ReturnType<typeof claimedCheckpoint> & { readonly note: string }
  readonly why: string
}

/** Of each log. */
const mostVerified = 64
const verified = new WeakMap<KnownLog, Map<string, VerifiedCheckpoint>>()

/** What arrived together is receipted over one checkpoint, which is verified once. */
function checkpointIn(note: string, log: KnownLog): VerifiedCheckpoint {
  const known = verified.get(log) ?? new Map<string, VerifiedCheckpoint>()
  verified.set(log, known)
  const before = known.get(note)
  if (before) return before
  const found = readCheckpoint(note, log)
  const [oldest] = known.keys()
  if (known.size >= mostVerified && oldest !== undefined) known.delete(oldest)
  known.set(note, found)
  return found
}

/** Its leaves are in the log that the partner's card names. */
function demandCheckpoint({ log }: Partner, receipt: Receipt): VerifiedCheckpoint {
  if (receipt.checkpoint === undefined) throw new CryptoError('receipt', 'it carries no checkpoint')
  const checkpoint = checkpointIn(receipt.checkpoint, log)
  const unlogged = receipt.entries.find(({ leaf, outcome }) => leaf === undefined && outcome !== 'refused')
  if (unlogged) throw new CryptoError('receipt', `it names no leaf for statement ${unlogged.id}`)
  const [beyond] = uncovered(receipt.entries, checkpoint.size)
  if (beyond)
    throw new CryptoError(
      'receipt',
      `its checkpoint of ${checkpoint.size} leaves does not hold that of statement ${beyond.id}`,
    )
  return checkpoint
}
