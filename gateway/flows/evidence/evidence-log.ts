// Our log of evidence: grows by what the store has committed, signs checkpoints over it, and proves
// what it holds (RFC 6962, C2SP tlog-tiles).

import { CryptoError } from '../../../crypto/fault.ts'
import { signCheckpoint } from '../../../crypto/log/checkpoint.ts'
import type { LogSigningKey } from '../../../crypto/log/log-key.ts'
import { consistencyProof, inclusionProof, verifyInclusion } from '../../../crypto/log/log-path.ts'
import {
  hashReader,
  type ReadTile,
  type TileResource,
  tileWidth,
  writeEntries,
  writeTile,
} from '../../../crypto/log/log-tiles.ts'
import { append, type Frontier, frontierAt, leafHash, type ReadHash, rootOf } from '../../../crypto/log/log-tree.ts'
import { equal, isSame } from '../../../crypto/octets.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore, LogNodeRow } from '../../ports/evidence.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import { demandInStep } from './in-step.ts'

interface LogHead {
  readonly size: number
  readonly rootHash: Uint8Array
  /** Signed note. */
  readonly note: string
}

export interface EvidenceLog {
  readonly origin: string
  /**
   * A signed checkpoint over at least the first `size` leaves; many who wait share one.
   * @throws {Problem} `log-behind`
   */
  head(size?: number): Promise<LogHead>
  /** Inclusion of a leaf in the tree of a size, hashes from the lowest up. */
  prove(index: number, size: number): Promise<Uint8Array[]>
  consistency(oldSize: number, size: number): Promise<Uint8Array[]>
  /**
   * The root of our tree at an earlier size; undefined where it never was that large, or has lost
   * what it is computed from.
   */
  rootAt(size: number): Promise<Uint8Array | undefined>
  /**
   * A tile or bundle of entries as C2SP tlog-tiles lays it out; undefined where the log is not that
   * large.
   */
  tile(resource: TileResource): Promise<Uint8Array | undefined>
  /** How many leaves it holds, behind or not; nothing is signed. */
  size(): Promise<number>
  /**
   * The first of these entries that is not in the tree under our newest head, by its number;
   * undefined where all are.
   * @throws {Problem} `log-behind`
   */
  absent(entries: readonly Pick<EvidenceRow, 'seq' | 'leaf'>[]): Promise<number | undefined>
  /**
   * From now on nothing is signed: a partner has seen more of this log than it holds, or the store
   * does not fit it.
   * @returns whether that is new, so that it is told once
   */
  fallBehind(reason: string): boolean
  behind(): string | undefined
  /** Somebody who would know has said that it is not behind, or there is nobody. */
  confirm(): void
  confirmed(): boolean
}

/** Leaves read at once while the log grows. */
const stride = 4096

/** Leaves that need no second proof, at most. */
const mostProven = 65_536
const isProven = (before: Uint8Array | undefined, leaf: Uint8Array): boolean =>
  before === leaf || (before !== undefined && isSame(before, leaf))

/**
 * @param keys those that sign now, the newest first: another list after each change.
 * @param alarm told when the store turns out to have lost what was signed.
 */
export async function openEvidenceLog({
  store,
  keys,
  origin,
  alarm = () => undefined,
}: {
  store: EvidenceStore
  keys: () => readonly LogSigningKey[]
  origin: string
  alarm?: (reason: string) => void
}): Promise<EvidenceLog> {
  let stopped: string | undefined
  const behind = () => stopped
  const tile = (resource: TileResource) => tileOf(store, resource)
  /** Whoever asks whether something is in the tree is told no where the tree has a gap. */
  const readTile: ReadTile = async (level, index, width) => {
    const found = await tile({ kind: 'tile', level, index, width })
    if (found) return found
    throw new CryptoError('log', lacking(level, index, width))
  }
  /** Whoever proves what was signed comes upon the loss of it. */
  const tileForProof: ReadTile = async (level, index, width) => {
    const found = await tile({ kind: 'tile', level, index, width })
    if (found) return found
    lost(lacking(level, index, width))
    demandInStep(behind)
    throw new CryptoError('log', lacking(level, index, width))
  }
  let frontier: Frontier = await complete(store, tileForProof)
  let latest: (LogHead & { readonly by: readonly LogSigningKey[] }) | undefined
  let growing: Promise<void> | undefined
  /** The newest leaf that this process has taken in. */
  let newest: Uint8Array | undefined
  let confirmed = false
  /**
   * Leaves that were proven under a head of this process: its tree only grows, so they stay in it.
   */
  const proven = new Map<number, Uint8Array>()

  async function grow(): Promise<void> {
    for (;;) {
      const entries = await added()
      if (entries.length === 0) break
      const nodes: LogNodeRow[] = []
      const grown = append(frontier, entries.map(leafHash), (level, index, hash) => {
        if (level > 0 && level % 8 === 0) nodes.push({ level: level / 8, index, hash })
      })
      // Kept first: what could not be kept is computed again with the next run, and no tile ever
      // lacks a hash.
      if (nodes.length > 0) await store.addLogNodes(nodes)
      frontier = grown
      newest = entries.at(-1)
    }
    const [{ size }, by] = [frontier, keys()]
    if (latest?.size === size && latest.by === by) return
    const rootHash = rootOf(frontier)
    latest = { size, rootHash, note: signCheckpoint({ origin, size, rootHash }, ...by), by }
  }

  /**
   * What came after the newest leaf, which is read once more: a database that lost what it had
   * committed, as a standby does that takes over too early, has another in its place or none.
   * @throws {Problem} `log-behind`
   */
  async function added(): Promise<readonly Uint8Array[]> {
    if (newest === undefined) return store.leaves(frontier.size, stride)
    const [again, ...entries] = await store.leaves(frontier.size - 1, stride + 1)
    if (again && equal(again, newest)) return entries
    lost(`of which ${frontier.size} were signed`)
    demandInStep(behind)
    return []
  }

  function lost(which: string): void {
    if (stopped !== undefined) return
    stopped = `the store has lost entries of the evidence log, ${which}`
    alarm(stopped)
  }

  /** One run serves all who ask while it goes on. */
  function grown(): Promise<void> {
    growing ??= grow().finally(() => {
      growing = undefined
    })
    return growing
  }

  const isStale = (size: number) => latest === undefined || latest.size < size || latest.by !== keys()

  async function head(size = Number.POSITIVE_INFINITY): Promise<LogHead> {
    demandInStep(behind)
    // One that began before the caller's commit may not hold it; the next one does.
    for (let attempt = 0; attempt < 2 && isStale(size); attempt += 1) {
      await grown()
    }
    // While it grew an answer may have come.
    demandInStep(behind)
    if (latest === undefined) throw new Problem('internal', 'the log has no head')
    return latest
  }

  return {
    origin,
    head,
    async size() {
      if (stopped === undefined) await grown()
      return frontier.size
    },
    async absent(entries) {
      const { size, rootHash } = await head(Math.max(0, ...entries.map(({ seq }) => seq)))
      const fresh = entries.filter(({ seq, leaf }) => !isProven(proven.get(seq), leaf))
      const readHash = remembering(hashReader(size, readTile))
      for (const { seq, leaf } of fresh) {
        const index = seq - 1
        if (!(await isIn({ index, size, rootHash, leaf }, readHash))) return seq
        const [oldest] = proven.keys()
        if (proven.size >= mostProven && oldest !== undefined) proven.delete(oldest)
        proven.set(seq, leaf)
      }
      return undefined
    },
    prove: (index, size) => inclusionProof(index, size, hashReader(size, tileForProof)),
    consistency: (oldSize, size) => consistencyProof(oldSize, size, hashReader(size, tileForProof)),
    async rootAt(size) {
      if (stopped === undefined) await grown()
      return size > frontier.size ? undefined : rootIn(size, hashReader(size, readTile))
    },
    tile,
    fallBehind(reason) {
      const isNew = stopped === undefined
      stopped ??= reason
      return isNew
    },
    behind,
    confirm() {
      confirmed = true
    },
    confirmed: () => confirmed,
  }
}

/** Proofs of neighbours share most of their hashes. */
function remembering(readHash: ReadHash): ReadHash {
  const read = new Map<string, Promise<Uint8Array>>()
  return (level, index) => {
    const hash = read.get(`${level}/${index}`) ?? Promise.resolve(readHash(level, index))
    read.set(`${level}/${index}`, hash)
    return hash
  }
}

async function isIn(
  { leaf, index, size, rootHash }: { leaf: Uint8Array; index: number; size: number; rootHash: Uint8Array },
  readHash: ReadHash,
): Promise<boolean> {
  try {
    const proof = await inclusionProof(index, size, readHash)
    verifyInclusion({ leafHash: leafHash(leaf), index, size, proof, rootHash })
    return true
  } catch (error) {
    if (error instanceof CryptoError) return false
    throw error
  }
}

async function rootIn(size: number, readHash: ReadHash): Promise<Uint8Array | undefined> {
  try {
    return rootOf(await frontierAt(size, readHash))
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

const lacking = (level: number, index: number, width: number): string =>
  `some of the ${width} hashes of tile ${level}/${index}`

/**
 * The tree as far as its lowest tiles are full and their hashes kept; the rest is read leaf by
 * leaf.
 */
async function complete(store: EvidenceStore, readTile: ReadTile): Promise<Frontier> {
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

async function tileOf(store: EvidenceStore, resource: TileResource): Promise<Uint8Array | undefined> {
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
