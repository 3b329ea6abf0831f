// What a card that is believed must be besides, whoever brings it: the partner on the line, a
// person at the command line, or we ourselves.

import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandUsable } from '../../../crypto/card/card-use.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { instantMs } from '../../../crypto/shapes.ts'
import { identityClash, identityOf, movedFrom, type Neighbour, nameClash } from './clash.ts'

/** So far may the sequence be at first contact: others still fit behind it. */
const firstSequences = 1_000_000

interface Admission {
  /** The card in use that it follows; undefined where people compare the words. */
  readonly older: Card | undefined
  readonly neighbours: readonly Neighbour[]
  readonly nowMs: number
}

/**
 * Uses all that a card says once, and holds it against everybody else we know. Where people compare
 * the words, the trust domain may be another than before.
 * @throws {CryptoError} `card`; `card-clash`, whose reason names other members and is not for the
 *   partner.
 * @see docs/protocol.md §1, K9 to K11
 */
export async function demandAdmissible(
  { card }: { readonly card: Card },
  { older, neighbours, nowMs }: Admission,
): Promise<void> {
  if (card.v === 1)
    throw new CryptoError(
      'card',
      'card is of version 1, which names no next key; expected version 2, from bulla 0.2.0 on',
    )
  await demandUsable(card)
  if (older === undefined && card.sequence > firstSequences)
    throw new CryptoError('card', `card has sequence ${card.sequence}, expected at most ${firstSequences}`)
  demandEncryptionNow(card, nowMs)
  const moved = older && movedFrom(identityOf(older), identityOf(card))
  if (moved) throw new CryptoError('card', `${moved}; that is changed by a person who compares the words`)
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
