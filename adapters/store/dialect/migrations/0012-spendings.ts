// How much members have spent of what is counted in windows of time: cards in an hour, cases in a
// day.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

export async function spendings(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('spendings')
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('what', text, (column) => column.notNull())
    .addColumn('since', whole, (column) => column.notNull())
    .addColumn('count', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('spendingsKey', ['member', 'what'])
    .modifyEnd(keyed)
    .execute()
}
