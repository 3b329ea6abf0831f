import t from 'tap'
import { legalNext } from '../support/legal-next.ts'
import { answerFacts, caseOf, idOf, requestFacts, type Said, tfa12, wantedFacts } from './article-12-cases.ts'

const request: Said = ['request', requestFacts()]
const requestWithInability: Said = ['request', requestFacts({ discretionary: true })]
const ack = (complete = true): Said => ['ack', { complete, dueOn: '2026-06-03' }]
const ackSuspended: Said = [
  'ack',
  { complete: true, dueOn: '2026-06-03', suspended: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d09' },
]
const clarify: Said = ['clarify', { questions: 1 }]
const reply: Said = ['clarify-reply', { answers: 1, corrected: 0 }]
const supplement = (added: string[], removed: string[] = []): Said => [
  'supplement',
  { added: wantedFacts(...added), removed },
  { localDate: '2026-04-05' },
]
const response = (final: boolean, outcomes: Record<string, string>): Said => [
  'response',
  { final, outcomes: Object.entries(outcomes).map(([id, outcome]) => answerFacts(id, outcome)) },
]
const postpone = (expectedOn: string, ...ids: string[]): Said => [
  'postpone',
  { outcomes: ids.map((id) => ({ id, expectedOn, family: '7.1', ground: 'c' })) },
]
const postponeAs = (family: string, id: string): Said => [
  'postpone',
  { outcomes: [{ id, expectedOn: '2026-07-01', family }] },
]
const refuse = (family: string, ...ids: string[]): Said => ['refuse', { outcomes: ids.map((id) => ({ id, family })) }]
const withdraw: Said = ['withdraw', {}]
const close: Said = ['close', { outcome: 'none' }]
const reopen: Said = ['reopen', {}]
const both = ['w1', 'w2'] as const

const everything = { w1: 'provided', w2: 'provided' }

t.test('§5 states and what leaves them', async (t) => {
  for (const [story, messages, state] of [
    ['a request submits', [request], 'submitted'],
    ['a withdrawal closes', [request, withdraw], 'closed'],
    ['an acknowledgement accepts', [request, ack()], 'accepted'],
    ['an incomplete one asks to clarify', [request, ack(false)], 'clarifying'],
    ['a suspended member says so, and the request waits', [request, ackSuspended], 'submitted'],
    ['and is taken up when obligations are resumed', [request, ackSuspended, ack()], 'accepted'],
    ['a reply leads back where the questions came from', [request, ack(false), reply], 'submitted'],
    ['and a complete acknowledgement accepts', [request, ack(false), reply, ack()], 'accepted'],
    ['questions may come at once', [request, clarify], 'clarifying'],
    ['questions after acceptance', [request, ack(), clarify], 'clarifying'],
    ['lead back to acceptance', [request, ack(), clarify, reply], 'accepted'],
    ['two messages with questions', [request, ack(), clarify, clarify, reply], 'clarifying'],
    ['take two replies', [request, ack(), clarify, clarify, reply, reply], 'accepted'],
    ['questions after a postponement', [request, ack(), postpone('2026-07-01', ...both), clarify, reply], 'postponed'],
    [
      'questions after a partial response',
      [request, ack(), response(false, { w1: 'provided' }), clarify, reply],
      'partly-answered',
    ],
    ['a part is refused while questions are open', [request, ack(), clarify, refuse('7.1', 'w1')], 'clarifying'],
    ['and the reply leads to what is left', [request, ack(), clarify, refuse('7.1', 'w1'), reply], 'partly-answered'],
    ['clarifying, it may be withdrawn', [request, ack(false), withdraw], 'closed'],
    ['clarifying, it may still be refused', [request, ack(false), refuse('7.1', 'w1', 'w2')], 'refused'],
    ['postponing all postpones', [request, ack(), response(false, { w1: 'postponed', w2: 'postponed' })], 'postponed'],
    ['and so does a postponement of all', [request, ack(), postpone('2026-07-01', ...both)], 'postponed'],
    ['a postponement of a part leaves the rest', [request, ack(), postpone('2026-07-01', 'w1')], 'accepted'],
    [
      'postponed again, with a new date',
      [request, ack(), postpone('2026-07-01', ...both), postpone('2026-08-01', ...both)],
      'postponed',
    ],
    [
      'refused after it was postponed',
      [request, ack(), postpone('2026-07-01', ...both), refuse('7.1', ...both)],
      'refused',
    ],
    ['a partial response answers partly', [request, ack(), response(false, { w1: 'provided' })], 'partly-answered'],
    ['a response that is not final answers partly', [request, ack(), response(false, everything)], 'partly-answered'],
    ['a final response answers', [request, ack(), response(true, everything)], 'answered'],
    ['a mixed final response answers', [request, ack(), response(true, { w1: 'provided', w2: 'refused' })], 'answered'],
    ['refusing all refuses', [request, ack(), refuse('7.1', 'w1', 'w2')], 'refused'],
    ['refusing all in two messages refuses', [request, ack(), refuse('7.1', 'w1'), refuse('7.1', 'w2')], 'refused'],
    [
      'a response that refuses all refuses',
      [request, ack(), response(true, { w1: 'refused', w2: 'refused' })],
      'refused',
    ],
    [
      'refusing the last open item answers',
      [request, ack(), response(false, { w1: 'provided' }), refuse('7.1', 'w2')],
      'answered',
    ],
    [
      'what was postponed is answered later',
      [request, ack(), response(false, { w1: 'postponed', w2: 'postponed' }), response(true, everything)],
      'answered',
    ],
    ['nothing more follows', [request, ack(), response(false, everything), response(true, {})], 'answered'],
    ['an answered case closes', [request, ack(), response(true, everything), close], 'closed'],
    ['a refused case closes', [request, ack(), refuse('7.1', 'w1', 'w2'), close], 'closed'],
    ['a supplement keeps the state', [request, ack(), supplement(['w3'])], 'accepted'],
    ['and is acknowledged', [request, ack(), supplement(['w3']), ack()], 'accepted'],
    ['or questioned', [request, ack(), supplement(['w3']), ack(false)], 'clarifying'],
    ['a supplement before the acknowledgement', [request, supplement(['w3'], ['w1'])], 'submitted'],
    ['a supplement to an answered case', [request, ack(), response(true, everything), supplement(['w3'])], 'accepted'],
    ['a supplement to a refused case', [request, ack(), refuse('7.1', ...both), supplement(['w3'])], 'accepted'],
    [
      'a supplement to a postponed case',
      [request, ack(), postpone('2026-07-01', ...both), supplement(['w3'])],
      'accepted',
    ],
    [
      'a supplement that removes from a postponed case',
      [request, ack(), postpone('2026-07-01', ...both), supplement([], ['w1'])],
      'postponed',
    ],
    [
      'postponed again, what is left',
      [request, ack(), postpone('2026-07-01', ...both), supplement([], ['w1']), postpone('2026-08-01', 'w2')],
      'postponed',
    ],
    ['refusing all that is left refuses', [request, ack(), supplement([], ['w1']), refuse('7.1', 'w2')], 'refused'],
    [
      'what was added is answered',
      [request, ack(), response(true, everything), supplement(['w3']), ack(), response(true, { w3: 'provided' })],
      'answered',
    ],
    ['a closed case is opened again', [request, ack(), response(true, everything), close, reopen], 'answered'],
    ['a withdrawn case is opened again', [request, ack(), withdraw, reopen], 'accepted'],
    ['also among questions', [request, ack(), clarify, withdraw, reopen], 'clarifying'],
    ['and then goes on', [request, ack(), clarify, withdraw, reopen, reply], 'accepted'],
  ] as const) {
    t.test(`${story}: ${state}`, async (t) => {
      const folded = caseOf(...messages)
      t.equal(folded.state, state)
      t.ok(
        Object.values(folded.steps).every((verdict) => verdict === 'applied'),
        JSON.stringify(folded.reasons),
      )
      t.ok(tfa12.states[state], 'the state stands in the table')
    })
  }
})

t.test('[rule 11] a message that is illegal in its state is marked with the reason and changes nothing', async (t) => {
  for (const [what, messages, reason] of [
    ['a second request', [request, request], /already open/],
    ['a response before it was taken up', [request, response(true, everything)], /legal while the case is accepted or/],
    ['closing what is not answered', [request, ack(), close], /answered or refused; it is accepted/],
    ['a withdrawal of what is answered', [request, ack(), response(true, everything), withdraw], /it is answered/],
    ['a second acknowledgement', [request, ack(), ack()], /the case is accepted and no supplement waits/],
    ['an answer among questions', [request, ack(), clarify, response(true, everything)], /it is clarifying/],
    ['an acknowledgement among questions', [request, ack(false), ack()], /it is clarifying/],
    ['a reply that nobody asked for', [request, ack(), reply], /legal while the case is clarifying; it is accepted/],
    [
      'a second acknowledgement of a supplement',
      [request, ack(), supplement(['w3']), ack(), ack()],
      /no supplement waits/,
    ],
    ['anything after closing', [request, withdraw, ack()], /it is closed/],
    ['opening what is open', [request, ack(), reopen], /legal while the case is closed; it is accepted/],
    ['a supplement with a known id', [request, ack(), supplement(['w2'])], /w2 is wanted already/],
    ['a supplement that removes what nobody wanted', [request, ack(), supplement([], ['w9'])], /w9 is not wanted/],
    ['a supplement that removes everything', [request, ack(), supplement([], [...both])], /withdraw the request/],
    [
      'a supplement that removes what was answered',
      [request, ack(), response(false, { w1: 'provided' }), supplement([], ['w1'])],
      /w1 is provided; only what still waits is removed/,
    ],
    [
      'an answer to what was removed',
      [request, ack(), supplement([], ['w1']), response(false, { w1: 'provided' })],
      /w1 is not wanted any more/,
    ],
    [
      'a postponement again to the same day',
      [request, ack(), postpone('2026-07-01', 'w1'), postpone('2026-07-01', 'w1')],
      /postponing it again takes a new one/,
    ],
    ['a postponement to a day that is past', [request, ack(), postpone('2026-01-01', 'w1')], /a day that is past/],
    ['discretion to postpone where there is none', [request, ack(), postponeAs('8', 'w1')], /states none/],
    [
      'a final response that leaves an item open',
      [request, ack(), response(true, { w1: 'provided' })],
      /leaves nothing open; w2/,
    ],
    ['a final response that postpones', [request, ack(), response(true, { w1: 'provided', w2: 'postponed' })], /w2/],
    [
      'an answer to what was not asked',
      [request, ack(), response(false, { w7: 'provided' })],
      /w7 is not wanted in this case; wanted are w1, w2/,
    ],
    [
      'taking back what was provided',
      [request, ack(), response(false, { w1: 'provided' }), refuse('7.1', 'w1')],
      /w1 is provided; it cannot become refused/,
    ],
    ['discretion where there is none (7.2)', [request, ack(), refuse('7.2', 'w1')], /states none/],
    ['discretion where there is none (8)', [request, ack(), refuse('8', 'w1')], /states none/],
  ] as const) {
    t.test(what, async (t) => {
      const before = caseOf(...messages.slice(0, -1))
      const after = caseOf(...messages)
      const last = idOf(messages.length)
      t.equal(after.steps[last], 'illegal')
      t.match(after.reasons[last], reason)
      t.equal(after.state, before.state)
      t.same(after.items, before.items)
      t.same(legalNext(tfa12, after), legalNext(tfa12, before))
    })
  }
  t.test('discretion is used where an inability or lacking reciprocity gave it', async (t) => {
    const { state, discretionary } = caseOf(requestWithInability, ack(), refuse('7.2', 'w1', 'w2'))
    t.match({ state, discretionary }, { state: 'refused', discretionary: true })
  })
})

t.test('items keep their own outcomes, days and due dates', async (t) => {
  const folded = caseOf(
    request,
    ack(),
    response(false, { w1: 'postponed', w2: 'partly' }),
    supplement(['w3'], ['w1']),
    response(false, { w3: 'postponed' }),
  )
  t.same(folded.items, {
    w1: { kind: 'declaration', outcome: 'not-required', since: '2026-03-05', dueOn: '2026-06-03', withdrawn: true },
    w2: { kind: 'declaration', outcome: 'partly', since: '2026-03-05', dueOn: '2026-06-03' },
    w3: {
      kind: 'declaration',
      outcome: 'postponed',
      since: '2026-04-05',
      dueOn: '2026-07-04',
      expectedOn: '2026-07-01',
    },
  })
  t.equal(folded.state, 'partly-answered')
  const later = caseOf(request, ack(), postpone('2026-07-01', 'w1'), response(false, { w1: 'provided' }))
  t.equal(later.items.w1?.expectedOn, undefined, 'what was answered is not expected any more')
})

t.test('the due date is that of what waits: of the request, of a supplement, or as postponed to', async (t) => {
  const due = (...messages: Said[]) => caseOf(request, ack(), ...messages).due
  t.same(due(), { on: '2026-06-03', fromDate: '2026-03-05', statedOn: '2026-06-03' })
  t.match(due(supplement(['w3'])), { on: '2026-06-03', fromDate: '2026-03-05' }, 'the earliest')
  t.match(due(response(true, everything), supplement(['w3'])), { on: '2026-07-04', fromDate: '2026-04-05' })
  t.match(due(postpone('2026-09-01', ...both)), { on: '2026-09-01', postponed: true })
  t.match(due(postpone('2026-09-01', 'w1')), { on: '2026-06-03', fromDate: '2026-03-05' })
  t.match(due(clarify), { on: '2026-06-03' }, 'questions do not stop the clock')
  const { owed } = caseOf(request, ack(), supplement(['w3']), ack())
  t.match(owed, [{ whileOpen: true, by: 'requested', source: 'treaty', paragraph: '6.1 e', dueOn: '2026-06-03' }])
  t.same(caseOf(request, ack(), response(true, everything)).owed, [], 'nothing waits')
  t.same(caseOf(request, ack(), withdraw).owed, [], 'nothing is wanted')
})

t.test('who may write what next', async (t) => {
  const next = (...messages: Said[]) => legalNext(tfa12, caseOf(...messages))
  t.same(next(), { requesting: ['request'], requested: [] })
  // The requested member holds the request from its first day on.
  const gave = ['verification-update', 'amend-terms', 'outcome-ask', 'use-ask']
  const holds = ['accept-terms', 'permission-ask', 'outcome', 'use-report', 'disposal', 'breach']
  t.same(next(request), {
    requesting: ['supplement', 'withdraw', ...gave],
    requested: ['ack', 'clarify', 'prioritise', ...holds],
  })
  t.same(next(request, ack()), {
    requesting: ['supplement', 'withdraw', ...gave],
    requested: ['clarify', 'prioritise', 'assurance-required', 'postpone', 'refuse', 'response', ...holds],
  })
  const both = [holds[0], gave[0], holds[1], gave[1], gave[2], holds[2], gave[3], ...holds.slice(3)]
  t.same(next(request, ack(), response(true, everything)), {
    requesting: ['supplement', ...both, 'close'],
    requested: both,
  })
  t.same(next(request, withdraw), { requesting: [...gave, 'reopen'], requested: holds })
})

t.test('[rule 14] what keeps flowing while obligations are suspended', async (t) => {
  const rests = Object.entries(tfa12.messages).flatMap(([type, { whileSuspended }]) => (whileSuspended ? [] : [type]))
  t.same(rests.sort(), [
    'assurance-required',
    'clarify',
    'keys',
    'postpone',
    'prioritise',
    'priority',
    'priority-agreed',
    'refuse',
    'response',
  ])
})

t.test(
  '[rule 16] 6.1 e counts 90 days from the date of the request, not of its receipt or acknowledgement',
  async (t) => {
    const { due, requestedOn } = caseOf(request, ack())
    t.equal(requestedOn, '2026-03-05')
    t.same(due, { on: '2026-06-03', fromDate: '2026-03-05', statedOn: '2026-06-03' })
    t.same(caseOf(request, ['ack', { complete: true, dueOn: '2027-01-01' }]).due, {
      on: '2026-06-03',
      fromDate: '2026-03-05',
      statedOn: '2027-01-01',
    })
  },
)
