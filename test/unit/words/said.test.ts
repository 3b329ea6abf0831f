// What flows and profiles say in English, on pages in other languages.
import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { languages } from '../../../gateway/model/client/language.ts'
import { consoleWords } from '../../../gateway/words/console-words.ts'
import { dutyIn, said } from '../../../gateway/words/said.ts'
import { englishIn } from '../../support/console/english.ts'

const root = new URL('../../../', import.meta.url)
const literal = /'((?:[^'\\\n]|\\.)+)'|`((?:[^`\\$]|\\.|\$\{[^}`]*\})+)`/.source

/** Sentences after these words in these files, with something put in where a value stands. */
function sentences(pattern: string, before: string, within = /^.*$/s): string[] {
  const found = globSync(pattern, { cwd: root }).flatMap((path) => {
    const text = within.exec(readFileSync(new URL(path, root), 'utf8'))?.[0] ?? ''
    return [...text.matchAll(new RegExp(`(?:${before})\\s*(?:${literal})`, 'g'))].map(
      ([, plain, put]) => plain ?? (put ?? '').replaceAll(/\$\{[^}]*\}/g, 'x'),
    )
  })
  return [...new Set(found)].filter((each) => each.includes(' '))
}

t.test('what denies, and what a reader must observe, stands in every language [17]', async (t) => {
  const all = [
    ...sentences('gateway/model/terms/release.ts', 'deny:|deny =|ask:|oblige:|askOther ='),
    ...sentences('gateway/model/terms/openings.ts', '[?:] '),
    ...sentences('gateway/flows/releasing/decide.ts', 'reason:|leftBehind ='),
  ]
  t.ok(all.length > 30, `${all.length} sentences`)
  for (const language of languages)
    for (const each of all) t.type(said(`${each} (12.5.1 b)`, language), 'string', `${language}: ${each}`)
})

/** Words that stand within another sentence. */
const partOf = [
  'the other member cannot keep the terms',
  'a legal hold ends earlier than was said',
  'a hold keeps it',
  'is not among the lines compared',
]

t.test('why a message has no place stands in every language [17]', async (t) => {
  const all = [
    ...sentences('gateway/case/legality.ts', 'return|\\?|:'),
    ...sentences('gateway/profiles/use/given.ts', '\\?', /nothingGiven.*?whyNotGiven/s),
    ...sentences('gateway/{profiles,case}/**/*.ts', 'return|\\?|illegal:|illegal =')
      .map((each) => each.replace(/: x$/, ': nothing is opened'))
      .filter((each) => /^\w.* \S+ /.test(each) && !partOf.includes(each)),
  ]
  t.ok(all.length > 10, `${all.length} sentences`)
  for (const each of all)
    for (const language of languages) t.type(said(each, language), 'string', `${language}: ${each}`)
})

t.test('what other places say, and a refusal hands on, stands in every language [17]', async (t) => {
  const all = [
    ...sentences('gateway/flows/content/restored.ts', 'return').filter((each) => !each.includes('is not believed')),
    ...sentences('gateway/flows/receiving/case-limits.ts', 'return'),
    ...sentences('gateway/doors/{national/routes/events,console/pages/live}.ts', 'full:'),
    ...sentences('gateway/flows/trust/clock.ts', 'return', /function amiss.*?function look/s),
    ...sentences('adapters/store/faults.ts', 'message:|unusable\\(|named\\(storeFailed,'),
    ...sentences('gateway/model/terms/factor.ts', 'return |:'),
    ...sentences('gateway/profiles/use/feedback/deciding.ts', 'return'),
    ...sentences('gateway/profiles/use/given.ts', 'return|\\?'),
    ...sentences('gateway/profiles/use/ending/disposal.ts', "'hold',|'keysDestroyed',"),
    ...sentences('gateway/profiles/tfa12/{supplement,items}.ts', 'return|illegal:|\\?|&&'),
    ...sentences('gateway/model/terms/tightening.ts', "', "),
    ...sentences('adapters/partner/faults.ts', 'found:')
      .map((each) => each.replace('it shows x', 'it shows no certificate'))
      .filter((each) => !each.endsWith(': x')),
    ...[7_000, -7_000].map(
      (ms) => `the clock is 7 s ${ms > 0 ? 'ahead of' : 'behind'} what was reckoned since it was last believed`,
    ),
  ]
  t.ok(all.length > 20, `${all.length} sentences`)
  for (const each of all)
    for (const language of languages) t.type(said(each, language), 'string', `${language}: ${each}`)
})

t.test('what a reader must observe holds no code, in English neither', async (t) => {
  const codes = [
    'use solely for ANSWER_REQUEST in this matter (12.5.1 b)',
    'do not disclose to other-agency, trader (12.5.1 c)',
  ]
  t.same(
    codes.map((each) => dutyIn(each, 'en')),
    [
      'use solely for: Answer the request, in this matter (12.5.1 b)',
      'do not disclose to: Another agency, The trader (12.5.1 c)',
    ],
  )
  for (const language of languages)
    for (const each of codes) t.notMatch(dutyIn(each, language), /ANSWER_REQUEST|other-agency/, language)
  t.equal(consoleWords('en').duty(codes[0] ?? ''), dutyIn(codes[0] ?? '', 'en'))
})

t.test('what is put in is put in, and what has a name is named', async (t) => {
  t.equal(
    said('use solely for VERIFY_VALUE in this matter (12.5.1 b)', 'fr'),
    'à utiliser uniquement pour : Vérifier la valeur, dans cette affaire (12.5.1 b)',
  )
  t.equal(
    said('keep no longer than 2031-03-04 (12.5.1 e)', 'es'),
    'consérvese como máximo hasta el 4 de marzo de 2031 (12.5.1 e)',
  )
  t.equal(
    said('a response is legal while the case is accepted or partly-answered; it is closed', 'es', 'tfa12'),
    'Respuesta: posible cuando el expediente está en el estado En tramitación o Respuesta parcial; está en el estado Cerrada',
  )
  t.match(
    said('item 7 stays closed: its terms are not accepted', 'fr'),
    /^le document 7 reste fermé.*ses conditions ne sont pas acceptées$/,
  )
  t.equal(
    said('a sentence that nobody has written down', 'fr'),
    undefined,
    'and what has no row is not taken for another',
  )
  t.equal(said('x'.repeat(100_000), 'fr'), undefined)
})

t.test('English that is left on a page is found', async (t) => {
  t.same(englishIn('<p>Nothing is due.</p>', 'fr'), ['Nothing is due.'])
  t.same(englishIn('<p>Rien n’est dû.</p>', 'fr'), [])
})
