// Which epochs there were, which keys lie under them, and keys that are wrapped anew beside
// everything else.
import { sql } from 'kysely'
import type { EpochRow, EpochStore, Wrapped, WrappedKind } from '../../../../gateway/ports/keeping.ts'
import { inserting, prepared } from '../../dialect/compiled.ts'
import type { Db } from '../../dialect/schema.ts'
import type { Runner } from '../../runner.ts'
import { type Change, kept } from '../change.ts'

/** What this file fulfils of the store's port. */
export const rewrapping = ({ read, write }: Runner): EpochStore => ({
  epochs: () => read(epochs, null),
  addEpoch: (row) => write(addEpoch, row),
  keysUnder: () => read(keysUnder, null),
  wrappedElse: (kind, ask) => read(wrappedElse, { kind, ...ask }),
  rewrap: (kind, rows) => write(rewrap, { kind, rows }),
})

/** By the names under which they are sent to whoever runs them. */
export const rewrappingWrites = { addEpoch, rewrap } as const

/**
 * In which table each kind lies; a half has its key within its secret, and is read and written
 * whole.
 */
const tableOf = {
  messages: 'messages',
  items: 'items',
  halves: 'items',
  drafts: 'drafts',
  registrations: 'registrations',
} as const satisfies Record<WrappedKind, string>
const kinds = Object.keys(tableOf) as readonly WrappedKind[]

/** In the words of the indexes: the number of an epoch, or null for a key that belongs to none. */
const epochOf = sql<Uint8Array | null>`(case when length(key) = 44 then substr(key, 1, 4) end)`
const halfEpochOf = sql<Uint8Array>`substr(secret, 5, 4)`
/** How a half begins that has its key within. */
const halfBegins = new TextEncoder().encode('half')
const isHalf = sql<boolean>`key is null and secret is not null and substr(secret, 1, 4) = ${halfBegins}`
const nameOf = (kind: WrappedKind): 'secret' | 'key' => (kind === 'halves' ? 'secret' : 'key')
const columnOf = (kind: WrappedKind) => sql.ref(nameOf(kind))

async function epochs(db: Db): Promise<readonly EpochRow[]> {
  return (await db.run(db.query.selectFrom('epochs').selectAll().orderBy('number').compile())).rows
}

const insertEpoch = inserting('epochs', 'skip')

async function addEpoch(db: Db, row: EpochRow): Promise<Change<boolean>> {
  return kept((await insertEpoch(db, [row])) === 1)
}

/** Out of the indexes alone, but for halves, which are few. */
async function keysUnder(db: Db): Promise<ReadonlyMap<number, number>> {
  const counted = new Map<number, number>()
  for (const kind of kinds) {
    const [epoch, where] = kind === 'halves' ? [halfEpochOf, isHalf] : [epochOf, sql<boolean>`key is not null`]
    const query = sql<{ epoch: Uint8Array | null; keys: number }>`
      select ${epoch} as epoch, count(*) as keys from ${sql.table(tableOf[kind])} where ${where} group by ${epoch}`
    for (const { epoch: found, keys } of (await db.run(query.compile(db.query))).rows) {
      const number = found === null ? 0 : Buffer.from(found).readUInt32BE()
      counted.set(number, (counted.get(number) ?? 0) + Number(keys))
    }
  }
  return counted
}

interface Else {
  readonly kind: WrappedKind
  readonly than: Uint8Array
  readonly after: string
  readonly limit: number
}

async function wrappedElse(db: Db, { kind, than, after, limit }: Else): Promise<readonly Wrapped[]> {
  const other =
    kind === 'halves'
      ? sql`${isHalf} and ${halfEpochOf} <> ${than}`
      : sql`key is not null and (${epochOf} is null or ${epochOf} <> ${than})`
  const query = sql<Wrapped>`select id, ${columnOf(kind)} as key from ${sql.table(tableOf[kind])}
    where id > ${after} and ${other} order by id limit ${limit}`
  return (await db.run(query.compile(db.query))).rows
}

interface Rewrapping {
  readonly kind: WrappedKind
  readonly rows: readonly (Wrapped & { readonly to: Uint8Array })[]
}

/** Each only in the place of the key that was read: what was disposed of meanwhile stays so. */
async function rewrap(db: Db, { kind, rows }: Rewrapping): Promise<Change<number>> {
  let changed = 0
  for (const { id, key, to } of rows) changed += Number((await updates[kind](db, { id, key, to })).numAffectedRows ?? 0)
  return kept(changed)
}

/** Built once: there are as many of them as there are living keys. */
const updating = (kind: WrappedKind) => {
  // Its columns are those of each of these tables.
  const [table, column] = [tableOf[kind] as 'messages', nameOf(kind) as 'key']
  return prepared((query, { id, key, to }: { id: string; key: Uint8Array; to: Uint8Array }) =>
    query
      .updateTable(table)
      .set({ [column]: to })
      .where('id', '=', id)
      .where(column, '=', key),
  )
}
const updates: Readonly<Record<WrappedKind, ReturnType<typeof updating>>> = {
  messages: updating('messages'),
  items: updating('items'),
  halves: updating('halves'),
  drafts: updating('drafts'),
  registrations: updating('registrations'),
}
