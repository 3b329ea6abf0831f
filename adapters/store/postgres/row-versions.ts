// Whether what was read of a case still is what lies in the database, whoever wrote: each row is
// the version of it that was read. Of a thousand long rows that is a few kilobytes that stay in the
// server.
import { CompiledQuery } from 'kysely'
import type { Db } from '../dialect/schema.ts'
import type { Edition } from '../runner.ts'

/**
 * A version is written once, by one transaction, in one place: a row that was changed, or put back
 * as it was, has another one. Names are said in full, so that nobody puts a function of their own
 * before these.
 */
const versions = (order: string) =>
  `pg_catalog.encode(pg_catalog.sha256(coalesce(pg_catalog.string_agg(
    pg_catalog.xidsend(xmin) || pg_catalog.tidsend(ctid), ''::pg_catalog.bytea order by ${order}
  ), ''::pg_catalog.bytea)), 'hex')`

const messages = `select ${versions('clock, id')} as found from messages where "case" = $1`
const records = `select ${versions('seq')} as found, coalesce(pg_catalog.max(seq), 0) as last
  from evidence where "case" = $1 and seq <= $2`
const sql = `select m.found || ' ' || e.found as text, e.last as last from (${messages}) m, (${records}) e`

/** As `Runner.edition` says: of the messages, and of the records up to a number, or of all. */
export async function rowVersions(db: Db, ask: { id: string; until: number | undefined }): Promise<Edition> {
  const { id, until = Number.MAX_SAFE_INTEGER } = ask
  const { rows } = await db.run<{ text: string; last: number }>(CompiledQuery.raw(sql, [id, until]))
  const [found] = rows
  if (!found) throw new Error('the database said nothing of the versions of its rows')
  return { text: found.text, until: ask.until ?? Number(found.last) }
}
