// What is due and by whom: the clocks of a case as a person reads them, and those of all cases of some offices by day.
import type { JsonObject } from '../../../crypto/json.ts'
import { dayAfter, localDateOf } from '../../model/calendar/calendar.ts'
import type { Owed } from '../../model/profile/case-core.ts'
import type { Client, DueAsk } from '../../ports/doors.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { World } from '../../ports/world.ts'
import { fold, profileUnder } from '../cases/cases.ts'
import { aboutOwed, type ClocksAsk, contactsOf, type Telling, tellingsOf } from '../cases/deadlines.ts'
import { maySee } from '../cases/may-see.ts'
import type { Trust } from '../trust/trust.ts'

/** Something owed in a case: an answer, or the disposal of what is held. */
export interface Duty extends JsonObject {
  what: Telling['what']
  by: string
  /** The member that owes it, and whether that are we. */
  member: string
  ours: boolean
  /** The message that asks for it and its type, where one does. */
  message: string | null
  type: string | null
  answeredBy: string[]
  since: string | null
  dueOn: string | null
  /** A flag; nothing happens by itself. */
  overdue: boolean
  source: string
  paragraph: string | null
}

/** Everything that is owed in a case, what is due first before the rest, what has no day last. */
export function dutiesOf(ask: ClocksAsk, { us, partner, now }: { us: string; partner: string; now: number }): Duty[] {
  const { owed } = ask.state
  const whose = (by: string) => ({ by, member: by === ask.role ? us : partner, ours: by === ask.role })
  const request = owed.find(({ whileOpen }) => whileOpen)
  const askedBy = ({ what, about }: Telling): Owed | undefined =>
    what === 'owed' ? owed.find((row) => aboutOwed(row) === about) : what === 'disposal' ? undefined : request
  // The end of its day is told of every clock.
  const clocks = tellingsOf(ask).filter(({ kind }) => kind === 'overdue')
  const timed = clocks.map((clock): Duty => {
    const asked = askedBy(clock)
    return {
      what: clock.what,
      ...whose(clock.by),
      ...saidOf(asked),
      since: clock.what === 'owed' ? (asked?.since ?? null) : clock.what === 'answer' ? clock.about : null,
      dueOn: clock.day,
      overdue: clock.atMs <= now,
      source: clock.source,
      paragraph: clock.paragraph ?? null,
    }
  })
  const known = new Set(clocks.map(askedBy))
  const timeless = owed
    .filter((row) => !known.has(row))
    .map(
      (row): Duty => ({
        what: row.whileOpen ? 'answer' : 'owed',
        ...whose(row.by),
        ...saidOf(row),
        since: row.since,
        dueOn: row.dueOn ?? null,
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

export interface Due {
  store: Pick<Store, 'cases' | 'messages' | 'remindable'>
  world: Pick<World, 'now'>
  timeZone: string
  trust(): Trust
}
const usualDays = 30
/** Cases that are looked at; whoever has more on the clock than this has other worries. */
const mostCases = 500
/** Among the cases of all offices, those of the client's are looked for. */
const mostRows = 5_000

/** What is due until a day, and what is overdue, in all cases of the client's offices: what is due first before the rest. */
export async function dueFor(house: Due, client: Client, ask: DueAsk): Promise<JsonObject> {
  const { store, world, timeZone } = house
  const trust = house.trust()
  const now = world.now()
  const today = localDateOf(now, timeZone)
  const until = ask.until ?? dayAfter(today, usualDays)
  const { rows, truncated } = await onTheClock(store, client, ask.partner)
  const due: (JsonObject & Duty)[] = []
  for (const row of rows) {
    const profile = profileUnder(trust, row)
    const messages = await store.messages(row.id, 'kept')
    const clocks = {
      profile,
      messages,
      state: fold(profile, row, messages),
      role: row.role,
      contacts: contactsOf(trust, row),
    }
    for (const duty of dutiesOf(clocks, { us: trust.us, partner: row.partner, now })) {
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

const byDay = (a: Duty, b: Duty): number => (keyOf(a) < keyOf(b) ? -1 : 1)
const keyOf = ({ dueOn, case: id, what, message }: Duty): string => `${dueOn} ${id} ${what} ${message}`

/** Cases with a due date, and those of which something is still to be told. */
async function onTheClock(
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
