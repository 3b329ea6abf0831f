// The OpenAPI 3.1 document, made from the rows of the routes.
import { answerHeaders, answerShapes } from '../../../answers/answer-shapes.ts'
import { problems } from '../../../model/problems/problem-table.ts'
import { Problem, type ProblemCode, problemDetails } from '../../../model/problems/problems.ts'
import { type ExampleSchema, exampleOf } from '../../../model/profile/example-of.ts'
import type { Access } from '../admission.ts'
import { type Answer, type RouteRow, type Takes, tags } from '../route.ts'

/** The body of one message type; `opens` where it opens a case. */
export interface MessageSchema {
  readonly profile: string
  readonly type: string
  readonly schema: object
  readonly opens?: boolean
}
interface OpenApiOptions {
  readonly version: string
  readonly routes: Readonly<Record<string, RouteRow>>
  readonly messageSchemas: readonly MessageSchema[]
}
type Node = Record<string, unknown>

export function openapi({ version, routes, messageSchemas }: OpenApiOptions): Node {
  const paths: Record<string, Node> = {}
  for (const [route, row] of Object.entries(routes)) {
    const [method = '', url = ''] = route.split(' ')
    const path = url.replaceAll(/:([a-z0-9]+)/g, '{$1}').replace('*', '{path}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, row, messageSchemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bulla: national door',
      version,
      description:
        'For the systems of one administration: ask another administration for information, answer it, and keep the conditions under which it was given. Instants are RFC 3339 in UTC; every refusal is problem details (RFC 9457), its title and fix in English, French or Spanish by Accept-Language. Codes are the same in every language.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This gateway.' }],
    security: [{ bearer: [] }, { mutualTLS: [] }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of the installation; never beside a client certificate.',
        },
        mutualTLS: {
          type: 'mutualTLS',
          description: 'A client certificate known to the installation by its SHA-256; never beside a token.',
        },
      },
      schemas: {
        ...plain(answerShapes),
        ...Object.fromEntries(messageSchemas.map((message) => [componentOf(message), plain(message.schema)])),
      },
      headers: Object.fromEntries(
        Object.entries(answerHeaders).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
      ),
      examples: Object.fromEntries(
        Object.entries(problems).map(([code, { title, fix }]) => [
          code,
          { summary: title.en, value: problemDetails(new Problem(code as ProblemCode, fix.en), '/v1/cases') },
        ]),
      ),
    },
  }
}

function operationOf(route: string, row: RouteRow, messageSchemas: readonly MessageSchema[]): Node {
  const { access, takes = {} } = row
  const body = bodyOf(row, takes, messageSchemas)
  return {
    tags: [row.tag],
    operationId: operationId(route),
    summary: row.summary,
    description: [row.description?.replaceAll(/\s+/g, ' '), rightsOf(access)].filter(Boolean).join('\n\n'),
    ...(access === 'open' && { security: [] }),
    parameters: [
      ...parameters('path', takes.params),
      ...parameters('query', takes.querystring),
      ...parameters('header', takes.headers),
      ...(row.octets ? [digestParameter] : []),
    ],
    ...(body && { requestBody: body }),
    responses: { ...responsesOf(row), ...refusals(route, row, body !== undefined) },
  }
}

const rightsOf = (access: Access) =>
  typeof access === 'string'
    ? access === 'open'
      ? 'Open to everybody.'
      : 'For every known client.'
    : `Needs the role ${access.map((role) => `\`${role}\``).join(' or ')}.`

const operationId = (route: string) =>
  route
    .replace('/v1', '')
    .replaceAll(/[:.*]/g, '')
    .replaceAll(/[ /]+([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[A-Z]+?(?=[A-Z][a-z])/, (method) => method.toLowerCase())

const digestParameter = {
  name: 'Content-Digest',
  in: 'header',
  required: false,
  description: 'SHA-256 of the body (RFC 9530); other octets are refused.',
  schema: { type: 'string' },
  example: 'sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:',
}

function parameters(place: 'path' | 'query' | 'header', schema: unknown): Node[] {
  const { properties = {}, required = [] } = plain(schema ?? {}) as ExampleSchema
  return Object.entries(properties).map(([name, member]) => {
    const { description, examples, ...rest } = member as ExampleSchema & { description?: string }
    const shown =
      place === 'header' ? name.replaceAll(/(^|-)([a-z])/g, (found) => found.toUpperCase()).replace('-Id', '-ID') : name
    return {
      name: shown === '*' ? 'path' : shown,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description && { description }),
      schema: rest,
      ...(examples?.[0] !== undefined && { example: examples[0] }),
    }
  })
}

function bodyOf(
  { octets, message }: RouteRow,
  takes: Takes,
  messageSchemas: readonly MessageSchema[],
): Node | undefined {
  if (octets) return { required: true, description: 'The document as filed.', content: { '*/*': { schema: {} } } }
  const body = plain(takes.body ?? {}) as ExampleSchema & { properties?: Record<string, ExampleSchema> }
  if (!body.properties) return undefined
  const opening = message === 'opening'
  const forms = opening ? messageSchemas.filter(({ opens }) => opens) : messageSchemas
  const first = forms.find(({ opens }) => Boolean(opens) === opening) ?? forms[0]
  // Digests and ids that a client leaves out where it begins; nobody else's would be known here.
  const { case: _case, terms: _terms, inReplyTo: _inReplyTo, ...outer } = exampleOf(body) as Node
  if (!message || !first) return { required: true, content: { 'application/json': { schema: body, example: outer } } }
  const shaped = { anyOf: forms.map((form) => ({ $ref: `#/components/schemas/${componentOf(form)}` })) }
  const example = { ...outer, type: first.type, body: exampleOf(plain(first.schema) as ExampleSchema) }
  return {
    required: true,
    content: { 'application/json': { schema: { ...body, properties: { ...body.properties, body: shaped } }, example } },
  }
}

const componentOf = ({ profile, type }: MessageSchema) => `${profile}.${type}`.replaceAll(/[^A-Za-z0-9._-]/g, '-')

function responsesOf({ answers }: RouteRow): Node {
  const entry = ({ says, shape, media = ['application/json'], headers = [] }: Answer) => ({
    description: says,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    content: Object.fromEntries(media.map((type) => [type, contentOf(type, shape)])),
  })
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, entry(answer)]))
}

function contentOf(type: string, shape: Answer['shape']): Node {
  if (type === 'text/csv') return { schema: { type: 'string' }, example: 'partner,agreement,profile\r\n' }
  if (type === 'text/event-stream')
    return { schema: { type: 'string' }, example: 'id: 42\nevent: message.received\ndata: {"seq":42}\n\n' }
  return { schema: shape ? { $ref: `#/components/schemas/${shape}` } : {} }
}

/** Everything that can be refused, by status, each code with an example. */
function refusals(route: string, { access, problems: own = [], answers }: RouteRow, hasBody: boolean): Node {
  // Whatever is more than reading stops while the evidence log is behind.
  const written: readonly ProblemCode[] = route.startsWith('GET ') ? [] : ['log-behind']
  const known: readonly ProblemCode[] = access === 'open' ? [] : ['authentication-missing']
  const role: readonly ProblemCode[] = typeof access === 'string' ? [] : ['forbidden']
  const body: readonly ProblemCode[] = hasBody ? ['request-too-large', 'unsupported-media-type', 'request-timeout'] : []
  const codes = new Set<ProblemCode>([...always, ...known, ...role, ...body, ...written, ...own])
  const byStatus = Map.groupBy(codes, (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => !(status in answers))
      .map(([status, these]) => [
        status,
        {
          description: `${these.map((code) => problems[code].title.en).join('. ')}.`,
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(these.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
            },
          },
        },
      ]),
  )
}
const always: readonly ProblemCode[] = ['request-invalid', 'too-many-requests', 'stopping', 'internal']

/** A schema as JSON, free of what the type system hung on it. */
const plain = (schema: object): Node => JSON.parse(JSON.stringify(schema)) as Node
