// The writing operations by name: what a caller sends to the thread that owns the database.

import { bringingBackWrites } from '../operations/bringing-back.ts'
import type { Change } from '../operations/change.ts'
import { destroyingWrites } from '../operations/content/destroying.ts'
import { lookingUpWrites } from '../operations/content/looking-up.ts'
import { restoringWrites } from '../operations/content/restoring.ts'
import { rewrappingWrites } from '../operations/content/rewrapping.ts'
import { deliveringWrites } from '../operations/delivering.ts'
import { draftingWrites } from '../operations/drafting.ts'
import { keepingWrites } from '../operations/keeping.ts'
import { loggingWrites } from '../operations/logging.ts'
import { receivingWrites } from '../operations/receiving.ts'
import { remindingWrites } from '../operations/reminding.ts'
import { submittingWrites } from '../operations/submitting.ts'
import { sweepingWrites } from '../operations/sweeping.ts'
import type { Db } from './schema.ts'

const writes = {
  ...submittingWrites,
  ...draftingWrites,
  ...receivingWrites,
  ...deliveringWrites,
  ...bringingBackWrites,
  ...loggingWrites,
  ...remindingWrites,
  ...keepingWrites,
  ...sweepingWrites,
  ...destroyingWrites,
  ...rewrappingWrites,
  ...restoringWrites,
  ...lookingUpWrites,
} as const

export type WriteName = keyof typeof writes
export type WriteAsk<N extends WriteName> = Parameters<(typeof writes)[N]>[1]
export type WriteAnswer<N extends WriteName> =
  Awaited<ReturnType<(typeof writes)[N]>> extends Change<infer Answer> ? Answer : never

/**
 * Operations that take something new in, and the proof that it would be. Refused while space is
 * short, so that what is here can leave.
 */
export const intake: ReadonlySet<WriteName> = new Set([
  'submit',
  'addTerms',
  'addItem',
  'addDraft',
  'changeDraft',
  'accept',
  'prove',
])

/** Runs an operation by its name, within the transaction that is open. */
export const runWrite = (db: Db, name: WriteName, ask: unknown): Promise<Change<unknown>> =>
  (writes[name] as (db: Db, ask: unknown) => Promise<Change<unknown>>)(db, ask)

const names = new Map<unknown, string>(Object.entries(writes).map(([name, operation]) => [operation, name]))

/** @throws {Error} for an operation that stands in the table of no file */
export function nameOf(operation: (db: Db, ask: never) => Promise<Change<unknown>>): WriteName {
  const name = names.get(operation)
  if (name === undefined) throw new Error(`the operation ${operation.name} is in no table of writes`)
  return name as WriteName
}
