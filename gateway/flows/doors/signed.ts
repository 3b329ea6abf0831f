// Acts that a person may have to sign, where the doors come in: the signature is taken from the
// client with the very ask that the flow is called with, and what lacks one is a denial.
import { actorOf } from '../../model/client/actor.ts'
import { type Deciding, decidedOf } from '../../model/client/decided.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { MessageType } from '../../model/profile/profile.ts'
import type { Client, MessageAsk, Submit } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { SubmittingStore } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { maySee } from '../cases/may-see.ts'
import type { Signatures } from '../persons/signatures.ts'
import { denyAct } from '../releasing/tries.ts'
import type { DemandSigned } from '../sending/drafts.ts'

interface Signing {
  readonly store: EvidenceStore
  readonly world: World
  readonly signatures: Signatures
}

/** @throws {Problem} `signature-demanded`, `signature-invalid`: a denial in the evidence. */
type TakeSignature = (client: Client, deciding: Deciding, demanded?: boolean) => Promise<void>

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

/** What the profile says that a person signs leaves with the signature of whoever posts it. */
export function submitSigned(deps: SigningMessages, submit: Submit): Submit {
  const take = takingSignatures(deps)
  return async (client, ask, stamp, approval) => {
    const act = await actOf(deps, client, ask)
    if (act !== undefined) await take(client, decidedOf.message(act, ask.case ?? '', ask))
    return submit(client, ask, stamp, approval)
  }
}

/**
 * Whoever approves a draft signs for all that it says, as it was kept: also where approvals as such
 * are not signed, if it is one of a message that is.
 */
export function approvalSigned(deps: SigningMessages): DemandSigned {
  const take = takingSignatures(deps)
  return async (client, row, { ask }) => {
    const { type = row.type } = ask
    const act = await actOf(deps, client, { case: row.case, type })
    const isNamed = deps.signatures.demands('approve') || (act !== undefined && deps.signatures.demands(act))
    const { case: of, agreement = row.agreement, office = row.office } = ask
    const said = { ...ask, type, case: of, agreement, office }
    await take(client, decidedOf.approve(row.id, row.revision, said), isNamed)
  }
}

const signedTypes = new Set(
  [...profiles.values()].flatMap(({ messages }) =>
    Object.entries(messages).flatMap(([type, { signedAs }]) => (signedAs === undefined ? [] : [type])),
  ),
)

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
