// The kept connections to one partner: TLS 1.3, no resumption, and nobody at the other end but who
// was judged.
import { constants } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { buildConnector, Pool } from 'undici'
import type { LineFacts, PartnerAddress } from '../../gateway/ports/line.ts'

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
  /** Called after each handshake. */
  opened(member: string, facts: LineFacts): void
}

export function openPool<P>(
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
    connections: use === 'lists' ? 1 : deps.connections,
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
    peerNotAfter: Date.parse(certificate.validTo),
  }
}
