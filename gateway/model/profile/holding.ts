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
