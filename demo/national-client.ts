// A small client of the national door, as a national system might have one: node:https and nothing else.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Document } from './documents.ts'

export interface Door {
  readonly url: string
  readonly token: string
  /** PEM certificates that vouch for the door. */
  readonly trust: string
}

/** A JSON object as it comes from outside; its members are looked at one by one. */
export type Json = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly body: Json
}

export interface ReleaseAsk {
  readonly purpose: string
  readonly matter: string
  readonly reader: string
}

export interface Read {
  readonly status: number
  readonly bytes: number
  readonly mediaType: string
  /** SHA-256 of the octets that came, hex. */
  readonly sha256: string
  /** Whether they are those of the file, compared octet by octet as they came. */
  readonly same: boolean
  /** What was answered instead of the octets. */
  readonly problem: Json
}

export interface FeedEvent {
  readonly seq: number
  readonly kind: string
  readonly case: string
  readonly message: string | null
}

export type NationalClient = ReturnType<typeof nationalClient>

export function nationalClient({ url, token, trust }: Door) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca: trust })

  const send = (method: string, path: string, headers: Record<string, string | number>, body?: string | Document) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const options = { agent, method, headers: { authorization: `Bearer ${token}`, ...headers } }
      const asked = request(new URL(path, url), options, resolve).on('error', reject)
      if (typeof body === 'object') pipeline(createReadStream(body.path), asked).catch(reject)
      else asked.end(body)
    })

  const post = async (path: string, body: Json, headers: Record<string, string> = {}): Promise<Answer> => {
    const text = JSON.stringify(body)
    const length = Buffer.byteLength(text)
    return answerOf(
      await send('POST', path, { 'content-type': 'application/json', 'content-length': length, ...headers }, text),
    )
  }

  return {
    post,
    get: async (path: string): Promise<Answer> => answerOf(await send('GET', path, {})),

    /** Streams a file in as it lies on disk and says what its digest must be. */
    async upload(document: Document, terms: string): Promise<Answer> {
      const { kind, form, name, mediaType, bytes, sha256 } = document
      const query = new URLSearchParams({ terms, kind, form, name: basename(name) })
      const digest = Buffer.from(sha256, 'hex').toString('base64')
      const headers = { 'content-type': mediaType, 'content-length': bytes, 'content-digest': `sha-256=:${digest}:` }
      return answerOf(await send('POST', `/v1/items?${query}`, headers, document))
    },

    /** Asks for an item's plaintext under a stated purpose and holds it against the file it should be. */
    async read(item: string, ask: ReleaseAsk, original: Document): Promise<Read> {
      const text = JSON.stringify(ask)
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
      const answer = await send('POST', `/v1/items/${item}/releases`, headers, text)
      const status = answer.statusCode ?? 0
      if (status !== 200) {
        return { status, bytes: 0, mediaType: '', sha256: '', same: false, problem: (await answerOf(answer)).body }
      }
      const mediaType = answer.headers['content-type'] ?? ''
      return { status, mediaType, problem: {}, ...(await compared(answer, original.path)) }
    },

    /** The event feed as it comes, from `after` on, until the signal or the gateway ends it. */
    async *events(after: number, signal: AbortSignal): AsyncGenerator<FeedEvent> {
      const answer = await send('GET', `/v1/events?after=${after}`, { accept: 'text/event-stream' })
      if (answer.statusCode !== 200) throw new Error(`the event feed answered ${answer.statusCode}`)
      const stop = () => answer.destroy()
      signal.addEventListener('abort', stop, { once: true })
      try {
        let waiting = ''
        for await (const chunk of answer.setEncoding('utf8')) {
          const frames = (waiting + chunk).split('\n\n')
          waiting = frames.pop() ?? ''
          for (const frame of frames) {
            const data = frame.split('\n').find((line) => line.startsWith('data: '))
            if (data !== undefined) yield JSON.parse(data.slice('data: '.length)) as FeedEvent
          }
        }
      } catch (error) {
        if (!signal.aborted) throw error
      } finally {
        signal.removeEventListener('abort', stop)
        stop()
      }
    },

    close: () => agent.destroy(),
  }
}

async function answerOf(answer: IncomingMessage): Promise<Answer> {
  const text = Buffer.concat(await answer.toArray()).toString('utf8')
  return { status: answer.statusCode ?? 0, body: text === '' ? {} : (JSON.parse(text) as Json) }
}

/** Flat memory: each chunk is hashed and held against the same place of the file. */
async function compared(
  octets: AsyncIterable<Uint8Array>,
  path: string,
): Promise<Pick<Read, 'bytes' | 'sha256' | 'same'>> {
  const hash = createHash('sha256')
  const file = await open(path)
  let bytes = 0
  let same = true
  try {
    for await (const chunk of octets) {
      hash.update(chunk)
      same &&= await liesAt(file, bytes, chunk)
      bytes += chunk.length
    }
    same &&= (await file.stat()).size === bytes
  } finally {
    await file.close()
  }
  return { bytes, sha256: hash.digest('hex'), same }
}

async function liesAt(file: FileHandle, at: number, chunk: Uint8Array): Promise<boolean> {
  const there = Buffer.alloc(chunk.length)
  const { bytesRead } = await file.read(there, 0, chunk.length, at)
  return bytesRead === chunk.length && there.equals(chunk)
}
