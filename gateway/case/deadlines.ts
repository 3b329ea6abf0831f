// The deadlines of a case, and when something is to be told of each: pure, out of what both
// gateways know of it. A deadline ends with a day, or at an instant where it is counted in hours.
import { dayAfter, dayEndsAtMs, localDateOf, reminders } from '../model/calendar/calendar.ts'
import { type DaysOff, workingDayAfter } from '../model/calendar/holidays.ts'
import { type Owed, waitingOutcomes } from '../model/profile/case-core.ts'
import { keptUntil } from '../model/profile/holding.ts'
import type { Profile } from '../model/profile/profile.ts'
import { type DutySource, otherRole, type Role } from '../model/role.ts'
import { retentionEnd } from '../model/terms/retention.ts'
import type { CaseState } from './case.ts'
import { itemsNamed } from './effects.ts'
import { holds } from './owed.ts'
import { retentionEventsOf, stillDue } from './retention.ts'
import { bindingMessage, type CaseMessage, termOf } from './terms-in-force.ts'
import { type Receipted, reportsOwed } from './use-reports.ts'

/**
 * What a deadline is for. `review` is the day from which a person decides on each use, and has no
 * end; `first-notice` was told too late, and is owed no more; `report` is of uses, unasked.
 */
type What = 'answer' | 'postponed' | 'owed' | 'disposal' | 'review' | 'first-notice' | 'report'

/**
 * What is to be told of a deadline at an instant. `reminder` comes before the end of its day,
 * `overdue` after it; late is a flag and no more.
 */
export interface Reminder {
  readonly kind: 'reminder' | 'overdue'
  readonly what: What
  /** Which of several: the statement that asks, or the day from which it is counted. */
  readonly about: string
  /** Which of the reminders of this deadline, from 1; 0 for `overdue`. */
  readonly number: number
  /** Last day, `YYYY-MM-DD`. */
  readonly day: string
  /** Its last millisecond where the work is done; earlier on that day where hours are counted. */
  readonly dueAtMs: number
  /** Who set it, and the paragraph without the leading 12. */
  readonly source: DutySource
  readonly paragraph: string | undefined
  /** Who has to act. */
  readonly by: Role
  readonly atMs: number
}

/** Where the work is done: a day ends there, and our own targets wait for a working day there. */
interface ContactPoint extends DaysOff {
  /** IANA name. */
  readonly timeZone: string
}

export interface DeadlinesAsk {
  readonly profile: Profile
  readonly state: CaseState
  /** Kept messages, in whatever order. */
  readonly messages: readonly CaseMessage[]
  readonly receipted?: readonly Receipted[]
  /** Our part in the case. */
  readonly role: Role
  /** By both cards, which both gateways hold: both show the same days. */
  readonly contacts: { readonly ours: ContactPoint; readonly theirs: ContactPoint }
}

/** Everything that is ever to be told of the case as it stands, earliest first. */
export function remindersOf(ask: DeadlinesAsk): Reminder[] {
  const binding = bindingMessage(ask)
  return [
    ...answers(ask),
    ...postponed(ask),
    ...owed(ask, binding),
    ...lateNotices(ask, binding),
    ...disposal(ask, binding),
    ...useReports(ask, binding),
  ].sort((a, b) => a.atMs - b.atMs)
}

/**
 * When to look at the case again: at the first reminder, which has come where something may be
 * untold, else never (null). The time of the change has no part in it, which may be that of a wrong
 * clock.
 */
export const remindAt = (reminders: readonly Reminder[]): number | null => reminders[0]?.atMs ?? null

const contactOf = ({ role, contacts }: DeadlinesAsk, by: Role): ContactPoint =>
  by === role ? contacts.ours : contacts.theirs

/**
 * The deadline of the request (6.1 e): reminders after two thirds, eight ninths and on the last
 * day, then overdue. Supplements have their own.
 */
function answers(ask: DeadlinesAsk): Reminder[] {
  const { profile, state } = ask
  if (!profile.states[state.state]?.pending) return []
  const request = state.owed.find(({ whileOpen }) => whileOpen)
  const about = {
    what: 'answer' as const,
    source: request?.source ?? 'agreement',
    paragraph: request?.paragraph,
    by: 'requested' as const,
  }
  const { timeZone } = contactOf(ask, 'requested')
  const lastDays = new Map<string, string>()
  for (const { outcome, since, dueOn } of Object.values(state.items))
    if (waitingOutcomes.includes(outcome) && outcome !== 'postponed' && dueOn !== undefined) lastDays.set(since, dueOn)
  if (Object.keys(state.items).length === 0 && state.due) lastDays.set(state.due.fromDate, state.due.on)
  return [...lastDays].flatMap(([fromDate, dueOn]) => [
    ...reminders({ fromDate, dueOn, timeZone }).map(
      ({ number, atMs }): Reminder => ({
        ...about,
        kind: 'reminder',
        about: fromDate,
        number,
        day: dueOn,
        dueAtMs: dayEndsAtMs(dueOn, timeZone),
        atMs,
      }),
    ),
    overdue({ ...about, about: fromDate, day: dueOn }, timeZone),
  ])
}

/** What was put off to a day of the answerer's choosing is told on that day, and when it passes. */
function postponed(ask: DeadlinesAsk): Reminder[] {
  const days = Object.values(ask.state.items).flatMap(({ outcome, expectedOn }) =>
    outcome === 'postponed' && expectedOn !== undefined ? [expectedOn] : [],
  )
  return [...new Set(days)].flatMap((day) =>
    onTheDay(
      { what: 'postponed', about: day, day, source: 'target', paragraph: '7.1', by: 'requested' },
      contactOf(ask, 'requested').timeZone,
    ),
  )
}

/**
 * Answers that messages ask for; that of the request has its own deadline. A target of our own that
 * ends on a day off ends on the next working day of whoever has to act; a day of the treaty, of the
 * members, or that one of them named stays where it is.
 */
const owed = (ask: DeadlinesAsk, binding: Binding): Reminder[] =>
  ask.state.owed
    .filter(({ whileOpen }) => !whileOpen)
    .flatMap((row) => {
      const { dueOn, source } = dueByTerms(ask, binding, row) ?? row
      const { by, paragraph, named } = row
      if (dueOn === undefined) return []
      const contact = contactOf(ask, by)
      const day = source === 'target' && !named ? workingDayAfter(dueOn, 0, contact) : dueOn
      return onTheDay({ what: 'owed', about: aboutOwed(row), day, source, paragraph, by }, contact.timeZone)
    })

/** What the deadline of this answer is `about`. */
export const aboutOwed = ({ type, message, answeredBy }: Owed): string => `${type} ${message} ${answeredBy.join(',')}`

/**
 * Terms of what it is about set the last day, the shortest of several: of feedback, unless whoever
 * asks named a day; of the full report of a breach, where the notice promises it later.
 */
function dueByTerms(ask: DeadlinesAsk, binding: Binding, row: Owed) {
  const { term, named, dueOn, since } = row
  if (term === undefined || (term === 'feedback' && named)) return undefined
  const asking = ask.messages.find(({ statement }) => statement.id === row.message)
  const stands = asking ? standsUnder(ask, binding, asking, row.by) : []
  const days = stands.flatMap((message) => daysOf[term](message) ?? [])
  if (days.length === 0) return undefined
  const wanted = dayAfter(since, Math.min(...days))
  if (term === 'breach' && dueOn !== undefined && dueOn <= wanted) return undefined
  return { dueOn: wanted, source: 'agreement' as const }
}

const daysOf = {
  feedback: (message: CaseMessage) => termOf(message, 'feedback')?.withinDays,
  breach: (message: CaseMessage) => termOf(message, 'breach')?.fullReportDays,
}

/**
 * The messages under whose terms that stands which a message names; all that its holder was given
 * where it names nothing.
 */
function standsUnder(
  { state }: DeadlinesAsk,
  binding: Binding,
  { statement }: CaseMessage,
  holder: Role,
): readonly CaseMessage[] {
  const named = itemsNamed(statement)
  const about = named.length > 0 ? named : heldBy(holder, state)
  return [...new Set(about.map(binding))].filter((message) => message !== undefined)
}

const heldBy = (holder: Role, { given }: Pick<CaseState, 'given'>): string[] =>
  Object.entries(given).flatMap(([id, { by, disposed }]) => (by === otherRole[holder] && !disposed ? [id] : []))

/**
 * First notices of a breach that came later than the hours of the terms after its discovery, as the
 * notice itself says (11.1). Before it nothing here knows of the breach; after it nothing is owed:
 * both members have it in evidence that it was late.
 */
function lateNotices(ask: DeadlinesAsk, binding: Binding): Reminder[] {
  const { profile, state, messages } = ask
  return messages.flatMap((message): Reminder[] => {
    const { id, type, facts, sentAt, from } = message.statement
    const row = profile.messages[type]?.owes?.find(({ sinceFact }) => sinceFact !== undefined)
    const discoveredAt = row?.sinceFact === undefined ? undefined : facts[row.sinceFact]
    if (typeof discoveredAt !== 'string' || state.steps[id] !== 'applied' || !holds(row?.when, facts)) return []
    const by = from.member === state.members.requested ? 'requested' : 'requesting'
    const hours = standsUnder(ask, binding, message, by).flatMap(
      (bound) => termOf(bound, 'breach')?.firstNoticeHours ?? [],
    )
    const dueAtMs = Date.parse(discoveredAt) + Math.min(...hours) * 3_600_000
    // What is no instant is none that anything is counted from.
    if (hours.length === 0 || !(Date.parse(sentAt) > dueAtMs)) return []
    const day = localDateOf(dueAtMs, contactOf(ask, by).timeZone)
    const about = {
      what: 'first-notice' as const,
      about: id,
      day,
      source: 'agreement' as const,
      paragraph: row?.paragraph,
    }
    return [{ ...about, kind: 'overdue', number: 0, by, dueAtMs, atMs: dueAtMs + 1 }]
  })
}

/** The gateway reports by itself, so that nobody is reminded; after the next day it is late. */
const useReports = (ask: DeadlinesAsk, binding: Binding): Reminder[] =>
  reportsOwed(ask, binding).map(({ by, since }) => {
    const about = { what: 'report', about: since, day: dayAfter(since, 1), source: 'agreement', by } as const
    return overdue({ ...about, paragraph: '5.1 f' }, contactOf(ask, by).timeZone)
  })

/**
 * What is held under terms: the day of review, notice before retention ends, the day after it, and
 * overdue when the time for disposal has passed (5.1 e). The provider has the same deadline: a
 * statement of disposal that has not come by then is something to know.
 */
const disposal = (ask: DeadlinesAsk, binding: Binding): Reminder[] => [
  ...disposalBy('requesting', ask, binding),
  ...disposalBy('requested', ask, binding),
]

function disposalBy(holder: Role, ask: DeadlinesAsk, binding: Binding): Reminder[] {
  const ends = new Map<string, { readonly end: string; readonly noticeDays: number }>()
  const reviews = new Set<string>()
  const events = retentionEventsOf(ask)
  // Many items came under the same terms.
  const free = heldBy(holder, ask.state).filter((id) => keptUntil(ask.state.given, id) === undefined)
  for (const message of new Set(free.map(binding))) {
    const retention = termOf(message, 'retention')
    const end = retention && retentionEnd(retention, events)
    const { reviewOn } = retention ?? {}
    if (reviewOn !== undefined && (end === undefined || reviewOn <= end)) reviews.add(reviewOn)
    if (end === undefined) continue
    const day = dayAfter(end, termOf(message, 'disposal')?.withinDays ?? 0)
    ends.set(day, { end, noticeDays: Math.max(retention?.noticeDays ?? 0, ends.get(day)?.noticeDays ?? 0) })
  }
  const { timeZone } = contactOf(ask, holder)
  // The treaty sets no day: those of the terms, under which it was given and taken, are the
  // members' own.
  const set = { source: 'agreement', paragraph: '5.1 e', by: holder } as const
  const reviewed = [...reviews].map((day) => reminder({ ...set, what: 'review', about: day, day }, 1, day, timeZone))
  const disposed = [...ends].flatMap(([day, { end, noticeDays }]): Reminder[] => {
    const about: About = { ...set, what: 'disposal', about: end, day }
    const notice = noticeDays > 0 ? [reminder(about, 1, dayAfter(end, -noticeDays), timeZone)] : []
    return [...notice, reminder(about, 2, dayAfter(end, 1), timeZone), overdue(about, timeZone)]
  })
  const left = stillDue(holder, ask.state).flatMap(({ day, remindOn }): Reminder[] => {
    const about: About = { ...set, what: 'disposal', about: day, day }
    return [reminder(about, 3, remindOn, timeZone), overdue(about, timeZone)]
  })
  return [...reviewed, ...disposed, ...left]
}

/** For an item the message under whose terms it is held. */
type Binding = ReturnType<typeof bindingMessage<CaseMessage>>

type About = Omit<Reminder, 'kind' | 'number' | 'dueAtMs' | 'atMs'>

const reminder = (about: About, number: number, on: string, timeZone: string): Reminder => ({
  ...about,
  kind: 'reminder',
  number,
  dueAtMs: dayEndsAtMs(about.day, timeZone),
  atMs: dayEndsAtMs(dayAfter(on, -1), timeZone) + 1,
})

const overdue = (about: About, timeZone: string): Reminder => ({
  ...about,
  kind: 'overdue',
  number: 0,
  dueAtMs: dayEndsAtMs(about.day, timeZone),
  atMs: dayEndsAtMs(about.day, timeZone) + 1,
})

const onTheDay = (about: About, timeZone: string): Reminder[] => [
  reminder(about, 1, about.day, timeZone),
  overdue(about, timeZone),
]
