// Cards that a ceremony elsewhere signs: what may be laid down of them, and what is asked of it.
import type { Card } from '../../crypto/card/card-shape.ts'
import { cardSha256 } from '../../crypto/card/succession.ts'
import { publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import type { Keys } from '../ports/installation.ts'
import { refused } from './complaint.ts'

/** Carried over twice, or too late. */
export function demandNew(card: Card, older: Card): void {
  if (card.member !== older.member || card.sequence > older.sequence) return
  if (cardSha256(card) === cardSha256(older))
    throw refused(
      `this signed card is our card already (${older.sequence}); nothing was changed`,
      'nothing is left to do: "bulla keys status" says which partner holds it',
    )
  throw refused(
    `this signed card is ${card.sequence}, and ours is ${older.sequence} already and another one; nothing was changed`,
    'have another draft signed: bulla card refresh',
    'where nobody here knows of two cards of one number, look who signs in our place: docs/operations.md, Stolen key',
  )
}

/**
 * Partners seal to the keys that a card names: one that is not here would lose what they send. Keys
 * that were replaced or revoked since lie here until a card without them does.
 */
export async function demandHeld(card: Card, { signing, encryption, log }: Keys): Promise<void> {
  const pems = [...signing.map(({ keyPem }) => keyPem), ...encryption, ...log]
  const held = new Set(await Promise.all(pems.map(async (pem) => thumbprint(await publicJwk(pem)))))
  const foreign = [...card.signing, ...card.encryption, card.log].find(({ kid }) => !held.has(kid))
  if (foreign)
    throw refused(
      `the signed card names key ${foreign.kid}, which does not lie in keys/`,
      'look whether it was drafted here; where that key is gone, sign another draft: bulla card refresh',
    )
}

/** The ceremony that signs our next card makes the key after it, and names it there. */
export const namedElsewhere = ({ sequence, next }: Card): Error =>
  refused(
    `who may sign our next card lies elsewhere already: card ${sequence} names ${next.join(', ')}; nothing was changed`,
    'say it without --next: the ceremony that signs the next card makes the key after it, and names it there',
  )
