// node:sqlite as kysely sees it: a connection that queries are built over.
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import type { Db, Tables } from '../dialect/schema.ts'
import { type BareConnection, openBare } from './bare-connection.ts'

export interface Connection extends BareConnection {
  readonly db: Db
}

export function connect(file: string, options: { readOnly?: boolean } = {}): Connection {
  const bare = openBare(file, options)
  const connection: DatabaseConnection = {
    executeQuery: async ({ sql: text, parameters }) => bare.execute(text, parameters),
    async *streamQuery({ sql: text, parameters }) {
      yield bare.execute(text, parameters)
    },
  }
  return {
    ...bare,
    db: {
      query: new Kysely<Tables>({ dialect: dialectOver(connection, bare.run) }),
      // Past the executor, which would only take turns on a connection that nobody shares.
      run: ({ sql: text, parameters }) => bare.execute(text, parameters),
      hex: (column) => sql`coalesce(hex(${sql.ref(column)}), '')`,
    },
  }
}

function dialectOver(connection: DatabaseConnection, run: (sql: string) => unknown): Dialect {
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: async () => {
      run('begin immediate')
    },
    commitTransaction: async () => {
      run('commit')
    },
    rollbackTransaction: async () => {
      run('rollback')
    },
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  }
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createAdapter: () => ({
      supportsCreateIfNotExists: true,
      // There is only one, but whoever holds it never waits while holding it, so that a queue for
      // it would only cost time.
      supportsMultipleConnections: true,
      supportsTransactionalDdl: true,
      supportsReturning: true,
      acquireMigrationLock: async () => undefined,
      releaseMigrationLock: async () => undefined,
    }),
  }
}
