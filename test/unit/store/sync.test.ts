// Syncs of the database that fail with EIO: really, under the feet of a process of its own.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { failingSync, noFailingSync } from '../../support/failing-sync.ts'

const needs = { skip: noFailingSync() }

async function written(t: Test, end: string) {
  const folder = t.testdir({ data: {} })
  const disk = failingSync(folder, end)
  const child = join(import.meta.dirname, 'sync-child.ts')
  const { FAIL_SYNC_WHILE: begin = '', FAIL_SYNC_COUNT: count = '' } = disk.env
  const file = join(folder, 'data/bulla.sqlite')
  const { stdout } = await promisify(execFile)(process.execPath, [child, file, begin, count], {
    env: { PATH: process.env['PATH'] ?? '', ...disk.env },
  })
  t.comment(stdout.trim())
  return JSON.parse(stdout) as Record<string, unknown> & { walBytes: number; syncsFailed: number }
}

t.test('a database file that cannot be synced stops the store at once, and says so once [W3]', needs, async (t) => {
  const found = await written(t, 'bulla.sqlite')
  t.ok(found.syncsFailed >= 1, 'the fault really happened')
  t.ok(found.syncsFailed <= 2, `${found.syncsFailed} syncs were tried on a file that had failed`)
  t.ok(found.walBytes < 96 << 20, `the log of ${found.walBytes} octets stays within its bound`)
  t.match(found, {
    answers: { 'storage-failed': Number },
    ready: 'storage-failed',
    later: 'storage-failed',
    read: 'storage-failed',
    causes: [[/start the gateway again/, /disk I\/O error \(SQLite 1034\)/]],
  })
  t.equal((found['causes'] as unknown[]).length, 1, 'it is told once')
})

t.test('a write-ahead log that cannot be synced stops the store at once [W3]', needs, async (t) => {
  const found = await written(t, 'bulla.sqlite-wal')
  t.equal(found.syncsFailed, 1, 'nothing is committed on top of what failed')
  t.match(found, {
    answers: { 'storage-failed': Number },
    ready: 'storage-failed',
    later: 'storage-failed',
    read: 'storage-failed',
    causes: [[/start the gateway again/, /disk I\/O error \(SQLite 1034\)/]],
  })
})
