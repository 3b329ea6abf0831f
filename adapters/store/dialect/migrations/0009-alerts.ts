// Events for whoever runs the gateway have neither office nor case; and what was told of keys,
// certificates and lists that end is remembered.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/** SQLite takes no condition off a column, so the table is made anew in both. */
export async function alerts(db: Kysely<unknown>, { text, whole, table, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema
    .createTable('eventsAnew')
    .addColumn('seq', whole, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('office', text)
    .addColumn('case', text)
    .addColumn('message', text)
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('about', text)
    .addPrimaryKeyConstraint('eventsKey', ['seq'])
    .modifyEnd(table)
    .execute()
  await sql`insert into "eventsAnew" (seq, at, kind, office, "case", message, partner)
    select seq, at, kind, office, "case", message, partner from events`.execute(db)
  await schema.dropTable('events').execute()
  await schema.alterTable('eventsAnew').renameTo('events').execute()
  await schema.createIndex('eventsOfOffice').on('events').columns(['office', 'seq']).execute()

  await schema
    .createTable('alerts')
    .addColumn('thing', text, (column) => column.notNull())
    .addColumn('stage', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('alertsKey', ['thing', 'stage'])
    .modifyEnd(keyed)
    .execute()
}
