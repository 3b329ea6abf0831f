// An authenticator made of software: passkeys of both kinds, with what a browser gives of them. Its CBOR is written by hand, so that it agrees
// with ours because both follow the specification. Whatever a test wants otherwise is said in `changes`.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface SoftPasskey {
  /** Of the credential, base64url. */
  readonly id: string
  readonly algorithm: 'ES256' | 'EdDSA'
  /** What a browser gives when the key is made, for the challenge of the door. */
  register(challenge: string, changes?: Changes): { clientDataJSON: string; attestationObject: string }
  /** What it gives when the key signs. */
  assert(
    challenge: string,
    changes?: Changes,
  ): { id: string; clientDataJSON: string; authenticatorData: string; signature: string }
}

interface Changes {
  /** Members of the client data. */
  readonly clientData?: Readonly<Record<string, unknown>>
  readonly flags?: number
  readonly signCount?: number
  readonly rpId?: string
  readonly fmt?: string
  /** After the authenticator data, such as extensions. */
  readonly after?: Uint8Array
  /** In the place of the COSE key. */
  readonly coseKey?: Uint8Array
  readonly signature?: Uint8Array
}

export const flags = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  key: 0x40,
  extensions: 0x80,
} as const

/** A new passkey for pages of this origin, such as `https://localhost:8444`. */
export function softPasskey(origin: string, algorithm: 'ES256' | 'EdDSA' = 'ES256'): SoftPasskey {
  const rpId = new URL(origin).hostname
  const credential = randomBytes(32)
  const { publicKey, privateKey } = keyPair(algorithm)
  const present = flags.userPresent | flags.userVerified
  const clientData = (type: string, challenge: string, { clientData: members }: Changes) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...members }))
  const data = (
    attested: Uint8Array,
    usual: number,
    { flags: given = usual, signCount = 0, rpId: other, after }: Changes,
  ) =>
    Buffer.concat([
      sha256(Buffer.from(other ?? rpId)),
      Uint8Array.of(given),
      uint32(signCount),
      attested,
      after ?? new Uint8Array(),
    ])

  return {
    id: credential.toString('base64url'),
    algorithm,
    register(challenge, changes = {}) {
      const key = changes.coseKey ?? coseOf(publicKey, algorithm)
      const attested = Buffer.concat([new Uint8Array(16), uint16(credential.length), credential, key])
      const authData = data(attested, present | flags.key, changes)
      return {
        clientDataJSON: clientData('webauthn.create', challenge, changes).toString('base64url'),
        attestationObject: attestationOf(changes.fmt ?? 'none', authData).toString('base64url'),
      }
    },
    assert(challenge, changes = {}) {
      const client = clientData('webauthn.get', challenge, changes)
      const authData = data(new Uint8Array(), present, changes)
      const signed = sign(
        algorithm === 'ES256' ? 'sha256' : null,
        Buffer.concat([authData, sha256(client)]),
        privateKey,
      )
      return {
        id: credential.toString('base64url'),
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: Buffer.from(changes.signature ?? signed).toString('base64url'),
      }
    },
  }
}

const keyPair = (algorithm: SoftPasskey['algorithm']) =>
  algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')

/** COSE_Key in CTAP2 canonical form: five members for ES256, four for EdDSA. */
export function coseOf(publicKey: KeyObject, algorithm: SoftPasskey['algorithm']): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const coordinate = (label: number, value: string) =>
    Buffer.concat([Uint8Array.of(label, 0x58, 32), Buffer.from(value, 'base64url')])
  return algorithm === 'ES256'
    ? Buffer.concat([Uint8Array.of(0xa5, 1, 2, 3, 0x26, 0x20, 1), coordinate(0x21, x), coordinate(0x22, y)])
    : Buffer.concat([Uint8Array.of(0xa4, 1, 1, 3, 0x27, 0x20, 6), coordinate(0x21, x)])
}

/** `{"fmt": …, "attStmt": {}, "authData": …}`. */
export const attestationOf = (fmt: string, authData: Uint8Array): Buffer =>
  Buffer.concat([
    ...[Uint8Array.of(0xa3), text('fmt'), text(fmt), text('attStmt'), Uint8Array.of(0xa0), text('authData')],
    ...[
      authData.length < 256
        ? Uint8Array.of(0x58, authData.length)
        : Buffer.concat([Uint8Array.of(0x59), uint16(authData.length)]),
    ],
    authData,
  ])

const text = (of: string) => Buffer.concat([Uint8Array.of(0x60 + of.length), Buffer.from(of)])
const uint16 = (of: number) => Uint8Array.of(of >> 8, of & 0xff)
const uint32 = (of: number) => Uint8Array.of(of >>> 24, (of >>> 16) & 0xff, (of >>> 8) & 0xff, of & 0xff)
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest()
