import 'reflect-metadata' // before @peculiar/x509, whose container asks for it at load
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  X509Certificate as NodeCertificate,
  webcrypto,
} from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { sha256Hex } from '../octets.ts'
import {
  blockOf,
  type Constraints,
  elementsOf,
  followed,
  type Name,
  oids,
  type Policies,
  readConstraints,
  readCrlUrls,
  readKeyIds,
  readNames,
  readOcspUrls,
  readPolicies,
} from './extensions.ts'
import { type PreparedName, prepareName } from './names.ts'
import { type KeyFacts, keyFactsOf, type SignatureFacts, signatureFactsOf } from './soundness.ts'

x509.cryptoProvider.set(webcrypto)

/** The library, for the files beside this one, which are its only users. */
export { x509 }

/**
 * A certificate with what the checks of this room look at. Being read says nothing of being
 * trusted.
 */
export interface Certificate {
  /** In one line, `O=Customs of XA, CN=…`. */
  readonly subject: string
  readonly issuer: string
  /** Lower-case hex. */
  readonly serial: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** URI names of the subject, in order. */
  readonly uris: readonly string[]
  /** Of the DER, hex: a pin. */
  readonly sha256: string
  /** DER of SubjectPublicKeyInfo, of the names, as they stand there. */
  readonly spki: Uint8Array
  readonly subjectDer: Uint8Array
  readonly issuerDer: Uint8Array
  readonly der: Uint8Array
  /** Nothing for kinds of keys that JOSE does not know, such as those of authorities may be. */
  readonly jwk: JsonObject | undefined
  /** Hex, where the certificate says them: hints at the issuer, and no more. */
  readonly keyIds: { readonly subject: string | undefined; readonly authority: string | undefined }
  readonly crlUrls: readonly string[]
  readonly ocspUrls: readonly string[]
  readonly signature: SignatureFacts
  readonly key: KeyFacts
}

/** `Certificate` with its extensions, for the checks only. */
export interface ParsedCertificate extends Certificate {
  readonly ca: boolean
  readonly pathLength: number | undefined
  /** RFC 5280 §4.2.1.3; nothing when the extension is absent. */
  readonly keyUsage: x509.KeyUsageFlags | undefined
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Extensions that whoever does not know them may not pass over. */
  readonly critical: readonly string[]
  /** Critical extensions that we do not follow. */
  readonly notUnderstood: readonly string[]
  readonly names: readonly Name[]
  readonly constraints: Constraints | undefined
  readonly policies: Policies
  /** To be compared. */
  readonly subjectName: PreparedName
  readonly issuerName: PreparedName
  readonly node: NodeCertificate
}

/**
 * Reads one certificate, PEM or DER, nothing before or after. @throws {CryptoError} `certificate`
 */
export function parseCertificate(encoded: string | Uint8Array): ParsedCertificate {
  try {
    return parsed(encoded)
  } catch (cause) {
    if (cause instanceof CryptoError) throw cause
    throw new CryptoError('certificate', 'expected one X.509 certificate in PEM or DER', { cause })
  }
}

/** Those that can be read; of what cannot, no path is made. */
export const readableAmong = (encoded: readonly Uint8Array[]): readonly ParsedCertificate[] =>
  encoded.flatMap((each) => {
    try {
      return [parseCertificate(each)]
    } catch (error) {
      if (error instanceof CryptoError) return []
      throw error
    }
  })

function parsed(encoded: string | Uint8Array): ParsedCertificate {
  if (typeof encoded === 'string' && encoded.split('-----BEGIN ').length !== 2) {
    throw new CryptoError('certificate', 'expected one certificate in PEM')
  }
  const before = typeof encoded === 'string' ? undefined : remembered.get(sha256Hex(encoded))
  if (before) return before
  const node = new NodeCertificate(typeof encoded === 'string' ? encoded : Buffer.from(encoded))
  const der = new Uint8Array(node.raw)
  if (encoded instanceof Uint8Array && encoded.length !== der.length) {
    throw new CryptoError('certificate', 'found octets after the certificate')
  }
  const sha256 = sha256Hex(der)
  const known = remembered.get(sha256)
  if (known) return known
  if (remembered.size === maxRemembered) remembered.clear()
  const certificate = Object.freeze(parsedDer(node, der, sha256))
  remembered.set(sha256, certificate)
  return certificate
}

// Parsing takes a millisecond, and the same few certificates come with every session. By the digest
// of their DER: whoever brings these very octets brings what was read before.
const remembered = new Map<string, ParsedCertificate>()
const maxRemembered = 512

function parsedDer(node: NodeCertificate, der: Uint8Array, sha256: string): ParsedCertificate {
  const { extensions, notBefore, notAfter } = new x509.X509Certificate(der)
  const types = extensions.map(({ type }) => type)
  if (new Set(types).size !== types.length) throw new CryptoError('certificate', 'certificate has an extension twice')
  const extension = <E extends x509.Extension>(oid: string) =>
    extensions.find(({ type }) => type === oid) as E | undefined
  const values = (oid: string) => {
    const found = extension(oid)
    return found && new Uint8Array(found.value)
  }
  const constraints = extension<x509.BasicConstraintsExtension>(oids.basicConstraints)
  const { signature, spki, subjectDer, issuerDer } = fieldsOf(der)
  const names = readNames(values)
  return {
    // Node says a name a line; what names a certificate stands in a line of a log or of a terminal.
    subject: node.subject.replaceAll('\n', ', '),
    issuer: node.issuer,
    serial: node.serialNumber.toLowerCase(),
    notBeforeMs: instantOf(notBefore),
    notAfterMs: instantOf(notAfter),
    uris: names.flatMap((name) => (name.form === 'uri' ? [name.text] : [])),
    sha256,
    spki,
    subjectDer,
    issuerDer,
    der,
    jwk: jwkOf(node.publicKey),
    keyIds: readKeyIds(values),
    crlUrls: readCrlUrls(values),
    ocspUrls: readOcspUrls(values),
    signature: signatureFactsOf(signature),
    key: keyFactsOf(node.publicKey, spki),
    ca: constraints?.ca ?? false,
    pathLength: constraints?.pathLength,
    keyUsage: extension<x509.KeyUsagesExtension>(oids.keyUsage)?.usages,
    extendedKeyUsage: extension<x509.ExtendedKeyUsageExtension>(oids.extendedKeyUsage)?.usages.map(String),
    critical: extensions.filter(({ critical }) => critical).map(({ type }) => type),
    notUnderstood: extensions
      .filter(({ type, critical }) => critical && !followed.includes(type))
      .map(({ type }) => type),
    names,
    constraints: readConstraints(values),
    policies: readPolicies(values),
    subjectName: prepareName(subjectDer),
    issuerName: prepareName(issuerDer),
    node,
  }
}

/**
 * Octets of TBSCertificate as they stand there (RFC 5280 §4.1): written anew they may be others.
 */
function fieldsOf(der: Uint8Array) {
  const [tbs, signature] = elementsOf(blockOf(der))
  const fields = elementsOf(tbs)
  const [, , issuer, , subject, spki] = fields[0]?.idBlock.tagClass === 3 ? fields.slice(1) : fields
  if (!signature || !issuer || !subject || !spki) throw new Error('expected the fields of a certificate')
  return {
    signature,
    issuerDer: issuer.valueBeforeDecodeView.slice(),
    subjectDer: subject.valueBeforeDecodeView.slice(),
    spki: spki.valueBeforeDecodeView.slice(),
  }
}

function instantOf(date: Date): number {
  const ms = date.getTime()
  if (Number.isNaN(ms)) throw new Error('expected an instant')
  return ms
}

function jwkOf(key: KeyObject): JsonObject | undefined {
  try {
    return key.export({ format: 'jwk' }) as JsonObject
  } catch {
    return undefined
  }
}

/** What a key of our own signs certificates and requests with. */
const algorithms: Readonly<Record<string, webcrypto.EcKeyImportParams & { hash?: string }>> = {
  ed25519: { name: 'Ed25519', namedCurve: '' },
  prime256v1: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  secp521r1: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', namedCurve: '', hash: 'SHA-256' },
}

/**
 * Private and public key for the library. @throws {CryptoError} `algorithm` for keys that are no
 * P-256, P-384, P-521, Ed25519 or RSA
 */
export function keyPairOf(pem: string) {
  const privateKey = privateKeyOf(pem)
  const publicKey = createPublicKey(privateKey)
  const kind = publicKey.asymmetricKeyDetails?.namedCurve ?? String(publicKey.asymmetricKeyType)
  const algorithm = algorithms[kind]
  if (!algorithm)
    throw new CryptoError(
      'algorithm',
      `certificates are made for keys of kind P-256, P-384, P-521, Ed25519 and RSA, found ${kind}`,
    )
  return {
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, false, ['sign']),
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    },
    signingAlgorithm: algorithm,
  }
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new CryptoError('malformed', 'expected an unencrypted private key in PEM', { cause })
  }
}
