// One message of a delivery: answered before, refused alone, or checked and ready to be stored.
import type { CryptoFault } from '../../../crypto/fault.ts'
import type { OpenedMessage } from '../../../crypto/statement/message.ts'
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { type Statement, termsSha256 } from '../../../crypto/statement/statement.ts'
import { problems } from '../../model/problems/problem-table.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import type { Store } from '../../ports/store.ts'
import { record } from '../../watch/log.ts'
import type { AuthenticPartner } from '../trust/peer.ts'
import { type CheckedStatement, checkStatement } from './check-statement.ts'
import type { Receiving } from './deps.ts'
import { storeItems } from './receive-items.ts'

type Known = Awaited<ReturnType<Store['known']>>[number]

/** What is stored already is answered as it was, even where it would be refused today, say because it has expired meanwhile. */
export async function answeredBefore(
  store: Pick<Store, 'message'>,
  message: OpenedMessage,
  before: Known | undefined,
  from: string,
): Promise<ReceiptEntry | undefined> {
  if (!before) return undefined
  const { id, sha256 } = before
  const stated = message.verified ? message.statement : undefined
  if (sha256 !== message.sha256 || before.partner !== from || before.direction !== 'in') {
    const terms = stated ? termsSha256(stated.terms) : noTerms
    const detail = 'another statement with this id is known'
    return { id, sha256: message.sha256, terms, outcome: 'conflict', problem: 'statement-refused', detail }
  }
  // It may not verify any more, because it has expired; a duplicate names the terms all the same, else it is no receipt for its sender.
  const kept = stated ?? (await store.message(id))?.statement
  return kept && { id, sha256, terms: termsSha256(kept.terms), outcome: 'duplicate' }
}

/** What became of one message before the store is asked. */
export type Considered = { readonly checked: CheckedStatement } | { readonly refused: ReceiptEntry }

/** @param taken ids of items that statements of this delivery have brought so far. */
export async function consider(
  house: Receiving,
  peer: AuthenticPartner,
  message: OpenedMessage,
  seal: string,
  inline: ReadonlyMap<string, Uint8Array>,
  taken: Set<string>,
): Promise<Considered> {
  if (!message.verified) {
    const { id = '', sha256, fault } = message
    const problem = byClock[fault.code] ?? 'statement-refused'
    logRefusal(house, peer, id, problem, `${fault.code}: ${fault.message}`)
    return { refused: refusal(id, sha256, noTerms, problem, fault.code) }
  }
  const { statement, sha256 } = message
  try {
    const checked = checkStatement(house.trust(), peer, message, seal, house.world.now(), house.limits)
    await demandFreshItems(house, statement, taken)
    const items = await storeItems(house, peer.partner.member, message, inline)
    return { checked: { ...checked, items } }
  } catch (error) {
    if (!(error instanceof Problem) || problems[error.code].retry) throw error
    logRefusal(house, peer, statement.id, error.code, error.message)
    return { refused: refusal(statement.id, sha256, termsSha256(statement.terms), error.code, error.message) }
  }
}

/** What a clock may have got wrong, ours or the sender's, is named: its sender tries again. Nothing is kept of a refusal, so that it may be taken then. */
const byClock: Partial<Record<CryptoFault, ProblemCode>> = { ahead: 'sent-ahead', expired: 'delivery-expired' }

const logRefusal = (
  { log }: Receiving,
  { partner }: AuthenticPartner,
  statement: string,
  problem: string,
  fault: string,
) => record(log, 'statement.refused', { partner: partner.member, statement, problem, fault })

const noTerms = '0'.repeat(64)
export const refusal = (id: string, sha256: string, terms: string, problem: string, detail: string): ReceiptEntry => ({
  id,
  sha256,
  terms,
  outcome: 'refused',
  problem,
  detail: detail.slice(0, 500),
})

/** The sender chooses the ids of its items; one that is known stays what it was. */
async function demandFreshItems({ store }: Receiving, { items }: Statement, taken: Set<string>): Promise<void> {
  for (const { id } of items) {
    if (taken.has(id) || (await store.item(id)))
      throw new Problem('statement-refused', `an item with the id ${id} is known already`)
    taken.add(id)
  }
}
