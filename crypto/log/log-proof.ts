import { CryptoError } from '../fault.ts'
import { readSize } from './checkpoint.ts'
import { maxProofHashes } from './log-path.ts'
import { fromBase64, maxNoteBytes, plainText, toBase64 } from './note.ts'
import { proofLines, readProofLines } from './witness.ts'

/*
 * C2SP tlog-proof v1: all it takes to show, offline, that an entry is in a log and who has seen it.
 * The file ending is `.tlog-proof`.
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

function readExtra(encoded: string): Uint8Array {
  const extra = fromBase64(encoded)
  if (extra.length > 0 && extra.length <= maxExtraBytes) return extra
  throw new CryptoError('log', `found ${extra.length} octets of extra data, expected 1 to ${maxExtraBytes}`)
}
