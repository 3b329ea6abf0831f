// What partners have shown of their logs, wherever it was: in receipts, when they have us cosign,
// in what they publish. One log has one tree, and it only grows.

import { CryptoError } from '../../../../crypto/fault.ts'
import { readCheckpoint, type VerifiedCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { consistencyProof, verifyConsistency } from '../../../../crypto/log/log-path.ts'
import { hashReader, tilePath } from '../../../../crypto/log/log-tiles.ts'
import { fromHex, toHex } from '../../../../crypto/octets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { PartnerLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import type { Partner } from '../../trust/load-partners.ts'
import { leavesOf } from '../leaves.ts'
import { isSameLog, isUnder } from './same-log.ts'

/** A checkpoint under the log's own signature: two that cannot both be are the proof. */
interface Seen {
  readonly size: number
  /** Hex. */
  readonly rootHash: string
  readonly note: string
  /** By the monotonic clock. */
  readonly sinceMs: number
}

type Shown = Pick<VerifiedCheckpoint, 'size' | 'rootHash' | 'note'>

export interface PartnerLogs {
  /**
   * Holds what a partner shows against all that is known of its log, and remembers it.
   * @param askedMs when we asked for it, by the monotonic clock: it is no older than that, whenever
   *   it arrives, so receipts may come in any order. Left out where it may be of any age.
   * @throws {CryptoError} `log` where the log has gone back or has two trees, after the alarm.
   */
  hold(partner: Partner, shown: VerifiedCheckpoint, askedMs?: number): Promise<void>
  /**
   * Tells of two notes of one partner, which it signed both, that what it said under them cannot
   * both be.
   * @throws {CryptoError} `log`, after the alarm
   */
  contradict(partner: Partner, held: Shown, shown: Shown, why: string): Promise<never>
  /**
   * Has the partner show, by the tiles it publishes, that all that was seen is of one tree.
   * @throws {Problem} of the line
   */
  prove(line: Pick<PartnerLine, 'logFile'>, partner: Partner): Promise<void>
}

/** As much of a checkpoint as is told of it. */
type Told = Omit<Seen, 'sinceMs'>
const asTold = ({ size, rootHash, note }: Shown): Told => ({ size, rootHash: toHex(rootHash), note })

interface Holding {
  readonly store: EvidenceStore
  readonly world: World
  readonly log: Log
}

/** Nodes of a partner may each know another newest head for so long. */
const toleranceMs = 120_000
/** Not yet shown to be of one tree, of one partner. The oldest is forgotten first. */
const mostSeen = 256

export function openPartnerLogs(deps: Holding): PartnerLogs {
  const { store, world } = deps
  const bySeen = new Map<string, { keys: string; seen: Seen[] }>()
  const told = new Set<string>()

  /** What was seen under keys that are the log's no more is of another log. */
  function remembered({ member, log }: Partner): Seen[] {
    const keys = [log.key, ...(log.formerly ?? [])].map(({ publicKey }) => toHex(publicKey)).join(' ')
    const known = bySeen.get(member)
    if (known?.keys === keys) return known.seen
    const seen = (known?.seen ?? []).filter(({ note }) => isUnder(note, log))
    bySeen.set(member, { keys, seen })
    return seen
  }

  async function witnessed(partner: Partner): Promise<Seen[]> {
    const row = await store.witnessed(partner.member)
    if (!row || !(await isSameLog(store, partner, row))) return []
    return [{ ...row, sinceMs: world.monotonicMs() - Math.max(0, world.now() - row.at) }]
  }

  async function tell(
    member: string,
    reason: 'fork' | 'rollback',
    [held, shown]: readonly [Told, Told],
    why?: string,
  ): Promise<never> {
    const name = `${member} ${reason} ${shown.size} ${shown.rootHash}`
    if (!told.has(name)) await alarm(deps, member, reason, shown.size, { held: held.note, shown: shown.note })
    if (told.size >= mostSeen) told.clear()
    told.add(name)
    if (why !== undefined) throw new CryptoError('log', why)
    throw new CryptoError(
      'log',
      reason === 'fork'
        ? `its checkpoint of ${shown.size} leaves is not of one tree with that of ${held.size} leaves that it gave before`
        : `its checkpoint has ${shown.size} leaves, and it had ${held.size} before we asked`,
    )
  }

  return {
    async hold(partner, { size, rootHash, note }, askedMs = Number.NEGATIVE_INFINITY) {
      const shown: Seen = { size, rootHash: toHex(rootHash), note, sinceMs: world.monotonicMs() }
      const seen = remembered(partner)
      const known = [...seen, ...(await witnessed(partner))]
      const other = known.find((each) => each.size === size && each.rootHash !== shown.rootHash)
      if (other) await tell(partner.member, 'fork', [other, shown])
      const larger = known.find((each) => each.size > size && each.sinceMs + toleranceMs < askedMs)
      if (larger) await tell(partner.member, 'rollback', [larger, shown])
      if (seen.some((each) => each.size === size)) return
      seen.push(shown)
      if (seen.length > mostSeen) seen.shift()
    },
    contradict: ({ member }, held, shown, why) => tell(member, 'fork', [asTold(held), asTold(shown)], why),
    async prove(line, partner) {
      const seen = remembered(partner)
      if (seen.length === 0) return
      const askedMs = world.monotonicMs()
      const published = await publishedBy(line, partner)
      if (published === undefined) return
      await this.hold(partner, published, askedMs)
      const newest = { ...published, rootHash: toHex(published.rootHash), sinceMs: askedMs }
      const hashes = hashReader(published.size, (level, index, width) => tileOf(line, partner, { level, index, width }))
      for (const each of seen.filter(({ size }) => size <= published.size)) {
        const proof = await consistencyProof(each.size, published.size, hashes)
        if (!isContinued(each, published, proof)) await tell(partner.member, 'fork', [each, newest])
      }
      // The newest stands for all of them.
      const rest = seen.filter(({ size }) => size >= published.size)
      seen.splice(0, seen.length, ...rest)
    },
  }
}

/** A log that goes back or splits is the gravest thing that can be seen of a partner: recorded and told to the operator. */
export async function alarm(
  { store, world, log }: Holding,
  member: string,
  reason: string,
  size: number,
  notes: { readonly held?: string; readonly shown?: string } = {},
): Promise<void> {
  record(log, 'log.alarm', { partner: member, problem: reason })
  const data = { reason, size, ...notes }
  await store.record(leavesOf(world, [{ at: world.now(), kind: 'log.alarm', case: null, subject: member, data }]))
}

/** Undefined where it has published nothing that is signed by its log. */
async function publishedBy(line: Pick<PartnerLine, 'logFile'>, { address, log }: Partner) {
  const octets = await line.logFile(address, 'checkpoint')
  try {
    return octets && readCheckpoint(octets, log)
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

async function tileOf(
  line: Pick<PartnerLine, 'logFile'>,
  { member, address }: Partner,
  tile: Parameters<typeof tilePath>[0],
): Promise<Uint8Array> {
  const octets = await line.logFile(address, tilePath(tile))
  if (octets) return octets
  throw new Problem('partner-unreachable', `${member} does not give ${tilePath(tile)} of its log`)
}

function isContinued(
  { size: oldSize, rootHash: oldRoot }: Seen,
  { size, rootHash }: VerifiedCheckpoint,
  proof: readonly Uint8Array[],
): boolean {
  try {
    verifyConsistency({ oldSize, oldRootHash: fromHex(oldRoot), size, rootHash, proof })
    return true
  } catch (error) {
    if (error instanceof CryptoError) return false
    throw error
  }
}
