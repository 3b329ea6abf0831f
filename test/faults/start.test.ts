// A start that fails half way: whatever it had opened is closed again, and a second start in the same process succeeds.
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Worker } from 'node:worker_threads'
import t from 'tap'
import { serve } from '../../gateway/start/serve.ts'
import { type Log, openLog } from '../../gateway/watch/log.ts'
import { type Installation, install, scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'

/** What keeps the start of `us` from coming to its end: settings that it takes, a log that it writes to, and how it is mended. */
interface Fault {
  /** The file that the start has to name, where it is the file that is broken. */
  readonly names?: string
  readonly env?: Record<string, string>
  readonly log?: Log
  mend?(): Promise<unknown>
}

/** A sound key, of the kind that certificates here are over. */
const ecKey = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey

const faults: Readonly<Record<string, (us: Installation) => Promise<Fault>>> = {
  'a setting that is none': async () => ({ env: { BULLA_WINDOW_MAX: 'many' } }),
  'a key that is missing': (us) => changed(us, 'keys/signing.key.pem', undefined),
  'a key that is none': (us) => changed(us, 'keys/signing.key.pem', 'no key'),
  'a card that is not ours': (us) => changed(us, 'card.jws', 'no card'),
  'clients that cannot be read': (us) => changed(us, 'clients.json', '{'),
  'an encryption key that is none': (us) => changed(us, 'keys/encryption.key.pem', 'no key'),
  'a log key that is none': (us) => changed(us, 'keys/log.key.pem', 'no key'),
  'a log key of another kind': (us) => changed(us, 'keys/log.key.pem', ecKey),
  'a key of the partner door that is none': (us) => changed(us, 'keys/tls.key.pem', 'no key'),
  'a key of the national door that is none': (us) => changed(us, 'keys/national.key.pem', 'no key'),
  'a key of the national door that is not of its certificate': (us) => changed(us, 'keys/national.key.pem', ecKey),
  'a certificate of signing that is none': (us) => changed(us, 'keys/signing.cert.pem', 'no certificate'),
  'a certificate of the partner door that is none': (us) => changed(us, 'keys/tls.cert.pem', 'no certificate'),
  'a certificate of the national door that is none': (us) => changed(us, 'keys/national.cert.pem', 'no certificate'),
  'a database that is none': async (us) => {
    // The store says of it what SQLite says.
    const { mend } = await changed(us, 'data/bulla.sqlite', 'not a database, '.repeat(512))
    return { mend }
  },
  'a database that another process works on': async (us) => {
    const other = holding(join(us.folder, 'data/bulla.sqlite'))
    await once(other.stdout, 'data')
    const gone = once(other, 'close')
    const end = async () => {
      other.kill('SIGKILL')
      await gone
    }
    return { mend: end }
  },
  // Each thread of the store opens the database by itself; whoever reads does so in this one.
  'a database that cannot be opened for reading': async () => {
    const { prepare } = DatabaseSync.prototype
    DatabaseSync.prototype.prepare = () => {
      throw new Error('disk I/O error')
    }
    const mend = async () => {
      DatabaseSync.prototype.prepare = prepare
    }
    return { mend }
  },
  'a place for parts that is none': async (us) => ({ env: { BULLA_PARTS_FOLDER: join(us.folder, 'card.jws') } }),
  'a redis that is away': async () => ({
    env: { BULLA_QUEUE: 'bullmq', BULLA_REDIS_URL: `redis://127.0.0.1:${await freePort()}` },
  }),
  'a port of the partner door in use': (us) => taken(us.ports.partner),
  'a port of the national door in use': (us) => taken(us.ports.national),
  // A log that cannot be written is told of by itself; one that throws stands for a step of ours that does.
  'a failure once trust is loaded': async () => ({ log: failingAt('trust.loaded') }),
  'a failure when all is open': async () => ({ log: failingAt('gateway.started') }),
}

const skip = !existsSync('/proc/self/fdinfo') && 'this system does not list what a process has open'

t.test('a start that fails leaves nothing open, and the next one succeeds [C5]', { skip }, async (t) => {
  const us = await install(join(await scratch(t), 'XA'), 'XA')
  const workers = new Set<Worker>()
  process.on('worker', (worker) => {
    workers.add(worker)
    worker.once('exit', () => workers.delete(worker))
  })
  const open = () => ({ workers: workers.size, ...openNow() })
  await started(us)
  const before = await quiet(open)
  for (const [name, cause] of Object.entries(faults))
    await t.test(name, async (t) => {
      const { env, log, mend, names } = await cause(us)
      const failing = await quiet(open)
      const start = serve(us.folder, { log: log ?? openLog('silent'), ...(env && { env }) })
      const said = await start.then(
        () => 'it started',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      t.not(said, 'it started', said)
      if (names !== undefined) {
        t.ok(said.includes(names), `it names ${names}: ${said}`)
        if (!names.endsWith('clients.json')) t.match(said, /bulla |backup/, `it says what to do: ${said}`)
        t.notMatch(said, /error:|PEM routines/, `it is no message of OpenSSL: ${said}`)
      }
      t.same(await settled(open, failing), failing, 'nothing more is open than before')
      await mend?.()
      await started(us)
      t.same(await settled(open, before), before, 'nor after a gateway that ran')
    })
})

async function started(us: Installation): Promise<void> {
  const running = await serve(us.folder, { log: openLog('silent') })
  await running.close()
}

/** Threads, timers, handles, files and sockets of this process, and the paths that it watches. */
function openNow() {
  const files = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const to = readlinkSync(`/proc/self/fd/${fd}`)
      return [/^(socket|pipe|anon_inode)/.exec(to)?.[0] ?? to]
    } catch {
      return [] // The listing itself.
    }
  })
  const watched = readdirSync('/proc/self/fdinfo').flatMap((fd) => {
    const file = `/proc/self/fdinfo/${fd}`
    try {
      return existsSync(file) ? (readFileSync(file, 'utf8').match(/^inotify wd:/gm) ?? []) : []
    } catch {
      return []
    }
  })
  const resources = process.getActiveResourcesInfo().filter((kind) => !/^Immediate$|Req/.test(kind))
  return { files: counted(files), watched: watched.length, resources: counted(resources) }
}

const counted = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(names, (name) => name))
      .map(([name, all]) => [name, all?.length ?? 0] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** How things stand once nothing comes or goes any more. */
async function quiet<Open>(look: () => Open): Promise<Open> {
  for (let same = 0, before = ''; same < 10; ) {
    const now = JSON.stringify(look())
    same = now === before ? same + 1 : 0
    before = now
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return look()
}

/** How things stand once they are as `wanted`, or after two seconds: sockets and threads end a turn later than they are told to. */
async function settled<Open>(look: () => Open, wanted: Open): Promise<Open> {
  const until = performance.now() + 2_000
  while (JSON.stringify(look()) !== JSON.stringify(wanted) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 10))
  return look()
}

/** Another text in a file of the installation, or none. */
async function changed({ folder }: Installation, name: string, text: string | undefined) {
  const file = join(folder, name)
  const before = await readFile(file)
  if (text === undefined) await rm(file)
  else await writeFile(file, text, { mode: 0o600 })
  return { names: file, mend: () => writeFile(file, before, { mode: 0o600 }) }
}

/** Another process that has the store open, and says so. */
function holding(file: string) {
  const store = new URL('../../adapters/store/sqlite/sqlite.ts', import.meta.url).href
  const program = `import('${store}')
    .then(({ openSqliteStore }) => openSqliteStore({ file: ${JSON.stringify(file)} }))
    .then(() => console.log('open'))`
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit']
  return spawn(process.execPath, ['--eval', program], { stdio })
}

async function taken(port: number): Promise<Fault> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { mend: () => new Promise((resolve) => server.close(resolve)) }
}

/** A log that throws at one event. */
function failingAt(event: string): Log {
  const silent = openLog('silent')
  const fail = (fields: { event?: string }) => {
    if (fields.event === event) throw new Error(`failed at ${event}`)
  }
  return new Proxy(silent, {
    get: (log, name) =>
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].includes(String(name)) ? fail : Reflect.get(log, name),
  })
}
