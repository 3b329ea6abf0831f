// Certificates of time stamp authorities and of what stands above them, good in all that is not wished otherwise.
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { makeKey } from '../../crypto/jose/engine.ts'
import type { Authority } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { oids } from '../../crypto/x509/extensions.ts'
import { keyPairOf, x509 } from '../../crypto/x509/x509.ts'

const dayMs = 24 * 60 * 60 * 1000

export interface CertificateWishes {
  readonly name: string
  /** Nobody: it signs itself. */
  readonly issuer?: Authority
  readonly ca?: boolean
  readonly usages?: readonly string[]
  readonly usageCritical?: boolean
  readonly keyUsage?: x509.KeyUsageFlags
  readonly rsa?: boolean
  readonly notBeforeMs?: number
  readonly notAfterMs?: number
}

const { digitalSignature, keyCertSign } = x509.KeyUsageFlags

/** For time stamping alone, critically, unless wished otherwise; valid from yesterday to tomorrow. */
export async function certificateOf(wishes: CertificateWishes): Promise<Authority> {
  const { name, ca = false, usages = ca ? [] : [oids.timeStamping], usageCritical = true } = wishes
  const keyPem = wishes.rsa ? rsaKey() : await makeKey('P-256')
  const issuer = wishes.issuer ?? { keyPem, certPem: '' }
  const { keys, signingAlgorithm } = keyPairOf(issuer.keyPem)
  const subject = new x509.Name([{ CN: [{ utf8String: name }] }])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `40${randomBytes(15).toString('hex')}`,
    subject,
    issuer:
      issuer.certPem === ''
        ? subject
        : new x509.X509Certificate(readCertificate(issuer.certPem).der.slice()).subjectName,
    notBefore: new Date(wishes.notBeforeMs ?? Date.now() - dayMs),
    notAfter: new Date(wishes.notAfterMs ?? Date.now() + dayMs),
    publicKey: new x509.PublicKey(createPublicKey(keyPem).export({ type: 'spki', format: 'der' }).slice()),
    signingKey: keys.privateKey,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      new x509.KeyUsagesExtension(wishes.keyUsage ?? (ca ? keyCertSign : digitalSignature), true),
      ...(usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages], usageCritical)]),
    ],
  })
  return { certPem: certificate.toString('pem'), keyPem }
}

const rsaKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey
