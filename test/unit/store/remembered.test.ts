// A long case is not read again where nothing of it has changed; whatever did, and whoever did it, is seen the next time.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { rememberedCases } from '../../../adapters/store/dialect/remembered-cases.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { evidenceOf, following, messageOf, newPartner, submissionOf, submitOne } from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { seededRandom } from '../../support/random.ts'

async function opened(t: Test) {
  const file = join(await scratch(t), 'bulla.sqlite')
  const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  t.teardown(store.close)
  const elsewhere = (text: string) => {
    const other = new DatabaseSync(file, { timeout: 5_000 })
    other.exec(text)
    other.close()
  }
  return { store, file, elsewhere }
}

t.test('the list of messages is the same while only evidence is added to the case', async (t) => {
  const { store } = await opened(t)
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

t.test('what another process wrote is seen, in whatever table and column [R1]', async (t) => {
  const { store, elsewhere } = await opened(t)
  const { row, message } = await submitOne(store, newPartner(), {}, {}, { seal: 'a.b.c' })
  let before = await store.told(row.id)
  for (const [edit, found] of [
    [`update messages set statement = '{"edited":1}' where id = '${message.id}'`, { statement: { edited: 1 } }],
    [`update messages set seal = 'x.y.z' where id = '${message.id}'`, { seal: 'x.y.z' }],
    [`update messages set standing = 'refused' where id = '${message.id}'`, { standing: 'refused' }],
    [`update messages set key = null where id = '${message.id}'`, { hasKey: false }],
  ] as const) {
    elsewhere(edit)
    const { messages } = await store.told(row.id)
    t.match(messages, [found], edit)
  }
  before = await store.told(row.id)
  elsewhere(`update evidence set data = '{"edited":2}' where "case" = '${row.id}'`)
  t.match((await store.told(row.id)).evidence, [{ data: { edited: 2 } }])
  elsewhere(`update cases set role = 'requested' where id = '${row.id}'`)
  t.not((await store.told(row.id)).messages, before.messages, 'whoever was here may have been anywhere')
  elsewhere(`pragma foreign_keys = off; delete from messages where id = '${message.id}'`)
  t.same((await store.told(row.id)).messages, [])
})

t.test('nor is it passed over where the write-ahead log began anew and is as long as it was [R1]', async (t) => {
  const { store, file } = await opened(t)
  const { row, message } = await submitOne(store, newPartner())
  const other = new DatabaseSync(file, { timeout: 5_000 })
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

t.test(
  'whatever we write ourselves, in whatever order, is told as a store that remembers nothing tells it',
  async (t) => {
    const { store, elsewhere } = await opened(t)
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
        elsewhere('create table if not exists "by-others" (a integer); insert into "by-others" values (1)')
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
  const { store } = await opened(t)
  const { row } = await submitOne(store, newPartner())
  await store.close()
  await t.rejects(store.told(row.id), { code: 'stopping' })
})

t.test('no more is remembered than was said: what was asked for longest ago goes first', async (t) => {
  const cases = rememberedCases(10)
  const of = (edition: string, chars: number) => ({ edition, chars, messages: [], evidence: [] })
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
