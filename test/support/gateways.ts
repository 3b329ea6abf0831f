// Two gateways of two members on loopback, peered and running, for end-to-end tests. In process by default, or as processes of their own.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Agreement } from '../../gateway/model/agreement.ts'
import { type Running, type ServeOptions, serve } from '../../gateway/start/serve.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { clientOf, type NationalClient, type Who } from './client.ts'
import {
  type AgreementWishes,
  agreementBetween,
  type Installation,
  type InstallationWishes,
  install,
  peer,
  scratch,
} from './installation.ts'
import type { TestedStore } from './stores.ts'

type Test = { teardown(end: () => unknown): void }

export interface Gateway {
  readonly installation: Installation
  readonly running: Running
  /** One for each who asks, so that a test of a hundred messages has few connections. */
  client(who?: Who): NationalClient
}

/** Starts one gateway in this process; its log goes to `gateway.log` in its folder. */
export async function start(t: Test, installation: Installation, options: ServeOptions = {}): Promise<Gateway> {
  const log = openLog('info', join(installation.folder, 'gateway.log'))
  const running = await serve(installation.folder, { log, ...options })
  const clients = new Map<Who, NationalClient>()
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    for (const client of clients.values()) client.close()
    await running.close()
  }
  t.teardown(close)
  return {
    installation,
    running: { ...running, close },
    client(who = 'officer') {
      const client = clients.get(who) ?? clientOf(installation, who)
      clients.set(who, client)
      return client
    },
  }
}

export interface PairWishes {
  readonly a?: InstallationWishes
  readonly b?: InstallationWishes
  readonly agreement?: AgreementWishes
  /** Where both keep their rows; SQLite where nothing is said. */
  readonly store?: TestedStore
}

export interface Pair {
  readonly a: Gateway
  readonly b: Gateway
  readonly agreement: Agreement
}

/** XA and XB, peered, both running. */
export async function pair(t: Test, wishes: PairWishes = {}): Promise<Pair> {
  const { a, b, agreement } = await installedPair(t, wishes)
  return { a: await start(t, a), b: await start(t, b), agreement }
}

/** XA and XB, peered, none running. */
export async function installedPair(
  t: Test,
  { store, ...wishes }: PairWishes = {},
): Promise<{ a: Installation; b: Installation; agreement: Agreement }> {
  const folder = await scratch(t)
  const kept = async (of: InstallationWishes = {}) => ({
    ...of,
    settings: { ...(await store?.settings()), ...of.settings },
  })
  const a = await install(join(folder, 'XA'), 'XA', await kept(wishes.a))
  const b = await install(join(folder, 'XB'), 'XB', await kept(wishes.b))
  const agreement = await peer(a, b, agreementBetween(a, b, wishes.agreement))
  return { a, b, agreement }
}

/** As the test itself was loaded; cli-setup.test.ts starts the program as it is. */
export const quickly = ['--import', new URL('../../scripts/quick-loading.mjs', import.meta.url).href]

/** A gateway as a process of its own, to be killed. Resolves when both doors are open. */
export async function spawnGateway(
  t: Test,
  { folder }: Installation,
  execArgv: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
  /** A program, with its words, that starts the gateway in surroundings of its own. */
  under: readonly string[] = [],
  /** The tree of another version. */
  tree = join(import.meta.dirname, '../..'),
): Promise<ChildProcess> {
  const bulla = join(tree, 'bin/bulla.mjs')
  const [program = process.execPath, ...words] = [...under, process.execPath, ...quickly, ...execArgv, bulla]
  const child = spawn(program, [...words, 'serve', '--folder', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Variables of the tests are no settings of a gateway.
    env: { PATH: process.env.PATH ?? '', ...settings },
  })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`gateway did not start: ${said}`)), 60_000)
    const listen = (chunk: Uint8Array) => {
      said += chunk
      if (!said.includes(`national door`)) return
      clearTimeout(timer)
      resolve()
    }
    child.stderr?.on('data', listen)
    child.stdout?.resume()
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`gateway ended with ${code}: ${said}`))
    })
  })
  return child
}

/** Kills at once, as a power cut would, and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
