// kill -9 of a gateway whose log went back, while it does again what its partner gives back: the next start goes on, and stays behind.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import { disposal } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { installedPair, quickly, start } from '../support/gateways.ts'
import { tablesOf } from '../support/stores.ts'
import { accepted, evidenceOf, given, posting, read } from '../support/story.ts'

const often = { settings: { SWEEP_EVERY_MS: 1_000 } }
const { a: one, b: two, agreement } = await installedPair(t, { a: often, b: often })
const backup = join(one.folder, '..', 'backup')
/** XA was given an item, was backed up, and has disposed of it; XB has all of its log cosigned. */
const { gave, message } = await (async () => {
  const b = await start(t, two)
  const a = await start(t, one)
  const gave = await given({ a, b, agreement }, [randomBytes(3_000), randomBytes(2_000)], { keys: 'after-acceptance' })
  await accepted({ a, b }, gave)
  await bulla(one.folder, ['backup', backup, '--folder', one.folder])
  const { json } = await posting(gave.case)(a.client(), 'disposal', disposal(...gave.items))
  await b
    .client()
    .until(`/v1/cases/${gave.case}`, ({ items }) =>
      (items as { disposed: boolean }[]).every(({ disposed }) => disposed),
    )
  await a.running.close()
  await b.running.close()
  return { gave, message: String(json['message']) }
})()

async function keysLeft(): Promise<number> {
  const tables = await tablesOf(one)
  const rows = await Promise.all(gave.items.map((id) => tables.rows('items', { id })))
  await tables.close()
  return rows.flat().filter(({ key, secret }) => key !== null || secret !== null).length
}

for (const step of ['restore.begun', 'restore.taken', 'disposal.done', 'restore.answered'])
  await t.test(
    `kill -9 after ${step} while the log is behind: the next start goes on, and gives nothing out [R2]`,
    async (t) => {
      const restored = await bulla(one.folder, ['restore', backup, '--folder', one.folder, '--replace'])
      t.equal(restored.exit, 0, restored.err)
      t.equal(await keysLeft(), 2)
      const b = await start(t, two)
      const child = new URL('restore/child.ts', import.meta.url).pathname
      const running = spawn(process.execPath, [...quickly, child, 'start', one.folder, step], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      t.teardown(() => running.kill('SIGKILL'))
      const ended = await new Promise((resolve) => running.once('exit', (code, signal) => resolve(signal ?? code)))
      t.equal(ended, 'SIGKILL', `killed where ${step}`)
      const a = await start(t, one)
      t.match(await read(a.client(), gave.items[0], gave.case), { status: 503, json: { code: 'log-behind' } })
      await a
        .client('operator')
        .until('/v1/operator/restored', ({ partners }) => (partners as { state: string }[])[0]?.state === 'behind')
      t.equal(await keysLeft(), 0, 'what was disposed of is gone again')
      const rows = await evidenceOf(a)
      const sent = rows.filter(({ kind, subject }) => kind === 'statement.sent' && subject === message)
      t.equal(sent.length, 1, 'the disposal came back once')
      t.equal(rows.filter(({ data }) => data['act'] === 'restored').length, 1, 'the restore is recorded once')
      await a.running.close()
      await b.running.close()
      const alone = await start(t, one)
      t.match(await read(alone.client(), gave.items[0], gave.case), { status: 503, json: { code: 'log-behind' } })
      await alone.running.close()
    },
  )
