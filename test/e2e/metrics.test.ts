// The numbers and the traces of two gateways at work: who may read them, that they tell what happened, and nothing that was said.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import { type Label, labelValues } from '../../gateway/watch/metric-labels.ts'
import { metrics } from '../../gateway/watch/metric-table.ts'
import { requestBody } from '../support/bodies.ts'
import { clientOf, type NationalClient } from '../support/client.ts'
import { collector } from '../support/collector.ts'
import { installedPair, start } from '../support/gateways.ts'
import { untilState } from '../support/story.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'

/** The value of one line of the text. */
function valueIn(text: string, series: string, labels: Record<string, string> = {}): number | undefined {
  for (const line of text.split('\n')) {
    if (!line.startsWith(series) || !/[{ ]/.test(line.charAt(series.length))) continue
    if (Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
      return Number(line.slice(line.lastIndexOf(' ') + 1))
  }
  return undefined
}

const scrape = async (client: NationalClient) => (await client.get('/metrics')).octets.toString()

t.test('what two gateways did shows in their numbers and traces, and nothing of what was said', async (t) => {
  const canary = `CANARY${randomBytes(8).toString('hex')}`
  const seen = await collector(t)
  const installed = await installedPair(t, {
    a: { settings: { OTEL_URL: seen.url } },
    b: { settings: { OTEL_URL: seen.url } },
  })
  const token = randomBytes(32).toString('base64url')
  await openDirectory(installed.a.folder).addClient({
    id: 'prometheus',
    tokenSha256: sha256Hex(utf8(token)),
    offices: [],
    roles: ['monitor'],
  })
  const a = await start(t, installed.a)
  const b = await start(t, installed.b)
  const [asking, answering] = [a.client(), b.client()]
  const tokens = { ...installed.a.tokens, officer: token }
  const monitor = clientOf({ ...installed.a, tokens })
  t.teardown(() => monitor.close())

  t.test('they are for those who run the gateway and those who watch it', async (t) => {
    t.match(await asking.get('/metrics'), { status: 403, json: { code: 'forbidden' } })
    t.equal((await a.client('operator').get('/metrics')).status, 200)
    t.match(await monitor.get('/metrics'), {
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    })
    t.match(await monitor.get('/v1/operator/status'), { status: 403 }, 'and a monitor reads nothing else')
    t.match(await monitor.get('/v1/cases'), { status: 403 })
  })

  const persons = [{ role: 'importer', name: `${canary} Ltd`, identifier: canary }]
  const opened = await asking.post(
    '/v1/cases',
    {
      agreement: installed.agreement.id,
      type: 'request',
      office: 'HQ',
      body: requestBody({ matter: `About ${canary}.`, persons }),
    },
    { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  )
  t.equal(opened.status, 202, JSON.stringify(opened.json))
  const id = String(opened.json.case)
  await untilState(answering, id, 'submitted')
  await a
    .client('operator')
    .until('/v1/operator/deliveries', ({ rows }) =>
      (rows as { state: string }[]).every(({ state }) => state === 'delivered'),
    )
  t.equal((await asking.get(`/v1/cases/${canary}`)).status, 400)
  t.equal((await asking.get(`/${canary}?${canary}`)).status, 404)

  t.test('the numbers tell what happened', async (t) => {
    // What is looked up is as old as five seconds.
    let sent = ''
    const toXB = { partner: 'XB' }
    const isLookedUp = () =>
      (valueIn(sent, 'bulla_log_leaves') ?? 0) > 1 &&
      valueIn(sent, 'bulla_queue_deliveries', toXB) === 0 &&
      valueIn(sent, 'bulla_validity_days', { ...toXB, use: 'tls' }) !== undefined
    for (let tries = 0; tries < 240; tries += 1) {
      sent = await scrape(monitor)
      if (isLookedUp()) break
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const received = await scrape(b.client('operator'))
    const toXA = { partner: 'XA' }
    t.ok((valueIn(sent, 'bulla_envelope_statements_sum', toXB) ?? 0) >= 1)
    t.ok((valueIn(received, 'bulla_received_statements_sum', toXA) ?? 0) >= 1)
    t.ok((valueIn(sent, 'bulla_delivery_seconds_count', toXB) ?? 0) >= 1)
    t.ok((valueIn(sent, 'bulla_connections_total', toXB) ?? 0) >= 1)
    t.equal(valueIn(sent, 'bulla_queue_deliveries', toXB), 0)
    t.equal(valueIn(sent, 'bulla_circuit', { partner: 'XB', state: 'closed' }), 1)
    t.equal(valueIn(sent, 'bulla_store_up'), 1)
    t.equal(valueIn(sent, 'bulla_queue_up'), 1)
    t.equal(valueIn(sent, 'bulla_ready'), 1)
    t.equal(valueIn(sent, 'bulla_log_behind'), 0)
    t.ok((valueIn(sent, 'bulla_store_seconds_count', { operation: 'submit' }) ?? 0) >= 1)
    t.ok((valueIn(sent, 'bulla_store_commits_total') ?? 0) >= 1)
    for (const use of ['tls', 'national', 'signing', 'encryption'])
      t.ok((valueIn(sent, 'bulla_validity_days', { partner: 'XA', use }) ?? 0) > 80, use)
    for (const use of ['tls', 'signing', 'encryption', 'ca'])
      t.ok((valueIn(sent, 'bulla_validity_days', { partner: 'XB', use }) ?? 0) > 80, use)
    const asked = { door: 'national', method: 'POST', route: '/v1/cases', status: '202' }
    t.equal(valueIn(sent, 'bulla_request_seconds_count', asked), 1)
    t.equal(valueIn(sent, 'bulla_request_seconds_count', { route: '-', status: '404' }), 1)
    t.ok((valueIn(sent, 'bulla_refusals_total', { door: 'national', problem: 'forbidden' }) ?? 0) >= 3)
    t.match(sent, /bulla_build_info\{version="[^"]+",node="[^"]+",store="sqlite",queue="embedded"\} 1/)

    for (const text of [sent, received]) {
      t.notOk(text.includes(canary), 'nothing of what was sent')
      t.notOk(text.includes(id), 'no id')
      for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
        const [, name = ''] = /^([a-z_]+)/.exec(line) ?? []
        t.ok(Object.hasOwn(metrics, name) || Object.hasOwn(metrics, name.replace(/_(bucket|sum|count)$/, '')), name)
        for (const [, label = '', value = ''] of line.matchAll(/(\w+)="([^"]*)"/g))
          if (label !== 'le') t.match(value, labelValues[label as Label].pattern, line)
      }
    }
  })

  t.test('the trace of the caller goes as far as the commit, and not to the partner', async (t) => {
    await Promise.all([a.running.close(), b.running.close()])
    const spans = await seen.spans(1)
    const ours = spans.filter((span) => span.traceId === traceId)
    t.same([...new Set(ours.map(({ name }) => name))].sort(), ['store', 'submit'])
    t.match(ours.find(({ name }) => name === 'submit')?.parentSpanId, 'b7ad6b7169203331')
    const attempt = spans.find(({ name }) => name === 'delivery.attempt')
    const receipt = spans.find(({ name }) => name === 'receive')
    t.match(attempt?.attributes, { 'bulla.partner': 'XB', 'bulla.statements': 1 })
    t.match(receipt?.attributes, { 'bulla.partner': 'XA', 'bulla.statements': 1, 'bulla.envelope': String })
    t.equal(new Set([traceId, attempt?.traceId, receipt?.traceId]).size, 3, 'three traces')
    t.notOk(seen.raw().includes(canary), 'nothing of what was sent')
  })
})
