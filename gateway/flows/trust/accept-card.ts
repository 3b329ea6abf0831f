// A partner rolls its keys over: a newer card signed by a key of the one we hold takes its place.

import { CryptoError } from '../../../crypto/fault.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Directory } from '../../ports/installation.ts'
import type { World } from '../../ports/world.ts'
import { describeFailure, type Log, record } from '../../watch/log.ts'
import { admitCard } from './admit-card.ts'
import { neighbourOf } from './load-partners.ts'
import type { AuthenticPartner } from './peer.ts'
import type { Trust } from './trust.ts'

/** By then every node knows the card that another one has taken. */
const knownWithinMs = 2_000

/**
 * Takes a card offered in-band.
 * @throws {Problem} `card-invalid`: only who holds an old key can name a new one.
 */
export async function acceptCard(
  { directory, world, log, trust }: { directory: Directory; world: World; log: Log; trust(): Trust },
  { partner }: AuthenticPartner,
  jws: string,
): Promise<void> {
  try {
    const { card, partners } = trust()
    await admitCard(jws, {
      trusting: partner.card,
      words: false,
      neighbours: [card, ...[...partners.values()].map((each) => each.card)].map(neighbourOf(card)),
      nowMs: world.now(),
    })
    if (await directory.saveCard(partner.member, jws, partner.jws)) return
    throw new Problem('too-many-requests', `another card of ${partner.member} was taken at this moment`, {
      retryAfterMs: knownWithinMs,
    })
  } catch (error) {
    if (error instanceof Problem) throw error
    const problem = error instanceof CryptoError ? error.message : describeFailure(error)
    record(log, 'trust.refused', { what: `card offered by ${partner.member}`, problem })
    if (!(error instanceof CryptoError)) throw error
    // Whom else we exchange with is no partner's affair.
    const told = error.code === 'card-clash' ? 'the card could be taken for that of another member' : error.message
    throw new Problem('card-invalid', told, { cause: error })
  }
}
