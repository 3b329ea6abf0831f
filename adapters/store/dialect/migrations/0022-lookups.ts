// Numbers by which people know a case are found by their keyed digests, and how far the messages
// and registrations of programs before were looked through for them.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** It only adds: what an older program stored is looked through in the background. */
export async function lookups(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('lookups')
    .addColumn('lookup', text, (column) => column.notNull())
    .addColumn('case', text, (column) => column.notNull())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('what', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('lookupsKey', ['lookup', 'case', 'holder'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('lookupsOfHolder').on('lookups').column('holder').execute()
  await db.schema
    .createTable('indexed')
    .addColumn('what', text, (column) => column.primaryKey().notNull())
    .addColumn('edition', whole, (column) => column.notNull())
    .addColumn('after', text, (column) => column.notNull())
    .addColumn('done', whole, (column) => column.notNull())
    .modifyEnd(keyed)
    .execute()
}
