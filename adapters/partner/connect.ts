// One connection to a partner, hop by hop: TCP, or a proxy that leads on; TLS 1.3 end to end; then
// the judgement of who is there. Whoever waits for it can see how far it has come.
import { constants } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import { guarded } from '../../gateway/model/running.ts'
import type { LineFacts, PartnerAddress, Tunnel } from '../../gateway/ports/line.ts'
import type { Reached } from './faults.ts'

interface Connecting {
  readonly to: PartnerAddress
  readonly keyPem: string
  readonly certPem: string
  /** Leads there in the place of a connection of ours. */
  readonly tunnel: Tunnel<Socket> | undefined
  readonly reached: Reached
  /** @throws where whoever is there is not the partner. */
  judge(socket: TLSSocket, chain: readonly Uint8Array[], facts: LineFacts): void
}

/** Of each hop. */
const hopMs = 10_000

export function connector({ to, keyPem, certPem, tunnel, reached, judge }: Connecting): buildConnector.connector {
  const secure = buildConnector({
    key: keyPem,
    cert: certPem,
    // Nobody, not the authorities that Node knows: `judge` alone says whom to believe.
    ca: [],
    minVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
    maxCachedSessions: 0,
    timeout: hopMs,
    allowH2: false,
    // The server is judged as partners are at our own door, before anything is sent: `judge`.
    rejectUnauthorized: false,
  } as buildConnector.BuildOptions)

  async function plain(): Promise<Socket> {
    const { hostname, port } = new URL(to.endpoint)
    const [host, number] = [hostname.replaceAll(/[[\]]/g, ''), Number(port || 443)]
    if (tunnel === undefined) return tcp(host, number)
    reached.step = 'proxy'
    return tunnel(host, number)
  }

  return (options, callback) => {
    reached.step = 'connecting'
    plain().then(
      (httpSocket) => {
        reached.step = 'tls'
        // What a proxy said before it led on is none of theirs.
        const before = httpSocket.bytesRead - httpSocket.readableLength
        reached.bytes = () => httpSocket.bytesRead - before
        secure({ ...options, httpSocket }, (error, socket) => {
          if (error || !socket) return callback(error ?? new Error('no socket'), null)
          try {
            judged(socket as TLSSocket)
          } catch (cause) {
            socket.destroy()
            return callback(cause instanceof Error ? cause : new Error('unreadable'), null)
          }
          callback(null, socket)
        })
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('no connection'), null),
    )
  }

  function judged(socket: TLSSocket): void {
    reached.step = 'judged'
    reached.shown = socket.getPeerCertificate()
    const facts = factsOf(socket)
    // A resumed session shows no certificate; we ask for none, so an empty one is refused.
    if (!facts) throw new Error('the server showed no certificate')
    judge(socket, chainOf(socket), facts)
    reached.step = 'answer'
  }
}

function tcp(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port })
    const giveUp = () => {
      socket.destroy(Object.assign(new Error(`no connection within ${hopMs} ms`), { code: 'ETIMEDOUT' }))
    }
    const late = setTimeout(guarded(giveUp, reject), hopMs)
    const settle = (act: () => void) => () => {
      clearTimeout(late)
      socket.off('error', reject)
      act()
    }
    socket.once('error', reject)
    socket.once(
      'connect',
      settle(() => resolve(socket)),
    )
    socket.once('close', () => clearTimeout(late))
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
