// What comes in from partners: all of one delivery, or nothing.
import { sql } from 'kysely'
import type { Acceptance, ReceivingStore, RefusalRow, SpendingRow } from '../../../gateway/ports/receiving.ts'
import type { ItemRow } from '../../../gateway/ports/rows.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import { storedEvidence, storedMessage } from '../dialect/rows.ts'
import type { Db, StoredMessage, StoredTerms } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { append, bySubject, type Change, changeCases, changeItemKeys, kept, takeNumbers, undone } from './change.ts'
import { insertLookups } from './content/looking-up.ts'
import { known } from './reading.ts'
import { insertFingerprints, insertTerms } from './submitting.ts'

/** What this file fulfils of the store's port. */
export const receiving = ({ read, write }: Runner): Omit<ReceivingStore, 'known'> => ({
  spent: (member, what, since) => read(spent, { member, what, since }),
  refusals: (ids) => read(refusals, { ids: [...ids] }),
  async spend(row) {
    await write(spend, row)
  },
  accept: (acceptance, give) =>
    write(
      accept,
      {
        ...acceptance,
        messages: acceptance.messages.map(storedMessage),
        terms: acceptance.terms.map(({ sha256, terms }) => ({ sha256, terms: JSON.stringify(terms) })),
        evidence: acceptance.evidence.map(storedEvidence),
        receipted: give !== undefined,
      },
      give,
    ),
  async keepReceipt(give) {
    await write(keepReceipt, null, give)
  },
})

/** By the names under which they are sent to whoever runs them. */
export const receivingWrites = { accept, keepReceipt, spend } as const

interface StoredAcceptance extends Omit<Acceptance, 'messages' | 'terms' | 'evidence'> {
  readonly messages: readonly StoredMessage[]
  readonly terms: readonly StoredTerms[]
  readonly evidence: readonly StoredNewEvidence[]
  /** Whether a receipt is to be given for it. */
  readonly receipted: boolean
}

/**
 * `conflict` where a message, one that is refused too, or an item is already there, a refusal was
 * recorded meanwhile, or a case moved on.
 */
async function accept(db: Db, acceptance: StoredAcceptance): Promise<Change<'stored' | 'conflict'>> {
  const { cases, messages, items, itemKeys, terms, events, evidence, absent, fingerprints = [] } = acceptance
  const { spendings = [], lookups = [] } = acceptance
  if ((await known(db, { ids: [...absent] })).length > 0) return undone('conflict')
  if (await refusedMeanwhile(db, acceptance)) return undone('conflict')
  const [changed, inserted] = await Promise.all([changeCases(db, cases), insertMessages(db, messages)])
  if (!changed || inserted !== messages.length) return undone('conflict')
  if ((await insertItems(db, items)) !== items.length) return undone('conflict')
  const owners = [...messages, ...cases.map(({ row }) => ({ case: row.id, partner: row.partner }))]
  await changeItemKeys(db, itemKeys, { cases: owners.map((row) => row.case), partner: owners[0]?.partner ?? '' })
  const last = takeNumbers(db, { event: events.length, evidence: evidence.length, delivery: 0 })
  await Promise.all([
    insertTerms(db, onceEach(terms)),
    insertFingerprints(db, fingerprints),
    insertLookups(db, lookups),
    append(db, last, { events, evidence }),
    ...spendings.map((row) => addSpending(db, row)),
  ])
  return { ...kept('stored'), ...(acceptance.receipted && { first: last.evidence - evidence.length }) }
}

/** All that it is for is here: it only has its own evidence. */
async function keepReceipt(db: Db, _: null): Promise<Change<null>> {
  return { ...kept(null), first: takeNumbers(db, { event: 0, evidence: 0, delivery: 0 }).evidence }
}

async function spend(db: Db, row: SpendingRow): Promise<Change<null>> {
  await addSpending(db, row)
  return kept(null)
}

/** One statement, so that nodes may do it at once. A window that has begun earlier is over. */
const addSpending = prepared((query, row: { member: string; what: string; since: number; count: number }) =>
  query
    .insertInto('spendings')
    .values(row)
    .onConflict((there) =>
      there.columns(['member', 'what']).doUpdateSet(({ ref }) => ({
        since: ref('excluded.since'),
        count: sql<number>`${ref('excluded.count')} + case when ${ref('spendings.since')} = ${ref('excluded.since')} then ${ref('spendings.count')} else 0 end`,
      })),
    ),
)

async function spent(db: Db, ask: { member: string; what: string; since: number }): Promise<number> {
  return (await findSpending(db, ask)).rows[0]?.count ?? 0
}
const findSpending = prepared((query, { member, what, since }: { member: string; what: string; since: number }) =>
  query
    .selectFrom('spendings')
    .select('count')
    .where('member', '=', member)
    .where('what', '=', what)
    .where('since', '=', since),
)

async function refusedMeanwhile(db: Db, { refusals: before }: Pick<Acceptance, 'refusals'>): Promise<boolean> {
  const found = Map.groupBy(await refusals(db, { ids: before.map(({ id }) => id) }), ({ id }) => id)
  return before.some(({ id, count }) => (found.get(id)?.length ?? 0) !== count)
}

async function refusals(db: Db, { ids }: { ids: string[] }): Promise<readonly RefusalRow[]> {
  if (ids.length === 0) return []
  return (await findRefusals(db, { ids })).rows.map(({ subject, seq, data }) => {
    const { sha256 = '', problem = '' } = JSON.parse(data) as Readonly<Record<string, string>>
    return { id: subject, sha256, problem, seq }
  })
}
const findRefusals = prepared((query, { ids }: { ids: string[] }) =>
  query
    .selectFrom('evidence')
    .select(['subject', 'seq', 'data'])
    .where('subject', 'in', ids)
    .where('kind', '=', 'statement.refused')
    .where(bySubject)
    .orderBy('seq'),
)

const insertMessages = inserting('messages', 'skip')
const insertItems: (db: Db, rows: readonly ItemRow[]) => Promise<number> = inserting('items', 'skip')

const onceEach = (terms: readonly StoredTerms[]): StoredTerms[] => [
  ...new Map(terms.map((row) => [row.sha256, row])).values(),
]
