// The sentences in which the doors refuse, in every language. English is what the API answers and stands where it is said; the
// catalogue knows each of them by its words.
import t, { type Test } from 'tap'
import { languages } from '../../../gateway/model/client/language.ts'
import { catalogues } from '../../../gateway/words/catalogues.ts'
import { said } from '../../../gateway/words/said.ts'
import { type Detail, detailsIn } from '../../support/details.ts'

/** What nobody foresaw: whoever meets it is told by its title, and its detail is for whoever mends it. */
const unforeseen = "'internal'"

/** Never at the desk: the log and the command line say it of a certificate that is asked for, or a partner's gateway is told. */
const notAtTheDesk = ['adapters/issuer/', 'gateway/flows/upkeep/renew.ts', 'gateway/model/limits/limits.ts']

/** What somebody else said, and stands as the English that it is. */
const ofOthers: readonly string[] = [
  'adapters/partner/answers.ts > message',
  'gateway/flows/between/cards/decide-cards.ts > error.message',
  'gateway/flows/between/cards/heard.ts > cause.message',
  'gateway/flows/between/cards/made.ts > error.message',
  'gateway/flows/between/cards/waiting-cards.ts > error.message',
  'gateway/flows/delivering/absences.ts > cause.message',
  'gateway/flows/receiving/check-statement.ts > misleadingIn(name)',
  'gateway/flows/trust/accept-card.ts > sayable(error)',
  'gateway/flows/trust/peer.ts > cause.message',
  'gateway/flows/trust/peer.ts > stands.reason',
  'gateway/flows/trust/revocation/exchange.ts > cause.message',
]

/** What another place of ours said, which has its test below, in said.test.ts, or nothing to show. */
const ofOurs: readonly string[] = [
  'adapters/store/faults.ts > message',
  'gateway/doors/console/pages/compose/composition.ts > view.notLegal[type]',
  'gateway/doors/event-stream.ts > full',
  'gateway/doors/national/openapi/openapi.ts > fix',
  'gateway/flows/content/restored.ts > whyRestored(deps.store, row)',
  'gateway/flows/content/restored.ts > whyRestored(store, row)',
  'gateway/flows/persons/answers.ts > error.message',
  'gateway/flows/receiving/check-case.ts > whyOverLimits({ store, maxSkewMs: limits.maxSkewMs }, held.agreement, known, statement, nowMs)',
  'gateway/flows/releasing/admit.ts > reason',
  'gateway/flows/sending/weigh.ts > state.reasons[base.id]',
  'gateway/flows/trust/clock.ts > amiss()',
]

/** Sentences of ours that end in what a check, an engine or a partner said: shown as English, but where that has a text. */
const aroundOthers: readonly string[] = [
  'this is no add-checkpoint request: {}',
  'this is no question for what is held: {}',
  'the body cannot be read: {}',
  'the partner has a newer card, which does not vouch for it: {}',
  'unreadable',
  '{} answered without a valid receipt: ',
  '{} answered without a valid receipt: {}',
  '{}; suspend the one that is wrong until its words were compared',
  '{}; two persons decide on this card here',
]

/** Of a form or a query: any of what `explained.ts` says, after the place where it is. */
const ofShapes: readonly string[] = ['{} at {} {}', '{} {}']

const inner = 'its terms are not accepted'

/** The same of faults, which have a test below or in said.test.ts. */
const ofOurFaults: readonly string[] = [
  'gateway/doors/console/pages/compose/form-page.ts > refused.message',
  'gateway/model/profile/shape.ts > explained({ keyword, params, found, node })',
  'gateway/model/terms/tightening.ts > why',
  'gateway/profiles/export-declaration/differences.ts > message',
  'gateway/profiles/tfa12/close.ts > factorProblem(said)',
  "gateway/profiles/tfa12/close.ts > whyUnverifiedDecides(state, said, 'requesting')",
  'gateway/profiles/tfa12/close.ts > undefined',
  'gateway/profiles/tfa12/response-rules.ts > each',
  'gateway/profiles/tfa12/response-rules.ts > message',
  'gateway/profiles/tfa12/supplement.ts > next.illegal',
  'gateway/profiles/use/ending/breach.ts > whyNotGiven(state, id, from ?? (by ? otherRole[by] : phase.decides))',
  'gateway/profiles/use/ending/disposal.ts > message',
  'gateway/profiles/use/ending/still-held.ts > message',
  'gateway/profiles/use/feedback/outcome.ts > factorProblem(each)',
  'gateway/profiles/use/feedback/outcome.ts > whyUnverifiedDecides(state, { ...each, deciding }, from ?? phase.decides)',
  "gateway/profiles/use/given.ts > whyNotHeld(state, id, holder ?? (by ? otherRole[by] : 'requesting'), unless)",
]

type Key = keyof (typeof catalogues)['en']['said']
const rows = Object.keys(catalogues.en.said) as Key[]
const wordsOf = (text: string): string => text.replaceAll(/\{\w*\}/g, '{}').replaceAll(/\ban? \{\}/g, '{}')

const found = detailsIn(['gateway/**/*.ts', 'adapters/**/*.ts', 'crypto/webauthn/*.ts'])
const all = found.filter(({ made }) => made === 'Problem')
const faults = found.filter(({ made, path }) => made === 'Fault' && !/^gateway\/(?:words|answers)\//.test(path))
const shown = all.filter(
  ({ path, code }) => code !== unforeseen && notAtTheDesk.every((each) => !path.startsWith(each)),
)

t.test('every sentence that refuses has a row of its own, which is found for it in each language [17]', async (t) => {
  const told = new Set(shown.flatMap(({ faults, sentences }) => (faults ? [] : sentences)))
  const excused = new Set([...aroundOthers, ...ofShapes])
  t.ok(
    all.length > 400 && told.size > 300,
    `${all.length} refusals, ${shown.length} at the desk, ${told.size} sentences`,
  )
  t.same(
    [...told].filter((each) => !excused.has(each) && rowFor(each) === undefined),
    [],
    'sentences without a row: write them into gateway/words/languages, or say above why not',
  )
  t.same(
    [...excused].filter((each) => !told.has(each) || rowFor(each) !== undefined),
    [],
    'and none is excused in vain',
  )
  for (const sentence of told) demandFound(t, sentence)
})

t.test('whatever is wrong with a field of a form has a row of its own too [17]', async (t) => {
  const told = new Set(faults.flatMap(({ sentences }) => sentences))
  t.ok(told.size > 100, `${faults.length} faults, ${told.size} sentences`)
  t.same(
    [...told].filter((each) => rowFor(each) === undefined),
    ['{} is missing; give it, or declare an inability for {} with a reason (4.2)'],
  )
  for (const what of ['the export declaration', 'the persons concerned', 'a reference to the law on penalties'])
    t.type(
      said(`${what} is missing; give it, or declare an inability for 4.1 with a reason (4.2)`, 'es'),
      'string',
      what,
    )
  for (const sentence of told) demandFound(t, sentence)
})

function demandFound(t: Pick<Test, 'equal'>, sentence: string): void {
  const row = rowFor(sentence)
  if (row === undefined) return
  const [example, values] = exampleOf(sentence, row)
  for (const language of languages.filter((each) => each !== 'en'))
    t.equal(said(example, language), filled(row, values, language), `${language}: ${example}`)
}

t.test('what is handed on is known by its place', async (t) => {
  t.same(handedOnBy(shown), [...ofOthers, ...ofOurs].sort())
  t.same(handedOnBy(faults), [...ofOurFaults].sort())
})

t.test('what a passkey is refused for has a text in each language [17]', async (t) => {
  const told = new Set(
    found.filter(({ path }) => path.startsWith('crypto/webauthn/')).flatMap(({ sentences }) => sentences),
  )
  t.ok(told.size > 20, `${told.size} sentences`)
  t.same(
    [...told].filter((each) => rowFor(each) === undefined),
    [],
  )
})

t.test('a sentence that was put into another one and has no text leaves the whole in English', async (t) => {
  t.equal(said('the terms deny it: nobody wrote this down', 'fr'), undefined)
  t.equal(
    said('the terms deny it: the terms name no purpose', 'fr'),
    'les conditions le refusent : les conditions ne nomment aucune fin',
  )
  t.equal(said('item 7 stays closed: '.repeat(400), 'es'), undefined, 'and one within the other has an end')
})

t.test('days, instants and numbers are written as the language has them', async (t) => {
  t.equal(
    said('agreement A1 is in force from 2026-01-02 until 2027-03-04', 'fr'),
    'l’accord A1 est en vigueur du 2 janvier 2026 au 4 mars 2027',
  )
  t.match(
    said('this was put before the person at 2026-12-01T10:20:30.000Z, expected within ten minutes before now', 'es'),
    /el 1 de diciembre de 2026.* 10:20:30 UTC;/,
  )
  t.equal(said('an item may have 104857600 octets at most', 'es'), 'un documento tiene como máximo 104.857.600 octetos')
  t.equal(
    said(
      'XB keeps less than the terms demand: retention (E demanded, A declared), audit (D demanded, L declared); the agreement lets nothing be given then',
      'fr',
    )?.includes('exigé'),
    true,
  )
})

t.test('what does not fit a query is said in each language, and a hostile one costs little', async (t) => {
  t.equal(said('the query at /limit must be at most 200, found a larger number', 'fr'), '/limit doit être au plus 200')
  t.equal(said('the path at /id is missing', 'es'), '/id falta')
  t.equal(said(`the query at /${'a at b: '.repeat(5_000)}`, 'fr'), undefined)
})

const handedOnBy = (details: readonly Detail[]): string[] =>
  [
    ...new Set(
      details.flatMap(({ path, handedOn }) => handedOn.map((each) => `${path} > ${each.replaceAll(/\s+/g, ' ')}`)),
    ),
  ].sort()

function rowFor(sentence: string): Key | undefined {
  const own = rows.find((row) => wordsOf(row) === wordsOf(sentence))
  if (own !== undefined || sentence.includes('{}')) return own
  // One of several that differ by a number or the name of a field.
  return rows.find((row) => {
    const pieces = row.split(/\{\w+\}/).map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    return pieces.length > 1 && new RegExp(`^${pieces.join(String.raw`[\w/-]+`)}$`).test(sentence)
  })
}

/** With something put in for each value, and a sentence where one stands. */
function exampleOf(sentence: string, row: Key): [example: string, values: ReadonlyMap<string, string>] {
  const holes = [...row.matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole ?? '')
  const form = new RegExp(
    `^${row
      .split(/\{\w+\}/)
      .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('(.+?)')}$`,
  )
  let put = 0
  const example = sentence.replaceAll('{}', () => (holes[put++] === 'said' ? inner : `x${put}y`))
  const [, ...values] = form.exec(example) ?? []
  return [example, new Map(holes.map((hole, at) => [hole, values[at] ?? '']))]
}

function filled(row: Key, values: ReadonlyMap<string, string>, language: (typeof languages)[number]): string {
  return catalogues[language].said[row].replaceAll(/\{(\w+)\}/g, (_, hole: string) =>
    hole === 'said'
      ? (said(inner, language) ?? '')
      : /^\d+$/.test(values.get(hole) ?? '')
        ? new Intl.NumberFormat(language).format(Number(values.get(hole)))
        : (values.get(hole) ?? ''),
  )
}
