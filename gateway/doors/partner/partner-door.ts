// The listener for partners: TLS 1.3, a client certificate, no resumption; every socket is watched
// for as long as it lives.
import type { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { guarded } from '../../model/guarded.ts'
import { Problem } from '../../model/problems/problems.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Metrics } from '../../watch/metrics.ts'
import { allowance } from '../allowance.ts'
import { openListener, renewTls } from '../listener.ts'
import { atDoor } from '../problem-reply.ts'
import { type PartnerDoorFlows, partnerRoutes } from './partner-routes.ts'

/** `P` is the proof of an authentic partner. */
interface PartnerDoor<P> extends Omit<PartnerDoorFlows<P>, 'authenticate'> {
  /** Checks a presented chain (DER, leaf first) against the partners' own anchors. */
  authenticate(chain: readonly Uint8Array[]): P
  /** Checks again what may have changed; throws when the partner may not go on. */
  recheck(peer: P): P
  /** Names of a proof, for logs and timers. */
  describe(peer: P): { member: string; certificateSha256: string; notAfterMs: number }
}

interface PartnerListener {
  readonly app: FastifyInstance
  /** Looks at every live socket again, after a change of partners or cards. */
  recheckAll(): void
  /** Takes new certificates for new connections. */
  renew(tls: { keyPem: string; certPem: string }): void
}

interface Door {
  readonly tls: { keyPem: string; certPem: string }
  readonly log: Log
  readonly metrics: Metrics
  readonly limits: {
    maxDeliveryBytes: number
    maxCardBytes: number
    requestTimeoutMs: number
    maxConnections: number
    ratePerPartner: number
  }
}

export async function partnerDoor<P>(
  flows: PartnerDoor<P>,
  { tls, log, metrics, limits }: Door,
): Promise<PartnerListener> {
  const live = new Map<object, P>()
  const requests = allowance(limits.ratePerPartner, 10_000, () => performance.now())
  // OpenSSL would judge the peer by pooled roots; `authenticate` judges it by the anchors of the
  // one partner it names, and this file destroys whatever fails. test/e2e/tls.test.ts holds that no
  // request gets past.
  const app = openListener({
    tls,
    requestTimeoutMs: limits.requestTimeoutMs,
    maxBodyBytes: limits.maxDeliveryBytes,
    maxConnections: limits.maxConnections,
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

  function admit(socket: TLSSocket, peer: P): void {
    live.set(socket, peer)
    const { member, certificateSha256, notAfterMs } = flows.describe(peer)
    watchLapse(socket, notAfterMs)
    socket.once('close', () => live.delete(socket))
    record(log, 'tls.accepted', { partner: member, certificateSha256 })
  }

  /** A certificate that lapses ends the connections it opened. */
  function watchLapse(socket: TLSSocket, notAfterMs: number): void {
    const timer = setTimeout(
      guarded(
        () => {
          if (check(socket)) watchLapse(socket, notAfterMs)
        },
        atDoor(log, 'lapse'),
      ),
      Math.min(longestTimerMs, Math.max(0, notAfterMs - Date.now())),
    )
    timer.unref()
    socket.once('close', () => clearTimeout(timer))
  }

  function turnAway(socket: TLSSocket, error: unknown): void {
    record(log, 'tls.refused', {
      address: socket.remoteAddress ?? '',
      certificateSha256: fingerprint(socket),
      problem: reasonOf(error),
    })
    socket.destroy()
  }

  /** Whether the peer on a live socket may go on; closes it where it may not. */
  function check(socket: TLSSocket): boolean {
    const peer = live.get(socket)
    if (peer === undefined) return false
    try {
      live.set(socket, flows.recheck(peer))
      return true
    } catch (error) {
      record(log, 'tls.closed', { partner: nameOf(socket), problem: reasonOf(error) })
      socket.destroy()
      return false
    }
  }

  app.addHook('onRequest', async (request) => {
    boundArrival(log, request, limits.requestTimeoutMs)
    authenticated(request)
    const waitMs = requests.take(nameOf(request.raw.socket))
    if (waitMs > 0)
      throw new Problem('too-many-requests', `more than ${limits.ratePerPartner} requests a second`, {
        retryAfterMs: waitMs,
      })
  })
  function authenticated({ raw: { socket } }: FastifyRequest): P {
    const peer = live.get(socket)
    if (peer === undefined) throw new Problem('certificate-refused', 'no partner is known on this connection')
    try {
      return flows.recheck(peer)
    } catch (error) {
      record(log, 'tls.closed', { partner: nameOf(socket), problem: reasonOf(error) })
      // After the answer, which tells the partner no more than that it is refused.
      setImmediate(guarded(() => socket.destroySoon(), atDoor(log, 'refusal')))
      throw error
    }
  }
  function nameOf(socket: object): string {
    const peer = live.get(socket)
    return peer === undefined ? '-' : flows.describe(peer).member
  }

  await app.register(partnerRoutes<P>({ ...flows, authenticate: authenticated }, limits))
  return {
    app,
    recheckAll: () => {
      for (const socket of live.keys()) check(socket as TLSSocket)
    },
    renew: (pems) => renewTls(app, pems),
  }
}

/** Octets per second below which a body counts as stalled, however regularly it drips. */
const slowestBytesPerSecond = 64 * 1024

/**
 * A request has as long to arrive as its size allows at the slowest rate; then its connection ends.
 */
function boundArrival(log: Log, { raw }: FastifyRequest, requestTimeoutMs: number): void {
  const { socket } = raw
  const bytes = Number(raw.headers['content-length'] ?? 0)
  const end = guarded(
    () => {
      socket.destroy()
    },
    atDoor(log, 'arrival'),
  )
  const timer = setTimeout(end, requestTimeoutMs + (bytes / slowestBytesPerSecond) * 1000)
  timer.unref()
  raw.once('close', () => clearTimeout(timer))
}

const longestTimerMs = 2 ** 31 - 1
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unreadable')

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
