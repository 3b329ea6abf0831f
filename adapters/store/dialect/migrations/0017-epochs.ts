// Keys of items and bodies are wrapped by the key of an epoch: which epochs there were, and how
// many keys each of them still wraps.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/**
 * It only adds. A key that a program before it wrapped has 40 octets, and belongs to no epoch; the
 * others begin with the number of theirs.
 */
export async function epochs(db: Kysely<unknown>, { text, whole, keyed }: Difference): Promise<void> {
  await db.schema
    .createTable('epochs')
    .addColumn('number', whole, (column) => column.notNull())
    .addColumn('beganAt', whole, (column) => column.notNull())
    .addColumn('mark', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('epochsKey', ['number'])
    .modifyEnd(keyed)
    .execute()
  for (const table of ['messages', 'items', 'drafts', 'registrations'])
    await sql`create index ${sql.id(`${table}ByEpoch`)} on ${sql.table(table)}
      ((case when length(key) = 44 then substr(key, 1, 4) end)) where key is not null`.execute(db)
}
