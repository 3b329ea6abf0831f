// The way out: a proxy that a setting names carries stamps, spans and parts; what the environment names carries nothing.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, request as requestPlain } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import t from 'tap'
import { httpsLine } from '../../adapters/partner/https.ts'
import { openS3Parts } from '../../adapters/parts/s3.ts'
import { proxiedAgent, throughProxy } from '../../adapters/proxy/tunnel.ts'
import { httpTimeStamps } from '../../adapters/timestamps/http.ts'
import { timestampQuery } from '../../crypto/log/timestamp.ts'
import { sha256, utf8 } from '../../crypto/octets.ts'
import { openTracing } from '../../gateway/watch/tracing.ts'
import { clientOf } from '../support/client.ts'
import { collector } from '../support/collector.ts'
import { connectProxy } from '../support/connect-proxy.ts'
import { installedPair, spawnGateway, start } from '../support/gateways.ts'
import { oddAnswers, oddProxy } from '../support/odd-proxy.ts'
import { s3Bucket, s3Key, s3Server } from '../support/s3.ts'
import { open } from '../support/story.ts'
import { noTsa, openTsa } from '../support/tsa.ts'

const placeOf = (url: string) => new URL(url).host

t.test('stamps go through the proxy that is named', { skip: noTsa }, async (t) => {
  const [proxy, tsa] = [await connectProxy(t), await openTsa()]
  t.teardown(() => tsa.close())
  const stamps = httpTimeStamps({ url: tsa.url, timeoutMs: 5000, tunnel: throughProxy(proxy.url) })
  const query = timestampQuery(sha256(utf8('x')), new Uint8Array(16).fill(7))
  t.ok((await stamps.stamp(query)).length > 100)
  t.same(proxy.led, [placeOf(tsa.url)])
  proxy.refuses = true
  const message = /the proxy http:\/\/127\.0\.0\.1:\d+ did not lead to .*: it answers 403 Not from here/
  await t.rejects(stamps.stamp(query), { code: 'timestamp-failed', message })
})

t.test('spans go through the proxy that is named', async (t) => {
  const [proxy, seen] = [await connectProxy(t), await collector(t)]
  const agent = proxiedAgent(proxy.url, seen.url, { keepAlive: true })
  t.teardown(() => agent.destroy())
  const tracing = await openTracing({
    url: seen.url,
    agent,
    node: 'n',
    version: '1',
    count: () => undefined,
    delayMs: 20,
  })
  await tracing.span('submit', {}, async () => undefined)
  t.equal((await seen.spans(1)).length, 1)
  await tracing.close()
  t.ok(proxy.led.length > 0 && proxy.led.every((target) => target === placeOf(seen.url)), proxy.led.join())
})

t.test('parts go through the proxy that is named', async (t) => {
  const [proxy, server] = [await connectProxy(t), await s3Server(t)]
  const agent = proxiedAgent(proxy.url, server.url, { keepAlive: true })
  t.teardown(() => agent.destroy())
  const about = { url: server.url, bucket: s3Bucket, region: 'us-east-1', prefix: 'xa/', ...s3Key, agent }
  const parts = await openS3Parts(about)
  async function* octets() {
    yield utf8('a part')
  }
  const { sha256: digest } = await parts.put(octets())
  t.equal(await parts.size(digest), 6)
  t.ok(proxy.led.length > 0 && proxy.led.every((target) => target === placeOf(server.url)), proxy.led.join())
})

const limitMs = 400
/** Whatever goes out through a proxy, asked once. */
const ways = {
  'a stamp': (proxy: string) =>
    httpTimeStamps({ url: 'https://there.test/', timeoutMs: limitMs, tunnel: throughProxy(proxy, limitMs) }).stamp(
      timestampQuery(sha256(utf8('x')), new Uint8Array(16).fill(7)),
    ),
  // Without a limit of whoever asks: that of the way itself has to do.
  'an agent': (proxy: string) => asked(request, 'https://there.test/', proxy),
  'an agent without TLS': (proxy: string) => asked(requestPlain, 'http://there.test/', proxy),
  'a partner': async (proxy: string) => {
    const to = { member: 'XB', endpoint: 'https://there.test', uri: 'spiffe://there.test/gateway' }
    const nobody = { anchors: [], pins: [], proxy }
    const line = httpsLine({
      tls: () => ({ keyPem: '', certPem: '' }),
      tunnelBy: (url) => throughProxy(url, limitMs),
      ...{ now: Date.now, connections: 1, answerTimeoutMs: limitMs },
      ...{ opened: () => undefined, failed: () => undefined, closed: () => undefined },
      ...{ judge: () => undefined, recheck: () => undefined, addressOf: () => undefined },
    })
    await line.cards({ ...to, ...nobody }).finally(() => line.hangUp())
  },
}

function asked(by: typeof request | typeof requestPlain, url: string, proxy: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const agent = proxiedAgent(proxy, url, {}, limitMs)
  by(url, { agent }, (answer) => resolve(answer.statusCode))
    .on('error', reject)
    // Without TLS there is no second hop: whoever asks bounds its answer, as the exporter of spans does.
    .setTimeout(2 * limitMs, function (this: { destroy(error: Error): void }) {
      if (url.startsWith('http:')) this.destroy(new Error('no answer'))
    })
    .end()
  return promise
}

for (const [way, ask] of Object.entries(ways))
  t.test(`${way} is given up within its time, whatever a proxy answers, and keeps no connection [N7]`, async (t) => {
    const tried = Object.entries(oddAnswers).map(async ([name, answer]) => {
      const proxy = await oddProxy(t, answer)
      const found = await ask(proxy.url).then(
        () => 'it was answered',
        (error: Error) => error,
      )
      t.ok(found instanceof Error, `${name}: ${found}`)
      while (proxy.open() > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    })
    await Promise.all(tried)
  })

t.test('what a proxy does in the place of leading on is told in words [N7]', async (t) => {
  const said: [string, RegExp][] = [
    ['nothing', /did not lead to there\.test:443: it took more than 400 ms/],
    ['HTTP/0.9', /what it answers is no sound HTTP \(HPE_/],
    ['407 and a page', /it answers 407 Who/],
    ['200, then nothing', /no TLS of there\.test:443 came through the proxy .*: more than 400 ms/],
  ]
  for (const [name, words] of said) {
    const proxy = await oddProxy(t, oddAnswers[name] as () => void)
    await t.rejects(ways['an agent'](proxy.url), { code: 'line-proxy', message: words })
    const agent = proxiedAgent(proxy.url, 'https://there.test', {}, limitMs)
    const about = { url: 'https://there.test', bucket: s3Bucket, region: 'us-east-1', prefix: 'xa/', ...s3Key, agent }
    await t.rejects(openS3Parts(about), { message: words }, 'whoever starts a gateway reads it as well')
  }
  const proxy = await oddProxy(t, oddAnswers['200, then nothing'] as () => void)
  const message = /took the connection and answers nothing in TLS/
  await t.rejects(ways['a partner'](proxy.url), { message }, 'what the proxy said is no half of TLS')
})

t.test('what the environment names reroutes nothing', { skip: noTsa }, async (t) => {
  let asked = 0
  const trap = createServer((_, response) => {
    asked += 1
    response.writeHead(502).end()
  })
  trap.on('connect', (_request, socket) => {
    asked += 1
    socket.destroy()
  })
  trap.listen(0, '127.0.0.1')
  await once(trap, 'listening')
  t.teardown(() => trap.close())
  const url = `http://127.0.0.1:${(trap.address() as { port: number }).port}`
  const [tsa, seen] = [await openTsa(), await collector(t)]
  t.teardown(() => tsa.close())
  const { a: one, b: two, agreement } = await installedPair(t)
  await writeFile(join(one.folder, 'tsa.pem'), tsa.anchorPem)
  const settings = JSON.parse(readFileSync(join(one.folder, 'bulla.json'), 'utf8')) as object
  const more = { SWEEP_EVERY_MS: 1000, TSA_URL: tsa.url, TSA_ANCHORS_FILE: 'tsa.pem', OTEL_URL: seen.url }
  await writeFile(join(one.folder, 'bulla.json'), JSON.stringify({ ...settings, ...more }))
  await start(t, two)
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
  const env = { NODE_USE_ENV_PROXY: '1', NO_PROXY: '', ...Object.fromEntries(names.map((name) => [name, url])) }
  await spawnGateway(t, one, [], env)
  const operator = clientOf(one, 'operator')
  t.teardown(() => operator.close())
  const officer = clientOf(one)
  t.teardown(() => officer.close())
  await open(officer, agreement.id)
  const tested = await operator.ask('POST', '/v1/operator/partners/XB/test')
  t.equal(tested.status, 200, tested.octets.toString())
  await operator.until('/v1/operator/status', () => tsa.seen.queries > 0)
  t.ok(tsa.seen.queries > 0, 'stamps are asked for where the setting says')
  t.ok((await seen.spans(1)).length > 0, 'and so are spans')
  t.equal(asked, 0, 'the proxy of the environment was never asked')
})
