// What is owed and done by the gateway itself is found by its own index: it is looked for after each
// message, among however much people owe.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

export async function byItself(db: Kysely<unknown>, { whole }: Difference): Promise<void> {
  await db.schema
    .alterTable('dues')
    .addColumn('byItself', whole, (column) => column.notNull().defaultTo(0))
    .execute()
  // The one message that was answered so before there was this column.
  await sql`update dues set "byItself" = 1 where ours = 1 and duty like '%"type":"use-ask"%'`.execute(db)
  await sql`create index "duesByItself" on dues ("case", place) where "byItself" = 1`.execute(db)
}
