// SQLite's write-ahead log: commits lengthen it, and in time it is carried over into the database. When, and by whom.

export interface Log {
  /** Pages of 4 KiB in the log, and those of them that are not yet carried over. */
  readonly walPages: number
  readonly walPagesWaiting: number
}

/** `passive` waits for nobody. `restart` lets the log begin anew, `truncate` also gives its space back; both hold up commits for a moment. */
export type CheckpointMode = 'passive' | 'restart' | 'truncate'

const worthCarrying = 1_000
const worthFinishing = 2_000
const tooLong = 16_384

/** What the thread of the checkpoints has to do after a commit. `idle`: nobody waits for another one. */
export function checkpointMode({ walPages, walPagesWaiting }: Log, idle: boolean): CheckpointMode | undefined {
  if (walPages >= tooLong) return idle ? 'truncate' : 'restart'
  return walPagesWaiting >= worthCarrying ? 'passive' : undefined
}

/**
 * Whether the writer shall carry over the rest itself. A log that is carried over to its last page begins anew in its own place, and
 * commits that do not lengthen a file are by far the cheapest (measured: up to twice as many a second); but the other thread never quite
 * catches up with a busy writer. Not again at once where a reader keeps the log from beginning anew.
 * @param finishedAt pages in the log when the writer did this last; 0 after it began anew.
 */
export function mayFinish({ walPages, walPagesWaiting }: Log, finishedAt: number): boolean {
  return walPages >= finishedAt + worthFinishing && walPagesWaiting * 4 <= walPages
}
