// The numbers of a transaction: read when it begins, taken in memory, and written back once.

import { Problem } from '../../gateway/model/problems/problems.ts'
import { prepared } from './dialect/compiled.ts'
import type { Db, Numbered } from './dialect/schema.ts'

export interface Numbers {
  /** The last ones of so many more; gapless, and increasing in the order of commits. */
  take(take: Numbered): Numbered
  last(): Numbered
  taken(): boolean
  /** What took them since was taken back. */
  goBack(to: Numbered): void
}

/** @param first as the table has them; nobody else takes any until the transaction has ended. */
export function numbersFrom(first: Numbered): Numbers {
  let last = first
  return {
    take(take) {
      const { event, evidence, delivery } = last
      last = { event: event + take.event, evidence: evidence + take.evidence, delivery: delivery + take.delivery }
      return last
    },
    last: () => last,
    taken: () => last !== first,
    goBack(to) {
      last = to
    },
  }
}

/** The last number of each series. @throws {Problem} `internal` */
export async function lastNumbers(db: Db): Promise<Numbered> {
  const [last] = (await findNumbers(db, {})).rows
  if (!last) throw new Problem('internal', 'the counters of the store are gone')
  return last
}

const findNumbers = prepared((query, _: Record<string, never>) =>
  query.selectFrom('counters').select(['event', 'evidence', 'delivery']).where('id', '=', 1),
)

export const keepNumbers = (db: Db, { event, evidence, delivery }: Numbered) =>
  setNumbers(db, { event, evidence, delivery })

const setNumbers = prepared((query, values: { event: number; evidence: number; delivery: number }) =>
  query.updateTable('counters').set(values).where('id', '=', 1),
)
