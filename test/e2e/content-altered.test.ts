// Whoever may write to the database and holds no key: terms, amendments, permissions and acceptances that were edited or put in open nothing.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { commitment } from '../../crypto/log/leaf.ts'
import { readRecord } from '../../crypto/log/record.ts'
import { digestOfStatement, type Statement } from '../../crypto/statement/statement.ts'
import { daysFromNow, purpose } from '../support/bodies.ts'
import {
  acceptanceOf,
  accepts,
  answered,
  opened,
  outcomeOf,
  permitted,
  readBody,
  strictPair,
  untilHere,
} from '../support/content.ts'
import { type Edited, type EditedStore, inPostgres, inSqlite, type Row } from '../support/edited-store.ts'
import { type Gateway, type Pair, start } from '../support/gateways.ts'
import { posting, read } from '../support/story.ts'

const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]

/** What lies at XA: a permission that was denied and one that was granted, terms that have ended by an amendment, terms that cannot be kept. */
async function stocked(both: Pair) {
  const { a, b } = both
  const permits = await opened(both, documents())
  const denied = { verdict: 'denied', reason: 'No.' }
  await permitted(both, permits.case, [permits.items[0]], { purposes: ['VERIFY_ORIGIN'] }, denied)
  await permitted(both, permits.case, [permits.items[0]], { purposes: ['VERIFY_QUANTITY'] })
  const open = randomUUIDv7()
  const unanswered = { permission: open, items: [permits.items[0]], purposes: ['VERIFY_ORIGIN'], reason: 'Once more.' }
  const again = await posting(permits.case)(a.client(), 'permission-ask', unanswered)
  await untilHere(b.client(), permits.case, String(again.json.message))
  const ended = await opened(both, documents())
  const kept = (await b.client().get(`/v1/terms/${ended.terms}`)).json as unknown as {
    terms: JsonObject[]
    protection: object
  }
  const retention = { ...kept.terms.find(({ term }) => term === 'retention'), until: daysFromNow(-1) }
  const ask = { agreement: both.agreement.id, case: ended.case, terms: [retention], protection: kept.protection }
  const terms = String((await b.client().post('/v1/terms', ask)).json.sha256)
  const ends = { items: [...ended.items], reason: 'It ends.' }
  const amended = await posting(ended.case)(b.client(), 'amend-terms', ends, { terms })
  await untilHere(a.client(), ended.case, String(amended.json.message))
  const unable = await answered(both, documents())
  await accepts({ of: a, other: b }, unable.case, [unable.items[0]])
  await posting(unable.case)(b.client(), 'keys', { items: [unable.items[0]] })
  await accepts({ of: a, other: b }, unable.case, [unable.items[0]], ['retention'])
  const pending = await answered(both, documents())
  await b.running.close()
  const body = await acceptanceOf(a.client(), pending.case, [...pending.items, pending.response])
  const waiting = String((await posting(pending.case)(a.client(), 'accept-terms', body)).json.message)
  return { permits, open, ended, unable, pending: { ...pending, waiting } }
}
type Stock = Awaited<ReturnType<typeof stocked>>

const statementOf = (row: Row): Statement => JSON.parse(String(row.statement)) as Statement
const one = async (db: Edited, of: string, type: string, said?: (facts: JsonObject) => boolean): Promise<Row> => {
  const rows = await db.rows('messages', { case: of, type })
  const found = rows.findLast((row) => said === undefined || said(statementOf(row).facts))
  if (!found) throw new Error(`no ${type}`)
  return found
}

/** Says something else in a statement, and makes its digest and the record of it fit. */
async function rewrite(db: Edited, row: Row, change: (text: string) => string): Promise<void> {
  const text = change(String(row.statement))
  if (text === row.statement) throw new Error('nothing was changed')
  const sha256 = digestOfStatement(JSON.parse(text) as Statement)
  await db.set('messages', { statement: text, sha256 }, { id: row.id ?? '' })
  const told = await recordOf(db, row)
  const data = JSON.stringify({ ...JSON.parse(String(told.data)), sha256 })
  await db.set('evidence', { data, leaf: leafOf(told, data) }, { seq: told.seq ?? 0 })
}

const recordOf = async (db: Edited, { id = '', direction }: Row): Promise<Row> => {
  const kind = direction === 'in' ? 'statement.received' : 'statement.sent'
  const [told] = await db.rows('evidence', { subject: id, kind })
  if (!told) throw new Error('no record')
  return told
}
const leafOf = ({ at, kind, case: of, subject, salt }: Row, data: string) =>
  commitment(
    new Uint8Array(salt as Uint8Array),
    readRecord({
      ...({ v: 1, at: new Date(Number(at)).toISOString(), kind, case: of, subject } as JsonObject),
      data: JSON.parse(data) as JsonObject,
    }),
  )

/** Puts in a message that says what another says, but for this, with its seal; and a record of it, as if it had come now. */
async function putIn(db: Edited, row: Row, change: (statement: Statement) => Statement): Promise<void> {
  const id = randomUUIDv7()
  const rows = await db.rows('messages', { case: row.case ?? '' })
  const clock = Math.max(...rows.map((each) => Number(each.clock))) + 1
  const statement = change({ ...statementOf(row), id, clock })
  const sha256 = digestOfStatement(statement)
  await db.insert('messages', { ...row, id, clock, sha256, statement: JSON.stringify(statement) })
  const told = await recordOf(db, row)
  const [counters] = await db.rows('counters', {})
  const seq = Number(counters?.evidence ?? 0) + 1
  const data = JSON.stringify({ ...JSON.parse(String(told.data)), sha256 })
  await db.insert('evidence', { ...told, seq, subject: id, data, leaf: leafOf({ ...told, subject: id }, data) })
  await db.set('counters', { evidence: seq }, { evidence: seq - 1 })
}

/** Appends a record to the log, as if it had been made now. */
async function append(db: Edited, told: Row, data: string): Promise<void> {
  const [counters] = await db.rows('counters', {})
  const seq = Number(counters?.evidence ?? 0) + 1
  await db.insert('evidence', { ...told, seq, data, leaf: leafOf(told, data) })
  await db.set('counters', { evidence: seq }, { evidence: seq - 1 })
}

/** Entries of a log that went on for long: tries of others, of no case. */
async function goesOn(db: Edited, count: number): Promise<void> {
  const [denial] = await db.rows('evidence', { kind: 'denial' })
  const [counters] = await db.rows('counters', {})
  if (!denial) throw new Error('nothing was denied')
  const before = Number(counters?.evidence ?? 0)
  const told = { ...denial, case: null, data: JSON.stringify({ client: 'other', problem: 'not-found' }) }
  for (let seq = before + 1; seq <= before + count; seq += 1) {
    const row = { ...told, subject: randomUUIDv7() }
    await db.insert('evidence', { ...row, seq, leaf: leafOf(row, String(row.data)) })
  }
  await db.set('counters', { evidence: before + count }, { evidence: before })
}

/** What an acceptance that waits would need to stand as received: seal, receipt, record, delivery. */
async function receipted(db: Edited, { pending }: Stock, copied: boolean): Promise<void> {
  const [acceptance, request] = [await one(db, pending.case, 'accept-terms'), await one(db, pending.case, 'request')]
  await db.set('messages', { seal: request.seal ?? null }, { id: acceptance.id ?? '' })
  const [told] = await db.rows('evidence', { case: pending.case, kind: 'receipt.received' })
  const [row] = await db.rows('receipts', { id: told?.subject ?? '' })
  if (!told || !row) throw new Error('no receipt')
  const subject = copied ? randomUUIDv7() : String(told.subject)
  if (copied) await db.insert('receipts', { ...row, id: subject })
  await append(db, { ...told, subject }, String(told.data))
  await db.set('deliveries', { state: 'delivered', receipt: subject }, { id: acceptance.id ?? '' })
}

interface Edit {
  readonly edit: (db: Edited, stock: Stock) => Promise<void>
  /** It is of long ago then: so many entries came after it. */
  readonly newer?: number
  /** What it would open. */
  readonly ask: (a: Gateway, stock: Stock) => ReturnType<typeof read>
}
const origin = { purpose: 'VERIFY_ORIGIN' }
const forOrigin: Edit['ask'] = (a, { permits }) => read(a.client(), permits.items[0], permits.case, origin)
const granted = (facts: JsonObject) => facts.verdict === 'granted'
const denied = (facts: JsonObject) => facts.verdict === 'denied'
const grants = (text: string) => text.replace('"verdict":"denied"', '"verdict":"granted"')

const edits: Readonly<Record<string, Edit>> = {
  'the terms of a response': {
    edit: async (db, { permits }) =>
      rewrite(db, await one(db, permits.case, 'response'), (text) => text.replaceAll(purpose, 'VERIFY_ORIGIN')),
    ask: forOrigin,
  },
  'an amendment that ends later': {
    newer: 1_100,
    edit: async (db, { ended }) =>
      rewrite(db, await one(db, ended.case, 'amend-terms'), (text) =>
        text.replaceAll(daysFromNow(-1), daysFromNow(1000)),
      ),
    ask: (a, { ended }) => read(a.client(), ended.items[0], ended.case),
  },
  'a permission that was denied': {
    edit: async (db, { permits }) => rewrite(db, await one(db, permits.case, 'permission', denied), grants),
    ask: forOrigin,
  },
  'a permission for another purpose': {
    edit: async (db, { permits }) =>
      rewrite(
        db,
        await one(db, permits.case, 'permission-ask', ({ purposes }) => String(purposes) === 'VERIFY_QUANTITY'),
        (text) => text.replaceAll('VERIFY_QUANTITY', 'VERIFY_ORIGIN'),
      ),
    ask: forOrigin,
  },
  'a permission under the seal of another message': {
    edit: async (db, { permits, open }) =>
      putIn(db, await one(db, permits.case, 'permission', denied), (said) => ({
        ...said,
        facts: { ...said.facts, permission: open, verdict: 'granted' },
      })),
    ask: forOrigin,
  },
  'a permission whose seal is of somebody else': {
    async edit(db, { permits }) {
      const [other, own] = [await one(db, permits.case, 'response'), await one(db, permits.case, 'permission', granted)]
      await db.set('messages', { seal: other.seal ?? null }, { id: own.id ?? '' })
    },
    ask: (a, { permits }) => read(a.client(), permits.items[0], permits.case, { purpose: 'VERIFY_QUANTITY' }),
  },
  // The messages of the case are as they were when it was read just before.
  'the terms under which an item lies': {
    edit: (db, { permits }) => db.set('items', { termsSha256: '0'.repeat(64) }, { id: permits.items[0] }),
    ask: (a, { permits }) => read(a.client(), permits.items[0], permits.case),
  },
  'who asks whom in a case': {
    edit: (db, { permits }) => db.set('cases', { role: 'requested' }, { id: permits.case }),
    ask: (a, { permits }) => read(a.client(), permits.items[0], permits.case),
  },
  'an acceptance that said unable': {
    edit: async (db, { unable }) =>
      rewrite(db, await one(db, unable.case, 'accept-terms', ({ accepted }) => accepted === false), (text) =>
        text.replace('"accepted":false', '"accepted":true').replace('"unable":["retention"]', '"unable":[]'),
      ),
    ask: (a, { unable }) => read(a.client(), unable.items[0], unable.case),
  },
  'an acceptance that nobody wrote': {
    edit: async (db, { unable }) =>
      putIn(db, await one(db, unable.case, 'accept-terms', ({ accepted }) => accepted === true), (said) => said),
    ask: (a, { unable }) => read(a.client(), unable.items[0], unable.case),
  },
  'a receipt for an acceptance that has none': {
    edit: (db, stock) => receipted(db, stock, true),
    ask: (a, { pending }) => readBody(a.client(), pending.response, pending.case),
  },
  'a receipt of another statement for an acceptance': {
    edit: (db, stock) => receipted(db, stock, false),
    ask: (a, { pending }) => readBody(a.client(), pending.response, pending.case),
  },
}

/** What was given out before the edit. */
const given: readonly string[] = [
  'a permission whose seal is of somebody else',
  'the terms under which an item lies',
  'who asks whom in a case',
]

async function openNothing(t: Test, store: EditedStore): Promise<void> {
  const both = await strictPair(t, { a: { settings: { ...store.settings } } })
  const stock = await stocked(both)
  const { installation } = both.a
  for (const { ask } of Object.values(edits)) {
    const { status } = await ask(both.a, stock)
    if (given.some((what) => ask === edits[what]?.ask)) t.equal(status, 200)
    else t.match(status, /403|409/, 'before, it is denied')
  }
  await both.a.running.close()
  await store.keep(installation)
  for (const [what, { edit, ask, newer = 0 }] of Object.entries(edits)) {
    const restored = await store.restore(installation)
    if (newer > 0) {
      const db = await store.edit(installation)
      await goesOn(db, newer)
      await db.close()
    }
    const a = await start(t, installation, restored)
    if (newer > 0) t.match(outcomeOf(await ask(a, stock)), { status: 403 }, `${what}: nothing is wrong so far`)
    await ask(a, stock)
    const db = await store.edit(installation)
    await edit(db, stock)
    await db.close()
    const answer = await ask(a, stock)
    t.match(outcomeOf(answer), { status: 503, code: /^(store-altered|log-behind)$/ }, `${what}: ${answer.octets}`)
    const ready = await a.client('operator').get('/readyz')
    t.match({ status: ready.status, ...ready.json }, { status: 503, ready: false }, `${what}: the alarm is up`)
    const { faults } = (await a.client('operator').get('/v1/operator/evidence/check')).json as { faults: object[] }
    t.ok(faults.length > 0, `${what}: the check finds it: ${JSON.stringify(faults)}`)
    await a.running.close()
  }
}

t.test('what was edited or put in opens nothing, in SQLite [R1]', { timeout: 540_000 }, (t) =>
  openNothing(t, inSqlite()),
)

t.test('what was edited or put in opens nothing, in PostgreSQL [R1]', { timeout: 540_000 }, async (t) => {
  const store = await inPostgres(t)
  if (!store) return void t.pass('there is no PostgreSQL server on this machine')
  await openNothing(t, store)
})
