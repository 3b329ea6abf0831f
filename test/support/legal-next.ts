// Which messages each side may write next.
import { legality } from '../../gateway/case/legality.ts'
import type { CaseCore } from '../../gateway/model/profile/case-core.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import type { Role } from '../../gateway/model/role.ts'

export const legalFor = (profile: Profile, state: CaseCore, role: Role): string[] =>
  Object.entries(legality(profile, state, role)).flatMap(([type, reason]) => (reason === undefined ? [type] : []))

export const legalNext = (profile: Profile, state: CaseCore): Record<Role, string[]> => ({
  requesting: legalFor(profile, state, 'requesting'),
  requested: legalFor(profile, state, 'requested'),
})
