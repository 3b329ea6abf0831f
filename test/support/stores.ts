// Both stores, for tests of what must hold whichever of them an installation keeps its rows in: SQLite, and PostgreSQL where this machine has a server.
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

/** Undefined where this machine has no server. Each database is a copy of one whose tables are there already. */
async function postgres(t: Test): Promise<TestedStore | undefined> {
  const server = await postgresServer(t)
  if (!server) return undefined
  const empty = await server.createDatabase()
  await (await openPostgresStore({ url: empty, pool: 2, timeoutMs: 10_000 })).close()
  const template = new URL(empty).pathname.slice(1)
  return {
    name: 'PostgreSQL',
    settings: async () => ({ STORE: 'postgres', POSTGRES_URL: await server.createDatabase(template) }),
  }
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
