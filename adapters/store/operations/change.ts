// What a writing operation answers, and the steps that several of them share.

import { Problem } from '../../../gateway/model/problems.ts'
import type { CaseChange, CaseRow, NewEvent } from '../../../gateway/records.ts'
import { inserting, prepared } from '../compiled.ts'
import type { StoredNewEvidence } from '../rows.ts'
import type { Db } from '../schema.ts'

/** The answer of an operation; with `undo`, everything it wrote is rolled back, and the answer stands. */
export interface Change<Answer> {
  readonly answer: Answer
  readonly undo?: true
}
export const kept = <Answer>(answer: Answer): Change<Answer> => ({ answer })
export const undone = <Answer>(answer: Answer): Change<Answer> => ({ answer, undo: true })

/**
 * Puts each case in the place of the revision it was made from; `false` when one of them moved on or is there already.
 * What never changes in a case (partner, agreement, profile, role, day of opening) is written once.
 */
export async function changeCases(db: Db, cases: readonly CaseChange[]): Promise<boolean> {
  for (const { row, from } of cases) {
    if (row.revision !== (from ?? 0) + 1)
      throw new Problem('internal', `case ${row.id} was changed from revision ${from ?? 0} to ${row.revision}`)
    const changed = from === null ? await openCase(db, [row]) : await moveCase(db, row, from)
    if (changed !== 1) return false
  }
  return true
}

async function moveCase(db: Db, row: CaseRow, from: number): Promise<number> {
  const { id, office, state, dueOn, dueAt, changedAt, revision, clock, previousSha256 } = row
  const ask = { id, office, state, dueOn, dueAt, changedAt, revision, clock, previousSha256, from }
  return Number((await moveCaseFrom(db, ask)).numAffectedRows)
}

const openCase = inserting('cases', 'skip')
const moveCaseFrom = prepared(
  (
    query,
    {
      id,
      from,
      ...values
    }: Omit<CaseRow, 'partner' | 'agreement' | 'profile' | 'role' | 'openedAt'> & { from: number },
  ) => query.updateTable('cases').set(values).where('id', '=', id).where('revision', '=', from),
)

export interface Numbered {
  readonly event: number
  readonly evidence: number
  readonly delivery: number
}

/** Takes so many numbers of each series and resolves with the last ones: gapless, and increasing in the order of commits. */
export async function takeNumbers(db: Db, take: Numbered): Promise<Numbered> {
  const [last] = (await nextNumbers(db, { ...take })).rows
  if (!last) throw new Problem('internal', 'the counters of the store are gone')
  return last
}

const nextNumbers = prepared((query, take: { event: number; evidence: number; delivery: number }) =>
  query
    .updateTable('counters')
    .set((row) => ({
      event: row('event', '+', take.event),
      evidence: row('evidence', '+', take.evidence),
      delivery: row('delivery', '+', take.delivery),
    }))
    .where('id', '=', 1)
    .returning(['event', 'evidence', 'delivery']),
)

/** Appends to the feed and to the evidence, numbered on; `last` as `takeNumbers` gave it for exactly these. */
export async function append(
  db: Db,
  last: Numbered,
  { events, evidence }: { events: readonly NewEvent[]; evidence: readonly StoredNewEvidence[] },
): Promise<void> {
  await insertEvents(db, numbered(events, last.event))
  await insertEvidence(db, numbered(evidence, last.evidence))
}

/** Appends what takes no other number. */
export async function chronicle(
  db: Db,
  entries: { events: readonly NewEvent[]; evidence: readonly StoredNewEvidence[] },
): Promise<void> {
  const { events, evidence } = entries
  if (events.length + evidence.length === 0) return
  await append(db, await takeNumbers(db, { event: events.length, evidence: evidence.length, delivery: 0 }), entries)
}

const insertEvents = inserting('events')
const insertEvidence = inserting('evidence')

const numbered = <Row extends object>(rows: readonly Row[], last: number): (Row & { seq: number })[] =>
  rows.map((row, index) => ({ ...row, seq: last - rows.length + 1 + index }))
