// Unpacks one compressed stream, in small steps: what a step can come to is bounded, and where the
// stream ends is known to the octet.
import { createInflate, createInflateRaw } from 'node:zlib'
import type { Octets } from './inner.ts'
import { type Reader, unreadable } from './reader.ts'

/** Each octet unpacks to about a thousand at most. */
const stepBytes = 4_096

/**
 * What a stream unpacks to; octets after its end stay in the reader.
 * @param form `zlib` has a head and a checksum, `raw` has neither.
 * @throws where it is none, or does not end.
 */
export async function* inflated(reader: Reader, form: 'raw' | 'zlib'): Octets {
  const engine = form === 'raw' ? createInflateRaw() : createInflate()
  let unpacked: Buffer[] = []
  let ended = false
  let step = () => {}
  let failed = (_: Error) => {}
  engine.on('data', (piece: Buffer) => unpacked.push(piece))
  engine.on('end', () => {
    ended = true
    step()
  })
  engine.on('error', (error) => failed(error))
  try {
    while (!ended) {
      const piece = await reader.peek(1).then(() => reader.ahead().subarray(0, stepBytes))
      const before = engine.bytesWritten
      await new Promise<void>((resolve, reject) => {
        step = resolve
        failed = reject
        // What comes to an end answers by `end`, with what it did not want left over.
        if (piece.length === 0) engine.end()
        else engine.write(piece, () => resolve())
      })
      reader.skip(engine.bytesWritten - before)
      const pieces = unpacked
      unpacked = []
      yield* pieces
      if (piece.length === 0 && !ended) throw unreadable('it does not end')
    }
  } finally {
    engine.destroy()
  }
}
