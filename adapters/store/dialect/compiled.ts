// Queries written once with kysely, compiled once for each database, and bound ever after: building
// a query costs several times what SQLite needs to run it (measured: 9 µs against 2 for one
// insert).
import type { Compilable, CompiledQuery, Insertable, Kysely, QueryResult } from 'kysely'
import { columns, type Db, type Tables } from './schema.ts'

type Value = string | number | Uint8Array | null
/**
 * What a query is asked with: values, and lists of values for `in`. A list must not be empty. What
 * is `undefined` is not asked.
 */
type Ask = { readonly [name: string]: Value | readonly Value[] | undefined }

/** Stands in a query where a value will be bound. */
interface Hole {
  readonly hole: string
  readonly place: number | undefined
}
interface Plan<Row> {
  readonly query: CompiledQuery<Row>
  readonly parameters: readonly unknown[]
}

/**
 * A query with holes. `build` is given an object that has the type of what the query will be asked
 * with, but holds holes: it may place them and see which are there, never look at them. It runs once
 * for each database, each choice of what is asked and each length of the lists.
 */
export function prepared<A extends Ask, Row>(
  build: (query: Kysely<Tables>, ask: A, db: Db) => Compilable<Row>,
): (db: Db, ask: A) => QueryResult<Row> | Promise<QueryResult<Row>> {
  const plans = perDatabase<Plan<Row>>()
  return (db, ask) => {
    const known = plans(db)
    const shape = shapeOf(ask)
    let plan = known.get(shape)
    if (!plan) {
      const query = build(db.query, holesFor(ask), db).compile()
      plan = { query, parameters: query.parameters }
      known.set(shape, plan)
    }
    return db.run({ ...plan.query, parameters: plan.parameters.map((parameter) => filled(parameter, ask)) })
  }
}

/** Databases bound how many values one statement may bind. */
const rowsAtOnce = 100

/**
 * Inserts rows, as few statements as possible. `skip` leaves out rows whose key is already there.
 * Resolves with the number of rows that were inserted.
 */
export function inserting<T extends keyof Tables>(
  table: T,
  whenThere: 'fail' | 'skip' = 'fail',
): (db: Db, rows: readonly Tables[T][]) => Promise<number> {
  const plans = perDatabase<CompiledQuery<unknown>>()
  const names: readonly string[] = columns[table]

  function queryFor(db: Db, count: number): CompiledQuery<unknown> {
    const known = plans(db)
    let query = known.get(String(count))
    if (!query) {
      const row = Object.fromEntries(names.map((hole) => [hole, { hole, place: undefined } satisfies Hole]))
      const rows = Array.from({ length: count }, () => row) as unknown as Insertable<Tables[T]>[]
      const insert = db.query.insertInto(table).values(rows)
      query = (whenThere === 'skip' ? insert.onConflict((conflict) => conflict.doNothing()) : insert).compile()
      known.set(String(count), query)
    }
    return query
  }

  return async (db, rows) => {
    let inserted = 0
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = rows.length <= rowsAtOnce ? rows : rows.slice(from, from + rowsAtOnce)
      const parameters: unknown[] = []
      for (const row of some) for (const name of names) parameters.push(row[name as keyof Tables[T]] ?? null)
      inserted += Number((await db.run({ ...queryFor(db, some.length), parameters })).numAffectedRows)
    }
    return inserted
  }
}

/** A query that is built anew each time, because its conditions differ from one to the next. */
export const rowsOf = async <Row>(db: Db, query: Compilable<Row>): Promise<Row[]> =>
  (await db.run(query.compile())).rows

/** Plans belong to a database and the transactions in it alike, and vanish with it. */
function perDatabase<Plan>(): (db: Db) => Map<string, Plan> {
  const plans = new WeakMap<object, Map<string, Plan>>()
  return (db) => {
    let known = plans.get(db.query)
    if (!known) {
      known = new Map()
      plans.set(db.query, known)
    }
    return known
  }
}

function shapeOf(ask: Ask): string {
  let shape = ''
  for (const name in ask) {
    const value = ask[name]
    if (value !== undefined) shape += Array.isArray(value) ? `${name}${value.length} ` : `${name} `
  }
  return shape
}

function holesFor<A extends Ask>(ask: A): A {
  const entries = Object.entries(ask).flatMap(([hole, value]) => {
    if (value === undefined) return []
    const held = Array.isArray(value) ? value.map((_, place): Hole => ({ hole, place })) : { hole, place: undefined }
    return [[hole, held] as const]
  })
  return Object.fromEntries(entries) as unknown as A
}

function filled(parameter: unknown, ask: Ask): unknown {
  if (!isHole(parameter)) return parameter
  const value = ask[parameter.hole]
  return parameter.place === undefined ? value : (value as readonly Value[])[parameter.place]
}

const isHole = (parameter: unknown): parameter is Hole =>
  typeof parameter === 'object' && parameter !== null && 'hole' in parameter
