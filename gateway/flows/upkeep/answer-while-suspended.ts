// A request that arrives while our obligations are suspended is kept, and answered by the gateway
// itself: nothing is taken up for now (11.2).

import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { SuspendedAnswer } from '../../model/profile/profile.ts'
import type { NationalFlows } from '../../ports/doors/national.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import { describeFailure, type Log, record } from '../../watch/log.ts'
import { type Suspension, suspensionOf, threadsWith } from '../between/pair.ts'
import { everyCase } from '../cases/every-case.ts'
import { gatewayItself } from '../cases/four-eyes.ts'

export interface AnsweringDeps {
  store: CasesStore
  submit: NationalFlows['submit']
  log: Log
}

/**
 * Answers whatever arrived since obligations were suspended, has a due date and no word of ours
 * yet; returns how many were answered. Each is answered once however many nodes try, and however
 * often: it is submitted under the key of its case.
 */
export async function answerWhileSuspended(deps: AnsweringDeps): Promise<number> {
  const ours = (await threadsWith(deps.store, 'suspends')).filter(({ role }) => role === 'requesting')
  let answered = 0
  for (const partner of new Set(ours.map((row) => row.partner))) {
    const suspension = await suspensionOf(deps.store, { partner, role: 'requested' })
    if (!suspension) continue
    for (const { name, suspendedAnswer } of profiles.values())
      if (suspendedAnswer !== undefined)
        for (const row of await unanswered(deps.store, name, partner, suspension)) {
          // One case that takes no answer must not keep the others from theirs.
          const done = await answer(deps, row, suspendedAnswer, suspension).catch((error: unknown) => {
            record(deps.log, 'gateway.failed', { where: 'resting', problem: describeFailure(error) })
            return false
          })
          if (done) answered += 1
        }
  }
  return answered
}

/**
 * Cases of a partner that were opened since, in which we have said nothing. Newest first, so that
 * older ones need not be looked at.
 */
async function unanswered(
  store: CasesStore,
  profile: string,
  partner: string,
  { storedAt }: Suspension,
): Promise<CaseRow[]> {
  const found: CaseRow[] = []
  let olderInARow = 0
  for await (const row of everyCase(store, { offices: 'all', profile, partner })) {
    const { openedAt, role, state, previousSha256 } = row
    olderInARow = openedAt < storedAt ? olderInARow + 1 : 0
    // The order is that of the ids, which the partner gives; one out of order hides none behind it.
    if (olderInARow >= 200) break
    if (openedAt >= storedAt && role === 'requested' && state !== 'none' && previousSha256 === null) found.push(row)
  }
  return found
}

async function answer(
  { store, submit }: AnsweringDeps,
  { id, openedAt }: CaseRow,
  { type, body }: SuspendedAnswer,
  { thread }: Suspension,
): Promise<boolean> {
  const [opening] = (await store.messages(id, 'kept')).filter(({ direction }) => direction === 'in')
  const row = await store.case(id)
  if (!opening || !row || row.previousSha256 !== null || row.dueOn === null) return false
  const said = body({
    case: id,
    thread,
    receivedAt: new Date(openedAt).toISOString(),
    dueOn: row.dueOn,
  })
  const key = `resting ${thread} ${id}`
  const ask = { case: id, type, body: said, items: [], inReplyTo: opening.id }
  const { outcome } = await submit(gatewayItself, ask, { key, requestSha256: sha256Hex(utf8(key)) })
  return outcome !== 'repeated'
}
