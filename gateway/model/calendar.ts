/**
 * The due date of a request (6.1 e): so many calendar days from the date of the request, whenever it was received.
 * @param localDate the requesting member's day on which the request was sent, `YYYY-MM-DD`.
 * @param timeZone  IANA zone of the requested member, in which the last day ends.
 * @returns the last day, and its last millisecond: right also where a clock change makes that day longer or shorter.
 */
export function dueDate({ localDate, dueDays, timeZone }: { localDate: string; dueDays: number; timeZone: string }): {
  dueOn: string
  dueAtMs: number
} {
  const dueOn = Temporal.PlainDate.from(localDate).add({ days: dueDays })
  return {
    dueOn: dueOn.toString(),
    dueAtMs: dueOn.add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds - 1,
  }
}

/** The day `days` after another one, both `YYYY-MM-DD`. */
export const dayAfter = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

/** The calendar day at an instant in an IANA time zone, `YYYY-MM-DD`. */
export const localDateOf = (nowMs: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** Overdue is a flag, never a refusal: true from the first millisecond after the due day. */
export const isOverdue = (dueAtMs: number, nowMs: number): boolean => nowMs > dueAtMs

/** Whether the text is a day that exists, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}

/** Whether an IANA time zone of this name is known here. */
export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
    return true
  } catch {
    return false
  }
}

/**
 * Whether a sender's day can be true of the instant it names: somewhere on earth, from UTC−12 to UTC+14, it is that day.
 * Keeps a member from moving its own deadline by writing another day.
 */
export const isDaySomewhere = (localDate: string, atMs: number): boolean =>
  localDate >= localDateOf(atMs, '-12:00') && localDate <= localDateOf(atMs, '+14:00')
