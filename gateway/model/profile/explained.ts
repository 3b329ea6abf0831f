// What does not fit a shape, in words: what was found and what was expected. No text of it repeats
// a value that was found, so that no personal data and no secret reaches a log through a fault.

/** A JSON Schema as far as we walk and explain it. */
export interface Node {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly required?: readonly string[]
  readonly enum?: readonly string[]
  readonly description?: string
  readonly paragraph?: string
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly anyOf?: readonly Node[]
}

/** Keyword, `params` and `found` as a validator of JSON Schema tells them. */
interface Misfit {
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly found: unknown
  /** The schema that the value does not fit. */
  readonly node: Node | undefined
}

export function explained({ keyword, params, found, node }: Misfit): string {
  const explain = explanations[keyword]
  return explain ? explain(params, found, node) : `is not as described, found ${kindOf(found)}${hint(node)}`
}

export const notBlank = '\\S'

/** Keyword of JSON Schema → what was expected and what was found. */
const explanations: Record<string, (params: Readonly<Record<string, unknown>>, found: unknown, node?: Node) => string> =
  {
    type: ({ type }, found, node) => `must be ${anyOf([type].flat())}, found ${kindOf(found)}${hint(node)}`,
    anyOf: (_, found, node) =>
      `must be ${anyOf((node?.anyOf ?? []).map(({ type }) => type))}, found ${kindOf(found)}${hint(node)}`,
    enum: (_, found, node) => {
      const known = node?.enum ?? []
      return `must be one of ${known.join(', ')}; found ${kindOf(found)}${nearest(found, known)}`
    },
    const: ({ allowedValue }, found) => `must be ${JSON.stringify(allowedValue)}, found ${kindOf(found)}`,
    minLength: ({ limit }, found) => `must have at least ${limit} characters, found ${kindOf(found)}`,
    maxLength: ({ limit }, found) => `must have at most ${limit} characters, found ${kindOf(found)}`,
    minItems: ({ limit }, found) => `must have at least ${limit} entries, found ${kindOf(found)}`,
    maxItems: ({ limit }, found) => `must have at most ${limit} entries, found ${kindOf(found)}`,
    minimum: ({ limit }) => `must be at least ${limit}, found a smaller number`,
    maximum: ({ limit }) => `must be at most ${limit}, found a larger number`,
    exclusiveMinimum: ({ limit }) => `must be more than ${limit}, found no larger number`,
    exclusiveMaximum: ({ limit }) => `must be less than ${limit}, found no smaller number`,
    minProperties: ({ limit }, found) => `must have at least ${limit} members, found ${membersOf(found)}`,
    maxProperties: ({ limit }, found) => `must have at most ${limit} members, found ${membersOf(found)}`,
    uniqueItems: () => 'must not name anything twice',
    pattern: ({ pattern }, found, node) =>
      pattern === notBlank
        ? 'must hold more than blanks'
        : `does not have the form wanted, found ${kindOf(found)}${hint(node)}${example(node)}`,
    format: ({ format }, found, node) =>
      `must be a real ${String(format)}, found ${kindOf(found)} that is none${example(node)}`,
  }

/** The description as the end of a sentence. */
const hint = (node: Node | undefined) =>
  node?.description
    ? `: ${node.description.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase()).replace(/\.$/, '')}`
    : ''
const example = (node: Node | undefined) =>
  typeof node?.examples?.[0] === 'string' ? ` (such as ${JSON.stringify(node.examples[0])})` : ''

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return `text of ${value.length} character${value.length === 1 ? '' : 's'}`
  if (typeof value === 'boolean') return String(value)
  return article(typeof value)
}

const article = (type: string) =>
  ({ object: 'an object', array: 'a list', string: 'text', integer: 'a whole number', boolean: 'true or false' })[
    type
  ] ?? `a ${type}`

const anyOf = (types: readonly unknown[]) => types.map((type) => article(String(type))).join(' or ')
const membersOf = (found: unknown) => Object.keys(found ?? {}).length

/** The end of a sentence about a member that no schema names. */
export const notKnown = (name: string, known: readonly string[]): string =>
  known.length === 0
    ? 'is not a field here, where none is taken'
    : `is not a field here${nearest(name, known)}; known are ${known.join(', ')}`

/** The same about one that a schema demands. */
export const missing = (node: Node | undefined): string => `is missing${hint(node)}`

/** Offers the one known word that differs by a letter in three, two at most. */
function nearest(found: unknown, known: readonly string[]): string {
  if (typeof found !== 'string' || found.length > 40) return ''
  const near = known.find((word) => distance(word.toLowerCase(), found.toLowerCase()) <= Math.min(2, word.length / 3))
  return near === undefined ? '' : `, did you mean ${near}?`
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const [left = 0, above = 0, corner = 0] = [next[j - 1], row[j], row[j - 1]]
      next.push(Math.min(left + 1, above + 1, corner + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}
