// One administration: a folder, the command line that its operator uses, and the gateway that runs out of the folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, openClient } from '../client/client.ts'
import { type Balancer, balance } from './balancer.ts'
import { environment, program, runBulla } from './bulla.ts'
import type { Json } from './reading.ts'

const readyWithinMs = 60_000
const endWithinMs = 8_000

export interface Administration {
  readonly member: string
  readonly folder: string
  readonly nationalUrl: string
  readonly partnerUrl: string
  /** Runs one command of `bulla` on the folder and gives its JSON answer; a failure throws what it said. */
  cli(...words: readonly string[]): Promise<Json>
  /**
   * Starts the gateway as a process of its own, or each of its nodes, with these settings; resolves when its national
   * door answers.
   */
  serve(settings?: Readonly<Record<string, string>>): Promise<void>
  /** @param person for whom it acts, where its entry allows that */
  client(token: string, person?: string): Client
  /** Where browsers find its console: a person stays at one node. */
  readonly consolePort: number
  /** Its trial CA. */
  caPem(): string
  caKeyPem(): string
  operatorToken(): string
  /** Never resolves; rejects when the gateway ends without having been asked to. */
  readonly broken: Promise<never>
  /** Asks the gateway to stop, and after a while makes it. */
  stop(): Promise<void>
  /** Ends it at once, as a power cut would; resolves when it is gone. */
  crash(): Promise<void>
  /** Ends it at once, for the last moment of our own process. */
  kill(): void
  lastLines(count: number): string[]
}

export interface Ports {
  readonly partner: number
  readonly national: number
}

/** One process of the gateway: where it listens, and the settings that it has beside those of the folder. */
export interface Node {
  readonly ports: Ports
  readonly settings: Readonly<Record<string, string>>
}

/** @param nodes  what runs behind a balancer on `ports`; without any, one process has these ports for itself. */
export function administration(
  member: string,
  root: string,
  { partner, national }: Ports,
  nodes: readonly Node[] = [],
): Administration {
  const folder = join(root, member.toLowerCase())
  const logFile = join(root, `${member.toLowerCase()}.log`)
  const nationalUrl = `https://127.0.0.1:${national}`
  const env = environment(root)
  const gateways: ChildProcess[] = []
  const balancers: Balancer[] = []
  const commands = new Set<ChildProcess>()
  let asked = false
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => undefined)

  const ofCa = (name: string) => readFileSync(join(folder, 'trial-ca', name), 'utf8')
  const trust = () => ofCa('ca.cert.pem')
  const lastLines = (count: number) => readIfThere(logFile).trimEnd().split('\n').slice(-count)

  return {
    member,
    folder,
    nationalUrl,
    partnerUrl: `https://127.0.0.1:${partner}`,
    lastLines,
    broken: broken.promise,
    client: (token, person) =>
      openClient({ url: nationalUrl, token, caPem: trust(), ...(person !== undefined && { person }) }),
    consolePort: nodes[0]?.ports.national ?? national,
    caPem: trust,
    caKeyPem: () => ofCa('ca.key.pem'),
    operatorToken: () => readFileSync(join(folder, 'operator.token'), 'utf8').trim(),

    async cli(...words) {
      let child: ChildProcess | undefined
      const { exit, answer, said } = await runBulla([...words, '--folder', folder, '--json'], {
        root,
        began(begun) {
          child = begun
          commands.add(begun)
        },
      })
      if (child) commands.delete(child)
      if (exit !== 0) throw new Error(`bulla ${words.join(' ')} at ${member} ended with ${exit}: ${said}`)
      return answer
    },

    async serve(own = {}) {
      asked = false
      const balanced = [
        [partner, nodes.map(({ ports }) => ports.partner)],
        [national, nodes.map(({ ports }) => ports.national)],
      ] as const
      if (nodes.length > 0) for (const [port, behind] of balanced) balancers.push(await balance(port, behind))
      const settings = nodes.map((node) => ({
        ...node.settings,
        ...own,
        BULLA_PARTNER_PORT: String(node.ports.partner),
        BULLA_NATIONAL_PORT: String(node.ports.national),
      }))
      await Promise.all(
        (nodes.length > 0 ? settings : [own]).map((set, index) =>
          ready(start(set), `https://127.0.0.1:${nodes[index]?.ports.national ?? national}`),
        ),
      )
    },

    async stop() {
      asked = true
      await Promise.all(gateways.map((gateway) => end(gateway)))
      await Promise.all(balancers.map((balancer) => balancer.close()))
    },

    async crash() {
      asked = true
      await Promise.all(gateways.map((gateway) => end(gateway, 'SIGKILL')))
    },

    kill() {
      for (const child of [...gateways, ...commands]) child.kill('SIGKILL')
    },
  }

  function start(set: Readonly<Record<string, string>>): ChildProcess {
    const log = openSync(logFile, 'a', 0o600)
    const gateway = spawn(process.execPath, [program, 'serve', '--folder', folder], {
      env: { ...env, ...set },
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    gateways.push(gateway)
    gateway.once('exit', (code, signal) => {
      if (!asked) broken.reject(new Error(`a gateway of ${member} ended by itself (${signal ?? code})`))
    })
    return gateway
  }

  async function ready(gateway: ChildProcess, url: string): Promise<void> {
    const started = performance.now()
    while (!(await answers(`${url}/readyz`, trust()))) {
      if (gateway.exitCode !== null || gateway.signalCode !== null) return broken.promise
      if (performance.now() - started > readyWithinMs)
        throw new Error(`a gateway of ${member} is not ready after ${readyWithinMs} ms`)
      await pause(20)
    }
  }
}

async function end(gateway: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return
  const ended = new Promise((resolve) => gateway.once('exit', resolve))
  gateway.kill(signal)
  const late = setTimeout(() => gateway.kill('SIGKILL'), endWithinMs)
  await ended
  clearTimeout(late)
}

const answers = (url: string, ca: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = get(url, { ca, agent: false, timeout: 1_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('timeout', () => asked.destroy()).on('error', () => resolve(false))
  })

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
