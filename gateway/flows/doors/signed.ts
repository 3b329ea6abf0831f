// Acts that a person may have to sign, where the doors come in: the signature is taken from the
// client with the very ask that the flow is called with, and what lacks one is a denial.
import { actorOf } from '../../model/client/actor.ts'
import { type Deciding, decidedOf } from '../../model/client/decided.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import type { MessageType } from '../../model/profile/profile.ts'
import type { ClearanceAsk, Client, ContentNamed, MessageAsk, Submit } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { SubmittingStore } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { maySee } from '../cases/may-see.ts'
import type { Secrets } from '../content/secrets.ts'
import type { Signatures } from '../persons/signatures.ts'
import { caseOf } from '../releasing/pieces.ts'
import { denyAct, denyUnsigned } from '../releasing/tries.ts'
import type { DemandSigned } from '../sending/drafts.ts'
import type { Trust } from '../trust/trust.ts'

interface Signing {
  readonly store: EvidenceStore
  readonly world: World
  readonly signatures: Signatures
}

/** @throws {Problem} `signature-demanded`, `signature-invalid`: a denial in the evidence. */
type TakeSignature = (
  client: Client,
  deciding: Deciding,
  demanded?: boolean,
  deny?: (problem: ProblemCode) => Promise<void>,
) => Promise<void>

export const takingSignatures =
  ({ store, world, signatures }: Signing): TakeSignature =>
  async (client, deciding, demanded, deny) => {
    const { act, subject } = deciding
    const denyHere = deny ?? ((code) => denyAct({ store, world }, { ...actorOf(client), act, subject }, code))
    try {
      signatures.take(client, deciding, demanded)
    } catch (error) {
      if (error instanceof Problem) await denyHere(error.code)
      throw error
    }
  }

interface SigningMessages extends Signing {
  readonly store: EvidenceStore & ReadingStore & SubmittingStore
  readonly secrets: Pick<Secrets, 'mark'>
  trust(): Pick<Trust, 'us'>
}

/** What the record of the denial says of what was asked for, as that of any other does. */
const asked = ['purpose', 'matter', 'use', 'archived', 'office', 'target', 'to', 'proceeding', 'proceedingSha256']
const saidOf = ({ data }: Deciding) => Object.fromEntries(Object.entries(data).filter(([name]) => asked.includes(name)))

/** The ways to content. What lacks its signature is denied in the case that it belongs to. */
export function releaseSigned(deps: SigningMessages) {
  const take = takingSignatures(deps)
  return (client: Client, ...[what, id, ask]: Parameters<typeof decidedOf.release>): Promise<void> => {
    const deciding = decidedOf.release(what, id, ask)
    return take(client, deciding, undefined, async (problem) => {
      const content = { what: what === 'item' ? what : 'body', id } as const
      const row = what === 'case' ? await deps.store.case(id) : await caseOf(deps.store, content)
      const said = { act: 'release', what: content.what, ...saidOf(deciding) }
      await denyUnsigned(deps, { client, case: row?.id ?? null, subject: id, said }, problem)
    })
  }
}

/** What a second person decides where terms leave it to one; unsigned, a denial of its case. */
export function clearanceSigned(deps: SigningMessages) {
  const take = takingSignatures(deps)
  return (client: Client, content: ContentNamed, ask: ClearanceAsk): Promise<void> => {
    const deciding = decidedOf.clear(content.what, content.id, ask)
    return take(client, deciding, undefined, async (problem) => {
      const row = await caseOf(deps.store, content)
      const said = { act: 'clear', what: content.what, ...saidOf(deciding) }
      await denyUnsigned(deps, { client, case: row?.id ?? null, subject: content.id, said }, problem)
    })
  }
}

/** What the profile says that a person signs leaves with the signature of whoever posts it. */
export function submitSigned(deps: SigningMessages, submit: Submit): Submit {
  const take = takingSignatures(deps)
  return async (client, ask, stamp, approval) => {
    const act = await actOf(deps, client, ask)
    const { case: of } = ask
    if (act !== undefined && of !== null)
      await take(client, decidedOf.message(act, of, ask), undefined, (problem) =>
        denyUnsigned(deps, { client, case: of, subject: of, said: { act } }, problem),
      )
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
    const unsigned = { client, case: row.case, subject: row.case ?? row.id, said: { act: 'approve', draft: row.id } }
    await take(client, decidedOf.approve(row.id, row.revision, said), isNamed, (problem) =>
      denyUnsigned(deps, unsigned, problem),
    )
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
