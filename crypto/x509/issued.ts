// A TLS certificate of ours, as whoever renews it looks at it: whom it names, how long it holds,
// and whether what a CA answered is what was asked for.
import { X509Certificate } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import { sha256Hex, toBase64url } from '../octets.ts'
import { serverPath } from './certificates.ts'
import { oids } from './extensions.ts'
import { oneLine } from './path/path.ts'
import { verifyPeerCertificate } from './peer-certificate.ts'
import { type ParsedCertificate, parseCertificate, x509 } from './x509.ts'

const mostCertificates = 8
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** What is known of a certificate in force without believing it. */
export interface TlsCertificate {
  /** Of the DER, hex. */
  readonly sha256: string
  /** Of the public key, hex. */
  readonly keySha256: string
  readonly spki: Uint8Array
  readonly der: Uint8Array
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** DNS names and IP addresses, in order. */
  readonly hosts: readonly string[]
  /** RFC 9773 §4.1; undefined for a certificate that does not name the key of its issuer. */
  readonly renewalId: string | undefined
}

/** The first certificate of a PEM text. @throws {CryptoError} `certificate` */
export function readTlsCertificate(chainPem: string): TlsCertificate {
  const [leaf] = chainOf(chainPem) as [ParsedCertificate]
  const { sha256: digest, spki, der, notBeforeMs, notAfterMs } = leaf
  return {
    ...{ sha256: digest, keySha256: sha256Hex(spki), spki, der, notBeforeMs, notAfterMs },
    // Few want these, and they cost more to read than all the others.
    get hosts() {
      return hostsOf(leaf)
    },
    get renewalId() {
      return renewalIdOf(leaf)
    },
  }
}

interface Demanded {
  /** SHA-256 of the public key that was certified, hex. */
  readonly keySha256: string
  /** Each of them must be named. */
  readonly hosts: readonly string[]
  readonly nowMs: number
}

/**
 * That a chain is what was asked for at the national door: over our key, for these hosts, for a
 * server, valid now, issued by what came along.
 * @throws {CryptoError} `certificate` with the reason
 */
export function demandNationalChain(chainPem: string, { nowMs, ...asked }: Demanded): void {
  const chain = demandLeaf(chainPem, asked)
  const [leaf] = chain as [ParsedCertificate]
  if (leaf.ca) refuse('it is a certification authority')
  if (!(leaf.extendedKeyUsage?.includes(oids.serverAuth) ?? true)) refuse('it is not for servers')
  const path = serverPath(leaf, chain.slice(1), nowMs).certificates
  if (chain.length > 1 && path.length === 1) refuse(`${oneLine(leaf.subject)} is issued by none that came along`)
}

/**
 * The same at the partner door: over our key, and every partner that holds our card takes it, from
 * a client and from a server.
 * @throws {CryptoError} `certificate` with the reason
 */
export function demandPartnerChain(
  chainPem: string,
  { nowMs, ...asked }: Demanded,
  card: { readonly anchors: readonly Uint8Array[]; readonly pins: readonly string[]; readonly trustDomain: string },
): void {
  const [leaf, ...others] = demandLeaf(chainPem, asked) as [ParsedCertificate]
  const presented = others.map(({ der }) => der)
  for (const use of ['server', 'client'] as const)
    verifyPeerCertificate({ leaf: leaf.der, presented, ...card, nowMs, use })
}

function demandLeaf(chainPem: string, { keySha256, hosts }: Omit<Demanded, 'nowMs'>): ParsedCertificate[] {
  const chain = chainOf(chainPem)
  const [leaf] = chain as [ParsedCertificate]
  if (sha256Hex(leaf.spki) !== keySha256) refuse('it is over another key than the request')
  const missing = hosts.filter((host) => !isNamed(leaf, host))
  if (missing.length > 0) refuse(`it does not name ${missing.join(', ')}`)
  return chain
}

const isNamed = ({ node }: ParsedCertificate, host: string): boolean =>
  (isAddress(host) ? node.checkIP(host) : node.checkHost(host, { subject: 'never', wildcards: false })) !== undefined

function chainOf(pem: string): ParsedCertificate[] {
  const found = pem.match(block) ?? []
  if (found.length === 0 || found.length > mostCertificates)
    refuse(`expected 1 to ${mostCertificates} certificates in PEM, found ${found.length}`)
  return found.map((each) => parseCertificate(each))
}

/**
 * Keeps the certificates of a chain and nothing else: what a server wrote between them goes
 * nowhere.
 * @throws {CryptoError} `certificate`
 */
export const plainChain = (pem: string): string =>
  chainOf(pem)
    .map(({ der }) => `${new X509Certificate(der).toString().trim()}\n`)
    .join('')

function hostsOf({ der }: ParsedCertificate): string[] {
  const names = new x509.X509Certificate(new Uint8Array(der)).getExtension(x509.SubjectAlternativeNameExtension)?.names
  return (names?.items ?? []).filter(({ type }) => type === 'dns' || type === 'ip').map(({ value }) => value)
}

function renewalIdOf({ der, serial }: ParsedCertificate): string | undefined {
  const authority = new x509.X509Certificate(new Uint8Array(der)).getExtension(x509.AuthorityKeyIdentifierExtension)
  if (authority?.keyId === undefined) return undefined
  const whole = serial.length % 2 === 0 ? serial : `0${serial}`
  // As DER holds it: a first octet of 0x80 and above has a zero before it.
  const number = Uint8Array.fromHex(Number.parseInt(whole.slice(0, 2), 16) >= 0x80 ? `00${whole}` : whole)
  return `${toBase64url(Uint8Array.fromHex(authority.keyId))}.${toBase64url(number)}`
}

const isAddress = (host: string): boolean => /^[0-9.]+$/.test(host) || host.includes(':')

function refuse(reason: string): never {
  throw new CryptoError('certificate', reason)
}
