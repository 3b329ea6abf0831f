// What the fold of a case says to lists, to reminders and to other cases: rows that are written
// when the case changes, so that nothing is folded to be listed.

import type { UseReporting } from '../terms/vocabulary.ts'

/** Something owed by a day. What is counted from today, such as late, is no part of it. */
export interface DueShown {
  /** Its place among those of its case, from 0. */
  readonly place: number
  readonly ours: boolean
  /** Last day, `YYYY-MM-DD`. */
  readonly dueOn: string
  /** From this instant on it is overdue; null where it never is. */
  readonly lateFrom: number | null
  /** The gateway does it without a person, out of its own books. */
  readonly byItself: boolean
  /** JSON: the rest of it as it is shown. */
  readonly duty: string
}

export interface CaseShown {
  /**
   * Of what else it was made from beside the statements: cards, agreement, program. Empty where it
   * is not made yet.
   */
  readonly basis: string
  /** JSON: everything that is ever to be told of the case as it stands, earliest first. */
  readonly reminders: string
  /** JSON: what was fixed, where other cases go by it; else null. */
  readonly particulars: string | null
  /** Whether that holds an order in which the partner wants its cases answered (9.2). */
  readonly orders: boolean
  readonly due: readonly DueShown[]
  /** When our gateway reports uses unasked, by terms of what we hold; null where it does not. */
  readonly reports: UseReporting | null
  /** Up to this number our reports tell them. */
  readonly reported: number
}
