import { CryptoError } from '../fault.ts'
import { equal } from '../octets.ts'
import { completeWithin, demandHash, demandSize, emptyRoot, nodeHash, type ReadHash } from './log-tree.ts'

/*
 * The two proofs of a log: that an entry is in a tree, and that a tree continues an older one. Made
 * from complete subtrees (RFC 6962 §2.1), checked as RFC 9162 §2.1 writes it down; the hashes are
 * the same in both.
 */

/**
 * As many hashes as any proof can have: one for each level of the largest tree of C2SP
 * tlog-witness.
 */
export const maxProofHashes = 63

/**
 * PATH(index, D[size]) of RFC 6962 §2.1.1: the hashes from the sibling of the leaf up to the child
 * of the root.
 * @throws {CryptoError} `log` unless index < size; and whatever `readHash` throws.
 */
export async function inclusionProof(index: number, size: number, readHash: ReadHash): Promise<Uint8Array[]> {
  demandIndex(index, size)
  const path: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + powerBelow(end - start)
    if (index < middle) {
      path.push([middle, end])
      end = middle
    } else {
      path.push([start, middle])
      start = middle
    }
  }
  return hashesOf(path.reverse(), readHash)
}

/**
 * PROOF(oldSize, D[size]) of RFC 6962 §2.1.2; empty from nothing and from the same size.
 * @throws {CryptoError} `log` when oldSize > size; and whatever `readHash` throws.
 */
export async function consistencyProof(oldSize: number, size: number, readHash: ReadHash): Promise<Uint8Array[]> {
  demandSizes(oldSize, size)
  if (oldSize === 0) return []
  const path: Range[] = []
  let [start, end] = [0, size]
  while (end !== oldSize) {
    const middle = start + powerBelow(end - start)
    if (oldSize <= middle) {
      path.push([middle, end])
      end = middle
    } else {
      path.push([start, middle])
      start = middle
    }
  }
  // What is left is the old tree's last subtree. When that is the whole old tree, the verifier has
  // its hash.
  if (start > 0) path.push([start, end])
  return hashesOf(path.reverse(), readHash)
}

/**
 * What an inclusion proof claims: that the tree of `size` leaves under `rootHash` has this leaf at
 * `index`.
 */
interface Inclusion {
  readonly leafHash: Uint8Array
  readonly index: number
  readonly size: number
  readonly proof: readonly Uint8Array[]
  readonly rootHash: Uint8Array
}

/** RFC 9162 §2.1.3.2. @throws {CryptoError} `log` unless the proof shows it. */
export function verifyInclusion({ leafHash, index, size, proof, rootHash }: Inclusion): void {
  demandIndex(index, size)
  demandProof(proof)
  let [at, last, hash] = [index, size - 1, demandHash(leafHash)]
  for (const sibling of proof) {
    if (last === 0) throw new CryptoError('log', 'inclusion proof is longer than the tree is high')
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  if (last !== 0) throw new CryptoError('log', 'inclusion proof is shorter than the tree is high')
  if (!equal(hash, rootHash)) throw new CryptoError('log', `entry ${index} is not in the tree of size ${size}`)
}

/**
 * What a consistency proof claims: that the tree of `size` leaves begins with all of the tree of
 * `oldSize` leaves.
 */
interface Consistency {
  readonly oldSize: number
  readonly oldRootHash: Uint8Array
  readonly size: number
  readonly rootHash: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * RFC 9162 §2.1.4.2; from nothing and from the same size the proof is empty. @throws {CryptoError}
 * `log` unless it shows it.
 */
export function verifyConsistency({ oldSize, oldRootHash, size, rootHash, proof }: Consistency): void {
  demandSizes(oldSize, size)
  demandProof([oldRootHash, rootHash])
  demandProof(proof)
  const differs = () => new CryptoError('log', `tree of size ${size} does not continue the tree of size ${oldSize}`)
  if (oldSize === 0 || oldSize === size) {
    if (proof.length > 0) throw new CryptoError('log', 'found a consistency proof where none is needed')
    if (!equal(oldRootHash, oldSize === 0 ? emptyRoot() : rootHash)) throw differs()
    if (size === 0 && !equal(rootHash, oldRootHash)) throw differs()
    return
  }
  let [at, last] = [oldSize - 1, size - 1]
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  const [first, ...rest] = at === 0 ? [oldRootHash, ...proof] : proof
  if (first === undefined) throw new CryptoError('log', 'consistency proof is empty')
  let [oldHash, hash] = [first, first]
  for (const sibling of rest) {
    if (last === 0) throw new CryptoError('log', 'consistency proof is longer than the tree is high')
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(sibling, oldHash)
      hash = nodeHash(sibling, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  if (last !== 0) throw new CryptoError('log', 'consistency proof is shorter than the tree is high')
  if (!equal(oldHash, oldRootHash) || !equal(hash, rootHash)) throw differs()
}

type Range = readonly [start: number, end: number]

const half = (value: number): number => Math.floor(value / 2)

/** The largest power of two smaller than a number above one: where a tree divides. */
function powerBelow(value: number): number {
  let power = 1
  while (power * 2 < value) power *= 2
  return power
}

const hashesOf = (ranges: readonly Range[], readHash: ReadHash): Promise<Uint8Array[]> =>
  Promise.all(ranges.map((range) => hashOf(range, readHash)))

/**
 * The hash over a range of leaves that the tree divides at; only one at the right edge has more
 * than one piece.
 */
async function hashOf([start, end]: Range, readHash: ReadHash): Promise<Uint8Array> {
  const pieces = completeWithin(start, end).map(([level, index]) => readHash(level, index))
  return (await Promise.all(pieces)).reduceRight((right, left) => nodeHash(left, right))
}

function demandIndex(index: number, size: number): void {
  demandSize(size)
  if (Number.isSafeInteger(index) && index >= 0 && index < size) return
  throw new CryptoError('log', `a tree of size ${size} has no entry ${index}`)
}

function demandSizes(oldSize: number, size: number): void {
  demandSize(oldSize)
  demandSize(size)
  if (oldSize > size) throw new CryptoError('log', `tree of size ${size} is smaller than ${oldSize}`)
}

function demandProof(proof: readonly Uint8Array[]): void {
  if (proof.length > maxProofHashes) {
    throw new CryptoError('log', `found a proof of ${proof.length} hashes, expected at most ${maxProofHashes}`)
  }
  for (const hash of proof) demandHash(hash)
}
