// What pages load: nothing of a font, a crest or another place in it, every class that our components name, and small.
import { globSync, readFileSync } from 'node:fs'
import { parse } from 'acorn'
import t from 'tap'
import { assetPaths, assets } from '../../../../gateway/doors/console/assets/assets.ts'
import { scriptOf } from '../../../../gateway/doors/console/assets/script.ts'
import { styleSheetOf } from '../../../../gateway/doors/console/assets/style-sheet.ts'

const root = new URL('../../../../', import.meta.url)
const kib = 1024
const textOf = (path: string) => new TextDecoder().decode(assets.get(path)?.octets)
const ofPackage = (name: string) =>
  readFileSync(new URL(import.meta.resolve(`govuk-frontend/dist/govuk/${name}`)), 'utf8')

t.test('a style sheet loses fonts, crest and the components that we do not have, and nothing else', async (t) => {
  const of = (css: string) => styleSheetOf(css).replace(/^:root\{--bulla-family:[^}]*\}|\n$/g, '')
  t.equal(of('@font-face{font-family:GDS Transport;src:url(/a.woff2)}.govuk-body{margin:0}'), '.govuk-body{margin:0}')
  t.equal(of('.govuk-tag,.govuk-tabs__tab:hover,.govuk-hint{margin:0}'), '.govuk-tag,.govuk-hint{margin:0}')
  t.equal(of('.govuk-header{color:red}.govuk-generic-header{color:red}'), '.govuk-generic-header{color:red}')
  t.equal(of('.js .govuk-accordion .govuk-body{margin:0}'), '', 'a part of what we do not have')
  t.equal(of('.govuk-tabsome{margin:0}'), '.govuk-tabsome{margin:0}', 'another name that begins alike')
  t.equal(of('@media print{.govuk-tabs{margin:0}}.govuk-tag:not(.a,.b){margin:0}'), '.govuk-tag:not(.a,.b){margin:0}')
  t.equal(
    of('.govuk-\\!-padding-2{padding:0}.govuk-\\!-margin-bottom-0{margin:0}'),
    '.govuk-\\!-margin-bottom-0{margin:0}',
  )
  t.equal(
    of('@media print{.govuk-tag{font-family:sans-serif}.govuk-hint{font-family:sans-serif;color:red}}'),
    '@media print{.govuk-hint{color:red}}',
  )
  t.equal(of('.a:before{content:"}"}@media screen{.b{margin:0}}'), '.a:before{content:"}"}@media screen{.b{margin:0}}')
  t.equal(
    of('.a{font-family:GDS Transport,arial,sans-serif;-webkit-font-smoothing:antialiased}'),
    '.a{font-family:var(--bulla-family)}',
  )
  t.equal(of('.a{color:var(--govuk-text-colour,#0b0c0c)}'), '.a{color:var(--govuk-text-colour)}')
  for (const broken of ['.a{margin:0', '.a{margin:0}}']) t.throws(() => styleSheetOf(broken), /brace/)
})

t.test('the style sheet asks for nothing, and names every class that the components name', async (t) => {
  const css = textOf(assetPaths.style)
  t.notMatch(css, /url\((?!data:)/, 'nothing is fetched')
  t.notMatch(css, /GDS Transport|@import|crest|@font-face/)
  const named = new Set(css.match(/--[\w-]+(?=:)/g))
  for (const name of css.match(/(?<=var\()--[\w-]+/g) ?? []) if (!named.has(name)) t.fail(`${name} has no value`)
  const whole = ofPackage('govuk-frontend.min.css')
  const has = (sheet: string, name: string) => new RegExp(`\\.${name}(?![\\w-])`).test(sheet)
  const classes = new Set(
    globSync('gateway/doors/console/**/*.ts', { cwd: root })
      .map((path) => readFileSync(new URL(path, root), 'utf8'))
      .flatMap(
        (text) => text.match(/(?<![\w.-])govuk-[a-z]+(?:-[a-z]+)*(?:__[a-z-]+)?(?:--[a-z-]+)?(?![\w$-]|\.min)/g) ?? [],
      ),
  )
  t.ok(classes.size > 80, `${classes.size} classes are named`)
  for (const name of classes)
    if (has(whole, name) && !has(css, name)) t.fail(`a page names ${name}, whose looks are left out`)
  for (const name of ['bulla-conditions', 'bulla-scrolling']) t.ok(has(css, name), name)
})

t.test('the script has the components that we have, and runs nothing that a page forbids', async (t) => {
  const script = textOf(assetPaths.components)
  for (const path of assets.keys())
    if (path.endsWith('.js')) parse(textOf(path), { ecmaVersion: 'latest', sourceType: 'module' })
  t.notMatch(
    script,
    /class (?:Accordion|ExitThisPage|FileUpload|PasswordInput|Radios|Tabs)\b|\bTabs\.|sourceMappingURL/,
  )
  t.match(script, /class ServiceNavigation\b/)
  t.match(script, /createAll\(component, undefined, scope\)/)
  for (const [path, { type }] of assets) {
    if (!type.startsWith('text/javascript')) continue
    t.notMatch(
      textOf(path),
      /innerHTML|outerHTML|insertAdjacentHTML|parseFromString|createContextualFragment|document\.write|\beval\(|new Function|^import /m,
      path,
    )
  }
  const [whole, start] = [ofPackage('govuk-frontend.min.js'), "import { Tabs } from 'govuk-frontend'\n"]
  t.throws(
    () => scriptOf(whole.replaceAll('class PasswordInput ', 'class Password '), start),
    /"class PasswordInput extends " not once/,
  )
  t.throws(() => scriptOf(whole, "import { Carousel } from 'govuk-frontend'\n"), /asks for Carousel/)
  t.throws(() => scriptOf(whole, 'begin()\n'), /asks for nothing/)
})

t.test('what pages load has its digest in its name, and a first page has room beside it', async (t) => {
  for (const [path, { etag, octets, type }] of assets) {
    t.match(path, /^\/console\/assets\/[a-z]+-[\w-]{16}\.(?:css|js)$/)
    t.ok(path.includes(etag.slice(1, -1)), etag)
    t.match(type, path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8')
    t.comment(`${path}: ${octets.length} octets`)
  }
  const bytes = (...paths: readonly string[]) =>
    paths.reduce((sum, path) => sum + (assets.get(path)?.octets.length ?? Number.NaN), 0)
  const first = bytes(assetPaths.style, assetPaths.components, assetPaths.live)
  t.comment(
    `a first page loads ${first} octets; the package alone would be ${ofPackage('govuk-frontend.min.css').length + ofPackage('govuk-frontend.min.js').length}`,
  )
  t.ok(first <= 126 * kib, `${first} octets leave 24 KiB of 150 to the page itself`)
  t.ok(bytes(...assets.keys()) <= 140 * kib)
})
