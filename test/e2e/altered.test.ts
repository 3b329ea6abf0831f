// Terms, statements, items and cases edited in the recipient's database: nothing of the case is given out, by any route, and the alarm is raised.
import { readFileSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { commitment } from '../../crypto/log/leaf.ts'
import { readRecord } from '../../crypto/log/record.ts'
import { digestOfStatement, type Statement } from '../../crypto/statement/statement.ts'
import { type Route, routes as rows } from '../../gateway/doors/national/routes/all.ts'
import { askRoute, oneMore, type Stock, stocked, twoPersons } from '../support/behind.ts'
import { purpose } from '../support/bodies.ts'
import type { Reply } from '../support/client.ts'
import { accepts, answered } from '../support/content.ts'
import { type Gateway, installedPair, pair, start } from '../support/gateways.ts'
import { given, posting, read, untilItem } from '../support/story.ts'

const marker = 'not for everybody. '
const documents = [Buffer.from(marker.repeat(1_000)), Buffer.from(marker.repeat(20_000))] as const

type Edit = (db: DatabaseSync, stock: Stock, other: string) => void
interface EvidenceColumns {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly case: string
  readonly subject: string
  readonly data: string
  readonly salt: Uint8Array
}

/** The response of XB as it lies there, for purposes for which it was not given. */
function loosened(db: DatabaseSync, { response }: Stock): { text: string; sha256: string } {
  const { statement } = db.prepare('select statement from messages where id = ?').get(response) as { statement: string }
  const text = statement.replaceAll(purpose, 'VERIFY_ORIGIN')
  if (text === statement) throw new Error('the statement names no purpose')
  return { text, sha256: digestOfStatement(JSON.parse(text) as Statement) }
}
const setStatement = (db: DatabaseSync, { response }: Stock, { text, sha256 }: { text: string; sha256: string }) =>
  db.prepare('update messages set statement = ?, sha256 = ? where id = ?').run(text, sha256, response)
const toldOf = (db: DatabaseSync, { response }: Stock) =>
  db
    .prepare(`select * from evidence where subject = ? and kind = 'statement.received'`)
    .get(response) as unknown as EvidenceColumns
const leafOf = ({ at, kind, case: of, subject, salt }: EvidenceColumns, data: string) =>
  commitment(
    salt,
    readRecord({ v: 1, at: new Date(at).toISOString(), kind, case: of, subject, data: JSON.parse(data) }),
  )
const on =
  (sql: (stock: Stock, other: string) => string): Edit =>
  (db, stock, other) => {
    const { changes } = db.prepare(sql(stock, other)).run()
    if (changes === 0) throw new Error(`nothing was changed: ${sql(stock, other)}`)
  }

/** Each column that holds the terms or what a release is decided from, and what forgers would make fit with it. */
const edits: Readonly<Record<string, Edit>> = {
  'a statement that is no JSON': (db, stock) =>
    void db.prepare('update messages set statement = ? where id = ?').run('{', stock.response),
  'a statement that is null': (db, stock) =>
    void db.prepare('update messages set statement = ? where id = ?').run('null', stock.response),
  'a record that is no JSON': (db, stock) =>
    void db.prepare('update evidence set data = ? where seq = ?').run('{', toldOf(db, stock).seq),
  'the terms in the statement': (db, stock) =>
    void db.prepare('update messages set statement = ? where id = ?').run(loosened(db, stock).text, stock.response),
  'and its digest': (db, stock) => void setStatement(db, stock, loosened(db, stock)),
  'and the record of it': (db, stock) => {
    const forged = loosened(db, stock)
    setStatement(db, stock, forged)
    const { seq, data } = toldOf(db, stock)
    const changed = JSON.stringify({ ...JSON.parse(data), sha256: forged.sha256 })
    db.prepare('update evidence set data = ? where seq = ?').run(changed, seq)
  },
  'and the entry of the log': (db, stock) => {
    const forged = loosened(db, stock)
    setStatement(db, stock, forged)
    const told = toldOf(db, stock)
    const changed = JSON.stringify({ ...JSON.parse(told.data), sha256: forged.sha256 })
    db.prepare('update evidence set data = ?, leaf = ? where seq = ?').run(changed, leafOf(told, changed), told.seq)
  },
  'and a second record after the true one': (db, stock) => {
    const forged = loosened(db, stock)
    setStatement(db, stock, forged)
    const told = toldOf(db, stock)
    const changed = JSON.stringify({ ...JSON.parse(told.data), sha256: forged.sha256 })
    const { evidence: last } = db.prepare('select evidence from counters').get() as { evidence: number }
    db.prepare(
      'insert into evidence (seq, at, kind, "case", subject, leaf, salt, data) values (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(last + 1, told.at, told.kind, told.case, told.subject, leafOf(told, changed), told.salt, changed)
    db.prepare('update counters set evidence = ?').run(last + 1)
  },
  'the digest of the terms of an item': on(
    ({ items }) => `update items set "termsSha256" = '${'0'.repeat(64)}' where id = '${items[0]}'`,
  ),
  'the direction of an item, so that it is ours': on(
    ({ items }) => `update items set direction = 'out' where id = '${items[0]}'`,
  ),
  'the direction of an item and who staged it': on(
    ({ items }) => `update items set direction = 'out', client = 'officer' where id = '${items[0]}'`,
  ),
  'the case of an item': on(({ items }, other) => `update items set "case" = '${other}' where id = '${items[0]}'`),
  'the message of an item': on(
    ({ items, message }) => `update items set message = '${message}' where id = '${items[0]}'`,
  ),
  'the digest of an item': on(({ items }) => `update items set sha256 = '${'0'.repeat(64)}' where id = '${items[0]}'`),
  'the direction of a message': on(({ response }) => `update messages set direction = 'out' where id = '${response}'`),
  'the standing of a message': on(
    ({ response }) => `update messages set standing = 'refused' where id = '${response}'`,
  ),
  'a standing that there is not': on(
    ({ response }) => `update messages set standing = 'none' where id = '${response}'`,
  ),
  'a refusal written over another record': (db, stock) => {
    const row = db
      .prepare(`select * from evidence where "case" = ? and kind not like 'statement.%' limit 1`)
      .get(stock.case) as unknown as EvidenceColumns
    const forged = { ...row, kind: 'statement.refused', subject: stock.response }
    const data = JSON.stringify({ by: 'XB', problem: 'terms-invalid' })
    db.prepare('update evidence set kind = ?, subject = ?, data = ?, leaf = ? where seq = ?').run(
      ...[forged.kind, forged.subject, data, leafOf(forged, data), row.seq],
    )
    db.prepare(`update messages set standing = 'refused' where id = ?`).run(stock.response)
  },
  'a message that is gone with its record': (db, stock) => {
    const { id } = db.prepare(`select id from messages where type = 'ack' and "case" = ?`).get(stock.case) as {
      id: string
    }
    db.prepare('delete from messages where id = ?').run(id)
    db.prepare('delete from evidence where subject = ?').run(id)
  },
  'a record that is gone': on(
    ({ case: id }) =>
      `delete from evidence where seq = (select min(seq) from evidence where kind = 'receipt.received' and "case" = '${id}')`,
  ),
  'the agreement of a case': on(({ case: id }) => `update cases set agreement = 'xa-xb-other' where id = '${id}'`),
  'the clock of a message': on(({ response }) => `update messages set clock = 9 where id = '${response}'`),
  'a message that is gone': on(({ case: id }) => `delete from messages where type = 'ack' and "case" = '${id}'`),
  'who asks whom': on(({ case: id }) => `update cases set role = 'requested' where id = '${id}'`),
}

const routes = Object.keys(rows) as Route[]
const givesContent = (route: Route) => (rows[route].problems ?? []).includes('store-altered')

const isHeld = ({ json }: Reply) => /^(store-altered|log-behind)$/.test(json.code ?? '')

/** Every route, those first that give content: none does, and no answer of any other holds it. */
async function nothingIsGiven(t: Test, gateway: Gateway, stock: Stock, what: string): Promise<void> {
  const loose = { purpose: 'VERIFY_ORIGIN', matter: stock.case }
  const asEdited = await gateway.client().post(`/v1/items/${stock.items[0]}/releases`, loose)
  t.ok(
    isHeld(asEdited),
    `${what}, for what the terms say now: ${asEdited.status} ${asEdited.octets.toString('utf8', 0, 160)}`,
  )
  for (const route of routes.toSorted((a, b) => Number(givesContent(b)) - Number(givesContent(a)))) {
    if (!givesContent(route) && !route.startsWith('GET ')) continue
    const answer = await askRoute(gateway, route, stock)
    const said = `${what}, ${route}: ${answer.status} ${answer.octets.toString('utf8', 0, 160)}`
    if (givesContent(route)) {
      if (!isHeld(answer)) t.fail(said)
    } else if (answer.octets.includes(marker)) t.fail(said)
  }
  const bundle = await gateway.client().get(`/v1/cases/${stock.case}/bundle?purpose=${purpose}`)
  t.equal(bundle.status, 503, `${what}, bundle with content: ${bundle.octets.toString('utf8', 0, 160)}`)
  const released = await askRoute(gateway, 'POST /v1/items/:id/releases', stock)
  t.match(released.json, { code: 'log-behind' }, `${what}: nothing is released any more`)
  const ready = await gateway.client('operator').get('/readyz')
  t.equal(ready.status, 503, `${what}: and the alarm is up`)
}

/** The log goes its own way, and may come after the answer. */
async function alarmed(t: Test, installation: { folder: string }, what: string): Promise<void> {
  const alarm = /"event":"log\.alarm","partner":"XA"/
  for (const end = Date.now() + 10_000; !alarm.test(told(installation)) && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 20))
  t.match(told(installation), alarm, what)
}

const told = ({ folder }: { folder: string }) => readFileSync(join(folder, 'gateway.log'), 'utf8')

// Thirty starts of a gateway.
const patient = { timeout: 540_000 }
t.test(
  'what was edited in the database is given out by no route, in flight and after a start [R1a]',
  patient,
  async (t) => {
    const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
    const b = await start(t, two)
    const first = await start(t, one)
    const there = await stocked(first, b, agreement, documents)
    const other = await oneMore(first, agreement)
    const given = await askRoute(first, 'POST /v1/items/:id/releases', there)
    const release = given.headers['content-location']?.split('/').at(-1) ?? ''
    const stock = { ...there, release }
    t.ok((await askRoute(first, 'GET /v1/items/:id/releases/:release', stock)).octets.includes(marker), 'and again')
    t.ok(given.octets.includes(marker), 'before, the document is released')
    t.equal((await askRoute(first, 'GET /v1/messages/:id', stock)).status, 200)
    t.equal((await first.client().ask('GET', `/v1/cases/${stock.case}/bundle?purpose=${purpose}`)).status, 200)
    await first.running.close()
    await b.running.close()
    await cp(join(one.folder, 'data'), `${one.folder}-clean`, { recursive: true })
    for (const [what, edit] of Object.entries(edits)) {
      const running = await start(t, one)
      // What was verified just now is edited: nothing that was found out before hides it.
      const still = await askRoute(running, 'POST /v1/items/:id/releases', stock)
      t.equal(still.status, 200, `${what}: before, the document is released`)
      const before = told(one).length
      const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
      edit(db, stock, other)
      db.close()
      await nothingIsGiven(t, running, stock, `${what}, in flight`)
      t.match(told(one).slice(before), /"event":"log\.alarm","partner":"XA"/, `${what}: log.alarm`)
      await running.running.close()
      const again = await start(t, one)
      await nothingIsGiven(t, again, stock, `${what}, after a start`)
      await again.running.close()
      await rm(join(one.folder, 'data'), { recursive: true })
      await cp(`${one.folder}-clean`, join(one.folder, 'data'), { recursive: true })
    }

    const running = await start(t, one)
    const operator = running.client('operator')
    const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
    edits['the terms in the statement']?.(db, stock, other)
    db.close()
    const denied = await askRoute(running, 'POST /v1/items/:id/releases', stock)
    t.match(
      { status: denied.status, ...denied.json },
      { status: 503, code: 'store-altered', retry: true, fix: /evidence check/ },
    )
    const { rows } = (await operator.get('/v1/operator/evidence?limit=1000')).json as { rows: object[] }
    t.match(rows.slice(-2), [
      { kind: 'denial', case: stock.case, subject: stock.items[0], data: { problem: 'store-altered' } },
      { kind: 'log.alarm', subject: 'XA', data: { reason: 'altered', found: /is not the one that was recorded/ } },
    ])
    const checked = await operator.get('/v1/operator/evidence/check?limit=1000')
    t.match(checked.json, { faults: [{ found: /is not the one that was recorded/ }] }, 'and the check names what it is')
  },
)

t.test('terms that were edited where they are kept by their digest are neither shown nor used [R1a]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
  const b = await start(t, two)
  const a = await start(t, one)
  const stock = await stocked(a, b, agreement, documents)
  const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  on(({ terms }) => `update terms set terms = replace(terms, '${purpose}', 'VERIFY_ORIGIN') where sha256 = '${terms}'`)(
    db,
    stock,
    '',
  )
  db.close()
  t.match((await askRoute(a, 'GET /v1/terms/:sha256', stock)).json, { code: 'store-altered' })
  t.match((await askRoute(a, 'POST /v1/items', stock)).json, { code: 'log-behind' })
})

t.test('a record of nothing that is decided, gone from the newest tile, is denied, told and named [R1c]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
  const b = await start(t, two)
  const a = await start(t, one)
  const stock = await stocked(a, b, agreement, documents)
  const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  const { seq } = db.prepare(`select min(seq) as seq from evidence where kind = 'card'`).get() as { seq: number }
  on(() => `delete from evidence where seq = ${seq}`)(db, stock, '')
  db.close()
  const denied = await askRoute(a, 'POST /v1/items/:id/releases', stock)
  t.match({ status: denied.status, ...denied.json }, { status: 503, code: 'store-altered' })
  const shown = await askRoute(a, 'GET /v1/messages/:id', stock)
  t.match({ status: shown.status, ...shown.json }, { status: 503, code: 'log-behind' })
  await alarmed(t, one, 'the alarm is up')
  const operator = a.client('operator')
  t.match((await operator.get('/readyz')).json, { ready: false, reasons: [/evidence log/] })
  const checked = await operator.get('/v1/operator/evidence/check?limit=1000')
  t.equal(checked.status, 200)
  t.match(checked.json.faults, [{ found: `number ${seq} is missing` }])
  const { rows } = (await operator.get('/v1/operator/evidence?limit=1000')).json as { rows: object[] }
  t.match(rows.slice(-2), [{ kind: 'denial', subject: stock.items[0] }, { kind: 'log.alarm' }])
})

t.test(
  'what was undone while the gateway was stopped is found by its memory, whoever of the partners is there [R1b]',
  async (t) => {
    const {
      a: one,
      b: two,
      agreement,
    } = await installedPair(t, { agreement: { standingAcceptance: undefined } as never })
    const [b, first] = [await start(t, two), await start(t, one)]
    const gave = await answered({ a: first, b, agreement } as never, documents)
    await accepts({ of: first, other: b }, gave.case, [...gave.items, gave.response])
    await posting(gave.case)(b.client(), 'keys', { items: gave.items })
    await untilItem(first.client(), gave.case, gave.items[0], ({ locked }) => locked === false)
    const unable = await accepts({ of: first, other: b }, gave.case, [...gave.items, gave.response], ['retention'])
    t.equal((await read(first.client(), gave.items[0], gave.case)).status, 403)
    await first.running.close()
    await b.running.close()
    undo(join(one.folder, 'data/bulla.sqlite'), unable)
    const again = await start(t, one)
    const answer = await read(again.client(), gave.items[0], gave.case)
    t.match({ status: answer.status, ...answer.json }, { status: 503, code: 'log-behind' })
    const operator = again.client('operator')
    t.match((await operator.get('/readyz')).json, { ready: false })
    await alarmed(t, one, 'the alarm is up')
    const checked = await operator.get('/v1/operator/evidence/check?limit=1000')
    t.match(checked.json.faults, [{ found: /is not the one that is remembered/ }])
  },
)

/** Nothing is left of a statement of ours: reminders stand where it and its receipt were recorded. */
function undo(file: string, message: string): void {
  const db = new DatabaseSync(file)
  const { receipt } = db.prepare('select receipt from deliveries where id = ?').get(message) as { receipt: string }
  const rows = db
    .prepare('select * from evidence where subject in (?, ?)')
    .all(message, receipt) as unknown as EvidenceColumns[]
  for (const row of rows) {
    const forged = { ...row, kind: 'reminder', subject: row.case }
    const put = db.prepare('update evidence set kind = ?, subject = ?, data = ?, leaf = ? where seq = ?')
    put.run(forged.kind, forged.subject, '{}', leafOf(forged, '{}'), row.seq)
  }
  const least = Math.min(...rows.map(({ seq }) => seq))
  db.prepare('delete from deliveries where id = ?').run(message)
  db.prepare('delete from messages where id = ?').run(message)
  db.prepare('delete from receipts where id = ?').run(receipt)
  db.prepare('delete from checkpoints where size >= ?').run(least)
  db.close()
}

t.test('a draft that was altered is an alarm, raised once however many come upon it at once [A12]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
  const b = await start(t, two)
  const a = await start(t, one)
  const stock = await stocked(a, b, agreement, documents)
  const alarms = () => told(one).match(/"event":"log\.alarm"/g)?.length ?? 0
  const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  on(({ draft }) => `update drafts set client = 'somebody' where id = '${draft}'`)(db, stock, '')
  db.close()
  const shown = await a.client().get('/v1/drafts')
  t.match({ status: shown.status, ...shown.json }, { status: 503, code: 'store-altered' })
  await alarmed(t, one, 'the alarm is up')
  t.equal((await a.client('operator').get('/readyz')).status, 503, 'and nothing is signed any more')
  t.match((await askRoute(a, 'POST /v1/items/:id/releases', stock)).json, { code: 'log-behind' })
  t.equal(alarms(), 1)
})

t.test('what many come upon at once is one alarm [A12]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
  const b = await start(t, two)
  const a = await start(t, one)
  const stock = await stocked(a, b, agreement, documents)
  const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  edits['the digest of an item']?.(db, stock, '')
  db.close()
  const answers = await Promise.all(Array.from({ length: 8 }, () => askRoute(a, 'POST /v1/items/:id/releases', stock)))
  for (const answer of answers) t.ok(isHeld(answer))
  await alarmed(t, one, 'the alarm is up')
  t.equal(told(one).match(/"event":"log\.alarm"/g)?.length, 1, 'told once')
  const { rows } = (await a.client('operator').get('/v1/operator/evidence?limit=1000')).json as {
    rows: { kind: string }[]
  }
  t.equal(rows.filter(({ kind }) => kind === 'log.alarm').length, 1, 'and recorded once')
})

t.test('a key that was destroyed and is put back out of an older copy opens nothing [R1a]', async (t) => {
  const both = await pair(t)
  const { a } = both
  const { case: id, items } = await given(both, documents)
  const db = new DatabaseSync(join(a.installation.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  t.teardown(() => db.close())
  const { key, secret } = db.prepare('select key, secret from items where id = ?').get(items[0]) as Record<
    string,
    Uint8Array
  >
  const destroyed = {
    item: items[0],
    method: 'destroy-keys',
    copiesKnown: 0,
    exportsOutstanding: 0,
    keysDestroyed: true,
  }
  const on = new Date().toISOString().slice(0, 10)
  await posting(id)(a.client(), 'disposal', { items: [destroyed], on, officer: 'A. Example' })
  t.match((await read(a.client(), items[0], id)).json, { code: 'item-disposed' })

  db.prepare('update items set key = ?, secret = ? where id = ?').run(key ?? null, secret ?? null, items[0])
  const answer = await read(a.client(), items[0], id)
  t.match({ status: answer.status, ...answer.json }, { status: 503, code: 'store-altered' })
  t.notOk(answer.octets.includes(marker), 'the document stays gone')
  await alarmed(t, a.installation, 'and the alarm is up')
  const checked = await a.client('operator').get('/v1/operator/evidence/check?limit=1000')
  t.match(checked.json, { faults: [{ found: /has its key again/ }] }, 'the check names it')
})

t.test('a key that does not open what it should is an alarm, and gives out nothing [R1a]', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: twoPersons })
  const [running, b] = [await start(t, one), await start(t, two)]
  const stock = await stocked(running, b, agreement, documents)
  const db = new DatabaseSync(join(one.folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  const { changes } = db
    .prepare('update items set key = (select key from items where id = ?) where id = ?')
    .run(stock.items[1] ?? '', stock.items[0] ?? '')
  db.close()
  t.equal(changes, 1)
  const denied = await askRoute(running, 'POST /v1/items/:id/releases', stock)
  t.match({ status: denied.status, ...denied.json }, { status: 503, code: 'store-altered' })
  t.notOk(denied.octets.includes(marker))
  await alarmed(t, one, 'the alarm is up')
  const again = await askRoute(running, 'POST /v1/items/:id/releases', stock)
  t.match({ status: again.status, ...again.json }, { status: 503, code: 'log-behind' })
})
