// How a partner's certificates are asked after: whether they were revoked, and what follows where
// nobody can say.

import type { Asking } from '../../../ports/installation.ts'

/** As it is asked, with nothing left out. */
export type RevocationPolicy = Required<Asking>

/** Decision 19 says why. */
export const usualRevocation: RevocationPolicy = { check: 'grace', graceHours: 168, fetch: [] }

/** What the newest list, or answer, that is held says of one certificate. */
export type Found =
  | { readonly says: 'revoked'; readonly atMs: number; readonly reason: string }
  | { readonly says: 'good'; readonly untilMs: number }
  | { readonly says: 'nothing' }

export type Standing = { readonly as: 'good' } | { readonly as: 'revoked' | 'unknown'; readonly reason: string }

const hourMs = 3_600_000
const good: Standing = { as: 'good' }

/** How a certificate stands under a policy. */
export function standingUnder({ check, graceHours }: RevocationPolicy, found: Found, nowMs: number): Standing {
  if (check === 'off') return good
  if (found.says === 'revoked')
    return { as: 'revoked', reason: `revoked on ${new Date(found.atMs).toISOString()} (${found.reason})` }
  if (found.says === 'nothing')
    return check === 'hard'
      ? { as: 'unknown', reason: 'no list of revoked certificates of its authority is here, and no answer about it' }
      : good
  if (nowMs <= found.untilMs) return good
  const ended = `the list of revoked certificates of its authority ended on ${new Date(found.untilMs).toISOString()}`
  if (check === 'hard') return { as: 'unknown', reason: ended }
  return nowMs <= found.untilMs + graceHours * hourMs
    ? good
    : { as: 'unknown', reason: `${ended}, more than ${graceHours} h ago` }
}
