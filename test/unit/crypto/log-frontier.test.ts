import fc from 'fast-check'
import t from 'tap'
import { hashReader } from '../../../crypto/log/log-tiles.ts'
import { append, emptyFrontier, frontierAt, rootOf } from '../../../crypto/log/log-tree.ts'
import { concat, toHex } from '../../../crypto/octets.ts'
import { treeOf } from '../../spec/log-trees.ts'

const tree = treeOf(300)

t.test('a frontier', async (t) => {
  t.test('[G17] is read in a few hashes and goes on from there', async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(300), fc.nat(300), async (one, two) => {
        const [from, to] = [Math.min(one, two), Math.max(one, two)]
        let reads = 0
        const found = await frontierAt(from, (level, index) => {
          reads += 1
          return tree.read(level, index)
        })
        const grown = append(found, tree.leaves.slice(from, to))
        return reads <= 9 && toHex(rootOf(grown)) === toHex(tree.roots[to] as Uint8Array)
      }),
    )
    t.same(await frontierAt(0, tree.read), emptyFrontier)
    t.same(await frontierAt(300, tree.read), append(emptyFrontier, tree.leaves), 'read as grown')
  })
  t.test('[G18] MUST hold exactly the hashes of its size', async (t) => {
    t.equal((await frontierAt(11, tree.read)).hashes.length, 3)
    const tile = concat(...tree.leaves.slice(0, 11))
    t.same(
      await frontierAt(
        11,
        hashReader(11, () => tile),
      ),
      await frontierAt(11, tree.read),
    )
    for (const wrong of [tile.subarray(0, -1), tile.subarray(0, -32), new Uint8Array()]) {
      await t.rejects(
        frontierAt(
          11,
          hashReader(11, () => wrong),
        ),
        { code: 'log' },
      )
    }
    for (const size of [-1, 1.5, 2 ** 53]) await t.rejects(frontierAt(size, tree.read), { code: 'log' }, `size ${size}`)
    t.throws(() => append(emptyFrontier, [new Uint8Array(31)]), { code: 'log' })
    t.throws(
      () => append({ size: Number.MAX_SAFE_INTEGER, hashes: [] }, tree.leaves),
      { code: 'log' },
      'a tree that is full',
    )
  })
  t.test('tells of each subtree that is complete, once', async (t) => {
    const told: string[] = []
    const before = append(emptyFrontier, tree.leaves.slice(0, 5))
    const frontier = append(before, tree.leaves.slice(5, 8), (level, index, hash) => {
      t.equal(toHex(hash), toHex(tree.read(level, index) as Uint8Array))
      told.push(`${level}/${index}`)
    })
    t.same(told, ['0/5', '1/2', '0/6', '0/7', '1/3', '2/1', '3/0'])
    t.same([before.size, before.hashes.length, frontier.size, frontier.hashes.length], [5, 2, 8, 1])
  })
})
