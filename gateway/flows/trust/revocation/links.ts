// What is asked about whom: each certificate of a path with the authority above it, and the
// authorities whose lists may speak of a partner.

import type { Card } from '../../../../crypto/card/card-shape.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { signingPath } from '../../../../crypto/x509/certificates.ts'
import { pathTo } from '../../../../crypto/x509/path/path.ts'
import {
  authorityOf,
  type JudgedCertificate,
  type JudgingAuthority,
  judgedOf,
} from '../../../../crypto/x509/revoked/judged.ts'
import { type ParsedCertificate, readableAmong } from '../../../../crypto/x509/x509.ts'

/**
 * One step of a path. Where the card itself vouches for a certificate and shows no authority above
 * it, a newer card revokes it, and there is no step.
 */
export interface Link {
  readonly certificate: JudgedCertificate
  readonly authority: JudgingAuthority
}

/** @param path the leaf first, each issued by the next. The last one is believed by itself. */
export const linksOf = (path: readonly ParsedCertificate[]): Link[] =>
  path.slice(1).map(({ der }, index) => ({
    certificate: judgedOf((path[index] as ParsedCertificate).der),
    authority: authorityOf(der),
  }))

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
  const came = card.signing.map(({ kid, certificates }) => ({ kid, chain: certificates.map(derOf) }))
  const shown = readableAmong([...card.tls.anchors.map(derOf), ...came.flatMap(({ chain }) => chain)])
  const authorities = shown.filter(({ ca }) => ca)
  const paths = came.map(({ kid, chain }) => [kid, signingPath(chain, { kid }).certificates] as const)
  const found = {
    signing: new Map(paths.map(([kid, path]) => [kid, linksOf([...path, ...above(path, authorities)])])),
    authorities: new Map(authorities.map(({ der }) => authorityOf(der)).map((each) => [each.id, each])),
  }
  known.set(card, found)
  return found
}

/** Who issued the last of a path, where the card shows it; a root is its own issuer. */
function above(
  path: readonly ParsedCertificate[],
  authorities: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
  const last = path.at(-1)
  if (last === undefined) return []
  const others = authorities.filter(({ sha256 }) => sha256 !== last.sha256)
  return issuersAmong(last, [last]).length > 0 ? [] : issuersAmong(last, others)
}

function issuersAmong(last: ParsedCertificate, anchors: readonly ParsedCertificate[]): readonly ParsedCertificate[] {
  try {
    return pathTo(last, { anchors, presented: [] }).certificates.slice(1)
  } catch (error) {
    if (error instanceof CryptoError) return []
    throw error
  }
}

const derOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

/** A subject in one line, as OpenSSL writes each attribute on its own. */
export const shownName = (subject: string): string => subject.replaceAll('\n', ', ')
