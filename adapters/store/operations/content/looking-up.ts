// Cases by the numbers in them: keyed digests, found, dropped with what they were made of, and made
// of what a program before stored.
import type { CaseAbout, IndexedRow, LookupStore } from '../../../../gateway/ports/reading.ts'
import type { LookupRow } from '../../../../gateway/ports/rows.ts'
import { inserting, prepared } from '../../dialect/compiled.ts'
import { messageOf } from '../../dialect/rows.ts'
import type { Db } from '../../dialect/schema.ts'
import type { Runner } from '../../runner.ts'
import { type Change, kept } from '../change.ts'

/** What this file fulfils of the store's port. */
export const lookingUp = ({ read, write }: Runner): LookupStore => ({
  lookedUp: (ask) => read(lookedUp, ask),
  sentAbout: (ask) => read(sentAbout, ask),
  indexed: () => read(indexed, null),
  bodiesAfter: async (after, limit) => (await read(bodiesAfter, { after, limit })).map(messageOf),
  registrationsAfter: (after, limit) => read(registrationsAfter, { after, limit }),
  async index(rows, place) {
    await write(index, { rows, place })
  },
})

/** By the names under which they are sent to whoever runs them. */
export const lookingUpWrites = { index } as const

export const insertLookups = inserting('lookups', 'skip')

type Ask = Parameters<LookupStore['lookedUp']>[0]

export async function lookedUp(db: Db, { lookups, offices, limit }: Ask): Promise<readonly LookupRow[]> {
  const found: LookupRow[] = []
  for (const lookup of lookups)
    for (const office of offices === 'all' ? [undefined] : [...new Set(offices)])
      found.push(...(await heldBy(db, { lookup, office, limit })).rows)
  return found.sort((a, b) => (a.case > b.case ? -1 : 1)).slice(0, limit)
}

const heldBy = prepared(
  (db, { lookup, office, limit }: { lookup: string; office: string | undefined; limit: number }) => {
    const query = db
      .selectFrom('lookups')
      .selectAll('lookups')
      .where('lookups.lookup', '=', lookup)
      .orderBy('lookups.case', 'desc')
      .orderBy('lookups.holder', 'desc')
      .limit(limit)
    return office === undefined
      ? query
      : query.innerJoin('cases', 'cases.id', 'lookups.case').where('cases.office', '=', office)
  },
)

export async function sentAbout(db: Db, { lookups, offices, limit }: Ask): Promise<readonly CaseAbout[]> {
  const found = new Map<string, CaseAbout>()
  for (const lookup of lookups)
    for (const office of offices === 'all' ? [undefined] : [...new Set(offices)])
      for (const row of (await casesAbout(db, { lookup, office, limit: mostHolders * limit })).rows)
        found.set(row.id, row)
  return [...found.values()].sort((a, b) => (a.id > b.id ? -1 : 1)).slice(0, limit)
}

/** A case that says one number in more messages than this stands in the place of others. */
const mostHolders = 4
/** In the order of the index: to sort those of one number would cost all of them. */
const casesAbout = prepared(
  (db, { lookup, office, limit }: { lookup: string; office: string | undefined; limit: number }) => {
    const query = db
      .selectFrom('lookups')
      .innerJoin('cases', 'cases.id', 'lookups.case')
      .select(['cases.id', 'cases.partner', 'cases.profile', 'cases.role', 'cases.office', 'cases.state'])
      .where('lookups.lookup', '=', lookup)
      .where('lookups.what', '=', 'sent')
      .orderBy('lookups.case', 'desc')
      .orderBy('lookups.holder', 'desc')
      .limit(limit)
    return office === undefined ? query : query.where('cases.office', '=', office)
  },
)

const indexed = async (db: Db, _: null): Promise<readonly IndexedRow[]> => (await placesOf(db, {})).rows
const placesOf = prepared((query, _: Record<string, never>) => query.selectFrom('indexed').selectAll().orderBy('what'))

interface After {
  readonly after: string
  readonly limit: number
}

export const bodiesAfter = async (db: Db, ask: After) => (await findBodies(db, { ...ask })).rows
const findBodies = prepared((query, { after, limit }: { after: string; limit: number }) =>
  query
    .selectFrom('messages')
    .selectAll()
    .where('id', '>', after)
    .where('secret', 'is not', null)
    .orderBy('id')
    .limit(limit),
)

export const registrationsAfter = async (db: Db, ask: After) => (await findRegistrations(db, { ...ask })).rows
const findRegistrations = prepared((query, { after, limit }: { after: string; limit: number }) =>
  query.selectFrom('registrations').selectAll().where('id', '>', after).orderBy('id').limit(limit),
)

interface Indexing {
  readonly rows: readonly LookupRow[]
  readonly place: IndexedRow
}

/** Of what was destroyed since it was read nothing is kept. */
async function index(db: Db, { rows, place }: Indexing): Promise<Change<null>> {
  const holders = [...new Set(rows.flatMap(({ what, holder }) => (what === 'registered' ? [] : [holder])))]
  const here = holders.length === 0 ? [] : (await stillHere(db, { holders })).rows.map(({ id }) => id)
  await insertLookups(
    db,
    rows.filter(({ what, holder }) => what === 'registered' || here.includes(holder)),
  )
  await putPlace(db, { ...place })
  return kept(null)
}

const stillHere = prepared((query, { holders }: { holders: string[] }) =>
  query.selectFrom('messages').select('id').where('id', 'in', holders).where('secret', 'is not', null),
)
const putPlace = prepared((query, row: { [P in keyof IndexedRow]: IndexedRow[P] }) =>
  query
    .insertInto('indexed')
    .values(row)
    .onConflict((there) =>
      there.column('what').doUpdateSet(({ ref }) => ({
        edition: ref('excluded.edition'),
        after: ref('excluded.after'),
        done: ref('excluded.done'),
      })),
    ),
)
