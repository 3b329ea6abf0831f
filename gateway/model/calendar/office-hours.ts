// When an office is at work, by its own clock: a use at night is not forbidden, and is looked at.
import { localDateOf } from './calendar.ts'
import { type DaysOff, isWorkingDay } from './holidays.ts'

/** Minutes of the day, from and before. */
export interface Hours {
  readonly fromMinute: number
  readonly beforeMinute: number
}

/** "07:00-19:00". @throws {Error} */
export function readHours(text: string): Hours {
  const [, h1, m1, h2, m2] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? []
  const [fromMinute, beforeMinute] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)]
  if (!(fromMinute < beforeMinute && beforeMinute <= 1440))
    throw new Error(`office hours are "${text}"; expected a span of one day such as 07:00-19:00`)
  return { fromMinute, beforeMinute }
}

/** Whether an instant lies in the hours of a working day of a zone. */
export function isAtWork(atMs: number, { fromMinute, beforeMinute }: Hours, timeZone: string, off: DaysOff): boolean {
  const [hour = 0, minute = 0] = clockOf(timeZone).format(atMs).split(':').map(Number)
  const at = hour * 60 + minute
  return at >= fromMinute && at < beforeMinute && isWorkingDay(localDateOf(atMs, timeZone), off)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, made)
  return made
}
