// The near end of the thread that carries the log over.
import { Worker } from 'node:worker_threads'
import { type StoreFault, unusable } from '../faults.ts'
import { type Hindered, oneMore, unhindered } from './carrying.ts'
import type { FromCheckpointer, ToCheckpointer } from './checkpointer.ts'
import { checkpointMode, type Log } from './write-ahead-log.ts'

interface Checkpoints {
  /** Looks at the log after a commit. `idle`: nobody waits for another one. */
  checkpointIfDue(log: Log, idle: boolean): void
  /**
   * Carries the whole log over and cuts it off; `false` where a reader or a full disk hindered it.
   */
  overwritten(): Promise<boolean>
  /** Counted since the start. */
  hindered(): Hindered
  close(): Promise<void>
}

/**
 * @param failed is told when the log could not be carried over for good, or the thread ended
 *   without being closed.
 */
export function openCheckpoints(file: string, failed: (fault: StoreFault) => void): Checkpoints {
  /** Begun when there is something to carry: most stores that are opened never come to that. */
  let begun: { readonly thread: Worker; readonly ended: Promise<void> } | undefined
  let working = false
  let closing = false
  let hindered = unhindered
  const asked: ((overwritten: boolean) => void)[] = []

  function begin(): NonNullable<typeof begun> {
    const thread = new Worker(new URL('./checkpointer.ts', import.meta.url), {
      workerData: { file },
      name: 'bulla-checkpoints',
    })
    thread.on('message', (message: FromCheckpointer) => {
      // Stays at work for ever: nothing is tried again on a file that failed.
      if ('broken' in message) return gone(message.broken)
      if ('overwritten' in message) return asked.shift()?.(message.overwritten)
      working = false
      hindered = oneMore(hindered, message.hindered)
    })
    thread.on('error', (error) => gone(unusable('the thread of the checkpoints failed', error)))
    thread.on('exit', () => {
      if (!closing) gone(unusable('the thread of the checkpoints ended', undefined))
    })
    return { thread, ended: new Promise((resolve) => thread.once('exit', () => resolve())) }
  }
  function post(message: ToCheckpointer): void {
    begun ??= begin()
    begun.thread.postMessage(message)
  }
  /** Nothing more comes from it: whoever waits is told. */
  function gone(fault: StoreFault): void {
    failed(fault)
    for (const answer of asked.splice(0)) answer(false)
  }
  return {
    overwritten: () =>
      new Promise((resolve) => {
        if (closing) return resolve(false)
        asked.push(resolve)
        post('overwrite')
      }),
    checkpointIfDue(log, idle) {
      const mode = working || closing ? undefined : checkpointMode(log, idle)
      if (mode === undefined) return
      working = true
      post(mode)
    },
    hindered: () => hindered,
    async close() {
      closing = true
      if (!begun) return
      post('close')
      await begun.ended
    },
  }
}
