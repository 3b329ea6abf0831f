// What is asked about whom: each certificate of a path with the authority above it, and the
// authorities whose lists may speak of a partner.

import type { Card } from '../../../../crypto/card/card-shape.ts'
import { authorityOf, type JudgedCertificate, type JudgingAuthority, judgedOf } from '../../../../crypto/x509/judged.ts'
import { isIssuedBy } from '../../../../crypto/x509/peer-certificate.ts'
import { type Certificate, parseCertificate } from '../../../../crypto/x509/x509.ts'

/**
 * One step of a path. Where the card itself vouches for a certificate and shows no authority above
 * it, a newer card revokes it, and there is no step.
 */
export interface Link {
  readonly certificate: JudgedCertificate
  readonly authority: JudgingAuthority
}

/** @param path DER, the leaf first, each issued by the next. The last one is believed by itself. */
export const linksOf = (path: readonly Uint8Array[]): Link[] =>
  path.slice(1).map((der, index) => ({ certificate: judgedOf(path[index] as Uint8Array), authority: authorityOf(der) }))

interface OfCard {
  /** By key id of the card. */
  readonly signing: ReadonlyMap<string, readonly Link[]>
  /** By id. */
  readonly authorities: ReadonlyMap<string, JudgingAuthority>
}

const known = new WeakMap<object, OfCard>()

/** Once for each card. */
export function ofCard(card: Card): OfCard {
  const before = known.get(card)
  if (before) return before
  const anchors = card.tls.anchors.map((each) => derOf(each))
  const chains = card.signing.map(({ kid, certificates }) => ({ kid, chain: certificates.map((each) => derOf(each)) }))
  const shown = [...anchors, ...chains.flatMap(({ chain }) => chain)].filter((der) => parseCertificate(der).ca)
  const found = {
    signing: new Map(chains.map(({ kid, chain }) => [kid, linksOf([...chain, ...above(chain, shown)])])),
    authorities: new Map(shown.map((der) => authorityOf(der)).map((each) => [each.id, each])),
  }
  known.set(card, found)
  return found
}

/** Who issued the last of a chain, where the card shows it. */
function above(chain: readonly Uint8Array[], shown: readonly Uint8Array[]): Uint8Array[] {
  const last = chain.at(-1)
  if (last === undefined) return []
  const certificate = parseCertificate(last)
  const issuer = shown.find((der) => !isSame(certificate, der) && isIssuedBy(certificate, parseCertificate(der)))
  return issuer === undefined || isIssuedBy(certificate, certificate) ? [] : [issuer]
}

const isSame = ({ sha256 }: Certificate, der: Uint8Array): boolean => parseCertificate(der).sha256 === sha256

const derOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

/** A subject in one line, as OpenSSL writes each attribute on its own. */
export const shownName = (subject: string): string => subject.replaceAll('\n', ', ')
