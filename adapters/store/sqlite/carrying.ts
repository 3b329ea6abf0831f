// One turn of carrying the write-ahead log over into the database, and what may keep it from it.
import { type Hindrance, hindranceOf } from '../faults.ts'
import type { BareConnection } from './bare-connection.ts'
import { type CheckpointMode, fitsInto, type Log } from './write-ahead-log.ts'

export function logOf(connection: BareConnection): Log {
  const { log, checkpointed } = connection.run('pragma wal_checkpoint(noop)') as { log: number; checkpointed: number }
  return { walPages: log, walPagesWaiting: log - checkpointed }
}

/**
 * Not begun where the database might need more room than there is: what is left belongs to what
 * leaves, and the reserve is for nothing else.
 * @param freeBytes of the disk, right now. @returns what stood in the way, where nothing was lost
 *   by it: the log still holds everything, and the next turn tries again.
 * @throws whatever else SQLite says, such as a sync that failed: then nobody knows any more what of
 *   the database is on disk.
 */
export function carryOver(connection: BareConnection, mode: CheckpointMode, freeBytes: number): Hindrance | undefined {
  try {
    if (!fitsInto(freeBytes, logOf(connection))) return 'full'
    return connection.run(`pragma wal_checkpoint(${mode})`)['busy'] === 1 ? 'busy' : undefined
  } catch (error) {
    const hindrance = hindranceOf(error)
    if (hindrance === undefined) throw error
    return hindrance
  }
}

/** How often each hindrance was met. */
export type Hindered = Readonly<Record<Hindrance, number>>
export const unhindered: Hindered = { full: 0, busy: 0 }

export const oneMore = (counted: Hindered, hindrance: Hindrance | undefined): Hindered =>
  hindrance === undefined ? counted : { ...counted, [hindrance]: counted[hindrance] + 1 }
