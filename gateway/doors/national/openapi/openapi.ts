// The OpenAPI 3.1 document, made from the rows of the routes.
import { answerHeaders } from '../../../answers/answer-shapes.ts'
import { problems } from '../../../model/problems/problem-table.ts'
import { Problem, type ProblemCode, problemDetails } from '../../../model/problems/problems.ts'
import { type ExampleSchema, exampleOf } from '../../../model/profile/example-of.ts'
import type { Access } from '../admission.ts'
import { type Answer, type RouteRow, type Takes, tags } from '../route.ts'
import {
  answerSchemas,
  byType,
  type MessageForms,
  type MessageSchema,
  messageForms,
  type Node,
  refTo,
  shown,
} from './schemas.ts'

interface OpenApiOptions {
  readonly version: string
  readonly routes: Readonly<Record<string, RouteRow>>
  readonly messageSchemas: readonly MessageSchema[]
}

export function openapi({ version, routes, messageSchemas }: OpenApiOptions): Node {
  const forms = messageForms(messageSchemas)
  const asked: Record<string, Node> = {}
  const paths: Record<string, Node> = {}
  for (const [route, row] of Object.entries(routes)) {
    const [method = '', url = ''] = route.split(' ')
    const path = url.replaceAll(/:([a-z0-9]+)/g, '{$1}').replace('*', '{path}')
    const body = bodyOf(row, row.takes ?? {}, forms)
    Object.assign(asked, body?.schemas)
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, row, body?.node) }
  }
  const used = new Set(
    [...JSON.stringify(paths).matchAll(/#\/components\/examples\/([a-z0-9-]+)/g)].map(([, code]) => code),
  )
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bulla: national door',
      version,
      description:
        'For the systems of one administration: ask another administration for information, answer it, and keep the conditions under which it was given. Instants are RFC 3339 in UTC; every refusal is problem details (RFC 9457), its title and fix in English, French or Spanish by Accept-Language. Codes are the same in every language. An address answers a method that it does not list with `method-not-allowed` (405) and the ones it takes in Allow; what is at no address is `not-found` (404).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This gateway.' }],
    security: [{ bearer: [] }, { mutualTLS: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
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
      schemas: { ...answerSchemas(forms), ...asked },
      headers: Object.fromEntries(
        Object.entries(answerHeaders).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
      ),
      examples: Object.fromEntries(
        Object.entries(problems)
          .filter(([code]) => used.has(code))
          .map(([code, { title, fix }]) => [
            code,
            { summary: title, value: problemDetails(new Problem(code as ProblemCode, fix), '/v1/cases') },
          ]),
      ),
    },
  }
}

function operationOf(route: string, row: RouteRow, body: Node | undefined): Node {
  const { access, takes = {} } = row
  return {
    tags: [row.tag],
    operationId: row.operation,
    summary: row.summary,
    description: [row.description?.replaceAll(/\s+/g, ' '), rightsOf(access)].filter(Boolean).join('\n\n'),
    ...(access === 'open' && { security: [] }),
    parameters: [
      ...parameters('path', takes.params),
      ...parameters('query', takes.querystring),
      ...parameters('header', takes.headers),
      ...(row.octets ? [digestParameter] : []),
      ...(access === 'open' ? [] : [personParameter]),
    ],
    ...(body && { requestBody: body }),
    responses: { ...responsesOf(row), ...refusals(route, row) },
  }
}

const rightsOf = (access: Access) =>
  typeof access === 'string'
    ? access === 'open'
      ? 'Open to everybody.'
      : 'For every known client.'
    : `Needs the role ${access.map((role) => `\`${role}\``).join(' or ')}.`

const digestParameter = {
  name: 'Content-Digest',
  in: 'header',
  required: false,
  description: 'SHA-256 of the body (RFC 9530); other octets are refused.',
  schema: { type: 'string' },
  example: 'sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:',
}

const personParameter = {
  name: 'Bulla-Person',
  in: 'header',
  required: false,
  description:
    'For which person the client acts, by an id of the administration: 1 to 64 letters, digits, dots, hyphens, underscores and @. From clients that may (`bulla client add --persons`); where two persons are needed, such a client must.',
  schema: { type: 'string', minLength: 1, maxLength: 64 },
  example: 'officer-17',
}

function parameters(place: 'path' | 'query' | 'header', schema: unknown): Node[] {
  const { properties = {}, required = [] } = shown(schema ?? {}) as ExampleSchema
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

/** What a request brings, and the schemas that it needs beside those of answers. */
interface RequestBody {
  readonly node: Node
  readonly schemas?: Record<string, Node>
}

function bodyOf(row: RouteRow, takes: Takes, forms: MessageForms): RequestBody | undefined {
  if (row.octets)
    return {
      node: {
        required: true,
        description: 'The document as filed.',
        content: { [row.octets === true ? '*/*' : row.octets]: { schema: {} } },
      },
    }
  const taken = shown(takes.body ?? {}) as ExampleSchema & {
    properties?: Record<string, ExampleSchema>
    required?: readonly string[]
  }
  if (!taken.properties) return undefined
  const body = { ...taken, properties: { ...taken.properties, ...shown(row.shown ?? {}) } } as Node & typeof taken
  // Digests and ids that a client leaves out where it begins; nobody else's would be known here.
  const leftOut = ['case', 'terms', 'inReplyTo'].filter((name) => !taken.required?.includes(name))
  const example = Object.fromEntries(
    Object.entries(exampleOf(taken) as Node).filter(([name]) => !leftOut.includes(name)),
  )
  const json = (media: Node): Node => ({ required: true, content: { 'application/json': media } })
  if (!row.message || forms.types.length === 0) return { node: json({ schema: body, example }) }
  const opening = row.message === 'opening'
  const types = opening ? forms.opening : forms.types
  const name = opening ? 'Opening' : 'Sending'
  const schemas = byType(name, body as ObjectBody, { types, bodyOf: forms.bodyOf })
  const examples = Object.fromEntries(
    types.map((type) => [
      type,
      { value: { ...example, type, body: exampleOf(forms.schemaOf(type) as ExampleSchema) } },
    ]),
  )
  if (!opening) return { node: json({ schema: refTo(name), examples }), schemas }
  const { type: _type, ...untyped } = body.properties as Node
  const anyBody = { anyOf: types.map(forms.bodyOf) }
  const schema = { anyOf: [refTo(name), refTo('OpeningByAgreement')] }
  return {
    node: json({ schema, examples }),
    schemas: { ...schemas, OpeningByAgreement: { ...body, properties: { ...untyped, body: anyBody } } },
  }
}
type ObjectBody = Parameters<typeof byType>[1]

function responsesOf({ answers }: RouteRow): Node {
  const entry = (status: string, { says, shape, media = ['application/json'], headers = [] }: Answer) => ({
    description: says,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    ...(status !== '204' && { content: Object.fromEntries(media.map((type) => [type, contentOf(type, shape)])) }),
  })
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, entry(status, answer)]))
}

function contentOf(type: string, shape: Answer['shape']): Node {
  if (type === 'text/csv') return { schema: { type: 'string' }, example: 'partner,agreement,profile\r\n' }
  if (type === 'text/event-stream')
    return { schema: { type: 'string' }, example: 'id: 42\nevent: message.received\ndata: {"seq":42}\n\n' }
  return { schema: shape ? { $ref: `#/components/schemas/${shape}` } : {} }
}

/** Everything that can be refused, by status, each code with an example. */
function refusals(route: string, { access, problems: own = [], answers }: RouteRow): Node {
  // Whatever is more than reading stops while the evidence log is behind, and may bring a body.
  const written: readonly ProblemCode[] = /^(?:GET|HEAD) /.test(route) ? [] : ['log-behind', 'request-too-large']
  const role: readonly ProblemCode[] = typeof access === 'string' ? [] : ['forbidden']
  const codes = new Set<ProblemCode>([...always, ...role, ...written, ...own])
  const byStatus = Map.groupBy(codes, (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => !(status in answers))
      .map(([status, these]) => [
        status,
        {
          description: `${these.map((code) => problems[code].title).join('. ')}.`,
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
/** Who states a person is asked for the right to, where everybody is answered too. */
const always: readonly ProblemCode[] = [
  ...(['request-invalid', 'authentication-missing', 'person-refused', 'request-timeout'] as const),
  ...([
    'unsupported-media-type',
    'header-too-large',
    'too-many-requests',
    'stopping',
    'storage-failed',
    'not-implemented',
    'internal',
  ] as const),
]
