// What the chain of uses of a case costs the store: no page more of the log than any other record, and it goes on where a program before left it.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, PostgresDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import t, { type Test } from 'tap'
import { postgresDifference, sqliteDifference } from '../../../adapters/store/dialect/difference.ts'
import { steps } from '../../../adapters/store/dialect/migrations.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { connect } from '../../../adapters/store/sqlite/node-sqlite.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import type { EvidenceKind, NewEvidence } from '../../../gateway/ports/rows.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { caseRow, evidenceOf, messageOf, newPartner, submitOne } from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'

const openSqlite = (file: string) => openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })

t.test('a use writes as many pages as a record that stands in no chain', async (t) => {
  const file = join(await scratch(t), 'data', 'bulla.sqlite')
  const store = await openSqlite(file)
  t.teardown(() => store.close())
  const { row } = await submitOne(store, newPartner())
  const one = (kind: EvidenceKind, filled: string): NewEvidence =>
    kind === 'release'
      ? evidenceOf(messageOf(row), { kind, data: { place: { member: 'XA' } }, leaf: null })
      : evidenceOf(messageOf(row), { kind, data: { filled } })
  // As long as what the place of a use adds to its record.
  const filled = 'f'.repeat(190)
  const pages = { clearance: 0, release: 0 }
  for (let round = 0; round < 40; round += 1)
    for (const kind of ['clearance', 'release'] as const) {
      const before = statSync(`${file}-wal`).size
      await store.record([one(kind, filled)])
      // A frame: a page of 4096 octets and 24 of its own.
      pages[kind] += (statSync(`${file}-wal`).size - before) / (4096 + 24)
    }
  t.ok(pages.clearance >= 160, `${pages.clearance} pages of 40 records`)
  // A page that is full becomes two; by chance more often on one side.
  t.ok(pages.release <= pages.clearance + 6, `${pages.release} pages of 40 uses, ${pages.clearance} of others`)
})

const [of, other, text] = [caseRow().id, caseRow().id, 'a'.repeat(64)]
const use = (seq: number, kind: string, id: string, place: object | undefined, octet: string) =>
  `insert into evidence (seq, at, kind, "case", subject, leaf, salt, data)
     values (${seq}, 1, '${kind}', '${id}', 'i', ${octet}, ${octet}, '${JSON.stringify(place ? { place } : {})}');`

/** What a program of step 0028 wrote: uses with their place, one of before chains, and one that has none. */
const before = (octet: string) => `
  ${use(1, 'release', of, undefined, octet)}
  ${use(2, 'release', of, { member: 'XA', number: 1, previous: '0'.repeat(64) }, octet)}
  ${use(3, 'statement.sent', of, undefined, octet)}
  ${use(4, 'denial', of, { member: 'XA', number: 2, previous: 'b'.repeat(64) }, octet)}
  ${use(5, 'release', other, undefined, octet)}
  insert into chains ("case", "count", head) values ('${of}', 2, '${text}');
  update counters set evidence = 5`

async function demandGoesOn(t: Test, store: Store) {
  t.same(await store.heads([of, other]), [{ case: of, count: 2, head: text }])
  const row = caseRow({ id: of })
  await store.record([evidenceOf(messageOf(row), { kind: 'release', data: { place: { member: 'XA' } }, leaf: null })])
  const [next] = await store.evidence({ case: of, after: 5, limit: 1 })
  t.match(next?.data.place, { number: 3, previous: text })
  t.match(await store.heads([of]), [{ count: 3 }])
}

async function startUntil(db: Kysely<never>, all: Record<string, Migration>, last: string): Promise<void> {
  const known = Object.fromEntries(Object.entries(all).filter(([name]) => name.slice(0, 4) <= last))
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => known } }).migrateToLatest()
  if (error) throw error
}

t.test('a chain that a program before began goes on: SQLite', async (t) => {
  const file = join(t.testdir(), 'bulla.sqlite')
  const old = connect(file)
  await startUntil(old.db.query as unknown as Kysely<never>, steps(sqliteDifference), '0028')
  old.close()
  const database = new DatabaseSync(file)
  database.exec(before("x'00'"))
  database.close()
  const store = await openSqlite(file)
  t.teardown(() => store.close())
  await demandGoesOn(t, store)
})

t.test('a chain that a program before began goes on: PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await postgresServer(t)
  if (!server) throw new Error('the server did not start')
  const url = await server.createDatabase()
  const old = new Kysely<never>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }),
  })
  await startUntil(old, steps(postgresDifference), '0028')
  await old.destroy()
  await server.sql(before("'\\x00'"), new URL(url).pathname.slice(1))
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 10_000 })
  t.teardown(() => store.close())
  await demandGoesOn(t, store)
})
