// What outlives the agreement: whatever something that is held still needs (5.1, 11.1).
import type { CaseCore } from '../model/profile/case-core.ts'
import { anythingHeld } from '../model/profile/holding.ts'
import type { Profile } from '../model/profile/profile.ts'

/** Whether a message of this type is a duty about what is held in the case. */
export const isDutyOfHeld = ({ messages }: Pick<Profile, 'messages'>, type: string, state: CaseCore): boolean =>
  messages[type]?.duty === true && anythingHeld(state)
