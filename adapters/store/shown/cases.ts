// Lists of cases, newest first or by due day.
import { sql } from 'kysely'
import type { CasesStore } from '../../../gateway/ports/reading.ts'
import type { CaseRow, Page } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import { readCaseCursor } from '../dialect/cursor.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { assignedTo } from './assigned.ts'
import { lookThrough } from './looking.ts'

/** What this file fulfils of the store's port. */
export const listing = ({ read }: Runner): Pick<CasesStore, 'cases'> => ({
  cases: (ask) => (ask.assignee === undefined ? ofOffices(read, ask) : ofPerson(read, ask, ask.assignee)),
})

type Ask = Parameters<CasesStore['cases']>[0]

async function ofOffices(read: Runner['read'], ask: Ask): Promise<Page<CaseRow>> {
  const after = readCaseCursor(ask.cursor)
  const { offices, state, partner, profile, dueBefore, limit } = ask
  const wanted = { state, partner, profile }
  const lists = (offices === 'all' ? [undefined] : [...new Set(offices)]).map((office) => {
    const lead = leadOf(office, wanted)
    return dueBefore === undefined
      ? (most: number, last: Place = after) => read(newest, { ...lead, before: last?.id, limit: most })
      : (most: number, last: Place = after) =>
          read(byDueDay, { office, dueBefore, day: last?.dueOn ?? undefined, of: last?.id, limit: most })
  })
  const byDay = dueBefore !== undefined
  const [first] = lists.length === 0 || byDay ? [] : [leadOf(offices === 'all' ? undefined : '', wanted)]
  const left = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && first?.[name as keyof typeof wanted] === undefined,
  )
  return lookThrough<CaseRow>({
    lists,
    limit,
    isBefore: byDay ? (a, b) => (a.dueOn !== b.dueOn ? String(a.dueOn) < String(b.dueOn) : a.id < b.id) : isNewer,
    place,
    fits:
      left.length === 0
        ? undefined
        : (row) => left.every(([name, value]) => row[name as keyof typeof wanted] === value),
  })
}

/** One person has few cases: what else is wanted is looked for in them. */
function ofPerson(read: Runner['read'], ask: Ask, person: string): Promise<Page<CaseRow>> {
  const { offices, state, partner, profile, dueBefore, limit } = ask
  const after = readCaseCursor(ask.cursor)
  const is = (wanted: string | undefined, found: string) => wanted === undefined || wanted === found
  return lookThrough<CaseRow>({
    lists: [(most, last: Place = after) => read(assignedTo, { person, before: last?.id, limit: most })],
    limit,
    isBefore: isNewer,
    place,
    fits: (row) =>
      (offices === 'all' || offices.includes(row.office)) &&
      is(state, row.state) &&
      is(partner, row.partner) &&
      is(profile, row.profile) &&
      (dueBefore === undefined || (row.dueOn !== null && row.dueOn < dueBefore)),
  })
}

const isNewer = (a: CaseRow, b: CaseRow): boolean => a.id > b.id
const place = ({ id, dueOn }: CaseRow) => ({ id, dueOn })

type Place = Pick<CaseRow, 'id' | 'dueOn'> | undefined

interface Wanted {
  readonly state: string | undefined
  readonly partner: string | undefined
  readonly profile: string | undefined
}

/** What an index holds in the order of the list; what else is wanted is looked for in its rows. */
function leadOf(office: string | undefined, { state, partner, profile }: Wanted): Lead {
  const none = { office, state: undefined, partner: undefined, profile: undefined }
  if (office !== undefined) return none
  if (state !== undefined && profile !== undefined) return { office, state, partner, profile }
  return { ...none, partner }
}

interface Lead extends Wanted {
  readonly office: string | undefined
}
type Newest = { [M in keyof Lead]: Lead[M] } & { before: string | undefined; limit: number }

export const newest = async (db: Db, ask: Newest): Promise<readonly CaseRow[]> => (await newestFirst(db, ask)).rows

const newestFirst = prepared((db, { state, partner, profile, office, before, limit }: Newest) => {
  let query = db.selectFrom('cases').selectAll().limit(limit).orderBy('id', 'desc')
  if (state !== undefined) query = query.where('state', '=', state)
  if (partner !== undefined) query = query.where('partner', '=', partner)
  if (profile !== undefined) query = query.where('profile', '=', profile)
  if (office !== undefined) query = query.where('office', '=', office)
  if (before !== undefined) query = query.where('id', '<', before)
  return query
})

type ByDueDay = {
  office: string | undefined
  dueBefore: string
  day: string | undefined
  of: string | undefined
  limit: number
}

export const byDueDay = async (db: Db, ask: ByDueDay): Promise<readonly CaseRow[]> => (await dueFirst(db, ask)).rows

const dueFirst = prepared((db, { office, dueBefore, day, of, limit }: ByDueDay) => {
  let query = db
    .selectFrom('cases')
    .selectAll()
    .limit(limit)
    .orderBy('dueOn')
    .orderBy('id')
    .where('dueOn', 'is not', null)
    .where('dueOn', '<', dueBefore)
  if (office !== undefined) query = query.where('office', '=', office)
  if (day !== undefined) query = query.where(sql<boolean>`("dueOn", id) > (${day}, ${of})`)
  return query
})
