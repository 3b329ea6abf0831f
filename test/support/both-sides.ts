// What two gateways show of one case: what must be alike on both sides, and a journal of what was seen there.
import type { Reply } from './client.ts'

export type Side = 'a' | 'b'
export type View = Reply['json']

/** What happened in all the talks of a test, by the side that saw it. */
export interface Journal {
  /** Types that had effect, on both sides. */
  readonly types: Set<string>
  /** `state type state`, as both sides saw it. */
  readonly moves: Set<string>
  readonly states: Record<Side, Set<string>>
  /** `region.state`. */
  readonly regions: Record<Side, Set<string>>
  /** Outcomes of wanted items. */
  readonly outcomes: Record<Side, Set<string>>
  /** Types that a second person approved. */
  readonly approved: Set<string>
  messages: number
}

export const openJournal = (): Journal => ({
  types: new Set(),
  moves: new Set(),
  states: { a: new Set(), b: new Set() },
  regions: { a: new Set(), b: new Set() },
  outcomes: { a: new Set(), b: new Set() },
  approved: new Set(),
  messages: 0,
})

/** What both sides must show alike; each also shows what is its own, such as what it may write next. */
export const sharedNames = [
  'profile',
  'state',
  'dueOn',
  'regions',
  'wanted',
  'permissions',
  'owed',
  'discretionary',
  'purposes',
  'particulars',
  'suspension',
  'limit',
] as const

/** What of an item is the same on both sides: all but its name, its length and its digest, which are content. */
const itemNames = [
  'item',
  'message',
  'kind',
  'size',
  'terms',
  'termsInForce',
  'wanted',
  'verified',
  'trueCopy',
  'acceptance',
  'locked',
  'disposed',
] as const

const picked = (view: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, view[name] ?? null]))

export const shared = (view: View): Record<string, unknown> => ({
  ...picked(view, sharedNames),
  // Whose duty it is shows by the member. How often a permission was used shows where it is used.
  owed: rowsOf(view.owed).map(({ ours: _, ...owed }) => owed),
  permissions: rowsOf(view.permissions).map(({ used: _, ...permission }) => permission),
  items: itemsOf(view)
    .map((item) => picked(item, itemNames))
    .sort((one, other) => (String(one.item) < String(other.item) ? -1 : 1)),
  timeline: timelineOf(view).map(({ message, type, clock, sha256, effect, facts }) => ({
    ...{ message, type, clock, sha256, effect, facts },
  })),
})

type Rows = readonly Record<string, unknown>[]
const rowsOf = (value: unknown): Rows => (value ?? []) as Rows
export const itemsOf = ({ items }: View): Rows => rowsOf(items)

interface Entry {
  readonly message: string
  readonly type: string
  readonly clock: number
  readonly sha256: string
  readonly effect: string
  readonly facts: Record<string, unknown>
  readonly delivery?: { readonly state: string }
}
export const timelineOf = ({ timeline }: View): readonly Entry[] => timeline as readonly Entry[]

/** Notes what one side shows of a case. */
export function note({ states, regions, outcomes }: Journal, side: Side, view: View): void {
  states[side].add(String(view.state))
  for (const [region, state] of Object.entries((view.regions ?? {}) as Record<string, string>))
    regions[side].add(`${region}.${state}`)
  for (const { outcome } of (view.wanted ?? []) as { outcome: string }[]) outcomes[side].add(outcome)
}
