// A document on its way into the gateway: streamed as it lies, under the digest that it must arrive
// with.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Answer, AnswerShape } from '../gateway/answers/answer-shapes.ts'
import type { Connection, DoorAnswer } from './connection.ts'
import { type Retries, repeated, type World } from './retries.ts'

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
  readonly bytes?: number
  readonly sha256?: string
  body(from?: number): AsyncIterable<Uint8Array>
}

/** The gateway refuses the item when other octets arrive than were read here. */
async function prepared({ source, sha256, mediaType, onSent }: Upload): Promise<Prepared> {
  const digest = sha256 ?? (await digestOf(source))
  const bytes = await sizeOf(source)
  let sent = 0
  return {
    headers: {
      'content-type': mediaType,
      ...(bytes !== undefined && { 'content-length': String(bytes) }),
      ...(digest !== undefined && { 'content-digest': `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:` }),
    },
    again: typeof source === 'string' || source instanceof Uint8Array,
    ...(bytes !== undefined && { bytes }),
    ...(digest !== undefined && { sha256: digest }),
    async *body(from = 0) {
      // What was sent and did not come is sent again.
      if (sent > from) onSent?.(from - sent)
      sent = from
      for await (const chunk of octetsOf(source, from)) {
        sent += chunk.length
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

async function* octetsOf(source: Source, from = 0): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield* createReadStream(source, { start: from })
  else if (source instanceof Uint8Array) yield source.subarray(from)
  else yield* source
}

/** From so many octets on an upload is gone on with where the line breaks. */
const resumedFromBytes = 1024 * 1024

interface Sending {
  readonly connection: Pick<Connection, 'send'>
  readonly retries: Retries
  readonly world: World
  jsonOf<Shape extends AnswerShape>(answer: DoorAnswer): Promise<Answer<Shape>>
}

/** Sends a document in; one that is large over as many connections as it takes. */
export async function sent(sending: Sending, upload: Upload): Promise<Answer<'StagedItem'>> {
  const ready = await prepared(upload)
  const key = { 'idempotency-key': sending.world.key() }
  if (ready.again && (ready.bytes ?? 0) >= resumedFromBytes) return resumed(sending, upload, { ready, key })
  const { terms, kind, form, name } = upload
  const path = `/v1/items?${new URLSearchParams({ terms, kind, form, name })}`
  const { connection, retries, world, jsonOf } = sending
  const send = async () => {
    const headers = { ...ready.headers, ...key }
    return jsonOf<'StagedItem'>(await connection.send({ method: 'POST', path, headers, body: ready.body() }))
  }
  return await (ready.again ? repeated(send, 'whatever', retries, world) : send())
}

interface Resumable {
  readonly ready: Prepared
  readonly key: Readonly<Record<string, string>>
}

/** draft-ietf-httpbis-resumable-upload: after a break the gateway says how much it has. */
async function resumed(
  { connection, retries, world, jsonOf }: Sending,
  { terms, kind, form, name, mediaType }: Upload,
  { ready: { bytes = 0, sha256, body }, key }: Resumable,
): Promise<Answer<'StagedItem'>> {
  let at: { readonly path: string; readonly offset: number } | undefined
  let furthest = 0

  async function begin() {
    const said = JSON.stringify({ terms, kind, form, name, mediaType, bytes, ...(sha256 !== undefined && { sha256 }) })
    const headers = { 'content-type': 'application/json', ...key }
    const begun = await jsonOf<'Upload'>(
      await connection.send({ method: 'POST', path: '/v1/uploads', headers, body: said }),
    )
    return { path: `/v1/uploads/${begun.upload}`, offset: begun.offset }
  }
  /** Where the gateway has nothing of it any more, it is begun anew. */
  async function howFar(path: string) {
    const answer = await connection.send({ method: 'HEAD', path })
    await jsonOf(answer).catch((error: unknown) => {
      if (answer.status !== 404) throw error
    })
    return answer.status === 404 ? begin() : { path, offset: Number(answer.headers['upload-offset']) }
  }
  const send = async () => {
    const { path, offset } = at === undefined ? await begin() : await howFar(at.path)
    at = { path, offset }
    furthest = Math.max(furthest, offset)
    const headers = {
      'content-type': 'application/partial-upload',
      'content-length': String(bytes - offset),
      'upload-offset': String(offset),
    }
    return jsonOf<'StagedItem'>(await connection.send({ method: 'PATCH', path, headers, body: body(offset) }))
  }
  return repeated(send, 'whatever', retries, world, () => furthest)
}
