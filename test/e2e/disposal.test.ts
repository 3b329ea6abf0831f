// Disposed of means gone: what a statement of disposal says is true when it leaves.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { openEpochKeys } from '../../adapters/keys/epochs.ts'
import { readKeys } from '../../adapters/keys/files.ts'
import type { UsesView } from '../../gateway/answers/uses-answers.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { localDateOf } from '../../gateway/model/calendar/calendar.ts'
import { daysFromNow, disposal, legalHold, purpose, requestBody, supplement, today } from '../support/bodies.ts'
import { foundIn } from '../support/byte-search.ts'
import type { NationalClient } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { copiesMade, permitted, unzipped } from '../support/content.ts'
import { pair } from '../support/gateways.ts'
import { zipOf } from '../support/insides.ts'
import type { Installation } from '../support/installation.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import {
  accepted,
  evidenceOf,
  given,
  posting,
  provide,
  read,
  readBody,
  untilItem,
  untilState,
} from '../support/story.ts'

interface Locked {
  readonly id: string
  readonly key: Uint8Array
  readonly secret: Uint8Array
  readonly partSha256: string
}

/** What opens an item, read from the file of the database while the gateway runs. */
async function lockedIn(installation: Installation, id: string) {
  const db = new DatabaseSync(join(installation.folder, 'data/bulla.sqlite'), { readOnly: true })
  const row = db.prepare('select id, key, secret, "partSha256" from items where id = ?').get(id) as unknown as Locked
  db.close()
  return openedBy(installation, row)
}

async function openedBy(installation: Installation, row: Locked) {
  const keys = await readKeys(installation.folder)
  const epochs = openEpochKeys(join(installation.folder, 'keys/epochs'), keys.installation)
  const { unsealing } = openSecrets(keys.installation, { randomOctets: (n) => new Uint8Array(n) }, keys.root, epochs)
  const opened = unsealing.item(row)
  const part = join(installation.folder, 'data/parts/parts', row.partSha256.slice(0, 2), row.partSha256)
  return { ...row, plainKey: opened?.key ?? new Uint8Array(0), name: opened?.name ?? '', part }
}

t.test('nothing of what was disposed of is on disk once its statement was sent [R12a] [R12b]', async (t) => {
  const both = await pair(t)
  const [asking, answering] = [both.a.client(), both.b.client()]
  const text = `The declared value is ${randomBytes(400).toString('hex')}.`
  const { case: id, items, response } = await given(both, [Buffer.from(text), randomBytes(40_000)])
  const [item] = items
  const { installation } = both.a
  const before = await lockedIn(installation, item)
  const db = new DatabaseSync(join(installation.folder, 'data/bulla.sqlite'), { readOnly: true })
  const body = db.prepare('select key, secret from messages where id = ?').get(response) as unknown as Locked
  db.close()
  t.ok(existsSync(before.part), 'the ciphertext lies in the folder of the parts')
  const data = join(installation.folder, 'data')
  const key = { 'wrapped key': before.key, secret: before.secret.subarray(0, 64) }
  const wanted = {
    ...{ ...key, 'wrapped key of the body': body.key, 'secret of the body': body.secret.subarray(0, 64) },
    'secret of the body further on': body.secret.subarray(-64),
    ...{ plaintext: Buffer.from(text.slice(0, 200)), key: before.plainKey },
  }
  t.not(foundIn(data, key).length, 0, 'what is looked for is found while it is there')
  t.equal((await read(asking, item, id)).status, 200)

  await posting(id)(asking, 'disposal', disposal(...items))
  await untilItem(answering, id, item, ({ disposed }) => disposed === true)
  t.same(foundIn(data, wanted), [], 'neither plaintext, key, wrapped key nor what the key locked')
  t.notOk(existsSync(before.part), 'nor its ciphertext')
  t.equal((await read(asking, item, id)).status, 410)
  const log = readFileSync(join(installation.folder, 'gateway.log'), 'utf8')
  t.match(log, /"event":"disposal.done"/)
  const gone = (await evidenceOf(both.a, { case: id })).filter(({ kind }) => kind === 'key.destroyed')
  t.same(gone.map(({ subject }) => subject).sort(), [...items, response].sort())

  // Whoever gave it asks whether it is gone, and is told without a person.
  await posting(id)(answering, 'use-ask', {})
  const told = async () => {
    const view = (await answering.get(`/v1/cases/${id}/uses`)).json as unknown as UsesView
    return view.theirs.uses.flatMap(({ content, said }) => (said?.kind === 'key.destroyed' ? [content] : []))
  }
  await answering.until(`/v1/cases/${id}/uses`, (view) => (view as unknown as UsesView).theirs.attested > 3)
  t.same((await told()).sort(), [...items, response].sort(), 'which items and bodies were destroyed')
})

t.test('in PostgreSQL what is left of it lies where the runbook says [R12b]', { skip: noPostgres }, async (t) => {
  const server = await postgresServer(t)
  if (!server) throw new Error('the server did not start')
  // Whatever frees rows here was asked for by the gateway.
  await server.set('autovacuum', 'off')
  const url = await server.createDatabase()
  const database = new URL(url).pathname.slice(1)
  const both = await pair(t, { a: { settings: { STORE: 'postgres', POSTGRES_URL: url } } })
  const text = `The declared value is ${randomBytes(400).toString('hex')}.`
  const { case: id, items } = await given(both, [Buffer.from(text), randomBytes(40_000)])
  const [item] = items
  const { installation } = both.a
  const [row] = await server.sql(`select id, key, secret, "partSha256" from items where id = '${item}'`, database)
  const before = await openedBy(installation, row as unknown as Locked)
  const [{ data_directory: data = '' } = {}] = (await server.sql('show data_directory')) as {
    data_directory?: string
  }[]
  const wrapped = { 'wrapped key': before.key, secret: before.secret.subarray(0, 64) }
  await server.sql('checkpoint')
  t.not(foundIn(data, wrapped).length, 0, 'what is looked for is found while it is there')
  await posting(id)(both.a.client(), 'disposal', disposal(...items))
  await untilItem(both.b.client(), id, item, ({ disposed }) => disposed === true)
  const opening = { plaintext: Buffer.from(text.slice(0, 200)), key: before.plainKey }
  for (const folder of [data, join(installation.folder, 'data')])
    t.same(foundIn(folder, opening), [], 'nothing that opens it, and nothing of it')
  t.same(foundIn(join(installation.folder, 'data'), wrapped), [])
  t.notOk(existsSync(before.part), 'its ciphertext is gone')
  await server.sql('checkpoint')
  const left = foundIn(data, wrapped)
  t.same(
    left.filter((where) => !/ in [0-9A-F]{24}$/.test(where)),
    [],
    'the wrapped key lies in segments of the log, and nowhere else',
  )
  const [statement] = (await server.sql(`select statement from messages where type = 'disposal'`, database)) as {
    statement: string
  }[]
  const { restsOn, finalOn } = (JSON.parse(String(statement?.statement)) as { facts: Record<string, unknown> }).facts
  t.same(restsOn, ['part-deleted', 'epoch-ends'], 'and the statement claims no more')
  t.match(finalOn, /^\d{4}-\d{2}-\d{2}$/, 'but the day from which nothing opens it')
})

const held = { term: 'retention', paragraph: '5.1 e', assurance: 'E', until: daysFromNow(100), hold: true }
const openly = { term: 'export', paragraph: '5.1 c', assurance: 'A', mode: 'open' }
const documents = (): [Uint8Array, Uint8Array] => [randomBytes(9_000), randomBytes(500)]

/** What the holder says, asked anew by whoever gave it, of how it holds each content by now. */
async function toldHeld(provider: NationalClient, id: string) {
  const uses = async () => (await provider.get(`/v1/cases/${id}/uses`)).json as unknown as UsesView
  const before = (await uses()).theirs.held?.message
  await posting(id)(provider, 'use-ask', {})
  await provider.until(`/v1/cases/${id}/uses`, (view) => {
    const { held } = (view as unknown as UsesView).theirs
    return held !== null && held.message !== before
  })
  const { theirs, findings } = await uses()
  return { contents: new Map(theirs.held?.contents.map(({ content, ...rest }) => [content, rest])), findings }
}

/** One row of a disposal, otherwise than usual. */
const with_ = (item: string, more: object) => {
  const body = disposal(item) as { items: object[] }
  return { ...body, items: [{ ...body.items[0], ...more }] }
}

t.test('a draft that carries a copy of it, or says its octets, goes with it [R12b]', async (t) => {
  const both = await pair(t, {
    agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['supplement'] } },
  })
  const asking = both.a.client()
  const text = `<value><amount>${randomBytes(100).toString('hex')}</amount></value>`
  const words = `The importer told our officers what was really paid for consignment ${randomUUIDv7()}, and to whom.`
  const { case: id, items } = await given(both, [Buffer.from(text), Buffer.from(`A note\n${words}\n`)])
  const about = { agreement: both.agreement.id, case: id }
  const { terms, items: own } = await provide(asking, about, [
    ['declaration', Buffer.from(text)],
    ['declaration', randomBytes(700)],
  ])
  const [copy, other] = own
  const drafted = async (body: object, ...with_: (string | undefined)[]) => {
    const ask = { type: 'supplement', body, ...(with_.length > 0 && { items: with_, terms }) }
    const { status, json } = await asking.post(`/v1/cases/${id}/messages`, ask)
    t.equal(status, 201, String(json.detail))
    return String(json.draft)
  }
  await drafted(supplement('w7'), copy)
  await drafted({ ...supplement('w8'), reason: text })
  const kept = await drafted(supplement('w9'), other)
  const returned = await drafted(supplement('w6'))
  const said = { revision: 1, reason: `It is said already:\n${words}` }
  t.equal((await both.a.client('approver').post(`/v1/drafts/${returned}/return`, said)).status, 200)
  await posting(id)(asking, 'disposal', disposal(...items))
  const left = (await asking.get('/v1/drafts')).json.rows as { draft: string }[]
  t.same(
    left.map(({ draft }) => draft),
    [kept],
    'another one stays',
  )
})

t.test(
  'a copy that was uploaded and not sent goes with it, key and part, and what was ours stays [R12c]',
  async (t) => {
    const both = await pair(t)
    const asking = both.a.client()
    const text = (what: string) => Buffer.concat([Buffer.from(what), randomBytes(2_000)])
    const [earlier, theirs] = [text('ours'), text('theirs')]
    const first = (await asking.post('/v1/cases', { agreement: both.agreement.id, office: 'HQ', body: requestBody() }))
      .json
    const about = (of: unknown) => ({ agreement: both.agreement.id, case: String(of) })
    // Ours before they had it: they give it back, and it is ours still.
    const before = await provide(asking, about(first.case), [['declaration', earlier]])
    const { case: id, items } = await given(both, [await zipOf({ ours: earlier }), theirs])
    const { items: staged } = await provide(asking, about(id), [
      ['declaration', theirs],
      ['declaration', await zipOf({ theirs })],
      ['declaration', text('another')],
    ])
    const [copy = '', holding = '', other = ''] = staged
    const { installation } = both.a
    const locked = await Promise.all([copy, holding].map((each) => lockedIn(installation, each)))
    t.same(
      locked.map(({ part }) => existsSync(part)),
      [true, true],
    )
    await posting(id)(asking, 'disposal', disposal(...items))
    await untilItem(both.b.client(), id, items[0], ({ disposed }) => disposed === true)
    for (const gone of [copy, holding]) t.equal((await asking.get(`/v1/items/${gone}`)).status, 404)
    for (const { part, key, plainKey } of locked) {
      t.notOk(existsSync(part), 'the ciphertext of the copy is gone')
      t.same(foundIn(join(installation.folder, 'data'), { key, plainKey }), [], 'and its key')
    }
    for (const kept of [other, before.items[0]]) t.equal((await asking.get(`/v1/items/${kept}`)).status, 200)
  },
)

t.test('what is disposed of while a slow reader takes it goes no further, nor in a bundle [R12b]', async (t) => {
  const both = await pair(t)
  const asking = both.a.client()
  const large = randomBytes(32 * 1_048_576)
  const { case: id, items, response } = await given(both, [large, randomBytes(500)], { terms: [openly] })
  const { ports, ca, tokens } = both.a.installation
  const headers = { authorization: `Bearer ${tokens.officer}`, 'content-type': 'application/json' }
  const begun = (method: string, path: string, body?: object) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ host: 'localhost', port: ports.national, ca: ca.certPem, method, path, headers })
      asked.on('response', resolve).on('error', reject)
      asked.end(body && JSON.stringify(body))
    })
  const answers = [
    await begun('POST', `/v1/items/${items[0]}/releases`, { purpose: 'VERIFY_VALUE', matter: id }),
    await begun('GET', `/v1/cases/${id}/bundle?purpose=VERIFY_VALUE`),
  ]
  const taken = answers.map((answer) => {
    t.equal(answer.statusCode, 200)
    return octetsOf(answer)
  })
  const gone = await Promise.all(
    [...items, response].map(async (item) => {
      const copies = await copiesMade(both.a, id, item)
      const [told] = disposal(item).items as object[]
      return { ...told, copiesKnown: copies.length, copies }
    }),
  )
  await posting(id)(asking, 'disposal', { ...disposal(), items: gone })
  await untilItem(both.b.client(), id, items[0], ({ disposed }) => disposed === true)
  for (const answer of answers) answer.resume()
  for (const octets of await Promise.all(taken)) t.ok(octets < large.length, `${octets} octets of ${large.length}`)
  for (const answer of answers) t.notOk(answer.complete, 'it is broken off')
})

/** How many octets of an answer came, once it has come to its end or was broken off. */
const octetsOf = (answer: IncomingMessage) =>
  new Promise<number>((resolve) => {
    let octets = 0
    answer.on('data', (piece: Buffer) => {
      octets += piece.length
    })
    answer.on('error', () => undefined)
    answer.on('close', () => resolve(octets))
    // Until it is wanted.
    answer.pause()
  })

t.test('method, hold and copies are held against terms and evidence, one by one [R18]', async (t) => {
  const both = await pair(t)
  const [asking, answering] = [both.a.client(), both.b.client()]
  const { case: id, items, response } = await given(both, documents(), { terms: [openly] })
  const [item] = items
  for (let print = 0; print < 3; print += 1) t.equal((await read(asking, item, id, { use: 'print' })).status, 200)
  const post = (body: object) => asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body })
  const refused = async (why: string, more: object, field: string) =>
    t.match({ ...(await post(with_(item, more))).json }, { code: 'body-invalid', field, paragraph: '5.1 e' }, why)
  const copies = await copiesMade(both.a, id, item)
  t.equal(copies.length, 3)
  const known = { copies, copiesKnown: 3 }
  await refused('another method', { ...known, method: 'destroy-media' }, '/body/items/0/method')
  await refused('no copy where three left', {}, '/body/items/0/copies')
  await refused('two of three', { copies: copies.slice(1), copiesKnown: 2 }, '/body/items/0/copies')
  await refused(
    'a hold that the terms do not allow',
    { ...known, keysDestroyed: false, hold: legalHold() },
    '/body/items/0/hold',
  )
  await refused('three copies with the number 0', { copies }, '/items/0/copiesKnown')
  const [first, ...others] = copies
  const out = { record: first?.record, state: 'out' }
  await refused(
    'out with nobody',
    { ...known, exportsOutstanding: 1, copies: [out, ...others] },
    '/items/0/copies/0/with',
  )
  await refused(
    'what the evidence does not know',
    { ...known, copies: [...copies, { record: 999_999, state: 'destroyed' }], copiesKnown: 4 },
    '/body/items/0/copies',
  )
  const byHand = await post({ ...with_(item, known), finalOn: today() })
  t.match(byHand.json, { code: 'body-invalid', field: '/body/finalOn' }, 'the gateway says itself when it is final')

  const { folder } = both.a.installation
  const aside = join(folder, 'data/bulla.sqlite.replaced-by-a-restore')
  writeFileSync(aside, 'its keys open what is disposed of')
  t.match((await bulla(folder, ['check', '--offline', '--folder', folder])).out, /holds keys of what is disposed of/)
  const still = { ...out, with: 'District Court', until: daysFromNow(20) }
  const said = await post(with_(item, { copies: [still, ...others], copiesKnown: 2, exportsOutstanding: 1 }))
  t.equal(said.status, 202, said.octets.toString())
  const { restsOn } = (await asking.get(`/v1/messages/${said.json.message}`)).json.facts as { restsOn: string[] }
  t.same(restsOn, ['part-deleted', 'epoch-ends'], 'nothing is overwritten where another copy of the database lies')
  await untilItem(answering, id, item, ({ disposed }) => disposed === true)
  const due = (await asking.get('/v1/due?until=9999-12-31')).json.rows as { case: string; what: string }[]
  t.match(
    JSON.stringify(due.filter((row) => row.case === id && row.what === 'disposal')),
    new RegExp(daysFromNow(20)),
    'a duty with a day',
  )
  const { contents, findings } = await toldHeld(answering, id)
  t.same([...contents.keys()].sort(), [...items, response].sort(), 'of what was given, and of nothing else')
  t.same(contents.get(item), { disposed: true, copies: 3, outUntil: daysFromNow(20) })
  t.same(contents.get(items[1]), { disposed: false, copies: 0 })
  t.same(contents.get(response), { disposed: false, copies: 0 })
  t.same(findings, [])
  const where = await readBody(answering, String(said.json.message), id, { purpose: 'ANSWER_REQUEST' })
  t.match(
    { ...where.json, status: where.status },
    { status: 200, body: { items: [{ copies: [still, ...others] }] } },
    'with whom each copy is, and until when, stands in the statement',
  )
  const forged = await asking.post(`/v1/cases/${id}/messages`, { type: 'use-report', body: { held: [] } })
  t.match(forged.json, { code: 'body-invalid' }, 'no person writes it')
  const later = await post(
    with_(item, { copies: copies.map(({ record }) => ({ record, state: 'returned' })), copiesKnown: 3 }),
  )
  t.equal(later.status, 202, 'and a later statement says what became of it')
  t.same((await toldHeld(answering, id)).contents.get(item), { disposed: true, copies: 3 }, 'none is out any more')
  t.match((await post(with_(item, known))).json, { code: 'body-invalid' }, 'after which there is nothing to tell')
})

t.test('[Y9] whoever gave it asks what became of it, and is told out of the records of its holder', async (t) => {
  const both = await pair(t)
  const [asking, answering] = [both.a.client(), both.b.client()]
  const { case: id, items } = await given(both, documents(), { terms: [openly] })
  const [item, other] = items
  t.equal((await read(asking, item, id, { use: 'export' })).status, 200)
  const before = await toldHeld(answering, id)
  t.same(
    [before.contents.get(item), before.contents.get(other)],
    [
      { disposed: false, copies: 1 },
      { disposed: false, copies: 0 },
    ],
  )
  const copies = await copiesMade(both.a, id, item)
  await posting(id)(asking, 'disposal', with_(item, { copies, copiesKnown: 1 }))
  const { contents, findings } = await toldHeld(answering, id)
  t.same(contents.get(item), { disposed: true, copies: 1 })
  t.same([...contents.keys()].at(-1), item, 'what is still held comes first')
  t.same(findings, [])
})

t.test('a legal hold keeps from disposal and from reading, but for its proceeding [R18]', async (t) => {
  const both = await pair(t)
  const asking = both.a.client()
  const gave = await given(both, documents(), { terms: [held], keys: 'after-acceptance' })
  await accepted(both, gave)
  const { case: id, items } = gave
  const [item] = items
  const post = (body: object) => asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body })
  const hold = with_(item, { keysDestroyed: false, hold: legalHold() })
  t.match((await post(with_(item, { keysDestroyed: false, hold: legalHold({ remindOn: daysFromNow(90) }) }))).json, {
    code: 'body-invalid',
    field: '/items/0/hold/remindOn',
  })
  t.equal((await post(hold)).status, 202)
  const told = (await toldHeld(both.b.client(), id)).contents.get(item)
  t.same(told, { disposed: false, copies: 0, heldUntil: daysFromNow(60) }, 'and whoever gave it is told when it asks')
  const list = (await asking.get('/v1/held?of=XB')).json.rows as { content: string; holdUntil: string | null }[]
  t.match(
    list.find(({ content }) => content === item),
    { holdUntil: daysFromNow(60), overdue: false, disposed: false },
  )
  t.equal(list.length, 3, 'both documents, and what the response says')
  t.match(await asking.get('/v1/held?of=XC'), { status: 400, json: { code: 'request-invalid' } }, 'of nobody we know')
  t.match((await read(asking, item, id)).json, { code: 'release-denied', paragraph: '5.1 e' })
  t.match((await post(disposal(item))).json, { code: 'body-invalid', field: '/items/0/keysDestroyed' })
  const name = 'District Court, file 7/2031'
  const use = { use: 'evidence', proceeding: 'judicial-proceeding', proceedingName: name }
  t.equal((await read(asking, item, id, use)).status, 403)
  await permitted(both, id, [item], { proceedings: [{ kind: 'judicial-proceeding', name }] })
  t.equal((await read(asking, item, id, use)).status, 200, 'the proceeding has a permission of the provider')
  t.equal((await read(asking, item, id)).status, 403)
  const [, other] = items
  t.equal((await readBody(asking, gave.response, id)).status, 200, 'it speaks of the other item too')
  t.equal((await post(disposal(other))).status, 202)
  t.match(
    (await readBody(asking, gave.response, id)).json,
    { code: 'release-denied', paragraph: '5.1 e' },
    'what it speaks of is on hold',
  )
  t.match(
    (await post(disposal(gave.response))).json,
    { code: 'body-invalid', field: '/items/0/keysDestroyed', detail: /a hold on what it speaks of keeps it/ },
    'nor do the words go that came with what is on hold',
  )
  const lifted = with_(item, { keysDestroyed: false, hold: legalHold({ until: today(), remindOn: today() }) })
  const longer = with_(item, { keysDestroyed: false, hold: legalHold({ until: daysFromNow(90) }) })
  t.equal((await post(longer)).status, 202, 'one person prolongs it')
  const draft = await post(lifted)
  t.equal(draft.status, 201, 'and two let it end earlier')
  const holdUntil = async () => {
    const { rows } = (await asking.get('/v1/held?of=XB')).json as { rows: { content: string; holdUntil: string }[] }
    return rows.find(({ content }) => content === item)?.holdUntil
  }
  t.equal(await holdUntil(), daysFromNow(90))
  const approval = `/v1/drafts/${draft.json.draft}/approval`
  t.match((await asking.post(approval, { revision: 1 })).json, { code: 'approver-same' })
  t.equal((await both.a.client('approver').post(approval, { revision: 1 })).status, 202)
  t.equal(await holdUntil(), today())
  t.match((await post(disposal(item))).json, { code: 'body-invalid', field: '/items/0/keysDestroyed' })
  t.match((await read(asking, item, id)).json, { code: 'release-denied' }, 'its last day counts to its end')
})

/** Each way to what was given, by whatever is to be done with it: what it would show is marked. */
const waysTo = (client: NationalClient, { id, item, response }: { id: string; item: string; response: string }) => {
  const named = { view: {}, compare: {}, print: {}, export: {}, extract: {}, annotate: {}, analytics: {} }
  const uses: Readonly<Record<string, object>> = {
    ...named,
    disclose: { target: 'other-agency', recipient: 'Tax Office' },
    evidence: { proceeding: 'judicial-proceeding', proceedingName: 'District Court, file 7/2031' },
    'evidence of another': { proceeding: 'judicial-proceeding', proceedingName: 'Appeal Court, file 8/2031' },
    decide: { decision: 'doubt-confirmed', reliedOn: ['verified'] },
  }
  const asked = Object.entries(uses).map(([use, more]) => ({ use: use.split(' ', 1)[0], ...more }))
  return [
    ...asked.map((more) => () => read(client, item, id, more)),
    ...asked.map((more) => () => readBody(client, response, id, more)),
    () => readBody(client, response, id, { items: true }),
  ]
}

t.test('on hold nothing is read by whatever way, nor by what was allowed before [R18]', async (t) => {
  const both = await pair(t)
  const asking = both.a.client()
  const mark = randomUUIDv7()
  const octets = Buffer.from(`Only a court may see ${mark} now. `.repeat(300))
  const gave = await given(both, [octets, randomBytes(500)], {
    ...{ terms: [held, openly], keys: 'after-acceptance' },
  })
  await accepted(both, gave)
  const { case: id, items, response } = gave
  const [item, other] = items
  const name = 'Appeal Court, file 8/2031'
  // What the provider has permitted before, for whatever use, opens nothing that is on hold but to the proceeding itself.
  await permitted(both, id, [item, response], { purposes: ['VERIFY_ORIGIN'] })
  const once = await read(asking, item, id)
  t.equal(once.status, 200)
  const release = String(once.headers['content-location'])
  const archive = await asking.get(`/v1/cases/${id}/bundle?purpose=${purpose}`)
  t.ok(
    (await filesOf(archive.octets)).some((file) => file.includes(mark)),
    'a bundle has it before',
  )
  const rows = [item, other, response].map(async (content) => {
    const copies = await copiesMade(both.a, id, content)
    const more = { keysDestroyed: false, hold: legalHold(), copies, copiesKnown: copies.length }
    return (with_(content, more).items as object[])[0]
  })
  await posting(id)(asking, 'disposal', { ...disposal(), items: await Promise.all(rows) })

  const before = (await evidenceOf(both.a)).filter(({ kind }) => kind === 'denial').length
  const ways = waysTo(asking, { id, item, response })
  for (const [index, way] of ways.entries()) {
    const answer = await way()
    t.equal(answer.status, 403, `${index}: ${answer.octets.toString('utf8', 0, 200)}`)
    t.notOk(answer.octets.includes(mark))
  }
  t.equal(
    (await read(asking, item, id, { purpose: 'VERIFY_ORIGIN' })).status,
    403,
    'nor by a permission for another use',
  )
  t.equal((await asking.get(release)).status, 403, 'what was allowed before is not gone on with')
  const part = await asking.ask('GET', release, { headers: { range: 'bytes=100-200' } })
  t.equal(part.status, 403, 'nor piece by piece')
  const denied = (await evidenceOf(both.a)).filter(({ kind }) => kind === 'denial').length
  t.equal(denied - before, ways.length + 3, 'and each try is a denial in the evidence')
  for (const [what, content] of [
    ['items', item],
    ['messages', response],
  ]) {
    const cleared = await both.a.client('approver').post(`/v1/${what}/${content}/clearances`, {
      ...{ purpose, reader: 'officer', until: daysFromNow(1), uses: 1, reason: 'So that it can be read.' },
    })
    t.equal(cleared.status, 409, 'and a second person has nothing to clear')
  }
  const bundle = await asking.get(`/v1/cases/${id}/bundle?purpose=${purpose}`)
  t.equal(bundle.status, 200)
  t.notOk(
    (await filesOf(bundle.octets)).some((file) => file.includes(mark)),
    'nor does a bundle hold it',
  )
  await permitted(both, id, [item], { proceedings: [{ kind: 'judicial-proceeding', name }] })
  const inCourt = { use: 'evidence', proceeding: 'judicial-proceeding', proceedingName: name }
  t.equal((await read(asking, item, id, inCourt)).status, 200, 'the proceeding that the provider permitted sees it')
  t.equal((await readBody(asking, response, id, inCourt)).status, 403, 'and only what it was permitted')
})

const filesOf = async (octets: Buffer): Promise<readonly Buffer[]> => [...(await unzipped(octets)).values()]

t.test('what a hold keeps does not go along with something else, and is looked at once a year [R18]', async (t) => {
  const both = await pair(t)
  const asking = both.a.client()
  const gave = await given(both, documents(), { terms: [held], keys: 'after-acceptance' })
  await accepted(both, gave)
  const { case: id, items, response } = gave
  const post = (body: object) => asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body })
  const held_ = (more?: object) => with_(response, { keysDestroyed: false, hold: legalHold({ ...more }) })
  t.match((await post(held_({ until: '2999-01-01', remindOn: '2998-01-01' }))).json, {
    ...{ code: 'body-invalid', field: '/items/0/hold/remindOn' },
  })
  t.equal((await post(held_())).status, 202, 'what the response says is on hold')
  t.match(
    (await post(disposal(...items))).json,
    { code: 'body-invalid', field: '/items', detail: /would go with the last of what it speaks of/ },
    'and is not destroyed with the last of its items',
  )
  t.match((await post({ ...disposal(items[0]), on: '2020-01-01' })).json, { code: 'body-invalid', field: '/body/on' })
  t.equal((await post(disposal(items[0]))).status, 202, 'one of two goes')
  t.equal(((await asking.get('/v1/held')).json.rows as unknown[]).length, 2, 'and the rest is there')
})

t.test(
  'the requested member disposes of what came with the request, and of nothing that it gave itself [R11b]',
  async (t) => {
    const both = await pair(t)
    const [asking, answering] = [both.a.client(), both.b.client()]
    const { agreement } = both
    const made = await asking.post('/v1/terms', { agreement: agreement.id, purposes: ['VERIFY_VALUE'] })
    const terms = String(made.json.sha256)
    const item = String((await asking.upload(terms, 'verification', randomBytes(9_000))).json.item)
    const ask = { agreement: agreement.id, office: 'HQ', body: requestBody(), items: [item], terms }
    const id = String((await asking.post('/v1/cases', ask)).json.case)
    await untilState(answering, id, 'submitted')
    const there = await lockedIn(both.b.installation, item)
    t.ok(existsSync(there.part))
    const own = await asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body: disposal(item) })
    t.match(own.json, { code: 'body-invalid', field: '/items/0/item' }, 'what it gave itself is not held by it')
    await posting(id)(answering, 'disposal', disposal(item))
    await untilItem(asking, id, item, ({ disposed }) => disposed === true)
    t.notOk(existsSync(there.part), 'and it is gone there like anything else')
    t.same(foundIn(join(both.b.installation.folder, 'data'), { key: there.key, plain: there.plainKey }), [])
  },
)

t.test('what is given where it is tomorrow already is disposed of today [R18]', async (t) => {
  // Their days are never the same.
  const [west, east] = ['Etc/GMT+12', 'Pacific/Kiritimati']
  const both = await pair(t, { a: { settings: { TIME_ZONE: west } }, b: { settings: { TIME_ZONE: east } } })
  const asking = both.a.client()
  const { case: id, items } = await given(both, documents())
  const body = { ...disposal(items[0]), on: localDateOf(Date.now(), west) }
  const { status, json } = await asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body })
  t.equal(status, 202, String(json.detail))
})

t.test('bulla held shows what it would destroy, and with --yes it does that, case by case [R12b]', async (t) => {
  const both = await pair(t)
  const [asking, answering] = [both.a.client(), both.b.client()]
  const one = await given(both, documents())
  const two = await given(both, documents())
  const { folder, tokens, ports } = both.a.installation
  const token = join(folder, 'officer.token')
  writeFileSync(token, tokens.officer, { mode: 0o600 })
  const door = ['--url', `https://localhost:${ports.national}`, '--token-file', token]
  const held = (...words: string[]) => bulla(folder, ['held', ...words, '--folder', folder, ...door, '--json'])
  const chosen = `${one.items[0]},${two.items[0]}`
  t.match(await held('--dispose', chosen), { exit: 0, json: { preview: [{}, {}] } })
  const whole = await held('--dispose', one.items.join(','))
  t.match(whole, { exit: 0, json: { preview: [{ content: [...one.items, one.response] }] } }, 'with the body that goes')
  t.equal((await read(asking, one.items[0], one.case)).status, 200, 'nothing was destroyed')
  t.match(await held('--dispose', chosen, '--yes'), { exit: 2, err: /--officer is missing/ })
  t.match(await held('--dispose', randomUUIDv7()), { exit: 1, err: /nothing is held under/ })
  t.match(await held('--dispose', chosen, '--copies', 'lost'), {
    exit: 2,
    err: /expected returned, destroyed or out:DAY:WITH WHOM/,
  })
  const done = await held('--dispose', chosen, '--officer', 'A. Example', '--copies', 'destroyed', '--yes')
  t.match(done, { exit: 0, json: { disposed: [{ case: one.case }, { case: two.case }] } }, done.err)
  for (const { case: id, items } of [one, two]) {
    await untilItem(answering, id, items[0], ({ disposed }) => disposed === true)
    t.equal((await read(asking, items[0], id)).status, 410)
    t.equal((await read(asking, items[1], id)).status, 200, 'and nothing else')
  }
})

t.test('bulla held says of each copy what became of it, by the number of its release [R18]', async (t) => {
  const both = await pair(t)
  const { case: id, items } = await given(both, documents(), { terms: [openly] })
  const [item] = items
  for (let print = 0; print < 2; print += 1)
    t.equal((await read(both.a.client(), item, id, { use: 'print' })).status, 200)
  const [one, two] = (await copiesMade(both.a, id, item)).map(({ record }) => record)
  const { folder, tokens, ports } = both.a.installation
  const token = join(folder, 'officer.token')
  writeFileSync(token, tokens.officer, { mode: 0o600 })
  const door = ['--url', `https://localhost:${ports.national}`, '--token-file', token]
  const dispose = (...words: string[]) =>
    bulla(folder, ['held', '--dispose', item, '--officer', 'A. Example', ...words, '--folder', folder, ...door])
  t.match(await dispose('--copies', `${one}=returned`), {
    exit: 1,
    err: new RegExp(`1 copies left the gateway, and nothing is said of them: ${two}`),
  })
  const day = daysFromNow(30)
  const said = ['--copies', `${one}=returned`, '--copies', `${two}=out:${day}:District Court, XA`]
  t.match(await dispose(...said), { exit: 0, out: new RegExp(`2 copies left the gateway \\(${one}, ${two}\\)`) })
  const done = await dispose(...said, '--yes')
  t.equal(done.exit, 0, done.err)
  await untilItem(both.b.client(), id, item, ({ disposed }) => disposed === true)
  const { json } = await both.a.client().get(`/v1/held?case=${id}`)
  t.match(json['rows'], [{ content: item, disposed: true, outUntil: day }], 'what is out keeps its day')
})
