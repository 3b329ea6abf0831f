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

x509.cryptoProvider.set(webcrypto)

/** The library, for the files beside this one, which are its only users. */
export { x509 }

/** Extensions we read (RFC 5280 §4.2.1), by object identifier. */
export const oids = {
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const

/**
 * A certificate with what the checks of this room look at. Being read says nothing of being
 * trusted.
 */
export interface Certificate {
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
  readonly spki: Uint8Array
  readonly der: Uint8Array
  readonly jwk: JsonObject
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
  /** Critical extensions that we do not know, and name constraints, which we do not follow. */
  readonly notUnderstood: readonly string[]
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

function parsed(encoded: string | Uint8Array): ParsedCertificate {
  if (typeof encoded === 'string' && encoded.split('-----BEGIN ').length !== 2) {
    throw new CryptoError('certificate', 'expected one certificate in PEM')
  }
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

// Parsing takes a millisecond, and the same few certificates come with every session.
const remembered = new Map<string, ParsedCertificate>()
const maxRemembered = 512

function parsedDer(node: NodeCertificate, der: Uint8Array, sha256: string): ParsedCertificate {
  const { extensions, notBefore, notAfter } = new x509.X509Certificate(der)
  const types = extensions.map(({ type }) => type)
  if (new Set(types).size !== types.length) throw new CryptoError('certificate', 'certificate has an extension twice')
  const extension = <E extends x509.Extension>(oid: string) =>
    extensions.find(({ type }) => type === oid) as E | undefined
  const constraints = extension<x509.BasicConstraintsExtension>(oids.basicConstraints)
  return {
    subject: node.subject,
    issuer: node.issuer,
    serial: node.serialNumber.toLowerCase(),
    notBeforeMs: notBefore.getTime(),
    notAfterMs: notAfter.getTime(),
    uris: urisOf(extension<x509.SubjectAlternativeNameExtension>(oids.subjectAltName)),
    sha256,
    spki: new Uint8Array(node.publicKey.export({ type: 'spki', format: 'der' })),
    der,
    jwk: node.publicKey.export({ format: 'jwk' }) as JsonObject,
    ca: constraints?.ca ?? false,
    pathLength: constraints?.pathLength,
    keyUsage: extension<x509.KeyUsagesExtension>(oids.keyUsage)?.usages,
    extendedKeyUsage: extension<x509.ExtendedKeyUsageExtension>(oids.extendedKeyUsage)?.usages.map(String),
    critical: extensions.filter(({ critical }) => critical).map(({ type }) => type),
    notUnderstood: extensions.filter(isNotUnderstood).map(({ type }) => type),
    node,
  }
}

/**
 * Private and public key for the library. @throws {CryptoError} `algorithm` for keys that are not
 * P-256 or Ed25519
 */
export function keyPairOf(pem: string) {
  const privateKey = privateKeyOf(pem)
  const publicKey = createPublicKey(privateKey)
  const algorithm = signatureAlgorithmOf(publicKey)
  return {
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, false, ['sign']),
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    },
    signingAlgorithm: algorithm,
  }
}

function signatureAlgorithmOf(key: KeyObject) {
  if (key.asymmetricKeyType === 'ed25519') return { name: 'Ed25519' }
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
    return { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  }
  throw new CryptoError('algorithm', `certificates are made for P-256 and Ed25519, found ${key.asymmetricKeyType}`)
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new CryptoError('malformed', 'expected an unencrypted private key in PEM', { cause })
  }
}

const urisOf = (names: x509.SubjectAlternativeNameExtension | undefined) =>
  (names?.names.items ?? []).filter(({ type }) => type === 'url').map(({ value }) => value)

const followed: readonly string[] = [oids.keyUsage, oids.subjectAltName, oids.basicConstraints, oids.extendedKeyUsage]
const isNotUnderstood = ({ type, critical }: x509.Extension) =>
  type === oids.nameConstraints || (critical && !followed.includes(type))
