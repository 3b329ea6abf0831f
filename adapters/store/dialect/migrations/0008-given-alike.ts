// What was given to us is found among everything that has the same fingerprint: stock phrases of
// ours have one too, in every message.
import { type Kysely, sql } from 'kysely'

/** Only what was received is looked for, so only that is in them. */
export async function givenAlike(db: Kysely<unknown>): Promise<void> {
  await sql`create index "fingerprintsGiven" on fingerprints (fingerprint, partner, holder) where direction = 'in'`.execute(
    db,
  )
  await sql`create index "itemsGiven" on items (fingerprint, partner, id)
    where direction = 'in' and fingerprint is not null`.execute(db)
}
