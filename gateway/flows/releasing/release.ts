// Handing an item's plaintext to a named reader under its terms: decided by one pure function, recorded, and only then opened.
import type { JsonObject } from '../../../crypto/json.ts'
import { decryptPart, partContext } from '../../../crypto/part/part.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, ReleaseAsk, Released } from '../../ports/doors.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ItemRow } from '../../ports/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { maySee } from '../cases/may-see.ts'
import type { Secrets } from '../content/secrets.ts'
import { leavesOf } from '../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { type Decided, decide, recordRelease, type Try, tried, type WholeCase, wholeCase } from './decide.ts'

interface Releasing extends Unaltered {
  store: Unaltered['store'] & Pick<Store, 'item' | 'case'>
  parts: Pick<Parts, 'read' | 'size'>
  secrets: Secrets
  world: World
  log: Log
  timeZone: string
}

/**
 * Every try is on disk before anybody learns how it ended. There is no other way to a plaintext.
 * @throws {Problem} `not-found` for offices that the case is none of, which do not learn that the item exists · `release-denied` with the
 *   paragraph · `item-locked` · `item-disposed` · `store-altered` · `log-behind`
 */
export async function release(deps: Releasing, client: Client, id: string, ask: ReleaseAsk): Promise<Released> {
  const { store, parts } = deps
  const item = await store.item(id)
  const row = item?.case ? await store.case(item.case) : undefined
  if (!item || !row) throw nothingHere(id)
  const asked = { ...ask, office: ask.office ?? row.office }
  const attempt = { client: client.id, row, item, ask: asked, terms: item.termsSha256 }
  await demandOffice(deps, client, attempt)
  const denied = tried(deps, 'denial', attempt, { problem: 'store-altered' })
  const whole = wholeCase(await unalteredCase(deps, row, [denied]))
  const decided = item.direction === 'in' ? await decide(deps, whole, item, asked) : ours(item)
  const { decision, terms } = decided
  const bound = { ...attempt, terms }
  if (decision.verdict !== 'allow') {
    const { term, paragraph, reason } = decision
    await deny(deps, bound, { term, paragraph }, reason)
    if (!maySee(client, row.office) && term === 'recipients') throw nothingHere(id)
    throw new Problem('release-denied', reason, { paragraph })
  }
  const content = await contentOf(deps, whole, bound)
  const usedUp = await recordRelease(deps, bound, decided)
  if (usedUp !== undefined) throw await usedUpMeanwhile(deps, bound, usedUp)
  record(deps.log, 'release.allowed', { client: client.id, item: id, case: row.id })
  return {
    name: content.name,
    mediaType: item.mediaType,
    bytes: item.bytes,
    sha256: content.plainSha256,
    obligations: decision.obligations,
    content: decryptPart(parts.read(item.partSha256), {
      key: content.key,
      context: partContext(item.id, item.termsSha256),
    }),
  }
}

const nothingHere = (id: string) => new Problem('not-found', `no item ${id} is held for your offices`)

/** What we filed ourselves is ours to read; what was given to us is read under its terms. */
const ours = ({ termsSha256 }: ItemRow): Decided => ({
  decision: { verdict: 'allow', obligations: [], permissions: [], clearances: [], limited: [] },
  terms: termsSha256,
  limited: [],
})

/** Whoever reads does so for an office of their own: the one of the case, or another that terms or a permission may name. */
async function demandOffice(deps: Releasing, client: Client, attempt: Try): Promise<void> {
  const { row, item, ask } = attempt
  const insider = maySee(client, row.office)
  const readsForOwn = maySee(client, ask.office)
  if (readsForOwn && (insider || item.direction === 'in')) return
  await deny(deps, attempt, { term: 'recipients', paragraph: '5.1 b' }, 'another office')
  if (!insider) throw nothingHere(item.id)
  throw new Problem('forbidden', `client ${client.id} does not act for office ${ask.office}`, { field: '/office' })
}

/** Key and name of an item that may be read now. @throws {Problem} `item-locked`, `item-disposed` */
async function contentOf(deps: Releasing, { state }: WholeCase, attempt: Try) {
  const { secrets, parts } = deps
  const { item } = attempt
  const secret = secrets.item(item)
  if (secrets.half(item) || (secret && state.given[item.id]?.locked && item.direction === 'in')) {
    await deny(deps, attempt, { problem: 'item-locked' }, 'locked until its terms are accepted')
    throw new Problem(
      'item-locked',
      `item ${item.id} waits for the acceptance of its terms ${attempt.terms}, and then for the key of its provider`,
      { paragraph: '5.1' },
    )
  }
  if (secret && (await parts.size(item.partSha256)) !== undefined) return secret
  await deny(deps, attempt, { problem: 'item-disposed' }, 'disposed of')
  throw new Problem('item-disposed', `the content of item ${item.id} was disposed of; its digest is ${item.sha256}`)
}

async function usedUpMeanwhile(deps: Releasing, attempt: Try, permission: string): Promise<Problem> {
  const reason = `the permission ${permission} was used up meanwhile`
  await deny(deps, attempt, { paragraph: '5.1 c', permission }, reason)
  return new Problem('release-denied', reason, { paragraph: '5.1 c' })
}

async function deny(deps: Releasing, attempt: Try, why: JsonObject, reason: string): Promise<void> {
  await deps.store.record(leavesOf(deps.world, [tried(deps, 'denial', attempt, why)]))
  record(deps.log, 'release.denied', { client: attempt.client, item: attempt.item.id, problem: reason })
}
