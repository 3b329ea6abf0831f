// Who vouches for persons, and what its groups make of them.
import type { IdentityRules } from '../../../model/client/identity.ts'
import type { IdentityProvider } from '../../../ports/doors/identity.ts'

export interface SignInByProvider {
  readonly provider: IdentityProvider
  readonly rules: IdentityRules
}
