// Who plays which part in a case, and who set a deadline: the words that messages, cases and
// profiles have in common.
import type { Json } from './json.ts'

/** The two sides of a case, as in Article 12: who asks and who is asked. */
export type Role = 'requesting' | 'requested'
export const roles = ['requesting', 'requested'] as const satisfies readonly Role[]
export const otherRole = { requesting: 'requested', requested: 'requesting' } as const satisfies Record<Role, Role>

/** Who set a deadline: the treaty, the members in their agreement, or we as a target of our own. */
export type DutySource = 'treaty' | 'agreement' | 'target'

/** Facts that must stand in a message for something to hold. */
export type FactPattern = Readonly<Record<string, Json>>
