// The shapes that bodies and facts are made of, and what of a value does not fit one.
import { type Static, type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'
import type { Fault } from '../problems/problems.ts'
import { explained, missing, type Node, notBlank, notKnown } from './explained.ts'
import type { SearchedBy } from './searched.ts'

/**
 * Keywords that every field of ours may carry; `paragraph` and `search` are our own, the others are
 * JSON Schema's.
 */
export interface Words {
  readonly description: string
  /** Paragraph of Article 12 that the field comes from, without the leading 12. */
  readonly paragraph?: string
  readonly examples?: unknown[]
  /** Cases are searched by what stands in the field. */
  readonly search?: SearchedBy
}

/** An object that takes no field it does not name. */
export const closed = <P extends Record<string, TSchema>>(properties: P, words: Words) =>
  Type.Object(properties, { ...words, additionalProperties: false })

/** Text that a person writes: not empty, not only blanks. */
export const prose = (maxLength: number, words: Words) =>
  Type.String({ ...words, minLength: 1, maxLength, pattern: notBlank })

/** One of a closed list of codes. */
export const oneOf = <const V extends readonly string[]>(values: V, words: Words) =>
  Type.Enum<[...V]>([...values], { ...words })

/** A list with both ends bounded. */
export const listOf = <S extends TSchema>(
  items: S,
  { minItems = 0, maxItems, ...words }: Words & { readonly minItems?: number; readonly maxItems: number },
) => Type.Array(items, { ...words, minItems, maxItems })

/** A calendar day, `YYYY-MM-DD`. */
export const day = (words: Words) => Type.String({ ...words, pattern: dayPattern, format: 'date', maxLength: 10 })

/** An instant in UTC with milliseconds, RFC 3339. */
export const instant = (words: Words) =>
  Type.String({ ...words, pattern: instantPattern, format: 'date-time', maxLength: 24 })

/** A UUID version 7 in lower case. */
export const uuid = (words: Words) => Type.String({ ...words, pattern: uuidPattern, maxLength: 36 })

/** A SHA-256 digest in lower-case hex. */
export const sha256 = (words: Words) => Type.String({ ...words, pattern: '^[0-9a-f]{64}$', maxLength: 64 })

const dayPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
const instantPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$'
export const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'

/** Whether a value has the shape; compiled once per schema. */
export function fits<S extends TSchema>(schema: S, value: unknown): value is Static<S> {
  return compiled(schema).Check(value)
}

/**
 * What is wrong with a value, field by field, in words for the person who filled it in; empty when
 * nothing is. No message repeats a value that was found, so that no personal data reaches a log
 * through a fault.
 */
export function shapeFaults(schema: TSchema, value: unknown): Fault[] {
  const validator = compiled(schema)
  if (validator.Check(value)) return textFaults(value, '', schema as Node, schema as Node)
  const faults = new Map<string, Fault>()
  for (const error of validator.Errors(value)) {
    for (const fault of faultsOf(error as Failure, schema as Node, value)) {
      // A type fault comes first and says most; later ones about the same field would repeat it.
      if (faults.size < mostFaults && !faults.has(fault.field)) faults.set(fault.field, fault)
    }
  }
  return [...faults.values()]
}

const mostFaults = 32
// typebox stops at 8 faults; one missing object alone may take as many.
Settings.Set({ maxErrors: 4 * mostFaults })

const validators = new WeakMap<TSchema, Validator>()

function compiled(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known) return known
  const validator = Compile(schema) as unknown as Validator
  validators.set(schema, validator)
  return validator
}

interface Failure {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

function faultsOf(error: Failure, root: Node, value: unknown): Fault[] {
  const { keyword, instancePath: field, params } = error
  const { node, paragraph } = walk(root, field)
  const found = valueAt(value, field)
  if (keyword === 'boolean') return []
  if (keyword === 'required') {
    return (params['requiredProperties'] as string[]).map((name) => {
      const wanted = node?.properties?.[name]
      return fault(`${field}/${name}`, wanted?.paragraph ?? paragraph, missing(wanted))
    })
  }
  if (keyword === 'additionalProperties') {
    const known = Object.keys(node?.properties ?? {})
    return (params['additionalProperties'] as string[]).map((name) =>
      plainName.test(name)
        ? fault(`${field}/${name}`, paragraph, notKnown(name, known))
        : fault(field, paragraph, `holds a field that is not known here; known are ${known.join(', ')}`),
    )
  }
  return [fault(field, paragraph, explained({ keyword, params, found, node }))]
}

/**
 * Strings must survive RFC 8785: no half surrogate pairs; and none hides control characters from
 * its reader.
 */
function textFaults(value: unknown, field: string, root: Node, at: Node): Fault[] {
  if (isPlain(value)) return []
  if (typeof value === 'string') {
    const { paragraph } = walk(root, field)
    return [fault(field, paragraph, 'must be plain Unicode text without control characters')]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => textFaults(inner, `${field}/${name}`, root, at))
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !control.test(value)
  if (typeof value !== 'object' || value === null) return true
  for (const name in value) if (!isPlain((value as Record<string, unknown>)[name])) return false
  return true
}

/** All of Unicode's control characters but tab and line ends. */
const control = /[^\P{Cc}\t\n\r]/u
const plainName = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/

/** The part of the schema that a pointer leads to, and the nearest paragraph on the way there. */
function walk(root: Node, pointer: string): { node: Node | undefined; paragraph: string | undefined } {
  let node: Node | undefined = root
  let paragraph = root.paragraph
  for (const name of pointer.split('/').slice(1)) {
    node = node?.properties?.[name] ?? node?.items
    paragraph = node?.paragraph ?? paragraph
  }
  return { node, paragraph }
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value
  for (const name of pointer.split('/').slice(1)) at = (at as Record<string, unknown> | undefined)?.[name]
  return at
}

const fault = (field: string, paragraph: string | undefined, message: string): Fault =>
  paragraph === undefined ? { field, message } : { field, paragraph, message }
