import { type Static, Type } from 'typebox'
import type { CaseCore, CaseItem } from '../../model/case.ts'
import type { CaseChange, Illegal } from '../../model/profile.ts'
import { oneOf } from '../../model/shape.ts'

/** What may be asked for: the declaration (6.1 b) and the four documents of 6.1 c. More nobody is required to call for (10 b). */
export const itemKinds = [
  'declaration-data',
  'declaration',
  'commercial-invoice',
  'packing-list',
  'certificate-of-origin',
  'bill-of-lading',
] as const

/** The id a request gives to each thing it wants. */
export const wantedId = Type.String({
  pattern: '^w[1-9][0-9]{0,2}$',
  maxLength: 4,
  description: 'Id of a wanted item: w1, w2, …',
  paragraph: '4.1 d',
  examples: ['w1'],
})

/** Most wanted items of one case. */
export const mostWanted = 64

export const outcomes = ['provided', 'partly', 'not-available', 'not-required', 'refused', 'postponed'] as const
export const outcomeSchema = oneOf(outcomes, {
  description: 'What became of the wanted item.',
  paragraph: '6.1',
  examples: ['provided'],
})
export type Outcome = Static<typeof outcomeSchema>

/**
 * The life of a wanted item: outcome → outcomes that may follow. A later answer may add to an earlier one or find what
 * was missing, but what was given is not taken back: that is what corrections of verified data are for.
 */
export const itemLife: Readonly<Record<string, readonly Outcome[]>> = {
  open: outcomes,
  postponed: outcomes,
  partly: ['provided', 'partly', 'not-available', 'not-required', 'refused'],
  provided: ['provided'],
  'not-available': ['provided', 'partly'],
  'not-required': ['provided', 'partly'],
  refused: ['provided', 'partly'],
}

/** Outcomes after which an answer is still owed. */
const unsettled: readonly string[] = ['open', 'postponed']

interface Answer {
  readonly id: string
  readonly outcome: Outcome
}

/**
 * What a set of outcomes makes of the case. An item is settled by any outcome but `postponed`; the case is answered when
 * every item is settled and the requested member has said that nothing more follows.
 * @param final what the message says: an answer that calls itself final must settle everything; a refusal says nothing
 *   of the kind (`undefined`) and ends the case where it settles the last item.
 */
export function answered(core: CaseCore, answers: readonly Answer[], final: boolean | undefined): CaseChange | Illegal {
  const items: Record<string, CaseItem> = { ...core.items }
  for (const { id, outcome } of answers) {
    const item = core.items[id]
    if (!item) return { illegal: `${id} is not wanted in this case; wanted are ${Object.keys(items).join(', ')}` }
    if (items[id] !== item) return { illegal: `${id} has two outcomes in one message` }
    if (!itemLife[item.outcome]?.includes(outcome))
      return { illegal: `${id} is ${item.outcome}; it cannot become ${outcome}` }
    items[id] = { ...item, outcome }
  }
  // Object.values, since a look-up for each of 64 names would take most of the time of a fold.
  const outcomesNow = Object.values(items).map(({ outcome }) => outcome)
  const settled = !outcomesNow.some((outcome) => unsettled.includes(outcome))
  if (final && !settled)
    return { illegal: `a final answer leaves nothing open; ${waiting(items)} has no final outcome` }
  return { items, state: stateOf(outcomesNow, settled && final !== false) }
}

const waiting = (items: Record<string, CaseItem>): string =>
  Object.keys(items)
    .filter((id) => unsettled.includes(items[id]?.outcome ?? ''))
    .join(', ')

function stateOf(outcomes: readonly string[], settled: boolean): string {
  if (outcomes.every((outcome) => outcome === 'refused')) return 'refused'
  if (outcomes.every((outcome) => outcome === 'postponed')) return 'postponed'
  return settled ? 'answered' : 'partly-answered'
}
