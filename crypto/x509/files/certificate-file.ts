// Files as authorities send them: PEM in any order and spelling, with text around it, DER, PKCS #7
// in both, several of them one after the other.
import * as asn1js from 'asn1js'
import { CryptoError } from '../../fault.ts'
import { contentOf, elementsOf } from '../extensions.ts'
import { type Certificate, readableAmong } from '../x509.ts'
import { armoured, bareIn, blocksIn } from './armour.ts'
import { type Told, toldByStart } from './other-files.ts'
import { decodeText } from './text.ts'

/** What lies in a file. */
export interface CertificateFile {
  /** Each once, in the order of the file. */
  readonly certificates: readonly Certificate[]
  /** How many more there are that cannot be read. */
  readonly unreadable: number
  /** PKCS #12 files, which a passphrase opens. */
  readonly pkcs12: readonly Uint8Array[]
  /** Private keys in PEM, locked or not. */
  readonly keyPems: readonly string[]
  /** What else was found, in words: `a certificate request`. */
  readonly others: readonly string[]
  /** What the file is by its first octets, where that is nothing we read. */
  readonly another?: Told
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
  const another = toldByStart(octets)
  const der = withoutMarks(octets)
  // What begins so in a text goes on with a letter.
  if (der[0] === 0x30 && ((der[1] ?? 0) >= 0x80 || (der[2] ?? 0x20) < 0x20)) addDer(der, found)
  else if (another === undefined) addText(decodeText(octets), found)
  const ders = [...new Map(found.ders.map((der) => [Buffer.from(der).toString('base64'), der])).values()]
  if (ders.length > maxCertificates)
    throw new CryptoError('certificate', `file has ${ders.length} certificates, at most ${maxCertificates} are read`)
  const { pkcs12, keyPems, others } = found
  const certificates = readableAmong(ders)
  const unreadable = ders.length - certificates.length
  return { pkcs12, keyPems, others, certificates, unreadable, ...(another && { another }) }
}

/** A mark or an empty line that a program put before DER. */
function withoutMarks(octets: Uint8Array): Uint8Array {
  const start = octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf ? 3 : 0
  const first = octets.findIndex((octet, index) => index >= start && octet !== 0x0a && octet !== 0x0d)
  return octets.subarray(Math.max(first, 0))
}

/** What to say of a file in which there is no certificate, and what helps. */
export function withoutCertificate({ others, unreadable, keyPems, pkcs12, another }: CertificateFile): Told {
  const [other] = others
  if (another !== undefined) return another
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

function addText(text: string, found: Found): void {
  let blocks = 0
  const counted = () => {
    blocks += 1
    if (blocks > 4 * maxCertificates)
      throw new CryptoError('certificate', `file has more than ${4 * maxCertificates} blocks`)
  }
  for (const block of blocksIn(text)) {
    counted()
    if (block.label.endsWith('PRIVATE KEY')) found.keyPems.push(armoured(block))
    else if (!addNamed(block.label, found)) addDer(block.octets, found)
  }
  if (blocks > 0) return
  const hex = text.replaceAll(/[\s:]|0x/g, '')
  if (/^30(?:[0-9a-f]{2}){50,}$/i.test(hex)) addDer(new Uint8Array(Buffer.from(hex, 'hex')), found)
  for (const octets of bareIn(text)) {
    counted()
    // PEM that was encoded once more.
    if (octets[0] === 0x2d) addText(decodeText(octets), found)
    else addDer(octets, found)
  }
  if (blocks === 0 && /<html|<!doctype html/i.test(text)) found.others.push('a web page')
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

function addValue(value: asn1js.BaseBlock, der: Uint8Array, { ders, pkcs12, keyPems, others }: Found): void {
  const keyLabel = keyLabelOf(elementsOf(value))
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
  else if (keyLabel !== undefined) keyPems.push(armoured({ label: keyLabel, head: [], octets: der }))
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

/** Of a key in DER: RFC 5958, RFC 5915 or RFC 8017; nothing where it is none. */
function keyLabelOf([first, second, third, ...more]: readonly asn1js.BaseBlock[]): string | undefined {
  if (first instanceof asn1js.Sequence && second instanceof asn1js.OctetString && third === undefined)
    return 'ENCRYPTED PRIVATE KEY'
  if (!(first instanceof asn1js.Integer)) return undefined
  if (second instanceof asn1js.OctetString) return 'EC PRIVATE KEY'
  if (second instanceof asn1js.Sequence && third instanceof asn1js.OctetString) return 'PRIVATE KEY'
  return [second, third, ...more].filter((each) => each instanceof asn1js.Integer).length >= 8
    ? 'RSA PRIVATE KEY'
    : undefined
}

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
