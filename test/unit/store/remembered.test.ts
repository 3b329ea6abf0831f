// A long case is not read again where nothing of it has changed; whatever did, and whoever did it, is seen the next time.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import t, { type Test } from 'tap'
import { rememberedCases } from '../../../adapters/store/dialect/remembered-cases.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { evidenceOf, following, messageOf, newPartner, submissionOf, submitOne } from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'
import { seededRandom } from '../../support/random.ts'

interface Opened {
  readonly store: Store
  /** By somebody else who may write to the database. */
  elsewhere(text: string): Promise<void>
}

async function inSqlite(t: Test): Promise<Opened & { file: string }> {
  const file = join(await scratch(t), 'bulla.sqlite')
  const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  t.teardown(store.close)
  return {
    store,
    file,
    async elsewhere(text) {
      const other = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: false })
      other.exec(text)
      other.close()
    },
  }
}

const server = await postgresServer(t)
async function inPostgres(t: Test): Promise<Opened> {
  const url = (await server?.createDatabase()) ?? ''
  const store = await openPostgresStore({ url, pool: 4, timeoutMs: 60_000 })
  const other = new pg.Client(url)
  await other.connect()
  await other.query('set session_replication_role = replica')
  t.teardown(() => Promise.all([store.close(), other.end()]))
  return {
    store,
    async elsewhere(text) {
      await other.query(text)
    },
  }
}

const stores = [['SQLite', inSqlite, false] as const, ['PostgreSQL', inPostgres, noPostgres] as const]
const inEach = (title: string, run: (t: Test, opened: Opened) => Promise<void>) => {
  for (const [name, open, skip] of stores) t.test(`${name}: ${title}`, { skip }, async (t) => run(t, await open(t)))
}

inEach('the list of messages is the same while only evidence is added to the case', async (t, { store }) => {
  const { row, message } = await submitOne(store, newPartner())
  const before = await store.told(row.id)
  await submitOne(store, newPartner())
  await store.record([evidenceOf(message, { kind: 'release' })])
  const after = await store.told(row.id)
  t.equal(after.messages, before.messages)
  t.same(after.evidence.slice(0, before.evidence.length), before.evidence)
  t.equal(after.evidence.length, before.evidence.length + 1)
  t.equal(after.evidence.at(-1)?.kind, 'release')
})

inEach('what another process wrote is seen, in whatever table and column [R1]', async (t, { store, elsewhere }) => {
  const { row, message } = await submitOne(store, newPartner(), {}, {}, { seal: 'a.b.c' })
  for (const [edit, found] of [
    [`update messages set statement = '{"edited":1}' where id = '${message.id}'`, { statement: { edited: 1 } }],
    [`update messages set seal = 'x.y.z' where id = '${message.id}'`, { seal: 'x.y.z' }],
    [`update messages set standing = 'refused' where id = '${message.id}'`, { standing: 'refused' }],
    [`update messages set key = null where id = '${message.id}'`, { hasKey: false }],
  ] as const) {
    const before = await store.told(row.id)
    t.equal((await store.told(row.id)).messages, before.messages, 'it is remembered')
    await elsewhere(edit)
    const { messages } = await store.told(row.id)
    t.match(messages, [found], edit)
    t.not(messages, before.messages)
  }
  await store.told(row.id)
  await elsewhere(`update evidence set data = '{"edited":2}' where "case" = '${row.id}'`)
  t.match((await store.told(row.id)).evidence, [{ data: { edited: 2 } }])
  await store.record([evidenceOf(message, { kind: 'release' })])
  await store.told(row.id)
  await elsewhere(`update evidence set data = '{"edited":3}' where "case" = '${row.id}' and kind = 'release'`)
  const { evidence } = await store.told(row.id)
  t.match(evidence.at(-1), { data: { edited: 3 } }, 'a record that came after what is remembered')
  await elsewhere(`delete from evidence where "case" = '${row.id}' and kind = 'release'`)
  t.same((await store.told(row.id)).evidence, evidence.slice(0, -1))
  const columns = 'id, "case", partner, direction, type, clock, sha256, "storedAt", standing, statement'
  await elsewhere(`insert into messages (${columns})
    select 'put in', "case", partner, direction, type, clock + 1, sha256, "storedAt", standing, statement
    from messages where id = '${message.id}'`)
  t.same(
    (await store.told(row.id)).messages.map(({ id }) => id),
    [message.id, 'put in'],
  )
  await elsewhere(`update messages set "case" = 'another' where id = 'put in'`)
  t.same(
    (await store.told(row.id)).messages.map(({ id }) => id),
    [message.id],
  )
  await elsewhere(`delete from messages where id = '${message.id}'`)
  t.same((await store.told(row.id)).messages, [])
})

t.test('nor is it passed over where the write-ahead log began anew and is as long as it was [R1]', async (t) => {
  const { store, file } = await inSqlite(t)
  const { row, message } = await submitOne(store, newPartner())
  const other = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: false })
  other.exec('create table "by-others" (a integer)')
  for (let more = 0; more < 20; more += 1) await submitOne(store, newPartner())
  const pages = () => (other.prepare('pragma wal_checkpoint(noop)').get() as { log: number }).log
  await store.told(row.id)
  const before = pages()
  other.exec('pragma wal_checkpoint(restart)')
  other.exec(`update messages set standing = 'refused' where id = '${message.id}'`)
  while (pages() < before) other.exec('insert into "by-others" values (1)')
  t.equal(pages(), before)
  t.match((await store.told(row.id)).messages, [{ standing: 'refused' }])
  other.close()
})

t.test('in PostgreSQL what is as it was after an edit is another version of it', { skip: noPostgres }, async (t) => {
  const { store, elsewhere } = await inPostgres(t)
  const { row } = await submitOne(store, newPartner())
  const { messages } = await store.told(row.id)
  await elsewhere(`update messages set standing = 'refused'; update messages set standing = 'kept'`)
  const after = await store.told(row.id)
  t.not(after.messages, messages)
  t.same(after.messages, messages)
  await elsewhere('vacuum full messages')
  t.same((await store.told(row.id)).messages, messages, 'however it is stored')
})

t.test(
  'in PostgreSQL records that are many are read once more, and remembered then',
  { skip: noPostgres },
  async (t) => {
    const { store } = await inPostgres(t)
    const { row, message } = await submitOne(store, newPartner())
    const { messages } = await store.told(row.id)
    const more = (count: number) =>
      store.record(Array.from({ length: count }, () => evidenceOf(message, { kind: 'release' })))
    await more(100)
    t.equal((await store.told(row.id)).messages, messages)
    await more(1)
    const whole = await store.told(row.id)
    t.equal(whole.evidence.length, 102)
    t.equal(whole.messages, messages)
    const anew = await store.told(row.id)
    t.not(anew.messages, messages)
    t.same(anew, { messages, evidence: whole.evidence })
    t.equal((await store.told(row.id)).messages, anew.messages)
  },
)

inEach(
  'whatever we write ourselves, in whatever order, is told as a store that remembers nothing tells it',
  async (t, { store, elsewhere }) => {
    const { seed, random } = seededRandom()
    t.comment(`seed: ${seed}`)
    const dice = (sides: number) => Math.floor(random() * sides)
    const cases = await Promise.all(Array.from({ length: 4 }, () => submitOne(store, newPartner())))
    const rows = cases.map(({ row }) => row)
    const messages = cases.map(({ message }) => [message])
    for (let turn = 0; turn < 60; turn += 1) {
      const at = dice(rows.length)
      const [row, mine] = [rows[at] as (typeof rows)[number], messages[at] as (typeof messages)[number]]
      const some = mine[dice(mine.length)] as (typeof mine)[number]
      const act = dice(4)
      if (act < 2) {
        const next = following(row)
        const made = messageOf(next.row, { clock: next.row.clock, ...(act === 1 && { client: null }) })
        await store.submit(submissionOf(made, next, act === 1 ? { bodies: [some.id] } : {}))
        rows[at] = next.row
        mine.push(made)
      } else if (act === 2) await store.record([evidenceOf(some, { kind: 'denial' })])
      const remembered = await store.told(row.id)
      // An empty commit of another process has all of it read again.
      if (turn % 10 === 9)
        await elsewhere('create table if not exists "by-others" (a integer); insert into "by-others" values (1)')
      const stored = await store.messages(row.id, 'all')
      t.same(
        remembered.messages.map(({ id, hasKey, hasSecret, standing }) => ({ id, hasKey, hasSecret, standing })),
        stored.map(({ id, key, secret, standing }) => ({
          id,
          hasKey: key !== null,
          hasSecret: secret !== null,
          standing,
        })),
        `turn ${turn}`,
      )
      t.same(remembered.evidence, await store.evidence({ case: row.id, limit: 1_000 }))
    }
  },
)

t.test('a store that is closed answers no more', async (t) => {
  const { store } = await inSqlite(t)
  const { row } = await submitOne(store, newPartner())
  await store.close()
  await t.rejects(store.told(row.id), { code: 'stopping' })
})

t.test('no more is remembered than was said: what was asked for longest ago goes first', async (t) => {
  const cases = rememberedCases(10)
  const of = (edition: string, chars: number) => ({ edition, until: 0, chars, messages: [], evidence: [] })
  cases.keep('one', of('1', 4))
  cases.keep('two', of('2', 4))
  cases.get('one')
  cases.keep('three', of('3', 4))
  t.same(
    ['one', 'two', 'three'].map((id) => cases.get(id)?.edition),
    ['1', undefined, '3'],
  )
  cases.keep('four', of('4', 11))
  t.equal(cases.get('four'), undefined, 'longer than all')
  t.equal(cases.get('one')?.edition, '1')
})
