// Room for what is about to be written: what runs short is refused before the first octet, and
// while more comes, so that there is room for receipts whatever a partner sends.
import { statfs } from 'node:fs/promises'
import { Problem } from '../../gateway/model/problems/problems.ts'

interface Room {
  /**
   * Room for so many octets as were announced, less those that came, until it is left: what one was
   * promised is no other's.
   * @throws {Problem} `storage-full` where they leave less than must stay free
   */
  claim(announcedBytes: number): Promise<Claim>
}

export interface Claim {
  /** The same octets, and the same error in the middle of them. */
  watched(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  leave(): void
}

/** So much is written between two looks: whatever writes beside it has as much. */
const lookEvery = 4 * 1024 * 1024

/** @param minFreeBytes what stays free on the volume of `folder`; 0 for none. */
export function roomIn(folder: string, minFreeBytes: number): Room {
  /** Announced by all, and not here yet. */
  let promised = 0

  /** The next line runs before another look: no two are given the same room. */
  async function demand(bytes: number, others: () => number): Promise<void> {
    if (minFreeBytes === 0) return
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize - others() - bytes < minFreeBytes)
      throw new Problem('storage-full', 'there is no space left for parts', { retryAfterMs: 30_000 })
  }
  return {
    async claim(announcedBytes) {
      await demand(announcedBytes, () => promised)
      let left = announcedBytes
      promised += left
      const came = (bytes: number) => {
        const taken = Math.min(left, bytes)
        left -= taken
        promised -= taken
      }
      async function* watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        let unseen = 0
        for await (const chunk of source) {
          const over = Math.max(0, chunk.length - left)
          came(chunk.length)
          unseen += chunk.length
          if (unseen >= lookEvery) {
            // What was announced has its room; what comes beyond takes none of the others'.
            await demand(unseen, () => (over > 0 ? promised : 0))
            unseen = 0
          }
          yield chunk
        }
      }
      return { watched: (source) => (minFreeBytes === 0 ? source : watched(source)), leave: () => came(left) }
    },
  }
}
