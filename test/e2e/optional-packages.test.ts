// The program without the packages that only some settings ask for: its sources as they are, over the packages of this tree but for those.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { packagesFor } from '../../gateway/start/optional-packages.ts'
import { scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'

const root = join(import.meta.dirname, '../..')
const bare = await scratch(t)
const optional: readonly string[] = Object.values(packagesFor).flat()

for (const path of ['bin', 'client', 'disk', 'config', 'crypto', 'gateway', 'adapters', 'scripts', 'package.json'])
  cpSync(join(root, path), join(bare, path), { recursive: true })
const packages = readdirSync(join(root, 'node_modules')).flatMap((name) =>
  name.startsWith('@') ? readdirSync(join(root, 'node_modules', name)).map((each) => `${name}/${each}`) : [name],
)
for (const name of packages.filter((each) => !each.startsWith('.') && !optional.includes(each))) {
  mkdirSync(dirname(join(bare, 'node_modules', name)), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), join(bare, 'node_modules', name))
}

/** One run of the program there; `until` what it says on standard error, when it is asked to end. */
function bulla(words: readonly string[], settings: Readonly<Record<string, string>> = {}, until?: RegExp) {
  const child = spawn(process.execPath, [join(bare, 'bin/bulla.mjs'), ...words, '--folder', join(bare, 'xa')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...settings },
  })
  t.teardown(() => child.kill('SIGKILL'))
  let [out, err, stopped] = ['', '', false]
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
    if (until?.test(err) && !stopped) stopped = child.kill('SIGTERM')
  })
  return new Promise<{ exit: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (exit) => resolve({ exit, out, err })),
  )
}

t.test('this tree has them all', async (t) => {
  for (const name of optional) t.ok(packages.includes(name), name)
})

t.test('without any of them the gateway runs on SQLite with its own queue and its folder', async (t) => {
  const doors = ['--endpoint', `https://localhost:${await freePort()}`, '--national-port', String(await freePort())]
  t.match(await bulla(['init', 'XA', '--name', 'Customs of XA', '--time-zone', 'UTC', ...doors]), { exit: 0 })
  const ran = await bulla(['serve', '--json'], {}, /national door +https:/)
  t.equal(ran.exit, 0, ran.err)
  t.match(ran.out, /"stopped":"SIGTERM"/)
})

const asks = {
  'STORE postgres': { BULLA_STORE: 'postgres', BULLA_POSTGRES_URL: 'postgres://127.0.0.1:1/bulla' },
  'PARTS s3': {
    BULLA_PARTS: 's3',
    BULLA_S3_URL: 'http://127.0.0.1:1',
    BULLA_S3_BUCKET: 'bulla',
    BULLA_S3_KEY_ID: 'key',
    BULLA_S3_SECRET_FILE: join(bare, 'package.json'),
  },
  OTEL_URL: { BULLA_OTEL_URL: 'http://127.0.0.1:1/v1/traces' },
} as const
const sentence = (setting: keyof typeof packagesFor) =>
  new RegExp(
    `${setting} needs the packages? ${packagesFor[setting].join(', ')}, which (is|are) not installed; install (it|them) with "npm ci --omit=dev" in `,
  )

for (const [setting, settings] of Object.entries(asks) as [keyof typeof asks, Readonly<Record<string, string>>][])
  t.test(`${setting} without its packages: serve names them, and what installs them`, async (t) => {
    const { exit, err } = await bulla(['serve'], settings)
    t.equal(exit, 1)
    t.match(err, sentence(setting))
    t.equal(err.trim().split('\n').length, 1, err)
  })

t.test('a move to PostgreSQL without its package says which one is missing, and nothing of addresses', async (t) => {
  const { exit, err } = await bulla(['store', 'migrate', '--to', 'postgres://bulla@127.0.0.1:1/bulla'])
  t.equal(exit, 1)
  t.match(err, sentence('STORE postgres'))
  t.notMatch(err, /look at the address/)
})

t.test('check finds all that is missing at once', async (t) => {
  const queue = { BULLA_QUEUE: 'bullmq', BULLA_REDIS_URL: 'redis://127.0.0.1:1' }
  const { exit, out } = await bulla(['check'], Object.assign({}, ...Object.values(asks), queue))
  t.equal(exit, 1)
  for (const setting of Object.keys(packagesFor) as (keyof typeof packagesFor)[]) t.match(out, sentence(setting))
})
