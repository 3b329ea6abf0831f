// What lists cost with 20 000 cases: rows and folds are counted, no time is measured.
import { join } from 'node:path'
import t from 'tap'
import { inserting } from '../../../adapters/store/dialect/compiled.ts'
import type { Db } from '../../../adapters/store/dialect/schema.ts'
import { openForWriting } from '../../../adapters/store/sqlite/sqlite-file.ts'
import { storeOver } from '../../../adapters/store/store.ts'
import { workQueue } from '../../../gateway/flows/between/queue.ts'
import { workload } from '../../../gateway/flows/between/workload.ts'
import { dueFor } from '../../../gateway/flows/views/lists/due.ts'
import { searching } from '../../../gateway/flows/views/lists/search.ts'
import { statistics } from '../../../gateway/flows/views/lists/statistics.ts'
import type { CaseRow } from '../../../gateway/ports/rows.ts'
import { world } from '../../../gateway/start/clock.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { at, caseRow, messageOf } from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { trustOf } from '../../support/threads-store.ts'

const cases = 20_000
const limit = 50
const hex = (n: number) => n.toString(16).padStart(12, '0')

/** Each owes an answer on one and the same day, ours and the partner's in turn; few are closed. */
function rowOf(n: number): CaseRow {
  const role = n % 2 === 0 ? ('requested' as const) : ('requesting' as const)
  const state = n % 1000 === 7 ? 'closed' : 'submitted'
  const about = { partner: n % 10 === 0 ? 'XC' : 'XB', agreement: 'xa-xb', office: `O${n % 3}`, role, state }
  const due = { dueOn: '2026-12-01', dueAt: at + 1 }
  return caseRow({ id: `01931f5e-0000-7000-8000-${hex(n)}`, ...about, ...due, remindAt: at + n, openedAt: at + n })
}

const held = await openForWriting(join(await scratch(t), 'data', 'bulla.sqlite'))
t.teardown(held.release)
const { db } = held.connection
const rows = Array.from({ length: cases }, (_, n) => rowOf(n))
const messages = rows.map((row) => messageOf(row))
held.connection.run('begin')
await inserting('cases')(db, rows)
await inserting('messages')(
  db,
  messages.map((message) => ({ ...message, statement: JSON.stringify(message.statement) })),
)
await inserting('shown')(
  db,
  rows.map(({ id, partner, agreement }) => ({
    ...{
      case: id,
      partner,
      agreement,
      basis: 'b',
      orderedAt: null,
      told: '[]',
      particulars: null,
      reminders: '[]',
      reports: null,
      reported: 0,
    },
  })),
)
await inserting('dues')(
  db,
  rows.map(({ id, office, partner, role }) => {
    const ours = Number(role === 'requested')
    return {
      case: id,
      place: 0,
      office,
      partner,
      ours,
      dueOn: '2026-12-01',
      lateFrom: at,
      duty: '{"what":"answer"}',
      byItself: 0,
    }
  }),
)
/** The number of one trader, which we wrote in each of them. */
const everywhere = 'f'.repeat(64)
await inserting('lookups')(
  db,
  messages.map(({ id, case: of }) => ({ lookup: everywhere, case: of, holder: id, what: 'sent' as const })),
)
const groups = Object.groupBy(
  rows.flatMap((row) => [-1, Math.floor(row.openedAt / 86_400_000)].map((day) => ({ ...row, day }))),
  ({ day, office, partner, role, state }) => [day, office, partner, role, state].join(),
)
await inserting('tallies')(
  db,
  Object.values(groups).flatMap((of = []) => of.slice(0, 1).map((row) => ({ ...row, cases: of.length }))),
)
/** Deliveries that wait for a partner who is away. */
const waiting = 12_000
await inserting('deliveries')(
  db,
  messages.slice(0, waiting).map(({ id, case: of }, seq) => ({
    ...{ seq, id, partner: 'XB', case: of, state: 'queued' as const, attempts: 0, fence: 0, dueAt: at },
    ...{ expiresAt: at, weightBytes: 1, problem: null, detail: null, receipt: null, changedAt: at, settledAt: null },
  })),
)
held.connection.run('commit')

/** Walks through all rows of a table that grows, as the database plans them. */
const walks = new Set<string>()
/** Rows that the store gave, by the table they came from first. */
const read = new Map<string, number>()
const counted: Db = {
  query: db.query,
  hex: db.hex,
  async run(query) {
    const answer = await db.run<never>(query)
    const plan = await db.run<{ detail: string }>({ ...query, sql: `explain query plan ${query.sql}` } as never)
    for (const { detail } of plan.rows)
      if (/^SCAN (?:cases|deliveries|messages|dues|shown|lookups)\b/.test(detail)) walks.add(detail)
    const [, table = '?'] = /from "?(\w+)/.exec(query.sql) ?? []
    read.set(table, (read.get(table) ?? 0) + answer.rows.length)
    return answer
  },
}
const never = async () => Promise.reject(new Error('nothing is written here'))
const store = storeOver({
  shared: false,
  overwritten: never,
  edition: async () => undefined,
  read: (operation, ask) => operation(counted, ask),
  write: never,
})
const deps = { store, world: { now: () => at }, timeZone: 'UTC', trust: () => trustOf() } as never as Parameters<
  typeof dueFor
>[0] &
  Parameters<typeof workQueue>[0]
const clients = [
  { id: 'one', offices: ['O1'], roles: ['read'] },
  { id: 'all', offices: 'all', roles: ['read'] },
] as const

type Paged = Promise<{ readonly rows: readonly object[]; readonly next: string | null }>
const lists: Readonly<Record<string, (client: (typeof clients)[number], cursor?: string) => Paged>> = {
  due: (client, cursor) => dueFor(deps, client, { limit, ...(cursor && { cursor }) }),
  'due of one side': (client, cursor) => dueFor(deps, client, { by: 'us', limit, ...(cursor && { cursor }) }),
  'due with a partner': (client, cursor) => dueFor(deps, client, { partner: 'XC', limit, ...(cursor && { cursor }) }),
  queue: (client, cursor) => workQueue(deps, client, { limit, ...(cursor && { cursor }) }),
  cases: ({ offices }, cursor) => store.cases({ offices, limit, ...(cursor && { cursor }) }),
  'cases by day': ({ offices }, cursor) =>
    store.cases({ offices, dueBefore: '2027', limit, ...(cursor && { cursor }) }),
}

for (const [name, list] of Object.entries(lists))
  for (const client of clients)
    t.test(`${name}, for ${client.id}: each page costs itself, and nothing is folded [H5]`, async (t) => {
      const seen = new Set<string>()
      let [cursor, pages]: [string | undefined, number] = [undefined, 0]
      for (; pages < 5; pages += 1) {
        read.clear()
        const page = await list(client, cursor)
        const all = [...read.values()].reduce((sum, count) => sum + count, 0)
        t.equal(page.rows.length, limit)
        t.ok(all <= 2 * (limit + 1) + 8, `${all} rows were read for ${limit}`)
        t.equal(read.get('messages'), undefined, 'no message is read, so that nothing can be folded')
        for (const row of page.rows) seen.add(JSON.stringify(row))
        cursor = page.next ?? undefined
      }
      t.equal(seen.size, pages * limit, 'and no row comes twice')
    })

t.test('what an index does not hold is looked for so far and no further, and everything is found [H5]', async (t) => {
  for (const client of clients) {
    let [cursor, found, pages]: [string | null | undefined, number, number] = [undefined, 0, 0]
    for (; cursor !== null; pages += 1) {
      read.clear()
      const ask = { offices: client.offices, state: 'closed', limit: 3, ...(cursor && { cursor }) }
      const page: Awaited<ReturnType<typeof store.cases>> = await store.cases(ask)
      const all = [...read.values()].reduce((sum, count) => sum + count, 0)
      t.ok(all <= 5_500, `${all} rows were looked at`)
      found += page.rows.length
      cursor = page.next
    }
    const theirs = rows.filter(
      ({ office, state }) => state === 'closed' && [office, 'all'].includes(String(client.offices)),
    )
    t.equal(found, theirs.length)
    t.ok(pages > 1)
  }
})

t.test(
  'a number that all cases share is found in the newest of them, and the search costs its page [H5]',
  async (t) => {
    const recorded: object[] = []
    const asked = {
      ...{ ...deps, world, log: openLog('silent'), searchesPerMinute: 60 },
      secrets: { lookup: () => everywhere },
      store: { ...store, record: async (rows: object[]) => recorded.push(...rows) > 0 },
    } as never as Parameters<typeof searching>[0]
    for (const client of clients) {
      walks.clear()
      read.clear()
      const found = await searching(asked)(client, { by: 'trader', number: 'XA 555' })
      t.equal(found.rows.length, 50)
      t.equal(found.truncated, true, 'and says that there are more')
      const all = [...read.values()].reduce((sum, count) => sum + count, 0)
      t.ok(all <= 100 + 51 + 8, `${all} rows were read for 50`)
      t.equal(read.get('messages'), undefined, 'what we wrote tells by itself')
      t.same([...walks], [], 'no table is walked through')
    }
    t.match(recorded, [{ kind: 'operator', data: { act: 'search', found: 50 } }, {}])
  },
)

t.test('what is counted reads rows that were written with the cases, or stops at a bound [H5]', async (t) => {
  walks.clear()
  const later = { ...deps, world: { now: () => at + 2 } } as never as Parameters<typeof statistics>[0] &
    Parameters<typeof workload>[0]
  for (const client of clients) {
    read.clear()
    const theirs = rows.filter(({ office }) => [office, 'all'].includes(String(client.offices)))
    const { rows: told, truncated } = await statistics(later, client)
    t.equal(
      told.reduce((sum, { cases }) => sum + cases, 0),
      theirs.length,
      'each case is counted',
    )
    t.equal(truncated, true, 'more are overdue than are counted, and it says so')
    const work = await workload(later, client)
    t.equal(work.truncated, true)
    const all = [...read.values()].reduce((sum, count) => sum + count, 0)
    t.ok(all < 200, `${all} rows were read`)
    t.equal(read.get('messages'), undefined)
  }
  read.clear()
  t.match(await store.backlog(), [{ partner: 'XB', deliveries: 10_000, oldestAt: at }], 'of what waits so many')
  t.ok([...read.values()].reduce((sum, count) => sum + count, 0) < 10)
  t.same([...walks], [], 'and nothing that grows is walked through')
  await counted.run(
    db.query
      .selectFrom('cases')
      .select(({ fn }) => fn.countAll().as('all'))
      .compile(),
  )
  t.equal(walks.size, 1, 'what walks is noticed')
})
