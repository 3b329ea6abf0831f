// The evidence log beside its leaves: nodes, checkpoints, what was witnessed, cards, receipts
// given.
import type {
  CardRow,
  CheckpointRow,
  EvidenceStore,
  KindOfSubject,
  LogNodeRow,
  WitnessedRow,
} from '../../../gateway/ports/evidence.ts'
import type { CasesStore } from '../../../gateway/ports/reading.ts'
import type { ReceiptRow } from '../../../gateway/ports/rows.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import { knownTexts } from '../dialect/known-texts.ts'
import { evidenceKnown, evidenceText, type RowText } from '../dialect/row-texts.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import { storedEvidence } from '../dialect/rows.ts'
import type { Db } from '../dialect/schema.ts'
import { heads } from '../placing.ts'
import type { Runner } from '../runner.ts'
import { bySubject, type Change, chronicle, kept } from './change.ts'

/** Of the evidence of cards, which is read again with each export. */
const mostChars = 1024 * 1024

/** What this file fulfils of the store's port. */
export function logging({ read, write }: Runner): Omit<EvidenceStore, 'record'> & Pick<CasesStore, 'receiptsOf'> {
  const evidenceOf = evidenceKnown(knownTexts(mostChars))
  return {
    leaves: (from, count) => read(leaves, { from, count }),
    evidenceAbout: (kind, subjects) => read(evidenceAbout, { kind, subjects: [...subjects] }),
    heads: (cases) => read(heads, { cases: [...cases] }),
    newestOf: (of) => read(newestOf, { of }),
    logNodes: (level, from, count) => read(logNodes, { level, from, count }),
    async addLogNodes(nodes) {
      await write(addLogNodes, { nodes })
    },
    async saveCheckpoint(checkpoint) {
      await write(saveCheckpoint, checkpoint)
    },
    checkpoint: (atLeast) => read(checkpoint, { atLeast }),
    checkpoints: ({ below = Number.MAX_SAFE_INTEGER, limit }) => read(checkpoints, { below, limit }),
    unstamped: (limit) => read(unstamped, { limit }),
    async saveStamp(size, stamp) {
      await write(saveStamp, { size, stamp })
    },
    witnessed: (member) => read(witnessed, { member }),
    saveWitnessed: (row, from) => write(saveWitnessed, { row, from }),
    keepCards: (cards) =>
      write(keepCards, { cards: cards.map(({ card, evidence }) => ({ card, evidence: storedEvidence(evidence) })) }),
    cards: (members) => read(cards, { members: [...members] }),
    evidenceOfCards: async (members) => (await read(evidenceOfCards, { members: [...members] })).map(evidenceOf),
    receiptsOf: (caseId) => read(receiptsOf, { id: caseId }),
  }
}

/** By the names under which they are sent to whoever runs them. */
export const loggingWrites = { addLogNodes, saveCheckpoint, saveStamp, saveWitnessed, keepCards } as const

export async function leaves(db: Db, ask: { from: number; count: number }): Promise<readonly Uint8Array[]> {
  return (await findLeaves(db, ask)).rows.map(({ leaf }) => leaf)
}
const findLeaves = prepared((query, { from, count }: { from: number; count: number }) =>
  query.selectFrom('evidence').select('leaf').where('seq', '>', from).orderBy('seq').limit(count),
)

export async function evidenceAbout(
  db: Db,
  { kind, subjects }: { kind: KindOfSubject; subjects: string[] },
): Promise<readonly { subject: string; seq: number }[]> {
  return subjects.length === 0 ? [] : (await findAbout(db, { kind, subjects })).rows
}
export const newestOf = async (db: Db, ask: { of: string }): Promise<number> =>
  (await findNewest(db, ask)).rows[0]?.seq ?? 0
const findNewest = prepared((query, { of }: { of: string }) =>
  query.selectFrom('evidence').select('seq').where('case', '=', of).orderBy('seq', 'desc').limit(1),
)

const findAbout = prepared((query, { kind, subjects }: { kind: KindOfSubject; subjects: string[] }) =>
  query
    .selectFrom('evidence')
    .select(({ fn }) => ['subject', fn.min<number>('seq').as('seq')])
    .where('subject', 'in', subjects)
    .where('kind', '=', kind)
    .where(bySubject)
    .groupBy('subject'),
)

async function logNodes(db: Db, ask: { level: number; from: number; count: number }): Promise<readonly Uint8Array[]> {
  return (await findNodes(db, ask)).rows.map(({ hash }) => hash)
}
const findNodes = prepared((query, { level, from, count }: { level: number; from: number; count: number }) =>
  query
    .selectFrom('logNodes')
    .select('hash')
    .where('level', '=', level)
    .where('index', '>=', from)
    .orderBy('index')
    .limit(count),
)

/** They follow from the leaves, so one that is there already is the same. */
async function addLogNodes(db: Db, { nodes }: { nodes: readonly LogNodeRow[] }): Promise<Change<null>> {
  await insertNodes(db, nodes)
  return kept(null)
}
const insertNodes = inserting('logNodes', 'skip')

/** One statement, so that two nodes may do it at once. */
async function saveCheckpoint(
  db: Db,
  { size, rootHash, note, at }: Omit<CheckpointRow, 'stamp'>,
): Promise<Change<null>> {
  await upsertCheckpoint(db, { size, rootHash, note, at })
  return kept(null)
}
const upsertCheckpoint = prepared((query, ask: { size: number; rootHash: string; note: string; at: number }) =>
  query
    .insertInto('checkpoints')
    .values({ ...ask, stamp: null })
    .onConflict((there) => there.column('size').doUpdateSet(({ ref }) => ({ note: ref('excluded.note') }))),
)

export const checkpoint = async (db: Db, ask: { atLeast: number }): Promise<CheckpointRow | undefined> =>
  (await findCheckpoint(db, ask)).rows[0]
const findCheckpoint = prepared((query, { atLeast }: { atLeast: number }) =>
  query.selectFrom('checkpoints').selectAll().where('size', '>=', atLeast).orderBy('size', 'desc').limit(1),
)

const checkpoints = async (db: Db, ask: { below: number; limit: number }): Promise<readonly CheckpointRow[]> =>
  (await findCheckpoints(db, ask)).rows
const findCheckpoints = prepared((query, { below, limit }: { below: number; limit: number }) =>
  query.selectFrom('checkpoints').selectAll().where('size', '<', below).orderBy('size', 'desc').limit(limit),
)

const unstamped = async (db: Db, ask: { limit: number }): Promise<readonly CheckpointRow[]> =>
  (await findUnstamped(db, ask)).rows
const findUnstamped = prepared((query, { limit }: { limit: number }) =>
  query.selectFrom('checkpoints').selectAll().where('stamp', 'is', null).orderBy('size', 'desc').limit(limit),
)

async function saveStamp(db: Db, ask: { size: number; stamp: Uint8Array }): Promise<Change<null>> {
  await stampCheckpoint(db, ask)
  return kept(null)
}
const stampCheckpoint = prepared((query, { size, stamp }: { size: number; stamp: Uint8Array }) =>
  query.updateTable('checkpoints').set({ stamp }).where('size', '=', size),
)

const witnessed = async (db: Db, ask: { member: string }): Promise<WitnessedRow | undefined> =>
  (await findWitnessed(db, ask)).rows[0]
const findWitnessed = prepared((query, { member }: { member: string }) =>
  query.selectFrom('witnessed').selectAll().where('member', '=', member),
)

/**
 * Compare and swap, so that of two checkpoints that both continue an older one only one is ever
 * cosigned.
 */
async function saveWitnessed(
  db: Db,
  { row, from }: { row: WitnessedRow; from: number | null },
): Promise<Change<boolean>> {
  const { member, size, rootHash, note, at } = row
  if (from === null) return kept((await insertWitnessed(db, [row])) === 1)
  return kept(Number((await moveWitnessed(db, { member, size, rootHash, note, at, from })).numAffectedRows) === 1)
}
const insertWitnessed = inserting('witnessed', 'skip')
const moveWitnessed = prepared(
  (query, { member, from, ...values }: { [W in keyof WitnessedRow]: WitnessedRow[W] } & { from: number }) =>
    query.updateTable('witnessed').set(values).where('member', '=', member).where('size', '=', from),
)

async function keepCards(
  db: Db,
  { cards: rows }: { cards: readonly { readonly card: CardRow; readonly evidence: StoredNewEvidence }[] },
): Promise<Change<readonly string[]>> {
  const fresh: (typeof rows)[number][] = []
  for (const row of rows) if ((await insertCard(db, [row.card])) === 1) fresh.push(row)
  await chronicle(db, { events: [], evidence: fresh.map(({ evidence }) => evidence) })
  return kept(fresh.map(({ card }) => card.sha256))
}
const insertCard = inserting('cards', 'skip')

const cards = async (db: Db, { members }: { members: string[] }): Promise<readonly CardRow[]> =>
  members.length === 0 ? [] : (await findCards(db, { members })).rows
const findCards = prepared((query, { members }: { members: string[] }) =>
  query.selectFrom('cards').selectAll().where('member', 'in', members).orderBy('member').orderBy('sequence'),
)

const evidenceOfCards = async (db: Db, { members }: { members: string[] }): Promise<readonly RowText[]> =>
  members.length === 0 ? [] : (await findCardEvidence(db, { members })).rows
const findCardEvidence = prepared((query, { members }: { members: string[] }, db) =>
  query
    .selectFrom('evidence')
    .select(evidenceText(db))
    .where('subject', 'in', members)
    .where('kind', '=', 'card')
    .where(bySubject)
    .orderBy('seq'),
)

const receiptsOf = async (db: Db, ask: { id: string }): Promise<readonly ReceiptRow[]> =>
  (await findReceipts(db, ask)).rows
const findReceipts = prepared((query, { id }: { id: string }) =>
  query
    .selectFrom('receipts')
    .selectAll()
    .where('id', 'in', (inner) =>
      inner
        .selectFrom('evidence')
        .select('subject')
        .where('case', '=', id)
        .where('kind', 'in', ['receipt.given', 'receipt.received']),
    )
    .orderBy('at')
    .orderBy('id'),
)
