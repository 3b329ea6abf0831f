// The tree of the second implementation (see transparency.ts): RFC 6962 §2.1 by recursion, as it is defined there.
import { createHash } from 'node:crypto'

export const h = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
export function must(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(why)
}
export const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

// RFC 6962 §2.1, as defined there.
export const leaf = (entry: Uint8Array): Buffer => h(Buffer.of(0x00), entry)
const node = (left: Uint8Array, right: Uint8Array) => h(Buffer.of(0x01), left, right)
const k = (n: number): number => {
  let power = 1
  for (; power + power < n; power += power);
  return power
}
/** MTH over leaf hashes. */
export function mth(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return h()
  if (leaves.length === 1) return Buffer.from(leaves[0] as Uint8Array)
  return node(mth(leaves.slice(0, k(leaves.length))), mth(leaves.slice(k(leaves.length))))
}
/** PATH(m, D[n]), RFC 6962 §2.1.1. */
export function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  const [n, middle] = [d.length, k(d.length)]
  if (n === 1) return []
  if (m < middle) return [...path(m, d.slice(0, middle)), mth(d.slice(middle))]
  return [...path(m - middle, d.slice(middle)), mth(d.slice(0, middle))]
}
/** PROOF(m, D[n]), RFC 6962 §2.1.2. */
export const proof = (m: number, d: readonly Uint8Array[]): Buffer[] => (m === 0 ? [] : subproof(m, d, true))
function subproof(m: number, d: readonly Uint8Array[], whole: boolean): Buffer[] {
  const [n, middle] = [d.length, k(d.length)]
  if (m === n) return whole ? [] : [mth(d)]
  if (m <= middle) return [...subproof(m, d.slice(0, middle), whole), mth(d.slice(middle))]
  return [...subproof(m - middle, d.slice(middle), false), mth(d.slice(0, middle))]
}
/** The root that PATH leads to; the path is used up from its end, root first. */
function rootByPath(hash: Uint8Array, m: number, n: number, rest: Uint8Array[]): Uint8Array {
  must(m >= 0 && m < n, `no leaf ${m} of ${n}`)
  if (n === 1) {
    must(rest.length === 0, 'path too long')
    return hash
  }
  const sibling = rest.at(-1)
  must(sibling?.length === 32, 'path too short')
  const left = m < k(n)
  const below = rootByPath(hash, left ? m : m - k(n), left ? k(n) : n - k(n), rest.slice(0, -1))
  return left ? node(below, sibling) : node(sibling, below)
}
export function checkInclusion(hash: Uint8Array, m: number, n: number, p: Uint8Array[], root: Uint8Array): void {
  must(hash.length === 32 && root.length === 32, 'not a hash')
  must(same(rootByPath(hash, m, n, p), root), 'path leads to another root')
}
/** Old and new hash of a subtree that SUBPROOF leads to; `old` is the hash of the old tree, while it is whole. */
function rootsBySubproof(m: number, n: number, rest: Uint8Array[], old?: Uint8Array): [Uint8Array, Uint8Array] {
  if (m === n) {
    must(rest.length === (old ? 0 : 1), 'proof of another length')
    const hash = old ?? (rest[0] as Uint8Array)
    return [hash, hash]
  }
  const [other, below] = [rest.at(-1), rest.slice(0, -1)]
  must(other?.length === 32, 'proof too short')
  if (m <= k(n)) {
    const [before, after] = rootsBySubproof(m, k(n), below, old)
    return [before, node(after, other)]
  }
  const [before, after] = rootsBySubproof(m - k(n), n - k(n), below)
  return [node(other, before), node(other, after)]
}
export function checkConsistency(m: number, old: Uint8Array, n: number, root: Uint8Array, p: Uint8Array[]): void {
  must(m <= n, 'tree went back')
  must(old.length === 32 && root.length === 32, 'not a hash')
  if (m === 0) {
    must(p.length === 0 && same(old, h()) && (n > 0 || same(root, h())), 'not from nothing')
    return
  }
  const [before, after] = rootsBySubproof(m, n, p, old)
  must(same(before, old) && same(after, root), 'proof leads to other roots')
}
