// Instants for tests.

/** The instant on the wire: RFC 3339, UTC, with milliseconds. */
export const instantText = (ms: number): string => new Date(ms).toISOString()
