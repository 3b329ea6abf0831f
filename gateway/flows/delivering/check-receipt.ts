// What a partner answered to a delivery is a receipt only where everything it says fits what was sent and what we know of its log.

import { CryptoError } from '../../../crypto/fault.ts'
import { readCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { type Receipt, type ReceiptDemands, uncovered, verifyReceipt } from '../../../crypto/statement/receipt.ts'
import type { Store } from '../../ports/store.ts'
import type { Partner } from '../trust/load-partners.ts'

type Demands = Pick<ReceiptDemands, 'to' | 'envelope' | 'statements' | 'madeAtMs' | 'nowMs'>

/** The receipt, verified against the envelope and its statements. @throws {CryptoError} `receipt`, `log` */
export async function demandReceipt(
  store: Pick<Store, 'witnessed'>,
  partner: Partner,
  jws: string,
  demands: Demands,
): Promise<Receipt> {
  const receipt = await verifyReceipt(jws, { ...demands, from: partner.member, keys: partner.theirs })
  await demandCheckpoint(store, partner, receipt)
  return receipt
}

/** Its leaves are in the log that the partner's card names, and that log is no other than the one we have cosigned. */
async function demandCheckpoint(store: Pick<Store, 'witnessed'>, { member, log }: Partner, receipt: Receipt) {
  if (receipt.checkpoint === undefined) throw new CryptoError('receipt', 'it carries no checkpoint')
  const { size, rootHash } = readCheckpoint(receipt.checkpoint, log)
  const unlogged = receipt.entries.find(({ leaf, outcome }) => leaf === undefined && outcome !== 'refused')
  if (unlogged) throw new CryptoError('receipt', `it names no leaf for statement ${unlogged.id}`)
  const [beyond] = uncovered(receipt.entries, size)
  if (beyond)
    throw new CryptoError('receipt', `its checkpoint of ${size} leaves does not hold that of statement ${beyond.id}`)
  const known = await store.witnessed(member)
  if (known?.size === size && known.rootHash !== Buffer.from(rootHash).toString('hex'))
    throw new CryptoError('receipt', `its checkpoint has another root for ${size} leaves than the one we cosigned`)
}
