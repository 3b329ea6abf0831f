// Days of the calendar and where they end: a day, `YYYY-MM-DD`, is over when it is over in its IANA
// time zone.
import { remembering } from './remembering.ts'

/** Shares of the whole time after which people are reminded: after 60, 80 and 90 of 90 days. */
const reminderShares = [
  [2, 3],
  [8, 9],
  [1, 1],
] as const

interface Reminder {
  /** 1, 2, 3: which of the reminders, so that each is given once. */
  readonly number: number
  /** Calendar days from the date of the request: 60, 80, 90. */
  readonly afterDays: number
  readonly on: string
  /** First millisecond of that day where the answer is written. */
  readonly atMs: number
  /** Calendar days from the day of the reminder to the due day; 0 on the last day. */
  readonly daysLeft: number
}

/** What reminders are counted between. */
interface Due {
  readonly fromDate: string
  readonly dueOn: string
  readonly timeZone: string
}

/**
 * The reminders of a due date, in order; fewer than three where the time is too short to tell them
 * apart.
 */
export const reminders = remembering(remindersOf, ({ fromDate, dueOn, timeZone }) => `${fromDate} ${dueOn} ${timeZone}`)

function remindersOf({ fromDate, dueOn, timeZone }: Due): readonly Reminder[] {
  const days = Temporal.PlainDate.from(fromDate).until(dueOn, { largestUnit: 'days' }).days
  const after = reminderShares.map(([part, of]) => Math.floor((days * part) / of))
  return [...new Set(after)]
    .filter((each) => each > 0)
    .map((afterDays, index) => {
      const on = dayAfter(fromDate, afterDays)
      return { number: index + 1, afterDays, on, atMs: dayBeginsAtMs(on, timeZone), daysLeft: days - afterDays }
    })
}

/**
 * The last millisecond of a day: the day after begins where the zone says, also where a clock
 * change moved or removed midnight.
 */
export const dayEndsAtMs = (day: string, timeZone: string): number => dayBeginsAtMs(dayAfter(day, 1), timeZone) - 1
const dayBeginsAtMs = remembering(
  (day: string, timeZone: string): number =>
    Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).epochMilliseconds,
  (day, timeZone) => `${day} ${timeZone}`,
)

/** The day `days` after another one, both `YYYY-MM-DD`. */
export const dayAfter = remembering(
  (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString(),
  (day, days) => `${day} ${days}`,
)

/** The calendar day at an instant in an IANA time zone, `YYYY-MM-DD`. */
export const localDateOf = remembering(
  (nowMs: number, timeZone: string): string =>
    Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
  // Clocks change at whole seconds.
  (nowMs, timeZone) => `${Math.floor(nowMs / 1000)} ${timeZone}`,
)

/** Overdue is a flag, never a refusal: true from the first millisecond after the due day. */
export const isOverdue = (dueAtMs: number, nowMs: number): boolean => nowMs > dueAtMs

/** Whether the text is a day that exists, `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && exists(text)

const exists = remembering(
  (day: string): boolean => {
    try {
      return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString() === day
    } catch {
      return false
    }
  },
  (day) => day,
)
