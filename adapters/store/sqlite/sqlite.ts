// The embedded store: one SQLite file, one thread that writes, one that checkpoints; reading
// happens where it is asked for.

import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { faultOf, problemOf, reachOf, stopped } from '../faults.ts'
import type { Edition } from '../runner.ts'
import { type Database, storeOver } from '../store.ts'
import { openCheckpoints } from './checkpoints.ts'
import { openLogState } from './editions.ts'
import { openForReading } from './sqlite-file.ts'
import type { WriterStats } from './writer.ts'
import { openWritingThread } from './writing-thread.ts'

interface SqliteStoreOptions {
  /**
   * Path of the database. Beside it: `-wal`, `-shm`, `-lock`, `-ballast`. Made with mode 0600, in a
   * folder of 0700.
   */
  readonly file: string
  /** Nothing new is taken in while the disk has less room than this, in octets. */
  readonly minFreeBytes?: number
  /** Size of the file that is thrown off when the disk is full, in octets; 0 for none. */
  readonly reserveBytes?: number
  /** Told once, when the store stops for good, and why. */
  readonly onFault?: (problem: Problem) => void
}

export interface SqliteStore extends Store {
  /** Counted since the store was opened. */
  stats(): WriterStats
}

const mebibyte = 1024 * 1024

/**
 * Opens the store and brings its schema up to date. A promise of a change resolves when it is on
 * disk (WAL, synchronous=FULL). When the disk or the file fails, everything is rejected until the
 * store is opened anew: after a sync that failed, what the cache of the system shows need not be
 * what is on disk, so nothing is tried again on the same file.
 * @throws {Problem} when another process has it open, SQLite is too old, or the database is of a
 *   newer program.
 */
export async function openSqliteStore({
  file,
  minFreeBytes = 64 * mebibyte,
  reserveBytes = 8 * mebibyte,
  onFault = () => undefined,
}: SqliteStoreOptions): Promise<SqliteStore> {
  // The writer goes last: whoever closes the database last carries the rest of the log over.
  await using opening = new AsyncDisposableStack()
  const committed = (stats: WriterStats, idle: boolean) => checkpoints.checkpointIfDue(stats, idle)
  const thread = await openWritingThread({ file, minFreeBytes, reserveBytes }, committed, onFault)
  opening.defer(thread.end)
  const reader = openForReading(file)
  opening.defer(async () => reader.close())
  const log = openLogState(reader, file)
  opening.defer(async () => log.close())
  const checkpoints = openCheckpoints(file, thread.fail)
  opening.defer(checkpoints.close)
  const opened = opening.move()
  let closed: Promise<void> | undefined

  const read: Database['read'] = async (operation, ask) => {
    if (closed) throw new Problem('stopping', 'the store is closed')
    const broken = thread.broken()
    if (broken) throw broken
    try {
      return await operation(reader.db, ask)
    } catch (error) {
      if (reachOf(error) === 'store') thread.fail(stopped(error))
      throw error instanceof Problem ? error : problemOf(faultOf(error))
    }
  }

  /** Where nobody has committed since the thread has spoken, it need not be asked. */
  async function edition(caseId: string): Promise<Edition> {
    const now = await read(async () => log.now(), undefined)
    if (now === undefined || now !== thread.editions.mark().state) await thread.look()
    return { text: thread.editions.of(caseId) }
  }

  return {
    ...storeOver({ shared: false, read, write: thread.write, overwritten: checkpoints.overwritten, edition }),
    stats() {
      const [stats, elsewhere] = [thread.stats(), checkpoints.hindered()]
      const { full, busy } = stats.hindered
      return { ...stats, hindered: { full: full + elsewhere.full, busy: busy + elsewhere.busy } }
    },
    close() {
      closed ??= end()
      return closed
    },
  }

  async function end(): Promise<void> {
    await thread.drain()
    await opened.disposeAsync()
  }
}
