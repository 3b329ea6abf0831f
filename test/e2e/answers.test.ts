// Every answer of the national door in JSON, of every route, at two running gateways: it has the shape that the OpenAPI document gives it,
// and each of its members stands in that shape.
import t from 'tap'
import { Compile } from 'typebox/schema'
import { daysFromNow, purpose, requestBody, underReview, withdraw } from '../support/bodies.ts'
import type { Reply } from '../support/client.ts'
import { pair } from '../support/gateways.ts'
import { accepted, given, open, provide, read, readBody } from '../support/story.ts'

type Node = Record<string, unknown>
interface Document {
  readonly components: { readonly schemas: Node }
  readonly paths: Record<string, Record<string, { responses: Record<string, Answered> }>>
}
interface Answered {
  readonly content?: Record<string, { schema?: { $ref?: string } }>
}

const parameters = { dueDays: 90, deliverWithinDays: 7, fourEyes: ['withdraw'] }
const both = await pair(t, { agreement: { parameters } })
const [a, b] = [both.a.client(), both.b.client()]
const [approver, operator] = [both.a.client('approver'), both.a.client('operator')]
const document = (await a.get('/openapi.json')).json as unknown as Document
const components = exact(document.components)

/** The same schema, in which no member may stand that it does not name. */
function exact(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(exact)
  if (typeof schema !== 'object' || schema === null) return schema
  const node = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, exact(value)]))
  return node['properties'] === undefined ? node : { additionalProperties: false, ...node }
}

/** The shapes of a route's answers in JSON, by status. */
const shapesOf = (route: string): Map<number, string> => {
  const [method = '', path = ''] = route.split(' ')
  const answers = Object.entries(document.paths[path]?.[method.toLowerCase()]?.responses ?? {})
  return new Map(
    answers.flatMap(([status, { content }]) => {
      const shape = content?.['application/json']?.schema?.$ref?.split('/').at(-1)
      return Number(status) < 300 && shape !== undefined ? [[Number(status), shape] as const] : []
    }),
  )
}

function faults(route: string, { status, json }: Reply): string[] {
  const shape = shapesOf(route).get(status)
  if (shape === undefined) return [`${route} answers ${status} ${JSON.stringify(json)}`]
  const validator = Compile({ $ref: `#/components/schemas/${shape}`, components } as never)
  return validator.Errors(json)[1].map((fault) => `${route}: ${shape}${fault.instancePath} ${JSON.stringify(fault)}`)
}

/** XB is away, so a delivery to it waits. */
async function redelivered(): Promise<Reply> {
  await both.b.running.close()
  const { message } = await open(a, both.agreement.id)
  const ofXb = '/v1/operator/deliveries?state=waiting'
  await operator.until(ofXb, ({ rows }) => (rows as { partner: string }[]).length > 0)
  return operator.ask('POST', `/v1/operator/deliveries/${message}/redelivery`)
}

/** What takes a card that waits, a member that lost everything, a restored store, or persons: tests of their own ask it. */
const elsewhere: readonly string[] = [
  'POST /v1/operator/cards/{card}/decision',
  'POST /v1/operator/cards',
  'POST /v1/operator/introductions',
  'POST /v1/operator/introductions/heard',
  'POST /v1/operator/restored/settlements',
  'POST /v1/operator/persons/{person}/removal',
  'POST /v1/operator/clients/{client}/removal',
]

t.test('every answer of every route is as the document says, and no member is left unsaid', async (t) => {
  const content = new TextEncoder().encode('%PDF-1.7 a document')
  const told = await given(both, [content, new TextEncoder().encode('%PDF-1.7 another')])
  const about = { agreement: both.agreement.id, case: told.case }
  const { terms, items } = await provide(b, about, [['declaration', content]])
  const opened = await open(a, both.agreement.id)
  const drafted = async () => {
    const { json } = await a.post(`/v1/cases/${opened.case}/messages`, { type: 'withdraw', body: withdraw() })
    return `/v1/drafts/${json['draft']}`
  }
  const left = await given(both, [content, content], { keys: 'after-acceptance', terms: [underReview()] })
  await accepted(both, left)
  const clearance = { purpose, reader: 'officer', until: daysFromNow(7), uses: 1, reason: 'The file is still needed.' }
  t.equal((await read(a, told.items[0], told.case)).status, 200)
  const letter = { direction: 'in', channel: 'paper', type: 'request', on: '2026-04-02', summary: 'On paper.' }
  const ofCase = `/v1/cases/${told.case}`
  const messages = (await a.get(`${ofCase}/messages`)).json.rows as { message: string; direction: string }[]
  const ours = messages.find(({ direction }) => direction === 'out')?.message ?? ''
  const theirs = messages.findLast(({ direction }) => direction === 'in')?.message ?? ''

  const upload = {
    ...{ terms, kind: 'declaration', form: 'electronic', name: 'd.pdf', mediaType: 'application/pdf' },
    bytes: content.length,
  }
  const asks: Record<string, () => Promise<Reply>> = {
    'POST /v1/terms': () => b.post('/v1/terms', about),
    'GET /v1/terms/{sha256}': () => b.get(`/v1/terms/${terms}`),
    'POST /v1/items': () => b.upload(terms, 'declaration', content),
    'GET /v1/items/{id}': () => b.get(`/v1/items/${items[0]}`),
    'POST /v1/cases': () => a.post('/v1/cases', { agreement: both.agreement.id, office: 'HQ', body: requestBody() }),
    'GET /v1/cases': () => a.get('/v1/cases'),
    'POST /v1/searches': () => a.post('/v1/searches', { by: 'declaration', number: '26XA63BM2TSVKL2AA5' }),
    'GET /v1/cases/{id}': () => a.get(ofCase),
    'GET /v1/cases/{id}/uses': () => a.get(`${ofCase}/uses`),
    'POST /v1/cases/{id}/office': async () =>
      a.post(`/v1/cases/${(await open(a, both.agreement.id)).case}/office`, { office: 'OTHER' }),
    'POST /v1/cases/{id}/assignment': () => a.post(`${ofCase}/assignment`, { person: 'officer-17' }),
    'POST /v1/uploads': () => b.post('/v1/uploads', upload),
    'PATCH /v1/uploads/{id}': async () => {
      const { json } = await b.post('/v1/uploads', upload)
      const headers = { 'content-type': 'application/partial-upload', 'upload-offset': '0' }
      return b.ask('PATCH', `/v1/uploads/${json['upload']}`, { octets: content, headers })
    },
    'GET /v1/cases/{id}/terms': () => a.get(`${ofCase}/terms`),
    'GET /v1/cases/{id}/messages': () => a.get(`${ofCase}/messages`),
    'POST /v1/cases/{id}/messages': () =>
      a.post(`/v1/cases/${opened.case}/messages`, { type: 'withdraw', body: withdraw() }),
    'POST /v1/cases/{id}/registrations': () => a.post(`${ofCase}/registrations`, letter),
    'GET /v1/cases/{id}/registrations': () => a.get(`${ofCase}/registrations`),
    'GET /v1/messages/{id}': () => a.get(`/v1/messages/${ours}`),
    'POST /v1/messages/{id}/releases': () => readBody(a, theirs, told.case),
    'POST /v1/items/{id}/clearances': () => approver.post(`/v1/items/${left.items[0]}/clearances`, clearance),
    'POST /v1/messages/{id}/clearances': () => approver.post(`/v1/messages/${left.response}/clearances`, clearance),
    'GET /v1/drafts': () => approver.get('/v1/drafts'),
    'POST /v1/drafts/{id}/return': async () =>
      approver.post(`${await drafted()}/return`, { revision: 1, reason: 'It is another consignment.' }),
    'POST /v1/drafts/{id}/change': async () => a.post(`${await drafted()}/change`, { revision: 1, body: withdraw() }),
    'POST /v1/rehearsals': () => a.post('/v1/rehearsals', { case: opened.case, type: 'withdraw', body: withdraw() }),
    'POST /v1/drafts/{id}/rehearsal': async () =>
      a.post(`${await drafted()}/rehearsal`, { revision: 1, body: withdraw() }),
    'POST /v1/drafts/{id}/withdrawal': async () => a.post(`${await drafted()}/withdrawal`, { revision: 1 }),
    'POST /v1/drafts/{id}/approval': async () => approver.post(`${await drafted()}/approval`, { revision: 1 }),
    'GET /v1/held': () => a.get('/v1/held'),
    'GET /v1/asks': () => approver.get('/v1/asks'),
    'GET /v1/due': () => a.get('/v1/due?until=9999-12-31'),
    'GET /v1/queue': () => b.get('/v1/queue'),
    'GET /v1/workload': () => b.get('/v1/workload'),
    'GET /v1/statistics': () => b.get('/v1/statistics'),
    'GET /v1/profiles': () => a.get('/v1/profiles'),
    'GET /v1/profiles/{name}': () => a.get('/v1/profiles/tfa12'),
    'GET /v1/events': () => a.get('/v1/events'),
    'GET /v1/partners': () => a.get('/v1/partners'),
    'GET /v1/partners/{member}/suspension': () => b.get('/v1/partners/XA/suspension'),
    'GET /v1/agreements': () => a.get('/v1/agreements'),
    'GET /v1/whoami': () => a.get('/v1/whoami'),
    'GET /v1/operator/deliveries': () => operator.get('/v1/operator/deliveries'),
    'POST /v1/operator/partners/{member}/test': () => operator.ask('POST', '/v1/operator/partners/XB/test'),
    'POST /v1/operator/pause': () => operator.post('/v1/operator/pause', { until: new Date().toISOString() }),
    'POST /v1/operator/resume': () => operator.ask('POST', '/v1/operator/resume'),
    'POST /v1/operator/rehearsals': () =>
      operator.post('/v1/operator/rehearsals', { card: 'a-card.that-is.rehearsed' }),
    'GET /v1/operator/evidence': () => operator.get('/v1/operator/evidence'),
    'GET /v1/operator/evidence/proof/{id}': () => operator.get(`/v1/operator/evidence/proof/${ours}`),
    'GET /v1/operator/evidence/check': () => operator.get('/v1/operator/evidence/check'),
    'GET /v1/operator/evidence/witnesses': () => operator.get('/v1/operator/evidence/witnesses'),
    'GET /v1/operator/cards': () => operator.get('/v1/operator/cards'),
    'GET /v1/operator/introductions': () => operator.get('/v1/operator/introductions'),
    'GET /v1/operator/restored': () => operator.get('/v1/operator/restored'),
    'GET /v1/operator/keys': () => operator.get('/v1/operator/keys'),
    'GET /v1/operator/access': () => operator.get('/v1/operator/access'),
    'GET /v1/operator/settings': () => operator.get('/v1/operator/settings'),
    'GET /v1/operator/status': () => operator.get('/v1/operator/status'),
    'GET /healthz': () => a.get('/healthz'),
    'GET /readyz': () => a.get('/readyz'),
    'POST /v1/operator/deliveries/{id}/redelivery': redelivered,
  }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const answering = routes.filter((route) => shapesOf(route).size > 0 && !elsewhere.includes(route))
  t.same(Object.keys(asks).sort(), answering.sort(), 'none is left out')
  for (const [route, ask] of Object.entries(asks)) t.same(faults(route, await ask()), [], route)
})
