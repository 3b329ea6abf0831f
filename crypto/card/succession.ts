// How a card follows the one before it: by a key that the one before named and that was kept
// elsewhere. Pre-rotation, as in KERI and did:webvh 1.0.

import { canonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { readJws } from '../jose/compact.ts'
import {
  importVerifyingKey,
  type SigningKey,
  signCompact,
  thumbprint,
  type VerifyingKey,
  verifyCompact,
} from '../jose/engine.ts'
import { type SuiteName, suites } from '../jose/suites.ts'
import type { JsonObject } from '../json.ts'
import { sha256Hex, toBase64url } from '../octets.ts'
import type { Card, Succession } from './card-shape.ts'

const typ = 'bulla-succession+jws'

/** @returns SHA-256 of the canonical card of version 2: its identity, whoever signed it. */
export const cardSha256 = (card: Card): string => sha256Hex(canonical(card))

/**
 * @param card what the next card shall say.
 * @param by a key that `older` names in `next`, and its public JWK.
 * @returns the card with its succession, to be signed by a signing key of its own.
 */
export async function succeed(
  card: Omit<Card, 'succession'>,
  { older, by }: { older: Card; by: { readonly key: SigningKey; readonly jwk: JsonObject } },
): Promise<Card> {
  const succession = { previous: cardSha256(older), jwk: by.jwk }
  const jws = await signCompact(canonical({ ...card, succession }), typ, by.key)
  return { ...card, succession: { ...succession, jws: jws.replace(/\.[^.]*\./, '..') } }
}

/**
 * That `card` is the next one after `older`: of the same member, one further, bound to this very
 * card, and signed by a key that it names in `next`.
 * @throws {CryptoError} `card` @see docs/protocol.md §1, K2, K12
 */
export async function demandSuccessor(card: Card, older: Card): Promise<void> {
  const { succession } = card
  demandSameMember(card, older)
  if (succession === undefined)
    throw new CryptoError('card', `card ${card.sequence} names no card before it; people compare its words`)
  demandPlace(card, succession.previous, older)
  const kid = thumbprint(succession.jwk)
  if (!older.next.includes(kid))
    throw new CryptoError('card', `card is signed by ${kid}, which card ${older.sequence} does not name as next`)
  await verifySuccession(card, succession, kid)
}

function demandSameMember(card: Card, older: Card): void {
  if (card.member !== older.member)
    throw new CryptoError('card', `card is of member ${card.member}, the older one of ${older.member}`)
}

/**
 * That a card would come right after `older`, whoever signs it.
 * @param previous SHA-256 of the card that it says it follows. @throws {CryptoError} `card`
 */
export function demandPlace(card: Card, previous: string, older: Card): void {
  demandSameMember(card, older)
  if (card.sequence !== older.sequence + 1)
    throw new CryptoError('card', `card has sequence ${card.sequence}, expected ${older.sequence + 1}`)
  const known = cardSha256(older)
  if (previous !== known)
    throw new CryptoError('card', `card follows ${previous}, card ${older.sequence} known here is ${known}`)
}

/** @throws {CryptoError} `card` unless the signature beside the card is that of its `jwk`. */
async function verifySuccession(card: Card, { jws, ...succession }: Succession, kid: string): Promise<void> {
  const payload = toBase64url(canonical({ ...card, succession }))
  const attached = jws.replace('..', `.${payload}.`)
  const algorithms = Object.values(suites).map(({ signature }) => signature)
  try {
    const read = readJws(attached, { typ, maxBytes: attached.length, algorithms })
    if (read.header.kid !== kid) throw new CryptoError('card', `succession is signed by ${read.header.kid}`)
    await verifyCompact(read, await nextKey(succession.jwk))
  } catch (cause) {
    throw new CryptoError('card', `card ${card.sequence} is not signed by the next key it shows`, { cause })
  }
}

/** Next keys may be of either suite, whatever the member signs statements with. */
const nextKey = (jwk: JsonObject): Promise<VerifyingKey> => importVerifyingKey(jwk, nextSuite(jwk))
export const nextSuite = (jwk: JsonObject): SuiteName => (jwk['crv'] === 'Ed25519' ? 'A' : 'B')

/**
 * Keys that are to come lie nowhere else in a card, and the one that signed is spent.
 * @throws {CryptoError} `card`
 */
export function demandFreshNext({ next, succession, signing, encryption, log }: Card): void {
  const used = [...signing, ...encryption, log].map(({ kid }) => kid)
  const spent = succession && thumbprint(succession.jwk)
  if (spent !== undefined && used.includes(spent))
    throw new CryptoError('card', `key ${spent} signed as next key and has another use`)
  for (const kid of next) {
    if (used.includes(kid)) throw new CryptoError('card', `next key ${kid} is in use; expected one that lies elsewhere`)
    if (kid === spent) throw new CryptoError('card', `next key ${kid} signed this card and is spent`)
  }
}
