// The near end of the thread that carries the log over.
import { Worker } from 'node:worker_threads'
import { type StoreFault, unusable } from '../faults.ts'
import { type Hindered, oneMore, unhindered } from './carrying.ts'
import type { FromCheckpointer, ToCheckpointer } from './checkpointer.ts'
import { checkpointMode, type Log } from './write-ahead-log.ts'

interface Checkpoints {
  /** Looks at the log after a commit. `idle`: nobody waits for another one. */
  checkpointIfDue(log: Log, idle: boolean): void
  /** Counted since the start. */
  hindered(): Hindered
  close(): Promise<void>
}

/**
 * @param failed is told when the log could not be carried over for good, or the thread ended
 *   without being closed.
 */
export function openCheckpoints(file: string, failed: (fault: StoreFault) => void): Checkpoints {
  const thread = new Worker(new URL('./checkpointer.ts', import.meta.url), {
    workerData: { file },
    name: 'bulla-checkpoints',
  })
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  let working = false
  let closing = false
  let hindered = unhindered
  const post = (message: ToCheckpointer) => thread.postMessage(message)

  thread.on('message', (message: FromCheckpointer) => {
    // Stays at work for ever: nothing is tried again on a file that failed.
    if ('broken' in message) return failed(message.broken)
    working = false
    hindered = oneMore(hindered, message.hindered)
  })
  thread.on('error', (error) => failed(unusable('the thread of the checkpoints failed', error)))
  thread.on('exit', () => {
    if (!closing) failed(unusable('the thread of the checkpoints ended', undefined))
  })
  return {
    checkpointIfDue(log, idle) {
      const mode = working || closing ? undefined : checkpointMode(log, idle)
      if (mode === undefined) return
      working = true
      post(mode)
    },
    hindered: () => hindered,
    async close() {
      closing = true
      post('close')
      await ended
    },
  }
}
