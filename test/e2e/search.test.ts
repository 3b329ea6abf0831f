// Cases are found by the numbers that people know them by, over keyed digests, and whoever asks twice about one declaration is told.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { exportDeclaration } from '../../gateway/profiles/export-declaration/profile.ts'
import { requestExample } from '../../gateway/profiles/tfa12/request-example.ts'
import { ack, disposal, requestBody, today } from '../support/bodies.ts'
import { foundIn } from '../support/byte-search.ts'
import type { NationalClient } from '../support/client.ts'
import { accepts, messagesOf, strictPair } from '../support/content.ts'
import { type Gateway, pair, start } from '../support/gateways.ts'
import { inEachStore, tablesOf } from '../support/stores.ts'
import { evidenceOf, open, posting, untilState } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'

const search = (client: NationalClient, by: string, number: string) => client.post('/v1/searches', { by, number })
/** Ids of the cases that are found. */
async function found(client: NationalClient, by: string, number: string): Promise<readonly string[]> {
  const { status, json, octets } = await search(client, by, number)
  if (status !== 200) throw new Error(`${status} ${octets}`)
  return (json.rows as { case: string }[]).map((row) => row.case)
}
async function rowsOf({ installation }: Gateway, table: string) {
  const tables = await tablesOf(installation)
  const rows = await tables.rows(table, {})
  await tables.close()
  return rows
}
const numbered = (number: string, identifier: string) =>
  requestBody({
    importDeclaration: { ...requestExample.importDeclaration, number, type: number.includes('-') ? 'other' : 'mrn' },
    exportDeclaration: { number: `26XB${randomBytes(7).toString('hex').toUpperCase()}`, type: 'mrn' },
    persons: [{ role: 'importer', name: 'Example Imports Ltd', identifier, country: 'XA' }],
  })
const letter = { direction: 'in', channel: 'paper', on: today(), summary: 'A letter.', reference: 'K 4711/26-b' }

await inEachStore(t, async (t, store) => {
  const profiles = ['tfa12', 'export-declaration']
  const both = await strictPair(t, { store, agreement: { id: 'xa-xb-both', profiles } })
  const { agreement, b } = both
  let { a } = both
  const request = async (number: string, identifier = 'XA 1') =>
    (
      await a.client().post('/v1/cases', {
        agreement: agreement.id,
        office: 'HQ',
        type: 'request',
        body: numbered(number, identifier),
      })
    ).json

  t.test('by declaration, trader and file, however the number is written, on both sides', async (t) => {
    const id = String((await request('26XA00000000000001', 'XA-555/7')).case)
    await untilState(b.client(), id, 'submitted')
    await posting(id)(b.client(), 'ack', ack({ caseNumber: 'XB-2026-0777' }))
    await untilState(a.client(), id, 'accepted')
    for (const client of [a.client(), b.client()]) {
      t.same(await found(client, 'declaration', '26 xa 0000-0000.0000/01'), [id])
      t.same(await found(client, 'trader', 'xa5557'), [id])
      t.same(await found(client, 'file', 'xb 2026 / 0777'), [id])
      t.same(await found(client, 'file', '26XA00000000000001'), [], 'a number of another kind is another number')
      t.same(await found(client, 'declaration', '26XA0000000000000'), [], 'nor is a part of one')
    }
    t.equal((await a.client().post(`/v1/cases/${id}/registrations`, letter)).status, 201)
    t.same(await found(a.client(), 'file', 'k471126B'), [id])
    t.same(await found(b.client(), 'file', 'k471126B'), [], 'which the partner was not sent')
    for (const [by, number] of [
      ['declaration', '26XA00000000000001'],
      ['file', 'k471126B'],
    ] as const)
      t.same(await found(a.client('elsewhere'), by, number), [], 'another office finds nothing of it')
    t.match(await search(a.client(), 'declaration', ' -/. '), {
      status: 400,
      json: { code: 'request-invalid', field: '/number' },
    })
    t.match(await search(a.client(), 'name', 'x'), { status: 400 })
    t.equal((await search(a.client('operator'), 'file', 'x')).status, 403)
    const rows = await rowsOf(a, 'lookups')
    t.ok(rows.length > 4)
    for (const row of rows) t.match(row.lookup, /^[0-9a-f]{64}$/)
    const log = await readFile(join(a.installation.folder, 'gateway.log'), 'utf8')
    t.notMatch(log, /26XA00000000000001|k471126B/)
    if (store.name === 'SQLite') {
      const plain = { number: Buffer.from('26XA00000000000001'), file: Buffer.from('XB-2026-0777') }
      t.same(foundIn(join(a.installation.folder, 'data'), plain), [])
    }
  })

  t.test(
    'a search is evidence, a line of the log and a number: who, when, by which kind, and never which number',
    async (t) => {
      const number = '26XA00000000000077'
      const id = String((await request(number)).case)
      const before = (await evidenceOf(a)).length
      const at = Date.now()
      t.same(await found(a.client(), 'declaration', number), [id])
      t.same(await found(a.client('elsewhere'), 'trader', 'XA-4712/08'), [])
      t.equal((await search(a.client('operator'), 'file', number)).status, 403)
      const made = (await evidenceOf(a)).slice(before).filter(({ data }) => data.act === 'search')
      t.match(made, [
        { kind: 'operator', case: null, subject: 'declaration', data: { client: 'officer', found: 1 } },
        { kind: 'operator', case: null, subject: 'trader', data: { client: 'elsewhere', found: 0 } },
      ])
      t.ok(made.every((row) => Date.parse((row as unknown as { at: string }).at) >= at - 1_000))
      const log = await readFile(join(a.installation.folder, 'gateway.log'), 'utf8')
      t.match(log, /"event":"search\.made","client":"officer","by":"declaration","found":1/)
      const metrics = (await a.client('operator').get('/metrics')).octets.toString()
      t.match(metrics, /^bulla_searches_total [1-9]/m)
      for (const told of [JSON.stringify(await evidenceOf(a)), log, metrics])
        t.notMatch(told, /26XA00000000000077|XA-?4712/, 'the number stands nowhere')
    },
  )

  t.test('a case that was handed over is found by the office that has it now, and by what that may read', async (t) => {
    const id = String((await request('26XA00000000000009')).case)
    await untilState(b.client(), id, 'submitted')
    await posting(id)(b.client(), 'ack', ack({ caseNumber: 'XB-2026-0999' }))
    await untilState(a.client(), id, 'accepted')
    t.same(await found(a.client(), 'file', 'XB-2026-0999'), [id])
    t.equal((await a.client().post(`/v1/cases/${id}/office`, { office: 'OTHER' })).status, 200)
    t.same(await found(a.client(), 'declaration', '26XA00000000000009'), [])
    t.same(await found(a.client('elsewhere'), 'declaration', '26XA00000000000009'), [id], 'by what we wrote')
    t.same(await found(a.client('elsewhere'), 'file', 'XB-2026-0999'), [], 'not by what terms gave to the first office')
  })

  t.test(
    'what a partner gave is found while it may be read: not before its terms are accepted, not when it is gone',
    async (t) => {
      const example = exampleBody(exportDeclaration, 'declare') as { declaration: object }
      const body = { ...example, declaration: { ...example.declaration, number: '26XA00000000000002' } }
      const posted = await a
        .client()
        .post('/v1/cases', { agreement: agreement.id, office: 'HQ', type: 'declare', body })
      const id = String(posted.json.case)
      await untilState(b.client(), id, 'declared')
      t.same(await found(a.client(), 'declaration', '26XA00000000000002'), [id], 'whoever wrote it finds it')
      t.same(await found(b.client(), 'declaration', '26XA00000000000002'), [], 'whoever got it not yet')
      t.same(await found(b.client(), 'trader', 'XB123456789'), [])
      const before = (await evidenceOf(b, { case: id })).length
      const message = (await messagesOf(b.client(), id))('declare')
      await accepts({ of: b, other: a }, id, [message])
      t.same(await found(b.client(), 'declaration', '26XA00000000000002'), [id])
      t.same(await found(b.client('elsewhere'), 'declaration', '26XA00000000000002'), [])
      const kinds = (await evidenceOf(b, { case: id })).slice(before).map(({ kind }) => kind)
      t.notOk(kinds.includes('release') || kinds.includes('denial'), 'and nothing was read for it')
      const holders = async () => (await rowsOf(b, 'lookups')).map(({ holder }) => holder)
      t.ok((await holders()).includes(message))
      await posting(id)(b.client(), 'disposal', disposal(message))
      t.same(await found(b.client(), 'declaration', '26XA00000000000002'), [])
      t.notOk((await holders()).includes(message), 'its digests went with it')
    },
  )

  t.test('whoever asks about a declaration again is told, and nothing is stopped', async (t) => {
    const first = await request('26XA00000000000003')
    t.equal(first.alike, undefined)
    const second = await request('26-XA-00000000000003')
    t.match(second, {
      alike: [{ case: first.case, partner: 'XB', profile: 'tfa12', office: 'HQ' }],
      state: 'submitted',
    })
    t.same(Object.keys((second.alike as object[])[0] ?? {}), ['case', 'partner', 'profile', 'role', 'office', 'state'])
    const events = (await a.client().get('/v1/events?limit=1000')).json.rows as { kind: string; case: string }[]
    t.same(
      events.filter(({ kind }) => kind === 'case.alike').map((event) => event.case),
      [second.case],
    )
    const ask = {
      agreement: agreement.id,
      office: 'OTHER',
      type: 'request',
      body: numbered('26XA00000000000003', 'XA 1'),
    }
    const elsewhere = await a.client('elsewhere').post('/v1/cases', ask)
    t.equal(elsewhere.status, 202)
    t.equal(elsewhere.json.alike, undefined, 'of cases of another office nothing is said')
    t.match(await found(a.client('elsewhere'), 'declaration', '26XA00000000000003'), [elsewhere.json.case])
  })

  t.test('what a program before stored is looked through in the background, and once', async (t) => {
    const id = String((await request('26XA00000000000004', 'XA-556/7')).case)
    t.equal((await a.client().post(`/v1/cases/${id}/registrations`, { ...letter, reference: 'Z 99' })).status, 201)
    await a.running.close()
    const lookups = async () => (await rowsOf(a, 'lookups')).map((row) => JSON.stringify(row)).sort()
    const before = await lookups()
    const tables = await tablesOf(a.installation)
    for (const table of ['lookups', 'indexed']) await tables.empty(table)
    await tables.close()
    a = await start(t, a.installation)
    const client = a.client()
    const places = async () => (await rowsOf(a, 'indexed')).filter(({ done }) => Number(done) === 1)
    for (let left = 600; left > 0 && (await places()).length < 2; left -= 1) await pause(100)
    t.same(await found(client, 'file', 'z99'), [id])
    t.same(await found(client, 'declaration', '26XA00000000000004'), [id])
    t.same(await lookups(), before)
    t.equal((await places()).length, 2)
  })
})

t.test('a new store has nothing to look through, and says so before its first message', async (t) => {
  const { a } = await pair(t, { a: { settings: {} } })
  t.match(await rowsOf(a, 'indexed'), [
    { what: 'messages', done: 1 },
    { what: 'registrations', done: 1 },
  ])
})

t.test('whoever guesses numbers is held up, each client by itself', async (t) => {
  const { a, agreement } = await pair(t, { a: { settings: { SEARCHES_PER_CLIENT: 3 } } })
  await open(a.client(), agreement.id)
  const statuses: number[] = []
  for (let n = 0; n < 5; n += 1) statuses.push((await search(a.client(), 'file', randomUUIDv7())).status)
  t.same(statuses.slice(0, 3), [200, 200, 200])
  t.ok(statuses.includes(429))
  t.equal((await search(a.client('elsewhere'), 'file', 'x')).status, 200)
})
