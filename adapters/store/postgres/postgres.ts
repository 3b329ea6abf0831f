// The shared store: one PostgreSQL database, any number of nodes. Each node writes over one
// connection and reads over the others.

import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { faultOf, problemOf, reachOf } from '../faults.ts'
import { type Database, storeOver } from '../store.ts'
import type { PostgresAddress } from './address.ts'
import { type ConnectionNeeds, type Connections, openConnections } from './connections.ts'
import { within } from './limits.ts'
import { rowVersions } from './row-versions.ts'
import { bringUpToDate, schemaIn } from './steps.ts'
import { openWriteQueue, type WriteQueueStats } from './write-queue.ts'

export interface PostgresStoreOptions extends PostgresAddress {
  /** Most connections of this node; at least 2. */
  readonly pool: number
  /** Within this time every promise is settled, in milliseconds. */
  readonly timeoutMs: number
  /** Told of faults as they happen: also of those that no caller waited for. */
  readonly onFault?: (problem: Problem) => void
}

export interface PostgresStore extends Store {
  /** Counted since the store was opened, of this node. */
  stats(): WriteQueueStats
}

/**
 * Opens the store and brings its schema up to date. A promise of a change resolves when PostgreSQL
 * has committed it on its disk (synchronous_commit=on). While the database is away, slow or
 * read-only everything is rejected with Problem `storage-failed`; it goes on by itself when the
 * database is back.
 * @throws {Problem} when the database cannot be reached, would not keep what it commits, takes no
 *   changes, or is of a newer program.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { timeoutMs, onFault = () => undefined } = options
  // Half of it to be let in, half of it to be dealt with.
  const limitMs = Math.floor(timeoutMs / 2)
  const needs = needsOf(options, limitMs)
  const connections = openConnections(needs)
  try {
    await bringUpToDate(connections, needs)
  } catch (error) {
    await connections.close()
    throw error
  }
  const queue = openWriteQueue({ take: connections.take, limitMs, onFault, clock: () => performance.now() })
  let closed: Promise<void> | undefined

  const read: Database['read'] = async (operation, ask) => {
    if (closed) throw new Problem('stopping', 'the store is closed')
    const connection = await connections.take()
    try {
      const answer = await within(limitMs, operation(connection.work().db, ask), connection.discard)
      connection.release()
      return answer
    } catch (error) {
      // A question of ours that was refused leaves a connection as it was; anything else makes it
      // doubtful.
      if (error instanceof Problem || (!connection.isLost() && reachOf(error) === 'operation')) connection.release()
      else connection.discard()
      throw error instanceof Problem ? error : problemOf(faultOf(error))
    }
  }

  /**
   * Has what was replaced pruned from the tables that hold keys. What lies in old segments of its
   * log, in archives and on standbys is out of reach, so nothing rests on this: the end of an epoch
   * does it.
   */
  async function overwritten(): Promise<boolean> {
    if (closed) return false
    const connection = await connections.take()
    try {
      await within(limitMs, connection.say('vacuum (skip_locked) messages, items, drafts'), connection.discard)
      connection.release()
    } catch (error) {
      connection.discard()
      onFault(problemOf(faultOf(error)))
    }
    return true
  }

  return {
    ...storeOver({
      ...{ shared: true, read, write: queue.write, overwritten },
      edition: (id, until) => read(rowVersions, { id, until }),
    }),
    stats: queue.stats,
    close() {
      closed ??= end(connections)
      return closed
    },
  }

  async function end(all: Connections): Promise<void> {
    await queue.drain()
    await all.close()
  }
}

/**
 * Goes there, looks, and changes nothing. Resolves with what the database has of our schema.
 * @throws {Problem} as `openPostgresStore`
 */
export async function probePostgres(options: PostgresStoreOptions): Promise<Awaited<ReturnType<typeof schemaIn>>> {
  const connections = openConnections(needsOf(options, Math.floor(options.timeoutMs / 2)))
  try {
    return await schemaIn(connections)
  } finally {
    await connections.close()
  }
}

function needsOf(options: PostgresStoreOptions, limitMs: number): ConnectionNeeds {
  const { pool, onFault = () => undefined } = options
  return {
    ...options,
    most: pool,
    connectMs: Math.floor(limitMs / 2),
    statementMs: limitMs,
    onFault: (error) => onFault(problemOf(faultOf(error))),
  }
}
