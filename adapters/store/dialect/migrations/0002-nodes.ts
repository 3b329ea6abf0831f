// Several nodes on one database.
// Released, so it never changes: test/unit/store/migrations.test.ts holds its digest.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/**
 * It only adds: what an older program writes gets a default, and what it reads is as it was, so that
 * nodes of step 0001 that are running may go on running until they are replaced one by one. What a
 * later step takes away it may take away only when no program that is still in use asks for it.
 */
export async function nodes(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema
    .alterTable('deliveries')
    .addColumn('fence', whole, (column) => column.notNull().defaultTo(0))
    .execute()
  await schema
    .createTable('duties')
    .addColumn('name', text, (column) => column.primaryKey().notNull())
    .addColumn('node', text, (column) => column.notNull())
    .addColumn('until', whole, (column) => column.notNull())
    .modifyEnd(keyed)
    .execute()
  await schema.createIndex('casesOfProfile').on('cases').columns(['profile', 'partner', 'id']).execute()
}
