// What the partner signed and reported of its uses in a case, held against itself. Where it does
// not fit it may be a breach: a person decides.
import { disposalIn, effectOf, goingWith, usesReported } from '../../../case/effects.ts'
import { fold } from '../../../case/steps.ts'
import { type Book, bookOf, type Finding } from '../../../model/terms/uses/reported.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { CaseRow, MessageRow, ReceiptRow } from '../../../ports/rows.ts'
import { plainProfile } from '../../cases/cases.ts'
import { entriesOf } from '../../cases/uses.ts'

type Row = Pick<CaseRow, 'id' | 'partner' | 'profile' | 'role'>
type Told = Pick<MessageRow, 'id' | 'direction' | 'statement' | 'sha256'>

/** @param messages of the case, in its order. */
export function partnersBook(
  { id: of, partner, profile: name, role }: Row,
  messages: readonly Told[],
  receipts: readonly ReceiptRow[],
): Book {
  const profile = plainProfile(name)
  const here = new Set(messages.map(({ id }) => id))
  const said = messages.flatMap(({ id, direction, statement }) =>
    direction === 'out' ? [] : [{ id, statement, report: usesReported(profile, statement) }],
  )
  // What is said to be held is held against the disposals that took effect.
  const state = said.some(({ report }) => report?.held) ? fold(profile, { role, partner }, messages) : undefined
  const statements = said.map(({ id, statement, report }) => ({
    ...{ id, uses: statement.uses, report },
    disposal: state && disposalIn(profile, statement, state.steps),
  }))
  const receipted = receipts.flatMap(({ id, direction, jws }) =>
    direction === 'out'
      ? []
      : entriesOf({ jws }).flatMap(({ id: statement, uses }) => (here.has(statement) ? [{ id, uses }] : [])),
  )
  const ours = messages.filter(({ direction }) => direction === 'out')
  const given = new Set(ours.flatMap(({ id, statement }) => [id, ...statement.items.map((item) => item.id)]))
  const goesWith = state && goingWith(state.given)
  return bookOf({ member: partner, case: of, statements, receipts: receipted, given, ...(goesWith && { goesWith }) })
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
