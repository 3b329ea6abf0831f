// For whom a client acts: a person whom it may state, or the client alone. Two persons decide where two are asked for, whatever tokens they come by.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { routes } from '../../gateway/doors/national/routes/all.ts'
import { daysFromNow, permissionAsk, purpose, requestBody } from '../support/bodies.ts'
import type { NationalClient } from '../support/client.ts'
import { acceptanceOf, answered, opened, outcomeOf, readBody, triesFor } from '../support/content.ts'
import { installedPair, start } from '../support/gateways.ts'
import { changed } from '../support/installation.ts'
import { evidenceOf, posting } from '../support/story.ts'

/** The same client, acting for a person. */
const as = (client: NationalClient, person: string) => ({
  get: (path: string) => client.ask('GET', path, { headers: { 'bulla-person': person } }),
  post: (path: string, json: unknown, headers: Record<string, string> = {}) =>
    client.post(path, json, { ...headers, 'bulla-person': person }),
})

const parameters = { dueDays: 90, deliverWithinDays: 7, fourEyes: ['permission-ask'] }
const {
  a: one,
  b: two,
  agreement,
} = await installedPair(t, {
  agreement: { standingAcceptance: undefined, parameters } as never,
})
// XA has systems that state persons; XB has a token for each person, and one that signs nothing.
await changed(one, { officer: { persons: true }, approver: { persons: true }, operator: { persons: true } })
await changed(two, { approver: { function: undefined } })
const [a, b] = [await start(t, one), await start(t, two)]
const both = { a, b, agreement }
const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]
const other = { codes: ['VERIFY_OTHER'], text: 'To find out who packed the goods.' }
const [anna, ben] = [as(a.client(), 'anna'), as(a.client(), 'ben')]

t.test('a name that a client types is no reader: the evidence says the client, and what it said [R17b]', async (t) => {
  const gave = await answered(both, documents())
  const reading = { reader: 'Her Majesty', purpose: 'ANSWER_REQUEST' }
  t.equal((await readBody(b.client(), gave.request, gave.case, reading)).status, 200)
  const [release] = (await triesFor(b, gave.request)).releases
  t.match(release, { client: 'officer', reader: 'officer', readerIs: 'client', readerSaid: 'Her Majesty' })
  const path = `/v1/cases/${gave.case}/bundle?purpose=ANSWER_REQUEST&reader=Her%20Majesty`
  t.equal((await b.client().get(path)).status, 200)
  for (const tried of Object.values(await triesFor(b, gave.request)).flat())
    t.match(tried, { reader: 'officer', readerIs: 'client', readerSaid: 'Her Majesty' })
})

t.test('terms are accepted in the function of the client, and not in one that it types [R17b]', async (t) => {
  const { case: id, request, response } = await answered(both, documents())
  const path = `/v1/cases/${id}/messages`
  const body = await acceptanceOf(a.client(), id, [response])
  const { role: _, ...unsaid } = body as { role: string }
  const typed = await a.client().post(path, { type: 'accept-terms', body: { ...body, role: 'Minister' } })
  t.match(typed, { status: 422, json: { code: 'body-invalid', field: '/body/role' } })
  const accepted = await posting(id)(a.client(), 'accept-terms', unsaid)
  const { json } = await a.client().get(`/v1/messages/${accepted.json.message}`)
  t.match(json, { body: { role: 'Head of the Central Valuation Office' } })

  const functionOf = async (gateway: typeof a, message: unknown) =>
    (await evidenceOf(gateway, { case: id })).find(
      ({ kind, subject }) => kind === 'statement.sent' && subject === message,
    )?.data
  t.match(await functionOf(a, accepted.json.message), { functionIs: 'registered' })

  const nobody = await b.client('approver').post(path, { type: 'accept-terms', body: unsaid })
  t.match(nobody, { status: 403, json: { code: 'function-missing', field: '/body/role' } })
  t.match((await triesFor(b, id)).denials, [{ client: 'approver', act: 'submit', problem: 'function-missing' }])
  // Where none is registered it is taken as said, and told as that.
  const asked = (await acceptanceOf(b.client('approver'), id, [request])) as { role: string }
  const said = await posting(id)(b.client('approver'), 'accept-terms', { ...asked, role: 'Acting head' })
  t.match((await b.client().get(`/v1/messages/${said.json.message}`)).json, { body: { role: 'Acting head' } })
  t.match(await functionOf(b, said.json.message), { functionIs: 'said' })
})

t.test('Bulla-Person from a client that may state none is refused, on every route [R17b]', async (t) => {
  const id = randomUUIDv7()
  for (const route of Object.keys(routes)) {
    const [method = '', path = ''] = route.split(' ')
    const url = path.replaceAll(/:[a-z0-9]+|\*/g, id)
    const headers = { 'bulla-person': 'anna' }
    const reads = method === 'GET' || method === 'HEAD'
    const answer = await b.client(reads ? 'officer' : 'approver').ask(method, url, { headers })
    const refused = { status: 403, ...(method !== 'HEAD' && { code: 'person-refused' }) }
    t.match(outcomeOf(answer), refused, route)
    const denials = (await evidenceOf(b)).filter(({ data }) => data.act === `${method} ${path}`)
    t.equal(denials.length, reads ? 0 : 1, `${route} is a denial where it writes`)
  }
  for (const person of ['', 'anna,ben', 'an na', '-anna', 'x'.repeat(65), 'Änne'])
    t.match(outcomeOf(await as(a.client(), person).get('/v1/whoami')), { status: 400, code: 'request-invalid' }, person)
  t.match((await as(a.client(), 'Anna').get('/v1/whoami')).json, { id: 'officer', persons: true, person: 'anna' })
  t.match((await b.client('approver').get('/v1/whoami')).json, { persons: false, function: null, person: null })
})

t.test('of a draft two persons decide, not two tokens [R17b]', async (t) => {
  const { case: id, items } = await answered(both, documents())
  const said = { type: 'permission-ask', body: permissionAsk(randomUUIDv7(), items, { purposes: ['VERIFY_ORIGIN'] }) }
  const path = `/v1/cases/${id}/messages`
  const first = await anna.post(path, said)
  t.equal(first.status, 201, JSON.stringify(first.json))
  const draft = `/v1/drafts/${String(first.json.draft)}`
  const [otherToken, nobody] = [as(a.client('approver'), 'ANNA'), a.client('approver')]
  for (const [act, body] of Object.entries({ approval: {}, return: { reason: 'No.' } })) {
    const ask = { revision: 1, ...body }
    t.match(outcomeOf(await otherToken.post(`${draft}/${act}`, ask)), { status: 403, code: 'approver-same' }, act)
    t.match(outcomeOf(await nobody.post(`${draft}/${act}`, ask)), { status: 403, code: 'person-missing' }, act)
  }
  t.match(outcomeOf(await a.client().post(path, said)), { status: 403, code: 'person-missing' }, 'nor drafted so')
  t.match(outcomeOf(await ben.post(`${draft}/change`, { revision: 1 })), { status: 200 })
  t.match((await a.client().get('/v1/drafts')).json, {
    rows: [{ drafter: 'officer', drafters: ['officer'], persons: ['anna', 'ben'] }],
  })
  for (const writer of [anna, ben])
    t.match(outcomeOf(await writer.post(`${draft}/approval`, { revision: 2 })), { code: 'approver-same' })
  const approved = await as(a.client(), 'cleo').post(`${draft}/approval`, { revision: 2 })
  t.equal(approved.status, 202, 'one token, three persons')
  const evidence = await evidenceOf(a, { case: id })
  t.match(
    evidence.filter(({ kind }) => kind.startsWith('draft.')).map(({ data }) => data),
    [
      { client: 'officer', person: 'anna', drafter: 'officer' },
      { client: 'officer', person: 'ben' },
      { drafter: 'officer', drafterPerson: 'ben', approver: 'officer', approverPerson: 'cleo' },
    ],
  )
})

t.test('who lets another read is another person, whatever tokens they come by [R17b]', async (t) => {
  const gave = await opened(both, documents(), { request: requestBody({ purpose: other }) })
  const [item] = gave.items
  const reading = { purpose: 'VERIFY_OTHER', matter: gave.case }
  const releases = `/v1/items/${item}/releases`
  const clearing = { purpose: 'VERIFY_OTHER', until: daysFromNow(5), uses: 1, reason: 'It says so.' }
  const clear = (by: typeof anna, reader: string) => by.post(`/v1/items/${item}/clearances`, { ...clearing, reader })
  t.match(outcomeOf(await clear(anna, 'Anna')), { code: 'approver-same' })
  t.match(outcomeOf(await clear(a.client('approver'), 'anna')), { code: 'person-missing' })
  t.equal((await clear(as(a.client('approver'), 'ben'), 'anna')).status, 201)
  t.match(outcomeOf(await a.client().post(releases, { ...reading, reader: 'anna' })), { code: 'release-asks' })
  t.match(outcomeOf(await ben.post(releases, reading)), { code: 'release-asks' })
  t.match(outcomeOf(await anna.post(releases, { ...reading, reader: 'ben' })), { status: 400, code: 'request-invalid' })
  t.equal((await anna.post(releases, { ...reading, reader: 'Anna' })).status, 200)
  const { releases: told } = await triesFor(a, item)
  t.match(told, [{ client: 'officer', person: 'anna', reader: 'anna', readerIs: 'person' }])
  t.notOk((told[0] as object & { readerSaid?: string }).readerSaid)
})

t.test('the person is in the evidence of every route that writes or releases [R17b]', async (t) => {
  const gave = await opened(both, documents())
  const [id, [item]] = [gave.case, gave.items]
  const asking = () => ({
    type: 'permission-ask',
    body: permissionAsk(randomUUIDv7(), gave.items, { purposes: ['VERIFY_ORIGIN'] }),
  })
  const drafted = async () => (await anna.post(`/v1/cases/${id}/messages`, asking())).json.draft as string
  const reading = { purpose, matter: id }
  const clearing = { purpose: 'NO_SUCH', reader: 'ben', until: daysFromNow(5), uses: 1, reason: 'It says so.' }
  const operator = as(a.client('operator'), 'anna')
  const registered = { direction: 'in', channel: 'paper', on: daysFromNow(0), summary: 'A letter.' }
  const failed = String(randomUUIDv7())
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    'POST /v1/cases': () => anna.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() }),
    'POST /v1/cases/:id/messages': () => anna.post(`/v1/cases/${id}/messages`, asking()),
    'POST /v1/cases/:id/registrations': () => anna.post(`/v1/cases/${id}/registrations`, registered),
    'POST /v1/cases/:id/assignment': () => anna.post(`/v1/cases/${id}/assignment`, { person: 'ben' }),
    'GET /v1/cases/:id/bundle': () => anna.get(`/v1/cases/${id}/bundle`),
    'POST /v1/items/:id/releases': () => anna.post(`/v1/items/${item}/releases`, reading),
    'POST /v1/messages/:id/releases': () => anna.post(`/v1/messages/${gave.response}/releases`, reading),
    'POST /v1/items/:id/clearances': () => anna.post(`/v1/items/${item}/clearances`, clearing),
    'POST /v1/messages/:id/clearances': () => anna.post(`/v1/messages/${gave.response}/clearances`, clearing),
    'POST /v1/drafts/:id/approval': async () => anna.post(`/v1/drafts/${await drafted()}/approval`, { revision: 1 }),
    'POST /v1/drafts/:id/return': async () =>
      anna.post(`/v1/drafts/${await drafted()}/return`, { revision: 1, reason: 'No.' }),
    'POST /v1/drafts/:id/change': async () => anna.post(`/v1/drafts/${await drafted()}/change`, { revision: 1 }),
    'POST /v1/drafts/:id/withdrawal': async () =>
      anna.post(`/v1/drafts/${await drafted()}/withdrawal`, { revision: 1 }),
    'POST /v1/searches': () => anna.post('/v1/searches', { by: 'file', number: 'XB 1' }),
    'POST /v1/cases/:id/office': () => anna.post(`/v1/cases/${id}/office`, { office: 'OTHER' }),
    'POST /v1/operator/partners/:member/test': () => operator.post('/v1/operator/partners/XB/test', {}),
    'POST /v1/operator/pause': () =>
      operator.post('/v1/operator/pause', { until: new Date(Date.now() + 600_000).toISOString() }),
    'POST /v1/operator/resume': () => operator.post('/v1/operator/resume', {}),
    'POST /v1/operator/cards/:card/decision': () =>
      anna.post(`/v1/operator/cards/${'0'.repeat(64)}/decision`, { decision: 'refuse', reason: 'No.' }),
    'POST /v1/operator/deliveries/:id/redelivery': () => anna.post(`/v1/operator/deliveries/${failed}/redelivery`, {}),
    'POST /v1/operator/clients/:client/removal': () => operator.post('/v1/operator/clients/elsewhere/removal', {}),
  }
  // What they make is under a statement that is sent later, whose evidence names the person; or they keep nothing.
  const uploads = ['POST /v1/uploads', 'PATCH /v1/uploads/:id', 'DELETE /v1/uploads/:id']
  // Takes a store that was restored.
  const restored = ['POST /v1/operator/restored/settlements']
  // Takes a partner that lost everything: test/unit/flows/introductions.test.ts.
  restored.push(...['cards', 'introductions', 'introductions/heard'].map((each) => `POST /v1/operator/${each}`))
  // Takes somebody at the desk: test/e2e/console.test.ts.
  restored.push('POST /v1/operator/persons/:person/removal')
  const rehearsed = ['POST /v1/rehearsals', 'POST /v1/drafts/:id/rehearsal', 'POST /v1/operator/rehearsals']
  const silent = ['POST /v1/terms', 'POST /v1/items', ...uploads, ...rehearsed]
  const writing = Object.keys(routes).filter(
    (route) => !/^(?:GET|HEAD) /.test(route) && !silent.includes(route) && !restored.includes(route),
  )
  t.same([...writing, 'GET /v1/cases/:id/bundle'].sort(), Object.keys(acts).sort())
  for (const [route, act] of Object.entries(acts)) {
    const before = (await evidenceOf(a)).length
    await act()
    const made = (await evidenceOf(a)).slice(before).filter(({ data }) => data.person ?? data.approverPerson)
    t.match(made.at(-1), { data: { person: 'anna' } }, route)
  }
})

t.test('under one idempotency key another person’s request is another one [R17b]', async (t) => {
  const ask = { agreement: agreement.id, office: 'HQ', body: requestBody() }
  const key = { 'idempotency-key': randomUUIDv7() }
  const first = await anna.post('/v1/cases', ask, key)
  t.same((await anna.post('/v1/cases', ask, key)).json, first.json)
  t.match(outcomeOf(await ben.post('/v1/cases', ask, key)), { code: 'idempotency-key-reused' })
})

t.test('a release is gone on with by the person whom it was given to, and by nobody else [R17b]', async (t) => {
  const gave = await opened(both, documents())
  const [item] = gave.items
  const reading = { purpose, matter: gave.case }
  const releases = `/v1/items/${item}/releases`
  const key = { 'idempotency-key': randomUUIDv7() }
  const first = await anna.post(releases, reading, key)
  t.equal(first.status, 200)
  const at = String(first.headers['content-location'])
  const again = await anna.get(at)
  t.match(outcomeOf(again), { status: 200 })
  t.same(again.octets, first.octets)
  t.match(outcomeOf(await ben.get(at)), { status: 404 }, 'what Anna was given is not Ben’s')
  t.match(outcomeOf(await a.client().get(at)), { status: 404 }, 'nor anybody’s who is not stated')
  t.match(outcomeOf(await ben.post(releases, reading, key)), { code: 'idempotency-key-reused' })
  // Decided again by the name that terms and clearances know, also where nobody looked into it.
  const typed = await a.client().post(releases, { ...reading, reader: 'Her Majesty' })
  const typedAt = String(typed.headers['content-location'])
  t.match(outcomeOf(await a.client().get(typedAt)), { status: 200 })
  t.match(outcomeOf(await anna.get(typedAt)), { status: 404 })
  t.equal((await triesFor(a, item)).releases.length, 2, 'and each was recorded once')
})
