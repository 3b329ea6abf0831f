import fc from 'fast-check'
import t from 'tap'
import { append, emptyFrontier, readFrontier, rootOf, writeFrontier } from '../../../crypto/log/log-tree.ts'
import { concat, toHex } from '../../../crypto/octets.ts'
import { treeOf } from '../../spec/log-trees.ts'

const tree = treeOf(300)

t.test('a frontier', async (t) => {
  t.test('[G17] is kept in a few octets and goes on from there', async (t) => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (one, two) => {
        const [from, to] = [Math.min(one, two), Math.max(one, two)]
        const kept = writeFrontier(append(emptyFrontier, tree.leaves.slice(0, from)))
        const grown = append(readFrontier(kept), tree.leaves.slice(from, to))
        return kept.length <= 8 + 9 * 32 && toHex(rootOf(grown)) === toHex(tree.roots[to] as Uint8Array)
      }),
    )
    t.same(writeFrontier(emptyFrontier), new Uint8Array(8))
    const padded = concat(Uint8Array.of(9, 9), writeFrontier(append(emptyFrontier, tree.leaves))).subarray(2)
    t.equal(toHex(rootOf(readFrontier(padded))), toHex(tree.roots[300] as Uint8Array), 'from a view')
  })
  t.test('[G18] MUST hold exactly the hashes of its size', async (t) => {
    const kept = writeFrontier(append(emptyFrontier, tree.leaves.slice(0, 11)))
    for (const wrong of [
      kept.subarray(0, 7),
      kept.subarray(0, -1),
      kept.subarray(1),
      concat(kept, new Uint8Array(32)),
      new Uint8Array(),
    ]) {
      t.throws(() => readFrontier(wrong), { code: 'log' })
    }
    t.throws(() => readFrontier(new Uint8Array(8).fill(0xff)), { code: 'log' }, 'a size beyond 2^53')
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
