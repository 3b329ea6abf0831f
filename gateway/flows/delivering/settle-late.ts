// A receipt that came after its attempt had been given up still says that the partner has what was
// sent.

import type { Claimed } from '../../ports/delivering.ts'
import type { Receipted } from './attempt.ts'
import { outcomesOf } from './outcomes.ts'
import { gotFor, type Refusing, remember, type Settling, settleOutcomes } from './settle.ts'

/**
 * By a receipt that came after its attempt had failed: whatever of it is not settled yet is, also
 * where it waits again or another attempt is on its way, which then settles nothing more.
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
async function unsettled({ store }: Settling, each: Claimed): Promise<Claimed[]> {
  const delivery = await store.delivery(each.delivery.id)
  return delivery?.state === 'sending' || delivery?.state === 'waiting' ? [{ ...each, delivery }] : []
}
