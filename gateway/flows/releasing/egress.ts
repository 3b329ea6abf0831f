// What was given to us does not travel on (5.1 c): the same content in an item of ours is found by its fingerprint, and stopped.

import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { ItemRow, Since } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import type { Log } from '../../watch/log.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { type Deciding, decide, type WholeCase, wholeCase } from './decide.ts'
import { deny, type Try, tried } from './tries.ts'
import { pieceIn } from './pieces.ts'

export interface Egress extends Unaltered, Deciding {
  store: EvidenceStore & ReadingStore
  secrets: Unaltered['secrets'] & Deciding['secrets']
  world: World
  log: Log
  trust: Unaltered['trust']
}

/** What a message passes on with leave: the evidence of it, and what the permissions it uses were counted from. */
export interface PassedOn {
  readonly evidence: readonly EvidenceDraft[]
  readonly since: readonly Since[]
}

export const nothingPassed: PassedOn = { evidence: [], since: [] }

/** An item of ours on its way to a member. */
interface Outbound extends Pick<ItemRow, 'id' | 'bytes' | 'fingerprint' | 'storedAt'> {
  readonly recipient: string
}

/**
 * Holds an item of ours against everything that other members than its recipient gave to us. What we had before we were given it is ours.
 * @returns evidence of the permissions that it needs, to be recorded with the message that carries it.
 * @throws {Problem} `onward-disclosure` where the provider has not permitted it; the try is evidence then. Nothing is told of the other case.
 */
export async function demandNotOnward(deps: Egress, client: Client, item: Outbound, before: PassedOn): Promise<PassedOn> {
  // Nothing at all is the same as any other nothing.
  if (item.fingerprint === null || item.bytes === 0) return before
  const alike = await deps.store.itemsLike(item.fingerprint)
  let passed = before
  for (const given of alike) {
    if (given.direction !== 'in' || given.partner === item.recipient) continue
    if (hadBefore(alike, item, given)) continue
    passed = await permittedBy(deps, client, { item, given }, passed)
  }
  return passed
}

const hadBefore = (alike: readonly ItemRow[], item: Outbound, given: ItemRow): boolean =>
  item.storedAt < given.storedAt ||
  alike.some(({ direction, storedAt }) => direction === 'out' && storedAt < given.storedAt)

async function permittedBy(
  deps: Egress,
  client: Client,
  { item, given }: { readonly item: Outbound; readonly given: ItemRow },
  { evidence, since }: PassedOn,
): Promise<PassedOn> {
  const row = given.case === null ? undefined : await deps.store.case(given.case)
  if (!row) throw stopped(item.id)
  const whole = withUses(wholeCase(await unalteredCase(deps, row)), evidence)
  const ask = {
    reader: client.id,
    office: row.office,
    purpose: whole.state.purposes[0] ?? '',
    matter: row.id,
    use: 'disclose',
    target: 'third-member',
    recipient: item.recipient,
  } as const
  const piece = pieceIn(whole.stored, { what: 'item', id: given.id })
  const { decision, terms, since: counted } = decide(deps, whole, piece, { client: client.id, ask })
  const attempt: Try = { client: client.id, case: row.id, content: piece, ask, terms }
  const as = { as: item.id }
  if (decision.verdict === 'allow') {
    const used = { permissions: [...decision.permissions], clearances: [...decision.clearances], release: item.id }
    return { evidence: [...evidence, tried(deps, 'release', attempt, { ...as, ...used })], since: [...since, ...counted] }
  }
  const { term, paragraph } = decision
  await deny(deps, attempt, { ...as, term, paragraph }, 'onward-disclosure')
  throw stopped(item.id)
}

/** One message may use a permission several times: what it used before counts as much as what is recorded. */
const withUses = (whole: WholeCase, pending: readonly EvidenceDraft[]): WholeCase => ({
  ...whole,
  pending: pending.filter((each) => each.case === whole.row.id),
})

const stopped = (item: string) =>
  new Problem(
    'onward-disclosure',
    `item ${item} holds what another member gave in confidence; passing it on takes the permission of that member`,
    { paragraph: '5.1 c' },
  )
