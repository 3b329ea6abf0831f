// What comes in from partners: all of one delivery, or nothing.
import type { Acceptance, ItemRow } from '../../../gateway/records.ts'
import { inserting } from '../compiled.ts'
import type { StoredNewEvidence } from '../rows.ts'
import type { Db, StoredMessage, StoredTerms } from '../schema.ts'
import { type Change, changeCases, chronicle, kept, undone } from './change.ts'
import { insertTerms } from './submitting.ts'

export interface StoredAcceptance extends Omit<Acceptance, 'messages' | 'terms' | 'evidence'> {
  readonly messages: readonly StoredMessage[]
  readonly terms: readonly StoredTerms[]
  readonly evidence: readonly StoredNewEvidence[]
}

/** `conflict` where a message or an item is already there, or a case moved on. */
export async function accept(db: Db, acceptance: StoredAcceptance): Promise<Change<'stored' | 'conflict'>> {
  const { cases, messages, items, terms, receipt, events, evidence } = acceptance
  if (!(await changeCases(db, cases))) return undone('conflict')
  if ((await insertMessages(db, messages)) !== messages.length) return undone('conflict')
  if ((await insertItems(db, items)) !== items.length) return undone('conflict')
  await insertTerms(db, onceEach(terms))
  if (receipt) await insertReceipt(db, [receipt])
  await chronicle(db, { events, evidence })
  return kept('stored')
}

const insertMessages = inserting('messages', 'skip')
const insertItems: (db: Db, rows: readonly ItemRow[]) => Promise<number> = inserting('items', 'skip')
const insertReceipt = inserting('receipts')

const onceEach = (terms: readonly StoredTerms[]): StoredTerms[] => [
  ...new Map(terms.map((row) => [row.sha256, row])).values(),
]
