// Traces against a real collector on loopback: what is sent, what never is, and what a collector that is away costs.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import { openTracing, readTraceparent, spans, type Tracing } from '../../../gateway/watch/tracing.ts'
import { collector, type SeenSpan } from '../../support/collector.ts'
import { freePort } from '../../support/ports.ts'

type Test = { teardown(end: () => unknown): void }

async function traced(t: Test, url: string) {
  const counted: Record<string, number> = {}
  const count = (outcome: string, spans: number) => {
    counted[outcome] = (counted[outcome] ?? 0) + spans
  }
  const tracing = await openTracing({ url, node: 'xa-1', version: '1.2.3', count, delayMs: 20 })
  t.teardown(() => tracing.close())
  return { tracing, counted }
}

const caller = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`
const within = <T>(tracing: Tracing, header: unknown, work: () => Promise<T>) =>
  new Promise<T>((resolve, reject) => tracing.within(header, () => void work().then(resolve, reject)))

t.test('a trace of ours holds what belongs to it, with ids and codes alone', async (t) => {
  const seen = await collector(t)
  const { tracing, counted } = await traced(t, seen.url)
  const canary = 'CANARY of a message'
  await within(tracing, traceparent, () =>
    tracing.span('submit', { partner: 'XB' }, async () => {
      await tracing.inside('store', { operation: 'submit' }, async () => undefined)
      tracing.hear({ statements: 3, envelope: 'e-1', client: canary, problem: canary, at: canary })
    }),
  )
  await t.rejects(
    tracing.span('release', {}, async () => {
      throw new Problem('release-denied', canary)
    }),
    { code: 'release-denied' },
  )
  const found = await seen.spans(3)
  const named = (name: string) => found.find((span) => span.name === name) as SeenSpan
  t.match(named('submit'), { traceId: caller.traceId, parentSpanId: caller.spanId }, 'a part of the caller’s trace')
  t.match(named('store'), { traceId: caller.traceId, parentSpanId: named('submit').spanId })
  t.same(named('submit').attributes, { 'bulla.partner': 'XB', 'bulla.statements': 3, 'bulla.envelope': 'e-1' })
  t.same(named('store').attributes, { 'bulla.operation': 'submit' })
  t.same(named('release').status, { code: 2, message: 'release-denied' }, 'the code of what failed')
  t.not(named('release').traceId, caller.traceId, 'without a caller a trace begins')
  t.notMatch(seen.raw(), 'CANARY')
  t.match(seen.resource(), { 'service.name': 'bulla', 'service.version': '1.2.3', 'service.instance.id': 'xa-1' })
  await tracing.close()
  t.same(counted, { ended: 3, exported: 3 })
})

t.test('what the queue or a partner sets going joins no trace', async (t) => {
  const seen = await collector(t)
  const { tracing } = await traced(t, seen.url)
  await within(tracing, traceparent, () =>
    tracing.span('submit', {}, () => tracing.apart('receive', { partner: 'XB' }, async () => undefined)),
  )
  const found = await seen.spans(2)
  const received = found.find(({ name }) => name === 'receive')
  t.not(received?.traceId, caller.traceId)
  t.notOk(received?.parentSpanId)
})

t.test('a change of the store outside of everything makes no span, and a trace not sampled is not sent', async (t) => {
  const seen = await collector(t)
  const { tracing } = await traced(t, seen.url)
  t.equal(await tracing.inside('store', { operation: 'claim' }, async () => 7), 7)
  await within(tracing, traceparent.replace(/01$/, '00'), () => tracing.span('submit', {}, async () => undefined))
  await tracing.span('release', {}, async () => undefined)
  t.same(
    (await seen.spans(1)).map(({ name }) => name),
    ['release'],
  )
})

t.test('only a traceparent of the form of W3C is taken', async (t) => {
  const { traceId, spanId } = caller
  t.same(readTraceparent(traceparent), { ...caller, traceFlags: 1 })
  t.same(readTraceparent(`00-${traceId}-${spanId}-ff`), { ...caller, traceFlags: 1 })
  t.same(readTraceparent(`cc-${traceId}-${spanId}-00-what-the-future-will-be`), { ...caller, traceFlags: 0 })
  const wrong = [
    undefined,
    ['00'],
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}`,
    `${traceparent}, ${traceparent}`,
    `00-${traceId}-${spanId}-01\n`,
  ]
  for (const value of wrong) t.equal(readTraceparent(value), undefined, JSON.stringify(value))
})

t.test('a collector that is away costs a number, and no time', async (t) => {
  const { tracing, counted } = await traced(t, `http://127.0.0.1:${await freePort()}/v1/traces`)
  for (let each = 0; each < 200; each += 1) t.equal(await tracing.span('submit', {}, async () => each), each)
  await tracing.close()
  t.equal(counted['ended'], 200)
  t.equal(counted['exported'], undefined)
})

t.test('a collector that refuses is as good as none', async (t) => {
  const server = createServer(
    (request, response) => void request.resume().on('end', () => response.writeHead(400).end()),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { tracing, counted } = await traced(t, `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`)
  await tracing.span('submit', {}, async () => undefined)
  await tracing.close()
  t.same(counted, { ended: 1, lost: 1 })
})

t.test('the names of spans are a closed table', async (t) => {
  t.same(Object.keys(spans), ['submit', 'release', 'delivery.attempt', 'receive', 'store'])
})
