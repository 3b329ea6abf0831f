// How many there are: of cases by what is written with each change, of what is overdue and of what
// waits up to a bound.
import { sql } from 'kysely'
import { mostCounted, type Tallied, type Tally, tallyMs } from '../../../gateway/ports/keeping.ts'
import type { CaseChange } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import type { Db, StoredTally } from '../dialect/schema.ts'

const ofGroup = ['office', 'partner', 'agreement', 'profile', 'role', 'state'] as const
type Group = Pick<StoredTally, (typeof ofGroup)[number]>
/** Stands for all days. */
const always = -1

/** In the transaction that changes the case, from what it was. */
export async function count(db: Db, { row, from, was }: CaseChange): Promise<void> {
  if (from !== null && (was === undefined || (was.state === row.state && was.office === row.office))) return
  const { office, partner, agreement, profile, role, state, openedAt } = row
  const group = { office, partner, agreement, profile, role, state }
  const days = { always, day: Math.floor(openedAt / tallyMs) }
  if (from !== null && was) await oneLess(db, { ...group, state: was.state, office: was.office, ...days })
  await oneMore(db, { ...group, ...days })
}

type OneOf = { [C in keyof Group]: Group[C] } & { always: number; day: number }

const oneMore = prepared((query, { always: all, day, ...group }: OneOf) =>
  query
    .insertInto('tallies')
    .values([
      { day: all, ...group, cases: 1 },
      { day, ...group, cases: 1 },
    ])
    .onConflict((there) =>
      there.columns(['day', ...ofGroup]).doUpdateSet(({ eb }) => ({ cases: eb('tallies.cases', '+', 1) })),
    ),
)

const oneLess = prepared((query, { always: all, day, office, partner, agreement, profile, role, state }: OneOf) =>
  query
    .updateTable('tallies')
    .set(({ eb }) => ({ cases: eb('cases', '-', 1) }))
    .where('day', 'in', [all, day])
    .where('office', '=', office)
    .where('partner', '=', partner)
    .where('agreement', '=', agreement)
    .where('profile', '=', profile)
    .where('role', '=', role)
    .where('state', '=', state),
)

interface TallyAsk {
  readonly since: number
  readonly now: number
}

/**
 * Of whole days by their rows, of the rest of the first one by its cases; of what is overdue that
 * which is longest.
 */
export async function tally(db: Db, { since, now }: TallyAsk): Promise<Tallied> {
  const firstDay = Math.ceil(since / tallyMs)
  const all = (await ofDay(db, { day: always })).rows
  const opened = (await openedFrom(db, { day: firstDay })).rows
  const before = since < firstDay * tallyMs ? (await openedBetween(db, { since, until: firstDay * tallyMs })).rows : []
  const late = (await overdue(db, { now, limit: mostCounted + 1 })).rows
  const found = new Map<string, Tally>()
  const add = ({ cases, ...group }: Group & { cases: number }, as: 'cases' | 'opened' | 'overdue') => {
    const key = ofGroup.map((name) => group[name]).join('\u0000')
    const known = found.get(key) ?? { ...group, cases: 0, opened: 0, overdue: 0 }
    found.set(key, { ...known, [as]: known[as] + Number(cases) })
  }
  for (const row of all) add(row, 'cases')
  for (const row of [...opened, ...before]) add(row, 'opened')
  for (const row of late) add(row, 'overdue')
  const counted = late.reduce((sum, { cases }) => sum + Number(cases), 0)
  const rows = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return { rows, truncated: counted > mostCounted }
}

const ofDay = prepared((query, { day }: { day: number }) =>
  query
    .selectFrom('tallies')
    .select([...ofGroup, 'cases'])
    .where('day', '=', day)
    .where('cases', '>', 0),
)

const openedFrom = prepared((query, { day }: { day: number }) =>
  query
    .selectFrom('tallies')
    .select(ofGroup)
    .select(({ fn }) => fn.sum<number>('cases').as('cases'))
    .where('day', '>=', day)
    .where('cases', '>', 0)
    .groupBy(ofGroup),
)

const openedBetween = prepared((query, { since, until }: { since: number; until: number }) =>
  query
    .selectFrom('cases')
    .select(ofGroup)
    .select(({ fn }) => fn.countAll<number>().as('cases'))
    .where('openedAt', '>=', since)
    .where('openedAt', '<', until)
    .groupBy(ofGroup),
)

const overdue = prepared((query, { now, limit }: { now: number; limit: number }) =>
  query
    .selectFrom(({ selectFrom }) =>
      selectFrom('cases')
        .select(ofGroup)
        .where(sql<boolean>`"dueAt" > 0`)
        .where('dueAt', '<', now)
        .orderBy('dueAt')
        .limit(limit)
        .as('late'),
    )
    .select(ofGroup)
    .select(({ fn }) => fn.countAll<number>().as('cases'))
    .groupBy(ofGroup),
)
