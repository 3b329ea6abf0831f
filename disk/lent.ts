// A file read piece by piece, all of them in one memory: large ones of their own cost more to lose
// than to read.
import { open } from 'node:fs/promises'

export const pieceBytes = 256 * 1024

/** Whoever takes a piece is done with it before asking for the next. @param offset in octets */
export async function* lentFrom(path: string, offset: number): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  const memory = new Uint8Array(pieceBytes)
  try {
    for (let at = offset; ; ) {
      const { bytesRead } = await file.read(memory, 0, memory.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield memory.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
