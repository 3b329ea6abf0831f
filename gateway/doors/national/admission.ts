// Who is there, whether this role may come in here, and whether not too often. Before a single
// octet of a body is read.
import { createHash } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'
import { personForm, readPerson } from '../../model/client/actor.ts'
import type { ClientRole } from '../../model/client/roles.ts'
import { type Buckets, buckets, perSecond } from '../../model/limits/buckets.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, NationalFlows } from '../../ports/doors/national.ts'

/**
 * Who may use a route: clients with one of these roles, every client that is known, or everybody.
 */
export type Access = readonly ClientRole[] | 'known' | 'open'

/** Exactly one of the two; the certificate's SHA-256 is over its DER, in hex. */
interface Credentials {
  readonly token?: string
  readonly certificateSha256?: string
}
/** Knows the clients of the installation as they are now. */
export type Authenticate = (credentials: Credentials, nowMs: number) => Client | undefined

declare const admitted: unique symbol
/**
 * Proof that the guard let a request in, after credentials, rate and role: only this file makes
 * one.
 */
type AdmittedClient = Client & { readonly [admitted]: true }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The role is demanded behind the door, where a try without it becomes evidence. */
    refusedByFlow?: true
  }
}

export interface Admission {
  /** Writes down what was tried without the role, before the answer. */
  readonly denied: NationalFlows['denied']
  readonly authenticate: Authenticate
  readonly ratePerClient: number
  readonly elapsedMs: () => number
  readonly nowMs: () => number
}

/** Puts the door's guard in front of every route that is registered after it. */
export function guard(app: FastifyInstance, admission: Admission): void {
  const { authenticate, denied, ratePerClient, elapsedMs, nowMs } = admission
  // Clients by id, the others by address: guessing credentials is slow, and takes nothing from
  // clients or health checks.
  const clients = buckets(perSecond(ratePerClient), 10_000, elapsedMs)
  const strangers = buckets(perSecond(ratePerClient), 10_000, elapsedMs)
  const visitors = buckets(perSecond(ratePerClient), 10_000, elapsedMs)
  const admit: onRequestHookHandler = (request, _reply, done) => {
    const { access: named, refusedByFlow } = request.routeOptions.config
    const access = request.is404 ? 'open' : named
    // Where anybody is answered nobody says for whom; whoever does is asked for the right to.
    const stated = request.headers[personHeader] !== undefined
    if (access === 'open' && !stated) return done(spend(visitors, request.ip))
    const known = authenticated(request, authenticate, nowMs())
    if (!known) return done(spend(strangers, request.ip) ?? nobody(request))
    const client = actingFor(known, request)
    const admitted = client instanceof Problem ? known : client
    who.set(request, admitted as AdmittedClient)
    const busy = spend(clients, known.id)
    if (busy) return done(busy)
    const unstated = client instanceof Problem ? client : undefined
    const fault = unstated ?? (refusedByFlow || access === 'open' ? undefined : roleFault(admitted, access))
    if (!fault || !writes.has(request.method)) return done(fault)
    const act = `${request.method} ${request.routeOptions.url}`
    denied(admitted, act, fault.code, subjectOf(request)).then(() => done(fault), done)
  }
  app.addHook('onRoute', (route) => {
    const access = route.config?.access ?? (route.url.startsWith('/docs') ? 'open' : undefined)
    if (!access) throw new Error(`route ${route.method} ${route.url} does not say who may use it`)
    route.config = { ...route.config, access }
  })
  app.addHook('onRequest', admit)
}

/** What changes something, and so what is evidence where it is tried without the role. */
const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The id in the path, which nothing has looked at yet. */
function subjectOf({ params }: FastifyRequest): string {
  const [named = ''] = Object.values((params ?? {}) as Readonly<Record<string, string>>)
  return /^[0-9A-Za-z-]{1,64}$/.test(named) ? named : '-'
}

const who = new WeakMap<FastifyRequest, AdmittedClient>()

/** The client behind a request. A route that forgot the guard fails instead of serving anyone. */
export function clientOf(request: FastifyRequest): AdmittedClient {
  const client = who.get(request)
  if (!client) throw new Problem('internal', 'a request came in past the guard')
  return client
}

/** For logs: who asks, as far as it is known. */
export const callerOf = (request: FastifyRequest): string => who.get(request)?.id ?? '-'

/** Asks again whether the credentials of a request still hold, for answers that last. */
export function stillAdmitted(
  request: FastifyRequest,
  { authenticate, nowMs }: Pick<Admission, 'authenticate' | 'nowMs'>,
) {
  const client = authenticated(request, authenticate, nowMs())
  const access = request.routeOptions.config.access
  return client && !roleFault(client, access) ? (client as AdmittedClient) : undefined
}

/** The person for whom a client acts, by an id of its administration. */
const personHeader = 'bulla-person'

/** The client with the person that the request states, or why it may state none. */
function actingFor(client: Client, { headers }: FastifyRequest): Client | Problem {
  const stated = headers[personHeader]
  if (stated === undefined) return client
  if (!client.persons) return new Problem('person-refused', `client ${client.id} may not say for whom it acts`)
  const person = typeof stated === 'string' ? readPerson(stated) : undefined
  return person === undefined
    ? new Problem('request-invalid', `Bulla-Person must be ${personForm}`, { field: 'Bulla-Person' })
    : { ...client, person }
}

function spend(allowance: Buckets, key: string): Problem | undefined {
  const waitMs = allowance.take(key)
  return waitMs === 0
    ? undefined
    : new Problem('too-many-requests', `try again in ${waitMs} ms`, { retryAfterMs: waitMs })
}

function roleFault(client: Client, access: Access | undefined): Problem | undefined {
  if (access === 'known') return undefined
  if (access === undefined || access === 'open')
    return new Problem('internal', 'a route that does not say who may use it')
  if (access.some((role) => client.roles.includes(role))) return undefined
  return new Problem('forbidden', `client ${client.id} lacks the role ${access.join(' or ')}`)
}

function authenticated(request: FastifyRequest, authenticate: Authenticate, nowMs: number): Client | undefined {
  const { authorization } = request.headers
  const certificate = certificateOf(request.raw.socket as TLSSocket)
  if (authorization !== undefined) {
    const token = bearer.exec(authorization)?.[1]
    return certificate || token === undefined ? undefined : authenticate({ token }, nowMs)
  }
  if (!certificate || nowMs < certificate.notBeforeMs || nowMs >= certificate.notAfterMs) return undefined
  return authenticate({ certificateSha256: certificate.sha256 }, nowMs)
}
/** RFC 6750 §2.1. */
const bearer = /^Bearer +([A-Za-z0-9._~+/-]{1,512}=*)$/i

/** Says what is wrong with the form of the credentials, but not which of them are known. */
function nobody(request: FastifyRequest): Problem {
  const both = request.headers.authorization !== undefined && certificateOf(request.raw.socket as TLSSocket)
  const none = request.headers.authorization === undefined && !certificateOf(request.raw.socket as TLSSocket)
  if (both) return new Problem('authentication-missing', 'a token and a client certificate were sent; send exactly one')
  return new Problem(
    'authentication-missing',
    none ? 'neither a token nor a client certificate was sent' : 'the credentials are not known here',
  )
}

interface PresentedCertificate {
  readonly sha256: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
}
/**
 * One handshake, many requests: what was presented is read once. TLS has proved that the peer holds
 * its key.
 */
const presented = new WeakMap<TLSSocket, PresentedCertificate | 'none'>()

function certificateOf(socket: TLSSocket): PresentedCertificate | undefined {
  const known = presented.get(socket)
  if (known) return known === 'none' ? undefined : known
  const certificate = socket.getPeerX509Certificate()
  const read = certificate && {
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
  }
  presented.set(socket, read ?? 'none')
  return read
}
