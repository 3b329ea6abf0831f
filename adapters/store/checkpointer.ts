// The thread that carries the log over into the database, so that no commit has to wait for it.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointMode } from './write-ahead-log.ts'

export type ToCheckpointer = CheckpointMode | 'close'
export type FromCheckpointer = { readonly done: CheckpointMode }

const port = parentPort
if (!port) throw new Error('this file is the entry of a worker thread')
const database = new DatabaseSync((workerData as { file: string }).file, { timeout: 5000 })
database.exec('pragma synchronous = full; pragma wal_autocheckpoint = 0')

port.on('message', (message: ToCheckpointer) => {
  if (message === 'close') {
    database.close()
    port.close()
    return
  }
  try {
    // Most of the way nobody has to wait; only for the rest.
    database.exec('pragma wal_checkpoint(passive)')
    if (message !== 'passive') database.exec(`pragma wal_checkpoint(${message})`)
  } catch {
    // A full disk, or a reader that did not finish: the log holds everything, and the next turn tries again.
  }
  port.postMessage({ done: message } satisfies FromCheckpointer)
})
