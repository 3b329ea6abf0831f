// Whether what was read of a case still is what lies in the database: by whom else it was written,
// and how often we wrote to the messages of the case. Only the connection that writes can tell the
// two apart: to it alone its own commits are none of another.
import type { Connection } from './node-sqlite.ts'

interface Editions {
  /**
   * Another text after each change by another process, and after each of ours to the messages of
   * this case; evidence that we added changes nothing. Not to be asked within a transaction.
   */
  of(caseId: string): string
  /** To be called after each commit: what is counted stays bounded, whether anybody asks or not. */
  bound(): void
}

/** Rows that are written until all cases count as changed, and are counted anew. */
const mostRows = 200_000

/** Counts from now on; what is counted lives in memory, and only for this connection. */
export function openEditions(connection: Connection): Editions {
  connection.run('create temp table touched ("case" text primary key, times integer not null) without rowid')
  for (const [act, row] of [
    ['insert', 'new'],
    ['update', 'new'],
    ['update', 'old'],
    ['delete', 'old'],
  ])
    connection.run(
      `create temp trigger "touched_${act}_${row}" after ${act} on main.messages begin
        insert into touched ("case", times) values (${row}."case", 1) on conflict ("case") do update set times = times + 1;
      end`,
    )
  let [cleared, clearedAt] = [0, connection.rowsChanged()]
  return {
    bound() {
      if (connection.rowsChanged() - clearedAt < mostRows) return
      connection.run('delete from touched')
      cleared += 1
      clearedAt = connection.rowsChanged()
    },
    of(caseId) {
      const { data_version: others } = connection.run('pragma data_version')
      const [ours] = connection.execute<{ times: number }>('select times from touched where "case" = ?', [caseId]).rows
      return `${others} ${cleared} ${ours?.times ?? 0}`
    },
  }
}
