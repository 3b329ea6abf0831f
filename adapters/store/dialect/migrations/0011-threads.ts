// How often threads between members were written: whoever keeps what follows from them in memory
// sees by it that another node, too, has written one.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

export async function threads(db: Kysely<unknown>, { whole }: Difference): Promise<void> {
  await db.schema
    .alterTable('counters')
    .addColumn('threads', whole, (column) => column.notNull().defaultTo(0))
    .execute()
}
