// A receipt that came after its attempt had been given up still says that the partner has what was
// sent; so does one that the partner gives back after a restore.

import type { DeliveryState } from '../../model/delivery.ts'
import { noRefusals } from '../../model/problems/refusals.ts'
import type { Claimed } from '../../ports/delivering.ts'
import type { MessageRow } from '../../ports/rows.ts'
import type { Receipted } from './attempt.ts'
import { outcomesOf } from './outcomes.ts'
import { gotFor, type Refusing, remember, type Settling, settleOutcomes } from './settle.ts'

/**
 * By a receipt that came after its attempt had failed: whatever of it is not settled yet is, also
 * where it waits again, another attempt is on its way, which then settles nothing more, or its time
 * is over.
 */
export async function settleLate(
  deps: Settling,
  line: Refusing,
  claimed: readonly Claimed[],
  { receipt, row, seal }: Receipted,
): Promise<void> {
  // Each time somebody else was quicker it is looked at anew.
  for (let attempt = 0; attempt < mostLooks; attempt += 1) {
    const found = await Promise.all(claimed.map((each) => unsettled(deps, each)))
    const { outcomes, refusals } = outcomesOf(found.flat(), receipt.entries, line.refusals)
    const settled = outcomes.filter(({ to }) => to !== 'waiting')
    if (settled.length === 0) return
    remember(deps, line, row.partner, refusals)
    const evidence = gotFor(deps, row, settled)
    if ((await settleOutcomes(deps, row.partner, settled, { receipt: row, seal, evidence })).length === 0) return
  }
}

const mostLooks = 4

/** As it stands in the store now, where it is still to be settled. */
async function unsettled({ store }: Pick<Settling, 'store'>, each: Claimed): Promise<Claimed[]> {
  const delivery = await store.delivery(each.delivery.id)
  return delivery && mayBeReceipted.has(delivery.state) ? [{ ...each, delivery }] : []
}

const mayBeReceipted: ReadonlySet<DeliveryState> = new Set(['queued', 'sending', 'waiting', 'expired'])

/**
 * What the partner gives back of what it has: the receipt of statements that are here as not
 * delivered, since the store lacks what happened after it was copied.
 */
export async function settleGivenBack(
  deps: Settling,
  messages: readonly MessageRow[],
  receipted: Receipted,
): Promise<void> {
  const claimed = await Promise.all(
    messages.map(async (message): Promise<Claimed[]> => {
      const delivery = await deps.store.delivery(message.id)
      return delivery ? [{ delivery, message, items: [] }] : []
    }),
  )
  await settleLate(deps, { refusals: noRefusals }, claimed.flat(), receipted)
}
