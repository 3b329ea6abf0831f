// The whole store, for whoever opens one: its duties together. A flow is given the duties that it
// needs.

import type { DeliveringStore } from './delivering.ts'
import type { EvidenceStore } from './evidence.ts'
import type { DestroyingStore, EpochStore, KeepingStore, NodeStore } from './keeping.ts'
import type { LookupStore, ReadingStore, ShownStore } from './reading.ts'
import type { ReceivingStore, RestoringStore } from './receiving.ts'
import type { SubmittingStore } from './submitting.ts'

/**
 * Durable once a promise resolves, across crash and power loss. Each method is one transaction: all
 * of it or nothing. Safe for any number of callers; calls that wait for the disk share one commit.
 * A full disk, a lost database or a corrupt file reject with Problem `storage-full` or
 * `storage-failed`, and nothing is half done.
 */
export interface Store
  extends SubmittingStore,
    ReceivingStore,
    DeliveringStore,
    ReadingStore,
    LookupStore,
    EvidenceStore,
    KeepingStore,
    ShownStore,
    NodeStore,
    DestroyingStore,
    EpochStore,
    RestoringStore {
  /** For whoever opened it. */
  close(): Promise<void>
}
