// The database of a gateway in the hands of somebody who may write to it and holds no key, in SQLite and in PostgreSQL.
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { ServeOptions } from '../../gateway/start/serve.ts'
import type { Installation } from './installation.ts'
import { type PostgresServer, postgresServer } from './postgres.ts'

type Value = string | number | null | Uint8Array
export type Row = Record<string, Value>

/** Tables as they lie there. */
export interface Edited {
  rows(table: string, where: Row): Promise<readonly Row[]>
  insert(table: string, row: Row): Promise<void>
  set(table: string, changes: Row, where: Row): Promise<void>
  /** All of a table. */
  empty(table: string): Promise<void>
  close(): Promise<void>
}

/** A store of an installation that can be put aside and taken up again as it was. */
export interface EditedStore {
  readonly settings: Readonly<Record<string, unknown>>
  /** Keeps the store of a gateway that is stopped. */
  keep(installation: Installation): Promise<void>
  /** What was kept, for the next start. */
  restore(installation: Installation): Promise<ServeOptions>
  edit(installation: Installation): Promise<Edited>
}

const named = (names: readonly string[], mark: (at: number) => string, between: string) =>
  names.map((name, at) => `"${name}" = ${mark(at)}`).join(between)

function edited(mark: (at: number) => string, run: (sql: string, values: Value[]) => Promise<readonly Row[]>) {
  return {
    rows: (table: string, where: Row) =>
      run(`select * from ${table} where ${named(Object.keys(where), mark, ' and ') || 'true'}`, Object.values(where)),
    async empty(table: string) {
      await run(`delete from ${table}`, [])
    },
    async insert(table: string, row: Row) {
      const names = Object.keys(row).map((name) => `"${name}"`)
      const marks = names.map((_, at) => mark(at))
      await run(`insert into ${table} (${names.join()}) values (${marks.join()})`, Object.values(row))
    },
    async set(table: string, changes: Row, where: Row) {
      const [to, of] = [Object.keys(changes), Object.keys(where)]
      const sql = `update ${table} set ${named(to, mark, ', ')} where ${named(of, (at) => mark(at + to.length), ' and ')}`
      await run(sql, [...Object.values(changes), ...Object.values(where)])
    },
  }
}

export function sqliteTables(db: DatabaseSync): Edited {
  const run = async (sql: string, values: Value[]) => db.prepare(sql).all(...values) as Row[]
  return { ...edited(() => '?', run), close: async () => db.close() }
}

export function postgresTables(client: pg.Client): Edited {
  const run = async (sql: string, values: Value[]) => (await client.query(sql, values)).rows as Row[]
  return { ...edited((at) => `$${at + 1}`, run), close: () => client.end() }
}

export const inSqlite = (): EditedStore => ({
  settings: {},
  async keep({ folder }) {
    await cp(join(folder, 'data'), `${folder}-kept`, { recursive: true })
  },
  async restore({ folder }) {
    await rm(join(folder, 'data'), { recursive: true })
    await cp(`${folder}-kept`, join(folder, 'data'), { recursive: true })
    return {}
  },
  async edit({ folder }) {
    return sqliteTables(new DatabaseSync(join(folder, 'data/bulla.sqlite'), { timeout: 10_000 }))
  },
})

/** Undefined where this machine has no server. */
export async function inPostgres(t: Parameters<typeof postgresServer>[0]): Promise<EditedStore | undefined> {
  const server: PostgresServer | undefined = await postgresServer(t)
  if (!server) return undefined
  const first = await server.createDatabase()
  let now = first
  return {
    settings: { STORE: 'postgres', POSTGRES_URL: first },
    keep: async () => undefined,
    async restore({ folder }) {
      // The memory of the log is of the database that was edited.
      await rm(join(folder, 'data/log-memory.json'), { force: true })
      now = await server.createDatabase(new URL(first).pathname.slice(1))
      return { env: { BULLA_POSTGRES_URL: now } }
    },
    async edit() {
      const client = new pg.Client(now)
      await client.connect()
      return postgresTables(client)
    },
  }
}
