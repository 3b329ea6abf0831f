// The writing operations by name: what a caller sends to the thread that owns the database.

import { bringBack } from '../operations/bringing-back.ts'
import type { Change } from '../operations/change.ts'
import { claim, recover, redeliver, renew, settle } from '../operations/delivering.ts'
import { prove, record, takeNodeLease } from '../operations/keeping.ts'
import { addLogNodes, keepCards, keepReceipt, saveCheckpoint, saveStamp, saveWitnessed } from '../operations/logging.ts'
import { accept } from '../operations/receiving.ts'
import { moveCases, register } from '../operations/reminding.ts'
import { addDraft, addItem, addTerms, submit } from '../operations/submitting.ts'
import { purge } from '../operations/sweeping.ts'
import type { Db } from './schema.ts'

export const writes = {
  submit,
  addTerms,
  addItem,
  addDraft,
  accept,
  claim,
  renew,
  settle,
  recover,
  bringBack,
  redeliver,
  takeNodeLease,
  moveCases,
  register,
  record,
  purge,
  prove,
  addLogNodes,
  saveCheckpoint,
  saveStamp,
  saveWitnessed,
  keepCards,
  keepReceipt,
} as const

export type WriteName = keyof typeof writes
export type WriteAsk<N extends WriteName> = Parameters<(typeof writes)[N]>[1]
export type WriteAnswer<N extends WriteName> =
  Awaited<ReturnType<(typeof writes)[N]>> extends Change<infer Answer> ? Answer : never

/** Operations that take something new in, and the proof that it would be. Refused while space is short, so that what is here can leave. */
export const intake: ReadonlySet<WriteName> = new Set(['submit', 'addTerms', 'addItem', 'addDraft', 'accept', 'prove'])

/** Runs an operation by its name, within the transaction that is open. */
export const runWrite = (db: Db, name: WriteName, ask: unknown): Promise<Change<unknown>> =>
  (writes[name] as (db: Db, ask: unknown) => Promise<Change<unknown>>)(db, ask)
