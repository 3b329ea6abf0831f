// Whether a case is closed since the store was restored: what happened after the copy was made is
// not here, and a disposal may be among it.
import { iso } from '../../../crypto/instants.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { RestoredRow, RestoredStore } from '../../ports/receiving.ts'
import type { CaseRow } from '../../ports/rows.ts'

type Asked = Pick<CaseRow, 'id' | 'partner'>

/** Why nothing of a case is given out or written in it; undefined where it is not closed. */
export async function whyRestored({ restoredOf }: RestoredStore, { id, partner }: Asked): Promise<string | undefined> {
  const rows = await restoredOf({ case: id, partner })
  const [mark, pair, own] = (['mark', 'pair', 'case'] as const).map((what) => rows.find((row) => row.what === what))
  if (!mark || own?.state === 'settled') return undefined
  if (own) return own.found
  return whyPairOpen(mark, partner, pair)
}

/** Why a partner is still to be asked, or what it said is not believed. */
export function whyPairOpen(
  { since }: Pick<RestoredRow, 'since'>,
  partner: string,
  pair: RestoredRow | undefined,
): string | undefined {
  if (pair?.state === 'answered' || pair?.state === 'settled') return undefined
  if (pair?.state === 'refused') return `what ${partner} says that it holds is not believed: ${pair.found}`
  return `${partner} has not said yet what it holds since ${iso(since)}, when the copy was made that lies here`
}

/** @throws {Problem} `restored` */
export async function demandNotRestored(store: RestoredStore, row: Asked): Promise<void> {
  const why = await whyRestored(store, row)
  if (why !== undefined) throw restoredProblem(why)
}

export const restoredProblem = (why: string): Problem => new Problem('restored', why)
