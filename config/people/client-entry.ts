// The entry of a client as an operator changes it: what it may do and as whom, or by which secret
// it is known.
import type { ClientEntry, ClientSecret } from '../shapes.ts'

/** Of a client what changes without its secret. */
export interface ClientChanges {
  readonly roles?: ClientEntry['roles']
  readonly persons?: true | undefined
  readonly function?: string | undefined
}

/** A new secret; the one before holds until the instant given, RFC 3339, or not at all. */
export function withSecret(
  { tokenSha256, certificateSha256, until, former: _former, ...client }: ClientEntry,
  secret: ClientSecret,
  formerUntil: string | undefined,
): ClientEntry {
  // What ends before the overlap does is not prolonged by it.
  const ends = formerUntil !== undefined && until !== undefined && until < formerUntil ? until : formerUntil
  const before = { ...(tokenSha256 && { tokenSha256 }), ...(certificateSha256 && { certificateSha256 }) }
  return { ...client, ...secret, ...(ends !== undefined && { former: { ...before, until: ends } }) }
}

/** Other roles, and persons and function set anew or, where they are undefined, taken away. */
export function changedBy({ persons, function: as, ...client }: ClientEntry, changes: ClientChanges): ClientEntry {
  const now = { persons, function: as, ...changes }
  return {
    ...client,
    ...(changes.roles && { roles: changes.roles }),
    ...(now.persons && { persons: now.persons }),
    ...(now.function !== undefined && { function: now.function }),
  }
}
