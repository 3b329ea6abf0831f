// How the schema grows: forward only, each step in one transaction. A database that knows more steps than this list is refused.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { articleTwelve, draftItems, nodes } from './expansions.ts'
import type { Tables } from './schema.ts'

/** All in which the databases differ. */
export interface Difference {
  readonly octets: 'blob' | 'bytea'
  /** Compared octet by octet in both, so that lists have one order, and no index depends on the locales of the machine. */
  readonly text: 'text' | RawBuilder<unknown>
  /** Instants and counts: 64 bits in both, under different names. */
  readonly whole: 'integer' | 'bigint'
  /** Ends a table that many large rows go into. */
  readonly table: RawBuilder<unknown>
  /** Ends a table of small rows that are only ever looked up by their key. */
  readonly keyed: RawBuilder<unknown>
}

export const sqliteDifference: Difference = {
  octets: 'blob',
  text: 'text',
  whole: 'integer',
  table: sql`strict`,
  keyed: sql`strict, without rowid`,
}

export const postgresDifference: Difference = {
  octets: 'bytea',
  text: sql`text collate "C"`,
  whole: 'bigint',
  table: sql``,
  keyed: sql``,
}

/**
 * Brings a database up to the newest step of this program.
 * @throws {Error} when it was written by a newer program, or when a step fails; a step that failed left nothing behind.
 */
export async function migrate(db: Kysely<Tables>, difference: Difference): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => steps(difference) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find(({ status }) => status === 'Error')
  throw new Error(
    failed
      ? `step ${failed.migrationName} of the schema failed`
      : 'the database does not have the schema of this program; was it written by a newer one?',
    { cause: error },
  )
}

export const steps = (difference: Difference): Record<string, Migration> => ({
  '0001 start': { up: (db) => start(db, difference) },
  '0002 nodes': { up: (db) => nodes(db, difference) },
  '0003 article 12': { up: (db) => articleTwelve(db, difference) },
  '0004 items of drafts': { up: (db) => draftItems(db, difference) },
})

/** The names are those of the ports, so that a row needs no translation. */
async function start(db: Kysely<unknown>, { octets, text, whole, table, keyed }: Difference): Promise<void> {
  const { schema } = db
  await schema
    .createTable('counters')
    .addColumn('id', whole, (column) => column.primaryKey())
    .addColumn('event', whole, (column) => column.notNull())
    .addColumn('evidence', whole, (column) => column.notNull())
    .addColumn('delivery', whole, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
  await sql`insert into counters (id, event, evidence, delivery) values (1, 0, 0, 0)`.execute(db)

  await schema
    .createTable('cases')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('agreement', text, (column) => column.notNull())
    .addColumn('profile', text, (column) => column.notNull())
    .addColumn('role', text, (column) => column.notNull())
    .addColumn('office', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('dueOn', text)
    .addColumn('dueAt', whole)
    .addColumn('openedAt', whole, (column) => column.notNull())
    .addColumn('changedAt', whole, (column) => column.notNull())
    .addColumn('revision', whole, (column) => column.notNull())
    .addColumn('clock', whole, (column) => column.notNull())
    .addColumn('previousSha256', text)
    .modifyEnd(keyed)
    .execute()
  await schema.createIndex('casesOfOffice').on('cases').columns(['office', 'id']).execute()
  await sql`create index "casesDue" on cases ("dueOn", id) where "dueOn" is not null`.execute(db)

  await schema
    .createTable('messages')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('case', text, (column) => column.notNull().references('cases.id'))
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('clock', whole, (column) => column.notNull())
    .addColumn('sha256', text, (column) => column.notNull())
    .addColumn('storedAt', whole, (column) => column.notNull())
    .addColumn('client', text)
    .addColumn('standing', text, (column) => column.notNull())
    .addColumn('key', octets)
    .addColumn('statement', text, (column) => column.notNull())
    .addColumn('seal', text)
    .addColumn('secret', octets)
    .modifyEnd(table)
    .execute()
  await schema.createIndex('messagesOfCase').on('messages').columns(['case', 'clock']).execute()

  await schema
    .createTable('items')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('client', text)
    .addColumn('partner', text)
    .addColumn('case', text)
    .addColumn('message', text, (column) => column.references('messages.id'))
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('mediaType', text, (column) => column.notNull())
    .addColumn('form', text, (column) => column.notNull())
    .addColumn('bytes', whole, (column) => column.notNull())
    .addColumn('sha256', text, (column) => column.notNull())
    .addColumn('partSha256', text, (column) => column.notNull())
    .addColumn('partBytes', whole, (column) => column.notNull())
    .addColumn('termsSha256', text, (column) => column.notNull())
    .addColumn('storedAt', whole, (column) => column.notNull())
    .addColumn('key', octets)
    .addColumn('secret', octets)
    .modifyEnd(table)
    .execute()
  await schema.createIndex('itemsOfCase').on('items').column('case').execute()
  await sql`create index "itemsOfMessage" on items (message) where message is not null`.execute(db)
  await schema.createIndex('itemsOfPart').on('items').column('partSha256').execute()
  await sql`create index "itemsStaged" on items ("storedAt") where message is null`.execute(db)

  await schema
    .createTable('deliveries')
    .addColumn('seq', whole, (column) => column.primaryKey())
    .addColumn('id', text, (column) => column.notNull().unique().references('messages.id'))
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('case', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('attempts', whole, (column) => column.notNull())
    .addColumn('dueAt', whole, (column) => column.notNull())
    .addColumn('expiresAt', whole, (column) => column.notNull())
    .addColumn('weightBytes', whole, (column) => column.notNull())
    .addColumn('problem', text)
    .addColumn('detail', text)
    .addColumn('receipt', text)
    .addColumn('changedAt', whole, (column) => column.notNull())
    .addColumn('settledAt', whole)
    .modifyEnd(table)
    .execute()
  // What is settled leaves these indexes, so that they stay as small as the backlog however much was ever delivered. An attempt
  // changes only the second one.
  const open = sql`where "settledAt" is null`
  await sql`create index "deliveriesInOrder" on deliveries (partner, seq) ${open}`.execute(db)
  await sql`create index "deliveriesDue" on deliveries (partner, "dueAt") ${open}`.execute(db)
  await sql`create index "deliveriesOfCase" on deliveries ("case", seq) ${open}`.execute(db)
  await sql`create index "deliveriesExpiring" on deliveries ("expiresAt") ${open}`.execute(db)
  const failed = sql`where state in ('refused', 'expired', 'cancelled')`
  await sql`create index "deliveriesFailed" on deliveries (seq) ${failed}`.execute(db)

  await schema
    .createTable('receipts')
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('partner', text, (column) => column.notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('envelope', text, (column) => column.notNull())
    .addColumn('envelopeSha256', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('jws', text, (column) => column.notNull())
    // A partner chooses the ids of its receipts, and must not be able to occupy those of others.
    .addPrimaryKeyConstraint('receiptsKey', ['id', 'partner', 'direction'])
    .modifyEnd(table)
    .execute()

  await schema
    .createTable('events')
    .addColumn('seq', whole, (column) => column.primaryKey())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('office', text, (column) => column.notNull())
    .addColumn('case', text, (column) => column.notNull())
    .addColumn('message', text)
    .addColumn('partner', text, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
  await schema.createIndex('eventsOfOffice').on('events').columns(['office', 'seq']).execute()

  await schema
    .createTable('evidence')
    .addColumn('seq', whole, (column) => column.primaryKey())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('case', text)
    .addColumn('subject', text, (column) => column.notNull())
    .addColumn('leaf', octets, (column) => column.notNull())
    .addColumn('salt', octets, (column) => column.notNull())
    .addColumn('data', text, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
  await sql`create index "evidenceOfCase" on evidence ("case", seq) where "case" is not null`.execute(db)
  await schema.createIndex('evidenceOfSubject').on('evidence').columns(['subject', 'kind', 'seq']).execute()

  await schema
    .createTable('checkpoints')
    .addColumn('size', whole, (column) => column.primaryKey())
    .addColumn('rootHash', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('note', text, (column) => column.notNull())
    .addColumn('stamp', octets)
    .modifyEnd(table)
    .execute()
  await sql`create index "checkpointsUnstamped" on checkpoints (size) where stamp is null`.execute(db)
  await schema
    .createTable('witnessed')
    .addColumn('member', text, (column) => column.primaryKey().notNull())
    .addColumn('size', whole, (column) => column.notNull())
    .addColumn('rootHash', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('note', text, (column) => column.notNull())
    .modifyEnd(keyed)
    .execute()
  await schema
    .createTable('cards')
    .addColumn('sha256', text, (column) => column.primaryKey().notNull())
    .addColumn('member', text, (column) => column.notNull())
    .addColumn('sequence', whole, (column) => column.notNull())
    .addColumn('seenAt', whole, (column) => column.notNull())
    .addColumn('jws', text, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
  await schema.createIndex('cardsOfMember').on('cards').columns(['member', 'sequence']).execute()
  await schema
    .createTable('logNodes')
    .addColumn('level', whole, (column) => column.notNull())
    .addColumn('index', whole, (column) => column.notNull())
    .addColumn('hash', octets, (column) => column.notNull())
    .addPrimaryKeyConstraint('logNodesKey', ['level', 'index'])
    .modifyEnd(keyed)
    .execute()

  await schema
    .createTable('drafts')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('case', text)
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('office', text, (column) => column.notNull())
    .addColumn('agreement', text, (column) => column.notNull())
    .addColumn('client', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('key', octets, (column) => column.notNull())
    .addColumn('secret', octets, (column) => column.notNull())
    .modifyEnd(table)
    .execute()

  await schema
    .createTable('idempotency')
    .addColumn('client', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('requestSha256', text, (column) => column.notNull())
    .addColumn('status', whole, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('answer', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotencyKey', ['client', 'key'])
    .modifyEnd(keyed)
    .execute()
  await schema.createIndex('idempotencyByAge').on('idempotency').column('at').execute()

  await schema
    .createTable('terms')
    .addColumn('sha256', text, (column) => column.primaryKey().notNull())
    .addColumn('terms', text, (column) => column.notNull())
    .modifyEnd(table)
    .execute()
}
