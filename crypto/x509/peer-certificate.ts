import { CryptoError } from '../fault.ts'
import { spiffeId } from './authority.ts'
import { called, oids } from './extensions.ts'
import { type CertificatePath, demandGood, maxPresented, oneLine, pathTo, refusal } from './path/path.ts'
import { type ParsedCertificate, parseCertificate, readableAmong, x509 } from './x509.ts'

/*
 * Who is at the other end of a TLS session: the member whose own anchors or pins vouch for the
 * leaf. What the path check (RFC 5280 §6) does not understand it refuses.
 */

declare const proof: unique symbol

/**
 * Proof that a leaf is vouched for by one member's anchors or pins, now: only
 * `verifyPeerCertificate` makes one.
 */
export interface PeerCertificate {
  readonly sha256: string
  /** The first end of validity along the path; the session is closed when it comes. */
  readonly notAfterMs: number
  readonly uri: string
  /**
   * The leaf, each authority above it, and the anchor: whether one was revoked is asked along it. A
   * pinned leaf for which no anchor vouches stands alone.
   */
  readonly path: readonly ParsedCertificate[]
  readonly [proof]: true
}

export interface PeerChecks {
  /** DER of the leaf that the TLS session presented. */
  readonly leaf: Uint8Array
  /** DER of what came with it, in any order; the leaf may be among it. */
  readonly presented: readonly Uint8Array[]
  /** DER of the anchors of this one member, never of all members together. */
  readonly anchors: readonly Uint8Array[]
  /** SHA-256 of the DER of leaves that need no anchor, hex. */
  readonly pins: readonly string[]
  readonly trustDomain: string
  readonly nowMs: number
  /** What the peer is in this session. */
  readonly use: 'client' | 'server'
}

/**
 * @throws {CryptoError} `certificate` with the exact reason, for our log; the peer sees a closed
 * connection.
 */
export function verifyPeerCertificate(checks: PeerChecks): PeerCertificate {
  const { pins, trustDomain, nowMs, use } = checks
  const leaf = parseCertificate(checks.leaf)
  const purpose = use === 'client' ? oids.clientAuth : oids.serverAuth
  demandLeaf(leaf, purpose, nowMs)
  const uri = demandUri(leaf, trustDomain)
  const path = pathOf(leaf, checks, purpose)
  const notAfterMs = Math.min(...(pins.includes(leaf.sha256) ? [leaf] : path).map((each) => each.notAfterMs))
  return { sha256: leaf.sha256, notAfterMs, uri, path } as unknown as PeerCertificate
}

function pathOf(leaf: ParsedCertificate, checks: PeerChecks, purpose: string): readonly ParsedCertificate[] {
  try {
    return vouched(leaf, checks, purpose).certificates
  } catch (error) {
    if (error instanceof CryptoError && checks.pins.includes(leaf.sha256)) return [leaf]
    throw error
  }
}

function vouched(leaf: ParsedCertificate, { presented, anchors, nowMs }: PeerChecks, purpose: string): CertificatePath {
  if (presented.length > maxPresented)
    throw refusal(`peer presented ${presented.length} certificates, at most ${maxPresented} are looked at`)
  return pathTo(leaf, { anchors: readableAmong(anchors), presented: readableAmong(presented), purpose, nowMs })
}

function demandLeaf(leaf: ParsedCertificate, purpose: string, nowMs: number): void {
  if (leaf.ca)
    throw refusal('leaf is a certification authority', 'ask the CA for a certificate whose basic constraints say no CA')
  demandGood(leaf, nowMs)
  if (((leaf.keyUsage ?? 0) & x509.KeyUsageFlags.digitalSignature) === 0)
    throw refusal('leaf may not sign', 'ask the CA for the key usage digitalSignature')
  if (!leaf.extendedKeyUsage?.includes(purpose))
    throw refusal(
      `leaf has no extended key usage ${called(purpose)}, found ${leaf.extendedKeyUsage?.map(called).join(', ') || 'none'}`,
      'ask the CA for the extended key usages serverAuth and clientAuth, both in one certificate',
    )
}

function demandUri(leaf: ParsedCertificate, trustDomain: string): string {
  const expected = spiffeId(trustDomain)
  const [uri, second] = leaf.uris
  if (uri !== expected || second !== undefined) {
    throw refusal(
      `leaf ${oneLine(leaf.subject)} has the URI names ${JSON.stringify(leaf.uris).slice(0, 200)}, expected exactly ${expected}`,
      `ask the CA to keep the one URI name ${expected} of the request, and to add no other`,
    )
  }
  return expected
}
