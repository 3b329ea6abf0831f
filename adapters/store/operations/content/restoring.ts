// After a restore: the mark and what hangs on it, and statements of ours that a partner gives back.
import type { RestoredRow, RestoringStore, TakenBack } from '../../../../gateway/ports/receiving.ts'
import { inserting, prepared } from '../../dialect/compiled.ts'
import { type StoredNewEvidence, storedEvidence, storedMessage } from '../../dialect/rows.ts'
import type { Db, StoredMessage, StoredTerms } from '../../dialect/schema.ts'
import type { Runner } from '../../runner.ts'
import {
  append,
  type Change,
  changeCases,
  changeItemKeys,
  chronicle,
  destroyBodies,
  kept,
  takeNumbers,
  undone,
} from '../change.ts'
import { useDraft } from '../drafting.ts'
import { insertTerms } from '../submitting.ts'
import { beginDestruction, dropStaged } from './destroying.ts'

/** What this file fulfils of the store's port. */
export const restoring = ({ read, write }: Runner): RestoringStore => ({
  restored: () => read(restored, null),
  restoredOf: (ask) => read(restoredOf, ask),
  saveRestored: (rows, evidence) => write(saveRestored, { rows, evidence: evidence.map(storedEvidence) }),
  partnersOfCases: () => read(partnersOfCases, null),
  async endRestored(evidence) {
    await write(endRestored, { evidence: evidence.map(storedEvidence) })
  },
  takeBack: (back) =>
    write(takeBack, {
      ...back,
      messages: back.messages.map(storedMessage),
      terms: back.terms.map(({ sha256, terms }) => ({ sha256, terms: JSON.stringify(terms) })),
      evidence: back.evidence.map(storedEvidence),
    }),
})

/** By the names under which they are sent to whoever runs them. */
export const restoringWrites = { saveRestored, endRestored, takeBack } as const

const restored = async (db: Db, _: null): Promise<readonly RestoredRow[]> => {
  const { rows } = await allRestored(db, {})
  const rank = ({ what }: RestoredRow) => ['mark', 'pair', 'case', 'said', 'seen'].indexOf(what)
  return [...rows].sort((a, b) => rank(a) - rank(b))
}
const allRestored = prepared((query, _: Record<string, never>) =>
  query.selectFrom('restored').selectAll().orderBy('id'),
)

const restoredOf = async (db: Db, { case: id, partner }: { case: string; partner: string }) =>
  (await findRestored(db, { id, partner })).rows
const findRestored = prepared((query, { id, partner }: { id: string; partner: string }) =>
  query
    .selectFrom('restored')
    .selectAll()
    .where(({ or, and, eb }) =>
      or([
        eb('what', '=', 'mark'),
        and([eb('what', '=', 'pair'), eb('id', '=', partner)]),
        and([eb('what', '=', 'case'), eb('id', '=', id)]),
      ]),
    ),
)

interface Saving {
  readonly rows: readonly RestoredRow[]
  readonly evidence: readonly StoredNewEvidence[]
}

async function saveRestored(db: Db, { rows, evidence }: Saving): Promise<Change<boolean>> {
  const isMarked = rows.some(({ what }) => what === 'mark') || (await findMark(db, {})).rows.length > 0
  if (!isMarked) return kept(false)
  for (const row of rows) await upsertRestored(db, { ...row })
  await chronicle(db, { events: [], evidence })
  return kept(true)
}

const findMark = prepared((query, _: Record<string, never>) =>
  query.selectFrom('restored').select('id').where('what', '=', 'mark').where('id', '=', ''),
)

const upsertRestored = prepared((query, row: { [R in keyof RestoredRow]: RestoredRow[R] }) =>
  query
    .insertInto('restored')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['what', 'id']).doUpdateSet(({ ref }) => ({
        partner: ref('excluded.partner'),
        state: ref('excluded.state'),
        found: ref('excluded.found'),
        restore: ref('excluded.restore'),
        mark: ref('excluded.mark'),
        since: ref('excluded.since'),
        after: ref('excluded.after'),
        pages: ref('excluded.pages'),
        at: ref('excluded.at'),
      })),
    ),
)

const partnersOfCases = async (db: Db, _: null): Promise<readonly string[]> =>
  (await distinctPartners(db, {})).rows.map(({ partner }) => partner)
const distinctPartners = prepared((query, _: Record<string, never>) =>
  query.selectFrom('cases').select('partner').distinct().orderBy('partner'),
)

async function endRestored(db: Db, { evidence }: Pick<Saving, 'evidence'>): Promise<Change<null>> {
  await forgetRestored(db, {})
  await chronicle(db, { events: [], evidence })
  return kept(null)
}

const forgetRestored = prepared((query, _: Record<string, never>) => query.deleteFrom('restored'))

interface StoredBack extends Omit<TakenBack, 'messages' | 'terms' | 'evidence'> {
  readonly messages: readonly StoredMessage[]
  readonly terms: readonly StoredTerms[]
  readonly evidence: readonly StoredNewEvidence[]
}

async function takeBack(db: Db, back: StoredBack): Promise<Change<'stored' | 'conflict'>> {
  const { messages, deliveries, receipts, terms, itemKeys, bodies, destructions, events, evidence } = back
  const { id, partner } = back.case.row
  if (!(await changeCases(db, [back.case]))) return undone('conflict')
  if ((await insertMessages(db, messages)) !== messages.length) return undone('conflict')
  await changeItemKeys(db, itemKeys, { cases: [id], partner })
  await destroyBodies(db, bodies, id)
  for (const each of back.quoting) if (!(await useDraft(db, each))) return undone('conflict')
  for (const item of back.staged) if (!(await dropStaged(db, { item }))) return undone('conflict')
  for (const each of destructions) await beginDestruction(db, each)
  for (const each of back.restored) await upsertRestored(db, { ...each })
  const last = takeNumbers(db, { event: events.length, evidence: evidence.length, delivery: deliveries.length })
  const numbered = deliveries.map((row, at) => ({
    ...row,
    seq: last.delivery - deliveries.length + 1 + at,
    settledAt: row.changedAt,
  }))
  await insertDeliveries(db, numbered)
  await insertReceipts(db, receipts)
  await insertTerms(db, terms)
  await append(db, last, { events, evidence })
  return kept('stored')
}

const insertMessages = inserting('messages', 'skip')
const insertDeliveries = inserting('deliveries')
const insertReceipts = inserting('receipts', 'skip')
