// What watches the gateway, put together: the log that counts, numbers for /metrics, traces where a
// collector is named.
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { proxiedAgent } from '../../adapters/proxy/tunnel.ts'
import type { Config } from '../../config/settings.ts'
import type { AuthenticPartner } from '../flows/trust/peer.ts'
import type { NationalFlows } from '../ports/doors/national.ts'
import type { Store } from '../ports/store.ts'
import { version } from '../version.ts'
import { heard, type Log, logTo, openLog, record } from '../watch/log.ts'
import { openLogDestination } from '../watch/log-destination.ts'
import { type Metrics, openMetrics } from '../watch/metrics.ts'
import { summing } from '../watch/summing.ts'
import { noTracing, openTracing, type Tracing } from '../watch/tracing.ts'
import { loadedFor } from './optional-packages.ts'

export interface Observing {
  /** Name of this node. */
  readonly node: string
  readonly log: Log
  readonly metrics: Metrics
  readonly tracing: Tracing
  /** The same store, each change of which is timed, and traced within what asked for it. */
  store<S extends Store>(store: S): S
  flows(flows: NationalFlows): NationalFlows
  receiving<F extends Receiving>(flows: F): F
  /** Why the log cannot be written, as a code; undefined while it can be. */
  logTrouble(): string | undefined
  /** Opens the file of the log anew, as whoever rotates it asks for. */
  reopenLog(): void
  close(): Promise<void>
  /** The end of the log, after its last line; bounded in time. */
  endLog(): Promise<void>
}
interface Receiving {
  receive(peer: AuthenticPartner, delivery: Uint8Array): Promise<string>
}

const agentBy = (proxy: string | undefined, url: string) =>
  proxy === undefined ? {} : { agent: proxiedAgent(proxy, url, { keepAlive: true }) }

/** @param given a log to write to, in the place of the one that the settings name. */
export async function observing(config: Config, folder: string, given?: Log): Promise<Observing> {
  const { OTEL_URL: collectorUrl, OTEL_PROXY: proxy, LOG_LEVEL, LOG_FILE } = config
  const node = config.NODE ?? `${hostname()}-${process.pid}`
  const about = { version, node, store: config.STORE, queue: config.QUEUE }
  const metrics = openMetrics({ about })
  const destination =
    given || LOG_LEVEL === 'silent'
      ? undefined
      : openLogDestination({
          to: LOG_FILE === undefined ? 1 : resolve(folder, LOG_FILE),
          onDrop: () => metrics.count('bulla_log_lines_dropped_total', {}),
          onGap: (lines, forMs) => record(log, 'log.dropped', { lines, forMs }),
        })
  const plain = given ?? (destination ? logTo(LOG_LEVEL, destination) : openLog('silent'))
  const count = (outcome: string, spans: number) => metrics.count('bulla_spans_total', { outcome }, spans)
  const tracing =
    collectorUrl === undefined
      ? noTracing
      : await loadedFor('OTEL_URL', () =>
          openTracing({ url: collectorUrl, ...about, count, ...agentBy(proxy, collectorUrl) }),
        ).catch(async (error) => {
          metrics.close()
          await destination?.end()
          throw error
        })
  const log = heard(
    summing(plain, () => performance.now()),
    (event, fields) => {
      metrics.hear(event, fields)
      tracing.hear(fields)
    },
  )
  return {
    node,
    log,
    metrics,
    tracing,
    store: (store) => timed(store, metrics, tracing),
    flows: (flows) => ({
      ...flows,
      submit: (client, ask, idempotency) => tracing.span('submit', {}, () => flows.submit(client, ask, idempotency)),
      approveDraft: (client, draft, idempotency) =>
        tracing.span('submit', {}, () => flows.approveDraft(client, draft, idempotency)),
      release: (client, item, ask, idempotency) =>
        tracing.span('release', {}, () => flows.release(client, item, ask, idempotency)),
    }),
    receiving: (flows) => ({
      ...flows,
      receive: (peer, delivery) =>
        tracing.apart('receive', { partner: peer.partner.member }, () => flows.receive(peer, delivery)),
    }),
    logTrouble: () => destination?.trouble(),
    reopenLog: () => destination?.reopen(),
    async close() {
      metrics.close()
      await tracing.close()
    },
    endLog: () => (destination ? destination.end() : new Promise((resolve) => plain.flush(() => resolve()))),
  }
}

/** Everything of the store that ends in a commit. */
const changes = [
  'submit',
  'addTerms',
  'addItem',
  'addDraft',
  'changeDraft',
  'endDraft',
  'accept',
  'spend',
  'claim',
  'renew',
  'settle',
  'recover',
  'bringBack',
  'redeliver',
  'addLogNodes',
  'saveCheckpoint',
  'saveStamp',
  'saveWitnessed',
  'keepCards',
  'keepReceipt',
  'takeNodeLease',
  'moveCases',
  'alertOnce',
  'register',
  'record',
  'purge',
] as const satisfies readonly (keyof Store)[]

function timed<S extends Store>(store: S, metrics: Metrics, tracing: Tracing): S {
  const watched = changes.map((operation) => {
    const change = store[operation] as (...ask: unknown[]) => Promise<unknown>
    const run = (...ask: unknown[]) =>
      tracing.inside('store', { operation }, () =>
        metrics.time('bulla_store_seconds', { operation }, () => change(...ask)),
      )
    return [operation, run]
  })
  return { ...store, ...Object.fromEntries(watched) }
}
