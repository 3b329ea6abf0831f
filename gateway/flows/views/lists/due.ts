// What is due and by whom, in all cases of some offices, by day: read from the rows that are
// written when a case changes.

import type { Duty } from '../../../answers/case-parts.ts'
import type { DueList } from '../../../answers/overview-answers.ts'
import { dayAfter, localDateOf } from '../../../model/calendar/calendar.ts'
import type { Client, DueAsk } from '../../../ports/doors/national.ts'
import type { ShownStore } from '../../../ports/reading.ts'
import type { World } from '../../../ports/world.ts'
import { dutyAt } from '../../cases/shown.ts'

interface Due {
  store: ShownStore
  world: Pick<World, 'now'>
  timeZone: string
}
const usualDays = 30
const usualPage = 200

/**
 * A page of what is due until a day, and of what is overdue, in all cases of the client's offices:
 * what is due first before the rest.
 */
export async function dueFor({ store, world, timeZone }: Due, client: Client, ask: DueAsk): Promise<DueList> {
  const now = world.now()
  const today = localDateOf(now, timeZone)
  const { until = dayAfter(today, usualDays), by, limit = usualPage, ...rest } = ask
  const page = await store.dues({
    ...{ offices: client.offices, until, limit, ...rest },
    ...(by !== undefined && { ours: by === 'us' }),
  })
  const [notYet] = await store.shownOtherwise({ basis: '', limit: 1 })
  return {
    today,
    until,
    truncated: page.next !== null || notYet !== undefined,
    next: page.next,
    rows: page.rows.map(({ duty, lateFrom, ...row }) => ({
      ...row,
      ...dutyAt({ ...(JSON.parse(duty) as Omit<Duty, 'overdue'>), lateFrom }, now),
    })),
  }
}
