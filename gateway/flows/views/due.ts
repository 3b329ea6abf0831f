// What is due and by whom: the deadlines of a case as a person reads them, and those of all cases
// of some offices by day.

import type { Duty } from '../../answers/case-parts.ts'
import type { DueLine, DueList } from '../../answers/overview-answers.ts'
import { aboutOwed, type DeadlinesAsk, type Reminder, remindersOf } from '../../case/deadlines.ts'
import { fold } from '../../case/steps.ts'
import { dayAfter, localDateOf } from '../../model/calendar/calendar.ts'
import type { Owed } from '../../model/profile/case-core.ts'
import type { Role } from '../../model/role.ts'
import type { Client, DueAsk } from '../../ports/doors.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { contactsOf, profileUnder } from '../cases/cases.ts'
import { maySee } from '../cases/may-see.ts'
import type { Trust } from '../trust/trust.ts'

/** Everything that is owed in a case, what is due first before the rest, what has no day last. */
export function dutiesOf(
  ask: DeadlinesAsk,
  { us, partner, now }: { us: string; partner: string; now: number },
): Duty[] {
  const { owed } = ask.state
  const whose = (by: Role) => ({ by, member: by === ask.role ? us : partner, ours: by === ask.role })
  const request = owed.find(({ whileOpen }) => whileOpen)
  const askedBy = ({ what, about }: Pick<Reminder, 'what' | 'about'>): Owed | undefined =>
    what === 'owed' ? owed.find((row) => aboutOwed(row) === about) : what === 'disposal' ? undefined : request
  // The end of every deadline is told; what came too late is owed no more.
  const deadlines = remindersOf(ask).flatMap(({ kind, what, ...rest }) =>
    kind === 'reminder' || what === 'first-notice' || what === 'review' ? [] : [{ what, ...rest }],
  )
  const timed = deadlines.map((deadline): Duty => {
    const { what, by, about, day, dueAtMs, atMs, source, paragraph } = deadline
    const asked = askedBy(deadline)
    return {
      what,
      ...whose(by),
      ...saidOf(asked),
      since: what === 'owed' ? (asked?.since ?? null) : what === 'answer' ? about : null,
      dueOn: day,
      dueAt: new Date(dueAtMs).toISOString(),
      overdue: atMs <= now,
      source,
      paragraph: paragraph ?? null,
    }
  })
  const known = new Set(deadlines.map(askedBy))
  const timeless = owed
    .filter((row) => !known.has(row))
    .map(
      (row): Duty => ({
        what: row.whileOpen ? 'answer' : 'owed',
        ...whose(row.by),
        ...saidOf(row),
        since: row.since,
        dueOn: row.dueOn ?? null,
        dueAt: null,
        overdue: false,
        source: row.source,
        paragraph: row.paragraph ?? null,
      }),
    )
  return [...timed, ...timeless]
}

const saidOf = (asked: Owed | undefined) => ({
  message: asked?.message ?? null,
  type: asked?.type ?? null,
  answeredBy: [...(asked?.answeredBy ?? [])],
})

interface Due {
  store: CasesStore & KeepingStore
  world: Pick<World, 'now'>
  timeZone: string
  trust(): Trust
}
const usualDays = 30
/** Cases that are looked at; the answer says where there are more. */
const mostCases = 500
/** Among the cases of all offices, those of the client's are looked for. */
const mostRows = 5_000

/**
 * What is due until a day, and what is overdue, in all cases of the client's offices: what is due
 * first before the rest.
 */
export async function dueFor(deps: Due, client: Client, ask: DueAsk): Promise<DueList> {
  const { store, world, timeZone } = deps
  const trust = deps.trust()
  const now = world.now()
  const today = localDateOf(now, timeZone)
  const until = ask.until ?? dayAfter(today, usualDays)
  const { rows, truncated } = await withDeadlines(store, client, ask.partner)
  const due: DueLine[] = []
  for (const row of rows) {
    const profile = profileUnder(trust, row)
    const messages = await store.messages(row.id, 'kept')
    const asked = {
      profile,
      messages,
      state: fold(profile, row, messages),
      role: row.role,
      contacts: contactsOf(trust, row),
    }
    for (const duty of dutiesOf(asked, { us: trust.us, partner: row.partner, now })) {
      if (duty.dueOn === null || duty.dueOn > until) continue
      if (ask.by !== undefined && duty.ours !== (ask.by === 'us')) continue
      due.push({ ...caseOf(row), ...duty })
    }
  }
  return { today, until, truncated, rows: due.sort(byDay) }
}

const caseOf = ({ id, partner, agreement, profile, role, office, state }: CaseRow) => ({
  case: id,
  partner,
  agreement,
  profile,
  role,
  office,
  state,
})

const byDay = (a: DueLine, b: DueLine): number => (keyOf(a) < keyOf(b) ? -1 : 1)
const keyOf = ({ dueOn, case: id, what, message }: DueLine): string => `${dueOn} ${id} ${what} ${message}`

/** Cases with a due date, and those of which something is still to be told. */
async function withDeadlines(
  store: Due['store'],
  client: Client,
  partner: string | undefined,
): Promise<{ rows: readonly CaseRow[]; truncated: boolean }> {
  const found = new Map<string, CaseRow>()
  const ask = {
    offices: client.offices,
    dueBefore: '9999-12-31',
    limit: 200,
    ...(partner !== undefined && { partner }),
  }
  let more = false
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await store.cases({ ...ask, ...(cursor !== undefined && { cursor }) })
    for (const row of page.rows) found.set(row.id, row)
    cursor = page.next
    if (found.size < mostCases) continue
    more = cursor !== null
    break
  }
  const remindable = await store.remindable(Number.MAX_SAFE_INTEGER, mostRows)
  const others = remindable.filter(
    (row) => !found.has(row.id) && maySee(client, row.office) && (partner ?? row.partner) === row.partner,
  )
  for (const row of others.slice(0, mostCases)) found.set(row.id, row)
  return {
    rows: [...found.values()],
    truncated: more || others.length > mostCases || remindable.length === mostRows,
  }
}
