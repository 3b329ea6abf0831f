// What comes in from our own side: terms, staged items, drafts, and the submission that makes a message of them.

import type { FingerprintRow, IdempotencyRow, ItemRow } from '../../../gateway/ports/rows.ts'
import type {
  DraftOutcome,
  DraftRow,
  Submission,
  SubmitOutcome,
  SubmittingStore,
} from '../../../gateway/ports/submitting.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import { storedEvidence, storedMessage } from '../dialect/rows.ts'
import type { Db, StoredMessage, StoredTerms } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { append, type Change, changeCases, changeItemKeys, destroyBodies, kept, takeNumbers, undone } from './change.ts'

/** What this file fulfils of the store's port. */
export const submitting = ({ write }: Runner): Omit<SubmittingStore, 'draft' | 'drafts' | 'idempotency'> => ({
  submit: (submission) =>
    write(submit, {
      ...submission,
      message: storedMessage(submission.message),
      evidence: submission.evidence.map(storedEvidence),
    }),
  async addTerms(sha256, terms) {
    await write(addTerms, [{ sha256, terms: JSON.stringify(terms) }])
  },
  async addItem(item, inside = []) {
    await write(addItem, { item, inside })
  },
  addDraft: (draft, items, idempotency) => write(addDraft, { draft, items, idempotency }),
})

/** By the names under which they are sent to whoever runs them. */
export const submittingWrites = { submit, addTerms, addItem, addDraft } as const

interface StoredSubmission extends Omit<Submission, 'message' | 'evidence'> {
  readonly message: StoredMessage
  readonly evidence: readonly StoredNewEvidence[]
}

/** The idempotency key goes first: where it is known, whatever else became of the request does not matter. */
async function submit(db: Db, submission: StoredSubmission): Promise<Change<SubmitOutcome>> {
  const {
    message,
    delivery,
    items,
    itemKeys,
    bodies = [],
    draft,
    idempotency,
    events,
    evidence,
    fingerprints = [],
  } = submission
  if (idempotency && (await insertKey(db, [idempotency])) === 0)
    return undone({ outcome: 'repeated', stored: await keyStored(db, idempotency) })
  if (draft !== null && Number((await useDraft(db, { draft })).numAffectedRows) === 0)
    return undone({ outcome: 'draft-gone' })
  const { id, partner, client } = message
  const [moved, inserted, ...taken] = await Promise.all([
    changeCases(db, [submission.case]),
    insertMessage(db, [message]),
    ...items.map((item) => takeItem(db, { item, client, message: id, case: message.case, partner })),
  ])
  if (!moved || inserted === 0) return undone({ outcome: 'conflict' })
  const gone = items.find((_, index) => Number(taken[index]?.numAffectedRows) === 0)
  if (gone !== undefined) return undone({ outcome: 'item-taken', item: gone })
  await changeItemKeys(db, itemKeys, { cases: [message.case], partner: message.partner })
  await destroyBodies(db, bodies, message.case)
  const last = await takeNumbers(db, { event: events.length, evidence: evidence.length, delivery: 1 })
  await Promise.all([
    insertDelivery(db, [{ ...delivery, seq: last.delivery, settledAt: null }]),
    append(db, last, { events, evidence }),
    insertFingerprints(db, fingerprints),
  ])
  return kept({ outcome: 'stored' })
}

/** The same terms again change nothing. */
async function addTerms(db: Db, terms: readonly StoredTerms[]): Promise<Change<null>> {
  await insertTerms(db, terms)
  return kept(null)
}

interface Adding {
  readonly item: ItemRow
  readonly inside: readonly FingerprintRow[]
}

async function addItem(db: Db, { item, inside }: Adding): Promise<Change<null>> {
  await insertItem(db, [item])
  await insertFingerprints(db, inside)
  return kept(null)
}

interface Drafting {
  readonly draft: DraftRow
  readonly items: readonly string[]
  readonly idempotency: IdempotencyRow | null
}

/** In one transaction with the look at its items, so that no purge comes between the two. */
async function addDraft(db: Db, { draft, items, idempotency }: Drafting): Promise<Change<DraftOutcome>> {
  if (idempotency && (await insertKey(db, [idempotency])) === 0)
    return undone({ outcome: 'repeated', stored: await keyStored(db, idempotency) })
  const free = items.length === 0 ? [] : (await freeItems(db, { items: [...items], client: draft.client })).rows
  const gone = items.find((item) => !free.some(({ id }) => id === item))
  if (gone !== undefined) return undone({ outcome: 'item-taken', item: gone })
  await insertDraft(db, [draft])
  await insertDraftItems(
    db,
    [...new Set(items)].map((item) => ({ draft: draft.id, item })),
  )
  return kept({ outcome: 'stored' })
}

async function keyStored(db: Db, { client, key }: IdempotencyRow): Promise<IdempotencyRow> {
  const [stored] = (await keyOf(db, { client, key })).rows
  if (!stored) throw new Error('an idempotency key was there and is not')
  return stored
}

export const keyOf = prepared((query, { client, key }: { client: string; key: string }) =>
  query.selectFrom('idempotency').selectAll().where('client', '=', client).where('key', '=', key),
)

const insertKey = inserting('idempotency', 'skip')
const insertMessage = inserting('messages', 'skip')
const insertDelivery = inserting('deliveries')
const insertItem = inserting('items')
const insertDraft = inserting('drafts')
const insertDraftItems = inserting('draftItems')
export const insertTerms = inserting('terms', 'skip')
export const insertFingerprints = inserting('fingerprints', 'skip')

const useDraft = prepared((query, { draft }: { draft: string }) => query.deleteFrom('drafts').where('id', '=', draft))

const freeItems = prepared((query, { items, client }: { items: string[]; client: string }) =>
  query
    .selectFrom('items')
    .select('id')
    .where('id', 'in', items)
    .where('direction', '=', 'out')
    .where('client', '=', client)
    .where('message', 'is', null),
)

/** Staged, outbound, free, and of the client who posts the message. */
const takeItem = prepared(
  (query, ask: { item: string; client: string | null; message: string; case: string; partner: string }) =>
    query
      .updateTable('items')
      .set({ message: ask.message, case: ask.case, partner: ask.partner })
      .where('id', '=', ask.item)
      .where('direction', '=', 'out')
      .where('client', '=', ask.client)
      .where('message', 'is', null),
)
