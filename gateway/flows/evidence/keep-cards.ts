// Signatures of today are checked years later with the cards of today: each card that is in force
// is kept, and that it was is evidence.

import type { EvidenceStore } from '../../ports/evidence.ts'
import type { World } from '../../ports/world.ts'
import type { Trust } from '../trust/trust.ts'
import { leavesOf } from './leaves.ts'

/** Each card once, with its evidence, however often and on however many nodes. */
export async function keepCards({ store, world }: { store: EvidenceStore; world: World }, trust: Trust): Promise<void> {
  const at = world.now()
  const own = { card: trust.card, cardSha256: trust.cardSha256, jws: trust.ownCard }
  await store.keepCards(
    [own, ...trust.partners.values()].flatMap(({ card: { member, sequence }, cardSha256: sha256, jws }) =>
      leavesOf(world, [{ at, kind: 'card', case: null, subject: member, data: { sequence, sha256 } }]).map(
        (evidence) => ({ card: { sha256, member, sequence, jws, seenAt: at }, evidence }),
      ),
    ),
  )
}
