// Room for what is about to be written: what runs short is refused before the first octet, and
// while more comes, so that there is room for receipts whatever a partner sends.
import { statfs } from 'node:fs/promises'
import { Problem } from '../../gateway/model/problems/problems.ts'

interface Room {
  /** @throws {Problem} `storage-full` where so many octets more leave less than must stay free */
  demand(bytes: number): Promise<void>
  /** The same octets, and the same error in the middle of them. */
  watched(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
}

/** So much is written between two looks: whatever writes beside it has as much. */
const lookEvery = 4 * 1024 * 1024

/** @param minFreeBytes what stays free on the volume of `folder`; 0 for none. */
export function roomIn(folder: string, minFreeBytes: number): Room {
  async function demand(bytes: number): Promise<void> {
    if (minFreeBytes === 0) return
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize - bytes < minFreeBytes)
      throw new Problem('storage-full', 'there is no space left for parts', { retryAfterMs: 30_000 })
  }
  async function* watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let unseen = 0
    for await (const chunk of source) {
      unseen += chunk.length
      if (unseen >= lookEvery) {
        await demand(unseen)
        unseen = 0
      }
      yield chunk
    }
  }
  return { demand, watched: (source) => (minFreeBytes === 0 ? source : watched(source)) }
}
