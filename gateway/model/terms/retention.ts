// When retention ends (5.1 e): the one rule that the release decision, the deadlines and the views
// go by.
import { dayAfter } from '../calendar/calendar.ts'
import type { RetentionEvent, TermOf } from './vocabulary.ts'

/**
 * The days on which those events happened that retention may count from, as far as they have
 * happened.
 */
export type RetentionEvents = { readonly [event in RetentionEvent]?: string }

/** The last day of retention: the earlier of what the term names, as far as it is known. */
export function retentionEnd(
  { until, after }: Pick<TermOf<'retention'>, 'until' | 'after'>,
  events: RetentionEvents,
): string | undefined {
  const happenedOn = after && events[after.event]
  const ends = [until, happenedOn === undefined ? undefined : dayAfter(happenedOn, after?.days ?? 0)]
  return ends.filter((day) => day !== undefined).sort()[0]
}
