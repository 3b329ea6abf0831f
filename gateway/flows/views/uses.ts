// What was done with content of a case, from both books: ours as it is recorded, and that of the
// partner as it signed and reported it.
import { parseCanonical } from '../../../crypto/canonical.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import type { Receipt } from '../../../crypto/statement/receipt.ts'
import type { UsesView } from '../../answers/uses-answers.ts'
import { effectOf } from '../../case/effects.ts'
import { type Book, bookOf, type Report } from '../../model/terms/reported.ts'
import { isUse, placeOf, saidOf } from '../../model/terms/uses.ts'
import type { CaseRow, EvidenceRow, ReceiptRow } from '../../ports/rows.ts'
import { plainProfile } from '../cases/cases.ts'
import { recordOf } from '../evidence/leaves.ts'
import { type Unaltered, type UnalteredCase, unalteredCase } from '../evidence/unaltered.ts'

interface Page {
  /** Number of the first use that is shown, from 1. */
  readonly from: number
  readonly limit: number
}

/** @throws {Problem} `store-altered` · `log-behind` */
export async function usesOf(deps: Unaltered, row: CaseRow, { from, limit }: Page): Promise<UsesView> {
  const stored = await unalteredCase(deps, row)
  const { signed, uses, attested, findings } = partnersBook(stored, await deps.store.receiptsOf(row.id))
  const ours = stored.evidence.flatMap(ownUse)
  const shown = <Row extends { readonly number: number }>(rows: readonly Row[]) =>
    rows.filter(({ number }) => number >= from && number < from + limit)
  const theirs = [...uses].map(([number, { content, said = null }]) => ({ number, content, said }))
  const most = Math.max(ours.length, ...uses.keys())
  return {
    case: row.id,
    partner: row.partner,
    ours: { count: ours.length, uses: shown(ours) },
    theirs: {
      signed: signed ?? null,
      attested,
      notYetTold: (signed?.count ?? 0) - attested,
      uses: shown(theirs.sort((a, b) => a.number - b.number)) as UsesView['theirs']['uses'],
    },
    findings: [...findings],
    next: most >= from + limit ? from + limit : null,
  }
}

/** All that the partner signed of its uses in the case, held against itself. */
export function partnersBook({ row, messages, items }: UnalteredCase, receipts: readonly ReceiptRow[]): Book {
  const profile = plainProfile(row.profile)
  const here = new Set(messages.map(({ id }) => id))
  const statements = messages.flatMap(({ direction, statement }) => {
    const { id, type, uses, facts } = statement
    if (direction === 'out') return []
    const report = effectOf(profile, type) === 'reports-uses' ? (facts as unknown as Report) : undefined
    return [{ id, uses, report }]
  })
  const receipted = receipts.flatMap(({ id, direction, jws }) =>
    direction === 'out' ? [] : entriesOf(jws).flatMap((entry) => (here.has(entry.id) ? [{ id, uses: entry.uses }] : [])),
  )
  const own = <Row extends { readonly id: string; readonly direction: 'in' | 'out' }>(rows: readonly Row[]) =>
    rows.flatMap(({ id, direction }) => (direction === 'out' ? [id] : []))
  const given = new Set([...own(messages), ...own(items)])
  return bookOf({ member: row.partner, case: row.id, statements, receipts: receipted, given })
}

/** As they stand in a receipt that was verified when it came. */
const entriesOf = (jws: string): Receipt['entries'] =>
  (parseCanonical(fromBase64url(jws.split('.', 3)[1] ?? '')) as unknown as Receipt).entries

function ownUse(row: EvidenceRow): UsesView['ours']['uses'] {
  if (!isUse(row)) return []
  const record = recordOf(row)
  const place = placeOf(record)
  if (!place) return []
  const said = saidOf(record) as UsesView['ours']['uses'][number]['said']
  return [{ number: place.number, content: row.subject, said, record: row.seq }]
}
