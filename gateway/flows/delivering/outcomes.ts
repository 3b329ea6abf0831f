// What each message of a delivery came to by the receipt: delivered, a dead letter, or sent again.
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { shown } from '../../../crypto/unseen.ts'
import {
  afterRefusal,
  isBroken,
  noRefusals,
  type Refusals,
  reasonOf,
  verdictOf,
} from '../../model/problems/refusals.ts'
import type { Claimed } from '../../ports/delivering.ts'

/**
 * How a delivery ended. Where it was not delivered, `problem` is the partner's word, and `detail`
 * its reason as a person is shown it.
 */
export interface Outcome extends Claimed {
  readonly to: 'delivered' | 'refused' | 'waiting'
  readonly problem: string | null
  readonly detail: string | null
}

interface ByReceipt {
  readonly outcomes: readonly Outcome[]
  readonly refusals: Refusals
}

/**
 * A message that was taken shows that the pair is in order: then what was refused for good is a
 * dead letter. Where none was, a reason that has made enough dead letters makes no more: the pair
 * is broken, and the messages wait.
 * @param before final refusals of the line since the last message that was taken.
 */
export function outcomesOf(claimed: readonly Claimed[], entries: readonly ReceiptEntry[], before: Refusals): ByReceipt {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const isTaken = ({ outcome }: ReceiptEntry) => outcome === 'received' || outcome === 'duplicate'
  const anyTaken = entries.some(isTaken)
  let refusals = anyTaken ? noRefusals : before
  // Messages of one case share their fate, so that the receipts in its case file do not contradict
  // each other.
  const dead = new Set<string>()
  const outcomes = claimed.map((each): Outcome => {
    const entry = byId.get(each.message.id)
    if (entry && isTaken(entry)) return { ...each, to: 'delivered', problem: null, detail: null }
    const problem = entry?.problem ?? 'statement-refused'
    const detail = entry?.detail === undefined ? null : shown(entry.detail)
    if (entry?.outcome === 'refused' && verdictOf(problem) === 'passing')
      return { ...each, to: 'waiting', problem, detail }
    const reason = reasonOf(problem, detail)
    if (!anyTaken && isBroken(refusals, reason) && !dead.has(each.message.case))
      return { ...each, to: 'waiting', problem, detail }
    if (!anyTaken) refusals = afterRefusal(refusals, reason)
    dead.add(each.message.case)
    return { ...each, to: 'refused', problem, detail }
  })
  return { outcomes, refusals }
}
