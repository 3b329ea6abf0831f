// How much waits for each partner, and since when.
import { prepared } from '../dialect/compiled.ts'
import type { Db } from '../dialect/schema.ts'

interface Backlog {
  readonly partner: string
  readonly deliveries: number
  readonly oldestAt: number
}

/** Counts in the index of what is not settled and reads one row a partner, so its cost grows slowly with the backlog and not with what was delivered. */
export async function backlog(db: Db): Promise<Backlog[]> {
  const { rows } = await unsettled(db, {})
  // PostgreSQL counts in 64 bits, which may come as text.
  return rows.map(({ partner, deliveries, oldestAt }) => ({
    partner,
    deliveries: Number(deliveries),
    oldestAt: Number(oldestAt),
  }))
}

const unsettled = prepared((query, _: Record<string, never>) =>
  query
    .selectFrom(({ selectFrom }) =>
      selectFrom('deliveries')
        .select(({ fn }) => ['partner', fn.countAll<number>().as('deliveries'), fn.min('seq').as('seq')])
        .where('settledAt', 'is', null)
        .groupBy('partner')
        .as('open'),
    )
    .innerJoin('deliveries as first', 'first.seq', 'open.seq')
    .innerJoin('messages as oldest', 'oldest.id', 'first.id')
    .select(['open.partner', 'open.deliveries', 'oldest.storedAt as oldestAt']),
)
