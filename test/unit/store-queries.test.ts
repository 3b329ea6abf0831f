import { join } from 'node:path'
import t, { type Test } from 'tap'
import { inserting, prepared } from '../../adapters/store/compiled.ts'
import { readCaseCursor, readDeliveryCursor } from '../../adapters/store/cursor.ts'
import type { Connection } from '../../adapters/store/node-sqlite.ts'
import * as delivering from '../../adapters/store/operations/delivering.ts'
import * as keeping from '../../adapters/store/operations/keeping.ts'
import * as outbox from '../../adapters/store/operations/outbox.ts'
import * as reading from '../../adapters/store/operations/reading.ts'
import type { Db } from '../../adapters/store/schema.ts'
import { openForWriting } from '../../adapters/store/sqlite-file.ts'
import { checkpointMode, finishMode, mayCarryInto } from '../../adapters/store/write-ahead-log.ts'
import { sha256 } from '../contracts/store-rows.ts'

async function openConnection(t: Test): Promise<Connection> {
  const held = await openForWriting(join(t.testdir(), 'data', 'bulla.sqlite'))
  t.teardown(held.release)
  return held.connection
}

/** How SQLite goes about every query that an operation makes. */
async function plansOf({ db }: Connection, operate: (db: Db) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = []
  const watched: Db = {
    query: db.query,
    async run(query) {
      const explained = await db.run<{ detail: string }>({ ...query, sql: `explain query plan ${query.sql}` })
      plans.push(...explained.rows.map(({ detail }) => detail))
      return db.run(query)
    },
  }
  await operate(watched)
  return plans
}

t.test('no query walks through a table that grows', async (t) => {
  const connection = await openConnection(t)
  const { db } = connection
  const claim = { partner: 'XB', now: 1, leaseUntil: 2, limit: 10, maxBytes: 1 }
  const move = {
    id: 'a',
    from: 'sending',
    dueAt: 1,
    attempts: 1,
    problem: null,
    detail: null,
    receipt: null,
    at: 1,
  } as const
  const settlements = [{ ...move, to: 'delivered' } as const, { ...move, to: 'waiting' } as const]
  const none = { receipt: null, refused: ['b'], seals: [], cases: [], events: [], evidence: [] }
  const list = { partner: undefined, state: undefined, limit: 10 }
  const page = { ...list, before: undefined }
  const purge = { stagedBefore: 1, idempotencyBefore: 1, draftsBefore: 1, limit: 10 }
  const operations: Record<string, [operate: (db: Db) => Promise<unknown>, ...uses: string[]]> = {
    claim: [(db) => delivering.claim(db, claim), 'deliveriesInOrder', 'deliveriesOfCase'],
    content: [(db) => delivering.withContent(db, [{ id: 'a' } as never]), 'messages_1', 'itemsOfMessage'],
    settle: [(db) => delivering.settle(db, { settlements, ...none }), 'deliveries_1', 'messages_1'],
    recover: [(db) => delivering.recover(db, { now: 1 }), 'deliveries'],
    redeliver: [
      (db) => delivering.redeliver(db, { id: 'a', at: 1, expiresAt: 2, cases: [], evidence: [] }),
      'deliveries_1',
    ],
    due: [outbox.due, 'deliveriesDue', 'deliveriesOfCase'],
    expired: [(db) => outbox.expired(db, { now: 1, limit: 10 }), 'deliveriesExpiring'],
    'deliveries that failed': [(db) => outbox.deliveries(db, { ...page, state: 'expired' }), 'deliveriesFailed'],
    'deliveries that wait': [
      (db) => outbox.deliveries(db, { ...page, state: 'waiting', partner: 'XB' }),
      'deliveriesInOrder',
    ],
    'messages of a case': [(db) => reading.messagesOfCase(db, { id: 'a', standing: 'all' }), 'messagesOfCase'],
    known: [(db) => reading.known(db, { ids: ['a', 'b'] }), 'messages_1'],
    parts: [(db) => reading.partUsed(db, { partSha256: 'a' }), 'itemsOfPart'],
    'parts of a partner': [(db) => reading.partKnown(db, { partner: 'XB', partSha256: 'a' }), 'itemsOfPart'],
    'cases of an office': [
      (db) => reading.cases(db, { ...list, offices: ['A'], dueBefore: undefined, after: undefined }),
      'casesOfOffice',
    ],
    'cases that are due': [
      (db) => reading.cases(db, { ...list, offices: 'all', dueBefore: '2027', after: undefined }),
      'casesDue',
    ],
    'events of offices': [(db) => reading.events(db, { offices: ['A', 'B'], after: 1, limit: 10 }), 'eventsOfOffice'],
    'events of all': [(db) => reading.events(db, { offices: 'all', after: 1, limit: 10 }), 'PRIMARY KEY'],
    'evidence of a case': [(db) => reading.evidence(db, { case: 'a', after: 3, limit: 10 }), 'evidenceOfCase'],
    purge: [(db) => keeping.purge(db, purge), 'itemsStaged', 'idempotencyByAge'],
  }
  for (const [name, [operate, ...uses]] of Object.entries(operations)) {
    const plans = await plansOf(connection, operate)
    for (const use of uses) t.match(plans.join('\n'), use, `${name} uses ${use}`)
    const walks = plans.filter(
      (plan) => /^SCAN (?!partners|CONSTANT|drafts|\(?subquery)/i.test(plan) && !plan.includes('INDEX'),
    )
    t.same(walks, [], `${name} walks through no table`)
    t.same(
      plans.filter(
        (plan) => name !== 'purge' && plan.includes('TEMP B-TREE FOR ORDER BY') && !name.match(/content|due|cases/),
      ),
      [],
    )
  }
  t.ok(db)
})

t.test('a query is built once for each length of its lists', async (t) => {
  const { db } = await openConnection(t)
  let built = 0
  const find = prepared((query, { ids, kind }: { ids: string[]; kind: string }) => {
    built += 1
    return query.selectFrom('items').select('id').where('id', 'in', ids).where('kind', '=', kind).where('bytes', '>', 5)
  })
  const insert = inserting('terms', 'skip')
  t.equal(
    await insert(db, [
      { sha256: sha256('1'), terms: '{}' },
      { sha256: sha256('2'), terms: '{}' },
    ]),
    2,
  )
  t.equal(
    await insert(db, [
      { sha256: sha256('2'), terms: '{}' },
      { sha256: sha256('3'), terms: '{}' },
    ]),
    1,
  )
  t.equal(await insert(db, []), 0)
  const sql: string[] = []
  const watched: Db = {
    query: db.query,
    run(query) {
      sql.push(`${query.sql} ${query.parameters.join()}`)
      return db.run(query)
    },
  }
  await find(watched, { ids: ['a', 'b'], kind: 'k' })
  await find(watched, { ids: ['c', 'd'], kind: 'l' })
  await find(watched, { ids: ['e'], kind: 'm' })
  t.equal(built, 2)
  t.match(sql, [/a,b,k,5$/, /c,d,l,5$/, /e,m,5$/])
})

t.test('cursors that are not ours are refused', async (t) => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  t.same(readDeliveryCursor(encode({ seq: 7 })), { seq: 7 })
  t.same(readCaseCursor(encode({ id: 'a', dueOn: null })), { id: 'a', dueOn: null })
  for (const wrong of [
    '',
    'x',
    '~',
    encode(null),
    encode([]),
    encode({}),
    encode({ seq: 1.5 }),
    encode({ id: 7, dueOn: null }),
  ]) {
    t.throws(() => readDeliveryCursor(wrong), { code: 'request-invalid', field: '/cursor' }, wrong)
    t.throws(() => readCaseCursor(wrong), { code: 'request-invalid', field: '/cursor' }, wrong)
  }
})

t.test('when the log is carried over', async (t) => {
  const log = (walPages: number, walPagesWaiting: number) => ({ walPages, walPagesWaiting })
  t.equal(checkpointMode(log(999, 999), false), undefined)
  t.equal(checkpointMode(log(1000, 1000), false), 'passive')
  t.equal(checkpointMode(log(9000, 10), false), undefined, 'what was carried over is not carried twice')
  t.equal(checkpointMode(log(20_000, 10), false), 'restart')
  t.equal(checkpointMode(log(20_000, 10), true), 'truncate')
  t.equal(finishMode(log(1999, 100), 0), undefined)
  t.equal(finishMode(log(2000, 500), 0), 'passive')
  t.equal(finishMode(log(2000, 501), 0), undefined, 'the rest has to be small')
  t.equal(finishMode(log(2100, 100), 2000), undefined, 'a reader keeps the log; not again at once')
  t.equal(finishMode(log(4000, 100), 2000), 'passive')
  t.equal(finishMode(log(7000, 6000), 0), 'restart', 'the log is bounded')
  t.equal(mayCarryInto(1 << 20, log(500, 128)), true)
  t.equal(mayCarryInto(1 << 20, log(500, 129)), false, 'the rest of the room is for commits')
  t.equal(mayCarryInto(1 << 20, log(500, 0)), false)
})
