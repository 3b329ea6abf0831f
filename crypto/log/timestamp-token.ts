import { createHash, verify } from 'node:crypto'
import * as asn1js from 'asn1js'
import {
  type Attribute,
  Certificate,
  type ContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
} from 'pkijs'
import { CryptoError } from '../fault.ts'
import { equal } from '../octets.ts'
import { type ParsedCertificate, parseCertificate } from '../x509/x509.ts'

/*
 * The token of a time stamp: CMS signed data (RFC 5652 §5) as RFC 3161 §2.4.2 and RFC 5816 narrow
 * it down. The library only takes it apart; what is checked, and by which algorithms, stands here.
 * Forms that no authority needs are refused.
 */

/** Bounds that no honest authority comes near. */
export const bounds = { maxDepth: 32, maxNodes: 20_000 }
const maxCertificates = 8

const ids = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

const digests: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Without a digest of its own the algorithm takes that of the signer (RFC 3370 §3.2). */
const signatures: Readonly<Record<string, { readonly key: 'rsa' | 'ec'; readonly digest?: string }>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa' },
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
}

declare const proof: unique symbol

/**
 * Proof that the content was signed by the key of this certificate: only `openToken` makes one.
 * Nobody vouches for it yet.
 */
interface OpenedToken {
  /** DER of TSTInfo. */
  readonly content: Uint8Array
  readonly signer: ParsedCertificate
  readonly presented: readonly ParsedCertificate[]
  readonly [proof]: true
}

/** @throws {CryptoError} `timestamp`, or `certificate` when one that came along cannot be read */
export function openToken(token: ContentInfo): OpenedToken {
  if (token.contentType !== ids.signedData) refuse(`the token is of type ${token.contentType}, expected signed data`)
  const signedData = new SignedData({ schema: token.content })
  const content = contentOf(signedData)
  const [signerInfo, ...others] = signedData.signerInfos
  // RFC 3161 §2.4.2: no signature but that of the authority.
  if (!signerInfo || others.length > 0) refuse(`the token has ${signedData.signerInfos.length} signers, expected one`)
  const presented = certificatesIn(token.content as asn1js.BaseBlock)
  const signer = signerAmong(presented, signedData, signerInfo)
  demandSignature(signerInfo, signer, content)
  return { content, signer, presented } as unknown as OpenedToken
}

function contentOf({ encapContentInfo: { eContentType, eContent } }: SignedData): Uint8Array {
  if (eContentType !== ids.tstInfo) refuse(`the token holds content of type ${eContentType}, expected TSTInfo`)
  if (!eContent) refuse('the token holds no content')
  return new Uint8Array(eContent.getValue())
}

/** DER as it came, since a certificate written anew may be another one. */
function certificatesIn(signedData: asn1js.BaseBlock): ParsedCertificate[] {
  const set = elementsOf(signedData).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0)
  const found = set ? elementsOf(set) : []
  if (found.length === 0) refuse('the token brings no certificate, though it was asked for')
  if (found.length > maxCertificates) refuse(`the token brings ${found.length} certificates`)
  return found.map(({ valueBeforeDecodeView }) => parseCertificate(valueBeforeDecodeView.slice()))
}

function signerAmong(
  presented: readonly ParsedCertificate[],
  { certificates = [] }: SignedData,
  { sid }: SignerInfo,
): ParsedCertificate {
  if (!(sid instanceof IssuerAndSerialNumber)) refuse('the signer is not named by issuer and serial number')
  const index = certificates.findIndex(
    (each) =>
      each instanceof Certificate &&
      each.issuer.isEqual(sid.issuer) &&
      equal(each.serialNumber.valueBlock.valueHexView, sid.serialNumber.valueBlock.valueHexView),
  )
  return presented[index] ?? refuse('the token does not bring the certificate of its signer')
}

/**
 * RFC 5652 §5.4 and §5.6. What is signed are the attributes, and these name type, digest and
 * certificate.
 */
function demandSignature(signerInfo: SignerInfo, signer: ParsedCertificate, content: Uint8Array): void {
  const { digestAlgorithm, signatureAlgorithm, signedAttrs, signature } = signerInfo
  const digest = digests[digestAlgorithm.algorithmId] ?? refuse(`digest algorithm ${digestAlgorithm.algorithmId}`)
  if (!signedAttrs) refuse('the token has no signed attributes')
  demandAttributes(signedAttrs.attributes, signer, { digest, content })
  const { algorithmId } = signatureAlgorithm
  const algorithm = signatures[algorithmId] ?? refuse(`signature algorithm ${algorithmId}`)
  const { publicKey } = signer.node
  if (publicKey.asymmetricKeyType !== algorithm.key || (algorithm.digest ?? digest) !== digest) {
    refuse(
      `signature algorithm ${algorithmId} does not go with ${digest} and a key of type ${publicKey.asymmetricKeyType}`,
    )
  }
  const signed = new Uint8Array(signedAttrs.encodedValue)
  if (!verify(digest, signed, publicKey, signature.valueBlock.valueHexView)) {
    refuse('the signature of the token is not by the key of its certificate')
  }
}

interface Signed {
  readonly digest: string
  readonly content: Uint8Array
}

function demandAttributes(attributes: readonly Attribute[], signer: ParsedCertificate, signed: Signed): void {
  const type = signedValue(attributes, ids.contentType)
  if (!(type instanceof asn1js.ObjectIdentifier) || type.getValue() !== ids.tstInfo) {
    refuse('the signed content type is not TSTInfo')
  }
  const expected = createHash(signed.digest).update(signed.content).digest()
  const found = signedValue(attributes, ids.messageDigest)
  if (!(found instanceof asn1js.OctetString) || !equal(new Uint8Array(found.getValue()), expected)) {
    refuse('the signed digest is not that of the content')
  }
  demandNamed(attributes, signer)
}

/**
 * The signed attribute names the certificate by its hash, so that no other one on the same key can
 * take its place. SHA-1 is what RFC 3161 knew; nothing but a second preimage would help a forger
 * here.
 */
function demandNamed(attributes: readonly Attribute[], { der }: ParsedCertificate): void {
  const older = signedValue(attributes, ids.signingCertificate)
  const newer = signedValue(attributes, ids.signingCertificateV2)
  if (!older && !newer) refuse('the token does not sign which certificate it is by (RFC 5816)')
  for (const [value, fallback] of [
    [older, 'sha1'],
    [newer, 'sha256'],
  ] as const) {
    if (!value) continue
    // SigningCertificate: the first of the first list is the signer's; its hash may follow an
    // algorithm (RFC 5035 §4).
    const [first, second] = elementsOf(elementsOf(elementsOf(value)[0])[0])
    const digest = first instanceof asn1js.OctetString ? fallback : digests[oidIn(first)]
    const hash = first instanceof asn1js.OctetString ? first : second
    if (!digest || !(hash instanceof asn1js.OctetString)) refuse('the token names its certificate in an unknown form')
    if (!equal(new Uint8Array(hash.getValue()), createHash(digest).update(der).digest())) {
      refuse('the token names another certificate than the one that signed it')
    }
  }
}

/** The one value of an attribute that comes at most once. */
function signedValue(attributes: readonly Attribute[], type: string): asn1js.BaseBlock | undefined {
  const [found, again] = attributes.filter((attribute) => attribute.type === type)
  if (again || (found && found.values.length !== 1)) refuse(`the signed attribute ${type} has more than one value`)
  return found?.values[0] as asn1js.BaseBlock | undefined
}

const oidIn = (algorithm: asn1js.BaseBlock | undefined): string => {
  const [oid] = elementsOf(algorithm)
  return oid instanceof asn1js.ObjectIdentifier ? oid.getValue() : ''
}

/** What a sequence, a set or a tagged structure holds. */
export const elementsOf = (block: asn1js.BaseBlock | undefined): readonly asn1js.BaseBlock[] =>
  block instanceof asn1js.Constructed ? block.valueBlock.value : []

function refuse(reason: string): never {
  throw new CryptoError('timestamp', reason)
}
