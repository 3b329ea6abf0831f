// The queue over Redis, for several nodes. The store is the truth; whatever is lost here its sweep
// brings back.
//
// A wake is a job that says no more than whom to look at and when. `wakes.ts` carries them to
// Redis, `partner-queues.ts` takes them from there, and this file says what they come to.
//
// Within a process work never runs twice at once for one partner. Across nodes it does: each node
// takes jobs of the same partner, which is how the load is spread, and the fences of the store's
// claims keep them apart.
import { randomUUID } from 'node:crypto'
import { longestPauseMs } from '../../gateway/model/delivery.ts'
import { guarded } from '../../gateway/model/running.ts'
import type { Queue } from '../../gateway/ports/delivering.ts'
import { openPartnerQueues } from './partner-queues.ts'
import { openRedis, type RedisLines, type RedisWish } from './redis.ts'
import { grained, reasonOf, seldom } from './sharing.ts'
import { openWakes } from './wakes.ts'

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

const roundEveryMs = 500
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
  const shared = openShared(redis.asking, prefix)
  const queues = openPartnerQueues({ redis, prefix, wakesPerSecond, serve, complain })
  const wakes = openWakes(add, (error) => {
    lost = true
    complain(error)
  })
  const running = new Set<Promise<void>>()
  const known = new Set<string>()
  let work: ((partner: string) => Promise<void>) | undefined
  let stopped = false
  let lost = false
  let nextRound: NodeJS.Timeout | undefined
  let closed: Promise<void> | undefined

  function wake(partner: string, at: number): void {
    if (stopped) return
    const now = Date.now()
    wakes.send(partner, grained(Math.min(at, now + longestPauseMs), now))
  }

  async function add(partner: string, due: number): Promise<void> {
    if (await shared.list(partner)) attach(partner)
    await queues.add(partner, due)
  }

  function attach(partner: string): void {
    known.add(partner)
    if (work && !stopped) queues.work(partner)
  }

  async function serve({ partner, at }: { partner: string; at: number }): Promise<boolean> {
    if (stopped || !work) return false
    const earlyMs = at - Date.now()
    // Further ahead than any pause it was written by a clock that is wrong, and the store is asked.
    if (earlyMs > 0 && earlyMs <= longestPauseMs) {
      // Moved up by a node whose clock is ahead of ours, by which nothing is due yet.
      const later = guarded(() => wake(partner, at), complain)
      setTimeout(later, earlyMs).unref()
      return true
    }
    const run = work(partner).catch(onFault)
    running.add(run)
    await run
    running.delete(run)
    return true
  }

  /** Which partners do the others wake, and is Redis still the one that we knew? */
  async function lookAround(): Promise<void> {
    const { partners, emptied } = await shared.read()
    if (emptied) lost = true
    for (const partner of partners) attach(partner)
    if (!lost || stopped) return
    await shared.listAgain()
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
    const workless = queues.stopWorking()
    await Promise.all(running)
    // Without Redis some of them would wait for it for ever.
    await within(hangUpWithinMs, Promise.all([wakes.gone(), workless, queues.close()]))
    redis.hangUp()
  }

  // Not for the first connection, which is there already: a server that comes back may have
  // forgotten its last second, or all.
  redis.asking.on('ready', () => {
    lost = true
  })
  try {
    await lookAround()
  } catch (error) {
    redis.hangUp()
    const why = `${reasonOf(error)}; give the user all keys that begin so`
    throw new Error(`redis lets us not write under ${prefix}: ${why}`, { cause: error })
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

/**
 * What the nodes tell each other by way of Redis: which partners are woken, and whether it is
 * still the one they knew.
 */
function openShared(asking: RedisLines['asking'], prefix: string) {
  const keys = { partners: `${prefix}:partners`, epoch: `${prefix}:epoch` }
  /** Partners that Redis has in its set because of us. */
  const listed = new Set<string>()
  let epoch: string | undefined
  return {
    /** @returns whether it was new to us. */
    async list(partner: string): Promise<boolean> {
      if (listed.has(partner)) return false
      await asking.sadd(keys.partners, partner)
      listed.add(partner)
      return true
    },
    async listAgain(): Promise<void> {
      if (listed.size > 0) await asking.sadd(keys.partners, ...listed)
    },
    async read(): Promise<{ partners: readonly string[]; emptied: boolean }> {
      const written = asking.pipeline().set(keys.epoch, randomUUID(), 'NX')
      const answers = await written.get(keys.epoch).smembers(keys.partners).exec()
      const [, now, partners] = (answers ?? []).map(([error, answer]) => {
        if (error) throw error
        return answer
      })
      const emptied = epoch !== undefined && now !== epoch
      epoch = String(now)
      return { partners: partners as string[], emptied }
    },
  }
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let late: NodeJS.Timeout | undefined
  await Promise.race([done, new Promise((resolve) => (late = setTimeout(resolve, ms)))])
  clearTimeout(late)
}
