// Who is on the line: the member whose own anchors or pins vouch for the certificate, and nobody
// else.

import { CryptoError } from '../../../crypto/fault.ts'
import { trustDomainOf } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { type PeerCertificate, verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { PartnerAddress } from '../../ports/line.ts'
import type { Partner } from './load-partners.ts'
import { activePartner, type Trust } from './trust.ts'

declare const authentic: unique symbol
/**
 * Proof that the TLS session belongs to an active partner with a certificate valid now: only
 * `authenticatePeer` makes one.
 */
export interface AuthenticPartner {
  readonly partner: Partner
  readonly certificate: PeerCertificate
  readonly [authentic]: true
}

/**
 * @param chain what the peer presented, DER, leaf first.
 * @throws {Problem} `certificate-refused` with the exact reason for our log, `partner-unknown`,
 *   `partner-suspended`
 * @see docs/protocol.md §2
 */
export function authenticatePeer(trust: Trust, chain: readonly Uint8Array[], nowMs: number): AuthenticPartner {
  const [leaf, ...presented] = chain
  if (!leaf) throw new Problem('certificate-refused', 'the peer presented no certificate')
  try {
    const verdicts = partnersNamed(trust, leaf).map((partner) => verdictOf(partner, { leaf, presented, nowMs }))
    const [only, another] = verdicts.filter((verdict) => 'certificate' in verdict)
    if (only && another)
      throw new Problem('certificate-refused', `the certificate is vouched for by ${only.member} and ${another.member}`)
    if (!only) throw verdicts.find((verdict) => 'refused' in verdict)?.refused
    return { partner: activePartner(trust, only.member), certificate: only.certificate } as AuthenticPartner
  } catch (cause) {
    if (cause instanceof CryptoError) throw new Problem('certificate-refused', cause.message, { cause })
    throw cause
  }
}

/**
 * Whoever has the one name of the certificate; whether it is theirs, their own anchors and pins
 * say.
 */
function partnersNamed(trust: Trust, leaf: Uint8Array): Partner[] {
  const { uris } = readCertificate(leaf)
  if (uris.length !== 1)
    throw new Problem('certificate-refused', `the certificate names ${uris.length} URIs where exactly one is expected`)
  const named = [...trust.partners.values()].filter(({ address }) => address.uri === uris[0])
  if (named.length === 0) throw new Problem('partner-unknown', `no partner is called ${uris[0]}`)
  return named
}

/**
 * Why a server that answers for a partner is not that partner, in words; undefined where it is. By
 * the anchors and pins of this partner's card alone.
 */
export function strangerOn(
  { uri, anchors, pins }: Pick<PartnerAddress, 'uri' | 'anchors' | 'pins'>,
  [leaf = new Uint8Array(), ...presented]: readonly Uint8Array[],
  nowMs: number,
): string | undefined {
  const checks = {
    ...{ leaf, presented, pins, nowMs },
    anchors: anchors.map((der) => Buffer.from(der, 'base64')),
    trustDomain: trustDomainOf(uri),
    use: 'server',
  } as const
  try {
    verifyPeerCertificate(checks)
    return undefined
  } catch (error) {
    if (error instanceof CryptoError) return `the server is not this partner: ${error.message}`
    throw error
  }
}

interface Presented {
  readonly leaf: Uint8Array
  readonly presented: readonly Uint8Array[]
  readonly nowMs: number
}

type Verdict =
  | { readonly member: string; readonly certificate: PeerCertificate }
  | { readonly member: string; readonly refused: CryptoError }

/** By the anchors and pins of this partner alone. */
function verdictOf({ member, address, card }: Partner, { leaf, presented, nowMs }: Presented): Verdict {
  const anchors = address.anchors.map((der) => Buffer.from(der, 'base64'))
  const { trustDomain } = card
  try {
    const checks = { leaf, presented, anchors, pins: address.pins, trustDomain, nowMs, use: 'client' } as const
    return { member, certificate: verifyPeerCertificate(checks) }
  } catch (error) {
    if (error instanceof CryptoError) return { member, refused: error }
    throw error
  }
}

/**
 * Checks again what may have changed since the handshake; called on every request.
 * @throws {Problem} as `authenticatePeer`
 */
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
