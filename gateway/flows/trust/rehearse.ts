// What would become of a change of our keys: each partner judges the card that we would make, and
// keeps nothing of it.

import { dayMs } from '../../../crypto/instants.ts'
import type { Rehearsal } from '../../answers/operator-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { OutboxStore } from '../../ports/delivering.ts'
import type { PartnerLine } from '../../ports/line.ts'
import type { World } from '../../ports/world.ts'
import type { Partner } from './load-partners.ts'
import type { Trust } from './trust.ts'

interface Rehearsing {
  readonly line: Pick<PartnerLine, 'rehearseCard'>
  readonly store: OutboxStore
  readonly world: Pick<World, 'now'>
  /** How often a partner that lacks our newest card is shown it, in milliseconds. */
  readonly showEveryMs: number
  trust(): Trust
}

type Answered = Rehearsal['partners'][number]

/**
 * @param card as `signRehearsal` writes it: the one after our card in use.
 * @returns what each active partner says of it. Nobody's silence is an error.
 */
export async function rehearse(deps: Rehearsing, card: string): Promise<Rehearsal> {
  const { card: ours, partners } = deps.trust()
  const active = [...partners.values()].filter(({ state }) => state === 'active')
  return { card: ours.sequence, partners: await Promise.all(active.map((partner) => asked(deps, partner, card))) }
}

async function asked(deps: Rehearsing, partner: Partner, card: string): Promise<Answered> {
  const { member, address } = partner
  const deliveredToday = await deliveredIn(deps, member, dayMs)
  try {
    const { sequence, problem } = await deps.line.rehearseCard(address, card)
    if (problem !== undefined)
      return { member, outcome: 'refuses', found: problem, deliveredToday, acknowledgedSeconds: null }
    const found = `holds our card ${sequence}, and would take the next one`
    const acknowledgedSeconds = Math.ceil(deps.showEveryMs / 1000)
    return { member, outcome: 'takes', found, deliveredToday, acknowledgedSeconds }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { member, ...outcomeOf(error), deliveredToday, acknowledgedSeconds: null }
  }
}

/** An older version knows no such address. */
const outcomeOf = ({ code, message }: Problem): Pick<Answered, 'outcome' | 'found'> => ({
  outcome: code === 'partner-refused' ? 'cannot' : 'away',
  found: message,
})

const mostCounted = 1_000

/** How many deliveries it receipted in the last so many milliseconds, as far as a thousand. */
async function deliveredIn({ store, world }: Rehearsing, partner: string, withinMs: number): Promise<number> {
  const { rows } = await store.deliveries({ partner, state: 'delivered', limit: mostCounted })
  return rows.filter(({ changedAt }) => changedAt > world.now() - withinMs).length
}
