// `partner test` where something is wrong on the way: each fault is told from the others by its hop, with the next step, and none of
// them is an error of ours.
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { connectProxy } from '../support/connect-proxy.ts'
import { installedPair, start } from '../support/gateways.ts'
import { type Installation, install, peer, scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'

const endpointPort = await freePort()
const { a: xa, b: xb } = await installedPair(t, {
  a: { settings: { DELIVERY_TIMEOUT_MS: 6000 } },
  b: { endpointPort },
})
const ours = await start(t, xa)
const operator = ours.client('operator')
const test = async (member = 'XB') => (await operator.ask('POST', `/v1/operator/partners/${member}/test`)).json
const linesOf = () => readFileSync(join(xa.folder, 'gateway.log'), 'utf8')

type Standing = (socket: Socket) => void
/** Stands where the partner door should be while a test runs. */
async function standing(server: Server, run: () => Promise<void>): Promise<void> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => open.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(endpointPort, '127.0.0.1', resolve))
  await run()
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}

async function certificateOf({ ca, card }: Pick<Installation, 'ca' | 'card'>, named: boolean, dates = {}) {
  const key = await makeKey('P-256')
  const requestPem = await makeRequest({
    ...{ keyPem: key, name: 'somebody', use: named ? 'tls' : 'national', hosts: ['localhost'] },
    ...(named && { trustDomain: card.trustDomain }),
  })
  const now = Date.now()
  const cert = await issue({
    ...{ ca, use: named ? 'tls' : 'national', requestPem },
    ...{ notBeforeMs: now - 60_000, notAfterMs: now + 3_600_000, ...dates },
  })
  return { key, cert, minVersion: 'TLSv1.3' as const }
}

t.test('what answers in the place of the partner is told by what it does [31] [N7]', async (t) => {
  const html = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nno'
  const stand: [string, Standing, RegExp][] = [
    ['line-silent', () => undefined, /took the connection and answers nothing/],
    ['line-reset', (socket) => void socket.once('data', () => socket.resetAndDestroy()), /broke it off/],
    ['line-no-tls', (socket) => void socket.once('data', () => socket.end(html)), /plain HTTP/],
    ['line-half', (socket) => void socket.once('data', () => socket.write(Buffer.of(22, 3, 3))), /3 octets/],
  ]
  for (const [code, act, detail] of stand)
    await standing(createServer(act), async () => {
      const found = await test()
      t.match(found, { code, detail, status: 502 }, JSON.stringify(found))
      t.notMatch(String(found.detail), /openssl|:ssl|deps\//, 'in words of ours')
    })
  t.match(await test(), { code: 'line-refused', detail: /nothing listens/ })
})

t.test('whose certificate it is that answers [31] [N7]', async (t) => {
  const now = Date.now()
  const dates = { notBeforeMs: now - 60_000, notAfterMs: now + 3_600_000 }
  const other = { ca: await makeCa({ name: 'Proxy CA', ...dates }), card: xb.card }
  const early = { notBeforeMs: now + 600_000, notAfterMs: now + 3_600_000 }
  const shown = [
    ['line-intercepted', await certificateOf(other, false), /issued by CN=Proxy CA.*none of a gateway/],
    ['line-certificate', await certificateOf(other, true), /issued by CN=Proxy CA/],
    ['line-clock', await certificateOf(xb, true, early), /good from .* here it is /],
  ] as const
  for (const [code, pems, detail] of shown)
    await standing(createTlsServer(pems), async () => {
      const found = await test()
      t.match(found, { code, detail }, JSON.stringify(found))
    })
  const closing = createTlsServer(await certificateOf(xb, true), (socket) => socket.destroy())
  await standing(closing, async () => {
    const found = await test()
    t.match(
      found,
      { code: 'line-own-certificate', detail: /our certificate/, fix: /tls\.refused/ },
      JSON.stringify(found),
    )
  })
  const cut = createTlsServer(await certificateOf(xb, true), (socket) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/jose\r\ncontent-length: 99\r\n\r\nab'),
    )
  })
  await standing(cut, async () => {
    const found = await test()
    t.match(found, { code: 'line-half', detail: /broke off its answer/ }, JSON.stringify(found))
  })
})

t.test('a name that nobody resolves, and a proxy that does not lead there [31] [N7]', async (t) => {
  const folder = await scratch(t)
  const xc = await install(join(folder, 'XC'), 'XC', { endpointHost: 'gateway.xc.invalid' })
  await peer(xa, xc)
  const untilKnown = () =>
    operator.until('/v1/operator/status', ({ partners }) => JSON.stringify(partners).includes('XC'))
  await untilKnown()
  t.match(await test('XC'), { code: 'line-name', detail: /gateway\.xc\.invalid.*not resolved/, fix: /name server/ })
  const proxy = await connectProxy(t)
  proxy.refuses = true
  await openDirectory(xa.folder).setPartnerProxy('XC', proxy.url)
  const end = Date.now() + 15_000
  let found = await test('XC')
  while (found.code !== 'line-proxy' && Date.now() < end) found = await test('XC')
  t.match(found, { code: 'line-proxy', detail: /answers 403 Not from here/, fix: /CONNECT/ }, JSON.stringify(found))
})

t.test('each test takes a connection of its own, and its faults are no error of ours [N7]', async (t) => {
  const failed = linesOf()
    .split('\n')
    .filter((line) => line.includes('"level":50'))
  t.same(failed, [], 'nothing that rings an alarm')
  t.match(linesOf(), /"event":"request.refused".*"problem":"line-silent"/, 'it is told all the same')
  const settings = join(xb.folder, 'bulla.json')
  const written = JSON.parse(await readFile(settings, 'utf8')) as object
  await writeFile(settings, JSON.stringify({ ...written, PARTNER_PORT: endpointPort }))
  const theirs = await start(t, xb)
  const opened = () => linesOf().match(/"event":"line.opened"/g)?.length ?? 0
  t.match(await test(), { partner: 'XB' })
  const before = opened()
  t.match(await test(), { partner: 'XB' })
  t.ok(opened() > before, 'the second test opened another one')
  await theirs.running.close()
})

t.test('through a proxy TLS goes end to end, and variables of the environment reroute nothing', async (t) => {
  const proxy = await connectProxy(t)
  const theirs = await start(t, xb)
  await openDirectory(xa.folder).setPartnerProxy('XB', proxy.url)
  const end = Date.now() + 15_000
  while (proxy.led.length === 0 && Date.now() < end) await test()
  t.match(await test(), { partner: 'XB' })
  t.ok(
    proxy.led.every((target) => target === `localhost:${endpointPort}`),
    proxy.led.join(),
  )
  t.ok(
    proxy.began.every((octet) => octet === 22),
    'what goes through is TLS',
  )
  await theirs.running.close()
})
