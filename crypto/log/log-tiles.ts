import { CryptoError } from '../fault.ts'
import { concat } from '../octets.ts'
import { demandHash, demandSize, hashBytes, nodeHash, type ReadHash } from './log-tree.ts'

/*
 * C2SP tlog-tiles: the tree cut into tiles of up to 256 hashes. A hash in a tile of level 0 is a
 * leaf hash, above it is the hash over a full tile of the level below. Full tiles never change; a
 * partial one is another resource for each width.
 */

export const tileWidth = 256
/** Levels between two levels of tiles: 2^8 hashes make a tile. */
const tileHeight = 8
/** Of 2^53 leaves. */
const maxTileLevel = 6
const maxEntryBytes = 0xffff

/** Which tile: its place, and how many hashes it holds. */
export interface Tile {
  readonly level: number
  readonly index: number
  /** 1 to 256; 256 is a full tile. */
  readonly width: number
}

/**
 * What a path of tlog-tiles names. A bundle holds the entries of the tile of level 0 with its index
 * and width.
 */
export type TileResource =
  | ({ readonly kind: 'tile' } & Tile)
  | { readonly kind: 'entries'; readonly index: number; readonly width: number }

/**
 * `tile/0/x001/x234/067.p/8`, below the prefix of the log. @throws {CryptoError} `log` for a tile
 * that cannot be.
 */
export function tilePath({ level, index, width }: Tile): string {
  demandLevel(level)
  return `tile/${level}/${place(index, width)}`
}

/** `tile/entries/x001/x234/067.p/8`. @throws {CryptoError} `log` */
export const entriesPath = ({ index, width }: Omit<Tile, 'level'>): string => `tile/entries/${place(index, width)}`

/** What a path names; `undefined` for every other path, another spelling of the same place too. */
export function readTilePath(path: string): TileResource | undefined {
  const [, level, number, partial] = pathPattern.exec(path) ?? []
  if (level === undefined || number === undefined) return undefined
  const index = Number(number.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? tileWidth : Number(partial)
  if (!isPlace(index, width)) return undefined
  const kind = level === 'entries' ? { kind: level } : { kind: 'tile' as const, level: Number(level) }
  const resource = { ...kind, index, width } as TileResource
  return pathOf(resource) === path ? resource : undefined
}
const pathPattern = /^tile\/([0-6]|entries)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

export const pathOf = (resource: TileResource): string =>
  resource.kind === 'tile' ? tilePath(resource) : entriesPath(resource)

/** How wide a tile is in a tree of this size: 0 when the tree has none there. */
export function widthIn(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / tileWidth ** level)
  return Math.max(0, Math.min(tileWidth, hashes - index * tileWidth))
}

/** The hashes of a tile one after the other. @throws {CryptoError} `log` */
export function writeTile(hashes: readonly Uint8Array[]): Uint8Array {
  demandWidth(hashes.length)
  return concat(...hashes.map(demandHash))
}

/** @throws {CryptoError} `log` unless exactly this many hashes. */
export function readTile(tile: Uint8Array, width: number): Uint8Array[] {
  demandWidth(width)
  if (tile.length !== width * hashBytes) {
    throw new CryptoError('log', `found a tile of ${tile.length} octets, expected ${width * hashBytes}`)
  }
  return Array.from({ length: width }, (_, at) => tile.subarray(at * hashBytes, (at + 1) * hashBytes))
}

/**
 * A hash within the tree that a tile is: of the subtree over its hashes `index * 2^height` up to
 * and without `(index + 1) * 2^height`; height 0 are the hashes themselves. @throws {CryptoError}
 * `log` when the tile has not all of them.
 */
export function hashInTile(tile: Uint8Array, height: number, index: number): Uint8Array {
  const leaves = 2 ** height
  const [start, end] = [index * leaves * hashBytes, (index + 1) * leaves * hashBytes]
  if (height < 0 || height > tileHeight || index < 0 || end > tile.length) {
    throw new CryptoError('log', `a tile of ${tile.length} octets has no hash ${index} at height ${height}`)
  }
  let row = readTile(tile.subarray(start, end), leaves)
  while (row.length > 1) row = pairsOf(row)
  return (row[0] as Uint8Array).slice()
}

/** @param width in the tree that is read. A full tile may be given in place of a partial one. */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array> | Uint8Array

/**
 * Reads the hashes of the complete subtrees of a tree out of its tiles, for proofs and frontiers.
 * Each tile is asked for once in the life of the reader, so make one for each proof. What is read
 * is not verified: the proof is.
 * @throws {CryptoError} `log` for a subtree that the tree has not in full, or a tile of another
 *   width.
 */
export function hashReader(size: number, readTile: ReadTile): ReadHash {
  demandSize(size)
  const read = new Map<string, Promise<Uint8Array>>()
  return async (level, index) => {
    const tileLevel = Math.floor(level / tileHeight)
    const height = level - tileLevel * tileHeight
    const tile = Math.floor((index * 2 ** height) / tileWidth)
    const width = widthIn(size, tileLevel, tile)
    if ((index + 1) * 2 ** level > size) throw new CryptoError('log', `tree of size ${size} has no ${level}/${index}`)
    const key = `${tileLevel}/${tile}`
    const octets = read.get(key) ?? Promise.resolve(readTile(tileLevel, tile, width))
    read.set(key, octets)
    return hashInTile(await octets, height, index - (tile * tileWidth) / 2 ** height)
  }
}

/**
 * Up to 256 entries, each behind its length in two octets, most significant first. @throws
 * {CryptoError} `log`
 */
export function writeEntries(entries: readonly Uint8Array[]): Uint8Array {
  demandWidth(entries.length)
  return concat(...entries.flatMap((entry) => [lengthOf(entry), entry]))
}

const pairsOf = (row: readonly Uint8Array[]): Uint8Array[] =>
  Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at] as Uint8Array, row[2 * at + 1] as Uint8Array))

function lengthOf({ length }: Uint8Array): Uint8Array {
  if (length <= maxEntryBytes) return Uint8Array.of(length >> 8, length & 0xff)
  throw new CryptoError('log', `found an entry of ${length} octets, expected at most ${maxEntryBytes}`)
}

/**
 * The index in groups of three digits, all but the last marked, so that no file is in the way of a
 * folder.
 */
function place(index: number, width: number): string {
  if (!isPlace(index, width)) throw new CryptoError('log', `there is no tile ${index} of width ${width}`)
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/.../g) as string[]
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === tileWidth ? path : `${path}.p/${width}`
}

const isPlace = (index: number, width: number): boolean =>
  Number.isSafeInteger(index) && index >= 0 && Number.isInteger(width) && width >= 1 && width <= tileWidth

function demandWidth(width: number): void {
  if (!isPlace(0, width)) throw new CryptoError('log', `a tile of width ${width} cannot be`)
}

function demandLevel(level: number): void {
  if (Number.isInteger(level) && level >= 0 && level <= maxTileLevel) return
  throw new CryptoError('log', `a tile of level ${level} cannot be`)
}
