// The schemas of the document: shapes of answers, the terms one by one, and one body for each type
// of message. Whatever holds the body of a message is one schema for each type, told apart by
// `type`, so that generated clients know a body by the type that stands beside it.
import { answerShapes } from '../../../answers/answer-shapes.ts'
import { termRows } from '../../../model/terms/vocabulary.ts'

/** The body of one message type; `opens` where it opens a case. */
export interface MessageSchema {
  readonly profile: string
  readonly type: string
  readonly schema: object
  readonly opens?: boolean
}
export type Node = Record<string, unknown>
interface ObjectSchema extends Node {
  readonly properties: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
}

/** Which schemas a body of a message can have, and what stands in the document under which name. */
export interface MessageForms {
  readonly types: readonly string[]
  readonly opening: readonly string[]
  /** Where the schema of its body stands. */
  readonly bodyOf: (type: string) => Node
  /** A schema that a body of this type may have. */
  readonly schemaOf: (type: string) => Node
  readonly components: Readonly<Record<string, Node>>
}

/** A schema as JSON; a keyword of our own has the name that an extension of OpenAPI has. */
export function shown(schema: object): Node {
  return extended(JSON.parse(JSON.stringify(schema)) as Node)
}

const named: readonly string[] = ['properties', 'patternProperties', '$defs']

function extended(node: Node): Node {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === 'paragraph' || key === 'search') return [`x-${key}`, value]
      if (named.includes(key)) return [key, eachOf(value as Node)]
      return [key, below(value)]
    }),
  )
}
const eachOf = (schemas: Node): Node =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, below(schema)]))
const below = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(below)
    : typeof value === 'object' && value !== null
      ? extended(value as Node)
      : value

export function messageForms(messageSchemas: readonly MessageSchema[]): MessageForms {
  const components: Record<string, Node> = {}
  const bodies = new Map<string, Node>()
  const firsts = new Map<string, Node>()
  for (const [type, forms] of Map.groupBy(messageSchemas, (form) => form.type)) {
    const distinct = [...new Map(forms.map((form) => [JSON.stringify(form.schema), form])).values()]
    const refs = distinct.map(({ profile, schema }) => {
      // Most types are of one profile, or the same in all that have them.
      const name = distinct.length === 1 ? `${title(type)}Form` : `${title(profile)}${title(type)}Form`
      const body = shown(schema)
      components[name] = body
      if (!firsts.has(type)) firsts.set(type, body)
      return refTo(name)
    })
    bodies.set(type, refs.length === 1 ? (refs[0] as Node) : { anyOf: refs })
  }
  const opening = new Set(messageSchemas.filter(({ opens }) => opens).map(({ type }) => type))
  return {
    types: [...bodies.keys()],
    opening: [...opening],
    bodyOf: (type) => bodies.get(type) ?? {},
    schemaOf: (type) => firsts.get(type) ?? {},
    components,
  }
}

/** Everything under `components.schemas`, but what requests bring. */
export function answerSchemas(forms: MessageForms): Record<string, Node> {
  const answers = Object.fromEntries(Object.entries(answerShapes).map(([name, shape]) => [name, shown(shape)]))
  const terms = byMember('Term', 'term', termComponents())
  const typed = holdingBodies.map((name) => byType(name, answers[name] as ObjectSchema, forms))
  return {
    ...answers,
    ...terms,
    Terms: termsOf(answers['Terms'] as ObjectSchema),
    ...forms.components,
    ...merged(typed),
  }
}
const holdingBodies = ['Message', 'Body', 'Draft'] as const

const termComponents = (): Record<string, Node> =>
  Object.fromEntries(Object.entries(termRows).map(([term, row]) => [term, shown(row)]))

const termsOf = (terms: ObjectSchema): Node => ({
  ...terms,
  properties: { ...terms.properties, terms: { ...terms.properties['terms'], items: refTo('Term') } },
})

/** A shape with `type` and `body`: once for each type of message, and all under its own name. */
export function byType(
  name: string,
  shape: ObjectSchema,
  { types, bodyOf }: Pick<MessageForms, 'types' | 'bodyOf'>,
): Record<string, Node> {
  if (types.length === 0) return { [name]: shape }
  const variants = types.map((type): [string, Node] => [type, withBody(shape, type, bodyOf(type))])
  return byMember(name, 'type', Object.fromEntries(variants), shape['description'])
}

function withBody(shape: ObjectSchema, type: string, body: Node): Node {
  const { type: typeMember, body: bodyMember, ...rest } = shape.properties
  const empty = (bodyMember?.['anyOf'] as readonly Node[] | undefined)?.some((each) => each['type'] === 'null')
  return {
    ...shape,
    properties: {
      ...rest,
      type: { const: type, description: typeMember?.['description'] ?? 'Type of the message.' },
      body: empty ? { anyOf: [body, { type: 'null' }] } : body,
    },
    required: [...new Set([...(shape.required ?? []), 'type'])],
  }
}

/** One component for each value of `member`, and one for all, told apart by it. */
function byMember(
  name: string,
  member: string,
  variants: Record<string, Node>,
  description?: unknown,
): Record<string, Node> {
  const nameOf = (value: string) => `${title(value)}${name}`
  return {
    ...Object.fromEntries(Object.entries(variants).map(([value, variant]) => [nameOf(value), variant])),
    [name]: {
      ...(description !== undefined && { description }),
      oneOf: Object.keys(variants).map((value) => refTo(nameOf(value))),
      discriminator: {
        propertyName: member,
        mapping: Object.fromEntries(
          Object.keys(variants).map((value) => [value, `#/components/schemas/${nameOf(value)}`]),
        ),
      },
    },
  }
}

export const refTo = (name: string): Node => ({ $ref: `#/components/schemas/${name}` })
const merged = (parts: readonly Record<string, Node>[]): Record<string, Node> => Object.assign({}, ...parts)
/** `accept-terms` is AcceptTerms. */
const title = (code: string): string =>
  code.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
