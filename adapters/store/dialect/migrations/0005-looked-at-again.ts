// Every case is looked at once more for what is due in it: retention that counts from an event, feedback by its terms and reviews had no
// deadline before, so that a case kept no date for them.
import { type Kysely, sql } from 'kysely'

/** What was told already is known by the evidence, and is not told again. */
export async function lookedAtAgain(db: Kysely<unknown>): Promise<void> {
  await sql`update cases set "remindAt" = 0`.execute(db)
}
