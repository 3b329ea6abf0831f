// Receipts that came back: a statement of ours is here as not delivered, as the store was copied
// before its receipt came, and its recipient has it.

import type { ReadingStore } from '../../../ports/reading.ts'
import type { MessageRow, ReceiptRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import type { EvidenceLog } from '../../evidence/evidence-log.ts'
import type { Returned } from './judge.ts'

interface GivenBack {
  readonly receipt: Returned['receipt']
  readonly row: ReceiptRow
  /** Under which the statements were sent. */
  readonly seal: string
}

export interface TakingReceipts {
  readonly store: ReadingStore
  readonly evidenceLog: Pick<EvidenceLog, 'behind'>
  readonly world: Pick<World, 'now'>
  /** Settles deliveries as if the receipt had come to them. */
  settleGivenBack(messages: readonly MessageRow[], given: GivenBack): Promise<void>
}

/** While the log is behind nothing is delivered, as delivered statements may open something. */
export async function takeReceipts(
  { store, evidenceLog, world, settleGivenBack }: TakingReceipts,
  partner: string,
  receipted: readonly Returned[],
): Promise<void> {
  if (evidenceLog.behind() !== undefined) return
  for (const [, all] of Map.groupBy(receipted, ({ jws, seal }) => `${jws} ${seal}`)) {
    const [first] = all
    if (!first) continue
    const messages = await Promise.all(all.map(({ statement }) => store.message(statement.id)))
    const row = receiptRow(first, partner, world.now())
    const { receipt, seal } = first
    await settleGivenBack(
      messages.flatMap((message) => message ?? []),
      { receipt, row, seal },
    )
  }
}

export const receiptRow = (
  { receipt, jws }: Pick<Returned, 'receipt' | 'jws'>,
  partner: string,
  now: number,
): ReceiptRow => ({
  id: receipt.id,
  partner,
  direction: 'in',
  envelope: receipt.envelope.id,
  envelopeSha256: receipt.envelope.sha256,
  jws,
  at: now,
})
