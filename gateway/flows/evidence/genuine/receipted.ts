// Which statements of ours their recipient has: by a receipt under its key that names the very
// statement. That one is there, or that a record says so, proves nothing.
import { parseCanonical } from '../../../../crypto/canonical.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { fromBase64url, sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import { contradictions, type Receipt, readReceipt, type SentStatement } from '../../../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../../../crypto/statement/statement.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { EvidenceRow, MessageRow, ReceiptRow } from '../../../ports/rows.ts'
import type { Trust } from '../../trust/trust.ts'
import type { EvidenceLog } from '../evidence-log.ts'
import { whyNotCommitted } from '../found-out.ts'
import { isAcceptance, keptKeys } from './authentic.ts'

export interface Receipting {
  readonly store: EvidenceStore & ReadingStore
  trust(): Pick<Trust, 'partners' | 'us'>
}

/** A statement of ours as it was sent. */
type Sent = Pick<MessageRow, 'id' | 'sha256' | 'statement' | 'direction'>

interface InCase {
  readonly partner: string
  readonly messages: readonly Sent[]
  readonly evidence: readonly EvidenceRow[]
}

/** Records whose receipts were verified, and what these say: one is frozen while it is the same. */
const verified = new WeakMap<EvidenceRow, { readonly receipt: Receipt; readonly us: string }>()
/** By which record a statement of ours is known to have been received. */
const receiptedBy = new WeakMap<MessageRow['statement'], EvidenceRow>()

/**
 * The statements of ours that open something for us and have come to their recipient: each has a
 * receipt that was recorded since it was written, or refused and sent again.
 * @returns in words for our log the first receipt that is none.
 */
export async function receiptedIn(
  deps: Receipting & { readonly evidenceLog: Pick<EvidenceLog, 'absent'> },
  { partner, messages, evidence }: InCase,
): Promise<ReadonlySet<string> | string> {
  const receipted = new Set<string>()
  const waiting = messages.filter((message) => message.direction === 'out' && isAcceptance(message))
  if (waiting.length === 0) return receipted
  const records = evidence.filter(({ kind }) => kind === 'receipt.received')
  const [here, since] = [new Set(records), lastSent(evidence)]
  for (const message of waiting) {
    const from = since.get(message.id) ?? Number.POSITIVE_INFINITY
    const known = receiptedBy.get(message.statement)
    const found = known && known.seq > from && here.has(known) ? known : await recordOf(message, from)
    if (typeof found === 'string') return found
    if (found) receipted.add(message.id)
  }
  return receipted

  async function recordOf(message: Sent, from: number): Promise<EvidenceRow | string | undefined> {
    for (const record of records) {
      if (record.seq <= from) continue
      const receipt = await knownReceipt(deps, partner, record)
      if (typeof receipt === 'string') return receipt
      if (!names(receipt, message)) continue
      if ((await deps.evidenceLog.absent([record])) !== undefined) return `entry ${record.seq} is not in the log`
      if (Object.isFrozen(record)) receiptedBy.set(message.statement, record)
      return record
    }
    return undefined
  }
}

/** Of each statement the number since when a receipt may speak of it. */
const lastSent = (evidence: readonly EvidenceRow[]): ReadonlyMap<string, number> =>
  new Map(
    evidence.flatMap(({ kind, subject, seq }): [string, number][] =>
      kind === 'statement.sent' || kind === 'statement.refused' ? [[subject, seq]] : [],
    ),
  )

/** Whether the recipient says in it that it has the statement. */
export const names = (receipt: Receipt, message: Sent): boolean =>
  receipt.entries.some(
    (entry) =>
      entry.id === message.id &&
      (entry.outcome === 'received' || entry.outcome === 'duplicate') &&
      contradictions(receipt, entry, sentOf(message)).length === 0,
  )

const sentOf = ({ id, sha256, statement: { terms, sentAt, from, to } }: Sent): SentStatement => ({
  ...{ id, sha256, sentAt, from: from.member, to: to.member },
  termsSha256: termsSha256(terms),
})

/** A receipt that was verified stays so, whatever became of its row: its record commits to it. */
async function knownReceipt(deps: Receipting, partner: string, record: EvidenceRow): Promise<Receipt | string> {
  const { us } = deps.trust()
  const before = verified.get(record)
  if (before?.us === us && before.receipt.from === partner) return before.receipt
  const receipt = await genuineReceipt(deps, partner, record)
  if (typeof receipt !== 'string' && Object.isFrozen(record)) verified.set(record, { receipt, us })
  return receipt
}

/**
 * What a recorded receipt says, looked at anew: it is the one that its entry commits to, under a
 * key of the partner in its window then, from it to us, about the envelope that was recorded with it.
 * @returns in words for our log why there is none.
 */
export async function genuineReceipt(
  deps: Receipting,
  partner: string,
  record: EvidenceRow,
): Promise<Receipt | string> {
  const { us } = deps.trust()
  const fault = whyNotCommitted(record)
  if (fault !== undefined) return fault
  const { subject: id, data } = record
  const row = await deps.store.receipt(id, partner)
  if (!row) return `receipt ${id} is gone`
  if (sha256Hex(utf8(row.jws)) !== data.jws) return `receipt ${id} is not the one that was recorded`
  const receipt = await signedBy(deps, partner, row.jws)
  if (!receipt) return `receipt ${id} is not signed by ${partner}`
  if (!isAbout(receipt, { partner, us }, record, row)) return `receipt ${id} is about something else`
  return receipt
}

const isAbout = (
  { id, from, to, envelope }: Receipt,
  { partner, us }: { readonly partner: string; readonly us: string },
  { subject, data }: EvidenceRow,
  row: ReceiptRow,
): boolean =>
  id === subject &&
  from === partner &&
  to === us &&
  row.direction === 'in' &&
  envelope.id === row.envelope &&
  envelope.sha256 === row.envelopeSha256 &&
  envelope.id === data.envelope &&
  envelope.sha256 === data.sha256

/** Under a key of the card in force, or of one before, in its window when it was signed. */
export async function signedBy(
  deps: Pick<Receipting, 'trust'> & { readonly store: EvidenceStore },
  partner: string,
  jws: string,
): Promise<Receipt | undefined> {
  const known = deps.trust().partners.get(partner)
  for (const keys of [async () => known?.theirs ?? [], () => keptKeys(deps, partner)]) {
    try {
      return await readReceipt(jws, { keys: await keys(), nowMs: claimedAtMs(jws) })
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
    }
  }
  return undefined
}

/** @throws {CryptoError} where it is no receipt at all */
function claimedAtMs(jws: string): number {
  const claims = parseCanonical(fromBase64url(jws.split('.', 2)[1] ?? '')) as { readonly at?: unknown } | null
  const atMs = Date.parse(String(claims?.at))
  if (Number.isNaN(atMs)) throw new CryptoError('receipt', 'receipt says no instant at which it was signed')
  return atMs
}
