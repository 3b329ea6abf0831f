import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { type Authority, spiffeId } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { oids } from '../../../crypto/x509/extensions.ts'
import { keyPairOf, x509 } from '../../../crypto/x509/x509.ts'
import { nowMs } from '../../support/parties.ts'

/* Certificates as no sound authority would issue them. */

const dayMs = 24 * 60 * 60 * 1000
const flags = {
  digitalSignature: x509.KeyUsageFlags.digitalSignature,
  keyEncipherment: x509.KeyUsageFlags.keyEncipherment,
  signing: x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation,
  keyCertSign: x509.KeyUsageFlags.keyCertSign,
}

interface Wishes {
  uris?: readonly string[]
  usages?: readonly ('serverAuth' | 'clientAuth')[]
  keyUsage?: keyof typeof flags | 'none'
  unknownCritical?: boolean
  nameConstraints?: boolean
  rsaBits?: number
  ca?: boolean
}

/** `none` leaves the extension out, as `openssl req -x509` does. */
const usageOf = (keyUsage: keyof typeof flags | 'none') =>
  keyUsage === 'none' ? [] : [new x509.KeyUsagesExtension(flags[keyUsage], true)]

/** DER of a leaf of this authority, good in all that is not wished otherwise. */
export async function leafOf(ca: Authority, wishes: Wishes): Promise<Uint8Array> {
  const {
    uris = [spiffeId('xa.example')],
    usages = ['serverAuth', 'clientAuth'],
    keyUsage = 'digitalSignature',
  } = wishes
  const publicKey =
    wishes.rsaBits === undefined ? createPublicKey(await makeKey('P-256')) : rsaPair(wishes.rsaBits).publicKey
  const names = uris.map((value) => ({ type: 'url' as const, value }))
  return issued(ca, 'leaf', publicKey.export({ type: 'spki', format: 'der' }), [
    new x509.BasicConstraintsExtension(false, undefined, true),
    ...usageOf(keyUsage),
    ...(usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(usages.map((usage) => oids[usage]))]),
    ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ...(wishes.unknownCritical ? [new x509.Extension('1.2.3.4', true, Uint8Array.of(5, 0))] : []),
  ])
}

/** An authority below another one, or a root of its own. */
export async function authorityBelow(above: Authority | undefined, name: string, wishes: Wishes): Promise<Authority> {
  const keyPem = await makeKey('P-256')
  const spki = createPublicKey(keyPem).export({ type: 'spki', format: 'der' })
  const der = await issued(above ?? { keyPem, certPem: '' }, name, spki, [
    new x509.BasicConstraintsExtension(wishes.ca ?? true, undefined, true),
    ...usageOf(wishes.keyUsage ?? 'keyCertSign'),
    ...(wishes.usages ? [new x509.ExtendedKeyUsageExtension(wishes.usages.map((usage) => oids[usage]))] : []),
    ...(wishes.nameConstraints
      ? [
          new x509.Extension(
            oids.nameConstraints,
            false,
            Uint8Array.from([48, 11, 0xa0, 9, 48, 7, 0x86, 5, ...Buffer.from('x.org')]),
          ),
        ]
      : []),
  ])
  return { certPem: new x509.X509Certificate(der).toString('pem'), keyPem }
}

/** A certificate on an RSA key of 2048 bits, with the key, as some administrations have. */
export async function rsaLeafOf(ca: Authority): Promise<Authority> {
  const { publicKey, privateKey } = rsaPair(2048)
  const der = await issued(ca, 'rsa', publicKey.export({ type: 'spki', format: 'der' }), [])
  return {
    certPem: new x509.X509Certificate(der.slice()).toString('pem'),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

async function issued(
  ca: Authority,
  name: string,
  spki: Uint8Array,
  extensions: x509.Extension[],
): Promise<Uint8Array> {
  const { keys, signingAlgorithm } = keyPairOf(ca.keyPem)
  const subject = new x509.Name([{ CN: [{ utf8String: name }] }])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `40${randomBytes(15).toString('hex')}`,
    subject,
    issuer: ca.certPem === '' ? subject : new x509.X509Certificate(readCertificate(ca.certPem).der.slice()).subjectName,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + 30 * dayMs),
    publicKey: new x509.PublicKey(new Uint8Array(spki)),
    signingKey: keys.privateKey,
    signingAlgorithm,
    extensions,
  })
  return new Uint8Array(certificate.rawData)
}

const rsaPair = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })
