// What the check of the evidence finds of rows that fit their entries and that this installation,
// or the partner, never made: records without its mark, receipts without a signature, seals of
// other statements, deliveries that nobody receipted.
import type { OutboxStore } from '../../../ports/delivering.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { EvidenceRow, MessageRow } from '../../../ports/rows.ts'
import type { Trust } from '../../trust/trust.ts'
import { everyRecord } from '../every-record.ts'
import { isMarkDue, isMarked } from '../marks.ts'
import { type Authenticating, isSealedOver, whyNotAuthentic } from './authentic.ts'
import { genuineReceipt, names, type Receipting } from './receipted.ts'

export interface CheckingGenuine extends Authenticating, Receipting {
  readonly store: EvidenceStore & ReadingStore & OutboxStore
  trust(): Pick<Trust, 'card' | 'ownChain' | 'partners' | 'us'>
}

/** Of each case the number of its first record with a mark, for as long as one check goes on. */
export type Marks = Map<string, number>

/** A record in a case that has another mark than ours, or none though one before it has one. */
export async function whyUnmarked(
  { store, secrets }: CheckingGenuine,
  row: EvidenceRow,
  marks: Marks,
): Promise<string[]> {
  const { case: of, kind, subject, seq } = row
  if (of === null || !isMarkDue(row)) return []
  const fault = [`${kind} ${subject} has not the mark of this installation`]
  if (row.data.mark !== undefined) return isMarked(secrets, of, row) ? [] : fault
  return (await markedFrom(store, of, marks)) < seq ? fault : []
}

/** The first record of a case that has a mark; infinity where none has. Read once for each case. */
async function markedFrom(store: CheckingGenuine['store'], of: string, marks: Marks): Promise<number> {
  const known = marks.get(of)
  if (known !== undefined) return known
  let first = Number.POSITIVE_INFINITY
  for await (const row of everyRecord(store, of))
    if (isMarkDue(row) && row.data.mark !== undefined) {
      first = row.seq
      break
    }
  marks.set(of, first)
  return first
}

/** A receipt that we got is signed, and names a statement of the case that it is recorded in. */
export async function whyNoReceipt(deps: CheckingGenuine, row: EvidenceRow): Promise<string[]> {
  const receipt = await genuineReceipt(deps, String(row.data.partner), row)
  if (typeof receipt === 'string') return [receipt]
  for (const { id } of receipt.entries) if ((await deps.store.message(id))?.case === row.case) return []
  return [`receipt ${row.subject} names no statement of its case`]
}

/** What was received is under a seal of its sender. What we wrote is looked at when it opens. */
export async function whyNotTheirs(deps: CheckingGenuine, message: MessageRow): Promise<string[]> {
  const fault = message.direction === 'in' ? await whyNotAuthentic(deps, message.partner, [message]) : undefined
  return fault === undefined ? [] : [fault]
}

/** A receipt speaks of the statements of one envelope (docs/protocol.md §5). */
const mostCasesOfOne = 64

/** A statement of ours is under a seal over it; where it is delivered, its receipt says so. */
export async function whyNotDelivered(deps: CheckingGenuine, message: MessageRow): Promise<string[]> {
  const { id, direction, seal, sha256, partner } = message
  if (direction !== 'out') return []
  const faults =
    seal !== null && !isSealedOver(seal, sha256) ? [`message ${id} is under a seal that is not over it`] : []
  const delivery = await deps.store.delivery(id)
  if (delivery?.state !== 'delivered') return faults
  const unsaid = `message ${id} stands as delivered, which no receipt says`
  if (delivery.receipt === null) return [...faults, unsaid]
  const [told] = await deps.store.evidenceAbout('receipt.received', [delivery.receipt])
  if (!told) return [...faults, unsaid]
  const isOf = ({ kind, subject, case: of }: EvidenceRow) =>
    kind === 'receipt.received' && subject === delivery.receipt && of === message.case
  const says = async (record: EvidenceRow) => {
    const receipt = await genuineReceipt(deps, partner, record)
    return typeof receipt !== 'string' && names(receipt, message)
  }
  // It was recorded for each of its cases in a row: mostly nobody has to read all of a case.
  for (const limit of [1, mostCasesOfOne])
    for (const record of await deps.store.evidence({ after: told.seq - 1, limit }))
      if (isOf(record) && (await says(record))) return faults
  for await (const record of everyRecord(deps.store, message.case))
    if (isOf(record) && (await says(record))) return faults
  return [...faults, unsaid]
}
