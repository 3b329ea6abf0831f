// What a card that is believed must be besides, whoever brings it: the partner on the line, a
// person at the command line, or we ourselves.

import { readCard, type TrustedCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandUsable } from '../../../crypto/card/card-use.ts'
import { demandNoneRevoked } from '../../../crypto/card/revoked.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { instantMs } from '../../../crypto/shapes.ts'
import { identityClash, movedFrom, type Neighbour, nameClash } from './clash.ts'

/** So far may the sequence be at first contact: others still fit behind it. */
const firstSequences = 1_000_000

interface Admission {
  /** The card in use that it follows; undefined where people compare the words. */
  readonly older: Card | undefined
  /** People say whether name and place on the line may be others. */
  readonly asked?: true
  readonly neighbours: readonly Neighbour[]
  readonly nowMs: number
}

/**
 * Uses all that a card says once, and holds it against everybody else we know. Where people compare
 * the words, the trust domain and the host of the partner door may be others than before.
 * @throws {CryptoError} `card`; `card-clash`, whose reason names other members and is not for the
 *   partner.
 * @see docs/protocol.md §1, K9 to K11
 */
export async function demandAdmissible(
  { card }: { readonly card: Card },
  { older, asked, neighbours, nowMs }: Admission,
): Promise<void> {
  if (card.v === 1)
    throw new CryptoError(
      'card',
      'card is of version 1, as bulla 0.2.0 and older make it: it names no next key; expected version 2',
      {
        advice: 'ask the partner to bring its gateway up to date, to run "bulla card refresh" and to send the new card',
      },
    )
  await demandUsable(card)
  if (older === undefined && card.sequence > firstSequences)
    throw new CryptoError('card', `card has sequence ${card.sequence}, expected at most ${firstSequences}`)
  demandEncryptionNow(card, nowMs)
  const moved = older && !asked && movedFrom(older, card)
  if (moved) throw new CryptoError('card', `${moved}; that is changed by people who compare the words`)
  const clash = identityClash(card, neighbours) ?? nameClash(card, neighbours)
  if (clash !== undefined) throw new CryptoError('card-clash', clash)
}

/** Without a key that holds now nothing could be sent to this member. */
function demandEncryptionNow({ encryption }: Card, nowMs: number): void {
  const holds = encryption.some(
    ({ notBefore, notAfter }) => instantMs(notBefore, 'card') <= nowMs && nowMs < instantMs(notAfter, 'card'),
  )
  if (!holds) throw new CryptoError('card', 'no encryption key of the card is in its window now')
}

interface Unfollowed extends Omit<Admission, 'older' | 'asked'> {
  /** The card in use. */
  readonly inUse: Card
  /** A next key of the card in use signed it, or one of a card between them that came along. */
  readonly chained: boolean
}

/**
 * A newer card that does not take its place by itself, for people to decide on: sound by itself,
 * made later than the one in use, and of no key that was revoked.
 * @throws {CryptoError} `card`, `card-clash`: nobody is asked about it then
 */
export async function readUnfollowed(
  jws: string,
  { inUse, chained, neighbours, nowMs }: Unfollowed,
): Promise<TrustedCard> {
  const trusted = await readCard(jws, { trusting: 'first-contact', nowMs })
  const { card } = trusted
  if (card.member !== inUse.member)
    throw new CryptoError('card', `card is of member ${card.member}, the one in use of ${inUse.member}`)
  if (instantMs(card.issuedAt, 'card') <= instantMs(inUse.issuedAt, 'card'))
    throw new CryptoError('card', `card was issued at ${card.issuedAt}, the one in use at ${inUse.issuedAt}`)
  demandNoneRevoked(card, inUse)
  await demandAdmissible(trusted, { older: chained ? inUse : undefined, asked: true, neighbours, nowMs })
  return trusted
}
