// A move: everything that a database keeps, copied into another of whatever kind, and compared.
import { createHash, type Hash } from 'node:crypto'
import { sql } from 'kysely'
import type { LeavesStore } from '../../../gateway/ports/evidence.ts'
import { columns, type Db, type Tables } from '../dialect/schema.ts'
import { checkpoint, leaves } from '../operations/logging.ts'

/** One side of a move. Nobody writes to it meanwhile, or it is a snapshot that nobody writes to. */
export interface Endpoint {
  /** For people: kind and place, no secret. */
  readonly place: string
  readonly db: Db
  /** All of it or nothing, and on disk when the promise resolves. */
  transaction(work: (db: Db) => Promise<void>): Promise<void>
  /** From where nodes are connected to it, where a database tells; a file has a lock instead. */
  nodes?(): Promise<readonly string[]>
  close(): Promise<void>
}

type Moved = Exclude<keyof Tables, 'duties'>
type Value = string | number | Uint8Array | null
type Row = Readonly<Record<string, Value>>

/**
 * By which key, in an order in which no row names one that is not there yet. Counters come last:
 * nothing takes an unfinished copy for a store. Node leases stay with the nodes that run.
 */
const keys: { readonly [T in Moved]: readonly (keyof Tables[T] & string)[] } = {
  cases: ['id'],
  messages: ['id'],
  items: ['id'],
  deliveries: ['seq'],
  receipts: ['id', 'partner', 'direction'],
  events: ['seq'],
  evidence: ['seq'],
  drafts: ['id'],
  draftItems: ['draft', 'item'],
  idempotency: ['client', 'key'],
  terms: ['sha256'],
  checkpoints: ['size'],
  witnessed: ['member'],
  cards: ['sha256'],
  logNodes: ['level', 'index'],
  registrations: ['id'],
  fingerprints: ['fingerprint', 'holder'],
  lookups: ['lookup', 'case', 'holder'],
  indexed: ['what'],
  assignments: ['case'],
  alerts: ['thing', 'stage'],
  spendings: ['member', 'what'],
  absences: ['what', 'member'],
  waitingCards: ['member', 'sha256'],
  cardHolders: ['member'],
  introductions: ['what', 'about', 'card', 'member'],
  destructions: ['id'],
  epochs: ['number'],
  restored: ['what', 'id'],
  shown: ['case'],
  dues: ['case', 'place'],
  tallies: ['day', 'office', 'partner', 'agreement', 'profile', 'role', 'state'],
  counters: ['id'],
}
export const movedTables = Object.keys(keys) as readonly Moved[]

/** Rows of these may weigh hundreds of kilobytes each. */
const heavy: readonly Moved[] = ['messages', 'items', 'drafts', 'receipts', 'cards', 'waitingCards']
const rowsAtOnce = (table: Moved): number => (heavy.includes(table) ? 100 : 1000)
/** Databases bound how many values one statement may bind. */
const valuesAtOnce = 20_000
/** Is told how far it is; counts rows. */
type Told = (table: string, rows: number) => void

/**
 * Why `to` cannot take in `from`: undefined while it is empty or holds the beginning of a copy of
 * it, table by table. What is there is not compared in full; `differences` does that.
 */
export async function hindrance(from: Endpoint, to: Endpoint): Promise<string | undefined> {
  for (const table of movedTables) {
    const last = table === 'counters' ? undefined : await lastRow(to.db, table)
    if (!last) continue
    const name = nameOf(table, last)
    const [same] = await rowsFrom(from.db, table, { at: keyOf(table, last), count: 1 })
    if (!same || digestOf(table, same) !== digestOf(table, last))
      return `${to.place} holds ${name}, which ${from.place} ${same ? 'has with another content' : 'does not have'}`
    const [there, here] = [await countRows(to.db, table), await countRows(from.db, table, keyOf(table, last))]
    if (there !== here) return `${to.place} holds ${there} ${table} up to ${name}, ${from.place} ${here}`
  }
  return undefined
}

/** How many rows there are to move. */
export async function rowsIn({ db }: Endpoint): Promise<number> {
  let rows = 0
  for (const table of movedTables) rows += await countRows(db, table)
  return rows
}

/**
 * Copies what is not there yet, in the order of the keys and in transactions of bounded size.
 * Breaking off loses the last of them.
 */
export async function copyRows(from: Endpoint, to: Endpoint, told: Told = () => undefined): Promise<void> {
  for (const table of movedTables) {
    const last = table === 'counters' ? undefined : await lastRow(to.db, table)
    if (last) told(table, await countRows(to.db, table))
    let after = last && keyOf(table, last)
    for (;;) {
      const rows = await rowsFrom(from.db, table, { after, count: rowsAtOnce(table) })
      const final = rows.at(-1)
      if (!final) break
      await to.transaction(async (db) => {
        if (table === 'counters') await db.run(sql`delete from ${sql.table(table)}`.compile(db.query))
        await insertRows(db, table, rows)
      })
      after = keyOf(table, final)
      told(table, rows.length)
    }
  }
}

interface TableCompared {
  readonly table: string
  readonly rows: number
  /** SHA-256 over all rows of the first side, column by column. */
  readonly sha256: string
  /** Rows that are not the same on both sides, and the first of them. */
  readonly different: number
  readonly examples: readonly string[]
}

const mostExamples = 5

/** Reads every row of both sides and compares them. */
export async function compareRows(
  one: Endpoint,
  other: Endpoint,
  told: Told = () => undefined,
): Promise<TableCompared[]> {
  const compared: TableCompared[] = []
  for (const table of movedTables) compared.push(await compareTable(one, other, table, told))
  return compared
}

async function compareTable(one: Endpoint, other: Endpoint, table: Moved, told: Told): Promise<TableCompared> {
  const hash = createHash('sha256')
  const examples: string[] = []
  let [rows, different] = [0, 0]
  const differs = (what: string) => {
    different += 1
    if (examples.length < mostExamples) examples.push(what)
  }
  const [left, right] = [everyRow(one.db, table), everyRow(other.db, table)]
  let [a, b] = [await left.next(), await right.next()]
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(keyOf(table, a.value), keyOf(table, b.value))
    if (order === 0 && !a.done && !b.done && digestOf(table, a.value) !== digestOf(table, b.value))
      differs(`${nameOf(table, a.value)} is not the same`)
    if (order < 0 && !a.done) differs(`${nameOf(table, a.value)} is missing in ${other.place}`)
    if (order > 0 && !b.done) differs(`${nameOf(table, b.value)} is only in ${other.place}`)
    if (order <= 0 && !a.done) {
      digest(hash, table, a.value)
      rows += 1
      told(table, 1)
      a = await left.next()
    }
    if (order >= 0) b = await right.next()
  }
  return { table, rows, sha256: hash.digest('hex'), different, examples }
}

/** Removes everything that is moved, in one transaction. */
export async function empty(endpoint: Endpoint): Promise<void> {
  await endpoint.transaction(async (db) => {
    for (const table of movedTables.toReversed())
      if (table !== 'counters') await db.run(sql`delete from ${sql.table(table)}`.compile(db.query))
    await db.run(sql`update counters set event = 0, evidence = 0, delivery = 0`.compile(db.query))
  })
}

/**
 * A node that works on this database, as its node leases and its connections tell: what several
 * nodes share has no lock.
 */
export async function workingNode({ db, nodes }: Endpoint, now: number): Promise<string | undefined> {
  const query = db.query.selectFrom('duties').select('node').where('until', '>', now).limit(1)
  const [lease] = (await db.run(query.compile())).rows
  if (lease) return lease.node
  // One that has just started, or whose fellow has just left, has no node lease before its next
  // round.
  const [place] = (await nodes?.()) ?? []
  return place && `connected from ${place}`
}

/** The evidence log of one side, as the port reads it. */
export const logIn = ({ db }: Endpoint): LeavesStore => ({
  leaves: (from, count) => leaves(db, { from, count }),
  checkpoint: (atLeast) => checkpoint(db, { atLeast }),
})

/**
 * The parts of what was not disposed of, in order; those of staged items may go by themselves.
 */
export async function* partsIn({ db }: Endpoint): AsyncGenerator<{ sha256: string; bytes: number; carried: boolean }> {
  for (let after = ''; ; ) {
    const page = sql<{ sha256: string; bytes: number; carried: number }>`
      select "partSha256" as sha256, max("partBytes") as bytes, count(message) as carried from items
      where "partSha256" > ${after} and secret is not null group by "partSha256" order by "partSha256" limit ${1000}`
    const { rows } = await db.run(page.compile(db.query))
    for (const { sha256, bytes, carried } of rows) yield { sha256, bytes: Number(bytes), carried: Number(carried) > 0 }
    const last = rows.at(-1)
    if (!last) return
    after = last.sha256
  }
}

async function* everyRow(db: Db, table: Moved): AsyncGenerator<Row, undefined> {
  for (let after: readonly Value[] | undefined; ; ) {
    const rows = await rowsFrom(db, table, { after, count: rowsAtOnce(table) })
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = keyOf(table, last)
  }
}

interface Range {
  readonly after?: readonly Value[] | undefined
  readonly at?: readonly Value[]
  readonly count: number
}

async function rowsFrom(db: Db, table: Moved, { after, at, count }: Range): Promise<Row[]> {
  const key = keyRefs(table)
  const where = at
    ? sql`where (${key}) = (${sql.join(at)})`
    : after
      ? sql`where (${key}) > (${sql.join(after)})`
      : sql``
  const query = sql<Row>`select ${columnRefs(table)} from ${sql.table(table)} ${where} order by ${key} limit ${count}`
  return (await db.run(query.compile(db.query))).rows
}

async function lastRow(db: Db, table: Moved): Promise<Row | undefined> {
  const order = sql.join(keys[table].map((name) => sql`${sql.ref(name)} desc`))
  const query = sql<Row>`select ${columnRefs(table)} from ${sql.table(table)} order by ${order} limit 1`
  return (await db.run(query.compile(db.query))).rows[0]
}

async function countRows(db: Db, table: Moved, upTo?: readonly Value[]): Promise<number> {
  const where = upTo ? sql`where (${keyRefs(table)}) <= (${sql.join(upTo)})` : sql``
  const query = sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)} ${where}`
  return Number((await db.run(query.compile(db.query))).rows[0]?.rows ?? 0)
}

async function insertRows(db: Db, table: Moved, rows: readonly Row[]): Promise<void> {
  const names: readonly string[] = columns[table]
  const atOnce = Math.floor(valuesAtOnce / names.length)
  for (let from = 0; from < rows.length; from += atOnce) {
    const values = rows
      .slice(from, from + atOnce)
      .map((row) => sql`(${sql.join(names.map((name) => row[name] ?? null))})`)
    const insert = sql`insert into ${sql.table(table)} (${columnRefs(table)}) values ${sql.join(values)}`
    await db.run(insert.compile(db.query))
  }
}

const columnRefs = (table: Moved) => sql.join(columns[table].map((name) => sql.ref(name)))
const keyRefs = (table: Moved) => sql.join(keys[table].map((name) => sql.ref(name)))
const keyOf = (table: Moved, row: Row): Value[] => keys[table].map((name) => row[name] ?? null)
const nameOf = (table: Moved, row: Row): string => `${table} ${keyOf(table, row).join(' ')}`

/** As both databases order them: numbers by value, texts octet by octet. */
function compareKeys(one: readonly Value[], other: readonly Value[]): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? null
    const order =
      typeof value === 'number' && typeof against === 'number'
        ? value - against
        : Buffer.compare(Buffer.from(String(value)), Buffer.from(String(against)))
    if (order !== 0) return order
  }
  return 0
}

function digestOf(table: Moved, row: Row): string {
  const hash = createHash('sha256')
  digest(hash, table, row)
  return hash.digest('hex')
}

/** Kind, length and octets of each value, so that no two rows are digested alike. */
function digest(hash: Hash, table: Moved, row: Row): void {
  for (const name of columns[table]) {
    const value = row[name] ?? null
    const octets = value instanceof Uint8Array ? value : Buffer.from(value === null ? '' : String(value))
    const kind = value === null ? 'null' : value instanceof Uint8Array ? 'octets' : typeof value
    hash.update(`${kind} ${octets.length} `).update(octets)
  }
}
