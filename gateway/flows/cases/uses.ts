// How often a permission or a clearance was used, and how many copies left: what the evidence of
// releases says, so that no counter can say otherwise. And what receipts say of uses.
import { parseCanonical } from '../../../crypto/canonical.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import type { Receipt } from '../../../crypto/statement/receipt.ts'
import type { CaseMessage } from '../../case/terms-in-force.ts'
import { type Receipted, wantsReports } from '../../case/use-reports.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { otherRole } from '../../model/role.ts'
import { leavesCopy } from '../../model/terms/vocabulary.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceRow, ReceiptRow } from '../../ports/rows.ts'
import type { Trust } from '../trust/trust.ts'
import { contactsOf } from './cases.ts'

/** For each id of a permission or clearance the number of releases that used it. */
export function usesIn(evidence: Iterable<Pick<EvidenceRow, 'kind' | 'data'>>): ReadonlyMap<string, number> {
  const uses = new Map<string, number>()
  for (const { kind, data } of evidence) {
    if (kind !== 'release') continue
    for (const used of [data.permissions, data.clearances])
      if (Array.isArray(used)) for (const id of used) uses.set(String(id), (uses.get(String(id)) ?? 0) + 1)
  }
  return uses
}

/** The same of a case as it is stored. */
export const usesOf = async (store: CasesStore, caseId: string): Promise<ReadonlyMap<string, number>> =>
  usesIn(await releasesOf(store, caseId))

/**
 * The numbers of the releases by which copies of each piece of a case left the gateway, and up to
 * which piece of evidence that was counted.
 */
export async function copiesOf(
  store: CasesStore,
  caseId: string,
): Promise<{ readonly copies: ReadonlyMap<string, readonly number[]>; readonly seq: number }> {
  const releases = await releasesOf(store, caseId)
  const copies = new Map<string, number[]>()
  for (const { seq, subject, data } of releases)
    if (leavesCopy(String(data.use)) || data.archived === true)
      copies.set(subject, [...(copies.get(subject) ?? []), seq])
  return { copies, seq: releases.at(-1)?.seq ?? 0 }
}

const rowsAtOnce = 1000

async function releasesOf({ evidence }: CasesStore, caseId: string): Promise<readonly EvidenceRow[]> {
  const releases: EvidenceRow[] = []
  for (let after = 0; ; ) {
    const rows = await evidence({ case: caseId, after, limit: rowsAtOnce })
    releases.push(...rows.filter(({ kind }) => kind === 'release'))
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return releases
    after = last.seq
  }
}

/** As they stand in a receipt that was verified when it came, or that is our own. */
export const entriesOf = ({ jws }: Pick<ReceiptRow, 'jws'>): Receipt['entries'] => receiptOf(jws).entries

const receiptOf = (jws: string): Receipt =>
  parseCanonical(fromBase64url(jws.split('.', 3)[1] ?? '')) as unknown as Receipt

/**
 * What the receipts for messages of a case say of uses, on both sides; nothing is read where no
 * terms want to be told of uses unasked.
 * @param more that come with the change for which it is asked.
 */
export async function receiptedIn(
  store: CasesStore,
  trust: Trust,
  row: Pick<CaseRow, 'id' | 'partner' | 'role'>,
  messages: readonly CaseMessage[],
  more: readonly ReceiptRow[] = [],
): Promise<readonly Receipted[]> {
  if (!wantsReports(messages)) return []
  const here = new Set(messages.map(({ statement }) => statement.id))
  const { ours, theirs } = contactsOf(trust, row)
  const receipts = [...(await store.receiptsOf(row.id)), ...more]
  return receipts.flatMap(({ direction, jws }) => {
    const { at, entries } = receiptOf(jws)
    const by = direction === 'out' ? row.role : otherRole[row.role]
    const on = localDateOf(Date.parse(at), (direction === 'out' ? ours : theirs).timeZone)
    return entries.flatMap(({ id, uses }) => (uses && here.has(id) ? [{ by, uses, on }] : []))
  })
}
