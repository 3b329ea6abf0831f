// What lies in a PKCS #12 file: keys, and the certificates that belong to them.
import { createPrivateKey } from 'node:crypto'
import * as asn1js from 'asn1js'
import { CryptoError } from '../../fault.ts'
import { isOverKey } from '../certificates.ts'
import { contentOf, elementsOf, oidOf } from '../extensions.ts'
import { textOfString } from '../names.ts'
import { type Certificate, readableAmong } from '../x509.ts'
import { octetsUnder } from './certificate-file.ts'
import { checkValueFits, decrypted, type Spelling, spellingsOf } from './pkcs12-ciphers.ts'

/** A private key of the file and what belongs to it. */
export interface Pkcs12Key {
  /** PKCS #8 in PEM. */
  readonly keyPem: string
  /** The friendly name of the key, or of its certificate. */
  readonly alias: string | undefined
  /** Nothing where no certificate of the file is over this key. */
  readonly certificate: Certificate | undefined
}

/** What a PKCS #12 file holds. */
interface Pkcs12 {
  readonly keys: readonly Pkcs12Key[]
  /** All that can be read, each once, in the order of the file. */
  readonly certificates: readonly Certificate[]
}

const maxBytes = 1024 * 1024
const maxBags = 256
const bounds = { maxDepth: 64, maxNodes: 100_000 }

const ids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  nested: '1.2.840.113549.1.12.10.1.6',
  x509: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
} as const

/**
 * Opens a PKCS #12 file (RFC 7292, RFC 9579) of any age.
 * @param passphrases that it may have; the first that fits counts.
 * @throws {CryptoError} `pkcs12`; a wrong passphrase and a damaged file are one fault, as the check
 *   value cannot tell
 */
export function openPkcs12(octets: Uint8Array, passphrases: readonly string[]): Pkcs12 {
  if (octets.length > maxBytes) throw new CryptoError('pkcs12', `file has ${octets.length} octets, at most ${maxBytes}`)
  try {
    const file = takeApart(octets)
    for (const spelling of passphrases.flatMap(spellingsOf)) {
      const bags = bagsWith(file, spelling)
      if (bags) return inOrder(bags)
    }
  } catch (cause) {
    if (cause instanceof CryptoError) throw cause
    throw new CryptoError('pkcs12', 'file is damaged, or is no PKCS #12', { cause, ...other })
  }
  throw new CryptoError('pkcs12', 'file is damaged, or has another passphrase', {
    advice: 'try the passphrase with: openssl pkcs12 -info -noout -in <this file>',
  })
}

const other = { advice: 'PEM, DER and PKCS #7 files are taken too; ask the CA to export key and certificate again' }

interface Taken {
  /** Octets that the check value is over. */
  readonly content: Uint8Array
  readonly macData: asn1js.BaseBlock | undefined
}

function takeApart(octets: Uint8Array): Taken {
  const [version, authenticated, macData] = elementsOf(blockIn(octets))
  if (!(version instanceof asn1js.Integer) || version.valueBlock.valueDec !== 3) throw new Error('expected version 3')
  const [type, content] = elementsOf(authenticated)
  if (oidOf(type) !== ids.data)
    throw new CryptoError('pkcs12', 'file is locked by a signature or a key, not by a passphrase')
  return { content: octetsUnder(content), macData }
}

/** Whatever stands behind the value is no part of it. */
function blockIn(octets: Uint8Array): asn1js.BaseBlock {
  const { offset, result } = asn1js.fromBER(octets.slice(), bounds)
  if (offset <= 0) throw new Error('expected BER')
  return result
}

interface Bags {
  readonly keys: { readonly der: Uint8Array; readonly alias: string | undefined }[]
  readonly certificates: { readonly der: Uint8Array; readonly alias: string | undefined }[]
}

/** Nothing where the passphrase does not fit. */
function bagsWith({ content, macData }: Taken, spelling: Spelling): Bags | undefined {
  if (macData && !checkValueFits(macData, content, spelling)) return undefined
  const bags: Bags = { keys: [], certificates: [] }
  const all = elementsOf(blockIn(content)).every((safe) => {
    const opened = safeOf(safe, spelling)
    return opened !== undefined && addBags(opened, bags, spelling)
  })
  return all ? bags : undefined
}

function safeOf(safe: asn1js.BaseBlock, spelling: Spelling): Uint8Array | undefined {
  const [type, content] = elementsOf(safe)
  if (oidOf(type) === ids.data) return octetsUnder(content)
  if (oidOf(type) !== ids.encryptedData)
    throw new CryptoError('pkcs12', 'file is locked for a key, not by a passphrase')
  const [, info] = elementsOf(elementsOf(content)[0])
  const [, algorithm, data] = elementsOf(info)
  return data && decrypted(algorithm, contentOf(data), spelling)
}

function addBags(safe: Uint8Array, bags: Bags, spelling: Spelling): boolean {
  const found = bagsIn(safe)
  return found !== undefined && elementsOf(found).every((bag) => addBag(bag, bags, spelling))
}

/** Decrypted by a wrong key it is noise. */
function bagsIn(safe: Uint8Array): asn1js.BaseBlock | undefined {
  const { offset, result } = asn1js.fromBER(safe.slice(), bounds)
  return offset === safe.length && result instanceof asn1js.Sequence ? result : undefined
}

function addBag(bag: asn1js.BaseBlock, bags: Bags, spelling: Spelling): boolean {
  const [type, value, attributes] = elementsOf(bag)
  const alias = friendlyNameOf(attributes)
  if (bags.keys.length + bags.certificates.length >= maxBags) throw new Error(`more than ${maxBags} bags`)
  switch (oidOf(type)) {
    case ids.key:
      bags.keys.push({ der: derUnder(value), alias })
      return true
    case ids.shroudedKey: {
      const [algorithm, data] = elementsOf(elementsOf(value)[0])
      const der = data && decrypted(algorithm, contentOf(data), spelling)
      if (der) bags.keys.push({ der, alias })
      return der !== undefined
    }
    case ids.certificate: {
      const [kind, certificate] = elementsOf(elementsOf(value)[0])
      if (oidOf(kind) === ids.x509) bags.certificates.push({ der: octetsUnder(certificate), alias })
      return true
    }
    case ids.nested:
      return addBags(derUnder(value), bags, spelling)
    default:
      return true
  }
}

const derUnder = (value: asn1js.BaseBlock | undefined): Uint8Array =>
  elementsOf(value)[0]?.valueBeforeDecodeView.slice() ?? new Uint8Array()

function friendlyNameOf(attributes: asn1js.BaseBlock | undefined): string | undefined {
  const found = elementsOf(attributes).find((attribute) => oidOf(elementsOf(attribute)[0]) === ids.friendlyName)
  const [value] = elementsOf(elementsOf(found)[1])
  return value && textOfString(value)
}

/** The same key or certificate twice is one. */
function inOrder({ keys, certificates: bags }: Bags): Pkcs12 {
  const aliases = new Map(readableAmong(bags.map(({ der }) => der)).map((each) => [each.sha256, aliasOf(each, bags)]))
  const certificates = [
    ...new Map(readableAmong(bags.map(({ der }) => der)).map((each) => [each.sha256, each])).values(),
  ]
  const found = keys.map(({ der, alias }) => {
    const key = keyOf(der)
    const keyPem = key.export({ type: 'pkcs8', format: 'pem' }) as string
    const certificate = certificates.find((each) => isOverKey(each, keyPem))
    return { keyPem, alias: alias ?? (certificate && aliases.get(certificate.sha256)), certificate }
  })
  return { keys: [...new Map(found.map((each) => [each.keyPem, each])).values()], certificates }
}

const aliasOf = ({ der }: Certificate, bags: Bags['certificates']): string | undefined =>
  bags.find((bag) => Buffer.compare(bag.der, der) === 0)?.alias

function keyOf(der: Uint8Array) {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw new CryptoError('pkcs12', 'private key in the file is of no kind we know', { cause })
  }
}
