// A gateway that knows it is behind: nothing is taken, signed, sent or released, by any route of either door; what is there can be read.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer as httpsServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { utf8 } from '../../crypto/octets.ts'
import { writeFrames } from '../../crypto/part/frames.ts'
import { signAbsence } from '../../crypto/statement/absence.ts'
import { type Route, routes as rows } from '../../gateway/doors/national/routes/all.ts'
import { partnerRoutes } from '../../gateway/doors/partner/partner-routes.ts'
import { askRoute, behindPair, oneMore, setAside, twoPersons } from '../support/behind.ts'
import { purpose, requestBody } from '../support/bodies.ts'
import { sha256Of } from '../support/client.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { type Installation, install, peer, scratch } from '../support/installation.ts'
import { nextCard, signersOf } from '../support/next-card.ts'
import { knock } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'

const routes = Object.keys(rows) as Route[]
/** Everything that is no reading, and what says of itself that it is refused. */
const refused = (route: Route) => !route.startsWith('GET ') || (rows[route].problems ?? []).includes('log-behind')

const leavesIn = async (gateway: Gateway) =>
  ((await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json.rows as unknown[]).length

t.test(
  'a gateway that is behind refuses every route that writes, signs or gives content, and no other [N1]',
  async (t) => {
    const { a, b, stock, one, two, agreement } = await behindPair(t)
    const ready = await a.client('operator').get('/readyz')
    t.match({ status: ready.status, ...ready.json }, { status: 503, reasons: [/evidence log is behind/] })
    const before = await leavesIn(a)
    const held = await leavesIn(b)
    for (const route of routes) {
      if (route === 'GET /readyz') continue
      // None is under way, as none is begun.
      if (route.includes('/v1/uploads/:id')) continue
      const answer = await askRoute(a, route, stock)
      const said = `${route}: ${answer.status} ${answer.octets.toString('utf8', 0, 200)}`
      if (refused(route))
        t.match({ status: answer.status, ...answer.json }, { status: 503, code: 'log-behind', retry: true }, said)
      else t.ok(answer.status < 400, said)
    }
    for (const route of ['POST /v1/cases', 'GET /v1/messages/:id', 'GET /v1/cases/:id/bundle'] as const)
      t.ok(refused(route), `${route} is documented to be refused`)
    const withContent = await a.client().get(`/v1/cases/${stock.case}/bundle?purpose=${purpose}`)
    t.equal(withContent.json.code, 'log-behind', 'nor a case file with content')
    const shown = (await a.client().get(`/v1/cases/${stock.case}`)).json.items as {
      name: string | null
      disposed: boolean
    }[]
    t.match(shown, [{ name: null, disposed: false }], 'lists tell of items without what is said of their content')

    await partnerDoorIsShut(t, { one, two, agreement })
    t.equal(await leavesIn(a), before, 'nothing was appended')
    t.equal(await leavesIn(b), held, 'and nothing was sent')
  },
)

/** Every route of the partner door, as it registers them: what only reads is answered, everything else is refused. */
async function partnerDoorIsShut(
  t: Test,
  { one, two, agreement }: Pick<Awaited<ReturnType<typeof behindPair>>, 'one' | 'two' | 'agreement'>,
): Promise<void> {
  const registered: string[] = []
  const app = fastify({ exposeHeadRoutes: false })
  app.addHook('onRoute', ({ method, url }) => void registered.push(...[method].flat().map((each) => `${each} ${url}`)))
  const limits = {
    ...{
      maxDeliveryBytes: 1024,
      maxChainBytes: 1024,
      maxCardBytes: 1024,
      maxIntroductionBytes: 1024,
      maxNoteBytes: 1024,
      maxListBytes: 1024,
    },
    ...{ pace: { windowMs: 1000, leastBytes: 1, closing: AbortSignal.any([]) }, holdBody: () => () => undefined },
  }
  await app.register(partnerRoutes({} as never, limits))
  await app.close()
  const sender = await senderOf(two, one, agreement)
  const made = await sender.make({ content: new Uint8Array(randomBytes(1000)) })
  const sealed = await sender.seal([made.message])
  const part = randomBytes(1000)
  const path = `/v1/parts/${sha256Of(part)}`
  const delivery = writeFrames([utf8(sealed.envelope), ...made.parts])
  const note = signCheckpoint(
    { origin: logOrigin(two.card.trustDomain), size: 1_000, rootHash: new Uint8Array(32) },
    logSigningKey(readFileSync(join(two.folder, 'keys/log.key.pem'), 'utf8')),
  )
  const signers = await signersOf(two)
  const [card, other] = [await nextCard(two.card, signers), await nextCard(two.card, signers)].map(({ jws }) => jws)
  const proof = [await openDirectory(two.folder).ownCard(), card, other].join('\n')
  const [at, until] = [Date.now(), Date.now() + 3_600_000].map((ms) => new Date(ms).toISOString()) as [string, string]
  const absence = { v: 1, from: two.member, to: one.member, at, until } as const
  const asks: Readonly<Record<string, Parameters<typeof knock>[1]>> = {
    'POST /v1/deliveries': { headers: { 'content-type': 'application/cbor-seq' }, body: delivery },
    'PATCH /v1/parts/:sha256': {
      path,
      headers: { 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-length': '1000' },
      body: part,
    },
    'HEAD /v1/parts/:sha256': { path, headers: { 'upload-length': '1000' } },
    'POST /v1/witness/add-checkpoint': {
      headers: { 'content-type': 'text/plain' },
      body: `old 0\n\n${note}`,
    },
    'POST /v1/card': { headers: { 'content-type': 'application/jose' }, body: card ?? '' },
    'POST /v1/card/fork': { headers: { 'content-type': 'application/jose' }, body: proof },
    'POST /v1/absence': {
      headers: { 'content-type': 'application/jose' },
      body: await signAbsence(absence, sender.signWith),
    },
    'GET /log/*': { path: '/log/checkpoint' },
  }
  t.ok(registered.length >= 8, `${registered.length} routes are registered`)
  for (const route of registered) {
    const [method = '', url = ''] = route.split(' ')
    const answer = await knock(sender.line, { method, path: url, ...asks[route] })
    const said = `partner door, ${route}: ${JSON.stringify(answer).slice(0, 200)}`
    // A revocation counts whatever the log is like: it is told on its own merits.
    if (route === 'POST /v1/crl') t.match(answer, { status: 422, body: /crl-invalid/ }, said)
    else if (/^(GET|HEAD) /.test(route)) t.ok('status' in answer && answer.status < 400, said)
    else t.match(answer, { status: 503, body: /log-behind/ }, said)
  }
}

const told = (one: { folder: string }, event: string) =>
  readFileSync(join(one.folder, 'gateway.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`))

t.test('a graceful stop publishes: what was written in the last moments cannot fork unnoticed [N1]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t)
  await start(t, two)
  const first = await start(t, one)
  await oneMore(first, agreement)
  await first.running.close()
  const restore = await setAside(one)
  // No round, no export: only the stop tells XB of what comes now.
  const later = await start(t, one)
  const made = await oneMore(later, agreement)
  await later.running.close()
  await restore()
  const restored = await start(t, one)
  t.match((await restored.client('operator').get('/readyz')).json, {
    ready: false,
    reasons: [/evidence log is behind/],
  })
  t.equal((await restored.client().get(`/v1/cases/${made}`)).status, 404, 'it lacks what it wrote last')
  t.equal(told(one, 'log.alarm').length, 1)
})

// Without a bound of our own both would wait for the line, which takes a minute to give up.
t.test('a partner that takes the line and never answers holds neither start nor stop [N1]', async (t) => {
  const silent = await silentServer(t)
  const { a: one, b: two, agreement } = await installedPair(t, { b: { endpointPort: silent.port } })
  const b = await start(t, two)
  const sender = await senderOf(two, one, agreement)
  const startedAt = performance.now()
  const a = await start(t, one)
  t.ok(performance.now() - startedAt < 40_000, `started in ${Math.round(performance.now() - startedAt)} ms`)
  await sender.deliver([await sender.make()])
  t.ok(silent.asked() > 0, 'it was asked before the doors opened')
  const stoppedAt = performance.now()
  await a.running.close()
  t.ok(performance.now() - stoppedAt < 40_000, `stopped in ${Math.round(performance.now() - stoppedAt)} ms`)
  await b.running.close()
})

t.test(
  'until a partner with traffic has answered readiness says so; an answer that comes later stops everything [N1]',
  async (t) => {
    const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
    const b = await start(t, two)
    const first = await start(t, one)
    t.same(
      (await first.client('operator').get('/readyz')).json,
      { ready: true, reasons: [] },
      'nothing to be confirmed at first',
    )
    await oneMore(first, agreement)
    await first.running.close()
    const restore = await setAside(one)
    const later = await start(t, one)
    t.same(
      (await later.client('operator').get('/readyz')).json,
      { ready: true, reasons: [] },
      'its partner has answered',
    )
    await oneMore(later, agreement)
    await later.running.close()
    await b.running.close()
    await restore()

    const restored = await start(t, one)
    const officer = restored.client()
    const ready = await restored.client('operator').get('/readyz')
    t.match({ status: ready.status, ...ready.json }, { status: 200, ready: true, reasons: [/^log-unconfirmed/] })
    const body = { agreement: agreement.id, office: 'HQ', body: requestBody() }
    t.equal((await officer.post('/v1/cases', body)).status, 202, 'neither may wait for the other')
    await start(t, two)
    for (const end = Date.now() + 30_000; (await officer.post('/v1/cases', body)).status === 202; ) {
      if (Date.now() > end) throw new Error('it goes on taking messages')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    t.equal((await officer.post('/v1/cases', body)).json.code, 'log-behind')
    t.match((await restored.client('operator').get('/readyz')).json, {
      ready: false,
      reasons: [/evidence log is behind/],
    })
  },
)

t.test('a partner that says we are behind without our signature is ignored, and that is logged [N1]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t)
  const b = await start(t, two)
  const first = await start(t, one)
  await oneMore(first, agreement)
  await first.running.close()
  await b.running.close()
  // XB signs in our name what we never wrote.
  const key = logSigningKey(readFileSync(join(two.folder, 'keys/log.key.pem'), 'utf8'))
  const origin = logOrigin(one.card.trustDomain)
  await lyingServer(t, two, signCheckpoint({ origin, size: 1_000_000, rootHash: new Uint8Array(32) }, key))
  const a = await start(t, one)
  t.match(told(one, 'witness.ignored'), [/"partner":"XB"/])
  t.same(told(one, 'log.alarm'), [])
  const ready = await a.client('operator').get('/readyz')
  t.match(
    { status: ready.status, ...ready.json },
    { status: 200, reasons: [/^log-unconfirmed/] },
    'nor has it confirmed anything',
  )
  const body = { agreement: agreement.id, office: 'HQ', body: requestBody() }
  t.equal((await a.client().post('/v1/cases', body)).status, 202)
})

t.test('a new installation of a member, peered anew by people, has its own log cosigned [N1]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t)
  const b = await start(t, two)
  const first = await start(t, one)
  await oneMore(first, agreement)
  await first.running.close()
  const anew = await install(join(await scratch(t), 'XA'), 'XA')
  await peer(anew, two, agreement)
  const again = await start(t, anew)
  await again.client().until('/v1/partners', () => told(two, 'trust.loaded').length > 1)
  await oneMore(again, agreement)
  const opened = (await again.client().get('/v1/cases')).json.rows as { case: string }[]
  await again.client().ask('GET', `/v1/cases/${opened[0]?.case}/bundle`)
  t.match((await again.client().ask('GET', '/log/checkpoint')).octets.toString(), /— xb\.example\/witness /)
  t.same(told(two, 'log.alarm'), [], 'and nobody is alarmed by what its old log was')
  await b.running.close()
})

/** A partner with its own certificate that answers every question with one text. */
async function lyingServer(t: Test, { folder, ports }: Installation, text: string): Promise<void> {
  const pem = (name: string) => readFileSync(join(folder, 'keys', name), 'utf8')
  const tls = { key: pem('tls.key.pem'), cert: pem('tls.cert.pem'), requestCert: true, rejectUnauthorized: false }
  const server = httpsServer(tls, (_, answer) => answer.end(text))
  await new Promise<void>((resolve) => server.listen(ports.partner, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
}

/** Accepts connections and says nothing. */
async function silentServer(t: Test) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, asked: () => sockets.size }
}
