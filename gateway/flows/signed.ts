// Acts that a person may have to sign, where the doors come in: the signature is taken from the
// client with the very ask that the flow is called with, and what lacks one is a denial.
import { actorOf } from '../model/client/actor.ts'
import { type Deciding, decidedOf } from '../model/client/decided.ts'
import { Problem } from '../model/problems/problems.ts'
import type { MessageType } from '../model/profile/profile.ts'
import type { Client, MessageAsk, Submit } from '../ports/doors/national.ts'
import type { EvidenceStore } from '../ports/evidence.ts'
import type { ReadingStore } from '../ports/reading.ts'
import type { DraftAt, SubmittingStore } from '../ports/submitting.ts'
import type { World } from '../ports/world.ts'
import { profiles } from '../profiles/all.ts'
import { maySee } from './cases/may-see.ts'
import type { Signatures } from './persons/signatures.ts'
import { denyAct } from './releasing/tries.ts'

interface Signing {
  readonly store: EvidenceStore
  readonly world: World
  readonly signatures: Signatures
}

/** @throws {Problem} `signature-demanded`, `signature-invalid`; either is a denial in the evidence */
export type TakeSignature = (client: Client, deciding: Deciding, demanded?: boolean) => Promise<void>

export const takingSignatures =
  ({ store, world, signatures }: Signing): TakeSignature =>
  async (client, deciding, demanded) => {
    try {
      signatures.take(client, deciding, demanded)
    } catch (error) {
      const { act, subject } = deciding
      if (error instanceof Problem) await denyAct({ store, world }, { ...actorOf(client), act, subject }, error.code)
      throw error
    }
  }

interface SigningMessages extends Signing {
  readonly store: EvidenceStore & ReadingStore & SubmittingStore
}

/** A message whose profile says that a person signs it leaves with the signature of whoever posts it. */
export function submitSigned(deps: SigningMessages, submit: Submit): Submit {
  const take = takingSignatures(deps)
  return async (client, ask, stamp, approval) => {
    const act = await actOf(deps, client, ask)
    if (act !== undefined) await take(client, decidedOf.message(act, ask.case ?? '', ask))
    return submit(client, ask, stamp, approval)
  }
}

/**
 * A draft of such a message may have been changed since: whoever approves it signs for that, also
 * where approvals as such are not signed.
 */
export function approvalSigned(deps: SigningMessages): (client: Client, draft: DraftAt) => Promise<void> {
  const take = takingSignatures(deps)
  return async (client, draft) => {
    const isNamed = deps.signatures.demands('approve') || (await isOfSignedMessage(deps, client, draft))
    await take(client, decidedOf.approve(draft), isNamed)
  }
}

async function isOfSignedMessage(deps: SigningMessages, client: Client, { id }: DraftAt): Promise<boolean> {
  const { store, signatures } = deps
  if (!messageActs.some((act) => signatures.demands(act))) return false
  const row = await store.draft(id)
  const act = row && (await actOf(deps, client, row))
  return act !== undefined && signatures.demands(act)
}

const signedMessages = [...profiles.values()].flatMap(({ messages }) =>
  Object.entries(messages).flatMap(([type, { signedAs }]) => (signedAs === undefined ? [] : [{ type, signedAs }])),
)
const signedTypes = new Set(signedMessages.map(({ type }) => type))
const messageActs = [...new Set(signedMessages.map(({ signedAs }) => signedAs))]

/** Undefined also for whoever may not see the case: it looks like one that is not there. */
async function actOf(
  { store }: SigningMessages,
  client: Client,
  { case: id, type = '' }: Pick<MessageAsk, 'case' | 'type'>,
): Promise<MessageType['signedAs']> {
  // Of most messages nothing has to be looked up to know that nobody signs them.
  const row = id === null || !signedTypes.has(type) ? undefined : await store.case(id)
  if (!row || !maySee(client, row.office)) return undefined
  return profiles.get(row.profile)?.messages[type]?.signedAs
}
