import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from '../canonical.ts'
import { fromBase64url } from '../octets.ts'
import { closed, digest, memberCode, octets32, shapeReader } from '../shapes.ts'
import { type ReadJws, readJws } from './compact.ts'
import { type SigningKey, signCompact } from './engine.ts'
import { type Signing, verifySigned } from './signer.ts'
import { type SuiteName, suites } from './suites.ts'

const typ = 'bulla-seal+jws'
export const maxSealBytes = 16 * 1024

const sealShape = closed({
  v: Type.Literal(1),
  from: memberCode,
  to: memberCode,
  /**
   * Of the recipient's encryption key: a letter taken out of its envelope and put into another says
   * so.
   */
  kid: octets32,
  /** Of 1 to 64 statements, in the order of the letter. */
  digests: Type.Array(digest, { minItems: 1, maxItems: 64, uniqueItems: true }),
})

/** One signature for 1 to 64 statements of one sender to one recipient. */
type Seal = Static<typeof sealShape>

declare const verified: unique symbol

/** Proof that a key of the named member signed the seal: only `verifySeal` makes one. */
export type VerifiedSeal = Seal & { readonly signedBy: string; readonly [verified]: true }

const readShape = shapeReader(sealShape, 'letter-shape', 'seal')

/**
 * @returns compact JWS over the canonical seal. @throws {CryptoError} `letter-shape` for no, too
 * many or equal digests.
 */
export const signSeal = async (seal: Seal, key: SigningKey): Promise<string> =>
  signCompact(canonical(readShape(seal)), typ, key)

/** Strict reading, with the one algorithm of the suite. @throws {CryptoError} as `readJws` */
export const readSeal = (compact: string, suite: SuiteName): ReadJws =>
  readJws(compact, { typ, maxBytes: maxSealBytes, algorithms: [suites[suite].signature] })

/**
 * What a seal says, whoever signed it.
 * @throws {CryptoError} `compact`, `letter-shape`
 */
export const claimedSeal = (compact: string): Seal =>
  readShape(parseCanonical(fromBase64url(compact.split('.', 2)[1] ?? '')))

/**
 * Verifies a seal under the keys of one member.
 * @throws {CryptoError} `signer-wrong`, `signature-invalid`, `algorithm`, `letter-shape`
 */
export async function verifySeal(read: ReadJws, signing: Signing): Promise<VerifiedSeal> {
  const payload = await verifySigned(read, signing)
  return { ...readShape(parseCanonical(payload)), signedBy: read.header.kid } as VerifiedSeal
}
