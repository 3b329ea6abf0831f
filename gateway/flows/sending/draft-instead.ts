// Four eyes: a message that needs a second person is kept as a draft instead of being sent.

import type { SubmittedView } from '../../answers/message-answers.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, Submitted } from '../../ports/doors/national.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { Stamp, SubmittingStore } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { demandStated } from '../cases/four-eyes.ts'
import { sealDraft, toldOf } from '../cases/kept-draft.ts'
import type { Secrets } from '../content/secrets.ts'
import type { Prepared } from './prepare.ts'

interface DraftKeeping {
  readonly store: CasesStore & SubmittingStore
  readonly world: World
  readonly secrets: Secrets
}

/** Another node stored it since we looked: whoever asked is given what that one answered. */
export const keyTaken = () => new Problem('idempotency-key-reused', 'this idempotency key is in use by another request')

/** Four eyes: what was asked for is kept, encrypted, until another person approves it. */
export async function draftInstead(
  deps: DraftKeeping,
  client: Client,
  { ask, before, partner, now }: Prepared,
  said: Pick<SubmittedView, 'why' | 'alike'>,
  stamp: Stamp | null,
): Promise<Submitted> {
  const { store, world } = deps
  demandStated(client)
  const [id, revision] = [world.id(), 1]
  const answer = { draft: id, revision, type: ask.type, approval: 'needed', ...said }
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
    stamp?.(201, answer, now) ?? null,
    await toldOf(deps, 'made', draft, { at: now, ...actorOf(client), drafter: client.id, revision, sha256 }),
  )
  if (result.outcome === 'item-taken')
    throw new Problem('item-taken', `item ${result.item} is unknown or already belongs to a message`)
  if (result.outcome === 'repeated') throw keyTaken()
  return { status: 201, outcome: 'drafted', answer }
}
