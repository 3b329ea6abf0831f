// Large parts go ahead of their delivery, in as many pieces as the line allows; what arrived is
// never sent again.

import type { Limits } from '../../../model/limits/limits.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Parts } from '../../../ports/parts.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import { type Log, record } from '../../../watch/log.ts'
import type { AuthenticPartner } from '../../trust/peer.ts'
import type { Staged } from './staged.ts'

export interface PartReceiving {
  store: ReadingStore
  parts: Pick<Parts, 'arrived' | 'append' | 'heldBytes'>
  log: Log
  limits: Pick<Limits, 'hold'>
  staged: Staged
  maxPartBytes: number
}

interface PartOffset {
  readonly offset: number
  readonly complete: boolean
}

/** How much of a part of this partner is here. Parts of other partners are none of its business. */
export async function partOffset(
  { store, parts }: PartReceiving,
  { partner }: AuthenticPartner,
  sha256: string,
  totalBytes: number,
): Promise<PartOffset> {
  if (await store.partKnown(partner.member, sha256)) return { offset: totalBytes, complete: true }
  const offset = await parts.arrived(partner.member, sha256)
  return { offset, complete: offset === totalBytes }
}

/**
 * Takes a piece at `offset`.
 * @throws {Problem} `item-too-large` · `part-offset` · `digest-mismatch` · `storage-full` ·
 *   `too-many-requests`
 */
export async function receivePart(
  { parts, log, limits, staged, maxPartBytes }: PartReceiving,
  { partner: { member } }: AuthenticPartner,
  { sha256, offset, totalBytes }: { sha256: string; offset: number; totalBytes: number },
  source: AsyncIterable<Uint8Array>,
): Promise<PartOffset> {
  if (totalBytes > maxPartBytes)
    throw new Problem(
      'item-too-large',
      `a part of ${totalBytes} octets was announced, at most ${maxPartBytes} are taken`,
    )
  const places: (() => void)[] = []
  try {
    places.push(limits.hold(member, 'uploads'))
    places.push(limits.hold(member, 'bodies', Math.min(parts.heldBytes, totalBytes)))
    // What is announced counts as if it were here: many that begin at once fit together.
    places.push(limits.hold(member, 'staged', Math.max(0, totalBytes - offset), await staged.of(member)))
    const arrived = await parts.append(member, sha256, offset, totalBytes, source)
    staged.add(member, arrived - offset)
    return { offset: arrived, complete: arrived === totalBytes }
  } catch (error) {
    if (error instanceof Problem)
      record(log, 'part.rejected', { partner: member, partSha256: sha256, problem: error.code })
    throw error
  } finally {
    for (const leave of places) leave()
  }
}
