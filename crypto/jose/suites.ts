/**
 * The algorithms of each suite. The agreement between two members names the suite; nothing is
 * negotiated on the line and no algorithm outside this table is ever handed to the engine.
 */
export const suites = {
  B: { signature: 'ES256', signingKey: 'P-256', agreement: 'ECDH-ES+A256KW', curve: 'P-256', content: 'A256GCM' },
  A: { signature: 'Ed25519', signingKey: 'Ed25519', agreement: 'ECDH-ES+A256KW', curve: 'X25519', content: 'A256GCM' },
} as const

export type SuiteName = keyof typeof suites

export const suiteNames = Object.keys(suites) as SuiteName[]

/** The kinds of key the suites are made of. */
export type KeyKind = 'P-256' | 'Ed25519' | 'X25519'
/** What certificates for TLS may be over besides. */
export type TlsKeyKind = 'P-256' | 'P-384' | 'RSA-3072'
