// Which queue wakes the deliveries, as the settings say.
import { embeddedQueue } from '../../adapters/queue/embedded.ts'
import type { Config } from '../../config/settings.ts'
import { rebuildWakes, type Waking } from '../flows/upkeep/sweep.ts'
import type { Queue } from '../ports/delivering.ts'
import type { Store } from '../ports/store.ts'
import { world } from './clock.ts'
import type { Failed, Opened } from './ending/stop-order.ts'
import { loadedFor } from './optional-packages.ts'
import { textIn } from './storage.ts'

export interface Wakes {
  readonly queue: Queue
  /** The store, the queue, and how the one is told of what the other holds. */
  readonly waking: Waking
}

/** The queue, which is filled anew from the store whenever it lost what it had. */
export async function openWakes(
  opened: Opened,
  { config, store, failed }: { config: Config; store: Store; failed: Failed },
): Promise<Wakes> {
  const wake = (partner: string, at: number) => queue.wake(partner, at)
  const waking = { store, world, wake, leaseMs: config.LEASE_MS }
  const onLost = () => rebuildWakes(waking).catch(failed('wakes'))
  const queue = await openQueue(config, { onFault: failed('queue'), onLost })
  opened.defer(queue.stop)
  return { queue, waking }
}

/**
 * `onLost` is told when wakes went missing: the store knows them all.
 * @throws {Error} when Redis is away, too old, or would throw keys away.
 */
async function openQueue(
  config: Config,
  { onFault, onLost }: { onFault(error: unknown): void; onLost(): void },
): Promise<Queue> {
  if (config.QUEUE === 'embedded') return embeddedQueue({ onFault })
  const { REDIS_URL, REDIS_USER, REDIS_PASSWORD_FILE, REDIS_CA_FILE, REDIS_SENTINELS, REDIS_SENTINEL_NAME } = config
  const [password, caPem] = [
    REDIS_PASSWORD_FILE && (await textIn(REDIS_PASSWORD_FILE, 'REDIS_PASSWORD_FILE')),
    REDIS_CA_FILE && (await textIn(REDIS_CA_FILE, 'REDIS_CA_FILE')),
  ]
  const { openBullQueue } = await loadedFor('QUEUE bullmq', () => import('../../adapters/queue/bullmq.ts'))
  return openBullQueue({
    connection: {
      ...(REDIS_URL !== undefined && { url: REDIS_URL }),
      ...(REDIS_USER !== undefined && { username: REDIS_USER }),
      ...(password !== undefined && { password }),
      ...(caPem !== undefined && { caPem }),
      ...(REDIS_SENTINELS !== undefined && { sentinels: REDIS_SENTINELS }),
      ...(REDIS_SENTINEL_NAME !== undefined && { sentinelName: REDIS_SENTINEL_NAME }),
    },
    prefix: config.REDIS_PREFIX,
    wakesPerSecond: config.LOOKS_PER_PARTNER,
    onFault,
    onLost,
  })
}

/**
 * Goes to Redis, looks whether it is fit and lets us write, and hangs up.
 * @throws {Error} as `openQueue`
 */
export async function probeQueue(config: Config): Promise<void> {
  const queue = await openQueue(config, { onFault: () => undefined, onLost: () => undefined })
  await queue.stop()
}
