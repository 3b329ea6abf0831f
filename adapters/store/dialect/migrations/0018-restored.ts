// That the store was restored from a copy, how far each partner was asked since, and which cases
// wait for a person.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** It only adds: what an older program restored has no mark. */
export async function restored(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('restored')
    .addColumn('what', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('since', whole, (column) => column.notNull())
    .addColumn('after', whole, (column) => column.notNull())
    .addColumn('pages', whole, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('found', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('restoredKey', ['what', 'id'])
    .modifyEnd(keyed)
    .execute()
}
