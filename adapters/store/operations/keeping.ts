// Duties of nodes, what is recorded by itself, and the proof that a commit is possible.
import type { DutyRow } from '../../../gateway/ports/records.ts'
import { prepared } from '../dialect/compiled.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import type { Db } from '../dialect/schema.ts'
import { type Change, chronicle, kept } from './change.ts'

export async function record(db: Db, { evidence }: { evidence: readonly StoredNewEvidence[] }): Promise<Change<null>> {
  await chronicle(db, { events: [], evidence })
  return kept(null)
}

/** Compares and swaps in one statement: of many nodes that ask at once one wins. */
export async function takeDuty(db: Db, { duty, now, believedUntil }: DutyAsk): Promise<Change<boolean>> {
  return kept(Number((await upsertDuty(db, { ...duty, now, believedUntil })).numAffectedRows) === 1)
}

interface DutyAsk {
  readonly duty: DutyRow
  readonly now: number
  readonly believedUntil: number
}
type Upsert = { [D in keyof DutyRow]: DutyRow[D] } & { now: number; believedUntil: number }

const upsertDuty = prepared((query, { now, believedUntil, ...duty }: Upsert) =>
  query
    .insertInto('duties')
    .values(duty)
    .onConflict((there) =>
      there
        .column('name')
        .doUpdateSet(({ ref }) => ({ node: ref('excluded.node'), until: ref('excluded.until') }))
        .where(({ or, eb, ref }) =>
          or([
            eb('duties.node', '=', ref('excluded.node')),
            eb('duties.until', '<=', now),
            eb('duties.until', '>', believedUntil),
          ]),
        ),
    ),
)

/** Writes one row in place, so that its commit has to reach the disk. */
export async function prove(db: Db, _: null): Promise<Change<null>> {
  await touchCounters(db, {})
  return kept(null)
}

const touchCounters = prepared((query, _: Record<string, never>) =>
  query.updateTable('counters').set({ id: 1 }).where('id', '=', 1),
)
