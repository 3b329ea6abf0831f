// A real redis-server, or sentinel, of the test's own on a loopback port; it keeps nothing on disk and ends with the test, or with the process.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import { scratch } from './installation.ts'
import { freePort } from './ports.ts'

type Test = { teardown(end: () => unknown): void }

export interface RedisServer {
  readonly port: number
  readonly url: string
  pid(): number
  /** Again on the same port, with nothing in it. */
  start(): Promise<void>
  /** Kills at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
  pause(): void
  resume(): void
}

const binary = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  .map((folder) => join(folder, 'redis-server'))
  .find(existsSync)

/** For the `skip` of a test: why it cannot run here, or false. */
export const withoutRedis: string | false = binary ? false : 'redis-server is not installed'

/** Has noeviction as its policy, as Redis has by itself, unless `args` say otherwise. */
export function redisServer(t: Test, { args = [] }: { args?: readonly string[] } = {}): Promise<RedisServer> {
  return serverOf(t, (port) => ['--port', `${port}`, ...nothingKept, ...args])
}

/** Speaks TLS alone; undefined where redis-server was built without it. */
export async function redisOverTls(
  t: Test,
  { certPem, keyPem, caPem }: { certPem: string; keyPem: string; caPem: string },
): Promise<RedisServer | undefined> {
  const folder = await scratch(t)
  const files = { cert: certPem, key: keyPem, 'ca-cert': caPem }
  const args: string[] = []
  for (const [name, pem] of Object.entries(files)) {
    const file = join(folder, `${name}.pem`)
    await writeFile(file, pem)
    args.push(`--tls-${name}-file`, file)
  }
  const tls = (port: number) => ['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no', ...nothingKept]
  try {
    const server = await serverOf(t, (port) => [...tls(port), ...args])
    return { ...server, url: server.url.replace('redis:', 'rediss:') }
  } catch (error) {
    if (/Bad directive|unknown/i.test(String(error))) return undefined
    throw error
  }
}

const nothingKept = ['--save', '', '--appendonly', 'no']

/** A sentinel that alone decides over one master. */
export async function redisSentinel(t: Test, name: string, master: RedisServer): Promise<RedisServer> {
  const file = join(await scratch(t), 'sentinel.conf')
  await writeFile(
    file,
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 1\nsentinel down-after-milliseconds ${name} 1000\nsentinel failover-timeout ${name} 2000\n`,
  )
  return serverOf(t, (port) => [file, '--sentinel', '--port', `${port}`])
}

/** A line of the test's own to a server. */
export function redisClient(t: Test, { port }: RedisServer): Redis {
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null, retryStrategy: () => 50 })
  redis.on('error', () => undefined)
  t.teardown(() => redis.disconnect())
  return redis
}

async function serverOf(t: Test, argsFor: (port: number) => string[]): Promise<RedisServer> {
  const port = await freePort()
  const folder = await scratch(t)
  const args = [...argsFor(port), '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no']
  let child: ChildProcess | undefined
  const pid = () => child?.pid ?? 0
  async function start(): Promise<void> {
    if (!binary) throw new Error('redis-server is not installed; skip the test with withoutRedis')
    const watch = watchman()
    child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    watch(child)
    await ready(child)
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  t.teardown(kill)
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  }
}

/** A shell that notices when we are gone, however we went, and takes the server along whose number it was told. */
function watchman(): (child: ChildProcess) => void {
  const watch = spawn('sh', ['-c', 'read -r pid; read -r _; [ -n "$pid" ] && kill -9 "$pid"'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watch.unref()
  watch.stdin.on('error', () => undefined)
  return (child) => {
    watch.stdin.write(`${child.pid}\n`)
    // Dead before its number can be somebody else's.
    child.once('exit', () => watch.kill('SIGKILL'))
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`redis-server did not start: ${said}`)), 20_000)
    const listen = (chunk: Uint8Array) => {
      said += chunk
      if (!/Ready to accept connections|Sentinel ID is/.test(said)) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${said}`)))
    child.once('error', reject)
  })
}
