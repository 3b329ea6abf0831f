// What stands behind each term: the table, what a card may say by it, and what terms may demand.
import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Parser } from 'tap-parser'
import { plainAbout } from '../../../gateway/cli/program/about.ts'
import {
  behindTerms,
  lowered,
  opponents,
  shownClass,
  shownClasses,
  unmetBy,
  weaker,
} from '../../../gateway/model/terms/assurance-classes.ts'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import { assuranceClasses, termNames } from '../../../gateway/model/terms/vocabulary.ts'
import { openReport } from '../../../scripts/report.ts'
import { opensTest } from '../../support/opened-tests.ts'

const root = new URL('../../../', import.meta.url)
const basis: Parameters<typeof defaultTerms>[0] = {
  ...{ provider: 'XB', recipient: 'XA', legalBasis: 'Article 12', matter: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01' },
  ...{ offices: ['XA000101'], purposes: ['VERIFY_VALUE'], localDate: '2026-03-05', defaults: {} },
  protection: { level: 'customs-confidential', description: 'In confidence.', measures: [], law: [] },
}
const titles = globSync('test/**/*.test.ts', { cwd: root })
  .map((file) => readFileSync(new URL(file, root), 'utf8'))
  .join('\n')

t.test('each term says what is done, how far, against whom, and what no machine keeps', async (t) => {
  t.same(Object.keys(behindTerms), termNames)
  for (const [term, { kept, beyond }] of Object.entries(behindTerms)) {
    t.match(beyond, /\.$/, term)
    for (const { does, as, against, tests } of kept) {
      t.match(does, /\.$/, term)
      t.ok(against.length > 0 && against.every((each) => Object.hasOwn(opponents, each)), `${term}: against whom`)
      if (as === 'E') t.notOk(against.includes('own-operator'), `${term}: nothing is E against whoever runs it`)
      if (as === 'E' || as === 'D') t.ok(tests.length > 0, `${term}: ${as} is shown by a test`)
      for (const title of tests) t.ok(opensTest(titles, title), `${term}: there is a test "${title}"`)
    }
  }
})

t.test('a test that is skipped, left for later or of a longer title shows nothing', async (t) => {
  t.equal(opensTest("  t.test(\n    'a read is kept [R1]',\n    { timeout: 9 }, run)", 'a read is kept [R1]'), true)
  for (const text of [
    "t.test('a read is kept [R1]', { skip: true }, run)",
    "t.test('a read is kept [R1]', { timeout: 9, todo: 'later' }, run)",
    "t.skip('a read is kept [R1]', run)",
    "t.test('a read is kept [R1] [R2]', run)",
    '// a read is kept [R1]',
  ])
    t.equal(opensTest(text, 'a read is kept [R1]'), false, text)

  // As the runner hears it of a file.
  const report = openReport()
  const parser = new Parser()
  report.watch(parser)
  const one = (title: string, end: string) => [
    `    # Subtest: ${title}`,
    '        ok 1 - it does',
    '        1..1',
    `    ok ${end}`,
  ]
  const said = [
    ...['TAP version 14', '# Subtest: test/one.test.ts'],
    ...one('kept', '1 - kept # time=3ms'),
    ...one('later', '2 - later # TODO'),
    ...['    ok 3 - skipped # SKIP', '    1..3', 'ok 1 - test/one.test.ts # time=4ms', '1..1'],
  ]
  parser.end(`${said.join('\n')}\n`)
  t.same([...report.passed()], ['kept'])
})

t.test('default terms demand no more than a default card declares [R19b]', async (t) => {
  const { assurance } = plainAbout({
    ...{ name: 'XA', trustDomain: 'xa.example', endpoint: 'https://gateway.xa.example/' },
    ...{ office: 'HQ', email: 'contact@xa.example', timeZone: 'UTC', languages: ['en'] },
  })
  t.same(unmetBy(defaultTerms(basis).terms, assurance), [])
  t.same(assurance, shownClasses())
})

t.test('a card says no more than is shown, and less where it is told to', async (t) => {
  for (const term of termNames)
    for (const as of assuranceClasses) t.same(lowered({ [term]: as }), { [term]: weaker(as, shownClass(term)) })
  t.same(lowered({ blockchain: 'E' }), { blockchain: 'L' }, 'what is no term of ours is a legal duty and no more')
  t.same(lowered({}), {})
})

t.test('what is demanded and not declared is named; what is left out is declared by nobody', async (t) => {
  for (const demanded of assuranceClasses)
    for (const declared of assuranceClasses) {
      const unmet = unmetBy([{ term: 'retention', assurance: demanded }], { retention: declared })
      const less = assuranceClasses.indexOf(declared) > assuranceClasses.indexOf(demanded)
      t.same(
        unmet,
        less ? [{ term: 'retention', demanded, declared }] : [],
        `${demanded} demanded, ${declared} declared`,
      )
    }
  t.same(unmetBy([{ term: 'export', assurance: 'A' }], { retention: 'E' }), [
    { term: 'export', demanded: 'A', declared: 'L' },
  ])
})
