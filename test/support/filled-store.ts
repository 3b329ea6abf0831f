// Something in every table of a store, and in some more than one batch of a copy.
import { randomBytes } from 'node:crypto'
import { makeKey } from '../../crypto/jose/engine.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { toHex } from '../../crypto/octets.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import type { CaseRow, ItemRow } from '../../gateway/ports/rows.ts'
import type { Store } from '../../gateway/ports/store.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  draftRow,
  evidenceOf,
  following,
  giving,
  itemRow,
  keyOf,
  messageOf,
  opening,
  receiptOf,
  registrationRow,
  sha256,
  submissionOf,
  submitNext,
  submitOne,
  untold,
} from '../contracts/store-rows.ts'

/** 2554 leaves, 2553 of them under a published checkpoint; one item that a message carries, and one that none does but a draft needs. */
export async function fillStore(
  store: Store,
  { carried = {}, staged = {} }: { carried?: Partial<ItemRow>; staged?: Partial<ItemRow> } = {},
): Promise<void> {
  const item = itemRow(carried)
  const inside = { holder: item.id, what: 'item', direction: 'out', partner: null, case: null, at } as const
  await store.addItem(item, [{ fingerprint: sha256(`inside ${item.id}`), ...inside }])
  const free = itemRow({ key: null, ...staged })
  await store.addItem(free)
  // What was disposed of has neither, and no part.
  await store.addItem(itemRow({ key: null, secret: null }))
  const row = caseRow({ dueOn: '2027-01-01', dueAt: at })
  const message = messageOf(row, { seal: 'a.b.c' })
  const carrying = submissionOf(message, opening(row), { items: [item.id], idempotency: keyOf() })
  if ((await store.submit(carrying)).outcome !== 'stored') throw new Error('the message with the item was not stored')
  for (let count = 0; count < 249; count += 1) await store.accept(acceptanceOf(caseRow({ partner: 'XC' })))
  await takeOneMore(store, caseRow({ partner: 'XC' }))
  const { row: other } = await submitOne(store, 'XB', { problem: 'partner-unreachable', detail: 'nö 𝄞' })
  await submitNext(store, other)
  await store.addEpoch({ number: 1, beganAt: at, mark: 'ab'.repeat(32) })
  const gone = messageOf(following(row).row)
  await store.submit({
    ...submissionOf(gone, following(row), { events: [], evidence: [] }),
    destruction: { id: gone.id, case: row.id, partner: row.partner, at, parts: [sha256('part')] },
  })
  const many = messageOf(row)
  await store.record(Array.from({ length: 2298 }, () => evidenceOf(many)))
  await store.record([evidenceOf(many, { kind: 'release', data: { place: { member: 'XA' } }, leaf: null })])
  await store.addTerms(sha256('terms'), { vocabulary: 'tfa12/terms/2.0', text: 'ünïcode \u0000 \u2028' })
  await store.addDraft(draftRow(), [free.id], keyOf(), untold)
  const card = { sha256: sha256('card'), member: 'XB', sequence: 1, jws: 'x.y.z', seenAt: at }
  await store.keepCards([{ card, evidence: evidenceOf(messageOf(caseRow()), { kind: 'card', case: null }) }])
  await store.moveCases({ cases: [], events: [], evidence: [], assigned: { case: row.id, person: 'officer-17' } })
  const letter = registrationRow(row)
  const lookup = { lookup: sha256('number'), case: row.id, holder: letter.id, what: 'registered' } as const
  await store.register({ ...letter, lookups: [lookup] }, [])
  await store.index([], { what: 'registrations', edition: 1, after: letter.id, done: 1 })
  await store.saveWitnessed({ member: 'XB', size: 7, rootHash: sha256('root'), note: 'note\n', at }, null)
  const about = {
    use: 'ca',
    id: sha256('ca'),
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2028-01-01T00:00:00.000Z',
  }
  const ending = { at, kind: 'validity.ending', office: null, case: null, message: null, partner: 'XB', about } as const
  await store.saveCardHolders([{ member: 'XB', sequence: 1, sha256: sha256('card'), at }])
  const offered = {
    member: 'XB',
    sha256: sha256('waiting'),
    offered: 'x.y.z',
    why: 'moved',
    found: 'another host',
  } as const
  const waiting = {
    ...offered,
    held: sha256('card'),
    at,
    until: at + 1,
    state: 'waiting',
    decisions: '[]',
    revision: 1,
  } as const
  await store.moveWaitingCard(offered, { from: null, row: waiting }, [])
  const introduced = {
    ...({ what: 'heard', about: 'XB', card: sha256('waiting'), member: 'XC', state: 'heard' } as const),
    ...{ at, until: at + 1, jws: 'x.y.z', decisions: '[]', revision: 1 },
  }
  await store.moveIntroduction(introduced, { from: null, row: introduced }, [])
  const mark = {
    what: 'mark',
    id: '',
    partner: '',
    state: 'restored',
    found: 'a backup',
    since: at,
    after: 0,
    pages: 0,
    at,
    restore: 'a restore',
    mark: '',
  } as const
  await store.saveRestored([mark], [])
  await store.alertOnce({ thing: 'ca XB', stage: '60', at }, { again: 0, ahead: at, forgotten: 0 }, ending)
  const keys = [logSigningKey(await makeKey('Ed25519'))]
  const log = await openEvidenceLog({ store, keys: () => keys, origin: 'xa.example/log' })
  const { size, rootHash, note } = await log.head()
  await store.saveCheckpoint({ size, rootHash: toHex(rootHash), note, at })
  await store.saveStamp(size, new Uint8Array(randomBytes(300)))
  await store.record([evidenceOf(many)])
}

/** With its receipt, what it cost and what lists show of it. */
async function takeOneMore(store: Store, row: CaseRow): Promise<void> {
  const due = { place: 0, ours: true, dueOn: '2027-01-01', lateFrom: at, byItself: true, duty: '{"what":"answer"}' }
  const shown = {
    basis: 'basis',
    reminders: '[]',
    particulars: '{"order":[]}',
    orders: true,
    due: [due],
    reports: 'daily',
    reported: 1,
  } as const
  const cost = { member: row.partner, what: 'cases', since: at, count: 1 }
  await store.accept(
    acceptanceOf(row, { cases: [{ row, from: null, shown }], spendings: [cost] }),
    giving(receiptOf(row.partner)),
  )
  const away = { what: 'theirs', member: row.partner, at, until: at + 1, sinceAt: at, spentMs: 0 } as const
  await store.saveAbsence(away, untold)
}
