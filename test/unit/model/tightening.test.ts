import t from 'tap'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import { tightens } from '../../../gateway/model/terms/tightening.ts'
import type { Term, Terms } from '../../../gateway/model/terms/vocabulary.ts'
import { termNames } from '../../../gateway/model/terms/vocabulary.ts'

const matter = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const terms: Terms = defaultTerms({
  provider: 'XB',
  recipient: 'XA',
  legalBasis: 'Article 12',
  protection: {
    level: 'customs-confidential',
    description: 'In confidence.',
    measures: ['encrypted at rest'],
    law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
  },
  offices: ['XA000101', 'XA000102'],
  purposes: ['VERIFY_VALUE', 'VERIFY_ORIGIN'],
  matter,
  localDate: '2026-03-05',
  defaults: { retentionDays: 100, export: 'sealed', evidenceExcluded: ['criminal-investigation'] },
})
const but = (name: string, changes: object | null, of = terms): Terms => ({
  ...of,
  terms: of.terms.flatMap((row) => (row.term !== name ? [row] : changes ? [{ ...row, ...changes } as Term] : [])),
})
const indexOf = (name: string) => terms.terms.findIndex(({ term }) => term === name)

t.test('the same terms are as tight as they were', async (t) => {
  t.same(tightens(terms, structuredClone(terms)), [])
})

t.test('tighter terms are taken', async (t) => {
  for (const [name, changes] of [
    ['recipients', { offices: ['XA000101'] }],
    ['recipients', { offices: [] }],
    ['recipients', { assurance: 'E' }],
    ['purpose', { purposes: ['VERIFY_VALUE'] }],
    ['retention', { until: '2026-05-01' }],
    ['retention', { reviewOn: '2026-04-01' }],
    ['retention', { after: { event: 'case-closed', days: 10 } }],
    ['disposal', { withinDays: 1 }],
    ['disposal', { method: 'destroy-media' }],
    ['feedback', { withinDays: 1 }],
    ['feedback', { useReports: 'at-close' }],
    ['evidence', { excluded: ['criminal-investigation', 'judicial-proceeding'] }],
    ['export', { mode: 'view' }],
    ['export', { marking: 'XB CUSTOMS' }],
    ['breach', { firstNoticeHours: 24, fullReportDays: 10 }],
    ['protection', { measures: ['encrypted at rest', 'two persons'] }],
    ['deciding', { assurance: 'D' }],
  ] as const)
    t.same(tightens(terms, but(name, changes)), [], `${name} ${JSON.stringify(changes)}`)
  t.same(tightens(but('disclosure', null), terms), [], 'a term that only limits may be added')
  t.same(tightens(but('retention', null), terms), [], 'an end where there was none')
  const more = {
    ...terms,
    protection: { ...terms.protection, measures: [...terms.protection.measures, 'two persons'] },
  }
  t.same(tightens(terms, more), [], 'more measures')
})

t.test('whatever is looser is a fault, with its field and its paragraph', async (t) => {
  for (const [name, changes, field, paragraph] of [
    ['recipients', { offices: ['XA000101', 'XA000103'] }, 'offices', '5.1 b'],
    ['recipients', { assurance: 'L' }, 'assurance', '5.1 b'],
    ['purpose', { purposes: ['VERIFY_VALUE', 'VERIFY_QUANTITY'] }, 'purposes', '5.1 b'],
    ['purpose', { matter: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d99' }, 'matter', '5.1 b'],
    ['disclosure', { forbidden: ['public'] }, 'forbidden', '5.1 c'],
    ['retention', { until: '2026-06-14' }, 'until', '5.1 e'],
    ['retention', { until: undefined, after: { event: 'case-closed', days: 1 } }, 'until', '5.1 e'],
    ['retention', { hold: true }, 'hold', '5.1 e'],
    ['disposal', { withinDays: 31 }, 'withinDays', '5.1 e'],
    ['disposal', { certificate: false }, 'certificate', '5.1 e'],
    ['disposal', { method: 'return' }, 'method', '5.1 e'],
    ['feedback', { withinDays: 31 }, 'withinDays', '5.1 f'],
    ['evidence', { excluded: [] }, 'excluded', '6.2'],
    ['analytics', { forbidden: ['profiling'] }, 'forbidden', '5.1 b'],
    ['export', { mode: 'open' }, 'mode', '5.1 c'],
    ['breach', { firstNoticeHours: 73 }, 'firstNoticeHours', '11.1'],
    ['breach', { fullReportDays: 31 }, 'fullReportDays', '11.1'],
    ['protection', { measures: [] }, 'measures', '5.1 a'],
  ] as const)
    t.match(
      tightens(terms, but(name, changes)),
      [{ field: `/terms/${indexOf(name)}/${field}`, paragraph }],
      `${name} ${JSON.stringify(changes)}`,
    )
  const marked = but('export', { marking: 'XB CUSTOMS' })
  t.match(tightens(marked, terms), [{ field: `/terms/${indexOf('export')}/marking` }])
  const counted = but('retention', { after: { event: 'case-closed', days: 10 } })
  t.match(tightens(counted, terms), [{ field: `/terms/${indexOf('retention')}/after` }])
  t.match(tightens(counted, but('retention', { after: { event: 'decision-final', days: 10 } })), [
    { message: /case-closed/ },
  ])
  const reviewed = but('retention', { reviewOn: '2026-04-01' })
  t.match(tightens(reviewed, terms), [{ field: `/terms/${indexOf('retention')}/reviewOn` }])
})

t.test('a term that stood there is not left out', async (t) => {
  for (const name of termNames)
    t.match(tightens(terms, but(name, null)), [{ field: '/terms', message: new RegExp(`leave out ${name}`) }], name)
})

t.test('a term that allows something where nothing was allowed loosens', async (t) => {
  for (const [name, field] of [
    ['recipients', 'offices'],
    ['purpose', 'purposes'],
    ['evidence', 'excluded'],
    ['export', 'mode'],
  ] as const)
    t.match(tightens(but(name, null), terms), [{ field: `/terms/${indexOf(name)}/${field}` }], name)
})

t.test('parties, basis and level of protection stay as they were', async (t) => {
  for (const [changes, field] of [
    [{ provider: 'XC' }, '/provider'],
    [{ recipient: 'XC' }, '/recipient'],
    [{ legalBasis: 'another' }, '/legalBasis'],
    [{ protection: { ...terms.protection, level: 'public' } }, '/protection/level'],
    [{ protection: { ...terms.protection, description: 'Less.' } }, '/protection/description'],
    [{ protection: { ...terms.protection, measures: [] } }, '/protection/measures'],
    [{ protection: { ...terms.protection, law: [] } }, '/protection/law'],
  ] as const)
    t.match(tightens(terms, { ...terms, ...changes } as Terms), [{ field }], field)
})

t.test(
  'tightening twice is tightening: what holds from one to two and from two to three holds from one to three',
  async (t) => {
    const second = but('retention', { until: '2026-05-01' })
    const third = but('export', { mode: 'view' }, second)
    t.same([tightens(terms, second), tightens(second, third), tightens(terms, third)], [[], [], []])
  },
)

t.test('uses that are reported unasked are reported no less often after an amendment', async (t) => {
  const daily = but('feedback', { useReports: 'daily' })
  t.same(tightens(daily, but('feedback', { useReports: 'each-read' })), [])
  for (const changes of [{ useReports: 'at-close' }, {}])
    t.match(tightens(daily, but('feedback', changes)), [
      { field: `/terms/${indexOf('feedback')}/useReports`, message: /at least as often as daily/ },
    ])
})
