import { CryptoError } from '../fault.ts'
import { sha256 } from '../octets.ts'

/*
 * The Merkle tree of a log (RFC 6962 §2.1, SHA-256). Nothing here holds a tree: a log that grows
 * keeps its frontier, and whoever proves something reads the few hashes that it takes. Sizes and
 * indexes are whole numbers up to 2^53 - 1.
 */

export const hashBytes = 32

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** The root of the tree without leaves: the hash of nothing. */
export const emptyRoot = (): Uint8Array => sha256()

/**
 * The prefixes keep leaves and nodes apart, so that no inner node can be passed off as an entry.
 */
export const leafHash = (entry: Uint8Array): Uint8Array => sha256(leafPrefix, entry)

export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(nodePrefix, left, right)

/**
 * The hash of the complete subtree over entries `index * 2^level` up to and without `(index + 1) *
 * 2^level`. Level 0 are the leaf hashes. Only subtrees that the tree has in full are asked for.
 */
export type ReadHash = (level: number, index: number) => Promise<Uint8Array> | Uint8Array

/**
 * All that a tree needs to grow: the hashes of its complete subtrees, the largest first, one for
 * each bit of its size.
 */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

export const emptyFrontier: Frontier = Object.freeze({ size: 0, hashes: Object.freeze([]) })

/**
 * The frontier after these leaf hashes; the one given stays as it is. `completed` is told of each
 * subtree that is complete now, leaves included: what tiles are filled from. @throws {CryptoError}
 * `log` for a hash that is not 32 octets.
 */
export function append(
  frontier: Frontier,
  leafHashes: Iterable<Uint8Array>,
  completed?: (level: number, index: number, hash: Uint8Array) => void,
): Frontier {
  const hashes = [...frontier.hashes]
  let size = frontier.size
  for (const leaf of leafHashes) {
    demandSize(size + 1)
    let hash = demandHash(leaf)
    completed?.(0, size, hash)
    let index = size
    for (let level = 1; index % 2 === 1; level += 1) {
      hash = nodeHash(hashes.pop() as Uint8Array, hash)
      index = (index - 1) / 2
      completed?.(level, index, hash)
    }
    hashes.push(hash)
    size += 1
  }
  return { size, hashes }
}

/** The root hash of the tree with this frontier. */
export const rootOf = ({ hashes }: Frontier): Uint8Array =>
  hashes.length === 0 ? emptyRoot() : hashes.reduceRight((right, left) => nodeHash(left, right))

/**
 * The frontier of a tree of this size, out of its complete subtrees; its root is `rootOf` of it.
 */
export async function frontierAt(size: number, readHash: ReadHash): Promise<Frontier> {
  demandSize(size)
  return { size, hashes: await Promise.all(completeWithin(0, size).map(([level, index]) => readHash(level, index))) }
}

/**
 * The complete subtrees that make up a range of leaves, from the left; the start is a multiple of
 * the largest.
 */
export function completeWithin(start: number, end: number): (readonly [level: number, index: number])[] {
  const pieces: (readonly [number, number])[] = []
  let at = start
  for (let level = 52; level >= 0; level -= 1) {
    const leaves = 2 ** level
    if (end - at < leaves) continue
    pieces.push([level, at / leaves])
    at += leaves
  }
  return pieces
}

export function demandHash(hash: Uint8Array): Uint8Array {
  if (hash.length === hashBytes) return hash
  throw new CryptoError('log', `found a hash of ${hash.length} octets, expected ${hashBytes}`)
}

export function demandSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new CryptoError('log', `${size} is no size of a tree`)
}
