// Octets of a stream as formats want them: so many, up to a mark, or a line. It holds what was
// asked for, and no more than a piece beside it.
import type { Octets } from './inner.ts'

export interface Reader {
  /** What was read ahead. */
  ahead(): Buffer
  /** Reads one piece further; `false` at the end. */
  more(): Promise<boolean>
  /** Reads ahead until this many octets are there, or the end. */
  peek(bytes: number): Promise<Buffer>
  /** Goes over octets that were read ahead. */
  skip(bytes: number): void
  /** Exactly so many octets. @throws where the stream ends before */
  exactly(bytes: number): Octets
  /** Everything up to a mark, which is not gone over. @throws where the stream ends before */
  upTo(mark: Uint8Array): Octets
  /** All that is left. */
  rest(): Octets
}

/** A format that is not in order, or that we do not read. */
export const unreadable = (why: string): Error => new Error(why)

export function readerOf(source: Octets): Reader {
  const pieces = source[Symbol.asyncIterator]()
  let buffer: Buffer = Buffer.alloc(0)

  const more = async (): Promise<boolean> => {
    const { done, value } = await pieces.next()
    if (done) return false
    const piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    buffer = buffer.length === 0 ? piece : Buffer.concat([buffer, piece])
    return true
  }
  const skip = (bytes: number): void => {
    buffer = buffer.subarray(bytes)
  }
  const taken = (bytes: number): Buffer => {
    const piece = buffer.subarray(0, bytes)
    skip(piece.length)
    return piece
  }

  return {
    ahead: () => buffer,
    more,
    skip,
    async peek(bytes) {
      while (buffer.length < bytes && (await more()));
      return buffer.subarray(0, bytes)
    },
    async *exactly(bytes) {
      for (let left = bytes; left > 0; ) {
        if (buffer.length === 0 && !(await more())) throw unreadable('it ends within what it holds')
        const piece = taken(left)
        left -= piece.length
        if (piece.length > 0) yield piece
      }
    },
    async *upTo(mark) {
      for (;;) {
        const at = buffer.indexOf(mark)
        // The mark may begin in the octets at the end.
        const piece = taken(at === -1 ? Math.max(0, buffer.length - mark.length + 1) : at)
        if (piece.length > 0) yield piece
        if (at !== -1) return
        if (!(await more())) throw unreadable('it ends within what it holds')
      }
    },
    async *rest() {
      do if (buffer.length > 0) yield taken(buffer.length)
      while (await more())
    },
  }
}

/** Reads to the end and keeps nothing. */
export async function drained(source: Octets): Promise<void> {
  for await (const _ of source);
}
