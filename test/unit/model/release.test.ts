import fc from 'fast-check'
import t from 'tap'
import { addresseeOf, nameDigest } from '../../../gateway/model/terms/addressee.ts'
import type { Acceptance, Clearance, HeldPermission } from '../../../gateway/model/terms/openings.ts'
import type { ReleaseAsk } from '../../../gateway/model/terms/release.ts'
import { decideRelease } from '../../../gateway/model/terms/release.ts'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import type { Term, Terms } from '../../../gateway/model/terms/vocabulary.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)

const matter = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const terms: Terms = defaultTerms({
  provider: 'XB',
  recipient: 'XA',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  protection: { level: 'customs-confidential', description: 'In confidence.', measures: [], law: [] },
  offices: ['XA000101', 'XA000102'],
  purposes: ['VERIFY_VALUE', 'VERIFY_OTHER'],
  matter,
  localDate: '2026-03-05',
  defaults: { retentionDays: 100, marking: 'XB CUSTOMS' },
})
const ask: ReleaseAsk = {
  reader: 'a.officer',
  office: 'XA000101',
  purpose: 'VERIFY_VALUE',
  matter,
  nowDay: '2026-04-01',
  release: 'view',
  acceptance: { state: 'accepted', closed: false, opens: 'accepted', standing: false },
  cite: (paragraph) => `12.${paragraph}`,
}
/** The terms with one row changed, or taken out. */
const but = (name: string, changes: object | null): Terms => ({
  ...terms,
  terms: terms.terms.flatMap((row) => (row.term !== name ? [row] : changes ? [{ ...row, ...changes } as Term] : [])),
})
const open = but('export', { mode: 'open' })
const after = { until: undefined, after: { event: 'case-closed', days: 10 } }

t.test('[rule 8] deny', async (t) => {
  for (const [what, given, changes, term, paragraph] of [
    ['no reader is named', terms, { reader: ' ' }, 'recipients', '5.1 b'],
    ['the office is not named', terms, { office: 'XA000999' }, 'recipients', '5.1 b'],
    ['no office is named at all', but('recipients', null), {}, 'recipients', '5.1 b'],
    ['another purpose', terms, { purpose: 'VERIFY_ORIGIN' }, 'purpose', '5.1 b'],
    ['a purpose nobody knows', terms, { purpose: 'CURIOSITY' }, 'purpose', '5.1 b'],
    ['another matter', terms, { matter: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d99' }, 'purpose', '5.1 b'],
    ['no purpose is named at all', but('purpose', null), {}, 'purpose', '5.1 b'],
    ['the day after retention ended', terms, { nowDay: '2026-06-14' }, 'retention', '5.1 e'],
    [
      'retention counted from closing ended',
      but('retention', after),
      { events: { 'case-closed': '2026-03-20' }, nowDay: '2026-03-31' },
      'retention',
      '5.1 e',
    ],
    [
      'a legal hold delays disposal, not the end of reading',
      but('retention', { hold: true }),
      { nowDay: '2026-06-14' },
      'retention',
      '5.1 e',
    ],
    ['a sealed copy where only a view is allowed', terms, { release: 'sealed' }, 'export', '5.1 c'],
    [
      'an open copy where a sealed one is allowed',
      but('export', { mode: 'sealed' }),
      { release: 'open' },
      'export',
      '5.1 c',
    ],
    ['a copy where no row speaks of export', but('export', null), { release: 'sealed' }, 'export', '5.1 c'],
    ['disclosure', terms, { use: 'disclose' }, 'disclosure', '5.1 c'],
    ['disclosure where no row speaks of it', but('disclosure', null), { use: 'disclose' }, 'disclosure', '5.1 c'],
    ['use as evidence', terms, { use: 'evidence' }, 'evidence', '6.2'],
    ['use as evidence where no row speaks of it', but('evidence', null), { use: 'evidence' }, 'evidence', '6.2'],
    ['analytics', terms, { use: 'analytics' }, 'analytics', '5.1 b'],
  ] as const)
    t.match(decideRelease(given, { ...ask, ...changes }), { verdict: 'deny', term, paragraph, reason: /\w/ }, what)
})

t.test('allow', async (t) => {
  for (const [what, given, changes] of [
    ['the named office, the purpose, the matter', terms, {}],
    ['another named office', terms, { office: 'XA000102' }],
    ['the last day of retention', terms, { nowDay: '2026-06-13' }],
    ['an event that has not happened starts no period', but('retention', after), { nowDay: '2036-01-01' }],
    [
      'the last day of a period after an event',
      but('retention', after),
      { events: { 'case-closed': '2026-03-20' }, nowDay: '2026-03-30' },
    ],
    ['less than the most that is allowed', open, { release: 'sealed' }],
    ['the most that is allowed', open, { release: 'open' }],
    ['use as evidence where the agreement excludes nothing', but('evidence', { excluded: [] }), { use: 'evidence' }],
    ['a level that is at least the same', terms, { protectionEqual: true }],
  ] as const)
    t.match(decideRelease(given, { ...ask, ...changes }), { verdict: 'allow' }, what)
})

t.test('ask: a person decides', async (t) => {
  for (const [what, given, changes, term] of [
    ['VERIFY_OTHER', terms, { purpose: 'VERIFY_OTHER' }, 'purpose'],
    ['from the day of review', but('retention', { reviewOn: '2026-04-01' }), {}, 'retention'],
    ['no level here protects the same', terms, { protectionEqual: false }, 'protection'],
  ] as const)
    t.match(decideRelease(given, { ...ask, ...changes }), { verdict: 'ask', term }, what)
})

t.test('one denial overrides everything, also an open question', async (t) => {
  const doubly = { ...ask, purpose: 'VERIFY_OTHER', protectionEqual: false, nowDay: '2027-01-01' }
  t.match(decideRelease(terms, doubly), { verdict: 'deny', term: 'retention' })
})

t.test('obligations are told with their paragraph', async (t) => {
  const said = (changes: object = {}) => {
    const decision = decideRelease(terms, { ...ask, ...changes })
    return decision.verdict === 'allow' ? decision.obligations.join('\n') : ''
  }
  t.match(said(), /unverified: this may not be the deciding factor \(12\.5\.1 d\)/)
  t.notMatch(said({ verified: 'verified' }), /unverified/)
  t.match(said({ verified: 'corrected' }), /corrected by the provider: read the correction/)
  t.match(said({ verified: 'withdrawn' }), /withdrawn by the provider as wrong: do not rely on it/)
  t.match(said(), /keep no longer than 2026-06-13 \(12\.5\.1 e\)/)
  t.match(said(), /mark with: XB CUSTOMS \(12\.5\.1 c\)/)
  t.match(said(), /not as evidence in: criminal-investigation/)
  t.match(said(), /use solely for VERIFY_VALUE in this matter \(12\.5\.1 b\)/)
})

t.test('taking a row out never allows what it denied, unless the row itself was the limit', async (t) => {
  const asks = fc.record({
    reader: fc.constantFrom('a.officer', ''),
    office: fc.constantFrom('XA000101', 'XA000999'),
    purpose: fc.constantFrom('VERIFY_VALUE', 'VERIFY_ORIGIN', 'VERIFY_OTHER'),
    matter: fc.constantFrom(matter, 'another'),
    nowDay: fc.constantFrom('2026-04-01', '2027-01-01'),
    release: fc.constantFrom('view', 'sealed', 'open'),
    use: fc.constantFrom('view', 'disclose', 'evidence', 'analytics', 'decide'),
    acceptance: fc.constant(ask.acceptance),
  }) as fc.Arbitrary<ReleaseAsk>
  const rows = terms.terms.map(({ term }) => term).filter((term) => term !== 'retention')
  fc.assert(
    fc.property(asks, fc.constantFrom(...rows), (question, name) => {
      const before = decideRelease(terms, question)
      const less = decideRelease(but(name, null), question)
      return before.verdict !== 'deny' || less.verdict === 'deny'
    }),
    { seed, numRuns: 500 },
  )
  t.pass('holds: what no term allows is denied')
})

const fiu = { target: 'other-agency', to: nameDigest('FIU of XA') } as const
const court = { kind: 'judicial-proceeding', sha256: nameDigest('file 7/2026') } as const
const item = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02'
const permission = (scope: HeldPermission['scope'], changes: Partial<HeldPermission> = {}): HeldPermission => ({
  id: 'p1',
  asked: { ...scope, items: [item] },
  verdict: 'granted',
  scope,
  items: [item],
  used: 0,
  ...changes,
})

t.test('[rule 8] a permission takes away exactly the denial that it covers', async (t) => {
  const cases: readonly (readonly [string, object, HeldPermission['scope']])[] = [
    ['another purpose', { purpose: 'VERIFY_ORIGIN' }, { purposes: ['VERIFY_ORIGIN'] }],
    ['another office', { office: 'XA000999' }, { offices: ['XA000999'] }],
    ['a disclosure', { use: 'disclose', target: 'other-agency', recipient: 'FIU of XA' }, { disclosure: [fiu] }],
    [
      'a proceeding',
      { use: 'evidence', proceeding: 'judicial-proceeding', proceedingName: 'file 7/2026' },
      { proceedings: [court] },
    ],
  ]
  for (const [what, changes, scope] of cases) {
    const question = { ...ask, item, ...changes }
    const decide = (...permissions: HeldPermission[]) => decideRelease(terms, { ...question, permissions })
    t.match(decide(), { verdict: 'deny' }, `${what} without`)
    t.match(decide(permission(scope)), { verdict: 'allow', permissions: ['p1'] }, `${what} with a permission`)
    for (const [name, , otherScope] of cases)
      if (otherScope !== scope)
        t.match(decide(permission(otherScope)), { verdict: 'deny' }, `${what} with one for ${name}`)
    t.match(decide(permission(scope, { items: ['another'] })), { verdict: 'deny' }, `${what}: another item`)
    t.match(decide(permission(scope, { until: '2026-03-31' })), { verdict: 'deny' }, `${what}: the day after its end`)
    t.match(decide(permission(scope, { until: '2026-04-01' })), { verdict: 'allow' }, `${what}: on its last day`)
    t.match(decide(permission(scope, { uses: 2, used: 2 })), { verdict: 'deny' }, `${what}: used up`)
    t.match(decide(permission(scope, { uses: 2, used: 1 })), { verdict: 'allow' }, `${what}: one use left`)
    for (const verdict of ['asked', 'denied', 'revoked'] as const)
      t.match(decide(permission(scope, { verdict })), { verdict: 'deny' }, `${what}: ${verdict}`)
    t.match(decideRelease(terms, { ...question, item: 'another', permissions: [permission(scope)] }), {
      verdict: 'deny',
    })
    const spent = permission(scope, { id: 'p0', uses: 1, used: 1 })
    t.match(decide(spent, permission(scope)), { verdict: 'allow', permissions: ['p1'] }, `${what}: the one that holds`)
  }
})

t.test('what no permission gives: another matter, more time, another form, analytics', async (t) => {
  const everything = permission({
    purposes: ['VERIFY_ORIGIN'],
    offices: ['XA000999'],
    disclosure: [fiu],
    proceedings: [court],
  })
  for (const changes of [
    { matter: 'another' },
    { nowDay: '2026-06-14' },
    { release: 'open' as const },
    { use: 'analytics' as const },
    { reader: ' ' },
    { use: 'disclose' as const },
    { use: 'evidence' as const },
  ])
    t.match(
      decideRelease(terms, { ...ask, item, permissions: [everything], ...changes }),
      { verdict: 'deny' },
      JSON.stringify(changes),
    )
})

t.test('an ordinary release uses no permission up; one for two things is used once', async (t) => {
  const both = permission({ purposes: ['VERIFY_ORIGIN'], offices: ['XA000999'] })
  t.match(decideRelease(terms, { ...ask, item, permissions: [both] }), { verdict: 'allow', permissions: [] })
  const answer = decideRelease(terms, {
    ...ask,
    item,
    purpose: 'VERIFY_ORIGIN',
    office: 'XA000999',
    permissions: [both],
  })
  t.same(answer.verdict === 'allow' && answer.permissions, ['p1'])
  t.match(
    answer.verdict === 'allow' && answer.obligations.join(),
    /as the permission p1 allows, and no further \(12\.5\.1 b\)/,
  )
})

t.test('[rule 7] a use to decide comes with its factor statement', async (t) => {
  const decide = (changes: object) => decideRelease(terms, { ...ask, use: 'decide', ...changes })
  const removed = (...reliedOn: string[]) => ({ factor: { decision: 'doubt-removed', reliedOn } })
  t.match(decide({}), { verdict: 'deny', term: 'deciding', paragraph: '5.1 d', reason: /factor statement/ })
  t.match(decide(removed('unverified')), {
    verdict: 'deny',
    term: 'deciding',
    reason: /may not be the deciding factor/,
  })
  t.match(decide({ factor: { decision: 'doubt-removed' } }), { verdict: 'deny' })
  t.match(decide(removed('own-findings')), { verdict: 'deny' })
  t.match(decide({ factor: { decision: 'doubt-confirmed', reliedOn: ['unverified'] } }), { verdict: 'allow' })
  t.match(decide({ ...removed('verified'), verified: 'verified' }), { verdict: 'allow' })
  t.match(decide({ ...removed('verified'), verified: 'corrected' }), { verdict: 'allow' })
  t.match(decide({ ...removed('verified'), verified: 'withdrawn' }), { verdict: 'deny', reason: /withdrew/ })
})

t.test('the same question has the same answer', async (t) => {
  const { cite: _, ...plain } = ask
  t.same(decideRelease(terms, plain), decideRelease(structuredClone(terms), structuredClone(plain)))
})

t.test('what is not verified never decides that the doubt is removed, whatever else is named [R10]', async (t) => {
  for (const reliedOn of [['verified'], ['verified', 'own-findings'], ['unverified', 'own-findings'], ['own-findings']])
    t.match(
      decideRelease(terms, { ...ask, use: 'decide', factor: { decision: 'doubt-removed', reliedOn } }),
      { verdict: 'deny', term: 'deciding', paragraph: '5.1 d' },
      reliedOn.join(),
    )
  const confirmed = { decision: 'doubt-confirmed', reliedOn: ['unverified'] }
  t.match(decideRelease(terms, { ...ask, use: 'decide', factor: confirmed }), { verdict: 'allow' })
})

const acceptance = (changes: Partial<Acceptance>): Acceptance => ({ ...ask.acceptance, state: 'open', ...changes })

t.test('without an acceptance nothing opens; what was given to be answered is read for that alone [R13]', async (t) => {
  const answering = but('purpose', { purposes: ['ANSWER_REQUEST', 'VERIFY_VALUE'] })
  const [toAnswer, forAnswer] = [{ opens: 'to-answer' }, { purpose: 'ANSWER_REQUEST' }] as const
  for (const [what, changes, more, verdict] of [
    ['no answer yet', {}, {}, 'deny'],
    ['no answer yet, read to answer', {}, forAnswer, 'deny'],
    ['accepted', { state: 'accepted' }, {}, 'allow'],
    ['a standing acceptance', { standing: true }, {}, 'allow'],
    ['unable', { state: 'unable', closed: true }, {}, 'deny'],
    ['unable under a standing acceptance', { state: 'unable', closed: true, standing: true }, {}, 'deny'],
    ['unable, and opened by its provider', { state: 'unable' }, {}, 'allow'],
    ['accepted after an inability [A6]', { state: 'accepted', closed: true }, {}, 'deny'],
    [
      'amended after an inability, under a standing acceptance [A6]',
      { state: 'open', closed: true, standing: true },
      {},
      'deny',
    ],
    ['given to be answered', toAnswer, forAnswer, 'allow'],
    ['given to be answered, for another purpose', toAnswer, {}, 'deny'],
    ['given to be answered, and accepted', { ...toAnswer, state: 'accepted' }, {}, 'allow'],
    ['given to be answered, and unable', { ...toAnswer, closed: true }, forAnswer, 'deny'],
    ['answered as its profile says', { ...toAnswer, answers: ['VERIFY_VALUE'] }, {}, 'allow'],
    ['for what its profile does not say', { ...toAnswer, answers: ['VERIFY_VALUE'] }, forAnswer, 'deny'],
  ] as const)
    t.match(
      decideRelease(answering, { ...ask, acceptance: acceptance(changes), ...more }),
      verdict === 'deny' ? { verdict, term: 'acceptance', paragraph: '5.1' } : { verdict },
      what,
    )
})

t.test('a permission for one recipient or proceeding is none for another [R7]', async (t) => {
  const to = (target: 'third-member' | 'other-agency', recipient: string) =>
    permission({ disclosure: [{ target, to: addresseeOf(target, recipient) }] })
  const pass = (target: string, recipient: string | undefined, given: HeldPermission) =>
    decideRelease(terms, {
      ...ask,
      ...{ item, use: 'disclose', target, permissions: [given] },
      ...(recipient !== undefined && { recipient }),
    } as ReleaseAsk).verdict
  t.equal(pass('third-member', 'XC', to('third-member', 'XC')), 'allow')
  t.equal(pass('third-member', 'XD', to('third-member', 'XC')), 'deny', 'another member')
  t.equal(pass('third-member', undefined, to('third-member', 'XC')), 'deny', 'nobody is named')
  t.equal(pass('other-agency', 'XC', to('third-member', 'XC')), 'deny', 'the same word for another kind')
  t.equal(pass('other-agency', 'Ministry  of Finance', to('other-agency', 'ministry of finance ')), 'allow')
  t.equal(pass('other-agency', 'Ministry of the Interior', to('other-agency', 'Ministry of Finance')), 'deny')
  const courtOnly = permission({ proceedings: [court] })
  const use = (changes: object) =>
    decideRelease(terms, { ...ask, item, use: 'evidence', permissions: [courtOnly], ...changes }).verdict
  const kind = { proceeding: 'judicial-proceeding' }
  t.equal(use({ ...kind, proceedingName: 'FILE 7/2026' }), 'allow')
  t.equal(use({ ...kind, proceedingName: 'file 8/2026' }), 'deny', 'another proceeding')
  t.equal(use(kind), 'deny', 'none is named')
  t.equal(use({ proceeding: 'criminal-investigation', proceedingName: 'file 7/2026' }), 'deny', 'of another kind')
})

t.test('two ways of writing a name are one name, two names are two [R7]', async (t) => {
  const same = ['Straße der Behörde', ' STRASSE  DER\tBEHÖRDE', 'strasse der beho\u0308rde', 'Straße der Behörde']
  t.equal(new Set(same.map(nameDigest)).size, 1)
  t.equal(nameDigest('ΟΔΟΣ'), nameDigest('οδος'))
  t.equal(nameDigest('District Court'), '10eb952f6b8cf98455ddbcea922737d753947081969a7bb59238193268d67eb0')
  t.not(nameDigest('District Court of XA, file 7/2026'), nameDigest('District Court of XA, file 8/2026'))
})

const clearance = (changes: Partial<Clearance> = {}): Clearance => ({
  ...{ id: 'c1', reader: 'a.officer', use: 'view', purpose: 'VERIFY_OTHER', term: 'purpose' },
  ...{ until: '2026-04-30', uses: 2, used: 0 },
  ...changes,
})

t.test(
  'an open question is answered for this reader, use, purpose and term, with an end and a count [R16]',
  async (t) => {
    const decide = (given: Clearance, changes: object = {}, of = terms) =>
      decideRelease(of, { ...ask, purpose: 'VERIFY_OTHER', ...changes, clearances: [given] })
    t.match(decide(clearance()), {
      verdict: 'allow',
      clearances: ['c1'],
      permissions: [],
      limited: [{ id: 'c1', used: 0, uses: 2 }],
    })
    const cleared = decide(clearance())
    t.match(
      cleared.verdict === 'allow' && cleared.obligations.join(),
      /as a second person decided in c1, and no further/,
    )
    for (const [what, changes] of [
      ['another reader', { reader: 'b.officer' }],
      ['another use', { use: 'compare' }],
      ['another purpose', { purpose: 'VERIFY_VALUE' }],
      ['another term', { term: 'retention' }],
      ['the day after its end', { until: '2026-03-31' }],
      ['used up', { used: 2 }],
    ] as const)
      t.match(decide(clearance(changes)), { verdict: 'ask', term: 'purpose' }, what)
    t.match(decide(clearance({ until: '2026-04-01', used: 1 })), { verdict: 'allow' }, 'the last use on the last day')
    t.match(decide(clearance(), { release: 'open' }, open), { verdict: 'ask' }, 'what is seen does not leave by it')
    t.match(decide(clearance({ release: 'open' }), { release: 'open' }, open), { verdict: 'allow' })
    const reviewed = but('retention', { reviewOn: '2026-04-01' })
    const [review, level] = [
      { purpose: 'VERIFY_VALUE', term: 'retention' },
      { purpose: 'VERIFY_VALUE', term: 'protection' },
    ] as const
    t.match(decide(clearance(review), { purpose: 'VERIFY_VALUE' }, reviewed), { verdict: 'allow' }, 'a review')
    t.match(
      decide(clearance(level), { purpose: 'VERIFY_VALUE', protectionEqual: false }),
      { verdict: 'allow' },
      'a level',
    )
    t.match(
      decide(clearance(), {}, reviewed),
      { verdict: 'ask', term: 'retention' },
      'each question has its own answer',
    )
    t.match(decide(clearance(review), { purpose: 'VERIFY_VALUE', nowDay: '2026-06-14' }, reviewed), { verdict: 'deny' })
  },
)

t.test('a permission for the purpose leaves the question that the purpose asks [R16]', async (t) => {
  const without = but('purpose', { purposes: ['VERIFY_VALUE'] })
  const other = { ...ask, item, purpose: 'VERIFY_OTHER', permissions: [permission({ purposes: ['VERIFY_OTHER'] })] }
  t.match(decideRelease(without, other), { verdict: 'ask', term: 'purpose' })
  t.match(decideRelease(without, { ...other, clearances: [clearance()] }), {
    verdict: 'allow',
    permissions: ['p1'],
    clearances: ['c1'],
  })
})

t.test(
  'what is limited is named with the count that was seen, so that it is used by compare-and-swap [R8]',
  async (t) => {
    const purposes = { purposes: ['VERIFY_ORIGIN'] }
    const decide = (...permissions: HeldPermission[]) =>
      decideRelease(terms, { ...ask, item, purpose: 'VERIFY_ORIGIN', permissions })
    const once = permission(purposes, { id: 'once', uses: 1, used: 0 })
    t.match(decide(once), { permissions: ['once'], limited: [{ id: 'once', used: 0, uses: 1 }] })
    t.match(decide(once, permission(purposes)), { permissions: ['p1'], limited: [] }, 'one without a limit goes before')
    t.match(decide({ ...once, used: 1 }), { verdict: 'deny' })
  },
)

t.test('paragraphs are cited as the profile does, else the legal basis is [R28]', async (t) => {
  const { cite: _, ...plain } = ask
  const said = (decision: ReturnType<typeof decideRelease>) =>
    decision.verdict === 'allow' ? decision.obligations.join('\n') : ''
  t.notMatch(said(decideRelease({ ...terms, legalBasis: 'Customs Union Code, art. 5' }, plain)), /12\./)
  t.match(
    said(decideRelease({ ...terms, legalBasis: 'Customs Union Code, art. 5' }, plain)),
    /\(Customs Union Code, art\. 5\)/,
  )
  t.match(said(decideRelease(terms, ask)), /\(12\.5\.1 b\)/)
})
