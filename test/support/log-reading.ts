// What whoever reads a log of ours does and the gateway itself does not: verifier keys, tiles and bundles to fetch, proofs to verify.

import { CryptoError } from '../../crypto/fault.ts'
import { type KnownLog, readCheckpoint, type VerifiedCheckpoint } from '../../crypto/log/checkpoint.ts'
import { type Cosignature, verifyCosignature } from '../../crypto/log/cosignature.ts'
import { type LogSigningKey, type LogVerifyingKey, logVerifyingKey } from '../../crypto/log/log-key.ts'
import { verifyInclusion } from '../../crypto/log/log-path.ts'
import { readLogProof } from '../../crypto/log/log-proof.ts'
import { type Tile, tileWidth } from '../../crypto/log/log-tiles.ts'
import { demandSize, leafHash } from '../../crypto/log/log-tree.ts'
import {
  fromBase64,
  keyIdOf,
  type NamedKey,
  signaturesBy,
  signatureTypes,
  writeVerifierKey,
} from '../../crypto/log/note.ts'

type VerifierKey = NamedKey & Pick<Parameters<typeof writeVerifierKey>[0], 'type'>

/** @throws {CryptoError} `log` unless the verifier key of an Ed25519 key; `algorithm` for a key of small order. */
export function readVerifierKey(vkey: string): VerifierKey {
  const [, name, material] = /^([^+]{1,255})\+[0-9a-f]{8}\+([A-Za-z0-9+/]{44})$/.exec(vkey) ?? []
  if (!name || !material) throw new CryptoError('log', 'expected the verifier key of an Ed25519 key')
  const octets = fromBase64(material)
  const type = Object.values(signatureTypes).find((known) => known === octets[0])
  if (type === undefined) throw new CryptoError('log', `found a key of signature type ${octets[0]}, expected 1 or 4`)
  const found = { name, type, key: logVerifyingKey(octets.subarray(1)) }
  if (writeVerifierKey(found) === vkey) return found
  throw new CryptoError('log', 'key id is not that of the key')
}

/**
 * The tiles that growing from `oldSize` to `size` makes or makes wider, each in its new width, level by level from the
 * left. From zero: all tiles of the tree. The tiles of level 0 are also the bundles to write.
 */
export function* tilesBetween(oldSize: number, size: number): Generator<Tile> {
  demandSize(oldSize)
  demandSize(size)
  let [oldHashes, hashes] = [oldSize, size]
  for (let level = 0; hashes > 0; level += 1) {
    for (let index = Math.floor(oldHashes / tileWidth); oldHashes < hashes && index * tileWidth < hashes; index += 1) {
      yield { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) }
    }
    ;[oldHashes, hashes] = [Math.floor(oldHashes / tileWidth), Math.floor(hashes / tileWidth)]
  }
}

/** The entries of a bundle, as views. @throws {CryptoError} `log` unless exactly this many. */
export function readEntries(bundle: Uint8Array, width: number): Uint8Array[] {
  if (!(width >= 1 && width <= tileWidth)) throw new CryptoError('log', `a bundle of width ${width} cannot be`)
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength)
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < width && at + 2 <= bundle.length) {
    const end = at + 2 + view.getUint16(at)
    if (end > bundle.length) break
    entries.push(bundle.subarray(at + 2, end))
    at = end
  }
  if (entries.length === width && at === bundle.length) return entries
  throw new CryptoError('log', `bundle is not of exactly ${width} entries`)
}

/**
 * The cosignatures that a checkpoint carries of these witnesses, one for each name, the latest, however many keys and
 * lines a witness has. Lines of others are ignored; one that names a known key and does not verify spoils the checkpoint.
 * @throws {CryptoError} `log`
 */
export function cosignaturesOf(checkpoint: VerifiedCheckpoint, witnesses: readonly NamedKey[]): Cosignature[] {
  const latest = new Map<string, Cosignature>()
  for (const witness of witnesses) {
    const keyId = keyIdOf(witness.name, signatureTypes.cosignature, witness.key.publicKey)
    for (const line of signaturesBy(checkpoint.signatures, witness.name, keyId)) {
      const found = verifyCosignature(checkpoint, line, witness)
      if (found.atSeconds > (latest.get(found.witness)?.atSeconds ?? 0)) latest.set(found.witness, found)
    }
  }
  return [...latest.values()]
}

/** The public half, to check one's own work with. */
export const verifyingHalf = ({ publicKey }: LogSigningKey): LogVerifyingKey => logVerifyingKey(publicKey)

/** What the verifier knows by itself. */
export interface LogProofDemands extends KnownLog {
  /** The entry of the log: for ours, the commitment of 32 octets. */
  readonly entry: Uint8Array
  readonly proof: string | Uint8Array
  readonly witnesses?: readonly NamedKey[]
  /** How many of the witnesses must have cosigned; none, when left out. */
  readonly quorum?: number
}

interface VerifiedLogProof {
  readonly index: number
  readonly checkpoint: VerifiedCheckpoint
  /** Of the witnesses that were asked about. */
  readonly cosignatures: readonly Cosignature[]
}

/** As the specification orders: leaf hash, log and its key, cosignatures, inclusion. @throws {CryptoError} `log` */
export function verifyLogProof(demands: LogProofDemands): VerifiedLogProof {
  const { entry, witnesses = [], quorum = 0 } = demands
  const { index, proof, checkpoint: note } = readLogProof(demands.proof)
  const checkpoint = readCheckpoint(note, demands)
  const cosignatures = cosignaturesOf(checkpoint, witnesses)
  if (cosignatures.length < quorum) {
    throw new CryptoError('log', `checkpoint is cosigned by ${cosignatures.length} known witnesses, expected ${quorum}`)
  }
  const { size, rootHash } = checkpoint
  verifyInclusion({ leafHash: leafHash(entry), index, size, proof, rootHash })
  return { index, checkpoint, cosignatures }
}
