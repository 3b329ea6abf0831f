// Uses of content take their places in the chains of their cases as they are written: nobody else
// writes meanwhile, so no number is given twice, and none is tried in vain.

import { Problem } from '../../gateway/model/problems/problems.ts'
import { noUses, placed } from '../../gateway/model/terms/uses/uses.ts'
import type { HeadRow } from '../../gateway/ports/evidence.ts'
import { inserting, prepared } from './dialect/compiled.ts'
import { objectIn, type StoredNewEvidence } from './dialect/rows.ts'
import type { Db, StoredEvidence } from './dialect/schema.ts'

type Entered = Omit<StoredEvidence, 'seq'>

const isEntered = (row: StoredNewEvidence): row is Entered => row.leaf !== null

/** The same rows, each with its entry. */
export async function entered(db: Db, evidence: readonly StoredNewEvidence[]): Promise<readonly Entered[]> {
  if (evidence.every(isEntered)) return evidence
  const cases = [...new Set(evidence.flatMap((row) => (isEntered(row) ? [] : [row.case ?? ''])))]
  const before = new Map((await heads(db, { cases })).map((row) => [row.case, row]))
  const after = new Map(before)
  const rows = evidence.map((row): Entered => {
    if (isEntered(row)) return row
    const of = row.case ?? ''
    const { data, leaf, head } = placed({ ...row, data: objectIn(row.data, row.subject) }, after.get(of) ?? noUses)
    after.set(of, { case: of, ...head })
    return { ...row, data: JSON.stringify(data), leaf }
  })
  await Promise.all([...after.values()].map((head) => advance(db, head, before.get(head.case))))
  return rows
}

/** @throws {Problem} `internal` where the chain is not as it was found, which cannot be. */
async function advance(db: Db, head: HeadRow, before: HeadRow | undefined): Promise<void> {
  const { case: of, ...values } = head
  const moved = before
    ? Number((await moveHead(db, { of, ...values, from: before.count })).numAffectedRows)
    : await insertHead(db, [head])
  if (moved !== 1) throw new Problem('internal', `the chain of case ${of} went on while it was written`)
}

const insertHead = inserting('chains', 'skip')
const moveHead = prepared((query, { of, from, ...values }: { of: string; from: number; count: number; head: string }) =>
  query.updateTable('chains').set(values).where('case', '=', of).where('count', '=', from),
)

export async function heads(db: Db, { cases }: { cases: string[] }): Promise<readonly HeadRow[]> {
  return cases.length === 0 ? [] : (await findHeads(db, { cases })).rows
}
const findHeads = prepared((query, { cases }: { cases: string[] }) =>
  query.selectFrom('chains').selectAll().where('case', 'in', cases),
)
