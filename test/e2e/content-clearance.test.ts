// What the terms leave to a person, a second person decides: for one reader, one use, one purpose, until a day, so many times.
import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { commitment } from '../../crypto/log/leaf.ts'
import { readRecord } from '../../crypto/log/record.ts'
import { daysFromNow, purpose, requestBody } from '../support/bodies.ts'
import type { NationalClient } from '../support/client.ts'
import { type Answered, opened, outcomeOf, readBody, strictPair, triesFor } from '../support/content.ts'
import type { Edited, Row } from '../support/edited-store.ts'
import { inEachStore, tablesOf } from '../support/stores.ts'
import { evidenceOf, read } from '../support/story.ts'

await inEachStore(t, async (t, store) => {
  const both = await strictPair(t, { store })
  const { a } = both
  const [officer, approver] = [a.client(), a.client('approver')]
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]
  const other = { codes: ['VERIFY_OTHER'], text: 'To find out who packed the goods.' }
  const asks = { status: 403, code: 'release-asks' }
  const clearing = (changes: object = {}) => ({
    ...{ purpose: 'VERIFY_OTHER', reader: 'officer-17', until: daysFromNow(5), uses: 1 },
    ...{ reason: 'The request names this purpose in words.', ...changes },
  })
  const clear = (client: NationalClient, item: string, changes?: object) =>
    client.post(`/v1/items/${item}/clearances`, clearing(changes))
  const byReader = (client: NationalClient, { items, case: id }: Answered, more: object = {}) =>
    read(client, items[0], id, { purpose: 'VERIFY_OTHER', reader: 'officer-17', ...more })
  const forOther = () => opened(both, documents(), { request: requestBody({ purpose: other }) })

  t.test('what is given for VERIFY_OTHER is read once a second person has cleared it [R16]', async (t) => {
    const gave = await forOther()
    const [item] = gave.items
    t.match(outcomeOf(await byReader(officer, gave)), { ...asks, paragraph: '5.1 b' })
    t.match(outcomeOf(await clear(officer, item, { reader: 'officer' })), { code: 'approver-same' }, 'not for itself')
    t.match(outcomeOf(await clear(a.client('elsewhere'), item)), { status: 404 })
    t.match(outcomeOf(await clear(a.client('operator'), item)), { status: 403, code: 'forbidden' })
    t.match(outcomeOf(await byReader(officer, gave)), asks, 'none of them clears anything')
    const refused = (await triesFor(a, item)).denials.filter(({ act }) => act === 'clear')
    t.match(
      refused,
      [
        { client: 'officer', problem: 'approver-same', readerSaid: 'officer' },
        { client: 'elsewhere', term: 'recipients' },
        { client: 'operator', problem: 'forbidden' },
      ],
      'and each is a denial [R23]',
    )

    const cleared = await clear(approver, item)
    t.equal(cleared.status, 201, cleared.octets.toString())
    t.match(outcomeOf(await byReader(approver, gave)), asks, 'whoever cleared does not read by it')
    t.match(outcomeOf(await byReader(officer, gave, { reader: 'officer-18' })), asks, 'another reader does not')
    t.match(outcomeOf(await byReader(officer, gave, { use: 'compare' })), asks, 'nor is it another use')
    t.match(outcomeOf(await byReader(officer, { ...gave, items: [gave.items[1], item] })), asks, 'nor another item')
    t.match(
      outcomeOf(await readBody(officer, gave.response, gave.case, { purpose: 'VERIFY_OTHER', reader: 'officer-17' })),
      asks,
    )
    t.match(outcomeOf(await byReader(officer, gave, { purpose })), { status: 403, code: 'release-denied' })
    const read = await byReader(officer, gave)
    t.equal(read.status, 200, read.octets.toString('utf8', 0, 200))
    t.match(read.headers['bulla-obligations'], new RegExp(String(cleared.json.clearance)))
    t.match(outcomeOf(await byReader(officer, gave)), asks, 'once, as it says')
    const { releases } = await triesFor(a, item)
    t.match(releases, [
      { clearances: [cleared.json.clearance], readerIs: 'client', readerSaid: 'officer-17', client: 'officer' },
    ])
    const evidence = (await evidenceOf(a, { case: gave.case })).filter(({ kind }) => kind === 'clearance')
    t.match(evidence, [{ subject: item, data: { client: 'approver', clearance: { reader: 'officer-17', uses: 1 } } }])
    t.notMatch(JSON.stringify(evidence), /names this purpose in words/, 'its reason is kept encrypted')
  })

  t.test('a second person finds who waits, until it is decided, and nobody else does', async (t) => {
    const gave = await forOther()
    const [item] = gave.items
    const waiting = async (client = approver) =>
      ((await client.get('/v1/asks')).json.rows as { case: string }[]).filter((row) => row.case === gave.case)
    t.match(outcomeOf(await byReader(officer, gave, { use: 'compare' })), asks)
    t.match(outcomeOf(await byReader(officer, gave)), asks)
    t.match(outcomeOf(await byReader(officer, gave)), asks, 'who asks again waits once')
    const [newest, first, ...more] = await waiting()
    const ask = { content: item, what: 'item', reader: 'officer-17', purpose: 'VERIFY_OTHER', office: 'HQ', own: false }
    t.match(newest, { ...ask, use: 'view' })
    t.match(first, { ...ask, use: 'compare' })
    t.same(more, [])
    const { rows: told } = (await approver.get('/v1/events?limit=1000')).json as { rows: { kind: string }[] }
    t.match(
      told.findLast(({ kind }) => kind === 'release.asked'),
      { case: gave.case, message: gave.response, office: 'HQ' },
    )
    t.same(await waiting(a.client('elsewhere')), [], 'another office learns of none')
    t.match((await waiting(officer))[0], { own: true }, 'who asked is told that another decides')
    t.match(outcomeOf(await a.client('operator').get('/v1/asks')), { status: 403, code: 'forbidden' })
    const page = (await approver.get('/v1/asks?limit=1')).json
    t.type(page.next, 'string', 'page by page')
    t.equal((await approver.get(`/v1/asks?limit=1&cursor=${page.next}`)).status, 200)
    t.equal((await clear(approver, item)).status, 201)
    t.match(await waiting(), [{ use: 'compare' }], 'what was decided waits no longer')
    t.equal((await byReader(officer, gave)).status, 200)
    t.match(outcomeOf(await byReader(officer, gave)), asks, 'and when it is used up')
    t.match(await waiting(), [{ use: 'view' }, { use: 'compare' }], 'it waits anew')
    await byReader(approver, gave, { reader: undefined })
    t.match((await waiting())[0], { reader: 'approver', own: true }, 'its own, which another decides')
  })

  t.test('a clearance for a client is for that one, and not for another one that types its id [R17c]', async (t) => {
    const gave = await forOther()
    const [item] = gave.items
    t.equal((await clear(approver, item, { reader: 'elsewhere', uses: 9 })).status, 201)
    const another = { status: 403, code: 'forbidden' }
    const drawnAlike = [
      'eIsewhere',
      'e1sewhere',
      '\u0435lsewh\u0435r\u0435',
      'else\u2011where',
      '\uff41pprover',
      'else\u200awhere',
    ]
    for (const reader of [...drawnAlike, 'elsewhere', 'Elsewhere', 'approver', ' operator'])
      t.match(outcomeOf(await byReader(officer, gave, { reader })), another, reader)
    const path = `/v1/cases/${gave.case}/bundle?purpose=VERIFY_OTHER&reader=elsewhere`
    t.match(outcomeOf(await officer.get(path)), another, 'nor with a bundle')
    const { denials, releases } = await triesFor(a, item)
    t.same(releases, [])
    t.match(denials.at(-1), { client: 'officer', reader: 'officer', readerSaid: ' operator', problem: 'forbidden' })
    t.equal((await clear(approver, item, { reader: 'officer' })).status, 201)
    t.equal((await byReader(officer, gave, { reader: 'officer' })).status, 200, 'its own id is its own')
    t.match(outcomeOf(await byReader(officer, gave, { reader: 'Else Where' })), asks, 'a name of two words is no id')
  })

  t.test('a clearance is counted, however many read by it at once [R16]', async (t) => {
    const gave = await forOther()
    await clear(approver, gave.items[0], { uses: 2 })
    const tries = await Promise.all(Array.from({ length: 12 }, () => byReader(officer, gave)))
    t.equal(tries.filter(({ status }) => status === 200).length, 2)
  })

  t.test('what may not be cleared is not: no ask, a denial, a day too far, what is locked [R16]', async (t) => {
    const gave = await opened(both, documents())
    const [item] = gave.items
    t.match(outcomeOf(await clear(approver, item, { purpose })), { code: 'clearance-needless' }, 'the terms allow it')
    t.match(
      outcomeOf(await clear(approver, item, { purpose, use: 'export' })),
      { code: 'clearance-needless' },
      'they deny it',
    )
    t.match(outcomeOf(await clear(approver, item)), { code: 'clearance-needless' }, 'given for another purpose')
    const asked = await forOther()
    for (const until of [daysFromNow(-1), daysFromNow(91)])
      t.match(outcomeOf(await clear(approver, asked.items[0], { until })), { status: 400, code: 'request-invalid' })
    const unknown = await clear(approver, '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01')
    t.match(outcomeOf(unknown), { status: 404, code: 'not-found' })
  })

  t.test('past its review a person decides, for a body as for an item, and export stays closed [R16]', async (t) => {
    const terms = [
      {
        ...{ term: 'retention', paragraph: '5.1 e', assurance: 'E', noticeDays: 30 },
        ...{ until: daysFromNow(100), reviewOn: daysFromNow(0) },
      },
    ]
    const gave = await opened(both, documents(), { terms })
    const ask = { purpose, reader: 'officer-17' }
    t.match(outcomeOf(await byReader(officer, gave, ask)), { ...asks, paragraph: '5.1 e' })
    t.match(outcomeOf(await readBody(officer, gave.response, gave.case, ask)), asks)
    t.equal((await clear(approver, gave.items[0], ask)).status, 201)
    const body = await approver.post(`/v1/messages/${gave.response}/clearances`, clearing(ask))
    t.equal(body.status, 201, body.octets.toString())
    t.match(outcomeOf(await byReader(officer, gave, { ...ask, use: 'export' })), {
      status: 403,
      code: 'release-denied',
    })
    t.equal((await byReader(officer, gave, ask)).status, 200)
    t.equal((await readBody(officer, gave.response, gave.case, ask)).status, 200)
    t.match(outcomeOf(await readBody(officer, gave.response, gave.case, ask)), asks)
  })

  type Clearance = { readonly seq: number; readonly data: string; readonly row: Row }

  /** A clearance as it lies in the database, changed by somebody who has no key. */
  async function forged(t: Test, edit: (tables: Edited, clearance: Clearance, gave: Answered) => Promise<void>) {
    const pair = await strictPair(t, { store })
    const gave = await opened(pair, documents(), { request: requestBody({ purpose: other }) })
    await clear(pair.a.client('approver'), gave.items[0])
    const tables = await tablesOf(pair.a.installation)
    const [row = {}] = await tables.rows('evidence', { kind: 'clearance' })
    await edit(tables, { seq: Number(row.seq), data: String(row.data), row }, gave)
    await tables.close()
    return { pair, gave }
  }

  /** One row more at the end of the evidence. */
  async function appended(tables: Edited, row: Row): Promise<void> {
    const [counters] = await tables.rows('counters', {})
    const last = Number(counters?.evidence)
    await tables.insert('evidence', { ...row, seq: last + 1 })
    await tables.set('counters', { evidence: last + 1 }, { evidence: last })
  }

  const forgeries: Record<string, Parameters<typeof forged>[1]> = {
    'for another reader': (tables, { seq, data }) =>
      tables.set('evidence', { data: data.replace('officer-17', 'officer-99') }, { seq }),
    'for more uses': (tables, { seq, data }) =>
      tables.set('evidence', { data: data.replace('"uses":1', '"uses":9') }, { seq }),
    'a copy for another item': (tables, { row }, { items }) => appended(tables, { ...row, subject: items[1] }),
  }
  for (const [what, edit] of Object.entries(forgeries))
    t.test(`a clearance that was forged in the database opens nothing: ${what} [R16]`, async (t) => {
      const { pair, gave } = await forged(t, edit)
      const client = pair.a.client()
      const item = what === 'a copy for another item' ? gave.items[1] : gave.items[0]
      const reader = what === 'for another reader' ? 'officer-99' : 'officer-17'
      const first = await read(client, item, gave.case, { purpose: 'VERIFY_OTHER', reader })
      t.match(outcomeOf(first), { status: 503, code: 'store-altered' })
      t.equal((await pair.a.client('operator').get('/readyz')).status, 503, 'and the alarm is up')
    })

  t.test('a clearance that nobody gave, with a record that fits, opens nothing [R16]', async (t) => {
    const pair = await strictPair(t, { store })
    const gave = await opened(pair, documents(), { request: requestBody({ purpose: other }) })
    const [item, cleared] = gave.items
    await clear(pair.a.client('approver'), cleared)
    const client = pair.a.client()
    const ask = { purpose: 'VERIFY_OTHER', reader: 'officer-17' }
    t.equal((await read(client, cleared, gave.case, ask)).status, 200)
    const tables = await tablesOf(pair.a.installation)
    const [row = {}] = await tables.rows('evidence', { kind: 'clearance' })
    const { at, case: of, data, salt } = row
    const said = { v: 1, at: new Date(Number(at)).toISOString(), kind: 'clearance', case: of, subject: item }
    const record = readRecord({ ...said, data: JSON.parse(String(data)) } as JsonObject)
    await appended(tables, {
      ...row,
      subject: item,
      leaf: commitment(new Uint8Array(salt as Uint8Array), record),
    })
    await tables.close()
    for (const again of [await read(client, item, gave.case, ask), await read(client, cleared, gave.case, ask)])
      t.match(outcomeOf(again), { status: /403|503/, code: /^(release-asks|store-altered|log-behind)$/ })
  })
})
