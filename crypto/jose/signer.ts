import { CryptoError } from '../fault.ts'
import type { ReadJws } from './compact.ts'
import { type VerifyingKey, verifyCompact } from './engine.ts'

/**
 * A member's signing key with the window its card gives it, milliseconds since the epoch, both ends
 * included.
 */
export interface WindowedVerifyingKey {
  readonly key: VerifyingKey
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Why nothing is taken that this key signed, whatever its window: it was revoked. */
  readonly refused?: string
}

export interface Signing {
  /** Keys of one member only: what is not here cannot have signed. */
  readonly keys: readonly WindowedVerifyingKey[]
  readonly nowMs: number
  /** How far the signer's clock may be ahead of ours. A key that has ended gets no such grace. */
  readonly maxSkewMs: number
}

/**
 * The payload of a JWS that one of these keys signed, a key that is in its window now.
 * @throws {CryptoError} `signer-wrong`, `algorithm`, `signature-invalid`
 */
export async function verifySigned(read: ReadJws, { keys, nowMs, maxSkewMs }: Signing): Promise<Uint8Array> {
  const { kid } = read.header
  const known = keys.find(({ key }) => key.kid === kid)
  if (!known) throw new CryptoError('signer-wrong', `key ${kid} is no signing key of this member`)
  const payload = await verifyCompact(read, known.key)
  if (known.refused !== undefined)
    throw new CryptoError('signer-wrong', `signing key ${kid} is refused: ${known.refused}`)
  demandWindow(kid, { keys, nowMs, maxSkewMs })
  return payload
}

/** @throws {CryptoError} `signer-wrong` unless the key is in its window at `nowMs`. */
export function demandWindow(kid: string, { keys, nowMs, maxSkewMs }: Signing): void {
  const windows = keys.filter(({ key }) => key.kid === kid)
  if (!windows.some(({ notBeforeMs, notAfterMs }) => notBeforeMs - maxSkewMs <= nowMs && nowMs <= notAfterMs))
    throw new CryptoError('signer-wrong', `signing key ${kid} is outside its window`)
}
