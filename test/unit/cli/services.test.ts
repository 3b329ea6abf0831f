// `bulla check` and `bulla serve` over services that are there, away, or not what they should be: what a newcomer reads.
import t from 'tap'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'
import { freePort } from '../../support/ports.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'
import { redisServer, withoutRedis } from '../../support/redis.ts'

const server = noPostgres ? undefined : await postgresServer(t)
const root = await scratch(t)
const xa = await initiated(root, 'XA', '--endpoint', 'https://127.0.0.1:1')

type Settings = Record<string, string>
const envOf = (settings: Settings) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`BULLA_${name}`, value]))
const run = (words: readonly string[], settings: Settings) => bulla(xa, words, { env: envOf(settings) })

interface Found {
  readonly level: string
  readonly about: string
  readonly found: string
  readonly fix: string
}
async function check(settings: Settings): Promise<{ findings: Found[]; out: string }> {
  const { json } = await run(['check', '--json'], settings)
  const { out } = await run(['check'], settings)
  const about = /^(database|Redis|setting|services)/
  return { findings: (json.findings as Found[]).filter((each) => about.test(each.about)), out }
}

t.test('a password that stands in an address is shown nowhere', async (t) => {
  const settings = {
    POSTGRES_URL: 'postgres://bulla:s3cret/@p@db.example/bulla',
    REDIS_URL: 'redis://:s3cret@queue.example',
    REDIS_SENTINEL_NAME: 'host=db password=s3cret',
  }
  for (const words of [['check', '--json'], ['check'], ['serve']]) {
    const { exit, out, err } = await run(words, settings)
    t.equal(exit, 1)
    t.match(`${out}${err}`, /POSTGRES_URL must be a postgres URL without a password/)
    t.notMatch(`${out}${err}`, /s3cret/)
  }
})

t.test('certificates for Redis go with TLS alone', async (t) => {
  const settings = {
    STORE: 'postgres',
    POSTGRES_URL: 'postgres://127.0.0.1/x',
    QUEUE: 'bullmq',
    REDIS_CA_FILE: 'ca.pem',
  }
  const { out } = await run(['check', '--offline'], { ...settings, REDIS_URL: 'redis://queue.example' })
  t.match(out, /REDIS_CA_FILE asks for TLS and REDIS_URL for none; begin REDIS_URL with rediss:\/\//)
})

t.test('a file of a setting that is not there is named with its setting', async (t) => {
  const { err } = await run(['serve'], {
    STORE: 'postgres',
    POSTGRES_URL: 'postgres://127.0.0.1/x',
    POSTGRES_PASSWORD_FILE: '/nowhere/password',
  })
  t.match(err, /POSTGRES_PASSWORD_FILE names \/nowhere\/password: there is no such file/)
})

t.test('addresses that nothing uses are noted', async (t) => {
  const { findings } = await check({ POSTGRES_URL: 'postgres://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' })
  t.match(findings, [
    { level: 'note', about: 'setting POSTGRES_URL', found: /STORE is sqlite/ },
    { level: 'note', about: 'setting REDIS_URL', found: /QUEUE is embedded/ },
  ])
})

if (server) {
  t.test('a database that is reached is said, with what it has of our tables, and is left as it is', async (t) => {
    const url = await server.createDatabase()
    const settings = { STORE: 'postgres', POSTGRES_URL: url }
    const said = async () => (await check(settings)).out
    t.match(await said(), /reached {2}database postgres:\/\/127\.0\.0\.1:\d+\/test\d+: empty so far/)
    const name = new URL(url).pathname.slice(1)
    t.same(await server.sql(`select * from pg_tables where schemaname = 'public'`, name), [], 'nothing was made')
    await (await openPostgresStore({ url, pool: 2, timeoutMs: 5000 })).close()
    t.match(await said(), /: in order \(/)
    await server.sql(`delete from kysely_migration where name = (select max(name) from kysely_migration)`, name)
    t.match(await said(), /brought up to date at the next start/)
    await server.sql(`insert into kysely_migration values ('0009 later', '2030')`, name)
    t.match((await check(settings)).findings, [{ level: 'wrong', found: /not those of this program; .*newer/ }])
  })

  t.test('whatever keeps the database from us is said alike by check and serve, with what to do', async (t) => {
    const dead = await freePort()
    const cases: readonly (readonly [url: string, found: RegExp, hint: RegExp])[] = [
      [`postgres://bulla@127.0.0.1:${dead}/bulla`, /ECONNREFUSED/, /start PostgreSQL, or correct host and port/],
      [server.url('nothere'), /database "nothere" does not exist/, /createdb/],
      [server.url().replace('bulla@', 'nobody@'), /role "nobody" does not exist/, /createuser/],
      [`${server.url()}?sslmode=verify-full`, /not support SSL/, /sslmode=disable/],
    ]
    for (const [url, found, hint] of cases) {
      const settings = { STORE: 'postgres', POSTGRES_URL: url, LOG_LEVEL: 'silent' }
      t.match((await check(settings)).findings, [{ level: 'wrong', about: /^database postgres:/, found, fix: hint }])
      const { exit, err } = await run(['serve'], settings)
      t.equal(exit, 1)
      t.match(err, found)
      t.match(err, hint)
    }
  })

  t.test('Redis that is away or unfit is found', { skip: withoutRedis }, async (t) => {
    const [good, bad] = [await redisServer(t), await redisServer(t, { args: ['--maxmemory-policy', 'allkeys-lru'] })]
    const settings = { STORE: 'postgres', POSTGRES_URL: await server.createDatabase(), QUEUE: 'bullmq' }
    const at = (url: string) => check({ ...settings, REDIS_URL: url })
    const fine = await at(good.url)
    t.same(fine.findings, [])
    t.match(fine.out, /reached {2}Redis redis:\/\/127\.0\.0\.1:\d+: in order/)
    t.match((await at(bad.url)).findings, [{ level: 'wrong', found: /maxmemory-policy allkeys-lru.*noeviction/ }])
    const away = await at(`redis://127.0.0.1:${await freePort()}`)
    t.match(away.findings, [{ level: 'wrong', found: /cannot be reached: .*ECONNREFUSED/ }])
  })
} else t.test('PostgreSQL', { skip: noPostgres }, async () => undefined)
