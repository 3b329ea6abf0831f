// What the codes of an answer are called, beside the codes: looked up in the catalogue by profile, message type and place.
import type { Json, JsonObject } from '../../model/json.ts'
import { roles } from '../../model/role.ts'
import type { Language } from '../../words/language.ts'
import { type Words, words } from '../../words/words.ts'

/** For a case: every code that its answer holds. */
export function caseLabels(view: JsonObject, language: Language): JsonObject {
  const say = words(language)
  const profile = String(view['profile'])
  const [wanted, owed, permissions, items, timeline, next] = [
    rows(view['wanted']),
    rows(view['owed']),
    rows(view['permissions']),
    rows(view['items']),
    rows(view['timeline']),
    rows(view['next']),
  ]
  const types = [
    ...values(next, 'type'),
    ...Object.keys(objectOf(view['notLegal'])),
    ...values(timeline, 'type'),
    ...values(owed, 'type'),
    ...owed.flatMap(({ answeredBy }) => texts(answeredBy)),
  ]
  const code = (pointer: string, codes: readonly string[]) =>
    labelled(codes, (each) => say.code(profile, 'case', pointer, each))
  return {
    language,
    states: labelled(texts([view['state'] ?? null]), (state) => say.state(profile, state)),
    roles: labelled(roles, (role) => say.role(role as (typeof roles)[number])),
    regions: regionLabels(say, profile, objectOf(view['regions'])),
    messages: labelled(types, (type) => say.message(profile, type)),
    codes: {
      kind: code('/kind', [...values(wanted, 'kind'), ...values(items, 'kind')]),
      outcome: code('/outcome', values(wanted, 'outcome')),
      verified: code('/verified', values(items, 'verified')),
      acceptance: code('/acceptance', values(items, 'acceptance')),
      verdict: code('/verdict', values(permissions, 'verdict')),
      source: code('/source', values(owed, 'source')),
      effect: code('/effect', values(timeline, 'effect')),
      purposes: code('/purposes', texts(view['purposes'])),
    },
  }
}

const regionLabels = (say: Words, profile: string, regions: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(regions).flatMap(([region, state]) => [
      [region, say.region(profile, region)],
      [`${region}.${String(state)}`, say.region(profile, region, String(state))],
    ]),
  )

/** For a profile: every state, message type, field and code of it. */
export function profileLabels(view: JsonObject, language: Language): JsonObject {
  const say = words(language)
  const profile = String(view['profile'])
  const messages = Object.entries(objectOf(view['messages']))
  const walked = messages.map(([type, message]) => [type, walk(objectOf(objectOf(message)['body']))] as const)
  const regions = Object.entries(objectOf(view['regions'])).flatMap(([region, row]) =>
    Object.keys(objectOf(objectOf(row)['describe'])).map((state) => regionLabels(say, profile, { [region]: state })),
  )
  return {
    language,
    states: labelled(Object.keys(objectOf(view['states'])), (state) => say.state(profile, state)),
    roles: labelled(roles, (role) => say.role(role as (typeof roles)[number])),
    regions: Object.assign({}, ...regions) as JsonObject,
    messages: labelled(
      messages.map(([type]) => type),
      (type) => say.message(profile, type),
    ),
    fields: Object.fromEntries(
      walked.map(([type, places]) => [
        type,
        labelled(
          places.map(({ pointer }) => pointer),
          (pointer) => say.field(profile, type, pointer),
        ),
      ]),
    ),
    codes: Object.fromEntries(
      walked.map(([type, places]) => [
        type,
        Object.fromEntries(
          places
            .filter(({ codes }) => codes.length > 0)
            .map(({ pointer, codes }) => [pointer, labelled(codes, (each) => say.code(profile, type, pointer, each))]),
        ),
      ]),
    ),
  }
}

interface Place {
  /** JSON pointer; places in a list are left out. */
  readonly pointer: string
  readonly codes: readonly string[]
}

/** Every field below a schema, with its codes. What stands in alternatives is found in each of them. */
function walk(schema: JsonObject, under = ''): Place[] {
  const inner = [
    ...(schema['items'] === undefined ? [] : [schema['items']]),
    ...(Array.isArray(schema['anyOf']) ? schema['anyOf'] : []),
  ].map(objectOf)
  const fields = Object.entries(objectOf(schema['properties'])).flatMap(([name, field]) => {
    const node = objectOf(field)
    return [{ pointer: `${under}/${name}`, codes: codesIn(node) }, ...walk(node, `${under}/${name}`)]
  })
  return [...fields, ...inner.flatMap((each) => walk(each, under))]
}

const codesIn = (node: JsonObject): string[] => [
  ...texts(node['enum']),
  ...texts([node['const'] ?? null]),
  ...(node['items'] === undefined ? [] : codesIn(objectOf(node['items']))),
  ...(Array.isArray(node['anyOf']) ? node['anyOf'].flatMap((each) => codesIn(objectOf(each))) : []),
]

const labelled = (codes: readonly string[], say: (code: string) => string): JsonObject =>
  Object.fromEntries([...new Set(codes)].map((code) => [code, say(code)]))

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const rows = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.map(objectOf) : [])
const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
const values = (list: readonly JsonObject[], name: string): string[] => texts(list.map((row) => row[name] ?? null))
