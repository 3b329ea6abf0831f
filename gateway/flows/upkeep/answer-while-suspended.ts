// A request that arrives while our obligations are suspended is kept, and answered by the gateway itself: nothing is taken up for now (11.2).

import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { SuspendedAnswer } from '../../model/profile/profile.ts'
import type { Submit } from '../../ports/doors.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import { describeFailure, type Log, record } from '../../watch/log.ts'
import { type Suspension, suspensionOf, threadsWith } from '../between/pair.ts'
import { gatewayItself } from '../cases/four-eyes.ts'

export interface AnsweringDeps {
  store: CasesStore
  submit: Submit
  log: Log
}

const rowsAtOnce = 200

/**
 * Answers whatever arrived since obligations were suspended, has a due date and no word of ours yet; returns how many were answered. Each
 * is answered once however many nodes try, and however often: it is submitted under the key of its case.
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

/** Cases of a partner that were opened since, in which we have said nothing. Newest first, so that older ones need not be looked at. */
async function unanswered(
  store: CasesStore,
  profile: string,
  partner: string,
  { storedAt }: Suspension,
): Promise<CaseRow[]> {
  const found: CaseRow[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await store.cases({
      offices: 'all',
      profile,
      partner,
      limit: rowsAtOnce,
      ...(cursor !== undefined && { cursor }),
    })
    const since = page.rows.filter(({ openedAt }) => openedAt >= storedAt)
    found.push(
      ...since.filter(
        ({ role, state, previousSha256 }) => role === 'requested' && state !== 'none' && previousSha256 === null,
      ),
    )
    cursor = since.length === 0 ? null : page.next
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
