// Which items a draft needs.
// Released, so it never changes: test/unit/store/migrations.test.ts holds its digest.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** Drafts of an older program have no partner here, and what they need is not known. */
export async function draftItems(db: Kysely<unknown>, { text, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema.alterTable('drafts').addColumn('partner', text).execute()
  await schema
    .createTable('draftItems')
    .addColumn('draft', text, (column) => column.notNull().references('drafts.id').onDelete('cascade'))
    .addColumn('item', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('draftItemsKey', ['draft', 'item'])
    .modifyEnd(keyed)
    .execute()
  await schema.createIndex('draftsOfItem').on('draftItems').column('item').execute()
}
