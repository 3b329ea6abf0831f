import { createPublicKey, type KeyObject } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import { thumbprint } from '../jose/engine.ts'
import type { JsonObject } from '../json.ts'
import { called, oids } from './extensions.ts'
import { type CertificatePath, demandAnchor, demandGood, oneLine, pathAmong, refusal } from './path/path.ts'
import { type Certificate, type ParsedCertificate, parseCertificate, readableAmong, x509 } from './x509.ts'

/**
 * Reads one certificate, PEM or DER, nothing before or after; says nothing of trust. @throws
 * {CryptoError} `certificate`
 */
export const readCertificate = (encoded: string | Uint8Array): Certificate => parseCertificate(encoded)

/**
 * A certificate that may vouch for others, as far as time does not change it. Who signed it does
 * not count. @param der of one certificate. @throws {CryptoError} `certificate`
 */
export function readAnchor(der: Uint8Array): Certificate {
  const anchor = parseCertificate(der)
  demandAnchor(anchor)
  return anchor
}

/**
 * A signing certificate and the authorities above it, as far as they came along, as far as time
 * does not change it: it names the key, is meant for signing (digitalSignature and nonRepudiation,
 * not for TLS), and each certificate of the path is issued by the next. What else came along, in
 * whatever order, means nothing. That the last one is to be believed is the card's word, which two
 * people have compared.
 * @throws {CryptoError} `certificate`
 */
export function signingPath(
  came: readonly Uint8Array[],
  { kid, nowMs }: { kid: string; nowMs?: number },
): CertificatePath {
  const presented = readableAmong(came)
  const named = presented.filter((each) => isNamed(each, kid))
  if (named.length === 0) throw unnamed(presented, kid, came.length)
  return firstGood(named, (leaf) => {
    demandSigner(leaf, nowMs)
    return pathAmong(leaf, { presented, ...(nowMs !== undefined && { nowMs }) })
  })
}

/** `signingPath` without an instant: its first certificate. @throws {CryptoError} `certificate` */
export const readSigningCertificate = (came: readonly Uint8Array[], { kid }: { kid: string }): Certificate =>
  signingPath(came, { kid }).certificates[0] as ParsedCertificate

/**
 * `readSigningCertificate`, and the whole path is in its dates now. @throws {CryptoError}
 * `certificate`
 */
export const verifySigningCertificate = (
  came: readonly Uint8Array[],
  { kid, nowMs }: { kid: string; nowMs: number },
): Certificate => signingPath(came, { kid, nowMs }).certificates[0] as ParsedCertificate

/** A key may have been certified twice; the one that lasts longest comes first. */
function firstGood(
  leaves: readonly ParsedCertificate[],
  judge: (leaf: ParsedCertificate) => CertificatePath,
): CertificatePath {
  const faults: CryptoError[] = []
  for (const leaf of leaves.toSorted((a, b) => b.notAfterMs - a.notAfterMs)) {
    try {
      return judge(leaf)
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
      faults.push(error)
    }
  }
  throw faults[0] ?? refusal('no certificate came along')
}

function unnamed([first, ...others]: readonly ParsedCertificate[], kid: string, count: number): CryptoError {
  if (!first) return refusal(`none of ${count} certificates can be read, expected one that names key ${kid}`)
  const found =
    others.length > 0
      ? `none of ${count} certificates`
      : `certificate of ${oneLine(first.subject)} with a key of ${first.key.name}, which`
  return refusal(`${found} names key ${kid}`)
}

function isNamed({ jwk }: ParsedCertificate, kid: string): boolean {
  try {
    return jwk !== undefined && thumbprint(jwk) === kid
  } catch (error) {
    // RSA keys, which the suites do not know.
    if (error instanceof CryptoError) return false
    throw error
  }
}

function demandSigner(leaf: ParsedCertificate, nowMs: number | undefined): void {
  demandGood(leaf, nowMs)
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags
  const demanded = digitalSignature | nonRepudiation
  if (((leaf.keyUsage ?? 0) & demanded) !== demanded)
    throw refusal(
      'certificate is not for digitalSignature and nonRepudiation',
      'ask the CA for both key usages, digitalSignature and nonRepudiation (contentCommitment), and for no use in TLS',
    )
  if (leaf.ca)
    throw refusal(
      'signing certificate is a certification authority',
      'ask the CA for a certificate whose basic constraints say no CA',
    )
  const shared = leaf.extendedKeyUsage?.filter((usage) => usage === oids.serverAuth || usage === oids.clientAuth) ?? []
  if (shared.length > 0)
    throw refusal(
      `signing certificate is for TLS too (${shared.map(called).join(', ')}); keys are not shared between uses`,
      'ask the CA to leave serverAuth and clientAuth out',
    )
}

/** Whether an authority made it for this use, as far as usages tell. */
export function isMeantFor({ der }: Certificate, use: 'tls' | 'signing'): boolean {
  const { keyUsage = 0, extendedKeyUsage = [] } = parseCertificate(der)
  const line = extendedKeyUsage.some((usage) => usage === oids.serverAuth || usage === oids.clientAuth)
  return use === 'tls' ? line : !line && (keyUsage & x509.KeyUsageFlags.nonRepudiation) !== 0
}

/** A path for our own door, out of what came along; its last certificate need not be a root. */
export function serverPath(leaf: Certificate, came: readonly Certificate[], nowMs: number): CertificatePath {
  const [own, ...presented] = [leaf, ...came].map(({ der }) => parseCertificate(der)) as [ParsedCertificate]
  return pathAmong(own, { presented, purpose: oids.serverAuth, nowMs })
}

/**
 * The key of a certificate as a JWK.
 * @throws {CryptoError} `certificate` for kinds that JOSE does not know
 */
export function publicKeyIn({ jwk, subject, key }: Certificate): JsonObject {
  if (jwk === undefined) throw refusal(`${oneLine(subject)} has a key of a kind that signs no statements: ${key.name}`)
  return jwk
}

/** Whether a certificate is over the public half of this key. @throws {CryptoError} `malformed` */
export function isOverKey({ der }: Certificate, keyPem: string): boolean {
  // Written alike, and not by `equals`: keys of two kinds leave an error behind in OpenSSL, at
  // which the next key that is read stumbles.
  const [ours, its] = [publicKeyOf(keyPem), parseCertificate(der).node.publicKey]
  const [one, other] = [ours, its].map((key) => key.export({ type: 'spki', format: 'der' }))
  return (one !== undefined && other !== undefined && one.equals(other)) || isSamePoint(ours, its)
}

/** A point on a curve may be written in two ways. Other curves have no second look. */
function isSamePoint(a: KeyObject, b: KeyObject): boolean {
  const curve = a.asymmetricKeyDetails?.namedCurve
  if (curve !== b.asymmetricKeyDetails?.namedCurve || !jwkCurves.has(curve ?? '')) return false
  const [one, other] = [a, b].map((key) => key.export({ format: 'jwk' }))
  return one?.x === other?.x && one?.y === other?.y
}

const jwkCurves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

function publicKeyOf(keyPem: string): KeyObject {
  try {
    return createPublicKey(keyPem)
  } catch (cause) {
    throw new CryptoError('malformed', 'expected an unencrypted private key in PEM', { cause })
  }
}
