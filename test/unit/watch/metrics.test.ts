// The table of numbers and what is printed of it: the same names, closed labels, and nothing that anybody sent.
import t from 'tap'
import { heard, openLog, record } from '../../../gateway/watch/log.ts'
import { type Label, labelValues } from '../../../gateway/watch/metric-labels.ts'
import { metrics } from '../../../gateway/watch/metric-table.ts'
import { type Metrics, openMetrics, type Sample } from '../../../gateway/watch/metrics.ts'

const about = { version: '1.2.3', node: 'xa-1', store: 'sqlite', queue: 'embedded' }
const canary = 'CANARY of a message'

/** Names and labels of every line that holds a value. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, series = '', braces = '', value = ''] = /^([a-z_]+)(\{.*\})? (\S+)$/.exec(line) ?? []
      const labels = Object.fromEntries(
        [...braces.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', content = '']) => [label, content]),
      )
      return { line, series, name: series.replace(/_(bucket|sum|count)$/, ''), labels, value: Number(value) }
    })

const shown = async (measured: Metrics, series: string, labels: Record<string, string> = {}) =>
  linesOf(await measured.text()).find(
    (line) => line.series === series && Object.entries(labels).every(([name, value]) => line.labels[name] === value),
  )?.value

function opened(t: { teardown(end: () => unknown): void }, more: { everyMs?: number; elapsedMs?: () => number } = {}) {
  const measured = openMetrics({ about, ...more })
  t.teardown(() => measured.close())
  return measured
}

t.test('the table and what is printed agree', async (t) => {
  const text = await opened(t).text()
  const printed = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => `${name} ${kind}`)
  t.same(
    printed.sort(),
    Object.entries(metrics)
      .map(([name, { kind }]) => `${name} ${kind}`)
      .sort(),
  )
  for (const [name, { kind, unit, help, labels }] of Object.entries(metrics)) {
    t.match(text, `# HELP ${name} ${help}`, `${name} is explained`)
    if (name.startsWith('bulla_') && kind === 'counter') t.match(name, /_total$/, `${name}: counters end in _total`)
    if (unit === 'seconds' || unit === 'bytes' || unit === 'days')
      t.match(name, unit, `${name} names its unit, ${unit}`)
    for (const label of labels) t.ok(Object.hasOwn(labelValues, label), `${name}: ${label} is a known label`)
  }
})

t.test('every number of events names events and fields that the log has', async (t) => {
  const measured = opened(t)
  const log = heard(openLog('silent'), (event, fields) => measured.hear(event, fields))
  record(log, 'delivery.delivered', { partner: 'XB', envelope: 'e', statements: 5, tookMs: 250 })
  record(log, 'delivery.delivered', { partner: 'XB', envelope: 'f', statements: 1, tookMs: 50 })
  record(log, 'delivery.attempt.failed', {
    partner: 'XC',
    deliveries: 3,
    attempt: 1,
    problem: 'partner-unreachable',
    nextAttemptAt: '2026-11-21T20:42:36.000Z',
  })
  record(log, 'delivery.refused', { partner: 'XB', delivery: 'd', problem: 'statement-refused' })
  record(log, 'delivery.expired', { partner: 'XB', delivery: 'd' })
  record(log, 'release.denied', { client: 'officer', item: 'i', problem: canary })
  const value = (series: string, labels = {}) => shown(measured, series, labels)
  t.equal(await value('bulla_envelope_statements_sum', { partner: 'XB' }), 6, 'though the log is silent')
  t.equal(await value('bulla_envelope_statements_count', { partner: 'XB' }), 2)
  t.equal(await value('bulla_delivery_seconds_sum', { partner: 'XB' }), 0.3, 'milliseconds become seconds')
  t.equal(await value('bulla_retries_total', { partner: 'XC', problem: 'partner-unreachable' }), 3)
  t.equal(await value('bulla_dead_letters_total', { partner: 'XB', state: 'refused' }), 1)
  t.equal(await value('bulla_dead_letters_total', { partner: 'XB', state: 'expired' }), 1)
  t.equal(await value('bulla_releases_total', { outcome: 'denied' }), 1)
})

t.test('no label holds anything but partners, patterns of routes and codes', async (t) => {
  const measured = opened(t)
  measured.observe('bulla_request_seconds', { door: 'national', method: 'BREW', route: canary, status: '200' }, 0.1)
  measured.observe(
    'bulla_request_seconds',
    { door: 'national', method: 'GET', route: '/v1/cases/:id?q=x', status: 'x' },
    0.1,
  )
  measured.count('bulla_refusals_total', { door: 'partner', partner: 'a client', problem: canary })
  measured.hear('circuit.changed', { partner: canary, state: canary })
  measured.hear('line.opened', { partner: 'XB', tlsGroup: 'X25519MLKEM768' })
  measured.hear('delivery.attempt.failed', { partner: 'XB', problem: canary, deliveries: 1 })
  measured.hear('gateway.failed', { where: 'queue' })
  const text = await measured.text()
  t.notMatch(text, 'CANARY')
  t.notMatch(text, '/v1/cases/:id?')
  const others = linesOf(text).filter(({ labels }) => Object.values(labels).includes('other'))
  t.ok(others.length >= 4, 'what is not admissible is shown as other')
  for (const { line, labels } of linesOf(text))
    for (const [label, value] of Object.entries(labels))
      if (label !== 'le' && value !== 'other') t.match(value, labelValues[label as Label].pattern, line)
})

t.test('what is looked up is asked for at most once in its time, however many scrape', async (t) => {
  let now = 0
  let asked = 0
  let samples: Sample[] = [
    { name: 'bulla_queue_deliveries', labels: { partner: 'XB' }, value: 7 },
    { name: 'bulla_store_commits_total', labels: {}, value: 10 },
    { name: 'bulla_store_up', labels: {}, value: 1 },
  ]
  const measured = opened(t, { everyMs: 5_000, elapsedMs: () => now })
  measured.collectWith(async () => {
    asked += 1
    return samples
  })
  await Promise.all(Array.from({ length: 20 }, () => measured.text()))
  t.equal(asked, 1)
  t.equal(await shown(measured, 'bulla_queue_deliveries', { partner: 'XB' }), 7)
  t.equal(await shown(measured, 'bulla_build_info', about), 1)
  t.equal(asked, 1)
  now = 5_000
  samples = [{ name: 'bulla_store_commits_total', labels: {}, value: 25 }]
  t.equal(await shown(measured, 'bulla_store_commits_total'), 25, 'a total is shown as it is')
  t.equal(asked, 2)
  t.equal(await shown(measured, 'bulla_queue_deliveries', { partner: 'XB' }), undefined, 'not as it was before')
  t.equal(await shown(measured, 'bulla_store_up'), undefined, 'and not as zero')
  now = 10_000
  samples = [{ name: 'bulla_store_commits_total', labels: {}, value: 5 }]
  t.equal(await shown(measured, 'bulla_store_commits_total'), 30, 'a total that began anew goes on counting')
})

t.test('work is timed whether it succeeds or fails', async (t) => {
  let now = 0
  const measured = opened(t, { elapsedMs: () => now })
  const work = (fails: boolean) => async () => {
    now += 40
    if (fails) throw new Error('no')
    return 'done'
  }
  t.equal(await measured.time('bulla_store_seconds', { operation: 'submit' }, work(false)), 'done')
  await t.rejects(measured.time('bulla_store_seconds', { operation: 'submit' }, work(true)), { message: 'no' })
  t.equal(await shown(measured, 'bulla_store_seconds_count', { operation: 'submit' }), 2)
  t.equal(await shown(measured, 'bulla_store_seconds_sum', { operation: 'submit' }), 0.08)
})

t.test('the delay of the event loop is seen', async (t) => {
  const measured = opened(t, { everyMs: 0 })
  await measured.text()
  // Two turns, so that the delay is measured after the loop was held up.
  await new Promise((resolve) => setTimeout(resolve, 30))
  const until = performance.now() + 120
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 30))
  const longest = (await shown(measured, 'bulla_event_loop_delay_seconds', { quantile: '1' })) ?? 0
  t.ok(longest > 0.09, `${longest} s`)
})

t.test('every event that a number counts is one of the log', async (t) => {
  const { events } = await import('../../../gateway/watch/log.ts')
  for (const [name, { from, labels }] of Object.entries(metrics)) {
    if (typeof from === 'string') continue
    for (const [event, fixed] of Object.entries<Record<string, string>>(from.events)) {
      const known: readonly string[] = events[event as keyof typeof events]?.fields ?? []
      for (const label of labels) t.ok(label in fixed || known.includes(label), `${name}: ${event} says ${label}`)
      if ('value' in from) t.ok(known.includes(from.value), `${name}: ${event} says ${from.value}`)
    }
  }
})
