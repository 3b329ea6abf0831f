// Who is on the line: the member whose own anchors or pins vouch for the certificate, and nobody else.
import { type PeerCertificate, readCertificate, verifyPeerCertificate } from '../../crypto/certificates.ts'
import { CryptoError } from '../../crypto/fault.ts'
import { Problem } from '../model/problems.ts'
import { activePartner, type Partner, type Trust } from './trust.ts'

declare const authentic: unique symbol
/** Proof that the TLS session belongs to an active partner with a certificate valid now: only `authenticatePeer` makes one. */
export interface AuthenticPartner {
  readonly partner: Partner
  readonly certificate: PeerCertificate
  readonly [authentic]: true
}

/**
 * @param chain what the peer presented, DER, leaf first.
 * @throws {Problem} `certificate-refused` with the exact reason for our log, `partner-unknown`, `partner-suspended`
 * @see docs/protocol.md §2
 */
export function authenticatePeer(trust: Trust, chain: readonly Uint8Array[], nowMs: number): AuthenticPartner {
  const [leaf, ...presented] = chain
  if (!leaf) throw new Problem('certificate-refused', 'the peer presented no certificate')
  try {
    const named = partnerNamed(trust, leaf)
    const certificate = verifyPeerCertificate({
      leaf,
      presented,
      anchors: named.address.anchors.map((der) => Buffer.from(der, 'base64')),
      pins: named.address.pins,
      trustDomain: named.card.trustDomain,
      nowMs,
      use: 'client',
    })
    return { partner: activePartner(trust, named.member), certificate } as AuthenticPartner
  } catch (cause) {
    if (cause instanceof CryptoError) throw new Problem('certificate-refused', cause.message, { cause })
    throw cause
  }
}

/** The name comes first, and says by whose anchors alone the certificate is judged. */
function partnerNamed(trust: Trust, leaf: Uint8Array): Partner {
  const { uris } = readCertificate(leaf)
  if (uris.length !== 1)
    throw new Problem('certificate-refused', `the certificate names ${uris.length} URIs where exactly one is expected`)
  const named = [...trust.partners.values()].find(({ address }) => address.uri === uris[0])
  if (!named) throw new Problem('partner-unknown', `no partner is called ${uris[0]}`)
  return named
}

/** Checks again what may have changed since the handshake; called on every request. @throws {Problem} as `authenticatePeer` */
export function stillAuthentic(
  trust: Trust,
  { partner, certificate }: AuthenticPartner,
  nowMs: number,
): AuthenticPartner {
  if (nowMs >= certificate.notAfterMs) throw new Problem('certificate-refused', 'the certificate has lapsed')
  const now = activePartner(trust, partner.member)
  if (now.cardSha256 !== partner.cardSha256)
    throw new Problem('certificate-refused', 'the partner has a newer card; a new handshake is needed')
  return { partner: now, certificate } as AuthenticPartner
}
