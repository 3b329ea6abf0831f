// Keys that a card names as revoked: no card of the member names them for anything else again.

import { CryptoError } from '../fault.ts'
import { instantMs } from '../shapes.ts'
import { type Card, mostRevoked } from './card-shape.ts'

type Revoked = NonNullable<Card['revoked']>

/**
 * Each is named once, and has no use in the card.
 * @throws {CryptoError} `card` @see docs/protocol.md §1, K19
 */
export function demandRevokedApart({ revoked = [], signing, encryption, log, next }: Card): void {
  const used = new Set([...[...signing, ...encryption, log].map(({ kid }) => kid), ...next])
  const seen = new Set<string>()
  for (const { kid, since } of revoked) {
    if (used.has(kid)) throw new CryptoError('card', `key ${kid} is revoked and has a use in the card`)
    if (seen.has(kid)) throw new CryptoError('card', `key ${kid} is revoked twice`)
    seen.add(kid)
    instantMs(since, 'card')
  }
}

/**
 * What a card revoked stays revoked in the cards after it, since the same instant or an earlier
 * one: a member may correct itself, and the earlier of both counts. Only a list that is full lets
 * the oldest go.
 * @throws {CryptoError} `card`
 */
export function demandStillRevoked(card: Card, older: Card): void {
  const { revoked = [] } = card
  demandNoneRevoked(card, older)
  for (const { kid, since } of older.revoked ?? []) {
    const still = revoked.find((each) => each.kid === kid)
    if (still ? instantMs(still.since, 'card') > instantMs(since, 'card') : revoked.length < mostRevoked)
      throw new CryptoError(
        'card',
        `card does not say that key ${kid} is revoked since ${since} or earlier, as card ${older.sequence} does`,
      )
  }
}

/** No key that the older card revoked is of use again. @throws {CryptoError} `card` */
export function demandNoneRevoked({ signing, encryption, log }: Card, older: Card): void {
  const used = new Set([...signing, ...encryption, log].map(({ kid }) => kid))
  for (const { kid } of older.revoked ?? [])
    if (used.has(kid)) throw new CryptoError('card', `key ${kid} was revoked by card ${older.sequence}`)
}

/**
 * What was revoked before and what is revoked now, as the next card names it: of two instants for
 * one key the earlier.
 */
export function revokedWith(before: Revoked, now: Revoked): Revoked {
  const earliest = new Map<string, Revoked[number]>()
  for (const each of [...before, ...now]) {
    const known = earliest.get(each.kid)
    if (known === undefined || Date.parse(each.since) < Date.parse(known.since)) earliest.set(each.kid, each)
  }
  return [...earliest.values()].slice(-mostRevoked)
}
