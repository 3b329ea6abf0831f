// Which restore a row of `restored` belongs to, and the mark of the installation on what opens
// cases again: whoever can write rows and holds no key writes none that counts.
import { type Kysely, sql } from 'kysely'
import type { Difference } from '../difference.ts'

/** What a program before wrote has no mark: partners are asked again, and a person is once more. */
export async function restoresToldApart(db: Kysely<unknown>, { text }: Difference): Promise<void> {
  for (const name of ['restore', 'mark'])
    await db.schema
      .alterTable('restored')
      .addColumn(name, text, (column) => column.notNull().defaultTo(''))
      .execute()
  await sql`update restored set restore = 'unnamed'`.execute(db)
  await sql`update restored set state = 'asked', "after" = 0, pages = 0
    where what = 'pair' and state in ('answered', 'settled')`.execute(db)
  await sql`update restored set state = 'open', found = 'it was settled before this program was put in: settle it again'
    where what = 'case' and state = 'settled'`.execute(db)
}
