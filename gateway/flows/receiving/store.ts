// One transaction for all that is acceptable of a delivery, with the evidence of what is not.
import { windowOf } from '../../model/limits/limits.ts'
import type { SpendingRow } from '../../ports/receiving.ts'
import type { NewEvent } from '../../ports/rows.ts'
import { asksGateway } from '../cases/followed.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import type { Arrivals } from './arrivals.ts'
import type { Taken } from './checks.ts'
import type { Receiving } from './deps.ts'
import type { Told } from './entries.ts'
import { isSameRefusal } from './receipt.ts'

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
  const { from, taken, arrivals, told } = changes
  const evidence = [...(await notRecorded(deps, told)), ...arrivals.evidence]
  // Refused against a store in which another connection may have stored the very statement since:
  // then it is known, and no refusal.
  const absent = told.flatMap(({ entry }) => (entry.outcome === 'refused' ? [entry.id] : []))
  // All of it was stored before.
  if (evidence.length + absent.length === 0) return 'stored'
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
    absent,
    spendings: spendingsOf(changes),
  })
  if (stored === 'stored') await letGo(deps, from, inCases)
  if (stored === 'stored' && inCases.some(({ statement }) => asksGateway(statement.profile, statement.type)))
    deps.followUp?.()
  return stored
}

/** Arrivals of what is recorded now are nobody's burden any more. What fails goes with a sweep. */
async function letGo({ parts }: Receiving, from: string, taken: readonly Taken[]): Promise<void> {
  const sha256s = new Set(taken.flatMap(({ statement }) => statement.items.map(({ part }) => part.sha256)))
  for (const sha256 of sha256s) await parts.taken(from, sha256).catch(() => undefined)
}

/**
 * Each id has so many leaves of refusals at most; what is refused beyond them stands in receipts.
 */
const mostRefusals = 4

/** What the evidence does not hold yet: a refusal that is repeated has its leaf. */
async function notRecorded(deps: Receiving, told: readonly Told[]): Promise<readonly EvidenceDraft[]> {
  const refused = told.flatMap(({ entry, evidence }) => (evidence?.kind === 'statement.refused' ? [entry.id] : []))
  const known = await deps.store.refusals(refused)
  return told.flatMap(({ entry, evidence }) => {
    if (!evidence) return []
    const before = known.filter(({ id }) => id === entry.id)
    const recorded = before.length >= mostRefusals || before.some((each) => isSameRefusal(each, entry))
    return evidence.kind === 'statement.refused' && recorded ? [] : [evidence]
  })
}

/** Cases that these messages open. */
function spendingsOf({ from, now, arrivals }: Changes): SpendingRow[] {
  const count = arrivals.cases.filter(({ from: revision }) => revision === null).length
  return count === 0 ? [] : [{ member: from, what: 'cases', since: windowOf('cases', now).since, count }]
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
