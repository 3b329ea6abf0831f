// Answers of OCSP of any kind, octet by octet, as no responder of a library makes them: by whoever, about whatever, of whichever time.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Authority } from '../../crypto/x509/authority.ts'
import { bitsIn, contentOf, context, encodingOf, membersOf, tags, wholeOf } from '../../crypto/x509/der/der.ts'
import { parseCertificate } from '../../crypto/x509/x509.ts'
import { type Made, oid, tlv } from './certificate-maker.ts'

export type Responder = Pick<Made, 'der' | 'key' | 'publicKey' | 'subject'>

export interface OcspWishes {
  readonly by: Responder
  /** Shown beside the answer. */
  readonly shown?: readonly Responder[]
  readonly says?: 'good' | 'unknown' | 'revoked'
  readonly thisUpdateMs?: number
  /** An hour later, unless said otherwise; null for none. */
  readonly nextUpdateMs?: number | null
  /** The nonce of the question, unless said otherwise; null for none. */
  readonly nonce?: Uint8Array | null
  /** About another certificate than the question. */
  readonly serial?: string
}

/** An authority of a test, as certificates and answers are made by it. */
export function issuing({ certPem, keyPem }: Authority): Made {
  const { der, subjectDer } = parseCertificate(certPem)
  const key = createPrivateKey(keyPem)
  return { der, pem: certPem, keyPem, key, publicKey: createPublicKey(key), subject: subjectDer }
}

/** Where a certificate names its responders. */
export const responders = (...urls: readonly string[]) => ({
  oid: '1.3.6.1.5.5.7.1.1',
  value: sequence(...urls.map((url) => sequence(oid('1.3.6.1.5.5.7.48.1'), tlv(0x86, Buffer.from(url))))),
})

/** @param question DER, as the gateway sent it. */
export function ocspAnswer(question: Uint8Array, wishes: OcspWishes): Uint8Array {
  const { by, shown = [], says = 'good', thisUpdateMs = Date.now() - 1_000, nonce } = wishes
  const { nextUpdateMs = thisUpdateMs + 3_600_000, serial } = wishes
  const asked = askedIn(question)
  const certId = serial === undefined ? asked.certId : aboutSerial(asked.certId, serial)
  const status =
    says === 'good'
      ? tlv(0x80)
      : says === 'unknown'
        ? tlv(0x82)
        : tlv(0xa1, time(thisUpdateMs - 60_000), tlv(0xa0, tlv(10, Uint8Array.of(1))))
  const single = sequence(
    certId,
    status,
    time(thisUpdateMs),
    ...(nextUpdateMs === null ? [] : [tlv(0xa0, time(nextUpdateMs))]),
  )
  const own = nonce === undefined ? asked.nonce : nonce
  const extensions =
    own === null ? [] : [tlv(0xa1, sequence(sequence(oid('1.3.6.1.5.5.7.48.1.2'), tlv(4, tlv(4, own)))))]
  const data = sequence(tlv(0xa2, tlv(4, keyHash(by.publicKey))), time(Date.now()), sequence(single), ...extensions)
  const certificates = shown.length === 0 ? [] : [tlv(0xa0, sequence(...shown.map(({ der }) => der)))]
  const signature = tlv(3, Uint8Array.of(0), sign('sha256', data, by.key))
  const basic = sequence(data, sequence(oid('1.2.840.10045.4.3.2')), signature, ...certificates)
  const bytes = sequence(oid('1.3.6.1.5.5.7.48.1.1'), tlv(4, basic))
  return sequence(tlv(10, Uint8Array.of(0)), tlv(0xa0, bytes))
}

/** A responder that gives none, and says why by its number (3: try later). */
export const ocspRefusal = (status: number): Uint8Array => sequence(tlv(10, Uint8Array.of(status)))

function askedIn(question: Uint8Array): { certId: Uint8Array; nonce: Uint8Array } {
  const [tbs] = membersOf(question, wholeOf(question, tags.sequence))
  const [list, explicit] = membersOf(question, tbs as NonNullable<typeof tbs>)
  const [request] = membersOf(question, list as NonNullable<typeof list>)
  const [certId] = membersOf(question, request as NonNullable<typeof request>)
  if (!certId || explicit?.tag !== context(2)) throw new Error('the question is of another form')
  const [extensions] = membersOf(question, explicit)
  const [extension] = membersOf(question, extensions as NonNullable<typeof extensions>)
  const [, value] = membersOf(question, extension as NonNullable<typeof extension>)
  const wrapped = contentOf(question, value as NonNullable<typeof value>)
  return { certId: encodingOf(question, certId), nonce: contentOf(wrapped, wholeOf(wrapped, tags.octetString)) }
}

function aboutSerial(certId: Uint8Array, serial: string): Uint8Array {
  const members = membersOf(certId, wholeOf(certId, tags.sequence))
  return sequence(
    ...members.slice(0, 3).map((each) => encodingOf(certId, each)),
    tlv(2, Buffer.from(serial.padStart(serial.length + (serial.length % 2), '0'), 'hex')),
  )
}

function keyHash(key: KeyObject): Uint8Array {
  const spki = new Uint8Array(key.export({ type: 'spki', format: 'der' }))
  const [, bits] = membersOf(spki, wholeOf(spki, tags.sequence))
  return new Uint8Array(
    createHash('sha1')
      .update(bitsIn(spki, bits as NonNullable<typeof bits>))
      .digest(),
  )
}

const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, ...parts)
const time = (ms: number) => tlv(0x18, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`))
