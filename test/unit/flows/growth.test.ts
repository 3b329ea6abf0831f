// The log looks ahead: a checkpoint over the leaves of a transaction that is open, which is nobody's before the commit.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { claimedCheckpoint, readCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../../crypto/log/log-key.ts'
import { append, emptyFrontier, leafHash, rootOf } from '../../../crypto/log/log-tree.ts'
import { openEvidenceLog } from '../../../gateway/flows/evidence/evidence-log.ts'
import type { EvidenceStore, LogNodeRow } from '../../../gateway/ports/evidence.ts'
import type { Growing } from '../../../gateway/ports/receiving.ts'
import { verifyingHalf } from '../../support/log-reading.ts'

const origin = 'xa.example/log'
const key = logSigningKey(await makeKey('Ed25519'))
const leaf = () => new Uint8Array(randomBytes(32))
const leaves = (count: number) => Array.from({ length: count }, leaf)
const root = (entries: readonly Uint8Array[]) => rootOf(append(emptyFrontier, entries.map(leafHash)))

/** A store of leaves alone, and what a transaction on it would hand out. */
function leavesStore(kept: Uint8Array[]) {
  const nodes: LogNodeRow[] = []
  const asked: number[] = []
  const store = {
    async leaves(from: number, count: number) {
      asked.push(Math.min(count, kept.length - from))
      return kept.slice(from, from + count)
    },
    logNodes: async (level: number, from: number, count: number) =>
      nodes
        .filter((node) => node.level === level && node.index >= from)
        .slice(0, count)
        .map(({ hash }) => hash),
    async addLogNodes(rows: readonly LogNodeRow[]) {
      nodes.push(...rows)
    },
  } as unknown as EvidenceStore
  const growing = (entries: readonly Uint8Array[]): Growing => ({
    from: kept.length,
    before: kept.at(-1),
    leaves: entries,
  })
  return { store, kept, nodes, asked, growing }
}

const opened = async (kept: Uint8Array[]) => {
  const of = leavesStore(kept)
  const alarms: string[] = []
  const keys = [key]
  const log = await openEvidenceLog({
    store: of.store,
    keys: () => keys,
    origin,
    alarm: (reason) => void alarms.push(reason),
  })
  return { ...of, log, alarms }
}

t.test(
  'a checkpoint over an open transaction is signed once for all in it, and is of the log only after the commit',
  async (t) => {
    const { log, kept, growing, asked } = await opened(leaves(3))
    const before = await log.head()
    const group = growing(leaves(5))
    const [one, other] = await Promise.all([log.over(group), log.over(group)])
    t.equal(one.note, other.note)
    t.equal(one.size, 8)
    const { rootHash } = readCheckpoint(one.note, { origin, key: verifyingHalf(key) })
    t.same(rootHash, root([...kept, ...group.leaves]))
    t.equal((await log.head()).note, before.note, 'nobody is told of it yet')

    kept.push(...group.leaves)
    await Promise.all([log.committed(group), log.committed(group)])
    const read = asked.length
    t.equal((await log.head(8)).note, one.note)
    t.equal(asked.length, read, 'nothing is read again')
  },
)

t.test('what is never committed leaves no trace: the next transaction has other leaves in these places', async (t) => {
  const { log, kept, growing } = await opened(leaves(2))
  const failed = await log.over(growing(leaves(4)))
  const next = growing(leaves(4))
  const { note, size } = await log.over(next)
  t.not(note, failed.note)
  kept.push(...next.leaves)
  await log.committed(next)
  t.same((await log.head()).rootHash, root(kept))
  t.equal(size, 6)
})

t.test(
  'what others committed meanwhile is taken in, and hashes of full tiles are kept after the commit alone',
  async (t) => {
    const { log, kept, growing, nodes } = await opened(leaves(250))
    await log.head()
    kept.push(...leaves(4))
    const group = growing(leaves(10))
    t.same(claimedCheckpoint((await log.over(group)).note).rootHash, root([...kept, ...group.leaves]))
    t.equal(nodes.length, 0, 'the transaction waits, and nothing can be written')
    kept.push(...group.leaves)
    await log.committed(group)
    t.equal(nodes.length, 1)
    // Told of a commit while it grew, or not at all, it reads what there is.
    const untold = growing(leaves(3))
    await log.over(untold)
    kept.push(...untold.leaves)
    t.same((await log.head()).rootHash, root(kept))
    const after = growing(leaves(1))
    t.same(claimedCheckpoint((await log.over(after)).note).rootHash, root([...kept, ...after.leaves]))
  },
)

t.test('over a store that has lost what was signed nothing is signed', async (t) => {
  for (const [what, lose] of [
    ['another leaf stands before the transaction', (kept: Uint8Array[]) => kept.splice(-1, 1, leaf())],
    ['fewer stand before it', (kept: Uint8Array[]) => kept.splice(-2)],
    ['fewer stand there, and others after them', (kept: Uint8Array[]) => kept.splice(-2, 2, ...leaves(3))],
  ] as const) {
    const { log, kept, growing, alarms } = await opened(leaves(6))
    await log.head()
    lose(kept)
    await t.rejects(log.over(growing(leaves(2))), { code: 'log-behind' }, what)
    t.equal(alarms.length, 1, what)
    await t.rejects(log.over(growing(leaves(2))), { code: 'log-behind' })
  }
})

t.test('no transaction waits for more than so many entries: whoever asks comes back', async (t) => {
  const { log, kept, growing } = await opened([])
  await log.head()
  const same = leaf()
  for (let count = 0; count < 65_537; count += 1) kept.push(same)
  const group = growing(leaves(1))
  await t.rejects(log.over(group), { code: 'too-many-requests', retryAfterMs: 1000 })
  t.equal((await log.head()).size, 65_537)
  t.equal((await log.over(growing(leaves(1)))).size, 65_538)
})
