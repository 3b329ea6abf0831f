import { CryptoError } from '../fault.ts'
import { makeKey } from '../jose/engine.ts'
import { concat, sha256, toHex, utf8 } from '../octets.ts'
import { oids } from './extensions.ts'
import { keyPairOf, parseCertificate, x509 } from './x509.ts'

// A small certification authority for members that have none: certificates of our own gateway and
// national systems.

/** What a certificate is for; keys are never shared between uses. */
export type CertificateUse = 'tls' | 'signing' | 'national'

export interface Authority {
  readonly certPem: string
  readonly keyPem: string
}

const { digitalSignature, nonRepudiation, keyCertSign, cRLSign } = x509.KeyUsageFlags

const keyUsages = {
  tls: digitalSignature,
  national: digitalSignature,
  signing: digitalSignature | nonRepudiation,
} as const satisfies Record<CertificateUse, x509.KeyUsageFlags>

/** The SPIFFE-style name of a member's gateway: the one URI in its TLS certificate. */
export const spiffeId = (trustDomain: string): string => `spiffe://${trustDomain}/gateway`

/** Makes a self-signed authority with a fresh P-256 key; it issues leaves only (path length 0). */
export async function makeCa({ name, notBeforeMs, notAfterMs }: { name: string } & Validity): Promise<Authority> {
  const keyPem = await makeKey('P-256')
  const { keys, signingAlgorithm } = keyPairOf(keyPem)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialOf(utf8(keyPem), notBeforeMs),
    name: nameOf(name),
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    keys,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certPem: certificate.toString('pem'), keyPem }
}

/**
 * Makes a certificate request (PKCS #10, RFC 2986) for a key.
 * @param request `trustDomain` is demanded for `tls`; `hosts` are DNS names and IP addresses, for
 *   `tls` and `national`.
 * @throws {CryptoError} `certificate` when the names do not fit the use, `algorithm` for other keys
 *   than P-256, P-384, P-521, Ed25519 and RSA
 */
export async function makeRequest(request: {
  keyPem: string
  /** Common name; without it the subject is empty, and the hosts are all that is asked for. */
  name?: string
  use: CertificateUse
  trustDomain?: string
  hosts?: readonly string[]
}): Promise<string> {
  const { keyPem, name, use, trustDomain, hosts = [] } = request
  if ((use === 'tls') !== (trustDomain !== undefined)) {
    throw new CryptoError('certificate', 'a trust domain belongs into a request for tls, and into no other')
  }
  const uris = trustDomain === undefined ? [] : [{ type: 'url' as const, value: spiffeId(trustDomain) }]
  const names = [
    ...uris,
    ...hosts.map((value) => ({ type: isAddress(value) ? ('ip' as const) : ('dns' as const), value })),
  ]
  demandNames(use, names)
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: name === undefined ? new x509.Name([]) : nameOf(name),
    ...keyPairOf(keyPem),
    // What the authority is asked for; many take over what a request says, and nothing else.
    extensions: [
      new x509.KeyUsagesExtension(keyUsages[use], true),
      ...(use === 'signing' ? [] : [new x509.ExtendedKeyUsageExtension([oids.serverAuth, oids.clientAuth])]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ],
  })
  return csr.toString('pem')
}

/**
 * Issues a certificate for a request that its own key signed. Of the request only key, subject and
 * names are taken; constraints and usages come from the use.
 * @throws {CryptoError} `certificate`
 */
export async function issue(
  order: { ca: Authority; requestPem: string; use: CertificateUse } & Validity,
): Promise<string> {
  const { ca, requestPem, use, notBeforeMs, notAfterMs } = order
  const issuer = parseCertificate(ca.certPem)
  const csr = await verifiedRequest(requestPem)
  const names = namesOf(csr)
  demandNames(use, names)
  const { keys, signingAlgorithm } = keyPairOf(ca.keyPem)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialOf(concat(issuer.der, new Uint8Array(csr.rawData)), notBeforeMs),
    subject: csr.subjectName,
    issuer: new x509.X509Certificate(new Uint8Array(issuer.der)).subjectName,
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    publicKey: csr.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(keyUsages[use], true),
      ...(use === 'signing' ? [] : [new x509.ExtendedKeyUsageExtension([oids.serverAuth, oids.clientAuth])]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(csr.publicKey),
    ],
  })
  return certificate.toString('pem')
}

interface Validity {
  /**
   * The caller allows for clocks that run behind by letting it begin some minutes ago. Whole
   * seconds count.
   */
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

async function verifiedRequest(pem: string): Promise<x509.Pkcs10CertificateRequest> {
  try {
    const csr = new x509.Pkcs10CertificateRequest(pem)
    if (await csr.verify()) return csr
  } catch (cause) {
    throw new CryptoError('certificate', 'expected a PKCS #10 request in PEM', { cause })
  }
  throw new CryptoError('certificate', 'request is not signed by its own key')
}

// By object identifier: a look-up by class finds nothing in a request of version 2.2 of the
// library.
function namesOf(csr: x509.Pkcs10CertificateRequest): x509.JsonGeneralNames {
  const extension = csr.extensions.find(({ type }) => type === oids.subjectAltName)
  return extension === undefined ? [] : new x509.SubjectAlternativeNameExtension(extension.rawData).names.toJSON()
}

function demandNames(use: CertificateUse, names: x509.JsonGeneralNames): void {
  const uris = names.filter(({ type }) => type === 'url').map(({ value }) => value)
  const others = names.filter(({ type }) => type !== 'url' && type !== 'dns' && type !== 'ip')
  const fits =
    others.length === 0 &&
    (use === 'tls'
      ? uris.length === 1 && /^spiffe:\/\/[a-z0-9][a-z0-9.-]{0,252}\/gateway$/.test(uris[0] as string)
      : uris.length === 0 && (use === 'national' || names.length === 0))
  if (!fits) {
    const demand = { tls: 'one URI spiffe://…/gateway and hosts', national: 'hosts only', signing: 'no name' }[use]
    throw new CryptoError('certificate', `a certificate for ${use} takes ${demand}, found ${names.length} names`)
  }
}

/**
 * 127 bits out of what makes the certificate, so that no randomness is needed and no two share a
 * number (RFC 5280 §4.1.2.2).
 */
function serialOf(what: Uint8Array, notBeforeMs: number): string {
  const octets = sha256(utf8(`bulla serial ${notBeforeMs} `), what).subarray(0, 16)
  octets[0] = ((octets[0] as number) & 0x7f) | 0x40
  return toHex(octets)
}

/**
 * One common name of 1 to 64 characters (RFC 5280 appendix A), as it is: a bare text would be read
 * as RFC 4514.
 */
function nameOf(commonName: string): x509.Name {
  if (!/^[^\p{Cc}]{1,64}$/u.test(commonName)) {
    throw new CryptoError('certificate', 'a name has 1 to 64 characters and no control characters')
  }
  return new x509.Name([{ CN: [{ utf8String: commonName }] }])
}

const isAddress = (host: string) => /^[0-9.]+$/.test(host) || host.includes(':')
