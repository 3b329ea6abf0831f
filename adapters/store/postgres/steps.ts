// The schema of a shared database: several nodes may start at once, and others may be at work.

import { postgresDifference } from '../dialect/difference.ts'
import { migrate, steps } from '../dialect/migrations.ts'
import { type ConnectionNeeds, type Connections, openConnections } from './connections.ts'

/**
 * The one lock of this store, of those that PostgreSQL lends to programs: whoever writes has it
 * until the commit, and whoever changes the schema while it does. It stands for the one log of an
 * installation, whose numbers have no gap and follow the commits.
 */
export const writingLock = 7_205_759_403_792_793

/** @throws {Error} when the database was written by a newer program, or a step fails. */
export async function bringUpToDate(connections: Connections, needs: ConnectionNeeds): Promise<void> {
  if (await isUpToDate(connections)) return
  // Apart from the others, because a step may take as long as its table is large.
  const apart = openConnections({ ...needs, most: 2, statementMs: 0 })
  try {
    const alone = await apart.take()
    try {
      await alone.say(`select pg_advisory_lock(${writingLock})`)
      await migrate(apart.query, postgresDifference)
    } finally {
      alone.discard()
    }
  } finally {
    await apart.close()
  }
}

const isUpToDate = async (connections: Connections): Promise<boolean> => (await schemaIn(connections)) === 'current'

/** What a database has of the schema of this program; looks and changes nothing. */
export async function schemaIn(connections: Connections): Promise<'none' | 'older' | 'current' | 'another'> {
  const connection = await connections.take()
  try {
    const [there] = await connection.say(`select to_regclass('kysely_migration') is not null as made`)
    const made = there?.rows[0]?.made === true
    const [done] = made ? await connection.say('select name from kysely_migration order by name') : []
    connection.release()
    const [names, known] = [done?.rows.map(({ name }) => String(name)) ?? [], Object.keys(steps(postgresDifference))]
    if (names.join() !== known.slice(0, names.length).join()) return 'another'
    return names.length === 0 ? 'none' : names.length < known.length ? 'older' : 'current'
  } catch (error) {
    connection.discard()
    throw error
  }
}
