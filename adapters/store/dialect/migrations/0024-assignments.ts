// Which person works on which case, as rows: a person's cases are found without reading the
// evidence of all of them.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/** What a program before recorded in evidence alone is made of it: the newest record of a case. */
export async function assignments(db: Kysely<unknown>, { text, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('assignments')
    .addColumn('case', text, (column) => column.primaryKey().notNull())
    .addColumn('person', text, (column) => column.notNull())
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('assignmentsOfPerson').on('assignments').columns(['person', 'case']).execute()
  const { rows } = await sql<{ case: string; data: string }>`select "case", data from evidence
    where kind in ('case.assigned', 'case.handed') and "case" is not null order by seq`.execute(db)
  const newest = new Map(rows.map(({ case: of, data }) => [of, (JSON.parse(data) as { assigned?: unknown }).assigned]))
  for (const [of, person] of newest)
    if (typeof person === 'string')
      await sql`insert into assignments ("case", person) values (${of}, ${person})`.execute(db)
}
