// At the partner door: what a message may not be taken for, because of what holds between the two members beside its case.
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import { messageType } from '../../model/profile/message.ts'
import { record } from '../../watch/log.ts'
import { type About, demandAgreementGoesOn, demandText, mayRest, pairSuspended } from '../between/members.ts'
import { mostThreads, type PairStore, type Side, suspensionOf, threadsOpenedBy } from '../between/pair.ts'
import { profileOf } from '../cases/cases.ts'
import type { CheckedStatement } from './check-statement.ts'
import { refusal } from './consider.ts'
import type { Receiving } from './deps.ts'

/**
 * At the partner door: of what arrived, what may be taken, and refusals for the rest, which their sender may deliver again later.
 * Only what the asking member sends is held against a suspension. What the suspending member itself sends is taken: it alone can say
 * whether its obligations rest, and its resumption may still be on the way, since messages of two cases may overtake each other.
 */
export async function siftByPair(
  house: Receiving,
  arrived: readonly CheckedStatement[],
): Promise<{ fresh: readonly CheckedStatement[]; refused: readonly ReceiptEntry[] }> {
  const fresh: CheckedStatement[] = []
  const refused: ReceiptEntry[] = []
  for (const each of arrived) {
    const problem = each.inCase ? await whyNotTaken(house, each, fresh) : undefined
    if (problem === undefined) {
      fresh.push(each)
      continue
    }
    const { statement, sha256 } = each
    record(house.log, 'statement.refused', {
      partner: each.held.partner,
      statement: statement.id,
      problem: problem.code,
      fault: problem.message,
    })
    refused.push(refusal(statement.id, sha256, termsSha256(statement.terms), problem.code, problem.message))
  }
  return { fresh, refused }
}

async function whyNotTaken(
  house: Receiving,
  { statement, held, content }: CheckedStatement,
  earlier: readonly CheckedStatement[],
): Promise<Problem | undefined> {
  const { store } = house
  const { case: id, type, localDate } = statement
  const trust = house.trust()
  const profile = profileOf(held, statement.profile)
  const answering: Side = { partner: held.partner, role: 'requested' }
  const about = { profile, type, held, side: answering, localDate, form: content.form }
  try {
    demandText(trust, about)
    await demandAgreementGoesOn(store, about)
    await demandFewThreads(store, about, earlier)
    if (!mayRest(profile, type) || messageType(profile, type).from === 'requested') return undefined
    // A case that is not known here was opened by the partner, so that we are the one to answer.
    if ((await store.case(id))?.role === 'requesting') return undefined
    const suspension = await suspensionOf(store, answering)
    return suspension && pairSuspended(about, 'requesting', trust.us, suspension)
  } catch (error) {
    if (error instanceof Problem && (error.code.startsWith('agreement-') || error.code === 'statement-refused'))
      return error
    throw error
  }
}

/** A member that opens one thread after the other would make every look at the pair slower. */
async function demandFewThreads(
  store: PairStore,
  { profile, type, held }: About,
  earlier: readonly CheckedStatement[],
): Promise<void> {
  if (profile.scope !== 'members' || !messageType(profile, type).opens) return
  const beside = earlier.filter(({ statement }) => statement.profile === profile.name && statement.type === type).length
  if ((await threadsOpenedBy(store, held.partner, profile)) + beside < mostThreads) return
  throw new Problem(
    'statement-refused',
    `${mostThreads} threads of ${profile.name} that you opened stand open; end some of them first`,
  )
}
