// One connection to a database file by node:sqlite alone, statements kept by their text. Without
// kysely, whose 250 files a thread need not load that only carries the log over.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** What a statement came to. */
interface Result<Row> {
  readonly rows: Row[]
  /** Rows that were answered or changed. */
  readonly numAffectedRows: bigint
}

/** One connection to a database file. Everything on it happens at once, on the calling thread. */
export interface BareConnection {
  /**
   * Runs one statement that binds nothing. Answers with the first row, if there is one: what a
   * pragma says.
   */
  run(sql: string): Readonly<Record<string, unknown>>
  /** Runs one statement with what it binds. */
  execute<Row>(sql: string, parameters: readonly unknown[]): Result<Row>
  /** What a trigger of this connection calls by this name, with one text. */
  define(name: string, heard: (text: string) => void): void
  /** Rows inserted, updated or deleted since this connection was opened. */
  rowsChanged(): number
  inTransaction(): boolean
  close(): void
}

const busyMs = 5000
/** Texts differ by the lengths of lists in them, so their number has to be bounded. */
const mostStatements = 500

export function openBare(file: string, { readOnly = false }: { readOnly?: boolean } = {}): BareConnection {
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

  return {
    run: (sql) => prepare(sql).statement.get() ?? {},
    execute<Row>(sql: string, parameters: readonly unknown[]) {
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
    },
    define: (name, heard) =>
      database.function(name, (text) => {
        heard(String(text))
        return null
      }),
    rowsChanged: () => changed,
    inTransaction: () => database.isTransaction,
    close() {
      statements.clear()
      database.close()
    },
  }
}
