// Issue 3: an independent implementation agrees. Ours is crypto/, the other is test/support/transparency.ts.
import fc from 'fast-check'
import t from 'tap'
import { readCheckpoint } from '../../crypto/log/checkpoint.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from '../../crypto/log/log-path.ts'
import { writeLogProof } from '../../crypto/log/log-proof.ts'
import { entriesPath, hashReader, tilePath, writeEntries, writeTile } from '../../crypto/log/log-tiles.ts'
import { append, emptyFrontier, frontierAt, leafHash, rootOf } from '../../crypto/log/log-tree.ts'
import { readNote, verifyNote } from '../../crypto/log/note.ts'
import { toHex, utf8 } from '../../crypto/octets.ts'
import { cosignaturesOf, readEntries, readVerifierKey, tilesBetween, verifyLogProof } from '../support/log-reading.ts'
import * as other from '../support/transparency.ts'
import { checkpointOf, cosigned, flipped, grow, growAtOnce, logOf, type Tree, treeOf, witnessOf } from './log-trees.ts'

const log = logOf('xa.example')
const witnesses = [witnessOf('xb.example'), witnessOf('xc.example')]
const vkeys = [log.vkey, ...witnesses.map(({ vkey }) => vkey)]
const atSeconds = 1_700_000_000
const size = 300
const tree = treeOf(size)
const checkpoint = cosigned(log, checkpointOf(log, tree), witnesses, atSeconds)
const index = 137
const entry = tree.entries[index] as Uint8Array
const proof = writeLogProof({ index, proof: await inclusionProof(index, size, tree.read), checkpoint })

/** All that a server of ours would answer for a tree, by path. */
const served = ({ entries, read }: Pick<Tree, 'entries' | 'read'>): Map<string, Uint8Array> =>
  new Map(
    [...tilesBetween(0, entries.length)].flatMap((tile) => {
      const { level, index, width } = tile
      const hashes = Array.from({ length: width }, (_, at) => read(8 * level, index * 256 + at) as Uint8Array)
      const files: [string, Uint8Array][] = [[tilePath(tile), writeTile(hashes)]]
      if (level === 0) files.push([entriesPath(tile), writeEntries(entries.slice(index * 256, index * 256 + width))])
      return files
    }),
  )
const fetching = (files: Map<string, Uint8Array>) => (path: string) => {
  const file = files.get(path)
  if (!file) throw new Error(`404 ${path}`)
  return file
}

t.test('an independent implementation', async (t) => {
  t.test('[G57] accepts our checkpoints, cosignatures and proofs', async (t) => {
    const head = other.openCheckpoint(utf8(checkpoint), log.origin, vkeys)
    t.same(
      [head.origin, head.size, head.root.toString('hex')],
      [log.origin, size, toHex(tree.roots[size] as Uint8Array)],
    )
    t.same(head.by, [
      { name: 'xa.example/log' },
      { name: 'xb.example/witness', time: BigInt(atSeconds) },
      { name: 'xc.example/witness', time: BigInt(atSeconds) },
    ])
    t.match(other.checkProof(utf8(proof), entry, log.origin, vkeys, 2), { index, size })
    t.equal(other.openNote(utf8(checkpoint), [log.vkey]).by.length, 1, 'with the key of the log alone')
  })
  t.test('[G58] follows our tiles and bundles to the same root', async (t) => {
    for (const size of [0, 1, 255, 256, 257, 300]) {
      const small = grow(tree.entries.slice(0, size))
      const head = other.openCheckpoint(utf8(checkpointOf(log, small)), log.origin, vkeys)
      const entries = other.follow(head, fetching(served(small)))
      t.same(entries.map(toHex), small.entries.map(toHex), `${size} entries`)
      t.same(
        new Map([...served(small)].map(([path, octets]) => [path, toHex(octets)])),
        hexed(other.publish(small.entries)),
      )
    }
    const large = growAtOnce(Array.from({ length: 66_000 }, (_, n) => utf8(String(n))))
    const head = { origin: log.origin, size: 66_000, root: Buffer.from(rootOf(large.frontier)) }
    t.equal(other.follow(head, fetching(served(large))).length, 66_000, 'with tiles of three levels')
  })
  t.test('[G59] accepts every proof of ours between small trees, and ours every one of it', async () => {
    for (let size = 1; size <= 40; size += 1) {
      const leaves = tree.leaves.slice(0, size)
      const rootHash = tree.roots[size] as Uint8Array
      for (let place = 0; place < size; place += 1) {
        const proof = await inclusionProof(place, size, tree.read)
        other.checkInclusion(leaves[place] as Uint8Array, place, size, proof, rootHash)
        verifyInclusion({
          leafHash: leaves[place] as Uint8Array,
          index: place,
          size,
          proof: other.path(place, leaves),
          rootHash,
        })
      }
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const oldRootHash = tree.roots[oldSize] as Uint8Array
        other.checkConsistency(oldSize, oldRootHash, size, rootHash, await consistencyProof(oldSize, size, tree.read))
        verifyConsistency({ oldSize, oldRootHash, size, rootHash, proof: other.proof(oldSize, leaves) })
      }
    }
  })
  t.test('[G60] decides as ours does on proofs of any shape', async (t) => {
    const small = treeOf(9)
    const hash = fc.constantFrom(
      ...small.leaves,
      ...small.roots.slice(1),
      ...other.path(4, small.leaves),
      ...other.proof(6, small.leaves),
    )
    const root = fc.constantFrom(...small.roots)
    let accepted = 0
    const both = (ours: () => void, theirs: () => void) => {
      const verdict = passes(ours)
      if (verdict) accepted += 1
      return verdict === passes(theirs)
    }
    const place = fc.nat(10)
    await fc.assert(
      fc.asyncProperty(
        place,
        place,
        hash,
        root,
        root,
        fc.array(hash, { maxLength: 4 }),
        fc.boolean(),
        async (m, n, leafHash, oldRoot, rootHash, anything, real) => {
          const known = (at: number, otherwise: Uint8Array) => (real && small.roots[at]) || otherwise
          const path = real && m < n && n <= 9 ? await inclusionProof(m, n, small.read) : anything
          const steps = real && m <= n && n <= 9 ? await consistencyProof(m, n, small.read) : anything
          const leaf = (real && small.leaves[m]) || leafHash
          return (
            both(
              () => verifyInclusion({ leafHash: leaf, index: m, size: n, proof: path, rootHash: known(n, rootHash) }),
              () => other.checkInclusion(leaf, m, n, path, known(n, rootHash)),
            ) &&
            both(
              () =>
                verifyConsistency({
                  oldSize: m,
                  oldRootHash: known(m, oldRoot),
                  size: n,
                  rootHash: known(n, rootHash),
                  proof: steps,
                }),
              () => other.checkConsistency(m, known(m, oldRoot), n, known(n, rootHash), steps),
            )
          )
        },
      ),
      { numRuns: 2000 },
    )
    t.ok(accepted > 300, `${accepted} were accepted by both`)
  })
  t.test('[G61] MUST refuse what was altered, as ours does', async (t) => {
    const demands = { origin: log.origin, key: log.key, witnesses, quorum: 2 }
    const octets = utf8(proof)
    const counts = { refused: 0 }
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = flipped(octets, at, bits)
        const theirs = passes(() => other.checkProof(changed, entry, log.origin, vkeys, 2))
        const ours = passes(() => verifyLogProof({ ...demands, entry, proof: changed }))
        counts.refused += 1
        return !theirs && !ours
      }),
      { numRuns: 1500 },
    )
    t.ok(counts.refused >= 1500)
    const [wrongEntry, wrongLog] = [tree.entries[0] as Uint8Array, 'xb.example/log']
    t.throws(() => other.checkProof(octets, wrongEntry, log.origin, vkeys))
    t.throws(() => other.checkProof(octets, entry, wrongLog, vkeys))
    t.throws(() => other.checkProof(octets, entry, log.origin, [logOf('xb.example').vkey]))
    t.throws(() => other.checkProof(octets, entry, log.origin, vkeys, 3))
    const files = served(tree)
    const head = other.openCheckpoint(utf8(checkpoint), log.origin, vkeys)
    for (const [path, file] of files) {
      for (const at of [0, 31, file.length - 1]) {
        const changed = new Map(files).set(path, flipped(file, at))
        t.throws(() => other.follow(head, fetching(changed)), `${path} at ${at}`)
      }
      t.throws(() => other.follow(head, fetching(new Map(files).set(path, file.subarray(0, -1)))), `${path} cut`)
    }
  })
  t.test('[G62] writes what ours accepts, and what ours refuses once altered', async (t) => {
    const origin = 'other.example/log'
    const { keyObject: logKey } = logOf('other.example')
    const { keyObject: witnessKey } = witnessOf('other.example')
    const entries = ['a', 'bc', '', 'def'].map(utf8)
    const leaves = entries.map(other.leaf)
    const text = other.headText({ origin, size: 4, root: other.mth(leaves) })
    const note = `${text}\n${other.signatureLine(origin, logKey, text)}${other.signatureLine('other.example/witness', witnessKey, text, atSeconds)}`
    const key = readVerifierKey(other.vkeyText(origin, 1, logKey))
    const witness = readVerifierKey(other.vkeyText('other.example/witness', 4, witnessKey))
    t.match(cosignaturesOf(readCheckpoint(note, { origin, ...key }), [witness]), [{ atSeconds }])
    t.equal(verifyNote(readNote(note), key), text)
    const written = utf8(other.proofText(2, other.path(2, leaves), note))
    const demands = { entry: utf8(''), origin, key: key.key, witnesses: [witness], quorum: 1 }
    t.equal(verifyLogProof({ ...demands, proof: written }).index, 2)
    fc.assert(
      fc.property(
        fc.nat(written.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (at, bits) => !passes(() => verifyLogProof({ ...demands, proof: flipped(written, at, bits) })),
      ),
      { numRuns: 500 },
    )
    for (const count of [1, 256, 300]) {
      const some = tree.entries.slice(0, count)
      const files = other.publish(some)
      const read = hashReader(count, (level, index, width) => fetching(files)(tilePath({ level, index, width })))
      t.equal(toHex(rootOf(await frontierAt(count, read))), other.mth(some.map(other.leaf)).toString('hex'))
      const first = readEntries(
        fetching(files)(entriesPath({ index: 0, width: Math.min(256, count) })),
        Math.min(256, count),
      )
      t.equal(toHex(rootOf(append(emptyFrontier, first.map(leafHash)))), toHex(tree.roots[first.length] as Uint8Array))
    }
  })
})

const hexed = (files: Map<string, Uint8Array>) => new Map([...files].map(([path, octets]) => [path, toHex(octets)]))

function passes(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
