// Octets on their way in and out: measured, bounded by how they get on, gathered only where they
// are few.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Problem } from '../model/problems/problems.ts'
import { guarded } from '../model/running.ts'

/**
 * `windowMs`: each such time must bring `leastBytes`, or the rest. Once `closing` is aborted a
 * shorter one must: no stop waits for what does not come.
 */
export interface Pace {
  readonly maxBytes: number
  readonly windowMs: number
  readonly leastBytes: number
  readonly closing: AbortSignal
}

/** Enough for a body that gets on. */
const closingWindowMs = 1_000
const windowOf = ({ windowMs, closing }: Pace) => (closing.aborted ? Math.min(windowMs, closingWindowMs) : windowMs)

/** Whoever waits to be told that a body is wanted, and where it is told. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>()

/**
 * Holds "100 Continue" back until somebody begins to read the body: whoever is refused sends none.
 */
export const awaitReader = (request: IncomingMessage, response: ServerResponse): void => {
  waiting.set(request, response)
}

function goOn(source: IncomingMessage): void {
  const response = waiting.get(source)
  waiting.delete(source)
  if (response && source.headers.expect?.toLowerCase() === '100-continue') response.writeContinue()
}

const announcedBytes = ({ headers }: IncomingMessage): number => Number(headers['content-length'] ?? 0)
const tooSlow = ({ leastBytes, windowMs, closing }: Pace) =>
  closing.aborted
    ? new Problem('stopping', 'the gateway is stopping, and the body did not get on', { retryAfterMs: 1_000 })
    : new Problem('request-timeout', `the body comes too slowly: ${leastBytes} octets are the least in ${windowMs} ms`)
const brokenOff = () => new Problem('request-invalid', 'the body broke off before its end')

/**
 * The octets of a request as they come. Time counts only while we wait for the sender, not while a
 * slow disk keeps it waiting.
 * @throws {Problem} `item-too-large`, `request-timeout`, `stopping`, and `request-invalid` when the
 *   sender breaks off: never a clean end.
 */
export async function* incoming(source: IncomingMessage, pace: Pace): AsyncGenerator<Uint8Array> {
  const { maxBytes, leastBytes } = pace
  const tooLarge = () => new Problem('item-too-large', `an item may have ${maxBytes} octets at most`)
  if (announcedBytes(source) > maxBytes) throw tooLarge()
  goOn(source)
  // Destroying the source would take the connection away from under the answer.
  const chunks: AsyncIterator<Buffer> = source.iterator({ destroyOnReturn: false })
  let [bytes, inWindow, waitedMs] = [0, 0, 0]
  try {
    for (;;) {
      const startMs = performance.now()
      const next = await within(chunks.next(), waitedMs, pace)
      if (next.done) return
      waitedMs += performance.now() - startMs
      bytes += next.value.length
      inWindow += next.value.length
      if (bytes > maxBytes) throw tooLarge()
      if (inWindow >= leastBytes) [inWindow, waitedMs] = [0, 0]
      yield next.value
    }
  } finally {
    // Lets go of the source; not awaited, as it may be waiting for octets that never come.
    chunks.return?.().catch(() => undefined)
  }
}

/** What is left of a window of which so much was waited for already; all of a new one at a stop. */
async function within<T>(reading: Promise<T>, waitedMs: number, pace: Pace): Promise<T> {
  const late = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const wait = (ms: number) => {
    clearTimeout(timer)
    // Whoever has left off reading leaves it behind, and it keeps no process.
    timer = setTimeout(() => late.reject(tooSlow(pace)), Math.max(0, ms)).unref()
  }
  const hurry = () => wait(windowOf(pace))
  wait(windowOf(pace) - waitedMs)
  pace.closing.addEventListener('abort', hurry)
  try {
    return await Promise.race([reading, late.promise])
  } catch (error) {
    reading.catch(() => undefined)
    throw error instanceof Problem ? error : brokenOff()
  } finally {
    pace.closing.removeEventListener('abort', hurry)
    clearTimeout(timer)
  }
}

/**
 * All octets of a body. By events, as a small one comes in one and a loop over it costs more.
 * @throws {Problem} `request-too-large`, `request-timeout`, `stopping`, and `request-invalid` when
 *   it breaks off.
 */
export function wholeBody(source: IncomingMessage, pace: Pace): Promise<Uint8Array> {
  const { maxBytes, leastBytes, closing } = pace
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const chunks: Buffer[] = []
  let [bytes, before] = [0, 0]
  const settle = (act: () => void) => {
    clearInterval(windows)
    closing.removeEventListener('abort', hurry)
    source.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak)
    act()
  }
  const refuse = (problem: Problem) => settle(() => reject(problem))
  const tooLarge = () => new Problem('request-too-large', `a body may have ${maxBytes} octets at most`)
  const onData = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) refuse(tooLarge())
    else chunks.push(chunk)
  }
  const onEnd = () => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)))
  const onBreak = () => refuse(brokenOff())
  const onWindow = () => {
    if (bytes - before < leastBytes) refuse(tooSlow(pace))
    before = bytes
  }
  let windows: NodeJS.Timeout | undefined
  const hurry = () => {
    clearInterval(windows)
    before = bytes
    windows = setInterval(guarded(onWindow, reject), windowOf(pace))
  }
  hurry()
  closing.addEventListener('abort', hurry)
  if (announcedBytes(source) > maxBytes) refuse(tooLarge())
  else {
    goOn(source)
    source.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak)
  }
  return promise
}

/**
 * Exactly `bytes` octets of `source`, or an error: whoever was told the length must not take less
 * for all of it. @param part where more may come, which is left.
 */
export async function* exactly(
  bytes: number,
  source: AsyncIterable<Uint8Array>,
  part?: object,
): AsyncGenerator<Uint8Array> {
  let left = bytes
  for await (const chunk of source) {
    const taken = part ? chunk.subarray(0, left) : chunk
    left -= taken.length
    if (left < 0) break
    yield taken
    if (part && left === 0) break
  }
  if (left !== 0) throw new Error(`content of another length than its ${bytes} octets`)
}
