import { canonical, parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { clockToleranceMs } from '../instants.ts'
import { type ReadJws, readJws } from '../jose/compact.ts'
import { importVerifyingKey, type SigningKey, signCompact, thumbprint, verifyCompact } from '../jose/engine.ts'
import { suites } from '../jose/suites.ts'
import type { JsonObject } from '../json.ts'
import { sha256Hex } from '../octets.ts'
import { instantMs } from '../shapes.ts'
import { publicKeyIn, readCertificate, readSigningCertificate, verifySigningCertificate } from '../x509/certificates.ts'
import { type Card, readCardShape } from './card-shape.ts'
import { demandRevokedApart, demandStillRevoked } from './revoked.ts'
import { demandFreshNext, demandSuccessor } from './succession.ts'

const typ = 'bulla-card+jws'
export const maxCardBytes = 64 * 1024

declare const proof: unique symbol

/**
 * Proof that a card is what its member says of itself, as far as trusted keys or people can tell:
 * only `readCard` makes one.
 */
export interface TrustedCard {
  readonly card: Card
  /** Of the canonical card: its identity, whoever signed it. */
  readonly sha256: string
  /** Key id of the signature. */
  readonly signedBy: string
  readonly [proof]: true
}

/**
 * What the card is believed by: `first-contact`, where two people then compare the fingerprint; the
 * card before it; or the digest of a card that was trusted before and is read again from our own
 * disk.
 */
type CardTrust = 'first-contact' | Card | { readonly sha256: string }

/**
 * @param card of version 2. @returns compact JWS. @throws {CryptoError} `card` when the card is not
 * one that `readCard` would take.
 */
export async function signCard(card: Card, key: SigningKey): Promise<string> {
  const sound = readCardShape(card)
  demandSound(sound)
  if (sound.v === 1) throw new CryptoError('card', 'card is of version 1, which is not written any more')
  const jws = await signCompact(canonical(card), typ, key)
  if (jws.length > maxCardBytes) throw new CryptoError('card', `card has ${jws.length} octets, at most ${maxCardBytes}`)
  return jws
}

/**
 * Reads a card. Its signature verifies under a key of its own list that its certificate names and
 * that is in its window. Where an older card is known it is the very next one, and signed beside by
 * a key that the older one names for that.
 * @throws {CryptoError} `card`; the cause says what was wrong with signature or certificate.
 */
export async function readCard(
  jws: string,
  { trusting, nowMs }: { trusting: CardTrust; nowMs: number },
): Promise<TrustedCard> {
  try {
    return await read(jws, trusting, nowMs)
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code !== 'card') {
      throw new CryptoError('card', `card is not to be believed: ${cause.message}`, { cause })
    }
    throw cause
  }
}

async function read(jws: string, trusting: CardTrust, nowMs: number): Promise<TrustedCard> {
  const signed = readJws(jws, {
    typ,
    maxBytes: maxCardBytes,
    algorithms: Object.values(suites).map(({ signature }) => signature),
  })
  const card = readCardShape(parseCanonical(signed.payload))
  demandSound(card)
  const sha256 = sha256Hex(signed.payload)
  if (trusting !== 'first-contact' && 'sha256' in trusting) {
    if (trusting.sha256 !== sha256)
      throw new CryptoError('card', `card has digest ${sha256}, trusted was ${trusting.sha256}`)
  } else {
    await verifyUnder(signed, await believedBy(card, trusting), nowMs)
    demandNotAhead(card, nowMs)
  }
  return { card, sha256, signedBy: signed.header.kid } as unknown as TrustedCard
}

/**
 * The card whose keys sign this one: itself. Between two cards of version 1, as old bundles have
 * them, it was the older one.
 */
async function believedBy(card: Card, trusting: 'first-contact' | Card): Promise<Card> {
  if (trusting === 'first-contact') return card
  if (card.v === 1 && trusting.v === 1) {
    demandLater(card, trusting)
    return trusting
  }
  await demandSuccessor(card, trusting)
  demandStillRevoked(card, trusting)
  return card
}

/**
 * The signature verifies under a signing key of this card that is in its window, as its certificate
 * is.
 */
export async function verifyUnder(signed: ReadJws, card: Card, nowMs: number): Promise<void> {
  const { kid } = signed.header
  const signing = card.signing.find((entry) => entry.kid === kid)
  if (!signing)
    throw new CryptoError('card', `card is signed by key ${kid}, which sequence ${card.sequence} does not name`)
  if (nowMs < instantMs(signing.notBefore, 'card') || nowMs > instantMs(signing.notAfter, 'card')) {
    throw new CryptoError('card', `card is signed by key ${kid} outside the window of that key`)
  }
  const jwk = publicKeyIn(verifySigningCertificate(signing.certificates.map(derOf), { kid, nowMs }))
  await verifyCompact(signed, await importVerifyingKey(jwk, signing.suite))
}

/** Among cards of version 1 a later one was signed by a key of the older one. */
function demandLater(card: Card, older: Card): void {
  if (card.member !== older.member) {
    throw new CryptoError('card', `card is of member ${card.member}, the older one of ${older.member}`)
  }
  if (card.sequence <= older.sequence) {
    throw new CryptoError('card', `card has sequence ${card.sequence}, known is ${older.sequence}`)
  }
}

export function demandNotAhead(card: Card, nowMs: number): void {
  if (instantMs(card.issuedAt, 'card') > nowMs + clockToleranceMs) {
    throw new CryptoError('card', `card was issued at ${card.issuedAt}, which is ahead of us`)
  }
}

/**
 * All that a card must get right by itself: each key id is that of its key, no key has two uses,
 * windows are windows.
 */
export function demandSound(card: Card): void {
  const kids = [...card.signing, ...card.encryption, card.log].map(({ kid }) => kid)
  if (new Set(kids).size !== kids.length) throw new CryptoError('card', 'card names a key twice; each key has one use')
  if (card.tls.anchors.length + card.tls.pins.length === 0)
    throw new CryptoError('card', 'card has neither anchor nor pin')
  for (const anchor of card.tls.anchors) readCertificate(derOf(anchor))
  for (const entry of card.signing) demandSigning(entry)
  for (const { kid, jwk, suite, ...window } of card.encryption) {
    if (jwk['crv'] !== suites[suite].curve)
      throw new CryptoError('card', `encryption key ${kid} is not of suite ${suite}`)
    demandThumbprint(kid, jwk)
    demandWindow(kid, window)
  }
  demandThumbprint(card.log.kid, card.log.jwk)
  demandFreshNext(card)
  demandRevokedApart(card)
  instantMs(card.issuedAt, 'card')
  demandTimeZone(card.contact.timeZone)
  for (const holiday of card.contact.holidays ?? []) instantMs(`${holiday}T00:00:00.000Z`, 'card')
}

function demandSigning({ kid, suite, certificates, ...window }: Card['signing'][number]): void {
  const leaf = readSigningCertificate(certificates.map(derOf), { kid })
  if (publicKeyIn(leaf)['crv'] !== suites[suite].signingKey) {
    throw new CryptoError('card', `signing key ${kid} is not of suite ${suite}`)
  }
  const [notBeforeMs, notAfterMs] = demandWindow(kid, window)
  if (notBeforeMs < leaf.notBeforeMs || notAfterMs > leaf.notAfterMs) {
    throw new CryptoError('card', `window of signing key ${kid} is not within that of its certificate`)
  }
}

function demandWindow(kid: string, { notBefore, notAfter }: { notBefore: string; notAfter: string }): [number, number] {
  const window: [number, number] = [instantMs(notBefore, 'card'), instantMs(notAfter, 'card')]
  if (window[0] >= window[1]) throw new CryptoError('card', `window of key ${kid} ends before it begins`)
  return window
}

function demandThumbprint(kid: string, jwk: JsonObject): void {
  const found = thumbprint(jwk)
  if (found !== kid) throw new CryptoError('card', `key ${kid} has the thumbprint ${found}`)
}

function demandTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (cause) {
    throw new CryptoError('card', `${timeZone} is no IANA time zone`, { cause })
  }
}

/** @throws {CryptoError} `card` unless base64 in its canonical spelling. */
function derOf(base64: string): Uint8Array {
  const der = Uint8Array.from(Buffer.from(base64, 'base64'))
  if (der.toBase64() !== base64) throw new CryptoError('card', 'certificate is not in canonical base64')
  return der
}
