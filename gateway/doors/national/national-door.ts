// The door for the systems and people of our own administration: docs/architecture.md.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { NationalFlows } from '../../ports/doors/national.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { Log } from '../../watch/log.ts'
import type { Metrics } from '../../watch/metrics.ts'
import type { Resumable } from '../content/resumable.ts'
import { uploads } from '../content/uploads.ts'
import { jsonBody } from '../json-body.ts'
import { openListener } from '../listening/listener.ts'
import { refusingOtherMethods } from '../listening/methods.ts'
import type { LogDoor } from '../log-routes.ts'
import { atDoor, type ProblemDoor } from '../problem-reply.ts'
import { type Authenticate, callerOf, guard } from './admission.ts'
import { openapi } from './openapi/openapi.ts'
import { documentation } from './openapi/page.ts'
import type { MessageSchema } from './openapi/schemas.ts'
import { registerRoutes } from './route.ts'
import { routes } from './routes/all.ts'

export interface NationalLimits {
  /** Largest JSON body, largest item, in octets. */
  readonly maxBodyBytes: number
  readonly maxItemBytes: number
  /**
   * How long a header, and then a JSON body, may take; and the time in which an upload must get on,
   * in milliseconds.
   */
  readonly requestTimeoutMs: number
  /** Requests per second of one client, with a burst of twice as many. */
  readonly ratePerClient: number
  readonly uploadsPerClient?: number
  /** How long an upload waits for its next connection, in milliseconds. */
  readonly uploadKeepMs?: number
  readonly releasesPerClient?: number
  readonly streamsPerClient?: number
  readonly maxConnections?: number
  readonly handshakesPerAddress?: number
  /** Least octets of a body within each `requestTimeoutMs`. */
  readonly leastUploadBytes?: number
  /** How often a silent event stream says that it is alive, in milliseconds. */
  readonly heartbeatMs?: number
}

interface NationalDoorOptions {
  readonly flows: NationalFlows
  readonly operator: OperatorFlows
  readonly authenticate: Authenticate
  /** PEM texts; the certificate with its intermediates, leaf first. */
  readonly tls: { readonly keyPem: string; readonly certPem: string }
  readonly limits: NationalLimits
  /** Files of our evidence log, for everybody. */
  readonly logFile: LogDoor['logFile']
  readonly log: Log
  readonly version: string
  /**
   * Bodies of all message types of all profiles, for the documentation; those that open a case say
   * so.
   */
  readonly messageSchemas: readonly MessageSchema[]
  readonly metrics: Metrics
  /** Goes on with the trace that a caller names. */
  readonly within?: (traceparent: unknown, go: () => void) => void
  /**
   * The console: pages on the same listener, told how problems are logged and when the door closes,
   * with the uploads of the door.
   */
  readonly console?: (within: ForConsole) => FastifyPluginAsync
  readonly clock?: { readonly nowMs: () => number; readonly elapsedMs: () => number }
}

interface ForConsole extends Resumable {
  readonly problems: ProblemDoor
  readonly closing: AbortSignal
}

const defaults = {
  uploadsPerClient: 4,
  uploadKeepMs: 10 * 60_000,
  releasesPerClient: 16,
  streamsPerClient: 4,
  maxConnections: 2_000,
  handshakesPerAddress: 256,
  leastUploadBytes: 16 * 1024,
  heartbeatMs: 15_000,
}
const clockOfHost = { nowMs: Date.now, elapsedMs: () => performance.now() }

/**
 * The national door, ready but not yet listening. `renewTls` in listener.ts gives it a new
 * certificate.
 */
export async function nationalDoor(options: NationalDoorOptions): Promise<FastifyInstance> {
  const {
    flows,
    operator,
    authenticate,
    tls,
    log,
    version,
    messageSchemas,
    metrics,
    within,
    clock = clockOfHost,
  } = options
  const limits = { ...defaults, ...options.limits }
  const { maxBodyBytes, maxItemBytes, requestTimeoutMs, ratePerClient, leastUploadBytes } = limits
  const problems = { door: 'national', log, caller: callerOf, metrics } as const
  const { app, closing } = openListener({ tls, ...limits, problems })
  const { denied } = flows
  const admission = { authenticate, denied, ratePerClient, ...clock }
  guard(app, admission)
  const refuseOthers = refusingOtherMethods(app, { access: 'open' })
  const slowest = { windowMs: requestTimeoutMs, leastBytes: leastUploadBytes, closing }
  app.addContentTypeParser('application/json', jsonBody({ maxBytes: maxBodyBytes, ...slowest }))
  // After the body was read, whose events belong to the socket and to no trace.
  if (within) app.addHook('preHandler', (request, _reply, done) => within(request.headers['traceparent'], done))

  const pace = { maxBytes: maxItemBytes, ...slowest }
  const document = whenAsked(() => openapi({ version, routes, messageSchemas }))
  const resumed = uploads({
    flow: flows.upload,
    perClient: limits.uploadsPerClient,
    keepMs: limits.uploadKeepMs,
    closing,
    onFault: atDoor(log, 'upload'),
  })
  await registerRoutes(app, routes, {
    ...limits,
    uploads: resumed,
    flows,
    operator,
    logFile: options.logFile,
    problems,
    admission,
    pace,
    metrics,
    document,
    elapsedMs: clock.elapsedMs,
    closing,
  })
  if (options.console) await app.register(options.console({ problems, closing, uploads: resumed, pace }))
  await app.register(documentation(document))
  refuseOthers()
  await app.ready()
  return app
}

/** Made once, by the first who wants it: a start need not wait for what few read. */
function whenAsked<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
