// Four eyes: what one person drafted leaves only when another one, who wrote nothing of it,
// approves it as it was read. Until then it is returned with a reason, changed or withdrawn.

import type { DraftView } from '../../answers/message-answers.ts'
import { actorOf, apart, nameOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, DraftChanges, NationalFlows, Submit } from '../../ports/doors/national.ts'
import type { DraftAt, DraftRow, Stamp } from '../../ports/submitting.ts'
import { demandAnother, demandStated } from '../cases/four-eyes.ts'
import { type KeptDraft, openDraft, sealDraft, toldOf } from '../cases/kept-draft.ts'
import { maySee } from '../cases/may-see.ts'
import { asSubmitted, type Once, submittedAgain } from './once.ts'
import { typed } from './prepare.ts'
import type { Submitting } from './submit.ts'
import { weighed } from './weigh.ts'

type Drafting = Pick<
  NationalFlows,
  'drafts' | 'approveDraft' | 'returnDraft' | 'changeDraft' | 'rehearseDraft' | 'withdrawDraft'
>

/** @throws {Problem} where whoever approves it has to sign, and did not sign for this */
export type DemandSigned = (client: Client, row: DraftRow, kept: KeptDraft) => Promise<void>

export function drafting(deps: Submitting, submit: Submit, onlyOnce: Once, demandSigned: DemandSigned): Drafting {
  return {
    async drafts(client, ask) {
      const { rows, next } = await deps.store.drafts({ ...ask, offices: client.offices })
      const shown: DraftView[] = []
      for (const row of rows) shown.push(viewOf(row, await openDraft(deps, row)))
      return { rows: shown, next }
    },
    approveDraft: async (client, at, idempotency) =>
      asSubmitted(
        await onlyOnce(
          client,
          idempotency,
          (stamp) => approve(deps, client, at, { submit, stamp, demandSigned }),
          submittedAgain,
        ),
      ),
    returnDraft: (client, at, reason) => giveBack(deps, client, at, reason),
    changeDraft: (client, at, changes) => change(deps, client, at, changes),
    rehearseDraft: async (client, at, changes) => {
      const { why, said } = (await changed(deps, client, at, changes)).would
      return { why: why ?? 'a draft leaves once another person approves it', ...said }
    },
    withdrawDraft: (client, at) => withdraw(deps, client, at),
  }
}

const viewOf = (row: DraftRow, { ask, drafters, returned }: KeptDraft): DraftView => ({
  draft: row.id,
  revision: row.revision,
  case: row.case,
  type: row.type,
  office: row.office,
  agreement: row.agreement,
  drafter: row.client,
  drafters: [...new Set(drafters.map(({ client }) => client))],
  persons: [...new Set(drafters.flatMap(({ person }) => person ?? []))],
  draftedAt: new Date(row.at).toISOString(),
  returned: returned ? { ...returned, at: new Date(returned.at).toISOString() } : null,
  body: ask.body,
  items: [...ask.items],
  ...(ask.terms !== undefined && { terms: ask.terms }),
  ...(ask.inReplyTo !== undefined && { inReplyTo: ask.inReplyTo }),
})

/**
 * Submits the draft in its drafter's name; the approver stands in the evidence that is stored with
 * it.
 * @throws {Problem} `approver-same`, `draft-changed`
 */
async function approve(deps: Submitting, client: Client, at: DraftAt, { submit, stamp, demandSigned }: Approving) {
  const { row, kept } = await draftAt(deps, client, at)
  // For the very draft that is submitted below: it is not read a second time.
  await demandSigned(client, row, kept)
  demandAnother(kept.drafters, client, 'drafted or changed this message; another person approves it')
  if (kept.returned)
    throw new Problem(
      'draft-changed',
      `${kept.returned.by} returned draft ${row.id}; it is changed before it is approved`,
    )
  const person = kept.drafters.at(-1)?.person
  const drafter: Client = {
    ...{ id: row.client, offices: [row.office], roles: ['submit'] },
    ...(person !== undefined && { person }),
    ...(kept.function !== undefined && { function: kept.function }),
  }
  return submit(drafter, kept.ask, stamp, { draft: at, approver: actorOf(client) })
}

interface Approving {
  readonly submit: Submit
  readonly stamp: Stamp | null
  readonly demandSigned: DemandSigned
}

/** @throws {Problem} `approver-same`, `draft-changed` */
async function giveBack(deps: Submitting, client: Client, at: DraftAt, reason: string): Promise<DraftView> {
  deps.clock.demand()
  const { row, kept } = await draftAt(deps, client, at)
  demandAnother(kept.drafters, client, 'drafted or changed this message; another person returns it')
  const returned = { by: nameOf(actorOf(client)), at: deps.world.now(), reason }
  return moved(deps, 'returned', client, row, { ...kept, revision: row.revision + 1, returned })
}

/**
 * As it would be, held against everything that its approval will be held against: whoever changes
 * it and whoever rehearses the change hears the same. Nothing is written.
 * @throws {Problem} `draft-changed`, and whatever a message is refused for
 */
async function changed(deps: Submitting, client: Client, at: DraftAt, changes: DraftChanges) {
  const { row, kept } = await draftAt(deps, client, at)
  demandStated(client)
  const lent = { by: row.client, items: kept.ask.items }
  const would = await weighed(deps, client, typed(deps.trust(), { ...kept.ask, ...changes }), lent)
  return { row, kept, would }
}

/**
 * Whoever changes a draft is its drafter from then on, and of its documents.
 * @throws {Problem} as `changed`
 */
async function change(deps: Submitting, client: Client, at: DraftAt, changes: DraftChanges): Promise<DraftView> {
  const { row, kept, would } = await changed(deps, client, at, changes)
  const { ask } = would.prepared
  const actor = actorOf(client)
  const others = kept.drafters.filter((each) => each.client !== actor.client || each.person !== actor.person)
  return moved(deps, 'changed', client, row, {
    ...{ revision: row.revision + 1, ask, drafters: [...others, actor] },
    ...(client.function !== undefined && { function: client.function }),
  })
}

/**
 * By whoever wrote at it, or by whoever may approve in its office.
 * @throws {Problem} `forbidden`, `draft-changed`
 */
async function withdraw(deps: Submitting, client: Client, at: DraftAt): Promise<DraftView> {
  deps.clock.demand()
  const { row, kept } = await draftAt(deps, client, at)
  const wrote = kept.drafters.some((each) => apart(each, actorOf(client)) === 'same')
  if (!wrote && !client.roles.includes('approve'))
    throw new Problem(
      'forbidden',
      `${nameOf(actorOf(client))} wrote nothing of draft ${row.id} and lacks the role approve`,
    )
  const { revision } = row
  const said = { at: deps.world.now(), ...actorOf(client), drafter: row.client, revision }
  if ((await deps.store.endDraft(at, await toldOf(deps, 'withdrawn', row, said))) === 'draft-gone')
    throw await whyGone(deps, at)
  return viewOf(row, kept)
}

/** The draft in the place of the revision that was read, with its evidence. */
async function moved(
  deps: Submitting,
  act: 'changed' | 'returned',
  client: Client,
  row: DraftRow,
  next: KeptDraft,
): Promise<DraftView> {
  const { sealed, sha256 } = sealDraft(deps, row.id, next)
  const { revision, drafters, ask } = next
  const after = { ...row, ...sealed, revision, client: drafters.at(-1)?.client ?? row.client }
  const said = { at: deps.world.now(), ...actorOf(client), drafter: after.client, revision, sha256 }
  const told = await toldOf(deps, act, row, said)
  const result = await deps.store.changeDraft({ draft: after, from: row, items: ask.items, ...told })
  if (result.outcome === 'draft-gone') throw await whyGone(deps, row)
  if (result.outcome === 'item-taken')
    throw new Problem('item-taken', `item ${result.item} is unknown or already belongs to a message`)
  return viewOf(after, next)
}

/**
 * @throws {Problem} `not-found` for other offices, `draft-changed` where it is not as it was read
 */
async function draftAt(deps: Submitting, client: Client, { id, revision }: DraftAt) {
  const row = await deps.store.draft(id)
  if (!row || !maySee(client, row.office)) throw new Problem('not-found', `no draft ${id} waits in your offices`)
  if (row.revision !== revision)
    throw new Problem('draft-changed', `draft ${id} is at revision ${row.revision}, not at ${revision}`)
  return { row, kept: await openDraft(deps, row) }
}

async function whyGone({ store }: Submitting, { id, revision }: DraftAt): Promise<Problem> {
  return (await store.draft(id))
    ? new Problem('draft-changed', `draft ${id} is not at revision ${revision} any more`)
    : new Problem('not-found', `draft ${id} is not there any more`)
}
