// Cards of partners that wait for two persons, and which card of ours each partner has said it
// holds.
import type { Kysely } from 'kysely'
import type { Difference } from '../difference.ts'

export async function cardsInBetween(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('waitingCards')
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('sha256', text, (column) => column.notNull())
    .addColumn('offered', text, (column) => column.notNull())
    .addColumn('why', text, (column) => column.notNull())
    .addColumn('found', text, (column) => column.notNull())
    .addColumn('held', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('until', whole, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('decisions', text, (column) => column.notNull())
    .addColumn('revision', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('waitingCardsKey', ['member', 'sha256'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('cardHolders')
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('sequence', whole, (column) => column.notNull())
    .addColumn('sha256', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('cardHoldersKey', ['member'])
    .modifyEnd(keyed)
    .execute()
}
