// An OpenTelemetry collector for tests: takes OTLP over HTTP as JSON on loopback and gives back what it was sent.
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status: { readonly code?: number; readonly message?: string }
  readonly attributes: Readonly<Record<string, string | number>>
}
interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly doubleValue?: number }
}
interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<SeenSpan, 'attributes'> & { readonly attributes: readonly Attribute[] })[]
    }[]
  }[]
}

export async function collector(t: { teardown(end: () => unknown): void }) {
  const news = new EventEmitter()
  const found: SeenSpan[] = []
  let text = ''
  let resource: Readonly<Record<string, string | number>> = {}
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    text += body
    for (const batch of (JSON.parse(body) as Body).resourceSpans) {
      resource = named(batch.resource.attributes)
      for (const { spans } of batch.scopeSpans)
        found.push(...spans.map((span) => ({ ...span, attributes: named(span.attributes) })))
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    news.emit('spans')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    /** Resolves when at least so many have come. */
    async spans(count: number): Promise<readonly SeenSpan[]> {
      while (found.length < count) await once(news, 'spans', { signal: AbortSignal.timeout(15_000) })
      return [...found]
    },
    raw: () => text,
    resource: () => resource,
  }
}

const named = (attributes: readonly Attribute[]): Record<string, string | number> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue)]),
  )
