// Numbers by which people know a case: which fields of a body hold one says a keyword at the field,
// and the same number is one number however it was written.
import type { TSchema } from 'typebox'

/** What a case is searched by: of a declaration, of a trader, or the own number of a file. */
export const searchedBy = ['declaration', 'trader', 'file'] as const
export type SearchedBy = (typeof searchedBy)[number]

export interface SearchedNumber {
  readonly by: SearchedBy
  /** In normal form, never empty. */
  readonly number: string
}

/** Letters and digits alone, in capitals: people write blanks, hyphens and strokes as they like. */
export const normalNumber = (written: string): string =>
  written
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A JSON Schema as far as it is walked here. */
interface Node {
  readonly search?: SearchedBy
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
}

/** Where numbers are in values: names of fields, and `items` for whatever a list holds. */
interface Place {
  readonly by: SearchedBy
  readonly path: readonly (string | typeof items)[]
}
const items = Symbol('items')

/** A schema is walked once: it has many more fields than numbers. */
const placesIn = (() => {
  const known = new WeakMap<TSchema, readonly Place[]>()
  const walk = ({ search, properties, items: each }: Node, path: Place['path']): readonly Place[] => {
    if (search) return [{ by: search, path }]
    if (each) return walk(each, [...path, items])
    return Object.entries(properties ?? {}).flatMap(([name, node]) => walk(node, [...path, name]))
  }
  return (schema: TSchema): readonly Place[] => {
    const places = known.get(schema) ?? walk(schema as Node, [])
    known.set(schema, places)
    return places
  }
})()

function* valuesAt(value: unknown, [next, ...rest]: Place['path']): Generator<unknown> {
  if (next === undefined) yield value
  else if (next === items) for (const each of Array.isArray(value) ? value : []) yield* valuesAt(each, rest)
  else if (typeof value === 'object' && value !== null && Object.hasOwn(value, next))
    yield* valuesAt((value as Readonly<Record<string, unknown>>)[next], rest)
}

/** Every number in a body that its fields are searched by, each once. */
export function numbersIn(schema: TSchema, body: unknown): readonly SearchedNumber[] {
  const found = new Map<string, SearchedNumber>()
  for (const { by, path } of placesIn(schema))
    for (const value of valuesAt(body, path)) {
      const number = typeof value === 'string' ? normalNumber(value) : ''
      if (number !== '') found.set(`${by} ${number}`, { by, number })
    }
  return [...found.values()]
}
