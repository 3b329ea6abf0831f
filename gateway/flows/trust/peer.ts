// Who is on the line: the member whose own anchors or pins vouch for the certificate, and nobody
// else.

import { CryptoError } from '../../../crypto/fault.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { type PeerCertificate, verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Partner } from './load-partners.ts'
import { type Link, linksOf } from './revocation/links.ts'
import type { Revocation } from './revocation/revocation.ts'
import { activePartner, type Trust } from './trust.ts'

declare const identified: unique symbol
declare const known: unique symbol
declare const authentic: unique symbol

/**
 * Proof that the TLS session belongs to an active partner with a certificate valid now: only
 * `identify` makes one. Whether the certificate was revoked is not asked yet.
 */
interface IdentifiedPeer {
  readonly partner: Partner
  readonly certificate: PeerCertificate
  readonly links: readonly Link[]
  /** What the session showed, DER, leaf first. */
  readonly chain: readonly Uint8Array[]
  readonly [identified]: true
}

/**
 * Proof that nothing is known of a revocation along the path: only `demandNotRevoked` makes one. It
 * may bring lists of revoked certificates, and no more.
 */
export interface KnownPeer extends IdentifiedPeer {
  readonly [known]: true
}

/**
 * Proof that the partner's policy is content with what is known: only `demandVouched` makes one.
 */
export interface AuthenticPartner extends KnownPeer {
  readonly [authentic]: true
}

/**
 * @param chain what the peer presented, DER, leaf first.
 * @throws {Problem} `certificate-refused` with the exact reason for our log, `partner-unknown`,
 *   `partner-suspended`
 * @see docs/protocol.md §2
 */
export function authenticatePeer(trust: Trust, chain: readonly Uint8Array[], nowMs: number): IdentifiedPeer {
  const [leaf, ...presented] = chain
  if (!leaf) throw new Problem('certificate-refused', 'the peer presented no certificate')
  try {
    const shown = { leaf, presented, nowMs, use: 'client' } as const
    const verdicts = partnersNamed(trust, leaf).map((partner) => verdictOf(partner, shown))
    const [only, another] = verdicts.filter((verdict) => 'certificate' in verdict)
    if (only && another)
      throw new Problem('certificate-refused', `the certificate is vouched for by ${only.member} and ${another.member}`)
    if (!only) throw verdicts.find((verdict) => 'refused' in verdict)?.refused
    return identify(activePartner(trust, only.member), only.certificate, chain)
  } catch (cause) {
    if (cause instanceof CryptoError) throw new Problem('certificate-refused', cause.message, { cause })
    throw cause
  }
}

const identify = (partner: Partner, certificate: PeerCertificate, chain: readonly Uint8Array[]): IdentifiedPeer =>
  ({ partner, certificate, chain, links: linksOf(certificate.path) }) as unknown as IdentifiedPeer

/**
 * The other way round: whom we called shows this chain, and must be that partner.
 * @throws {Problem} as `authenticatePeer`
 */
export function authenticateServer(
  trust: Trust,
  member: string,
  chain: readonly Uint8Array[],
  nowMs: number,
): IdentifiedPeer {
  const [leaf, ...presented] = chain
  if (!leaf) throw new Problem('certificate-refused', 'the server showed no certificate')
  const partner = activePartner(trust, member)
  try {
    const verdict = verdictOf(partner, { leaf, presented, nowMs, use: 'server' })
    if ('refused' in verdict) throw verdict.refused
    return identify(partner, verdict.certificate, chain)
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

interface Presented {
  readonly leaf: Uint8Array
  readonly presented: readonly Uint8Array[]
  readonly nowMs: number
  /** What the peer is in this session. */
  readonly use: 'client' | 'server'
}

type Verdict =
  | { readonly member: string; readonly certificate: PeerCertificate }
  | { readonly member: string; readonly refused: CryptoError }

/** By the anchors and pins of this partner alone. */
function verdictOf({ member, address, card }: Partner, { leaf, presented, nowMs, use }: Presented): Verdict {
  const anchors = address.anchors.map((der) => Buffer.from(der, 'base64'))
  const { trustDomain } = card
  try {
    const checks = { leaf, presented, anchors, pins: address.pins, trustDomain, nowMs, use } as const
    return { member, certificate: verifyPeerCertificate(checks) }
  } catch (error) {
    if (error instanceof CryptoError) return { member, refused: error }
    throw error
  }
}

/**
 * Checks again what may have changed since the handshake, but for a revocation.
 * @throws {Problem} as `authenticatePeer`
 */
export function stillIdentified(trust: Trust, peer: IdentifiedPeer, nowMs: number): IdentifiedPeer {
  const { partner, certificate } = peer
  if (nowMs >= certificate.notAfterMs) throw new Problem('certificate-refused', 'the certificate has lapsed')
  const now = activePartner(trust, partner.member)
  if (now.cardSha256 !== partner.cardSha256) return judgedAnew(trust, peer, nowMs)
  return now === partner ? peer : { ...peer, partner: now }
}

/** What the session showed, held against the newer card as if it were shown now. */
function judgedAnew(trust: Trust, { partner, chain }: IdentifiedPeer, nowMs: number): IdentifiedPeer {
  try {
    const again = authenticatePeer(trust, chain, nowMs)
    if (again.partner.member === partner.member) return again
    throw new Problem('certificate-refused', `the certificate is that of ${again.partner.member}`)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const why = error.message
    throw new Problem('certificate-refused', `the partner has a newer card, which does not vouch for it: ${why}`)
  }
}

/**
 * Nothing that is held says that a certificate of the path was revoked.
 * @throws {Problem} `certificate-refused`
 */
export function demandNotRevoked(revocation: Revocation, peer: IdentifiedPeer): KnownPeer {
  const { partner, links } = peer
  const stands = revocation.standing(partner.revocation, links)
  if (stands.as === 'revoked') throw new Problem('certificate-refused', stands.reason)
  return peer as KnownPeer
}

/**
 * What is known is enough for the policy of this partner.
 * @throws {Problem} `revocation-unknown`, which passes once a list is here.
 */
export function demandVouched(revocation: Revocation, peer: KnownPeer): AuthenticPartner {
  const { partner, links } = peer
  const stands = revocation.standing(partner.revocation, links)
  if (stands.as === 'good') return peer as AuthenticPartner
  const told = 'whether the certificate was revoked is not known here now'
  throw new Problem('revocation-unknown', told, { cause: new Error(stands.reason), retryAfterMs: unknownForMs })
}

const unknownForMs = 10_000
