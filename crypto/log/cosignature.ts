import { CryptoError } from '../fault.ts'
import { concat, utf8 } from '../octets.ts'
import type { VerifiedCheckpoint } from './checkpoint.ts'
import { isSignedBy, type LogSigningKey, signEd25519 } from './log-key.ts'
import { keyIdOf, type NamedKey, type NoteSignature, signatureTypes } from './note.ts'
import type { ConsistentCheckpoint } from './witness.ts'

/*
 * C2SP tlog-cosignature v1, Ed25519 with a time: a witness says that at this second, this was the
 * largest tree it had seen of the log, and that it continued all before.
 */

declare const verified: unique symbol
/** Proof that a witness cosigned: only `verifyCosignature` makes one. */
export type Cosignature = {
  readonly witness: string
  /** Seconds since the epoch, by the witness's clock. */
  readonly atSeconds: number
  readonly [verified]: true
}

/** The name of a member as a witness. */
export const witnessName = (trustDomain: string): string => `${trustDomain}/witness`

/**
 * The signature line of a witness. It takes what only the witness's decision makes, and that must
 * be on disk by now.
 * @param name of the witness; @param atSeconds since the epoch
 */
export function cosign(
  checkpoint: ConsistentCheckpoint,
  { name, key, atSeconds }: { name: string; key: LogSigningKey; atSeconds: number },
): NoteSignature {
  const signature = signEd25519(message(checkpoint, demandTime(atSeconds)), key)
  const keyId = keyIdOf(name, signatureTypes.cosignature, key.publicKey)
  return { name, keyId, signature: concat(uint64(atSeconds), signature) }
}

/** @throws {CryptoError} `log` unless this witness cosigned this checkpoint. */
export function verifyCosignature(
  checkpoint: VerifiedCheckpoint,
  found: NoteSignature,
  { name, key }: NamedKey,
): Cosignature {
  if (found.name !== name || found.keyId !== keyIdOf(name, signatureTypes.cosignature, key.publicKey)) {
    throw new CryptoError('log', `cosignature is not of the known key of ${name}`)
  }
  const atSeconds = cosignedAtSeconds(found.signature)
  if (!isSignedBy(key, message(checkpoint, atSeconds), found.signature.subarray(8))) {
    throw new CryptoError('log', `cosignature of ${name} does not verify`)
  }
  return { witness: name, atSeconds } as Cosignature
}

/** The time that a cosignature says, unverified. @throws {CryptoError} `log` */
export function cosignedAtSeconds({ buffer, byteOffset, length }: Uint8Array): number {
  if (length !== 72) throw new CryptoError('log', `found a cosignature of ${length} octets, expected 72`)
  return demandTime(Number(new DataView(buffer, byteOffset).getBigUint64(0)))
}

const message = ({ text }: VerifiedCheckpoint, atSeconds: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${atSeconds}\n${text}`)

function demandTime(atSeconds: number): number {
  if (Number.isSafeInteger(atSeconds) && atSeconds > 0) return atSeconds
  throw new CryptoError('log', 'time of a cosignature must be whole seconds since the epoch')
}

function uint64(value: number): Uint8Array {
  const octets = new Uint8Array(8)
  new DataView(octets.buffer).setBigUint64(0, BigInt(value))
  return octets
}
