// Parts in S3-compatible storage, for any number of nodes at once: parts/<sha256> for what is ours,
// arrivals/<sha256>/<member>/ for what a partner is sending: pieces, or `whole` when it has come
// whole, with the right digest. What is adopted stays there too until a sweep: a delivery that
// could not be recorded after all finds it again. Everything lies under the prefix. The storage
// must show what was written to whoever reads or lists after it, as AWS, MinIO and Ceph do. What a
// node that died was uploading is not listed: a lifecycle rule of the bucket ends it
// (AbortIncompleteMultipartUpload).
import { createHash, randomUUID } from 'node:crypto'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Parts } from '../../gateway/ports/parts.ts'
import { demandDigest, demandMember, isDigest } from './names.ts'
import { opening, passing } from './passing.ts'
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
  type Slice,
  tooManyPieces,
  worthKeeping,
} from './pieces.ts'
import { stagedIn, sweepArrivals } from './s3-arrivals.ts'
import { type Bucket, type BucketOptions, openBucket } from './s3-bucket.ts'

export interface S3PartsOptions extends BucketOptions {
  /** Begins every key, such as `bulla/xa/`; the bucket may hold other things under other ones. */
  readonly prefix: string
  /** Octets of the largest part that `put` is given. */
  readonly mostBytes?: number
}
const gibibyte = 1024 ** 3

/** So many parts of ours are looked at in one sweep; the next one goes on from there. */
const lookedAtOnce = 5_000

/** @throws {Error} when the bucket is not there or does not let us in. */
export async function openS3Parts({ prefix, mostBytes = 64 * gibibyte, ...options }: S3PartsOptions): Promise<Parts> {
  const bucket = await openBucket(options)
  const [ours, arrivals, incoming] = [`${prefix}parts/`, `${prefix}arrivals/`, `${prefix}incoming/`]
  /** Of this node. Two nodes with one arrival write pieces of their own. */
  const arriving = new Set<string>()
  let lookedAt: string | undefined

  const partKey = (sha256: string) => `${ours}${demandDigest(sha256)}`
  const arrivalKey = (partner: string, sha256: string) => `${arrivals}${demandDigest(sha256)}/${demandMember(partner)}/`

  async function* read(sha256: string, offset = 0) {
    const found = await bucket.read(partKey(sha256), offset)
    if (!found) throw missing(sha256)
    yield* found
  }

  return {
    heldBytes: bucket.blockBytes,

    async put(source) {
      const hash = createHash('sha256')
      let bytes = 0
      const { head, rest } = await opening(
        passing(source, (chunk) => {
          hash.update(chunk)
          bytes += chunk.length
        }),
        bucket.blockBytes,
      )
      // Most come in one block, and need no other place.
      if (!rest) {
        const sha256 = hash.digest('hex')
        await bucket.put(partKey(sha256), head)
        return { sha256, bytes }
      }
      const temporary = `${incoming}${randomUUID()}`
      await bucket.upload(temporary, rest, mostBytes)
      const sha256 = hash.digest('hex')
      await bucket.copy(temporary, partKey(sha256), bytes)
      await bucket.remove(temporary)
      return { sha256, bytes }
    },

    read,
    lend: read,

    async size(sha256) {
      return (await bucket.stat(partKey(sha256)))?.bytes
    },

    async arrived(partner, sha256) {
      return (await arrivalAt(bucket, arrivalKey(partner, sha256))).bytes
    },

    async append(partner, sha256, offset, totalBytes, source) {
      const folder = arrivalKey(partner, sha256)
      if (arriving.has(folder)) throw busy(sha256)
      arriving.add(folder)
      try {
        const { bytes: before, whole, pieces } = await arrivalAt(bucket, folder)
        demandOffset(sha256, before, offset, totalBytes)
        if (tooManyPieces(pieces)) {
          await clear(bucket, folder)
          throw manyPieces(sha256)
        }
        return whole
          ? await demandNothing(source, before)
          : await take(bucket, folder, { sha256, offset, totalBytes }, source)
      } finally {
        arriving.delete(folder)
      }
    },

    staged: () => stagedIn(bucket, arrivals),

    async taken(partner, sha256) {
      await bucket.remove(wholeKey(arrivalKey(partner, sha256)))
    },

    async adopt(partner, sha256) {
      const whole = await bucket.stat(wholeKey(arrivalKey(partner, sha256)))
      if (!whole) return false
      // Also where the part is there: the copy is young, so that no sweep takes it before it is
      // recorded.
      await bucket.copy(whole.key, partKey(sha256), whole.bytes)
      return true
    },

    async remove(sha256) {
      await bucket.remove(partKey(sha256))
      for await (const { key } of bucket.list(`${arrivals}${sha256}/`))
        if (key.endsWith('/whole')) await bucket.remove(key)
    },

    async sweep(before, used) {
      let gone = await sweepArrivals(bucket, arrivals, before, arriving)
      for await (const { key, at } of bucket.list(incoming)) {
        if (at >= before) continue
        await bucket.remove(key)
        gone += 1
      }
      let looked = 0
      let last: string | undefined
      for await (const { key, at } of bucket.list(ours, lookedAt)) {
        last = key
        looked += 1
        const sha256 = key.slice(ours.length)
        if (at < before && isDigest(sha256) && !(await used(sha256)) && (await isOlder(bucket, key, before))) {
          await bucket.remove(key)
          gone += 1
        }
        if (looked >= lookedAtOnce) break
      }
      lookedAt = looked < lookedAtOnce ? undefined : last
      return gone
    },
  }
}

const wholeKey = (folder: string): string => `${folder}whole`

/** What has come of an arrival, without a gap. */
async function arrivalAt(bucket: Bucket, folder: string) {
  const pieces: Piece[] = []
  for await (const { key, bytes } of bucket.list(folder)) {
    if (key === wholeKey(folder)) return { bytes, whole: true, slices: [], pieces: 1 }
    const piece = readPiece(key.slice(folder.length), bytes)
    if (piece) pieces.push(piece)
  }
  return { whole: false, ...reach(pieces), pieces: pieces.length }
}

interface Announced {
  readonly sha256: string
  readonly offset: number
  readonly totalBytes: number
}

/**
 * Keeps what comes, a block at a time and what there is when the source breaks; resolves with how
 * far it goes.
 */
async function take(
  bucket: Bucket,
  folder: string,
  { sha256, offset, totalBytes }: Announced,
  source: AsyncIterable<Uint8Array>,
): Promise<number> {
  let at = offset
  let waiting: Uint8Array[] = []
  let bytes = 0
  const keep = async () => {
    if (bytes === 0) return
    await bucket.put(`${folder}${newPiece(at - bytes)}`, Buffer.concat(waiting))
    waiting = []
    bytes = 0
  }
  try {
    for await (const chunk of source) {
      demandWithin(at + chunk.length, totalBytes)
      waiting.push(chunk.slice())
      at += chunk.length
      bytes += chunk.length
      if (bytes >= bucket.blockBytes && at < totalBytes) await keep()
    }
  } catch (error) {
    if (worthKeeping(at - offset, totalBytes)) await keep()
    throw error
  }
  if (at < totalBytes) {
    if (!worthKeeping(at - offset, totalBytes)) return offset
    await keep()
  }
  // Most parts come in one block, and need no piece.
  else if (bytes === totalBytes) await keepWhole(bucket, folder, sha256, Buffer.concat(waiting))
  else {
    await keep()
    await compose(bucket, folder, sha256, totalBytes)
  }
  return at
}

async function keepWhole(bucket: Bucket, folder: string, sha256: string, octets: Uint8Array): Promise<void> {
  const found = createHash('sha256').update(octets).digest('hex')
  if (found !== sha256) throw mismatch(sha256, found)
  await bucket.put(wholeKey(folder), octets)
}

/**
 * Makes one object of the pieces. What is written is what is digested, whatever other nodes do to
 * the arrival meanwhile.
 */
async function compose(bucket: Bucket, folder: string, sha256: string, totalBytes: number): Promise<void> {
  const { bytes, whole, slices } = await arrivalAt(bucket, folder)
  if (whole) return
  if (bytes !== totalBytes) throw busy(sha256)
  const hash = createHash('sha256')
  async function* judged(): AsyncGenerator<Uint8Array> {
    yield* passing(slicesOf(bucket, folder, slices), (chunk) => {
      hash.update(chunk)
    })
    const found = hash.digest('hex')
    if (found !== sha256) throw mismatch(sha256, found)
  }
  try {
    await bucket.upload(wholeKey(folder), judged(), totalBytes)
  } catch (error) {
    if (error instanceof Problem && error.code === 'digest-mismatch') await clear(bucket, folder)
    throw error
  }
  await clear(bucket, folder)
}

async function* slicesOf(bucket: Bucket, folder: string, slices: readonly Slice[]): AsyncGenerator<Uint8Array> {
  for (const { name, from, to } of slices) {
    const found = await bucket.read(`${folder}${name}`, from, to)
    if (!found) throw new Problem('part-offset', 'a piece of the part has gone while it was put together')
    yield* found
  }
}

/** Removes the pieces, not the whole. */
async function clear(bucket: Bucket, folder: string): Promise<void> {
  for await (const { key } of bucket.list(folder)) if (key !== wholeKey(folder)) await bucket.remove(key)
}

/** Asked again right before the end: another node may have adopted the part since it was listed. */
async function isOlder(bucket: Bucket, key: string, before: number): Promise<boolean> {
  const found = await bucket.stat(key)
  return found !== undefined && found.at < before
}
