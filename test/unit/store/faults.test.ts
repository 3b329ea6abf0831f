import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { faultOf, problemOf, reachOf } from '../../../adapters/store/faults.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import {
  acceptanceOf,
  caseRow,
  claimIds,
  draftRow,
  evidenceOf,
  itemRow,
  newPartner,
  settlementOf,
  settling,
  submitOne,
  untold,
} from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'

/** Not t.testdir(), which goes before teardown has closed what works in it. */
const fileFor = async (t: Test) => join(await scratch(t), 'data', 'bulla.sqlite')
const small = { minFreeBytes: 0, reserveBytes: 0 }

t.test('while the disk has too little room nothing new comes in, and what is here can still leave', async (t) => {
  const file = await fileFor(t)
  const before = await openSqliteStore({ file, ...small })
  const partner = newPartner()
  const { message } = await submitOne(before, partner)
  await before.close()

  const store = await openSqliteStore({ file, minFreeBytes: Number.MAX_SAFE_INTEGER, reserveBytes: 0 })
  t.teardown(() => store.close())
  const full = { code: 'storage-full', retryAfterMs: 10_000 }
  await t.rejects(submitOne(store, partner), full)
  await t.rejects(store.addItem(itemRow()), full)
  await t.rejects(store.addDraft(draftRow(), [], null, untold), full)
  await t.rejects(store.addTerms('0'.repeat(64), {}), full)
  await t.rejects(store.accept(acceptanceOf(caseRow())), full)
  await t.rejects(store.ready(), full)
  t.same(await claimIds(store, partner), [message.id])
  const proof = evidenceOf(message, { kind: 'receipt.received' })
  t.match(await store.settle(settling({ settlements: [settlementOf(message.id)], evidence: [proof] })), {
    outcome: 'settled',
  })
  t.equal((await store.delivery(message.id))?.state, 'delivered')
})

const mounting = { skip: mayMount(t.testdir()) ? false : 'a disk of its own needs the right to mount one' }
t.test('on a full disk the ballast goes, settling goes on, and intake comes back with room', mounting, async (t) => {
  const folder = t.testdir()
  const child = join(import.meta.dirname, 'full-child.ts')
  const script = `mount -t tmpfs -o size=24m tmpfs "$1" && exec "$2" "$3" "$1/bulla.sqlite"`
  const args = ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, child]
  const { stdout } = await promisify(execFile)('unshare', args)
  const found = JSON.parse(stdout) as Record<string, unknown> & { stored: number }
  const { stored } = found
  t.ok(stored > 50, `${stored} messages fitted`)
  t.match(found, {
    refusal: 'storage-full',
    reserveGone: true,
    there: stored,
    claimed: 20,
    settled: { outcome: 'settled', moved: [] },
    stillRefused: 'storage-full',
    notReady: 'storage-full',
    afterwards: 'stored',
    reserveBack: true,
    kept: stored,
    delivered: 20,
  })
})

t.test('the ballast is laid down when there is room for it', async (t) => {
  const file = await fileFor(t)
  const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 3_000_000 })
  t.equal(statSync(`${file}-ballast`).size, 3_000_000)
  t.ok(statSync(`${file}-ballast`).blocks * 512 >= 3_000_000, 'and it takes the room that it shall keep')
  await store.close()
  const other = join(dirname(file), 'other.sqlite')
  const poor = await openSqliteStore({ file: other, minFreeBytes: 0, reserveBytes: Number.MAX_SAFE_INTEGER })
  t.notOk(existsSync(`${other}-ballast`))
  await t.rejects(poor.addItem(itemRow()), { code: 'storage-full' }, 'without its ballast it takes nothing in')
  await poor.close()
})

t.test('a store whose writing thread ends rejects what waits and whatever comes', async (t) => {
  const threads: Worker[] = []
  const seen = (thread: Worker) => threads.push(thread)
  process.on('worker', seen)
  const store = await openSqliteStore({ file: await fileFor(t), ...small })
  process.off('worker', seen)
  const partner = newPartner()
  const { message } = await submitOne(store, partner)
  const waiting = Array.from({ length: 100 }, () => submitOne(store, partner).then(() => 'stored', codeOf))
  await threads[0]?.terminate()
  const outcomes = await Promise.all(waiting)
  t.ok(outcomes.includes('storage-failed'), 'what waited was rejected')
  await t.rejects(submitOne(store, partner), { code: 'storage-failed', message: /thread of the store ended/ })
  await t.rejects(store.ready(), { code: 'storage-failed' })
  await t.rejects(store.message(message.id), { code: 'storage-failed' }, 'and nothing is told that may not be there')
  await store.close()
})

t.test('what cannot be handed to the writing thread is rejected alone', async (t) => {
  const store = await openSqliteStore({ file: await fileFor(t), ...small })
  t.teardown(() => store.close())
  const item = itemRow()
  const wrong = { ...itemRow(), kind: (() => 'declaration') as never }
  const outcomes = await Promise.allSettled([store.addItem(item), store.addItem(wrong), store.addItem(itemRow())])
  t.same(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  t.same(await store.item(item.id), item)
  await t.rejects(store.addItem({ ...itemRow(), kind: null as never }), {
    code: 'storage-failed',
    message: 'the store failed',
  })
})

t.test('a database of a newer program is left alone', async (t) => {
  const file = await fileFor(t)
  const store = await openSqliteStore({ file, ...small })
  await store.close()
  const newer = new DatabaseSync(file)
  newer.exec("insert into kysely_migration values ('9999 from the future', '2030-01-01T00:00:00.000Z')")
  newer.close()
  await t.rejects(openSqliteStore({ file, ...small }), { message: /made by a newer program than this one/ })
})

t.test('what is no database is refused', async (t) => {
  const file = await fileFor(t)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'this is no database, and long enough to be seen as one that is broken: '.repeat(100))
  await t.rejects(openSqliteStore({ file, ...small }), {
    code: 'storage-failed',
    message: 'the database cannot be opened',
  })
})

t.test('only one process works on a database, and it is free again however that one ended', async (t) => {
  const file = await fileFor(t)
  const store = await openSqliteStore({ file, ...small })
  await t.rejects(openSqliteStore({ file, ...small }), { message: /another process works on this database/ })
  await submitOne(store, newPartner())
  await store.close()

  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), file])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  await t.rejects(openSqliteStore({ file, ...small }), { message: /another process works on this database/ })
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  await (await openSqliteStore({ file, ...small })).close()
})

t.test('faults reach as far as they must', async (t) => {
  const sqlite = (errcode: number) => Object.assign(new Error('it failed'), { errcode })
  const reach = { 13: 'group', 4874: 'group', 5: 'group', 10: 'store', 1034: 'store', 11: 'store', 1555: 'operation' }
  for (const [code, far] of Object.entries(reach)) t.equal(reachOf(sqlite(Number(code))), far, `SQLite ${code}`)
  t.equal(reachOf(new TypeError('ours')), 'operation')
  t.match(faultOf(sqlite(13)), { code: 'storage-full' })
  t.match(faultOf(sqlite(4874)), { code: 'storage-full' })
  t.match(faultOf(new Problem('forbidden', 'said so')), { code: 'forbidden', message: 'said so' })
  const problem = problemOf(faultOf(sqlite(1555)))
  t.equal(problem.message, 'the store failed', 'the caller learns nothing of tables and columns')
  t.match(problem.cause, { message: /SQLite 1555/ }, 'our log does')
})

const codeOf = (error: unknown) => (error instanceof Problem ? error.code : String(error))

function mayMount(folder: string): boolean {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
