// What is removed in time, and who may still need it: nothing goes that anybody does.

import type { NodeStore } from '../../../gateway/ports/keeping.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { prepared } from '../dialect/compiled.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { type Change, dropLookups, kept } from './change.ts'

/** What this file fulfils of the store's port. */
export const sweeping = ({ write }: Runner): Pick<NodeStore, 'purge'> => ({
  async purge(ask) {
    const parts: string[] = []
    // In slices, so that a large purge holds up nobody.
    for (;;) {
      const slice = await write(purge, { ...ask, limit: rowsAtOnce })
      parts.push(...slice.parts)
      if (!slice.more) return parts
    }
  },
})

/** By the names under which they are sent to whoever runs them. */
export const sweepingWrites = { purge } as const

const rowsAtOnce = 2_000

export type Purge = Parameters<Store['purge']>[0] & {
  /** At most so many rows of each kind. */
  readonly limit: number
}
interface Purged {
  /** Parts that no item has any more. */
  readonly parts: readonly string[]
  /** More is left that is old enough. */
  readonly more: boolean
}

interface Kept {
  /** Who needs it, for as long as it is there. */
  readonly neededBy: string
  /** When it goes, once nobody needs it. */
  readonly goes: string
}

/**
 * Everything that is kept for a while, in the order in which a sweep looks at it.
 * docs/operations.md is written from this table.
 */
export const keeping = {
  drafts: {
    neededBy: 'whoever may approve, return, change or withdraw it',
    goes: '`DRAFTS_KEEP_MS` after it was made, with its documents; its office hears of it by `draft.expired`, which is evidence too. One that quotes what is disposed of goes with that',
  },
  'documents that were uploaded': {
    neededBy: 'the message that took it, for ever; each draft that names it',
    goes: '`STAGED_KEEP_MS` after the upload; one that holds what is disposed of goes with that, with its part',
  },
  'answers to idempotency keys': { neededBy: 'nobody', goes: '`IDEMPOTENCY_KEEP_MS` after the request' },
  'parts (the octets of documents)': {
    neededBy: 'each document of ours or of a partner that is made of it',
    goes: 'with the last of them; what belongs to none, `STAGED_KEEP_MS` after it came',
  },
  'parts that are arriving, and their pieces': {
    neededBy: 'the connection that brings them; the delivery that names them',
    goes: 'when they gained less than 16 MiB in `STAGED_KEEP_MS`, or are whole and were named by no delivery for so long; a partner then sends them anew. A piece of less than 64 KiB goes with its connection',
  },
  'bodies and documents of a case': {
    neededBy: 'the case',
    goes: 'by the terms they were given under, when a person disposes of them; never by a sweep',
  },
  'registrations of letters, e-mails and calls': {
    neededBy: 'whoever reads the case',
    goes: '`REGISTRATIONS_KEEP_MS` after they were entered, with what finds their case by them; that something was registered, when and by whom stays in the evidence, and so does its digest',
  },
  events: { neededBy: 'whoever follows the feed', goes: '`EVENTS_KEEP_MS` after they were told' },
  'statements, receipts, evidence, terms, cards': { neededBy: 'the proof', goes: 'never' },
} as const satisfies Record<string, Kept>

/** One slice. Drafts end before it, so that what only they needed goes with them. */
export async function purge(db: Db, ask: Purge): Promise<Change<Purged>> {
  const { stagedBefore, idempotencyBefore, eventsBefore = 0, registrationsBefore = 0, limit } = ask
  const staged = (await purgeStaged(db, { before: stagedBefore, limit })).rows
  await forget(db, staged)
  const keys = await purgeKeys(db, { before: idempotencyBefore, limit })
  const parts = await unused(db, new Set(staged.map(({ partSha256 }) => partSha256)))
  const told = await purgeEvents(db, { before: eventsBefore, limit })
  const registered = (await purgeRegistrations(db, { before: registrationsBefore, limit })).rows
  for (const { id } of registered) await dropLookups(db, { holder: id })
  const gone = [staged.length, registered.length, Number(keys.numAffectedRows), Number(told.numAffectedRows)]
  const most = Math.max(...gone)
  return kept({ parts: [...parts], more: most === limit })
}

/** What was uploaded and never sent was nobody's, and nothing stays of it. */
async function forget(db: Db, staged: readonly { readonly id: string }[]): Promise<void> {
  for (let from = 0; from < staged.length; from += partsAtOnce)
    await forgetFingerprints(db, { holders: staged.slice(from, from + partsAtOnce).map(({ id }) => id) })
}

const forgetFingerprints = prepared((query, { holders }: { holders: string[] }) =>
  query.deleteFrom('fingerprints').where('holder', 'in', holders),
)

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

/**
 * What no message took and no draft needs. Of the drafts that an older program made it is not known
 * what they need: whatever was there when they were made stays until they are gone.
 */
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
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('draftItems').select('draft').whereRef('draftItems.item', '=', 'items.id'))),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('drafts')
                .select('drafts.id')
                .where('drafts.partner', 'is', null)
                .whereRef('drafts.at', '>=', 'items.storedAt'),
            ),
          ),
        )
        .limit(limit),
    )
    .returning(['id', 'partSha256']),
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
/**
 * The oldest by their numbers, so that where none is old enough no more than so many are looked at.
 */
const purgeEvents = prepared((query, { before, limit }: { before: number; limit: number }) =>
  query.deleteFrom('events').where('seq', 'in', (inner) =>
    inner
      .selectFrom((oldest) =>
        oldest.selectFrom('events').select(['seq', 'at']).orderBy('seq').limit(limit).as('oldest'),
      )
      .select('oldest.seq')
      .where('oldest.at', '<', before),
  ),
)
/** As of events: their ids are in the order in which they were entered. */
const purgeRegistrations = prepared((query, { before, limit }: { before: number; limit: number }) =>
  query
    .deleteFrom('registrations')
    .where('id', 'in', (inner) =>
      inner
        .selectFrom((oldest) =>
          oldest.selectFrom('registrations').select(['id', 'at']).orderBy('id').limit(limit).as('oldest'),
        )
        .select('oldest.id')
        .where('oldest.at', '<', before),
    )
    .returning('id'),
)
const partsInUse = prepared((query, { parts }: { parts: string[] }) =>
  query.selectFrom('items').select('partSha256').distinct().where('partSha256', 'in', parts),
)
