// Who else can say who a person is: the identity provider of our administration (OpenID Connect).
import type { JsonObject } from '../../../crypto/json.ts'

/** What one sign-in is held against when it comes back; none of it leaves the process. */
export interface SignInKept {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
}

/** What the provider signed of a person. */
export interface Identity {
  readonly claims: JsonObject
  /** Until when it vouches for that, in ms since the epoch. */
  readonly untilMs: number
}

export interface IdentityProvider {
  /** Where the browser goes to sign in. @throws {Problem} `provider-failed` */
  begin(): Promise<{ readonly to: string; readonly kept: SignInKept }>
  /**
   * Who came back: issuer, audience, signature, nonce, state and times are checked by then.
   * @param query of the address that it came back to, as it was asked for
   * @throws {Problem} `provider-failed` or `identity-refused`
   */
  finish(kept: SignInKept, query: string): Promise<Identity>
}
