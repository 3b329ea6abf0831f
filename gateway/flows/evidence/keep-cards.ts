// Signatures of today are checked years later with the cards of today: each card that is in force
// is kept, with those between it and the one before, and that it was is evidence.

import { believedAgain, readLines } from '../../../crypto/card/chain.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { World } from '../../ports/world.ts'
import type { Trust } from '../trust/trust.ts'
import { leavesOf } from './leaves.ts'

/** Each card once, with its evidence, however often and on however many nodes. */
export async function keepCards(
  { store, world }: { store: EvidenceStore; world: World },
  trust: Trust,
  before?: Trust,
): Promise<void> {
  const at = world.now()
  const known = new Set(before && linesOf(before))
  const cards = await Promise.all(
    linesOf(trust)
      .filter((jws) => !known.has(jws))
      .map(async (jws) => ({ jws, ...(await believedAgain(jws)) })),
  )
  await store.keepCards(
    cards.flatMap(({ jws, sha256, card: { member, sequence } }) =>
      leavesOf(world, [{ at, kind: 'card', case: null, subject: member, data: { sequence, sha256 } }]).map(
        (evidence) => ({ card: { sha256, member, sequence, jws, seenAt: at }, evidence }),
      ),
    ),
  )
}

const linesOf = ({ ownChain, partners }: Trust): string[] =>
  [ownChain, ...[...partners.values()].map(({ chain }) => chain)].flatMap(readLines)
