// When members said that they are away: ourselves, which partner was told, and partners of
// themselves.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

export async function absences(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('absences')
    .addColumn('what', text, (column) => column.notNull())
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('until', whole, (column) => column.notNull())
    .addColumn('sinceAt', whole, (column) => column.notNull())
    .addColumn('spentMs', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('absencesKey', ['what', 'member'])
    .modifyEnd(keyed)
    .execute()
}
