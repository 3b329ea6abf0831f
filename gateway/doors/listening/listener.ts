// What a door listens with: TLS 1.3 without resumption, limits on everything, and nothing dropped
// or coerced in silence.
import { constants } from 'node:crypto'
import type { Server } from 'node:https'
import { AjvCompiler } from '@fastify/ajv-compiler'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { Problem } from '../../model/problems/problems.ts'
import { textFormats } from '../../model/profile/plain-text.ts'
import { guarded } from '../../model/running.ts'
import { awaitReader } from '../octet-streams.ts'
import { atDoor, noteRefusal, type ProblemDoor, replyWithProblem, safeHeaders } from '../problem-reply.ts'
import { readQuery } from '../query.ts'
import { boundHandshakes } from './handshakes.ts'
import { answerMalformedHttp } from './malformed-http.ts'
import { boundUnread, endingAtStop, endingOfStill } from './under-way.ts'

interface ListenerOptions {
  /** PEM texts; the certificate with its intermediates, leaf first. */
  readonly tls: { readonly keyPem: string; readonly certPem: string }
  /** How long a request's header may take, in milliseconds. */
  readonly requestTimeoutMs: number
  readonly maxBodyBytes: number
  readonly maxConnections: number
  /** Connections of one address that have not shown who they are. */
  readonly handshakesPerAddress: number
  readonly problems: ProblemDoor
}

/** One for all doors of the process: a shape is compiled once, however many doors take it. */
const compiler = AjvCompiler()
/** With the first request that it is for: a start need not wait for shapes that few send. */
const buildValidator: typeof compiler = (shared, options) => {
  const compile = compiler(shared, options)
  return (shape) => {
    let made: ReturnType<typeof compile> | undefined
    const check = (value: unknown) => {
      made ??= compile(shape)
      const fits = made(value)
      check.errors = made.errors
      return fits
    }
    check.errors = undefined as AnyErrors
    // Of what Ajv makes of a shape, Fastify uses these two.
    return check as ReturnType<typeof compile>
  }
}
type AnyErrors = ReturnType<ReturnType<typeof compiler>>['errors']

/** Nothing is dropped, coerced or put in; a fault comes with what it is about: schema-fault.ts. */
const strictly = {
  ...({ removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false, verbose: true } as const),
  formats: Object.fromEntries(
    Object.entries(textFormats).map(([name, fault]) => [name, (text: string) => fault(text) === undefined]),
  ),
}

/**
 * A Fastify that asks for a client certificate and leaves it to the door whom to believe. It reads
 * no body by itself: each door adds its parsers, with their own limits of size and time, as an
 * upload may rightly take longer than any one request timeout. `closing` is aborted when the door
 * closes: what lasts ends then.
 */
export function openListener({
  tls,
  requestTimeoutMs,
  maxBodyBytes,
  maxConnections,
  handshakesPerAddress,
  problems,
}: ListenerOptions): { readonly app: FastifyInstance; readonly closing: AbortSignal } {
  const answer = replyWithProblem(problems)
  const app = fastify({
    https: {
      ...tlsOptions(tls),
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5_000, requestTimeoutMs),
      maxHeaderSize: maxHttpHeaderBytes,
      // Node would answer with an empty page.
      requireHostHeader: false,
      handshakeTimeout: 10_000,
    },
    bodyLimit: maxBodyBytes,
    requestTimeout: 0,
    connectionTimeout: 120_000,
    keepAliveTimeout: 65_000,
    maxRequestsPerSocket: 0,
    forceCloseConnections: 'idle',
    // Our own answer while closing is a problem like any other.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    logger: false,
    routerOptions: { maxParamLength: 128, querystringParser: readQuery },
    schemaController: { compilersFactory: { buildValidator } },
    ajv: { customOptions: strictly },
    // The router takes the asterisk, which is no address, for the root (RFC 9112, 3.2.4).
    rewriteUrl: ({ url = '/' }) => (url === '*' ? '/*' : url),
    clientErrorHandler: answerMalformedHttp(problems.log),
    frameworkErrors: (error, request, reply) => {
      answer(error, request, reply)
    },
    // To Fastify's types an https.Server is no http.Server, though it does all that one does.
  }) as unknown as FastifyInstance
  app.server.maxConnections = maxConnections
  // Such as no descriptor left for one more connection. Fastify listens for errors only until the
  // door is open.
  app.server.on('error', atDoor(problems.log, 'listen'))
  app.removeAllContentTypeParsers()
  app.setErrorHandler(answer)
  app.setNotFoundHandler(() => {
    throw nothingHere()
  })
  endingOfStill(app.server)
  boundUnread(app, (request) => noteRefusal(problems, request, 'too-many-requests'))
  const closing = closingOf(app, { handshakesPerAddress, problems })
  app.addHook('onRequest', (request, reply, done) => {
    // Who waits for them learns of them all the same; without anyone, in the moment between two
    // listeners, they would end the process.
    for (const stream of [request.raw, reply.raw]) stream.on('error', () => undefined)
    reply.headers(safeHeaders)
    if (isOldHttp(request)) {
      request.raw.socket.destroy()
      return done(new Problem('request-invalid', 'this is no HTTP/1.1'))
    }
    done(
      closing.aborted
        ? new Problem('stopping', 'the gateway is stopping', { retryAfterMs: 1_000 })
        : headerFault(request),
    )
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? '-' : (request.routeOptions.url ?? '-')
    const labels = { door: problems.door, method: request.method, route, status: String(reply.statusCode) }
    problems.metrics.observe('bulla_request_seconds', labels, reply.elapsedTime / 1000)
    done()
  })
  continueOnlyWhenWanted(app)
  return { app, closing }
}

/**
 * Aborted when the door closes; from then on it ends every connection that asks for nothing or
 * takes nothing.
 */
function closingOf(
  app: FastifyInstance,
  { handshakesPerAddress, problems }: Pick<ListenerOptions, 'handshakesPerAddress' | 'problems'>,
): AbortSignal {
  const { server } = app
  const closing = new AbortController()
  const endHandshakes = boundHandshakes(server, handshakesPerAddress)
  const endOthers = endingAtStop(server)
  const end = () => {
    endHandshakes()
    endOthers()
  }
  app.addHook('preClose', async () => {
    closing.abort()
    // A door that never opened says nothing when it is closed, and has no connections.
    if (!server.listening) return
    end()
    // A connection whose last answer is still being written becomes idle only later.
    const reap = setInterval(guarded(end, atDoor(problems.log, 'closing')), 50)
    server.once('close', () => clearInterval(reap))
  })
  return closing.signal
}

/**
 * New connections get the new certificate, those that are open live on; all options again, as those
 * left out fall back to Node's.
 */
export const renewTls = (app: FastifyInstance, tls: ListenerOptions['tls']): void =>
  (app.server as unknown as Server).setSecureContext(tlsOptions(tls))

const tlsOptions = ({ keyPem, certPem }: ListenerOptions['tls']) => ({
  key: keyPem,
  cert: certPem,
  minVersion: 'TLSv1.3' as const,
  requestCert: true,
  rejectUnauthorized: false,
  // A resumed session would carry a certificate that nobody checked again.
  secureOptions: constants.SSL_OP_NO_TICKET,
})

/** Fields that say one thing; given twice, two readers could take two things from them. */
const singular = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'content-encoding',
  'content-digest',
  'idempotency-key',
  'last-event-id',
  'expect',
])
const bodyless = new Set(['GET', 'HEAD'])

/**
 * HTTP/0.9 has no header that our rules could be held against, and no status, so that whatever is
 * answered looks like content. Node's parser reads it all the same.
 */
const isOldHttp = ({ raw }: FastifyRequest): boolean => raw.httpVersionMajor !== 1

function headerFault({ raw }: FastifyRequest): Problem | undefined {
  if (raw.headers.host === undefined && raw.httpVersionMinor > 0)
    return new Problem('request-invalid', 'the header field host is missing, which HTTP/1.1 demands')
  let seen = ''
  for (let at = 0; at < raw.rawHeaders.length; at += 2) {
    const name = raw.rawHeaders[at]?.toLowerCase() ?? ''
    if (!singular.has(name)) continue
    if (seen.includes(` ${name} `)) return new Problem('request-invalid', `the header field ${name} is there twice`)
    seen += ` ${name} `
  }
  const { 'content-encoding': coding, 'content-length': length, 'transfer-encoding': transfer } = raw.headers
  // Node reads the chunks, and hands on as the body what is packed in them (RFC 9112, 6.1).
  if (transfer !== undefined && transfer.trim().toLowerCase() !== 'chunked')
    return new Problem(
      'not-implemented',
      'a body comes with its Content-Length, or with Transfer-Encoding: chunked alone',
    )
  if (coding !== undefined && coding !== 'identity')
    return new Problem('unsupported-media-type', 'octets are taken as they are, without a Content-Encoding')
  // Who waits for something else to be promised must not find it passed over (RFC 9110, 10.1.1).
  if (raw.headers.expect !== undefined && raw.headers.expect.toLowerCase() !== '100-continue')
    return new Problem('request-invalid', 'the header field Expect says something else than 100-continue')
  if (bodyless.has(raw.method ?? '') && (transfer !== undefined || Number(length ?? 0) > 0))
    return new Problem('request-invalid', `${raw.method} takes no body`)
  return undefined
}

/** Whoever asks whether a body is wanted is told by whoever reads it: octet-streams.ts. */
function continueOnlyWhenWanted(app: FastifyInstance): void {
  for (const event of ['checkContinue', 'checkExpectation'])
    app.server.on(event, (request, response) => {
      awaitReader(request, response)
      app.server.emit('request', request, response)
    })
  // Before the body of a request to nowhere is read.
  app.addHook('preParsing', (request, _reply, _payload, done) => done(request.is404 ? nothingHere() : null))
}

const nothingHere = () => new Problem('not-found', 'there is nothing at this address')

export const maxHttpHeaderBytes = 16 * 1024
