// Why something that a person asked for cannot go on: said to that person, in words that end with
// what to do next.

/**
 * 0 done · 1 what was asked for failed or was refused · 2 wrong use · 3 the gateway cannot be
 * reached · 70 the gateway itself failed (EX_SOFTWARE).
 */
export type Exit = 0 | 1 | 2 | 3 | 70

/**
 * Why a command cannot go on: what was found and expected, hints what to do next, more for
 * `--json`.
 */
export interface Complaint extends Error {
  readonly exit: Exit
  readonly hints: readonly string[]
  readonly details: object
}

const complaints = new WeakSet<object>()

/** To be thrown. */
export function complain(exit: Exit, message: string, hints: readonly string[], details: object = {}): Complaint {
  const complaint = Object.assign(new Error(message), { exit, hints, details })
  complaints.add(complaint)
  return complaint
}

export const isComplaint = (error: unknown): error is Complaint =>
  typeof error === 'object' && error !== null && complaints.has(error)

/** What was asked for cannot be done. To be thrown. */
export const refused = (message: string, ...hints: readonly string[]): Complaint => complain(1, message, hints)

/** The message of whatever was thrown, for a person. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
