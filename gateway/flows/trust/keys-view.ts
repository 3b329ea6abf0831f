// Everything about keys in one answer: what ends first, how far each key is in its life, which
// partner holds which card of ours, and lists of revoked certificates.

import type { Card } from '../../../crypto/card/card-shape.ts'
import { heldChain } from '../../../crypto/card/chain.ts'
import { iso } from '../../../crypto/instants.ts'
import type { KeysView } from '../../answers/operator-answers.ts'
import type { CardAcknowledged } from './card-holders.ts'
import { keyLives } from './key-lives.ts'
import type { ListThatEnds } from './validity/validities.ts'
import { daysLeft, stageOf, type Validity } from './validity/validity.ts'

interface Looking {
  readonly us: string
  /** Our cards, one JWS a line, the newest last. */
  readonly ownChain: string
  readonly partners: readonly { readonly member: string; readonly state: string; readonly chain: string }[]
  readonly validities: readonly Validity[]
  readonly lists: readonly ListThatEnds[]
  /** The newest card of ours that a partner has said it holds. */
  heldBy(member: string): CardAcknowledged | undefined
  /** Of a key of our log that a card named: whether it lies here and signs. */
  signs(log: Card['log']): boolean
  readonly nowMs: number
}

export async function keysView(looking: Looking): Promise<KeysView> {
  const { us, ownChain, partners, validities, lists, heldBy, signs, nowMs } = looking
  const own = await heldChain(ownChain)
  const cardsOf = new Map(own.map(({ trusted: { sha256, card } }) => [sha256, card]))
  const active = partners.filter(({ state }) => state === 'active').map(({ member }) => heldBy(member))
  const lives = keyLives(
    own.map(({ trusted }) => trusted.card),
    {
      known: ({ kid, use }) =>
        active.every((held) => held && [cardsOf.get(held.sha256)?.[use] ?? []].flat().some((each) => each.kid === kid)),
      ...{ signs, nowMs },
    },
  )
  const theirs = await Promise.all(
    partners.map(async ({ member, chain }) => {
      const cards = (await heldChain(chain)).map(({ trusted }) => trusted.card)
      return {
        member,
        card: cards.at(-1)?.sequence ?? 0,
        lives: keyLives(cards, { known: () => true, signs: () => false, nowMs }),
      }
    }),
  )
  return {
    member: us,
    card: own.at(-1)?.trusted.card.sequence ?? 0,
    validities: validities
      .toSorted((one, other) => one.untilMs - other.untilMs)
      .map((each) => validityLine(each, nowMs)),
    keys: [{ member: us, lives }, ...theirs].flatMap(({ member, lives: ofMember }) =>
      ofMember.map((each) => ({ member, ...each })),
    ),
    partners: partners.map(({ member, state }) => {
      const held = heldBy(member)
      const card = theirs.find((each) => each.member === member)?.card ?? 0
      return { member, state, card, holdsOurs: held?.sequence ?? null, since: held ? iso(held.at) : null }
    }),
    lists: lists.map(({ member, authority, number, source, fromMs, untilMs }) => ({
      ...{ member, authority, number, source },
      ...{ thisUpdate: iso(fromMs), nextUpdate: iso(untilMs) },
    })),
  }
}

function validityLine(validity: Validity, nowMs: number) {
  const { member, use, id, name, fromMs, untilMs, heed } = validity
  const stage = stageOf(validity, nowMs)
  return {
    ...{ member, use, id, name },
    ...{ notBefore: iso(fromMs), notAfter: iso(untilMs), days: daysLeft(validity, nowMs) },
    standing: heed === 'not at all' ? 'replaced' : typeof stage === 'number' ? 'ending' : stage,
  }
}
