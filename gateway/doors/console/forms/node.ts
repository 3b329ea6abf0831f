// A JSON Schema as far as forms are made of it. A schema with anything else in it has no form,
// which a test says of every profile.
import type { Json, JsonObject } from '../../../model/json.ts'
import { uuidPattern } from '../../../model/profile/shape.ts'

export interface FormNode {
  readonly type?: string
  readonly const?: Json
  readonly enum?: readonly string[]
  readonly anyOf?: readonly FormNode[]
  readonly properties?: Readonly<Record<string, FormNode>>
  readonly patternProperties?: Readonly<Record<string, FormNode>>
  readonly required?: readonly string[]
  readonly items?: FormNode
  readonly minItems?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly paragraph?: string
  readonly description?: string
  readonly examples?: readonly Json[]
}

/**
 * A day or an instant in the field that browsers have for it: their form of an instant has no zone.
 */
interface NativeField {
  readonly type: 'date' | 'datetime-local'
  readonly value: string
}

/** Undefined for whatever such a field would not show: that stays a text, as it was typed. */
export function nativeField({ format }: FormNode, value: string): NativeField | undefined {
  if (format === 'date') return value === '' || days.test(value) ? { type: 'date', value } : undefined
  if (format !== 'date-time' || (value !== '' && !instants.test(value))) return undefined
  return { type: 'datetime-local', value: value.replace(/(?::00\.000|(\.\d{3}))?Z$/, '$1') }
}
const days = /^\d{4}-\d{2}-\d{2}$/
const instants = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** What such a field says, in UTC, which stands beside it; anything else as it is. */
export function instantSaid(value: string): string {
  const [, minute, second = '00', part = ''] =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(value) ?? []
  return minute === undefined ? value : `${minute}:${second}.${part.padEnd(3, '0')}Z`
}

/**
 * A value as far as it is written: what is missing is not there, what is wrong stands as it was
 * typed.
 */
export type Written = Json | undefined

/** How it is asked for. `named` is an object whose member names are typed too. */
type Kind = 'members' | 'named' | 'list' | 'code' | 'flag' | 'fixed' | 'number' | 'text'

/** @throws {Error} for a schema that no form is made of */
export function kindOf(node: FormNode): Kind {
  if (codesOf(node)) return 'code'
  if (node.type === 'boolean') return 'flag'
  if (node.const !== undefined) return 'fixed'
  if (node.properties) return 'members'
  if (node.type === 'object' && node.patternProperties) return 'named'
  if (node.type === 'array' && node.items) return 'list'
  if (node.type === 'integer') return 'number'
  if (node.type === 'string') return 'text'
  throw new Error(`no form is made of a schema with ${Object.keys(node).join(', ')}`)
}

/** The codes that it is one of, where it is. */
export function codesOf({ enum: codes, anyOf }: FormNode): readonly string[] | undefined {
  if (codes) return codes
  const said = anyOf?.map((each) => each.const)
  return said?.every((each) => typeof each === 'string') ? said : undefined
}

/** Where an object says that it is there, and a list how long it is. */
export const marker = (at: string): string => `has:${at}`

export const needs = ({ required = [] }: FormNode, name: string): boolean => required.includes(name)

/** Of the members of a `named` one. */
export const namedNode = ({ patternProperties = {} }: FormNode): FormNode => Object.values(patternProperties)[0] ?? {}

export const isUuid = ({ pattern }: FormNode): boolean => pattern === uuidPattern

const isMembers = (value: Written): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const membersOf = (value: Written): JsonObject => (isMembers(value) ? value : {})
export const entriesOf = (value: Written): readonly Json[] => (Array.isArray(value) ? value : [])

/**
 * A list of codes that says each once, in their order, is asked for by boxes; another one entry by
 * entry. So is an empty one that need not be there, which boxes could not tell from none.
 */
export function asBoxes(value: Written, codes: readonly string[], needed: boolean): boolean {
  if (value === undefined) return true
  const places = entriesOf(value).map((each) => (typeof each === 'string' ? codes.indexOf(each) : -1))
  return places.length === 0 ? needed : places.every((place, at) => place > (places[at - 1] ?? -1))
}

/**
 * What a new one holds: as many entries as there must be, and the next number where they have
 * numbers.
 */
export function fresh(node: FormNode, before: readonly Json[] = []): Json {
  const kind = kindOf(node)
  if (kind === 'list') return Array.from({ length: node.minItems ?? 0 }, () => fresh(node.items ?? {}))
  if (kind !== 'members') return ''
  const made: JsonObject = {}
  for (const [name, member] of Object.entries(node.properties ?? {})) {
    if (!needs(node, name)) continue
    if (kindOf(member) === 'members') made[name] = fresh(member)
    else if (kindOf(member) === 'list' && !codesOf(member.items ?? {})) made[name] = fresh(member)
    else if (numbered.test(member.pattern ?? '')) made[name] = nextNumber(member, name, before)
  }
  return made
}
/** `w1`, `g12`: ids that whoever writes gives. */
const numbered = /^\^([a-z])\[1-9\]/

function nextNumber({ pattern = '' }: FormNode, name: string, before: readonly Json[]): string {
  const letter = numbered.exec(pattern)?.[1] ?? ''
  const numbers = before.map((each) => Number(String(membersOf(each)[name] ?? '').slice(1)) || 0)
  return `${letter}${Math.max(0, ...numbers) + 1}`
}

/** JSON pointer → its steps; names of our profiles hold no stroke and no tilde. */
export const stepsOf = (at: string): readonly string[] => at.split('/').slice(1)
