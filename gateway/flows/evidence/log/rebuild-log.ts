// The evidence log built anew out of its leaves: what a copy of a store must agree on, whatever its
// rows say.

import { append, emptyFrontier, type Frontier, leafHash, rootOf } from '../../../../crypto/log/log-tree.ts'
import { toHex } from '../../../../crypto/octets.ts'
import type { LeavesStore } from '../../../ports/evidence.ts'

export interface RebuiltLog {
  readonly size: number
  /** Hex, over all leaves. */
  readonly rootHash: string
  /** Size of the newest checkpoint that was published; 0 where there is none. */
  readonly published: number
  /** Whether the tree of that size is the one that was published. */
  readonly fits: boolean
}

const stride = 4096

/** Leaf by leaf; no hash that is kept is believed. */
export async function rebuildLog(store: LeavesStore): Promise<RebuiltLog> {
  const checkpoint = await store.checkpoint(1)
  let frontier: Frontier = emptyFrontier
  let fits = checkpoint === undefined
  for (;;) {
    const entries = (await store.leaves(frontier.size, stride)).map(leafHash)
    if (entries.length === 0) break
    const until = (checkpoint?.size ?? 0) - frontier.size
    if (checkpoint && until > 0 && until <= entries.length)
      fits = toHex(rootOf(append(frontier, entries.slice(0, until)))) === checkpoint.rootHash
    frontier = append(frontier, entries)
  }
  return { size: frontier.size, rootHash: toHex(rootOf(frontier)), published: checkpoint?.size ?? 0, fits }
}
