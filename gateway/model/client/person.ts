// A person of ours who signs in at the console, and acts that a person can sign with a key of its
// own (decision 38).
import type { Language } from './language.ts'
import type { ClientRole } from './roles.ts'

/** Acts of a person, as the setting SIGNED_ACTS names them. */
export const signedActs = [
  'release',
  'clear',
  'approve',
  'permit',
  'accept-terms',
  'dispose',
  'accept-partner',
] as const
export type SignedAct = (typeof signedActs)[number]

export interface Person {
  /** In lower case, as in evidence. */
  readonly id: string
  readonly name: string
  readonly offices: readonly string[] | 'all'
  readonly roles: readonly ClientRole[]
  readonly function?: string
  readonly language: Language
  readonly keys: readonly PersonKey[]
}

/** A passkey: its public half. */
export interface PersonKey {
  /** Id of the credential, base64url. */
  readonly id: string
  readonly algorithm: 'ES256' | 'EdDSA'
  /** Public key as SPKI in DER, base64url. */
  readonly spki: string
  /** RFC 3339. */
  readonly registeredAt: string
}

/** Most keys that one person has. */
export const mostKeys = 10

/**
 * Id of the client that acts for a person who is signed in at the console: one for each, so that
 * nobody has another one's uploads, places or pace. No client that is registered has a colon.
 */
export const consoleClient = (person: string): string => `${prefix}${person}`
export const isConsole = (client: string): boolean => client.startsWith(prefix)
const prefix = 'console:'
