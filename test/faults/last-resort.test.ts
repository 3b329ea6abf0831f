// What nobody caught: a gateway says where it failed, stops in order, and ends with a code of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { placeOf } from '../../gateway/start/ending/last-resort.ts'
import { opening } from '../../gateway/start/ending/stop-order.ts'
import { spawnGateway } from '../support/gateways.ts'
import { type Installation, install, scratch } from '../support/installation.ts'

const preload = ['--import', new URL('../support/fault-on-signal.ts', import.meta.url).href]
const ours = /^test\/support\/fault-on-signal\.ts:\d+$/

for (const [fault, where, problem] of [
  ['timer', ours, /^TypeError at .*fault-on-signal\.ts/],
  ['rejection', ours, /^RangeError at .*fault-on-signal\.ts/],
  ['no error', /^a place that left no trace$/, /^string$/],
] as const)
  t.test(
    `a failure that nobody caught, ${fault}: its place is logged, the store is closed, the exit code is 70 [C1]`,
    async (t) => {
      const { us, child, end } = await gateway(t, fault)
      child.kill('SIGUSR2')
      const { code, said } = await end
      t.equal(code, 70)
      t.match(said, /failed where nobody had foreseen it/)
      const log = logOf(us)
      const [failed] = log.filter(({ event }) => event === 'gateway.failed')
      t.match(failed, { where, problem })
      const order = log.map(({ event }) => event).filter((event) => /^gateway\.(failed|stop)/.test(event))
      t.same(order, ['gateway.failed', 'gateway.stopping', 'gateway.stopped'])
      t.ok(existsSync(join(us.folder, 'data/bulla.sqlite')))
      t.notOk(existsSync(join(us.folder, 'data/bulla.sqlite-wal')), 'nothing is left to be recovered')
      t.notMatch(`${JSON.stringify(log)}${said}`, /a secret/)
    },
  )

t.test(
  'a second failure on the way, and a stop that stands still: it ends all the same, within ten seconds [C1]',
  async (t) => {
    const { us, child, end } = await gateway(t, 'timer', { STANDS_STILL: 'yes' })
    child.kill('SIGUSR2')
    await logged(us, 'gateway.stopping')
    child.kill('SIGUSR2')
    const { code, said } = await end
    t.equal(code, 70)
    t.match(said, /not stopped within 10 seconds/)
    t.equal(logOf(us).filter(({ event }) => event === 'gateway.failed').length, 2)
  },
)

t.test('a failure while it starts [C1]', async (t) => {
  const us = await installed(t)
  const bulla = join(import.meta.dirname, '../../bin/bulla.mjs')
  const env = { PATH: process.env['PATH'] ?? '', FAULT: 'timer', FAULT_AT: 'start' }
  const child = spawn(process.execPath, [...preload, bulla, 'serve', '--folder', us.folder], { env })
  t.teardown(() => child.kill('SIGKILL'))
  const { code, said } = await endOf(child)
  t.equal(code, 70, said)
  t.match(said, /failed while it started, at test\/support\/fault-on-signal\.ts:\d+/)
  t.notMatch(said, /a secret/)
})

t.test('a step that fails keeps no later one from its turn [C1]', async (t) => {
  const [done, told]: [string[], string[]] = [[], []]
  const first = new Error('the door is stuck')
  const opened = opening((where) => (error) => told.push(`${where} ${String(error)}`))
  opened.defer(() => done.push('store'))
  opened.defer(() => {
    throw new Error('no line')
  })
  opened.defer(
    () => Promise.reject(first),
    () => done.push('queue'),
  )
  const found = await opened.close()
  t.equal(found, first)
  t.same(done, ['queue', 'store'])
  t.same(told, ['stop Error: the door is stuck', 'stop Error: no line'])
})

t.test('a place is the topmost line of ours, and never a message [C1]', async (t) => {
  const root = new URL('../../', import.meta.url).href
  const message = 'x\n    at file:///y:1:1'
  const error = (...frames: string[]) => {
    const stack = [`Error: ${message}`, ...frames.map((frame) => `    ${frame}`)].join('\n')
    return Object.assign(new Error(message), { stack })
  }
  const below = `at f (${root}gateway/doors/listening/listener.ts:12:3)`
  t.equal(
    placeOf(error('at Socket.x (node:net:10:5)', `at y (${root}node_modules/undici/lib/a.js:1:2)`, below)),
    'gateway/doors/listening/listener.ts:12',
  )
  t.equal(placeOf(error(`at ${root}adapters/store/sqlite/sqlite.ts:7:1`)), 'adapters/store/sqlite/sqlite.ts:7')
  t.equal(placeOf(error('at TCP.onread (node:internal/stream:218:20)')), 'node:internal/stream:218')
  t.equal(placeOf(error(`at y (${root}node_modules/undici/lib/a.js:1:2)`)), 'undici/lib/a.js:1')
})

async function installed(t: Test): Promise<Installation> {
  return install(join(await scratch(t), 'XA'), 'XA', { settings: { LOG_FILE: 'gateway.log' } })
}

async function gateway(t: Test, fault: string, more: Readonly<Record<string, string>> = {}) {
  const us = await installed(t)
  const child = await spawnGateway(t, us, preload, { FAULT: fault, ...more })
  return { us, child, end: endOf(child) }
}

function endOf(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  child.stderr?.on('data', (octets) => {
    said += octets
  })
  child.stdout?.resume()
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

interface Line {
  readonly event: string
  readonly where?: string
  readonly problem?: string
}
const logOf = ({ folder }: Installation): Line[] =>
  readFileSync(join(folder, 'gateway.log'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)

async function logged(us: Installation, event: string): Promise<void> {
  while (!logOf(us).some((line) => line.event === event)) await new Promise((resolve) => setTimeout(resolve, 20))
}
