import { CryptoError } from '../fault.ts'
import { equal } from '../octets.ts'
import type { LogSigningKey } from './log-key.ts'
import { demandHash, demandSize, emptyRoot } from './log-tree.ts'
import {
  fromBase64,
  maxNoteBytes,
  type NamedKey,
  type NoteSignature,
  plainText,
  readNote,
  signNote,
  toBase64,
  verifyNote,
  writeNote,
} from './note.ts'

/** What a log says of itself (C2SP tlog-checkpoint): at this size, its tree has this root. */
export interface Checkpoint {
  /** Names the log for ever. */
  readonly origin: string
  readonly size: number
  /** 32 octets. */
  readonly rootHash: Uint8Array
}

/**
 * A checkpoint as it came, not verified: it tells whose key to take, and nothing else may be
 * believed of it.
 */
export interface ClaimedCheckpoint extends Checkpoint {
  /**
   * Lines after the third. We write none; those of another log are covered by its signature and
   * mean nothing to us.
   */
  readonly extensions: readonly string[]
  /** The signed text with its final line feed. */
  readonly text: string
  /** The whole note, verbatim. */
  readonly note: string
  readonly signatures: readonly NoteSignature[]
}

declare const verified: unique symbol
/**
 * Proof that the log's key signed it: only `readCheckpoint` makes one. That it continues an older
 * one is another matter.
 */
export type VerifiedCheckpoint = ClaimedCheckpoint & { readonly [verified]: true }

/** The log that is asked about, and its key. */
export interface KnownLog {
  readonly origin: string
  readonly key: NamedKey['key']
  /** Keys that it had before, by the chain of the cards that name them: the log is the same one. */
  readonly formerly?: readonly NamedKey['key'][]
}

const maxTextBytes = 4096
const maxOriginLength = 255

/** The origin of a member's log. */
export const logOrigin = (trustDomain: string): string => `${trustDomain}/log`

/**
 * The signed note of our own checkpoint, under the origin as key name.
 * The caller sees to it that no two of them are inconsistent.
 * @param keys one line each: while the key of the log changes, whoever knows one of them can
 *   verify.
 * @throws {CryptoError} `log` when it says what cannot be.
 */
export function signCheckpoint({ origin, size, rootHash }: Checkpoint, ...keys: readonly LogSigningKey[]): string {
  demandSize(size)
  demandHash(rootHash)
  if (size === 0 && !equal(rootHash, emptyRoot())) throw new CryptoError('log', 'an empty tree has no such root')
  const text = `${origin}\n${size}\n${toBase64(rootHash)}\n`
  return writeNote(
    text,
    keys.map((key) => signNote(text, origin, key)),
  )
}

/** A checkpoint of this log, by its key or one it had before. @throws {CryptoError} `log` */
export function readCheckpoint(
  note: string | Uint8Array,
  { origin, key, formerly = [] }: KnownLog,
): VerifiedCheckpoint {
  const claimed = claimedCheckpoint(note)
  if (claimed.origin !== origin) {
    throw new CryptoError('log', `checkpoint is of the log ${claimed.origin}, expected ${origin}`)
  }
  verifyNote(claimed, ...[key, ...formerly].map((each) => ({ name: origin, key: each })))
  return claimed as VerifiedCheckpoint
}

/**
 * What a checkpoint says, unverified, to find out which log it is of. @throws {CryptoError} `log`
 * unless of the form.
 */
export function claimedCheckpoint(found: string | Uint8Array): ClaimedCheckpoint {
  const note = plainText(found, maxNoteBytes, 'note')
  const { text, signatures } = readNote(note)
  if (text.length > maxTextBytes) throw new CryptoError('log', `text of a checkpoint is longer than ${maxTextBytes}`)
  const [origin, size, rootHash, ...extensions] = text.slice(0, -1).split('\n')
  if (!origin || !size || !rootHash || extensions.includes('')) {
    throw new CryptoError('log', 'expected a checkpoint of three lines or more, none empty')
  }
  if (origin.length > maxOriginLength) throw new CryptoError('log', `origin is longer than ${maxOriginLength}`)
  const read = { origin, size: readSize(size), rootHash: demandHash(fromBase64(rootHash)) }
  return { ...read, extensions, text, note, signatures }
}

/** A number of leaves in decimal, no leading zero. @throws {CryptoError} `log` */
export function readSize(decimal: string): number {
  const size = /^(?:0|[1-9][0-9]{0,15})$/.test(decimal) ? Number(decimal) : Number.NaN
  if (Number.isSafeInteger(size)) return size
  throw new CryptoError('log', 'expected a whole number in decimal without leading zeroes, below 2^53')
}
