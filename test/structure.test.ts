import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { uuid } from '../crypto/shapes.ts'
import { uuidPattern } from '../gateway/model/profile/shape.ts'
import { graphOf } from './support/imports.ts'
import { circles, functionsIn, mostEntries, mostFunctionLines, structureFaults } from './support/structure.ts'

const root = new URL('../', import.meta.url)
const read = (pattern: string) =>
  graphOf(
    globSync(pattern, { cwd: root, exclude: ['node_modules/**'] })
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .map((path) => [path, readFileSync(new URL(path, root), 'utf8')] as const),
  )

t.test(
  'the house keeps its shape: no circle, no full room, no function longer than a screen, no idle export',
  async (t) => {
    const sources = read('{disk,client,config,crypto,gateway,adapters}/**/*.ts')
    const users = read('{bin,scripts,demo,deploy,test,docs/examples}/**/*.{ts,mjs}')
    t.ok(sources.length > 300 && users.length > 150, `${sources.length} and ${users.length} files were read`)
    for (const fault of structureFaults(sources, users)) t.fail(fault)
  },
)

t.test('a circle of files is found, of types too', async (t) => {
  const graph = graphOf([
    ['gateway/a.ts', "import { b } from './b.ts'"],
    ['gateway/b.ts', "import type { C } from './deep/c.ts'"],
    ['gateway/deep/c.ts', "import { type A } from '../a.ts'"],
    ['gateway/d.ts', "import { b } from './b.ts'"],
  ])
  t.same(circles(graph), [['gateway/a.ts', 'gateway/b.ts', 'gateway/deep/c.ts']])
  t.match(structureFaults(graph), [
    /a circle of files: gateway\/a.ts → gateway\/b.ts → gateway\/deep\/c.ts → gateway\/a.ts/,
  ])
  t.same(
    circles(
      graphOf([
        ['gateway/a.ts', "import './b.ts'"],
        ['gateway/b.ts', 'const a = 1'],
      ]),
    ),
    [],
  )
})

t.test('a flow that takes pieces of the store is found', async (t) => {
  const flow = (type: string) => graphOf([['gateway/flows/views/due.ts', `type Deps = { store: ${type} }`]])
  t.same(structureFaults(flow('CasesStore & KeepingStore')), [])
  for (const type of [`Pick<Store, 'tally'>`, `Omit<KeepingStore, 'tally'>`])
    t.match(structureFaults(flow(type)), [/takes a piece of the store/], type)
})

t.test('a room that is too full is found', async (t) => {
  const files = (room: string, count: number) =>
    graphOf(Array.from({ length: count }, (_, at) => [`${room}/file-${at}.ts`, ''] as const))
  t.same(structureFaults(files('gateway/flows/sending', mostEntries)), [])
  t.same(structureFaults(files('gateway/flows/sending', mostEntries + 1)), [
    `gateway/flows/sending/ has ${mostEntries + 1} entries; ${mostEntries} is the most`,
  ])
  t.same(structureFaults(files('gateway/profiles/tfa12', 40)), [], 'a listing is as long as it is')
})

t.test('a function longer than a screen is found, however it is written', async (t) => {
  const lines = (count: number) => 'x()\n'.repeat(count)
  const long = mostFunctionLines + 1
  for (const text of [
    `function f(a: { b: string }): Promise<{ c: string }> {\n${lines(long)}}`,
    `const f = async (a = {}) => {\n${lines(long)}}`,
    `const o = { f(a) {\n${lines(long)}} }`,
    `const o = { async f<T>(a: T): Promise<void> {\n${lines(long)}} }`,
  ])
    t.match(structureFaults(graphOf([['gateway/a.ts', text]])), [/has a function \w+ of \d+ lines/], text.slice(0, 60))
  const table = `export const rows = {\n${'  a: 1,\n'.repeat(200)}}`
  t.same(functionsIn(graphOf([['gateway/a.ts', table]])[0]?.code ?? ''), [], 'a table is no function')
  const nested = `function f() {\n${lines(40)}  function g() {\n${lines(40)}}\n}`
  t.same(structureFaults(graphOf([['gateway/a.ts', nested]])), [], 'what is declared within counts for itself')
})

t.test('an export that nothing imports is found', async (t) => {
  const made: readonly [string, string] = [
    'gateway/a.ts',
    'export const a = 1\nexport interface B {}\nexport function c() {}',
  ]
  t.same(
    structureFaults(graphOf([made])),
    ['a', 'B', 'c'].map((name) => `gateway/a.ts exports ${name}, which nothing imports`),
  )
  const user = (text: string) => graphOf([['test/a.test.ts', text]])
  t.same(structureFaults(graphOf([made]), user("import { a, type B, c as d } from '../gateway/a.ts'")), [])
  t.same(structureFaults(graphOf([made]), user("import * as all from '../gateway/a.ts'")), [])
  t.same(structureFaults(graphOf([made]), user("import { a } from '../gateway/b.ts'")).length, 3)
  t.same(structureFaults(graphOf([made]), user("const { a } = await import('../gateway/a.ts')")).length, 2)
  t.same(structureFaults(graphOf([made]), user("(await import('../gateway/a.ts')).c()")).length, 2)
  t.same(structureFaults(graphOf([made]), user("type T = import('../gateway/a.ts').B")).length, 2)
  t.same(structureFaults(graphOf([made]), user("const all = await import('../gateway/a.ts')")), [], 'all of it')
  for (const [text, names] of [
    ['const a = 1\nexport { a }', ['a']],
    ['const a = 1\nexport { a as b, a as c }', ['b', 'c']],
    ['interface A {}\nexport type { A }', ['A']],
    ['export default function () {}', ['default']],
    ['export const { a, b: c, d = 1 } = made', ['a', 'c', 'd']],
    ['export const [a, b] = made', ['a', 'b']],
    ['export enum A { x }', ['A']],
    ['export const enum A { x }', ['A']],
    ['export declare const a: string', ['a']],
    ['export abstract class A {}', ['A']],
    ['export function* a() {}', ['a']],
  ] as const)
    t.same(
      structureFaults(graphOf([['gateway/a.ts', text]])),
      names.map((name) => `gateway/a.ts exports ${name}, which nothing imports`),
      text,
    )
})

t.test('the threat model and the architecture page name files that are there, and each attack once', async (t) => {
  const files = globSync('{disk,client,config,crypto,gateway,adapters,test}/**/*', { cwd: root })
  for (const page of ['threat-model', 'architecture']) {
    const text = readFileSync(new URL(`docs/${page}.md`, root), 'utf8')
    for (const [, path = ''] of text.matchAll(/`([\w/.-]+\.ts)`/g))
      t.ok(
        files.some((file) => file === path || file.endsWith(`/${path}`)),
        `${page}: ${path}`,
      )
    const rows = [...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, attack]) => attack)
    t.same(
      rows.filter((row, at) => rows.indexOf(row) !== at && !/^-+$/.test(row ?? '')),
      [],
      `${page}: rows given twice`,
    )
  }
})

t.test('a span of time that has a name is written nowhere else', async (t) => {
  // Each with why the number stands there too, or who takes it away.
  const allowed = [
    'crypto/instants.ts',
    // model knows no crypto, and this is what a clock is believed, which may come to differ.
    'gateway/model/clock.ts',
    // Still to do: the gauges are being rewritten.
    'gateway/flows/views/gauges.ts',
  ]
  const spans = /\b(?:300_000|86_400_000|5 \* 60 \* 1_?000|24 \* 60 \* 60 \* 1_?000)\b/
  t.ok(spans.test('const maxSkewMs = 300_000') && spans.test('const dayMs = 24 * 60 * 60 * 1000'))
  const house = read('{disk,client,config,crypto,gateway,adapters}/**/*.ts')
  t.same(
    house.filter(({ path, code }) => spans.test(code) && !allowed.includes(path)).map(({ path }) => path),
    [],
  )
})

t.test('what several rooms speak of is defined once', async (t) => {
  const house = read('{disk,client,config,crypto,gateway,adapters}/**/*.ts')
  const textIn = (text: string) =>
    house.map(({ path }) => path).filter((path) => readFileSync(new URL(path, root), 'utf8').includes(text))
  // Neither room may know the other, so the pattern of an id stands once in each.
  t.same(textIn('-7[0-9a-f]{3}-[89ab]'), ['crypto/shapes.ts', 'gateway/model/profile/shape.ts'])
  t.match(uuid, { pattern: uuidPattern }, 'and is the same in both')
  const pages = house.filter(
    ({ path, code }) => path.startsWith('gateway/flows/') && /\bpage\.next; ?\)?|= page\.next\b/.test(code),
  )
  t.same(
    pages.map(({ path }) => path),
    // Still to do: due.ts is being rewritten.
    ['gateway/flows/cases/every-case.ts', 'gateway/flows/views/due.ts'],
    'pages of cases are turned in one place',
  )
})

t.test('words that the field has another one for are no names here', async (t) => {
  // Each with the word of the field.
  const words: Readonly<Record<string, string>> = {
    lookAt: 'probe',
    lookUpBy: 'collect',
    LookJob: 'wake',
    consider: 'check … if due',
    sift: 'judge',
    telling: 'report, reminder',
    happening: 'evidence draft',
  }
  const named = (code: string) =>
    Object.keys(words).filter((word) =>
      new RegExp(
        `\\b(?:const|let|function|interface|type)\\s+${word}|^\\s+(?:readonly |async )?${word}\\w*\\(.*[:{]\\s*`,
        'm',
      ).test(code),
    )
  t.same(named('function lookAtStore() {}'), ['lookAt'])
  t.same(named('interface Log {\n  consider(log: Log): void\n}'), ['consider'])
  t.same(named('const telling = 1'), ['telling'])
  // Still to do: being rewritten.
  const later = ['gateway/start/upkeep/rounds.ts']
  const house = read('{disk,client,config,crypto,gateway,adapters}/**/*.ts')
  t.same(
    house
      .filter(({ path, code }) => !later.includes(path) && named(code).length > 0)
      .map(({ path, code }) => `${path} ${named(code)}`),
    [],
  )
})
