// Steps of the schema that only add: a program that does not know them works on beside one that does.
import { type Kysely, sql } from 'kysely'
import type { Difference } from './migrations.ts'

/**
 * Several nodes on one database. It only adds: what an older program writes gets a default, and what it reads is as it was, so that nodes
 * of step 0001 that are running may go on running until they are replaced one by one. What a later step takes away it may take away only
 * when no program that is still in use asks for it.
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

/** Reminders, content that is known again, and what was registered by hand. */
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

/** Which items a draft needs. The drafts of an older program have no partner here, and what they need is not known. */
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
