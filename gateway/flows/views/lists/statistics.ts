// Numbers for a report: how many cases, with whom, in which state. No trader, no office, no case
// stands in them.

import type { StatisticsView } from '../../../answers/overview-answers.ts'
import { dayAfter, dayEndsAtMs, isDay, localDateOf } from '../../../model/calendar/calendar.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { KeepingStore } from '../../../ports/keeping.ts'
import type { World } from '../../../ports/world.ts'
import { scopeOf } from '../../cases/cases.ts'
import { maySee } from '../../cases/may-see.ts'

interface Counting {
  store: KeepingStore
  world: World
  timeZone: string
}

/** One row of the report; the names are the heads of its columns. */
type StatisticsRow = StatisticsView['rows'][number]

const heads = ['partner', 'agreement', 'profile', 'role', 'state', 'cases', 'opened', 'overdue'] as const

/**
 * Of the cases that this client may see.
 * @param since first day, `YYYY-MM-DD`, in our time zone; the year so far when left out.
 */
export async function statistics(
  { store, world, timeZone }: Counting,
  client: Client,
  since?: string,
): Promise<StatisticsView> {
  const now = world.now()
  const today = localDateOf(now, timeZone)
  const first = since ?? `${today.slice(0, 4)}-01-01`
  if (!isDay(first)) throw new Problem('request-invalid', `${first} is no day of the calendar`, { field: '/since' })
  if (first > today)
    throw new Problem('request-invalid', `the first day is ${first}, today is ${today}`, { field: '/since' })
  const { rows, truncated } = await store.tally({ since: dayEndsAtMs(dayAfter(first, -1), timeZone) + 1, now })
  const found = new Map<string, StatisticsRow>()
  for (const { office, ...row } of rows) {
    if (!maySee(client, office) || scopeOf(row.profile) === 'line' || row.state === 'none') continue
    found.set(keyOf(row), added(found.get(keyOf(row)), row))
  }
  return { truncated, rows: [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) }
}

/** What several offices of a client deal with is one row. */
const added = (before: StatisticsRow | undefined, row: StatisticsRow): StatisticsRow => ({
  ...row,
  cases: row.cases + (before?.cases ?? 0),
  opened: row.opened + (before?.opened ?? 0),
  overdue: row.overdue + (before?.overdue ?? 0),
})

const keyOf = (row: StatisticsRow): string =>
  heads
    .slice(0, 5)
    .map((head) => row[head])
    .join('\u0000')

/**
 * RFC 4180, with a head line. Every text comes from a closed pattern of ours; quotes keep it one
 * cell all the same.
 */
export const statisticsCsv = (rows: readonly StatisticsRow[]): string =>
  [heads.join(','), ...rows.map((row) => heads.map((head) => cell(row[head])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('')

const cell = (value: string | number): string =>
  typeof value === 'number' || /^[A-Za-z0-9._/-]*$/.test(value) ? String(value) : `"${value.replaceAll('"', '""')}"`
