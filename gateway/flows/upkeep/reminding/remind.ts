// Nobody has to watch the calendar: what falls due is told, once, by whichever node has the node
// lease. Late is a flag and refuses nothing.

import { dayMs } from '../../../../crypto/instants.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import type { EventKind } from '../../../answers/event-kinds.ts'
import type { Reminder } from '../../../case/deadlines.ts'
import type { ShownRow } from '../../../ports/reading.ts'
import type { CaseRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { type ShowingAnew, showOne } from '../anew/show-anew.ts'
import { deadlineOf, nameOf } from './told.ts'

export interface Reminding extends ShowingAnew {
  world: World
}

/** How long a case waits whose agreement is not laid down here any more. */
const lookAgainMs = dayMs

/**
 * Tells what is due of at most `limit` cases, as their rows say; returns how many things were told.
 * Evidence, event, mark and the next date are one transaction for each case, made from the revision
 * that was read, so that a second node changes nothing.
 */
export async function remind(deps: Reminding, limit: number): Promise<number> {
  const now = deps.world.now()
  const rows = await deps.store.remindable(now, limit)
  const shown = new Map((await deps.store.shown(rows.map(({ id }) => id))).map((made) => [made.case, made]))
  let told = 0
  for (const row of rows) {
    const made = shown.get(row.id)
    // A node of a program before, which works on beside this one, opens cases without a row: they
    // are told with the next round, and hold no other up.
    if (made === undefined || made.basis === '') await showOne(deps, deps.trust(), row)
    else told += await tellOf(deps, row, made, now)
  }
  return told
}

async function tellOf(deps: Reminding, row: CaseRow, made: ShownRow, now: number): Promise<number> {
  if (!deps.trust().agreements.has(row.agreement)) return move(deps, row, { remindAt: now + lookAgainMs, due: [] })
  const reminders: readonly Reminder[] = JSON.parse(made.reminders)
  const told = new Set<string>(JSON.parse(made.told))
  const due = untold(reminders, told, now)
  return move(deps, row, {
    remindAt: nextAfter(reminders, now),
    due,
    ...(due.length > 0 && { told: JSON.stringify([...told, ...due.map(nameOf)]) }),
  })
}

/** When to look again after everything due was told. */
const nextAfter = (reminders: readonly Reminder[], now: number): number | null =>
  reminders.find(({ atMs }) => atMs > now)?.atMs ?? null

const eventOf = { reminder: 'case.reminder', overdue: 'case.overdue' } as const satisfies Record<
  Reminder['kind'],
  EventKind
>

async function move(
  { store, world }: Reminding,
  row: CaseRow,
  { remindAt, due, told }: { remindAt: number | null; due: readonly Reminder[]; told?: string },
): Promise<number> {
  const moved = { ...row, remindAt, revision: row.revision + 1 }
  const outcome = await store.moveCases({
    // Nothing of the case changed: only when it is looked at again.
    cases: [{ row: moved, from: row.revision, ...(told !== undefined && { told }) }],
    events: due.map(({ kind }) => ({
      at: world.now(),
      kind: eventOf[kind],
      office: row.office,
      case: row.id,
      message: null,
      partner: row.partner,
    })),
    evidence: leavesOf(
      world,
      due.map((reminder) => ({
        at: world.now(),
        kind: reminder.kind,
        case: row.id,
        subject: row.id,
        data: dataOf(reminder),
      })),
    ),
  })
  return outcome === 'stored' ? due.length : 0
}

/**
 * Of each deadline the newest thing that is due, unless that or a newer one was told: after an
 * outage nobody hears three things at once.
 */
export function untold(reminders: readonly Reminder[], told: ReadonlySet<string>, now: number): Reminder[] {
  const newest = new Map<string, Reminder>()
  for (const reminder of reminders) if (reminder.atMs <= now) newest.set(deadlineOf(reminder), reminder)
  return [...newest.values()].filter((reminder) => !told.has(nameOf(reminder)))
}

/** What the evidence keeps of it; also how it is known again. */
const dataOf = ({ what, about, number, day, dueAtMs, source, paragraph, by }: Reminder): JsonObject => ({
  what,
  about,
  number,
  day,
  dueAt: new Date(dueAtMs).toISOString(),
  source,
  by,
  ...(paragraph !== undefined && { paragraph }),
})
