// Makes our card out of card.json and the keys that lie in the folder.

import { type AboutUs, readAboutUs } from '../../../config/about.ts'
import { openDirectory } from '../../../config/directory.ts'
import { readCard, signCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { dayMs, iso } from '../../../crypto/instants.ts'
import { importSigningKey, publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import type { SuiteName } from '../../../crypto/jose/suites.ts'
import { fromBase64url, sha256Hex } from '../../../crypto/octets.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { isThere } from '../../../disk/there.ts'
import { admitCard } from '../../flows/trust/admit-card.ts'
import type { Keys } from '../../ports/installation.ts'
import { type Desk, messageOf, refused } from '../program/desk.ts'
import { certificatesIn, placesIn, readGiven } from '../program/installation.ts'
import { earlyMs } from './own-keys.ts'

/** Encryption keys have no certificate to say how long; the card says it. */
const encryptionDays = 730
const renewDays = 60

export interface OwnCard {
  readonly jws: string
  readonly card: Card
  readonly words: readonly string[]
}

/**
 * Our card as it lies in card.jws, or undefined. It is ours, so it is believed even when its keys
 * have lapsed since.
 */
export async function readOwnCard(folder: string, nowMs: number): Promise<OwnCard | undefined> {
  const jws = await openDirectory(folder).ownCard()
  if (jws === undefined) return undefined
  const [, payload = ''] = jws.split('.')
  try {
    const { card } = await readCard(jws, { trusting: { sha256: sha256Hex(fromBase64url(payload)) }, nowMs })
    return { jws, card, words: fingerprint(card) }
  } catch (error) {
    throw refused(`${placesIn(folder).card}: ${messageOf(error)}`, 'make it anew with "bulla card refresh"')
  }
}

/**
 * Makes the next card and lays it down. Partners that hold the one before take it, because a key of
 * that one signs it.
 */
export async function refreshOwnCard(
  member: string,
  { folder, now, readKeys }: Pick<Desk, 'folder' | 'now' | 'readKeys'>,
): Promise<OwnCard> {
  const [nowMs, places] = [now(), placesIn(folder)]
  const [about, keys] = [await readAboutUs(folder), await readKeys(folder)]
  const older = (await isThere(places.card)) ? (await readOwnCard(folder, nowMs))?.card : undefined
  const anchors = (await isThere(places.anchor))
    ? certificatesIn(await readGiven(places.anchor, 'CA certificates'))
    : []
  const card = await cardOf(member, { about, keys, anchors, older, nowMs })
  const known = new Set(older?.signing.map(({ kid }) => kid))
  const signers = await Promise.all(
    keys.signing.map(async ({ keyPem }) => importSigningKey(keyPem, await suiteOf(keyPem))),
  )
  const signer = signers.find(({ kid }) => known.has(kid)) ?? signers[0]
  if (!signer) throw refused('there is no signing key')
  try {
    const jws = await signCard(card, signer)
    // As every partner will; what others claim to be is not our affair here, and must not keep us
    // from new keys.
    await admitCard(jws, { trusting: 'first-contact', words: true, neighbours: [], nowMs })
    await openDirectory(folder).saveOwnCard(jws)
    return { jws, card, words: fingerprint(card) }
  } catch (error) {
    throw refused(
      `no card can be made out of ${places.about} and the keys: ${messageOf(error)}`,
      'correct what is named; "bulla check" looks at keys and certificates',
    )
  }
}

interface Ingredients {
  readonly about: AboutUs
  readonly keys: Keys
  readonly anchors: readonly string[]
  readonly older: Card | undefined
  readonly nowMs: number
}

/** What the card would be now; unsigned. */
export async function cardOf(member: string, { about, keys, anchors, older, nowMs }: Ingredients): Promise<Card> {
  const [leaf = ''] = certificatesIn(keys.tls.certPem)
  const logJwk = (await publicJwk(keys.logPem)) as Card['log']['jwk']
  return {
    v: 1,
    member,
    sequence: (older?.sequence ?? 0) + 1,
    issuedAt: iso(nowMs),
    ...about,
    // An anchor outlives the certificates under it; without one the card names the very
    // certificate.
    tls: { anchors: anchors.map(derOf), pins: anchors.length > 0 ? [] : [readCertificate(leaf).sha256] },
    signing: (await Promise.all(keys.signing.map(signingEntry))).filter(({ notAfter }) => Date.parse(notAfter) > nowMs),
    encryption: (await Promise.all(keys.encryption.map((pem) => encryptionEntry(pem, older, nowMs)))).filter(
      ({ notAfter }) => Date.parse(notAfter) > nowMs,
    ),
    log: { kid: thumbprint(logJwk), jwk: logJwk },
  }
}

/** B unless the key is an Edwards one. @throws {CryptoError} when it is no key */
export const suiteOf = async (signingPem: string): Promise<SuiteName> =>
  (await publicJwk(signingPem))['crv'] === 'Ed25519' ? 'A' : 'B'

async function signingEntry({ keyPem, certPem }: Keys['signing'][number]): Promise<Card['signing'][number]> {
  const chain = certificatesIn(certPem)
  const { notBeforeMs, notAfterMs } = readCertificate(chain[0] ?? '')
  return {
    kid: thumbprint(await publicJwk(keyPem)),
    suite: await suiteOf(keyPem),
    certificates: chain.map(derOf),
    notBefore: iso(notBeforeMs),
    notAfter: iso(notAfterMs),
  }
}

/**
 * A key keeps the window that an older card gave it, so that the fingerprint stays; one that soon
 * ends is begun anew.
 */
async function encryptionEntry(
  pem: string,
  older: Card | undefined,
  nowMs: number,
): Promise<Card['encryption'][number]> {
  const jwk = (await publicJwk(pem)) as Card['encryption'][number]['jwk']
  const kid = thumbprint(jwk)
  const found = older?.encryption.find((entry) => entry.kid === kid)
  const known = found && Date.parse(found.notAfter) - nowMs > renewDays * dayMs ? found : undefined
  return {
    kid,
    suite: jwk.crv === 'X25519' ? 'A' : 'B',
    jwk,
    notBefore: known?.notBefore ?? iso(nowMs - earlyMs),
    notAfter: known?.notAfter ?? iso(nowMs + encryptionDays * dayMs),
  }
}

const derOf = (pem: string): string => Buffer.from(readCertificate(pem).der).toString('base64')
