// Connections to Redis for the queue: how they are made, what the server must be, and how all of
// them end.
import { isIP } from 'node:net'
import { Redis, type RedisOptions } from 'ioredis'

/** Where Redis is and who we are there. Secrets come from files; no url holds one. */
export interface RedisWish {
  /**
   * redis:// or rediss:// with host, port and number of the database; behind sentinels only scheme
   * and number count.
   */
  readonly url?: string
  readonly username?: string
  readonly password?: string
  /** The only trust anchors for rediss://; without them those of Node. */
  readonly caPem?: string
  readonly sentinels?: readonly { readonly host: string; readonly port: number }[]
  /** The name under which the sentinels know the master. */
  readonly sentinelName?: string
  readonly sentinelPassword?: string
}

export interface RedisLines {
  /**
   * For what must not wait: a command fails at once while Redis is away, and after a while when it
   * does not answer.
   */
  readonly asking: Redis
  /**
   * For workers, which wait for Redis as long as it takes; BullMQ duplicates it for its blocking
   * reads.
   */
  readonly working: Redis
  /** Ends every connection, those duplicated from `working` too, in whatever state they are. */
  hangUp(): void
}

const startWithinMs = 5_000
const answerWithinMs = 3_000
/** Longer than the longest blocking read of BullMQ (10 s): a silent line is a dead one. */
const silentForMs = 15_000
const oldest = [6, 2] as const

/**
 * Connects and looks at what is there. Rejects when Redis cannot be reached within five seconds or
 * is not fit for the queue; the error says what was found, what was expected and how to get it.
 */
export async function openRedis(wish: RedisWish, onFault: (error: unknown) => void): Promise<RedisLines> {
  const where = describe(wish)
  // What cannot be reached at first is refused at once; what was there once is tried again for as
  // long as we live.
  let lasting = false
  const retry = (times: number) => (lasting ? Math.min(50 * 2 ** Math.min(times, 10), 1_000) : null)
  const asking = new Redis(
    Object.assign(optionsOf(wish, where, retry), {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: answerWithinMs,
    }),
  )
  try {
    await connect(asking, where)
    judge(await asking.info(), where)
  } catch (error) {
    if (asking.status !== 'end') asking.disconnect()
    throw error
  }
  lasting = true
  asking.on('error', onFault)
  const working = new Redis(Object.assign(optionsOf(wish, where, retry), { maxRetriesPerRequest: null }))
  working.on('error', onFault)
  const made = [asking, working]
  // BullMQ gives no handle on a blocking connection that was never open, so each is noted where it
  // is made.
  const duplicate = working.duplicate.bind(working)
  Object.assign(working, {
    duplicate(changes: Partial<RedisOptions>) {
      const copy = duplicate(changes)
      made.push(copy)
      return copy
    },
  })
  return {
    asking,
    working,
    hangUp() {
      lasting = false
      for (const line of made) {
        // Between two attempts there is no socket whose end could be told to whoever waits for an
        // answer: one attempt more, and the last.
        if (line.status === 'reconnecting') line.connect().then(() => line.disconnect(), ignore)
        else if (line.status !== 'end') line.disconnect()
      }
    },
  }
}

function optionsOf(
  wish: RedisWish,
  where: string,
  retry: (times: number) => number | null,
): RedisOptions & { replyMapping: 'legacy' } {
  const url = new URL(wish.url ?? (wish.caPem ? 'rediss://localhost' : 'redis://localhost'))
  if (wish.caPem && url.protocol === 'redis:')
    throw new Error(
      `${where} is to be reached without TLS, but certificates are given that vouch for it; expected rediss://`,
    )
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
    throw new Error(`${where} has the scheme ${url.protocol.slice(0, -1)}; expected redis:// or rediss://`)
  if (url.username !== '' || url.password !== '')
    throw new Error(`${where} has a user or a password in its url; put the password into a file and name that file`)
  const database = url.pathname.replace(/^\//, '')
  if (!/^\d{0,5}$/.test(database)) throw new Error(`${where} names the database ${database}; expected a number`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = {
    minVersion: 'TLSv1.2' as const,
    ...(wish.caPem && { ca: wish.caPem }),
    ...(!wish.sentinels && isIP(host) === 0 && { servername: host }),
  }
  const encrypted = url.protocol === 'rediss:'
  return {
    // The form of answers that every supported server speaks.
    protocol: 2,
    replyMapping: 'legacy',
    db: Number(database),
    ...(wish.username && { username: wish.username }),
    ...(wish.password && { password: wish.password }),
    connectTimeout: startWithinMs,
    socketTimeout: silentForMs,
    keepAlive: 10_000,
    retryStrategy: retry,
    ...(encrypted && { tls }),
    ...(wish.sentinels
      ? {
          sentinels: [...wish.sentinels],
          name: wish.sentinelName ?? 'mymaster',
          sentinelRetryStrategy: retry,
          ...(wish.sentinelPassword && { sentinelPassword: wish.sentinelPassword }),
          ...(encrypted && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
          // After a failover the old master answers as a replica for a while: ask the sentinels
          // again, and then once more.
          reconnectOnError: ({ message }: Error) => (message.includes('READONLY') ? (2 as const) : false),
        }
      : { host, port: Number(url.port || 6379) }),
  }
}

const ignore = () => undefined

/** Without anything that could be secret. */
function describe({ url, sentinels, sentinelName = 'mymaster' }: RedisWish): string {
  if (sentinels)
    return `redis master ${sentinelName} of the sentinels ${sentinels.map((one) => `${one.host}:${one.port}`).join(', ')}`
  const { protocol, host, pathname } = new URL(url ?? 'redis://localhost')
  return `redis at ${protocol}//${host}${pathname}`
}

async function connect(redis: Redis, where: string): Promise<void> {
  let last: Error | undefined
  const note = (error: Error) => {
    last = error
  }
  redis.on('error', note)
  const timer = Promise.withResolvers<never>()
  const late = setTimeout(() => timer.reject(new Error(`no answer within ${startWithinMs} ms`)), startWithinMs)
  try {
    await Promise.race([redis.connect(), timer.promise])
  } catch (error) {
    const reason = last ?? (error as Error)
    throw new Error(
      `${where} cannot be reached: ${reason.message || String(reason)}; start it or correct its address, user and password`,
      { cause: reason },
    )
  } finally {
    clearTimeout(late)
  }
}

/** @throws {Error} when the server would lose or refuse what the queue keeps in it. */
function judge(info: string, where: string): void {
  const said = new Map(
    info.split(/\r?\n/).map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]),
  )
  // Valkey tells the version of Redis that it stands for, which is 7.2.
  const version = said.get('redis_version') ?? 'none'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (!(major > oldest[0] || (major === oldest[0] && minor >= oldest[1])))
    throw new Error(`${where} is version ${version}; expected ${oldest.join('.')} or newer, so install a newer Redis`)
  if (said.get('redis_mode') === 'cluster')
    throw new Error(`${where} is part of a cluster; expected a single server, or one behind sentinels`)
  if (said.get('role') !== 'master')
    throw new Error(`${where} is a ${said.get('role')}; expected the master, so correct the address or use sentinels`)
  const policy = said.get('maxmemory_policy')
  if (policy !== 'noeviction')
    throw new Error(
      `${where} has maxmemory-policy ${policy}, which throws wakes away when memory is short; set "maxmemory-policy noeviction" in redis.conf, or at once with: redis-cli CONFIG SET maxmemory-policy noeviction`,
    )
}
