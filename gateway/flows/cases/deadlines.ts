// The clocks of a case, and when something is to be told of each: pure, out of what both gateways know of it.
import type { JsonObject } from '../../../crypto/json.ts'
import type { CaseState } from '../../case/case.ts'
import { effectOf, itemsNamed } from '../../case/terms-in-force.ts'
import { dayAfter, dayEndsAtMs, reminders } from '../../model/calendar/calendar.ts'
import { type DaysOff, workingDayAfter } from '../../model/calendar/holidays.ts'
import { type Owed, waitingOutcomes } from '../../model/profile/case-core.ts'
import type { Profile } from '../../model/profile/profile.ts'
import { type DutySource, otherRole, type Role } from '../../model/role.ts'
import type { TermName, TermOf } from '../../model/terms/vocabulary.ts'
import type { CaseRow, MessageRow } from '../../ports/rows.ts'
import type { Trust } from '../trust/trust.ts'

/** What a clock runs towards. */
export type What = 'answer' | 'postponed' | 'owed' | 'disposal'

/** Something to be told of a case at an instant. A reminder comes before the end of a day, `overdue` after it; late is a flag and no more. */
export interface Telling {
  readonly kind: 'reminder' | 'overdue'
  readonly what: What
  /** Which of several: the statement that asks, or the day from which it is counted. */
  readonly about: string
  /** Which of the reminders of this clock, from 1; 0 for `overdue`. */
  readonly number: number
  /** Last day, `YYYY-MM-DD`. */
  readonly day: string
  /** Who set it, and the paragraph without the leading 12. */
  readonly source: DutySource
  readonly paragraph: string | undefined
  /** Who has to act. */
  readonly by: Role
  readonly atMs: number
}

export type ClockMessage = Pick<MessageRow, 'statement'>

/** Where the work is done: a day ends there, and our own targets wait for a working day there. */
export interface ContactPoint extends DaysOff {
  /** IANA name. */
  readonly timeZone: string
}

export interface ClocksAsk {
  readonly profile: Profile
  readonly state: CaseState
  /** Kept messages, in whatever order. */
  readonly messages: readonly ClockMessage[]
  /** Our part in the case. */
  readonly role: Role
  /** As our card and the partner's describe them: both gateways hold both cards, and so show the same days. */
  readonly contacts: { readonly ours: ContactPoint; readonly theirs: ContactPoint }
}

/** Everything that is ever to be told of the case as it stands, past and to come, earliest first. */
export function tellingsOf(unordered: ClocksAsk): Telling[] {
  const messages = [...unordered.messages].sort((a, b) => a.statement.clock - b.statement.clock)
  const ask = { ...unordered, messages }
  const terms = termsInForce(ask)
  return [...answers(ask), ...postponed(ask), ...owed(ask, terms), ...disposal(ask, terms)].sort(
    (a, b) => a.atMs - b.atMs,
  )
}

/**
 * When to look at the case again: at the first telling, which has come where something may be untold, else never (null). The time of the change
 * has no part in it, which may be that of a wrong clock.
 */
export const remindAt = (tellings: readonly Telling[]): number | null => tellings[0]?.atMs ?? null

/** When a case that changed is to be looked at: what its row keeps. */
export const remindAtOf = (
  trust: Trust,
  row: Pick<CaseRow, 'role' | 'partner'>,
  { profile, state, messages }: Pick<ClocksAsk, 'profile' | 'state' | 'messages'>,
): number | null => remindAt(tellingsOf({ profile, state, messages, role: row.role, contacts: contactsOf(trust, row) }))

export const contactsOf = (
  { card, partners }: Trust,
  { partner }: Pick<CaseRow, 'partner'>,
): ClocksAsk['contacts'] => ({
  ours: card.contact,
  theirs: partners.get(partner)?.card.contact ?? card.contact,
})

/** When to look again after everything due was told. */
export const nextAfter = (tellings: readonly Telling[], now: number): number | null =>
  tellings.find(({ atMs }) => atMs > now)?.atMs ?? null

const contactOf = ({ role, contacts }: ClocksAsk, by: Role): ContactPoint =>
  by === role ? contacts.ours : contacts.theirs

/** The clock of the request (6.1 e): reminders after two thirds, eight ninths and on the last day, then overdue. Supplements have their own. */
function answers(ask: ClocksAsk): Telling[] {
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
  const clocks = new Map<string, string>()
  for (const { outcome, since, dueOn } of Object.values(state.items))
    if (waitingOutcomes.includes(outcome) && outcome !== 'postponed' && dueOn !== undefined) clocks.set(since, dueOn)
  if (Object.keys(state.items).length === 0 && state.due) clocks.set(state.due.fromDate, state.due.on)
  return [...clocks].flatMap(([fromDate, dueOn]) => [
    ...reminders({ fromDate, dueOn, timeZone }).map(
      ({ number, atMs }): Telling => ({ ...about, kind: 'reminder', about: fromDate, number, day: dueOn, atMs }),
    ),
    overdue({ ...about, about: fromDate, day: dueOn }, timeZone),
  ])
}

/** What was put off to a day of the answerer's own choosing is told on that day, and when it passes. */
function postponed(ask: ClocksAsk): Telling[] {
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
 * Answers that messages ask for; that of the request has its own clock. A target of our own that ends on a day off ends on the next working
 * day of whoever has to act; a day of the treaty, of the members, or that one of them named stays where it is.
 */
const owed = (ask: ClocksAsk, terms: TermsInForce): Telling[] =>
  ask.state.owed
    .filter(({ whileOpen }) => !whileOpen)
    .flatMap((row) => {
      const { dueOn, source } = breachTerm(ask, terms, row) ?? row
      const { by, paragraph, named } = row
      if (dueOn === undefined) return []
      const contact = contactOf(ask, by)
      const day = source === 'target' && !named ? workingDayAfter(dueOn, 0, contact) : dueOn
      return onTheDay({ what: 'owed', about: aboutOwed(row), day, source, paragraph, by }, contact.timeZone)
    })

/** What a clock of this answer is `about`. */
export const aboutOwed = ({ type, message, answeredBy }: Owed): string => `${type} ${message} ${answeredBy.join(',')}`

/** Terms of the items concerned may want the full report of a breach earlier than the notice of it promises. */
function breachTerm(ask: ClocksAsk, terms: TermsInForce, { message: id, paragraph, dueOn, since }: Owed) {
  const notice =
    paragraph === '11.1' && dueOn !== undefined ? ask.messages.find(({ statement }) => statement.id === id) : undefined
  const days = (notice ? itemsNamed(notice.statement) : []).flatMap(
    (item) => termOf(terms(item), 'breach')?.fullReportDays ?? [],
  )
  const wanted = days.length === 0 ? undefined : dayAfter(since, Math.min(...days))
  return wanted !== undefined && dueOn !== undefined && wanted < dueOn
    ? { dueOn: wanted, source: 'agreement' as const }
    : undefined
}

/**
 * What is held under terms: notice before retention ends, the day after it, and overdue when the time for disposal has passed (5.1 e). The
 * provider has the same clock: a statement of disposal that has not come by then is something to know.
 */
const disposal = (ask: ClocksAsk, terms: TermsInForce): Telling[] => [
  ...disposalBy('requesting', ask, terms),
  ...disposalBy('requested', ask, terms),
]

function disposalBy(holder: Role, ask: ClocksAsk, terms: TermsInForce): Telling[] {
  const held = Object.entries(ask.state.given).flatMap(([id, { by, disposed }]) =>
    by === otherRole[holder] && !disposed ? [id] : [],
  )
  const ends = new Map<string, { readonly end: string; readonly noticeDays: number }>()
  // Many items came under the same terms.
  for (const message of new Set(held.map(terms))) {
    const retention = termOf(message, 'retention')
    const end = retention && retentionEnd(ask, retention)
    if (end === undefined) continue
    const day = dayAfter(end, termOf(message, 'disposal')?.withinDays ?? 0)
    ends.set(day, { end, noticeDays: Math.max(retention?.noticeDays ?? 0, ends.get(day)?.noticeDays ?? 0) })
  }
  const { timeZone } = contactOf(ask, holder)
  return [...ends].flatMap(([day, { end, noticeDays }]): Telling[] => {
    // The treaty sets no day: those of the terms, under which it was given and taken, are the members' own.
    const about: About = { what: 'disposal', about: end, day, source: 'agreement', paragraph: '5.1 e', by: holder }
    const notice = noticeDays > 0 ? [reminder(about, 1, dayAfter(end, -noticeDays), timeZone)] : []
    return [...notice, reminder(about, 2, dayAfter(end, 1), timeZone), overdue(about, timeZone)]
  })
}

/** The last day of retention: the earlier of what the terms name, as far as it is known. */
function retentionEnd(
  { profile, state, messages }: ClocksAsk,
  { until, after }: TermOf<'retention'>,
): string | undefined {
  const closed =
    after?.event === 'case-closed' && state.state === 'closed'
      ? // Whatever is legal in a closed case did not close it.
        messages.findLast(
          ({ statement: { id, type } }) =>
            state.steps[id] === 'applied' && !profile.messages[type]?.legalIn.includes(state.state),
        )
      : undefined
  const ends = [until, closed && after && dayAfter(closed.statement.localDate, after.days)]
  return ends.filter((day) => day !== undefined).sort()[0]
}

/** For an item the message under whose terms it is held: the one that gave it, or the one that tightened them last. */
type TermsInForce = (item: string) => ClockMessage | undefined

function termsInForce({ profile, state, messages }: ClocksAsk): TermsInForce {
  const byId = new Map(messages.map((message) => [message.statement.id, message]))
  const amended = new Map<string, ClockMessage>()
  for (const message of messages) {
    const { id, type } = message.statement
    if (effectOf(profile, type) !== 'amends-terms' || state.steps[id] !== 'applied') continue
    for (const item of itemsNamed(message.statement)) amended.set(item, message)
  }
  return (item) => amended.get(item) ?? byId.get(state.given[item]?.message ?? '')
}

/** Terms were read in full when they were taken: a row of this name has the shape of its name. */
function termOf<N extends TermName>(message: ClockMessage | undefined, name: N): TermOf<N> | undefined {
  const rows = message?.statement.terms.terms
  return Array.isArray(rows)
    ? (rows.find((row) => (row as JsonObject).term === name) as TermOf<N> | undefined)
    : undefined
}

type About = Omit<Telling, 'kind' | 'number' | 'atMs'>

const reminder = (about: About, number: number, on: string, timeZone: string): Telling => ({
  ...about,
  kind: 'reminder',
  number,
  atMs: dayEndsAtMs(dayAfter(on, -1), timeZone) + 1,
})

const overdue = (about: About, timeZone: string): Telling => ({
  ...about,
  kind: 'overdue',
  number: 0,
  atMs: dayEndsAtMs(about.day, timeZone) + 1,
})

const onTheDay = (about: About, timeZone: string): Telling[] => [
  reminder(about, 1, about.day, timeZone),
  overdue(about, timeZone),
]
