import { CryptoError } from '../fault.ts'
import { equal } from '../octets.ts'
import {
  type Checkpoint,
  type ClaimedCheckpoint,
  claimedCheckpoint,
  type KnownLog,
  readCheckpoint,
  readSize,
  type VerifiedCheckpoint,
} from './checkpoint.ts'
import { maxProofHashes, verifyConsistency } from './log-path.ts'
import { demandHash, demandSize, emptyRoot } from './log-tree.ts'
import { fromBase64, maxNoteBytes, plainText, toBase64 } from './note.ts'

/*
 * C2SP tlog-witness without its HTTP: the body of add-checkpoint, its answers, and the decision.
 * Answers that are signature lines are read and written by note.ts.
 */

/** The longest body that `readAddCheckpoint` takes. */
export const maxAddCheckpointBytes = maxNoteBytes + 4096
/** Media type of the answer to a conflict. */
export const conflictMediaType = 'text/x.tlog.size'

/**
 * What a log submits: its newest checkpoint, and that it continues the one the witness last
 * cosigned.
 */
export interface AddCheckpoint {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: ClaimedCheckpoint
}

/** @param checkpoint the whole note. @throws {CryptoError} `log` */
export function writeAddCheckpoint({
  oldSize,
  proof,
  checkpoint,
}: Omit<AddCheckpoint, 'checkpoint'> & { checkpoint: string }): string {
  const body = [`old ${oldSize}\n`, ...proofLines(proof), '\n', checkpoint].join('')
  readAddCheckpoint(body)
  return body
}

/** Not of this form: 400 Bad Request. @throws {CryptoError} `log` */
export function readAddCheckpoint(body: string | Uint8Array): AddCheckpoint {
  const found = plainText(body, maxAddCheckpointBytes, 'add-checkpoint request')
  const blank = found.indexOf('\n\n')
  if (blank < 0) throw new CryptoError('log', 'add-checkpoint request has no blank line before its checkpoint')
  const [old = '', ...lines] = found.slice(0, blank).split('\n', maxProofHashes + 2)
  if (!old.startsWith('old ')) throw new CryptoError('log', 'add-checkpoint request does not begin with the old size')
  const oldSize = readSize(old.slice(4))
  return { oldSize, proof: readProofLines(lines), checkpoint: claimedCheckpoint(found.slice(blank + 2)) }
}

/** The body of 409 Conflict: the size that the witness last cosigned. */
export function writeConflict(size: number): string {
  demandSize(size)
  return `${size}\n`
}

/** @throws {CryptoError} `log` */
export const readConflict = (body: string | Uint8Array): number =>
  readSize(plainText(body, 32, 'answer of the witness').slice(0, -1))

/** Each hash in base64 on a line of its own: so in add-checkpoint and in tlog-proof. */
export const proofLines = (proof: readonly Uint8Array[]): string[] => proof.map((hash) => `${toBase64(hash)}\n`)

/** @throws {CryptoError} `log` */
export function readProofLines(lines: readonly string[]): Uint8Array[] {
  if (lines.length > maxProofHashes) throw new CryptoError('log', `found more than ${maxProofHashes} proof lines`)
  return lines.map((line) => demandHash(fromBase64(line)))
}

declare const consistent: unique symbol
/**
 * Proof that a checkpoint is signed by its log and continues all that we know of it: only
 * `decideAddCheckpoint` makes one.
 */
export type ConsistentCheckpoint = VerifiedCheckpoint & { readonly [consistent]: true }

/** Why a checkpoint is refused, and the status that C2SP tlog-witness gives it. */
const refusals = {
  'unknown-origin': 404,
  'bad-signature': 403,
  /** The checkpoint is smaller than the old size: the log has gone back. */
  rollback: 400,
  /** Of the empty tree, under another root. */
  'bad-root': 422,
  /** Same size, other root: signed, so proof that there are two histories. */
  fork: 422,
  'bad-proof': 422,
} as const
type Refusal = keyof typeof refusals

export type Decision =
  /** To be kept, in the transaction that read what was known, before anything is cosigned. */
  | { readonly verdict: 'accept'; readonly checkpoint: ConsistentCheckpoint }
  /**
   * The log counts from another size than ours; told it, it asks again. Its signature is good, so
   * `alarm` says when this is more than lag: `fork` is proof, `rollback` may also be an old
   * checkpoint that someone sent once more.
   */
  | {
      readonly verdict: 'conflict'
      readonly size: number
      readonly checkpoint: VerifiedCheckpoint
      readonly alarm?: 'rollback' | 'fork'
    }
  | {
      readonly verdict: 'refuse'
      readonly reason: Refusal
      readonly status: (typeof refusals)[Refusal]
      readonly detail: string
    }

/**
 * What a witness answers, the checks in the order of C2SP tlog-witness.
 * @param known what it last cosigned for this log; `undefined` when nothing.
 * @param log   the log it knows by the origin of the request; `undefined` when none.
 */
export function decideAddCheckpoint(
  known: Pick<Checkpoint, 'size' | 'rootHash'> | undefined,
  { oldSize, proof, checkpoint: claimed }: AddCheckpoint,
  log: KnownLog | undefined,
): Decision {
  if (log?.origin !== claimed.origin) return refuse('unknown-origin', `log ${claimed.origin} is not known here`)
  const signed = attempt(() => readCheckpoint(claimed.note, log))
  if (!signed.done) return refuse('bad-signature', signed.detail)
  const checkpoint = signed.value
  const { size, rootHash } = checkpoint
  if (oldSize > size) return refuse('rollback', `old size ${oldSize} is greater than the checkpoint's ${size}`)
  const latest = known ?? { size: 0, rootHash: emptyRoot() }
  if (oldSize !== latest.size)
    return { verdict: 'conflict', size: latest.size, checkpoint, ...alarm(latest, checkpoint) }
  if (size === 0 && !equal(rootHash, emptyRoot())) return refuse('bad-root', 'an empty tree has no such root')
  if (oldSize === size && !equal(rootHash, latest.rootHash)) {
    return refuse('fork', `tree of size ${size} has another root than the one that was cosigned`)
  }
  const continued = attempt(() => verifyConsistency({ oldSize, oldRootHash: latest.rootHash, size, rootHash, proof }))
  if (!continued.done) return refuse('bad-proof', continued.detail)
  return { verdict: 'accept', checkpoint: checkpoint as ConsistentCheckpoint }
}

function alarm(latest: Pick<Checkpoint, 'size' | 'rootHash'>, { size, rootHash }: Checkpoint) {
  if (size < latest.size) return { alarm: 'rollback' } as const
  return size === latest.size && !equal(rootHash, latest.rootHash) ? ({ alarm: 'fork' } as const) : {}
}

const refuse = (reason: Refusal, detail: string): Decision => ({
  verdict: 'refuse',
  reason,
  status: refusals[reason],
  detail,
})

function attempt<T>(check: () => T): { done: true; value: T } | { done: false; detail: string } {
  try {
    return { done: true, value: check() }
  } catch (error) {
    if (error instanceof CryptoError) return { done: false, detail: error.message }
    throw error
  }
}
