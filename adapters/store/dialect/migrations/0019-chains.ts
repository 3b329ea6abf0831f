// How far the chain of uses of each case is: the number of the newest record in it, and its digest.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** It only adds. What was recorded before has no number, and stands before every chain. */
export async function chains(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('chains')
    .addColumn('case', text, (column) => column.primaryKey().notNull())
    .addColumn('count', whole, (column) => column.notNull())
    .addColumn('head', text, (column) => column.notNull())
    .modifyEnd(keyed)
    .execute()
}
