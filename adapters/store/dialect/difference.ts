// In which words of the schema the databases differ.
import { type RawBuilder, sql } from 'kysely'

/** All in which the databases differ. */
export interface Difference {
  readonly octets: 'blob' | 'bytea'
  /**
   * Compared octet by octet in both, so that lists have one order, and no index depends on the
   * locales of the machine.
   */
  readonly text: 'text' | RawBuilder<unknown>
  /** Instants and counts: 64 bits in both, under different names. */
  readonly whole: 'integer' | 'bigint'
  /** Ends a table that many large rows go into. */
  readonly table: RawBuilder<unknown>
  /** Ends a table of small rows that are only ever looked up by their key. */
  readonly keyed: RawBuilder<unknown>
}

export const sqliteDifference: Difference = {
  octets: 'blob',
  text: 'text',
  whole: 'integer',
  table: sql`strict`,
  keyed: sql`strict, without rowid`,
}

export const postgresDifference: Difference = {
  octets: 'bytea',
  text: sql`text collate "C"`,
  whole: 'bigint',
  table: sql``,
  keyed: sql``,
}
