// Spans of time that several rooms speak of, and how an instant is written.

/**
 * How far the clocks of two machines may differ (protocol, clocks): what is dated further ahead is
 * not taken yet, and what is dated further back was not made now.
 */
export const clockToleranceMs = 5 * 60 * 1000

/** A day of 24 hours; days of the calendar are for model/calendar. */
export const dayMs = 24 * 60 * 60 * 1000

/** An instant as it travels: RFC 3339 in UTC, to the millisecond. */
export const iso = (ms: number): string => new Date(ms).toISOString()
