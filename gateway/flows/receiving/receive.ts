// A partner's delivery comes in: opened, verified step by step, and stored in one transaction with
// its receipt, which is given only then.

import { CryptoError } from '../../../crypto/fault.ts'
import { type OpenedEnvelope, openEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import { readFrames } from '../../../crypto/part/frames.ts'
import { Problem } from '../../model/problems/problems.ts'
import { describeFailure, record } from '../../watch/log.ts'
import { mostFolds } from '../cases/cases.ts'
import type { AuthenticPartner } from '../trust/peer.ts'
import { applyToCases } from './arrivals.ts'
import type { ProvenItems, StoredCase, Taken } from './checks.ts'
import type { Receiving } from './deps.ts'
import { logRefusals, told } from './entries.ts'
import { judgeInTurn } from './judge.ts'
import { storeDelivery } from './store.ts'

/**
 * Takes one delivery: a CBOR sequence of the envelope and its small parts.
 * @returns the signed receipt; everything it says is on disk.
 * @throws {Problem} `envelope-rejected`, with the exact fault as its cause, for our log only ·
 *   `part-missing` · `storage-full` · `clock-stepped`
 * @see docs/protocol.md §5
 */
export async function receive(deps: Receiving, peer: AuthenticPartner, octets: Uint8Array): Promise<string> {
  deps.clock.demand()
  const startedMs = deps.world.monotonicMs()
  const { member } = peer.partner
  // Where this partner waits, it waits behind itself. What is written waits for the disk with all.
  const opened = await deps.inTurn(member, () => openInPace(deps, peer, octets))
  if ('answered' in opened) return opened.answered
  const { delivery } = opened
  for (let attempt = 0; attempt < mostFolds; attempt += 1) {
    const judged = await deps.inTurn(member, () => judgeDelivery(deps, peer, delivery))
    // A case moved on meanwhile: everything is judged anew.
    const receipt = await storeDelivery(deps, judged)
    if (receipt === undefined) continue
    logRefusals(deps.log, judged.from, judged.told)
    for (const { partner, case: of, code, id } of judged.arrivals.differing)
      record(deps.log, 'uses.differ', { partner, case: of, message: id, problem: code })
    if (judged.told.every(({ entry }) => entry.outcome !== 'received')) {
      const statements = dearer * delivery.ids.length
      deps.partners.owe(member, 'statements', statements - delivery.ids.length)
      deps.answered.keep(member, delivery.opened.sha256, { receipt: receipt.id, statements })
    }
    recordAccepted(deps, delivery, judged.taken, startedMs)
    deps.accepted()
    return receipt.jws
  }
  throw new Problem('too-many-requests', `the cases of this delivery moved on ${mostFolds} times while it was stored`, {
    retryAfterMs: 1000,
  })
}

/**
 * A delivery of which nothing is taken counts so many times: it has cost as much as one that is,
 * and an honest partner sends few of them.
 */
const dearer = 4
/** One that cannot even be opened counts as so many statements: each of our keys is tried. */
const unopened = 16

/**
 * How many statements a delivery brings is known once it is open: they are counted then, and
 * whoever brought too many waits before the next one is opened. One that was answered already
 * brings as many, or its receipts would be had at the pace of requests.
 * @throws {Problem} `too-many-requests`
 */
async function openInPace(
  deps: Receiving,
  peer: AuthenticPartner,
  octets: Uint8Array,
): Promise<{ readonly answered: string } | { readonly delivery: Delivery }> {
  const { member } = peer.partner
  deps.partners.demand(member, 'statements')
  let statements = unopened
  try {
    const frames = framesOf(deps, member, octets)
    const answered = await answeredBefore(deps, member, frames[0])
    if (answered !== undefined) {
      statements = answered.statements
      return { answered: answered.jws }
    }
    const delivery = await openDelivery(deps, peer, frames)
    statements = delivery.ids.length
    return { delivery }
  } finally {
    deps.partners.owe(member, 'statements', statements)
  }
}

/**
 * An envelope of which nothing was taken is answered again as it was, with the leaves that its
 * refusals have: a replay writes nothing.
 */
async function answeredBefore(
  { answered, store, log }: Receiving,
  member: string,
  envelope: Uint8Array,
): Promise<{ readonly jws: string; readonly statements: number } | undefined> {
  const envelopeSha256 = sha256Hex(envelope)
  const before = answered.of(member, envelopeSha256)
  const receipt = before && (await store.receipt(before.receipt, member))
  if (!receipt) return undefined
  record(log, 'envelope.repeated', { partner: member, envelopeSha256 })
  return { jws: receipt.jws, statements: before.statements }
}

/** Judges the delivery against what is stored now, and says what is to be stored and told of it. */
async function judgeDelivery(
  deps: Receiving,
  { partner }: AuthenticPartner,
  { opened, ids, inline, proven }: Delivery,
) {
  const { from, seal } = opened
  const trust = deps.trust()
  const known = new Map((await deps.store.known(ids)).map((row) => [row.id, row]))
  const caseOf = readingCases(deps)
  const judging = { deps, trust, partner, known, inline, proven, caseOf, nowMs: deps.world.now() }
  const verdicts = await judgeInTurn(judging, opened.messages)
  // Once more, after everything was held against the clock and before an instant of it is written.
  deps.clock.demand()
  const now = deps.world.now()
  const taken = verdicts.filter((verdict) => verdict.as === 'taken')
  const arrivals = await applyToCases({ deps, trust, now, seal, caseOf }, taken)
  return {
    from,
    now,
    opened,
    taken,
    arrivals,
    told: told(verdicts, { us: trust.us, from, now, notices: arrivals.notices, secrets: deps.secrets }),
  }
}

/** Each case is read once: what it is judged by is what it is changed from. */
function readingCases({ store }: Receiving): (id: string) => Promise<StoredCase> {
  const read = new Map<string, StoredCase>()
  return async (id) => {
    const before = read.get(id)
    if (before) return before
    const row = await store.case(id)
    const found = { row, messages: row ? await store.messages(id, 'kept') : [] }
    read.set(id, found)
    return found
  }
}

interface Delivery {
  readonly opened: OpenedEnvelope
  /** Of its statements, in their order, all different. */
  readonly ids: readonly string[]
  /** Small parts by their digest. */
  readonly inline: ReadonlyMap<string, Uint8Array>
  /** Items that were proven already, by their statement. */
  readonly proven: Map<string, Promise<ProvenItems>>
}

function recordAccepted(
  { log, world }: Receiving,
  { opened }: Delivery,
  taken: readonly Taken[],
  startedMs: number,
): void {
  record(log, 'envelope.accepted', {
    partner: opened.from,
    envelope: opened.id,
    statements: taken.length,
    items: taken.reduce((sum, { items }) => sum + items.length, 0),
    tookMs: Math.round(world.monotonicMs() - startedMs),
  })
}

/**
 * Frames and envelope. Whatever is wrong with either is one answer for the partner, and the exact
 * fault for our log.
 */
async function openDelivery(
  deps: Receiving,
  { partner }: AuthenticPartner,
  [envelope, ...parts]: Frames,
): Promise<Delivery> {
  const trust = deps.trust()
  try {
    const opened = await openEnvelope(envelope, {
      us: trust.us,
      peer: partner.member,
      suite: partner.suite,
      ours: trust.ours,
      theirs: deps.revocation.keysOf(partner),
      nowMs: deps.world.now(),
      maxBytes: deps.limits.maxEnvelopeBytes,
      maxSkewMs: deps.limits.maxSkewMs,
    })
    const inline = new Map(parts.map((part) => [sha256Hex(part), part]))
    return { opened, ids: idsOf(opened), inline, proven: new Map() }
  } catch (cause) {
    throw rejected(deps, partner.member, envelope, cause)
  }
}

type Frames = readonly [envelope: Uint8Array, ...parts: Uint8Array[]]

function framesOf(deps: Receiving, member: string, octets: Uint8Array): Frames {
  try {
    const [envelope = new Uint8Array(0), ...parts] = readFrames(octets, { maxFrames })
    return [envelope, ...parts]
  } catch (cause) {
    throw rejected(deps, member, octets, cause)
  }
}

function rejected({ log }: Receiving, partner: string, octets: Uint8Array, cause: unknown): unknown {
  const fault = cause instanceof CryptoError ? `${cause.code}: ${cause.message}` : describeFailure(cause)
  const envelopeSha256 = sha256Hex(octets)
  record(log, 'envelope.rejected', { partner, problem: 'envelope-rejected', fault, envelopeSha256 })
  if (!(cause instanceof CryptoError)) return cause
  return new Problem('envelope-rejected', 'the envelope could not be accepted', { cause })
}

/** A receipt has one entry for each statement, so each needs an id of its own. */
function idsOf({ messages }: OpenedEnvelope): string[] {
  const ids = messages.map((message) => (message.verified ? message.statement.id : message.id) ?? '')
  if (ids.includes('') || new Set(ids).size !== ids.length)
    throw new CryptoError('statement-shape', 'a statement has no id, or two have the same')
  return ids
}

/** An envelope, and the parts of 64 statements with 64 items each. */
export const maxFrames = 1 + 64 * 64
