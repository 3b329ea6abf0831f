// What lies inside items, and what bodies say in words, is known again.
// Released, so it never changes: test/unit/store/migrations.test.ts holds its digest.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** It only adds. Fingerprints of whole items stand at the items (step 0003); what came before this step has no others. */
export async function fingerprints(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema
    .createTable('fingerprints')
    .addColumn('fingerprint', text, (column) => column.notNull())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('what', text, (column) => column.notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('partner', text)
    .addColumn('case', text)
    .addColumn('at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('fingerprintsKey', ['fingerprint', 'holder'])
    .modifyEnd(keyed)
    .execute()
  await schema.createIndex('fingerprintsOfHolder').on('fingerprints').column('holder').execute()
}
