// Signatures of today are checked years later with the cards of today: each card that is in force is kept, and that it was is evidence.
import type { Store, World } from '../ports.ts'
import { leavesOf } from './leaves.ts'
import type { Trust } from './trust.ts'

export async function keepCards(
  { store, world }: { store: Pick<Store, 'keepCards' | 'record'>; world: World },
  trust: Trust,
): Promise<void> {
  const at = world.now()
  const own = { card: trust.card, cardSha256: trust.cardSha256, jws: trust.ownCard }
  const held = [own, ...trust.partners.values()].map(({ card, cardSha256, jws }) => ({
    sha256: cardSha256,
    member: card.member,
    sequence: card.sequence,
    jws,
    seenAt: at,
  }))
  const fresh = new Set(await store.keepCards(held))
  const happened = held.filter(({ sha256 }) => fresh.has(sha256))
  if (happened.length === 0) return
  await store.record(
    leavesOf(
      world,
      happened.map(({ member, sequence, sha256 }) => ({
        at,
        kind: 'card',
        case: null,
        subject: member,
        data: { sequence, sha256 },
      })),
    ),
  )
}
