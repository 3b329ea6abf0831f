// In which order cases are answered (9.1, 9.2): the answerer's queue, a page at a time.

import type { QueueView } from '../../answers/overview-answers.ts'
import { dayAfter, dayEndsAtMs, isOverdue, localDateOf } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, QueueAsk } from '../../ports/doors/national.ts'
import type { CasesStore, ShownStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { type Limit, limitOf } from './pair.ts'
import { isPending } from './workload.ts'

interface Queueing {
  store: CasesStore & ShownStore
  world: Pick<World, 'now'>
  timeZone: string
}

interface Waiting {
  readonly row: CaseRow
  /** Place in the order that the asking member gave its cases (9.2). */
  readonly priority: number
  readonly beyondLimit: boolean
}

/** What a person looks at at once. */
const usualPage = 200

/**
 * A page of the cases that wait for an answer of the client's offices, those due first before the
 * rest; within it those within the agreed limits come first, among them as the asking member put
 * them in order, then by due date. Nothing is dropped or refused because of its place.
 */
export async function workQueue(deps: Queueing, client: Client, ask: QueueAsk = {}): Promise<QueueView> {
  const { before, cursor } = placeIn(ask.cursor)
  const page = await deps.store.waiting({
    ...{ offices: client.offices, limit: ask.limit ?? usualPage },
    ...(cursor !== undefined && { cursor }),
  })
  const rows = page.rows.filter(({ profile, state }) => isPending(profile, state))
  const orders = await ordersOf(deps, rows)
  const isBeyond = await beyondLimits(deps, rows)
  const waiting = rows.map(
    (row): Waiting => ({
      row,
      priority: orders.get(row.partner)?.indexOf(row.id) ?? -1,
      beyondLimit: isBeyond(row),
    }),
  )
  const now = deps.world.now()
  return {
    truncated: page.next !== null,
    next: page.next === null ? null : `${before + rows.length}.${page.next}`,
    rows: waiting.sort(byTurn).map(({ row, priority, beyondLimit }, index) => ({
      place: before + index + 1,
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

/** How many were on the pages before, and where the last one ended. */
function placeIn(cursor: string | undefined): { before: number; cursor?: string } {
  if (cursor === undefined) return { before: 0 }
  const [, before, rest] = /^([1-9][0-9]{0,14}|0)\.(.+)$/.exec(cursor) ?? []
  if (before === undefined || rest === undefined)
    throw new Problem('request-invalid', 'the cursor is not one that a page of this list ended with', {
      field: '/cursor',
    })
  return { before: Number(before), cursor: rest }
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

/** For each partner the order that it gave last, in whichever of its cases (9.2). */
async function ordersOf({ store }: Queueing, rows: readonly CaseRow[]): Promise<Map<string, readonly string[]>> {
  const orders = new Map<string, readonly string[]>()
  for (const partner of new Set(rows.map((row) => row.partner))) {
    const { order } = JSON.parse((await store.lastOrder(partner)) ?? '{}') as { order?: unknown }
    if (Array.isArray(order))
      orders.set(
        partner,
        order.filter((id) => typeof id === 'string'),
      )
  }
  return orders
}

/**
 * Which of these cases came after a month's number of them was used up, on a day on which the limit
 * holds: told by the first case of each month that was one too many.
 */
async function beyondLimits(
  { store, world, timeZone }: Queueing,
  rows: readonly CaseRow[],
): Promise<(row: CaseRow) => boolean> {
  const today = localDateOf(world.now(), timeZone)
  const limits = new Map<string, Limit>()
  for (const partner of new Set(rows.map((row) => row.partner))) {
    const limit = await limitOf(store, { partner, role: 'requested' }, today)
    if (limit) limits.set(partner, limit)
  }
  const firsts = new Map<string, { readonly id: string; readonly openedAt: number } | undefined>()
  for (const row of rows) {
    const limit = limits.get(row.partner)
    const month = limit && monthWithin(limit, row)
    if (!limit || !month || firsts.has(month.name)) continue
    const { from, to } = month
    const opened = { partner: row.partner, role: 'requested', profiles: ofDeclarations, from, to } as const
    firsts.set(month.name, await store.openedAfter({ ...opened, many: limit.perMonth }))
  }
  return (row) => {
    const limit = limits.get(row.partner)
    const first = limit && firsts.get(monthWithin(limit, row)?.name ?? '')
    if (!first) return false
    return row.openedAt > first.openedAt || (row.openedAt === first.openedAt && row.id >= first.id)
  }

  /** As far as the limit holds in the month in which a case was opened. */
  function monthWithin({ from, until }: Limit, { partner, openedAt }: CaseRow) {
    const day = localDateOf(openedAt, timeZone)
    if (day < from || day > until) return undefined
    const [first, last] = [`${day.slice(0, 7)}-01`, `${day.slice(0, 7)}-${daysIn(day)}`]
    const bounds = { from: first < from ? from : first, until: last > until ? until : last }
    return {
      name: `${partner} ${first}`,
      from: dayEndsAtMs(dayAfter(bounds.from, -1), timeZone) + 1,
      to: dayEndsAtMs(bounds.until, timeZone),
    }
  }
}

const daysIn = (day: string): number => Temporal.PlainDate.from(day).daysInMonth

/** The profiles whose cases a limit is about. */
const ofDeclarations = [...profiles.values()].flatMap(({ name, scope }) => (scope === 'case' ? [name] : []))
