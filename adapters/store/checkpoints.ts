// The near end of the thread that carries the log over.
import { Worker } from 'node:worker_threads'
import type { FromCheckpointer, ToCheckpointer } from './checkpointer.ts'
import { checkpointMode, type Log } from './write-ahead-log.ts'

export interface Checkpoints {
  /** Looks at the log after a commit. `idle`: nobody waits for another one. */
  consider(log: Log, idle: boolean): void
  close(): Promise<void>
}

/** @param failed is told once when the thread ended without being closed. */
export function openCheckpoints(file: string, failed: (error: unknown) => void): Checkpoints {
  const thread = new Worker(new URL('./checkpointer.ts', import.meta.url), {
    workerData: { file },
    name: 'bulla-checkpoints',
  })
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  let working = false
  let closing = false
  const post = (message: ToCheckpointer) => thread.postMessage(message)

  thread.on('message', (_: FromCheckpointer) => {
    working = false
  })
  thread.on('error', failed)
  thread.on('exit', () => {
    if (!closing) failed(new Error('the thread of the checkpoints ended'))
  })
  return {
    consider(log, idle) {
      const mode = working || closing ? undefined : checkpointMode(log, idle)
      if (mode === undefined) return
      working = true
      post(mode)
    },
    async close() {
      closing = true
      post('close')
      await ended
    },
  }
}
