// The list of revoked certificates of the trial CA: complete, of version 2, with a number.
import { CryptoError } from '../../fault.ts'
import type { Authority } from '../authority.ts'
import { keyPairOf, parseCertificate, x509 } from '../x509.ts'

/** Why a certificate is revoked, as RFC 5280 §5.3.1 has it. */
export const crlReasons = {
  'key-compromise': x509.X509CrlReason.keyCompromise,
  superseded: x509.X509CrlReason.superseded,
} as const
export type CrlReason = keyof typeof crlReasons

interface RevokedCertificate {
  /** Hex. */
  readonly serial: string
  readonly atMs: number
  readonly reason: CrlReason
}

interface ListOrder {
  readonly ca: Authority
  /** One more than that of the list before. */
  readonly number: number
  readonly revoked: readonly RevokedCertificate[]
  readonly nowMs: number
}

/**
 * It holds for as long as the CA does: nobody is there who would make the next one in time, and one
 * with a higher number takes its place.
 * @returns PEM. @throws {CryptoError} `crl` for a number that is none
 */
export async function issueCrl({ ca, number, revoked, nowMs }: ListOrder): Promise<string> {
  const issuer = parseCertificate(ca.certPem)
  const { keys, signingAlgorithm } = keyPairOf(ca.keyPem)
  const crl = await x509.X509CrlGenerator.create({
    issuer: new x509.X509Certificate(new Uint8Array(issuer.der)).subjectName,
    thisUpdate: new Date(nowMs),
    nextUpdate: new Date(issuer.notAfterMs),
    entries: revoked.map(({ serial, atMs, reason }) => ({
      serialNumber: serial,
      revocationDate: new Date(atMs),
      reason: crlReasons[reason],
    })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(crlNumber, false, integerOf(number)),
    ],
    signingKey: keys.privateKey,
    signingAlgorithm,
  })
  // The label of RFC 7468 §6, which the library does not write.
  const lines =
    Buffer.from(crl.rawData)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`
}

const crlNumber = '2.5.29.20'

/** DER of a positive INTEGER. */
function integerOf(value: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value) || value < 1) throw new CryptoError('crl', `a list has no number ${value}`)
  const hex = value.toString(16)
  const octets = Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`)
  const padded = (octets[0] ?? 0) < 0x80 ? [...octets] : [0, ...octets]
  return new Uint8Array([0x02, padded.length, ...padded])
}
