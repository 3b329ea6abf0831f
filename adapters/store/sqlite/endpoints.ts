// A database file that a move goes from or to, opened as the only one that writes to it, or copied
// as it is. PostgreSQL: postgres/endpoints.ts.
import { rm } from 'node:fs/promises'
import { syncFile } from '../../../disk/durable.ts'
import type { Endpoint } from '../move/moving.ts'
import { connect } from './node-sqlite.ts'
import { openForReading, openForWriting } from './sqlite-file.ts'

/**
 * The write-ahead log is carried over after so many transactions, so that it does not outgrow the
 * database.
 */
const transactionsBetweenCheckpoints = 50

/** @throws {Error} `another process works on this database` while a gateway runs on it. */
export async function openSqliteEndpoint(file: string): Promise<Endpoint> {
  const { connection, release } = await openForWriting(file)
  let transactions = 0
  let closed = false
  return {
    place: file,
    db: connection.db,
    async transaction(work) {
      connection.run('begin immediate')
      try {
        await work(connection.db)
        connection.run('commit')
      } catch (error) {
        if (connection.inTransaction()) connection.run('rollback')
        throw error
      }
      transactions += 1
      if (transactions % transactionsBetweenCheckpoints === 0) connection.run('pragma wal_checkpoint(truncate)')
    },
    async close() {
      if (!closed) release()
      closed = true
    },
  }
}

/** A database file as it is, while a gateway may go on writing to it. */
export function openSqliteReading(file: string): Endpoint {
  const connection = openForReading(file)
  return {
    place: file,
    db: connection.db,
    transaction: () => Promise.reject(new Error('a look takes no changes')),
    close: async () => connection.close(),
  }
}

/**
 * One consistent copy of a database into a new file, while a gateway may go on writing. On disk
 * when it returns.
 */
export async function snapshotSqlite(file: string, into: string): Promise<void> {
  const connection = connect(file, { readOnly: true })
  try {
    connection.run(`vacuum into '${into.replaceAll("'", "''")}'`)
  } finally {
    connection.close()
  }
  await syncFile(into)
}

/** Makes one file of a database that is closed: readable from a medium that nobody can write to. */
export async function sealSqlite(file: string): Promise<void> {
  const connection = connect(file)
  try {
    connection.run('pragma journal_mode = delete')
  } finally {
    connection.close()
  }
  await rm(`${file}-lock`, { force: true })
  await syncFile(file)
}
