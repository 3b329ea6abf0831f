import { CryptoError } from '../fault.ts'
import { thumbprint } from '../jose/engine.ts'
import { demandCurrent, demandIssuer, demandSound, isIssuedBy } from './peer-certificate.ts'
import { type Certificate, oids, type ParsedCertificate, parseCertificate, x509 } from './x509.ts'

const maxChain = 4

/**
 * Reads one certificate, PEM or DER, nothing before or after; says nothing of trust. @throws
 * {CryptoError} `certificate`
 */
export function readCertificate(encoded: string | Uint8Array): Certificate {
  const { subject, issuer, serial, notBeforeMs, notAfterMs, uris, sha256, spki, der, jwk } = parseCertificate(encoded)
  return { subject, issuer, serial, notBeforeMs, notAfterMs, uris, sha256, spki, der, jwk }
}

/**
 * A certificate that may vouch for others, as far as time does not change it. @param der of one
 * certificate. @throws {CryptoError} `certificate`
 */
export function readAnchor(der: Uint8Array): Certificate {
  const anchor = parseCertificate(der)
  demandSound(anchor)
  demandIssuer(anchor, 0)
  return anchor
}

/**
 * Checks a signing certificate with its chain, leaf first, as far as time does not change it: the
 * leaf names the key, is meant for signing (digitalSignature and nonRepudiation, not for TLS), and
 * each certificate is issued by the next. That the last one is to be believed is the card's word,
 * which two people have compared.
 * @throws {CryptoError} `certificate`
 */
export function readSigningCertificate(chain: readonly Uint8Array[], { kid }: { kid: string }): Certificate {
  if (chain.length === 0 || chain.length > maxChain)
    refuse(`chain has ${chain.length} certificates, expected 1 to ${maxChain}`)
  const [leaf, ...issuers] = chain.map(parseCertificate) as [ParsedCertificate, ...ParsedCertificate[]]
  demandSigner(leaf, kid)
  issuers.forEach((issuer, index) => {
    const subject = index === 0 ? leaf : (issuers[index - 1] as ParsedCertificate)
    demandSound(issuer)
    if (!isIssuedBy(subject, issuer)) refuse(`${subject.subject} is not issued by the next of the chain`)
    demandIssuer(issuer, index)
  })
  return leaf
}

/**
 * `readSigningCertificate`, and the whole chain is in its dates now. @throws {CryptoError}
 * `certificate`
 */
export function verifySigningCertificate(
  chain: readonly Uint8Array[],
  { kid, nowMs }: { kid: string; nowMs: number },
): Certificate {
  const leaf = readSigningCertificate(chain, { kid })
  for (const der of chain) demandCurrent(parseCertificate(der), nowMs)
  return leaf
}

function demandSigner(leaf: ParsedCertificate, kid: string): void {
  demandSound(leaf)
  const found = thumbprint(leaf.jwk)
  if (found !== kid) refuse(`certificate names key ${found}, expected ${kid}`)
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags
  const demanded = digitalSignature | nonRepudiation
  if (((leaf.keyUsage ?? 0) & demanded) !== demanded)
    refuse('certificate is not for digitalSignature and nonRepudiation')
  if (leaf.ca) refuse('signing certificate is a certification authority')
  if (leaf.extendedKeyUsage?.some((usage) => usage === oids.serverAuth || usage === oids.clientAuth)) {
    refuse('signing certificate is for TLS too; keys are not shared between uses')
  }
}

function refuse(reason: string): never {
  throw new CryptoError('certificate', reason)
}
