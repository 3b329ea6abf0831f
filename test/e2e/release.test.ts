// A release as an administration takes it: made here, installed into an empty folder with what production needs, and run there.
import { execFile, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { release } from '../../scripts/release.ts'
import { scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
/** Packages that only some settings ask for stay out: half of what is unpacked. */
const words = ['ci', '--omit=dev', '--omit=optional', '--prefer-offline', '--fetch-retries=0', '--fetch-timeout=20000']

// What is installed is unpacked: a hundred packages, on a machine that may be busy.
t.setTimeout(280_000)
const folder = await scratch(t)
const made = join(folder, 'release')
release(root, made)

/** Why nothing can be installed here, if so: a registry that is not reached, and a cache without the packages. */
const missing = await run('npm', words, { cwd: made, timeout: 540_000 }).then(
  () => false as const,
  (error: { stderr?: string; message: string }) => {
    const said = error.stderr ?? error.message
    if (!/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENOTCACHED|ENETUNREACH|ECONNRESET/.test(said)) throw error
    return `the npm registry cannot be reached, and the cache of npm lacks packages: ${said.slice(0, 200)}`
  },
)
const installed = join(made, 'node_modules/.bin/bulla')
const env = {
  PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
  HOME: folder,
  NODE_COMPILE_CACHE: join(folder, 'compiled'),
}

async function bulla(at: string, ...typed: readonly string[]) {
  const { stdout } = await run(installed, [...typed, '--folder', at, '--json'], { env, cwd: folder })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}')
}

/** Runs until it says that it is up. */
async function served(t: Test, at: string) {
  const child = spawn(installed, ['serve', '--folder', at], { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += chunk
      if (/national door +https:/.test(said)) resolve()
    })
    child.once('close', () => reject(new Error(said)))
  })
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return { stop }
}

t.test('what is made says what it holds, and is the same when it is made again [N2]', async (t) => {
  const sums = await readFile(join(made, 'SHA256SUMS'), 'utf8')
  const names = ['bulla-0.2.0.tgz', 'package-lock.json', 'package.json', 'sbom.cdx.json']
  t.same(sums.match(/(?<= {2}).+/g), names)
  const { bomFormat, components } = JSON.parse(await readFile(join(made, 'sbom.cdx.json'), 'utf8'))
  t.equal(bomFormat, 'CycloneDX')
  t.notMatch(await readFile(join(made, 'sbom.cdx.json'), 'utf8'), folder, 'it names no place of this machine')
  const { packages } = JSON.parse(await readFile(join(made, 'package-lock.json'), 'utf8'))
  const locked = Object.keys(packages).flatMap((path) => path.split('node_modules/').at(-1) || [])
  const listed = new Set(components.map(({ name }: { name: string }) => name))
  for (const name of locked) if (name !== 'bulla') t.ok(listed.has(name), `${name} stands in the bill of materials`)
  for (const { hashes, name } of components) t.ok(hashes?.length > 0, `${name} is held by its digest`)
  const again = join(folder, 'again')
  release(root, again)
  t.equal(await readFile(join(again, 'SHA256SUMS'), 'utf8'), sums)
})

t.test('installed elsewhere: two gateways are made, peered, run and tested [N2]', { skip: missing }, async (t) => {
  await t.rejects(readFile(join(made, 'node_modules/.bin/node')), { code: 'ENOENT' }, 'no Node comes with it')
  await t.rejects(readFile(join(made, 'node_modules/bulla/gateway/version.ts')), { code: 'ENOENT' }, 'and no source')
  const [xa, xb] = [join(folder, 'xa'), join(folder, 'xb')]
  const cards = []
  for (const [at, member] of [
    [xa, 'XA'],
    [xb, 'XB'],
  ] as const) {
    const doors = ['--endpoint', `https://localhost:${await freePort()}`, '--national-port', `${await freePort()}`]
    cards.push(await bulla(at, 'init', member, '--name', `Customs of ${member}`, '--time-zone', 'UTC', ...doors))
  }
  await bulla(xa, 'partner', 'add', join(xb, 'card.jws'), '--words', cards[1].words.join(' '))
  await bulla(xb, 'partner', 'add', join(xa, 'card.jws'), '--words', cards[0].words.join(' '))
  await bulla(xa, 'agreement', 'new', 'XB', '--out', join(folder, 'xa-xb.json'))
  await bulla(xb, 'agreement', 'add', join(folder, 'xa-xb.json'))
  const gateways = [await served(t, xa), await served(t, xb)]
  const steps = ['tls', 'certificate', 'envelope', 'item', 'receipt'].map((step) => ({ step }))
  t.match(await bulla(xa, 'partner', 'test', 'XB'), { steps })
  t.match(await bulla(xb, 'partner', 'test', 'XA'), { steps })
  const backup = join(folder, 'backup')
  await bulla(xa, 'backup', backup)
  for (const { stop } of gateways) t.equal(await stop(), 0)
})

t.test('installed: the client of the national door can be imported by its name [N2]', { skip: missing }, async (t) => {
  await writeFile(
    join(made, 'takes.mjs'),
    "import { openClient } from 'bulla/client'\nconsole.log(typeof openClient)\n",
  )
  t.equal((await run(process.execPath, ['takes.mjs'], { cwd: made, env })).stdout, 'function\n')
})

t.test('installed: an older Node is told what is wanted [N2]', { skip: missing }, async (t) => {
  const program = join(made, 'node_modules/bulla/scripts/need-node.mjs')
  const old = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); await import(${JSON.stringify(program)})`
  const { stderr } = await run(process.execPath, ['--input-type=module', '--eval', old], { env }).catch(
    (error) => error,
  )
  t.match(stderr, /this is Node 20\.20\.2, but Bulla runs on Node 26 or later/)
  t.match(stderr, /nodejs\.org/)
  t.notMatch(stderr, /npm ci/, 'there is no clone here')
})
