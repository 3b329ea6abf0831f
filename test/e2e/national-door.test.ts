// The national door over real sockets. The flows behind it are doubles of the ports: what is proved here is what the door does.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import tap from 'tap'
import { makeKey } from '../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { renewTls } from '../../gateway/doors/listening/listener.ts'
import { type NationalLimits, nationalDoor } from '../../gateway/doors/national/national-door.ts'
import type { MessageSchema } from '../../gateway/doors/national/openapi/schemas.ts'
import { type Route, routes as rows } from '../../gateway/doors/national/routes/all.ts'
import type { ClientRole } from '../../gateway/model/client/roles.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Client, MessageAsk, NationalFlows, Released, UploadAsk } from '../../gateway/ports/doors/national.ts'
import type { OperatorFlows } from '../../gateway/ports/doors/operator.ts'
import type { EventRow } from '../../gateway/ports/rows.ts'
import type { Idempotency } from '../../gateway/ports/submitting.ts'
import type { Log } from '../../gateway/watch/log.ts'
import { openMetrics } from '../../gateway/watch/metrics.ts'

const dayMs = 86_400_000
const validity = { notBeforeMs: Date.now() - dayMs, notAfterMs: Date.now() + dayMs }
const ca = await makeCa({ name: 'test root', ...validity })

/** A key with a certificate of the test authority, and what the installation would know it by. */
async function identity(name: string, dates = validity) {
  const keyPem = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem, name, use: 'national', hosts: ['localhost', '127.0.0.1'] })
  const certPem = await issue({ ca, requestPem, use: 'national', ...dates })
  return { keyPem, certPem, sha256: readCertificate(certPem).sha256 }
}
const server = await identity('national door')
const known = await identity('a system')
const stranger = await identity('a stranger')
const lapsed = await identity('an old system', { notBeforeMs: Date.now() - 3 * dayMs, notAfterMs: Date.now() - dayMs })

const ids = {
  item: '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
  case: '01931f6e-7c2a-7a10-8f2e-3b5d90c4a222',
  message: '01931f6e-7c2a-7a10-8f2e-3b5d90c4a333',
  draft: '01931f6e-7c2a-7a10-8f2e-3b5d90c4a444',
}
const termsSha256 = 'ab'.repeat(32)
const sha256 = (octets: string | Uint8Array) => createHash('sha256').update(octets).digest('hex')
const allRoles: readonly ClientRole[] = ['submit', 'read', 'release', 'approve', 'operate', 'monitor']

const messageSchemas: readonly MessageSchema[] = [
  {
    profile: 'tfa12/1',
    type: 'request',
    opens: true,
    schema: {
      type: 'object',
      required: ['matter'],
      properties: { matter: { type: 'string', examples: ['value in doubt'] } },
    },
  },
  { profile: 'tfa12/1', type: 'withdraw', schema: { type: 'object', properties: {} } },
]

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** What is really held, not what was not yet thrown away. */
function liveBytes(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** What the flows were asked, in order, and what they are to answer next. */
function doubles() {
  const asked: { flow: string; client: string; ask: unknown }[] = []
  const rows: EventRow[] = []
  const watchers = new Set<() => void>()
  const unwatched = Promise.withResolvers<void>()
  const uploads: { ask: UploadAsk; bytes: number; sha256: string; fault?: string }[] = []
  const knobs = {
    submit: async (_ask: MessageAsk, _idempotency: Idempotency | null): ReturnType<NationalFlows['submit']> => ({
      status: 202,
      outcome: 'submitted',
      answer: { case: ids.case, message: ids.message },
    }),
    upload: async (ask: UploadAsk, source: AsyncIterable<Uint8Array>): Promise<object> => {
      const hash = createHash('sha256')
      let bytes = 0
      try {
        for await (const chunk of source) {
          hash.update(chunk)
          bytes += chunk.length
        }
      } catch (error) {
        uploads.push({ ask, bytes, sha256: '', fault: error instanceof Problem ? error.code : String(error) })
        throw error
      }
      uploads.push({ ask, bytes, sha256: hash.digest('hex') })
      return { item: ids.item, bytes }
    },
    release: async (): Promise<Released> => released('content'),
    case: async (): Promise<object> => ({ case: ids.case }),
    profile: (name: string): object => ({ profile: name }),
    redeliver: async () => true,
    readiness: async () => ({ ready: true, reasons: [] as string[] }),
  }
  /** As it was done, under which key the flow was told; the first one was done before. */
  const keys: (Idempotency | null)[] = []
  const done = <T>(answer: T, key: Idempotency | null | undefined) => {
    keys.push(key ?? null)
    return { answer, repeated: key?.key === 'done-before' }
  }
  /** Notes what a flow was asked and gives its answer. */
  const noted = <T>(flow: string, client: Client | null, ask: unknown, answer: T): T => {
    asked.push({ flow, client: client?.id ?? '-', ask })
    return answer
  }
  const flows: Loose<NationalFlows> = {
    denied: async (client, ...ask) => noted('denied', client, ask, undefined),
    makeTerms: async (client, ask, key) =>
      noted('makeTerms', client, ask, done({ sha256: termsSha256, terms: { made: true } }, key)),
    terms: async (client, ask) => noted('terms', client, ask, { vocabulary: 'tfa12/terms/2.0' }),
    upload: async (client, ask, source, key) =>
      done(await noted('upload', client, ask, knobs.upload(ask, source)), key),
    submit: (client, ask, idempotency) => {
      keys.push(idempotency)
      return noted('submit', client, { ...ask, idempotency }, knobs.submit(ask, idempotency))
    },
    rehearse: async (client, ask) => noted('rehearse', client, ask, { why: null }),
    drafts: async (client, ask) => noted('drafts', client, ask, { rows: [], next: 'more' }),
    approveDraft: async (client, ask, key) => {
      const { answer } = done({ case: ids.case, message: ids.message }, key)
      return noted('approveDraft', client, ask, { status: 202, outcome: 'submitted', answer })
    },
    returnDraft: async (client, draft, reason) =>
      noted('returnDraft', client, { draft, reason }, { draft: draft.id, revision: 2 }),
    changeDraft: async (client, draft, changes) =>
      noted('changeDraft', client, { draft, changes }, { draft: draft.id, revision: 2 }),
    rehearseDraft: async (client, draft, changes) =>
      noted('rehearseDraft', client, { draft, changes }, { why: 'two persons decide' }),
    withdrawDraft: async (client, draft) => noted('withdrawDraft', client, draft, { draft: draft.id, revision: 1 }),
    cases: async (client, ask) => noted('cases', client, ask, { rows: [{ case: ids.case }], next: 'more' }),
    searchCases: async (client, ask) =>
      noted('searchCases', client, ask, { rows: [{ case: ids.case }], truncated: false }),
    caseTerms: async (client, id) => noted('caseTerms', client, id, { case: id, partner: 'XB', blocks: [] }),
    case: (client, id, ask) => noted('case', client, { case: id, ...ask }, knobs.case()),
    uses: async (client, id, ask) => noted('uses', client, { case: id, ...ask }, { case: id, next: null }),
    register: async (client, id, ask, key) =>
      noted('register', client, { case: id, ...ask }, done({ registration: ids.message, case: id }, key)),
    handOver: async (client, ask, office) =>
      noted('handOver', client, [ask, office], { case: ids.case, from: 'XA1', office, readable: [], closed: [] }),
    assign: async (client, ask, assigned) =>
      noted('assign', client, [ask, assigned], { case: ids.case, office: 'XA1', assigned }),
    registrations: async (client, ask) => noted('registrations', client, ask, [{ registration: ids.message }]),
    held: async (client, ask) => noted('held', client, ask, { today: '2026-11-21', next: null, rows: [] }),
    asks: async (client, ask) => noted('asks', client, ask, { rows: [], next: null }),
    due: async (client, ask) => noted('due', client, ask, { rows: [{ case: ids.case }] }),
    queue: async (client, ask) => noted('queue', client, ask, { rows: [], next: null }),
    workload: async (client) => noted('workload', client, null, { partners: [] }),
    beforeSuspension: async (client, member, ask) =>
      noted('beforeSuspension', client, { member, ...ask }, { partner: member, rows: [], next: null }),
    statistics: async (client, ask) =>
      noted('statistics', client, ask, { rows: [{ partner: 'XB' }], csv: () => 'partner\r\nXB\r\n' }),
    profiles: async (client) => noted('profiles', client, null, [{ profile: 'tfa12' }]),
    profile: async (client, ask) => noted('profile', client, ask, knobs.profile(ask)),
    messages: async (client, ask) => noted('messages', client, ask, [{ message: ids.message }]),
    message: async (client, ask) => noted('message', client, ask, { message: ids.message }),
    item: async (client, ask) => noted('item', client, ask, { item: ids.item }),
    release: async (client, item, ask, key) =>
      done(await noted('release', client, { item, ...ask }, knobs.release()), key),
    releasedAgain: (client, named) => noted('releasedAgain', client, named, knobs.release()),
    readBody: async (client, message, ask, key) =>
      noted('readBody', client, { message, ...ask }, done({ message: ids.message, body: { matter: 'x' } }, key)),
    readWhole: async (client, message, ask, key) =>
      noted('readWhole', client, { message, ...ask }, done(released('PK', { mediaType: 'application/zip' }), key)),
    clear: async (client, content, ask, key) =>
      noted('clear', client, { content, ...ask }, done({ clearance: ids.message }, key)),
    events: async (client, after, limit) =>
      noted('events', client, { after, limit }, rows.filter(({ seq }) => seq > after).slice(0, limit)),
    lastEvent: async () => rows.at(-1)?.seq ?? 0,
    watchEvents: (listener) => {
      watchers.add(listener)
      return () => {
        watchers.delete(listener)
        if (watchers.size === 0) unwatched.resolve()
      }
    },
    partners: async (client) => noted('partners', client, null, []),
    agreements: async (client) => noted('agreements', client, null, []),
    exportCase: async (client, ask, how) =>
      noted(
        'exportCase',
        client,
        { case: ask, ...how },
        { name: 'case.zip', leftOut: [], write: async (to: NodeJS.WritableStream) => void to.end('PK') },
      ),
  }
  const evidence = {
    seq: 7,
    at: '1970-01-01T00:00:00.000Z',
    kind: 'operator',
    case: null,
    subject: 'x',
    data: {},
  } as const
  const operator: Loose<OperatorFlows> = {
    deliveries: async (ask) => noted('deliveries', null, ask, { rows: [], next: null }),
    redeliver: (client, ask) => noted('redeliver', client, ask, knobs.redeliver()),
    proof: async (ask) => noted('proof', null, ask, { proof: 'x' }),
    checkEvidence: async (ask) => noted('checkEvidence', null, ask, { checked: 0 }),
    witnesses: async () => noted('witnesses', null, null, { published: null, witnesses: [] }),
    testPartner: async (client, ask) => noted('testPartner', client, ask, { steps: [] }),
    rehearse: async (card) => noted('rehearse', null, card, { card: 1, partners: [] }),
    announceAbsence: async (client, until) =>
      noted('announceAbsence', client, { until }, { until: '1970-01-01T00:00:00.000Z', partners: [] }),
    evidence: async (ask) => noted('evidence', null, ask, [evidence]),
    readiness: () => knobs.readiness(),
    status: async () => noted('status', null, null, { deliveries: 0 }),
    keys: async () => noted('keys', null, null, { keys: [] }),
    access: async () => noted('access', null, null, { clients: [], persons: [] }),
    removePerson: async (client, ask) => noted('removePerson', client, ask, { clients: [], persons: [] }),
    removeClient: async (client, ask) => noted('removeClient', client, ask, { clients: [], persons: [] }),
    settings: async () => noted('settings', null, null, { settings: [] }),
    restored: async () => noted('restored', null, null, { since: null, from: null, partners: [], cases: [] }),
    settleRestored: async (client, ask) =>
      noted('settleRestored', client, ask, { since: null, from: null, partners: [], cases: [] }),
    waitingCards: async () => noted('waitingCards', null, null, { cards: [] }),
    decideCard: async (client, card, ask) => noted('decideCard', client, { card, ...ask }, { outcome: 'refused' }),
    offerCard: async (client, ask) => noted('offerCard', client, ask, { state: 'waiting' }),
    introduce: async (client, ask) => noted('introduce', client, ask, { state: 'asked' }),
    introductions: async () => noted('introductions', null, null, []),
    hearIntroduction: async (client, ask) => noted('hearIntroduction', client, ask, undefined),
  }
  const happen = (kind: EventRow['kind']) => {
    rows.push({
      seq: rows.length + 1,
      at: 1_000,
      kind,
      office: 'XA1',
      case: ids.case,
      message: ids.message,
      partner: 'XB',
      about: null,
    })
    for (const watcher of watchers) watcher()
  }
  return {
    flows: flows as NationalFlows,
    operator: operator as OperatorFlows,
    asked,
    keys,
    knobs,
    uploads,
    rows,
    watchers,
    unwatched: unwatched.promise,
    happen,
  }
}

/** Flows that answer what a test wants: the door sends on whatever it is given. */
type Loose<Flows> = {
  [Name in keyof Flows]: Flows[Name] extends (...ask: infer Ask) => unknown ? (...ask: Ask) => unknown : never
}

const released = (content: string, more: Partial<Released> = {}): Released => ({
  name: 'invoice.pdf',
  mediaType: 'application/pdf',
  bytes: Buffer.byteLength(content),
  sha256: sha256(content),
  obligations: [],
  release: ids.message,
  content: (from = 0) => Readable.from([Buffer.from(content).subarray(from)]),
  ...more,
})

const normal: NationalLimits = {
  maxBodyBytes: 64 * 1024,
  maxItemBytes: 100 * 1024 * 1024,
  requestTimeoutMs: 20_000,
  ratePerClient: 100_000,
}

interface Ask {
  readonly token?: string | undefined
  readonly as?: { keyPem: string; certPem: string }
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array | Readable
  readonly json?: unknown
}
interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly octets: Buffer
  readonly text: string
  readonly value: Record<string, unknown>
}

/** A door on a free port, with its clients, and a way to call it. */
async function open(
  t: Tap.Test,
  limits: Partial<NationalLimits> = {},
  clock?: { nowMs: () => number; elapsedMs: () => number },
) {
  const behind = doubles()
  const tokens = new Map<string, Client>([['all', { id: 'all', offices: 'all', roles: allRoles }]])
  for (const role of allRoles) tokens.set(`only-${role}`, { id: `only-${role}`, offices: ['XA1'], roles: [role] })
  const certificates = new Map<string, Client>([
    [known.sha256, { id: 'by-certificate', offices: ['XA1'], roles: allRoles }],
    [lapsed.sha256, { id: 'lapsed', offices: 'all', roles: allRoles }],
  ])
  const lines: string[] = []
  const keep = (line: object) => void lines.push(JSON.stringify(line))
  const log = { info: keep, warn: keep, error: keep } as unknown as Log
  const app = await nationalDoor({
    ...behind,
    authenticate: ({ token, certificateSha256 }) =>
      token === undefined ? certificates.get(certificateSha256 ?? '') : tokens.get(token),
    tls: server,
    limits: { ...normal, ...limits },
    log,
    metrics: openMetrics({ about: { version: '9.8.7', node: 'test', store: 'none', queue: 'none' } }),
    version: '9.8.7',
    messageSchemas,
    logFile: async (path) =>
      path === 'checkpoint'
        ? { mediaType: 'text/plain', octets: Buffer.from('xa.example/log\n'), lasting: false }
        : undefined,
    ...(clock && { clock }),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const agents = new Map<unknown, Agent>()
  const agentFor = (as?: Ask['as']) => {
    const agent =
      agents.get(as) ??
      new Agent({
        keepAlive: true,
        maxSockets: 32,
        rejectUnauthorized: false,
        ...(as && { key: as.keyPem, cert: as.certPem }),
      })
    agents.set(as, agent)
    return agent
  }
  const start = (method: string, path: string, { token = 'all', as, headers = {} }: Ask = {}) =>
    httpsRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: agentFor(as),
      headers: { ...(token && !as && { authorization: `Bearer ${token}` }), ...headers },
    })
  const call = async (method: string, path: string, ask: Ask = {}): Promise<Answer> => {
    const { json, body = json === undefined ? undefined : JSON.stringify(json) } = ask
    const type: OutgoingHttpHeaders = json === undefined ? {} : { 'content-type': 'application/json' }
    const length: OutgoingHttpHeaders =
      body === undefined || body instanceof Readable ? {} : { 'content-length': Buffer.byteLength(body) }
    const request = start(method, path, { ...ask, headers: { ...type, ...length, ...ask.headers } })
    const answer = answerTo(request)
    if (body instanceof Readable) body.pipe(request)
    else request.end(body)
    return answer
  }
  const logged = () => lines.join('\n')
  const close = async () => {
    for (const agent of agents.values()) agent.destroy()
    await app.close()
  }
  t.teardown(close)
  return {
    ...behind,
    app,
    port,
    tokens,
    start,
    call,
    logged,
    raw: () => rawSocket(port),
  }
}
declare namespace Tap {
  type Test = { teardown(fn: () => unknown): void }
}

async function answerTo(request: ReturnType<typeof httpsRequest>): Promise<Answer> {
  // The door may answer and hang up while the request is still being written; the answer is what counts.
  request.on('error', () => undefined)
  const [response] = (await Promise.race([
    once(request, 'response'),
    once(request, 'close').then(() => Promise.reject(new Error('closed without an answer'))),
  ])) as [IncomingMessage]
  const octets = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>))
  const text = octets.toString()
  const isJson = response.headers['content-type']?.includes('json')
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    octets,
    text,
    value: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}

/** A TLS socket for what no HTTP client would send. `all` is everything until the door hangs up. */
async function rawSocket(port: number) {
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  const closed = once(socket, 'close')
  const text = () => Buffer.concat(chunks).toString('latin1')
  const until = async (part: string) => {
    while (!text().includes(part)) await once(socket, 'data')
    return text()
  }
  return { socket, until, all: () => closed.then(text) }
}

const isProblem = (t: Pick<typeof tap, 'equal'>, answer: Answer, status: number, code: string, what = code) => {
  // An answer to HEAD has no body.
  if (what.startsWith('HEAD ')) return void t.equal(answer.status, status, what)
  t.equal(`${answer.status} ${answer.value['code']}`, `${status} ${code}`, what)
  t.equal(answer.headers['content-type'], 'application/problem+json', `${what}: media type`)
  t.equal(answer.value['status'], status, `${what}: status within`)
}

const addresses: Readonly<Record<Route, string>> = {
  'POST /v1/terms': '/v1/terms',
  'GET /v1/terms/:sha256': `/v1/terms/${termsSha256}`,
  'POST /v1/items': `/v1/items?terms=${termsSha256}&kind=invoice&form=electronic&name=a.pdf`,
  'GET /v1/items/:id': `/v1/items/${ids.item}`,
  'POST /v1/uploads': '/v1/uploads',
  'HEAD /v1/uploads/:id': `/v1/uploads/${ids.item}`,
  'PATCH /v1/uploads/:id': `/v1/uploads/${ids.item}`,
  'DELETE /v1/uploads/:id': `/v1/uploads/${ids.item}`,
  'POST /v1/items/:id/releases': `/v1/items/${ids.item}/releases`,
  'GET /v1/items/:id/releases/:release': `/v1/items/${ids.item}/releases/${ids.message}`,
  'POST /v1/messages/:id/releases': `/v1/messages/${ids.message}/releases`,
  'POST /v1/items/:id/clearances': `/v1/items/${ids.item}/clearances`,
  'POST /v1/messages/:id/clearances': `/v1/messages/${ids.message}/clearances`,
  'POST /v1/cases': '/v1/cases',
  'GET /v1/cases': '/v1/cases',
  'POST /v1/searches': '/v1/searches',
  'GET /v1/cases/:id': `/v1/cases/${ids.case}`,
  'GET /v1/cases/:id/terms': `/v1/cases/${ids.case}/terms`,
  'GET /v1/cases/:id/uses': `/v1/cases/${ids.case}/uses`,
  'GET /v1/cases/:id/messages': `/v1/cases/${ids.case}/messages`,
  'POST /v1/cases/:id/messages': `/v1/cases/${ids.case}/messages`,
  'POST /v1/cases/:id/registrations': `/v1/cases/${ids.case}/registrations`,
  'GET /v1/cases/:id/registrations': `/v1/cases/${ids.case}/registrations`,
  'POST /v1/cases/:id/office': `/v1/cases/${ids.case}/office`,
  'POST /v1/cases/:id/assignment': `/v1/cases/${ids.case}/assignment`,
  'GET /v1/cases/:id/bundle': `/v1/cases/${ids.case}/bundle`,
  'GET /v1/messages/:id': `/v1/messages/${ids.message}`,
  'GET /v1/drafts': '/v1/drafts',
  'POST /v1/drafts/:id/approval': `/v1/drafts/${ids.draft}/approval`,
  'POST /v1/drafts/:id/return': `/v1/drafts/${ids.draft}/return`,
  'POST /v1/drafts/:id/change': `/v1/drafts/${ids.draft}/change`,
  'POST /v1/drafts/:id/rehearsal': `/v1/drafts/${ids.draft}/rehearsal`,
  'POST /v1/drafts/:id/withdrawal': `/v1/drafts/${ids.draft}/withdrawal`,
  'POST /v1/rehearsals': '/v1/rehearsals',
  'GET /v1/asks': '/v1/asks',
  'GET /v1/due': '/v1/due',
  'GET /v1/held': '/v1/held',
  'GET /v1/queue': '/v1/queue',
  'GET /v1/workload': '/v1/workload',
  'GET /v1/statistics': '/v1/statistics',
  'GET /v1/profiles': '/v1/profiles',
  'GET /v1/profiles/:name': '/v1/profiles/tfa12',
  'GET /v1/events': '/v1/events',
  'GET /v1/partners': '/v1/partners',
  'GET /v1/partners/:member/suspension': '/v1/partners/XB/suspension',
  'GET /v1/agreements': '/v1/agreements',
  'GET /v1/whoami': '/v1/whoami',
  'GET /v1/operator/deliveries': '/v1/operator/deliveries',
  'POST /v1/operator/deliveries/:id/redelivery': `/v1/operator/deliveries/${ids.message}/redelivery`,
  'POST /v1/operator/partners/:member/test': '/v1/operator/partners/XB/test',
  'POST /v1/operator/rehearsals': '/v1/operator/rehearsals',
  'POST /v1/operator/pause': '/v1/operator/pause',
  'POST /v1/operator/resume': '/v1/operator/resume',
  'GET /v1/operator/restored': '/v1/operator/restored',
  'POST /v1/operator/restored/settlements': '/v1/operator/restored/settlements',
  'GET /v1/operator/evidence': '/v1/operator/evidence',
  'GET /v1/operator/evidence/proof/:id': `/v1/operator/evidence/proof/${ids.message}`,
  'GET /v1/operator/evidence/check': '/v1/operator/evidence/check',
  'GET /v1/operator/evidence/witnesses': '/v1/operator/evidence/witnesses',
  'GET /v1/operator/status': '/v1/operator/status',
  'GET /v1/operator/keys': '/v1/operator/keys',
  'GET /v1/operator/access': '/v1/operator/access',
  'POST /v1/operator/persons/:person/removal': '/v1/operator/persons/ana/removal',
  'POST /v1/operator/clients/:client/removal': '/v1/operator/clients/ana/removal',
  'GET /v1/operator/settings': '/v1/operator/settings',
  'GET /v1/operator/cards': '/v1/operator/cards',
  'POST /v1/operator/cards': '/v1/operator/cards',
  'GET /v1/operator/introductions': '/v1/operator/introductions',
  'POST /v1/operator/introductions': '/v1/operator/introductions',
  'POST /v1/operator/introductions/heard': '/v1/operator/introductions/heard',
  'POST /v1/operator/cards/:card/decision': `/v1/operator/cards/${'0'.repeat(64)}/decision`,
  'GET /metrics': '/metrics',
  'GET /log/*': '/log/checkpoint',
  'GET /healthz': '/healthz',
  'GET /readyz': '/readyz',
  'GET /openapi.json': '/openapi.json',
}
const releaseAsk = { purpose: 'VERIFY_VALUE', matter: ids.case }
const clearanceAsk = {
  purpose: 'VERIFY_OTHER',
  reader: 'officer-17',
  until: '2027-02-19',
  uses: 1,
  reason: 'It is this.',
}
const bodies: Partial<Record<Route, unknown>> = {
  'POST /v1/terms': { agreement: 'xa-xb' },
  'POST /v1/items': 'octets',
  'POST /v1/uploads': {
    terms: termsSha256,
    kind: 'invoice',
    form: 'electronic',
    name: 'a.pdf',
    mediaType: 'application/pdf',
    bytes: 0,
  },
  'POST /v1/items/:id/releases': releaseAsk,
  'POST /v1/messages/:id/releases': releaseAsk,
  'POST /v1/items/:id/clearances': clearanceAsk,
  'POST /v1/messages/:id/clearances': clearanceAsk,
  'POST /v1/cases': { agreement: 'xa-xb', office: 'XA1', body: { matter: 'x' } },
  'POST /v1/searches': { by: 'file', number: '4711/26' },
  'POST /v1/cases/:id/messages': { type: 'withdraw', body: {} },
  'POST /v1/cases/:id/registrations': { direction: 'in', channel: 'paper', on: '2026-04-02', summary: 'A letter.' },
  'POST /v1/cases/:id/office': { office: 'XA2' },
  'POST /v1/cases/:id/assignment': { person: 'officer-17' },
  'POST /v1/drafts/:id/approval': { revision: 1 },
  'POST /v1/drafts/:id/return': { revision: 1, reason: 'Another consignment.' },
  'POST /v1/drafts/:id/change': { revision: 1, body: {} },
  'POST /v1/drafts/:id/rehearsal': { revision: 1, body: {} },
  'POST /v1/drafts/:id/withdrawal': { revision: 1 },
  'POST /v1/rehearsals': { type: 'withdraw', body: {} },
  'POST /v1/operator/rehearsals': { card: 'a-card.that-is.rehearsed' },
  'POST /v1/operator/cards': { card: 'a-card.that-is.offered' },
  'POST /v1/operator/introductions': {
    ...{ about: 'XB', to: 'XC', card: '0'.repeat(64), seen: '2026-11-29', reason: 'A. Officer met B. Contact.' },
  },
  'POST /v1/operator/introductions/heard': { introduction: 'an.introduction.heard' },
  'POST /v1/operator/cards/:card/decision': { decision: 'refuse', reason: 'B. Contact knows nothing of it.' },
  'POST /v1/operator/pause': { until: '2026-11-30T22:00:00Z' },
  'POST /v1/operator/restored/settlements': { partner: 'XB', reason: 'Compared by telephone.' },
}
const caseBody = bodies['POST /v1/cases'] as Record<string, unknown>
const partsOf = (route: string) => route.split(' ') as [string, string]
const routes = Object.entries(rows).map(([route, { access }]) => [route as Route, access] as const)
const ask = (route: Route, more: Ask = {}): [string, string, Ask] => {
  const body = bodies[route]
  if (route.startsWith('PATCH'))
    return [partsOf(route)[0], addresses[route], { ...more, headers: { 'upload-offset': '0', ...more.headers } }]
  return [partsOf(route)[0], addresses[route], body === undefined ? more : { json: body, ...more }]
}

tap.test('who may come in', async (t) => {
  const door = await open(t)
  t.test('every route asks for credentials, except those open to everybody', async (t) => {
    for (const [route, access] of routes) {
      const answer = await door.call(...ask(route, { token: '' }))
      if (access === 'open') {
        t.equal(answer.status, 200, route)
        continue
      }
      isProblem(t, answer, 401, 'authentication-missing', route)
      t.match(answer.headers['www-authenticate'], /^Bearer /, `${route}: challenge`)
    }
    t.equal(door.asked.length, 0, 'no flow was asked')
    t.match(door.logged(), /"event":"request.refused".*"client":"-"/)
  })

  t.test('exactly one credential that is known', async (t) => {
    const who = async (more: Ask) => {
      const answer = await door.call('GET', '/v1/whoami', more)
      return answer.status === 200 ? answer.value['id'] : `${answer.status} ${answer.value['detail']}`
    }
    const header = (authorization: string) => ({ token: '', headers: { authorization } })
    t.equal(await who({ token: 'all' }), 'all')
    t.equal(await who({ as: known }), 'by-certificate')
    t.equal(await who(header('bearer all')), 'all', 'the scheme in any case')
    t.equal(await who({ token: 'wrong' }), '401 the credentials are not known here')
    t.equal(await who({ as: stranger }), '401 the credentials are not known here')
    t.equal(await who({ as: lapsed }), '401 the credentials are not known here', 'a certificate past its end')
    t.equal(await who({ token: '' }), '401 neither a token nor a client certificate was sent')
    t.match(await who({ as: known, headers: { authorization: 'Bearer all' } }), /^401 .*exactly one/)
    t.match(await who({ as: stranger, headers: { authorization: 'Bearer all' } }), /^401 .*exactly one/)
    for (const wrong of [
      'all',
      'Basic YWxsOmFsbA==',
      'Bearer',
      'Bearer a b',
      'Bearer all, Bearer all',
      `Bearer ${'x'.repeat(600)}`,
    ])
      t.match(await who(header(wrong)), /^401 /, wrong.slice(0, 30))
  })

  t.test('a role for each route, and the answer names the one that is missing', async (t) => {
    for (const [route, access] of routes) {
      if (typeof access === 'string') continue
      for (const role of allRoles) {
        const answer = await door.call(...ask(route, { token: `only-${role}` }))
        if ((access as readonly string[]).includes(role))
          // Nothing was begun here, which whoever may ask is told.
          t.ok(
            route.includes('/uploads/:') ? answer.status === 404 : answer.status < 300,
            `${route} as ${role}: ${answer.status}`,
          )
        else if ('refusedByFlow' in rows[route])
          t.equal(
            door.asked.at(-1)?.client,
            `only-${role}`,
            `${route} as ${role}: its flow is told, which denies [R23]`,
          )
        else {
          isProblem(t, answer, 403, 'forbidden', `${route} as ${role}`)
          if (!route.startsWith('HEAD')) for (const missing of access) t.match(answer.value['detail'], missing)
          if (!/^(?:GET|HEAD) /.test(route))
            t.match(
              door.asked.at(-1),
              { flow: 'denied', client: `only-${role}`, ask: [route, /^[0-9A-Za-z-]+$/] },
              `${route} as ${role}: what changes something and is tried without the role is evidence [R23]`,
            )
        }
      }
    }
  })

  t.test('TLS 1.3 or nothing, and no tickets', async (t) => {
    const old = connect({ port: door.port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2' })
    const [error] = await once(old, 'error')
    t.match(error, { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
    const { socket, until } = await door.raw()
    const session = once(socket, 'session')
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await until('{"alive":true}')
    t.equal(socket.getProtocol(), 'TLSv1.3')
    const [ticket] = (await session) as [Buffer]
    const again = connect({ port: door.port, host: '127.0.0.1', rejectUnauthorized: false, session: ticket })
    await once(again, 'secureConnect')
    t.equal(again.isSessionReused(), false, 'what OpenSSL calls a session cannot be taken up again')
    again.destroy()
    socket.destroy()
  })
})

tap.test('a new certificate is for new connections', async (t) => {
  const door = await open(t)
  const presented = async () => {
    const { socket } = await door.raw()
    return { socket, sha256: sha256(socket.getPeerX509Certificate()?.raw ?? '') }
  }
  const before = await presented()
  renewTls(door.app, known)
  const after = await presented()
  t.equal(before.sha256, server.sha256)
  t.equal(after.sha256, known.sha256)
  before.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(before.socket, 'data')
  t.pass('the old connection lives on')
  const as = await door.call('GET', '/v1/whoami', { as: known })
  t.equal(as.value['id'], 'by-certificate', 'and clients are still asked for theirs')
  for (const { socket } of [before, after]) socket.destroy()
})

tap.test('whatever writes is done once under its key, or says why it need not be [N5] [20]', async (t) => {
  const door = await open(t)
  const writing = (Object.keys(rows) as Route[]).filter((route) => !/^(?:GET|HEAD) /.test(route))
  t.ok(writing.length > 15)
  for (const route of writing) {
    const { once } = rows[route]
    if (once !== 'by key') {
      t.match(once?.because, /^[A-Z].{20,}\.$/, `${route}: a repeat of it does no harm, because …`)
      continue
    }
    const told = async (key: string) => {
      const answer = await door.call(...ask(route, { headers: { 'idempotency-key': key } }))
      return { answer, key: door.keys.at(-1) }
    }
    const [one, same] = [await told('k-1'), await told('k-1')]
    t.ok(one.answer.status < 300, `${route}: ${one.answer.status} ${one.answer.text}`)
    t.equal(one.key?.key, 'k-1', `${route}: its flow is told the key`)
    t.match(one.key?.requestSha256, /^[0-9a-f]{64}$/)
    t.same(same.key, one.key, `${route}: a repeat is known by it`)
    isProblem(t, await door.call(...ask(route, { headers: { 'idempotency-key': 'no blank' } })), 400, 'request-invalid')
    if (!/cases$|messages$|approval$|uploads$/.test(route))
      t.match((await told('done-before')).answer.headers, { 'idempotency-replayed': 'true' }, route)
    const json = bodies[route]
    if (typeof json !== 'object' || json === null) continue
    const headers = { 'idempotency-key': 'k-1', 'content-type': 'application/json' }
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(json).toReversed()))
    for (const body of [`${JSON.stringify(json)} `, ...(Object.keys(json).length > 1 ? [reversed] : [])]) {
      await door.call(partsOf(route)[0], addresses[route], { body, headers })
      t.not(door.keys.at(-1)?.requestSha256, one.key?.requestSha256, `${route}: other octets are another request`)
    }
  }
})

tap.test('every route hands on what it was asked and nothing else', async (t) => {
  const door = await open(t)
  const flowOf = async (...call: [string, string, Ask?]) => {
    const before = door.asked.length
    const answer = await door.call(...call)
    return { answer, asked: door.asked.slice(before)[0] }
  }
  const optional = { items: [ids.item], terms: termsSha256 }
  const wholeCase = { ...caseBody, ...optional, type: 'special' }
  t.match(await flowOf('POST', '/v1/cases', { json: wholeCase }), {
    answer: { status: 202, headers: { location: `/v1/cases/${ids.case}` }, value: { message: ids.message } },
    asked: { flow: 'submit', client: 'all', ask: { case: null, ...wholeCase, idempotency: null } },
  })
  t.match(await flowOf('POST', '/v1/cases', { json: caseBody }), {
    asked: { ask: { case: null, items: [] } },
  })
  const reply = { type: 'withdraw', body: { reason: 'é' }, ...optional, inReplyTo: ids.message }
  t.match(await flowOf('POST', `/v1/cases/${ids.case}/messages`, { json: reply }), {
    answer: { status: 202, headers: { location: `/v1/messages/${ids.message}` } },
    asked: { flow: 'submit', ask: { case: ids.case, ...reply } },
  })
  const query = 'state=accepted&partner=XB&dueBefore=2027-01-01&cursor=a%2Bb&limit=7'
  t.match(await flowOf('GET', `/v1/cases?${query}`), {
    answer: { status: 200, value: { rows: [{ case: ids.case }], next: 'more' } },
    asked: { ask: { state: 'accepted', partner: 'XB', dueBefore: '2027-01-01', cursor: 'a+b', limit: 7 } },
  })
  t.match(await flowOf('GET', '/v1/cases'), { asked: { ask: { limit: 50 } } })
  t.match(await flowOf('GET', `/v1/cases/${ids.case}`), {
    answer: { status: 200 },
    asked: { flow: 'case', ask: { case: ids.case, schemas: false } },
  })
  t.match(await flowOf('GET', `/v1/cases/${ids.case}/messages`), {
    answer: { value: { rows: [{ message: ids.message }] } },
    asked: { flow: 'messages', ask: ids.case },
  })
  t.match(await flowOf('GET', `/v1/messages/${ids.message}`), { asked: { flow: 'message', ask: ids.message } })
  t.match(await flowOf('GET', `/v1/items/${ids.item}`), { asked: { flow: 'item', ask: ids.item } })
  const read = `/v1/messages/${ids.message}/releases`
  t.match(await flowOf('POST', read, { json: releaseAsk, headers: { 'accept-language': 'fr' } }), {
    answer: { status: 200, headers: { 'cache-control': 'no-store' }, value: { body: { matter: 'x' } } },
    asked: { flow: 'readBody', ask: { message: ids.message, ...releaseAsk, language: 'fr' } },
  })
  t.match(await flowOf('POST', read, { json: { ...releaseAsk, items: true } }), {
    answer: { status: 200, headers: { 'content-type': 'application/zip' }, text: 'PK' },
    asked: { flow: 'readWhole', ask: { message: ids.message, ...releaseAsk, items: true } },
  })
  for (const [what, id] of [
    ['item', ids.item],
    ['body', ids.message],
  ] as const)
    t.match(
      await flowOf('POST', `/v1/${what === 'item' ? 'items' : 'messages'}/${id}/clearances`, { json: clearanceAsk }),
      {
        answer: { status: 201, value: { clearance: ids.message } },
        asked: { flow: 'clear', ask: { content: { what, id }, ...clearanceAsk } },
      },
    )
  const termsAsk = { agreement: 'xa-xb', purposes: ['VERIFY_VALUE'], terms: [{ term: 'feedback' }] }
  t.match(await flowOf('POST', '/v1/terms', { json: termsAsk }), {
    answer: { status: 201, headers: { location: `/v1/terms/${termsSha256}` }, value: { sha256: termsSha256 } },
    asked: { flow: 'makeTerms', ask: termsAsk },
  })
  t.match(await flowOf('GET', `/v1/terms/${termsSha256}`), { asked: { flow: 'terms', ask: termsSha256 } })
  t.match(await flowOf('GET', '/v1/drafts'), {
    answer: { value: { rows: [], next: 'more' } },
    asked: { flow: 'drafts', ask: { limit: 50 } },
  })
  t.match(await flowOf('GET', '/v1/drafts?limit=200&cursor=more'), {
    asked: { flow: 'drafts', ask: { limit: 200, cursor: 'more' } },
  })
  const draft = { id: ids.draft, revision: 2 }
  t.match(await flowOf('POST', `/v1/drafts/${ids.draft}/approval`, { json: { revision: 2 } }), {
    answer: { status: 202, headers: { location: `/v1/messages/${ids.message}` } },
    asked: { flow: 'approveDraft', ask: draft },
  })
  t.match(await flowOf('POST', `/v1/drafts/${ids.draft}/return`, { json: { revision: 2, reason: 'No.' } }), {
    answer: { status: 200, value: { draft: ids.draft } },
    asked: { flow: 'returnDraft', ask: { draft, reason: 'No.' } },
  })
  t.match(await flowOf('POST', `/v1/drafts/${ids.draft}/change`, { json: { revision: 2, body: { a: 1 } } }), {
    asked: { flow: 'changeDraft', ask: { draft, changes: { body: { a: 1 } } } },
  })
  t.match(await flowOf('POST', `/v1/drafts/${ids.draft}/rehearsal`, { json: { revision: 2, body: { a: 1 } } }), {
    asked: { flow: 'rehearseDraft', ask: { draft, changes: { body: { a: 1 } } } },
  })
  for (const [sent, ask] of [
    [
      { case: ids.case, type: 'close', body: {} },
      { case: ids.case, type: 'close', items: [] },
    ],
    [
      { agreement: 'xa-xb', office: 'XA1', body: {} },
      { case: null, agreement: 'xa-xb', office: 'XA1', items: [] },
    ],
  ])
    t.match(await flowOf('POST', '/v1/rehearsals', { json: sent }), {
      answer: { status: 200, value: { why: null } },
      asked: { flow: 'rehearse', ask },
    })
  t.match(await flowOf('POST', `/v1/drafts/${ids.draft}/withdrawal`, { json: { revision: 2 } }), {
    asked: { flow: 'withdrawDraft', ask: draft },
  })
  t.match(await flowOf('GET', '/v1/events?after=3&limit=5'), {
    answer: { value: { rows: [], last: 3 } },
    asked: { ask: { after: 3, limit: 5 } },
  })
  t.match(await flowOf('GET', '/v1/operator/deliveries?partner=XB&state=expired'), {
    asked: { flow: 'deliveries', ask: { partner: 'XB', state: 'expired', limit: 50 } },
  })
  t.match(await flowOf('POST', `/v1/operator/deliveries/${ids.message}/redelivery`, { json: {} }), {
    answer: { status: 202, value: { delivery: ids.message } },
    asked: { flow: 'redeliver', client: 'all', ask: ids.message },
  })
  t.match(await flowOf('POST', '/v1/operator/partners/XB/test'), { answer: { status: 200 }, asked: { ask: 'XB' } })
  t.match(await flowOf('GET', `/v1/operator/evidence?case=${ids.case}&after=6`), {
    answer: { value: { rows: [{ seq: 7, at: '1970-01-01T00:00:00.000Z' }], last: 7 } },
    asked: { ask: { case: ids.case, after: 6, limit: 100 } },
  })
  t.match(await flowOf('GET', '/v1/operator/status'), { answer: { value: { deliveries: 0 } } })
  t.match((await door.call('GET', '/v1/whoami', { token: 'only-read' })).value, {
    id: 'only-read',
    offices: ['XA1'],
    roles: ['read'],
  })
  door.knobs.submit = async () => ({ status: 201, outcome: 'drafted', answer: { draft: ids.draft } })
  t.match(await door.call('POST', '/v1/cases', { json: caseBody }), {
    status: 201,
    headers: { location: '/v1/drafts' },
  })
  door.knobs.redeliver = async () => false
  isProblem(t, await door.call(...ask('POST /v1/operator/deliveries/:id/redelivery')), 409, 'not-redeliverable')
})

tap.test('the overviews hand on their questions, and statistics come as a table where one is asked for', async (t) => {
  const door = await open(t)
  const flowOf = async (...call: [string, string, Ask?]) => {
    const before = door.asked.length
    const answer = await door.call(...call)
    return { answer, asked: door.asked.slice(before)[0] }
  }
  t.match(await flowOf('GET', '/v1/due?until=2027-01-01&partner=XB&by=us'), {
    answer: { status: 200, value: { rows: [{ case: ids.case }] } },
    asked: { flow: 'due', client: 'all', ask: { until: '2027-01-01', partner: 'XB', by: 'us' } },
  })
  t.match(await flowOf('GET', '/v1/due?limit=500&cursor=more'), { asked: { ask: { limit: 500, cursor: 'more' } } })
  t.match(await flowOf('GET', '/v1/queue'), { answer: { status: 200 }, asked: { flow: 'queue', client: 'all' } })
  t.match(await flowOf('GET', '/v1/queue?limit=500&cursor=more'), {
    answer: { status: 200, value: { rows: [], next: null } },
    asked: { flow: 'queue', ask: { limit: 500, cursor: 'more' } },
  })
  t.match(await flowOf('GET', '/v1/workload'), { answer: { value: { partners: [] } }, asked: { flow: 'workload' } })
  t.match(await flowOf('GET', '/v1/cases?profile=tfa12'), { asked: { ask: { profile: 'tfa12', limit: 50 } } })
  t.match(await flowOf('POST', '/v1/searches', { json: { by: 'trader', number: 'XB 123' } }), {
    answer: { status: 200, value: { rows: [{ case: ids.case }], truncated: false } },
    asked: { flow: 'searchCases', client: 'all', ask: { by: 'trader', number: 'XB 123' } },
  })
  t.match(await flowOf('GET', `/v1/cases/${ids.case}?schemas=true`), {
    asked: { flow: 'case', ask: { case: ids.case, schemas: true } },
  })
  const letter = { ...(bodies['POST /v1/cases/:id/registrations'] as object), type: 'response', reference: '4711/26' }
  t.match(await flowOf('POST', `/v1/cases/${ids.case}/registrations`, { json: letter }), {
    answer: { status: 201, headers: { location: `/v1/cases/${ids.case}/registrations` } },
    asked: { flow: 'register', client: 'all', ask: { case: ids.case, ...letter } },
  })
  t.match(await flowOf('POST', `/v1/cases/${ids.case}/office`, { json: { office: 'XA2' } }), {
    asked: { flow: 'handOver', ask: [ids.case, 'XA2'] },
  })
  t.match(await flowOf('POST', `/v1/cases/${ids.case}/assignment`, { json: { person: null } }), {
    asked: { flow: 'assign', ask: [ids.case, null] },
  })
  t.match(await flowOf('GET', `/v1/cases/${ids.case}/registrations`), {
    answer: { value: { rows: [{ registration: ids.message }] } },
    asked: { flow: 'registrations', ask: ids.case },
  })
  t.match(await flowOf('GET', '/v1/profiles'), {
    answer: { value: { rows: [{ profile: 'tfa12' }] } },
    asked: { flow: 'profiles' },
  })
  t.match(await flowOf('GET', '/v1/profiles/tfa12'), {
    answer: { value: { profile: 'tfa12' } },
    asked: { flow: 'profile', ask: 'tfa12' },
  })
  const accepting = (accept: string) => door.call('GET', '/v1/statistics?since=2026-01-01', { headers: { accept } })
  t.match(await flowOf('GET', '/v1/statistics?since=2026-01-01'), {
    answer: { status: 200, value: { rows: [{ partner: 'XB' }] } },
    asked: { flow: 'statistics', ask: '2026-01-01' },
  })
  t.same((await accepting('*/*')).value, { rows: [{ partner: 'XB' }] })
  const csv = await accepting('application/json;q=0.5, text/csv')
  t.equal(csv.text, 'partner\r\nXB\r\n')
  t.match(csv.headers, {
    'content-type': /^text\/csv/,
    'content-disposition': 'attachment; filename="statistics.csv"',
    vary: 'Accept',
  })
  isProblem(t, await accepting('application/pdf'), 406, 'not-acceptable')
  for (const path of [
    '/v1/due?by=them',
    '/v1/due?until=soon',
    '/v1/due?limit=501',
    '/v1/queue?limit=501',
    '/v1/queue?limit=0',
    '/v1/drafts?limit=201',
    '/v1/statistics?since=2026',
    '/v1/profiles/..%2Fx',
    `/v1/cases/${ids.case}?labels=yes`,
  ])
    isProblem(t, await door.call('GET', path), 400, 'request-invalid', path)
  for (const wrong of [{ channel: 'fax' }, { on: 'today' }, { summary: '' }, { direction: undefined }, { more: 1 }])
    isProblem(
      t,
      await door.call('POST', `/v1/cases/${ids.case}/registrations`, { json: { ...letter, ...wrong } }),
      400,
      'request-invalid',
      JSON.stringify(wrong),
    )
})

tap.test('people read titles, fixes and labels in English, French or Spanish; codes stay codes', async (t) => {
  const door = await open(t)
  const inLanguage = (path: string, language?: string) =>
    door.call('GET', path, language === undefined ? {} : { headers: { 'accept-language': language } })

  t.test('problems: the title and what to do; what it was stays as it was said', async (t) => {
    for (const [language, title, fix] of [
      ['fr-CA, en;q=0.5', 'Il n’y a rien ici pour cet appelant', /^Vérifiez/],
      ['es', 'Aquí no hay nada para quien llama', /^Compruebe/],
      ['de', 'There is nothing here for this caller', /^Check/],
      [undefined, 'There is nothing here for this caller', /^Check/],
    ] as const) {
      const answer = await inLanguage('/v2/cases', language)
      isProblem(t, answer, 404, 'not-found')
      t.match(answer.value, { title, fix, detail: 'there is nothing at this address' })
      t.match(answer.headers, {
        vary: 'Accept-Language',
        'content-language': language?.slice(0, 2).replace('de', 'en') ?? 'en',
      })
    }
    const refused = await door.call('GET', '/v1/cases', { token: '', headers: { 'accept-language': 'es' } })
    t.match(refused.value, { title: 'Esta petición no identifica a nadie' })
  })

  t.test('labels stand beside the codes where they are asked for', async (t) => {
    door.knobs.case = async () => ({
      case: ids.case,
      profile: 'tfa12',
      state: 'accepted',
      regions: { assurance: 'none' },
      purposes: ['VERIFY_VALUE'],
      wanted: [{ wanted: 'w1', kind: 'commercial-invoice', outcome: 'open' }],
      owed: [{ type: 'request', answeredBy: ['response'], source: 'treaty' }],
      permissions: [{ verdict: 'asked' }],
      items: [{ kind: 'declaration', verified: 'unverified', acceptance: 'open' }],
      next: [{ type: 'refuse' }],
      notLegal: { ack: 'the case is accepted' },
      timeline: [
        { type: 'request', effect: 'applied' },
        { type: null, channel: 'paper' },
      ],
    })
    const path = `/v1/cases/${ids.case}`
    const plain = await inLanguage(path)
    t.equal(plain.value['labels'], undefined)
    t.equal(plain.headers['content-language'], undefined)
    t.equal(plain.headers.vary, 'Accept-Language')
    const french = await inLanguage(path, 'fr')
    t.equal(french.headers['content-language'], 'fr')
    t.same({ ...french.value, labels: undefined }, { ...plain.value, labels: undefined }, 'codes are the same')
    t.same(french.value['labels'], {
      language: 'fr',
      states: { accepted: 'Prise en charge' },
      roles: { requesting: 'Membre demandeur', requested: 'Membre auquel la demande est adressée' },
      regions: { assurance: 'Assurance', 'assurance.none': 'Non exigée' },
      messages: { refuse: 'Refus', ack: 'Accusé de réception', request: 'Demande', response: 'Réponse' },
      codes: {
        kind: { 'commercial-invoice': 'Facture commerciale', declaration: 'Déclaration' },
        outcome: { open: 'En attente' },
        verified: { unverified: 'Renseignements non vérifiés' },
        acceptance: { open: 'Pas encore décidé' },
        verdict: { asked: 'Demandée' },
        source: { treaty: 'Le traité' },
        effect: { applied: 'Pris en compte' },
        purposes: { VERIFY_VALUE: 'Vérifier la valeur' },
      },
    })
    t.match((await inLanguage(`${path}?labels=true`)).value, {
      labels: { language: 'en', states: { accepted: 'Taken up' } },
    })
    t.equal((await inLanguage(`${path}?labels=false`, 'fr')).value['labels'], undefined)
  })

  t.test('a profile says what its fields and codes are called', async (t) => {
    door.knobs.profile = (name) => ({
      profile: name,
      states: { accepted: {} },
      regions: { breach: { describe: { none: 'x', notified: 'x' } } },
      messages: {
        refuse: {
          body: {
            type: 'object',
            properties: {
              outcomes: { type: 'array', items: { type: 'object', properties: { wanted: { type: 'string' } } } },
              note: { anyOf: [{ const: 'open' }, { type: 'string' }] },
            },
          },
        },
      },
    })
    const { value, headers } = await inLanguage('/v1/profiles/tfa12', 'es')
    t.equal(headers['content-language'], 'es')
    t.match(value['labels'], {
      language: 'es',
      states: { accepted: 'En tramitación' },
      regions: { breach: 'Infracción', 'breach.none': 'Ninguna', 'breach.notified': 'Notificada' },
      messages: { refuse: 'Denegación' },
      fields: { refuse: { '/outcomes/wanted': /^[A-Z]/, '/note': /^[A-Z]/ } },
      codes: { refuse: { '/note': { open: 'Pendiente' } } },
    })
  })
})

tap.test('whatever cannot be taken is a problem that names the place', async (t) => {
  const door = await open(t)
  const post = (body: string | Uint8Array, headers: OutgoingHttpHeaders = { 'content-type': 'application/json' }) =>
    door.call('POST', '/v1/cases', { body, headers })

  t.test('the outer shape is closed and nothing is coerced', async (t) => {
    const wrong: [unknown, string][] = [
      [{ ...caseBody, colour: 'red' }, '/colour'],
      [{ agreement: 'a', office: 'XA1' }, '/body'],
      [{ ...caseBody, body: [] }, '/body'],
      [{ ...caseBody, body: 'text' }, '/body'],
      [{ ...caseBody, office: 17 }, '/office'],
      [{ ...caseBody, office: 'lower' }, '/office'],
      [{ ...caseBody, items: ids.item }, '/items'],
      [{ ...caseBody, items: [ids.item, ids.item] }, '/items'],
      [{ ...caseBody, items: ['x'] }, '/items/0'],
      [{ ...caseBody, terms: termsSha256.toUpperCase() }, '/terms'],
      [{ ...caseBody, 'a/b~c': 1 }, '/a~1b~0c'],
    ]
    for (const [json, field] of wrong) {
      const answer = await door.call('POST', '/v1/cases', { json })
      isProblem(t, answer, 400, 'request-invalid', field)
      t.equal(answer.value['field'], field)
    }
    for (const json of [null, 1, 'x', [], true])
      isProblem(t, await door.call('POST', '/v1/cases', { json }), 400, 'request-invalid')
    isProblem(t, await door.call('POST', '/v1/cases'), 400, 'request-invalid', 'no body at all')
    isProblem(
      t,
      await door.call('POST', `/v1/drafts/${ids.draft}/approval`, { json: { revision: 1, sure: true } }),
      400,
      'request-invalid',
    )
  })

  t.test('a body that two parsers could read differently', async (t) => {
    const outer = (body: string) => `{"agreement":"a","office":"XA1","body":${body}}`
    const wrong: [string | Uint8Array, RegExp][] = [
      [outer('{"a":1,"a":2}'), /twice/],
      [outer('{"__proto__":{"admin":true}}'), /__proto__/],
      [outer('{"constructor":{"prototype":{}}}'), /constructor/],
      ['['.repeat(60_000), /32 levels/],
      [outer('{"a":1,}'), /not JSON/],
      ['', /empty/],
      [Buffer.from([0x22, 0xc3, 0x28, 0x22]), /UTF-8/],
    ]
    for (const [body, reason] of wrong) {
      const answer = await post(body)
      isProblem(t, answer, 400, 'request-invalid', String(reason))
      t.match(answer.value['detail'], reason)
    }
    t.equal(({} as Record<string, unknown>)['admin'], undefined)
  })

  t.test('addresses, methods, queries', async (t) => {
    isProblem(t, await door.call('GET', '/v2/cases'), 404, 'not-found')
    isProblem(t, await door.call('GET', '/v1/terms/'), 400, 'request-invalid', 'an empty segment')
    isProblem(t, await door.call('POST', '/nowhere', { json: {} }), 404, 'not-found')
    for (const path of ['//v1/cases', '/v1//cases', '/V1/cases'])
      isProblem(t, await door.call('GET', path), 404, 'not-found', path)
    isProblem(t, await door.call('GET', '/v1/cases/%ff'), 400, 'request-invalid', 'not UTF-8')
    isProblem(t, await door.call('GET', `/v1/cases/${'x'.repeat(200)}`), 400, 'request-invalid', 'a long segment')
    isProblem(t, await door.call('GET', '/v1/cases/1'), 400, 'request-invalid', 'no id')
    const put = await door.call('PUT', '/v1/cases', { json: {} })
    isProblem(t, put, 405, 'method-not-allowed')
    t.equal(put.headers.allow, 'GET, POST')
    t.equal((await door.call('DELETE', `/v1/items/${ids.item}`)).headers.allow, 'GET')
    t.equal((await door.call('PUT', '/healthz')).headers.allow, 'GET, HEAD')
    for (const query of [
      'limit=1&limit=2',
      'limit=01',
      'limit=1.0',
      'limit=-1',
      'limit=0',
      'limit=1e2',
      'limit=+5',
      'limit=',
      'limit=999',
      'limit=0x10',
      'Limit=1',
      'x',
      'state=%ff',
      'state=a&state=b',
      '__proto__=1',
      'dueBefore=soon',
    ])
      isProblem(t, await door.call('GET', `/v1/cases?${query}`), 400, 'request-invalid', query)
    isProblem(
      t,
      await door.call('POST', '/v1/cases?x=1', { json: caseBody }),
      400,
      'request-invalid',
      'a query where none is',
    )
  })

  t.test('media types and sizes [21]', async (t) => {
    const json = JSON.stringify(caseBody)
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])
      isProblem(t, await post(json, { 'content-type': type }), 415, 'unsupported-media-type', type)
    isProblem(t, await post(json, {}), 415, 'unsupported-media-type', 'no Content-Type')
    isProblem(
      t,
      await post(json, { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
      415,
      'unsupported-media-type',
      'gzip',
    )
    t.equal((await post(json, { 'content-type': 'application/json; charset=utf-8' })).status, 202)
    const large = JSON.stringify({ ...caseBody, body: { x: 'x'.repeat(70_000) } })
    isProblem(t, await post(large), 413, 'request-too-large', 'by Content-Length')
    const pieces = Readable.from([large.slice(0, 40_000), large.slice(40_000)].map(Buffer.from))
    const chunked = await door.call('POST', '/v1/cases', {
      body: pieces,
      headers: { 'content-type': 'application/json' },
    })
    isProblem(t, chunked, 413, 'request-too-large', 'in chunks')
    isProblem(
      t,
      await door.call('GET', '/v1/cases', { body: 'x', headers: { 'content-type': 'text/plain' } }),
      400,
      'request-invalid',
      'GET with a body',
    )
  })

  t.test('what a flow refuses is told; what nobody foresaw is not', async (t) => {
    door.knobs.case = async () => {
      throw new Problem('release-denied', 'not for this purpose', {
        field: '/purpose',
        paragraph: '5.1 b',
        retryAfterMs: 1_500,
      })
    }
    const denied = await door.call('GET', `/v1/cases/${ids.case}?`)
    isProblem(t, denied, 403, 'release-denied')
    t.match(denied.value, {
      detail: 'not for this purpose',
      field: '/purpose',
      paragraph: '5.1 b',
      instance: `/v1/cases/${ids.case}`,
    })
    t.equal(denied.headers['retry-after'], '2')
    door.knobs.case = async () => {
      throw new TypeError('secret-content at 10.1.2.3')
    }
    const failed = await door.call('GET', `/v1/cases/${ids.case}`)
    isProblem(t, failed, 500, 'internal')
    t.notMatch(failed.text, /secret-content|TypeError|national-door/)
    t.match(door.logged(), /"event":"request.failed".*"route":"\/v1\/cases\/:id","problem":"TypeError/)
    t.notMatch(door.logged(), /secret-content/)
    door.knobs.case = async () => ({ case: ids.case })
  })

  t.test('every answer tells browsers to keep their hands off', async (t) => {
    for (const path of ['/healthz', '/v1/whoami', '/nowhere', '/v1/cases/%ff'])
      t.match((await door.call('GET', path)).headers, {
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': /default-src 'none'/,
      })
  })
})

tap.test('malformed, oversized and slow HTTP', async (t) => {
  const door = await open(t, { requestTimeoutMs: 150 })
  const answered = async (text: string) => {
    const { socket, until } = await door.raw()
    socket.write(text)
    const answer = await until('"fix":')
    socket.destroy()
    return answer
  }
  const isRaw = (t: Pick<typeof tap, 'match'>, text: string, status: number, code: string, what: string) => {
    t.match(text, new RegExp(`^HTTP/1.1 ${status} `), what)
    t.match(text, /content-type: application\/problem\+json/i, what)
    t.match(text, new RegExp(`"code":"${code}"`), what)
  }
  const auth = 'Host: x\r\nAuthorization: Bearer all\r\n'
  const json = `${auth}Content-Type: application/json\r\n`
  isRaw(t, await answered('nonsense\r\n\r\n'), 400, 'request-invalid', 'no HTTP')
  isRaw(t, await answered('GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n'), 400, 'request-invalid', 'a bad field')
  isRaw(
    t,
    await answered(`GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
    431,
    'header-too-large',
    'a large header',
  )
  isRaw(
    t,
    await answered(`POST /v1/cases HTTP/1.1\r\n${json}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`),
    400,
    'request-invalid',
    'two lengths',
  )
  isRaw(
    t,
    await answered(`POST /v1/cases HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n`),
    400,
    'request-invalid',
    'a bad chunk',
  )
  isRaw(
    t,
    await answered('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow'),
    408,
    'request-timeout',
    'a header that never ends',
  )
  isRaw(
    t,
    await answered(`POST /v1/cases HTTP/1.1\r\n${json}Content-Length: 50\r\n\r\n{"agreement"`),
    408,
    'request-timeout',
    'a body that never ends',
  )
  const item = addresses['POST /v1/items']
  const upload = `POST ${item} HTTP/1.1\r\n${auth}Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\nsome`
  isRaw(t, await answered(upload), 408, 'request-timeout', 'an upload that does not get on')
  t.same(door.uploads.at(-1)?.fault, 'request-timeout', 'which the flow learns')
  for (const [method, path] of [
    ['GET', '/healthz'],
    ['POST', '/v1/cases'],
    ['GET', '/nowhere'],
  ]) {
    const text = await answered(`${method} ${path} HTTP/1.1\r\nAuthorization: Bearer all\r\n\r\n`)
    isRaw(t, text, 400, 'request-invalid', `${method} ${path} without a Host`)
    t.match(text, /host is missing/)
  }
  for (const coding of ['gzip, chunked', 'chunked, chunked', 'gzip,chunked', 'identity, chunked'])
    for (const address of ['/v1/cases', addresses['POST /v1/items']]) {
      const text = await answered(
        `POST ${address} HTTP/1.1\r\n${json}Transfer-Encoding: ${coding}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      )
      t.match(text, /^HTTP\/1\.1 (?:501|400) .*"code":"(?:not-implemented|request-invalid)"/s, `${address} ${coding}`)
      if (coding.startsWith('gzip')) isRaw(t, text, 501, 'not-implemented', coding)
    }
  for (const method of ['PROPFIND', 'MKCOL', 'SEARCH', 'LINK', 'QUERY', 'PURGE', 'TRACE', 'OPTIONS', 'DELETE']) {
    const request = (path: string) => `${method} ${path} HTTP/1.1\r\n${auth}\r\n`
    for (const [path, allow] of [
      ['/v1/cases', 'GET, POST'],
      [`/v1/cases/${ids.case}?x=1`, 'GET'],
      ['/log/checkpoint', 'GET'],
    ] as const) {
      const text = await answered(request(path))
      isRaw(t, text, 405, 'method-not-allowed', `${method} ${path}`)
      t.match(text, new RegExp(`\r\nallow: ${allow}\r\n`, 'i'))
    }
    isRaw(t, await answered(request('/v1/nowhere')), 404, 'not-found', `${method} where nothing is`)
  }
  isRaw(t, await answered(`FROB /v1/cases HTTP/1.1\r\n${auth}\r\n`), 501, 'not-implemented', 'no method at all')
  for (const twice of [
    'Host: y',
    'Authorization: Bearer other',
    'Content-Type: text/plain',
    'Idempotency-Key: a\r\nIdempotency-Key: b',
  ]) {
    const text = await answered(
      `POST /v1/cases HTTP/1.1\r\n${json}${twice}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    )
    isRaw(t, text, 400, 'request-invalid', `twice: ${twice}`)
    t.match(text, /is there twice/)
  }
  const plain = await door.raw()
  plain.socket.destroy()
  t.equal((await door.call('GET', '/healthz')).status, 200, 'and the door goes on')
})

tap.test('an upload that breaks off goes on where it was [N6]', async (t) => {
  const door = await open(t, { uploadKeepMs: 1_500, uploadsPerClient: 2, leastUploadBytes: 1 })
  const octets = Buffer.alloc(300_000, 'invoice ')
  const about = { terms: termsSha256, kind: 'invoice', form: 'electronic', name: 'a.pdf', mediaType: 'application/pdf' }
  const begin = (bytes: number, more: Ask = {}) =>
    door.call('POST', '/v1/uploads', { json: { ...about, bytes, sha256: sha256(octets) }, ...more })
  const path = ({ headers }: Answer) => String(headers.location)
  const how = (at: string, more: Ask = {}) => door.call('HEAD', at, more)
  const put = (at: string, offset: number, body: Buffer, more: Ask = {}) =>
    door.call('PATCH', at, {
      ...more,
      body,
      headers: { 'content-type': 'application/partial-upload', 'upload-offset': String(offset), ...more.headers },
    })
  /** Octets of which all were announced and some come, whereupon the connection breaks. */
  const broken = async (at: string, offset: number, body: Buffer) => {
    const headers = { 'upload-offset': String(offset), 'content-length': String(octets.length - offset) }
    const request = door.start('PATCH', at, { headers: { 'content-type': 'application/partial-upload', ...headers } })
    request.on('error', () => undefined)
    request.write(body)
    const arrived = async () => Number((await how(at)).headers['upload-offset'])
    while ((await arrived()) < offset + body.length) await new Promise((resolve) => setTimeout(resolve, 5))
    request.destroy()
  }

  t.test('over several connections, each told how far it is', async (t) => {
    const begun = await begin(octets.length)
    t.match(begun, {
      status: 201,
      headers: { 'upload-offset': '0', 'upload-length': '300000', 'upload-complete': '?0' },
    })
    t.equal(door.uploads.length, 0, 'the flow waits for the octets')
    await broken(path(begun), 0, octets.subarray(0, 100_000))
    t.match(await how(path(begun)), {
      status: 204,
      headers: { 'upload-offset': '100000', 'cache-control': 'no-store' },
    })
    const more = await put(path(begun), 100_000, octets.subarray(100_000, 250_000))
    t.match(more, { status: 204, headers: { 'upload-offset': '250000', 'upload-complete': '?0' } })
    for (const offset of [0, 250_001])
      isProblem(t, await put(path(begun), offset, octets.subarray(0, 5)), 409, 'part-offset')
    isProblem(t, await put(path(begun), 250_000, octets.subarray(0, 50_001)), 400, 'request-invalid', 'too many')
    const at = Number((await how(path(begun))).headers['upload-offset'])
    const last = await put(path(begun), at, octets.subarray(at))
    t.match(last, { status: 201, headers: { location: `/v1/items/${ids.item}`, 'upload-complete': '?1' } })
    t.match(door.uploads.at(-1), {
      bytes: octets.length,
      sha256: sha256(octets),
      ask: { ...about, expectSha256: sha256(octets) },
    })
    t.match(await how(path(begun)), { headers: { 'upload-offset': '300000', 'upload-complete': '?1' } })
    const lost = await put(path(begun), octets.length, Buffer.alloc(0))
    t.match(lost, { status: 201, value: { item: ids.item } }, 'whoever missed the answer is given it again')
    t.equal(door.uploads.length, 1, 'it was one')
  })

  t.test('it is its client’s alone, by one key one, and of the kind that is right', async (t) => {
    const key = { headers: { 'idempotency-key': 'one' } }
    const [one, same] = [await begin(9, key), await begin(9, key)]
    t.equal(path(same), path(one))
    t.equal(same.headers['idempotency-replayed'], 'true')
    isProblem(t, await begin(8, key), 422, 'idempotency-key-reused')
    isProblem(t, await door.call(...ask('POST /v1/items', key)), 422, 'idempotency-key-reused')
    for (const method of ['HEAD', 'PATCH', 'DELETE'])
      t.equal(
        (await door.call(method, path(one), { token: 'only-submit', headers: { 'upload-offset': '0' } })).status,
        404,
      )
    isProblem(
      t,
      await put(path(one), 0, octets.subarray(0, 9), { headers: { 'content-type': 'application/pdf' } }),
      415,
      'unsupported-media-type',
    )
    isProblem(t, await begin(200 * 1024 * 1024), 413, 'item-too-large')
    t.equal((await door.call('DELETE', path(one))).status, 204)
    t.equal((await how(path(one))).status, 404)
    t.equal(door.uploads.at(-1)?.fault, 'not-found', 'and its flow keeps nothing')
  })

  t.test('whoever left some behind is not shut out, and what nothing comes for ends', async (t) => {
    const [first, second] = [await begin(9), await begin(9)]
    t.equal((await begin(9)).status, 201, 'the one that waited longest gives way')
    t.equal((await how(path(first))).status, 404)
    t.equal((await how(path(second))).status, 204)
    while ((await how(path(second))).status !== 404) await new Promise((resolve) => setTimeout(resolve, 20))
    t.pass('after some time it is gone')
  })

  t.test('what the flow refuses is told at once, or with the piece that it refuses', async (t) => {
    const { upload } = door.knobs
    door.knobs.upload = async () => {
      throw new Problem('terms-unknown', 'no such terms')
    }
    isProblem(t, await begin(9), 422, 'terms-unknown')
    door.knobs.upload = async (_ask, source) => {
      for await (const _ of source) throw new Problem('storage-full', 'no room')
      return {}
    }
    const begun = await begin(9)
    isProblem(t, await put(path(begun), 0, octets.subarray(0, 4)), 507, 'storage-full')
    t.equal((await how(path(begun))).status, 404)
    door.knobs.upload = upload
  })
})

tap.test('of content a part may be asked for, under its release [N6]', async (t) => {
  const door = await open(t)
  const content = 'abcdefghij'
  const etag = `"${sha256(content)}"`
  door.knobs.release = async () => released(content)
  const given = await door.call(...ask('POST /v1/items/:id/releases', { headers: { range: 'bytes=2-3' } }))
  t.match(given, { status: 200, text: content }, 'a range is for GET alone (RFC 9110 §14.2)')
  const path = String(given.headers['content-location'])
  t.equal(path, addresses['GET /v1/items/:id/releases/:release'])
  const part = (range: string, more: OutgoingHttpHeaders = {}) =>
    door.call('GET', path, { headers: { range, ...more } })
  for (const [range, text] of [
    ['bytes=0-3', 'abcd'],
    ['bytes=4-', 'efghij'],
    ['bytes=-3', 'hij'],
    ['bytes=-99', content],
    ['bytes=9-99', 'j'],
    [`bytes=7-${'9'.repeat(30)}`, 'hij'],
    [`bytes=-${'9'.repeat(30)}`, content],
  ] as const) {
    const answer = await part(range)
    const from = content.indexOf(text)
    t.match(answer, {
      ...{ status: 206, text },
      headers: {
        'content-range': `bytes ${from}-${from + text.length - 1}/10`,
        'content-length': String(text.length),
        ...{ etag, 'accept-ranges': 'bytes', 'cache-control': 'no-store' },
      },
    })
    t.notOk('content-digest' in answer.headers, 'that of a part is not that of the whole (RFC 9530)')
  }
  for (const range of ['bytes=10-', 'bytes=-0', 'bytes=99-100', `bytes=${2n ** 53n}-`, `bytes=${'9'.repeat(30)}-`]) {
    const answer = await part(range)
    isProblem(t, answer, 416, 'range-unsatisfiable', range)
    t.equal(answer.headers['content-range'], 'bytes */10')
  }
  for (const [range, more] of [
    ['bytes=3-2', {}],
    // One less than it, where doubles tell no difference.
    [`bytes=${2n ** 60n + 1n}-${2n ** 60n}`, {}],
    ['bytes=0-1,4-5', {}],
    ['lines=0-1', {}],
    ['bytes=a-b', {}],
    ['bytes=0-1', { 'if-range': '"another"' }],
    ['bytes=0-1', { 'if-range': `W/${etag}` }],
  ] as const)
    t.match(await part(range, more), { status: 200, text: content, headers: { 'content-digest': /^sha-256=/ } }, range)
  t.equal((await part('bytes=0-1', { 'if-range': etag })).text, 'ab')
  door.knobs.release = async () => {
    const { bytes: _, sha256: _sha256, ...archive } = released('PK', { mediaType: 'application/zip' })
    return archive
  }
  t.match(await part('bytes=0-0'), { status: 200, text: 'PK' }, 'what is written as it goes comes as a whole')
})

tap.test('the same message sent twice', async (t) => {
  const door = await open(t)
  const keys = new Map<string, string>()
  door.knobs.submit = async (_ask, idempotency) => {
    const known = keys.get(idempotency?.key ?? '')
    keys.set(idempotency?.key ?? '', idempotency?.requestSha256 ?? '')
    return {
      status: 202,
      outcome: known ? 'repeated' : 'submitted',
      answer: { case: ids.case, digest: idempotency?.requestSha256 ?? null },
    }
  }
  const send = (key: string | undefined, body: string, path = '/v1/cases') =>
    door.call('POST', path, {
      body,
      headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    })
  const body = JSON.stringify(caseBody)

  t.test('a thousand at once carry the same key and the same digest', async (t) => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => send('same', body)))
    t.equal(new Set(answers.map(({ value }) => value['digest'])).size, 1)
    t.equal(answers.filter(({ status }) => status === 202).length, 1_000)
    t.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true').length, 999)
    t.equal(keys.get('same'), sha256(`POST /v1/cases\n${body}`), 'over method, path and the octets sent')
  })
  t.test('other octets or another path give another digest', async (t) => {
    const digest = async (...call: Parameters<typeof send>) => (await send(...call)).value['digest']
    const first = await digest('k', body)
    t.not(await digest('k', `${body} `), first)
    const reply = JSON.stringify({ type: 'x', body: {} })
    t.not(
      await digest('k', reply, `/v1/cases/${ids.case}/messages`),
      await digest('k', reply, `/v1/cases/${ids.draft}/messages`),
    )
    t.equal(await digest(undefined, body), null, 'without a key there is none')
  })
  t.test('a key is 1 to 128 visible characters', async (t) => {
    t.equal((await send('x'.repeat(128), body)).status, 202)
    for (const key of ['x'.repeat(129), 'a b', 'caf\u00e9'])
      isProblem(t, await send(key, body), 400, 'request-invalid', key.slice(0, 5))
  })
})

tap.test('uploads', async (t) => {
  const door = await open(t, { maxItemBytes: 52 * 1024 * 1024, uploadsPerClient: 2 })
  const small = await open(t, { maxItemBytes: 4 * 1024 * 1024 })
  const path = addresses['POST /v1/items']
  const upload = (body: Ask['body'], headers: OutgoingHttpHeaders = {}, more: Ask = {}) =>
    door.call('POST', path, { body: body ?? '', headers: { 'content-type': 'application/pdf', ...headers }, ...more })

  t.test('50 MiB stream through in flat memory', async (t) => {
    const chunk = Buffer.alloc(64 * 1024, 7)
    const whole = createHash('sha256')
    let [sent, mostBytes] = [0, 0]
    const before = liveBytes()
    const source = Readable.from(
      (function* () {
        for (; sent < 50 * 1024 * 1024; sent += chunk.length) {
          if (sent % (5 * 1024 * 1024) === 0) mostBytes = Math.max(mostBytes, liveBytes() - before)
          whole.update(chunk)
          yield chunk
        }
      })(),
    )
    const answer = await upload(source)
    t.equal(answer.status, 201)
    t.equal(answer.headers.location, `/v1/items/${ids.item}`)
    t.match(door.uploads.at(-1), { bytes: 50 * 1024 * 1024, sha256: whole.digest('hex') })
    t.ok(mostBytes < 8 * 1024 * 1024, `sender and door together held ${Math.round(mostBytes / 1024)} KiB more`)
  })

  t.test('the first octets reach the flow before the last are sent', async (t) => {
    const begun = Promise.withResolvers<void>()
    const usual = door.knobs.upload
    door.knobs.upload = async (ask, source) => {
      const chunks = source[Symbol.asyncIterator]()
      await chunks.next()
      begun.resolve()
      await chunks.next()
      await chunks.next()
      return { item: ids.item, name: ask.name }
    }
    const request = door.start('POST', path, { headers: { 'content-type': 'text/plain' } })
    const answer = answerTo(request)
    request.write('first')
    await begun.promise
    request.end('last')
    t.equal((await answer).status, 201)
    door.knobs.upload = usual
  })

  t.test('what an item is is one type, at each way of uploading: no range, no list, no half [15]', async (t) => {
    const query = `terms=${termsSha256}&kind=invoice&form=electronic&name=a.pdf`
    const none = [
      '*/*',
      'application/*',
      '*/pdf',
      'a/b/c',
      'application/pdf, text/html',
      'application/pdf,text/html',
      '/',
      'x/',
      '/x',
    ]
    const odd = [
      'application/(pdf)',
      'text/"html"',
      'application/pdf; q',
      'text/html; charset',
      '.a/b',
      'a/-b',
      '<a>/<b>',
    ]
    for (const type of [...none, ...odd]) {
      const whole = await door.call('POST', `/v1/items?${query}`, { body: 'x', headers: { 'content-type': type } })
      isProblem(t, whole, 415, 'unsupported-media-type', type)
      const ask = { terms: termsSha256, kind: 'invoice', form: 'electronic', name: 'a.pdf', mediaType: type, bytes: 1 }
      const begun = await door.call('POST', '/v1/uploads', {
        body: JSON.stringify(ask),
        headers: { 'content-type': 'application/json' },
      })
      isProblem(t, begun, 415, 'unsupported-media-type', `${type}, in pieces`)
    }
    const sound = [
      'image/svg+xml',
      'application/vnd.ms-excel.sheet.macroEnabled.12',
      'text/plain;charset="utf-8"',
      'x/y; a=b; c=d',
    ]
    for (const type of sound) {
      const taken = await door.call('POST', `/v1/items?${query}`, { body: 'x', headers: { 'content-type': type } })
      t.equal(taken.status, 201, type)
    }
  })

  t.test('any media type is octets; name, kind and digest are handed on', async (t) => {
    const query = `terms=${termsSha256}&kind=invoice&form=paper&name=${encodeURIComponent('Rechnung für 4711.json')}`
    const octets = Buffer.from('{"a":1,"a":2}')
    const digest = `sha-512=:AAAA:, sha-256=:${Buffer.from(sha256(octets), 'hex').toString('base64')}:`
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-digest': digest }
    t.equal((await door.call('POST', `/v1/items?${query}`, { body: octets, headers })).status, 201)
    t.match(door.uploads.at(-1), {
      sha256: sha256(octets),
      ask: {
        name: 'Rechnung für 4711.json',
        kind: 'invoice',
        form: 'paper',
        mediaType: 'application/json; charset=utf-8',
        expectSha256: sha256(octets),
      },
    })
  })

  t.test('what cannot be taken [21]', async (t) => {
    const base = `terms=${termsSha256}&kind=invoice&form=electronic`
    for (const query of [
      base,
      `${base}&name=`,
      `${base}&name=a%00b`,
      `${base}&name=a&size=1`,
      base.replace('electronic', 'film'),
    ])
      isProblem(
        t,
        await door.call('POST', `/v1/items?${query}`, { body: 'x', headers: { 'content-type': 'a/b' } }),
        400,
        'request-invalid',
        query.slice(70),
      )
    isProblem(t, await door.call('POST', path, { body: 'x' }), 415, 'unsupported-media-type', 'no Content-Type')
    isProblem(t, await upload('x', { 'content-type': 'pdf' }), 415, 'unsupported-media-type', 'no media type')
    for (const coding of ['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'GZIP', 'gzip, br', 'nonsense'])
      isProblem(t, await upload('x', { 'content-encoding': coding }), 415, 'unsupported-media-type', coding)
    for (const digest of ['', 'sha-256', 'sha-256=:abc:', 'sha-512=:AAAA:', `sha-256=:${'A'.repeat(42)}B=:`])
      isProblem(t, await upload('x', { 'content-digest': digest }), 400, 'request-invalid', `digest ${digest}`)
  })

  t.test('no more octets than the door takes, and the connection stays in order', async (t) => {
    const send = (headers: OutgoingHttpHeaders) => {
      const body = Readable.from(Array.from({ length: 5 }, () => Buffer.alloc(1024 * 1024)))
      return small.call('POST', path, { body, headers: { 'content-type': 'a/b', ...headers } })
    }
    isProblem(t, await send({ 'content-length': 5 * 1024 * 1024 }), 413, 'item-too-large', 'by Content-Length')
    t.equal(small.uploads.length, 0, 'which no flow sees')
    isProblem(t, await send({}), 413, 'item-too-large', 'in chunks')
    t.equal(small.uploads.at(-1)?.fault, 'item-too-large')
    t.equal((await small.call('GET', '/healthz')).status, 200)
  })

  t.test('a sender that breaks off is an error to the flow, never an end', async (t) => {
    const usual = door.knobs.upload
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()]
    door.knobs.upload = async (_ask, source) => {
      try {
        for await (const _ of source) begun.resolve()
        ended.resolve('a clean end')
      } catch (error) {
        ended.resolve(error)
      }
      return { item: ids.item, bytes: 0 }
    }
    for (const headers of [{ 'content-length': 1000 }, { 'transfer-encoding': 'chunked' }]) {
      const request = door.start('POST', path, { headers: { 'content-type': 'text/plain', ...headers } })
      request.on('error', () => undefined)
      request.write('half')
      await begun.promise
      request.destroy()
      t.match(await ended.promise, { code: 'request-invalid' })
    }
    door.knobs.upload = usual
  })

  t.test('a flow that refuses early is heard, though the sender still sends', async (t) => {
    const usual = door.knobs.upload
    door.knobs.upload = async () => {
      throw new Problem('terms-unknown', 'no such terms', { field: '/terms' })
    }
    const large = Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(1024 * 1024)))
    isProblem(t, await upload(large), 422, 'terms-unknown')
    door.knobs.upload = usual
  })

  t.test('"100 Continue" is said to those who may go on, and to nobody else', async (t) => {
    const expect = async (token: string) => {
      const request = door.start('POST', path, {
        token,
        headers: { 'content-type': 'a/b', expect: '100-continue', 'content-length': 5 },
      })
      let said = false
      request.on('continue', () => {
        said = true
        request.end('12345')
      })
      request.flushHeaders()
      const answer = await answerTo(request)
      return `${said} ${answer.status} ${answer.headers.connection}`
    }
    t.match(await expect('all'), /^true 201/)
    t.equal(await expect('wrong'), 'false 401 close')
    t.equal(await expect('only-read'), 'false 403 close')
  })

  t.test('so many uploads at once and no more', async (t) => {
    const usual = door.knobs.upload
    const gate = Promise.withResolvers<void>()
    let begun = 0
    const both = Promise.withResolvers<void>()
    door.knobs.upload = async (ask, source) => {
      begun += 1
      if (begun === 2) both.resolve()
      await gate.promise
      return usual(ask, source)
    }
    const running = [upload('a'), upload('b')]
    await both.promise
    const third = await upload('c')
    isProblem(t, third, 429, 'too-many-requests')
    t.equal(third.headers['retry-after'], '1')
    gate.resolve()
    t.same(
      (await Promise.all(running)).map(({ status }) => status),
      [201, 201],
    )
    t.equal((await upload('d')).status, 201, 'afterwards there is room again')
  })
})

tap.test('releases', async (t) => {
  const door = await open(t)
  const release = (json: unknown = { purpose: 'VERIFY_VALUE', matter: ids.case, reader: 'officer-17' }) =>
    door.call('POST', `/v1/items/${ids.item}/releases`, { json })
  const giving = (content: string, more: Partial<Released> = {}) => {
    door.knobs.release = async () => released(content, more)
    return release()
  }

  t.test('the content, octet for octet, with what it is', async (t) => {
    const content = 'x'.repeat(300_000)
    const answer = await giving(content, { obligations: ['mark as "confidential"', 'lösche bis 2027'] })
    t.equal(answer.status, 200)
    t.ok(answer.octets.equals(Buffer.from(content)))
    t.match(answer.headers, {
      'content-type': 'application/pdf',
      'content-length': '300000',
      'content-digest': `sha-256=:${Buffer.from(sha256(content), 'hex').toString('base64')}:`,
      'content-disposition': 'attachment; filename="invoice.pdf"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'bulla-obligations': '"mark as \\"confidential\\"", %"l%c3%b6sche bis 2027"',
    })
    const said = { purpose: 'VERIFY_VALUE', matter: ids.case, reader: 'officer-17' }
    t.same(door.asked.at(-1)?.ask, { item: ids.item, ...said, language: 'en' })
    await release({ purpose: 'VERIFY_VALUE', matter: ids.case })
    t.same(
      door.asked.at(-1)?.ask,
      { item: ids.item, purpose: 'VERIFY_VALUE', matter: ids.case, language: 'en' },
      'who reads where none is named is known further in',
    )
    t.equal((await giving('')).headers['content-length'], '0')
    t.notOk('bulla-obligations' in (await giving('a')).headers)
  })

  t.test('what is only looked at is shown and not saved, kept by no cache and run as no page [R19]', async (t) => {
    t.match((await giving('a', { shown: true })).headers, {
      'content-disposition': 'inline; filename="invoice.pdf"',
      'cache-control': 'no-store',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    })
  })

  t.test('a partner’s names and media types lead nowhere', async (t) => {
    const { headers } = await giving('a', { name: '../../etc/\u202efdp.exe"\r\nX: y', mediaType: 'text/html\r\nX: y' })
    t.equal(headers['content-type'], 'application/octet-stream')
    t.equal(headers['x'], undefined)
    t.notMatch(headers['content-disposition'] ?? '', /[\r\n/\\]|%E2%80%AE/)
    t.match((await giving('a', { mediaType: 'text/html' })).headers, {
      'content-disposition': /^attachment/,
      'content-security-policy': /sandbox/,
    })
    t.match((await giving('a', { name: 'Zürich €.pdf' })).headers, {
      'content-disposition': 'attachment; filename="Z_rich _.pdf"; filename*=UTF-8\'\'Z%C3%BCrich%20%E2%82%AC.pdf',
    })
  })

  t.test('a denial names its paragraph', async (t) => {
    door.knobs.release = async () => {
      throw new Problem('release-denied', 'not for this purpose', { paragraph: '5.1 b' })
    }
    const answer = await release()
    isProblem(t, answer, 403, 'release-denied')
    t.equal(answer.value['paragraph'], '5.1 b')
    isProblem(t, await release({ purpose: 'VERIFY_VALUE' }), 400, 'request-invalid', 'without a matter')
  })

  t.test('content that fails before its first octet is a problem, without a trace of the content', async (t) => {
    const broken = (async function* (): AsyncGenerator<Uint8Array> {
      yield* []
      throw new Problem('part-missing', 'the part is not there')
    })()
    const answer = await giving('abc', { content: () => broken, obligations: ['x'] })
    isProblem(t, answer, 409, 'part-missing')
    for (const name of ['content-digest', 'content-disposition', 'bulla-obligations'])
      t.notOk(name in answer.headers, name)
  })

  t.test('content that fails later, or is of another length, never looks whole', async (t) => {
    const late = (async function* () {
      yield Buffer.alloc(100_000)
      throw new Error('secret-content: part corrupt')
    })()
    await t.rejects(giving('', { bytes: 200_000, content: () => late }))
    await t.rejects(giving('', { bytes: 5, content: () => Readable.from([Buffer.from('four')]) }), 'shorter')
    await t.rejects(
      giving('', { bytes: 3, content: () => Readable.from([Buffer.from('ab'), Buffer.from('cd')]) }),
      'longer',
    )
    t.match(door.logged(), /"event":"request.failed".*"route":"\/v1\/items\/:id\/releases"/)
    t.notMatch(door.logged(), /secret-content/)
  })

  t.test('a reader that leaves stops the reading', async (t) => {
    const stopped = Promise.withResolvers<string>()
    const endless = (async function* () {
      try {
        for (;;) yield Buffer.alloc(64 * 1024)
      } finally {
        stopped.resolve('stopped')
      }
    })()
    door.knobs.release = async () => released('', { bytes: 2 ** 40, content: () => endless })
    const request = door.start('POST', `/v1/items/${ids.item}/releases`, {
      headers: { 'content-type': 'application/json' },
    })
    request.on('error', () => undefined)
    request.end(JSON.stringify({ purpose: 'VERIFY_VALUE', matter: ids.case }))
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.on('error', () => undefined)
    response.destroy()
    t.equal(await stopped.promise, 'stopped')
  })
})

tap.test('server-sent events', async (t) => {
  const door = await open(t, { streamsPerClient: 2, heartbeatMs: 25 })
  const listen = async (headers: OutgoingHttpHeaders = {}, query = '', token = 'all') => {
    const request = door.start('GET', `/v1/events${query}`, {
      token,
      headers: { accept: 'text/event-stream', ...headers },
    })
    request.on('error', () => undefined)
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    let text = ''
    response.on('data', (chunk: Buffer) => {
      text += chunk
    })
    response.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => response.once('close', resolve))
    const until = async (part: string) => {
      while (!text.includes(part)) await once(response, 'data')
      return text
    }
    return { response, until, seen: () => text, ended, leave: () => request.destroy() }
  }
  for (let count = 0; count < 3; count += 1) door.happen('message.received')

  t.test('from the number given on, what was and what comes', async (t) => {
    const stream = await listen({}, '?after=1')
    t.equal(stream.response.headers['content-type'], 'text/event-stream')
    t.equal(stream.response.headers['cache-control'], 'no-store, no-transform')
    await stream.until('id: 3\n')
    door.happen('message.delivered')
    const text = await stream.until('id: 4\n')
    t.notMatch(text, /id: 1\n/)
    t.match(text, /id: 4\nevent: message.delivered\ndata: {"seq":4,"at":"1970-01-01T00:00:01.000Z"/)
    stream.leave()
  })
  t.test('Last-Event-ID goes on where the reader was', async (t) => {
    const stream = await listen({ 'last-event-id': '3' }, '?after=0')
    await stream.until('id: 4\n')
    t.notMatch(stream.seen(), /id: [123]\n/)
    stream.leave()
    const wrong = await door.call('GET', '/v1/events', {
      headers: { accept: 'text/event-stream', 'last-event-id': 'x' },
    })
    isProblem(t, wrong, 400, 'request-invalid')
  })
  t.test('a backlog of many pages comes in one go', async (t) => {
    for (let count = 0; count < 250; count += 1) door.happen('message.received')
    const stream = await listen()
    await stream.until('id: 254\n')
    t.equal(stream.seen().match(/^id: /gm)?.length, 254)
    stream.leave()
  })
  t.test('silence is broken by a heartbeat', async (t) => {
    const stream = await listen({ 'last-event-id': '254' })
    t.match(await stream.until(':\n\n:\n\n'), /^retry: 2000\n\n:\n\n:\n\n/)
    stream.leave()
  })
  t.test('so many streams of one client and no more', async (t) => {
    const two = [await listen(), await listen()]
    const third = await door.call('GET', '/v1/events', { headers: { accept: 'text/event-stream' } })
    isProblem(t, third, 429, 'too-many-requests')
    t.ok(Number(third.headers['retry-after']) >= 1)
    t.equal(door.watchers.size, 2)
    for (const stream of two) stream.leave()
    await door.unwatched
    t.pass('those who leave are forgotten')
  })
  t.test('by Accept: JSON, a stream, or neither', async (t) => {
    const get = (accept: string) => door.call('GET', '/v1/events?limit=1', { headers: { accept } })
    t.match((await get('application/json')).value, { rows: [{ seq: 1, at: '1970-01-01T00:00:01.000Z' }], last: 1 })
    t.equal((await get('text/html, */*;q=0.1')).status, 200)
    isProblem(t, await get('text/html'), 406, 'not-acceptable')
  })
  t.test('who loses its token loses its stream', async (t) => {
    door.tokens.set('brief', { id: 'brief', offices: 'all', roles: ['read'] })
    const stream = await listen({ 'last-event-id': '254' }, '', 'brief')
    await stream.until('retry:')
    door.tokens.delete('brief')
    await stream.ended
    t.pass('ended')
  })
  t.test('streams end with the door', async (t) => {
    const stream = await listen({}, '', 'only-read')
    await stream.until('id: 1\n')
    const closed = door.app.close()
    await stream.ended
    await closed
    t.ok(stream.response.complete, 'with a proper end')
  })
})

tap.test('not too often', async (t) => {
  let nowMs = 0
  const door = await open(t, { ratePerClient: 2 }, { nowMs: Date.now, elapsedMs: () => nowMs })
  const who = (token: string) => door.call('GET', '/v1/whoami', { token })
  const statuses = async (token: string, count: number) => {
    const found: number[] = []
    for (let each = 0; each < count; each += 1) found.push((await who(token)).status)
    return found
  }
  t.same(await statuses('all', 5), [200, 200, 200, 200, 429], 'a burst of twice the rate')
  const busy = await who('all')
  isProblem(t, busy, 429, 'too-many-requests')
  t.equal(busy.headers['retry-after'], '1')
  t.same(await statuses('only-read', 1), [200], 'others are not held up')
  t.same(await statuses('wrong', 5), [401, 401, 401, 401, 429], 'guessing is slow')
  t.same(await statuses('only-read', 1), [200], 'and holds up nobody who is known')
  nowMs += 1_000
  t.same(await statuses('all', 3), [200, 200, 429])
})

tap.test('health, readiness, and closing', async (t) => {
  let nowMs = 0
  const door = await open(t, {}, { nowMs: Date.now, elapsedMs: () => nowMs })
  t.match(await door.call('GET', '/healthz', { token: '' }), { status: 200, value: { alive: true } })
  t.equal((await door.call('HEAD', '/readyz', { token: '' })).status, 200)
  let asked = 0
  door.knobs.readiness = async () => {
    asked += 1
    return { ready: false, reasons: ['the store cannot commit'] }
  }
  nowMs += 2_000
  const both = await Promise.all([1, 2].map(() => door.call('GET', '/readyz', { token: '' })))
  for (const answer of both)
    t.match(answer, { status: 503, value: { ready: false, reasons: ['the store cannot commit'] } })
  t.equal(asked, 1, 'those who ask at once share one answer')
  door.knobs.readiness = () => Promise.reject(new Error('secret'))
  nowMs += 2_000
  const unknown = await door.call('GET', '/readyz', { token: '' })
  t.match(unknown, { status: 503, value: { ready: false } })
  t.notMatch(unknown.text, /secret/)

  // What is under way is finished; what comes after it on the same connection is told to go elsewhere.
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  door.knobs.case = async () => {
    begun.resolve()
    await gate.promise
    return { case: ids.case }
  }
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer all\r\n\r\n`
  const { socket, all } = await door.raw()
  socket.write(get(`/v1/cases/${ids.case}`))
  await begun.promise
  const closed = door.app.close()
  socket.write(get('/v1/whoami'))
  // The second request is read while the first is under way: its answer waits its turn.
  await once(door.app.server, 'request')
  gate.resolve()
  const text = await all()
  await closed
  t.match(text, new RegExp(`^HTTP/1.1 200 OK[^]*${ids.case}[^]*HTTP/1.1 503 [^]*"code":"stopping"`))
})

tap.test('the examples of the OpenAPI document are taken as they stand', async (t) => {
  const door = await open(t)
  const { value } = await door.call('GET', '/openapi.json', { token: '' })
  const paths = value['paths'] as Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { example: unknown }> } }>
  >
  for (const route of Object.keys(bodies) as Route[]) {
    const [method, url] = partsOf(route)
    const described = paths[url.replaceAll(/:([a-z0-9]+)/g, '{$1}')]?.[method.toLowerCase()]
    const json = described?.requestBody?.content['application/json']?.example
    if (json === undefined) continue
    const answer = await door.call(method, addresses[route], { json })
    t.ok(answer.status < 300, `${route}: ${answer.status} ${answer.value['detail'] ?? ''}`)
  }
})

/** A request as it is written, with what it says of its body. */
const written = (route: Route, fields: Readonly<Record<string, string | number>>, body = '') => {
  const named = Object.entries({ Host: 'x', Authorization: 'Bearer all', 'Upload-Offset': 0, ...fields })
  const lines = named.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${partsOf(route)[0]} ${addresses[route]} HTTP/1.1\r\n${lines}\r\n${body}`
}

tap.test('whatever every route can refuse stands in the OpenAPI document, by status and code', async (t) => {
  const door = await open(t, { requestTimeoutMs: 400, leastUploadBytes: 1_000 })
  const slow = await open(t, { ratePerClient: 1 })
  const { value } = await door.call('GET', '/openapi.json', { token: '' })
  type Operation = { responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }> }
  const paths = value['paths'] as Record<string, Record<string, Operation>>
  const pathOf = (url: string) => url.replaceAll(/:([a-z0-9]+)/g, '{$1}').replace('*', '{path}')
  const listed = (route: Route, status: number): string[] => {
    const [method, url] = partsOf(route)
    const answer = paths[pathOf(url)]?.[method.toLowerCase()]?.responses[status]
    return Object.keys(answer?.content?.['application/problem+json']?.examples ?? {})
  }
  const hold = (route: Route, { status, value }: Pick<Answer, 'status' | 'value'>, wanted: number, what: string) => {
    t.equal(status, wanted, `${route}: ${what}`)
    if (route.startsWith('HEAD '))
      return void t.ok(listed(route, status).length > 0, `${route}: ${what}: ${status} is listed`)
    t.ok(
      listed(route, status).includes(String(value['code'])),
      `${route}: ${what}: ${status} ${value['code']} is listed`,
    )
  }
  const said = async (text: string): Promise<Pick<Answer, 'status' | 'value'>> => {
    const { socket, until } = await door.raw()
    socket.write(text)
    const answer = await until(text.startsWith('HEAD ') ? '\r\n\r\n' : '}')
    const [, status, body = ''] = /^HTTP\/1\.1 (\d+) .*?\r\n\r\n(.*)$/s.exec(answer) ?? []
    socket.destroy()
    return { status: Number(status), value: body === '' ? {} : JSON.parse(body) }
  }
  await Promise.all(
    routes.map(async ([route, access]) => {
      const [method] = partsOf(route)
      const reads = method === 'GET' || method === 'HEAD'
      if (access !== 'open') hold(route, await door.call(...ask(route, { token: '' })), 401, 'no credentials')
      hold(
        route,
        await door.call(...ask(route, { headers: { 'bulla-person': 'x' } })),
        403,
        'a person it may not state',
      )
      if (typeof access !== 'string' && !('refusedByFlow' in rows[route])) {
        const role = allRoles.find((each) => !(access as readonly string[]).includes(each))
        hold(route, await door.call(...ask(route, { token: `only-${role}` })), 403, 'another role')
      }
      hold(route, await door.call(...ask(route, { headers: { 'content-encoding': 'gzip' } })), 415, 'a coding')
      const [, address, plain] = ask(route)
      const nonsense = `${address}${address.includes('?') ? '&' : '?'}nonsense=1`
      hold(route, await door.call(method, nonsense, plain), 400, 'a query that is not known')
      hold(route, await said(written(route, { x: 'y'.repeat(20_000) })), 431, 'a large header')
      hold(route, await said(written(route, {}).slice(0, -8)), 408, 'a header that does not end')
      for (let tries = 0; ; tries += 1) {
        const answer = await slow.call(...ask(route))
        if (answer.status !== 429 && tries < 20) continue
        hold(route, answer, 429, 'too often')
        break
      }
      if (reads) {
        hold(route, await said(written(route, { 'Content-Length': 1 })), 400, 'a body where none is')
        return
      }
      const json = { 'Content-Type': 'application/json' }
      if (route !== 'POST /v1/items')
        hold(
          route,
          await said(written(route, { 'Content-Type': 'text/plain', 'Content-Length': 1 }, 'x')),
          415,
          'another type',
        )
      else
        hold(
          route,
          await said(written(route, { 'Content-Type': 'multipart/form-data', 'Content-Length': 1 }, 'x')),
          415,
          'a form',
        )
      const type = 'octets' in rows[route] ? { 'Content-Type': 'application/partial-upload' } : json
      hold(
        route,
        await said(written(route, { ...type, 'Content-Length': 2_000_000_000 })),
        route.startsWith('PATCH') ? 404 : 413,
        'too large',
      )
      if (!route.startsWith('PATCH'))
        hold(route, await said(written(route, { ...type, 'Content-Length': 100 })), 408, 'a body that does not come')
    }),
  )
  for (const [route] of routes) {
    const [, url] = partsOf(route)
    const unknown = url.includes(':member') ? [403, 'partner-unknown'] : [404, 'not-found']
    if (/[:*]/.test(url))
      t.ok(listed(route, Number(unknown[0])).includes(String(unknown[1])), `${route}: what is not there`)
    const known = Object.keys(paths[pathOf(url)] ?? {}).map((method) => method.toUpperCase())
    const answer = await door.call('PUT', addresses[route], {})
    isProblem(t, answer, 405, 'method-not-allowed', `PUT for ${route}`)
    const allowed = answer.headers.allow?.split(', ') ?? []
    t.ok(
      known.every((method) => allowed.includes(method)),
      `${route}: ${answer.headers.allow}`,
    )
  }
})

const canary = 'kx9-canary'
type Shape = {
  readonly type?: string
  readonly properties?: Record<string, Shape>
  readonly required?: readonly string[]
  readonly enum?: readonly string[]
  readonly [keyword: string]: unknown
}
/** Values that do not fit, one for each keyword of a shape; each holds the canary where it can. */
function misfitsOf(shape: Shape): unknown[] {
  const [branch, ...others] = (shape['anyOf'] ?? []) as readonly Shape[]
  if (branch) return misfitsOf(branch).filter((value) => value !== null || others.length === 0)
  const { type, minimum, maximum, maxLength, maxItems, minItems, uniqueItems, maxProperties } = shape
  const members = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${canary}${at}`, 1]))
  return [
    ...(type === 'string' || type === 'integer' || shape.enum
      ? [[canary], { [canary]: canary }, true, null]
      : [canary]),
    ...(shape.enum ? [canary] : []),
    ...(type === 'integer' ? [canary, 1.5] : []),
    ...(typeof shape['pattern'] === 'string' ? [`\u0007${canary}`] : []),
    ...(typeof maxLength === 'number' ? [canary.repeat(maxLength)] : []),
    ...(typeof minimum === 'number' ? [minimum - 1] : []),
    ...(typeof maximum === 'number' ? [maximum + 1] : []),
    ...(typeof maxItems === 'number' ? [Array.from({ length: maxItems + 1 }, () => canary)] : []),
    ...(typeof minItems === 'number' && minItems > 0 ? [[]] : []),
    ...(uniqueItems ? [[canary, canary]] : []),
    ...(typeof maxProperties === 'number' ? [members(maxProperties + 1)] : []),
  ]
}

tap.test('a shape that is refused is named with its field, what was found and what is expected', async (t) => {
  const door = await open(t)
  let tried = 0
  const refused = async (route: Route, more: Ask, path: string, [field, what]: [string, string]) => {
    const [method] = partsOf(route)
    const answer = await door.call(method, path, more)
    tried += 1
    isProblem(t, answer, 400, 'request-invalid', `${route} ${what}`)
    if (method === 'HEAD') return
    t.equal(answer.value['field'], field, `${route} ${what}: the field`)
    t.match(
      answer.value['detail'],
      / (?:is missing(?:: .|$)|is not a field here.*(?:known are|none is taken)|must .*found |must not name anything twice|does not have the form wanted, found .*; expected |is there twice, expected once)/,
      `${route} ${what}`,
    )
    t.notMatch(
      answer.text.replaceAll(String(answer.value['field']), ''),
      canary,
      `${route} ${what}: tells nothing of it`,
    )
  }
  for (const [route, row] of Object.entries(rows) as [Route, (typeof rows)[Route]][]) {
    const address = addresses[route]
    const takes = ('takes' in row ? row.takes : {}) as Readonly<Record<string, Shape>>
    const [, , plain] = ask(route)
    const sign = address.includes('?') ? '&' : '?'
    await refused(route, plain, `${address}${sign}nonsense=${canary}`, ['/nonsense', 'an unknown query'])
    for (const [name, shape] of Object.entries(takes['querystring']?.properties ?? {}))
      for (const value of misfitsOf(shape).filter((each) => typeof each !== 'object' && typeof each !== 'boolean')) {
        const query = new URLSearchParams(address.split('?')[1])
        query.set(name, String(value))
        if (shape.type === 'string' && typeof value === 'number') continue
        await refused(route, plain, `${address.split('?')[0]}?${query}`, [`/${name}`, `query ${name}: ${value}`])
      }
    for (const [name, { type, pattern }] of Object.entries(takes['headers']?.properties ?? {}))
      if (type === 'string' && pattern)
        await refused(route, { ...plain, headers: { ...plain.headers, [name]: `${canary} ü` } }, address, [
          `/${name}`,
          `header ${name}`,
        ])
    const body = plain.json as Record<string, unknown> | undefined
    if (takes['body'] === undefined || typeof body !== 'object') continue
    const { properties = {}, required = [] } = takes['body']
    const send = (json: unknown, field: string, what: string) =>
      refused(route, { ...plain, json }, address, [field, what])
    if (takes['body']['additionalProperties'] === false)
      await send({ ...body, [canary]: 1 }, `/${canary}`, 'an unknown member')
    for (const name of required) {
      const { [name]: _, ...others } = body
      await send(others, `/${name}`, `without ${name}`)
    }
    for (const [name, shape] of Object.entries(properties))
      for (const value of misfitsOf(shape)) {
        if (shape.type === 'array' && Array.isArray(value) && value.length === 0 && !shape['minItems']) continue
        const { value: said } = await door.call(partsOf(route)[0], address, {
          ...plain,
          json: { ...body, [name]: value },
        })
        const field = String(said['field'])
        t.ok(field === `/${name}` || field.startsWith(`/${name}/`), `${route} ${name}: ${field}`)
        await send({ ...body, [name]: value }, field, `${name}: ${JSON.stringify(value)?.slice(0, 60)}`)
      }
  }
  t.ok(tried > 500, `${tried} were tried`)
  const twice = await door.call('GET', '/v1/cases?state=a&state=b')
  t.equal(twice.value['detail'], 'the query at /state is there twice, expected once')
  const enums = await door.call('POST', `/v1/items/${ids.item}/releases`, { json: { ...releaseAsk, use: 'views' } })
  t.match(enums.value['detail'], /must be one of view, compare, .*; found text of 5 characters, did you mean view\?/)
})

tap.test('a text that hides something or turns others round comes in nowhere, as in the name of an item', async (t) => {
  const door = await open(t)
  const misleading = ['\u202e', '\u2066', '\u200f', '\u061c', '\u200b', '\u{e0041}']
  const tried = new Set<string>()
  for (const [route, row] of Object.entries(rows) as [Route, (typeof rows)[Route]][]) {
    const takes = ('takes' in row ? row.takes : {}) as Readonly<Record<string, Shape>>
    const [method, address, plain] = ask(route)
    const send = async (name: string, value: string, where: string) => {
      if (where === 'body')
        return door.call(method, address, { ...plain, json: { ...(plain.json as object), [name]: value } })
      const query = new URLSearchParams(address.split('?')[1])
      query.set(name, value)
      return door.call(method, `${address.split('?')[0]}?${query}`, plain)
    }
    for (const where of ['body', 'querystring'])
      for (const [name, shape] of Object.entries(takes[where]?.properties ?? {})) {
        const { type, maxLength } = (shape['anyOf'] as readonly Shape[] | undefined)?.[0] ?? shape
        if (type !== 'string' || shape.enum) continue
        for (const mark of misleading) {
          const answer = await send(name, `a${mark}b`, where)
          isProblem(t, answer, 400, 'request-invalid', `${route} ${name}`)
          t.equal(answer.value['field'], `/${name}`, `${route} ${name}`)
        }
        tried.add(name)
        if (Number(maxLength ?? 0) < 1000) continue
        t.ok((await send(name, 'two\n\tlines', where)).status < 300, `${route} ${name}: what is long has lines`)
      }
  }
  for (const name of [
    'matter',
    'reader',
    'office',
    'reason',
    'recipient',
    'proceedingName',
    'summary',
    'reference',
    'person',
    'number',
    'name',
  ])
    t.ok(tried.has(name), name)
  const answer = await door.call('POST', `/v1/items/${ids.item}/releases`, {
    json: { ...releaseAsk, matter: 'a\u202eb' },
  })
  t.match(answer.value['detail'], 'the body at /matter holds U+202E, which nobody sees or which turns the others round')
})
