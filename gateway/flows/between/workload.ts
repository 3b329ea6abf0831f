// How much there is to answer, and in which order (9.1, 9.2): the answerer's queue, and what both
// sides have used of an agreed limit.

import type { Limit as LimitView } from '../../answers/case-parts.ts'
import type { QueueView, WorkloadView } from '../../answers/overview-answers.ts'
import { fold } from '../../case/steps.ts'
import { dayAfter, dayEndsAtMs, isOverdue, localDateOf } from '../../model/calendar/calendar.ts'
import type { Role } from '../../model/role.ts'
import type { Client } from '../../ports/doors.ts'
import type { KeepingStore, Tally } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { profileOf, scopeOf } from '../cases/cases.ts'
import { everyCase } from '../cases/every-case.ts'
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
  const rows = (await store.tally({ since: monthBeganAt, now })).filter(({ profile }) => scopeOf(profile) === 'case')
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
  return { month: localDate.slice(0, 7), partners, capacity: capacityUse(trust.card.standing.requestsPerMonth, opened) }

  function sum(all: readonly Tally[], side: Side, count: (row: Tally) => number, pendingOnly = false): number {
    return all
      .filter(({ partner, role }) => partner === side.partner && role === side.role)
      .filter(({ profile, state }) => !pendingOnly || isPending(profile, state))
      .reduce((total, row) => total + count(row), 0)
  }
}

const isPending = (profile: string, state: string): boolean => profiles.get(profile)?.states[state]?.pending ?? false

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
  const rows = await deps.store.tally({ since: monthBeganAt, now })
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

// ------------------------------------------------------------------------------------------
// The queue

/** What a person looks at; whoever has more to answer than this has other worries. */
const longestQueue = 500
/** Cases of one partner that are counted against its limit, newest first. */
const mostCounted = 5_000

interface Waiting {
  readonly row: CaseRow
  /** Place in the order that the asking member gave its cases (9.2). */
  readonly priority: number
  readonly beyondLimit: boolean
}

/**
 * The cases that wait for an answer of the client's offices: those within the agreed limits first,
 * among them as the asking member put them in order, then by due date. Nothing is dropped or
 * refused because of its place.
 */
export async function workQueue(deps: Workload, client: Client): Promise<QueueView> {
  const found = await pendingCases(deps.store, client)
  const rows = found.slice(0, longestQueue)
  const orders = await ordersOf(deps, rows)
  const beyond = await beyondLimits(deps, rows)
  const waiting = rows.map(
    (row): Waiting => ({
      row,
      priority: orders.get(row.partner)?.indexOf(row.id) ?? -1,
      beyondLimit: beyond.has(row.id),
    }),
  )
  const now = deps.world.now()
  return {
    truncated: found.length > longestQueue,
    rows: waiting.sort(byTurn).map(({ row, priority, beyondLimit }, index) => ({
      place: index + 1,
      case: row.id,
      partner: row.partner,
      agreement: row.agreement,
      profile: row.profile,
      office: row.office,
      state: row.state,
      dueOn: row.dueOn,
      overdue: row.dueAt !== null && isOverdue(row.dueAt, now),
      priority: priority < 0 ? null : priority + 1,
      beyondLimit,
    })),
  }
}

function byTurn(a: Waiting, b: Waiting): number {
  const last = Number.MAX_SAFE_INTEGER
  const priority = ({ priority: place }: Waiting) => (place < 0 ? last : place)
  const due = ({ row }: Waiting) => row.dueAt ?? last
  return (
    Number(a.beyondLimit) - Number(b.beyondLimit) ||
    priority(a) - priority(b) ||
    due(a) - due(b) ||
    (a.row.id < b.row.id ? -1 : 1)
  )
}

/** By due day; one more than the longest queue, to know that there is more. */
async function pendingCases(store: CasesStore, { offices }: Client): Promise<CaseRow[]> {
  const found: CaseRow[] = []
  for await (const row of everyCase(store, { offices, dueBefore: '9999-12-31' })) {
    const { role, profile, state } = row
    if (role === 'requested' && scopeOf(profile) === 'case' && isPending(profile, state)) found.push(row)
    if (found.length > longestQueue) break
  }
  return found
}

/**
 * For each partner the order that it gave last, in whichever of its cases: `particulars.order` of a
 * case (9.2).
 */
async function ordersOf({ store, trust }: Workload, rows: readonly CaseRow[]): Promise<Map<string, readonly string[]>> {
  const orders = new Map<string, { readonly at: number; readonly order: readonly string[] }>()
  for (const row of rows) {
    const held = trust().agreements.get(row.agreement)
    if (!held) continue
    const { order } = fold(profileOf(held, row.profile), row, await store.messages(row.id, 'kept')).particulars
    if (!Array.isArray(order)) continue
    const known = orders.get(row.partner)
    if (!known || row.changedAt > known.at)
      orders.set(row.partner, { at: row.changedAt, order: order.filter((id) => typeof id === 'string') })
  }
  return new Map([...orders].map(([partner, { order }]) => [partner, order]))
}

/**
 * Which of these cases came after a month's number of them was used up, on a day on which the limit
 * held.
 */
async function beyondLimits({ store, world, timeZone }: Workload, rows: readonly CaseRow[]): Promise<Set<string>> {
  const beyond = new Set<string>()
  const today = localDateOf(world.now(), timeZone)
  for (const partner of new Set(rows.map((row) => row.partner))) {
    const limit = await limitOf(store, { partner, role: 'requested' }, today)
    if (!limit) continue
    const byMonth = new Map<string, CaseRow[]>()
    for (const row of await arrivedFrom(store, partner, 'requested')) {
      const day = localDateOf(row.openedAt, timeZone)
      if (day < limit.from || day > limit.until) continue
      const month = day.slice(0, 7)
      byMonth.set(month, [...(byMonth.get(month) ?? []), row])
    }
    for (const all of byMonth.values())
      for (const { id } of all.sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)).slice(limit.perMonth))
        beyond.add(id)
  }
  return beyond
}

async function arrivedFrom(store: CasesStore, partner: string, role: Role): Promise<CaseRow[]> {
  const found: CaseRow[] = []
  for await (const row of everyCase(store, { offices: 'all', partner })) {
    if (row.role === role && scopeOf(row.profile) === 'case') found.push(row)
    if (found.length >= mostCounted) break
  }
  return found
}
