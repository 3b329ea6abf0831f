// Uses of content take their places in the chains of their cases as they are written: nobody else
// writes meanwhile, so no number is given twice, and none is tried in vain.

import { type Head, noUses, placed } from '../../gateway/model/terms/uses/uses.ts'
import type { HeadRow } from '../../gateway/ports/evidence.ts'
import { prepared } from './dialect/compiled.ts'
import { objectIn, type StoredNewEvidence } from './dialect/rows.ts'
import type { Db, StoredEvidence } from './dialect/schema.ts'

type Entered = Omit<StoredEvidence, 'seq'>

const isEntered = (row: StoredNewEvidence): row is StoredNewEvidence & Pick<Entered, 'leaf'> => row.leaf !== null

/** The same rows, each with its entry; a use with how far the chain of its case is with it. */
export async function entered(db: Db, evidence: readonly StoredNewEvidence[]): Promise<readonly Entered[]> {
  const cases = [...new Set(evidence.flatMap((row) => (isEntered(row) ? [] : [row.case ?? ''])))]
  const chains = new Map<string, Head>((await heads(db, { cases })).map((row) => [row.case, row]))
  return evidence.map((row): Entered => {
    if (isEntered(row)) return { ...row, count: null, head: null }
    const of = row.case ?? ''
    const { data, leaf, head } = placed({ ...row, data: objectIn(row.data, row.subject) }, chains.get(of) ?? noUses)
    chains.set(of, head)
    return { ...row, ...head, data: JSON.stringify(data), leaf }
  })
}

export async function heads(db: Db, { cases }: { cases: string[] }): Promise<readonly HeadRow[]> {
  const newest = await Promise.all(cases.map((of) => findHead(db, { of })))
  return newest.flatMap(({ rows }) => rows as readonly HeadRow[])
}

// A second writer that took the same number would fail at the index, which is unique.
const findHead = prepared((query, { of }: { of: string }) =>
  query
    .selectFrom('evidence')
    .select(['case', 'count', 'head'])
    .where('case', '=', of)
    .where('count', 'is not', null)
    .orderBy('count', 'desc')
    .limit(1),
)
