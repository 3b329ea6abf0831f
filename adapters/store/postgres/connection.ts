// One connection as the operations see it: statements are sent at once, answered in their order,
// and prepared under names.

import { type Kysely, type QueryResult, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { Db, Numbered, Tables } from '../dialect/schema.ts'

export type Client = pg.PoolClient

export interface Connection {
  /** What one operation works with; `written` counts the rows that it changed. */
  work(numbers?: (take: Numbered) => Numbered): Work
  /**
   * Runs statements that bind nothing, parted by semicolons, and answers with the result of each.
   */
  say(sql: string): Promise<readonly pg.QueryResult[]>
  /** The connection has ended: what was not answered by then may have happened or not. */
  isLost(): boolean
  /** Gives it back for others. */
  release(): void
  /** Ends it at once: nobody knows in what state it is. */
  discard(): void
}
interface Work {
  readonly db: Db
  written(): number
}

interface Ending {
  isLost(): boolean
  cut(): void
}

/**
 * @param client lent out by its pool, until it is released or discarded; more than once does
 * nothing.
 */
export function connectionOver(client: Client, query: Kysely<Tables>, { isLost, cut }: Ending): Connection {
  let ours = true

  return {
    work(numbers) {
      let written = 0
      async function run<Row>(asked: Asked): Promise<QueryResult<Row>> {
        const { rows, rowCount, command } = await client.query(statementOf(asked))
        if (command !== 'SELECT') written += rowCount ?? 0
        return { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) }
      }
      return { db: { query, run, hex, ...(numbers && { numbers }) }, written: () => written }
    },
    async say(sql) {
      const said: pg.QueryResult | pg.QueryResult[] = await client.query(sql)
      return Array.isArray(said) ? said : [said]
    },
    isLost,
    release() {
      if (ours) client.release()
      ours = false
    },
    discard() {
      if (ours) {
        cut()
        client.release(true)
      }
      ours = false
    },
  }
}

/** As PostgreSQL writes octets. */
export const hex = (column: string): RawBuilder<string> => sql`coalesce(encode(${sql.ref(column)}, 'hex'), '')`

interface Asked {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/**
 * Texts differ by the lengths of lists in them, and each connection keeps what it prepared, so
 * their number has to be bounded.
 */
const mostNames = 400
const names = new Map<string, string>()

function statementOf({ sql, parameters }: Asked): pg.QueryConfig<unknown[]> {
  let name = names.get(sql)
  if (name === undefined && names.size < mostNames) {
    name = `s${names.size}`
    names.set(sql, name)
  }
  return { text: sql, values: parameters as unknown[], ...(name !== undefined && { name }) }
}
