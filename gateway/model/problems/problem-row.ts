// What one row of the table of problems says.

/**
 * What a partner's no means for a message. `passing`: it may be over without anybody touching this
 * message (a clock, a card, a key, a disk, a pair that is not in order), so the message is sent
 * again and counts against the line. `final`: it stays wrong for this message.
 */
export type Verdict = 'passing' | 'final'

export interface ProblemRow {
  readonly status: number
  /** Whether the same request, unchanged, may succeed later. */
  readonly retry: boolean
  readonly verdict: Verdict
  /** A partner, or the way to it, is at fault and not this gateway: nothing that rings an alarm. */
  readonly theirs?: true
  /** What happened, in English: no sentence, no full stop. */
  readonly title: string
  /** One sentence: what the caller does next. */
  readonly fix: string
}
