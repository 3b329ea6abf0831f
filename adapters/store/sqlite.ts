// The embedded store: one SQLite file, one thread that writes, one that checkpoints; reading happens where it is asked for.

import { Problem } from '../../gateway/model/problems.ts'
import type { Store } from '../../gateway/ports.ts'
import { openCheckpoints } from './checkpoints.ts'
import { faultOf, problemOf, reachOf, unusable } from './faults.ts'
import { openForReading } from './sqlite-file.ts'
import { type Runner, storeOver } from './store.ts'
import type { WriterStats } from './writer.ts'
import { openWritingThread } from './writing-thread.ts'

export interface SqliteStoreOptions {
  /** Path of the database. Beside it: `-wal`, `-shm`, `-lock`, `-ballast`. Made with mode 0600, in a folder of 0700. */
  readonly file: string
  /** Nothing new is taken in while the disk has less room than this, in octets. */
  readonly minFreeBytes?: number
  /** Size of the file that is thrown off when the disk is full, in octets; 0 for none. */
  readonly ballastBytes?: number
}

export interface SqliteStore extends Store {
  /** Counted since the store was opened. */
  stats(): WriterStats
}

const mebibyte = 1024 * 1024

/**
 * Opens the store and brings its schema up to date. A promise of a change resolves when it is on disk (WAL, synchronous=FULL).
 * When the disk or the file fails, everything is rejected until the store is opened anew.
 * @throws {Problem} when another process has it open, SQLite is too old, or the database is of a newer program.
 */
export async function openSqliteStore({
  file,
  minFreeBytes = 64 * mebibyte,
  ballastBytes = 8 * mebibyte,
}: SqliteStoreOptions): Promise<SqliteStore> {
  const thread = await openWritingThread({ file, minFreeBytes, ballastBytes }, (stats, idle) =>
    checkpoints.consider(stats, idle),
  )
  const checkpoints = openCheckpoints(file, (error) =>
    thread.fail(unusable('the checkpoints of the store failed', error)),
  )
  const reader = openForReading(file)
  let closed: Promise<void> | undefined

  const read: Runner['read'] = async (operation, ask) => {
    if (closed) throw new Problem('stopping', 'the store is closed')
    try {
      return await operation(reader.db, ask)
    } catch (error) {
      if (reachOf(error) === 'store') thread.fail(unusable('the database cannot be read', error))
      throw error instanceof Problem ? error : problemOf(faultOf(error))
    }
  }

  return {
    ...storeOver({ shared: false, read, write: thread.write }),
    stats: thread.stats,
    close() {
      closed ??= end()
      return closed
    },
  }

  /** The writer goes last: whoever closes the database last carries the rest of the log over. */
  async function end(): Promise<void> {
    await thread.drain()
    await checkpoints.close()
    reader.close()
    await thread.end()
  }
}
