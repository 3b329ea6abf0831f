import { type Static, Type } from 'typebox'
import { type CaseCore, type CaseItem, waitingOutcomes } from '../../model/profile/case-core.ts'
import type { CaseChange, Illegal } from '../../model/profile/profile.ts'
import { oneOf } from '../../model/profile/shape.ts'

/**
 * What may be asked for: the declaration (6.1 b) and the four documents of 6.1 c. More nobody is
 * required to call for (10 b).
 */
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

/** Most wanted items of one message, and of a case with its supplements. */
export const mostWanted = 64
export const mostWantedOfCase = 128

const outcomes = ['provided', 'partly', 'not-available', 'not-required', 'refused', 'postponed'] as const
export const outcomeSchema = oneOf(outcomes, {
  description: 'What became of the wanted item.',
  paragraph: '6.1',
  examples: ['provided'],
})
export type Outcome = Static<typeof outcomeSchema>

/**
 * The life of a wanted item: outcome → outcomes that may follow. A later answer may add to an
 * earlier one or find what was missing, but what was given is not taken back: that is what
 * corrections of verified data are for.
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

interface Answer {
  readonly id: string
  readonly outcome: Outcome
  readonly expectedOn?: string
}

/**
 * What a set of outcomes makes of the case. An item is settled by any outcome but `postponed`; the
 * case is answered when every item is settled and the requested member has said that nothing more
 * follows.
 * @param final what the message says: an answer that calls itself final must settle everything; a
 *   refusal or postponement says nothing of the kind (`undefined`) and ends the case where it
 *   settles the last item.
 */
export function answered(core: CaseCore, answers: readonly Answer[], final: boolean | undefined): CaseChange | Illegal {
  const changes: Record<string, CaseItem> = {}
  for (const { id, outcome, expectedOn } of answers) {
    const item = core.items[id]
    const illegal =
      whyNotAnswered(core, id, outcome, expectedOn) ?? (changes[id] && `${id} has two outcomes in one message`)
    if (item === undefined || illegal !== undefined) return { illegal: illegal ?? '' }
    const { kind, since, dueOn } = item
    const dates = { since, ...(dueOn !== undefined && { dueOn }), ...(expectedOn !== undefined && { expectedOn }) }
    changes[id] = { kind, outcome, ...dates }
  }
  const now = tally(core.items, changes)
  if (final && now.waiting > 0)
    return { illegal: `a final answer leaves nothing open; ${waitingIn(core, changes)} has no final outcome` }
  const state = stateAfter(core.state, now, final !== false)
  const { clarifiedFrom } = core.particulars
  // A part refused meanwhile: the reply leads where the items stand then, unless the request was
  // never taken up.
  return state === 'clarifying' && clarifiedFrom !== 'submitted'
    ? { items: changes, particulars: { clarifiedFrom: stateAfter('', now, false) } }
    : { items: changes, state }
}

const waitingIn = ({ items }: CaseCore, changes: Readonly<Record<string, CaseItem>>): string =>
  Object.keys(items)
    .filter((id) => waitingOutcomes.includes((changes[id] ?? items[id])?.outcome ?? ''))
    .join(', ')

function whyNotAnswered({ items }: CaseCore, id: string, outcome: Outcome, expectedOn: string | undefined) {
  const item = items[id]
  if (!item) return `${id} is not wanted in this case; wanted are ${Object.keys(items).join(', ')}`
  if (item.withdrawn) return `${id} is not wanted any more`
  if (!itemLife[item.outcome]?.includes(outcome)) return `${id} is ${item.outcome}; it cannot become ${outcome}`
  if (outcome === 'postponed' && item.outcome === 'postponed' && expectedOn === item.expectedOn)
    return `${id} is postponed to that day already; postponing it again takes a new one`
  return undefined
}

/**
 * How many items that are still wanted are refused, postponed, or wait at all, once these have
 * changed.
 */
interface Tally {
  total: number
  refused: number
  postponed: number
  waiting: number
}

function tally(items: CaseCore['items'], changes: Readonly<Record<string, CaseItem>>): Tally {
  const now: Tally = { total: 0, refused: 0, postponed: 0, waiting: 0 }
  // Values and not entries: with 128 items a look-up for each would take most of the time of a
  // fold.
  for (const { outcome, withdrawn } of Object.values(items)) if (!withdrawn) count(now, outcome, 1)
  for (const [id, { outcome }] of Object.entries(changes)) {
    count(now, items[id]?.outcome ?? '', -1)
    count(now, outcome, 1)
  }
  return now
}

function count(now: Tally, outcome: string, by: 1 | -1): void {
  now.total += by
  if (outcome === 'refused') now.refused += by
  if (outcome === 'postponed') now.postponed += by
  if (outcome === 'open' || outcome === 'postponed') now.waiting += by
}

/** @param over nothing said that more would follow. */
function stateAfter(state: string, { total, refused, postponed, waiting }: Tally, over: boolean): string {
  if (refused === total) return 'refused'
  if (waiting === 0 && over) return 'answered'
  // Questions stay open while parts of the request are refused.
  if (state === 'clarifying') return 'clarifying'
  if (postponed === total) return 'postponed'
  return waiting < total ? 'partly-answered' : 'accepted'
}
