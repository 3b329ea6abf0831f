// The OpenAPI document: complete, closed in itself, and served with its page from here alone.
import { AjvCompiler } from '@fastify/ajv-compiler'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import t from 'tap'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { eventKinds } from '../../../gateway/answers/event-kinds.ts'
import { nationalDoor } from '../../../gateway/doors/national/national-door.ts'
import type { MessageSchema } from '../../../gateway/doors/national/openapi/schemas.ts'
import { type Route, routes } from '../../../gateway/doors/national/routes/all.ts'
import { problems } from '../../../gateway/model/problems/problem-table.ts'
import { exampleOf } from '../../../gateway/model/profile/example-of.ts'
import { textFormats } from '../../../gateway/model/profile/plain-text.ts'
import { termRows } from '../../../gateway/model/terms/vocabulary.ts'
import { messageSchemas as allMessageSchemas } from '../../../gateway/start/doors.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { openMetrics } from '../../../gateway/watch/metrics.ts'

const messageSchemas: readonly MessageSchema[] = [
  { profile: 'tfa12/1', type: 'request', opens: true, schema: { type: 'object', description: 'ask' } },
  { profile: 'tfa12/1', type: 'withdraw', schema: { type: 'object', description: 'never mind' } },
]
const validity = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 60_000 }
const keyPem = await makeKey('P-256')
const requestPem = await makeRequest({ keyPem, name: 'door', use: 'national', hosts: ['localhost'] })
const certPem = await issue({
  ca: await makeCa({ name: 'root', ...validity }),
  requestPem,
  use: 'national',
  ...validity,
})

/** Nothing of it listens: pages for everybody need neither socket nor flows. */
const doorWith = (schemas: readonly MessageSchema[]) =>
  nationalDoor({
    flows: {} as never,
    operator: {} as never,
    authenticate: () => undefined,
    logFile: async () => undefined,
    tls: { keyPem, certPem },
    limits: { maxBodyBytes: 1024, maxItemBytes: 1024, requestTimeoutMs: 1_000, ratePerClient: 1_000 },
    log: openLog('silent'),
    metrics: openMetrics({ about: { version: '9.8.7', node: 'test', store: 'none', queue: 'none' } }),
    version: '9.8.7',
    messageSchemas: schemas,
  })
async function documentWith(schemas: readonly MessageSchema[]): Promise<Document> {
  const other = await doorWith(schemas)
  const made = (await other.inject('/openapi.json')).json() as Document
  await other.close()
  return made
}
const door = await doorWith(messageSchemas)
t.teardown(() => door.close())
const text = (await door.inject('/openapi.json')).body
const document = JSON.parse(text) as Document

interface Document {
  readonly info: object
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: Record<string, Record<string, unknown>>
}
interface Operation {
  readonly operationId: string
  readonly description: string
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[]
  readonly requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
  readonly responses: Record<string, { description: string; content: Record<string, { examples?: object }> }>
  readonly security?: unknown
}
interface Schema {
  readonly required?: readonly string[]
  readonly properties?: Record<string, unknown>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method,
    operation,
    route:
      `${method.toUpperCase()} ${path.replaceAll(/{([a-z0-9]+)}/g, ':$1').replace('/log/:path', '/log/*')}` as Route,
  })),
)
const at = (route: Route) => operations.find((each) => each.route === route)?.operation

t.test('3.1, with both ways to say who one is', async (t) => {
  t.match(document, { openapi: '3.1.0', info: { version: '9.8.7', title: /Bulla/ } })
  t.match(document.components['securitySchemes'], {
    bearer: { type: 'http', scheme: 'bearer' },
    mutualTLS: { type: 'mutualTLS' },
  })
})

t.test('every reference leads somewhere', async (t) => {
  const refs = [...new Set(text.match(/"\$ref":"[^"]+"/g))].map((found) => found.slice(8, -1))
  t.ok(refs.length > 40, `${refs.length} references`)
  for (const ref of refs) {
    const [, components, kind = '', name = ''] = ref.split('/')
    t.ok(components === 'components' && document.components[kind]?.[name], ref)
    t.match(name, /^[A-Za-z0-9._-]+$/)
  }
})

t.test('every route is described, and none that is not there', async (t) => {
  t.same(operations.map(({ route }) => route).sort(), Object.keys(routes).sort())
  t.equal(
    new Set(operations.map(({ operation }) => operation.operationId)).size,
    operations.length,
    'each by a name of its own',
  )
  for (const { path, method, operation, route } of operations) {
    t.match(operation, { operationId: /^[a-z][A-Za-z0-9]+$/, summary: /.../, tags: [/.../] }, route)
    const inPath = operation.parameters.filter((each) => each.in === 'path')
    t.same(
      inPath.map(({ name }) => name),
      [...path.matchAll(/{([a-z0-9]+)}/g)].map(([, name]) => name),
      `${route}: path`,
    )
    t.ok(inPath.every(({ required }) => required))
    const access = routes[route].access
    t.same(operation.security, access === 'open' ? [] : undefined, `${route}: security`)
    if (typeof access !== 'string') for (const role of access) t.match(operation.description, `\`${role}\``)
    const takesBody = (method === 'post' || method === 'patch') && !/redelivery|test$|resume$|removal$/.test(path)
    t.equal(operation.requestBody !== undefined, takesBody, `${route}: body`)
  }
})

t.test('every answer is described, refusals with an example of each code', async (t) => {
  for (const { operation, route } of operations) {
    const statuses = Object.keys(operation.responses)
    t.ok(
      statuses.some((status) => status.startsWith('2')),
      `${route}: a success`,
    )
    for (const status of ['400', '429', '500', '503']) t.ok(operation.responses[status], `${route} ${status}`)
    for (const [status, response] of Object.entries(operation.responses)) {
      t.match(response.description, /./, `${route} ${status}`)
      if (Number(status) < 400 || route === 'GET /readyz') continue
      const codes = Object.keys(response.content['application/problem+json']?.examples ?? {})
      t.ok(codes.length > 0, `${route} ${status}: ${codes}`)
      for (const code of codes) t.equal(problems[code as keyof typeof problems].status, Number(status))
    }
  }
  t.ok(at('GET /v1/events')?.responses['200']?.content['text/event-stream'])
  t.ok(at('POST /v1/items')?.requestBody?.content['*/*'])
})

const schemas = (of: Document) => of.components['schemas'] as Record<string, Schema & Record<string, unknown>>
const bodyOf = (route: Route, of: Document = document) => {
  const [method = '', path = ''] = route.split(' ')
  const operation = of.paths[path.replaceAll(/:([a-z0-9]+)/g, '{$1}')]?.[method.toLowerCase()]
  return operation?.requestBody?.content['application/json']?.schema as Record<string, unknown>
}
const schemaNamed = (name: string) => ({ $ref: `#/components/schemas/${name}` })

t.test('a body is one schema for each type of message, told apart by the type beside it [N4]', async (t) => {
  t.match(schemas(document), { RequestForm: { description: 'ask' }, WithdrawForm: { description: 'never mind' } })
  t.same(bodyOf('POST /v1/cases/:id/messages'), schemaNamed('Sending'))
  for (const shape of ['Sending', 'Message', 'Body', 'Draft']) {
    const { oneOf, discriminator } = schemas(document)[shape] ?? {}
    t.same(oneOf, [schemaNamed(`Request${shape}`), schemaNamed(`Withdraw${shape}`)], shape)
    t.match(discriminator, { propertyName: 'type', mapping: { withdraw: `#/components/schemas/Withdraw${shape}` } })
    const { properties, required } = schemas(document)[`Withdraw${shape}`] ?? {}
    t.match(properties?.['type'], { const: 'withdraw' })
    t.match(JSON.stringify(properties?.['body']), JSON.stringify(schemaNamed('WithdrawForm')))
    t.ok(required?.includes('type'), `${shape}: what tells it apart is always there`)
  }
  const twice = { profile: 'other', type: 'withdraw', schema: { type: 'object', description: 'another' } }
  const alike = { profile: 'other', type: 'request', schema: messageSchemas[0]?.schema ?? {} }
  const other = (await documentWith([...messageSchemas, twice, alike])).components['schemas'] as object
  t.match(other, { OtherWithdrawForm: {}, Tfa121WithdrawForm: {}, RequestForm: {} }, 'one name where all are the same')
})

t.test('a client need not name the type that opens a case: where it is not plain, the agreement says so', async (t) => {
  const alert = { profile: 'alert', type: 'issue', opens: true, schema: {} }
  for (const each of [document, await documentWith([...messageSchemas, alert])]) {
    t.same(bodyOf('POST /v1/cases', each), { anyOf: [schemaNamed('Opening'), schemaNamed('OpeningByAgreement')] })
    const { properties, additionalProperties } = schemas(each)['OpeningByAgreement'] ?? {}
    t.notOk(properties?.['type'])
    t.equal(additionalProperties, false)
    t.ok(properties?.['agreement'])
  }
})

const whole = await documentWith(allMessageSchemas())

t.test('it keeps every rule that Redocly recommends [N4]', async (t) => {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source: JSON.stringify(whole), absoluteRef: 'openapi.json', config })
  t.same(
    found.map(({ ruleId, message, location }) => `${location[0]?.pointer}: ${message} (${ruleId})`),
    [],
  )
  const broken = { ...whole, info: { ...whole.info, paragraph: '5.1' } }
  const noticed = await lintFromString({ source: JSON.stringify(broken), absoluteRef: 'openapi.json', config })
  t.match(noticed, [{ ruleId: 'struct' }])
})

t.test('events are listed by kind, terms by term, and nothing is left empty [N4]', async (t) => {
  const { Event, Term, Terms } = schemas(whole)
  const kinds = Event?.properties?.['kind'] as { readonly enum: string[]; readonly description: string } | undefined
  t.same(kinds?.enum, Object.keys(eventKinds))
  for (const [kind, says] of Object.entries(eventKinds)) {
    t.match(says, /^[A-Z`].*\.$/, kind)
    t.match(kinds?.description, `\`${kind}\`: ${says}`)
  }
  t.same(Object.keys((Term as { discriminator: { mapping: object } }).discriminator.mapping), Object.keys(termRows))
  t.match(Terms, { properties: { terms: { type: 'array', items: schemaNamed('Term') } } })
  t.match(schemas(whole)['RetentionTerm'], { 'x-paragraph': '5.1 e', properties: { term: { const: 'retention' } } })
  t.match(bodyOf('POST /v1/terms', whole), { properties: { terms: { items: schemaNamed('Term') } } })
  // What has no shape of its own: facts and records are those of their type, the rest are schemas.
  const unsaid = [...new Set(emptyObjects(whole.components['schemas'], ''))].sort()
  t.same(unsaid, ['body', 'data', 'example', 'facts', 'particulars', 'record'])
})

/** Names of the members that are objects of whatever members. */
function emptyObjects(node: unknown, name: string): string[] {
  if (Array.isArray(node)) return node.flatMap((each) => emptyObjects(each, name))
  if (typeof node !== 'object' || node === null) return []
  const { type, properties, additionalProperties, maxProperties } = node as Record<string, unknown>
  const empty = type === 'object' && !properties && (additionalProperties ?? true) === true && maxProperties !== 0
  return [
    ...(empty ? [name] : []),
    ...Object.entries(node).flatMap(([key, each]) => emptyObjects(each, memberName(key, name))),
  ]
}
const memberName = (key: string, name: string) =>
  ['properties', 'items', 'anyOf', 'oneOf', 'additionalProperties'].includes(key) || /^[0-9]+$/.test(key) ? name : key

t.test('as a page, with nothing from elsewhere', async (t) => {
  const page = await door.inject('/docs')
  t.match(page, { statusCode: 200, headers: { 'content-type': /^text\/html/ } })
  t.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'self';/)
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
  t.ok(assets.length >= 4)
  for (const asset of assets) {
    t.match(asset, /^\/docs\/static\//)
    t.equal((await door.inject(asset)).statusCode, 200, asset)
  }
  t.match((await door.inject('/docs/json')).json(), { openapi: '3.1.0' })
  t.equal((await door.inject('/docs/static/nothing.js')).headers['content-type'], 'application/problem+json')
})

t.test('examples are made of the examples of their parts', async (t) => {
  const schema = {
    type: 'object',
    required: ['a', 'b', 'list'],
    properties: {
      a: { type: 'string', examples: ['given'] },
      b: { anyOf: [{ const: 1 }, { const: 2 }] },
      list: { type: 'array', minItems: 1, items: { enum: ['x', 'y'] } },
      offered: { type: 'integer', examples: [3] },
      left: { type: 'boolean' },
    },
  }
  t.same(exampleOf(schema), { a: 'given', b: 1, list: ['x'], offered: 3 })
})

t.test('every shape that a route takes can be compiled, which happens with its first request only', async (t) => {
  const formats = Object.fromEntries(Object.keys(textFormats).map((name) => [name, () => true]))
  const compile = AjvCompiler()({}, { customOptions: { coerceTypes: false, useDefaults: false, formats } })
  const shapes = Object.entries(routes).flatMap(([name, { takes = {} }]) =>
    Object.entries(takes).map(([part, shape]) => [`${name}: ${part}`, shape] as const),
  )
  t.ok(shapes.length > 50, `${shapes.length} shapes`)
  for (const [what, shape] of shapes) t.doesNotThrow(() => compile({ schema: shape } as never), what)
  t.throws(() => compile({ schema: { type: 'objet' } } as never), 'and one that cannot is refused')
})
