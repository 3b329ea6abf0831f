// How often a draft was changed or returned: whoever decides on it names what was read.
// Released, so it never changes: test/unit/store/migrations.test.ts holds its digest.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

/** A draft of an older program was never changed. */
export async function draftRevisions(db: Kysely<unknown>, { whole }: Difference): Promise<void> {
  await db.schema
    .alterTable('drafts')
    .addColumn('revision', whole, (column) => column.notNull().defaultTo(1))
    .execute()
}
