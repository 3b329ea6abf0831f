// Marked content that was received, at its recipient: every route, asked by every client, gives it by a release alone, and each release is evidence.
import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Route, routes as rows } from '../../gateway/doors/national/routes/all.ts'
import { askRoute, type Stock, twoPersons } from '../support/behind.ts'
import { ack, outcome, purpose, requestBody, responseBody } from '../support/bodies.ts'
import type { Who } from '../support/client.ts'
import { type Gateway, pair } from '../support/gateways.ts'
import { accepted, evidenceOf, open, posting, untilState } from '../support/story.ts'

const routes = Object.keys(rows) as Route[]
const everybody: readonly Who[] = ['officer', 'approver', 'elsewhere', 'operator']
/** The only ways to what was received. */
const releases: readonly Route[] = ['POST /v1/items/:id/releases', 'POST /v1/messages/:id/releases']

const mark = (what: string) => `${what}-${randomBytes(8).toString('hex')}`
const ofXa = { matter: mark('matter'), person: mark('person') }
const ofXb = { number: mark('number'), content: mark('content'), name: mark('name'), reason: mark('reason') }

/** XA asks and XB answers, both in marked words; nothing was accepted in advance. */
async function told(t: Test) {
  const { a, b, agreement } = await pair(t, { agreement: { ...twoPersons, inAdvance: false } })
  const [asking, answering] = [a.client(), b.client()]
  const persons = [{ role: 'importer', name: ofXa.person, identifier: ofXa.person }]
  const request = requestBody({ matter: `About ${ofXa.matter}.`, persons })
  const { case: id, message } = await open(asking, agreement.id, request)
  await untilState(answering, id, 'submitted')
  await posting(id)(answering, 'ack', ack({ caseNumber: ofXb.number }))
  const terms = String((await answering.post('/v1/terms', { agreement: agreement.id, case: id })).json.sha256)
  const content = Buffer.from(`${ofXb.content} `.repeat(100))
  const upload = async (kind: string) =>
    String((await answering.upload(terms, kind, content, 'text/plain', `${ofXb.name}.txt`)).json.item)
  const items = [await upload('declaration'), await upload('commercial-invoice')] as const
  const { outcomes, ...rest } = responseBody({ w1: [items[0]], w2: [items[1]] })
  const [first, second, third] = outcomes as object[]
  const body = { ...rest, outcomes: [first, second, { ...third, reason: ofXb.reason }], keys: 'after-acceptance' }
  const { json: sent } = await posting(id)(answering, 'response', body, { items, terms })
  await untilState(asking, id, 'answered')
  const drafted = async () => {
    const ask = { type: 'outcome', body: outcome(items[0]) }
    return String((await asking.post(`/v1/cases/${id}/messages`, ask)).json.draft)
  }
  const response = String(sent.message)
  const stock: Stock = { agreement, case: id, items, response, message, terms, draft: await drafted() }
  return { a, b, stock, drafted }
}

interface Asked {
  readonly route: Route
  readonly who: Who
  readonly status: number
  /** What of the marked words came out. */
  readonly found: readonly string[]
}

/** Every route, as every client. */
async function askEverything(gateway: Gateway, stock: Stock, marks: readonly string[]): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const route of routes)
    for (const who of everybody) {
      const { status, octets, headers } = await askRoute(gateway, route, stock, who)
      const all = `${octets.toString('latin1')}${JSON.stringify(headers)}`
      asked.push({ route, who, status, found: marks.filter((each) => all.includes(each)) })
    }
  const bundle = `/v1/cases/${stock.case}/bundle?purpose=${purpose}`
  for (const who of everybody) {
    const { status, octets } = await gateway.client(who).get(bundle)
    asked.push({ route: withContent, who, status, found: marks.filter((each) => octets.includes(each)) })
  }
  return asked
}
const withContent: Route = 'GET /v1/cases/:id/bundle'

t.test(
  'what was received comes out by a release and by nothing else, whoever asks for it [R4] [R15] [R25]',
  async (t) => {
    const { a, b, stock, drafted } = await told(t)
    const marks = Object.values(ofXb)
    const gave = ({ found }: Asked) => found.length > 0

    const before = await askEverything(a, stock, marks)
    t.same(before.filter(gave), [], 'before its terms are accepted nothing comes out at all')
    t.equal(before.length, (routes.length + 1) * everybody.length)

    await accepted({ a, b }, { ...stock, items: [stock.items[0], stock.items[1]] })
    const after = await askEverything(a, { ...stock, draft: await drafted() }, marks)
    t.same(
      after.filter(gave).map(({ route, who, found }) => [route, who, found]),
      [
        [releases[0], 'officer', [ofXb.content, ofXb.name]],
        [releases[0], 'approver', [ofXb.content, ofXb.name]],
        [releases[1], 'officer', [ofXb.name, ofXb.reason]],
        [releases[1], 'approver', [ofXb.name, ofXb.reason]],
      ],
      'then the document with its name, and what the message says, to whoever may release',
    )
    const tries = (await evidenceOf(a, { case: stock.case })).filter(
      ({ kind, data }) => (kind === 'release' || kind === 'denial') && data.use === undefined,
    )
    const counted = (kind: string, client: Who) =>
      tries.filter((row) => row.kind === kind && row.data.client === client).length
    t.same(
      everybody.map((who) => [who, counted('release', who), counted('denial', who)]),
      [
        ['officer', 2, 2],
        ['approver', 2, 2],
        ['elsewhere', 0, 4],
        ['operator', 0, 4],
      ],
      'and each try is evidence, that of a client without the role as well [R23]',
    )

    const asked = await askEverything(b, { ...stock, response: stock.message }, Object.values(ofXa))
    t.same(asked.filter(gave), [], 'the member that is asked reads a request in order to answer it, and not by the way')
  },
)

t.test('whoever is of another office learns nothing of what there is [R22]', async (t) => {
  const { a, b, stock } = await told(t)
  await accepted({ a, b }, { ...stock, items: [stock.items[0], stock.items[1]] })
  const unknown = '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111'
  const elsewhere = a.client('elsewhere')
  const said = async (path: (id: string) => string, id: string, json?: object) => {
    const {
      status,
      json: answer,
      headers,
    } = json ? await elsewhere.post(path(id), json) : await elsewhere.get(path(id))
    return { status, ...JSON.parse(JSON.stringify(answer).replaceAll(id, 'ID')), type: headers['content-type'] }
  }
  const ask = { purpose, matter: stock.case }
  for (const [path, id, json] of [
    [(id: string) => `/v1/items/${id}`, stock.items[0]],
    [(id: string) => `/v1/messages/${id}`, stock.response],
    [(id: string) => `/v1/cases/${id}`, stock.case],
    [(id: string) => `/v1/items/${id}/releases`, stock.items[0], ask],
    [(id: string) => `/v1/messages/${id}/releases`, stock.response, ask],
    [(id: string) => `/v1/items/${id}/clearances`, stock.items[0], clearance],
    [(id: string) => `/v1/messages/${id}/clearances`, stock.response, clearance],
  ] as const) {
    const known = await said(path, id, json)
    t.match(known, { status: 404, code: 'not-found' })
    t.same(known, await said(path, unknown, json), path('ID'))
  }
})

const clearance = { purpose, reader: 'officer', until: '2099-01-01', uses: 1, reason: 'It is this.' }
