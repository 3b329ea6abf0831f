// A bucket of S3-compatible storage in the few verbs that parts need, and nothing that only some of
// these storages have: no copy of ranges, no conditional writes, no delimiters, no checksums in
// trailers. What is written is there for everybody who reads or lists after it.
import type { Agent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { Problem } from '../../gateway/model/problems/problems.ts'

export interface BucketOptions {
  /** Of the storage, without the bucket: paths name it, whatever the storage is called. */
  readonly url: string
  readonly bucket: string
  readonly region: string
  readonly keyId: string
  readonly secret: string
  /** Certificates of a private CA, PEM; else those of the system count. */
  readonly caPem?: string | undefined
  /** Makes the connections, where they go through a proxy. */
  readonly agent?: Agent | undefined
  /** How long one request may take without a sign of life. */
  readonly timeoutMs?: number
  /** Octets that are held in memory and sent at once. */
  readonly blockBytes?: number
  /** Largest object that the storage copies by itself; S3 says 5 GiB. */
  readonly copyBytes?: number
}

interface Kept {
  readonly key: string
  readonly bytes: number
  /** When it was written, by the clock of the storage. */
  readonly at: number
}

export interface Bucket {
  readonly blockBytes: number
  put(key: string, octets: Uint8Array): Promise<void>
  /**
   * Makes an object of what comes, of `mostBytes` at most. Nobody sees anything of it before the
   * source has ended; where that throws, so does this, and nothing is left.
   */
  upload(key: string, source: AsyncIterable<Uint8Array>, mostBytes: number): Promise<void>
  /** Octets from `from` up to and without `to`; undefined when there is no such object. */
  read(key: string, from: number, to?: number): Promise<AsyncIterable<Uint8Array> | undefined>
  stat(key: string): Promise<Kept | undefined>
  /** In the order of the keys. */
  list(prefix: string, after?: string): AsyncGenerator<Kept>
  copy(from: string, to: string, bytes: number): Promise<void>
  remove(key: string): Promise<void>
}

const mebibyte = 1024 * 1024
/** What an upload may be made of: the storages demand it, and so does the SDK. */
const leastBlockBytes = 5 * mebibyte
const mostBlocks = 10_000

/** @throws {Error} when the bucket is not there or does not let us in. */
export async function openBucket(options: BucketOptions): Promise<Bucket> {
  const { url, bucket: Bucket, region, keyId, secret, caPem, agent, timeoutMs = 60_000 } = options
  const { blockBytes = 8 * mebibyte, copyBytes = 5 * 1024 * mebibyte } = options
  const client = new S3Client({
    endpoint: url,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: keyId, secretAccessKey: secret },
    // Older storages refuse the trailers; the digest of the whole is what we go by.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: timeoutMs,
      // The one above ends with the first octets of the answer.
      socketTimeout: timeoutMs,
      httpAgent: agent ?? { keepAlive: true, maxSockets: 256 },
      httpsAgent: (agent as HttpsAgent | undefined) ?? {
        ...{ keepAlive: true, maxSockets: 256 },
        ...(caPem !== undefined && { ca: caPem }),
      },
    },
  })
  await client.send(new HeadBucketCommand({ Bucket })).catch((cause: unknown) => {
    throw new Error(
      `${url}: the bucket ${Bucket} cannot be used (${whyOf(cause)}); look at S3_URL, S3_BUCKET and its key`,
      {
        cause,
      },
    )
  })

  const self: Bucket = {
    blockBytes,

    async put(Key, Body) {
      await asked(client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length })))
    },

    async upload(Key, source, mostBytes) {
      let broke: { readonly error: unknown } | undefined
      async function* octets(): AsyncGenerator<Uint8Array> {
        try {
          // Whoever gave them may use their memory again.
          for await (const chunk of source) yield chunk.slice()
        } catch (error) {
          broke = { error }
          throw error
        }
      }
      const Body = Readable.from(octets())
      const partSize = Math.max(blockBytes, leastBlockBytes, Math.ceil(mostBytes / mostBlocks))
      try {
        // One at a time, so that no more than a block is held in memory.
        await new Upload({ client, params: { Bucket, Key, Body }, partSize, queueSize: 1 }).done()
      } catch (error) {
        // Also where the storage then did not take that it was given up.
        throw broke ? broke.error : failure(error)
      }
    },

    async read(Key, from, to) {
      if (to !== undefined && to <= from) return (async function* () {})()
      // An empty object has no range.
      const Range = from === 0 && to === undefined ? undefined : `bytes=${from}-${to === undefined ? '' : to - 1}`
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range }))
        return octetsOf(Body as AsyncIterable<Uint8Array>, to === undefined ? undefined : to - from)
      } catch (error) {
        if (isMissing(error)) return undefined
        if (statusOf(error) === 416) return (async function* () {})()
        throw failure(error)
      }
    },

    async stat(key) {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket, Key: key }))
        return { key, bytes: found.ContentLength ?? 0, at: found.LastModified?.getTime() ?? 0 }
      } catch (error) {
        if (isMissing(error)) return undefined
        throw failure(error)
      }
    },

    async *list(Prefix, after) {
      for (let StartAfter = after, ContinuationToken: string | undefined; ; StartAfter = undefined) {
        const page = await asked(
          client.send(new ListObjectsV2Command({ Bucket, Prefix, StartAfter, ContinuationToken })),
        )
        for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
          yield { key: Key, bytes: Size, at: LastModified?.getTime() ?? 0 }
        if (!page.IsTruncated) return
        ContinuationToken = page.NextContinuationToken
      }
    },

    async copy(from, Key, bytes) {
      if (bytes <= copyBytes) {
        const CopySource = encodeURI(`${Bucket}/${from}`)
        await asked(client.send(new CopyObjectCommand({ Bucket, Key, CopySource })))
        return
      }
      const source = await self.read(from, 0)
      if (!source) throw failure(new Error(`${from} has gone`))
      await self.upload(Key, source, bytes)
    },

    async remove(Key) {
      await asked(client.send(new DeleteObjectCommand({ Bucket, Key }))).catch((error: unknown) => {
        if (!(error instanceof Problem && isMissing(error.cause))) throw error
      })
    },
  }
  return self
}

/** Exactly so many octets, where their number is known. */
async function* octetsOf(body: AsyncIterable<Uint8Array>, bytes: number | undefined): AsyncGenerator<Uint8Array> {
  let left = bytes ?? Number.POSITIVE_INFINITY
  try {
    for await (const chunk of body) {
      yield chunk.length > left ? chunk.subarray(0, left) : chunk
      left -= chunk.length
      if (left <= 0) return
    }
  } catch (error) {
    throw failure(error)
  }
  if (bytes !== undefined) throw failure(new Error(`${left} octets of an object are missing`))
}

async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    throw failure(error)
  }
}

const fullCodes = ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'InsufficientStorage']

/**
 * No room is a problem of its own; of all else the caller learns nothing but that the storage
 * failed.
 */
function failure(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  return fullCodes.includes(nameOf(cause)) || statusOf(cause) === 507
    ? new Problem('storage-full', 'there is no space left for parts', { cause, retryAfterMs: 30_000 })
    : new Problem('storage-failed', `the storage of parts does not answer (${whyOf(cause)})`, { cause })
}

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** What stands in the way is told whole where it is a hop of ours, such as a proxy. */
const whyOf = (error: unknown): string => (error instanceof Problem ? error.message : nameOf(error))

const statusOf = (error: unknown): number => {
  const found = error instanceof Error && '$metadata' in error ? error.$metadata : undefined
  return typeof found === 'object' && found !== null && 'httpStatusCode' in found ? Number(found.httpStatusCode) : 0
}

const isMissing = (error: unknown): boolean => statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket'
