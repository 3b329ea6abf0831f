// Redis dies, forgets, stands still or moves, and nodes die over it: wakes may be lost, but work goes on by itself, and nothing else breaks.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openBullQueue } from '../../adapters/queue/bullmq.ts'
import type { RedisWish } from '../../adapters/queue/redis.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { redisClient, redisOverTls, redisSentinel, redisServer, withoutRedis } from '../support/redis.ts'

// They wait more than they work.
t.jobs = 4

/** A node whose store has something for XB at any time: it wakes XB again when it is told of lost wakes, as a gateway does. */
async function node(t: Test, connection: RedisWish, prefix = 'faults') {
  const faults: string[] = []
  const runs: string[] = []
  let lost = 0
  const queue = await openBullQueue({
    connection,
    prefix,
    onFault: (error) => faults.push((error as Error).message),
    onLost() {
      lost += 1
      queue.wake('XB', Date.now())
    },
  })
  t.teardown(() => queue.stop())
  return { queue, faults, runs, lost: () => lost }
}

/** Waits for what must come, for at most twenty seconds. */
async function until(what: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(10)) if (await what()) return true
  return false
}

t.test('redis is killed and comes back empty', { skip: withoutRedis }, async (t) => {
  const server = await redisServer(t)
  const { queue, faults, runs, lost } = await node(t, { url: server.url })
  queue.start(async (partner) => void runs.push(partner))
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1))
  const pid = server.pid()
  await server.kill()
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' }, 'it is really gone')
  t.equal(await queue.up(), false)

  const heap = process.memoryUsage().heapUsed
  for (let count = 0; count < 50_000; count += 1) {
    queue.wake('XB', Date.now() + count)
    if (count % 1_000 === 0) await new Promise(setImmediate)
  }
  t.ok(process.memoryUsage().heapUsed - heap < 64 * 2 ** 20, 'wakes do not pile up')
  t.ok(await until(() => faults.some((fault) => /a wake did not reach redis and was dropped/.test(fault))))
  t.ok(await until(() => faults.some((fault) => /redis is away|ECONNREFUSED/.test(fault))))
  await wait(1_500)
  t.ok(faults.length < 20, `${faults.length} faults, not one for each wake`)
  t.equal(runs.length, 1)
  t.equal(lost(), 0)

  await server.start()
  t.ok(await until(() => runs.length >= 2), 'work goes on')
  t.equal(await queue.up(), true)
  t.equal(lost(), 1)
  queue.wake('XC', Date.now())
  t.ok(await until(() => runs.includes('XC')))
})

t.test('redis is emptied during a run', { skip: withoutRedis }, async (t) => {
  const server = await redisServer(t)
  const redis = redisClient(t, server)
  const { queue, faults, runs, lost } = await node(t, { url: server.url })
  const gate = Promise.withResolvers<void>()
  queue.start(async (partner) => {
    runs.push(partner)
    if (runs.length === 1) await gate.promise
  })
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1))
  t.ok((await redis.dbsize()) > 0)
  await redis.flushall()
  t.ok(await until(() => lost() === 1), 'it is noticed')
  gate.resolve()
  t.ok(await until(() => runs.length === 2), 'and what was woken again is looked at again')
  t.ok(faults.length <= 2, 'the end of the first run alone has nothing to be written to')
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 3))
})

t.test('redis stands still and goes on', { skip: withoutRedis }, async (t) => {
  const server = await redisServer(t)
  const { queue, faults, runs, lost } = await node(t, { url: server.url })
  queue.start(async (partner) => void runs.push(partner))
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1))
  server.pause()
  const state = () => / ([A-Z]) /.exec(readFileSync(`/proc/${server.pid()}/stat`, 'utf8'))?.[1]
  if (process.platform === 'linux') t.ok(await until(() => state() === 'T'), 'it really stands still')
  queue.wake('XB', Date.now())
  t.ok(await until(() => faults.some((fault) => /did not reach redis.*timed out/.test(fault))), 'nobody waits for ever')
  t.equal(runs.length, 1)
  server.resume()
  t.ok(await until(() => lost() === 1 && runs.length >= 2), 'work goes on')
})

t.test('stopping without redis takes seconds, not for ever', { skip: withoutRedis }, async (t) => {
  const server = await redisServer(t)
  const { queue, runs } = await node(t, { url: server.url })
  const gate = Promise.withResolvers<void>()
  queue.start(async (partner) => {
    runs.push(partner)
    await gate.promise
  })
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1))
  await server.kill()
  queue.wake('XB', Date.now())
  const stopped = queue.stop()
  gate.resolve()
  await t.resolves(stopped)
})

t.test('a node dies in the middle of a run, and another one goes on', { skip: withoutRedis }, async (t) => {
  const server = await redisServer(t)
  const script = `
    import { openBullQueue } from ${JSON.stringify(new URL('../../adapters/queue/bullmq.ts', import.meta.url).href)}
    const queue = await openBullQueue({ connection: { url: '${server.url}' }, prefix: 'faults', onFault() {} })
    queue.start(async () => { console.log('at work'); await new Promise(() => {}) })
    queue.wake('XB', Date.now())`
  const dying = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => dying.kill('SIGKILL'))
  const [said] = await dying.stdout.take(1).toArray()
  t.match(String(said), 'at work')
  const redis = redisClient(t, server)
  const gone = new Promise((resolve) => dying.once('exit', resolve))
  dying.kill('SIGKILL')
  await gone
  t.equal(await redis.llen('faults:deliver-XB:active'), 1, 'its job is under way for ever')
  const { queue, runs } = await node(t, { url: server.url })
  queue.start(async (partner) => void runs.push(partner))
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1), 'which holds up nobody')
  t.ok(await until(async () => (await redis.llen('faults:deliver-XB:active')) === 0), 'and is given to the other one')
  t.ok(await until(() => runs.length === 2))
})

t.test('the master dies, and the sentinels choose another', { skip: withoutRedis }, async (t) => {
  const master = await redisServer(t)
  const replica = await redisServer(t, { args: ['--replicaof', `127.0.0.1 ${master.port}`] })
  const eye = redisClient(t, replica)
  t.ok(await until(async () => (await eye.info('replication')).includes('master_link_status:up')))
  const sentinel = await redisSentinel(t, 'bulla', master)
  const watch = redisClient(t, sentinel)
  t.ok(await until(async () => ((await watch.call('sentinel', 'replicas', 'bulla')) as unknown[]).length === 1))
  const sentinels = [{ host: '127.0.0.1', port: sentinel.port }]
  const { queue, runs, lost } = await node(t, { sentinels, sentinelName: 'bulla' })
  queue.start(async (partner) => void runs.push(partner))
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1))
  await master.kill()
  t.ok(await until(async () => (await eye.info('replication')).includes('role:master')), 'another one is master')
  t.ok(await until(() => lost() === 1 && runs.length >= 2), 'and work goes on there')
})

t.test('redis over TLS', { skip: withoutRedis }, async (t): Promise<void> => {
  const years = { notBeforeMs: Date.now() - 3_600_000, notAfterMs: Date.now() + 86_400_000 }
  const ca = await makeCa({ name: 'Redis test CA', ...years })
  const keyPem = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem, name: 'redis', use: 'national', hosts: ['localhost', '127.0.0.1'] })
  const certPem = await issue({ ca, use: 'national', requestPem, ...years })
  const server = await redisOverTls(t, { certPem, keyPem, caPem: ca.certPem })
  if (!server) {
    t.pass('redis-server was built without TLS', { skip: 'redis-server was built without TLS' })
    return
  }
  const { queue, runs } = await node(t, { url: server.url, caPem: ca.certPem })
  queue.start(async (partner) => void runs.push(partner))
  queue.wake('XB', Date.now())
  t.ok(await until(() => runs.length === 1))
  await t.rejects(node(t, { url: server.url }), { message: /cannot be reached: .*certificate/ }, 'not under another CA')
  const other = await makeCa({ name: 'Another CA', ...years })
  await t.rejects(node(t, { url: server.url, caPem: other.certPem }), { message: /cannot be reached: .*certificate/ })
  await t.rejects(node(t, { url: server.url.replace('rediss:', 'redis:') }), { message: /cannot be reached/ })
})
