// Due times that no clock in order can have written.

import type { DeliveryState } from '../../../gateway/model/delivery.ts'
import type { DeliveringStore } from '../../../gateway/ports/delivering.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { prepared } from '../dialect/compiled.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { type Change, kept } from './change.ts'
import { due } from './outbox.ts'

/** What this file fulfils of the store's port. */
export const bringingBack = ({ write }: Runner): Pick<DeliveringStore, 'bringBack'> => ({
  async bringBack(ask) {
    let brought = 0
    // In slices, so that a large backlog holds up nobody.
    for (;;) {
      const slice = await write(bringBack, { ...ask, limit: rowsAtOnce })
      brought += slice.brought
      if (!slice.more) return brought
    }
  },
})

/** By the names under which they are sent to whoever runs them. */
export const bringingBackWrites = { bringBack } as const

const rowsAtOnce = 2_000

export type BringBack = Parameters<Store['bringBack']>[0] & {
  /** At most so many of each partner and state. */
  readonly limit: number
}

/** Answers how many were brought back, and whether more may be left. */
export async function bringBack(db: Db, ask: BringBack): Promise<Change<{ brought: number; more: boolean }>> {
  const counts: number[] = []
  const partners = ask.partner === undefined ? (await due(db)).map(({ partner }) => partner) : [ask.partner]
  for (const partner of partners) counts.push(...(await bringBackOf(db, { ...ask, partner })))
  return kept({ brought: counts.reduce((sum, count) => sum + count, 0), more: counts.includes(ask.limit) })
}

/** Of one partner, how many of each state. */
export async function bringBackOf(db: Db, ask: BringBack & { readonly partner: string }): Promise<number[]> {
  const { partner, now, waitingUntil, leasedUntil, limit } = ask
  const latestOf = { queued: now, waiting: waitingUntil, sending: leasedUntil } as const
  const counts: number[] = []
  for (const [state, latest] of Object.entries(latestOf) as [DeliveryState, number][])
    counts.push(Number((await makeDue(db, { partner, state, latest, now, limit })).numAffectedRows))
  return counts
}

interface MakeDue {
  readonly partner: string
  readonly state: DeliveryState
  readonly latest: number
  readonly now: number
  readonly limit: number
}

const makeDue = prepared((query, { partner, state, latest, now, limit }: { [M in keyof MakeDue]: MakeDue[M] }) =>
  query
    .updateTable('deliveries')
    .set({ dueAt: now })
    .where('seq', 'in', (inner) =>
      inner
        .selectFrom('deliveries')
        .select('seq')
        .where('partner', '=', partner)
        .where('settledAt', 'is', null)
        .where('dueAt', '>', latest)
        .where('state', '=', state)
        .limit(limit),
    )
    // Once more, for a row that another node has changed meanwhile.
    .where('state', '=', state)
    .where('dueAt', '>', latest),
)
