// Time stamps written by hand, good in all that is not wished otherwise: what no sound authority gives is made here.
import { createHash, type KeyObject, sign } from 'node:crypto'
import * as asn1js from 'asn1js'
import { fromHex } from '../../crypto/octets.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { x509 } from '../../crypto/x509/x509.ts'

export const stampIds = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha512: '2.16.840.1.101.3.4.2.3',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  rsa: '1.2.840.113549.1.1.1',
  rsaSha512: '1.2.840.113549.1.1.13',
} as const

type Block = asn1js.BaseBlock

export const sequence = (...value: Block[]) => new asn1js.Sequence({ value })
export const tagged = (tagNumber: number, ...value: Block[]) =>
  new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value })
export const oid = (value: string) => new asn1js.ObjectIdentifier({ value })
export const octets = (value: Uint8Array) => new asn1js.OctetString({ valueHex: value.slice() })
export const integer = (value: number | Uint8Array) =>
  typeof value === 'number' ? new asn1js.Integer({ value }) : new asn1js.Integer({ valueHex: value.slice() })
export const attribute = (type: string, ...values: Block[]) => sequence(oid(type), new asn1js.Set({ value: values }))
const written = (block: Block) => new Uint8Array(block.toBER())
const read = (der: Uint8Array) => asn1js.fromBER(der.slice()).result

export interface StampWishes {
  readonly sha256: Uint8Array
  readonly nonce?: Uint8Array
  /** GeneralizedTime as it is to be written. */
  readonly time: string
  readonly version?: number
  readonly imprintOid?: string
  /** Further fields of TSTInfo, at its end. */
  readonly more?: readonly Block[]
  /** Everything but the content; the library takes no part in it. */
  readonly status?: Block
  readonly withoutToken?: boolean
  readonly tokenType?: string
  readonly contentType?: string
  readonly certPems?: readonly string[]
  readonly signers?: number
  readonly digestOid?: string
  readonly signatureOid?: string
  /** The digest that is really used. */
  readonly digest?: string
  readonly attributes?: (attributes: Block[]) => Block[]
}

/** A response signed by this key for this certificate. */
export function writeStamp({ certPem, key }: { certPem: string; key: KeyObject }, wishes: StampWishes): Uint8Array {
  const info = written(infoOf(wishes))
  const { contentType = stampIds.tstInfo, digestOid = stampIds.sha256, signers = 1 } = wishes
  const signer = signerOf({ certPem, key }, info, wishes)
  const signedData = sequence(
    integer(3),
    new asn1js.Set({ value: [sequence(oid(digestOid))] }),
    sequence(oid(contentType), tagged(0, octets(info))),
    ...certificatesOf(wishes.certPems ?? [certPem]),
    new asn1js.Set({ value: Array.from({ length: signers }, () => signer) }),
  )
  const token = sequence(oid(wishes.tokenType ?? stampIds.signedData), tagged(0, signedData))
  return written(sequence(wishes.status ?? sequence(integer(0)), ...(wishes.withoutToken ? [] : [token])))
}

function infoOf({ sha256, nonce, time, version = 1, imprintOid = stampIds.sha256, more = [] }: StampWishes): Block {
  return sequence(
    integer(version),
    oid('1.3.6.1.4.1.99999.1'),
    sequence(sequence(oid(imprintOid), new asn1js.Null()), octets(sha256)),
    integer(42),
    new asn1js.Primitive({ idBlock: { tagClass: 1, tagNumber: 24 }, valueHex: Uint8Array.from(Buffer.from(time)) }),
    ...(nonce ? [integer(nonce)] : []),
    ...more,
  )
}

function signerOf({ certPem, key }: { certPem: string; key: KeyObject }, info: Uint8Array, wishes: StampWishes): Block {
  const { digestOid = stampIds.sha256, signatureOid = stampIds.ecdsaSha256, digest = 'sha256' } = wishes
  const { der, serial } = readCertificate(certPem)
  const named = sequence(sequence(sequence(octets(createHash('sha256').update(der).digest()))))
  const usual = [
    attribute(stampIds.contentType, oid(stampIds.tstInfo)),
    attribute(stampIds.messageDigest, octets(createHash(digest).update(info).digest())),
    attribute(stampIds.signingCertificateV2, named),
  ]
  const attributes = wishes.attributes?.(usual) ?? usual
  const signature = sign(digest, written(new asn1js.Set({ value: attributes })), key)
  const issuer = read(new Uint8Array(new x509.X509Certificate(der.slice()).issuerName.toArrayBuffer()))
  return sequence(
    integer(1),
    sequence(issuer, integer(fromHex(serial))),
    sequence(oid(digestOid)),
    ...(attributes.length > 0 ? [tagged(0, ...attributes)] : []),
    sequence(oid(signatureOid)),
    octets(signature),
  )
}

const certificatesOf = (pems: readonly string[]) =>
  pems.length === 0 ? [] : [tagged(0, ...pems.map((pem) => read(readCertificate(pem).der)))]
