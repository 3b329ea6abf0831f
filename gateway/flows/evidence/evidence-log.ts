// Our log of evidence: grows by what the store has committed, signs checkpoints over it, and proves
// what it holds (RFC 6962, C2SP tlog-tiles).

import { CryptoError } from '../../../crypto/fault.ts'
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
import { type Frontier, frontierAt, leafHash, type ReadHash, rootOf } from '../../../crypto/log/log-tree.ts'
import { isSame } from '../../../crypto/octets.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Growing } from '../../ports/receiving.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import { demandInStep } from './in-step.ts'
import { growth, type LogHead } from './log/growth.ts'

export interface EvidenceLog {
  readonly origin: string
  /**
   * A signed checkpoint over at least the first `size` leaves; many who wait share one.
   * @throws {Problem} `log-behind`
   */
  head(size?: number): Promise<LogHead>
  /**
   * A signed checkpoint over all leaves of a transaction that is open, one for all who ask in it.
   * It is nobody's before the commit.
   * @throws {Problem} `log-behind` · `too-many-requests` where it has too much to take in first
   */
  over(growing: Growing): Promise<LogHead>
  /** To be told after the commit, so that nothing of it need be read. */
  committed(growing: Growing): Promise<void>
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
   * @param shownBy who has shown more of it under our own signature; left out where the store does
   *   not fit
   * @returns whether that is new, so that it is told once
   */
  fallBehind(reason: string, shownBy?: string): boolean
  behind(): string | undefined
  /**
   * Who has shown that the log went back, and how. Empty where it did not, and where the store does
   * not fit it: then nothing may change here.
   */
  wentBack(): ReadonlyMap<string, string>
  /** Somebody who would know has said that it is not behind, or there is nobody. */
  confirm(): void
  confirmed(): boolean
}

const nobody: ReadonlyMap<string, string> = new Map()
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
  let fits = true
  const shown = new Map<string, string>()
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
  function lost(which: string): void {
    if (stopped !== undefined) return
    fits = false
    stopped = `the store has lost entries of the evidence log, ${which}`
    alarm(stopped)
  }
  const tree = growth({
    ...{ store, keys, origin, lost, demand: () => demandInStep(behind) },
    from: await complete(store, tileForProof),
  })
  let confirmed = false
  /**
   * Leaves that were proven under a head of this process: its tree only grows, so they stay in it.
   */
  const proven = new Map<number, Uint8Array>()

  const head = (size = Number.POSITIVE_INFINITY) => tree.head(size)

  return {
    origin,
    head,
    over: tree.over,
    committed: tree.committed,
    async size() {
      if (stopped === undefined) await tree.grown()
      return tree.size()
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
      if (stopped === undefined) await tree.grown()
      return size > tree.size() ? undefined : rootIn(size, hashReader(size, readTile))
    },
    tile,
    fallBehind(reason, shownBy) {
      const isNew = stopped === undefined || (shownBy !== undefined && !shown.has(shownBy))
      stopped ??= reason
      if (shownBy === undefined) fits = false
      else if (!shown.has(shownBy)) shown.set(shownBy, reason)
      return isNew
    },
    behind,
    wentBack: () => (fits ? shown : nobody),
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
