// How much there is to answer (9.1), and what both sides have used of an agreed limit (9.2).

import type { Limit as LimitView } from '../../answers/case-parts.ts'
import type { WorkloadView } from '../../answers/overview-answers.ts'
import { dayAfter, dayEndsAtMs, localDateOf } from '../../model/calendar/calendar.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { KeepingStore, Tally } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { scopeOf } from '../cases/cases.ts'
import { maySee } from '../cases/may-see.ts'
import type { Trust } from '../trust/trust.ts'
import { type Limit, limitOf, type Side } from './pair.ts'

interface Workload {
  store: CasesStore & KeepingStore
  world: Pick<World, 'now'>
  timeZone: string
  trust(): Trust
}

/** The share of a limit or of a capacity from which people are warned. */
const warnedFrom = 0.8

/**
 * For each partner: what waits for our answer at the offices of this client, what came to them and
 * went out this month; and of the member as a whole agreed limits and how much of them is used.
 */
export async function workload(deps: Workload, client: Client): Promise<WorkloadView> {
  const { store } = deps
  const trust = deps.trust()
  const { now, localDate, monthBeganAt } = month(deps)
  const { rows: all, truncated } = await store.tally({ since: monthBeganAt, now })
  const rows = all.filter(({ profile }) => scopeOf(profile) === 'case')
  const theirOwn = rows.filter(({ office }) => maySee(client, office))
  const partners: WorkloadView['partners'][number][] = []
  for (const { member, card } of trust.partners.values()) {
    const [answering, asking] = (['requested', 'requesting'] as const).map((role) => ({ partner: member, role }))
    if (!answering || !asking) continue
    const [theirs, ours] = [await limitOf(store, answering, localDate), await limitOf(store, asking, localDate)]
    partners.push({
      partner: member,
      toAnswer: sum(theirOwn, answering, ({ cases }) => cases, true),
      overdue: sum(theirOwn, answering, ({ overdue }) => overdue, true),
      openedThisMonth: sum(theirOwn, answering, ({ opened }) => opened),
      askedThisMonth: sum(theirOwn, asking, ({ opened }) => opened),
      limit: theirs
        ? limitUse(
            theirs,
            sum(rows, answering, ({ opened }) => opened),
          )
        : null,
      ourLimit: ours
        ? limitUse(
            ours,
            sum(rows, asking, ({ opened }) => opened),
          )
        : null,
      theirCapacity: card.standing.requestsPerMonth ?? null,
    })
  }
  const opened = rows.filter(({ role }) => role === 'requested').reduce((all, row) => all + row.opened, 0)
  const capacity = capacityUse(trust.card.standing.requestsPerMonth, opened)
  return { month: localDate.slice(0, 7), truncated, partners, capacity }

  function sum(all: readonly Tally[], side: Side, count: (row: Tally) => number, pendingOnly = false): number {
    return all
      .filter(({ partner, role }) => partner === side.partner && role === side.role)
      .filter(({ profile, state }) => !pendingOnly || isPending(profile, state))
      .reduce((total, row) => total + count(row), 0)
  }
}

export const isPending = (profile: string, state: string): boolean =>
  profiles.get(profile)?.states[state]?.pending ?? false

/** Of all members together: what our card says we can answer in a month. */
function capacityUse(perMonth: number | undefined, opened: number): WorkloadView['capacity'] {
  if (perMonth === undefined) return null
  const warned = opened >= warnedFrom * perMonth
  return {
    perMonth,
    used: opened,
    ...(warned && { warning: `${opened} requests arrived this month; our card names a capacity of ${perMonth} (9.2)` }),
  }
}

/** How much of an agreed limit is used, in numbers and from four fifths on in words. */
function limitUse({ thread, perMonth, from, until }: Limit, used: number): LimitView {
  const warning =
    used > perMonth
      ? `${used} requests this month, ${perMonth} are agreed: those beyond the limit are answered last (9.2)`
      : used >= warnedFrom * perMonth
        ? `${used} of the ${perMonth} requests agreed for this month are made (9.2)`
        : undefined
  return { thread, perMonth, from, until, used, ...(warning !== undefined && { warning }) }
}

/**
 * What whoever opens a case is told of the limit on it. A case beyond it goes out all the same: how
 * to deal with it is the answerer's choice (9.2).
 */
export async function limitOnOpening(
  deps: Workload,
  { partner, role, profile }: CaseRow,
): Promise<LimitView | undefined> {
  if (scopeOf(profile) !== 'case') return undefined
  const { now, localDate, monthBeganAt } = month(deps)
  const limit = await limitOf(deps.store, { partner, role }, localDate)
  if (!limit) return undefined
  const { rows } = await deps.store.tally({ since: monthBeganAt, now })
  const before = rows
    .filter((row) => row.partner === partner && row.role === role && scopeOf(row.profile) === 'case')
    .reduce((all, { opened }) => all + opened, 0)
  return limitUse(limit, before + 1)
}

function month({ world, timeZone }: Pick<Workload, 'world' | 'timeZone'>) {
  const now = world.now()
  const localDate = localDateOf(now, timeZone)
  return { now, localDate, monthBeganAt: dayEndsAtMs(dayAfter(`${localDate.slice(0, 7)}-01`, -1), timeZone) + 1 }
}
