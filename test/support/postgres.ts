// A PostgreSQL server of the test's own: on a loopback port and a socket, in a folder of its own, gone with the test that started it.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { freePort } from './ports.ts'

export interface PostgresServer {
  readonly port: number
  /** Address of a database, without a password: the server trusts whoever comes from this machine. */
  url(database?: string): string
  /** Makes a database, as a copy of another where one is named, and answers with its address. */
  createDatabase(template?: string): Promise<string>
  /** Runs statements as the owner of the server, on a connection of their own, and answers with the rows of the last one. */
  sql(text: string, database?: string): Promise<readonly Record<string, unknown>[]>
  /** Changes a setting of the running server, or takes the change back; resolves when new connections have it. */
  set(setting: string, value: string | undefined): Promise<void>
  start(): Promise<void>
  /** `fast` ends every connection in order, `immediate` is a crash. */
  stop(how?: 'fast' | 'immediate'): Promise<void>
  /** Stops every process of the server where it is, as a machine without a moment to spare would. Linux only. */
  pause(): void
  resume(): void
}

/** Why there is no server on this machine, if there is none. */
export const noPostgres: string | false =
  findBinaries() === undefined && 'there is no PostgreSQL server on this machine'
export const mayPause = process.platform === 'linux'

const owner = 'bulla'
const startMs = 20_000

export interface PostgresWishes {
  /** With it the user `guarded` is let in over TLS only, and only with a password. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string }
  readonly maxConnections?: number
}
const guards = `local all all trust
hostssl all guarded 127.0.0.1/32 scram-sha-256
host all guarded 127.0.0.1/32 reject
host all all 127.0.0.1/32 trust
`

/** Starts a server; undefined, after saying why, where this machine has none. */
export async function postgresServer(
  t: { teardown(end: () => unknown): void; comment(text: string): void },
  { tls, maxConnections = 60 }: PostgresWishes = {},
): Promise<PostgresServer | undefined> {
  const binaries = findBinaries()
  if (binaries === undefined) {
    t.comment(`skipped: ${noPostgres}`)
    return undefined
  }
  const user = process.getuid?.() === 0 ? otherUser() : undefined
  const folder = mkdtempSync(join(tmpdir(), 'bulla-pg-'))
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const settings = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' }, ...user }
  const init = ['-D', data, '-U', owner, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions']
  execFileSync(join(binaries, 'initdb'), init, { ...settings, stdio: ['ignore', 'ignore', 'inherit'], timeout: 60_000 })
  if (tls) {
    const files = { 'server.crt': tls.certPem, 'server.key': tls.keyPem, 'pg_hba.conf': guards }
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(data, name), text, { mode: 0o600 })
      if (user) chownSync(join(data, name), user.uid, user.gid)
    }
  }
  const port = await freePort()
  let server: ReturnType<typeof launch> | undefined
  let databases = 0

  /** A shell stands between: when its input ends, because we ended or stopped, it ends the server. */
  function launch() {
    const options = ['listen_addresses=127.0.0.1', `max_connections=${maxConnections}`, 'shared_buffers=64MB']
    options.push('log_checkpoints=off')
    if (tls) options.push('ssl=on')
    const args = ['-D', data, '-k', folder, '-p', String(port), ...options.flatMap((option) => ['-c', option])]
    const watch = `"$@" & server=$!; read how; kill -CONT $server $(cat /proc/$server/task/$server/children 2>/dev/null)
      kill -s "\${how:-QUIT}" $server; wait $server`
    return spawn('sh', ['-c', watch, 'sh', join(binaries ?? '', 'postgres'), ...args], {
      ...settings,
      stdio: ['pipe', 'ignore', 'pipe'],
    })
  }

  async function start(): Promise<void> {
    const shell = launch()
    server = shell
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const failed = (why: string) => {
        clearTimeout(timer)
        reject(new Error(`PostgreSQL ${why}: ${said}`))
      }
      const timer = setTimeout(() => failed('did not start in time'), startMs)
      shell.once('close', () => failed('ended'))
      shell.stderr.on('data', (chunk) => {
        said = `${said}${chunk}`.slice(-10_000)
        if (!said.includes('ready to accept connections')) return
        clearTimeout(timer)
        resolve()
      })
    })
  }

  async function stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const shell = server
    server = undefined
    if (!shell || shell.exitCode !== null) return
    const closed = once(shell, 'close')
    shell.stdin.end(how === 'fast' ? 'INT\n' : 'QUIT\n')
    await closed
  }

  const processes = (): number[] => {
    const main = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    const children = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').trim().split(' ').filter(Boolean)
    return [main, ...children.map(Number)]
  }
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of processes()) process.kill(pid, name)
  }

  t.teardown(async () => {
    await stop('immediate')
    rmSync(folder, { recursive: true, force: true })
  })
  await start()

  const url = (database = 'postgres') => `postgres://${owner}@127.0.0.1:${port}/${database}`
  const sql: PostgresServer['sql'] = async (text, database) => {
    const options = '-c default_transaction_read_only=off'
    const client = new pg.Client({ connectionString: url(database), options, connectionTimeoutMillis: 5000 })
    client.on('error', () => undefined)
    await client.connect()
    try {
      const said: pg.QueryResult | pg.QueryResult[] = await client.query(text)
      return (Array.isArray(said) ? said.at(-1) : said)?.rows ?? []
    } finally {
      await client.end()
    }
  }
  /** The server reads its settings in its own time, and says when it did. */
  const read = async () => String((await sql('select pg_conf_load_time()::text as at'))[0]?.at)
  return {
    port,
    url,
    sql,
    async set(setting, value) {
      await sql(value === undefined ? `alter system reset ${setting}` : `alter system set ${setting} = ${value}`)
      const before = await read()
      await sql('select pg_reload_conf()')
      for (const end = Date.now() + startMs; Date.now() < end && (await read()) === before; );
    },
    async createDatabase(template) {
      databases += 1
      const name = `test${databases}`
      await sql(`create database ${name}${template === undefined ? '' : ` template ${template}`}`)
      return url(name)
    },
    start,
    stop,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
  }
}

/** The folder of `initdb` and `postgres`: on the path, or where Debian puts them, newest first. */
function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => isExecutable(join(folder, name))))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root. */
function otherUser(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const fields = ['postgres', 'nobody'].map((name) => lines.find((line) => line.startsWith(`${name}:`))?.split(':'))
  const [, , uid, gid] = fields.find((found) => found !== undefined) ?? []
  if (uid === undefined || gid === undefined)
    throw new Error('there is no user to run PostgreSQL as: postgres or nobody')
  return { uid: Number(uid), gid: Number(gid) }
}
