// One transaction for all that is acceptable of a delivery, with the evidence of what is not.
import type { NewEvent } from '../../ports/rows.ts'
import { asksGateway } from '../cases/followed.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Arrivals } from './arrivals.ts'
import type { Taken } from './checks.ts'
import type { Receiving } from './deps.ts'
import type { Told } from './entries.ts'

interface Changes {
  readonly from: string
  readonly now: number
  readonly taken: readonly Taken[]
  readonly arrivals: Arrivals
  readonly told: readonly Told[]
}

/**
 * @returns `conflict`, and nothing is stored, when a case moved on meanwhile or a refused statement
 *   was stored.
 */
export async function storeDelivery(deps: Receiving, changes: Changes): Promise<'stored' | 'conflict'> {
  const { taken, arrivals, told } = changes
  const evidence = [...told.flatMap(({ evidence }) => evidence ?? []), ...arrivals.evidence]
  // All of it was stored before.
  if (evidence.length === 0) return 'stored'
  const inCases = taken.filter(({ inCase }) => inCase)
  const stored = await deps.store.accept({
    messages: arrivals.kept.map(({ message }) => message),
    items: inCases.flatMap(({ items }) => items),
    cases: arrivals.cases,
    terms: inCases.map(({ statement, terms }) => ({ sha256: terms, terms: statement.terms })),
    receipt: null,
    events: eventsOf(changes),
    evidence: leavesOf(deps.world, evidence),
    itemKeys: arrivals.itemKeys,
    fingerprints: [...inCases.flatMap(({ inside }) => inside), ...arrivals.fingerprints],
    // Refused against a store in which another connection may have stored the very statement since:
    // then it is known, and no refusal.
    absent: told.flatMap(({ entry }) => (entry.outcome === 'refused' ? [entry.id] : [])),
  })
  if (stored === 'stored' && inCases.some(({ statement }) => asksGateway(statement.profile, statement.type)))
    deps.followUp?.()
  return stored
}

const eventsOf = ({ from, now, arrivals: { kept } }: Changes): NewEvent[] =>
  kept.map(({ message, office }) => ({
    at: now,
    kind: 'message.received',
    office,
    case: message.case,
    message: message.id,
    partner: from,
  }))
