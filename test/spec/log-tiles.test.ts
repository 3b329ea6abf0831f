import fc from 'fast-check'
import t from 'tap'
import { consistencyProof, inclusionProof } from '../../crypto/log/log-path.ts'
import {
  entriesPath,
  hashInTile,
  hashReader,
  pathOf,
  readTile,
  readTilePath,
  type Tile,
  tilePath,
  tileWidth,
  widthIn,
  writeEntries,
  writeTile,
} from '../../crypto/log/log-tiles.ts'
import { frontierAt, rootOf } from '../../crypto/log/log-tree.ts'
import { concat, toHex } from '../../crypto/octets.ts'
import { readEntries, tilesBetween } from '../support/log-reading.ts'
import { naiveRoot, treeOf } from './log-trees.ts'

const size = 600
const tree = treeOf(size)

/** The tiles of the tree at a size, as a server keeps them. */
function tilesAt(size: number): Map<string, Uint8Array> {
  const tiles = [...tilesBetween(0, size)].map((tile) => [tilePath(tile), writeTile(hashesOf(tile))] as const)
  return new Map(tiles)
}
const hashesOf = ({ level, index, width }: Tile) =>
  Array.from({ length: width }, (_, at) => tree.read(8 * level, index * tileWidth + at) as Uint8Array)

t.test('the tiles of a log', async (t) => {
  t.test('[G10] lie where C2SP tlog-tiles says', async (t) => {
    t.equal(tilePath({ level: 0, index: 1234067, width: 256 }), 'tile/0/x001/x234/067')
    t.equal(tilePath({ level: 1, index: 5, width: 17 }), 'tile/1/005.p/17')
    t.equal(entriesPath({ index: 1000, width: 1 }), 'tile/entries/x001/000.p/1')
    const count = (level: number, full: boolean) =>
      [...tilesBetween(0, 70_000)].filter((tile) => tile.level === level && (tile.width === 256) === full)
    t.equal(count(0, true).length, 273)
    t.same(count(0, false), [{ level: 0, index: 273, width: 112 }])
    t.equal(count(1, true).length, 1)
    t.same(count(1, false), [{ level: 1, index: 1, width: 17 }])
    t.same([count(2, true).length, count(2, false)], [0, [{ level: 2, index: 0, width: 1 }]])
    t.same([...tilesBetween(0, 256)].map(tilePath), ['tile/0/000', 'tile/1/000.p/1'])
    t.same([...tilesBetween(0, 0)], [])
  })
  t.test('[G11] MUST have one path each, and no other path', async (t) => {
    fc.assert(
      fc.property(
        fc.nat(6),
        fc.nat(2 ** 45),
        fc.integer({ min: 1, max: 256 }),
        fc.boolean(),
        (level, index, width, entries) => {
          const resource = entries
            ? { kind: 'entries' as const, index, width }
            : { kind: 'tile' as const, level, index, width }
          return JSON.stringify(readTilePath(pathOf(resource))) === JSON.stringify(resource)
        },
      ),
    )
    t.same(readTilePath('tile/0/x001/x234/067.p/8'), { kind: 'tile', level: 0, index: 1234067, width: 8 })
    for (const path of [
      ...[
        '',
        'tile',
        'tile/',
        'tile/0',
        'tile/0/',
        'tile/0/1',
        'tile/0/01',
        'tile/0/0001',
        'tile/0/1000',
        'tile/00/000',
      ],
      ...[
        'tile/7/000',
        'tile/-1/000',
        'tile/64/000',
        'tile/a/000',
        'tile/0/000.p/0',
        'tile/0/000.p/256',
        'tile/0/000.p/01',
      ],
      ...['tile/0/000.p/300', 'tile/0/000.p/', 'tile/0/000.p', 'tile/0/x000/000', 'tile/0/001/000', 'tile/0/x001/x000'],
      ...['/tile/0/000', 'tile/0/000/', 'tile/0/000\n', 'tile/0/../000', 'tile/0/x999/x999/x999/x999/x999/x999/999'],
      ...['tile/0/٠٠٠', 'tile/entries', 'tile/entries/0', 'tile/Entries/000', 'tile/0//000', 'tile/0/x9007/199/254'],
    ]) {
      t.equal(readTilePath(path), undefined, JSON.stringify(path))
    }
    for (const tile of [
      { level: 7, index: 0, width: 1 },
      { level: 0.5, index: 0, width: 1 },
      { level: 0, index: -1, width: 1 },
      { level: 0, index: 0, width: 0 },
      { level: 0, index: 0, width: 257 },
    ]) {
      t.throws(() => tilePath(tile), { code: 'log' })
    }
  })
  t.test('[G12] are made or made wider as the tree grows, and only those', async (t) => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(2000), (oldSize, more) => {
        const size = oldSize + more
        const tiles = [...tilesBetween(oldSize, size)]
        const changed = tiles.every(
          ({ level, index, width }) => width === widthIn(size, level, index) && width > widthIn(oldSize, level, index),
        )
        return changed && new Set(tiles.map(tilePath)).size === tiles.length && tiles.length <= more / 255 + 8
      }),
    )
    const grown = [1, 255, 256, 257, 300, 511, 512, 513, 600].reduce(
      ({ from, held }, to) => {
        for (const tile of tilesBetween(from, to)) held.set(`${tile.level}/${tile.index}`, tile)
        return { from: to, held }
      },
      { from: 0, held: new Map<string, Tile>() },
    )
    t.same(new Set(grown.held.values()), new Set(tilesBetween(0, 600)), 'step by step as at once')
  })
  t.test('[G13] give every hash of the tree, and so every proof', async () => {
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 600]) {
      const tiles = tilesAt(size)
      const read = hashReader(size, (level, index, width) => tiles.get(tilePath({ level, index, width })) as Uint8Array)
      if (toHex(rootOf(await frontierAt(size, read))) !== toHex(tree.roots[size] as Uint8Array))
        throw new Error(`root ${size}`)
      for (const place of [0, 1, 254, 255, 256, 300, 511, 512, size - 1]) {
        if (place >= size) continue
        const [tiled, direct] = await Promise.all([
          inclusionProof(place, size, read),
          inclusionProof(place, size, tree.read),
        ])
        if (toHex(concat(...tiled)) !== toHex(concat(...direct))) throw new Error(`inclusion of ${place} in ${size}`)
        const [from, directly] = await Promise.all([
          consistencyProof(place, size, read),
          consistencyProof(place, size, tree.read),
        ])
        if (toHex(concat(...from)) !== toHex(concat(...directly)))
          throw new Error(`consistency from ${place} to ${size}`)
      }
    }
  })
  t.test('[G14] are read once for each proof, and never beyond the tree', async (t) => {
    const tiles = tilesAt(size)
    const asked: string[] = []
    const read = hashReader(size, async (level, index, width) => {
      asked.push(tilePath({ level, index, width }))
      return tiles.get(tilePath({ level, index, width })) as Uint8Array
    })
    await inclusionProof(300, size, read)
    t.same(asked.toSorted(), ['tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2'])
    for (const [level, index] of [
      [0, 600],
      [1, 300],
      [8, 2],
      [16, 0],
      [3, 75],
    ] as const) {
      await t.rejects(async () => read(level, index), { code: 'log' })
    }
    const short = hashReader(size, () => new Uint8Array(31))
    await t.rejects(async () => short(0, 0), { code: 'log' })
    const full = hashReader(300, (level, index) => writeTile(hashesOf({ level, index, width: level === 0 ? 256 : 2 })))
    t.equal(toHex(await full(0, 299)), toHex(tree.leaves[299] as Uint8Array), 'a full tile in place of a partial one')
    await t.rejects(async () => full(0, 300), { code: 'log' }, 'what it holds beyond the tree')
  })
  t.test('[G15] MUST hold as many hashes as they are wide', async (t) => {
    const tile = writeTile(tree.leaves.slice(0, 12))
    t.same(readTile(tile, 12).map(toHex), tree.leaves.slice(0, 12).map(toHex))
    t.equal(toHex(hashInTile(tile, 2, 2)), toHex(naiveRoot(tree.leaves.slice(8, 12))))
    for (const width of [0, 11, 13, 257, -1, 1.5]) t.throws(() => readTile(tile, width), { code: 'log' }, String(width))
    for (const [height, index] of [
      [2, 3],
      [4, 0],
      [-1, 0],
      [0, -1],
      [9, 0],
      [0, 12],
    ] as const) {
      t.throws(() => hashInTile(tile, height, index), { code: 'log' }, `${height}/${index}`)
    }
    t.throws(() => writeTile([]), { code: 'log' })
    t.throws(() => writeTile([new Uint8Array(31)]), { code: 'log' })
    t.throws(() => writeTile(tree.leaves.slice(0, 257)), { code: 'log' })
  })
  t.test('[G16] have bundles of exactly their entries', async (t) => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (entries, where) => {
          const bundle = writeEntries(entries)
          const cut = bundle.subarray(0, where % bundle.length)
          const refuses = [() => readEntries(cut, entries.length), () => readEntries(bundle, entries.length + 1)]
          return (
            readEntries(bundle, entries.length).map(toHex).join() === entries.map(toHex).join() &&
            [...refuses, () => readEntries(concat(bundle, Uint8Array.of(0, 0)), entries.length)].every(isRefused)
          )
        },
      ),
    )
    t.equal(readEntries(writeEntries([new Uint8Array(65_535)]), 1)[0]?.length, 65_535)
    t.throws(() => writeEntries([new Uint8Array(65_536)]), { code: 'log' })
    t.throws(() => writeEntries([]), { code: 'log' })
    t.throws(() => writeEntries(Array(257).fill(new Uint8Array())), { code: 'log' })
    t.throws(() => readEntries(new Uint8Array(), 0), { code: 'log' })
  })
})

function isRefused(read: () => unknown): boolean {
  try {
    read()
    return false
  } catch (error) {
    return (error as { code?: string }).code === 'log'
  }
}
