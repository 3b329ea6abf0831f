// No request ends a gateway: every route of both doors, as the running gateway itself lists them, with every manner of body, at every state of an upload.
import type { ChildProcess } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { DoorRoutes } from '../support/announce-routes.ts'
import { requestBody } from '../support/bodies.ts'
import { clientOf, type NationalClient } from '../support/client.ts'
import { installedPair, spawnGateway } from '../support/gateways.ts'
import { type Installation, scratch } from '../support/installation.ts'
import { knock, type Line, lineBetween } from '../support/partner-client.ts'
import { seededRandom } from '../support/random.ts'
import { type MannerName, manners, misbehave, type RawDoor, type RawRequest } from '../support/raw-requests.ts'

const requestTimeoutMs = 1_000
/** Far longer than a gateway waits for a request and lingers on whoever was refused: it ends the connection, not the test. */
const holdMs = 15_000
const atOnce = 400

t.test('every route with every manner of body, at every state [C1]', { timeout: 540_000 }, async (t) => {
  const startedAt = performance.now()
  const { us, them, child, ended, routes } = await gateway(t)
  const line = lineBetween(them, us)
  const client = clientOf(us)
  const operator = clientOf(us, 'operator')
  t.teardown(() => {
    for (const { close } of [client, operator]) close()
  })
  const [known, parts] = [await somethingOfEach(client), await partsInEachState(line)]
  const before = await memory(operator)

  const { seed, random } = seededRandom()
  t.comment(`seed: ${seed}`)
  const asks = [...nationalAsks(us, routes('national'), known), ...partnerAsks(line, routes('partner'), parts)]
  t.comment(`${asks.length} asks`)
  for (let at = asks.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    ;[asks[at], asks[other]] = [asks[other] as Ask, asks[at] as Ask]
  }
  const results = await each(asks, ended, (ask) => misbehave(ask.door, ask.request, ask.manner, holdMs))
  if (!(await lives(t, line, ended))) return

  t.equal((await client.get('/healthz')).status, 200, 'the national door answers')
  t.equal((await client.get('/v1/cases')).status, 200, 'the store answers')
  const answers = results.map((result, at) => ({ ask: asks[at], ...result }))
  const failed = answers.filter(({ statuses }) => statuses.includes(500))
  t.same([...new Set(failed.map(({ ask }) => `${ask?.request.method} ${ask?.request.path}`))], [], 'nothing unforeseen')
  const standing = answers.filter(({ ask, ended }) => ask && manners[ask.manner].afterwards === 'hold' && !ended)
  t.same([...new Set(standing.map(({ ask }) => `${ask?.route} ${ask?.manner}`))], [], 'the door ended what stood still')
  for (const status of [200, 204, 400, 404, 405, 408, 409, 413, 415])
    t.ok(
      answers.some(({ statuses }) => statuses.includes(status)),
      `some were answered ${status}`,
    )
  const silent = new Set(asks.map(({ route }) => route))
  for (const { ask, statuses } of answers) if (ask && statuses.length > 0) silent.delete(ask.route)
  // A door under this load may have ended a connection before its answer: whoever asks again in peace gets one.
  const again = asks.filter(({ route, manner }) => manner === 'whole' && silent.has(route))
  for (const ask of again) {
    const { statuses } = await misbehave(ask.door, ask.request, ask.manner, holdMs)
    if (statuses.length > 0) silent.delete(ask.route)
  }
  t.same([...silent], [], 'every route answered')
  const grownBytes = (await memory(operator)) - before
  t.ok(grownBytes < 300 * 2 ** 20, `grown by ${Math.round(grownBytes / 2 ** 20)} MiB`)

  child.kill('SIGTERM')
  t.equal(await ended.later(), 'exit 0', 'and it stops as it should')
  const log = readFileSync(join(us.folder, 'gateway.log'), 'utf8')
  t.notMatch(log, /"gateway\.failed"/, 'nothing came to the last resort')
  t.match(log, /"gateway\.stopped"/)
  const tookMs = performance.now() - startedAt
  t.comment(
    `${asks.length} requests over ${routes('national').length} + ${routes('partner').length} routes in ${Math.round(tookMs)} ms`,
  )
})

const disk = t.testdir()
const mounting = { skip: mayMount(disk) ? false : 'a disk of its own needs the right to mount one', timeout: 540_000 }
t.test('an honest upload into a full disk is refused, and the gateway lives on [C1]', mounting, async (t) => {
  const full = t.testdir()
  const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"'
  const { us, them, ended } = await gateway(t, {
    settings: { PARTS_FOLDER: full },
    under: ['unshare', '-rm', 'sh', '-c', script, 'sh', full],
  })
  const line = lineBetween(them, us)
  const body = new Uint8Array(4 << 20)
  const headers = { ...pieceOf(0, body.length), 'content-type': 'application/partial-upload' }
  // Each a part of its own, so that none is refused for the sake of another.
  const refused = await each(['whole', 'stalled', 'long and unfinished', 'reset'] as const, ended, (manner) =>
    misbehave(
      line,
      { method: 'PATCH', path: `/v1/parts/${sha256Of(Buffer.from(manner))}`, headers, body },
      manner,
      holdMs,
    ),
  )
  if (!(await lives(t, line, ended))) return
  t.same(
    refused.map(({ statuses }) => statuses.join()),
    ['507', '507', '507', ''],
    'the sender learns why',
  )
})

interface Ask {
  readonly route: string
  readonly door: RawDoor
  readonly request: RawRequest
  readonly manner: MannerName
}
const mannerNames = Object.keys(manners) as MannerName[]

function nationalAsks(us: Installation, routes: DoorRoutes['routes'], known: Readonly<Record<string, string>>): Ask[] {
  const door = { port: us.ports.national, ca: us.ca.certPem }
  const tokens = [...Object.values(us.tokens), undefined]
  return routes.flatMap(({ methods, url }, number) => {
    // Of those that an address refuses one speaks for the others.
    const method = methods[number % methods.length] ?? 'GET'
    return mannerNames.map((manner, at): Ask => {
      const [kind, token] = [turn(kinds.national, number + at), turn(tokens, number + at)]
      const headers = {
        ...kind.headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        accept: turn(['*/*', 'text/event-stream'], at),
      }
      const path = filled(url, turn([known, {}], at))
      return { route: `${method} ${url}`, door, manner, request: { method, path, headers, body: kind.body } }
    })
  })
}

/** Each route as each kind of content, and where it names a part, at each state of a part with each place for a piece. */
function partnerAsks(line: Line, routes: DoorRoutes['routes'], parts: readonly (readonly string[])[]): Ask[] {
  const states = parts.flatMap((ofState) => pieces.map((piece) => ({ ofState, piece })))
  return routes.flatMap(({ methods, url }) =>
    methods.flatMap((method) =>
      (url.includes(':sha256') && !bodyless.includes(method) ? states : states.slice(0, 1)).flatMap(
        ({ ofState, piece }, number) =>
          mannerNames.map((manner, at): Ask => {
            const sha256 = turn(ofState, at)
            const kind = url.includes(':sha256') ? kinds.partner[0] : turn(kinds.partner, number + at)
            const path = filled(url, { sha256: sha256 || sha256Of(Buffer.from(randomUUID())) })
            const request = { method, path, headers: { ...kind.headers, ...piece }, body: kind.body }
            return { route: `${method} ${url}`, door: line, manner, request }
          }),
      ),
    ),
  )
}

const bodyless = ['GET', 'HEAD']
const turn = <T>(choices: readonly [T, ...T[]] | readonly T[], at: number): T => choices[at % choices.length] as T
const content = (type: string, body: string | Uint8Array) => ({
  headers: { 'content-type': type },
  body: Buffer.from(body),
})
const kinds = {
  national: [content('application/json', '{"purpose":"VERIFY_VALUE"}'), content('application/pdf', '%PDF-1.7 octets')],
  partner: [
    content('application/partial-upload', 'ten octets'),
    content('application/cbor-seq', 'no delivery'),
    content('application/jose', 'ey.no.card'),
    content('text/plain', 'old 0\n\nno checkpoint\n'),
  ],
} as const
const pieceOf = (offset: number, bytes: number) => ({
  'upload-offset': String(offset),
  'upload-length': String(bytes),
})
const pieces = [pieceOf(0, 10), pieceOf(10, 100), pieceOf(0, 2 ** 52), pieceOf(7, 3)]

/** Puts values into an address; whatever it names that the test does not know becomes an id that nothing has. */
const filled = (url: string, values: Readonly<Record<string, string>>) =>
  url.replaceAll(/:(\w+)|\*/g, (_, name: string | undefined) => values[name ?? '*'] || randomUUID())

/** A case with its message: what `:id` may name. */
async function somethingOfEach(client: NationalClient): Promise<Record<string, string>> {
  const body = { agreement: 'xa-xb-tfa12', office: 'HQ', body: requestBody() }
  const { status, json } = await client.post('/v1/cases', body, { 'idempotency-key': randomUUID() })
  if (status !== 202) throw new Error(`the case was answered ${status} ${JSON.stringify(json)}`)
  return { id: String(json['case']), member: 'XA', name: 'tfa12', '*': 'checkpoint' }
}

/**
 * SHA-256 of a part nobody knows, of those that are half here, one for each manner, as whoever comes first changes it for all others,
 * and of one that is whole.
 */
async function partsInEachState(line: Line): Promise<readonly (readonly string[])[]> {
  const halves = mannerNames.map((manner) => Buffer.from(`half, ${manner}`.padEnd(100)))
  const whole = Buffer.from('whole'.padEnd(100))
  const send = async (octets: Buffer, bytes: number) => {
    const headers = { ...pieceOf(0, octets.length), 'content-type': 'application/partial-upload' }
    const body = octets.subarray(0, bytes)
    return knock(line, { method: 'PATCH', path: `/v1/parts/${sha256Of(octets)}`, headers, body })
  }
  const states = [await send(whole, 100)]
  for (const half of halves) states.push(await send(half, 10))
  const complete = states.map((answer) => 'headers' in answer && answer.headers['upload-complete'])
  if (complete.join() !== ['?1', ...halves.map(() => '?0')].join())
    throw new Error(`the parts are ${JSON.stringify(states)}`)
  return [[''], halves.map(sha256Of), [sha256Of(whole)]]
}

/** Whether the gateway still answers; where it does not, what it said at its end. */
async function lives(t: Test, line: Line, ended: Ended): Promise<boolean> {
  const answer = await knock(line, { path: '/v1/card' })
  if ('status' in answer && ended.now() === undefined) return t.equal(answer.status, 200, 'the process lives')
  return t.fail(`the process lives; it ended with ${await ended.later()}`)
}

interface Ended {
  /** What ended the process, if anything did. */
  now(): string | undefined
  later(): Promise<string>
}

async function gateway(
  t: Test,
  { settings = {}, under = [] }: { settings?: Record<string, string>; under?: readonly string[] } = {},
) {
  const routesFile = join(await scratch(t), 'routes')
  // Whoever asks for more than it may is turned away before its route is: here each has to answer.
  const bounds = { SOCKETS_PER_PARTNER: 4096, RATE_PER_PARTNER: 100_000, STATEMENTS_PER_PARTNER: 1_000_000 }
  const quick = { REQUEST_TIMEOUT_MS: requestTimeoutMs, LOG_FILE: 'gateway.log', ...bounds, ...settings }
  const { a: them, b: us } = await installedPair(t, { b: { settings: quick } })
  const preload = new URL('../support/announce-routes.ts', import.meta.url).href
  const child = await spawnGateway(t, us, ['--import', preload], { ROUTES_FILE: routesFile }, under)
  const doors = readFileSync(routesFile, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as DoorRoutes)
  const routes = (door: 'national' | 'partner') => doors.find(({ port }) => port === us.ports[door])?.routes ?? []
  return { us, them, child, ended: endOf(child), routes }
}

function endOf(child: ChildProcess): Ended {
  let said = ''
  child.stderr?.on('data', (octets) => {
    said += octets
  })
  let end: string | undefined
  const ending = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => {
      end = `exit ${code ?? signal}${said.includes('Error') ? `: ${said.split('\n').slice(0, 12).join(' | ')}` : ''}`
      resolve(end)
    }),
  )
  return { now: () => end, later: () => ending }
}

/** All of them, so many at once; stops where the process has ended. */
async function each<A, R>(asks: readonly A[], ended: Ended, run: (ask: A) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const queue = asks.entries()
  const worker = async () => {
    for (const [at, ask] of queue) {
      if (ended.now() !== undefined) return
      results[at] = await run(ask)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

async function memory(client: NationalClient): Promise<number> {
  const text = (await client.get('/metrics')).octets.toString()
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
}

const sha256Of = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex')

function mayMount(folder: string): boolean {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
