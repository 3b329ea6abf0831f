// Both stores, for tests of what must hold whichever of them an installation keeps its rows in: SQLite, and PostgreSQL where this machine has a server.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Test } from 'tap'
import { openPostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { type Edited, postgresTables, sqliteTables } from './edited-store.ts'
import type { Installation } from './installation.ts'
import { noPostgres, postgresServer } from './postgres.ts'

/** Where the installations of a test keep their rows. */
export interface TestedStore {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** For one installation more: its rows in a database of their own. */
  settings(): Promise<Readonly<Record<string, unknown>>>
}

const sqlite: TestedStore = { name: 'SQLite', settings: async () => ({}) }

/**
 * Undefined where this machine has no server. Files of one run share the server that the runner has started; a file that is run by
 * itself starts its own. Each database is a copy of one whose tables are there already.
 */
async function postgres(t: Test): Promise<TestedStore | undefined> {
  const url = process.env[sharedServer] ?? (await postgresServer(t))?.url()
  if (url === undefined) return undefined
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(() => client.end())
  await withTables(client, url)
  return {
    name: 'PostgreSQL',
    async settings() {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await client.query(`create database ${name} template ${template}`)
      return { STORE: 'postgres', POSTGRES_URL: inDatabase(url, name) }
    },
  }
}

/** Where the runner (scripts/test.ts) says the address of the server that files of one run share. */
const sharedServer = 'TEST_POSTGRES_SERVER'
const template = 'with_tables'

/** Makes the database that others are copies of; whoever comes first does it. */
async function withTables(client: pg.Client, url: string): Promise<void> {
  await client.query('select pg_advisory_lock(1)')
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template])
    if (rowCount !== 0) return
    await client.query(`create database making_tables`)
    await (await openPostgresStore({ url: inDatabase(url, 'making_tables'), pool: 2, timeoutMs: 60_000 })).close()
    await client.query(`alter database making_tables rename to ${template}`)
  } finally {
    await client.query('select pg_advisory_unlock(1)')
  }
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** The tests of a file, first in the one store and then in the other. */
export async function inEachStore(t: Test, tests: (t: Test, store: TestedStore) => unknown): Promise<void> {
  await t.test('in SQLite', async (t) => tests(t, sqlite))
  await t.test('in PostgreSQL', { skip: noPostgres }, async (t) => {
    const store = await postgres(t)
    if (store) await tests(t, store)
  })
}

/** The tables of an installation, whichever store it keeps them in, in the hands of somebody who holds no key. */
export async function tablesOf({ folder }: Installation): Promise<Edited> {
  const { STORE, POSTGRES_URL } = JSON.parse(await readFile(join(folder, 'bulla.json'), 'utf8')) as {
    readonly STORE?: string
    readonly POSTGRES_URL?: string
  }
  if (STORE !== 'postgres')
    return sqliteTables(new DatabaseSync(join(folder, 'data/bulla.sqlite'), { timeout: 10_000 }))
  const client = new pg.Client(POSTGRES_URL)
  await client.connect()
  return postgresTables(client)
}
