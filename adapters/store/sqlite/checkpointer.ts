// The thread that carries the log over into the database, so that no commit has to wait for it.
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type Hindrance, type StoreFault, stopped } from '../faults.ts'
import { openBare } from './bare-connection.ts'
import { carryOver } from './carrying.ts'
import type { CheckpointMode } from './write-ahead-log.ts'

export type ToCheckpointer = CheckpointMode | 'close' | 'overwrite'
/**
 * `hindered`: the log holds everything, and the next turn tries again. `broken`: nothing is tried
 * again on this file. `overwritten`: whether the log was carried over whole and cut off.
 */
export type FromCheckpointer =
  | { readonly hindered: Hindrance | undefined }
  | { readonly overwritten: boolean }
  | { readonly broken: StoreFault }

const port = parentPort
if (!port) throw new Error('this file is the entry of a worker thread')
const { file } = workerData as { file: string }
const connection = openBare(file)
connection.run('pragma synchronous = full')
connection.run('pragma wal_autocheckpoint = 0')
const say = (message: FromCheckpointer) => port.postMessage(message)

port.on('message', (message: ToCheckpointer) => {
  if (message === 'close') {
    connection.close()
    port.close()
    return
  }
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    const freeBytes = bavail * bsize
    // Most of the way nobody has to wait; only for the rest.
    const hindered = carryOver(connection, 'passive', freeBytes)
    if (message === 'overwrite')
      return say({ overwritten: (hindered ?? carryOver(connection, 'truncate', freeBytes)) === undefined })
    say({ hindered: hindered ?? (message === 'passive' ? undefined : carryOver(connection, message, freeBytes)) })
  } catch (error) {
    say({ broken: stopped(error) })
  }
})
