// What the codes of an answer are called, beside the codes: looked up in the catalogue by profile,
// message type and place.
import type { CaseView } from '../../answers/case-answers.ts'
import type { CaseLabels } from '../../answers/case-parts.ts'
import type { ProfileLabels, ProfileView } from '../../answers/profile-answers.ts'
import type { Language } from '../../model/client/language.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { roles } from '../../model/role.ts'
import { type Words, words } from '../../words/words.ts'

/** For a case: every code that its answer holds. */
export function caseLabels(view: CaseView, language: Language): CaseLabels {
  const say = words(language)
  const { profile, wanted, owed, permissions, items, timeline, next } = view
  const messages = timeline.filter((entry) => 'effect' in entry)
  const types = [
    ...next.map(({ type }) => type),
    ...Object.keys(view.notLegal),
    ...timeline.flatMap(({ type }) => type ?? []),
    ...owed.flatMap(({ type }) => type ?? []),
    ...owed.flatMap(({ answeredBy }) => answeredBy),
  ]
  const code = (pointer: string, codes: readonly (string | undefined)[]) =>
    labelled(
      codes.filter((each) => each !== undefined),
      (each) => say.code(profile, 'case', pointer, each),
    )
  return {
    language,
    states: labelled([view.state], (state) => say.state(profile, state)),
    roles: labelled(roles, (role) => say.role(role as (typeof roles)[number])),
    regions: regionLabels(say, profile, view.regions),
    messages: labelled(types, (type) => say.message(profile, type)),
    codes: {
      kind: code('/kind', [...wanted.map(({ kind }) => kind), ...items.map(({ kind }) => kind)]),
      outcome: code(
        '/outcome',
        wanted.map(({ outcome }) => outcome),
      ),
      verified: code(
        '/verified',
        items.map(({ verified }) => verified),
      ),
      acceptance: code(
        '/acceptance',
        items.map(({ acceptance }) => acceptance),
      ),
      verdict: code(
        '/verdict',
        permissions.map(({ verdict }) => verdict),
      ),
      source: code(
        '/source',
        owed.map(({ source }) => source),
      ),
      effect: code(
        '/effect',
        messages.map(({ effect }) => effect),
      ),
      purposes: code('/purposes', view.purposes),
    },
  }
}

const regionLabels = (say: Words, profile: string, regions: Readonly<Record<string, string>>): Named =>
  Object.fromEntries(
    Object.entries(regions).flatMap(([region, state]) => [
      [region, say.region(profile, region)],
      [`${region}.${state}`, say.region(profile, region, state)],
    ]),
  )

/** For a profile: every state, message type, field and code of it. */
export function profileLabels(view: ProfileView, language: Language): ProfileLabels {
  const say = words(language)
  const { profile } = view
  const messages = Object.entries(view.messages)
  const walked = messages.map(([type, { body }]) => [type, walk(body)] as const)
  const regions = Object.entries(view.regions).flatMap(([region, { describe }]) =>
    Object.keys(objectOf(describe)).map((state) => regionLabels(say, profile, { [region]: state })),
  )
  return {
    language,
    states: labelled(Object.keys(view.states), (state) => say.state(profile, state)),
    roles: labelled(roles, (role) => say.role(role as (typeof roles)[number])),
    regions: Object.assign({}, ...regions) as Named,
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

/**
 * Every field below a schema, with its codes. What stands in alternatives is found in each of them.
 */
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

/** What codes are called. */
type Named = Readonly<Record<string, string>>

const labelled = (codes: readonly string[], say: (code: string) => string): Named =>
  Object.fromEntries([...new Set(codes)].map((code) => [code, say(code)]))

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
