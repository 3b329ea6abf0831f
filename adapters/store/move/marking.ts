// The mark of a restore, put into the copy that is restored: so it comes with the rows, and before
// the counters, without which nothing takes them for a store.
import type { RestoredRow } from '../../../gateway/ports/receiving.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import type { Endpoint } from './moving.ts'

/**
 * Whoever restores a copy of a store that was restored itself lacks what happened since the older
 * of both. What partners answered then has to be asked for again.
 * @returns since when it lacks what happened
 */
export async function markRestored(
  { db, transaction }: Endpoint,
  { since, found, restore }: Pick<RestoredRow, 'since' | 'found' | 'restore'>,
): Promise<number> {
  const before = (await marks(db, {})).rows.map((row) => row.since)
  const first = Math.min(since, ...before)
  await transaction(async (within) => {
    await forget(within, {})
    const mark = { what: 'mark', id: '', partner: '', state: 'restored', found, since: first, restore } as const
    // Whoever restores the same copy again finds the same mark.
    await insert(within, [{ ...mark, after: 0, pages: 0, at: first, mark: '' }])
  })
  return first
}

const marks = prepared((query, _: Record<string, never>) =>
  query.selectFrom('restored').select('since').where('what', '=', 'mark'),
)
const forget = prepared((query, _: Record<string, never>) => query.deleteFrom('restored'))
const insert = inserting('restored')
