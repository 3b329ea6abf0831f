// The queue over Redis, for several nodes: one BullMQ queue and one worker for each partner. The
// store is the truth; whatever is lost here its sweep brings back.
//
// A wake is a job that says no more than whom to look at and when. Wakes share a job for as long as
// nobody has begun to serve it: the mark by which they find it (BullMQ's deduplication) goes before
// the work begins, so a wake during a run is a job of its own.
//
// Within a process work never runs twice at once for one partner. Across nodes it does: each node
// takes jobs of the same partner, which is how the load is spread, and the fences of the store's
// claims keep them apart.
import { randomUUID } from 'node:crypto'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { Queue as BullQueue, type Job, WaitingError, Worker } from 'bullmq'
import { longestPauseMs } from '../../gateway/model/delivery.ts'
import { guarded } from '../../gateway/model/guarded.ts'
import type { Queue } from '../../gateway/ports/delivering.ts'
import { openRedis, type RedisWish } from './redis.ts'
import { grained, seldom } from './sharing.ts'

export interface BullQueueWishes {
  readonly connection: RedisWish
  /**
   * Begins the name of every key: the same on all nodes of one gateway, another one for each
   * gateway.
   */
  readonly prefix: string
  /**
   * Most looks at one partner in a second, over all nodes; each may take a whole window of
   * deliveries.
   */
  readonly wakesPerSecond?: number
  /**
   * Told of each run that threw; and of what Redis and BullMQ complain about, each cause at most
   * every half minute.
   */
  onFault(error: unknown): void
  /**
   * Told, once Redis answers again, that wakes were lost with it or before it: the moment to
   * rebuild them from the store. Without it every known partner is looked at once, and the sweep
   * does the rest.
   */
  onLost?(): void
}

interface Wake {
  readonly partner: string
  /** 0 means now. */
  readonly at: number
}
type WakeJob = Job<Wake, void, string>

const roundEveryMs = 500
/** A job under a node that died is given to another one after at most the sum of the two. */
const lockMs = 10_000
const stalledMs = 5_000
/**
 * A mark outlives its instant by so much and no more: a node that stops dead between taking a job
 * and serving it swallows wakes no longer.
 */
const markMs = 2_000
/** Wakes on their way to Redis; beyond that they are dropped. */
const mostOnTheirWay = 10_000
const hangUpWithinMs = 2_000

/**
 * Rejects when Redis is away or unfit, and says why. Afterwards Redis may come and go: what a wake
 * meets then goes to `onFault`.
 */
export async function openBullQueue({
  connection,
  prefix,
  wakesPerSecond = 1_000,
  onFault,
  onLost,
}: BullQueueWishes): Promise<Queue> {
  const complain = seldom(onFault)
  const redis = await openRedis(connection, complain)
  const keys = { partners: `${prefix}:partners`, epoch: `${prefix}:epoch` }
  const queues = new Map<string, BullQueue<Wake, void, string>>()
  const workers = new Map<string, Worker<Wake, void, string>>()
  /** Partners that Redis has in its set because of us. */
  const listed = new Set<string>()
  /** By partner and instant; `again` when another wake came after the job may have left. */
  const onTheirWay = new Map<string, { again: boolean; readonly gone: Promise<void> }>()
  const running = new Set<Promise<void>>()
  const known = new Set<string>()
  let work: ((partner: string) => Promise<void>) | undefined
  let stopped = false
  let lost = false
  let epoch: string | undefined
  let nextRound: NodeJS.Timeout | undefined

  function wake(partner: string, at: number): void {
    if (stopped) return
    const now = Date.now()
    const due = grained(Math.min(at, now + longestPauseMs), now)
    const key = `${due} ${partner}`
    const same = onTheirWay.get(key)
    if (same) {
      same.again = true
      return
    }
    if (onTheirWay.size >= mostOnTheirWay) {
      lost = true
      complain(new Error(`more than ${mostOnTheirWay} wakes wait for redis; dropped, the sweep makes up for them`))
      return
    }
    onTheirWay.set(key, { again: false, gone: send(key, partner, due) })
  }

  /** One job for all wakes of this key so far, and one more for those that came while it left. */
  async function send(key: string, partner: string, due: number): Promise<void> {
    try {
      let again = true
      while (again) {
        await turnOfTheLoop()
        const wish = onTheirWay.get(key)
        if (wish) wish.again = false
        await add(partner, due)
        again = wish?.again ?? false
      }
    } catch (error) {
      lost = true
      complain(new Error(`a wake did not reach redis and was dropped; the sweep makes up for it: ${reasonOf(error)}`))
    } finally {
      onTheirWay.delete(key)
    }
  }

  async function add(partner: string, due: number): Promise<void> {
    if (!listed.has(partner)) {
      await redis.asking.sadd(keys.partners, partner)
      listed.add(partner)
      attach(partner)
    }
    const delay = Math.max(0, due - Date.now())
    await queueOf(partner).add(
      'look',
      { partner, at: due },
      {
        // After Redis was emptied its own counter would begin anew, with ids that are still at work
        // somewhere.
        jobId: randomUUID(),
        ...(delay > 0 && { delay }),
        deduplication: { id: String(due), ttl: delay + markMs },
        removeOnComplete: true,
        removeOnFail: true,
      },
    )
  }

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

  function attach(partner: string): void {
    known.add(partner)
    if (!work || stopped || workers.has(partner)) return
    const worker = new Worker<Wake, void, string>(nameOf(partner), serve, {
      connection: redis.working,
      prefix,
      concurrency: 1,
      limiter: { max: wakesPerSecond, duration: 1_000 },
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      maxStalledCount: 1_000,
      runRetryDelay: roundEveryMs,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    })
    worker.on('error', complain)
    worker.on('failed', (_, error) => complain(error))
    workers.set(partner, worker)
  }

  async function serve(job: WakeJob, token?: string): Promise<void> {
    const { partner, at } = job.data
    await job.removeDeduplicationKey().catch(complain)
    if (stopped || !work) {
      // Another node's, then.
      await job.moveToWait(token)
      throw new WaitingError()
    }
    const earlyMs = at - Date.now()
    // Further ahead than any pause it was written by a clock that is wrong, and the store is asked.
    if (earlyMs > 0 && earlyMs <= longestPauseMs) {
      // Moved up by a node whose clock is ahead of ours, by which nothing is due yet.
      setTimeout(
        guarded(() => wake(partner, at), complain),
        earlyMs,
      ).unref()
      return
    }
    const run = work(partner).catch(onFault)
    running.add(run)
    await run
    running.delete(run)
  }

  /** Which partners do the others wake, and is Redis still the one that we knew? */
  async function lookAround(): Promise<void> {
    const answers = await redis.asking
      .pipeline()
      .set(keys.epoch, randomUUID(), 'NX')
      .get(keys.epoch)
      .smembers(keys.partners)
      .exec()
    const [, now, partners] = (answers ?? []).map(([error, answer]) => {
      if (error) throw error
      return answer
    })
    if (epoch !== undefined && now !== epoch) lost = true
    epoch = String(now)
    for (const partner of partners as string[]) attach(partner)
    if (!lost || stopped) return
    if (listed.size > 0) await redis.asking.sadd(keys.partners, ...listed)
    lost = false
    if (onLost) onLost()
    else for (const partner of known) wake(partner, 0)
  }

  function keepRounds(): void {
    const round = async () => {
      await lookAround().catch((error) => complain(new Error(`redis is away: ${reasonOf(error)}`, { cause: error })))
      if (!stopped) keepRounds()
    }
    nextRound = setTimeout(guarded(round, complain), roundEveryMs)
  }

  async function close(): Promise<void> {
    stopped = true
    clearTimeout(nextRound)
    // These take no more jobs from here on; the one at work is ended properly.
    const closing = [...workers.values()].map((worker) => worker.close())
    await Promise.all(running)
    const quietly = Promise.allSettled([
      ...[...onTheirWay.values()].map(({ gone }) => gone),
      ...closing,
      ...[...queues.values()].map((queue) => queue.close()),
    ])
    // Without Redis some of them would wait for it for ever.
    let late: NodeJS.Timeout | undefined
    await Promise.race([quietly, new Promise((resolve) => (late = setTimeout(resolve, hangUpWithinMs)))])
    clearTimeout(late)
    redis.hangUp()
  }
  let closed: Promise<void> | undefined

  // Not for the first connection, which is there already: a server that comes back may have
  // forgotten its last second, or all.
  redis.asking.on('ready', () => {
    lost = true
  })
  try {
    await lookAround()
  } catch (error) {
    redis.hangUp()
    throw new Error(
      `redis lets us not write under ${prefix}: ${reasonOf(error)}; give the user all keys that begin so`,
      {
        cause: error,
      },
    )
  }
  keepRounds()

  return {
    wake,
    start(given) {
      work = given
      for (const partner of known) attach(partner)
    },
    up: () =>
      redis.asking.ping().then(
        () => true,
        () => false,
      ),
    stop() {
      closed ??= close()
      return closed
    },
  }
}

/** A colon would end the name. */
const nameOf = (partner: string) => `deliver-${encodeURIComponent(partner)}`
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
