// The promises of the queue over a real Redis, and what only a queue over a server has to keep.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openBullQueue } from '../../adapters/queue/bullmq.ts'
import type { Queue } from '../../gateway/ports/delivering.ts'
import { type RedisServer, redisClient, redisServer, withoutRedis } from '../support/redis.ts'
import { queueContract } from './queue.contract.ts'

t.test('the contract, over redis', { skip: withoutRedis }, async (t) => {
  // Real time passes, for all of them at once.
  t.jobs = 6
  const server = await redisServer(t)
  queueContract(t, (t) => opened(t, server))
})

/** As the contract wants it: `pass` waits until the time is over and nothing is due that is not at work. */
async function opened(t: Test, server: RedisServer) {
  const prefix = `test-${randomUUID()}`
  const redis = redisClient(t, server)
  const faults: unknown[] = []
  const queue = await openBullQueue({
    connection: { url: server.url },
    prefix,
    onFault: (error) => faults.push(error),
  })
  const running = new Set<string>()
  let started = false
  let target = 0

  async function settled(): Promise<boolean> {
    for (const partner of await redis.smembers(`${prefix}:partners`)) {
      const key = (name: string) => `${prefix}:deliver-${partner}:${name}`
      const [waiting, active, due] = await Promise.all([
        redis.llen(key('wait')),
        redis.llen(key('active')),
        redis.zcount(key('delayed'), 0, Date.now() * 4096),
      ])
      const busy = running.has(partner)
      if (active !== (busy ? 1 : 0)) return false
      if (started && !busy && waiting + due > 0) return false
    }
    return true
  }
  const watched: Queue = {
    wake: queue.wake,
    up: queue.up,
    start(work) {
      started = true
      queue.start(async (partner) => {
        running.add(partner)
        await work(partner).finally(() => running.delete(partner))
      })
    },
    stop() {
      started = false
      return queue.stop()
    },
  }
  t.teardown(() => queue.stop())
  return {
    queue: watched,
    faults,
    now: Date.now,
    longMs: 1_500,
    async pass(ms: number) {
      target = (target || Date.now()) + ms
      await wait(Math.max(0, target - Date.now()))
      for (let still = 0; still < 3; still = (await settled()) ? still + 1 : 0) await wait(15)
    },
  }
}

/** One node's queue; it notes which partners it looked at. */
async function node(t: Test, server: RedisServer, prefix: string) {
  const faults: Error[] = []
  const runs: string[] = []
  let lost = 0
  const queue = await openBullQueue({
    connection: { url: server.url },
    prefix,
    onFault: (error) => faults.push(error as Error),
    onLost: () => {
      lost += 1
    },
  })
  t.teardown(() => queue.stop())
  return { queue, faults, runs, lost: () => lost }
}

/** Waits for what must come, for at most ten seconds. */
async function until(what: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 10_000; Date.now() < end; await wait(10)) if (await what()) return true
  return false
}

t.test('several nodes over one redis', { skip: withoutRedis }, async (t) => {
  const server = await redisServer(t)
  const redis = redisClient(t, server)

  t.test('share the work, and each works for partners that only the other one woke', async (t) => {
    const nodes = await Promise.all([node(t, server, 'share'), node(t, server, 'share')])
    const [one, two] = nodes
    const gate = Promise.withResolvers<void>()
    for (const { queue, runs } of nodes)
      queue.start(async (partner) => {
        runs.push(partner)
        if (partner === 'XB') await gate.promise
      })
    one.queue.wake('XB', Date.now())
    t.ok(await until(() => one.runs.length + two.runs.length === 1))
    one.queue.wake('XB', Date.now())
    t.ok(
      await until(() => one.runs.includes('XB') && two.runs.includes('XB')),
      'a wake during a run is for whoever is free',
    )
    gate.resolve()
    const before = one.runs.length + two.runs.length
    for (let count = 0; count < 200; count += 1) {
      nodes[count % 2]?.queue.wake('XC', Date.now())
      await wait(2)
    }
    t.ok(await until(() => one.runs.includes('XC') && two.runs.includes('XC')))
    t.ok(one.runs.length + two.runs.length - before <= 201)
    t.same([...one.faults, ...two.faults], [])
  })

  t.test('a node that only listens takes up partners within a second', async (t) => {
    const [one, two] = await Promise.all([node(t, server, 'listen'), node(t, server, 'listen')])
    two.queue.start(async (partner) => void two.runs.push(partner))
    one.queue.wake('XB', Date.now())
    one.queue.wake('X:D', Date.now() + 100)
    t.ok(await until(() => two.runs.length === 2))
    t.same(two.runs.sort(), ['X:D', 'XB'], 'also one with a colon in its name')
  })

  t.test('a stopped node leaves its wakes to the others', async (t) => {
    const [one, two] = await Promise.all([node(t, server, 'leave'), node(t, server, 'leave')])
    const gate = Promise.withResolvers<void>()
    one.queue.start(async (partner) => {
      one.runs.push(partner)
      await gate.promise
    })
    one.queue.wake('XB', Date.now())
    t.ok(await until(() => one.runs.length === 1))
    one.queue.wake('XB', Date.now())
    one.queue.wake('XC', Date.now() + 300)
    t.ok(await until(async () => (await redis.smembers('leave:partners')).length === 2))
    const stopped = one.queue.stop()
    gate.resolve()
    await stopped
    two.queue.start(async (partner) => void two.runs.push(partner))
    t.ok(await until(() => two.runs.length === 2))
    t.same(two.runs.sort(), ['XB', 'XC'])
    t.same(one.runs, ['XB'])
  })

  t.test('an emptied redis is noticed by every node, and work goes on', async (t) => {
    const nodes = await Promise.all([node(t, server, 'flush'), node(t, server, 'flush')])
    const [one, two] = nodes
    for (const { queue, runs } of nodes) queue.start(async (partner) => void runs.push(partner))
    one.queue.wake('XB', Date.now())
    one.queue.wake('XC', Date.now() + 3_600_000)
    t.ok(await until(() => one.runs.length + two.runs.length === 1))
    t.equal(one.lost() + two.lost(), 0)
    t.ok(await until(async () => (await redis.zcard('flush:deliver-XC:delayed')) === 1))
    await redis.flushall()
    t.equal(await redis.zcard('flush:deliver-XC:delayed'), 0)
    t.ok(await until(() => one.lost() === 1 && two.lost() === 1), 'told once each')
    one.queue.wake('XC', Date.now())
    two.queue.wake('XB', Date.now())
    t.ok(await until(() => one.runs.length + two.runs.length === 3))
    t.same((await redis.smembers('flush:partners')).sort(), ['XB', 'XC'])
  })

  t.test('a node that nobody told how to rebuild wakes looks at every partner it knows', async (t) => {
    const runs: string[] = []
    const faults: unknown[] = []
    const queue = await openBullQueue({
      connection: { url: server.url },
      prefix: 'known',
      onFault: (error) => faults.push(error),
    })
    t.teardown(() => queue.stop())
    queue.start(async (partner) => void runs.push(partner))
    queue.wake('XB', Date.now())
    queue.wake('XC', Date.now() + 3_600_000)
    t.ok(await until(async () => runs.length === 1 && (await redis.zcard('known:deliver-XC:delayed')) === 1))
    // A job that is not struck off yet would rightly be told as a fault.
    t.ok(await until(async () => (await redis.llen('known:deliver-XB:active')) === 0))
    await redis.flushall()
    t.ok(await until(() => runs.length === 3))
    t.same(runs.sort(), ['XB', 'XB', 'XC'])
    t.same(faults, [])
  })

  t.test('ten thousand wakes cost few jobs, and none of them stays behind', async (t) => {
    const { queue, runs, faults } = await node(t, server, 'many')
    const now = Date.now()
    for (let count = 0; count < 10_000; count += 1) queue.wake('XB', now + 60_000 + count * 50)
    for (let count = 0; count < 10_000; count += 1) queue.wake('XC', now)
    t.ok(await until(async () => (await redis.llen('many:deliver-XC:wait')) === 1), 'one for now')
    const delayed = await redis.zcard('many:deliver-XB:delayed')
    t.ok(delayed > 100 && delayed <= 600, `${delayed} for ten thousand instants in ten minutes`)
    queue.start(async (partner) => void runs.push(partner))
    t.ok(await until(() => runs.includes('XC')))
    await queue.stop()
    t.same(runs, ['XC'])
    t.same(faults, [])
    const kept = new Set(
      ['events', 'id', 'limiter', 'marker', 'meta', 'stalled-check'].map((name) => `many:deliver-XC:${name}`),
    )
    const left = (await redis.keys('many:deliver-XC:*')).filter((key) => !kept.has(key))
    t.same(left, [], 'what stays does not grow')
    t.ok((await redis.xlen('many:deliver-XC:events')) < 1_000)
  })
})

/** What opening says when it is refused; the node is ended where it is not. */
async function refusal(url: string, more: { password?: string; username?: string } = {}): Promise<string> {
  try {
    const queue = await openBullQueue({ connection: { url, ...more }, prefix: 'refused', onFault: () => undefined })
    await queue.stop()
    return 'opened'
  } catch (error) {
    return (error as Error).message
  }
}

t.test('a redis that would lose or refuse wakes is refused', { skip: withoutRedis }, async (t) => {
  t.test('an eviction policy, which the error names with the way out of it', async (t) => {
    const { url } = await redisServer(t, { args: ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'] })
    t.match(await refusal(url), /allkeys-lru.*set "maxmemory-policy noeviction" in redis.conf/)
  })

  t.test('a replica', async (t) => {
    const master = await redisServer(t)
    const { url } = await redisServer(t, { args: ['--replicaof', `127.0.0.1 ${master.port}`] })
    t.match(await refusal(url), /is a slave; expected the master/)
  })

  t.test('nobody there', async (t) => {
    const server = await redisServer(t)
    await server.kill()
    t.match(await refusal(server.url), /cannot be reached: .*ECONNREFUSED.*; start it or correct its address/)
  })

  t.test('a wrong password, which the error does not repeat; the right one opens', async (t) => {
    const { url } = await redisServer(t, { args: ['--requirepass', 'open sesame'] })
    t.match(await refusal(url), /cannot be reached: NOAUTH/)
    const wrong = await refusal(url, { password: 'open barley' })
    t.match(wrong, /cannot be reached: .*WRONGPASS/)
    t.notMatch(wrong, 'barley')
    t.equal(await refusal(url, { password: 'open sesame' }), 'opened')
  })

  t.test('a user who may not write under the prefix; one who may opens', async (t) => {
    const users = '--user reader on >a %R~* +@all --user gateway on >b ~refused:* +@all'
    const { url } = await redisServer(t, { args: users.split(' ') })
    t.match(await refusal(url, { username: 'reader', password: 'a' }), /lets us not write under refused: .*NOPERM/)
    t.equal(await refusal(url, { username: 'gateway', password: 'b' }), 'opened')
  })

  t.test('a url with a secret in it, or of another kind', async (t) => {
    const said = await refusal('redis://:sesame@127.0.0.1:1')
    t.match(said, /has a user or a password in its url; put the password into a file/)
    t.notMatch(said, 'sesame')
    t.match(await refusal('http://127.0.0.1:1'), /has the scheme http; expected redis:/)
  })
})

t.test('an old version, or a node of a cluster, is refused', async (t) => {
  const says = async (info: string) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (asked) => {
        for (const [command] of String(asked).matchAll(/\r\n(info|client|select)\r\n/gi))
          socket.write(/info/i.test(command) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    return refusal(`redis://127.0.0.1:${(server.address() as { port: number }).port}`)
  }
  const rest = 'role:master\r\nmaxmemory_policy:noeviction\r\n'
  t.match(await says(`redis_version:5.0.14\r\n${rest}`), /is version 5.0.14; expected 6.2 or newer/)
  t.match(await says(`redis_version:6.0.16\r\n${rest}`), /is version 6.0.16; expected 6.2 or newer/)
  t.match(await says(`redis_version:7.2.4\r\nredis_mode:cluster\r\n${rest}`), /part of a cluster/)
})

t.test(
  'one partner is looked at no oftener than the limit, and no other partner waits for that',
  { skip: withoutRedis },
  async (t) => {
    const server = await redisServer(t)
    const queue = await openBullQueue({
      connection: { url: server.url },
      prefix: 'limited',
      wakesPerSecond: 2,
      onFault: (error) => t.fail(String(error)),
    })
    t.teardown(() => queue.stop())
    const looks: { partner: string; at: number }[] = []
    const enough = Promise.withResolvers<void>()
    queue.start(async (partner) => {
      looks.push({ partner, at: performance.now() })
      if (partner === 'XB') queue.wake('XB', Date.now())
      if (looks.filter((look) => look.partner === 'XB').length === 5) enough.resolve()
    })
    queue.wake('XB', Date.now())
    queue.wake('XC', Date.now())
    await enough.promise
    const times = looks.filter(({ partner }) => partner === 'XB').map(({ at }) => at)
    t.ok((times[4] ?? 0) - (times[0] ?? 0) > 900, 'five looks take two spans of a second')
    const other = looks.find(({ partner }) => partner === 'XC')
    t.ok(other && other.at < (times[2] ?? 0), 'the other partner was looked at meanwhile')
  },
)
