// Who waits for a second person's decision is found by its own index, however much else happens.
import { type Kysely, sql } from 'kysely'

export async function asks(db: Kysely<unknown>): Promise<void> {
  await sql`create index "eventsAsked" on events (seq) where kind = 'release.asked'`.execute(db)
}
