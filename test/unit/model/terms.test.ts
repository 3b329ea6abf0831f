import t from 'tap'
import { fits } from '../../../gateway/model/profile/shape.ts'
import { builtInDefaults, defaultTerms, readTerms } from '../../../gateway/model/terms/terms.ts'
import type { TermsDefaults } from '../../../gateway/model/terms/vocabulary.ts'
import { termNames, termsSchema } from '../../../gateway/model/terms/vocabulary.ts'

const matter = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const made = (defaults: TermsDefaults = {}, changes: object = {}) =>
  defaultTerms({
    provider: 'XB',
    recipient: 'XA',
    legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
    protection: {
      level: 'customs-confidential',
      description: 'In confidence.',
      measures: ['encrypted at rest'],
      law: [],
    },
    offices: ['XA000101'],
    purposes: ['VERIFY_VALUE'],
    matter,
    localDate: '2026-03-05',
    defaults,
    ...changes,
  })
/** As it arrives: JSON, changed by the sender. */
const arrived = (changes: object = {}) => JSON.parse(JSON.stringify({ ...made(), ...changes }))
const withTerm = (name: string, changes: object) =>
  arrived({ terms: made().terms.map((term) => (term.term === name ? { ...term, ...changes } : term)) })

t.test('default terms hold all twelve rows and are read as they were made', async (t) => {
  const terms = made()
  t.same(terms.terms.map(({ term }) => term).sort(), [...termNames].sort())
  t.equal(termNames.length, 12)
  t.same(readTerms(arrived()), terms)
  t.ok(fits(termsSchema, arrived()), 'the schema of the OpenAPI document says the same')
})

t.test('the agreement sets what it names, the built-in defaults the rest', async (t) => {
  const { terms } = made({ retentionDays: 10, export: 'sealed', marking: 'XB CUSTOMS', evidenceExcluded: [] })
  t.match(
    terms,
    [
      { term: 'retention', until: '2026-03-15' },
      { term: 'export', mode: 'sealed', marking: 'XB CUSTOMS' },
      { term: 'evidence', excluded: [] },
      { term: 'breach', firstNoticeHours: builtInDefaults.breachFirstNoticeHours },
    ].reduce<object[]>(
      (rows, row) => {
        rows[terms.findIndex(({ term }) => term === row.term)] = row
        return rows
      },
      terms.map(() => ({})),
    ),
  )
})

t.test('the matter is the id of the case: no personal data stands in the statement', async (t) => {
  t.match(
    made().terms.find(({ term }) => term === 'purpose'),
    { matter },
  )
  t.throws(() => readTerms(withTerm('purpose', { matter: 'Mr Example’s cartridges' })), {
    code: 'terms-invalid',
    field: '/terms/1/matter',
  })
})

t.test('without offices or purposes the term is left out, and nothing can be released', async (t) => {
  const names = made({}, { offices: [], purposes: [] }).terms.map(({ term }) => term)
  t.notMatch(names.join(' '), /recipients|purpose/)
})

t.test('what is not understood in full is refused, never ignored', async (t) => {
  for (const [what, terms, code, field, says] of [
    [
      'another vocabulary',
      arrived({ vocabulary: 'tfa12/terms/1.0' }),
      'terms-unknown',
      '/vocabulary',
      /tfa12\/terms\/2\.0/,
    ],
    [
      'an unknown term',
      arrived({ terms: [{ term: 'blockchain', paragraph: '5.1 a', assurance: 'E' }] }),
      'terms-unknown',
      '/terms/0/term',
      /"blockchain"/,
    ],
    [
      'a term named like something every object has',
      arrived({ terms: [{ term: 'constructor' }] }),
      'terms-unknown',
      '/terms/0/term',
      /constructor/,
    ],
    [
      'an unknown term in odd letters',
      arrived({ terms: [{ term: '<script>' }] }),
      'terms-unknown',
      '/terms/0/term',
      /^[^<]*$/,
    ],
    ['a term without a name', arrived({ terms: [{}] }), 'terms-invalid', '/terms/0/term', /missing/],
    [
      'a term twice',
      arrived({ terms: [made().terms[0], made().terms[0]] }),
      'terms-invalid',
      '/terms/1/term',
      /stands twice/,
    ],
    ['another member of the object', arrived({ loophole: true }), 'terms-invalid', '/loophole', /is not a field here/],
    [
      'another field of a term',
      withTerm('export', { loophole: true }),
      'terms-invalid',
      '/terms/9/loophole',
      /is not a field here/,
    ],
    ['a permissive default', arrived({ use: 'allow' }), 'terms-invalid', '/use', /must be "deny"/],
    [
      'a wrong paragraph',
      withTerm('recipients', { paragraph: '5.1 a' }),
      'terms-invalid',
      '/terms/0/paragraph',
      /5\.1 b/,
    ],
    [
      'an unknown class',
      withTerm('recipients', { assurance: 'X' }),
      'terms-invalid',
      '/terms/0/assurance',
      /E, D, A, L/,
    ],
    ['no office', withTerm('recipients', { offices: [] }), 'terms-invalid', '/terms/0/offices', /at least 1/],
    [
      'a day that is none',
      withTerm('retention', { until: '2026-02-30' }),
      'terms-invalid',
      '/terms/4/until',
      /real date/,
    ],
    [
      'retention without an end',
      arrived({ terms: [{ term: 'retention', paragraph: '5.1 e', assurance: 'E' }] }),
      'terms-invalid',
      '/terms/0',
      /neither/,
    ],
    ['no protection', arrived({ protection: undefined }), 'terms-invalid', '/protection', /missing/],
    [
      'a provider who is its own recipient',
      arrived({ recipient: 'XB' }),
      'terms-invalid',
      '/recipient',
      /another member/,
    ],
    ['no object', null, 'terms-invalid', '', /must be an object/],
    ['a list', [], 'terms-invalid', '', /must be an object/],
    ['nothing', {}, 'terms-invalid', '/vocabulary', /missing/],
  ] as const)
    t.throws(() => readTerms(JSON.parse(JSON.stringify(terms))), { code, field, message: says }, what)
})
