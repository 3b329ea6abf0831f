// The shape of the house as a whole: no circle of files, no room that is too full, no file or function that is too long, no export without its user.
import { functionsIn } from './functions.ts'
import { type Graph, mostLines } from './imports.ts'
import type { Source } from './source.ts'

/** Most entries (files and folders) of one room; a room that lists a kind of exchange, one file a message, is as long as its list. */
export const mostEntries = 14
const listings = ['gateway/profiles/tfa12', 'adapters/store/dialect/migrations']

/** Most lines of one function, without those of the functions with a name in it: a screen. What is handed on without a name counts. */
export const mostFunctionLines = 60
/** Most lines of one function with all that is declared in it, for factories give an object of closures: two screens. */
export const mostFactoryLines = 120

/** Every way in which the sources taken together leave the agreed shape, one sentence each. @param users sources that may use an export too: tests, scripts, demo. */
export const structureFaults = (graph: Graph, users: Graph = []): string[] => [
  ...circles(graph).map((files) => `a circle of files: ${[...files, files[0]].join(' → ')}`),
  ...fullRooms(graph),
  ...[...graph, ...users.filter(isProduct)].flatMap(longFunctions),
  ...users.filter(isProduct).flatMap(longFiles),
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

/** Tests are no users that something lies in a room of the product for. */
const isProduct = ({ path }: Source): boolean => !path.startsWith('test/')
/** Tests of one thing by itself: of a unit, of the protocol, of the house. */
const isUnitTest = (path: string): boolean => /^test\/(unit|spec)\/|^test\/[^/]+$/.test(path)

/**
 * Exports without the user that they need. The product imports an export by name or with all of its file; or a test of a unit takes what
 * its own file uses too. A type may be named by whatever test calls what it belongs to.
 */
function idleExports(graph: Graph, users: Graph): string[] {
  const takers = new Map<string, Source[]>()
  for (const source of [...graph, ...users])
    for (const { specifier, names = ['*'] } of source.imports)
      if (specifier.startsWith('.'))
        for (const name of names) {
          const key = `${resolve(source.path, specifier)} ${name}`
          takers.set(key, [...(takers.get(key) ?? []), source])
        }
  return graph.flatMap(({ path, exports, code }) =>
    exports.flatMap((name) => {
      const by = [...(takers.get(`${path} *`) ?? []), ...(takers.get(`${path} ${name}`) ?? [])]
      if (by.length === 0) return [`${path} exports ${name}, which nothing imports`]
      if (by.some(isProduct)) return []
      if (!usedAtHome(code, name)) return [`${path} exports ${name}, which only tests use: it lies under test/`]
      return isType(code, name) || by.some((source) => isUnitTest(source.path))
        ? []
        : [`${path} exports ${name} for ${by[0]?.path}, which is no test of a unit`]
    }),
  )
}

/** Named in its own file beyond where it is made and given. */
function usedAtHome(code: string, name: string): boolean {
  const without = code.replaceAll(/(?<![.\w$])export\s+(?:type\s+)?\{[^}]*\}/g, '')
  const word = name.replaceAll('$', '\\$')
  return [...without.matchAll(new RegExp(`(?:\\.\\.\\.|(?<![\\w$.]))${word}(?![\\w$])`, 'g'))].length > 1
}

const isType = (code: string, name: string): boolean =>
  new RegExp(`(?<![.\\w$])(?:interface|type)\\s+${name.replaceAll('$', '\\$')}(?![\\w$])`).test(code)

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

function longFunctions({ path, text }: Source): string[] {
  if (path.startsWith(released)) return []
  return functionsIn(text).flatMap(({ name, own, whole }) => [
    ...(own > mostFunctionLines
      ? [`${path} has a function ${name} of ${own} lines of its own; ${mostFunctionLines} is the most`]
      : []),
    ...(whole > mostFactoryLines
      ? [`${path} has a function ${name} of ${whole} lines with all that is in it; ${mostFactoryLines} is the most`]
      : []),
  ])
}

const longFiles = ({ path, lines }: Source): string[] =>
  lines > mostLines ? [`${path} has ${lines} lines; ${mostLines} is the most`] : []
