// The order in which what we hold is shown: what is overdue first, then by the day of its disposal;
// what has no day last.

interface Disposed {
  readonly overdue: boolean
  readonly disposeBy: string | null
  readonly case: string
  readonly content: string
}

export const byDisposal = (a: Disposed, b: Disposed): number => (keyOf(a) < keyOf(b) ? -1 : 1)

const keyOf = ({ overdue, disposeBy, case: id, content }: Disposed): string =>
  `${overdue ? 0 : 1} ${disposeBy ?? '9999-12-31'} ${id} ${content}`
