// How the schema grows: forward only, each step in one transaction and in one file. A database that
// knows more steps than this list is refused.
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { version } from '../../../gateway/version.ts'
import type { Difference } from './difference.ts'
import { start } from './migrations/0001-start.ts'
import { nodes } from './migrations/0002-nodes.ts'
import { articleTwelve } from './migrations/0003-article-12.ts'
import { draftItems } from './migrations/0004-items-of-drafts.ts'
import { lookedAtAgain } from './migrations/0005-looked-at-again.ts'
import { fingerprints } from './migrations/0006-fingerprints.ts'
import { draftRevisions } from './migrations/0007-revisions-of-drafts.ts'
import { givenAlike } from './migrations/0008-given-alike.ts'
import { alerts } from './migrations/0009-alerts.ts'
import { shown } from './migrations/0010-shown.ts'
import { threads } from './migrations/0011-threads.ts'
import { spendings } from './migrations/0012-spendings.ts'
import { absences } from './migrations/0014-absences.ts'
import { destructions } from './migrations/0016-destructions.ts'
import { epochs } from './migrations/0017-epochs.ts'
import { restored } from './migrations/0018-restored.ts'
import { chains } from './migrations/0019-chains.ts'
import { cardsInBetween } from './migrations/0020-cards-in-between.ts'
import { tallies } from './migrations/0021-tallies.ts'
import { lookups } from './migrations/0022-lookups.ts'
import { byItself } from './migrations/0023-by-itself.ts'
import { assignments } from './migrations/0024-assignments.ts'
import { restoresToldApart } from './migrations/0025-restores-told-apart.ts'
import { introductions } from './migrations/0027-introductions.ts'
import { reportsOfUses } from './migrations/0028-reports-of-uses.ts'
import { usesOfCases } from './migrations/0029-uses-of-cases.ts'
import { asks } from './migrations/0033-asks.ts'
import type { Tables } from './schema.ts'

/**
 * Brings a database up to the newest step of this program.
 * @throws {Error} when it was written by a newer program, or when a step fails; a step that failed
 *   left nothing behind.
 */
export async function migrate(db: Kysely<Tables>, difference: Difference): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => steps(difference) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find(({ status }) => status === 'Error')
  throw new Error(failed ? `step ${failed.migrationName} of the schema failed` : await unlike(db, difference), {
    cause: error,
  })
}

/** Which steps a database has that this program does not know: a newer program made them. */
async function unlike(db: Kysely<Tables>, difference: Difference): Promise<string> {
  const known = Object.keys(steps(difference))
  const { rows } = await sql<{ name: string }>`select name from ${sql.table('kysely_migration')} order by name`.execute(
    db,
  )
  const newer = rows.map(({ name }) => name).filter((name) => !known.includes(name))
  const ours = `bulla ${version}, which knows the steps up to ${known.at(-1)}`
  return newer.length === 0
    ? `the database does not have the schema of ${ours}`
    : `the database has step ${newer.at(-1)} of the schema, made by a newer program than this one, ${ours}; start the newer program, or go back with the backup of before (docs/operations.md, Upgrade)`
}

export const steps = (difference: Difference): Record<string, Migration> => ({
  '0001 start': { up: (db) => start(db, difference) },
  '0002 nodes': { up: (db) => nodes(db, difference) },
  '0003 article 12': { up: (db) => articleTwelve(db, difference) },
  '0004 items of drafts': { up: (db) => draftItems(db, difference) },
  '0005 looked at again': { up: (db) => lookedAtAgain(db) },
  '0006 fingerprints': { up: (db) => fingerprints(db, difference) },
  '0007 revisions of drafts': { up: (db) => draftRevisions(db, difference) },
  '0008 given alike': { up: (db) => givenAlike(db) },
  '0009 alerts': { up: (db) => alerts(db, difference) },
  '0010 shown': { up: (db) => shown(db, difference) },
  '0011 threads': { up: (db) => threads(db, difference) },
  '0012 spendings': { up: (db) => spendings(db, difference) },
  '0014 absences': { up: (db) => absences(db, difference) },
  '0016 destructions': { up: (db) => destructions(db, difference) },
  '0017 epochs': { up: (db) => epochs(db, difference) },
  '0018 restored': { up: (db) => restored(db, difference) },
  '0019 chains': { up: (db) => chains(db, difference) },
  '0020 cards in between': { up: (db) => cardsInBetween(db, difference) },
  '0021 tallies': { up: (db) => tallies(db, difference) },
  '0022 lookups': { up: (db) => lookups(db, difference) },
  '0023 by itself': { up: (db) => byItself(db, difference) },
  '0024 assignments': { up: (db) => assignments(db, difference) },
  '0025 restores told apart': { up: (db) => restoresToldApart(db, difference) },
  '0027 introductions': { up: (db) => introductions(db, difference) },
  '0028 reports of uses': { up: (db) => reportsOfUses(db, difference) },
  '0029 uses of cases': { up: (db) => usesOfCases(db, difference) },
  '0033 asks': { up: (db) => asks(db) },
})
