// One transaction for all that is acceptable of a delivery, with the evidence of what is not, and
// the receipt for both.

import { Problem } from '../../model/problems/problems.ts'
import type { Growing } from '../../ports/receiving.ts'
import type { NewEvent } from '../../ports/rows.ts'
import { asksGateway } from '../cases/followed.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Arrivals } from './arrivals.ts'
import type { Taken } from './checks.ts'
import type { Receiving } from './deps.ts'
import type { Told } from './entries.ts'
import { type Answered, receiptFor, toldBefore } from './receipt.ts'

interface Changes {
  readonly from: string
  readonly now: number
  readonly taken: readonly Taken[]
  readonly arrivals: Arrivals
  readonly told: readonly Told[]
  readonly opened: Answered['opened']
}

/**
 * @returns the signed receipt, which is on disk with all that it says; undefined, and nothing is
 *   stored, when a case moved on meanwhile, a refused statement was stored, or the log is behind
 *   what is committed.
 */
export async function storeDelivery(deps: Receiving, changes: Changes): Promise<string | undefined> {
  const { told, opened } = changes
  const answered = { opened, told, before: await toldBefore(deps.store, told) }
  try {
    return await storeWith(deps, changes, answered)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'too-many-requests') throw error
    // The log had too much to take in while the transaction waited; now nobody waits.
    await deps.evidenceLog.size()
    return undefined
  }
}

async function storeWith(deps: Receiving, changes: Changes, answered: Answered): Promise<string | undefined> {
  const { taken, arrivals, told } = changes
  let given: { readonly jws: string; readonly growing: Growing } | undefined
  const give = async (first: number, growing: Growing) => {
    const receipted = await receiptFor(deps, answered, first, growing)
    given = { jws: receipted.receipt.jws, growing }
    return receipted
  }
  const evidence = [...told.flatMap((each) => each.evidence ?? []), ...arrivals.evidence]
  // All of it was stored before.
  if (evidence.length === 0) await deps.store.keepReceipt(give)
  else {
    const inCases = taken.filter(({ inCase }) => inCase)
    const acceptance = {
      messages: arrivals.kept.map(({ message }) => message),
      items: inCases.flatMap(({ items }) => items),
      cases: arrivals.cases,
      terms: inCases.map(({ statement, terms }) => ({ sha256: terms, terms: statement.terms })),
      events: eventsOf(changes),
      evidence: leavesOf(deps.world, evidence),
      itemKeys: arrivals.itemKeys,
      fingerprints: [...inCases.flatMap(({ inside }) => inside), ...arrivals.fingerprints],
      // Refused against a store in which another connection may have stored the very statement
      // since: then it is known, and no refusal.
      absent: told.flatMap(({ entry }) => (entry.outcome === 'refused' ? [entry.id] : [])),
    }
    if ((await deps.store.accept(acceptance, give)) === 'conflict') return undefined
    if (inCases.some(({ statement }) => asksGateway(statement.profile, statement.type))) deps.followUp?.()
  }
  if (given === undefined) throw new Problem('internal', 'a delivery was stored without its receipt')
  await deps.evidenceLog.committed(given.growing)
  return given.jws
}

const eventsOf = ({ from, now, arrivals: { kept } }: Changes): NewEvent[] =>
  kept.map(({ message, office }) => ({
    at: now,
    kind: 'message.received',
    office,
    case: message.case,
    message: message.id,
    partner: from,
  }))
