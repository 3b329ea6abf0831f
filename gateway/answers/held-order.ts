// The order in which what we hold is shown: what is overdue first, then by the day of its disposal;
// what has no day last.
import type { HeldLine } from './overview-answers.ts'

export const byDisposal = (a: HeldLine, b: HeldLine): number => (keyOf(a) < keyOf(b) ? -1 : 1)

const keyOf = ({ overdue, disposeBy, case: id, content }: HeldLine): string =>
  `${overdue ? 0 : 1} ${disposeBy ?? '9999-12-31'} ${id} ${content}`
