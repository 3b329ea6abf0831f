// A PostgreSQL database that a move goes from or to, opened as the only one that writes to it, or
// as a snapshot that nobody can write to.
import { type Kysely, sql } from 'kysely'
import type { Db, Tables } from '../dialect/schema.ts'
import type { Endpoint } from '../move/moving.ts'
import type { PostgresAddress } from './address.ts'
import { hex } from './connection.ts'
import { type ConnectionNeeds, nodeName, openConnections } from './connections.ts'
import { bringUpToDate } from './steps.ts'

export interface PostgresEndpointOptions extends PostgresAddress {
  /** How long connecting may take; statements of a move take as long as they take. */
  readonly timeoutMs: number
}

/** Opens PostgreSQL for writing and brings its schema up to date. */
export async function openPostgresEndpoint(options: PostgresEndpointOptions): Promise<Endpoint> {
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
export async function openPostgresSnapshot(options: PostgresEndpointOptions): Promise<Endpoint> {
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
const needsOf = ({ timeoutMs, ...address }: PostgresEndpointOptions): ConnectionNeeds => ({
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

const over = (query: Kysely<Tables>): Db => ({ query, hex, run: (compiled) => query.executeQuery(compiled) })

/** Without user and password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}
