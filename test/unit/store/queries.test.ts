import { join } from 'node:path'
import t, { type Test } from 'tap'
import { inserting, prepared } from '../../../adapters/store/dialect/compiled.ts'
import { readCaseCursor, readDeliveryCursor } from '../../../adapters/store/dialect/cursor.ts'
import type { Db } from '../../../adapters/store/dialect/schema.ts'
import { events } from '../../../adapters/store/operations/reading.ts'
import type { Connection } from '../../../adapters/store/sqlite/node-sqlite.ts'
import { openForWriting } from '../../../adapters/store/sqlite/sqlite-file.ts'
import { checkpointMode, finishMode, mayCarryInto } from '../../../adapters/store/sqlite/write-ahead-log.ts'
import { sha256 } from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { operations } from './operations.ts'

async function openConnection(t: Test): Promise<Connection> {
  const held = await openForWriting(join(await scratch(t), 'data', 'bulla.sqlite'))
  t.teardown(held.release)
  return held.connection
}

/** How SQLite goes about every query that an operation makes. */
async function plansOf({ db }: Connection, operate: (db: Db) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = []
  const watched: Db = {
    query: db.query,
    hex: db.hex,
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
  for (const [name, [operate, ...uses]] of Object.entries(operations)) {
    const plans = await plansOf(connection, operate)
    for (const use of uses) t.match(plans.join('\n'), use, `${name} uses ${use}`)
    // A destruction is there until its disposal has ended; the purge looks at so many of the oldest events, and of what is
    // overdue so much is counted.
    const bounded = name === 'purge' ? /^SCAN (?:events|oldest)$/ : /^SCAN (?:destructions|late)$/
    const walks = plans.filter(
      (plan) =>
        /^SCAN (?!partners|CONSTANT|drafts|\(?subquery)/i.test(plan) && !plan.includes('INDEX') && !bounded.test(plan),
    )
    t.same(walks, [], `${name} walks through no table`)
    t.same(
      plans.filter(
        (plan) => name !== 'purge' && plan.includes('TEMP B-TREE FOR ORDER BY') && !name.match(/content|^due$/),
      ),
      [],
    )
  }
})

t.test('what comes for one office while another is looked at is left for the next look', async (t) => {
  const { db } = await openConnection(t)
  let seq = 0
  const comes = async (office: string) => {
    seq += 1
    const row = { seq, at: 1, kind: 'message.received', office, case: 'a', message: null, partner: 'XB' } as never
    await db.run(db.query.insertInto('events').values(row).compile())
    await db.run(db.query.updateTable('counters').set({ event: seq }).compile())
  }
  const offices = ['A', 'B', 'C']
  const [seen, busy]: [number[], Db] = [
    [],
    {
      query: db.query,
      hex: db.hex,
      async run(query) {
        const answer = await db.run<never>(query)
        if (seq < 12) for (const office of offices) await comes(office)
        return answer
      },
    },
  ]
  for (let looks = 0; looks < 10; looks += 1)
    seen.push(...(await events(busy, { after: seen.at(-1) ?? 0, offices, limit: 5 })).map((row) => row.seq))
  t.same(
    seen,
    Array.from({ length: 12 }, (_, index) => index + 1),
  )
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
    hex: db.hex,
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
