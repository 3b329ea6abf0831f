// A database that was made by the first program and brought up to date is the same as a fresh one, and keeps what is in it.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, PostgresDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import t from 'tap'
import { postgresDifference, sqliteDifference } from '../../../adapters/store/dialect/difference.ts'
import { steps } from '../../../adapters/store/dialect/migrations.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { connect } from '../../../adapters/store/sqlite/node-sqlite.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { claimIds, newPartner, submitOne } from '../../contracts/store-rows.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'

/** What a program of step 0001 writes: it knows of no fence. */
const oldRows = `insert into cases (id, partner, agreement, profile, role, office, state, "openedAt", "changedAt", revision, clock)
    values ('c', 'XB', 'a', 'tfa12', 'requesting', 'o', 's', 1, 1, 1, 1);
  insert into messages (id, "case", partner, direction, type, clock, sha256, "storedAt", standing, statement)
    values ('m', 'c', 'XB', 'out', 'request', 1, 'd', 1, 'kept', '{}');
  insert into deliveries (seq, id, partner, "case", state, attempts, "dueAt", "expiresAt", "weightBytes", "changedAt")
    values (1, 'm', 'XB', 'c', 'queued', 0, 1, 9, 1, 1);
  update counters set delivery = 1`
/** Who worked on it stood in evidence alone: on one case a person still, on the other nobody since it was handed over. */
const oldAssignments = (octet: string) => `insert into evidence (seq, at, kind, "case", subject, leaf, salt, data)
    values (1, 1, 'case.assigned', 'c', 'c', ${octet}, ${octet}, '{"assigned":"officer-16"}'),
           (2, 1, 'case.assigned', 'c', 'c', ${octet}, ${octet}, '{"assigned":"officer-17"}'),
           (3, 1, 'case.assigned', 'd', 'd', ${octet}, ${octet}, '{"assigned":"officer-17"}'),
           (4, 1, 'case.handed', 'd', 'd', ${octet}, ${octet}, '{"to":"o"}');
  insert into cases (id, partner, agreement, profile, role, office, state, "openedAt", "changedAt", revision, clock)
    values ('d', 'XB', 'a', 'tfa12', 'requesting', 'o', 's', 1, 1, 1, 1);
  update counters set evidence = 4`
/** A further delivery of the old program, beside one of the new. */
const oldRowsLater = oldRows
  .replaceAll("'c'", "'c2'")
  .replaceAll("'m'", "'m2'")
  .replace('(1, ', '(3, ')
  .replace('delivery = 1', 'delivery = 3')

async function startOnly<DB>(db: Kysely<DB>, { '0001 start': start }: Record<string, Migration>): Promise<void> {
  const getMigrations = async () => ({ '0001 start': start ?? { up: () => Promise.reject(new Error('no step')) } })
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
  if (error) throw error
}

async function worksOn(
  t: { same(a: unknown, b: unknown): unknown; match(a: unknown, b: object): unknown },
  store: Store,
) {
  t.match(await store.delivery('m'), { id: 'm', state: 'queued', fence: 0 })
  // A case of the old program is looked at for what is due in it.
  t.match(await store.remindable(1, 9), [
    { id: 'c', remindAt: 0 },
    { id: 'd', remindAt: 0 },
  ])
  t.match((await store.cases({ offices: ['o'], assignee: 'officer-17', limit: 9 })).rows, [{ id: 'c' }])
  t.same(await claimIds(store, 'XB', { now: 5 }), ['m'])
  t.match(await store.delivery('m'), { state: 'sending', fence: 1 })
  const { message } = await submitOne(store, newPartner())
  t.match(await store.delivery(message.id), { seq: 2, fence: 0 })
}

/** SHA-256 of the file of each released step. A step that is not released yet is added with its release. */
const released: Readonly<Record<string, string>> = {
  '0001-start': '0b71e05436e1000670dd5e9889864da2cae675e54ede99884e0807175b4e9a84',
  '0002-nodes': '468062cd3d68ccd5b1a74f70e9e52aa4a74e56a397dd0aab580dd00799140b03',
  '0003-article-12': 'd5446d3331228dea229b837fb21fdc26e3264d17bccc57cffc8d6875d7f54ace',
  '0004-items-of-drafts': '3b03d1b48bc29eec58bb166fae454a61358324c15f70902dfc5ebe71ba073dfd',
  '0006-fingerprints': 'd4a0aec6b6cbf192f514574c0a269b33d4f963d0c93f3cd671fe099df95e619a',
}

t.test('a step that was released stays as it was, octet for octet', async (t) => {
  const folder = new URL('../../../adapters/store/dialect/migrations/', import.meta.url)
  for (const [name, digest] of Object.entries(released)) {
    const octets = readFileSync(new URL(`${name}.ts`, folder))
    t.equal(createHash('sha256').update(octets).digest('hex'), digest, name)
  }
  const files = readdirSync(folder).map((name) => name.replace(/\.ts$/, ''))
  const names = Object.keys(steps(sqliteDifference)).map((name) => name.replaceAll(' ', '-'))
  t.same(names, files.sort(), 'each step is one file, and they are taken in the order of their numbers')
})

// First of all, as a test file ends when its tests have.
const server = await postgresServer(t)

t.test('SQLite', async (t) => {
  const folder = t.testdir()
  const [fresh, migrated] = [join(folder, 'fresh', 'bulla.sqlite'), join(folder, 'migrated', 'bulla.sqlite')]
  const open = (file: string) => openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  await (await open(fresh)).close()

  mkdirSync(dirname(migrated))
  const old = connect(migrated)
  await startOnly(old.db.query, steps(sqliteDifference))
  old.close()
  run(migrated, oldRows)
  run(migrated, oldAssignments("x'00'"))
  const store = await open(migrated)
  await worksOn(t, store)
  await store.close()
  run(migrated, oldRowsLater)
  t.same(schemaOf(migrated), schemaOf(fresh))
  t.ok(schemaOf(fresh).length > 30)

  function run(file: string, sql: string): void {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  /** As columns and indexes, because the text of a table that grew is another. */
  function schemaOf(file: string): unknown[] {
    const database = new DatabaseSync(file)
    const found = database
      .prepare(
        `select t.name as "table", c.name, c.type, c."notnull", c.pk, c.dflt_value from pragma_table_list t, pragma_table_xinfo(t.name) c
           where t.schema = 'main' union all select tbl_name, name, sql, 0, 0, '' from sqlite_schema where type = 'index' order by 1, 2`,
      )
      .all()
    database.close()
    return found
  }
})

if (server) {
  t.test('PostgreSQL', async (t) => {
    const [fresh, migrated] = [await server.createDatabase(), await server.createDatabase()]
    const open = (url: string) => openPostgresStore({ url, pool: 2, timeoutMs: 10_000 })
    await (await open(fresh)).close()

    const pool = new pg.Pool({ connectionString: migrated, max: 2 })
    const old = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
    await startOnly(old, steps(postgresDifference))
    await old.destroy()
    await server.sql(oldRows, nameOf(migrated))
    await server.sql(oldAssignments("'\\x00'"), nameOf(migrated))
    const store = await open(migrated)
    await worksOn(t, store)
    await server.sql(oldRowsLater, nameOf(migrated))
    t.match(await store.delivery('m2'), { seq: 3, fence: 0 }, 'a node of the old program writes beside')
    await store.close()
    t.same(await schemaOf(migrated), await schemaOf(fresh))
    t.ok((await schemaOf(fresh)).length > 30)

    const texts = await server.sql(
      `select distinct collation_name from information_schema.columns
       where table_schema = 'public' and data_type = 'text' and table_name not like 'kysely%'`,
      nameOf(fresh),
    )
    t.same(texts, [{ collation_name: 'C' }], 'texts are compared octet by octet')
  })
  const schemaOf = (url: string) =>
    server.sql(
      `select table_name, column_name as name, data_type as type, is_nullable, column_default as fallback from information_schema.columns
         where table_schema = 'public'
       union all select tablename, indexname, indexdef, '', '' from pg_indexes where schemaname = 'public'
       union all select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' from pg_constraint
         where connamespace = 'public'::regnamespace order by 1, 2, 3`,
      nameOf(url),
    )
} else t.test('PostgreSQL', { skip: noPostgres }, async () => undefined)

const nameOf = (url: string): string => new URL(url).pathname.slice(1)

t.test('an older program on a database of a newer one names the step, and itself [15]', async (t) => {
  const file = join(t.testdir(), 'bulla.sqlite')
  await (await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })).close()
  const db = new DatabaseSync(file)
  db.exec("insert into kysely_migration (name, timestamp) values ('9999 tomorrow', '2030-01-01')")
  db.close()
  const found = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 }).then(
    async (store) => store.close().then(() => 'opened'),
    (error: Error) => error.message,
  )
  t.match(found, /step 9999 tomorrow of the schema.*bulla \d+\.\d+\.\d+, which knows the steps up to \d{4} /)
})
