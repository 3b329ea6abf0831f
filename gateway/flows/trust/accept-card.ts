// A partner rolls its keys over: a newer card signed by a key of the one we hold takes its place.

import { CryptoError } from '../../../crypto/fault.ts'
import type { WindowedVerifyingKey } from '../../../crypto/jose/signer.ts'
import { fromBase64url, text } from '../../../crypto/octets.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Directory } from '../../ports/installation.ts'
import type { World } from '../../ports/world.ts'
import { describeFailure, type Log, record } from '../../watch/log.ts'
import { admitCard } from './admit-card.ts'
import { neighbourOf } from './load-partners.ts'
import type { AuthenticPartner } from './peer.ts'
import type { RevocationJudge } from './revocation/judging.ts'
import type { Trust } from './trust.ts'

interface Accepting {
  directory: Directory
  world: World
  log: Log
  revocation: Pick<RevocationJudge, 'keysOf'>
  trust(): Trust
}

/** By then every node knows the card that another one has taken. */
const knownWithinMs = 2_000

/**
 * Takes a card offered in-band.
 * @throws {Problem} `card-invalid`: only who holds an old key can name a new one.
 */
export async function acceptCard(
  { directory, world, log, trust, revocation }: Accepting,
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
    demandSigner(revocation.keysOf(partner), jws)
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

/** Whoever stole a key, and had it revoked, makes no card with it. @throws {CryptoError} `card` */
function demandSigner(keys: readonly WindowedVerifyingKey[], jws: string): void {
  // Read strictly before, when the card was believed.
  const { kid } = JSON.parse(text(fromBase64url(jws.split('.', 1)[0] ?? ''))) as { kid?: string }
  const refused = keys.find(({ key }) => key.kid === kid)?.refused
  if (refused !== undefined) throw new CryptoError('card', `card is signed by key ${kid}: ${refused}`)
}
