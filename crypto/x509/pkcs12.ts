import { createPrivateKey, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { CryptoError } from '../fault.ts'

/**
 * What a PKCS #12 file holds: the private key as PKCS #8 and the certificates, the one of the key
 * first, all in PEM.
 */
interface Pkcs12 {
  readonly keyPem: string
  readonly certificatesPem: readonly string[]
}

const maxBytes = 256 * 1024

/**
 * Opens a PKCS #12 file (RFC 7292), also the old kinds that Node does not open. It must hold
 * exactly one private key and that key's certificate.
 * @throws {CryptoError} `pkcs12`; a wrong passphrase and a damaged file are one fault, as the check
 *   value cannot tell.
 */
export function importPkcs12(octets: Uint8Array, passphrase: string): Pkcs12 {
  if (octets.length > maxBytes) throw new CryptoError('pkcs12', `file has ${octets.length} octets, at most ${maxBytes}`)
  const bags = bagsOf(octets, passphrase)
  const keys = bags.keys.map(keyPemOf)
  const [keyPem] = keys
  if (keyPem === undefined || keys.length > 1) {
    throw new CryptoError('pkcs12', `file holds ${keys.length} private keys, expected one`)
  }
  const { certificates } = bags
  const own = certificates.find((certificate) => certificate.checkPrivateKey(createPrivateKey(keyPem)))
  if (!own) throw new CryptoError('pkcs12', `none of the ${certificates.length} certificates in the file is the key's`)
  const others = certificates.filter((certificate) => certificate !== own)
  return { keyPem, certificatesPem: [own, ...others].map((certificate) => certificate.toString()) }
}

function bagsOf(octets: Uint8Array, passphrase: string): { keys: Buffer[]; certificates: X509Certificate[] } {
  try {
    const asn1 = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(octets).toString('binary')))
    const file = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase)
    return {
      keys: [
        ...bagsOfType(file, forge.pki.oids['pkcs8ShroudedKeyBag']),
        ...bagsOfType(file, forge.pki.oids['keyBag']),
      ].map(derOfKey),
      certificates: bagsOfType(file, forge.pki.oids['certBag']).map(
        (bag) => new X509Certificate(derOfCertificate(bag)),
      ),
    }
  } catch (cause) {
    // Programs do not agree on the octets of such characters; forge reads them in old files only.
    const hint = /[^ -~]/.test(passphrase) ? '; export it with a passphrase in ASCII' : ''
    throw new CryptoError('pkcs12', `file is damaged, no PKCS #12, or has another passphrase${hint}`, { cause })
  }
}

const bagsOfType = (file: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined) =>
  bagType === undefined ? [] : (file.getBags({ bagType })[bagType] ?? [])

// forge understands RSA and leaves what it does not understand, keys on curves and their
// certificates, as DER.
const derOfKey = ({ key, asn1 }: forge.pkcs12.Bag) =>
  derOf(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1)

const derOfCertificate = ({ cert, asn1 }: forge.pkcs12.Bag) => derOf(cert ? forge.pki.certificateToAsn1(cert) : asn1)

const derOf = (asn1: forge.asn1.Asn1) => Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary')

function keyPemOf(der: Buffer): string {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
      type: 'pkcs8',
      format: 'pem',
    }) as string
  } catch (cause) {
    throw new CryptoError('pkcs12', 'private key in the file is of no kind we know', { cause })
  }
}
