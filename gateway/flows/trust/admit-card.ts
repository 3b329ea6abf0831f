// The one way by which a card is taken, whoever brings it: the partner on the line, a person at the
// command line, or we ourselves.

import { readCard, type TrustedCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandUsable } from '../../../crypto/card/card-use.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { instantMs } from '../../../crypto/shapes.ts'
import { identityClash, identityOf, movedFrom, type Neighbour, nameClash } from './clash.ts'

/**
 * So far may a sequence be ahead of the card in use, and so far may it be at first contact: others
 * still fit behind it.
 */
const longestStep = 1_000
const firstSequences = 1_000_000

interface Admission {
  /** What the card is believed by: two people who compare the words of it, or the card in use. */
  readonly trusting: 'first-contact' | Card
  /** Where people compare the words, trust domain and log key may be others than before. */
  readonly words: boolean
  readonly neighbours: readonly Neighbour[]
  readonly nowMs: number
}

/**
 * Believes a card (`readCard`), uses all that it says once, and holds it against everybody else we
 * know.
 * @throws {CryptoError} `card`; `card-clash`, whose reason names other members and is not for the
 *   partner.
 * @see docs/protocol.md §1, K9 to K11
 */
export async function admitCard(jws: string, { trusting, words, neighbours, nowMs }: Admission): Promise<TrustedCard> {
  const trusted = await readCard(jws, { trusting, nowMs })
  const { card } = trusted
  await demandUsable(card)
  demandSequence(card, trusting)
  demandEncryptionNow(card, nowMs)
  const moved = trusting !== 'first-contact' && movedFrom(identityOf(trusting), identityOf(card))
  if (moved && !words) throw new CryptoError('card', `${moved}; that is changed by a person who compares the words`)
  const clash = identityClash(card, neighbours) ?? nameClash(card, neighbours)
  if (clash !== undefined) throw new CryptoError('card-clash', clash)
  return trusted
}

function demandSequence({ sequence }: Card, trusting: Admission['trusting']): void {
  const most = trusting === 'first-contact' ? firstSequences : trusting.sequence + longestStep
  if (sequence > most) throw new CryptoError('card', `card has sequence ${sequence}, expected at most ${most}`)
}

/** Without a key that holds now nothing could be sent to this member. */
function demandEncryptionNow({ encryption }: Card, nowMs: number): void {
  const holds = encryption.some(
    ({ notBefore, notAfter }) => instantMs(notBefore, 'card') <= nowMs && nowMs < instantMs(notAfter, 'card'),
  )
  if (!holds) throw new CryptoError('card', 'no encryption key of the card is in its window now')
}
