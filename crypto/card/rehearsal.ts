// A card that its member may make next, shown to be judged and to be forgotten. No next key signs
// it: two cards of one number with such a signature would be the proof of a fork. It has a type of
// its own, so that nothing takes it for a card.

import { canonical, parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { readJws } from '../jose/compact.ts'
import { type SigningKey, signCompact } from '../jose/engine.ts'
import { suites } from '../jose/suites.ts'
import { isJsonObject } from '../json.ts'
import { demandNotAhead, demandSound, maxCardBytes, verifyUnder } from './card.ts'
import { type Card, readCardShape } from './card-shape.ts'
import { demandStillRevoked } from './revoked.ts'
import { cardSha256, demandPlace } from './succession.ts'

const typ = 'bulla-card-rehearsal+jws'

/**
 * @param card what the card after `older` would say, without its succession.
 * @param key a signing key that it names. @returns compact JWS. @throws {CryptoError} `card`
 */
export async function signRehearsal(card: Omit<Card, 'succession'>, older: Card, key: SigningKey): Promise<string> {
  demandSound(readCardShape(card))
  return signCompact(canonical({ card, previous: cardSha256(older) }), typ, key)
}

/**
 * All that can be said of a card before a next key has signed it.
 * @returns what it would say, and the key that signed it. @throws {CryptoError} `card`
 */
export async function readRehearsal(
  jws: string,
  { older, nowMs }: { readonly older: Card; readonly nowMs: number },
): Promise<{ readonly card: Card; readonly signedBy: string }> {
  const algorithms = Object.values(suites).map(({ signature }) => signature)
  const signed = readJws(jws, { typ, maxBytes: maxCardBytes, algorithms })
  const shown = parseCanonical(signed.payload)
  const { card: said, previous, ...others } = isJsonObject(shown) ? shown : {}
  if (typeof previous !== 'string' || Object.keys(others).length > 0)
    throw new CryptoError('card', 'expected the rehearsal of a card: what it would say, and which card it follows')
  const card = demandFollowing(said, { previous, older, nowMs })
  await verifyUnder(signed, card, nowMs)
  return { card, signedBy: signed.header.kid }
}

/**
 * What a card has to get right before anybody has signed it, to come right after `older`.
 * @param said without its succession. @param previous SHA-256 of the card that it follows.
 * @throws {CryptoError} `card`
 */
export function demandFollowing(
  said: unknown,
  { previous, older, nowMs }: { readonly previous: string; readonly older: Card; readonly nowMs: number },
): Card {
  const card = readCardShape(said)
  if (card.v === 1 || card.succession !== undefined)
    throw new CryptoError('card', 'a card that is to be signed is of version 2 and no next key has signed it')
  demandSound(card)
  demandPlace(card, previous, older)
  demandStillRevoked(card, older)
  demandNotAhead(card, nowMs)
  return card
}
