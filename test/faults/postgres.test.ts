// What a database does to its callers, done to ours: it stops, crashes, freezes, hangs up, turns read-only, is locked by others. Each time:
// every promise is settled in time, nothing that was promised is lost, nothing is half done or done twice, and the same store goes on.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { openPostgresStore, type PostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { writingLock } from '../../adapters/store/postgres/steps.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { serve } from '../../gateway/start/serve.ts'
import { heard, openLog } from '../../gateway/watch/log.ts'
import { caseRow, messageOf, newPartner, opening, submissionOf, submitOne } from '../contracts/store-rows.ts'
import { install, scratch } from '../support/installation.ts'
import { mayPause, noPostgres, type PostgresServer, postgresServer } from '../support/postgres.ts'

const timeoutMs = 1500
/** What a busy machine may add to it. */
const slackMs = 10_000
const backMs = 15_000
const server = await postgresServer(t)

interface Load {
  /** Resolves when so many more writes were rejected. */
  rejected(more: number): Promise<void>
  /** Resolves when so many more writes were stored. */
  stored(more: number): Promise<void>
  /**
   * Stops it, waits until the store goes on, and compares all that was promised with what is there. Resolves with the number of those
   * that were rejected and are there nevertheless: it was not known what became of them.
   */
  check(): Promise<number>
}

/** Writers and a reader, who go on whatever they are answered. */
function underLoad(t: Test, store: PostgresStore): Load {
  const stored: string[] = []
  const doubtful: string[] = []
  const codes = new Map<string, number>()
  let slowestMs = 0
  let going = true

  async function timed<Answer>(promise: Promise<Answer>): Promise<Answer> {
    const start = performance.now()
    try {
      return await promise
    } finally {
      slowestMs = Math.max(slowestMs, performance.now() - start)
    }
  }
  function reject(error: unknown): void {
    const code = error instanceof Problem ? error.code : String(error)
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  async function write(): Promise<void> {
    const partner = newPartner()
    while (going) {
      const row = caseRow({ partner })
      const message = messageOf(row)
      try {
        const { outcome } = await timed(store.submit(submissionOf(message, opening(row))))
        if (outcome === 'stored') stored.push(message.id)
        else t.fail(`a fresh submission was ${outcome}`)
      } catch (error) {
        reject(error)
        doubtful.push(message.id)
        await wait(5)
      }
    }
  }
  async function read(): Promise<void> {
    while (going) {
      await timed(store.case('nobody')).catch(reject)
      await wait(5)
    }
  }
  const all = [read(), ...Array.from({ length: 8 }, write)]
  const grown = async (list: readonly string[], more: number) => {
    const [end, wanted] = [Date.now() + backMs, list.length + more]
    while (list.length < wanted && Date.now() < end) await wait(5)
    if (list.length < wanted) t.fail(`waited for ${more}, and ${list.length} came`)
  }

  return {
    rejected: (more) => grown(doubtful, more),
    stored: (more) => grown(stored, more),
    async check() {
      const end = Date.now() + backMs
      while (Date.now() < end && (await store.ready().catch(() => 'not yet'))) await wait(20)
      await grown(stored, 20)
      going = false
      await Promise.all(all)
      t.same([...codes.keys()], ['storage-failed'], `rejected: ${JSON.stringify([...codes])}`)
      t.ok(slowestMs <= timeoutMs + slackMs, `the slowest was settled after ${Math.round(slowestMs)} ms`)
      return compare(t, store, stored, doubtful)
    },
  }
}

async function compare(t: Test, store: PostgresStore, stored: string[], doubtful: string[]): Promise<number> {
  const { rows } = await store.deliveries({ limit: 100_000 })
  const there = rows.map(({ id }) => id)
  const ids = new Set(there)
  t.equal(ids.size, there.length, 'nothing is there twice')
  t.same(
    stored.filter((id) => !ids.has(id)),
    [],
    `all ${stored.length} that were promised are there`,
  )
  const evidence = await store.evidence({ limit: 100_000 })
  const events = await store.events({ after: 0, offices: 'all', limit: 100_000 })
  for (const numbered of [rows.toReversed(), evidence, events])
    t.ok(
      numbered.length === there.length && numbered.every(({ seq }, index) => seq === index + 1),
      `${numbered.length} without a gap`,
    )
  t.same(evidence.map(({ subject }) => subject).sort(), [...there].sort(), 'each with its evidence')
  const surprises = doubtful.filter((id) => ids.has(id))
  for (const id of doubtful) {
    const message = await store.message(id)
    if ((message !== undefined) !== ids.has(id)) t.fail(`${id} is half done`)
  }
  t.comment(`${doubtful.length} were rejected, of which ${surprises.length} had been committed`)
  return surprises.length
}

async function opened(
  t: Test,
  server: PostgresServer,
): Promise<{ store: PostgresStore; load: Load; faults: Problem[]; database: string }> {
  const url = await server.createDatabase()
  const faults: Problem[] = []
  const store = await openPostgresStore({ url, pool: 4, timeoutMs, onFault: (problem) => faults.push(problem) })
  t.teardown(() => store.close())
  const load = underLoad(t, store)
  await load.stored(50)
  return { store, load, faults, database: new URL(url).pathname.slice(1) }
}

if (server) {
  t.test('a server that is stopped and started again, and one that crashes', async (t) => {
    const { load, faults, store } = await opened(t, server)
    for (const how of ['fast', 'immediate'] as const) {
      await server.stop(how)
      await load.rejected(20)
      await t.rejects(store.ready(), { code: 'storage-failed' })
      await t.rejects(store.case('nobody'), { code: 'storage-failed' })
      await server.start()
      await load.stored(20)
    }
    await load.check()
    t.ok(
      faults.length >= 2 && faults.every(({ code }) => code === 'storage-failed'),
      `${faults.length} faults were told`,
    )
  })

  t.test('a server that freezes', { skip: !mayPause && 'only Linux shows the processes of the server' }, async (t) => {
    const { load, store } = await opened(t, server)
    for (let round = 0; round < 2; round += 1) {
      server.pause()
      const start = performance.now()
      await Promise.all([
        t.rejects(store.case('nobody'), { code: 'storage-failed' }),
        t.rejects(store.ready(), { code: 'storage-failed' }),
      ])
      const ms = performance.now() - start
      t.ok(ms > timeoutMs / 4 && ms < timeoutMs + slackMs, `nobody answered for ${Math.round(ms)} ms`)
      await load.rejected(8)
      server.resume()
      await load.stored(20)
    }
    await load.check()
  })

  t.test('connections that are ended over and over', async (t) => {
    const { load, database } = await opened(t, server)
    let ended = 0
    for (let round = 0; round < 15; round += 1) {
      const [row] = await server.sql(
        `select count(*) filter (where pg_terminate_backend(pid))::int as ended from pg_stat_activity
         where application_name = 'bulla' and datname = '${database}'`,
      )
      ended += Number(row?.ended)
      await load.stored(1 + round * 3)
    }
    t.ok(ended >= 15, `${ended} connections were ended`)
    await load.check()
  })

  t.test('a database that turns read-only', async (t) => {
    const { load, store } = await opened(t, server)
    await server.set('default_transaction_read_only', 'on')
    await load.rejected(30)
    await t.rejects(store.ready(), { code: 'storage-failed', message: /read-only|the store failed/ })
    await server.set('default_transaction_read_only', undefined)
    await load.check()
  })

  t.test('somebody else who locks a table', async (t) => {
    const { load, database } = await opened(t, server)
    const other = new pg.Client({ connectionString: server.url(database) })
    await other.connect()
    await other.query('begin; lock table deliveries in access exclusive mode')
    await load.rejected(8)
    await other.query('rollback')
    await other.end()
    await load.check()
  })

  t.test('a standby that does not confirm: what is not known to be kept is not promised', async (t) => {
    const { load } = await opened(t, server)
    await server.set('synchronous_standby_names', 'nobody')
    await load.rejected(16)
    await server.set('synchronous_standby_names', undefined)
    t.ok((await load.check()) > 0, 'some had been committed without a word')
  })

  t.test('a node that freezes in the middle of a transaction holds up the others for a moment only', async (t) => {
    const url = await server.createDatabase()
    const database = new URL(url).pathname.slice(1)
    const store = await openPostgresStore({ url, pool: 2, timeoutMs })
    t.teardown(() => store.close())
    const child = spawn(process.execPath, [join(import.meta.dirname, 'postgres-child.ts'), url])
    t.teardown(() => child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const held = await freezeWithLock(child, server, database)
    t.ok(held, 'it has the lock that everybody writes under')
    const start = performance.now()
    let tries = 0
    for (; performance.now() - start < backMs; tries += 1)
      if (
        await submitOne(store, newPartner()).then(
          () => true,
          () => false,
        )
      )
        break
    const ms = Math.round(performance.now() - start)
    t.ok(tries > 0 || ms > 100, `it was in the way for ${ms} ms, ${tries} writes were rejected meanwhile`)
    t.ok(ms < timeoutMs * 2 + slackMs)
    child.kill('SIGKILL')
    await once(child, 'close')
    const { rows } = await store.deliveries({ limit: 100_000 })
    t.ok(
      rows.toReversed().every(({ seq }, index) => seq === index + 1),
      'what it had begun is gone without a gap',
    )
  })

  t.test('a gateway says in its log that the database is away, once a minute and not for each try', async (t) => {
    const us = await install(join(await scratch(t), 'XA'), 'XA')
    const env = { BULLA_STORE: 'postgres', BULLA_POSTGRES_URL: await server.createDatabase() }
    const said: unknown[] = []
    const log = heard(
      openLog('silent'),
      (event, { problem }) => event.startsWith('store.') && said.push([event, problem]),
    )
    const running = await serve(us.folder, { log, env })
    t.teardown(running.close)
    await server.stop('immediate')
    for (let time = 0; time < 2; time += 1) t.match(await running.readiness(), { ready: false })
    t.same(said, [['store.interrupted', 'storage-failed']])
    await server.start()
  })
} else t.test('PostgreSQL', { skip: noPostgres }, async () => undefined)

/** Stops the child again and again until it is caught with the lock. */
async function freezeWithLock(child: ChildProcess, server: PostgresServer, database: string): Promise<boolean> {
  const idle = `select count(*)::int as found from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and state = 'idle in transaction' and datname = '${database}'
      and (classid::bigint << 32) + objid::bigint = ${writingLock}`
  for (let round = 0; round < 500; round += 1) {
    child.kill('SIGSTOP')
    const first = (await server.sql(idle))[0]?.found
    if (first === 1 && (await server.sql(idle))[0]?.found === 1) return true
    child.kill('SIGCONT')
    await wait(3)
  }
  return false
}
