// Working days: for the targets that we set ourselves. The days of Article 12 are calendar days,
// and no holiday moves them.

import { Problem } from '../problems/problems.ts'
import { dayAfter, isDay } from './calendar.ts'

/** Days on which a contact point does not work, as its card says. */
export interface DaysOff {
  /**
   * ISO days of the week, 1 for Monday to 7 for Sunday; Saturday and Sunday where the card says
   * nothing.
   */
  readonly weekend?: readonly number[] | undefined
  /** `YYYY-MM-DD`. */
  readonly holidays?: readonly string[] | undefined
}

const usualWeekend = [6, 7] as const

export const isWorkingDay = (day: string, { weekend = usualWeekend, holidays = [] }: DaysOff): boolean =>
  !weekend.includes(Temporal.PlainDate.from(day).dayOfWeek) && !holidays.includes(day)

/**
 * The working day that is `count` working days after another day: the next one for 1, and for 0 the
 * day itself or, where it is none, the next one.
 * @throws {Problem} `card-invalid` where no day of the week is a working day or a holiday is no day
 *   of the calendar.
 */
export function workingDayAfter(day: string, count: number, off: DaysOff): string {
  demandWorkingDays(off)
  let at = day
  let left = count
  if (left === 0) while (!isWorkingDay(at, off)) at = dayAfter(at, 1)
  while (left > 0) {
    at = dayAfter(at, 1)
    if (isWorkingDay(at, off)) left -= 1
  }
  return at
}

function demandWorkingDays({ weekend = usualWeekend, holidays = [] }: DaysOff): void {
  if ([1, 2, 3, 4, 5, 6, 7].every((day) => weekend.includes(day)))
    throw new Problem('card-invalid', 'the contact point has no working day: all seven days are its weekend')
  const odd = holidays.find((day) => !isDay(day))
  if (odd !== undefined)
    throw new Problem('card-invalid', 'a holiday of the contact point is no day of the calendar, expected YYYY-MM-DD')
}
