// How the log grows: by what the store has committed, and over what a transaction that is open is
// about to. Whatever is signed of the latter leaves only after its commit.

import { signCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import type { LogSigningKey } from '../../../../crypto/log/log-key.ts'
import { append, type Frontier, leafHash, rootOf } from '../../../../crypto/log/log-tree.ts'
import { equal } from '../../../../crypto/octets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { EvidenceStore, LogNodeRow } from '../../../ports/evidence.ts'
import type { Growing } from '../../../ports/receiving.ts'

export interface LogHead {
  readonly size: number
  readonly rootHash: Uint8Array
  /** Signed note. */
  readonly note: string
}

interface Growth {
  /** Leaves that it has taken in. */
  size(): number
  /** @throws {Problem} `log-behind` */
  head(size: number): Promise<LogHead>
  /** Takes in what was committed. @throws {Problem} `log-behind` */
  grown(): Promise<void>
  /** @throws {Problem} `log-behind` · `too-many-requests` where it has too much to take in first */
  over(growing: Growing): Promise<LogHead>
  /** What was `growing` is committed. */
  committed(growing: Growing): Promise<void>
}

interface Needs {
  readonly store: EvidenceStore
  readonly origin: string
  /** The frontier so far. */
  readonly from: Frontier
  /** Those that sign now, the newest first: another list after each change. */
  keys(): readonly LogSigningKey[]
  /** Told which leaves the store has lost that were signed. */
  lost(which: string): void
  /** @throws {Problem} `log-behind` */
  demand(): void
}

/** Leaves read at once while the log grows. */
const stride = 4096
/** While a transaction waits no more than so many that were committed before it are taken in. */
const mostBefore = 16 * stride

/** A tree as it may become. */
interface Tree {
  readonly frontier: Frontier
  /** Its last leaf, where this process has taken it in. */
  readonly newest: Uint8Array | undefined
}
type Signed = LogHead & { readonly by: readonly LogSigningKey[] }
/** A tree with what a transaction adds to it. */
interface Ahead extends Tree {
  readonly before: Tree
  readonly nodes: readonly LogNodeRow[]
  readonly head: Signed
}

export function growth({ store, keys, origin, from, lost, demand }: Needs): Growth {
  let tree: Tree = { frontier: from, newest: undefined }
  let latest: Signed | undefined
  let going: Promise<void> | undefined
  const ahead = new WeakMap<Growing, Promise<Ahead>>()

  async function grow(): Promise<void> {
    for (;;) {
      const entries = await added(tree, stride)
      if (entries.length === 0) break
      await become(extended(tree, entries))
    }
    latest = headOf(tree)
  }

  /**
   * Kept first: what could not be kept is computed again with the next run, and no tile ever lacks
   * a hash.
   */
  async function become({ frontier, newest, nodes }: Tree & { readonly nodes: readonly LogNodeRow[] }): Promise<void> {
    if (nodes.length > 0) await store.addLogNodes(nodes)
    tree = { frontier, newest }
  }

  /** The one that is there where it still holds. */
  function headOf({ frontier }: Tree): Signed {
    const [{ size }, by] = [frontier, keys()]
    if (latest?.size === size && latest.by === by) return latest
    const rootHash = rootOf(frontier)
    return { size, rootHash, note: signCheckpoint({ origin, size, rootHash }, ...by), by }
  }

  /**
   * What came after the newest leaf, which is read once more: a database that lost what it had
   * committed, as a standby does that takes over too early, has another in its place or none.
   * @throws {Problem} `log-behind`
   */
  async function added({ frontier: { size }, newest }: Tree, count: number): Promise<readonly Uint8Array[]> {
    if (newest === undefined) return store.leaves(size, count)
    const [again, ...entries] = await store.leaves(size - 1, count + 1)
    demandSame(newest, again, size)
    return entries
  }

  function demandSame(newest: Uint8Array, again: Uint8Array | undefined, size: number): void {
    if (again && equal(again, newest)) return
    lost(`of which ${size} were signed`)
    demand()
  }

  async function lookAhead({ from: size, before: last, leaves }: Growing): Promise<Ahead> {
    const before = tree
    const missing = size - before.frontier.size
    if (missing > mostBefore) {
      throw new Problem('too-many-requests', `the evidence log has ${missing} entries to take in first`, {
        retryAfterMs: 1000,
      })
    }
    let known: ReturnType<typeof extended> = { ...before, nodes: [] }
    while (known.frontier.size < size) {
      const entries = await added(known, Math.min(stride, size - known.frontier.size))
      if (entries.length === 0) break
      known = extended(known, entries)
    }
    // A store that has fewer than were signed, or another one where the last of them was.
    if (known.frontier.size !== size) demandSame(known.newest ?? new Uint8Array(), undefined, known.frontier.size)
    if (known.newest) demandSame(known.newest, last, size)
    const grown = extended(known, leaves)
    return { ...grown, before, head: headOf(grown) }
  }

  function grown(): Promise<void> {
    // One run serves all who ask while it goes on.
    going ??= grow().finally(() => {
      going = undefined
    })
    return going
  }

  const isStale = (size: number) => latest === undefined || latest.size < size || latest.by !== keys()

  return {
    size: () => tree.frontier.size,
    grown,
    async head(size) {
      demand()
      // One that began before the caller's commit may not hold it; the next one does.
      for (let attempt = 0; attempt < 2 && isStale(size); attempt += 1) await grown()
      // While it grew an answer may have come.
      demand()
      if (latest === undefined) throw new Problem('internal', 'the log has no head')
      return latest
    },
    async over(growing) {
      demand()
      const found = ahead.get(growing) ?? lookAhead(growing)
      ahead.set(growing, found)
      const { head } = await found
      demand()
      return head
    },
    async committed(growing) {
      const found = await ahead.get(growing)
      ahead.delete(growing)
      // Whoever grows meanwhile reads it, as what another node commits.
      if (found === undefined || going !== undefined || tree !== found.before) return
      going = become(found).finally(() => {
        going = undefined
      })
      await going
      latest = found.head
    },
  }
}

/** The tree with these leaves, and the hashes that its tiles are made of. */
function extended(tree: Tree & { readonly nodes?: readonly LogNodeRow[] }, leaves: readonly Uint8Array[]) {
  const nodes = [...(tree.nodes ?? [])]
  const frontier = append(tree.frontier, leaves.map(leafHash), (level, index, hash) => {
    if (level > 0 && level % 8 === 0) nodes.push({ level: level / 8, index, hash })
  })
  return { frontier, newest: leaves.at(-1) ?? tree.newest, nodes }
}
