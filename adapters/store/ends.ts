// The databases that a move goes between, each opened as the only one that writes to it, or as a snapshot that nobody can write to.
import { rm } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { syncFile } from '../../disk/durable.ts'
import type { End } from './moving.ts'
import { connect } from './node-sqlite.ts'
import { type ConnectionNeeds, nodeName, openConnections, type PostgresAddress } from './postgres/connections.ts'
import { bringUpToDate } from './postgres/steps.ts'
import type { Db, Tables } from './schema.ts'
import { openForWriting } from './sqlite-file.ts'

/** The write-ahead log is carried over after so many transactions, so that it does not outgrow the database. */
const transactionsBetweenCheckpoints = 50

/** @throws {Error} `another process works on this database` while a gateway runs on it. */
export async function openSqliteEnd(file: string): Promise<End> {
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

/** One consistent copy of a database into a new file, while a gateway may go on writing. On disk when it returns. */
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

export interface PostgresEndOptions extends PostgresAddress {
  /** How long connecting may take; statements of a move take as long as they take. */
  readonly timeoutMs: number
}

/** Opens PostgreSQL for writing and brings its schema up to date. */
export async function openPostgresEnd(options: PostgresEndOptions): Promise<End> {
  const needs = needsOf(options)
  const connections = openConnections(needs)
  try {
    await bringUpToDate(connections, needs)
  } catch (error) {
    await connections.close()
    throw error
  }
  const { query } = connections
  return {
    place: placeOf(options.url),
    db: over(query),
    transaction: (work) => query.transaction().execute((transaction) => work(over(transaction))),
    nodes: () => nodesOn(query),
    close: () => connections.close(),
  }
}

/** PostgreSQL as it is now, whatever nodes write meanwhile. */
export async function openPostgresSnapshot(options: PostgresEndOptions): Promise<End> {
  const connections = openConnections(needsOf(options))
  const begin = connections.query.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  try {
    const snapshot = await begin.execute()
    return {
      place: placeOf(options.url),
      db: over(snapshot),
      transaction: () => Promise.reject(new Error('a snapshot takes no changes')),
      async close() {
        await snapshot.rollback().execute()
        await connections.close()
      },
    }
  } catch (error) {
    await connections.close()
    throw error
  }
}

/** One connection: what is read next does not depend on which one is free. */
const needsOf = ({ timeoutMs, ...address }: PostgresEndOptions): ConnectionNeeds => ({
  ...address,
  most: 1,
  name: 'bulla move',
  connectMs: timeoutMs,
  statementMs: 0,
  onFault: () => undefined,
})

async function nodesOn(query: Kysely<Tables>): Promise<readonly string[]> {
  const asked = sql<{ place: string }>`select coalesce(host(client_addr), 'this machine') as place from pg_stat_activity
    where datname = current_database() and application_name = ${nodeName}`
  return (await asked.execute(query)).rows.map(({ place }) => place)
}

const over = (query: Kysely<Tables>): Db => ({ query, run: (compiled) => query.executeQuery(compiled) })

/** Without user and password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}
