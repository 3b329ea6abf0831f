// Rows that are read again and again as one text each: read at a stroke, and compared at a stroke
// with what they were before.
import { type RawBuilder, sql } from 'kysely'
import type { EvidenceRow, ToldMessage } from '../../../gateway/ports/rows.ts'
import type { KnownTexts } from './known-texts.ts'
import { objectIn } from './rows.ts'
import type { Db } from './schema.ts'

/** A row in one text. */
export interface RowText {
  readonly row: string
}

/** Between two columns. JSON holds it in no string, and nothing of ours in another column. */
const mark = '\u001f'
const joined = (columns: readonly RawBuilder<unknown>[]) =>
  sql<string>`concat_ws(${sql.lit(mark)}, ${sql.join(columns)})`.as('row')
const orNothing = (name: string) => sql`coalesce(${sql.ref(name)}, '')`
const isThere = (name: string) => sql`case when ${sql.ref(name)} is null then '0' else '1' end`

/**
 * The columns of a text; a mark too many, which somebody else put there, ends up in the last one,
 * which is no JSON then.
 */
function columnsOf(row: string, count: number): readonly string[] {
  const columns = row.split(mark)
  return [...columns.slice(0, count - 1), columns.slice(count - 1).join(mark)]
}

/** The same object where the text is the same. */
const reading =
  <Row extends object>(read: (row: string) => Row) =>
  (known: KnownTexts) =>
  ({ row }: RowText): Row =>
    known.objectOf(row.slice(0, row.indexOf(mark)), row, read)

const shortOfTold = ['id', 'case', 'partner', 'direction', 'type', 'clock', 'sha256', 'storedAt', 'standing']
export const toldText = () => {
  const rest = [orNothing('client'), isThere('key'), isThere('secret'), orNothing('seal'), sql.ref('statement')]
  return joined([...shortOfTold.map((name) => sql.ref(name)), ...rest])
}

export const toldKnown = reading((row): ToldMessage => {
  const [id = '', of, partner, direction, type, clock, sha256, storedAt, standing, ...rest] = columnsOf(row, 14)
  const [client, key, secret, seal, statement = ''] = rest
  const short = { id, case: of, partner, direction, type, clock: Number(clock), sha256, storedAt: Number(storedAt) }
  return {
    ...(short as Pick<ToldMessage, keyof typeof short>),
    client: client || null,
    standing: standing as ToldMessage['standing'],
    hasKey: key === '1',
    hasSecret: secret === '1',
    seal: seal || null,
    statement: objectIn(statement, `message ${id}`),
  }
})

export const evidenceText = ({ hex }: Db) =>
  joined([
    ...['seq', 'at', 'kind'].map((name) => sql.ref(name)),
    orNothing('case'),
    ...[sql.ref('subject'), hex('leaf'), hex('salt'), sql.ref('data')],
  ])

export const evidenceKnown = reading((row): EvidenceRow => {
  const [seq, at, kind, of, subject = '', leaf = '', salt = '', data = ''] = columnsOf(row, 8)
  return {
    ...{ seq: Number(seq), at: Number(at), kind: kind as EvidenceRow['kind'], case: of || null, subject },
    data: objectIn(data, `evidence ${seq}`),
    salt: Uint8Array.fromHex(salt),
    leaf: Uint8Array.fromHex(leaf),
  }
})
