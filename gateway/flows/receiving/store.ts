// One transaction for all that is acceptable of a delivery, with the evidence of what is not, and
// the receipt for both.
import { windowOf } from '../../model/limits/limits.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Growing, SpendingRow } from '../../ports/receiving.ts'
import type { NewEvent } from '../../ports/rows.ts'
import { asksGateway } from '../cases/followed.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Arrivals } from './arrivals.ts'
import type { Taken } from './checks.ts'
import type { Receiving } from './deps.ts'
import type { Told } from './entries.ts'
import { type Answer, answerOf, receiptFor } from './receipt.ts'

interface Changes {
  readonly from: string
  readonly now: number
  readonly taken: readonly Taken[]
  readonly arrivals: Arrivals
  readonly told: readonly Told[]
  readonly opened: Answer['opened']
}

/**
 * @returns the signed receipt, which is on disk with all that it says; undefined, and nothing is
 *   stored, when a case moved on meanwhile, a refused statement was stored or refused elsewhere, or
 *   the log is behind what is committed.
 */
export async function storeDelivery(deps: Receiving, changes: Changes): Promise<SignedReceipt | undefined> {
  const answer = await answerOf(deps.store, changes.opened, changes.told)
  try {
    return await storeWith(deps, changes, answer)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'too-many-requests') throw error
    // The log had too much to take in while the transaction waited; now nobody waits.
    await deps.evidenceLog.size()
    return undefined
  }
}

interface SignedReceipt {
  readonly id: string
  readonly jws: string
}

async function storeWith(deps: Receiving, changes: Changes, answer: Answer): Promise<SignedReceipt | undefined> {
  const { taken, arrivals } = changes
  let given: (SignedReceipt & { readonly growing: Growing }) | undefined
  const give = async (first: number, growing: Growing) => {
    const receipted = await receiptFor(deps, answer, first, growing)
    given = { id: receipted.receipt.id, jws: receipted.receipt.jws, growing }
    return receipted
  }
  const evidence = [...answer.told.flatMap((each) => each.evidence ?? []), ...arrivals.evidence]
  // Refused against a store in which another connection may have stored the very statement since:
  // then it is known, and no refusal.
  const absent = answer.told.flatMap(({ entry }) => (entry.outcome === 'refused' ? [entry.id] : []))
  // All of it was stored before.
  if (evidence.length + absent.length === 0) await deps.store.keepReceipt(give)
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
      lookups: arrivals.lookups,
      absent,
      refusals: answer.refusals,
      spendings: spendingsOf(changes),
    }
    if ((await deps.store.accept(acceptance, give)) === 'conflict') return undefined
    await letGo(deps, changes.from, inCases)
    if (inCases.some(({ statement }) => asksGateway(statement.profile, statement.type))) deps.followUp?.()
  }
  if (given === undefined) throw new Problem('internal', 'a delivery was stored without its receipt')
  await deps.evidenceLog.committed(given.growing)
  return given
}

/** Arrivals of what is recorded now are nobody's burden any more. What fails goes with a sweep. */
async function letGo({ parts }: Receiving, from: string, taken: readonly Taken[]): Promise<void> {
  const sha256s = new Set(taken.flatMap(({ statement }) => statement.items.map(({ part }) => part.sha256)))
  for (const sha256 of sha256s) await parts.taken(from, sha256).catch(() => undefined)
}

/** Cases that these messages open. */
function spendingsOf({ from, now, arrivals }: Changes): SpendingRow[] {
  const count = arrivals.cases.filter(({ from: revision }) => revision === null).length
  return count === 0 ? [] : [{ member: from, what: 'cases', since: windowOf('cases', now).since, count }]
}

const eventsOf = ({ from, now, arrivals: { kept, differing } }: Changes): NewEvent[] => [
  ...kept.map(
    ({ message, office }): NewEvent => ({
      at: now,
      kind: 'message.received',
      office,
      case: message.case,
      message: message.id,
      partner: from,
    }),
  ),
  ...differing.map(
    ({ office, case: of }): NewEvent => ({
      ...{ at: now, kind: 'uses.differ', office, case: of, message: null, partner: from },
    }),
  ),
]
