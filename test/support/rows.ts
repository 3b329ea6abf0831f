// What a scenario has to show, row by row: `npm run faults` prints them, and the suite asserts them.

/** One thing that must be so, and what was found. */
export interface Row {
  readonly what: string
  readonly found: string
  readonly passed: boolean
}

/** Whoever runs a scenario ends what it opened. */
export interface Owner {
  teardown(end: () => unknown): void
}

export const row = (what: string, found: string, passed: boolean): Row => ({ what, found, passed })

/** Nothing of the kind among so many that were looked at; with none to look at, nothing was shown. */
export const none = (what: string, wrong: readonly unknown[], of: number, unit: string): Row => ({
  what,
  found: `${wrong.length} of ${of} ${unit}${wrong.length === 0 ? '' : `: ${told(wrong)}`}`,
  passed: wrong.length === 0 && of > 0,
})

/** Within so many milliseconds. */
export const within = (what: string, tookMs: number, mostMs: number): Row => ({
  what,
  found: `${Math.round(tookMs)} ms, ${mostMs} at most`,
  passed: tookMs <= mostMs,
})

const told = (wrong: readonly unknown[]): string =>
  [...new Set(wrong.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)).slice(0, 160)))]
    .slice(0, 3)
    .join('; ')

/** One assertion a row. */
export function demandRows(
  t: { ok(found: unknown, what: string): unknown; comment(text: string): unknown },
  rows: readonly Row[],
): void {
  for (const { what, found, passed } of rows) t.ok(passed, `${what}: ${found}`)
}
