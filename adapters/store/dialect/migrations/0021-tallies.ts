// How many cases there are of each kind, and how many of them were opened on which day, stands in
// rows that change with a case: a report counts no cases.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/** Days are those of UTC since 1970; −1 stands for all of them. */
export async function tallies(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  const group = ['office', 'partner', 'agreement', 'profile', 'role', 'state'] as const
  await db.schema
    .createTable('tallies')
    .addColumn('day', whole, (column) => column.notNull())
    .addColumn('office', text, (column) => column.notNull())
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('agreement', text, (column) => column.notNull())
    .addColumn('profile', text, (column) => column.notNull())
    .addColumn('role', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('cases', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('talliesKey', ['day', ...group])
    .modifyEnd(keyed)
    .execute()
  const names = sql.join(group.map((name) => sql.ref(name)))
  await sql`insert into tallies (day, ${names}, cases)
    select -1, ${names}, count(*) from cases group by ${names}`.execute(db)
  await sql`insert into tallies (day, ${names}, cases)
    select "openedAt" / 86400000, ${names}, count(*) from cases group by "openedAt" / 86400000, ${names}`.execute(db)
  // What is counted when it is asked: the rest of a day, and what is overdue. In words that no other
  // query has, so that what waits is read by its own index.
  await db.schema.createIndex('casesOpenedAt').on('cases').columns(['openedAt']).execute()
  await sql`create index "casesDueAt" on cases ("dueAt") where "dueAt" > 0`.execute(db)
}
