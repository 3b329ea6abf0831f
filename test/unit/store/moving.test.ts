// A store copied into another database, and the proof that nothing changed on the way.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  compareRows,
  copyRows,
  type Endpoint,
  empty,
  hindrance,
  logIn,
  movedTables,
  partsIn,
  rowsIn,
} from '../../../adapters/store/move/moving.ts'
import { openPostgresEndpoint, openPostgresSnapshot } from '../../../adapters/store/postgres/endpoints.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { openSqliteEndpoint, snapshotSqlite } from '../../../adapters/store/sqlite/endpoints.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { rebuildLog } from '../../../gateway/flows/evidence/log/rebuild-log.ts'
import { at, caseRow, eventOf, evidenceOf, messageOf, snapshot, submitOne } from '../../contracts/store-rows.ts'
import { fillStore } from '../../support/filled-store.ts'
import { scratch } from '../../support/installation.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'

const server = noPostgres === false ? await postgresServer(t) : undefined
const skip = noPostgres

const open = (file: string) => openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
const postgres = (url: string) => ({ url, timeoutMs: 5000 })

async function opened(t: Test, opening: Promise<Endpoint>): Promise<Endpoint> {
  const opened = await opening
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= opened.close()
    return closed
  }
  t.teardown(close)
  return { ...opened, close }
}

const original = join(t.testdir(), 'data', 'bulla.sqlite')
{
  const store = await open(original)
  await fillStore(store)
  await store.takeNodeLease({ name: 'rounds', node: 'one', until: at }, at - 1)
  await store.close()
}
/** The original, as a copy that a test may change. */
async function source(t: Test): Promise<Endpoint> {
  const file = join(await scratch(t), 'source.sqlite')
  copyFileSync(original, file)
  return opened(t, openSqliteEndpoint(file))
}
const different = (compared: readonly { different: number }[]) =>
  compared.reduce((sum, each) => sum + each.different, 0)

t.test('every table is moved, octet for octet, and no lease of a node', async (t) => {
  const from = await source(t)
  const file = join(t.testdir({}), 'copy.sqlite')
  const to = await opened(t, openSqliteEndpoint(file))
  t.equal(await hindrance(from, to), undefined, 'an empty store takes anything')
  const told = new Map<string, number>()
  await copyRows(from, to, (table, rows) => told.set(table, (told.get(table) ?? 0) + rows))
  const compared = await compareRows(from, to)
  t.equal(different(compared), 0)
  t.same(
    compared.map(({ table }) => table),
    movedTables,
  )
  for (const { table, rows, sha256 } of compared) {
    t.ok(rows > 0, `${table} has rows to move`)
    t.equal(told.get(table), rows)
    t.match(sha256, /^[0-9a-f]{64}$/)
  }
  t.equal(
    await rowsIn(to),
    [...told.values()].reduce((sum, rows) => sum + rows, 0),
  )
  t.match(await rebuildLog(logIn(to)), { ...(await rebuildLog(logIn(from))), fits: true, size: 2554 })
  await to.close()
  const store = await open(file)
  t.teardown(() => store.close())
  t.equal(await store.takeNodeLease({ name: 'rounds', node: 'two', until: at + 9 }, at - 1), true)
  t.equal((await submitOne(store, 'XB')).row.revision, 1, 'numbers go on')
})

t.test('a copy that was broken off goes on after the last row that is there', async (t) => {
  const from = await source(t)
  const to = await opened(t, openSqliteEndpoint(join(t.testdir({}), 'copy.sqlite')))
  const total = await rowsIn(from)
  let left = 8
  const failing: Endpoint = {
    ...to,
    transaction: (work) =>
      to.transaction(async (db) => {
        await work(db)
        left -= 1
        if (left < 0) throw new Error('the power failed')
      }),
  }
  await t.rejects(copyRows(from, failing), { message: 'the power failed' })
  const half = await rowsIn(to)
  t.ok(half > 100 && half < total, `${half} of ${total} rows`)
  t.ok(different(await compareRows(from, to)) > 0, 'half a copy is not taken for a whole one')
  t.equal(await hindrance(from, to), undefined)
  await copyRows(from, to)
  t.equal(different(await compareRows(from, to)), 0)
  await copyRows(from, to)
  t.equal(different(await compareRows(from, to)), 0, 'and once more changes nothing')
})

t.test('a row that was changed, lost or added is named', async (t) => {
  const changes: [string, RegExp][] = [
    [`update messages set "storedAt" = "storedAt" + 1 where seal is not null`, /messages .* is not the same/],
    [`delete from events where seq = 100`, /events 100 is missing/],
    [
      `insert into witnessed (member, size, "rootHash", at, note) values ('XA', 1, '', 1, '')`,
      /witnessed XA is only in/,
    ],
    [`update items set secret = x'00' where secret is null`, /items .* is not the same/],
    [`update counters set evidence = evidence - 1`, /counters 1 is not the same/],
  ]
  const from = await source(t)
  for (const [change, expected] of changes) {
    const file = join(t.testdir({}), 'copy.sqlite')
    const to = await openSqliteEndpoint(file)
    try {
      await copyRows(from, to)
      await to.transaction(
        async ({ query, run }) =>
          void (await run({ ...query.selectFrom('cases').compile(), sql: change, parameters: [] })),
      )
      const compared = await compareRows(from, to)
      t.equal(different(compared), 1, change)
      t.match(compared.find(({ different }) => different > 0)?.examples[0], expected)
    } finally {
      await to.close()
    }
  }
})

t.test('leaves that are not those of the published checkpoint do not fit', async (t) => {
  const from = await source(t)
  t.match(await rebuildLog(logIn(from)), { fits: true, published: 2553, size: 2554 })
  const change = `update evidence set leaf = x'${'00'.repeat(32)}' where seq = 40`
  await from.transaction(
    async ({ query, run }) => void (await run({ ...query.selectFrom('cases').compile(), sql: change, parameters: [] })),
  )
  t.match(await rebuildLog(logIn(from)), { fits: false, published: 2553 })
})

t.test('another store is not written over, and one that went on is not taken for a copy', async (t) => {
  const from = await source(t)
  const file = join(t.testdir({}), 'other.sqlite')
  const other = await open(file)
  await submitOne(other, 'XB')
  await other.close()
  const to = await openSqliteEndpoint(file)
  t.match(await hindrance(from, to), /holds cases .* does not have/)
  await empty(to)
  t.equal(await hindrance(from, to), undefined)
  await copyRows(from, to)
  await to.close()
  const gone = await open(file)
  await gone.record([evidenceOf(messageOf(caseRow()))])
  await gone.close()
  const on = await opened(t, openSqliteEndpoint(file))
  t.match(await hindrance(from, on), /evidence 2555, which .* does not have/)
})

t.test('the parts that rows refer to are told once each', async (t) => {
  const from = await source(t)
  const parts = await Array.fromAsync(partsIn(from))
  t.equal(parts.length, 2)
  t.same(parts.map(({ carried }) => carried).sort(), [false, true])
  t.same(
    parts.map(({ sha256 }) => sha256),
    parts.map(({ sha256 }) => sha256).sort(),
  )
})

t.test('a snapshot is of one instant, while the store goes on writing', async (t) => {
  const folder = t.testdir({})
  const file = join(folder, 'bulla.sqlite')
  const store = await open(file)
  let writing = true
  let written = 0
  const load = (async () => {
    while (writing) {
      await store.record([evidenceOf(messageOf(caseRow())), evidenceOf(messageOf(caseRow()))])
      written += 2
    }
  })()
  while (written < 20) await new Promise(setImmediate)
  await snapshotSqlite(file, join(folder, 'snapshot.sqlite'))
  const during = written
  while (written < during + 20) await new Promise(setImmediate)
  writing = false
  await load
  await store.close()
  const taken = await opened(t, openSqliteEndpoint(join(folder, 'snapshot.sqlite')))
  const { size } = await rebuildLog(logIn(taken))
  t.ok(size >= 20 && size <= during + 2 && size % 2 === 0, `${size} leaves: whole transactions`)
  const live = await opened(t, openSqliteEndpoint(file))
  t.equal((await rebuildLog(logIn(live))).size, written)
  const numbers = await taken.db.run(taken.db.query.selectFrom('counters').select('evidence').compile())
  t.same(
    numbers.rows.map(({ evidence }) => evidence),
    [size],
  )
})

t.test('from SQLite to PostgreSQL and back nothing changes', { skip }, async (t) => {
  const url = (await server?.createDatabase()) ?? ''
  const from = await source(t)
  const to = await opened(t, openPostgresEndpoint(postgres(url)))
  t.notMatch(to.place, 'bulla@', 'no user is told')
  await copyRows(from, to)
  const [there] = [await compareRows(from, to)]
  t.equal(different(there), 0)
  t.same(await rebuildLog(logIn(to)), await rebuildLog(logIn(from)))
  const back = await opened(t, openSqliteEndpoint(join(t.testdir({}), 'back.sqlite')))
  const taken = await opened(t, openPostgresSnapshot(postgres(url)))
  await t.rejects(
    taken.transaction(async () => undefined),
    /takes no changes/,
  )
  await copyRows(taken, back)
  t.same(
    (await compareRows(from, back)).map(({ sha256, different }) => [sha256, different]),
    there.map(({ sha256 }) => [sha256, 0]),
  )
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 5000 })
  t.teardown(() => store.close())
  const [found] = (await store.cases({ offices: 'all', partner: 'XB', limit: 1 })).rows
  t.ok(found)
  if (!found) return
  const before = await open(original)
  t.teardown(() => before.close())
  t.same(await snapshot(store, found), await snapshot(before, found), 'both stores answer alike')
  t.equal((await submitOne(store, 'XB')).row.revision, 1, 'and the new one goes on')
})

t.test('a snapshot of PostgreSQL holds still while nodes write', { skip }, async (t) => {
  const url = (await server?.createDatabase()) ?? ''
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 5000 })
  t.teardown(() => store.close())
  await submitOne(store, 'XB')
  const taken = await opened(t, openPostgresSnapshot(postgres(url)))
  const before = await rowsIn(taken)
  const { message } = await submitOne(store, 'XB')
  await store.record([evidenceOf(message)])
  t.equal(await rowsIn(taken), before)
  t.ok(eventOf(message).case)
})
