// What an operator does about cards of partners that do not follow by themselves, and about members
// that have lost everything.

import { decidedOf } from '../../model/client/decided.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { World } from '../../ports/world.ts'
import type { DecidingCards } from '../between/cards/decide-cards.ts'
import type { Introductions } from '../between/cards/introductions.ts'
import type { Signatures } from '../persons/signatures.ts'
import { takingSignatures } from './signed.ts'

export interface DecidingOnCards {
  store: EvidenceStore
  world: World
  cards: Pick<DecidingCards, 'waitingCards' | 'decideCard' | 'offerCard' | 'waiting'>
  introductions: Pick<Introductions, 'introduce' | 'made' | 'hearFromFile'>
  signatures: Signatures
}

type CardFlows = Pick<
  OperatorFlows,
  'waitingCards' | 'decideCard' | 'offerCard' | 'introduce' | 'introductions' | 'hearIntroduction'
>

type InStep = <Given extends unknown[], Answer>(
  flow: (...given: Given) => Promise<Answer>,
) => (...given: Given) => Promise<Answer>

export const cardFlows = (deps: DecidingOnCards, inStep: InStep): CardFlows => ({
  waitingCards: deps.cards.waitingCards,
  decideCard: inStep(decideCardSigned(deps)),
  offerCard: inStep(deps.cards.offerCard),
  introduce: inStep(deps.introductions.introduce),
  introductions: deps.introductions.made,
  hearIntroduction: inStep(deps.introductions.hearFromFile),
})

/** A yes may have to be signed; a no takes nothing in. */
const decideCardSigned =
  (deps: DecidingOnCards): OperatorFlows['decideCard'] =>
  async (client, card, said) => {
    const demanded = said.decision === 'confirm' && deps.signatures.demands('accept-partner')
    await takingSignatures(deps)(client, decidedOf.card(card, said), demanded)
    return deps.cards.decideCard(client, card, said)
  }

/** Without the store nobody can be asked, and that is said. */
export async function cardReasons({ cards }: Pick<DecidingOnCards, 'cards'>): Promise<string[]> {
  try {
    return (await cards.waiting()).map(
      (member) => `${member} shows a newer card that two persons decide on; "bulla partner cards" says more`,
    )
  } catch (error) {
    return [error instanceof Problem ? error.message : 'the store cannot be read']
  }
}
