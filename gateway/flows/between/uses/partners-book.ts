// What the partner signed and reported of its uses in a case, held against itself. Where it does
// not fit it may be a breach: a person decides.
import { effectOf, usesReported } from '../../../case/effects.ts'
import { type Book, bookOf, type Finding } from '../../../model/terms/uses/reported.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { CaseRow, MessageRow, ReceiptRow } from '../../../ports/rows.ts'
import { plainProfile } from '../../cases/cases.ts'
import { entriesOf } from '../../cases/uses.ts'

type Row = Pick<CaseRow, 'id' | 'partner' | 'profile'>
type Told = Pick<MessageRow, 'id' | 'direction' | 'statement'>

/** @param messages of the case, in its order. */
export function partnersBook(
  { id: of, partner, profile: name }: Row,
  messages: readonly Told[],
  receipts: readonly ReceiptRow[],
): Book {
  const profile = plainProfile(name)
  const here = new Set(messages.map(({ id }) => id))
  const statements = messages.flatMap(({ id, direction, statement }) =>
    direction === 'out' ? [] : [{ id, uses: statement.uses, report: usesReported(profile, statement) }],
  )
  const receipted = receipts.flatMap(({ id, direction, jws }) =>
    direction === 'out'
      ? []
      : entriesOf({ jws }).flatMap(({ id: statement, uses }) => (here.has(statement) ? [{ id, uses }] : [])),
  )
  const ours = messages.filter(({ direction }) => direction === 'out')
  const given = new Set(ours.flatMap(({ id, statement }) => [id, ...statement.items.map((item) => item.id)]))
  return bookOf({ member: partner, case: of, statements, receipts: receipted, given })
}

/**
 * What does not fit any more with what arrived, one finding of a kind for each message. Receipts
 * are looked at where a report came: a lone statement is held against the statements before it.
 */
export async function newFindings(
  store: CasesStore,
  row: Row,
  before: readonly Told[],
  arrived: readonly Told[],
): Promise<readonly Finding[]> {
  const profile = plainProfile(row.profile)
  const reports = arrived.some(({ statement }) => effectOf(profile, statement.type) === 'reports-uses')
  const signs = [...before, ...arrived].some(({ direction, statement }) => direction === 'in' && statement.uses)
  if (!reports && !signs) return []
  const receipts = reports ? await store.receiptsOf(row.id) : []
  const keyOf = ({ code, id }: Finding) => `${code} ${id}`
  const known = new Set(partnersBook(row, before, receipts).findings.map(keyOf))
  const inOrder = [...before, ...arrived].sort((a, b) => a.statement.clock - b.statement.clock)
  const found = partnersBook(row, inOrder, receipts).findings
  return [...new Map(found.map((each) => [keyOf(each), each])).values()].filter((each) => !known.has(keyOf(each)))
}
