// node:sqlite as kysely sees it: one connection, statements kept by their text.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Db, Tables } from '../dialect/schema.ts'

/** One connection to a database file. Everything on it happens at once, on the calling thread. */
export interface Connection {
  readonly db: Db
  /** Runs one statement that binds nothing. Answers with the first row, if there is one: what a pragma says. */
  run(sql: string): Readonly<Record<string, unknown>>
  /** Rows inserted, updated or deleted since this connection was opened. */
  rowsChanged(): number
  inTransaction(): boolean
  close(): void
}

const busyMs = 5000
/** Texts differ by the lengths of lists in them, so their number has to be bounded. */
const mostStatements = 500

export function connect(file: string, { readOnly = false }: { readOnly?: boolean } = {}): Connection {
  const database = new DatabaseSync(file, { readOnly, timeout: busyMs })
  const statements = new Map<string, { statement: StatementSync; answers: boolean; changes: boolean }>()
  let changed = 0

  const prepare = (sql: string) => {
    const known = statements.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const fresh = { statement, answers: statement.columns().length > 0, changes: /^(insert|update|delete)/i.test(sql) }
    if (statements.size >= mostStatements) statements.clear()
    statements.set(sql, fresh)
    return fresh
  }

  const execute = <Row>(sql: string, parameters: readonly unknown[]): QueryResult<Row> => {
    const { statement, answers, changes: changing } = prepare(sql)
    const values = parameters as SQLInputValue[]
    if (answers) {
      const rows = statement.all(...values) as Row[]
      if (changing) changed += rows.length
      return { rows, numAffectedRows: BigInt(rows.length) }
    }
    const changes = Number(statement.run(...values).changes)
    changed += changes
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  const connection: DatabaseConnection = {
    executeQuery: async ({ sql, parameters }) => execute(sql, parameters),
    async *streamQuery({ sql, parameters }) {
      yield execute(sql, parameters)
    },
  }
  return {
    db: {
      query: new Kysely<Tables>({ dialect: dialectOver(connection, (sql) => database.exec(sql)) }),
      // Past the executor, which would only take turns on a connection that nobody shares.
      run: ({ sql, parameters }) => execute(sql, parameters),
    },
    run: (sql) => prepare(sql).statement.get() ?? {},
    rowsChanged: () => changed,
    inTransaction: () => database.isTransaction,
    close() {
      statements.clear()
      database.close()
    },
  }
}

function dialectOver(connection: DatabaseConnection, exec: (sql: string) => void): Dialect {
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: async () => exec('begin immediate'),
    commitTransaction: async () => exec('commit'),
    rollbackTransaction: async () => exec('rollback'),
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  }
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createAdapter: () => ({
      supportsCreateIfNotExists: true,
      // There is only one, but whoever holds it never waits while holding it, so that a queue for it would only cost time.
      supportsMultipleConnections: true,
      supportsTransactionalDdl: true,
      supportsReturning: true,
      acquireMigrationLock: async () => undefined,
      releaseMigrationLock: async () => undefined,
    }),
  }
}
