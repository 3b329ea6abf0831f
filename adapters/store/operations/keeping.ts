// What is removed in time, what is recorded by itself, and the proof that a commit is possible.
import type { DutyRow } from '../../../gateway/records.ts'
import { prepared } from '../compiled.ts'
import type { StoredNewEvidence } from '../rows.ts'
import type { Db } from '../schema.ts'
import { type Change, chronicle, kept } from './change.ts'

export async function record(db: Db, { evidence }: { evidence: readonly StoredNewEvidence[] }): Promise<Change<null>> {
  await chronicle(db, { events: [], evidence })
  return kept(null)
}

/** Compares and swaps in one statement: of many nodes that ask at once one wins. */
export async function takeDuty(db: Db, { duty, now, believedUntil }: DutyAsk): Promise<Change<boolean>> {
  return kept(Number((await upsertDuty(db, { ...duty, now, believedUntil })).numAffectedRows) === 1)
}

interface DutyAsk {
  readonly duty: DutyRow
  readonly now: number
  readonly believedUntil: number
}
type Upsert = { [D in keyof DutyRow]: DutyRow[D] } & { now: number; believedUntil: number }

const upsertDuty = prepared((query, { now, believedUntil, ...duty }: Upsert) =>
  query
    .insertInto('duties')
    .values(duty)
    .onConflict((there) =>
      there
        .column('name')
        .doUpdateSet(({ ref }) => ({ node: ref('excluded.node'), until: ref('excluded.until') }))
        .where(({ or, eb, ref }) =>
          or([
            eb('duties.node', '=', ref('excluded.node')),
            eb('duties.until', '<=', now),
            eb('duties.until', '>', believedUntil),
          ]),
        ),
    ),
)

export interface Purge {
  readonly stagedBefore: number
  readonly idempotencyBefore: number
  readonly draftsBefore: number
  /** At most so many rows of each kind. */
  readonly limit: number
}
export interface Purged {
  /** Parts that no item has any more. */
  readonly parts: readonly string[]
  /** More is left that is old enough. */
  readonly more: boolean
}

export async function purge(
  db: Db,
  { stagedBefore, idempotencyBefore, draftsBefore, limit }: Purge,
): Promise<Change<Purged>> {
  const staged = (await purgeStaged(db, { before: stagedBefore, limit })).rows
  const keys = await purgeKeys(db, { before: idempotencyBefore, limit })
  const drafts = await purgeDrafts(db, { before: draftsBefore, limit })
  const parts = await unused(db, new Set(staged.map(({ partSha256 }) => partSha256)))
  const most = Math.max(staged.length, Number(keys.numAffectedRows), Number(drafts.numAffectedRows))
  return kept({ parts: [...parts], more: most === limit })
}

async function unused(db: Db, parts: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const left = new Set(parts)
  const all = [...parts]
  for (let from = 0; from < all.length; from += partsAtOnce) {
    const { rows } = await partsInUse(db, { parts: all.slice(from, from + partsAtOnce) })
    for (const { partSha256 } of rows) left.delete(partSha256)
  }
  return left
}

/** As many as one statement asks for. */
const partsAtOnce = 100

const purgeStaged = prepared((query, { before, limit }: { before: number; limit: number }) =>
  query
    .deleteFrom('items')
    .where('id', 'in', (inner) =>
      inner
        .selectFrom('items')
        .select('id')
        .where('message', 'is', null)
        .where('direction', '=', 'out')
        .where('storedAt', '<', before)
        .limit(limit),
    )
    .returning('partSha256'),
)
const purgeKeys = prepared((query, { before, limit }: { before: number; limit: number }) =>
  query
    .deleteFrom('idempotency')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('client', 'key'),
        'in',
        selectFrom('idempotency')
          .select(['client', 'key'])
          .where('at', '<', before)
          .limit(limit)
          .$asTuple('client', 'key'),
      ),
    ),
)
const purgeDrafts = prepared((query, { before, limit }: { before: number; limit: number }) =>
  query
    .deleteFrom('drafts')
    .where('id', 'in', (inner) => inner.selectFrom('drafts').select('id').where('at', '<', before).limit(limit)),
)
const partsInUse = prepared((query, { parts }: { parts: string[] }) =>
  query.selectFrom('items').select('partSha256').distinct().where('partSha256', 'in', parts),
)

/** Writes one row in place, so that its commit has to reach the disk. */
export async function prove(db: Db, _: null): Promise<Change<null>> {
  await touchCounters(db, {})
  return kept(null)
}

const touchCounters = prepared((query, _: Record<string, never>) =>
  query.updateTable('counters').set({ id: 1 }).where('id', '=', 1),
)
