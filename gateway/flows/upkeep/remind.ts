// Nobody has to watch the calendar: what falls due is told, once, by whichever node has the node
// lease. Late is a flag and refuses nothing.

import { dayMs } from '../../../crypto/instants.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import type { EventKind } from '../../answers/event-kinds.ts'
import { nextAfter, type Reminder, remindersOf } from '../../case/deadlines.ts'
import { fold } from '../../case/steps.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceKind } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { contactsOf, profileOf } from '../cases/cases.ts'
import { everyRecord } from '../evidence/every-record.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'

export interface Reminding {
  store: CasesStore & KeepingStore
  world: World
  trust(): Trust
}

/**
 * How long a case waits whose agreement is not laid down here any more, or of which everything was
 * told.
 */
const lookAgainMs = dayMs

/**
 * Tells what is due of at most `limit` cases; returns how many things were told. Evidence, event
 * and the next date are one transaction for each case, made from the revision that was read, so
 * that a second node changes nothing.
 */
export async function remind(deps: Reminding, limit: number): Promise<number> {
  const now = deps.world.now()
  let told = 0
  for (const row of await deps.store.remindable(now, limit)) told += await tellOf(deps, row, now)
  return told
}

async function tellOf(deps: Reminding, row: CaseRow, now: number): Promise<number> {
  const { store, world } = deps
  const trust = deps.trust()
  const held = trust.agreements.get(row.agreement)
  if (!held) return move(deps, row, { remindAt: now + lookAgainMs, events: [], happened: [] })
  const messages = await store.messages(row.id, 'kept')
  const profile = profileOf(held, row.profile)
  const reminders = remindersOf({
    profile,
    state: fold(profile, row, messages),
    messages,
    role: row.role,
    contacts: contactsOf(trust, row),
  })
  const due = untold(reminders, await toldOf(store, row.id), now)
  return move(deps, row, {
    remindAt: nextAfter(reminders, now) ?? lookAgainAt(row, reminders, now),
    events: due.map(({ kind }) => eventOf[kind]),
    happened: due.map((reminder) => ({
      at: world.now(),
      kind: reminder.kind,
      case: row.id,
      subject: row.id,
      data: dataOf(reminder),
    })),
  })
}

/**
 * What is late without a due date of its own in the list of cases is looked at daily: so the list
 * of what is due finds it.
 */
const lookAgainAt = ({ dueAt }: CaseRow, reminders: readonly Reminder[], now: number): number | null =>
  dueAt === null && reminders.some(({ what }) => what !== 'first-notice') ? now + lookAgainMs : null

const eventOf = { reminder: 'case.reminder', overdue: 'case.overdue' } as const satisfies Record<
  Reminder['kind'],
  EventKind
>

async function move(
  { store, world }: Reminding,
  row: CaseRow,
  change: { remindAt: number | null; events: readonly EventKind[]; happened: readonly EvidenceDraft[] },
): Promise<number> {
  const outcome = await store.moveCases({
    // Nothing of the case changed: only when it is looked at again.
    cases: [{ row: { ...row, remindAt: change.remindAt, revision: row.revision + 1 }, from: row.revision }],
    events: change.events.map((kind) => ({
      at: world.now(),
      kind,
      office: row.office,
      case: row.id,
      message: null,
      partner: row.partner,
    })),
    evidence: leavesOf(world, change.happened),
  })
  return outcome === 'stored' ? change.happened.length : 0
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

/**
 * Another day is another deadline: what was put off is told anew. So is another member: both may
 * hold what is to be disposed of.
 */
const deadlineOf = ({ what, about, day, by }: Pick<Reminder, 'what' | 'about' | 'day' | 'by'>): string =>
  `${what} ${about} ${day} ${by}`
const nameOf = (reminder: Pick<Reminder, 'kind' | 'what' | 'about' | 'day' | 'by' | 'number'>): string =>
  `${deadlineOf(reminder)} ${reminder.kind} ${reminder.number}`

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

const kinds: readonly EvidenceKind[] = ['reminder', 'overdue']

async function toldOf(store: CasesStore, id: string): Promise<Set<string>> {
  const told = new Set<string>()
  for await (const { kind, data } of everyRecord(store, id))
    if (kinds.includes(kind))
      told.add(nameOf({ ...(data as unknown as Reminder), kind: kind === 'overdue' ? 'overdue' : 'reminder' }))
  return told
}
