// Any body that a schema takes, as far as schemas of profiles go.
import fc from 'fast-check'
import type { Json } from '../../gateway/model/json.ts'
import { uuidPattern } from '../../gateway/model/profile/shape.ts'

interface Node {
  readonly type?: string
  readonly const?: Json
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly patternProperties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
}

/** Markup, signs that turn texts round, line ends, blanks at the ends, quotes, letters beyond the first plane. */
const awkward = [
  '<b>"&\'</b>',
  '\u202eabc\u2066',
  'a\nb\n',
  '\n\nx',
  '\tx',
  ' x ',
  '%{count}',
  '𝔸ẞ',
  '</textarea>x',
  '&amp;',
]

export function anyValue(node: Node): fc.Arbitrary<Json> {
  if (node.const !== undefined) return fc.constant(node.const)
  if (node.enum) return fc.constantFrom(...node.enum)
  if (node.properties) return members(node)
  if (node.patternProperties) return named(Object.entries(node.patternProperties))
  if (node.type === 'array') return list(node)
  if (node.type === 'boolean') return fc.boolean()
  if (node.type === 'integer')
    return fc.integer({ min: node.minimum ?? -1000, max: Math.min(node.maximum ?? 1000, 2 ** 31 - 1) })
  return text(node)
}

const members = ({ properties = {}, required = [] }: Node): fc.Arbitrary<Json> =>
  fc.record(Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, anyValue(each)])), {
    requiredKeys: [...required],
    noNullPrototype: true,
  })

const named = (rows: readonly (readonly [string, Node])[]): fc.Arbitrary<Json> => {
  const [pattern, node] = rows[0] ?? ['', {}]
  return fc.dictionary(fc.stringMatching(new RegExp(pattern)), anyValue(node), { maxKeys: 3, noNullPrototype: true })
}

const list = ({ items = {}, minItems = 0, maxItems = 3, uniqueItems }: Node): fc.Arbitrary<Json> => {
  const lengths = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 2) }
  return uniqueItems ? fc.uniqueArray(anyValue(items), lengths) : fc.array(anyValue(items), lengths)
}

function text({ pattern, format, maxLength = 60 }: Node): fc.Arbitrary<string> {
  if (format === 'date')
    return fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10))
  if (format === 'date-time')
    return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((at) => at.toISOString())
  if (format === 'email') return fc.constantFrom('a@example.test', 'b+c@customs.xb.example')
  if (pattern === uuidPattern) return fc.uuid({ version: 7 })
  if (pattern !== undefined && pattern !== '\\S') return fc.stringMatching(new RegExp(pattern), { size: 'small' })
  const any = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'grapheme', maxLength: 30 }))
  const kept = any.map((said) => said.replaceAll(/[^\P{Cc}\t\n]/gu, '').slice(0, maxLength))
  return kept.filter((said) => said.isWellFormed() && (pattern === undefined || /\S/.test(said)))
}
