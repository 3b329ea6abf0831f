// The one list of everything that ends: our certificates and keys, those of partners, the
// authorities of both, and lists of revoked certificates.

import type { Card } from '../../../../crypto/card/card-shape.ts'
import { readCertificate, signingPath } from '../../../../crypto/x509/certificates.ts'
import { shownName } from '../revocation/links.ts'
import { means, names } from './sayings.ts'
import { madeByHandMs, type Validity } from './validity.ts'

/** What is there; each part may be left out where it is not known. */
interface Known {
  readonly own: {
    readonly member: string
    readonly card: Card | undefined
    /** Our certificates as they lie here, PEM, leaf first. */
    readonly certificates: { readonly [use in 'tls' | 'national' | 'signing']: string | undefined }
    renewedByItself(use: string): boolean
  }
  readonly partners: readonly { readonly member: string; readonly card: Card }[]
  /** TLS certificates of partners, as they were seen last. */
  readonly shown?: readonly ShownCertificate[]
  readonly lists?: readonly ListThatEnds[]
}

interface ShownCertificate {
  readonly member: string
  readonly sha256: string
  readonly fromMs: number
  readonly untilMs: number
}

/** A list of revoked certificates that speaks of a member, or of us. */
export interface ListThatEnds extends ShownCertificate {
  readonly ours: boolean
  /** Name of the authority, on one line. */
  readonly authority: string
  /** As its authority counts. */
  readonly number: string
  /** Who gave it. */
  readonly source: string
  readonly means: string
}

/** @throws {CryptoError} for a certificate of ours that cannot be read */
export function validitiesOf({ own, partners, shown = [], lists = [] }: Known): readonly Validity[] {
  return [
    ...ownCertificates(own),
    ...ownCard(own),
    ...partners.flatMap(({ card }) => ofCard(card)).map(theirs),
    ...shown.map(ofShown),
    ...lists.map(ofList),
  ]
}

function ownCertificates({ member, card, certificates, renewedByItself }: Known['own']): Validity[] {
  // Of the authorities that our card names one is enough; it gives the newest signing key a window.
  const beside = {
    tls: anyOf((card?.tls.anchors ?? []).map(windowOfDer)),
    national: always,
    signing: anyOf((card?.signing ?? []).slice(0, 1).map(windowOfText)),
  }
  return (['tls', 'national', 'signing'] as const).flatMap((use): Validity | [] => {
    const pem = certificates[use]
    if (pem === undefined) return []
    const chain = chainOf(pem)
    return {
      ...{ use, member, ours: true, name: names.own[use], means: means.own[use] },
      id: chain[0]?.sha256 ?? '',
      heed: renewedByItself(use) ? 'in its last third' : 'from 60 days before',
      ...together([...chain.map(windowOf), beside[use]]),
    }
  })
}

/** The newest signing key is told with its certificate, where that is here. */
function ownCard({ member, card, certificates }: Known['own']): Validity[] {
  if (card === undefined) return []
  const newest = certificates.signing === undefined ? undefined : card.signing[0]?.kid
  return ofCard(card)
    .filter(({ id }) => id !== newest)
    .map((each) => ({ ...each, member, ours: true, means: means.own[each.use] }))
}

const theirs = (each: OfCard): Validity => ({ ...each, ours: false, means: means.partner[each.use] })

type OfCard = Omit<Validity, 'ours' | 'means'>
const known = new WeakMap<Card, readonly OfCard[]>()

/** Once for each card. */
function ofCard(card: Card): readonly OfCard[] {
  const before = known.get(card)
  if (before) return before
  const { member } = card
  const found = [...signingOf(card), ...encryptionOf(card), ...authoritiesOf(card)].map(
    ({ replaced, ...each }): OfCard => ({ ...each, member, heed: replaced ? 'not at all' : 'from 60 days before' }),
  )
  known.set(card, found)
  return found
}

interface Named extends Window, Pick<Validity, 'use' | 'id' | 'name'> {
  readonly replaced: boolean
}

function signingOf({ signing }: Card): Named[] {
  const windows = signing.map(({ kid, certificates, ...window }) => {
    const path = signingPath(certificates.map(derOf), { kid }).certificates
    return { id: kid, ...together([windowOfText(window), ...path.map(windowOf)]) }
  })
  return lastingLongest(windows).map((each) => ({ use: 'signing', name: `${names.card.signing} ${each.id}`, ...each }))
}

function encryptionOf({ encryption }: Card): Named[] {
  const windows = encryption.map(({ kid, ...window }) => ({ id: kid, ...windowOfText(window) }))
  return lastingLongest(windows).map((each) => ({
    use: 'encryption',
    name: `${names.card.encryption} ${each.id}`,
    ...each,
  }))
}

/** Authorities of one name take each other's place. */
function authoritiesOf({ tls }: Card): Named[] {
  const anchors = tls.anchors.map((der) => readCertificate(derOf(der)))
  const byName = Map.groupBy(anchors, ({ subject }) => subject)
  return [...byName].flatMap(([subject, named]) =>
    lastingLongest(named.map((each) => ({ id: each.sha256, ...windowOf(each) }))).map(
      (each): Named => ({ use: 'ca', name: `${names.card.ca} ${shownName(subject)}`, ...each }),
    ),
  )
}

/** What another lasts longer than is about to be replaced, or was. */
const lastingLongest = <W extends Window>(windows: readonly W[]): (W & { readonly replaced: boolean })[] => {
  const lastMs = Math.max(...windows.map(({ untilMs }) => untilMs))
  return windows.map((each) => ({ ...each, replaced: each.untilMs < lastMs }))
}

const ofShown = ({ member, sha256, fromMs, untilMs }: ShownCertificate): Validity => ({
  ...{ use: 'tls', member, ours: false, id: sha256, fromMs, untilMs },
  name: names.card.tls,
  // It may be one that lives for days and is renewed by itself.
  heed: 'in its last third',
  means: means.partner.tls,
})

const ofList = ({ member, ours, sha256, authority, fromMs, untilMs, means: then }: ListThatEnds): Validity => ({
  ...{ use: 'crl', member, ours, id: sha256, fromMs, untilMs, means: then },
  name: `list of revoked certificates of ${authority}`,
  heed: untilMs - fromMs > madeByHandMs ? 'from 60 days before' : 'in its last third',
})

interface Window {
  readonly fromMs: number
  readonly untilMs: number
}
const always: Window = { fromMs: -Infinity, untilMs: Infinity }

/** All of them are needed. */
const together = (windows: readonly Window[]): Window => ({
  fromMs: Math.max(...windows.map(({ fromMs }) => fromMs)),
  untilMs: Math.min(...windows.map(({ untilMs }) => untilMs)),
})
/** One of them is enough; where there is none, none is needed. */
const anyOf = (windows: readonly Window[]): Window =>
  windows.length === 0
    ? always
    : {
        fromMs: Math.min(...windows.map(({ fromMs }) => fromMs)),
        untilMs: Math.max(...windows.map(({ untilMs }) => untilMs)),
      }

const windowOf = ({ notBeforeMs, notAfterMs }: { notBeforeMs: number; notAfterMs: number }): Window => ({
  fromMs: notBeforeMs,
  untilMs: notAfterMs,
})
const windowOfText = ({ notBefore, notAfter }: { notBefore: string; notAfter: string }): Window => ({
  fromMs: Date.parse(notBefore),
  untilMs: Date.parse(notAfter),
})
const derOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))
const windowOfDer = (der: string): Window => windowOf(readCertificate(derOf(der)))
const chainOf = (pem: string) =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? ['']).map((each) => readCertificate(each))
