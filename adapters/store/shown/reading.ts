// Lists of what was written with each case. Every one walks along an index from where the page
// before ended, and no further than its page.
import { sql } from 'kysely'
import type { DueByItself, DueRow, Opened, ShownRow, ShownStore, UntoldUses } from '../../../gateway/ports/reading.ts'
import type { CaseRow } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import { type DueDayPlace, type DueInstantPlace, pageOf, readDueCursor, readWaitingCursor } from '../dialect/cursor.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'

/** What this file fulfils of the store's port. */
export const showing = ({ read }: Runner): ShownStore => ({
  async dues({ cursor, limit, ...ask }) {
    const rows = await read(dues, { ...ask, after: readDueCursor(cursor), limit: limit + 1 })
    const page = pageOf(rows, limit, ({ dueOn, case: of, place }) => ({ dueOn, case: of, place }))
    return { ...page, rows: page.rows.map(({ place: _, ...row }) => row) }
  },
  duesByItself: ({ after, limit }) => read(duesByItself, { case: after?.case ?? '', place: after?.place ?? 0, limit }),
  untoldUses: ({ after = '', limit }) => read(untoldUses, { after, limit }),
  async waiting({ offices, cursor, limit }) {
    const rows = await read(waiting, { offices, after: readWaitingCursor(cursor), limit: limit + 1 })
    return pageOf(rows, limit, ({ dueAt, id }) => ({ dueAt: dueAt ?? 0, id }))
  },
  openedAfter: (ask) => read(openedAfter, ask),
  lastOrder: (partner) => read(lastOrder, { partner }),
  shown: (ids) => (ids.length === 0 ? Promise.resolve([]) : read(shown, { ids: [...ids] })),
  shownOtherwise: (ask) => read(shownOtherwise, ask),
})

type Offices = readonly string[] | 'all'

/** Of each office its own list, and of all offices one. */
const officesOf = (offices: Offices): readonly (string | undefined)[] =>
  offices === 'all' ? [undefined] : [...new Set(offices)]

interface DuesAsk {
  readonly offices: Offices
  readonly partner?: string
  readonly ours?: boolean
  readonly until: string
  readonly after: DueDayPlace | undefined
  readonly limit: number
}
type PlacedDue = DueRow & { readonly place: number }

export async function dues(db: Db, ask: DuesAsk): Promise<readonly PlacedDue[]> {
  const { offices, partner, ours, until, after, limit } = ask
  const sides = ours === undefined ? [1, 0] : [Number(ours)]
  const found: PlacedDue[] = []
  for (const office of officesOf(offices))
    for (const side of sides)
      found.push(
        ...(
          await duesByDay(db, {
            ...{ office, partner, ours: side, limit },
            ...{ day: after?.dueOn, of: after?.case, place: after?.place },
          })
        ).rows,
      )
  // A bound on the day beside where to go on has SQLite take the index of the wrong list.
  return found
    .filter(({ dueOn }) => dueOn <= until)
    .sort((a, b) => (isBefore(a, b) ? -1 : 1))
    .slice(0, limit)
}

const isBefore = (a: PlacedDue, b: PlacedDue): boolean =>
  a.dueOn !== b.dueOn ? a.dueOn < b.dueOn : a.case !== b.case ? a.case < b.case : a.place < b.place

interface DuesOf {
  readonly office: string | undefined
  readonly partner: string | undefined
  readonly ours: number
  readonly limit: number
  readonly day: string | undefined
  readonly of: string | undefined
  readonly place: number | undefined
}

const duesByDay = prepared((db, ask: { [M in keyof DuesOf]: DuesOf[M] }) => {
  const { office, partner, ours, limit, day, of, place } = ask
  let query = db
    .selectFrom('dues')
    .innerJoin('cases', 'cases.id', 'dues.case')
    .select(['dues.case', 'dues.place', 'dues.dueOn', 'dues.lateFrom', 'dues.duty'])
    .select(['cases.partner', 'cases.agreement', 'cases.profile', 'cases.role', 'cases.office', 'cases.state'])
    .where('dues.ours', '=', ours)
    .orderBy('dues.dueOn')
    .orderBy('dues.case')
    .orderBy('dues.place')
    .limit(limit)
  if (office !== undefined) query = query.where('dues.office', '=', office)
  if (partner !== undefined) query = query.where('dues.partner', '=', partner)
  if (day !== undefined)
    query = query.where(sql<boolean>`(dues."dueOn", dues."case", dues.place) > (${day}, ${of}, ${place})`)
  return query
})

interface ByItselfAsk {
  readonly case: string
  readonly place: number
  readonly limit: number
}

export const duesByItself = async (db: Db, ask: ByItselfAsk): Promise<readonly DueByItself[]> =>
  (await findByItself(db, { ...ask })).rows

const findByItself = prepared((db, ask: { [M in keyof ByItselfAsk]: ByItselfAsk[M] }) =>
  db
    .selectFrom('dues')
    .innerJoin('cases', 'cases.id', 'dues.case')
    .select(['dues.case', 'dues.place', 'dues.duty', 'cases.profile'])
    // In the words of its index.
    .where(sql<boolean>`dues."byItself" = 1`)
    .where(sql<boolean>`(dues."case", dues.place) > (${ask.case}, ${ask.place})`)
    .orderBy('dues.case')
    .orderBy('dues.place')
    .limit(ask.limit),
)

export const untoldUses = async (db: Db, ask: { after: string; limit: number }): Promise<readonly UntoldUses[]> =>
  (await findUntoldUses(db, { ...ask })).rows as readonly UntoldUses[]

const findUntoldUses = prepared((db, { after, limit }: { after: string; limit: number }) =>
  db
    .selectFrom('shown')
    .innerJoin('cases', 'cases.id', 'shown.case')
    .select(['shown.case', 'shown.reports', 'shown.reported', 'cases.profile'])
    // In the words of its index.
    .where(sql<boolean>`shown.reports is not null`)
    .where(
      sql<boolean>`(shown.reports = 'at-close' or exists (
        select 1 from evidence where evidence."case" = shown."case" and evidence."count" > shown.reported))`,
    )
    .where('shown.case', '>', after)
    .orderBy('shown.case')
    .limit(limit),
)

interface WaitingAsk {
  readonly offices: Offices
  readonly after: DueInstantPlace | undefined
  readonly limit: number
}

export async function waiting(db: Db, { offices, after, limit }: WaitingAsk): Promise<readonly CaseRow[]> {
  const found: CaseRow[] = []
  for (const office of officesOf(offices))
    found.push(...(await casesWaiting(db, { office, dueAt: after?.dueAt, id: after?.id, limit })).rows)
  return found.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.id < b.id ? -1 : 1)).slice(0, limit)
}

type WaitingOf = { office: string | undefined; dueAt: number | undefined; id: string | undefined; limit: number }
const casesWaiting = prepared((db, { office, dueAt, id, limit }: WaitingOf) => {
  // In the words of the indexes, which hold nothing else.
  let query = db
    .selectFrom('cases')
    .selectAll()
    .where(sql<boolean>`role = 'requested'`)
    .where('dueAt', 'is not', null)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(limit)
  if (office !== undefined) query = query.where('office', '=', office)
  if (dueAt !== undefined) query = query.where(sql<boolean>`("dueAt", id) > (${dueAt}, ${id})`)
  return query
})

export async function openedAfter(db: Db, { many, profiles, ...ask }: Opened & { many: number }) {
  return profiles.length === 0
    ? undefined
    : (await openedInOrder(db, { ...ask, profiles: [...profiles], many })).rows[0]
}

type OpenedAsk = { partner: string; role: CaseRow['role']; profiles: string[]; from: number; to: number; many: number }
const openedInOrder = prepared((query, { partner, role, profiles, from, to, many }: OpenedAsk) =>
  query
    .selectFrom('cases')
    .select(['id', 'openedAt'])
    .where('partner', '=', partner)
    .where('role', '=', role)
    .where('openedAt', '>=', from)
    .where('openedAt', '<=', to)
    .where('profile', 'in', profiles)
    .orderBy('openedAt')
    .orderBy('id')
    .limit(1)
    .offset(many),
)

/** The newest by the instant at which its case changed last. */
export async function lastOrder(db: Db, { partner }: { partner: string }): Promise<string | undefined> {
  return (await orderGivenLast(db, { partner })).rows[0]?.particulars ?? undefined
}

const orderGivenLast = prepared((query, { partner }: { partner: string }) =>
  query
    .selectFrom('shown')
    .select('particulars')
    .where('partner', '=', partner)
    .where('orderedAt', 'is not', null)
    .orderBy('orderedAt', 'desc')
    .limit(1),
)

export const shown = async (db: Db, ask: { ids: string[] }): Promise<readonly ShownRow[]> =>
  (await shownOfCases(db, ask)).rows

const shownOfCases = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('shown').select(['case', 'basis', 'told', 'particulars', 'reminders']).where('case', 'in', ids),
)

type OtherwiseAsk = Parameters<ShownStore['shownOtherwise']>[0]

export async function shownOtherwise(db: Db, ask: OtherwiseAsk): Promise<readonly CaseRow[]> {
  if (ask.partner === undefined) return (await notYet(db, { limit: ask.limit })).rows
  const found: CaseRow[] = []
  for (const side of ['<', '>'] as const) found.push(...(await madeFrom(db, { ...ask, side })).rows)
  return found.slice(0, ask.limit)
}

const notYet = prepared((query, { limit }: { limit: number }) =>
  query
    .selectFrom('shown')
    .innerJoin('cases', 'cases.id', 'shown.case')
    .selectAll('cases')
    .where(sql<boolean>`shown.basis = ''`)
    .orderBy('shown.case')
    .limit(limit),
)

type MadeFrom = { partner: string; agreement: string; basis: string; limit: number; side: '<' | '>' }
const madeFrom = async (db: Db, { side, ...ask }: MadeFrom) =>
  side === '<' ? madeFromLess(db, { ...ask }) : madeFromMore(db, { ...ask })
const otherwise = (side: '<' | '>') =>
  prepared((query, { partner, agreement, basis, limit }: Omit<MadeFrom, 'side'>) =>
    query
      .selectFrom('shown')
      .innerJoin('cases', 'cases.id', 'shown.case')
      .selectAll('cases')
      .where('shown.partner', '=', partner)
      .where('shown.agreement', '=', agreement)
      .where('shown.basis', side, basis)
      .orderBy('shown.basis')
      .orderBy('shown.case')
      .limit(limit),
  )
const [madeFromLess, madeFromMore] = [otherwise('<'), otherwise('>')]
