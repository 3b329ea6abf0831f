// The database file: who may read it, how it is opened, and what is made sure of before anything is
// entrusted to it.
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder, syncFolder } from '../../../disk/durable.ts'
import { sqliteDifference } from '../dialect/difference.ts'
import { migrate } from '../dialect/migrations.ts'
import { type Connection, connect } from './node-sqlite.ts'

/**
 * Older ones can lose a commit when two connections meet while the log is reset
 * (sqlite.org/wal.html §11).
 */
const oldestSqlite = [3, 51, 3] as const

/**
 * Only one process may work on a database: it takes up where the last one stopped, and would take
 * that away from a living one.
 */
interface Held {
  readonly connection: Connection
  /** Closes the connection, then lets another process in. */
  release(): void
}

/**
 * Opens the database for its only writer and brings its schema up to date. File mode 0600, in a
 * folder that is made with 0700.
 * @throws {Error} when another process holds it, SQLite is too old, a commit would not be durable,
 *   or the schema is of a newer program.
 */
export async function openForWriting(file: string): Promise<Held> {
  await makeFolder(dirname(file))
  const lock = holdAlone(`${file}-lock`)
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'ax', 0o600))
    chmodSync(file, 0o600)
    const connection = connect(file)
    connection.run('pragma journal_mode = wal')
    settings(connection)
    // What is deleted is overwritten where it lay, also in pages that it alone had: `fast` leaves
    // those as they are, and with them the names and bodies that were locked in them.
    connection.run('pragma secure_delete = on')
    assertSafe(connection)
    await migrate(connection.db.query, sqliteDifference)
    // A file that was made just now is still in its folder after a power cut.
    await syncFolder(dirname(file))
    return {
      connection,
      release() {
        connection.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

/** A connection that can only read; what was committed before a statement starts is seen by it. */
export function openForReading(file: string): Connection {
  const connection = connect(file, { readOnly: true })
  try {
    connection.run('pragma query_only = on')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function settings(connection: Connection): void {
  connection.run('pragma synchronous = full')
  connection.run('pragma foreign_keys = on')
  connection.run('pragma wal_autocheckpoint = 0')
  connection.run('pragma temp_store = memory')
  connection.run('pragma cache_size = -32768')
}

function assertSafe(connection: Connection): void {
  const found = (pragma: string) => Object.values(connection.run(`pragma ${pragma}`))[0]
  const version = String(connection.run('select sqlite_version() as version')['version'])
  if (isOlder(version))
    throw new Error(`SQLite ${version} is too old, ${oldestSqlite.join('.')} is the oldest that is safe`)
  const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, wal_autocheckpoint: 0 }
  for (const [pragma, value] of Object.entries(wanted))
    if (found(pragma) !== value) throw new Error(`SQLite keeps ${pragma} at ${found(pragma)}, ${value} is needed`)
}

/** Whether a version of SQLite, such as `3.51.2`, is older than is safe. */
export function isOlder(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [oldMajor, oldMinor, oldPatch] = oldestSqlite
  return (major - oldMajor || minor - oldMinor || patch - oldPatch) < 0
}

/**
 * A lock that ends with the process, however it ends. Nothing else may open this file: closing it
 * would drop the lock.
 */
function holdAlone(file: string): Connection {
  // Made with its mode, which its journal gets too.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const lock = connect(file)
  try {
    lock.run('pragma busy_timeout = 500')
    lock.run('begin exclusive')
    return lock
  } catch (cause) {
    lock.close()
    throw new Error('another process works on this database; only one may', { cause })
  }
}
