// Whether what we remember of a partner's log is of the log that its card names now: another key of
// it makes no other log, as long as its cards follow one another.

import { logOf } from '../../../../crypto/card/card-keys.ts'
import type { Card } from '../../../../crypto/card/card-shape.ts'
import { believedAgain, heldChain } from '../../../../crypto/card/chain.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { claimedCheckpoint, type KnownLog, readCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import type { EvidenceStore, WitnessedRow } from '../../../ports/evidence.ts'
import type { Partner } from '../../trust/load-partners.ts'

/**
 * Only a card without one before it, taken by people who compared the words, begins another log. A
 * chain that is longer than what is at hand is followed through the cards that were kept; one that
 * is not there ends no memory.
 */
export async function isSameLog(
  store: EvidenceStore,
  { member, chain, log }: Partner,
  { note }: Pick<WitnessedRow, 'note'>,
): Promise<boolean> {
  if (claimedCheckpoint(note).origin !== log.origin) return false
  if (isUnder(note, log)) return true
  const held = (await heldChain(chain)).map(({ trusted }) => trusted.card)
  // A key that was revoked since is one of the log all the same: to revoke it rewrites nothing.
  if (held.some((card) => isUnder(note, logOf(card)))) return true
  const kept = new Map((await store.cards([member])).map(({ sha256, jws }) => [sha256, jws]))
  let oldest: Card | undefined = held[0]
  while (oldest?.succession !== undefined) {
    const jws = kept.get(oldest.succession.previous)
    if (jws === undefined) return true
    oldest = (await believedAgain(jws)).card
    if (isUnder(note, logOf(oldest))) return true
  }
  return false
}

/** Whether a checkpoint is signed by a key of this log. */
export function isUnder(note: string, log: KnownLog): boolean {
  try {
    readCheckpoint(note, log)
    return true
  } catch (error) {
    if (error instanceof CryptoError) return false
    throw error
  }
}
