// SQLite's write-ahead log: commits lengthen it, and in time it is carried over into the database.
// When, and by whom.

const pageBytes = 4096

export interface Log {
  /** Pages in the log, and those of them that are not yet carried over. */
  readonly walPages: number
  readonly walPagesWaiting: number
}

/**
 * `passive` waits for nobody. `restart` lets the log begin anew, `truncate` also gives its space
 * back; both hold up commits for a moment.
 */
export type CheckpointMode = 'passive' | 'restart' | 'truncate'

const worthCarrying = 1_000
const worthFinishing = 2_000
const mostWaiting = 6_000
const tooLong = 16_384

/**
 * What the thread of the checkpoints has to do after a commit. `idle`: nobody waits for another
 * one.
 */
export function checkpointMode({ walPages, walPagesWaiting }: Log, idle: boolean): CheckpointMode | undefined {
  if (walPages >= tooLong) return idle ? 'truncate' : 'restart'
  return walPagesWaiting >= worthCarrying ? 'passive' : undefined
}

/**
 * What the writer has to do itself after a commit. A log that is carried over to its last page
 * begins anew in its own place, and commits that do not lengthen a file are by far the cheapest
 * (measured: up to twice as many a second); but the other thread never quite catches up with a busy
 * writer, so the writer carries over the rest, once that is little. Not again at once where a
 * reader keeps the log from beginning anew. And where the other thread falls far behind, the writer
 * waits for it: the log is bounded.
 * @param finishedAt pages in the log when the writer did this last; 0 after it began anew.
 */
export function finishMode({ walPages, walPagesWaiting }: Log, finishedAt: number): CheckpointMode | undefined {
  if (walPages < finishedAt + worthFinishing) return undefined
  if (walPagesWaiting >= mostWaiting) return 'restart'
  return walPagesWaiting * 4 <= walPages ? 'passive' : undefined
}

/** Whether the database can grow by all that waits in the log, if it has to. */
export const fitsInto = (freeBytes: number, { walPagesWaiting }: Log): boolean =>
  walPagesWaiting * pageBytes <= freeBytes

/**
 * On a short disk the log is kept carried over, so that it need not grow; but never by the room
 * that is left for commits.
 */
export const mayCarryInto = (freeBytes: number, { walPagesWaiting }: Log): boolean =>
  walPagesWaiting > 0 && walPagesWaiting * pageBytes * 2 <= freeBytes
