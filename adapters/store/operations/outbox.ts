// Looking at the outbox without changing it.

import { sql } from 'kysely'
import type { DeliveryState } from '../../../gateway/model/delivery.ts'
import type { OutboxStore } from '../../../gateway/ports/delivering.ts'
import { mostCounted } from '../../../gateway/ports/keeping.ts'
import type { DeliveryRow } from '../../../gateway/ports/rows.ts'
import { prepared, rowsOf } from '../dialect/compiled.ts'
import { readDeliveryCursor } from '../dialect/cursor.ts'
import type { StoredClaims } from '../dialect/rows.ts'
import { claimsOf } from '../dialect/rows.ts'
import { type Db, deliveryColumns } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { lookThrough } from '../shown/looking.ts'
import { withContent } from './delivering.ts'

/** What this file fulfils of the store's port. */
export const outbox = ({ read }: Runner): OutboxStore => ({
  due: () => read(due, undefined),
  backlog: () => read(backlog, undefined),
  expired: async (now, limit) => claimsOf(await read(expired, { now, limit })),
  delivery: (id) => read(delivery, { id }),
  deliveriesOf: (ids) => read(deliveriesOf, { ids }),
  async deliveries({ partner, state, cursor, limit }) {
    const before = readDeliveryCursor(cursor)?.seq
    const open = state !== undefined && inIndex[state] === unsettledYet
    const ask = { state, partner: open ? partner : undefined }
    return lookThrough<DeliveryRow>({
      lists: [(most, last) => read(deliveries, { ...ask, before: last?.seq ?? before, limit: most })],
      limit,
      isBefore: (a, b) => a.seq > b.seq,
      place: ({ seq }) => ({ seq }),
      fits:
        state === undefined && partner === undefined
          ? undefined
          : (row) => (state ?? row.state) === row.state && (partner ?? row.partner) === row.partner,
    })
  },
})

/**
 * For each partner the earliest instant at which the first unsettled delivery of any of its cases
 * is due. Later ones of a case do not count: they cannot leave before the first one does, and a
 * worker woken for them would find nothing.
 */
export async function due(db: Db): Promise<{ partner: string; dueAt: number }[]> {
  return (await earliestDue(db, {})).rows
}

/**
 * Steps from partner to partner and reads the first of each, so that a long backlog costs no more
 * than a short one.
 */
const earliestDue = prepared((build, _: Record<string, never>) =>
  build
    .withRecursive('partners(partner)', (query) =>
      query
        .selectFrom('deliveries')
        .select(({ fn }) => fn.min<string | null>('partner').as('partner'))
        .where('settledAt', 'is', null)
        .unionAll(
          query
            .selectFrom('partners')
            .select(({ selectFrom }) =>
              selectFrom('deliveries as next')
                .select(({ fn }) => fn.min<string>('next.partner').as('partner'))
                .where('next.settledAt', 'is', null)
                .whereRef('next.partner', '>', 'partners.partner')
                .as('partner'),
            )
            .where('partners.partner', 'is not', null),
        ),
    )
    .selectFrom('partners')
    .innerJoin('deliveries as first', (join) =>
      join.on('first.seq', '=', ({ selectFrom }) =>
        selectFrom('deliveries as delivery')
          .select('delivery.seq')
          .whereRef('delivery.partner', '=', 'partners.partner')
          .where('delivery.settledAt', 'is', null)
          .where(({ not, exists, selectFrom: from }) =>
            not(
              exists(
                from('deliveries as earlier')
                  .select('earlier.seq')
                  .whereRef('earlier.case', '=', 'delivery.case')
                  .whereRef('earlier.seq', '<', 'delivery.seq')
                  .where('earlier.settledAt', 'is', null),
              ),
            ),
          )
          .orderBy('delivery.dueAt')
          .limit(1),
      ),
    )
    .select(['first.partner', 'first.dueAt']),
)

/** Leaves out what is being sent under a living lease: its end is not known yet. */
export async function expired(db: Db, { now, limit }: { now: number; limit: number }): Promise<StoredClaims> {
  return withContent(db, (await pastExpiry(db, { now, limit })).rows)
}

const pastExpiry = prepared((query, { now, limit }: { now: number; limit: number }) =>
  query
    .selectFrom('deliveries')
    .select(deliveryColumns)
    .where('settledAt', 'is', null)
    .where('expiresAt', '<=', now)
    .where(({ or, eb }) => or([eb('state', '!=', 'sending'), eb('dueAt', '<=', now)]))
    .orderBy('expiresAt')
    .limit(limit),
)

export const delivery = async (db: Db, { id }: { id: string }): Promise<DeliveryRow | undefined> =>
  (await deliveryById(db, { id })).rows[0]

const deliveryById = prepared((query, { id }: { id: string }) =>
  query.selectFrom('deliveries').select(deliveryColumns).where('id', '=', id),
)

const deliveriesAtOnce = 100

async function deliveriesOf(db: Db, { ids }: { ids: readonly string[] }): Promise<readonly DeliveryRow[]> {
  const found: DeliveryRow[] = []
  for (let from = 0; from < ids.length; from += deliveriesAtOnce)
    found.push(...(await deliveriesById(db, { ids: ids.slice(from, from + deliveriesAtOnce) })).rows)
  return found
}

const deliveriesById = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('deliveries').select(deliveryColumns).where('id', 'in', ids),
)

export interface DeliveriesAsk {
  readonly partner: string | undefined
  readonly state: DeliveryState | undefined
  /** Those submitted before this number. */
  readonly before: number | undefined
  readonly limit: number
}

/** Newest first. */
export async function deliveries(db: Db, ask: DeliveriesAsk): Promise<readonly DeliveryRow[]> {
  const { partner, state, before, limit } = ask
  let query = db.query.selectFrom('deliveries').select(deliveryColumns).orderBy('seq', 'desc').limit(limit)
  if (partner !== undefined) query = query.where('partner', '=', partner)
  if (before !== undefined) query = query.where('seq', '<', before)
  // In the words of an index, so that the few are found among the many delivered; which of them are
  // in this state is looked for in its rows.
  if (state !== undefined) query = query.where(inIndex[state])
  return rowsOf(db, query)
}

const unsettledYet = sql<boolean>`"settledAt" is null`
const failed = sql<boolean>`state in ('refused', 'expired', 'cancelled')`
const inIndex = {
  queued: unsettledYet,
  sending: unsettledYet,
  waiting: unsettledYet,
  refused: failed,
  expired: failed,
  cancelled: failed,
  delivered: sql<boolean>`"settledAt" is not null`,
} satisfies Record<DeliveryState, unknown>

interface Backlog {
  readonly partner: string
  readonly deliveries: number
  readonly oldestAt: number
}

/**
 * How much waits for each partner, and since when: of each the oldest, and the others up to a
 * bound, whatever was delivered.
 */
async function backlog(db: Db): Promise<Backlog[]> {
  const found: Backlog[] = []
  for (let after = ''; ; ) {
    const [oldest] = (await oldestAfter(db, { after })).rows
    if (!oldest) return found
    const { partner, oldestAt } = oldest
    const [open] = (await unsettledFor(db, { partner, limit: mostCounted })).rows
    // PostgreSQL counts in 64 bits, which may come as text.
    found.push({ partner, deliveries: Number(open?.deliveries ?? 0), oldestAt: Number(oldestAt) })
    after = partner
  }
}

/** Of the next partner for whom anything waits. */
const oldestAfter = prepared((query, { after }: { after: string }) =>
  query
    .selectFrom('deliveries as first')
    .innerJoin('messages as oldest', 'oldest.id', 'first.id')
    .select(['first.partner', 'oldest.storedAt as oldestAt'])
    .where('first.settledAt', 'is', null)
    .where('first.partner', '>', after)
    .orderBy('first.partner')
    .orderBy('first.seq')
    .limit(1),
)

const unsettledFor = prepared((query, { partner, limit }: { partner: string; limit: number }) =>
  query
    .selectFrom(({ selectFrom }) =>
      selectFrom('deliveries')
        .select('seq')
        .where('partner', '=', partner)
        .where('settledAt', 'is', null)
        .limit(limit)
        .as('open'),
    )
    .select(({ fn }) => fn.countAll<number>().as('deliveries')),
)
