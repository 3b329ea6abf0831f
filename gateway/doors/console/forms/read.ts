// What a form says, as the value that its schema describes: read from the fields, whatever of it is
// right.
import type { Json, JsonObject } from '../../../model/json.ts'
import { type FormValues, fieldOf, fieldsOf } from './form-values.ts'
import { type FormNode, instantSaid, kindOf, marker, namedNode, needs, type Written } from './node.ts'

/** @param node of an object */
export const bodyOf = (node: FormNode, form: FormValues): JsonObject => members(node, '', form)

function read(node: FormNode, at: string, form: FormValues, needed: boolean): Written {
  const said = (): string => (node.format === 'date-time' ? instantSaid(fieldOf(form, at)) : fieldOf(form, at))
  switch (kindOf(node)) {
    case 'members':
      return needed || fieldOf(form, marker(at)) !== '' ? members(node, at, form) : undefined
    case 'named':
      return needed || fieldOf(form, marker(at)) !== '' ? named(node, at, form) : undefined
    case 'list':
      return list(node, at, form, needed)
    case 'fixed':
      return needed || said() !== '' ? node.const : undefined
    case 'flag':
      return said() === '' ? undefined : said() === 'true'
    case 'number':
      return said() === '' ? undefined : numberOf(said())
    case 'code':
      return said() === '' ? undefined : said()
    case 'text':
      return said() === '' && fieldOf(form, marker(at)) === '' ? undefined : said()
  }
}

function members(node: FormNode, at: string, form: FormValues): JsonObject {
  const found: JsonObject = {}
  for (const [name, member] of Object.entries(node.properties ?? {})) {
    const value = read(member, `${at}/${name}`, form, needs(node, name))
    if (value !== undefined) found[name] = value
  }
  return found
}

/** A row without a name and a value is none. */
function named(node: FormNode, at: string, form: FormValues): JsonObject {
  const found: JsonObject = {}
  for (let row = 0; row < lengthOf(form, at); row += 1) {
    const name = fieldOf(form, `${at}/${row}/name`)
    const value = read(namedNode(node), `${at}/${row}/value`, form, true)
    if ((name !== '' || value !== undefined) && name !== '__proto__') found[name] = value ?? ''
  }
  return found
}

/** Boxes say no length; what is there entry by entry does. */
function list({ items = {} }: FormNode, at: string, form: FormValues, needed: boolean): Written {
  if (fieldOf(form, marker(at)) === '') {
    const chosen = fieldsOf(form, at).filter((each) => each !== '')
    return needed || chosen.length > 0 ? [...chosen] : undefined
  }
  return Array.from({ length: lengthOf(form, at) }, (_, place): Json => {
    const value = read(items, `${at}/${place}`, form, true)
    return value ?? (kindOf(items) === 'text' || kindOf(items) === 'code' ? '' : null)
  })
}

/** Longer than any list of a profile is none of ours. */
const longest = 1_000
const lengthOf = (form: FormValues, at: string): number =>
  Math.min(longest, Number(/^\d{1,4}$/.exec(fieldOf(form, marker(at)))?.[0] ?? 0))

/** What is no whole number stays as it was typed, to be seen and put right. */
function numberOf(text: string): Json {
  const value = /^-?(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined
  return value !== undefined && Number.isSafeInteger(value) && !Object.is(value, -0) ? value : text
}
