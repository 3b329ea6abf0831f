import { CryptoError } from '../fault.ts'
import { type KnownLog, readCheckpoint, readSize, type VerifiedCheckpoint } from './checkpoint.ts'
import { type Cosignature, cosignaturesOf } from './cosignature.ts'
import { maxProofHashes, verifyInclusion } from './log-path.ts'
import { leafHash } from './log-tree.ts'
import { fromBase64, maxNoteBytes, type NamedKey, plainText, toBase64 } from './note.ts'
import { proofLines, readProofLines } from './witness.ts'

/*
 * C2SP tlog-proof v1: all it takes to show, offline, that an entry is in a log and who has seen it. The file ending is
 * `.tlog-proof`.
 */

const firstLine = 'c2sp.org/tlog-proof@v1'
const maxExtraBytes = 16 * 1024
const maxBytes = maxNoteBytes + 32 * 1024

interface LogProof {
  /** From zero. */
  readonly index: number
  /** From the sibling of the leaf to the child of the root. */
  readonly proof: readonly Uint8Array[]
  /** The whole note, with cosignatures. */
  readonly checkpoint: string
  /** Signed by nobody: not to be believed. We write none. */
  readonly extra?: Uint8Array
}

/** @throws {CryptoError} `log` when it would not be read back the same. */
export function writeLogProof({ index, proof, checkpoint, extra }: LogProof): string {
  const extraLine = extra ? [`extra ${toBase64(extra)}\n`] : []
  const written = [`${firstLine}\n`, ...extraLine, `index ${index}\n`, ...proofLines(proof), '\n', checkpoint].join('')
  readLogProof(written)
  return written
}

/** Nothing is verified yet. @throws {CryptoError} `log` unless of the form. */
export function readLogProof(found: string | Uint8Array): LogProof {
  const text = plainText(found, maxBytes, 'proof')
  const blank = text.indexOf('\n\n')
  if (blank < 0) throw new CryptoError('log', 'proof has no blank line before its checkpoint')
  const [first, ...lines] = text.slice(0, blank).split('\n', maxProofHashes + 4)
  if (first !== firstLine) throw new CryptoError('log', `proof does not begin with ${firstLine}`)
  const extra = lines[0]?.startsWith('extra ') ? readExtra((lines.shift() as string).slice(6)) : undefined
  const index = lines.shift()
  if (!index?.startsWith('index ')) throw new CryptoError('log', 'proof does not say the index')
  return {
    index: readSize(index.slice(6)),
    proof: readProofLines(lines),
    checkpoint: text.slice(blank + 2),
    ...(extra ? { extra } : {}),
  }
}

declare const verified: unique symbol
/** Proof that the entry is in the log under the checkpoint: only `verifyLogProof` makes one. */
type VerifiedLogProof = {
  readonly index: number
  readonly checkpoint: VerifiedCheckpoint
  /** Of the witnesses that were asked about. */
  readonly cosignatures: readonly Cosignature[]
  readonly [verified]: true
}

/** What the verifier knows by itself. */
export interface LogProofDemands extends KnownLog {
  /** The entry of the log: for ours, the commitment of 32 octets. */
  readonly entry: Uint8Array
  readonly proof: string | Uint8Array
  readonly witnesses?: readonly NamedKey[]
  /** How many of the witnesses must have cosigned; none, when left out. */
  readonly quorum?: number
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
  return { index, checkpoint, cosignatures } as unknown as VerifiedLogProof
}

function readExtra(encoded: string): Uint8Array {
  const extra = fromBase64(encoded)
  if (extra.length > 0 && extra.length <= maxExtraBytes) return extra
  throw new CryptoError('log', `found ${extra.length} octets of extra data, expected 1 to ${maxExtraBytes}`)
}
