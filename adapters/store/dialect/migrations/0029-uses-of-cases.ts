// How far the chain of uses of a case is stands with each use: the newest one says it, and no row
// beside the record has to be changed with it.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/**
 * A release writes as many pages as without a chain: the index of uses has the place of the one by
 * subject, by which nobody looks for releases and denials.
 */
export async function usesOfCases(db: Kysely<unknown>, { text, whole }: Difference): Promise<void> {
  await db.schema.alterTable('evidence').addColumn('count', whole).execute()
  await db.schema.alterTable('evidence').addColumn('head', text).execute()
  const { rows: cases } = await sql<{ case: string; count: number; head: string }>`select * from chains`.execute(db)
  for (const { case: of, count, head } of cases) {
    const { rows } = await sql<{ seq: number; data: string }>`select seq, data from evidence
      where "case" = ${of} and kind in ('release', 'denial', 'key.destroyed') order by seq`.execute(db)
    for (const { seq, data } of rows) {
      const { place } = JSON.parse(data) as { place?: { number: number } }
      if (!place) continue
      const { number } = place
      await sql`update evidence set "count" = ${number}, head = ${number === Number(count) ? head : null}
        where seq = ${seq}`.execute(db)
    }
  }
  await sql`create unique index "usesOfCase" on evidence ("case", "count") where "count" is not null`.execute(db)
  await db.schema.dropIndex('evidenceOfSubject').execute()
  await sql`create index "evidenceOfSubject" on evidence (subject, kind, seq)
    where kind not in ('release', 'denial')`.execute(db)
  await db.schema.dropTable('chains').execute()
}
