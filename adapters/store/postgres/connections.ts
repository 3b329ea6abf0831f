// Connections to PostgreSQL: how they are made, and what is made sure of on each before anything is
// entrusted to it.

import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { Tables } from '../dialect/schema.ts'
import { problemOf, unusable } from '../faults.ts'
import { addressOf, type PostgresAddress } from './address.ts'
import { type Client, type Connection, connectionOver } from './connection.ts'
import { within } from './limits.ts'

export interface ConnectionNeeds extends PostgresAddress {
  /** What the server calls the connections; without it they are those of a node. */
  readonly name?: string
  /** Most connections at a time. */
  readonly most: number
  /**
   * How long a connection, and how long a statement may take; 0 for statements that may take as
   * long as they need.
   */
  readonly connectMs: number
  readonly statementMs: number
  /** Told of a connection that was lost while nobody used it. */
  readonly onFault: (error: unknown) => void
}

export interface Connections {
  /** For building queries, and for the migrations. */
  readonly query: Kysely<Tables>
  /**
   * Lends a connection to a primary that keeps what it commits. @throws {Problem} `storage-failed`
   */
  take(): Promise<Connection>
  /** Ends them all. One that is lent out is cut where it is not given back in time. */
  close(): Promise<void>
}

/** By which a node is known among whatever else is connected to the database. */
export const nodeName = 'bulla'

/** Servers older than this are maintained no more. */
const oldestServer = 140_000

/**
 * Every question that a store asks has an index to be answered from. Statistics that are old, or of
 * a table that was empty a moment ago, must not lead the planner past it, through everything that
 * was ever delivered.
 */
const planning = [
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_material=off',
  'random_page_cost=1.1',
  'jit=off',
]

/**
 * Limits of time are ours alone, 0 as well: what a role or a database has set for clients that
 * forget their sessions would end one of ours while a statement is on its way, when nobody can say
 * what became of it, or a step of the schema in the middle.
 */
const limitsOf = (statementMs: number) => [
  `statement_timeout=${statementMs}`,
  // A node that stopped in the middle must not hold up the others.
  `idle_in_transaction_session_timeout=${statementMs}`,
  'idle_session_timeout=0',
  'lock_timeout=0',
]

export function openConnections(needs: ConnectionNeeds): Connections {
  const { connectMs, statementMs, most, onFault, name = nodeName } = needs
  const alive = new Set<Client>()
  const pool = new pg.Pool({
    ...addressOf(needs),
    application_name: name,
    options: [...planning, ...limitsOf(statementMs)].map((setting) => `-c ${setting}`).join(' '),
    max: most,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser },
    onConnect: (client) => within(connectMs, assertSafe(client), () => cut(client as Client)),
  })
  pool.on('error', onFault)
  pool.on('connect', (client) => {
    alive.add(client)
    // Whoever works with it learns of the loss by its statements; without a listener the loss would
    // end the process.
    const lose = () => alive.delete(client)
    client.on('error', lose)
    client.on('end', lose)
  })
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

  return {
    query,
    async take() {
      let late = false
      const given = pool.connect().then((client) => {
        const connection = connectionOver(client, query, { isLost: () => !alive.has(client), cut: () => cut(client) })
        if (late) connection.discard()
        return connection
      })
      try {
        return await within(connectMs * 2, given, () => {
          late = true
        })
      } catch (error) {
        throw error instanceof Problem ? error : problemOf(unusable('the database cannot be reached', error))
      }
    },
    async close() {
      const ended = pool.end()
      await within(connectMs, ended, () => alive.forEach(cut)).catch(() => ended)
    },
  }
}

/** Ends a connection at once, whatever is on its way. */
const cut = (client: Client): void => {
  client.connection.stream.destroy()
}

const settingsThatKeep: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply'],
  server_encoding: ['UTF8'],
}

/**
 * @throws {Problem} `storage-failed` where a commit would not be kept, or nothing can be committed.
 */
async function assertSafe(client: pg.ClientBase): Promise<void> {
  const asked = [...Object.keys(settingsThatKeep), 'server_version', 'server_version_num', 'transaction_read_only']
  const list = asked.map((name) => `current_setting('${name}') as ${name}`).join(', ')
  const { rows } = await client.query<Record<string, string>>(`select ${list}, pg_is_in_recovery()::text as standby`)
  const found = rows[0] ?? {}
  const refuse = (message: string) => {
    throw new Problem('storage-failed', message)
  }
  for (const [name, good] of Object.entries(settingsThatKeep))
    if (!good.includes(found[name] ?? ''))
      refuse(`PostgreSQL has ${name} at ${found[name]}, ${good.join(' or ')} is needed`)
  if (Number(found['server_version_num']) < oldestServer)
    refuse(`PostgreSQL ${found['server_version']} is too old, ${oldestServer / 10_000} is the oldest that is used`)
  if (found['standby'] === 'true')
    refuse('the database is a standby, which takes no changes; the address must lead to the primary')
  if (found['transaction_read_only'] === 'on') refuse('the database is read-only (default_transaction_read_only)')
}

const [bool, bytea, int8, int4] = [16, 17, 20, 23]
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [bool]: (text) => text === 't',
  // Hex is how PostgreSQL writes octets: "\x00ff".
  [bytea]: (text) => Uint8Array.fromHex(text.slice(2)),
  [int8]: Number,
  [int4]: Number,
}
const asItIs = (text: string): unknown => text

/** Of these connections alone: other users of the driver in this process keep theirs. */
const getTypeParser = (oid: number) => parsers[oid] ?? asItIs
