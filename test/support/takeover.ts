// A thief who has the keys that a member uses, but no next key, tries to make the member's next card. With a partner that helps it.

import { canonical } from '../../crypto/canonical.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { type SigningKey, signCompact } from '../../crypto/jose/engine.ts'
import { nextCard } from './next-card.ts'
import type { NextKey } from './parties.ts'

/** What is shown to a partner door. */
export interface Try {
  readonly what: string
  /** Of the thief, in the name of the member, or of the partner that helps. */
  readonly by: 'thief' | 'helper'
  readonly path: '/v1/card' | '/v1/card/fork'
  readonly body: string
}

export interface Thief {
  /** The stolen key: the member signs with it. */
  readonly signWith: SigningKey
  /** A key of the thief's own, which no card names. */
  readonly own: NextKey
  /** The next key of the partner that helps. */
  readonly helpers: NextKey
}

/** How many kinds of tries there are. */
export const kindsOfTries = 10

/**
 * One try of each kind against the card that is held now.
 * @param at tells one try from the others of its kind
 */
export async function takeovers(
  held: { readonly card: Card; readonly jws: string },
  { signWith, own, helpers }: Thief,
  at: number,
): Promise<readonly Try[]> {
  const { sequence } = held.card
  const forged = (changes: Partial<Card>, by = own) =>
    nextCard(held.card, { by, signWith }, { name: `${held.card.name} ${at}`, ...changes })
  const alone = async (changes: Partial<Card>) => {
    const { succession: _, ...card } = { ...held.card, name: `${held.card.name} ${at}`, ...changes }
    return signCompact(canonical(card), 'bulla-card+jws', signWith)
  }
  const [newer, other, helped, far] = [
    await forged({}),
    await forged({ issuedAt: new Date(Date.now() + at).toISOString() }),
    await forged({}, helpers),
    await forged({ sequence: sequence + 1_000 }),
  ]
  const older = await forged({ sequence: Math.max(1, sequence - 1) })
  const second = await nextCard(newer.card, { by: newer.next, signWith })
  const card = (what: string, body: string, by: Try['by'] = 'thief'): Try => ({ what, by, path: '/v1/card', body })
  const tries = [
    card('an older number', older.jws),
    card('the number that is held', await alone({})),
    card('the next number, signed by a key that no card names', newer.jws),
    card('the next number, signed by the active key alone', await alone({ sequence: sequence + 1 })),
    card('a number far ahead', far.jws),
    card('the next number, signed by the next key of the helper', helped.jws),
    card('a chain from the card that is held', [held.jws, newer.jws].join('\n')),
    card('a chain of two of its own', [newer.jws, second.jws].join('\n')),
    card('shown by the helper as its own', newer.jws, 'helper'),
    {
      what: 'a fork made up, shown by the helper',
      by: 'helper',
      path: '/v1/card/fork',
      body: [held.jws, newer.jws, other.jws].join('\n'),
    },
  ] as const
  return tries
}
