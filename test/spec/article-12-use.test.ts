import t from 'tap'
import type { CaseState } from '../../gateway/case/case.ts'
import { legalFor, legalNext } from '../support/legal-next.ts'
import { answerFacts, caseOf, idOf, requestFacts, type Said, tfa12 } from './article-12-cases.ts'

// What follows once something was given: acceptance, keys, verification, permissions, feedback, disposal, breach.

const [one, two] = [idOf(101), idOf(102)]
const [ask, other] = [idOf(201), idOf(202)]
const [leak, leak2] = [idOf(301), idOf(302)]
const request: Said = ['request', requestFacts()]
const ack: Said = ['ack', { complete: true, dueOn: '2026-06-03' }]
const response = (changes: object = {}): Said => [
  'response',
  { final: true, outcomes: [answerFacts('w1', 'provided', [one]), answerFacts('w2', 'provided', [two])], ...changes },
]
const locked = response({ locked: true })
const accept = (items: string[], unable: string[] = []): Said => [
  'accept-terms',
  { terms: 'a'.repeat(64), items, accepted: unable.length === 0, unable },
]
const keys = (...items: string[]): Said => ['keys', { items }]
const verify = (id: string, status: string): Said => [
  'verification-update',
  { items: [{ id, status }], on: '2026-05-20' },
]
const askFor = (permission: string, changes: object = {}): Said => [
  'permission-ask',
  { permission, items: [one, two], purposes: ['VERIFY_ORIGIN', 'VERIFY_VALUE'], ...changes },
]
const permit = (permission: string, verdict: string, changes: object = {}): Said => [
  'permission',
  { permission, verdict, ...changes },
]
const amend = (...items: string[]): Said => ['amend-terms', { items }]
const outcomeAsk: Said = ['outcome-ask', { answerBy: '2026-08-01' }]
const outcome = (changes: object): Said => [
  'outcome',
  { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [], ...changes }] },
]
const dispose = (items: string[], disposed = true): Said => [
  'disposal',
  {
    items: items.map((id) => ({ id, method: 'destroy-keys', disposed, copiesKnown: 0, exportsOutstanding: 0 })),
    on: '2026-09-01',
  },
]
const breach = (about: string, stage = 'first', changes: object = {}): Said => [
  'breach',
  { breach: about, stage, kind: 'disclosure', items: [one], ...changes },
]
const measures = (about: string, final: boolean): Said => [
  'measures',
  { breach: about, final, remedy: 1, prevention: 1 },
]
const close = (changes: object = { outcome: 'none' }): Said => ['close', { outcome: 'none', ...changes }]

const given = (...more: Said[]): CaseState => caseOf(request, ack, response(), ...more)
const waiting = (...more: Said[]): CaseState => caseOf(request, ack, locked, ...more)
/** Why the last message was not applied. */
const reason = (state: CaseState): string | undefined => state.reasons[idOf(Object.keys(state.steps).length)]
const owedTypes = ({ owed }: CaseState) => owed.map(({ type, by, dueOn }) => `${type} ${by} ${dueOn}`)

t.test('5.1 a, 6.2 Acceptance before content', async (t) => {
  t.test('what waits for its key has none before its terms were decided on', async (t) => {
    t.match(waiting().given, {
      [one]: { by: 'requested', wanted: 'w1', message: idOf(3), locked: true, acceptance: 'open' },
    })
    t.match(owedTypes(waiting()), ['response requesting 2026-04-04'])
    t.match(reason(waiting(keys(one))), /nothing with a decision on its terms waits for its key/)
    t.match(reason(waiting(accept([one]), keys(one, two))), /the terms of .* were not accepted yet/)
  })
  t.test('after acceptance the provider owes its share', async (t) => {
    const accepted = waiting(accept([one, two]))
    t.match(owedTypes(accepted), ['accept-terms requested 2026-03-15'])
    t.ok(legalFor(tfa12, accepted, 'requested').includes('keys'))
    const open = waiting(accept([one, two]), keys(one, two))
    t.match(open.given, { [one]: { locked: false, acceptance: 'accepted' }, [two]: { locked: false } })
    t.same(open.owed, [])
    t.match(reason(waiting(accept([one, two]), keys(one), keys(one))), /was sent already/)
    t.match(owedTypes(waiting(accept([one, two]), keys(one))), ['accept-terms requested 2026-03-15'], 'one is left')
  })
  t.test('an inability makes execution discretionary, and keys a decision of the provider', async (t) => {
    const unable = waiting(accept([one, two], ['retention']))
    t.match(unable, { discretionary: true, given: { [one]: { acceptance: 'unable' } } })
    t.same(unable.owed, [], 'no keys are owed')
    t.equal(reason(waiting(accept([one, two], ['retention']), keys(one))), undefined)
  })
  t.test('what came with its keys needs none', async (t) => {
    t.same(given(accept([one, two])).owed, [])
    t.match(reason(given(accept([one]), keys(one))), /waits for its key/)
  })
  t.test('an amendment is accepted anew, also after the keys were sent', async (t) => {
    const amended = waiting(accept([one, two]), keys(one), amend(one, two))
    t.match(amended.given, {
      [one]: { locked: false, acceptance: 'open' },
      [two]: { locked: true, acceptance: 'open' },
    })
    t.match(owedTypes(amended), ['amend-terms requesting 2026-04-04'])
    t.match(reason(waiting(accept([one, two]), amend(two), keys(two))), /were not accepted yet/)
  })
  t.test('nothing is said of items that were not given, or of one twice', async (t) => {
    t.match(reason(given(accept([idOf(999)]))), /nothing was given under .* in this case/)
    t.match(reason(given(amend(one, one))), /stands twice/)
    t.match(reason(caseOf(request, ack, accept([one]))), /nothing was given to the requesting member in this case/)
    t.match(reason(caseOf(request, ack, response({ final: false }), response())), /was given already/)
  })
})

t.test('6.2 Assurance', async (t) => {
  const require = (...wanted: string[]): Said => [
    'assurance-required',
    { excluded: ['criminal-investigation'], ...(wanted.length > 0 && { wanted }) },
  ]
  const assure = (isGiven: boolean): Said => ['assurance', { given: isGiven }]
  t.test('nothing is provided in the open before it is given', async (t) => {
    const required = caseOf(request, ack, require())
    t.equal(required.regions.assurance, 'required')
    t.match(owedTypes(required)[1], /assurance-required requesting/)
    t.match(reason(caseOf(request, ack, require(), response())), /an assurance is required before this is provided/)
    t.equal(reason(caseOf(request, ack, require(), locked)), undefined, 'under lock it may come')
    t.match(reason(caseOf(request, ack, require(), locked, accept([one, two]), keys(one))), /is answered|assurance/)
    t.match(caseOf(request, ack, require(), assure(true), response()).state, 'answered')
  })
  t.test('keys wait for it too', async (t) => {
    const part = response({ final: false, locked: true, outcomes: [answerFacts('w1', 'provided', [one])] })
    const [a, b] = [accept([one]), keys(one)]
    t.match(reason(caseOf(request, ack, require(), part, a, b)), /an assurance is required before this is provided/)
    t.equal(reason(caseOf(request, ack, require(), part, a, assure(true), b)), undefined)
  })
  t.test('it holds for the items it names', async (t) => {
    const part = (id: string, item: string) =>
      response({ final: false, outcomes: [answerFacts(id, 'provided', [item])] })
    t.equal(reason(caseOf(request, ack, require('w2'), part('w1', one))), undefined)
    t.match(reason(caseOf(request, ack, require('w2'), part('w2', two))), /an assurance is required/)
    t.match(reason(caseOf(request, ack, require('w9'))), /w9 is not wanted/)
  })
  t.test('to decline it makes execution discretionary (7.2)', async (t) => {
    const declined = caseOf(request, ack, require(), assure(false))
    t.match(declined, { regions: { assurance: 'declined' }, discretionary: true })
    const refused: Said = [
      'refuse',
      {
        outcomes: [
          { id: 'w1', family: '7.2' },
          { id: 'w2', family: '7.2' },
        ],
      },
    ]
    t.equal(caseOf(request, ack, require(), assure(false), refused).state, 'refused')
    t.match(reason(caseOf(request, ack, require(), refused)), /states none/)
    t.match(caseOf(request, ack, require(), assure(false), response()).state, 'answered', 'or the member provides')
  })
  t.test('nobody gives what nobody asked for', async (t) => {
    t.match(reason(caseOf(request, ack, assure(true))), /no assurance is required/)
    t.match(reason(caseOf(request, ack, require(), require())), /required already/)
  })
})

t.test('5.1 d, 10 g Verification', async (t) => {
  t.test('items are unverified until the provider says otherwise', async (t) => {
    t.match(given().given, { [one]: { verified: 'unverified', trueCopy: false } })
    t.match(given(verify(one, 'verified')).given, {
      [one]: { verified: 'verified' },
      [two]: { verified: 'unverified' },
    })
    t.match(given(verify(one, 'verified'), verify(one, 'corrected')).given, { [one]: { verified: 'corrected' } })
    t.match(reason(given(verify(one, 'withdrawn'), verify(one, 'verified'))), /is withdrawn; it cannot become verified/)
    t.match(reason(given(verify(one, 'verified'), verify(one, 'verified'))), /cannot become verified/)
  })
  const removed = (reliedOn: string[], deciding: string[] = []) =>
    outcome({ decision: 'doubt-removed', reliedOn, deciding })
  t.test('[rule 7] a decision that removes the doubt does not rest on unverified items alone', async (t) => {
    t.match(reason(given(removed(['unverified']))), /may not be the deciding factor/)
    t.match(reason(given(removed(['verified']))), /nothing in this case was verified/)
    t.match(reason(given(verify(one, 'verified'), removed(['verified'], [two]))), /as deciding, which is not verified/)
    t.match(
      reason(given(verify(one, 'verified'), verify(one, 'withdrawn'), removed(['verified'], [one]))),
      /as deciding, which is not verified/,
    )
    t.equal(reason(given(verify(one, 'verified'), removed(['verified'], [one]))), undefined)
    t.equal(reason(given(removed(['unverified', 'own-findings']))), undefined)
    t.equal(reason(given(outcome({ reliedOn: ['unverified'] }))), undefined, 'it may confirm the doubt')
  })
  t.test('[rule 7] nor does a closing', async (t) => {
    const closing = (reliedOn: string[]) => close({ outcome: 'doubt-removed', reliedOn })
    t.match(reason(given(closing(['unverified']))), /may not be the deciding factor/)
    t.match(reason(given(closing(['verified']))), /nothing in this case was verified/)
    t.equal(given(verify(one, 'verified'), closing(['verified'])).state, 'closed')
    t.equal(given(closing(['own-findings'])).particulars.outcome, 'doubt-removed')
  })
})

t.test('5.1 b, 5.1 c Permissions', async (t) => {
  t.test('asked, granted as asked, with its limits', async (t) => {
    t.match(given(askFor(ask)).permissions, { [ask]: { verdict: 'asked', scope: {}, items: [] } })
    t.match(owedTypes(given(askFor(ask))), ['permission-ask requested 2026-04-04'])
    const granted = given(askFor(ask), permit(ask, 'granted', { uses: 2, until: '2026-12-31' }))
    t.same(granted.permissions[ask], {
      asked: { purposes: ['VERIFY_ORIGIN', 'VERIFY_VALUE'], items: [one, two] },
      verdict: 'granted',
      scope: { purposes: ['VERIFY_ORIGIN', 'VERIFY_VALUE'] },
      items: [one, two],
      uses: 2,
      until: '2026-12-31',
    })
    t.same(granted.owed, [])
  })
  t.test('a part of the scope, or of the items', async (t) => {
    const part = (changes: object) => given(askFor(ask), permit(ask, 'partly', changes)).permissions[ask]
    t.match(part({ purposes: ['VERIFY_ORIGIN'] }), { scope: { purposes: ['VERIFY_ORIGIN'] }, items: [one, two] })
    t.match(part({ items: [one] }), { scope: { purposes: ['VERIFY_ORIGIN', 'VERIFY_VALUE'] }, items: [one] })
  })
  t.test('never more than was asked for', async (t) => {
    for (const changes of [
      { purposes: ['VERIFY_QUANTITY'] },
      { disclosure: [{ target: 'public', to: 'd'.repeat(64) }] },
      { items: [idOf(999)] },
    ])
      t.match(reason(given(askFor(ask), permit(ask, 'partly', changes))), /goes beyond what was asked for/)
  })
  t.test('what was denied or revoked is asked for anew', async (t) => {
    t.match(reason(given(askFor(ask), permit(ask, 'denied'), permit(ask, 'granted'))), /is denied; it cannot become/)
    const revoked = given(askFor(ask), permit(ask, 'granted'), permit(ask, 'revoked'))
    t.match(revoked.permissions, { [ask]: { verdict: 'revoked', scope: {}, items: [] } })
    t.match(reason(given(askFor(ask), permit(ask, 'revoked'))), /is asked; it cannot become revoked/)
    t.match(reason(given(askFor(ask), askFor(ask))), /was asked for already/)
    t.match(reason(given(askFor(ask), permit(other, 'granted'))), /was not asked for/)
    t.match(reason(given(permit(ask, 'granted'))), /no permission was asked for/)
  })
  t.test('one answer settles the one question that it is about', async (t) => {
    const asked = given(askFor(ask), askFor(other), permit(other, 'granted'), permit(other, 'revoked'))
    t.match(asked.owed, [{ type: 'permission-ask', answeredWhen: { permission: ask } }])
    t.equal(asked.owed.length, 1)
  })
})

t.test('5.1 f Feedback', async (t) => {
  t.match(owedTypes(given(outcomeAsk)), ['outcome-ask requesting 2026-08-01'])
  t.match(given(outcomeAsk).owed, [{ source: 'agreement', paragraph: '5.1 f' }])
  const told = given(outcomeAsk, outcome({ reliedOn: ['own-findings'] }))
  t.same(told.owed, [])
  t.equal(told.particulars.outcome, 'doubt-confirmed')
  t.equal(given(outcome({ decision: 'pending' })).particulars.outcome, undefined)
  t.match(reason(caseOf(request, ack, outcomeAsk)), /nothing was given/)
})

t.test('5.1 e Disposal', async (t) => {
  t.equal(caseOf(request, ack).regions.retention, 'none')
  t.equal(given().regions.retention, 'held')
  t.test('[rule 13] what was disposed of stays known, and nothing more is done with it', async (t) => {
    const part = given(dispose([one]))
    t.match(part, { regions: { retention: 'due' }, given: { [one]: { disposed: true, message: idOf(3) } } })
    const all = given(dispose([one]), dispose([two]))
    t.equal(all.regions.retention, 'disposed')
    t.same(Object.keys(all.given).sort(), [one, two, idOf(1), idOf(3)].sort(), 'with the bodies that came')
    t.equal(all.given[idOf(3)]?.disposed, true, 'the body goes with the last item')
    t.match(reason(given(dispose([one]), dispose([one]))), /was disposed of/)
    t.match(reason(given(dispose([one, two]), askFor(ask))), /everything that was given was disposed of/)
  })
  t.test('a legal hold is told, and what it holds is held', async (t) => {
    const hold = given(dispose([one, two], false))
    t.match(hold, {
      regions: { retention: 'due' },
      holds: { requesting: { given: 3, held: 3 } },
      given: { [one]: { disposed: false } },
    })
    t.equal(given(dispose([one, two], false), dispose([one, two])).regions.retention, 'disposed')
  })
})

t.test('11.1 Breach', async (t) => {
  t.test('a first notice promises the full report and the measures', async (t) => {
    const notified = given(breach(leak, 'first', { fullReportBy: '2026-07-10' }))
    t.equal(notified.regions.breach, 'notified')
    t.match(notified.owed, [
      { by: 'requesting', answeredBy: ['breach'], dueOn: '2026-07-10', source: 'agreement' },
      { by: 'requesting', answeredBy: ['measures'], source: 'treaty', paragraph: '11.1 c' },
    ])
    t.equal(notified.owed[1]?.dueOn, undefined, 'the treaty says promptly and no more')
  })
  t.test('measures follow until they are final', async (t) => {
    const some = given(breach(leak), breach(leak, 'full'), measures(leak, false))
    t.equal(some.regions.breach, 'measures')
    t.equal(some.owed.length, 1)
    const settled = given(breach(leak), breach(leak, 'full'), measures(leak, false), measures(leak, true))
    t.match(settled, { regions: { breach: 'settled' }, owed: [] })
    t.equal(reason(given(breach(leak), breach(leak, 'full'), measures(leak, true), breach(leak, 'closing'))), undefined)
  })
  t.test('two breaches are settled one by one', async (t) => {
    const first = given(breach(leak), breach(leak2), measures(leak, true))
    t.equal(first.regions.breach, 'measures')
    t.equal(given(breach(leak), breach(leak2), measures(leak, true), measures(leak2, true)).regions.breach, 'settled')
  })
  t.test('a stage out of place changes nothing', async (t) => {
    t.match(reason(given(breach(leak, 'full'))), /no full report of a breach .* is awaited/)
    t.match(reason(given(breach(leak), breach(leak))), /was notified already/)
    t.match(reason(given(breach(leak, 'closing'))), /no breach was notified/)
    t.match(reason(given(breach(leak), breach(leak, 'closing'))), /are awaited/)
    t.match(reason(given(measures(leak, true))), /no breach waits for measures/)
    t.match(reason(given(breach(leak), measures(leak2, true))), /no measures for a breach .* are awaited/)
    t.match(reason(given(breach(leak, 'first', { items: [idOf(999)] }))), /nothing was given under/)
  })
  t.test('also after everything was disposed of: it may come to light late', async (t) => {
    t.equal(given(close(), dispose([one, two]), breach(leak)).regions.breach, 'notified')
  })
})

t.test('9.2 Priorities', async (t) => {
  const limit = (number: number) => ({ number, per: 'month' })
  const prioritise: Said = ['prioritise', { cases: [idOf(1)], capacity: limit(20) }]
  const priority = (proposed?: object): Said => [
    'priority',
    { order: [idOf(1)], ...(proposed && { limit: { ...proposed } }) },
  ]
  const agree = (number: number, from: 'requesting' | 'requested'): Said => [
    'priority-agreed',
    { limit: limit(number), from: '2026-05-01' },
    { from },
  ]
  t.match(owedTypes(caseOf(request, ack, prioritise))[1], /prioritise requesting 2026-04-04/)
  t.match(caseOf(request, ack, prioritise, agree(20, 'requesting')).particulars.agreedLimit, {
    number: 20,
    per: 'month',
  })
  t.match(caseOf(request, ack, prioritise, priority(limit(30)), agree(30, 'requested')).particulars.agreedLimit, {
    number: 30,
    until: null,
  })
  t.match(reason(caseOf(request, ack, prioritise, agree(20, 'requested'))), /does not agree to its own proposal/)
  t.match(reason(caseOf(request, ack, prioritise, priority(limit(30)), agree(30, 'requesting'))), /its own proposal/)
  t.match(reason(caseOf(request, ack, prioritise, agree(25, 'requesting'))), /the limit proposed is 20 per month/)
  t.match(reason(caseOf(request, ack, agree(25, 'requesting'))), /nobody has proposed a limit/)
  t.match(reason(caseOf(request, ack, priority())), /nobody has asked for an order/)
  t.equal(caseOf(request, ack, prioritise, priority()).state, 'accepted', 'the state is as before')
})

t.test('After closing', async (t) => {
  const closed = given(close())
  t.same(legalNext(tfa12, closed), {
    requesting: [
      'accept-terms',
      'verification-update',
      'permission-ask',
      'amend-terms',
      'outcome-ask',
      'outcome',
      'use-ask',
      'use-report',
      'disposal',
      'breach',
      'reopen',
    ],
    requested: [
      'accept-terms',
      'verification-update',
      'permission-ask',
      'amend-terms',
      'outcome-ask',
      'outcome',
      'use-ask',
      'use-report',
      'disposal',
      'breach',
    ],
  })
  t.same(legalNext(tfa12, given(close(), dispose([one, two]))), {
    requesting: [
      'verification-update',
      'amend-terms',
      'outcome-ask',
      'outcome',
      'use-ask',
      'use-report',
      'breach',
      'reopen',
    ],
    requested: [
      'accept-terms',
      'permission-ask',
      'outcome-ask',
      'outcome',
      'use-ask',
      'use-report',
      'disposal',
      'breach',
    ],
  })
  t.match(reason(waiting(accept([one]), close(), keys(one))), /it is closed/)
})
