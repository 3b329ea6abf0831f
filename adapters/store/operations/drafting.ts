// What waits for a second person: made, changed, returned, ended. Each change is made from the
// revision that was read.

import type { IdempotencyRow, NewEvent } from '../../../gateway/ports/rows.ts'
import type {
  ChangeOutcome,
  DraftAt,
  DraftChange,
  DraftOutcome,
  DraftRow,
  SubmittingStore,
} from '../../../gateway/ports/submitting.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import { type StoredNewEvidence, storedEvidence } from '../dialect/rows.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { type Change, chronicle, insertKey, kept, keyStored, undone } from './change.ts'

/** What this file fulfils of the store's port. */
export const drafting = ({ write }: Runner): Pick<SubmittingStore, 'addDraft' | 'changeDraft' | 'endDraft'> => ({
  addDraft: (draft, items, idempotency, { events, evidence }) =>
    write(addDraft, { draft, items, idempotency, events, evidence: evidence.map(storedEvidence) }),
  changeDraft: (change) => write(changeDraft, { ...change, evidence: change.evidence.map(storedEvidence) }),
  endDraft: (draft, { events, evidence }) => write(endDraft, { draft, events, evidence: evidence.map(storedEvidence) }),
})

/** By the names under which they are sent to whoever runs them. */
export const draftingWrites = { addDraft, changeDraft, endDraft } as const

interface StoredTold {
  readonly events: readonly NewEvent[]
  readonly evidence: readonly StoredNewEvidence[]
}
interface Adding extends StoredTold {
  readonly draft: DraftRow
  readonly items: readonly string[]
  readonly idempotency: IdempotencyRow | null
}

/** In one transaction with the look at its items, so that no purge comes between the two. */
async function addDraft(db: Db, ask: Adding): Promise<Change<DraftOutcome>> {
  const { draft, items, idempotency } = ask
  if (idempotency && (await insertKey(db, [idempotency])) === 0)
    return undone({ outcome: 'repeated', stored: await keyStored(db, idempotency) })
  const gone = await itemTaken(db, items, draft.client)
  if (gone !== undefined) return undone({ outcome: 'item-taken', item: gone })
  await insertDraft(db, [draft])
  await needItems(db, draft.id, items)
  await chronicle(db, ask)
  return kept({ outcome: 'stored' })
}

type Changing = Omit<DraftChange, 'evidence'> & StoredTold

async function changeDraft(db: Db, ask: Changing): Promise<Change<ChangeOutcome>> {
  const { draft, from, items } = ask
  const { id, client, revision, secret, key } = draft
  const moved = await moveDraft(db, { id, client, revision, secret, key, from: from.revision })
  if (Number(moved.numAffectedRows) === 0) return undone({ outcome: 'draft-gone' })
  if (client !== from.client) await handOver(db, { draft: id, to: client, by: from.client })
  const gone = await itemTaken(db, items, client)
  if (gone !== undefined) return undone({ outcome: 'item-taken', item: gone })
  await forgetItems(db, { draft: id })
  await needItems(db, id, items)
  await chronicle(db, ask)
  return kept({ outcome: 'stored' })
}

async function endDraft(db: Db, ask: StoredTold & { draft: DraftAt }): Promise<Change<'stored' | 'draft-gone'>> {
  if (!(await useDraft(db, ask.draft))) return undone('draft-gone')
  await chronicle(db, ask)
  return kept('stored')
}

/** A draft ends once, by whoever comes first, and at the revision that was read. */
export const useDraft = async (db: Db, { id, revision }: DraftAt): Promise<boolean> =>
  Number((await deleteDraft(db, { id, revision })).numAffectedRows) === 1

/** The first that is not staged, free, and of this client. */
async function itemTaken(db: Db, items: readonly string[], client: string): Promise<string | undefined> {
  const free = items.length === 0 ? [] : (await freeItems(db, { items: [...items], client })).rows
  return items.find((item) => !free.some(({ id }) => id === item))
}

const needItems = (db: Db, draft: string, items: readonly string[]) =>
  insertDraftItems(
    db,
    [...new Set(items)].map((item) => ({ draft, item })),
  )

const insertDraft = inserting('drafts')
const insertDraftItems = inserting('draftItems')

const deleteDraft = prepared((query, { id, revision }: { id: string; revision: number }) =>
  query.deleteFrom('drafts').where('id', '=', id).where('revision', '=', revision),
)

type MoveAsk = { id: string; client: string; revision: number; secret: Uint8Array; key: Uint8Array; from: number }
const moveDraft = prepared((query, { id, from, ...values }: MoveAsk) =>
  query.updateTable('drafts').set(values).where('id', '=', id).where('revision', '=', from),
)

const forgetItems = prepared((query, { draft }: { draft: string }) =>
  query.deleteFrom('draftItems').where('draft', '=', draft),
)

/** Whoever changes a draft of another takes over the documents that wait with it. */
const handOver = prepared((query, { draft, to, by }: { draft: string; to: string; by: string }) =>
  query
    .updateTable('items')
    .set({ client: to })
    .where('id', 'in', (inner) => inner.selectFrom('draftItems').select('item').where('draft', '=', draft))
    .where('client', '=', by)
    .where('direction', '=', 'out')
    .where('message', 'is', null),
)

const freeItems = prepared((query, { items, client }: { items: string[]; client: string }) =>
  query
    .selectFrom('items')
    .select('id')
    .where('id', 'in', items)
    .where('direction', '=', 'out')
    .where('client', '=', client)
    .where('message', 'is', null),
)
