// What is made sure of before anything is entrusted to a PostgreSQL database, and what an opened store says of itself.
import pg from 'pg'
import t from 'tap'
import { postgresDifference } from '../../../adapters/store/dialect/difference.ts'
import { steps } from '../../../adapters/store/dialect/migrations.ts'
import type { Db } from '../../../adapters/store/dialect/schema.ts'
import { addressOf } from '../../../adapters/store/postgres/address.ts'
import { openConnections } from '../../../adapters/store/postgres/connections.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { itemRow, newPartner, submitOne } from '../../contracts/store-rows.ts'
import { freePort } from '../../support/ports.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'
import { operations } from './operations.ts'

/** A server's certificate with its key, the CA that gave it, and a CA that did not. */
async function certificates(): Promise<Record<'certPem' | 'keyPem' | 'caPem' | 'strangerPem', string>> {
  const notBeforeMs = Date.now() - 3_600_000
  const notAfterMs = notBeforeMs + 86_400_000
  const [ca, stranger] = [
    await makeCa({ name: 'database CA', notBeforeMs, notAfterMs }),
    await makeCa({ name: 'another CA', notBeforeMs, notAfterMs }),
  ]
  const keyPem = await makeKey('P-256')
  const hosts = ['localhost', '127.0.0.1']
  const requestPem = await makeRequest({ keyPem, name: 'database', use: 'national', hosts })
  const certPem = await issue({ ca, use: 'national', notBeforeMs, notAfterMs, requestPem })
  return { certPem, keyPem, caPem: ca.certPem, strangerPem: stranger.certPem }
}

const delivered = `
  insert into cases (id, partner, agreement, profile, role, office, state, "openedAt", "changedAt", revision, clock)
    select 'c' || n, 'XB', 'a', 'p', 'requesting', 'A', 's', 1, 1, 1, 1 from generate_series(1, 3000) n;
  insert into messages (id, "case", partner, direction, type, clock, sha256, "storedAt", standing, statement)
    select 'm' || n, 'c' || n, 'XB', 'out', 'request', 1, 'd', 1, 'kept', '{}' from generate_series(1, 3000) n;
  insert into deliveries (seq, id, partner, "case", state, attempts, "dueAt", "expiresAt", "weightBytes", "changedAt", "settledAt")
    select n, 'm' || n, 'XB', 'c' || n, 'delivered', 0, 1, 9, 1, 1, case when n < 2900 then 1 end from generate_series(1, 3000) n;
  insert into events select n, 1, 'message.submitted', 'A', 'c' || n, 'm' || n, 'XB' from generate_series(1, 3000) n;
  insert into evidence select n, 1, 'statement.sent', 'c' || n, 'm' || n, 'x', 'x', '{}' from generate_series(1, 3000) n`

const plannedWith: Readonly<Record<string, readonly string[]>> = {
  claim: ['deliveriesInOrder', 'deliveriesOfCase'],
  due: ['deliveriesDue', 'deliveries_pkey', 'deliveriesOfCase'],
}

async function plansOf(db: Db, operate: (db: Db) => Promise<unknown>): Promise<string> {
  const plans: string[] = []
  await operate({
    query: db.query,
    hex: db.hex,
    async run(query) {
      const explained = await db.run<{ 'QUERY PLAN': string }>({ ...query, sql: `explain ${query.sql}` })
      plans.push(...explained.rows.map((row) => row['QUERY PLAN']))
      return db.run(query)
    },
  })
  return plans.join('\n')
}

// First of all, as a test file ends when its tests have.
const server = await postgresServer(t)

t.test('an address is read in full, and nothing is taken from elsewhere', async (t) => {
  const url = 'postgres://bulla@db.example:6432/store'
  t.match(addressOf({ url }), { host: 'db.example', port: 6432, user: 'bulla', database: 'store', ssl: false })
  t.match(addressOf({ url: 'postgresql://b%40c@[::1]/d' }), { host: '::1', port: 5432, user: 'b@c', database: 'd' })
  t.match(addressOf({ url: 'postgres:///store?host=/run/postgresql' }), { host: '/run/postgresql', database: 'store' })
  t.match(addressOf({ url: `${url}?sslmode=verify-full` }), { ssl: { rejectUnauthorized: true } })
  const caPem = '-----BEGIN CERTIFICATE-----'
  t.match(addressOf({ url: `${url}?sslmode=disable`, caPem }), { ssl: { ca: caPem, rejectUnauthorized: true } })
  const { password } = addressOf({ url, password: 'from a file' })
  t.equal(typeof password === 'function' && password(), 'from a file')
  const { password: none } = addressOf({ url })
  t.throws(() => typeof none === 'function' && none(), { message: /wants a password, and none was given/ })
  const wrong = {
    'db.example': /is no URL; expected postgres/,
    'https://db.example/store': /starts with https:/,
    'postgres://bulla:secret@db.example/store': /holds a password, which belongs into a file/,
    'postgres://bulla@db.example/store?password=secret': /holds a password/,
    'postgres://bulla@db.example/store?sslmode=prefer': /sslmode=prefer; disable and verify-full are known/,
    'postgres://bulla@db.example/store?sslrootcert=x': /asks for sslrootcert/,
  }
  for (const [each, message] of Object.entries(wrong)) {
    const fault = t.throws(() => addressOf({ url: each }), { message })
    t.notMatch(String(fault), 'secret')
  }
})

t.test('where nobody answers, opening says so in time', async (t) => {
  const url = `postgres://bulla@127.0.0.1:${await freePort()}/bulla`
  await t.rejects(openPostgresStore({ url, pool: 2, timeoutMs: 2000 }), {
    code: 'storage-failed',
    message: 'the database cannot be reached',
  })
})

if (server) {
  const open = (url: string) => openPostgresStore({ url, pool: 3, timeoutMs: 5000 })

  t.test('a database that would not keep what it commits is refused, and one that takes no changes', async (t) => {
    const url = await server.createDatabase()
    const database = new URL(url).pathname.slice(1)
    const refusals = {
      'synchronous_commit = off': 'PostgreSQL has synchronous_commit at off, on or remote_apply is needed',
      'synchronous_commit = local': 'PostgreSQL has synchronous_commit at local, on or remote_apply is needed',
      'default_transaction_read_only = on': 'the database is read-only (default_transaction_read_only)',
    }
    for (const [setting, message] of Object.entries(refusals)) {
      await server.sql(`alter database ${database} set ${setting}`)
      await t.rejects(open(url), { code: 'storage-failed', message }, setting)
      await server.sql(`alter database ${database} reset all`)
    }
    await (await open(url)).close()
    for (const encoding of ['LATIN1', 'SQL_ASCII']) {
      await server.sql(`create database in_${encoding} encoding ${encoding} template template0`)
      const message = `PostgreSQL has server_encoding at ${encoding}, UTF8 is needed`
      await t.rejects(open(server.url(`in_${encoding.toLowerCase()}`)), { message })
    }
    for (const setting of ['fsync', 'full_page_writes']) {
      await server.set(setting, 'off')
      await t.rejects(open(url), { code: 'storage-failed', message: `PostgreSQL has ${setting} at off, on is needed` })
      await server.set(setting, undefined)
    }
  })

  t.test('nodes that start at once on an empty database make its schema once', async (t) => {
    const url = await server.createDatabase()
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(url)))
    t.teardown(() => Promise.all(stores.map((store) => store.close())))
    const done = await server.sql('select name from kysely_migration order by name', new URL(url).pathname.slice(1))
    t.same(
      done.map(({ name }) => name),
      Object.keys(steps(postgresDifference)),
    )
    await Promise.all(stores.map((store) => submitOne(store, newPartner())))
    t.equal((await stores[0]?.evidence({ limit: 10 }))?.length, 4)
  })

  t.test('a database of a newer program is left alone', async (t) => {
    const url = await server.createDatabase()
    await (await open(url)).close()
    const newer = "insert into kysely_migration values ('9999 from the future', '2030-01-01T00:00:00.000Z')"
    await server.sql(newer, new URL(url).pathname.slice(1))
    await t.rejects(open(url), { message: /made by a newer program than this one/ })
  })

  t.test('callers that wait share a transaction, and the pool is bounded', async (t) => {
    const url = await server.createDatabase()
    const store = await open(url)
    t.teardown(() => store.close())
    const counted = async (callers: number, each: number) => {
      const before = store.stats()
      await Promise.all(
        Array.from({ length: callers }, async () => {
          for (let count = 0; count < each; count += 1) await submitOne(store, newPartner())
        }),
      )
      const after = store.stats()
      return { commits: after.commits - before.commits, operations: after.operations - before.operations }
    }
    t.same(await counted(1, 10), { commits: 10, operations: 10 })
    const together = await counted(32, 10)
    t.equal(together.operations, 320)
    t.ok(together.commits * 8 <= together.operations, `320 submissions in ${together.commits} transactions`)
    await Promise.all(Array.from({ length: 100 }, () => store.case('nobody')))
    const sessions = "select count(*)::int as found from pg_stat_activity where application_name = 'bulla'"
    const [row] = await server.sql(sessions)
    t.ok(Number(row?.found) <= 3, `${row?.found} connections`)
  })

  t.test('what a database says of idle sessions, statements and zones of time changes nothing [29]', async (t) => {
    const url = await server.createDatabase()
    const database = new URL(url).pathname.slice(1)
    const settings = {
      idle_session_timeout: '100ms',
      idle_in_transaction_session_timeout: '1ms',
      statement_timeout: '1ms',
      timezone: 'Asia/Tehran',
      datestyle: 'German',
    }
    for (const [name, value] of Object.entries(settings))
      await server.sql(`alter database ${database} set ${name} = '${value}'`)
    const store = await open(url)
    t.teardown(() => store.close())
    const sessions = async () => {
      const asked = `select pid from pg_stat_activity where application_name = 'bulla' and datname = '${database}' order by pid`
      return (await server.sql(asked)).map(({ pid }) => pid)
    }
    const { message } = await submitOne(store, newPartner())
    const before = await sessions()
    t.ok(before.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    t.same(await sessions(), before, 'none is ended by the server for being idle')
    await submitOne(store, newPartner())
    t.match(await store.message(message.id), { id: message.id, storedAt: message.storedAt })
  })

  t.test('an operation that is refused spoils no other, and no connection', async (t) => {
    const store = await open(await server.createDatabase())
    t.teardown(() => store.close())
    const item = itemRow()
    const wrong = [{ ...itemRow(), kind: null as never }, { ...itemRow(), kind: 'not \u0000 text' }, item]
    const outcomes = await Promise.allSettled([item, ...wrong, itemRow()].map((row) => store.addItem(row)))
    t.same(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
    )
    await t.rejects(store.addItem(item), { code: 'storage-failed', message: 'the store failed' })
    t.same(await store.item(item.id), item)
  })

  t.test('no query walks through a table that grows, whatever the statistics say', async (t) => {
    const url = await server.createDatabase()
    await (await open(url)).close()
    const needs = { url, most: 1, connectMs: 5000, statementMs: 5000, onFault: () => undefined }
    const connections = openConnections(needs)
    t.teardown(() => connections.close())
    const connection = await connections.take()
    t.teardown(connection.release)
    // Much that was delivered, of a partner with a little that is waiting; planned as if there were nothing yet, and then with statistics.
    for (const prepare of [delivered, 'vacuum analyze']) {
      await connection.say(prepare)
      for (const [name, [operate]] of Object.entries(operations)) {
        const plans = await plansOf(connection.work().db, operate)
        t.notMatch(plans, /Seq Scan on "?(cases|messages|items|deliveries|receipts|events|evidence|idempotency)/, name)
        for (const use of plannedWith[name] ?? []) t.match(plans, use, `${name} uses ${use}`)
      }
    }
  })

  t.test(
    'with certificates that vouch for the server the connection is TLS, and nobody else is believed',
    async (t) => {
      const { caPem, strangerPem, ...tls } = await certificates()
      const guarded = await postgresServer(t, { tls })
      if (!guarded) return
      await guarded.sql("create role guarded login password 'open sesame'")
      await guarded.sql('create database kept owner guarded')
      const at = (host: string) => guarded.url('kept').replace('bulla@127.0.0.1', `guarded@${host}`)
      const [url, password] = [at('localhost'), 'open sesame']
      const opened = (over: object) => openPostgresStore({ url, password, caPem, pool: 2, timeoutMs: 5000, ...over })
      const store = await opened({})
      t.teardown(() => store.close())
      const { message } = await submitOne(store, newPartner())
      t.match(await store.message(message.id), { id: message.id })
      const sessions =
        "select bool_and(ssl) as tls from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'guarded'"
      t.same(await guarded.sql(sessions), [{ tls: true }])

      const away = 'the database cannot be reached'
      const why = async (over: object) => {
        const fault = await opened(over).then(
          () => undefined,
          (error: unknown) => error,
        )
        t.match(fault, { code: 'storage-failed', message: away })
        t.notMatch(JSON.stringify(fault, Object.getOwnPropertyNames(fault)), /sesame|wrong word/)
        return String((fault as Error).cause)
      }
      t.match(await why({ password: 'wrong word' }), /password authentication failed/)
      t.match(await why({ caPem: strangerPem }), /certificate/)
      const { password: _, ...nothing } = { url, password, caPem, pool: 2, timeoutMs: 5000 }
      await t.rejects(openPostgresStore(nothing), {
        message: away,
        cause: { message: /wants a password, and none was given/ },
      })
      const plain = { url, password, pool: 2, timeoutMs: 5000 }
      await t.rejects(
        openPostgresStore(plain),
        { message: away, cause: { message: /pg_hba/ } },
        'without TLS it is not let in',
      )
    },
  )

  t.test('others who use the driver in this process read numbers as they always did', async (t) => {
    const store = await open(await server.createDatabase())
    t.teardown(() => store.close())
    const client = new pg.Client({ connectionString: server.url() })
    await client.connect()
    t.teardown(() => client.end())
    t.same((await client.query('select 7::bigint as count')).rows, [{ count: '7' }])
  })
} else t.test('PostgreSQL', { skip: noPostgres }, async () => undefined)
