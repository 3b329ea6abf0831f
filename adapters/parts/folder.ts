// Parts in a folder: parts/ab/<sha256> for what is ours, arrivals/<member>/<sha256>.pieces/ for
// what a partner is still sending and arrivals/<member>/<sha256>.whole for what has come whole,
// with the right digest. What is adopted stays there too, as a second name of the same octets,
// until a sweep: a delivery that could not be recorded after all finds it again.
//
// Several nodes may share the folder (NFS, mounted with lookupcache=positive, so that what another
// node has just put there is found): every file has one writer and a name of its own, is on disk
// before it gets its lasting name by a rename, and nothing is appended to.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder, renameDurably, syncFolder } from '../../disk/durable.ts'
import { lentFrom, pieceBytes } from '../../disk/lent.ts'
import { pour } from '../../disk/pour.ts'
import { isGone, isThere, namesIn } from '../../disk/there.ts'
import type { Parts } from '../../gateway/ports/parts.ts'
import { stagedIn, sweepArrivals } from './arrivals.ts'
import { failure, isOlder, linkOrMove, sizeOf, writing } from './files.ts'
import { demandDigest, demandMember } from './names.ts'
import {
  busy,
  demandNothing,
  demandOffset,
  demandWithin,
  manyPieces,
  mismatch,
  missing,
  newPiece,
  type Piece,
  reach,
  readPiece,
  tooManyPieces,
  worthKeeping,
} from './pieces.ts'
import { type Claim, roomIn } from './room.ts'

/** What waits for the disk, and what is being written to it. */
const heldForPouring = 2 * 1024 * 1024
const prefixes = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))
/** So many files of ours are looked at in one sweep; the next one goes on from there. */
const lookedAtOnce = 5_000

interface FolderOptions {
  readonly folder: string
  /** What stays free on its volume, in octets. */
  readonly minFreeBytes?: number
}

/** Opens the folder, made with mode 0700 where it is not there; files have mode 0600. */
export async function openFolderParts({ folder, minFreeBytes = 0 }: FolderOptions): Promise<Parts> {
  const [ours, arrivals] = [join(folder, 'parts'), join(folder, 'arrivals')]
  for (const each of [ours, arrivals]) await makeFolder(each)
  /** Of this node, one connection for each arrival. Other nodes write pieces of their own. */
  const arriving = new Set<string>()
  let nextPrefix = 0
  const room = roomIn(folder, minFreeBytes)

  const partPath = (sha256: string) => join(ours, demandDigest(sha256).slice(0, 2), sha256)
  const arrivalPath = (partner: string, sha256: string) => join(arrivals, demandMember(partner), demandDigest(sha256))

  const reading = (open: (path: string, offset: number) => AsyncIterable<Uint8Array>): Parts['read'] =>
    async function* (sha256, offset = 0) {
      try {
        yield* open(partPath(sha256), offset)
      } catch (cause) {
        throw isGone(cause) ? missing(sha256, { cause }) : failure(cause)
      }
    }

  /** Takes a piece of an arrival; resolves with how far it goes now. */
  async function take(path: string, { sha256, offset, totalBytes }: Announced, source: AsyncIterable<Uint8Array>) {
    const complete = await sizeOf(wholePath(path))
    const pieces = complete === undefined ? await piecesOf(path) : []
    demandOffset(sha256, complete ?? reach(pieces).bytes, offset, totalBytes)
    if (complete !== undefined) return await demandNothing(source, complete)
    if (tooManyPieces(pieces.length)) return await sendAnew(path, sha256)
    // What comes in pieces is written a second time when it is put together.
    const claim = await room.claim(totalBytes - offset + (offset > 0 ? totalBytes : 0))
    try {
      return await write(path, { sha256, offset, totalBytes }, { source, claim })
    } finally {
      claim.leave()
    }
  }

  return {
    heldBytes: heldForPouring,

    async put(source, announcedBytes = 0) {
      const claim = await room.claim(announcedBytes)
      const temporary = join(ours, `.${randomUUID()}`)
      const hash = createHash('sha256')
      let bytes = 0
      const see = (chunk: Uint8Array) => {
        hash.update(chunk)
        bytes += chunk.length
      }
      try {
        await writing(temporary, (file) => pour(file, claim.watched(source), see))
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      } finally {
        claim.leave()
      }
      const sha256 = hash.digest('hex')
      await makeFolder(dirname(partPath(sha256)))
      await renameDurably(temporary, partPath(sha256))
      return { sha256, bytes }
    },

    read: reading((path, start) => createReadStream(path, { start, highWaterMark: pieceBytes })),
    lend: reading(lentFrom),

    size: (sha256) => sizeOf(partPath(sha256)),

    async arrived(partner, sha256) {
      const path = arrivalPath(partner, sha256)
      return (await sizeOf(wholePath(path))) ?? reach(await piecesOf(path)).bytes
    },

    async append(partner, sha256, offset, totalBytes, source) {
      const path = arrivalPath(partner, sha256)
      if (arriving.has(path)) throw busy(sha256)
      arriving.add(path)
      try {
        return await take(path, { sha256, offset, totalBytes }, source)
      } catch (error) {
        // Another node has made the part whole, or thrown it away, and its pieces with it.
        throw isGone(error) ? busy(sha256) : error
      } finally {
        arriving.delete(path)
      }
    },

    staged: () => stagedIn(arrivals),

    async taken(partner, sha256) {
      await rm(wholePath(arrivalPath(partner, sha256)), { force: true })
    },

    async adopt(partner, sha256) {
      const whole = wholePath(arrivalPath(partner, sha256))
      if ((await sizeOf(whole)) === undefined) return false
      // Young again, so that no sweep takes it before it is recorded.
      await utimes(whole, new Date(), new Date())
      await makeFolder(dirname(partPath(sha256)))
      const temporary = join(ours, `.${randomUUID()}`)
      await linkOrMove(whole, temporary)
      await renameDurably(temporary, partPath(sha256))
      // Two names of one file are not renamed over each other, they both stay.
      await rm(temporary, { force: true })
      return true
    },

    async remove(sha256) {
      await removeForGood(partPath(sha256))
      for (const partner of await readdir(arrivals)) await removeForGood(wholePath(join(arrivals, partner, sha256)))
    },

    async sweep(before, used) {
      let gone = await sweepArrivals(arrivals, before, arriving)
      for (const name of await readdir(ours)) {
        const path = join(ours, name)
        if (!name.startsWith('.') || !(await isOlder(path, before))) continue
        await rm(path, { force: true })
        gone += 1
      }
      let looked = 0
      for (let turn = 0; turn < prefixes.length && looked < lookedAtOnce; turn += 1) {
        const below = join(ours, prefixes[nextPrefix] ?? '')
        nextPrefix = (nextPrefix + 1) % prefixes.length
        for (const sha256 of await namesIn(below)) {
          looked += 1
          const path = join(below, sha256)
          if (!(await isOlder(path, before)) || (await used(sha256))) continue
          // Asked again right before the end: another node may have adopted it meanwhile.
          if (!(await isOlder(path, before))) continue
          await rm(path, { force: true })
          gone += 1
        }
      }
      return gone
    },
  }
}

/** What was disposed of does not come back with the power, also where a crash came in between. */
async function removeForGood(path: string): Promise<void> {
  await rm(path, { force: true })
  if (await isThere(dirname(path))) await syncFolder(dirname(path))
}

interface Announced {
  readonly sha256: string
  readonly offset: number
  readonly totalBytes: number
}

/** One piece more; with the last one the part is whole. */
async function write(
  path: string,
  { sha256, offset, totalBytes }: Announced,
  { source, claim }: { readonly source: AsyncIterable<Uint8Array>; readonly claim: Claim },
): Promise<number> {
  await makeFolder(piecesPath(path))
  const piece = join(piecesPath(path), newPiece(offset))
  const { at, digest } = await writePiece(piece, { offset, totalBytes }, claim.watched(source))
  if (at < totalBytes) return at
  // What came at once was digested as it came, and nobody else has written to it.
  if (offset > 0) await compose(path, { sha256, totalBytes }, claim)
  else {
    await demandContent(path, sha256, digest)
    await renameDurably(piece, wholePath(path))
  }
  await rm(piecesPath(path), { recursive: true, force: true })
  return at
}

/**
 * Writes what comes into a file of its own; what has come stays durable even when the source
 * breaks, where it is worth a file.
 */
async function writePiece(
  piece: string,
  { offset, totalBytes }: Pick<Announced, 'offset' | 'totalBytes'>,
  source: AsyncIterable<Uint8Array>,
): Promise<{ at: number; digest: string }> {
  const hash = createHash('sha256')
  let at = offset
  const see = (chunk: Uint8Array) => {
    demandWithin(at + chunk.length, totalBytes)
    hash.update(chunk)
    at += chunk.length
  }
  try {
    await writing(piece, (file) => pour(file, source, see))
  } finally {
    if (at < totalBytes && !worthKeeping(at - offset, totalBytes)) {
      await rm(piece, { force: true })
      at = offset
    }
    await syncFolder(dirname(piece))
  }
  return { at, digest: hash.digest('hex') }
}

async function sendAnew(path: string, sha256: string): Promise<never> {
  await rm(piecesPath(path), { recursive: true, force: true })
  throw manyPieces(sha256)
}

/**
 * Makes one file of the pieces. What is written is what is digested, whatever other nodes do to the
 * arrival meanwhile.
 */
async function compose(
  path: string,
  { sha256, totalBytes }: Pick<Announced, 'sha256' | 'totalBytes'>,
  claim: Claim,
): Promise<void> {
  const { bytes, slices } = reach(await piecesOf(path))
  if (bytes !== totalBytes) throw busy(sha256)
  const temporary = join(dirname(path), `.${randomUUID()}`)
  const hash = createHash('sha256')
  try {
    const see = (chunk: Uint8Array) => {
      hash.update(chunk)
    }
    await writing(temporary, async (file) => {
      for (const { name, from, to } of slices) {
        const ends = { start: from, end: to - 1, highWaterMark: pieceBytes }
        await pour(file, claim.watched(createReadStream(join(piecesPath(path), name), ends)), see)
      }
    })
    await demandContent(path, sha256, hash.digest('hex'))
    await renameDurably(temporary, wholePath(path))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function demandContent(path: string, sha256: string, found: string): Promise<void> {
  if (found === sha256) return
  await rm(piecesPath(path), { recursive: true, force: true })
  throw mismatch(sha256, found)
}

const wholePath = (path: string): string => `${path}.whole`
const piecesPath = (path: string): string => `${path}.pieces`

async function piecesOf(path: string): Promise<Piece[]> {
  const pieces: Piece[] = []
  for (const name of await namesIn(piecesPath(path))) {
    const piece = readPiece(name, (await sizeOf(join(piecesPath(path), name))) ?? 0)
    if (piece) pieces.push(piece)
  }
  return pieces
}
