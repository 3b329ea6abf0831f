// Time stamps on the checkpoints of our log. The authority's outage stops nothing: what waits is
// counted, told, and caught up later.

import { readNote } from '../../../crypto/log/note.ts'
import { noteImprint, readTimestamp, type TsaAnchors, timestampQuery } from '../../../crypto/log/timestamp.ts'
import { readCertificateFile } from '../../../crypto/x509/files/certificate-file.ts'
import type { CheckpointRow, StampingStore, TimeStamps } from '../../ports/evidence.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'

export interface Stamping {
  store: StampingStore
  stamps: TimeStamps
  /** Of the authority that is asked: a stamp that they do not vouch for is not kept. */
  tsaAnchors: TsaAnchors
  world: Pick<World, 'now' | 'randomOctets'>
  log: Log
}

interface StampingRound {
  readonly stamped: number
  /** Checkpoints without a stamp after this round, counted up to `mostCounted`. */
  readonly waiting: number
  /** Why the round ended early. */
  readonly problem?: string
}

/**
 * The certificates of a file as authorities send them, DER. @throws {CryptoError} `certificate`
 */
export const readAnchors = (octets: Uint8Array): TsaAnchors =>
  readCertificateFile(octets).certificates.map(({ der }) => der)

const mostCounted = 1000
const atOnce = 16
const nonceBytes = 16

/**
 * One round: the newest checkpoint first, since its stamp dates everything below it, then older
 * ones. Not beside itself: whoever calls it waits for the round before. Rejects when the store
 * fails and for nothing else.
 */
export async function stampCheckpoints(deps: Stamping): Promise<StampingRound> {
  const { store, log } = deps
  const unstamped = await store.unstamped(mostCounted)
  let stamped = 0
  for (const checkpoint of unstamped.slice(0, atOnce)) {
    const { response, problem } = await stampOf(deps, checkpoint)
    if (!response) {
      const waiting = unstamped.length - stamped
      record(log, 'timestamp.failed', { problem, waiting })
      return { stamped, waiting, problem }
    }
    await store.saveStamp(checkpoint.size, response)
    stamped += 1
  }
  return { stamped, waiting: unstamped.length - stamped }
}

/**
 * The checkpoint with its stamp, which is asked for now where it has none yet; without one where
 * the authority gives none in its time. Rejects when the store fails and for nothing else.
 */
export async function stampedNow(deps: Stamping, checkpoint: CheckpointRow): Promise<CheckpointRow> {
  if (checkpoint.stamp) return checkpoint
  const { response, problem } = await stampOf(deps, checkpoint)
  if (!response) {
    const waiting = (await deps.store.unstamped(mostCounted)).length
    record(deps.log, 'timestamp.failed', { problem, waiting })
    return checkpoint
  }
  await deps.store.saveStamp(checkpoint.size, response)
  return { ...checkpoint, stamp: response }
}

type Answer = { response: Uint8Array; problem?: never } | { response?: never; problem: string }

/** Everything the authority can do wrong is one problem to us: there is no stamp. */
async function stampOf({ stamps, tsaAnchors, world }: Stamping, { note }: CheckpointRow): Promise<Answer> {
  try {
    const sha256 = noteImprint(readNote(note).text)
    const nonce = world.randomOctets(nonceBytes)
    const response = await stamps.stamp(timestampQuery(sha256, nonce))
    readTimestamp(response, { sha256, nonce, tsaAnchors, nowMs: world.now() })
    return { response }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'unknown fault' }
  }
}
