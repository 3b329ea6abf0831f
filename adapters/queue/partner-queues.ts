// One BullMQ queue and one worker for each partner, made when they are first needed.
//
// Wakes share a job for as long as nobody has begun to serve it: the mark by which they find it
// (BullMQ's deduplication) goes before the work begins, so a wake during a run is a job of its own.
import { randomUUID } from 'node:crypto'
import { Queue as BullQueue, type Job, WaitingError, Worker } from 'bullmq'
import type { RedisLines } from './redis.ts'

interface Wake {
  readonly partner: string
  /** 0 means now. */
  readonly at: number
}

interface Wishes {
  readonly redis: Pick<RedisLines, 'asking' | 'working'>
  readonly prefix: string
  readonly wakesPerSecond: number
  /** Serves one wake; false where this node does not, and another one is to have it. */
  serve(wake: Wake): Promise<boolean>
  /** Told of what Redis and BullMQ complain about. */
  complain(error: unknown): void
}

interface PartnerQueues {
  /** @param due in milliseconds since the epoch; 0 means now. */
  add(partner: string, due: number): Promise<void>
  /** Takes the partner's jobs from now on. */
  work(partner: string): void
  /** Takes no more jobs from here on; resolves when the ones at work have ended. */
  stopWorking(): Promise<unknown>
  close(): Promise<unknown>
}

const retryMs = 500
/** A job under a node that died is given to another one after at most the sum of the two. */
const lockMs = 10_000
const stalledMs = 5_000
/**
 * A mark outlives its instant by so much and no more: a node that stops dead between taking a job
 * and serving it swallows wakes no longer.
 */
const markMs = 2_000

export function openPartnerQueues({ redis, prefix, wakesPerSecond, serve, complain }: Wishes): PartnerQueues {
  const queues = new Map<string, BullQueue<Wake, void, string>>()
  const workers = new Map<string, Worker<Wake, void, string>>()

  function queueOf(partner: string): BullQueue<Wake, void, string> {
    const there = queues.get(partner)
    if (there) return there
    const queue = new BullQueue<Wake, void, string>(nameOf(partner), {
      connection: redis.asking,
      prefix,
      // The server was looked at when it was opened; a queue made while it is away must not be
      // spoilt for ever.
      skipVersionCheck: true,
      skipWaitingForReady: true,
      streams: { events: { maxLen: 100 } },
    })
    queue.on('error', complain)
    queues.set(partner, queue)
    return queue
  }

  async function take(job: Job<Wake, void, string>, token?: string): Promise<void> {
    await job.removeDeduplicationKey().catch(complain)
    if (await serve(job.data)) return
    await job.moveToWait(token)
    throw new WaitingError()
  }

  return {
    async add(partner, due) {
      const delay = Math.max(0, due - Date.now())
      await queueOf(partner).add(
        'look',
        { partner, at: due },
        {
          // After Redis was emptied its own counter would begin anew, with ids that are still at
          // work somewhere.
          jobId: randomUUID(),
          ...(delay > 0 && { delay }),
          deduplication: { id: String(due), ttl: delay + markMs },
          removeOnComplete: true,
          removeOnFail: true,
        },
      )
    },
    work(partner) {
      if (workers.has(partner)) return
      const worker = new Worker<Wake, void, string>(nameOf(partner), take, {
        connection: redis.working,
        prefix,
        concurrency: 1,
        limiter: { max: wakesPerSecond, duration: 1_000 },
        lockDuration: lockMs,
        stalledInterval: stalledMs,
        maxStalledCount: 1_000,
        runRetryDelay: retryMs,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      })
      worker.on('error', complain)
      worker.on('failed', (_, error) => complain(error))
      workers.set(partner, worker)
    },
    stopWorking: () => Promise.allSettled([...workers.values()].map((worker) => worker.close())),
    close: () => Promise.allSettled([...queues.values()].map((queue) => queue.close())),
  }
}

/** A colon would end the name. */
const nameOf = (partner: string) => `deliver-${encodeURIComponent(partner)}`
