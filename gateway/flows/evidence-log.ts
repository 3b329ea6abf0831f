// Our log of evidence: grows by what the store has committed, signs checkpoints over it, and proves what it holds (RFC 6962, C2SP tlog-tiles).
import { signCheckpoint } from '../../crypto/checkpoint.ts'
import type { LogSigningKey } from '../../crypto/log-key.ts'
import { consistencyProof, inclusionProof } from '../../crypto/log-path.ts'
import {
  hashReader,
  type ReadTile,
  type TileResource,
  tileWidth,
  writeEntries,
  writeTile,
} from '../../crypto/log-tiles.ts'
import { append, type Frontier, frontierAt, leafHash, rootOf } from '../../crypto/log-tree.ts'
import { equal } from '../../crypto/octets.ts'
import { Problem } from '../model/problems.ts'
import type { Store } from '../ports.ts'
import type { LogNodeRow } from '../records.ts'

export interface LogHead {
  readonly size: number
  readonly rootHash: Uint8Array
  /** Signed note. */
  readonly note: string
}

export interface EvidenceLog {
  readonly origin: string
  /** A signed checkpoint over at least the first `size` leaves; many who wait share one. @throws {Problem} `log-behind` */
  head(size?: number): Promise<LogHead>
  /** Inclusion of a leaf in the tree of a size, hashes from the lowest up. */
  prove(index: number, size: number): Promise<Uint8Array[]>
  consistency(oldSize: number, size: number): Promise<Uint8Array[]>
  /** The root of our tree at an earlier size; undefined where it never was that large. */
  rootAt(size: number): Promise<Uint8Array | undefined>
  /** A tile or bundle of entries as C2SP tlog-tiles lays it out; undefined where the log is not that large. */
  tile(resource: TileResource): Promise<Uint8Array | undefined>
  /** From now on nothing is signed: a partner has seen more of this log than it holds. */
  fallBehind(reason: string): void
  behind(): string | undefined
}

/** Leaves read at once while the log grows. */
const stride = 4096

export async function openEvidenceLog({
  store,
  key,
  origin,
}: {
  store: Store
  key: LogSigningKey
  origin: string
}): Promise<EvidenceLog> {
  const tile = (resource: TileResource) => tileOf(store, resource)
  const readTile: ReadTile = async (level, index, width) => {
    const found = await tile({ kind: 'tile', level, index, width })
    if (found) return found
    throw new Problem('internal', `the log lacks ${width} hashes of tile ${level}/${index}`)
  }
  let frontier: Frontier = await complete(store, readTile)
  let latest: LogHead | undefined
  let growing: Promise<void> | undefined
  /** The newest leaf that this process has taken in. */
  let newest: Uint8Array | undefined
  let stopped: string | undefined

  async function grow(): Promise<void> {
    for (;;) {
      const entries = await added()
      if (entries.length === 0) break
      const nodes: LogNodeRow[] = []
      const grown = append(frontier, entries.map(leafHash), (level, index, hash) => {
        if (level > 0 && level % 8 === 0) nodes.push({ level: level / 8, index, hash })
      })
      // Kept first: what could not be kept is computed again with the next run, and no tile ever lacks a hash.
      if (nodes.length > 0) await store.addLogNodes(nodes)
      frontier = grown
      newest = entries.at(-1)
    }
    const { size } = frontier
    if (latest?.size === size) return
    const rootHash = rootOf(frontier)
    latest = { size, rootHash, note: signCheckpoint({ origin, size, rootHash }, key) }
  }

  /**
   * What came after the newest leaf, which is read once more: a database that lost what it had committed, as a standby does that takes over too
   * early, has another in its place or none. @throws {Problem} `log-behind`
   */
  async function added(): Promise<readonly Uint8Array[]> {
    if (newest === undefined) return store.leaves(frontier.size, stride)
    const [again, ...entries] = await store.leaves(frontier.size - 1, stride + 1)
    if (again && equal(again, newest)) return entries
    stopped ??= `the store has lost entries of the evidence log, of which ${frontier.size} were signed`
    throw new Problem('log-behind', stopped)
  }

  /** One run serves all who ask while it goes on. */
  function grown(): Promise<void> {
    growing ??= grow().finally(() => {
      growing = undefined
    })
    return growing
  }

  return {
    origin,
    async head(size = Number.POSITIVE_INFINITY) {
      if (stopped !== undefined) throw new Problem('log-behind', stopped)
      // One that began before the caller's commit may not hold it; the next one does.
      for (let attempt = 0; attempt < 2 && (latest === undefined || latest.size < size); attempt += 1) {
        await grown()
      }
      if (latest === undefined) throw new Problem('internal', 'the log has no head')
      return latest
    },
    prove: (index, size) => inclusionProof(index, size, hashReader(size, readTile)),
    consistency: (oldSize, size) => consistencyProof(oldSize, size, hashReader(size, readTile)),
    async rootAt(size) {
      await grown()
      return size > frontier.size ? undefined : rootOf(await frontierAt(size, hashReader(size, readTile)))
    },
    tile,
    fallBehind(reason) {
      stopped ??= reason
    },
    behind: () => stopped,
  }
}

/** The tree as far as its lowest tiles are full and their hashes kept; the rest is read leaf by leaf. */
async function complete(store: Store, readTile: ReadTile): Promise<Frontier> {
  let low = 0
  let high = 1
  const holds = async (tiles: number) => tiles === 0 || (await store.logNodes(1, tiles - 1, 1)).length === 1
  while (await holds(high)) [low, high] = [high, high * 2]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (await holds(middle)) low = middle
    else high = middle
  }
  return frontierAt(low * tileWidth, hashReader(low * tileWidth, readTile))
}

async function tileOf(store: Store, resource: TileResource): Promise<Uint8Array | undefined> {
  const { index, width } = resource
  const from = index * tileWidth
  if (resource.kind === 'tile' && resource.level > 0) {
    const hashes = await store.logNodes(resource.level, from, width)
    return hashes.length === width ? writeTile(hashes) : undefined
  }
  const entries = await store.leaves(from, width)
  if (entries.length !== width) return undefined
  return resource.kind === 'entries' ? writeEntries(entries) : writeTile(entries.map(leafHash))
}
