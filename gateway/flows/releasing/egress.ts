// What was given to us does not travel on (5.1 c): the same content in an item or a body of ours is
// found by its fingerprints, and stopped.

import type { JsonObject } from '../../../crypto/json.ts'
import { actorOf, nameOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { TermOf } from '../../model/terms/vocabulary.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { RestoredStore } from '../../ports/receiving.ts'
import type { FingerprintRow, ItemRow, Since } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import type { Log } from '../../watch/log.ts'
import { whyRestored } from '../content/restored.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { type Ask, type Deciding, decide, type WholeCase, wholeCase } from './decide.ts'
import { findPiece, isDisposed, type Piece } from './pieces.ts'
import { deny, type Try, tried } from './tries.ts'

export interface Egress extends Unaltered, Deciding {
  store: EvidenceStore & ReadingStore & RestoredStore
  secrets: Unaltered['secrets'] & Deciding['secrets']
  world: World
  log: Log
  trust: Unaltered['trust']
}

/**
 * What a message passes on with leave: the evidence of it, and what the permissions it uses were
 * counted from.
 */
export interface PassedOn {
  readonly evidence: readonly EvidenceDraft[]
  readonly since: readonly Since[]
}

export const nothingPassed: PassedOn = { evidence: [], since: [] }

/** Content of ours on its way to a member. */
interface Outbound {
  /** Of the item, or of the message whose body it is: what its terms say counts with that. */
  readonly id: string
  readonly what: 'item' | 'body'
  /** Of the whole, of what lies inside, of its texts. */
  readonly fingerprints: readonly string[]
  readonly storedAt: number
  readonly recipient: string
}

/**
 * An item on its way, with what lies inside it. Nothing at all is the same as any other nothing.
 */
export const outboundItem = (
  { id, bytes, fingerprint, storedAt }: Pick<ItemRow, 'id' | 'bytes' | 'fingerprint' | 'storedAt'>,
  inside: readonly string[],
  recipient: string,
): Outbound => {
  const whole = fingerprint === null || bytes === 0 ? [] : [fingerprint]
  return { id, what: 'item', fingerprints: [...whole, ...inside], storedAt, recipient }
}

/**
 * Holds content of ours against everything that other members than its recipient gave to us. What
 * we had before we were given it is ours.
 * @param before what the same message passes on already.
 * @throws {Problem} `onward-disclosure` where the provider has not permitted it; the try is
 *   evidence then. Nothing is told of the other case.
 */
export async function demandNotOnward(
  deps: Egress,
  client: Client,
  outbound: Outbound,
  before: PassedOn,
): Promise<PassedOn> {
  let passed = before
  for (const given of await givenIn(deps, outbound))
    passed = await permittedBy(deps, client, { outbound, given }, passed)
  return passed
}

/**
 * When that which enters now was stored: by the order of the store, after all that is like it and
 * lies here already, whatever a clock says that was set back.
 */
export async function enteringAt(
  { store }: { readonly store: ReadingStore },
  fingerprints: readonly string[],
  now: number,
): Promise<number> {
  const before = fingerprints.length === 0 ? [] : await store.givenAlike(fingerprints, nobody)
  return before.reduce((latest, { at }) => Math.max(latest, at), now)
}

/** The same of the rows by which words are known again. */
export async function entering(
  deps: Parameters<typeof enteringAt>[0],
  rows: readonly FingerprintRow[],
  now: number,
): Promise<readonly FingerprintRow[]> {
  const fingerprints = rows.map(({ fingerprint }) => fingerprint)
  const at = await enteringAt(deps, fingerprints, now)
  return rows.map((row) => ({ ...row, at }))
}

/** Who gave what is in it, each once; of nobody but the recipient. */
async function givenIn(
  { store }: { readonly store: ReadingStore },
  outbound: Outbound,
): Promise<Iterable<FingerprintRow>> {
  const { fingerprints, recipient, storedAt } = outbound
  const given = fingerprints.length === 0 ? [] : await store.givenAlike(fingerprints, recipient)
  if (given.length === 0) return []
  const ours = await store.oursSince([...new Set(given.map(({ fingerprint }) => fingerprint))])
  const since = (fingerprint: string) => Math.min(storedAt, ours.get(fingerprint) ?? storedAt)
  const theirs = given.filter(({ fingerprint, at }) => since(fingerprint) >= at)
  return new Map(theirs.map((row) => [row.holder, row])).values()
}

/**
 * What lies and travels in clear, and is shown without a release, holds nothing that anybody gave,
 * whomever it is for and whatever was permitted.
 * @throws {Problem} `onward-disclosure`; the try is evidence then.
 */
export async function demandNotInClear(deps: Egress, client: Client, words: Omit<Outbound, 'what'>): Promise<void> {
  const { id, recipient } = words
  const [given] = await givenIn(deps, { ...words, what: 'body', recipient: nobody })
  if (!given) return
  const row = given.case === null ? undefined : await deps.store.case(given.case)
  const { id: matter, office } = row ?? { id: '', office: '' }
  const reader = nameOf(actorOf(client))
  const ask: Ask = { reader, office, purpose: '', matter, recipient, use: 'disclose', target: 'third-member' }
  const attempt = { client, case: given.case, content: { what: given.what, id: given.holder }, ask }
  const reason = 'the terms hold what was given in confidence, and lie and travel in clear; say it in words of your own'
  await deny(deps, attempt, { as: id, term: 'protection', paragraph: '5.1 c' }, reason)
  throw new Problem('onward-disclosure', reason, { paragraph: '5.1 c' })
}

/**
 * A copy of ours of what was given to us is under its terms, wherever it was sent, and after what
 * it is a copy of was disposed of: it is read where it was given, or nowhere.
 * @throws {Problem} `release-denied`
 */
export async function demandOwn(deps: Egress, piece: Piece, attempt: Try): Promise<void> {
  if (piece.what !== 'item') return
  const own = outboundItem(piece.item, await deps.store.fingerprintsOf(piece.id), nobody)
  const [given] = await givenIn(deps, own)
  if (!given) return
  const reason = `it holds what ${given.partner} gave to us, and is read there, under its terms`
  await deny(deps, attempt, { term: 'recipients', paragraph: '5.1 c' }, reason)
  throw new Problem('release-denied', reason, { paragraph: '5.1 c' })
}
const nobody = ''

interface Found {
  readonly outbound: Outbound
  readonly given: FingerprintRow
}

async function permittedBy(
  deps: Egress,
  client: Client,
  { outbound: { id, what, recipient }, given }: Found,
  { evidence, since }: PassedOn,
): Promise<PassedOn> {
  const row = given.case === null ? undefined : await deps.store.case(given.case)
  const whole = row && withUses(wholeCase(await unalteredCase(deps, row)), evidence)
  const content = { what: given.what, id: given.holder }
  const piece = whole && findPiece(whole.stored, content)
  const purpose = whole ? purposeOf(whole, content.id) : ''
  const { id: matter, office } = row ?? { id: '', office: '' }
  const ask: Ask = {
    ...{ reader: nameOf(actorOf(client)), office, purpose, matter, recipient },
    use: 'disclose',
    target: 'third-member',
  }
  const bare: Try = { client, case: given.case, content, ask }
  const stop = async (why: JsonObject, attempt = bare): Promise<never> => {
    await deny(deps, attempt, { as: id, ...why }, 'onward-disclosure')
    throw stopped(id, what)
  }
  if (!whole || !piece) return stop({ problem: 'not-found' })
  if ((await whyRestored(deps.store, whole.row)) !== undefined) return stop({ problem: 'restored' })
  // Whoever said that it is gone has nothing of it to pass on, whatever was permitted before.
  if (isDisposed(whole, piece)) return stop({ problem: 'item-disposed' })
  const { decision, terms, since: counted } = decide(deps, whole, piece, { by: client, ask })
  const attempt: Try = { ...bare, terms }
  if (decision.verdict === 'allow') {
    const { permissions, clearances } = decision
    const used = { as: id, permissions: [...permissions], clearances: [...clearances], release: id }
    return { evidence: [...evidence, tried(deps, 'release', attempt, used)], since: [...since, ...counted] }
  }
  const { term, paragraph } = decision
  return stop({ term, paragraph }, attempt)
}

/** Passing on is asked for the purpose that the content was given for, whichever that is. */
function purposeOf(whole: WholeCase, content: string): string {
  const rows = whole.folded.inForce(content)?.terms.terms ?? []
  const purpose = rows.find(({ term }) => term === 'purpose') as TermOf<'purpose'> | undefined
  return purpose?.purposes[0] ?? ''
}

/**
 * One message may use a permission several times: what it used before counts as much as what is
 * recorded.
 */
const withUses = (whole: WholeCase, pending: readonly EvidenceDraft[]): WholeCase => ({
  ...whole,
  pending: pending.filter((each) => each.case === whole.row.id),
})

const stopped = (id: string, what: Outbound['what']) =>
  new Problem(
    'onward-disclosure',
    `${what === 'item' ? `item ${id} holds` : 'the body or its terms hold'} what another member gave in confidence; passing it on takes the permission of that member`,
    { paragraph: '5.1 c' },
  )
