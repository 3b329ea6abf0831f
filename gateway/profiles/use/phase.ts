// Where in a profile's course what was given is used, and what of the profile the messages about it
// must know.
import type { CaseCore } from '../../model/profile/case-core.ts'
import type { Role } from '../../model/role.ts'

export interface Phase {
  /** States in which keys are sent. */
  readonly inUse: readonly string[]
  /** States in which something may be held: duties go on after the end. */
  readonly kept: readonly string[]
  /**
   * Where the members' own agreement is the basis and not the treaty: the paragraph that leaves
   * them free to make it.
   */
  readonly agreed?: string
  /** Whose decision the exchange serves: its feedback is the outcome of the case. */
  readonly decides: Role
  /** Why content that answers this wanted item may not be opened yet, whatever was accepted. */
  awaits?(core: CaseCore, wanted: string | undefined): string | undefined
}
