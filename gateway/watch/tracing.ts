// Traces of what the gateway does, for an OpenTelemetry collector. Everything of OpenTelemetry is
// loaded only where one is named.
import type { Agent } from 'node:http'
import type { Context, Tracer } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'

/** Every span there is. docs/operations.md lists them. */
export const spans = {
  submit: 'a message of a national system, until it is on disk',
  release: 'a read of content under terms, until its decision is on disk',
  'delivery.attempt': 'one attempt: parts ahead, seal, delivery, receipt verified',
  receive: 'a delivery of a partner, until its receipt is on disk',
  store: 'one change of the store within one of the others, until its commit',
} as const
type SpanName = keyof typeof spans

/**
 * All that a span may say: codes, ids and counts. There is no field for content, a name or a
 * client.
 */
const facts = ['partner', 'statements', 'items', 'deliveries', 'attempt', 'envelope', 'operation'] as const
type Facts = Readonly<Partial<Record<(typeof facts)[number], string | number>>>

type Around = <T>(name: SpanName, facts: Facts, work: () => Promise<T>) => Promise<T>

export interface Tracing {
  /** Part of the trace that is going on, or the beginning of one. */
  span: Around
  /** Always the beginning of a trace: what a partner or the queue sets going joins nobody's. */
  apart: Around
  /** Only as a part of a span that is going on. */
  inside: Around
  /**
   * Goes on with the trace that a caller of ours names (W3C Trace Context); anything else is as if
   * nothing was named.
   */
  within(traceparent: unknown, go: () => void): void
  /** Adds what is logged meanwhile to the span that is going on, as far as `facts` know it. */
  hear(fields: Readonly<Record<string, unknown>>): void
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>
}

const plainly: Around = (_name, _facts, work) => work()
export const noTracing: Tracing = {
  span: plainly,
  apart: plainly,
  inside: plainly,
  within: (_traceparent, go) => go(),
  hear: () => undefined,
  close: async () => undefined,
}

interface TracingOptions {
  /** Where OTLP over HTTP is taken, with its path. */
  readonly url: string
  /** Makes the connections, where they go through a proxy. */
  readonly agent?: Agent | undefined
  readonly node: string
  readonly version: string
  /**
   * Told of spans as they end, arrive at the collector, or are given up: an unreachable collector
   * costs no more than this.
   */
  count(outcome: 'ended' | 'exported' | 'lost', spans: number): void
  /** How long spans gather before they are sent, in milliseconds. */
  readonly delayMs?: number
}

/** Spans that wait for the collector; what comes on top while it is away is dropped. */
const mostWaiting = 4096
const exportTimeoutMs = 2_000

export async function openTracing({
  url,
  agent,
  node,
  version,
  count,
  delayMs = 5_000,
}: TracingOptions): Promise<Tracing> {
  const [
    api,
    sdk,
    { OTLPTraceExporter },
    { AsyncLocalStorageContextManager },
    { defaultResource, resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
  ])
  // Nothing global is set: several gateways in one process keep apart, and no library finds a
  // tracer that we did not hand it.
  const contexts = new AsyncLocalStorageContextManager().enable()
  const exporter = counting(
    new OTLPTraceExporter({
      ...{ url, timeoutMillis: exportTimeoutMs },
      ...(agent && { httpAgentOptions: () => agent }),
    }),
    count,
  )
  const provider = new sdk.TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': 'bulla',
        'service.version': version,
        'service.instance.id': node,
      }),
    ),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: delayMs,
        maxQueueSize: mostWaiting,
        exportTimeoutMillis: 2 * exportTimeoutMs,
      }),
    ],
  })
  const tracer: Tracer = provider.getTracer('bulla', version)

  async function around<T>(from: Context, name: SpanName, known: Facts, work: () => Promise<T>): Promise<T> {
    const span = tracer.startSpan(name, { attributes: attributesOf(known) }, from)
    try {
      return await contexts.with(api.trace.setSpan(from, span), work)
    } catch (error) {
      // The code alone: a message may quote what was sent.
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: codeOf(error) })
      throw error
    } finally {
      span.end()
      count('ended', 1)
    }
  }

  return {
    span: (name, known, work) => around(contexts.active(), name, known, work),
    apart: (name, known, work) => around(api.ROOT_CONTEXT, name, known, work),
    inside: (name, known, work) =>
      api.trace.getSpan(contexts.active()) === undefined ? work() : around(contexts.active(), name, known, work),
    within(traceparent, go) {
      const caller = readTraceparent(traceparent)
      if (caller === undefined) go()
      else contexts.with(api.trace.setSpanContext(api.ROOT_CONTEXT, { ...caller, isRemote: true }), go)
    },
    hear(fields) {
      api.trace.getSpan(contexts.active())?.setAttributes(attributesOf(fields))
    },
    async close() {
      const enough = Promise.withResolvers<void>()
      const timer = setTimeout(enough.resolve, exportTimeoutMs)
      await Promise.race([provider.shutdown().catch(() => undefined), enough.promise])
      clearTimeout(timer)
      contexts.disable()
    },
  }
}

/** An exporter that says what became of each batch. */
const counting = (exporter: SpanExporter, count: TracingOptions['count']): SpanExporter => ({
  export: (batch, done) =>
    exporter.export(batch, (result) => {
      count(result.error === undefined ? 'exported' : 'lost', batch.length)
      done(result)
    }),
  shutdown: () => exporter.shutdown(),
})

function attributesOf(known: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const attributes: Record<string, string | number> = {}
  for (const fact of facts) {
    const value = known[fact]
    if (typeof value === 'string' || typeof value === 'number') attributes[`bulla.${fact}`] = value
  }
  return attributes
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal'

/**
 * W3C Trace Context §3.2: of a later version the fields of this one are taken, of this one nothing
 * may follow them.
 */
export function readTraceparent(
  value: unknown,
): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number } | undefined {
  const found = typeof value === 'string' ? traceparentForm.exec(value) : null
  const [, version = '', traceId = '', spanId = '', flags = '', more] = found ?? []
  if (!found || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 }
}
const traceparentForm = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[\x21-\x7e]{1,200})?$/
