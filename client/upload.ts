// A document on its way into the gateway: streamed as it lies, under the digest that it must arrive
// with.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/**
 * A file by its path, octets, or a stream. Only a stream cannot be sent once more when the line
 * breaks.
 */
type Source = string | Uint8Array | AsyncIterable<Uint8Array>

export interface Upload {
  /** Digest of the terms that it goes under. */
  readonly terms: string
  readonly kind: string
  /** As it was filed. */
  readonly form: 'electronic' | 'paper'
  readonly name: string
  readonly mediaType: string
  readonly source: Source
  /** SHA-256 of the octets, hex, where it is known. Files and octets are hashed here. */
  readonly sha256?: string
  /** Told how many octets went since it was told last. */
  onSent?(bytes: number): void
}

interface Prepared {
  readonly headers: Readonly<Record<string, string>>
  /** Whether `body` may be asked for more than once. */
  readonly again: boolean
  body(): AsyncIterable<Uint8Array>
}

/** The gateway refuses the item when other octets arrive than were read here. */
export async function prepared({ source, sha256, mediaType, onSent }: Upload): Promise<Prepared> {
  const digest = sha256 ?? (await digestOf(source))
  const bytes = await sizeOf(source)
  return {
    headers: {
      'content-type': mediaType,
      ...(bytes !== undefined && { 'content-length': String(bytes) }),
      ...(digest !== undefined && { 'content-digest': `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:` }),
    },
    again: typeof source === 'string' || source instanceof Uint8Array,
    async *body() {
      for await (const chunk of octetsOf(source)) {
        onSent?.(chunk.length)
        yield chunk
      }
    },
  }
}

/** A stream can be read once, and that is when it is sent. */
async function digestOf(source: Source): Promise<string | undefined> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) return undefined
  const hash = createHash('sha256')
  for await (const chunk of octetsOf(source)) hash.update(chunk)
  return hash.digest('hex')
}

async function sizeOf(source: Source): Promise<number | undefined> {
  if (typeof source === 'string') return (await stat(source)).size
  return source instanceof Uint8Array ? source.length : undefined
}

async function* octetsOf(source: Source): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield* createReadStream(source)
  else if (source instanceof Uint8Array) yield source
  else yield* source
}
