// By what a member is vouched for on the line: two that have one of these in common may be one.
import { sha256Hex } from '../octets.ts'
import { readCertificate } from '../x509/certificates.ts'
import type { Card } from './card-shape.ts'

/**
 * The keys of its trust anchors, whatever certificates are over them, and the leaves that it pins,
 * each by a SHA-256. An authority above two anchors is seen by nobody.
 */
export const anchorsOf = ({ tls: { anchors, pins } }: Pick<Card, 'tls'>): readonly string[] => [
  ...anchors.map((der) => sha256Hex(readCertificate(Uint8Array.from(Buffer.from(der, 'base64'))).spki)),
  ...pins,
]
