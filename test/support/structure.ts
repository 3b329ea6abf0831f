// The shape of the house as a whole: no circle of files, no room that is too full, no function longer than a screen, no export that nothing imports.
import type { Graph } from './imports.ts'
import type { Source } from './source.ts'

/** Most entries (files and folders) of one room; a room that lists a kind of exchange, one file a message, is as long as its list. */
export const mostEntries = 14
const listings = ['gateway/profiles/tfa12']

/** Most lines of one function, without those of the functions declared in it. A table in it may be as long as it is. */
export const mostFunctionLines = 60

/** Every way in which the sources taken together leave the agreed shape, one sentence each. @param users sources that may use an export too: tests, scripts, demo. */
export const structureFaults = (graph: Graph, users: Graph = []): string[] => [
  ...circles(graph).map((files) => `a circle of files: ${[...files, files[0]].join(' → ')}`),
  ...fullRooms(graph),
  ...graph.flatMap(longFunctions),
  ...idleExports(graph, users),
  ...graph.flatMap(piecedPorts),
]

/** Each circle of imports once, types too, as the files that lie on it. */
export function circles(graph: Graph): string[][] {
  const targets = new Map(graph.map((source) => [source.path, ownImports(source)]))
  const state = new Map<string, 'open' | 'done'>()
  const found: string[][] = []
  const trail: string[] = []
  const visit = (path: string) => {
    state.set(path, 'open')
    trail.push(path)
    for (const target of targets.get(path) ?? []) {
      if (state.get(target) === 'open') found.push(trail.slice(trail.indexOf(target)))
      else if (targets.has(target) && !state.has(target)) visit(target)
    }
    trail.pop()
    state.set(path, 'done')
  }
  for (const path of targets.keys()) if (!state.has(path)) visit(path)
  return found
}

/** Exports that nobody imports by name, and no file takes as a whole. What only a test imports counts: internals may be tested. */
function idleExports(graph: Graph, users: Graph): string[] {
  const used = new Set<string>()
  for (const { path, imports } of [...graph, ...users])
    for (const { specifier, names = ['*'] } of imports)
      if (specifier.startsWith('.')) for (const name of names) used.add(`${resolve(path, specifier)} ${name}`)
  return graph.flatMap(({ path, exports }) =>
    used.has(`${path} *`)
      ? []
      : exports
          .filter((name) => !used.has(`${path} ${name}`))
          .map((name) => `${path} exports ${name}, which nothing imports`),
  )
}

const ownImports = ({ path, imports }: Source): string[] =>
  imports.flatMap(({ specifier }) => (specifier.startsWith('.') ? [resolve(path, specifier)] : []))

export function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

function fullRooms(graph: Graph): string[] {
  const entries = new Map<string, Set<string>>()
  for (const { path } of graph) {
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth += 1) {
      const room = parts.slice(0, depth).join('/')
      const inside = entries.get(room) ?? new Set<string>()
      entries.set(room, inside.add(parts[depth] ?? ''))
    }
  }
  return [...entries].flatMap(([room, { size }]) =>
    size > mostEntries && !listings.includes(room) ? [`${room}/ has ${size} entries; ${mostEntries} is the most`] : [],
  )
}

/** A flow that is given single methods of the store, where a duty of it has a name. */
const piecedPorts = ({ path, code }: Source): string[] =>
  path.startsWith('gateway/flows/') && /\b(?:Pick|Omit)<\s*\w*Store\b/.test(code)
    ? [`${path} takes a piece of the store; it takes a duty of it (gateway/ports)`]
    : []

/** A step of the schema that was released stays as it is, however long it was. */
const released = 'adapters/store/dialect/migrations/'

function longFunctions({ path, code }: Source): string[] {
  if (path.startsWith(released)) return []
  return functionsIn(code).flatMap(({ name, lines }) =>
    lines > mostFunctionLines
      ? [`${path} has a function ${name} of ${lines} lines; ${mostFunctionLines} is the most`]
      : [],
  )
}

interface Body {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Functions with their own lines: blank ones, those of functions within, and those of lists and tables of more than a few lines do not count. */
export function functionsIn(code: string): { name: string; lines: number }[] {
  const bodies = bodiesIn(code)
  return bodies.map(({ name, start, end }) => {
    const within = bodies.filter((other) => other.start > start && other.end < end)
    let own = ''
    for (let at = start; at <= end; at += 1) {
      const inner = within.find((other) => other.start === at)
      if (inner) at = inner.end
      own += code[at]
    }
    return { name, lines: own.split('\n').filter((line) => line.trim() !== '').length }
  })
}

const control = ['if', 'for', 'while', 'switch', 'catch', 'with']

function bodiesIn(code: string): Body[] {
  const bodies: Body[] = []
  for (const match of code.matchAll(/=>\s*\{/g)) {
    const start = match.index + match[0].length - 1
    const before = code.slice(Math.max(0, match.index - 300), match.index)
    const name = [...before.matchAll(/(?:const|let)\s+(\w+)|(\w+)\s*[:=]\s*(?:async\s*)?\(/g)].at(-1)
    bodies.push({ name: name?.[1] ?? name?.[2] ?? '(nameless)', start, end: matching(code, start) })
  }
  for (const match of code.matchAll(/(?<![.\w$])(?:function\s*\*?\s*)?([A-Za-z_$][\w$]*)\s*(?:<[^(){};]*>)?\s*\(/g)) {
    const name = match[1] ?? ''
    if (control.includes(name)) continue
    const close = matching(code, match.index + match[0].length - 1)
    const start = bodyAfter(code, close + 1)
    if (start !== undefined) bodies.push({ name, start, end: matching(code, start) })
  }
  return bodies
}

/** The brace of the body behind parameters, behind the type that is returned too; undefined where there is none. */
function bodyAfter(code: string, from: number): number | undefined {
  let at = from
  while (/\s/.test(code[at] ?? '')) at += 1
  if (code[at] === '{') return at
  if (code[at] !== ':') return undefined
  let before = ':'
  for (at += 1; at < code.length; at += 1) {
    const sign = code[at] ?? ''
    if (/\s/.test(sign)) continue
    if (sign === '{' && !/[:|&<,(=]/.test(before)) return at
    if ('{(['.includes(sign)) {
      at = matching(code, at)
      before = ')'
      continue
    }
    if (sign === ';' || sign === ')' || sign === '}' || (sign === '=' && code[at + 1] !== '>')) return undefined
    before = sign === '>' && before === '=' ? ':' : sign
  }
  return undefined
}

function matching(code: string, open: number): number {
  let depth = 0
  for (let at = open; at < code.length; at += 1) {
    if ('{(['.includes(code[at] ?? '')) depth += 1
    else if ('})]'.includes(code[at] ?? '')) depth -= 1
    if (depth === 0) return at
  }
  return code.length - 1
}
