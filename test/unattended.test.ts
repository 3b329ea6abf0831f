// No timer, listener or promise of ours may end the process: held over all sources, and each rule is broken here to see it noticed.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { guarded } from '../gateway/model/running.ts'
import { scratch } from './support/installation.ts'
import { unattended } from './support/unattended.ts'

const root = new URL('../', import.meta.url)
const sources = globSync('{client,config,crypto,gateway,adapters}/**/*.ts', { cwd: root })
const found = (text: string) => unattended('gateway/flows/x.ts', text)

t.test('no source leaves a failure to nobody [C1]', async (t) => {
  t.ok(sources.length > 200, `${sources.length} files were read`)
  for (const path of sources)
    for (const fault of unattended(path, readFileSync(new URL(path, root), 'utf8'))) t.fail(fault)
})

t.test('what is left to nobody is found [C1]', async (t) => {
  const broken = [
    ['void pool.close()', 'away with void'],
    ['const run = () => void going()', 'away with void'],
    ['setTimeout(() => raw.socket.destroy(), 2_000).unref()', 'timer that is not guarded'],
    ['setTimeout(() => raw.complete || raw.socket.destroy(), ms)', 'timer that is not guarded'],
    ['setInterval(look, 1_000)', 'timer that is not guarded'],
    ['const look = () => {\n  read()\n}\nsetInterval(look, 1_000)', 'timer that is not guarded'],
    [
      'const look = () => {\n  try { read() } catch (e) { fail(e) }\n  more()\n}\nsetInterval(look, 1)',
      'timer that is not guarded',
    ],
    ['const look = () => {\n  try { read() } finally { end() }\n}\nsetInterval(look, 1)', 'timer that is not guarded'],
    ['setTimeout(async () => { await look() }, 5)', 'timer that is not guarded'],
    ['setImmediate(run, partner)', 'timer that is not guarded'],
    ['queueMicrotask(() => run())', 'timer that is not guarded'],
    ['process.nextTick(run)', 'timer that is not guarded'],
    ['setTimeout(() => late.reject(new Error(`x`)) || more(), 5)', 'timer that is not guarded'],
    ["socket.on('data', async (octets) => { await take(octets) })", 'listens with an async function'],
    ["signal.addEventListener('abort', async () => {})", 'listens with an async function'],
    ['const thread = new Worker(file)\nthread.on(`message`, take)', 'listens to none'],
    ["const pool = new pg.Pool({})\npool.on('connect', take)", 'listens to none'],
    ['const app = fastify({ logger: false })', 'listens to none'],
  ] as const
  for (const [text, sentence] of broken) t.match(found(text), [sentence], text)
})

t.test('what is attended to is not blamed [C1]', async (t) => {
  const innocent = [
    'const close: () => void = end',
    'function end(): void {}',
    'type End = (why: string) => void\nconst x = 1',
    'setTimeout(enough.resolve, 5)',
    'const late = setTimeout(() => timer.reject(new Error(`no answer within ms`)), ms)',
    'setTimeout(guarded(() => socket.destroy(), onFault), ms).unref()',
    'const end = guarded(run, onFault)\nsetTimeout(end, ms)',
    'const look = () => {\n  try {\n    if (a) { b() }\n  } catch (error) {\n    onFault(error)\n  }\n}\nsetInterval(look, 1)',
    "// setTimeout(() => raw.socket.destroy())\nconst text = 'void pool.close()'",
    'await new Promise(setImmediate)',
    "source.on('data', (octets) => take(octets))",
    "const thread = new Worker(file)\nthread.on('error', fail)",
  ]
  for (const text of innocent) t.same(found(text), [], text)
})

t.test('what is guarded goes no further, thrown or rejected [C1]', async (t) => {
  const told: unknown[] = []
  const tell = (error: unknown) => told.push(error)
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
  guarded(() => {
    throw thrown
  }, tell)()
  guarded(() => Promise.reject(rejected), tell)()
  guarded(() => undefined, tell)()
  guarded(async () => undefined, tell)()
  await Promise.resolve()
  t.same(told, [thrown, rejected])
})

t.test('the linter finds a promise that nobody waits for [C1]', async (t) => {
  const folder = await scratch(t)
  const rules = JSON.parse(readFileSync(new URL('biome.json', root), 'utf8'))
  await mkdir(join(folder, 'gateway'))
  await writeFile(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }))
  await writeFile(join(folder, 'gateway/ports.ts'), 'export interface Store {\n  close(): Promise<void>\n}\n')
  const judged = async (statement: string) => {
    const file = `import type { Store } from './ports.ts'\n\nexport async function end(store: Store): Promise<void> {\n  ${statement}\n}\n`
    await writeFile(join(folder, 'gateway/end.ts'), file)
    const biome = new URL('node_modules/@biomejs/biome/bin/biome', root).pathname
    const { stdout, stderr } = spawnSync(process.execPath, [biome, 'check', '--error-on-warnings', '.'], {
      cwd: folder,
      encoding: 'utf8',
    })
    return `${stdout}${stderr}`
  }
  const floating = /noFloatingPromises/
  t.match(await judged('store.close()'), floating)
  t.match(await judged('store.close().then(() => undefined)'), floating)
  t.match(await judged('Promise.all([store.close()])'), floating)
  t.notMatch(await judged('store.close().catch(() => undefined)'), /lint\//)
  t.notMatch(await judged('await store.close()'), /lint\//)
})
