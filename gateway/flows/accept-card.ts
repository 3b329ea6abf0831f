// A partner rolls its keys over: a newer card signed by a key of the one we hold takes its place.

import { readCard } from '../../crypto/card.ts'
import { CryptoError } from '../../crypto/fault.ts'
import type { Directory } from '../installation.ts'
import { describeFailure, type Log, record } from '../log.ts'
import { Problem } from '../model/problems.ts'
import type { World } from '../ports.ts'
import type { AuthenticPartner } from './peer.ts'

/** By then every node knows the card that another one has taken. */
const knownWithinMs = 2_000

/** Takes a card offered in-band. @throws {Problem} `card-invalid`: only who holds an old key can name a new one. */
export async function acceptCard(
  { directory, world, log }: { directory: Directory; world: World; log: Log },
  { partner }: AuthenticPartner,
  jws: string,
): Promise<void> {
  try {
    const { card } = await readCard(jws, { trusting: partner.card, nowMs: world.now() })
    if (card.member !== partner.member) throw new CryptoError('card', `it is the card of ${card.member}`)
    if (await directory.saveCard(partner.member, jws, partner.jws)) return
    throw new Problem('too-many-requests', `another card of ${partner.member} was taken at this moment`, {
      retryAfterMs: knownWithinMs,
    })
  } catch (error) {
    if (error instanceof Problem) throw error
    const problem = error instanceof CryptoError ? error.message : describeFailure(error)
    record(log, 'trust.refused', { what: `card offered by ${partner.member}`, problem })
    if (!(error instanceof CryptoError)) throw error
    throw new Problem('card-invalid', error.message, { cause: error })
  }
}
