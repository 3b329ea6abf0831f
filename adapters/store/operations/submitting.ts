// What comes in from our own side: terms, staged items, and the submission that makes a message of
// them.

import type { CaseChange, FingerprintRow, IdempotencyRow, ItemRow } from '../../../gateway/ports/rows.ts'
import type { Submission, SubmitOutcome, SubmittingStore } from '../../../gateway/ports/submitting.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import { storedEvidence, storedMessage } from '../dialect/rows.ts'
import type { Db, StoredMessage, StoredTerms } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import {
  append,
  type Change,
  changeCases,
  changeItemKeys,
  demandNewKey,
  destroyBodies,
  insertKey,
  kept,
  keyStored,
  nothingSince,
  takeNumbers,
  undone,
} from './change.ts'
import { beginDestruction, dropStaged } from './content/destroying.ts'
import { insertLookups } from './content/looking-up.ts'
import { useDraft } from './drafting.ts'

/** What this file fulfils of the store's port. */
export const submitting = ({ write }: Runner): Pick<SubmittingStore, 'submit' | 'addTerms' | 'addItem'> => ({
  submit: (submission) =>
    write(submit, {
      ...submission,
      message: storedMessage(submission.message),
      evidence: submission.evidence.map(storedEvidence),
    }),
  async addTerms(sha256, terms, idempotency = null) {
    await write(addTerms, { terms: { sha256, terms: JSON.stringify(terms) }, idempotency })
  },
  async addItem(item, inside = [], idempotency = null) {
    await write(addItem, { item, inside, idempotency })
  },
})

/** By the names under which they are sent to whoever runs them. */
export const submittingWrites = { submit, addTerms, addItem } as const

interface StoredSubmission extends Omit<Submission, 'message' | 'evidence'> {
  readonly message: StoredMessage
  readonly evidence: readonly StoredNewEvidence[]
}

/**
 * The idempotency key goes first: where it is known, whatever else became of the request does not
 * matter.
 */
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
    lookups = [],
    since = [],
    destruction,
    quoting = [],
    staged = [],
  } = submission
  if (idempotency && (await insertKey(db, [idempotency])) === 0)
    return undone({ outcome: 'repeated', stored: await keyStored(db, idempotency) })
  if (draft !== null && !(await useDraft(db, draft))) return undone({ outcome: 'draft-gone' })
  if (!(await nothingSince(db, since))) return undone({ outcome: 'conflict' })
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
  for (const each of quoting) if (!(await useDraft(db, each))) return undone({ outcome: 'conflict' })
  for (const item of staged) if (!(await dropStaged(db, { item }))) return undone({ outcome: 'conflict' })
  if (destruction) await beginDestruction(db, destruction)
  const claims = delivery.state === 'sending'
  const first = !claims || (await isFirst(db, submission.case))
  const last = takeNumbers(db, { event: events.length, evidence: evidence.length, delivery: 1 })
  await Promise.all([
    insertDelivery(db, [{ ...delivery, ...(!first && queued(delivery)), seq: last.delivery, settledAt: null }]),
    append(db, last, { events, evidence }),
    insertFingerprints(db, fingerprints),
    insertLookups(db, lookups),
  ])
  return kept({ outcome: claims && first ? 'claimed' : 'stored' })
}

/** Whether nothing of the case is on its way, so that this one overtakes nothing. */
const isFirst = async (db: Db, { row, from }: CaseChange): Promise<boolean> =>
  from === null || (await unsettledOf(db, { id: row.id })).rows.length === 0

const unsettledOf = prepared((query, { id }: { id: string }) =>
  query.selectFrom('deliveries').select('seq').where('case', '=', id).where('settledAt', 'is', null).limit(1),
)

const queued = ({ changedAt }: Submission['delivery']) => ({ state: 'queued', fence: 0, dueAt: changedAt }) as const

/** The same terms again change nothing. */
async function addTerms(db: Db, { terms, idempotency }: Making): Promise<Change<null>> {
  await demandNewKey(db, idempotency)
  await insertTerms(db, [terms])
  return kept(null)
}

interface Making {
  readonly terms: StoredTerms
  readonly idempotency: IdempotencyRow | null
}
interface Adding extends Pick<Making, 'idempotency'> {
  readonly item: ItemRow
  readonly inside: readonly FingerprintRow[]
}

async function addItem(db: Db, { item, inside, idempotency }: Adding): Promise<Change<null>> {
  await demandNewKey(db, idempotency)
  await insertItem(db, [item])
  await insertFingerprints(db, inside)
  return kept(null)
}

const insertMessage = inserting('messages', 'skip')
const insertDelivery = inserting('deliveries')
const insertItem = inserting('items')
export const insertTerms = inserting('terms', 'skip')
export const insertFingerprints = inserting('fingerprints', 'skip')

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
