// What a disposal has still to destroy outside of the database before its statement may leave.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** It only adds: what an older program disposed of left its statement at once. */
export async function destructions(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema
    .createTable('destructions')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('case', text, (column) => column.notNull())
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('parts', text, (column) => column.notNull())
    .modifyEnd(keyed)
    .execute()
}
