// Server-sent events (WHATWG HTML §9.2): what is new, as it comes, from any number on.

import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EventView } from '../answers/directory-answers.ts'
import { Problem } from '../model/problems/problems.ts'
import type { EventRow } from '../ports/rows.ts'
import { noteLateFailure, type ProblemDoor } from './problem-reply.ts'

interface EventSource {
  /**
   * The next rows after a number, at most `limit`; nothing at all when the reader may no longer see
   * any.
   */
  read(after: number, limit: number): Promise<readonly EventRow[] | undefined>
  watch(listener: () => void): () => void
}

/** What a door has for all its streams. */
interface Streaming {
  readonly flows: { watchEvents: EventSource['watch'] }
  readonly problems: ProblemDoor
  /** The door closes. */
  readonly closing: AbortSignal
  readonly heartbeatMs: number
}

interface Listening extends Pick<EventSource, 'read'> {
  /** Gives the place of this reader back; undefined where it has as many streams as it may. */
  readonly leave: (() => void) | undefined
  /** In words, where it has. */
  readonly full: string
  /** The number that it goes on from; what it throws is answered in the place of a stream. */
  from(): Promise<number>
  readonly inFrames?: (rows: readonly EventRow[]) => string
}

/** Answers with a stream for as long as its reader stays. @throws {Problem} `too-many-requests` */
export async function answerEvents(
  { flows, problems, closing, heartbeatMs }: Streaming,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { leave, full, from, read, inFrames }: Listening,
): Promise<FastifyReply> {
  if (!leave) throw new Problem('too-many-requests', full, { retryAfterMs: heartbeatMs })
  const gone = new AbortController()
  reply.raw.once('close', () => {
    gone.abort()
    leave()
  })
  const first = await from().catch((error: unknown) => {
    leave()
    throw error
  })
  const source = { read, watch: (listener: () => void) => flows.watchEvents(listener) }
  const stream = eventStream(source, first, heartbeatMs, AbortSignal.any([closing, gone.signal]), inFrames)
  // A proxy with its defaults would keep events back until its buffer is full.
  reply.header('x-accel-buffering', 'no').header('cache-control', 'no-store, no-transform')
  return reply.type('text/event-stream').send(noteLateFailure(problems, request, reply, stream))
}

/**
 * A stream that ends when `ended` aborts or the reader may no longer read, and says it is alive
 * every `heartbeatMs`. @param inFrames how rows are told, at least one of them
 */
export function eventStream(
  source: EventSource,
  after: number,
  heartbeatMs: number,
  ended: AbortSignal,
  inFrames: (rows: readonly EventRow[]) => string = frameEach,
): Readable {
  return Readable.from(frames(source, after, heartbeatMs, ended, inFrames), { objectMode: false })
}

async function* frames(
  source: EventSource,
  after: number,
  heartbeatMs: number,
  ended: AbortSignal,
  inFrames: (rows: readonly EventRow[]) => string,
): AsyncGenerator<string> {
  let news = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const onEnd = () => end.resolve()
  const stopWatching = source.watch(() => news.resolve())
  ended.addEventListener('abort', onEnd)
  if (ended.aborted) onEnd()
  try {
    yield `retry: 2000\n\n`
    let saidAt = performance.now()
    for (let last = after; !ended.aborted; ) {
      // Asked for before reading: what comes in between wakes us again.
      news = Promise.withResolvers<void>()
      const rows = await source.read(last, pageRows)
      if (!rows) return
      last = rows.at(-1)?.seq ?? last
      // Counted from what was said last: where others write too we look again and again, and mostly
      // find nothing.
      const silent = rows.length === 0 && performance.now() - saidAt >= heartbeatMs
      if (silent || rows.length > 0) {
        yield silent ? ':\n\n' : inFrames(rows)
        saidAt = performance.now()
      }
      if (rows.length < pageRows)
        await first(news.promise, end.promise, Math.max(1, saidAt + heartbeatMs - performance.now()))
    }
  } finally {
    stopWatching()
    ended.removeEventListener('abort', onEnd)
  }
}
const pageRows = 100

/** Resolves with the first of them, and after so long without either. */
async function first(news: Promise<void>, end: Promise<void>, ms: number): Promise<void> {
  const silence = Promise.withResolvers<void>()
  const timer = setTimeout(silence.resolve, ms)
  try {
    await Promise.race([news, end, silence.promise])
  } finally {
    clearTimeout(timer)
  }
}

const frameEach = (rows: readonly EventRow[]) =>
  rows.map((row) => `id: ${row.seq}\nevent: ${row.kind}\ndata: ${JSON.stringify(eventOnWire(row))}\n\n`).join('')

/** Rows keep milliseconds; on the wire instants are RFC 3339. */
export const eventOnWire = (row: EventRow): EventView => ({ ...row, at: new Date(row.at).toISOString() })
