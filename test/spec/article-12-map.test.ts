// docs/article-12.md against the treaty, the profiles and the sources of the tests: no paragraph without a mechanism, no claim without a test.
import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { profiles } from '../../gateway/profiles/all.ts'
import { strip } from '../support/source.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/article-12.md', root), 'utf8')

/** Every paragraph of Article 12 and every sub-paragraph with a letter of its own. */
const letters = (paragraph: string, all: string) => [...all].map((letter) => `${paragraph} ${letter}`)
const article = [
  '1.1',
  '1.2',
  '2.1',
  '2.2',
  '3',
  '4.1',
  ...letters('4.1', 'abcdef'),
  '4.2',
  ...letters('5.1', 'abcdef'),
  '5.2',
  '5.3',
  '6.1',
  ...letters('6.1', 'abcde'),
  '6.2',
  '7.1',
  ...letters('7.1', 'abcde'),
  '7.2',
  '8',
  '9.1',
  '9.2',
  ...letters('10', 'abcdefgh'),
  '11.1',
  ...letters('11.1', 'abc'),
  '11.2',
  '12.1',
  '12.2',
]

const rows = page
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
const claims = rows.flatMap(([paragraph = '', , shown = '']) =>
  [...shown.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ paragraph, file, title })),
)

t.test('every paragraph of Article 12 has one row, in order, with no empty cell', async (t) => {
  t.same(
    rows.map(([paragraph]) => paragraph),
    article,
  )
  for (const row of rows) {
    const [paragraph = ''] = row
    t.equal(row.length, 3, paragraph)
    for (const cell of row) t.match(cell, /\S/, paragraph)
  }
})

t.test('every row is shown by a test that exists', async (t) => {
  for (const [paragraph = '', , shown = ''] of rows) {
    t.ok(
      claims.some((claim) => claim.paragraph === paragraph),
      `${paragraph} names a test`,
    )
    t.notMatch(shown.replaceAll(/`[^`]+` “[^”]+”(, )?/g, ''), /\S/, `${paragraph} names nothing else`)
  }
  const texts = new Map<string, readonly string[]>()
  for (const { paragraph, file, title } of claims) {
    const path = new URL(file, root)
    if (!existsSync(path)) {
      t.fail(`${paragraph}: there is no ${file}`)
      continue
    }
    if (!texts.has(file)) texts.set(file, strip(readFileSync(path, 'utf8')).texts)
    const found = texts.get(file) ?? []
    // A title made of pieces shows them with "…" in between.
    for (const piece of title.split('…').filter(Boolean))
      t.ok(found.includes(piece), `${paragraph}: ${file} has “${piece}”`)
  }
})

t.test('every message that is named exists, and every paragraph that a message names stands here', async (t) => {
  const types = new Set([...profiles.values()].flatMap(({ messages }) => Object.keys(messages)))
  const other = new Set(['voluntary-disclosure', 'not-required', 'bulla profile show'])
  for (const [paragraph = '', says = ''] of rows)
    for (const [, name = ''] of says.matchAll(/`([^`]+)`/g))
      t.ok(types.has(name) || other.has(name), `${paragraph}: ${name}`)
  for (const { name, messages } of profiles.values())
    for (const [type, { paragraphs }] of Object.entries(messages))
      for (const paragraph of paragraphs)
        t.ok(
          article.some((each) => each === paragraph || each.startsWith(`${paragraph} `)),
          `${name} ${type}: ${paragraph}`,
        )
})

t.test('a message that carries out a paragraph is named in its row', async (t) => {
  const tfa12 = profiles.get('tfa12')
  for (const [type, { paragraphs }] of Object.entries(tfa12?.messages ?? {}))
    if (paragraphs.length > 0)
      t.ok(
        rows.some(([, says = '']) => says.includes(`\`${type}\``)) || silent.has(type),
        `${type}: ${paragraphs.join(', ')}`,
      )
})

/** Messages of the product rather than of the treaty: it says nothing of them. */
const silent = new Set(['ack', 'withdraw', 'reopen'])
