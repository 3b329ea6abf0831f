// Two nodes on each side, on one PostgreSQL and one Redis. One of them after the other is killed, and Redis is emptied in between.
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { type Balancer, balance } from '../../demo/balancer.ts'
import { clientOf } from '../support/client.ts'
import { killHard, spawnGateway } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { seededRandom } from '../support/random.ts'
import { redisClient, redisServer, withoutRedis } from '../support/redis.ts'
import { demandAll, type Posted, pause, post } from '../support/traffic.ts'

const atOnce = 3
/** Of each side; what lists show on one page. */
const mostCases = 100

interface Node {
  readonly installation: Installation
  readonly settings: Readonly<Record<string, string>>
  child: ChildProcess
  kills: number
}
type Test = Parameters<typeof postgresServer>[0]

t.test(
  'nodes are killed and Redis is emptied under load',
  {
    skip: noPostgres || withoutRedis,
    timeout: 540_000,
  },
  async (t) => {
    const { seed, random } = seededRandom()
    t.comment(`seed: ${seed}`)
    const [postgres, redis] = [await postgresServer(t), await redisServer(t)]
    if (!postgres) throw new Error('PostgreSQL did not start')
    const folder = await scratch(t)
    const settings = { SWEEP_EVERY_MS: 1000, LEASE_MS: 2000, STORE: 'postgres', QUEUE: 'bullmq', REDIS_URL: redis.url }
    const side = async (member: string) =>
      install(join(folder, member), member, {
        settings: { ...settings, REDIS_PREFIX: member, POSTGRES_URL: await postgres.createDatabase() },
      })
    const [a, b] = [await side('XA'), await side('XB')]
    const agreement = await peer(a, b, agreementBetween(a, b))
    const nodes = [await twoNodes(t, a), await twoNodes(t, b)].flat()
    const queue = redisClient(t, redis)

    let over = false
    let flushes = 0
    const trouble = (async () => {
      for (let turn = 0; !over; turn += 1) {
        await pause(300 + random() * 1200)
        const node = nodes[turn % nodes.length]
        if (over || !node) return
        await killHard(node.child)
        node.kills += 1
        await queue.flushall()
        flushes += 1
        node.child = await spawnGateway(t, node.installation, [], node.settings)
      }
    })()
    const posted: Posted[] = []
    // A machine that is busy starts nodes slowly: there is load until each of them was killed.
    for (let first = 0; first < mostCases && nodes.some(({ kills }) => kills === 0); first += atOnce) {
      const wish = { agreement: agreement.id, cases: atOnce, first, pauseMs: 2_500, withdrawn: true, random }
      posted.push(...(await Promise.all([post(a, b, wish), post(b, a, wish)])).flat())
    }
    over = true
    await trouble

    const kills = nodes.map((node) => node.kills)
    t.comment(
      `count: ${posted.length * 2} messages, nodes killed ${kills.join(' + ')} times, Redis emptied ${flushes} times`,
    )
    t.ok(
      kills.every((count) => count > 0),
      'each node was killed',
    )
    t.ok(flushes > 0, 'Redis was emptied')
    await demandAll(t, [a, b], posted)
    for (const installation of [a, b]) {
      const client = clientOf(installation, 'operator')
      const { json } = await client.get('/v1/operator/evidence/check?after=0&limit=10000')
      client.close()
      t.same(json['faults'], [], 'the evidence of all nodes is one log without a gap')
    }
  },
)

/** Behind a balancer, each with ports of its own; the card and the clients know the balancer alone. */
async function twoNodes(t: Test, installation: Installation): Promise<Node[]> {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const
  const balancers: Balancer[] = [
    await balance(installation.ports.partner, [ports[0], ports[1]]),
    await balance(installation.ports.national, [ports[2], ports[3]]),
  ]
  t.teardown(() => Promise.all(balancers.map((balancer) => balancer.close())))
  return Promise.all(
    [0, 1].map(async (number) => {
      const settings = {
        BULLA_NODE: `${installation.member.toLowerCase()}-${number + 1}`,
        BULLA_PARTNER_PORT: String(ports[number]),
        BULLA_NATIONAL_PORT: String(ports[number + 2]),
      }
      return { installation, settings, child: await spawnGateway(t, installation, [], settings), kills: 0 }
    }),
  )
}
