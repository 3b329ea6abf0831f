// What a partner answered to a delivery is a receipt only where everything it says fits what was
// sent and what we know of its log.

import { type ReceiptDemands, verifyReceipt } from '../../../crypto/statement/receipt.ts'
import { demandOneHistory, type HoldingReceipts } from '../evidence/genuine/one-history.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { RevocationJudge } from '../trust/revocation/judging.ts'
import type { Trust } from '../trust/trust.ts'

/**
 * Who answers: the partner as its card says it now, and with the signing keys of the card that was
 * held when the envelope left, but for those that it has revoked since. It may roll them over while
 * an envelope is on its way.
 */
export function answering(
  { revocation, trust }: { revocation: Pick<RevocationJudge, 'keysOf'>; trust(): Trust },
  asked: Partner,
): Partner {
  const now = trust().partners.get(asked.member) ?? asked
  const theirs = revocation.keysOf(now)
  const before = now === asked ? [] : revocation.keysOf(asked)
  const passed = new Set([...theirs.map(({ key }) => key.kid), ...(now.card.revoked ?? []).map(({ kid }) => kid)])
  return { ...now, theirs: [...theirs, ...before.filter(({ key }) => !passed.has(key.kid))] }
}

type Demands = Pick<ReceiptDemands, 'to' | 'envelope' | 'statements' | 'madeAtMs' | 'nowMs'> & {
  /** When the envelope left, by the monotonic clock. */
  readonly sentMs: number
}

/**
 * The receipt, verified against the envelope and its statements.
 * @param cases of the statements: what the partner receipted in them before is held against it.
 * @throws {CryptoError} `receipt` · `log` where the partner's log contradicts what it signed
 *   before, after the alarm
 */
export async function demandReceipt(
  deps: HoldingReceipts,
  partner: Partner,
  jws: string,
  demands: Demands,
  cases: readonly string[] = [],
): Promise<Awaited<ReturnType<typeof verifyReceipt>>> {
  const receipt = await verifyReceipt(jws, { ...demands, from: partner.member, keys: partner.theirs })
  await demandOneHistory(deps, partner, receipt, { cases, askedMs: demands.sentMs })
  return receipt
}
