// The kept connections to partners, a pool for each and for each use: TLS 1.3, no resumption, and
// nobody at the other end but who was judged.
import { constants } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { guarded } from '../../gateway/model/running.ts'
import type { LineFacts, PartnerAddress, PartnerLine } from '../../gateway/ports/line.ts'
import { unreachable } from './answers.ts'
import { mostLate } from './late.ts'

/** How long anything may still take once the gateway stops. */
const momentMs = 1_500

/** What a connection is for: anything, or lists of revoked certificates alone. */
export type LineUse = 'anything' | 'lists'

/** `P` is the proof that a server is the partner it was called as. */
export interface HttpsLine<P = unknown> {
  /**
   * Judges what the server showed (DER, leaf first).
   * @throws where it is not this partner, or may not be used for this now.
   */
  judge(to: PartnerAddress, chain: readonly Uint8Array[], use: LineUse): P
  /** The same proof, or a newer one, while the connection may go on. @throws where it may not. */
  recheck(to: PartnerAddress, peer: P, use: LineUse): P
  /** The address of the partner's card now; undefined where nothing may be sent to it. */
  addressOf(member: string): PartnerAddress | undefined
  /** Called for each live connection that is closed. */
  closed(member: string, problem: string): void
  /** Current PEMs of our TLS key and certificate chain; asked for each new pool. */
  tls(): { keyPem: string; certPem: string }
  connections: number
  answerTimeoutMs: number
  /** Told of what fails where nobody waits for it. */
  failed(error: unknown): void
  /** Called after each handshake. */
  opened(member: string, facts: LineFacts): void
}

interface Entry<P> {
  readonly key: string
  readonly to: PartnerAddress
  readonly use: LineUse
  readonly pool: Pool
  /** Live connections, each with the proof of who is at its other end. */
  readonly live: Map<TLSSocket, P>
  facts?: LineFacts
}

/** The pools of all partners. */
interface Pools extends Pick<PartnerLine, 'facts' | 'lookAgain' | 'lastCall' | 'hangUp'> {
  /**
   * Whatever the partner answers: all of it within the time, however it comes, but for an upload,
   * which is bounded by its progress.
   */
  open(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use?: LineUse,
  ): Promise<Dispatcher.ResponseData>
  /** How much of a time limit is left to give. */
  within(limitMs: number): number
  /** Whether a connection to the partner stands. */
  isOpen(to: PartnerAddress): boolean
}

export function openPools<P>(deps: HttpsLine<P>): Pools {
  const pools = new Map<string, Entry<P>>()
  let longestMs = Number.POSITIVE_INFINITY
  const within = (limitMs: number) => Math.min(limitMs, longestMs)
  /** All that have connections, also those whose place another has taken. */
  const entries = new Set<Entry<P>>()

  function entryFor(to: PartnerAddress, use: LineUse): Entry<P> {
    const key = JSON.stringify([to, deps.tls().certPem])
    const name = `${to.member} ${use}`
    const known = pools.get(name)
    if (known?.key === key) return known
    const live = new Map<TLSSocket, P>()
    const pool = openPool(deps, to, use, (socket, peer, facts) => {
      live.set(socket, peer)
      socket.once('close', () => live.delete(socket))
      entry.facts = facts
      deps.opened(to.member, facts)
    })
    const entry: Entry<P> = { key, to, use, pool, live }
    pools.set(name, entry)
    entries.add(entry)
    // A new card or certificate: what is in flight ends on the old connections, everything else
    // takes the new ones. Only a pool that was replaced is closed, and once: a card that no pool
    // can be made of leaves the one before it in its place.
    if (known) retire(known)
    return entry
  }

  /** What is in flight ends; it is watched until then. */
  function retire(entry: Entry<P>): void {
    entry.pool
      .close()
      .catch(() => undefined)
      .finally(() => entries.delete(entry))
  }

  async function open(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use: LineUse = 'anything',
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await entryFor(to, use).pool.request({
        signal: AbortSignal.timeout(within(deps.answerTimeoutMs)),
        ...request,
      })
    } catch (cause) {
      throw unreachable(to, cause)
    }
  }

  return {
    open,
    within,
    isOpen: ({ member }) => (pools.get(`${member} anything`)?.live.size ?? 0) > 0,
    facts: ({ member }) => pools.get(`${member} anything`)?.facts,
    lookAgain() {
      for (const entry of entries) endLapsed(entry)
      for (const [name, entry] of pools) {
        // A newer card, or another certificate of ours: what comes takes new connections.
        const now = deps.addressOf(entry.to.member)
        if (now !== undefined && entry.key === JSON.stringify([now, deps.tls().certPem])) continue
        pools.delete(name)
        retire(entry)
      }
    },
    lastCall() {
      longestMs = momentMs
      const underWay = [...entries]
      pools.clear()
      const end = guarded(() => destroyed(underWay), deps.failed)
      setTimeout(end, momentMs).unref()
    },
    async hangUp(member) {
      for (const [name, { to }] of pools) if (member === undefined || to.member === member) pools.delete(name)
      const ending = [...entries].filter(({ to }) => member === undefined || to.member === member)
      await destroyed(ending)
    },
  }

  async function destroyed(ending: readonly Entry<P>[]): Promise<void> {
    for (const entry of ending) entries.delete(entry)
    await Promise.all(ending.map(({ pool }) => pool.destroy()))
  }

  function endLapsed({ to, use, live }: Entry<P>): void {
    for (const [socket, peer] of live)
      try {
        live.set(socket, deps.recheck(to, peer, use))
      } catch (error) {
        live.delete(socket)
        deps.closed(to.member, error instanceof Error ? error.message : 'unreadable')
        socket.destroy()
      }
  }
}

function openPool<P>(
  deps: HttpsLine<P>,
  to: PartnerAddress,
  use: LineUse,
  opened: (socket: TLSSocket, peer: P, facts: LineFacts) => void,
): Pool {
  const { keyPem, certPem } = deps.tls()
  const connect = buildConnector({
    key: keyPem,
    cert: certPem,
    // Nobody, not the authorities that Node knows: `judge` alone says whom to believe.
    ca: [],
    minVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
    maxCachedSessions: 0,
    timeout: 10_000,
    // The server is judged as partners are at our own door, before anything is sent: `judge`.
    rejectUnauthorized: false,
  } as buildConnector.BuildOptions)
  return new Pool(to.endpoint, {
    // Answers that are late keep theirs, so that what comes after them finds one.
    connections: use === 'lists' ? 1 : deps.connections + mostLate,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 60_000,
    headersTimeout: deps.answerTimeoutMs,
    bodyTimeout: deps.answerTimeoutMs,
    connect(options, callback) {
      connect(options, (error, socket) => {
        if (error || !socket) return callback(error ?? new Error('no socket'), null)
        try {
          const facts = factsOf(socket as TLSSocket)
          // A resumed session shows no certificate; we ask for none, so an empty one is refused.
          if (!facts) throw new Error('the server showed no certificate')
          opened(socket as TLSSocket, deps.judge(to, chainOf(socket as TLSSocket), use), facts)
        } catch (cause) {
          socket.destroy()
          return callback(cause instanceof Error ? cause : new Error('unreadable'), null)
        }
        callback(null, socket)
      })
    },
  })
}

/** More than anybody looks at, so that what came beyond it is refused. */
const longestChain = 64

/** DER of what the server showed, leaf first. A self-signed root names itself as its issuer. */
function chainOf(socket: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = []
  for (let each = socket.getPeerX509Certificate(); each && chain.length < longestChain; each = each.issuerCertificate)
    chain.push(new Uint8Array(each.raw))
  return chain
}

function factsOf(socket: TLSSocket): LineFacts | undefined {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate || socket.isSessionReused()) return undefined
  const group = socket.getEphemeralKeyInfo() as { name?: string }
  return {
    tlsGroup: group?.name ?? 'unknown',
    protocol: socket.getProtocol() ?? 'unknown',
    peerSha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    peerNotBefore: Date.parse(certificate.validFrom),
    peerNotAfter: Date.parse(certificate.validTo),
  }
}
