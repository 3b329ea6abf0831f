// A case goes from one of our offices to another: lists, drafts and days with it, and of what was given only what terms or a permission open.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { clarify, permissionAsk, requestBody, supplement } from '../support/bodies.ts'
import type { NationalClient } from '../support/client.ts'
import { answered, opened, outcomeOf, untilHere } from '../support/content.ts'
import { pair } from '../support/gateways.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, read, untilState } from '../support/story.ts'

await inEachStore(t, async (t, store) => {
  const fourEyes = ['permission-ask']
  const parameters = { dueDays: 20, deliverWithinDays: 7, fourEyes }
  const both = await pair(t, { store, agreement: { parameters } })
  const { a, b, agreement } = both
  const [first, other, answering] = [a.client(), a.client('elsewhere'), b.client()]
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]
  const hand = (client: NationalClient, id: string, office: string) => client.post(`/v1/cases/${id}/office`, { office })
  const casesIn = async (client: NationalClient, path: string) => {
    const { rows } = (await client.get(path)).json as { rows: { case: string }[] }
    return rows.map((row) => row.case)
  }
  const lists = ['/v1/cases', '/v1/due?until=2099-12-31', '/v1/drafts', '/v1/held']

  t.test('lists, drafts and days follow it, both offices hear of it, and it is evidence', async (t) => {
    const gave = await answered(both, documents())
    const id = gave.case
    const asking = {
      type: 'permission-ask',
      body: permissionAsk(randomUUIDv7(), gave.items, { purposes: ['VERIFY_ORIGIN'] }),
    }
    const drafted = await first.post(`/v1/cases/${id}/messages`, asking)
    t.equal(drafted.status, 201, drafted.octets.toString())
    for (const path of lists) t.ok((await casesIn(first, path)).includes(id), path)
    t.match(outcomeOf(await hand(other, id, 'OTHER')), { status: 404, code: 'not-found' }, 'by its office alone')
    t.match(outcomeOf(await hand(first, id, 'NOWHERE')), { status: 400, code: 'request-invalid' })
    t.match(outcomeOf(await hand(first, id, 'HQ')), { status: 400, code: 'request-invalid' })

    const handed = await hand(first, id, 'OTHER')
    t.match(handed, { status: 200, json: { case: id, from: 'HQ', office: 'OTHER', readable: [] } })
    t.same((handed.json.closed as string[]).toSorted(), [...gave.items, gave.response].toSorted())
    for (const path of lists) {
      t.notOk((await casesIn(first, path)).includes(id), `${path} of the first`)
      t.ok((await casesIn(other, path)).includes(id), `${path} of the other`)
    }
    t.match(outcomeOf(await first.get(`/v1/cases/${id}`)), { status: 404 })
    t.equal((await other.get(`/v1/cases/${id}`)).status, 200)
    for (const [client, office] of [
      [first, 'HQ'],
      [other, 'OTHER'],
    ] as const) {
      const { rows } = (await client.get('/v1/events?limit=1000')).json as { rows: { case: string; kind: string }[] }
      t.match(
        rows.filter((row) => row.case === id && row.kind === 'case.handed'),
        [{ office }],
      )
    }
    const told = (await evidenceOf(a, { case: id })).filter(({ kind }) => kind === 'case.handed')
    t.match(told, [{ subject: id, data: { client: 'officer', from: 'HQ', to: 'OTHER', readable: 0, closed: 3 } }])
    const denied = (await evidenceOf(a)).filter(({ data }) => data.act === 'case.hand')
    t.match(
      denied.map(({ data }) => data),
      [{ client: 'elsewhere', problem: 'not-found' }],
    )
  })

  t.test('what terms gave to the first office, the other reads by a permission alone', async (t) => {
    const gave = await opened(both, documents())
    const {
      case: id,
      items: [item],
    } = gave
    await hand(first, id, 'OTHER')
    t.match(outcomeOf(await read(other, item, id)), { status: 403, code: 'release-denied' }, 'the terms name the first')
    t.equal((await read(first, item, id, { office: 'HQ' })).status, 200, 'which keeps what they gave it')
    const own = (await other.get(`/v1/messages/${gave.request}`)).json
    t.ok(own.body, 'what we wrote is for the office of the case')
    // Asked for by the other office, as two persons decide here; it names the office that is to read.
    const permission = randomUUIDv7()
    const asked = await other.post(`/v1/cases/${id}/messages`, {
      type: 'permission-ask',
      body: permissionAsk(permission, [item], { offices: ['OTHER'] }),
    })
    t.equal(asked.status, 201, asked.octets.toString())
    t.equal((await hand(other, id, 'HQ')).status, 200, 'and back, with the draft')
    const sent = await a.client('approver').post(`/v1/drafts/${asked.json.draft}/approval`, { revision: 1 })
    t.equal(sent.status, 202, sent.octets.toString())
    await untilHere(answering, id, String(sent.json.message))
    const granted = await posting(id)(answering, 'permission', { permission, verdict: 'granted' })
    await untilHere(first, id, String(granted.json.message))
    t.match((await hand(first, id, 'OTHER')).json, { readable: [item] })
    t.equal((await read(other, item, id)).status, 200)
  })

  t.test('the partner hears of it by our next message alone, and still gets through', async (t) => {
    const posted = await answering.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
    const { case: id } = posted.json as { case: string }
    await untilState(first, id, 'submitted')
    const before = (await answering.get(`/v1/cases/${id}/messages`)).json
    await hand(first, id, 'OTHER')
    const question = await posting(id)(other, 'clarify', clarify())
    await untilHere(answering, id, String(question.json.message))
    const { rows } = (await answering.get(`/v1/cases/${id}/messages`)).json as { rows: { from: object }[] }
    t.equal(rows.length, (before.rows as object[]).length + 1)
    t.match(rows.at(-1), { type: 'clarify', from: { member: 'XA', office: 'OTHER' } })

    // A request that was given to the first office alone is taken, though another deals with the case by now.
    const second = (await answering.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() }))
      .json
    const of = String(second.case)
    await untilState(first, of, 'submitted')
    await hand(first, of, 'OTHER')
    const added = await posting(of)(answering, 'supplement', supplement('w9'))
    await untilHere(other, of, String(added.json.message))
  })

  t.test('a case is assigned to a person of its office, until it is handed on', async (t) => {
    const id = String(
      (await first.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })).json.case,
    )
    const assign = (client: NationalClient, person: unknown) => client.post(`/v1/cases/${id}/assignment`, { person })
    t.match(await assign(first, 'Officer-17'), {
      status: 200,
      json: { case: id, office: 'HQ', assigned: 'officer-17' },
    })
    t.match((await first.get(`/v1/cases/${id}`)).json, { assigned: 'officer-17' })
    t.match(outcomeOf(await assign(other, 'me')), { status: 404 })
    for (const wrong of ['a b', '', 17, undefined]) t.equal((await assign(first, wrong)).status, 400)
    const mine = async (client: NationalClient, more = '') => {
      const { json } = await client.get(`/v1/cases?assignee=Officer-17${more}`)
      return (json.rows as { case: string }[]).map((row) => row.case)
    }
    t.same(await mine(first), [id], 'it is among the cases of that person')
    t.same(await mine(first, '&state=closed'), [], 'unless another state is asked for')
    t.same(await mine(first, '&dueBefore=2020-01-01'), [])
    t.same(await mine(other), [], 'and for another office among none')
    t.match(outcomeOf(await first.get('/v1/cases?assignee=a%20b')), { status: 400, code: 'request-invalid' })
    await hand(first, id, 'OTHER')
    t.match((await other.get(`/v1/cases/${id}`)).json, { assigned: null })
    t.same([await mine(first), await mine(other)], [[], []], 'who has it now says who works on it')
    await assign(other, 'officer-18')
    t.match((await assign(other, null)).json, { assigned: null })
    t.match((await other.get(`/v1/cases/${id}`)).json, { assigned: null })
    const told = (await evidenceOf(a, { case: id })).filter(({ kind }) => kind === 'case.assigned')
    t.match(
      told.map(({ data }) => data),
      [{ assigned: 'officer-17' }, { assigned: 'officer-18' }, { assigned: null }],
    )
  })

  t.test('for the first office the case is as one that is not there, by whatever route [R17d]', async (t) => {
    const gave = await answered(both, documents())
    const id = gave.case
    const asking = {
      type: 'permission-ask',
      body: permissionAsk(randomUUIDv7(), gave.items, { purposes: ['VERIFY_ORIGIN'] }),
    }
    const { draft } = (await first.post(`/v1/cases/${id}/messages`, asking)).json
    const [item] = gave.items
    const uploaded = await first.get(`/v1/items/${item}`)
    t.equal(uploaded.status, 200)
    const from = (await first.get('/v1/events?limit=1000')).json.last as number
    t.equal((await hand(first, id, 'OTHER')).status, 200)
    const later = await posting(id)(answering, 'use-ask', { from: 1 })
    await untilHere(other, id, String(later.json.message))

    const { json: document } = await first.get('/openapi.json')
    const nobody = randomUUIDv7()
    const ids: [RegExp, string][] = [
      [/^\/v1\/cases\/\{id\}/, id],
      [/^\/v1\/messages\/\{id\}/, String(later.json.message)],
      [/^\/v1\/messages\/\{id\}/, gave.response],
      [/^\/v1\/items\/\{id\}/, item],
      [/^\/v1\/drafts\/\{id\}/, String(draft)],
    ]
    const bodies: Readonly<Record<string, object>> = {
      office: { office: 'HQ' },
      assignment: { person: 'officer-17' },
      messages: { type: 'clarify', body: clarify() },
      registrations: {
        ...{ direction: 'in', channel: 'letter', type: 'clarify', on: '2026-11-02', sha256: 'a'.repeat(64) },
        text: 'What does line 3 say?',
      },
      releases: { purpose: 'VERIFY_VALUE', matter: id, office: 'OTHER' },
      clearances: { purpose: 'VERIFY_VALUE', reader: 'x', until: '2099-01-01', uses: 1, reason: 'It is this purpose.' },
      approval: { revision: 1 },
      return: { revision: 1, reason: 'It says too much.' },
      change: { revision: 1, body: asking.body },
      withdrawal: { revision: 1, reason: 'It says too much.' },
    }
    let asked = 0
    for (const [path, methods] of Object.entries(document.paths as Record<string, object>))
      for (const [pattern, real] of ids) {
        if (!pattern.test(path)) continue
        for (const method of Object.keys(methods)) {
          const ask = (of: string) => {
            const where = path.replace('{id}', of).replace('{release}', nobody)
            const json = bodies[path.split('/').at(-1) ?? '']
            return first.ask(method.toUpperCase(), where, method === 'get' ? {} : { json: json ?? {} })
          }
          const [there, absent] = [await ask(real), await ask(nobody)]
          const told = ({ status, json }: typeof there, of: string) =>
            JSON.stringify({ status, ...json })
              .replaceAll(of, 'ID')
              .replaceAll(nobody, 'ID')
          t.equal(told(there, real), told(absent, nobody), `${method} ${path}`)
          t.match(there.status, /^4/, `${method} ${path}`)
          asked += 1
        }
      }
    t.ok(asked > 20, `${asked} routes`)

    const news = (await first.get(`/v1/events?limit=1000&after=${from}`)).json.rows as { case: string; kind: string }[]
    t.same(
      news.filter((row) => row.case === id).map(({ kind }) => kind),
      ['case.handed'],
    )
    for (const path of [
      ...lists,
      '/v1/queue',
      '/v1/workload',
      '/v1/cases?limit=200',
      '/v1/cases?state=answered',
      '/v1/partners/XB/suspension',
    ]) {
      const { octets } = await first.get(path)
      for (const [, of] of ids) t.notMatch(octets.toString(), of, path)
    }
  })
})
