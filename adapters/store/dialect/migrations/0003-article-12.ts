// Reminders, content that is known again, and what was registered by hand.
// Released, so it never changes: test/unit/store/migrations.test.ts holds its digest.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

export async function articleTwelve(db: Kysely<unknown>, { text, whole, octets, table }: Difference): Promise<void> {
  const { schema } = db
  await schema.alterTable('cases').addColumn('remindAt', whole).execute()
  await sql`create index "casesToRemind" on cases ("remindAt") where "remindAt" is not null`.execute(db)
  await schema.alterTable('items').addColumn('fingerprint', text).execute()
  await sql`create index "itemsAlike" on items (fingerprint) where fingerprint is not null`.execute(db)
  await schema
    .createTable('registrations')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('case', text, (column) => column.notNull().references('cases.id'))
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('client', text, (column) => column.notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('channel', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('on', text, (column) => column.notNull())
    .addColumn('sha256', text, (column) => column.notNull())
    .addColumn('key', octets, (column) => column.notNull())
    .addColumn('secret', octets, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
  await schema.createIndex('registrationsOfCase').on('registrations').columns(['case', 'at']).execute()
}
