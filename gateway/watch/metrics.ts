// What the gateway counts and measures: a closed table of numbers, each with its unit and the only
// labels it may carry.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client'
import type { LogEvent } from './log.ts'
import { type Label, labelValues } from './metric-labels.ts'
import { metrics } from './metric-table.ts'

type Table = typeof metrics
type MetricName = keyof Table
type LabelsOf<N extends MetricName> = Readonly<Record<Table[N]['labels'][number], string>>
type NameOf<Kind, From> = {
  [N in MetricName]: Table[N] extends { kind: Kind; from: From } ? N : never
}[MetricName]

/** One number as it is found at a scrape. A counter is given as its total. */
export type Sample = {
  [N in NameOf<'gauge' | 'counter', 'scrape'>]: {
    readonly name: N
    readonly labels: LabelsOf<N>
    readonly value: number
  }
}[NameOf<'gauge' | 'counter', 'scrape'>]

export interface Metrics {
  count<N extends NameOf<'counter', 'calls'>>(name: N, labels: LabelsOf<N>, by?: number): void
  /** @param value in the unit of the table. */
  observe<N extends NameOf<'histogram', 'calls'>>(name: N, labels: LabelsOf<N>, value: number): void
  /** Measures how long `work` takes, whether it succeeds or fails. */
  time<T, N extends NameOf<'histogram', 'calls'>>(name: N, labels: LabelsOf<N>, work: () => Promise<T>): Promise<T>
  /** What is logged is counted, whatever the level of the log. */
  hear(event: LogEvent, fields: Readonly<Record<string, string | number>>): void
  /**
   * Says how what nobody counts is looked up; asked at most once in `everyMs`, however many scrape.
   * It never rejects.
   */
  collectWith(collect: () => Promise<readonly Sample[]>): void
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>
  close(): void
}

export const mediaType = Registry.PROMETHEUS_CONTENT_TYPE

interface MetricsOptions {
  readonly about: LabelsOf<'bulla_build_info'>
  readonly everyMs?: number
  /** A clock that never goes back. */
  readonly elapsedMs?: () => number
}

const clockOfHost = () => performance.now()

export function openMetrics({ about, everyMs = 5_000, elapsedMs = clockOfHost }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registered = register(registry)
  const ears = listening()
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let collect: () => Promise<readonly Sample[]> = async () => []
  let asked = Number.NEGATIVE_INFINITY
  let refreshing: Promise<void> | undefined

  const count = (name: MetricName, labels: Labels, by: number) => registered.counters.get(name)?.inc(labels, by)
  const observe = (name: MetricName, labels: Labels, value: number) =>
    registered.histograms.get(name)?.observe(labels, value)

  async function refresh(): Promise<void> {
    const samples = [...(await collect()), ...ownSamples()]
    for (const gauge of registered.gauges.values()) forget(gauge)
    for (const { name, labels, value } of samples) registered.put(name, checked(labels), value)
  }

  /** What this process knows of itself. */
  function ownSamples(): Sample[] {
    const { user, system } = process.cpuUsage()
    const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0)
    const lag = { '0.5': delay.percentile(50), '0.99': delay.percentile(99), '1': delay.max }
    delay.reset()
    return [
      { name: 'bulla_build_info', labels: about, value: 1 },
      { name: 'bulla_clock_seconds', labels: {}, value: Date.now() / 1000 },
      { name: 'process_resident_memory_bytes', labels: {}, value: process.memoryUsage.rss() },
      { name: 'process_cpu_seconds_total', labels: {}, value: (user + system) / 1e6 },
      { name: 'process_start_time_seconds', labels: {}, value: performance.timeOrigin / 1000 },
      ...Object.entries(lag).map(
        ([quantile, nanoseconds]) =>
          ({ name: 'bulla_event_loop_delay_seconds', labels: { quantile }, value: seconds(nanoseconds) }) as const,
      ),
    ]
  }

  return {
    count: (name, labels, by = 1) => count(name, checked(labels), by),
    observe: (name, labels, value) => observe(name, checked(labels), value),
    async time(name, labels, work) {
      const started = elapsedMs()
      try {
        return await work()
      } finally {
        observe(name, checked(labels), (elapsedMs() - started) / 1000)
      }
    },
    hear(event, fields) {
      for (const { name, kind, labels, fixed, value } of ears.get(event) ?? []) {
        const found = checked(Object.fromEntries(labels.map((label) => [label, String(fields[label] ?? '')])), fixed)
        const amount = value === undefined ? 1 : Number(fields[value]) / (value.endsWith('Ms') ? 1000 : 1)
        if (kind === 'histogram') observe(name, found, amount)
        else count(name, found, amount)
      }
    },
    collectWith(given) {
      collect = given
      asked = Number.NEGATIVE_INFINITY
    },
    async text() {
      if (refreshing === undefined && elapsedMs() - asked >= everyMs) {
        asked = elapsedMs()
        refreshing = refresh().finally(() => {
          refreshing = undefined
        })
      }
      await refreshing
      return registry.metrics()
    },
    close() {
      delay.disable()
    },
  }
}

type Labels = Readonly<Record<string, string>>

/** What could not be looked up this time is not told, rather than told as it was, or as zero. */
function forget(gauge: Gauge<string>): void {
  gauge.reset()
  gauge.remove({})
}

/**
 * A label holds a code, a partner or a pattern of routes. Whatever else comes along, by whatever
 * mistake, is not told.
 */
function checked(labels: Labels, fixed: Labels = {}): Labels {
  const values = { ...labels, ...fixed }
  for (const [label, value] of Object.entries(values))
    if (!labelValues[label as Label].pattern.test(value)) values[label] = 'other'
  return values
}

function register(registry: Registry) {
  const counters = new Map<string, Counter<string>>()
  const gauges = new Map<string, Gauge<string>>()
  const histograms = new Map<string, Histogram<string>>()
  for (const [name, row] of Object.entries(metrics)) {
    const of = { name, help: row.help.replaceAll(/\s+/g, ' '), labelNames: [...row.labels], registers: [registry] }
    if (row.kind === 'counter') counters.set(name, new Counter<string>(of))
    else if (row.kind === 'gauge') gauges.set(name, new Gauge<string>(of))
    else histograms.set(name, new Histogram<string>({ ...of, buckets: [...row.buckets] }))
  }
  const totals = new Map<string, number>()
  /**
   * A total that is looked up only grows by what it grew since; where it began anew, so does its
   * count.
   */
  const put = (name: string, labels: Labels, value: number) => {
    gauges.get(name)?.set(labels, value)
    const key = `${name} ${JSON.stringify(labels)}`
    const before = totals.get(key) ?? 0
    if (counters.has(name)) totals.set(key, value)
    counters.get(name)?.inc(labels, value >= before ? value - before : value)
  }
  return { counters, gauges, histograms, put }
}

interface Ear {
  readonly name: MetricName
  readonly kind: 'counter' | 'histogram'
  readonly labels: readonly string[]
  readonly fixed: Labels
  readonly value: string | undefined
}

/** For each event of the log the numbers that it counts for. */
function listening(): ReadonlyMap<LogEvent, readonly Ear[]> {
  const ears = new Map<LogEvent, Ear[]>()
  for (const [name, { kind, from, labels }] of Object.entries(metrics)) {
    if (typeof from === 'string') continue
    for (const [event, fixed] of Object.entries<Labels>(from.events)) {
      const known = ears.get(event as LogEvent) ?? []
      const value = 'value' in from ? from.value : undefined
      known.push({ name: name as MetricName, kind, labels, fixed, value })
      ears.set(event as LogEvent, known)
    }
  }
  return ears
}
