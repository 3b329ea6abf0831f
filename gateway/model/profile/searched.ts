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

/** Every number in a body that its fields are searched by, each once. */
export function numbersIn(schema: TSchema, body: unknown): readonly SearchedNumber[] {
  const found = new Map<string, SearchedNumber>()
  const look = ({ search, properties, items }: Node, value: unknown): void => {
    if (search && typeof value === 'string') {
      const number = normalNumber(value)
      if (number !== '') found.set(`${search} ${number}`, { by: search, number })
    } else if (items && Array.isArray(value)) for (const each of value) look(items, each)
    else if (properties && typeof value === 'object' && value !== null)
      for (const [name, node] of Object.entries(properties))
        if (Object.hasOwn(value, name)) look(node, (value as Readonly<Record<string, unknown>>)[name])
  }
  look(schema as Node, body)
  return [...found.values()]
}
