// What we say of members that lost everything, and what partners say of such to us.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

export async function introductions(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('introductions')
    .addColumn('what', text, (column) => column.notNull())
    .addColumn('about', text, (column) => column.notNull())
    .addColumn('card', text, (column) => column.notNull())
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('until', whole, (column) => column.notNull())
    .addColumn('jws', text, (column) => column.notNull())
    .addColumn('decisions', text, (column) => column.notNull())
    .addColumn('revision', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('introductionsKey', ['what', 'about', 'card', 'member'])
    .modifyEnd(keyed)
    .execute()
}
