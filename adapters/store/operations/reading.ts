// Everything that is looked up or listed.

import { sql } from 'kysely'
import type { DecidingStore, EventsAsk, ReadingStore } from '../../../gateway/ports/reading.ts'
import type { ReceivingStore } from '../../../gateway/ports/receiving.ts'
import type { CaseRow, EventRow, IdempotencyRow, ItemRow, MessageRow, ReceiptRow } from '../../../gateway/ports/rows.ts'
import type { DraftRow, SubmittingStore } from '../../../gateway/ports/submitting.ts'
import { prepared } from '../dialect/compiled.ts'
import { pageOf, readDeliveryCursor, readIdCursor } from '../dialect/cursor.ts'
import { eventOf, messageOf } from '../dialect/rows.ts'
import type { Db, StoredEvent, StoredMessage } from '../dialect/schema.ts'
import { lastNumbers } from '../numbers.ts'
import type { Runner } from '../runner.ts'
import { keyOf } from './change.ts'

/** What this file fulfils of the store's port. */
export const reading = ({
  read,
}: Runner): Omit<
  ReadingStore,
  'shown' | 'cases' | 'receiptsOf' | 'givenAlike' | 'oursSince' | 'stagedAlike' | 'fingerprintsOf' | keyof DecidingStore
> &
  Pick<SubmittingStore, 'draft' | 'drafts' | 'draftsBefore' | 'idempotency'> &
  Pick<ReceivingStore, 'known'> => {
  return {
    draft: (id) => read(draftById, { id }),
    async drafts({ offices, cursor, limit }) {
      const rows = await read(drafts, { offices, after: readIdCursor(cursor)?.id, limit: limit + 1 })
      return pageOf(rows, limit, ({ id }) => ({ id }))
    },
    draftsBefore: (before, limit) => read(draftsBefore, { before, limit }),
    idempotency: (client, key) => read(idempotency, { client, key }),
    known: (ids) => read(known, { ids: [...ids] }),
    case: (id) => read(caseById, { id }),
    threads: () => read(threadsWritten, {}),
    messages: async (caseId, standing) => (await read(messagesOfCase, { id: caseId, standing })).map(messageOf),
    async message(id) {
      const row = await read(messageById, { id })
      return row && messageOf(row)
    },
    item: (id) => read(itemById, { id }),
    draftedFor: async (item) => (await read(draftedFor, { item })).map(({ office }) => office),
    itemsOf: (caseId) => read(itemsOfCase, { id: caseId }),
    partKnown: (partner, partSha256) => read(partKnown, { partner, partSha256 }),
    partUsed: (partSha256) => read(partUsed, { partSha256 }),
    async terms(sha256) {
      const text = await read(termsBySha256, { sha256 })
      return text === undefined ? undefined : JSON.parse(text)
    },
    receipt: (id, partner) => read(receiptById, { id, partner }),
    events: (ask) => read(events, ask),
    async asks({ offices, cursor, limit }) {
      const rows = await read(asks, {
        offices: offices === 'all' ? offices : [...offices],
        before: readDeliveryCursor(cursor)?.seq,
        limit: limit + 1,
      })
      return pageOf(rows, limit, ({ seq }) => ({ seq }))
    },
    ends: () => read(ends, {}),
  }
}

const threadsWritten = async (db: Db, ask: Record<string, never>): Promise<number> =>
  (await findThreads(db, ask)).rows[0]?.threads ?? 0
const findThreads = prepared((query, _: Record<string, never>) =>
  query.selectFrom('counters').select('threads').where('id', '=', 1),
)

interface ById {
  readonly [name: string]: string
  readonly id: string
}

export const caseById = async (db: Db, ask: ById): Promise<CaseRow | undefined> => (await findCase(db, ask)).rows[0]
export const messageById = async (db: Db, ask: ById): Promise<StoredMessage | undefined> =>
  (await findMessage(db, ask)).rows[0]
export const itemById = async (db: Db, ask: ById): Promise<ItemRow | undefined> => (await findItem(db, ask)).rows[0]
export const draftById = async (db: Db, ask: ById): Promise<DraftRow | undefined> => (await findDraft(db, ask)).rows[0]
/**
 * Ids of receipts are chosen by whoever gives them: of one given and one got with the same id the
 * older counts.
 */
export const receiptById = async (db: Db, ask: ReceiptAsk): Promise<ReceiptRow | undefined> =>
  (await findReceipt(db, ask)).rows[0]
export const termsBySha256 = async (db: Db, ask: { sha256: string }): Promise<string | undefined> =>
  (await findTerms(db, ask)).rows[0]?.terms
export const idempotency = async (db: Db, ask: { client: string; key: string }): Promise<IdempotencyRow | undefined> =>
  (await keyOf(db, ask)).rows[0]

const findCase = prepared((query, { id }: ById) => query.selectFrom('cases').selectAll().where('id', '=', id))
const findMessage = prepared((query, { id }: ById) => query.selectFrom('messages').selectAll().where('id', '=', id))
const findItem = prepared((query, { id }: ById) => query.selectFrom('items').selectAll().where('id', '=', id))
const findDraft = prepared((query, { id }: ById) => query.selectFrom('drafts').selectAll().where('id', '=', id))
type ReceiptAsk = ById & { readonly partner: string }
const findReceipt = prepared((query, { id, partner }: ReceiptAsk) =>
  query.selectFrom('receipts').selectAll().where('id', '=', id).where('partner', '=', partner).orderBy('at').limit(1),
)
const findTerms = prepared((query, { sha256 }: { sha256: string }) =>
  query.selectFrom('terms').select('terms').where('sha256', '=', sha256),
)

export type Known = Pick<MessageRow, 'id' | 'sha256' | 'partner' | 'direction'>

export async function known(db: Db, { ids }: { ids: string[] }): Promise<readonly Known[]> {
  return ids.length === 0 ? [] : (await findKnown(db, { ids })).rows
}

const findKnown = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('messages').select(['id', 'sha256', 'partner', 'direction']).where('id', 'in', ids),
)

/** In clock order; of equal clocks the older id first. */
export async function messagesOfCase(
  db: Db,
  { id, standing }: { id: string; standing: 'kept' | 'all' },
): Promise<readonly StoredMessage[]> {
  const { rows } = await findMessages(db, { id })
  return standing === 'all' ? rows : rows.filter((row) => row.standing === 'kept')
}

const findMessages = prepared((query, { id }: ById) =>
  query.selectFrom('messages').selectAll().where('case', '=', id).orderBy('clock').orderBy('id'),
)

export const itemsOfCase = async (db: Db, ask: ById): Promise<readonly ItemRow[]> => (await findItems(db, ask)).rows

const findItems = prepared((query, { id }: ById) =>
  query.selectFrom('items').selectAll().where('case', '=', id).orderBy('storedAt').orderBy('id'),
)

export async function partKnown(db: Db, ask: { partner: string; partSha256: string }): Promise<boolean> {
  return (await findReceivedPart(db, ask)).rows.length > 0
}
export async function partUsed(db: Db, ask: { partSha256: string }): Promise<boolean> {
  return (await findPart(db, ask)).rows.length > 0
}

const findReceivedPart = prepared((query, { partner, partSha256 }: { partner: string; partSha256: string }) =>
  query
    .selectFrom('items')
    .select('id')
    .where('partSha256', '=', partSha256)
    .where('partner', '=', partner)
    .where('direction', '=', 'in')
    .limit(1),
)
const findPart = prepared((query, { partSha256 }: { partSha256: string }) =>
  query
    .selectFrom('items')
    .select('id')
    .where('partSha256', '=', partSha256)
    // What was disposed of keeps its digests, but nothing of it is kept.
    .where('secret', 'is not', null)
    .limit(1),
)

type Offices = readonly string[] | 'all'

interface DraftsAsk {
  readonly offices: Offices
  readonly after: string | undefined
  readonly limit: number
}

/** Oldest first; one office after the other, as of cases. */
export async function drafts(db: Db, { offices, after, limit }: DraftsAsk): Promise<readonly DraftRow[]> {
  const found: DraftRow[] = []
  for (const office of offices === 'all' ? [undefined] : new Set(offices))
    found.push(...(await findDrafts(db, { office, after, limit })).rows)
  return found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
}
const findDrafts = prepared(
  (db, { office, after, limit }: { office: string | undefined; after: string | undefined; limit: number }) => {
    let query = db.selectFrom('drafts').selectAll().orderBy('id').limit(limit)
    if (office !== undefined) query = query.where('office', '=', office)
    if (after !== undefined) query = query.where('id', '>', after)
    return query
  },
)

export const draftsBefore = async (db: Db, ask: { before: number; limit: number }): Promise<readonly DraftRow[]> =>
  (await findDraftsBefore(db, ask)).rows
const findDraftsBefore = prepared((query, { before, limit }: { before: number; limit: number }) =>
  query.selectFrom('drafts').selectAll().where('at', '<', before).orderBy('at').orderBy('id').limit(limit),
)

/**
 * One office after the other, because an office that rarely has news would otherwise wait for a
 * walk through those of all. Only as far as there was news when the first was looked at: what comes
 * for it later must not be passed over by a reader who goes on after a later one's.
 */
export async function events(db: Db, { after, offices, gateway, limit }: EventsAsk): Promise<readonly EventRow[]> {
  if (offices === 'all') return (await (gateway ? findEvents : findOfficial)(db, { after, limit })).rows.map(eventOf)
  const upTo = (await lastNumber(db, {})).rows[0]?.event ?? 0
  if (upTo <= after) return []
  const found: StoredEvent[] = []
  for (const office of new Set(offices)) found.push(...(await findEventsOf(db, { office, after, upTo, limit })).rows)
  if (gateway) found.push(...(await findEventsOfGateway(db, { after, upTo, limit })).rows)
  return found
    .sort((a, b) => a.seq - b.seq)
    .slice(0, limit)
    .map(eventOf)
}

async function ends(db: Db, ask: Record<string, never>) {
  const { event, evidence } = await lastNumbers(db)
  const [oldest] = (await firstKept(db, ask)).rows
  return { firstEvent: oldest?.seq ?? event + 1, event, evidence }
}

const firstKept = prepared((query, _: Record<string, never>) =>
  query.selectFrom('events').select('seq').orderBy('seq').limit(1),
)

const lastNumber = prepared((query, _: Record<string, never>) =>
  query.selectFrom('counters').select('event').where('id', '=', 1),
)

const findEvents = prepared((query, { after, limit }: { after: number; limit: number }) =>
  query.selectFrom('events').selectAll().where('seq', '>', after).orderBy('seq').limit(limit),
)
const findOfficial = prepared((query, { after, limit }: { after: number; limit: number }) =>
  query
    .selectFrom('events')
    .selectAll()
    .where('office', 'is not', null)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit),
)
const findEventsOfGateway = prepared((query, { after, upTo, limit }: Omit<EventsOfAsk, 'office'>) =>
  query
    .selectFrom('events')
    .selectAll()
    .where('office', 'is', null)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .limit(limit),
)
type EventsOfAsk = { office: string; after: number; upTo: number; limit: number }
const findEventsOf = prepared((query, { office, after, upTo, limit }: EventsOfAsk) =>
  query
    .selectFrom('events')
    .selectAll()
    .where('office', '=', office)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .limit(limit),
)

type AsksAsk = { offices: string[] | 'all'; before: number | undefined; limit: number }

/** The newest first, in the cases that are with these offices now. */
export const asks = async (db: Db, ask: AsksAsk): Promise<readonly EventRow[]> =>
  (await findAsks(db, ask)).rows.map(eventOf)

const findAsks = prepared((query, { offices, before, limit }: AsksAsk) => {
  const found = query
    .selectFrom('events')
    .innerJoin('cases', 'cases.id', 'events.case')
    .selectAll('events')
    .where(sql<boolean>`events.kind = 'release.asked'`)
    .orderBy('events.seq', 'desc')
    .limit(limit)
  const until = before === undefined ? found : found.where('events.seq', '<', before)
  return offices === 'all' ? until : until.where('cases.office', 'in', offices)
})

export const draftedFor = async (db: Db, ask: { item: string }) => (await findDrafted(db, ask)).rows

const findDrafted = prepared((query, { item }: { item: string }) =>
  query
    .selectFrom('draftItems')
    .innerJoin('drafts', 'drafts.id', 'draftItems.draft')
    .select('drafts.office')
    .where('draftItems.item', '=', item),
)
