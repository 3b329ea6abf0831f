// Files as authorities send them: PEM in any order and spelling, with text around it, DER, PKCS #7
// in both, several of them one after the other.
import * as asn1js from 'asn1js'
import { CryptoError } from '../../fault.ts'
import { contentOf, elementsOf } from '../extensions.ts'
import { type Certificate, readableAmong } from '../x509.ts'
import { decodeText } from './text.ts'

/** What lies in a file. */
interface CertificateFile {
  /** Each once, in the order of the file. */
  readonly certificates: readonly Certificate[]
  /** How many more there are that cannot be read. */
  readonly unreadable: number
  /** PKCS #12 files, which a passphrase opens. */
  readonly pkcs12: readonly Uint8Array[]
  /** Private keys in PEM, as they stand there. */
  readonly keyPems: readonly string[]
  /** What else was found, in words: `a certificate request`. */
  readonly others: readonly string[]
}

const maxFileBytes = 1024 * 1024
const maxCertificates = 64
const pkcs7 = '1.2.840.113549.1.7.2'

/**
 * Takes a file apart; says nothing of trust.
 * @throws {CryptoError} `certificate` when it is too large or holds too many
 */
export function readCertificateFile(octets: Uint8Array): CertificateFile {
  if (octets.length > maxFileBytes)
    throw new CryptoError('certificate', `file has ${octets.length} octets, at most ${maxFileBytes} are read`)
  const found: Found = { ders: [], pkcs12: [], keyPems: [], others: [] }
  if (octets[0] === 0x30) addDer(octets, found)
  else addText(decodeText(octets), found)
  const ders = [...new Map(found.ders.map((der) => [Buffer.from(der).toString('base64'), der])).values()]
  if (ders.length > maxCertificates)
    throw new CryptoError('certificate', `file has ${ders.length} certificates, at most ${maxCertificates} are read`)
  const { pkcs12, keyPems, others } = found
  const certificates = readableAmong(ders)
  return { pkcs12, keyPems, others, certificates, unreadable: ders.length - certificates.length }
}

/** What to say of a file in which there is no certificate, and what helps. */
export function withoutCertificate({ others, unreadable, keyPems, pkcs12 }: CertificateFile): {
  found: string
  advice: string
} {
  const [other] = others
  if (unreadable > 0)
    return {
      found: `found ${unreadable} certificates that cannot be read`,
      advice: 'send the file back to the CA: what it holds is no X.509 certificate as RFC 5280 describes it',
    }
  if (pkcs12.length > 0) return { found: 'found a PKCS #12 file', advice: 'bulla keys import <this file> takes it' }
  if (other === requestWords)
    return { found: `found ${other}`, advice: 'that is what the CA is given; ask it for what it made out of it' }
  if (other !== undefined) return { found: `found ${other}`, advice: 'ask the CA for the certificate itself' }
  return {
    found: keyPems.length > 0 ? 'found a private key alone' : 'no certificate in it',
    advice:
      'the file may be PEM, DER (.cer, .crt), PKCS #7 (.p7b) or PKCS #12 (.p12, .pfx); ask the CA for one of these',
  }
}

interface Found {
  readonly ders: Uint8Array[]
  readonly pkcs12: Uint8Array[]
  readonly keyPems: string[]
  readonly others: string[]
}

const requestWords = 'a certificate request'
const armour = /-----\s*BEGIN ([A-Z0-9# ]+?)\s*-----([\s\S]*?)-----\s*END \1\s*-----/g

function addText(text: string, found: Found): void {
  let blocks = 0
  for (const [whole, label = '', body = ''] of text.matchAll(armour)) {
    blocks += 1
    if (blocks > 4 * maxCertificates)
      throw new CryptoError('certificate', `file has more than ${4 * maxCertificates} blocks`)
    if (label.endsWith('PRIVATE KEY')) found.keyPems.push(whole)
    else if (!addNamed(label, found)) addDer(octetsOf(body), found)
  }
  // Some mail DER in base64, and nothing around it.
  if (blocks === 0 && /^[A-Za-z0-9+/=\s]+$/.test(text) && /^\s*MI/.test(text)) addDer(octetsOf(text), found)
}

/** Blocks that are told by their label alone. */
function addNamed(label: string, { others }: Found): boolean {
  const words: Readonly<Record<string, string>> = {
    'CERTIFICATE REQUEST': requestWords,
    'NEW CERTIFICATE REQUEST': requestWords,
    'X509 CRL': 'a list of what is revoked (CRL)',
    'PUBLIC KEY': 'a public key',
  }
  const found = words[label]
  if (found !== undefined) others.push(found)
  return found !== undefined
}

/** Also of one long line, and of lines that somebody wrote as `\n`. */
const octetsOf = (body: string): Uint8Array =>
  new Uint8Array(Buffer.from(body.replaceAll(/\\[nr]/g, '').replaceAll(/[^A-Za-z0-9+/=]/g, ''), 'base64'))

/** One value after the other, whatever they are; what is behind them is passed over. */
function addDer(octets: Uint8Array, found: Found): void {
  let rest = octets
  while (rest[0] === 0x30 && found.ders.length <= maxCertificates) {
    const { offset, result } = asn1js.fromBER(rest.slice(), { maxDepth: 32, maxNodes: 100_000 })
    if (offset <= 0) {
      found.others.push('DER that is damaged or cut off')
      return
    }
    addValue(result, rest.subarray(0, offset), found)
    rest = rest.subarray(offset)
  }
}

function addValue(value: asn1js.BaseBlock, der: Uint8Array, { ders, pkcs12, others }: Found): void {
  const [first, second, third] = elementsOf(value)
  if (first instanceof asn1js.ObjectIdentifier) {
    if (first.getValue() === pkcs7) ders.push(...certificatesOf(second))
    else others.push('PKCS #7 of a kind that holds no certificates')
  } else if (
    first instanceof asn1js.Sequence &&
    second instanceof asn1js.Sequence &&
    third instanceof asn1js.BitString
  ) {
    if (isRequest(first)) others.push(requestWords)
    else if (isCrl(first)) others.push('a list of what is revoked (CRL)')
    else ders.push(der)
  } else if (isPkcs12(first, second, third)) pkcs12.push(der.slice())
  else if (first instanceof asn1js.Integer)
    others.push('a private key in DER, which has to be PEM or in a PKCS #12 file')
  // OpenSSL writes what it thinks of a trusted certificate behind it.
  else if (ders.length === 0) others.push('DER of no kind we know')
}

/**
 * PFX (RFC 7292 §4): version 3 and content of a type. A key (RFC 5958) has octets behind its
 * algorithm.
 */
const isPkcs12 = (...[version, content, mac]: readonly (asn1js.BaseBlock | undefined)[]): boolean =>
  version instanceof asn1js.Integer &&
  elementsOf(content)[0] instanceof asn1js.ObjectIdentifier &&
  !(mac instanceof asn1js.OctetString)

/**
 * CertificationRequestInfo (RFC 2986 §4.1) ends in attributes under 0, and begins with version 0.
 */
const isRequest = (info: asn1js.BaseBlock): boolean => {
  const [version, subject, spki, attributes] = elementsOf(info)
  return (
    version instanceof asn1js.Integer &&
    subject instanceof asn1js.Sequence &&
    elementsOf(spki)[1] instanceof asn1js.BitString &&
    (attributes === undefined || attributes.idBlock.tagClass === 3)
  )
}

/** TBSCertList (RFC 5280 §5.1): an instant where a certificate has its validity. */
const isCrl = (list: asn1js.BaseBlock): boolean =>
  elementsOf(list).some((each) => each instanceof asn1js.UTCTime || each instanceof asn1js.GeneralizedTime)

/** SignedData (RFC 5652 §5.1): certificates are under 0. */
function certificatesOf(content: asn1js.BaseBlock | undefined): Uint8Array[] {
  const [signedData] = elementsOf(content)
  const set = elementsOf(signedData).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0)
  return elementsOf(set)
    .filter((each) => each instanceof asn1js.Sequence)
    .map(({ valueBeforeDecodeView }) => valueBeforeDecodeView.slice())
}

/** Octets of a value under a tag, such as a bag of PKCS #12 holds. */
export const octetsUnder = (block: asn1js.BaseBlock | undefined): Uint8Array => {
  const [inner] = elementsOf(block)
  return inner === undefined ? new Uint8Array() : contentOf(inner)
}
