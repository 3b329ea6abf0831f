// G15: the same gateway on PostgreSQL and BullMQ against itself on SQLite, alternately, unbatched and batched.
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { redisServer, withoutRedis } from '../support/redis.ts'
import type { Figures } from './load.ts'
import { median, round2 } from './median.ts'
import { type Pair, startPair } from './pair.ts'
import { type Found, type Length, warmMessages } from './scenario.ts'

export async function severalNodes({ rounds, ms }: Length): Promise<Found> {
  if (noPostgres || withoutRedis) {
    console.log(`G15 is not measured: ${noPostgres || withoutRedis}`)
    return { rows: {}, json: {} }
  }
  const ends: (() => unknown)[] = []
  const owner = { teardown: (end: () => unknown) => void ends.push(end), comment: () => undefined }
  const postgres = await postgresServer(owner)
  if (!postgres) throw new Error('PostgreSQL did not start')
  const redis = await redisServer(owner)
  let prefix = 0
  const shared = async () => ({
    STORE: 'postgres',
    POSTGRES_URL: await postgres.createDatabase(),
    QUEUE: 'bullmq',
    REDIS_URL: redis.url,
    REDIS_PREFIX: `bench${++prefix}`,
  })
  const pairs: readonly (readonly [own: Pair, nodes: Pair, callers: number])[] = [
    [
      await startPair({ MAX_BATCH_STATEMENTS: 1 }),
      await startPair({ MAX_BATCH_STATEMENTS: 1 }, [], { settingsOf: shared }),
      32,
    ],
    [await startPair({}), await startPair({}, [], { settingsOf: shared }), 64],
  ]
  const ratios: { rate: number[]; cpu: number[]; idle: number[] }[] = []
  for (const [own, nodes, callers] of pairs) {
    for (const pair of [own, nodes]) await pair.load.backlog(warmMessages)
    const seen = { rate: [] as number[], cpu: [] as number[], idle: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      const [one, several] = [await own.load.run(callers, ms), await nodes.load.run(callers, ms)]
      const [idle, alsoIdle]: readonly Figures[] = [await own.load.run(1, ms / 3), await nodes.load.run(1, ms / 3)]
      seen.rate.push(several.rate / one.rate)
      seen.cpu.push(several.cpuMs / one.cpuMs)
      if (idle && alsoIdle) seen.idle.push(alsoIdle.p50Ms / idle.p50Ms)
    }
    ratios.push(seen)
    for (const pair of [own, nodes]) await pair.end()
  }
  for (const end of ends) await end()
  const [unbatched, batched] = ratios
  const of = (values: readonly number[] | undefined) => round2(median(values ?? []))
  return {
    rows: {
      'G15 unbatched rate on PostgreSQL and BullMQ / on SQLite, goal ≥ 0.4': of(unbatched?.rate),
      'G15 batched, the same, must ≥ 0.6': of(batched?.rate),
      'CPU of the gateways per unbatched message, the same': of(unbatched?.cpu),
      'idle p50, the same': of(batched?.idle),
    },
    json: {
      G15: {
        unbatched: of(unbatched?.rate),
        batched: of(batched?.rate),
        cpu: of(unbatched?.cpu),
        idleP50: of(batched?.idle),
      },
    },
  }
}
