// Signatures of today are checked years later with the cards of today: each card that is in force
// is kept, with those between it and the one before, and that it was is evidence. By the place of
// that evidence in the log the verifier tells what was signed before a key was given up.

import type { Card } from '../../../crypto/card/card-shape.ts'
import { believedAgain, readLines } from '../../../crypto/card/chain.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { World } from '../../ports/world.ts'
import type { Trust } from '../trust/trust.ts'
import { leavesOf } from './leaves.ts'

/**
 * By then each node has taken up a card, and what was begun under the one before is recorded: what
 * an honest member signed with a key that it gives up never comes behind the card that does so.
 */
const settledMs = 10_000

interface Held {
  readonly jws: string
  readonly sha256: string
  readonly card: Card
}

/**
 * Keeps each card once, with its evidence, however often and on however many nodes; to be called
 * again and again.
 */
export function keepingCards({ store, world }: { store: EvidenceStore; world: World }) {
  const kept = new Set<string>()
  const since = new Map<string, number>()
  let done: Trust | undefined

  return async (trust: Trust): Promise<void> => {
    if (done === trust) return
    const due: Held[] = []
    let all = true
    for (const chain of [trust.ownChain, ...[...trust.partners.values()].map((each) => each.chain)]) {
      const held = await heldIn(chain)
      const last = held.findLastIndex((each, at) => !kept.has(each.jws) && isSettled(each, held[at - 1]))
      // What stands before a card in its chain stands before it in the log.
      due.push(...held.slice(0, last + 1).filter(({ jws }) => !kept.has(jws)))
      if (held.slice(last + 1).some(({ jws }) => !kept.has(jws))) all = false
    }
    await keep(due)
    for (const { jws } of due) kept.add(jws)
    if (all) done = trust
  }

  function isSettled({ jws, card }: Held, before: Held | undefined): boolean {
    if (!onlyGivesUp(card, before?.card)) return true
    const now = world.monotonicMs()
    const first = since.get(jws) ?? now
    since.set(jws, first)
    return now - first >= settledMs
  }

  async function keep(cards: readonly Held[]): Promise<void> {
    const at = world.now()
    await store.keepCards(
      cards.flatMap(({ jws, sha256, card: { member, sequence } }) =>
        leavesOf(world, [{ at, kind: 'card', case: null, subject: member, data: { sequence, sha256 } }]).map(
          (evidence) => ({ card: { sha256, member, sequence, jws, seenAt: at }, evidence }),
        ),
      ),
    )
  }
}

const heldIn = (chain: string): Promise<Held[]> =>
  Promise.all(readLines(chain).map(async (jws) => ({ jws, ...(await believedAgain(jws)) })))

/** A card with a key that signs from now on cannot wait: what it signs is checked with the card. */
function onlyGivesUp({ signing }: Card, before: Card | undefined): boolean {
  if (before === undefined) return false
  const [now, then] = [signing, before.signing].map((keys) => new Set(keys.map(({ kid }) => kid)))
  return then?.isSubsetOf(now ?? new Set()) === false && now?.isSubsetOf(then) === true
}
