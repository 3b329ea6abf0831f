// The sentences in which doors refuse: what stands second in each `new Problem(…)`, or is the message of a fault, with `{}` where a value is put in. A sentence that
// a function is given is looked for where the function is called, one that it makes where it makes it.
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type Node, parse } from 'acorn'

export interface Detail {
  /** The class of what is thrown; `Fault` for what is wrong with a field. */
  readonly made: Made
  readonly path: string
  readonly line: number
  /** The expression that stands for the code. */
  readonly code: string
  /** One for each way that it may go; none where it hands on what somebody else said. */
  readonly sentences: readonly string[]
  /** The expressions that hand on, in the words of the source. */
  readonly handedOn: readonly string[]
  /** Each fault of it says a sentence of its own, which is what people are shown. */
  readonly faults: boolean
}

type Made = 'Problem' | 'CryptoError' | 'Fault'

interface Syntax extends Node {
  readonly [field: string]: unknown
}
interface Source {
  readonly path: string
  readonly text: string
  readonly functions: ReadonlyMap<string, Syntax>
  readonly values: ReadonlyMap<string, Syntax[]>
  /** By the name here: the name there, and the path of its file. */
  readonly imports: ReadonlyMap<string, readonly [name: string, file: string]>
  readonly calls: ReadonlyMap<string, (readonly [call: Syntax, within: readonly Syntax[]])[]>
  readonly made: readonly (readonly [made: Made, node: Syntax, within: readonly Syntax[]])[]
}
interface Place {
  readonly source: Source
  /** The functions around it, the innermost last. */
  readonly within: readonly Syntax[]
  readonly depth: number
}
interface Found {
  readonly sentences: string[]
  readonly handedOn: string[]
}

const root = new URL('../../', import.meta.url)

export function detailsIn(patterns: readonly string[]): Detail[] {
  const paths = globSync(patterns, { cwd: root }).map((path) => path.replaceAll('\\', '/'))
  const sources = new Map(paths.sort().map((path) => [path, readIn(path)]))
  return [...sources.values()].flatMap((source) =>
    source.made.flatMap(([made, node, within]) => {
      const [code, detail, options] = (node['arguments'] as Syntax[] | undefined) ?? [node, memberOf(node, 'message')]
      if (!code || !detail) return []
      const found = resolve(detail, { source, within, depth: 0 }, sources)
      const line = source.text.slice(0, node.start).split('\n').length
      return [
        {
          made,
          path: source.path,
          line,
          code: textOf(code, source),
          faults: options ? /\bfaults\b/.test(textOf(options, source)) : false,
          ...found,
        },
      ]
    }),
  )
}

function readIn(path: string): Source {
  const text = readFileSync(new URL(path, root), 'utf8')
  const tree = parse(stripTypeScriptTypes(text), { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })
  const [functions, values, imports, calls] = [
    new Map<string, Syntax>(),
    new Map<string, Syntax[]>(),
    new Map<string, readonly [string, string]>(),
    new Map<string, (readonly [Syntax, readonly Syntax[]])[]>(),
  ]
  const made: [Made, Syntax, Syntax[]][] = []
  const visit = (node: Syntax, within: readonly Syntax[]) => {
    const { type } = node
    if (type === 'FunctionDeclaration') functions.set(nameOf(node['id']), node)
    if (type === 'VariableDeclarator' || type === 'Property') {
      const name = nameOf(node['id'] ?? node['key'])
      const value = (node['init'] ?? node['value']) as Syntax | null
      if (value && isFunction(value)) functions.set(name, value)
      else if (value && type === 'VariableDeclarator') values.set(name, [...(values.get(name) ?? []), value])
    }
    if (type === 'ImportDeclaration')
      for (const each of node['specifiers'] as Syntax[])
        imports.set(nameOf(each['local']), [
          nameOf(each['imported']),
          placeOf((node['source'] as Syntax)['value'], path),
        ])
    if (type === 'CallExpression') {
      const name = nameOf(node['callee'])
      calls.set(name, [...(calls.get(name) ?? []), [node, within]])
    }
    const what = madeBy(node)
    if (what) made.push([what, node, [...within]])
    const inner = isFunction(node) ? [...within, node] : within
    for (const value of Object.values(node))
      for (const child of [value].flat()) if (isNode(child)) visit(child as Syntax, inner)
  }
  visit(tree as unknown as Syntax, [])
  return { path, text, functions, values, imports, calls, made }
}

/** What an expression says, by each way that it may go. */
function resolve(node: Syntax, place: Place, sources: ReadonlyMap<string, Source>): Found {
  const further = { ...place, depth: place.depth + 1 }
  const on = (...nodes: Syntax[]): Found => all(nodes.map((each) => resolve(each, further, sources)))
  const leftover: Found = { sentences: [], handedOn: [textOf(node, place.source)] }
  if (place.depth > 12) return leftover
  switch (node.type) {
    case 'Literal':
      return { sentences: [String(node['value'])], handedOn: [] }
    case 'TemplateLiteral':
      return { sentences: written(node, further, sources), handedOn: [] }
    case 'ConditionalExpression':
      return on(node['consequent'] as Syntax, node['alternate'] as Syntax)
    case 'LogicalExpression':
      return withoutNothing(on(...(node['operator'] === '&&' ? [] : [node['left'] as Syntax]), node['right'] as Syntax))
    case 'AwaitExpression':
      return on(node['argument'] as Syntax)
    case 'MemberExpression': {
      const table = place.source.values.get(nameOf(node['object']))?.[0]
      const rows = table?.type === 'ObjectExpression' ? (table['properties'] as Syntax[]) : []
      const texts = rows.map((row) => row['value'] as Syntax | undefined).filter((each) => each !== undefined)
      return texts.length > 0 ? on(...texts) : leftover
    }
    case 'CallExpression': {
      const callee = node['callee'] as Syntax
      if (callee.type === 'MemberExpression' && nameOf(callee['property']) === 'trim')
        return on(callee['object'] as Syntax)
      const [called, source] = functionCalled(nameOf(callee), place.source, sources)
      if (!called || !source) return leftover
      const found = returnsOf(called).map((each) =>
        resolve(each, { source, within: [called], depth: place.depth + 1 }, sources),
      )
      const { sentences, handedOn } = all(found)
      return sentences.length > 0 && handedOn.length === 0 ? { sentences, handedOn } : leftover
    }
    case 'Identifier':
      return named(node, place, sources) ?? leftover
    default:
      return leftover
  }
}

/** A name stands for what it was set to, or for what callers give in its place. */
function named(node: Syntax, place: Place, sources: ReadonlyMap<string, Source>): Found | undefined {
  const name = nameOf(node)
  const depth = place.depth + 1
  const around = place.within.findLast((each) => parametersOf(each).includes(name))
  if (around !== undefined) {
    const at = parametersOf(around).indexOf(name)
    const called = [...place.source.functions].find(([, each]) => each === around)?.[0]
    if (called === undefined) return undefined
    const found = [...sources.values()].flatMap((source) => {
      const here = place.source.path
      const taken = [...source.imports].find(([, [theirs, file]]) => theirs === called && file === here)
      const local = source === place.source ? called : taken?.[0]
      if (local === undefined) return []
      return (source.calls.get(local) ?? []).flatMap(([call, within]) => {
        const given = (call['arguments'] as Syntax[])[at] ?? ((around['params'] as Syntax[])[at]?.['right'] as Syntax)
        return given ? [resolve(given, { source, within, depth }, sources)] : []
      })
    })
    return found.length > 0 ? all(found) : undefined
  }
  const values = place.source.values.get(name)
  const [theirs = '', file = ''] = place.source.imports.get(name) ?? []
  const [imported] = sources.get(file)?.values.get(theirs) ?? []
  if (!values && imported) return resolve(imported, { source: sources.get(file) as Source, within: [], depth }, sources)
  if (!values) return undefined
  const inside = place.within.at(-1)
  const near = values.filter((each) => inside && each.start >= inside.start && each.end <= inside.end)
  return all((near.length > 0 ? near : values).map((each) => resolve(each, { ...place, depth }, sources)))
}

/** A template with a hole for each value, and once for each of the words that it chooses between. */
function written(node: Syntax, place: Place, sources: ReadonlyMap<string, Source>): string[] {
  const pieces = (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked)
  const holes = (node['expressions'] as Syntax[]).map((each) => {
    if (!/^(?:ConditionalExpression|LogicalExpression|CallExpression|Identifier)$/.test(each.type)) return ['{}']
    const { sentences, handedOn } = resolve(each, place, sources)
    const whole = sentences.length > 0 && handedOn.length === 0
    if (each['operator'] === '&&') return ['', ...(whole ? sentences : ['{}'])]
    if (each.type === 'Identifier') return whole && areWords(sentences) ? sentences : ['{}']
    return whole && sentences.some((said) => said !== '') ? sentences : ['{}', ...sentences]
  })
  return holes.reduce(
    (said, ways, at) => said.flatMap((before) => ways.map((way) => `${before}${way}${pieces[at + 1]}`)),
    [pieces[0] ?? ''],
  )
}

/** Not one code or name alone. */
const areWords = (said: readonly string[]): boolean =>
  said.every((each) => each === '' || each.includes(' ')) && said.some((each) => each !== '')

function functionCalled(name: string, source: Source, sources: ReadonlyMap<string, Source>) {
  const own = source.functions.get(name)
  if (own) return [own, source] as const
  const [theirs = '', file] = source.imports.get(name) ?? []
  const other = [...sources.values()].find(({ path, functions }) => path === file && functions.has(theirs))
  return [other?.functions.get(theirs), other] as const
}

function returnsOf(called: Syntax): Syntax[] {
  const body = called['body'] as Syntax
  if (body.type !== 'BlockStatement') return [body]
  const found: Syntax[] = []
  const visit = (node: Syntax) => {
    if (isFunction(node)) return
    if (node.type === 'ReturnStatement' && node['argument']) found.push(node['argument'] as Syntax)
    for (const value of Object.values(node))
      for (const child of [value].flat()) if (isNode(child)) visit(child as Syntax)
  }
  visit(body)
  return found
}

/** `a || b` is b where a is empty. */
const withoutNothing = ({ sentences, handedOn }: Found): Found => ({
  sentences: sentences.filter((each) => each !== ''),
  handedOn,
})
const all = (found: readonly Found[]): Found => ({
  sentences: [...new Set(found.flatMap(({ sentences }) => sentences))],
  handedOn: [...new Set(found.flatMap(({ handedOn }) => handedOn))],
})
const placeOf = (specifier: unknown, path: string): string =>
  new URL(String(specifier), `file:///${path}`).pathname.slice(1)
/** `new Problem(…)`; or what has the members of a `Fault`. */
function madeBy(node: Syntax): Made | undefined {
  if (memberOf(node, 'field') && memberOf(node, 'message')) return 'Fault'
  return node.type === 'NewExpression'
    ? (['Problem', 'CryptoError'] as const).find((made) => made === nameOf(node['callee']))
    : undefined
}
const memberOf = (node: Syntax, name: string): Syntax | undefined =>
  node.type === 'ObjectExpression'
    ? ((node['properties'] as Syntax[]).find((each) => nameOf(each['key']) === name)?.['value'] as Syntax | undefined)
    : undefined
const isFunction = ({ type }: Syntax): boolean => /Function/.test(type)
const parametersOf = (node: Syntax): string[] =>
  (node['params'] as Syntax[]).map((each) => nameOf(each['left'] ?? each))
const nameOf = (node: unknown): string => {
  const { name, property } = (node ?? {}) as { name?: unknown; property?: unknown }
  return typeof name === 'string' ? name : property === undefined ? '' : nameOf(property)
}
const textOf = ({ start, end }: Node, { text }: Source): string => text.slice(start, end)
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
