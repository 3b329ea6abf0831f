// A store that a program before wrote, cases and all: what lists show of it is made from its
// statements, page by page, and what was told stays told.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import t, { type Test } from 'tap'
import { type Difference, postgresDifference, sqliteDifference } from '../../../adapters/store/dialect/difference.ts'
import { steps } from '../../../adapters/store/dialect/migrations.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { connect } from '../../../adapters/store/sqlite/node-sqlite.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { remindersOf } from '../../../gateway/case/deadlines.ts'
import { contactsOf } from '../../../gateway/flows/cases/cases.ts'
import { dutiesOf } from '../../../gateway/flows/cases/shown.ts'
import { showAnew } from '../../../gateway/flows/upkeep/anew/show-anew.ts'
import { remind } from '../../../gateway/flows/upkeep/reminding/remind.ts'
import { dueFor } from '../../../gateway/flows/views/lists/due.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'
import { id, type Said, tellCase, trustOf, wantedItems, worldAt } from '../../support/threads-store.ts'

const server = noPostgres === false ? await postgresServer(t) : undefined
const tfa12 = profiles.get('tfa12') as Profile
const trust = trustOf()
const officer = { id: 'officer', offices: ['HQ'], roles: ['read'] } as const
const now = Date.parse('2026-05-10T00:00:00.000Z')
const request: Said = {
  type: 'request',
  facts: { wanted: wantedItems('w1', 'w2'), discretionary: false, purposes: ['VERIFY_VALUE'] },
  localDate: '2026-03-05',
}
const acked: Said = { type: 'ack', facts: { complete: true, dueOn: '2026-06-03' }, localDate: '2026-03-06' }

/** More than are made anew at once. Of the first the reminder was told. */
const told = Array.from({ length: 40 }, (_, n) =>
  tellCase(n + 1, 'tfa12', n % 2 === 0 ? 'requested' : 'requesting', [request, acked], { remindAt: 0 }),
)
const asks = told.map(({ row, state, messages }) => ({
  ...{ profile: tfa12, state, messages, role: row.role, contacts: contactsOf(trust, row) },
}))
const duties = asks.flatMap((ask) => dutiesOf(ask, { us: 'XA', partner: 'XB' }, now)).filter(({ dueOn }) => dueOn)

/** As the last program wrote it that did not know of these rows. */
async function writtenBefore(db: Kysely<never>, difference: Difference): Promise<void> {
  const before = Object.fromEntries(Object.entries(steps(difference)).filter(([name]) => name < '0010'))
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => before } }).migrateToLatest()
  if (error) throw error
  const query = db as unknown as Kysely<Record<string, Record<string, unknown>>>
  const [first] = asks.map(remindersOf)
  const reminder = first?.find(({ atMs }) => atMs <= now)
  if (!reminder) throw new Error('nothing of the first case is to be told yet')
  const { kind, atMs: _, dueAtMs, ...data } = reminder
  for (const { row, messages } of told) {
    await query
      .insertInto('cases')
      .values({ ...row })
      .execute()
    for (const { statement, ...message } of messages)
      await query
        .insertInto('messages')
        .values({ ...message, statement: JSON.stringify(statement) })
        .execute()
  }
  await query
    .insertInto('evidence')
    .values({
      ...{ seq: 1, at: now - 1, kind, case: id(1), subject: id(1), salt: new Uint8Array(32), leaf: new Uint8Array(32) },
      data: JSON.stringify({ ...data, dueAt: new Date(dueAtMs).toISOString() }),
    })
    .execute()
  await query.updateTable('counters').set({ evidence: 1 }).execute()
}

async function isBroughtOver(t: Test, store: Store): Promise<void> {
  const deps = { store, world: worldAt(now), log: {} as never, timeZone: 'UTC', trust: () => trust }
  t.match(await dueFor(deps, officer, { until: '2027-01-01' }), { rows: [], next: null, truncated: true })
  t.equal(await showAnew(deps, 0), 16, 'some at a time')
  t.match(await dueFor(deps, officer, { until: '2027-01-01' }), { next: null, truncated: true })
  t.equal(await showAnew(deps, 60_000), told.length - 16)
  t.equal(await showAnew(deps, 60_000), 0, 'once')

  const found: object[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await dueFor(deps, officer, { until: '2027-01-01', limit: 7, ...(cursor && { cursor }) })
    t.ok(page.rows.length <= 7)
    t.equal(page.truncated, page.next !== null)
    found.push(...page.rows)
    cursor = page.next
  }
  const short = (rows: readonly object[]) =>
    rows.map((row) => JSON.stringify(row, ['what', 'by', 'dueOn', 'dueAt', 'overdue', 'source'])).sort()
  t.same(short(found), short(duties))
  t.equal(new Set(found.map((row) => (row as { case: string }).case)).size, told.length)

  t.equal(await remind(deps, 256), told.length - 1, 'what was told is not told again')
  t.equal(await remind(deps, 256), 0)
}

t.test('SQLite: a store of a program before is brought over [H5] [25]', async (t) => {
  const file = join(t.testdir(), 'data', 'bulla.sqlite')
  mkdirSync(dirname(file))
  const old = connect(file)
  await writtenBefore(old.db.query as unknown as Kysely<never>, sqliteDifference)
  old.close()
  const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  t.teardown(() => store.close())
  await isBroughtOver(t, store)
})

t.test('PostgreSQL: a store of a program before is brought over [H5] [25]', { skip: noPostgres }, async (t) => {
  const url = (await server?.createDatabase()) ?? ''
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const old = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  await writtenBefore(old, postgresDifference)
  await old.destroy()
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 10_000 })
  t.teardown(() => store.close())
  await isBroughtOver(t, store)
})
