// What was given to us does not travel on (5.1 c): the same content in an item of ours is found by its fingerprint, and stopped.

import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { ItemRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { type Deciding, decide, type Try, tried, wholeCase } from './decide.ts'

export interface Egress extends Unaltered, Deciding {
  store: EvidenceStore & ReadingStore
  world: World
  log: Log
}

/** An item of ours on its way to a member. */
interface Outbound extends Pick<ItemRow, 'id' | 'bytes' | 'fingerprint' | 'storedAt'> {
  readonly recipient: string
}

/**
 * Holds an item of ours against everything that other members than its recipient gave to us. What we had before we were given it is ours.
 * @returns evidence of the permissions that it needs, to be recorded with the message that carries it.
 * @throws {Problem} `onward-disclosure` where the provider has not permitted it; the try is evidence then. Nothing is told of the other case.
 */
export async function demandNotOnward(deps: Egress, client: Client, item: Outbound): Promise<readonly EvidenceDraft[]> {
  // Nothing at all is the same as any other nothing.
  if (item.fingerprint === null || item.bytes === 0) return []
  const alike = await deps.store.itemsLike(item.fingerprint)
  const permitted: EvidenceDraft[] = []
  for (const given of alike) {
    if (given.direction !== 'in' || given.partner === item.recipient) continue
    if (hadBefore(alike, item, given)) continue
    permitted.push(await permittedBy(deps, client, item, given))
  }
  return permitted
}

const hadBefore = (alike: readonly ItemRow[], item: Outbound, given: ItemRow): boolean =>
  item.storedAt < given.storedAt ||
  alike.some(({ direction, storedAt }) => direction === 'out' && storedAt < given.storedAt)

async function permittedBy(deps: Egress, client: Client, item: Outbound, given: ItemRow): Promise<EvidenceDraft> {
  const row = given.case === null ? undefined : await deps.store.case(given.case)
  if (!row) throw stopped(item.id)
  const whole = wholeCase(await unalteredCase(deps, row))
  const ask = {
    reader: client.id,
    office: row.office,
    purpose: whole.state.purposes[0] ?? '',
    matter: row.id,
    use: 'disclose',
    target: 'third-member',
  } as const
  const { decision, terms } = await decide(deps, whole, given, ask)
  const attempt: Try = { client: client.id, row, item: given, ask, terms }
  const to = { to: item.recipient, as: item.id }
  if (decision.verdict === 'allow')
    return tried(deps, 'release', attempt, { ...to, permissions: [...decision.permissions], release: item.id })
  const { term, paragraph } = decision
  await deps.store.record(leavesOf(deps.world, [tried(deps, 'denial', attempt, { ...to, term, paragraph })]))
  record(deps.log, 'release.denied', { client: client.id, item: given.id, problem: 'onward-disclosure' })
  throw stopped(item.id)
}

const stopped = (item: string) =>
  new Problem(
    'onward-disclosure',
    `item ${item} holds what another member gave in confidence; passing it on takes the permission of that member`,
    { paragraph: '5.1 c' },
  )
