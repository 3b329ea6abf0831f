// Cards that wait for a ceremony: drafted here, to be signed by a key that lies elsewhere.
import { canonicalText } from '../../crypto/canonical.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { isJsonObject } from '../../crypto/json.ts'
import { refused } from './complaint.ts'
import { placesIn, readGivenJson } from './places.ts'

/** A card before anybody has said who may sign the one after it. */
export type CardDraft = Omit<Card, 'next' | 'succession'>

/** The same but for the moment at which it was drafted. */
export const isAlike = (one: CardDraft, other: CardDraft): boolean =>
  canonicalText({ ...one, issuedAt: '' }) === canonicalText({ ...other, issuedAt: '' })

/** What waits for a ceremony, with the card that it follows; undefined where nothing does. */
export async function waitingDraft(
  folder: string,
): Promise<{ readonly draft: CardDraft; readonly older: string } | undefined> {
  const value = await readGivenJson(placesIn(folder).cardDraft, 'the draft of a card').catch(() => undefined)
  if (!isJsonObject(value) || !isJsonObject(value['draft']) || typeof value['older'] !== 'string') return undefined
  return { draft: value['draft'] as unknown as CardDraft, older: value['older'] }
}

/** @throws a complaint unless it is what `askedElsewhere` writes. */
export function draftIn(value: unknown): CardDraft {
  if (isJsonObject(value) && isJsonObject(value['draft'])) return value['draft'] as unknown as CardDraft
  throw refused('it is no draft of a card', '"bulla card refresh" writes one where the next key lies elsewhere')
}
