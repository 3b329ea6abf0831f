// Every function of a source with its length, whatever kind of function it is. Node takes the types away as it does before it runs a
// file, and acorn reads what is left: every character stays where it was.
import { stripTypeScriptTypes } from 'node:module'
import { type Node, parse } from 'acorn'

export interface Measured {
  readonly name: string
  /** Lines of its body with code on them, without those of the functions in it that have a name. */
  readonly own: number
  /** The same with all that is declared in it. */
  readonly whole: number
}

interface Body {
  readonly name: string | undefined
  readonly start: number
  readonly end: number
}

/** Declarations, expressions, arrows with a block or a value, methods, getters, setters, constructors, static blocks. */
export function functionsIn(text: string): Measured[] {
  const comments: { start: number; end: number }[] = []
  const tree = parse(stripTypeScriptTypes(text), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    onComment: (_block, _text, start, end) => comments.push({ start, end }),
  })
  const code = comments.reduce(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(start, end).replaceAll(/[^\n]/g, ' ') + rest.slice(end),
    text,
  )
  const bodies = bodiesIn(tree, text)
  return bodies.map((body) => {
    const named = bodies.filter(({ name, start, end }) => name && start > body.start && end <= body.end)
    return { name: body.name ?? '(nameless)', own: linesIn(code, body, named), whole: linesIn(code, body, []) }
  })
}

function linesIn(code: string, { start, end }: Body, without: readonly Body[]): number {
  let own = ''
  for (let at = start; at < end; at += 1) {
    const inner = without.find((other) => other.start === at)
    if (inner) at = inner.end - 1
    else own += code[at]
  }
  return own.split('\n').filter((line) => line.trim() !== '').length
}

function bodiesIn(tree: Node, text: string): Body[] {
  const bodies: Body[] = []
  const visit = (node: Node, name?: string) => {
    if (node.type === 'StaticBlock') bodies.push({ name: 'static', start: node.start, end: node.end })
    if (/Function/.test(node.type)) {
      const { id, body } = node as Node & { id?: Node | null; body: Node }
      bodies.push({ name: id ? textOf(id, text) : name, start: body.start, end: body.end })
    }
    for (const [field, value] of Object.entries(node))
      for (const child of [value].flat()) if (isNode(child)) visit(child, nameFor(node, field, text))
  }
  visit(tree)
  return bodies
}

/** Where what stands in a field of a node gets its name: field of the value, field of the name. */
const naming: Readonly<Record<string, readonly [value: string, name: string]>> = {
  VariableDeclarator: ['init', 'id'],
  AssignmentExpression: ['right', 'left'],
  AssignmentPattern: ['right', 'left'],
  Property: ['value', 'key'],
  MethodDefinition: ['value', 'key'],
  PropertyDefinition: ['value', 'key'],
}

function nameFor(node: Node, field: string, text: string): string | undefined {
  const [value, name] = naming[node.type] ?? []
  if (field !== value || name === undefined) return undefined
  return textOf(Reflect.get(node, name) as Node, text).replace(/^(['"])(.*)\1$/, '$2')
}

const textOf = ({ start, end }: Node, text: string): string => text.slice(start, end)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
