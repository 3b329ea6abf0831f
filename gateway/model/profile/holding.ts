// What each side holds of what the other gave: how it is counted, and the regions that show it.
import type { Role } from '../role.ts'
import type { CaseCore, GivenItem, Holding } from './case-core.ts'
import type { Region } from './profile.ts'

export const nothingHeld: Holding = { given: 0, held: 0, keysDue: 0 }

/**
 * Whether only the keys of its provider open it, and may now: its terms were decided on, and its
 * key is still to come or an inability closed it.
 */
export const isKeyDue = ({ locked, acceptance, closedAt, disposed }: GivenItem): boolean =>
  !disposed && acceptance !== 'open' && (locked || closedAt !== null)

type Given = Readonly<Record<string, GivenItem>>

/** What a body speaks of and is not gone yet. */
export const leftOf = ({ goesWith = [] }: Pick<GivenItem, 'goesWith'>, given: Given): readonly string[] =>
  goesWith.filter((id) => given[id]?.disposed === false)

/**
 * The last day on which a hold keeps it: its own, and of a body that of whatever it speaks of and
 * is still there. What a court is to see it sees with the words that came with it.
 */
export function keptUntil(given: Given, id: string): string | undefined {
  const item = given[id]
  if (!item || item.disposed) return undefined
  return [item.heldUntil, ...leftOf(item, given).map((each) => given[each]?.heldUntil)]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1)
}

/** Bodies of which nothing is left once all of this is gone, and what is said of those in turn. */
export function goneWith(given: Given, ids: readonly string[]): readonly string[] {
  const gone = new Set(ids)
  // A set that grows is walked to its new end.
  for (const id of gone)
    for (const body of given[id]?.saidIn ?? []) {
      const spoken = given[body]
      if (spoken && !spoken.disposed && leftOf(spoken, given).every((each) => gone.has(each))) gone.add(body)
    }
  return [...gone].slice(new Set(ids).size)
}

/** Whether anything of a case is held by either side. */
export const anythingHeld = ({ holds }: Pick<CaseCore, 'holds'>): boolean =>
  holds.requesting.held + holds.requested.held > 0

/** The region that shows what a side holds; a profile whose cases end by disposal has both. */
export const retentionOf = {
  requesting: 'retention',
  requested: 'retention-requested',
} as const satisfies Record<Role, string>

const retention = (side: Role): Region => ({
  initial: 'none',
  describe: {
    none: `Nothing was given to the ${side} member.`,
    held: `The ${side} member holds what was given.`,
    due: 'Disposal has begun; something is still held.',
    disposed: 'Everything that was given was disposed of.',
  },
  life: { none: ['held'], held: ['due', 'disposed'], due: ['disposed'], disposed: ['held'] },
})

export const retentionRegions: Readonly<Record<string, Region>> = {
  [retentionOf.requesting]: retention('requesting'),
  [retentionOf.requested]: retention('requested'),
}
