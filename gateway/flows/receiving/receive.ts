// A partner's delivery comes in: opened, verified step by step, stored in one transaction, and only then receipted.

import { CryptoError } from '../../../crypto/fault.ts'
import { readFrames } from '../../../crypto/frames.ts'
import { type OpenedEnvelope, openEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import { describeFailure, record } from '../../watch/log.ts'
import type { AuthenticPartner } from '../trust/peer.ts'
import { accept } from './accept.ts'
import type { CheckedStatement } from './check-statement.ts'
import { answeredBefore, type Considered, consider } from './consider.ts'
import type { Receiving } from './deps.ts'

const tries = 20

/**
 * Takes one delivery: a CBOR sequence of the envelope and its small parts.
 * @returns the signed receipt; everything it says is on disk.
 * @throws {Problem} `envelope-rejected`, with the exact fault as its cause, for our log only · `part-missing` · `storage-full` · `clock-stepped`
 * @see docs/protocol.md §5
 */
export async function receive(house: Receiving, peer: AuthenticPartner, octets: Uint8Array): Promise<string> {
  const { store, world, log } = house
  house.clock.demand()
  const startedMs = world.monotonicMs()
  const delivery = await openDelivery(house, peer, octets)
  const { opened } = delivery
  const considered = new Map<string, Considered>()
  const taken = new Set<string>()
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const known = new Map((await store.known(delivery.ids)).map((row) => [row.id, row]))
    const entries: ReceiptEntry[] = []
    const fresh: CheckedStatement[] = []
    for (const [index, message] of opened.messages.entries()) {
      const id = delivery.ids[index] ?? ''
      const before = await answeredBefore(store, message, known.get(id), opened.from)
      if (before) {
        entries.push(before)
        continue
      }
      const outcome = considered.get(id) ?? (await consider(house, peer, message, opened.seal, delivery.inline, taken))
      considered.set(id, outcome)
      if ('refused' in outcome) entries.push(outcome.refused)
      else fresh.push(outcome.checked)
    }
    // Once more, after everything was held against the clock and before an instant of it is written.
    house.clock.demand()
    const jws = await accept(house, opened, fresh, entries)
    if (jws === undefined) continue
    record(log, 'envelope.accepted', {
      partner: opened.from,
      envelope: opened.id,
      statements: fresh.length,
      items: fresh.reduce((sum, { items }) => sum + items.length, 0),
      tookMs: Math.round(world.monotonicMs() - startedMs),
    })
    house.accepted()
    return jws
  }
  throw new Problem('too-many-requests', `the cases of this delivery moved on ${tries} times while it was stored`, {
    retryAfterMs: 1000,
  })
}

interface Delivery {
  readonly opened: OpenedEnvelope
  /** Of its statements, in their order, all different. */
  readonly ids: readonly string[]
  /** Small parts by their digest. */
  readonly inline: ReadonlyMap<string, Uint8Array>
}

/** Frames and envelope. Whatever is wrong with either is one answer for the partner, and the exact fault for our log. */
async function openDelivery(house: Receiving, { partner }: AuthenticPartner, octets: Uint8Array): Promise<Delivery> {
  const trust = house.trust()
  try {
    const [envelope = new Uint8Array(0), ...parts] = readFrames(octets, { maxFrames: 1 + 64 * 64 })
    const opened = await openEnvelope(envelope, {
      us: trust.us,
      peer: partner.member,
      suite: partner.suite,
      ours: trust.ours,
      theirs: partner.theirs,
      nowMs: house.world.now(),
      maxBytes: house.limits.maxEnvelopeBytes,
      maxSkewMs: house.limits.maxSkewMs,
    })
    return { opened, ids: idsOf(opened), inline: new Map(parts.map((part) => [sha256Hex(part), part])) }
  } catch (cause) {
    const fault = cause instanceof CryptoError ? `${cause.code}: ${cause.message}` : describeFailure(cause)
    record(house.log, 'envelope.rejected', {
      partner: partner.member,
      problem: 'envelope-rejected',
      fault,
      envelopeSha256: sha256Hex(octets),
    })
    if (!(cause instanceof CryptoError)) throw cause
    throw new Problem('envelope-rejected', 'the envelope could not be accepted', { cause })
  }
}

/** A receipt has one entry for each statement, so each needs an id of its own. */
function idsOf({ messages }: OpenedEnvelope): string[] {
  const ids = messages.map((message) => (message.verified ? message.statement.id : message.id) ?? '')
  if (ids.includes('') || new Set(ids).size !== ids.length)
    throw new CryptoError('statement-shape', 'a statement has no id, or two have the same')
  return ids
}
