// Which cases want our uses reported unasked, and how far that was done: found without reading any.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/** Before this step no terms could want it. */
export async function reportsOfUses(db: Kysely<unknown>, { text, whole }: Difference): Promise<void> {
  await db.schema.alterTable('shown').addColumn('reports', text).execute()
  await db.schema
    .alterTable('shown')
    .addColumn('reported', whole, (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`create index "shownReporting" on shown ("case") where reports is not null`.execute(db)
}
