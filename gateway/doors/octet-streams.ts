// Octets on their way in and out: measured, bounded in time, never gathered.
import type { IncomingMessage } from 'node:http'
import { Problem } from '../model/problems/problems.ts'

/** `windowMs`: each such time must bring `leastBytes`, or the rest. */
export interface Pace {
  readonly maxBytes: number
  readonly windowMs: number
  readonly leastBytes: number
}

/**
 * The octets of a request as they come. Time counts only while we wait for the sender, not while a
 * slow disk keeps it waiting.
 * @throws {Problem} `item-too-large`, `request-timeout`, and `request-invalid` when the sender
 *   breaks off: never a clean end.
 */
export async function* incoming(
  source: IncomingMessage,
  { maxBytes, windowMs, leastBytes }: Pace,
): AsyncGenerator<Uint8Array> {
  // Destroying the source would take the connection away from under the answer.
  const chunks: AsyncIterator<Buffer> = source.iterator({ destroyOnReturn: false })
  let [bytes, inWindow, waitedMs] = [0, 0, 0]
  try {
    for (;;) {
      const startMs = performance.now()
      const next = await within(chunks.next(), windowMs - waitedMs)
      if (next.done) return
      waitedMs += performance.now() - startMs
      bytes += next.value.length
      inWindow += next.value.length
      if (bytes > maxBytes) throw new Problem('item-too-large', `an item may have ${maxBytes} octets at most`)
      if (inWindow >= leastBytes) [inWindow, waitedMs] = [0, 0]
      yield next.value
    }
  } finally {
    // Lets go of the source; not awaited, as it may be waiting for octets that never come.
    chunks.return?.().catch(() => undefined)
  }
}

async function within<T>(reading: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Problem('request-timeout', 'the body comes too slowly')),
    Math.max(0, ms),
  )
  try {
    return await Promise.race([reading, late.promise])
  } catch (error) {
    reading.catch(() => undefined)
    throw error instanceof Problem ? error : new Problem('request-invalid', 'the body broke off before its end')
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Exactly `bytes` octets of `source`, or an error: whoever was told the length must not take less
 * for all of it.
 */
export async function* exactly(bytes: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = bytes
  for await (const chunk of source) {
    left -= chunk.length
    if (left < 0) break
    yield chunk
  }
  if (left !== 0) throw new Error(`content of another length than its ${bytes} octets`)
}
