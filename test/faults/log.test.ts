// The log is full, gone or read by nobody: the gateway starts, answers, stops, and writes on by itself when it can.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { observing } from '../../gateway/start/observing.ts'
import { record } from '../../gateway/watch/log.ts'
import { requestBody } from '../support/bodies.ts'
import { clientOf, type NationalClient } from '../support/client.ts'
import { mountVolume } from '../support/full-volume.ts'
import { installedPair } from '../support/gateways.ts'
import { type Installation, scratch } from '../support/installation.ts'
import { pause } from '../support/traffic.ts'

interface Spawned {
  readonly child: ChildProcess
  readonly officer: NationalClient
  readonly operator: NationalClient
  /** Posts a message that opens a case; its status. */
  submit(): Promise<number>
  /** SIGTERM, and the exit code that comes of it. */
  stop(): Promise<number | string | null>
}

/** A gateway as a process of its own, asked at its door whether it is there: what it says itself may be what is broken. */
async function running(
  t: Test,
  { settings = {}, output = 'ignore' }: { settings?: Record<string, unknown>; output?: 'ignore' | 'pipe' | number },
): Promise<Spawned> {
  const { a, agreement } = await installedPair(t, { a: { settings } })
  const program = join(import.meta.dirname, '../../bin/bulla.mjs')
  const child = spawn(process.execPath, [program, 'serve', '--folder', a.folder], {
    stdio: ['ignore', output, output],
    env: { PATH: process.env.PATH ?? '' },
  })
  const gone = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  const [officer, operator] = [clientFor(t, a, 'officer'), clientFor(t, a, 'operator')]
  t.teardown(async () => {
    child.kill('SIGKILL')
    await gone
  })
  await within(60_000, 'its doors are open', async () => (await officer.get('/healthz')).status === 200, child)
  return {
    child,
    officer,
    operator,
    submit: async () =>
      (
        await officer.post('/v1/cases', {
          agreement: agreement.id,
          type: 'request',
          office: 'HQ',
          body: requestBody({ matter: 'About the log.' }),
        })
      ).status,
    async stop() {
      child.kill('SIGTERM')
      return firstOf(gone, 25_000, 'not within 25 seconds')
    },
  }
}

function clientFor(t: Test, installation: Installation, who: 'officer' | 'operator'): NationalClient {
  const client = clientOf(installation, who)
  t.teardown(() => client.close())
  return client
}

async function within(ms: number, what: string, come: () => Promise<boolean>, child?: ChildProcess): Promise<void> {
  const end = performance.now() + ms
  for (;;) {
    if (await come().catch(() => false)) return
    if (child && child.exitCode !== null) throw new Error(`${what}: the gateway ended with ${child.exitCode}`)
    if (child && child.signalCode !== null) throw new Error(`${what}: the gateway ended by ${child.signalCode}`)
    if (performance.now() > end) throw new Error(`${what}: not within ${ms / 1000} seconds`)
    await pause(50)
  }
}

/** What is asked for, or `late` where it does not come in time; no timer is left. */
async function firstOf<T, L>(asked: Promise<T>, ms: number, late: L): Promise<T | L> {
  const { promise, resolve } = Promise.withResolvers<L>()
  const timer = setTimeout(resolve, ms, late)
  try {
    return await Promise.race([asked, promise])
  } finally {
    clearTimeout(timer)
  }
}

type Line = Record<string, unknown> & { event: string }
/** The lines of a log; that each is whole is part of what is asked. */
const linesIn = (file: string): Line[] =>
  (existsSync(file) ? readFileSync(file, 'utf8') : '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const eventsIn = (file: string) => linesIn(file).map(({ event }) => event)

const noRoom = /^the log cannot be written \(ENOSPC\)/
const readyz = async ({ officer }: Spawned) => (await officer.get('/readyz')).octets.toString()

async function demandWork(t: Test, { officer, submit }: Spawned, because?: RegExp): Promise<void> {
  const alive = officer.get('/healthz').then(({ status }) => status)
  if ((await firstOf(alive, 20_000, undefined)) !== 200) throw new Error('the health check does not answer')
  const readiness = await officer.get('/readyz')
  t.equal(readiness.status, 200, 'it is ready')
  if (because) t.match(readiness.json['reasons'], [because], 'and says what is wrong with its log')
  t.equal(await submit(), 202, 'messages are taken')
}

t.test('the log volume is full when the gateway starts [H7]', { timeout: 540_000 }, async (t) => {
  const volume = mountVolume(t, join(await scratch(t), 'log'))
  if ('refused' in volume) {
    t.pass(volume.refused, { skip: volume.refused })
    return
  }
  const file = join(volume.folder, 'bulla.log')
  volume.fill()
  const gateway = await running(t, { settings: { LOG_FILE: file } })
  await demandWork(t, gateway, noRoom)
  volume.makeRoom()
  await within(10_000, 'what waited is written', async () => eventsIn(file).includes('gateway.started'))
  t.notOk(eventsIn(file).includes('log.dropped'), 'and nothing was lost')
  await within(10_000, 'readiness is clean', async () => (await readyz(gateway)).includes('[]'))
  volume.fill(file)
  t.equal(await gateway.stop(), 0, 'and it stops with a log that is full')
})

t.test(
  'what others can make a gateway log does not fill what may wait, however often they do it [H7] [M3]',
  { timeout: 540_000 },
  async (t) => {
    const volume = mountVolume(t, join(await scratch(t), 'log'), '4m')
    if ('refused' in volume) {
      t.pass(volume.refused, { skip: volume.refused })
      return
    }
    const file = join(volume.folder, 'bulla.log')
    const startedMs = performance.now()
    const gateway = await running(t, { settings: { LOG_FILE: file } })
    await within(10_000, 'the log is written', async () => eventsIn(file).includes('gateway.started'))
    volume.fill(file)
    const status = () => gateway.officer.get('/v1/operator/status')
    t.equal((await status()).status, 403)
    await demandWork(t, gateway)
    await within(
      10_000,
      'a line has found no room',
      async () => (await readyz(gateway)).includes('ENOSPC'),
      gateway.child,
    )
    await demandWork(t, gateway, noRoom)
    for (let round = 0; round < 3; round += 1) await Promise.all(Array.from({ length: 200 }, status))
    const metrics = (await gateway.operator.get('/metrics')).octets.toString()
    t.match(metrics, /^bulla_log_lines_dropped_total 0$/m)
    await demandWork(t, gateway, noRoom)
    volume.makeRoom()
    await within(20_000, 'it is written again', async () => eventsIn(file).includes('request.refused'))
    t.equal(await gateway.submit(), 202)
    t.equal(await gateway.stop(), 0)
    t.equal(eventsIn(file).at(-1), 'gateway.stopped', 'and the log goes on to the end')
    t.notOk(eventsIn(file).includes('log.dropped'))
    // Requests that are refused are told as far as thirty a minute, and cost nothing else.
    const minutes = 2 + Math.floor((performance.now() - startedMs) / 60_000)
    const told = eventsIn(file).filter((event) => event === 'request.refused').length
    t.ok(told >= 30 && told <= 30 * minutes, `${told} lines of 600 in ${minutes} minutes at most`)
  },
)

t.test('the log volume is full for longer than lines can wait [H7]', { timeout: 540_000 }, async (t) => {
  const folder = await scratch(t)
  const volume = mountVolume(t, join(folder, 'log'), '4m')
  if ('refused' in volume) {
    t.pass(volume.refused, { skip: volume.refused })
    return
  }
  const file = join(volume.folder, 'bulla.log')
  const settings = { LOG_LEVEL: 'info', LOG_FILE: file, STORE: 'sqlite', QUEUE: 'embedded' }
  const observed = await observing(settings as Parameters<typeof observing>[0], folder)
  const tell = () => record(observed.log, 'sweep.done', { parts: 1, expired: 0, tookMs: 3 })
  const dropped = async () =>
    Number(/^bulla_log_lines_dropped_total (\d+)$/m.exec(await observed.metrics.text())?.[1] ?? 0)
  tell()
  await within(10_000, 'the log is written', async () => eventsIn(file).includes('sweep.done'))
  volume.fill(file)
  for (let round = 0; round < 100 && (await dropped()) === 0; round += 1)
    for (let line = 0; line < 1_000; line += 1) tell()
  t.ok((await dropped()) > 0, 'more than can wait was told')
  await within(10_000, 'why is known', async () => observed.logTrouble() === 'ENOSPC')
  volume.makeRoom()
  await within(20_000, 'the loss is told', async () => eventsIn(file).includes('log.dropped'))
  const told = linesIn(file).filter(({ event }) => event === 'log.dropped')
  t.equal(told.length, 1, 'once, where the lines are missing')
  t.equal(told[0]?.['lines'], await dropped(), 'with as many lines as were counted')
  t.match(told[0], { level: 50, forMs: Number })
  await observed.close()
  await observed.endLog()
})

t.test('SIGHUP opens the log file anew [H7]', { timeout: 540_000 }, async (t) => {
  const folder = await scratch(t)
  const [file, rotated] = [join(folder, 'bulla.log'), join(folder, 'bulla.log.1')]
  const gateway = await running(t, { settings: { LOG_FILE: file } })
  await within(10_000, 'the log is written', async () => eventsIn(file).includes('gateway.started'))
  renameSync(file, rotated)
  gateway.child.kill('SIGHUP')
  await within(10_000, 'there is a new file', async () => existsSync(file), gateway.child)
  t.match(await gateway.officer.get('/v1/operator/status'), { status: 403 })
  await within(10_000, 'which is written', async () => eventsIn(file).includes('request.refused'))
  t.notOk(eventsIn(rotated).includes('request.refused'), 'and the old one is not')
  t.equal(await gateway.stop(), 0)
})

t.test(
  'signals by which other programs rotate their logs open no debugger, and change nothing where the log is standard output [H7]',
  { timeout: 540_000 },
  async (t) => {
    const gateway = await running(t, { output: 'pipe' })
    let [said, told] = ['', '']
    gateway.child.stderr?.on('data', (octets) => {
      said += octets
    })
    gateway.child.stdout?.on('data', (octets) => {
      told += octets
    })
    for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGHUP'] as const) {
      gateway.child.kill(signal)
      await demandWork(t, gateway)
    }
    t.equal(await gateway.stop(), 0)
    t.notMatch(said, /Debugger/, 'nobody on the machine is let into the process')
    t.match(told, /"event":"gateway.stopped"/, 'and the log goes on to the end')
  },
)

t.test('the log goes to standard output [H7]', { timeout: 540_000 }, async (t) => {
  const told = (gateway: Spawned) =>
    Promise.all(Array.from({ length: 40 }, () => gateway.officer.get('/v1/operator/status')))

  t.test('its reader stops reading: the pipe is full', async (t) => {
    const gateway = await running(t, { output: await fullPipe(t) })
    await told(gateway)
    await demandWork(t, gateway)
    t.equal(await gateway.stop(), 0, 'it stops though nobody reads')
  })

  t.test('its reader goes away', async (t) => {
    const gateway = await running(t, { output: 'pipe' })
    gateway.child.stdout?.destroy()
    gateway.child.stderr?.destroy()
    await told(gateway)
    await demandWork(t, gateway, /^the log cannot be written \(EPIPE\)/)
    t.equal(await gateway.stop(), 0)
  })
})

/** The end of a pipe that takes not one octet more, and waits for its reader, who is there and never reads. */
async function fullPipe(t: Test): Promise<number> {
  const path = join(await scratch(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  t.teardown(() => closeSync(reader))
  for (const bytes of [4096, 1]) untilFull(() => writeSync(reader, new Uint8Array(bytes)))
  const writer = openSync(path, constants.O_WRONLY)
  t.teardown(() => closeSync(writer))
  return writer
}

function untilFull(write: () => unknown): void {
  try {
    for (;;) write()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
}
