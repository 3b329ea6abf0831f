// At the partner door: what a message says of terms is held against the terms themselves, which its body alone does not show.
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import {
  demandBrought,
  demandOfItems,
  demandTighter,
  effectOf,
  itemsNamed,
  termsOfCase,
} from '../../case/terms-in-force.ts'
import { Problem } from '../../model/problems/problems.ts'
import { checkBody } from '../../model/profile/message.ts'
import { otherRole } from '../../model/role.ts'
import type { MessageRow } from '../../ports/rows.ts'
import { record } from '../../watch/log.ts'
import { firstSenderRole, fold, profileOf } from '../cases/cases.ts'
import type { CheckedStatement } from './check-statement.ts'
import { refusal } from './consider.ts'
import type { Receiving } from './deps.ts'

type House = Pick<Receiving, 'store' | 'log'>

/**
 * An amendment that loosens, or of what nobody has brought, is refused, and so is an acceptance that leaves out a term or decides on terms which
 * its items were not given under.
 * Whether they have a place in the case is left to the fold.
 */
export async function siftByTerms(
  house: House,
  arrived: readonly CheckedStatement[],
): Promise<{ fresh: readonly CheckedStatement[]; refused: readonly ReceiptEntry[] }> {
  const fresh: CheckedStatement[] = []
  const refused: ReceiptEntry[] = []
  for (const each of arrived) {
    const problem = await whyNotTaken(house, each, fresh)
    if (!problem) {
      fresh.push(each)
      continue
    }
    const { statement, sha256, held } = each
    const { code, message: fault } = problem
    record(house.log, 'statement.refused', { partner: held.partner, statement: statement.id, problem: code, fault })
    refused.push(refusal(statement.id, sha256, termsSha256(statement.terms), code, fault))
  }
  return { fresh, refused }
}

async function whyNotTaken(
  { store }: House,
  { statement, held, content }: CheckedStatement,
  earlier: readonly CheckedStatement[],
): Promise<Problem | undefined> {
  const profile = profileOf(held, statement.profile)
  const effect = effectOf(profile, statement.type)
  if (effect !== 'amends-terms' && effect !== 'accepts-terms') return undefined
  const row = await store.case(statement.case)
  // Somebody else's case: that is answered elsewhere, and nothing is told of it.
  if (row && (row.partner !== held.partner || row.agreement !== held.agreement.id)) return undefined
  const role = row?.role ?? otherRole[firstSenderRole(profile, statement.type)]
  const beside = earlier.filter((each) => each.statement.case === statement.case).map(asArrived)
  const messages = [...(row ? await store.messages(row.id, 'kept') : []), ...beside]
  const before = { profile, messages, state: fold(profile, { role }, messages) }
  try {
    if (effect === 'amends-terms') {
      demandBrought(before, itemsNamed(statement))
      demandTighter(before, itemsNamed(statement), statement.terms)
    } else {
      const sha256 = String(statement.facts.terms)
      const terms = termsOfCase(messages, sha256)
      demandOfItems(before, itemsNamed(statement), sha256)
      checkBody(profile, statement.type, content.form, { terms, received: true, items: [] })
    }
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

const asArrived = ({
  statement,
  sha256,
}: CheckedStatement): Pick<MessageRow, 'id' | 'statement' | 'sha256' | 'direction'> => ({
  id: statement.id,
  statement,
  sha256,
  direction: 'in',
})
