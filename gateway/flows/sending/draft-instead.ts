// Four eyes: a message that needs a second person is kept as a draft instead of being sent.

import type { SubmittedView } from '../../answers/message-answers.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, Idempotency, Submitted } from '../../ports/doors.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { SubmittingStore } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { demandStated } from '../cases/four-eyes.ts'
import { sealDraft, toldOf } from '../cases/kept-draft.ts'
import type { Secrets } from '../content/secrets.ts'
import { repeated } from './once.ts'
import type { Prepared } from './prepare.ts'

interface DraftKeeping {
  readonly store: CasesStore & SubmittingStore
  readonly world: World
  readonly secrets: Secrets
}

/** The answer as it is given again under its idempotency key. */
export const stamp = (
  client: Client,
  idempotency: Idempotency | null,
  status: 201 | 202,
  answer: SubmittedView,
  now: number,
) =>
  idempotency && {
    client: client.id,
    key: idempotency.key,
    requestSha256: idempotency.requestSha256,
    status,
    answer: JSON.stringify(answer),
    at: now,
  }

/** Four eyes: what was asked for is kept, encrypted, until another person approves it. */
export async function draftInstead(
  deps: DraftKeeping,
  client: Client,
  { ask, before, partner, now }: Prepared,
  why: string,
  idempotency: Idempotency | null,
): Promise<Submitted> {
  const { store, world } = deps
  demandStated(client)
  const [id, revision] = [world.id(), 1]
  const answer = { draft: id, revision, type: ask.type, approval: 'needed', why }
  const draft = {
    id,
    case: ask.case,
    type: ask.type,
    office: before.office,
    agreement: before.agreement,
    client: client.id,
    partner: partner.member,
    at: now,
    revision,
  }
  const { sealed, sha256 } = sealDraft(deps, id, {
    ...{ revision, ask, drafters: [actorOf(client)] },
    ...(client.function !== undefined && { function: client.function }),
  })
  const result = await store.addDraft(
    { ...draft, ...sealed },
    ask.items,
    stamp(client, idempotency, 201, answer, now),
    await toldOf(deps, 'made', draft, { at: now, ...actorOf(client), drafter: client.id, revision, sha256 }),
  )
  if (result.outcome === 'item-taken')
    throw new Problem('item-taken', `item ${result.item} is unknown or already belongs to a message`)
  return result.outcome === 'repeated'
    ? repeated(result.stored, { requestSha256: idempotency?.requestSha256 ?? '' })
    : { status: 201, outcome: 'drafted', answer }
}
