// The listener for partners: TLS 1.3, a client certificate, no resumption; every socket is watched
// for as long as it lives.
import { setTimeout as pause } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Limits } from '../../model/limits/limits.ts'
import { Problem } from '../../model/problems/problems.ts'
import { guarded } from '../../model/running.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Metrics } from '../../watch/metrics.ts'
import { openListener, renewTls } from '../listening/listener.ts'
import { refusingOtherMethods } from '../listening/methods.ts'
import { atDoor } from '../problem-reply.ts'
import { type PartnerDoorFlows, partnerRoutes } from './partner-routes.ts'

/** `K` is the proof of a partner that is known, `P` that of one that is authentic as well. */
interface PartnerDoor<K, P> extends Omit<PartnerDoorFlows<K, P>, 'authenticate' | 'known'> {
  /** Checks a presented chain (DER, leaf first) against the partners' own anchors. */
  authenticate(chain: readonly Uint8Array[]): K
  /** Checks again what may have changed; throws when the partner may not go on. */
  recheck(peer: K): K
  /** What the policy of this partner demands beyond that; throws while it is not so. */
  vouched(peer: K): P
  /** A partner that is known asks something; called for each request. */
  heard(peer: K): void
  /** Names of a proof, for logs. */
  describe(peer: K): { member: string; certificateSha256: string }
}

interface Live<K> {
  readonly peer: K
  /** Once it was; then it is closed when it is not any more. */
  readonly vouched: boolean
}

interface PartnerListener {
  readonly app: FastifyInstance
  /**
   * Looks at every live socket again and closes, idle or not, those whose certificate lapsed or was
   * revoked, or whose partner has another card or is suspended. To be called twice a second.
   */
  lookAgain(): void
  /** Takes new certificates for new connections. */
  renew(tls: { keyPem: string; certPem: string }): void
}

interface Door {
  readonly tls: { keyPem: string; certPem: string }
  readonly log: Log
  readonly metrics: Metrics
  /** What one partner may have of us. */
  readonly partners: Pick<Limits, 'demand' | 'hold' | 'spend'>
  readonly limits: {
    maxDeliveryBytes: number
    maxChainBytes: number
    maxCardBytes: number
    maxIntroductionBytes: number
    maxNoteBytes: number
    maxListBytes: number
    requestTimeoutMs: number
    /** Least octets of a body within each `requestTimeoutMs`. */
    leastBodyBytes: number
    maxConnections: number
    handshakesPerAddress: number
  }
}

export async function partnerDoor<K, P>(
  flows: PartnerDoor<K, P>,
  { tls, log, metrics, partners, limits }: Door,
): Promise<PartnerListener> {
  const live = new Map<object, Live<K>>()
  // OpenSSL would judge the peer by pooled roots; `authenticate` judges it by the anchors of the
  // one partner it names, and this file destroys whatever fails. test/e2e/tls.test.ts holds that no
  // request gets past.
  const { app, closing } = openListener({
    tls,
    requestTimeoutMs: limits.requestTimeoutMs,
    maxBodyBytes: limits.maxDeliveryBytes,
    maxConnections: limits.maxConnections,
    handshakesPerAddress: limits.handshakesPerAddress,
    problems: { door: 'partner', log, metrics, caller: (request) => nameOf(request.raw.socket) },
  })

  // The handshake is judged once, here, before any request is read; then on every request what may
  // have changed.
  app.server.on('secureConnection', (socket: TLSSocket) => {
    try {
      admit(socket, flows.authenticate(chainOf(socket)))
    } catch (error) {
      turnAway(socket, error)
    }
  })
  app.server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    record(log, 'tls.refused', {
      address: socket.remoteAddress ?? '',
      certificateSha256: '',
      problem: error.code ?? error.name,
    })
    socket.destroy()
  })

  function admit(socket: TLSSocket, peer: K): void {
    const { member, certificateSha256 } = flows.describe(peer)
    // One that is closed already closes no second time.
    if (socket.destroyed) return
    const leave = partners.hold(member, 'sockets')
    live.set(socket, { peer, vouched: isVouched(peer) })
    socket.once('close', () => {
      leave()
      live.delete(socket)
    })
    record(log, 'tls.accepted', { partner: member, certificateSha256 })
  }

  function isVouched(peer: K): boolean {
    try {
      flows.vouched(peer)
      return true
    } catch (error) {
      if (error instanceof Problem) return false
      throw error
    }
  }

  function turnAway(socket: TLSSocket, error: unknown): void {
    record(log, 'tls.refused', {
      address: socket.remoteAddress ?? '',
      certificateSha256: fingerprint(socket),
      problem: reasonOf(error),
    })
    socket.destroy()
  }

  /** Closes a live socket whose peer may not go on. */
  function endIfLapsed(socket: TLSSocket, { peer, vouched }: Live<K>): void {
    try {
      const now = flows.recheck(peer)
      if (vouched) flows.vouched(now)
      live.set(socket, { peer: now, vouched: vouched || isVouched(now) })
    } catch (error) {
      record(log, 'tls.closed', { partner: nameOf(socket), problem: reasonOf(error) })
      socket.destroy()
    }
  }

  app.addHook('onRequest', async (request) => {
    const peer = known(request)
    const member = nameOf(request.raw.socket)
    partners.spend(member, 'requests')
    // Known before a delivery is read: whoever has brought too many statements brings none now.
    if (request.routeOptions.config.bringsStatements) partners.demand(member, 'statements')
    flows.heard(peer)
  })
  const late = new Map<string, number>()
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode === tooMany) await holdBack(nameOf(request.raw.socket))
    return payload
  })
  async function holdBack(member: string): Promise<void> {
    const already = late.get(member) ?? 0
    late.set(member, already + 1)
    await pause(heldBackMs * (1 + already / heldBackAtOnce), undefined, { signal: closing }).catch(() => undefined)
    const left = (late.get(member) ?? 1) - 1
    if (left > 0) late.set(member, left)
    else late.delete(member)
  }
  function known({ raw: { socket } }: FastifyRequest): K {
    const here = live.get(socket)
    if (here === undefined) throw new Problem('certificate-refused', 'no partner is known on this connection')
    try {
      return flows.recheck(here.peer)
    } catch (error) {
      record(log, 'tls.closed', { partner: nameOf(socket), problem: reasonOf(error) })
      // After the answer, which tells the partner no more than that it is refused.
      setImmediate(guarded(() => socket.destroySoon(), atDoor(log, 'refusal')))
      throw error
    }
  }
  /** Who may bring lists alone keeps its connection for that. */
  const authenticated = (request: FastifyRequest): P => flows.vouched(known(request))
  function nameOf(socket: object): string {
    const here = live.get(socket)
    return here === undefined ? '-' : flows.describe(here.peer).member
  }

  /** Octets of a body are memory of ours until it is answered. */
  const holdBody = ({ raw: { socket } }: FastifyRequest, bytes: number) =>
    partners.hold(nameOf(socket), 'bodies', bytes)
  const pace = { windowMs: limits.requestTimeoutMs, leastBytes: limits.leastBodyBytes, closing }
  const refuseOthers = refusingOtherMethods(app)
  await app.register(
    partnerRoutes<K, P>({ ...flows, known, authenticate: authenticated }, { ...limits, pace, holdBody }),
  )
  refuseOthers()
  return {
    app,
    lookAgain: () => {
      for (const [socket, here] of live) endIfLapsed(socket as TLSSocket, here)
    },
    renew: (pems) => renewTls(app, pems),
  }
}

const tooMany = 429
/**
 * Whoever asks for more than it may is told so late, the later the more of its requests wait for
 * that: it has few connections, and to refuse all that they can bring would cost the others more
 * than to serve them. Where a connection ends with its refusal, as that of an upload does, a new
 * handshake comes before the next. An honest partner has a window of deliveries under way, and
 * waits little longer than a second; with all 64 connections it is 17 s, which no partner takes
 * for silence.
 */
const heldBackMs = 1_000
const heldBackAtOnce = 4

/** What the partner is told may be less than the reason behind it. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : 'unreadable'

/** More than anybody looks at, so that what came beyond it is refused. */
const longestChain = 64

/**
 * DER of what the peer presented, leaf first, the others as they came. `getPeerCertificate` links
 * each to one issuer and loses the rest, such as the second of two cross certificates.
 */
function chainOf(socket: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = []
  for (let each = socket.getPeerX509Certificate(); each && chain.length < longestChain; each = each.issuerCertificate)
    chain.push(each.raw)
  return chain
}

const fingerprint = (socket: TLSSocket): string =>
  socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase() ?? ''
