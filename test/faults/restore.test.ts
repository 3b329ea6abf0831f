// kill -9 after every step of a restore, and of the first start after it: the next start finishes it or says what to do, and gives nothing out before.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { disposal } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, quickly, start } from '../support/gateways.ts'
import { accepted, given, posting, read } from '../support/story.ts'

const seldom = { settings: { SWEEP_EVERY_MS: 3_600_000 } }
const { a: one, b: two, agreement } = await installedPair(t, { a: seldom, b: seldom })
const backup = join(one.folder, '..', 'backup')
/** XA was given an item and has read it, was backed up, and has disposed of it. */
const { gave, message } = await (async () => {
  const b = await start(t, two)
  const a = await start(t, one)
  const gave = await given({ a, b, agreement }, [randomBytes(3_000), randomBytes(2_000)], { keys: 'after-acceptance' })
  await accepted({ a, b }, gave)
  await read(a.client(), gave.items[0], gave.case)
  await bulla(one.folder, ['backup', backup, '--folder', one.folder])
  const { json } = await posting(gave.case)(a.client(), 'disposal', disposal(...gave.items))
  await b
    .client()
    .until(`/v1/cases/${gave.case}`, ({ items }) =>
      (items as { disposed: boolean }[]).every(({ disposed }) => disposed),
    )
  await end(b, a)
  return { gave, message: String(json.message) }
})()

/** A partner that is away cosigns nothing at the stop of the other. */
async function end(b: Gateway, a: Gateway): Promise<void> {
  await b.running.close()
  await a.running.close()
}

const restore = () => bulla(one.folder, ['restore', backup, '--folder', one.folder, '--replace'])
const tried = async (a: Gateway) => (await read(a.client(), gave.items[0], gave.case)).status

async function killedAt(t: Test, what: 'restore' | 'start', step: string): Promise<void> {
  const child = new URL('restore/child.ts', import.meta.url).pathname
  const running = spawn(process.execPath, [...quickly, child, what, one.folder, step, backup], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  t.teardown(() => running.kill('SIGKILL'))
  const ended = await new Promise<unknown>((resolve) => running.once('exit', (code, signal) => resolve(signal ?? code)))
  t.equal(ended, 'SIGKILL', `killed where ${step}`)
}

const brokenOff = [
  'it is noted that it goes on',
  'the store of before is put aside',
  'in the midst of the rows',
  'the rows are back',
  'the rows are compared',
  'the memory of the log is put aside',
  'in the midst of the parts',
  'everything is back',
]

for (const step of brokenOff)
  await t.test(`kill -9 of a restore where ${step}: no start before it was run again [R2]`, async (t) => {
    await killedAt(t, 'restore', step)
    await t.rejects(start(t, one), /restore of the backup backup was broken off.*run the same "bulla restore" again/)
    const again = await restore()
    t.equal(again.exit, 0, again.err)
    t.same(
      (await readdir(join(one.folder, 'data'))).filter((name) => name.startsWith('.restoring')),
      [],
      'no copy of the database is left',
    )
    const a = await start(t, one)
    t.equal(await tried(a), 503, 'closed, its partner being away')
    await a.running.close()
  })

await t.test('kill -9 of a restore before it began: the gateway starts as it was [R2]', async (t) => {
  t.equal((await restore()).exit, 0)
  const a = await start(t, one)
  t.equal(await tried(a), 503)
  await a.running.close()
  await killedAt(t, 'restore', 'nothing is touched')
  const as = await start(t, one)
  t.equal(await tried(as), 503, 'closed as before')
  await as.running.close()
})

await t.test('kill -9 of a restore once it is noted that everything is back: the start goes on [R2]', async (t) => {
  await killedAt(t, 'restore', 'it is noted that everything is back')
  const a = await start(t, one)
  t.equal(await tried(a), 503)
  await a.running.close()
})

for (const step of ['restore.begun', 'restore.taken', 'disposal.done', 'restore.answered', 'restore.ended'])
  await t.test(
    `kill -9 of the first start after ${step}: the next one goes on, and gives nothing out [R2]`,
    async (t) => {
      const restored = await restore()
      t.equal(restored.exit, 0, restored.err)
      const b = await start(t, two)
      await killedAt(t, 'start', step)
      const a = await start(t, one)
      t.not(await tried(a), 200, 'whatever is done by now')
      await a.client('operator').until('/v1/operator/restored', ({ since }) => since === null)
      t.equal(await tried(a), 410, 'what was disposed of is gone again')
      const { json } = await a.client('operator').get('/v1/operator/evidence?limit=1000')
      const rows = json['rows'] as readonly { kind: string; subject: string; data: Record<string, unknown> }[]
      const told = (kind: string, act?: string) =>
        rows.filter(
          (row) => row.kind === kind && (act === undefined ? row.subject === message : row.data['act'] === act),
        )
      t.equal(told('statement.sent').length, 1, 'the disposal came back once')
      t.equal(told('operator', 'restored').length, 1, 'the restore is recorded once')
      t.equal(told('operator', 'restored-settled').length, 1, 'and its end')
      const check = await a.client('operator').get('/v1/operator/evidence/check?limit=1000')
      t.same(check.json['faults'], [])
      await end(b, a)
    },
  )
