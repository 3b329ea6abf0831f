import fc from 'fast-check'
import t from 'tap'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from '../../crypto/log/log-path.ts'
import { append, emptyFrontier, emptyRoot, frontierAt, leafHash, nodeHash, rootOf } from '../../crypto/log/log-tree.ts'
import { fromHex, toHex, utf8 } from '../../crypto/octets.ts'
import { flipped, grow, naiveRoot, treeOf } from './log-trees.ts'

// Certificate Transparency's test tree: eight entries, and the root at each size from 1.
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const published = grow(entries.map(fromHex))
const at = (size: number) => fromHex(roots[size - 1] as string)
const hexes = (hashes: readonly Uint8Array[]) => hashes.map(toHex)

const largest = 600
const tree = treeOf(largest)
const root = (size: number) => tree.roots[size] as Uint8Array
const leaf = (index: number) => tree.leaves[index] as Uint8Array

t.test('the tree of a log', async (t) => {
  t.test('[G1] hashes as RFC 6962 does, leaves and nodes apart', async (t) => {
    t.equal(toHex(emptyRoot()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    t.equal(toHex(leafHash(utf8('L123456'))), '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56')
    t.equal(
      toHex(nodeHash(utf8('N123'), utf8('N456'))),
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    )
    t.same(hexes(published.roots.slice(1)), roots)
    t.not(toHex(leafHash(new Uint8Array(64))), toHex(nodeHash(new Uint8Array(32), new Uint8Array(32))))
  })
  t.test('[G2] has, grown leaf by leaf, the root that the definition gives, at every size', async (t) => {
    for (let size = 0; size <= largest; size += 1) {
      if (toHex(root(size)) !== toHex(naiveRoot(tree.leaves.slice(0, size)))) t.fail(`root at ${size}`)
      const frontier = await frontierAt(size, tree.read)
      if (toHex(rootOf(frontier)) !== toHex(root(size))) t.fail(`frontier at ${size}`)
    }
    t.equal(toHex(rootOf(append(emptyFrontier, tree.leaves))), toHex(root(largest)), 'all at once')
    t.equal(emptyFrontier.size, 0, 'what was appended to stays as it was')
  })
})

t.test('a proof of inclusion', async (t) => {
  t.test('[G3] is the published one', async (t) => {
    const proofs = [
      [0, 1, []],
      [
        0,
        8,
        [
          '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
        ],
      ],
      [
        5,
        8,
        [
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
          'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
          'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ],
      ],
      [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
      [
        1,
        5,
        [
          '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        ],
      ],
    ] as const
    for (const [index, size, expected] of proofs) {
      const proof = await inclusionProof(index, size, published.read)
      t.same(hexes(proof), expected, `${index} in ${size}`)
      verifyInclusion({ leafHash: published.leaves[index] as Uint8Array, index, size, proof, rootHash: at(size) })
    }
  })
  t.test('[G4] verifies for every entry of every tree', async () => {
    for (let size = 1; size <= largest; size += 1) {
      for (const index of size <= 128 ? Array(size).keys() : chosen(size)) {
        const proof = await inclusionProof(index, size, tree.read)
        verifyInclusion({ leafHash: leaf(index), index, size, proof, rootHash: root(size) })
      }
    }
  })
  t.test('[G5] MUST fail when leaf, index, size, root or any hash is another', async () => {
    const place = fc.integer({ min: 1, max: largest }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)))
    await fc.assert(
      fc.asyncProperty(place, fc.nat(31), fc.nat(largest), fc.nat(20), async ([index, size], octet, other, which) => {
        const proof = await inclusionProof(index, size, tree.read)
        const good = { leafHash: leaf(index), index, size, proof, rootHash: root(size) }
        const place = proof.length === 0 ? 0 : which % proof.length
        const broken = [
          { ...good, leafHash: flipped(good.leafHash, octet) },
          { ...good, rootHash: flipped(good.rootHash, octet) },
          { ...good, rootHash: good.rootHash.subarray(1) },
          { ...good, proof: [...proof, root(size)] },
          { ...good, proof: [root(size), ...proof] },
          { ...good, index: -1 - index },
          { ...good, index: index + 0.5 },
          { ...good, index: size },
          ...(other === index ? [] : [{ ...good, index: other }]),
          // Another size is refused when it gives the proof another shape, and always under its own root.
          ...(other === size ? [] : [{ ...good, size: other, rootHash: root(other) }]),
          ...proof.slice(0, 1).flatMap(() => [
            { ...good, proof: proof.slice(1) },
            { ...good, proof: proof.slice(0, -1) },
            { ...good, proof: proof.with(place, flipped(proof[place] as Uint8Array, octet)) },
            { ...good, proof: proof.with(place, (proof[place] as Uint8Array).subarray(1)) },
          ]),
          ...(proof.length > 1 ? [{ ...good, proof: proof.toReversed() }] : []),
        ]
        return broken.every((claim) => refused(() => verifyInclusion(claim)))
      }),
      { numRuns: 300 },
    )
  })
})

t.test('a proof of consistency', async (t) => {
  t.test('[G6] is the published one', async (t) => {
    const proofs = [
      [1, 1, []],
      [
        1,
        8,
        [
          '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
        ],
      ],
      [
        6,
        8,
        [
          '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
          'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
          'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
        ],
      ],
      [
        2,
        5,
        [
          '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
          'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        ],
      ],
    ] as const
    for (const [oldSize, size, expected] of proofs) {
      const proof = await consistencyProof(oldSize, size, published.read)
      t.same(hexes(proof), expected, `${oldSize} to ${size}`)
      verifyConsistency({ oldSize, oldRootHash: at(oldSize), size, rootHash: at(size), proof })
    }
  })
  t.test('[G7] verifies from every tree to every later one', async () => {
    for (let size = 0; size <= largest; size += 1) {
      for (const oldSize of size <= 128 ? Array(size + 1).keys() : [...chosen(size), size]) {
        const proof = await consistencyProof(oldSize, size, tree.read)
        verifyConsistency({ oldSize, oldRootHash: root(oldSize), size, rootHash: root(size), proof })
      }
    }
  })
  t.test('[G8] MUST fail when a size, a root or any hash is another', async () => {
    const sizes = fc.integer({ min: 1, max: largest }).chain((size) => fc.tuple(fc.nat(size), fc.constant(size)))
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(31), fc.nat(largest), fc.nat(20), async ([oldSize, size], octet, other, which) => {
        const proof = await consistencyProof(oldSize, size, tree.read)
        const good = { oldSize, oldRootHash: root(oldSize), size, rootHash: root(size), proof }
        const place = proof.length === 0 ? 0 : which % proof.length
        const broken = [
          { ...good, oldRootHash: flipped(good.oldRootHash, octet) },
          // From nothing any tree follows: the new root is what is learned.
          ...(oldSize === 0 ? [] : [{ ...good, rootHash: flipped(good.rootHash, octet) }]),
          { ...good, rootHash: good.rootHash.subarray(1) },
          { ...good, proof: [...proof, root(size)] },
          { ...good, proof: [root(size), ...proof] },
          { ...good, oldSize: size + 1 },
          { ...good, oldSize: -1 },
          { ...good, size: 2 ** 53 },
          ...(other === oldSize ? [] : [{ ...good, oldSize: other }]),
          ...(other === oldSize ? [] : [{ ...good, oldRootHash: root(other) }]),
          ...(other === size || oldSize === 0 ? [] : [{ ...good, size: other, rootHash: root(other) }]),
          ...proof.slice(0, 1).flatMap(() => [
            { ...good, proof: proof.slice(1) },
            { ...good, proof: proof.slice(0, -1) },
            { ...good, proof: proof.with(place, flipped(proof[place] as Uint8Array, octet)) },
            { ...good, proof: [] },
          ]),
          ...(proof.length > 1 ? [{ ...good, proof: proof.toReversed() }] : []),
        ]
        return broken.every((claim) => refused(() => verifyConsistency(claim)))
      }),
      { numRuns: 300 },
    )
  })
  t.test('[G9] MUST NOT show what signed sizes forbid, though the hashes lead there', async (t) => {
    const [a, b, c, d, extra] = [leaf(0), leaf(1), leaf(2), leaf(3), leaf(4)]
    const rootHash = nodeHash(a, b)
    t.throws(() => verifyInclusion({ leafHash: b, index: 0, size: 1, proof: [a], rootHash }), { code: 'log' })
    t.throws(() => verifyInclusion({ leafHash: rootHash, index: 0, size: 2, proof: [], rootHash }), { code: 'log' })
    const ab = nodeHash(a, b)
    const longer = {
      oldSize: 3,
      oldRootHash: nodeHash(extra, nodeHash(ab, c)),
      size: 4,
      rootHash: nodeHash(extra, nodeHash(ab, nodeHash(c, d))),
      proof: [c, d, ab, extra],
    }
    t.throws(() => verifyConsistency(longer), { code: 'log' }, 'higher than a tree of four')
    const back = { oldSize: 3, oldRootHash: a, size: 2, rootHash: ab, proof: [a, b] }
    t.throws(() => verifyConsistency(back), { code: 'log' }, 'smaller than before')
  })
  t.test('[G64] MUST NOT exist between two histories, wherever they part', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 64 }), fc.nat(63), fc.nat(64), async (oldSize, parts, more) => {
        const parted = Math.min(parts, oldSize - 1)
        const size = oldSize + more
        const other = grow(Array.from({ length: size }, (_, n) => (n === parted ? utf8('another') : entryAt(n))))
        const proof = await consistencyProof(oldSize, size, other.read)
        const claim = { oldSize, oldRootHash: root(oldSize), size, rootHash: other.roots[size] as Uint8Array, proof }
        return refused(() => verifyConsistency(claim))
      }),
      { numRuns: 200 },
    )
  })
})

const entryAt = (index: number) => tree.entries[index] as Uint8Array

/** Places that matter in a larger tree, and a few more that follow from its size. */
function chosen(size: number): number[] {
  const places = [0, 1, 127, 128, 255, 256, 257, 511, 512, size >> 1, size - 2, size - 1, (size * 7919) % size]
  return [...new Set([...places, (size * 104729 + 13) % size].filter((place) => place >= 0 && place < size))]
}

/** Whether it throws the one fault that it may throw. */
function refused(check: () => void): boolean {
  try {
    check()
    return false
  } catch (error) {
    return (error as { code?: string }).code === 'log'
  }
}
