// Two nodes on each side: one PostgreSQL and one Redis are started for them all, with a database and a
// prefix for each administration. What starts them is loaded here and not with the demonstration, because
// it takes packages that may not be installed.
import type { Node } from './administration.ts'
import { freePorts } from './ports.ts'
import type { Story } from './story.ts'

export interface Nodes {
  nodes(member: 'XA' | 'XB'): readonly Node[]
  /** What somebody does who may write to the database of a member. */
  sql(member: 'XA' | 'XB', text: string): Promise<unknown>
  /** Ends the servers and takes their folders away. */
  stop(): Promise<void>
}

/** @throws {Error} where this machine has no PostgreSQL, or no Redis. */
export async function openNodes(queue: 'embedded' | 'bullmq', story: Story): Promise<Nodes> {
  const { noPostgres, postgresServer } = await import('../test/support/postgres.ts')
  if (noPostgres) throw new Error(`${noPostgres}; install it, on Debian with: apt-get install postgresql`)
  const redisServers = queue === 'bullmq' ? await import('../test/support/redis.ts') : undefined
  if (redisServers?.withoutRedis)
    throw new Error(`${redisServers.withoutRedis}; install it, on Debian with: apt-get install redis-server`)
  const ends: (() => unknown)[] = []
  const owner = { teardown: (end: () => unknown) => void ends.push(end), comment: () => undefined }
  const postgres = await postgresServer(owner)
  if (!postgres) throw new Error('PostgreSQL did not start')
  const redis = await redisServers?.redisServer(owner)
  const databases = { XA: await postgres.createDatabase(), XB: await postgres.createDatabase() }
  const made = {
    XA: await twoNodes('XA', databases.XA, redis?.url),
    XB: await twoNodes('XB', databases.XB, redis?.url),
  }
  story.say(
    'demo',
    `two nodes on each side: PostgreSQL on port ${postgres.port}${redis ? `, Redis on port ${redis.port}` : ''}`,
  )
  return {
    nodes: (member) => made[member],
    sql: (member, text) => postgres.sql(text, new URL(databases[member]).pathname.slice(1)),
    async stop() {
      for (const end of ends.splice(0)) await end()
    },
  }
}

async function twoNodes(member: string, database: string, redis: string | undefined): Promise<readonly Node[]> {
  const [partner = 0, national = 0, otherPartner = 0, otherNational = 0] = await freePorts(4)
  const settings = {
    BULLA_STORE: 'postgres',
    BULLA_POSTGRES_URL: database,
    ...(redis !== undefined && { BULLA_QUEUE: 'bullmq', BULLA_REDIS_URL: redis, BULLA_REDIS_PREFIX: member }),
  }
  return [
    { ports: { partner, national }, settings: { ...settings, BULLA_NODE: `${member.toLowerCase()}-1` } },
    {
      ports: { partner: otherPartner, national: otherNational },
      settings: { ...settings, BULLA_NODE: `${member.toLowerCase()}-2` },
    },
  ]
}
