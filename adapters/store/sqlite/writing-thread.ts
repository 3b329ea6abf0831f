// The near end of the writing thread: calls go out together, answers come back to whoever asked.
import { Worker } from 'node:worker_threads'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import { guarded } from '../../../gateway/model/running.ts'
import type { WriteAnswer, WriteAsk, WriteName } from '../dialect/writes.ts'
import { faultOf, problemOf, type StoreFault, unusable } from '../faults.ts'
import { type Asking, askEach, type StoredGive } from '../giving.ts'
import type { Call } from '../group-commit.ts'
import { type KnownEditions, knownEditions } from './editions.ts'
import type { FromWriter, ToWriter, WriterData, WriterStats } from './writer.ts'

interface WritingThread {
  /** Resolves when it is on disk. @throws {Problem} */
  write<N extends WriteName>(name: N, ask: WriteAsk<N>, give?: StoredGive): Promise<WriteAnswer<N>>
  /** What the thread has said last. */
  readonly editions: Pick<KnownEditions, 'mark' | 'of'>
  /** Has the thread say it anew, once all that was asked before is committed. @throws {Problem} */
  look(): Promise<void>
  stats(): WriterStats
  /**
   * Fails closed: whatever waits or comes later is rejected. The first fault is the one that
   * counts.
   */
  fail(fault: StoreFault): void
  /** Why the store stopped, once it has. */
  broken(): Problem | undefined
  /** Takes no more calls; resolves when those it took are answered. */
  drain(): Promise<void>
  /** Closes the database and ends the thread, after it was drained. */
  end(): Promise<void>
}

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
  readonly give: StoredGive | undefined
}

/**
 * Starts the thread and waits until its database is open.
 * @param committed is told after each commit how the log stands, and whether nobody waits for
 *   another.
 * @param failed is told once why the store stopped.
 */
export async function openWritingThread(
  data: WriterData,
  committed: (stats: WriterStats, idle: boolean) => void,
  failed: (problem: Problem) => void,
): Promise<WritingThread> {
  const thread = new Worker(new URL('./writer.ts', import.meta.url), { workerData: data, name: 'bulla-writer' })
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  const unanswered = new Map<number, Waiting>()
  const looking = new Map<number, PromiseWithResolvers<void>>()
  let gathered: Call[] = []
  let posting = false
  let nextId = 1
  let closing = false
  let broken: StoreFault | undefined
  const begun = await opened(thread)
  let stats = begun.opened
  const editions = knownEditions(begun.mark)
  let drained = () => {}

  thread.on('message', (message: FromWriter) => {
    if ('mark' in message) editions.hear(message.mark, 'touched' in message ? message.touched : [])
    if ('broken' in message) fail(message.broken)
    if ('asking' in message) give(message.asking).catch(fallen)
    if ('looked' in message) {
      looking.get(message.looked)?.resolve()
      looking.delete(message.looked)
    }
    if (!('answers' in message)) return
    stats = message.stats
    for (const answer of message.answers) {
      const waiting = unanswered.get(answer.id)
      unanswered.delete(answer.id)
      if ('fault' in answer) waiting?.reject(problemOf(answer.fault))
      else waiting?.resolve(answer.answer as never)
    }
    const idle = unanswered.size === 0
    if (idle) drained()
    // On a short disk the writer alone says what becomes of the room that is left.
    if (!message.short && broken === undefined) committed(stats, idle)
  })
  const fallen = (error: unknown) => fail(unusable('the writing thread of the store failed', error))
  thread.on('error', fallen)
  thread.on('exit', () => {
    for (const { reject } of looking.values()) reject(closed())
    if (!closing || unanswered.size > 0) fail(unusable('the writing thread of the store ended', undefined))
  })

  /** What cannot be given is told to its caller here, and the thread leaves it out. */
  async function give(asking: Asking): Promise<void> {
    const given = await askEach(
      asking,
      (id) => unanswered.get(id)?.give,
      (id, error) => {
        unanswered.get(id)?.reject(error)
        unanswered.delete(id)
      },
    )
    thread.postMessage({ given } satisfies ToWriter)
  }

  function fail(fault: StoreFault): void {
    const first = broken === undefined
    broken ??= fault
    if (first) failed(problemOf(broken))
    for (const { reject } of [...unanswered.values(), ...looking.values()]) reject(problemOf(broken))
    unanswered.clear()
    looking.clear()
    gathered = []
    drained()
  }

  /** One message for all calls of one turn of the event loop. */
  function post(): void {
    posting = false
    const calls = gathered
    gathered = []
    try {
      if (calls.length > 0) thread.postMessage({ calls } satisfies ToWriter)
    } catch {
      // One of them cannot cross over to the other thread; the others can.
      for (const call of calls) postAlone(call)
    }
  }

  function postAlone(call: Call): void {
    try {
      thread.postMessage({ calls: [call] } satisfies ToWriter)
    } catch (error) {
      unanswered.get(call.id)?.reject(problemOf(faultOf(error)))
      unanswered.delete(call.id)
    }
  }

  return {
    write: (name, ask, give) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(problemOf(broken))
        if (closing) return reject(closed())
        const id = nextId
        nextId += 1
        unanswered.set(id, { resolve, reject, give })
        gathered.push({ id, name, ask })
        if (posting) return
        posting = true
        setImmediate(guarded(post, fallen))
      }),
    editions,
    async look() {
      if (broken) throw problemOf(broken)
      if (closing) throw closed()
      const [id, asked] = [nextId, Promise.withResolvers<void>()]
      nextId += 1
      looking.set(id, asked)
      thread.postMessage({ look: id } satisfies ToWriter)
      return asked.promise
    },
    stats: () => stats,
    fail,
    broken: () => broken && problemOf(broken),
    async drain() {
      closing = true
      if (unanswered.size === 0) return
      await new Promise<void>((resolve) => {
        drained = resolve
      })
    },
    async end() {
      closing = true
      if (broken) await thread.terminate()
      else thread.postMessage({ close: true } satisfies ToWriter)
      await ended
    },
  }
}

const closed = () => new Problem('stopping', 'the store is closed')

/** @throws {Problem} when the database cannot be opened. */
function opened(thread: Worker): Promise<Extract<FromWriter, { opened: unknown }>> {
  return new Promise((resolve, reject) => {
    thread.once('error', (error) => reject(problemOf(unusable('the writing thread of the store failed', error))))
    thread.once('exit', () => reject(problemOf(unusable('the writing thread of the store ended', undefined))))
    thread.once('message', (message: FromWriter) => {
      if ('opened' in message) resolve(message)
      if ('refused' in message) {
        reject(problemOf(message.refused))
        // It is refused as it is; its end changes nothing more.
        thread.terminate().catch(() => undefined)
      }
    })
  })
}
