// A partner that is slow, away or frozen: its receipts count whenever they come, its return is noticed at once, and it holds up no start and no stop.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { requestBody } from '../support/bodies.ts'
import { inSqlite } from '../support/edited-store.ts'
import { installedPair, start } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'
import { openProxy } from '../support/proxy.ts'

type Delivery = { state: string; problem: string | null; detail: string | null; attempts: number }
const deliveryOf = (json: Record<string, unknown>) => (json.timeline as { delivery: Delivery }[])[0]?.delivery

t.test(
  'receipts that are late every time count: any attempt is settled by its own, in one effect [C22]',
  { timeout: 540_000 },
  async (t) => {
    const folder = await scratch(t)
    const port = await freePort()
    const a = await install(join(folder, 'XA'), 'XA', { settings: { DELIVERY_TIMEOUT_MS: 1000 } })
    const b = await install(join(folder, 'XB'), 'XB', { endpointPort: port })
    const agreement = await peer(a, b, agreementBetween(a, b))
    const proxy = await openProxy(b.ports.partner, port)
    t.teardown(proxy.close)
    proxy.faults.lateMs = 5_000
    const [asking, answering] = [await start(t, a), await start(t, b)]
    const opened = await asking
      .client()
      .post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
    const path = `/v1/cases/${String(opened.json.case)}`
    const waiting = await asking.client().until(path, (json) => (deliveryOf(json)?.attempts ?? 0) > 0)
    t.match(
      deliveryOf(waiting.json),
      { problem: 'receipt-late', detail: /no receipt within 1 s/ },
      'it says what happened',
    )
    const metrics = async () => (await asking.client('operator').get('/metrics')).octets.toString()
    const oldest = /bulla_in_flight_oldest_seconds\{partner="XB"\} (\S+)/
    t.ok(Number(oldest.exec(await metrics())?.[1]) >= 1, 'it is told how long the message waits, not the attempt')
    const delivered = await asking.client().until(path, (json) => deliveryOf(json)?.state === 'delivered', 30_000)
    t.match(deliveryOf(delivered.json), { problem: null })
    t.ok((deliveryOf(delivered.json)?.attempts ?? 0) <= 4, 'its limit grows, so it is not sent again and again')
    t.ok(proxy.seen.late > 0, 'the fault really happened')
    const events = (await answering.client().get('/v1/events')).json.rows as { kind: string }[]
    t.equal(events.filter(({ kind }) => kind === 'message.received').length, 1)
  },
)

t.test(
  'whoever comes back is sent at once what waits for it, however long its pauses were [L11]',
  { timeout: 540_000 },
  async (t) => {
    const { a, b, agreement } = await installedPair(t)
    const asking = await start(t, a)
    const opened: string[] = []
    for (let count = 0; count < 8; count += 1) {
      const ask = { agreement: agreement.id, office: 'HQ', body: requestBody() }
      opened.push(String((await asking.client().post('/v1/cases', ask)).json.case))
    }
    for (const id of opened)
      await asking
        .client()
        .until(`/v1/cases/${id}`, (json) => deliveryOf(json)?.problem === 'partner-unreachable', 60_000)
    // As after a long outage: each waits for nearly the longest pause.
    const store = await inSqlite().edit(a)
    for (const id of opened) await store.set('deliveries', { dueAt: Date.now() + 890_000 }, { case: id })
    await store.close()
    await start(t, b)
    for (const id of opened)
      await asking.client().until(`/v1/cases/${id}`, (json) => deliveryOf(json)?.state === 'delivered', 40_000)
    t.pass('all were delivered')
  },
)

/** XB's endpoint with its keys, where a TLS session can be had and nothing more. */
async function frozen(t: Test, b: Installation) {
  const pem = (name: string) => readFileSync(join(b.folder, 'keys', name), 'utf8')
  const asked: string[] = []
  const server = createServer({ key: pem('tls.key.pem'), cert: pem('tls.cert.pem') }, (request) => {
    asked.push(String(request.url))
    request.resume()
  })
  await new Promise<void>((resolve) => server.listen(b.ports.partner, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return asked
}

t.test(
  'a frozen partner holds up no start and no stop; what was on its way waits as it was [L10]',
  { timeout: 540_000 },
  async (t) => {
    const { a, b, agreement } = await installedPair(t)
    const asked = await frozen(t, b)
    const asking = await start(t, a)
    const opened = await asking
      .client()
      .post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
    while (!asked.includes('/v1/deliveries')) await wait(20)
    // Bounded far above what a stop takes, and far below what a partner may.
    const patience = new AbortController()
    const ended = await Promise.race([
      asking.running.close().then(() => 'it has stopped'),
      wait(20_000, 'it waits for the partner', { signal: patience.signal }),
    ])
    patience.abort()
    t.equal(ended, 'it has stopped')
    const store = await inSqlite().edit(a)
    const rows = await store.rows('deliveries', { case: String(opened.json.case) })
    await store.close()
    t.match(rows, [{ state: 'waiting', attempts: 0 }], 'broken off is not failed')
  },
)
