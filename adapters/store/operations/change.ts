// What a writing operation answers, and the steps that several of them share.
import { sql } from 'kysely'

import { Problem } from '../../../gateway/model/problems/problems.ts'
import type {
  CaseChange,
  CaseRow,
  EvidenceKind,
  IdempotencyRow,
  ItemKey,
  NewEvent,
  Since,
} from '../../../gateway/ports/rows.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import { type StoredNewEvidence, storedEvent } from '../dialect/rows.ts'
import type { Db, Numbered } from '../dialect/schema.ts'
import { entered } from '../placing.ts'
import { leave } from '../shown/assigned.ts'
import { count } from '../shown/counting.ts'
import { show } from '../shown/writing.ts'

// A database that is reached over a line is asked all at once what does not depend on the answers:
// it keeps the order in which it is asked.

/**
 * The answer of an operation; with `undo`, everything it wrote is rolled back, and the answer
 * stands.
 */
export interface Change<Answer> {
  readonly answer: Answer
  readonly undo?: true
  /**
   * Where a receipt is to be given for it before the commit: the place in the log of its first
   * evidence, from 0.
   */
  readonly first?: number
}
export const kept = <Answer>(answer: Answer): Change<Answer> => ({ answer })
export const undone = <Answer>(answer: Answer): Change<Answer> => ({ answer, undo: true })

/**
 * Puts each case in the place of the revision it was made from; `false` when one of them moved on
 * or is there already. What never changes in a case (partner, agreement, profile, role, day of
 * opening) is written once.
 */
export async function changeCases(db: Db, cases: readonly CaseChange[]): Promise<boolean> {
  for (const { row, from } of cases)
    if (row.revision !== (from ?? 0) + 1)
      throw new Problem('internal', `case ${row.id} was changed from revision ${from ?? 0} to ${row.revision}`)
  const changing = cases.map(({ row, from }) => (from === null ? openCase(db, [row]) : moveCase(db, row, from)))
  if (cases.some(({ between }) => between)) changing.push(raiseThreads(db))
  const along = cases.flatMap(({ row, handed }) =>
    handed ? [draftsAlong(db, { id: row.id, office: row.office }), leave(db, { case: row.id })] : [],
  )
  // A case that was not changed takes what is written here with it: all of it is rolled back then.
  const beside = cases.flatMap((change) => [show(db, change), count(db, change)])
  const [changed] = await Promise.all([Promise.all(changing), Promise.all([...beside, ...along])])
  return changed.every((rows) => rows === 1)
}

const draftsAlong = prepared((query, { id, office }: { id: string; office: string }) =>
  query.updateTable('drafts').set({ office }).where('case', '=', id),
)

const raiseThreads = async (db: Db) => Number((await oneThreadMore(db, {})).numAffectedRows)
const oneThreadMore = prepared((query, _: Record<string, never>) =>
  query
    .updateTable('counters')
    .set(({ eb }) => ({ threads: eb('threads', '+', 1) }))
    .where('id', '=', 1),
)

async function moveCase(db: Db, row: CaseRow, from: number): Promise<number> {
  const { id, office, state, dueOn, dueAt, changedAt, revision, clock, previousSha256, remindAt } = row
  const ask = { id, office, state, dueOn, dueAt, changedAt, revision, clock, previousSha256, remindAt, from }
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

/**
 * Gives items what their keys become.
 * @throws {Problem} `internal` for an item of another case or partner, so that no forgotten check
 *   lets one case open or destroy another's.
 */
export async function changeItemKeys(
  db: Db,
  keys: readonly ItemKey[],
  owners: { readonly cases: readonly string[]; readonly partner: string },
): Promise<void> {
  // A list in a query must not be empty.
  const cases = owners.cases.length === 0 ? [''] : [...new Set(owners.cases)]
  const setting = keys.map((each) => setItemKey(db, { ...each, cases, partner: owners.partner }))
  for (const [index, { numAffectedRows }] of (await Promise.all(setting)).entries())
    if (Number(numAffectedRows) !== 1)
      throw new Problem('internal', `item ${keys[index]?.id} is none of the case's, its key stays`)
}

const setItemKey = prepared((query, { id, cases, partner, ...values }: ItemKeyAsk) =>
  query.updateTable('items').set(values).where('id', '=', id).where('case', 'in', cases).where('partner', '=', partner),
)
type ItemKeyAsk = { [K in keyof ItemKey]: ItemKey[K] } & { cases: string[]; partner: string }

/**
 * Destroys bodies of messages with their keys, and what finds their case by them; statements and
 * seals stay.
 * @throws {Problem} `internal` for a message of another case.
 */
export async function destroyBodies(db: Db, messages: readonly string[], of: string): Promise<void> {
  const destroying = messages.map((id) => destroyBody(db, { id, of }))
  await Promise.all(messages.map((holder) => dropLookups(db, { holder })))
  for (const [index, { numAffectedRows }] of (await Promise.all(destroying)).entries())
    if (Number(numAffectedRows) !== 1)
      throw new Problem('internal', `message ${messages[index]} is none of the case's, its body stays`)
}

const destroyBody = prepared((query, { id, of }: { id: string; of: string }) =>
  query.updateTable('messages').set({ secret: null, key: null }).where('id', '=', id).where('case', '=', of),
)

export const dropLookups = prepared((query, { holder }: { holder: string }) =>
  query.deleteFrom('lookups').where('holder', '=', holder),
)

/** Whether what was counted from the evidence of these cases still is all there is of it. */
export async function nothingSince(db: Db, since: readonly Since[]): Promise<boolean> {
  const newer = await Promise.all(since.map((each) => findSince(db, each)))
  return newer.every(({ rows }) => rows.length === 0)
}

const findSince = prepared((query, { case: of, kind, seq }: { case: string; kind: EvidenceKind; seq: number }) =>
  query
    .selectFrom('evidence')
    .select('seq')
    .where('case', '=', of)
    .where('seq', '>', seq)
    .where('kind', '=', kind)
    .limit(1),
)

/**
 * Takes so many numbers of each series: the last ones of them.
 * @throws {Problem} `internal` outside of a transaction
 */
export function takeNumbers(db: Db, take: Numbered): Numbered {
  if (!db.numbers) throw new Problem('internal', 'numbers are taken in a transaction only')
  return db.numbers(take)
}

/**
 * Appends to the feed and to the evidence, numbered on; `last` as `takeNumbers` gave it for exactly
 * these.
 */
export async function append(
  db: Db,
  last: Numbered,
  { events, evidence }: { events: readonly NewEvent[]; evidence: readonly StoredNewEvidence[] },
): Promise<void> {
  const rows = await entered(db, evidence)
  await Promise.all([
    insertEvents(db, numbered(events.map(storedEvent), last.event)),
    insertEvidence(db, numbered(rows, last.evidence)),
  ])
}

/** Appends what takes no other number. */
export async function chronicle(
  db: Db,
  entries: { events: readonly NewEvent[]; evidence: readonly StoredNewEvidence[] },
): Promise<void> {
  const { events, evidence } = entries
  if (events.length + evidence.length === 0) return
  await append(db, takeNumbers(db, { event: events.length, evidence: evidence.length, delivery: 0 }), entries)
}

/**
 * In the words of the index by subject: there are many of these, and nobody looks for them by it.
 */
export const bySubject = sql<boolean>`kind not in ('release', 'denial')`

const insertEvents = inserting('events')
const insertEvidence = inserting('evidence')

const numbered = <Row extends object>(rows: readonly Row[], last: number): (Row & { seq: number })[] =>
  rows.map((row, index) => ({ ...row, seq: last - rows.length + 1 + index }))

/** What is stored under an idempotency key that was there. */
export async function keyStored(db: Db, { client, key }: IdempotencyRow): Promise<IdempotencyRow> {
  const [stored] = (await keyOf(db, { client, key })).rows
  if (!stored) throw new Error('an idempotency key was there and is not')
  return stored
}

export const keyOf = prepared((query, { client, key }: { client: string; key: string }) =>
  query.selectFrom('idempotency').selectAll().where('client', '=', client).where('key', '=', key),
)

export const insertKey = inserting('idempotency', 'skip')

/** @throws {Problem} `idempotency-key-reused` for one that is there. */
export async function demandNewKey(db: Db, key: IdempotencyRow | null | undefined): Promise<void> {
  if (key && (await insertKey(db, [key])) === 0)
    throw new Problem('idempotency-key-reused', 'this idempotency key is in use by another request')
}
