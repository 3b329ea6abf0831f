// What holds of the decision for every question and all terms: drawn at random, with the seed printed.
import fc from 'fast-check'
import t from 'tap'
import { nameDigest } from '../../../gateway/model/terms/addressee.ts'
import type { Clearance, HeldPermission } from '../../../gateway/model/terms/openings.ts'
import { decideRelease, type ReleaseAsk } from '../../../gateway/model/terms/release.ts'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import { tightens } from '../../../gateway/model/terms/tightening.ts'
import type { Term, Terms } from '../../../gateway/model/terms/vocabulary.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)
const numRuns = 1_000

const matter = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const item = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02'
const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const part = <T>(...values: readonly T[]) => fc.subarray([...values])
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })

const offices = ['XA000101', 'XA000102'] as const
const purposes = ['VERIFY_VALUE', 'VERIFY_OTHER', 'ANSWER_REQUEST'] as const
const kinds = ['criminal-investigation', 'judicial-proceeding'] as const

const termsAtRandom: fc.Arbitrary<Terms> = fc
  .record({
    offices: part(...offices),
    purposes: part(...purposes),
    retentionDays: some(10, 100),
    reviewOn: maybe(some('2026-03-10', '2026-06-01')),
    mode: some('view' as const, 'sealed' as const, 'open' as const),
    excluded: part(...kinds),
    analytics: part('profiling' as const, 'model-training' as const),
    leftOut: part<string>('evidence', 'analytics', 'export', 'disclosure'),
  })
  .map(({ reviewOn, mode, excluded, analytics, leftOut, ...about }) => {
    const terms = defaultTerms({
      provider: 'XB',
      recipient: 'XA',
      legalBasis: 'Article 12',
      protection: { level: 'customs-confidential', description: 'In confidence.', measures: [], law: [] },
      offices: about.offices,
      purposes: about.purposes,
      matter,
      localDate: '2026-03-05',
      defaults: { retentionDays: about.retentionDays, export: mode, evidenceExcluded: excluded },
    })
    const rows = terms.terms
      .filter(({ term }) => !leftOut.includes(term))
      .map((row): Term => {
        if (row.term === 'retention' && reviewOn !== undefined) return { ...row, reviewOn }
        return row.term === 'analytics' ? { ...row, forbidden: analytics } : row
      })
    return { ...terms, terms: rows }
  })

const permissions = fc
  .record({
    id: some('p1', 'p2', 'p3'),
    verdict: some('asked', 'granted', 'partly', 'denied', 'revoked'),
    scope: fc.record({
      purposes: part(...purposes),
      offices: part(...offices),
      disclosure: part({ target: 'third-member', to: 'XC' }, { target: 'trader', to: nameDigest('file 7') }),
      proceedings: part(...kinds.map((kind) => ({ kind, sha256: nameDigest('file 7') }))),
    }),
    items: some([item], []),
    until: maybe(some('2026-03-31', '2026-04-01')),
    uses: maybe(some(1, 2)),
    used: some(0, 1),
  })
  .map((each) => ({ ...each, asked: { items: [] } })) as unknown as fc.Arbitrary<HeldPermission>

const clearances = fc.record({
  id: some('c1', 'c2', 'c3'),
  reader: some('a.officer', 'b.officer'),
  use: some('view', 'decide'),
  purpose: some(...purposes),
  term: some('purpose', 'retention', 'protection'),
  release: some('view', 'open'),
  until: some('2026-03-31', '2026-12-31'),
  uses: some(1),
  used: some(0, 1),
}) as fc.Arbitrary<Clearance>

const asks = fc
  .record({
    reader: some('a.officer', 'a.officer', 'b.officer', ' '),
    office: some(...offices, 'XA000999'),
    purpose: some(...purposes),
    matter: some(matter, matter, matter, 'another'),
    nowDay: some('2026-03-06', '2026-04-01', '2026-07-01'),
    release: some('view', 'sealed', 'open'),
    use: some('view', 'view', 'disclose', 'evidence', 'analytics', 'decide'),
    item: some(item),
    verified: some('unverified', 'verified', 'corrected', 'withdrawn'),
    target: some('third-member', 'trader'),
    recipient: some('XC', 'XD', 'file 7'),
    proceeding: some(...kinds),
    proceedingName: some('file 7', 'file 8'),
    factor: maybe(
      fc.record({
        decision: some('doubt-removed', 'doubt-confirmed', 'whatever'),
        reliedOn: part('verified', 'unverified', 'own-findings'),
      }),
    ),
    protectionEqual: some(true, true, false),
    acceptance: fc.record({
      state: some('open', 'accepted', 'unable'),
      closed: fc.boolean(),
      opens: some('accepted', 'to-answer'),
      standing: fc.boolean(),
    }),
    permissions: fc.uniqueArray(permissions, { maxLength: 3, selector: ({ id }) => id }),
    clearances: fc.uniqueArray(clearances, { maxLength: 3, selector: ({ id }) => id }),
  })
  .map(({ factor, ...rest }) => ({ ...rest, ...(factor && { factor }) })) as fc.Arbitrary<ReleaseAsk>

const holds = (of: (terms: Terms, ask: ReleaseAsk) => boolean) =>
  fc.assert(fc.property(termsAtRandom, asks, of), { seed, numRuns })
const bare = (ask: ReleaseAsk): ReleaseAsk => ({ ...ask, permissions: [], clearances: [] })
const rank = { deny: 0, ask: 1, allow: 2 } as const

t.test('every verdict comes about, so that what follows is about something', async (t) => {
  const seen = new Set<string>()
  const plain = { use: 'view', release: 'view', matter, reader: 'a.officer' } as const
  const acceptance = { state: 'accepted', closed: false, opens: 'accepted', standing: false } as const
  holds((terms, ask) => {
    seen.add(decideRelease(terms, { ...ask, ...plain, acceptance, office: offices[0] }).verdict)
    return true
  })
  t.same([...seen].sort(), ['allow', 'ask', 'deny'])
})

t.test('nothing is allowed without an acceptance, but to answer what was given to be answered [R13]', async (t) => {
  holds((terms, ask) => {
    if (decideRelease(terms, ask).verdict === 'deny') return true
    const { state, closed, opens, standing } = ask.acceptance
    if (closed) return false
    return state !== 'open' || standing || (opens === 'to-answer' && ask.purpose === 'ANSWER_REQUEST')
  })
  t.pass('holds')
})

t.test('a denial that nothing may take away stands, whatever is permitted and cleared', async (t) => {
  const takenAway: readonly string[] = ['recipients', 'purpose', 'disclosure', 'evidence']
  holds((terms, ask) => {
    const without = decideRelease(terms, bare(ask))
    if (without.verdict !== 'deny') return true
    const decision = decideRelease(terms, ask)
    if (ask.matter !== matter || ask.reader.trim() === '') return decision.verdict === 'deny'
    return takenAway.includes(without.term) || decision.verdict === 'deny'
  })
  t.pass('holds')
})

t.test('no permission opens what it does not name, and none does that is not in force [R7]', async (t) => {
  holds((terms, ask) => {
    const decision = decideRelease(terms, ask)
    if (decision.verdict !== 'allow') return true
    const taken = (ask.permissions ?? []).filter(({ id }) => decision.permissions.includes(id))
    const standing = taken.every(
      ({ verdict, items, until, uses, used }) =>
        (verdict === 'granted' || verdict === 'partly') &&
        items.includes(item) &&
        (until === undefined || ask.nowDay <= until) &&
        (uses === undefined || used < uses),
    )
    if (ask.use !== 'disclose') return standing
    const to = ask.target === 'third-member' ? ask.recipient : nameDigest(ask.recipient ?? '')
    return (
      standing &&
      taken.some(({ scope }) => scope.disclosure?.some((each) => each.target === ask.target && each.to === to))
    )
  })
  t.pass('holds')
})

t.test('no clearance opens what it does not name, and none takes a denial away [R16]', async (t) => {
  holds((terms, ask) => {
    const without = decideRelease(terms, { ...ask, clearances: [] })
    const decision = decideRelease(terms, ask)
    if (without.verdict === 'deny') return decision.verdict === 'deny'
    if (without.verdict === 'allow') return decision.verdict === 'allow' && decision.clearances.length === 0
    if (decision.verdict !== 'allow') return true
    const { reader, use = 'view', purpose, nowDay } = ask
    return (ask.clearances ?? []).some(
      (each) =>
        decision.clearances.includes(each.id) &&
        each.term === without.term &&
        each.reader === reader &&
        each.use === use &&
        each.purpose === purpose &&
        nowDay <= each.until &&
        each.used < each.uses,
    )
  })
  t.pass('holds')
})

t.test('what is not verified never decides that the doubt is removed [R10]', async (t) => {
  const factor = { decision: 'doubt-removed', reliedOn: ['verified', 'own-findings'] }
  holds((terms, ask) => {
    const { verified = 'unverified' } = ask
    const decision = decideRelease(terms, { ...ask, use: 'decide', factor })
    return decision.verdict === 'deny' || verified === 'verified' || verified === 'corrected'
  })
  t.pass('holds')
})

t.test('terms that are tighter never allow more', async (t) => {
  let pairs = 0
  fc.assert(
    fc.property(termsAtRandom, termsAtRandom, asks, (before, after, ask) => {
      if (tightens(before, after).length > 0) return true
      pairs += 1
      return rank[decideRelease(after, ask).verdict] <= rank[decideRelease(before, ask).verdict]
    }),
    { seed, numRuns: 10_000 },
  )
  t.ok(pairs > 10, `${pairs} pairs were tighter`)
})
