// What was given to us does not travel on (5.1 c): the same content in an item or a body of ours is found by its fingerprints, and stopped.

import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors.ts'
import type { FingerprintRow, ItemRow } from '../../ports/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { type Deciding, decide, tried, wholeCase } from './decide.ts'

export interface Egress extends Unaltered, Deciding {
  store: Unaltered['store'] & Pick<Store, 'givenAlike' | 'oursSince' | 'fingerprintsOf' | 'case' | 'item' | 'message'>
  world: World
  log: Log
}

/** Content of ours on its way to a member. */
interface Outbound {
  /** Of the item, or of the message whose body it is. */
  readonly id: string
  readonly what: 'item' | 'body'
  /** Of the whole, of what lies inside, of its texts. */
  readonly fingerprints: readonly string[]
  readonly storedAt: number
  readonly recipient: string
}

/** An item on its way, with what lies inside it. Nothing at all is the same as any other nothing. */
export const outboundItem = (
  { id, bytes, fingerprint, storedAt }: Pick<ItemRow, 'id' | 'bytes' | 'fingerprint' | 'storedAt'>,
  inside: readonly string[],
  recipient: string,
): Outbound => {
  const whole = fingerprint === null || bytes === 0 ? [] : [fingerprint]
  return { id, what: 'item', fingerprints: [...whole, ...inside], storedAt, recipient }
}

/**
 * Holds content of ours against everything that other members than its recipient gave to us. What we had before we were given it is ours.
 * @returns evidence of the permissions that it needs, to be recorded with the message that carries it.
 * @throws {Problem} `onward-disclosure` where the provider has not permitted it; the try is evidence then. Nothing is told of the other case.
 */
export async function demandNotOnward(
  deps: Egress,
  client: Client,
  outbound: Outbound,
): Promise<readonly EvidenceDraft[]> {
  const permitted: EvidenceDraft[] = []
  for (const given of await givenIn(deps, outbound)) permitted.push(await permittedBy(deps, client, outbound, given))
  return permitted
}

/** Who gave what is in it, each once. */
async function givenIn({ store }: Egress, outbound: Outbound): Promise<Iterable<FingerprintRow>> {
  const { fingerprints, recipient, storedAt } = outbound
  const given = fingerprints.length === 0 ? [] : await store.givenAlike(fingerprints, recipient)
  if (given.length === 0) return []
  const ours = await store.oursSince([...new Set(given.map(({ fingerprint }) => fingerprint))])
  const since = (fingerprint: string) => Math.min(storedAt, ours.get(fingerprint) ?? storedAt)
  const theirs = given.filter(({ fingerprint, at }) => since(fingerprint) >= at)
  return new Map(theirs.map((row) => [row.holder, row])).values()
}

async function permittedBy(
  deps: Egress,
  client: Client,
  { id, what, recipient }: Outbound,
  given: FingerprintRow,
): Promise<EvidenceDraft> {
  const row = given.case === null ? undefined : await deps.store.case(given.case)
  const item = await contentOf(deps, given)
  if (!row || !item) throw stopped(id, what)
  const whole = wholeCase(await unalteredCase(deps, row))
  const ask = {
    reader: client.id,
    office: row.office,
    purpose: whole.state.purposes[0] ?? '',
    matter: row.id,
    use: 'disclose',
    target: 'third-member',
  } as const
  const { decision, terms } = await decide(deps, whole, item, ask)
  const attempt = { client: client.id, row, item, ask, terms }
  const to = { to: recipient, as: id }
  if (decision.verdict === 'allow')
    return tried(deps, 'release', attempt, { ...to, permissions: [...decision.permissions], release: id })
  const { term, paragraph } = decision
  await deps.store.record(leavesOf(deps.world, [tried(deps, 'denial', attempt, { ...to, term, paragraph })]))
  record(deps.log, 'release.denied', { client: client.id, item: given.holder, problem: 'onward-disclosure' })
  throw stopped(id, what)
}

/** What was given, by its id, and the terms that it came with. */
async function contentOf(
  { store }: Egress,
  { holder, what }: FingerprintRow,
): Promise<Pick<ItemRow, 'id' | 'termsSha256'> | undefined> {
  if (what === 'item') return store.item(holder)
  const message = await store.message(holder)
  return message && { id: message.id, termsSha256: termsSha256(message.statement.terms) }
}

const stopped = (id: string, what: Outbound['what']) =>
  new Problem(
    'onward-disclosure',
    `${what === 'item' ? `item ${id}` : 'the body'} holds what another member gave in confidence; passing it on takes the permission of that member`,
    { paragraph: '5.1 c' },
  )
