// What the fold of a case says stands in rows: what is due, what is to be told, what other cases go
// by. Lists read those, page by page.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/**
 * Cases that are there get rows without a basis: the gateway makes them as soon as it runs, some at
 * a time.
 */
export async function shown(db: Kysely<unknown>, { text, whole, table, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema
    .createTable('shown')
    .addColumn('case', text, (column) => column.primaryKey().notNull().references('cases.id'))
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('agreement', text, (column) => column.notNull())
    .addColumn('basis', text, (column) => column.notNull())
    .addColumn('orderedAt', whole)
    .addColumn('told', text, (column) => column.notNull())
    .addColumn('particulars', text)
    .addColumn('reminders', text, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
  await sql`insert into shown ("case", partner, agreement, basis, told, reminders)
    select id, partner, agreement, '', '[]', '[]' from cases`.execute(db)
  await schema.createIndex('shownFrom').on('shown').columns(['partner', 'agreement', 'basis', 'case']).execute()
  await sql`create index "shownNotYet" on shown ("case") where basis = ''`.execute(db)
  await sql`create index "shownOrders" on shown (partner, "orderedAt") where "orderedAt" is not null`.execute(db)

  await schema
    .createTable('dues')
    .addColumn('case', text, (column) => column.notNull().references('cases.id'))
    .addColumn('place', whole, (column) => column.notNull())
    .addColumn('office', text, (column) => column.notNull())
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('ours', whole, (column) => column.notNull())
    .addColumn('dueOn', text, (column) => column.notNull())
    .addColumn('lateFrom', whole)
    .addColumn('duty', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('duesKey', ['case', 'place'])
    .modifyEnd(keyed)
    .execute()
  // Of one side each: what we owe is found among whatever partners owe us.
  const byDay = ['ours', 'dueOn', 'case', 'place']
  await schema.createIndex('duesByDay').on('dues').columns(byDay).execute()
  await schema
    .createIndex('duesOfOffice')
    .on('dues')
    .columns(['office', ...byDay])
    .execute()
  await schema
    .createIndex('duesOfPartner')
    .on('dues')
    .columns(['partner', ...byDay])
    .execute()
  await schema
    .createIndex('duesOfOfficeAndPartner')
    .on('dues')
    .columns(['office', 'partner', ...byDay])
    .execute()

  // Of pending cases alone: nothing else has an instant by which it is due.
  const waits = sql`where role = 'requested' and "dueAt" is not null`
  await sql`create index "casesWaiting" on cases ("dueAt", id) ${waits}`.execute(db)
  await sql`create index "casesWaitingAtOffice" on cases (office, "dueAt", id) ${waits}`.execute(db)
  await sql`create index "casesDueAtOffice" on cases (office, "dueOn", id) where "dueOn" is not null`.execute(db)
  await schema.createIndex('casesOfPartner').on('cases').columns(['partner', 'id']).execute()
  await schema.createIndex('casesInState').on('cases').columns(['profile', 'state', 'id']).execute()
  await schema.createIndex('casesInStateWith').on('cases').columns(['profile', 'state', 'partner', 'id']).execute()
  await schema.dropIndex('casesOfProfile').execute()
  await schema.createIndex('casesOpened').on('cases').columns(['partner', 'role', 'openedAt', 'id']).execute()

  await schema.createIndex('draftsOfOffice').on('drafts').columns(['office', 'id']).execute()
  await schema.createIndex('draftsByAge').on('drafts').columns(['at', 'id']).execute()
}
