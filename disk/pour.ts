// A stream into a file: what comes while some of it is being written gathers meanwhile.
import { type Filling, writeAll } from './durable.ts'

/** So many octets wait for a slow disk, and then their sender does. */
const mostGathered = 1 << 20
/** The system is told early to write, so that little is left to wait for at the end. */
const syncEvery = 8 << 20

/**
 * Writes all that comes, chunk after chunk. What came is written when the promise is settled, also
 * where the source broke off.
 * @param source gives each chunk a memory of its own.
 * @param see is shown each chunk before it is written; what it throws breaks off.
 */
export async function pour(
  file: Filling,
  source: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): Promise<void> {
  let gathered: Uint8Array[] = []
  let held = 0
  let writing: Promise<void> | undefined
  const syncs = syncingBehind(file)

  function begin(): void {
    if (gathered.length === 0) return
    const bytes = held
    writing = writeAll(file, gathered).then(() => {
      writing = undefined
      syncs.wrote(bytes)
    })
    gathered = []
    held = 0
    // Whoever waits next is told.
    writing.catch(() => undefined)
  }

  try {
    for await (const chunk of source) {
      see(chunk)
      gathered.push(chunk)
      held += chunk.length
      if (writing && held < mostGathered) continue
      await writing
      begin()
    }
  } finally {
    await writing
    begin()
    await writing
    await syncs.ended()
  }
}

function syncingBehind(file: Filling) {
  let unsynced = 0
  let syncing: Promise<void> | undefined
  return {
    wrote(bytes: number) {
      unsynced += bytes
      if (unsynced < syncEvery || syncing) return
      unsynced = 0
      syncing = file.datasync().then(() => {
        syncing = undefined
      })
      syncing.catch(() => undefined)
    },
    /** @throws what a sync came to: after one that failed nobody knows what is on disk. */
    async ended() {
      await syncing
    },
  }
}
