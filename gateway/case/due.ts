// The day on which an answer falls due (6.1 e).
import { dayAfter } from '../model/calendar/calendar.ts'
import { type CaseCore, waitingOutcomes } from '../model/profile/case-core.ts'
import type { Profile } from '../model/profile/profile.ts'

/**
 * The earliest day on which something wanted falls due: by the profile's own number of calendar
 * days from the day of the request, whenever it was received (6.1 e), or as postponed to. No
 * weekend or holiday moves it.
 */
export interface Due {
  readonly on: string
  /** The day that it is counted from. */
  readonly fromDate: string
  /** The day is the one that a postponement named. */
  readonly postponed?: true
  /** The due date of the request as the requested member states it. */
  readonly statedOn?: string
}

/**
 * Of what waits, that which falls due first; where nothing waits, the day that the opening message
 * was due on.
 */
export function dueOf({ dueDays }: Profile, { items, requestedOn, statedDueOn }: CaseCore): Due | undefined {
  if (dueDays === undefined || requestedOn === undefined) return undefined
  const stated = statedDueOn === undefined ? {} : { statedOn: statedDueOn }
  const waiting = Object.values(items).filter(({ outcome }) => waitingOutcomes.includes(outcome))
  const dates = waiting.map(({ since, dueOn, expectedOn, outcome }) =>
    outcome === 'postponed' && expectedOn !== undefined
      ? { on: expectedOn, fromDate: since, postponed: true as const }
      : { on: dueOn ?? dayAfter(since, dueDays), fromDate: since },
  )
  const first = dates.find(({ on }) => dates.every((other) => on <= other.on))
  return { ...(first ?? { on: dayAfter(requestedOn, dueDays), fromDate: requestedOn }), ...stated }
}
