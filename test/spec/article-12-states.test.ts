import t from 'tap'
import { type CaseState, foldCase, type Step } from '../../gateway/model/case.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import type { Profile } from '../../gateway/model/profile.ts'
import { profiles } from '../../gateway/profiles/all.ts'

const tfa12 = profiles.get('tfa12') as Profile

/** The case after these messages, each written one tick after the other. */
const caseOf = (...messages: (readonly [string, JsonObject])[]): CaseState =>
  foldCase(
    tfa12,
    messages.map(([type, facts], index): Step => {
      const from = tfa12.messages[type]?.from ?? 'requesting'
      return {
        id: `step-${index + 1}`,
        type,
        from,
        member: from === 'requesting' ? 'XA' : 'XB',
        clock: index + 1,
        sha256: 'a'.repeat(64),
        sentAt: '2026-03-05T10:00:00.000Z',
        localDate: '2026-03-05',
        facts,
      }
    }),
  )

type Said = readonly [string, JsonObject]
const wanted = ['w1', 'w2'].map((id) => ({ id, kind: 'declaration' }))
const request: Said = ['request', { wanted, discretionary: false, purposes: ['VERIFY_VALUE'] }]
const requestWithInability: Said = ['request', { wanted, discretionary: true, purposes: ['VERIFY_VALUE'] }]
const ack = (complete = true): Said => ['ack', { complete, dueOn: '2026-06-03' }]
const response = (final: boolean, outcomes: Record<string, string>): Said => [
  'response',
  {
    final,
    outcomes: Object.entries(outcomes).map(([id, outcome]) => ({
      id,
      outcome,
      items: [],
      verified: false,
      trueCopy: false,
    })),
  },
]
const refuse = (family: string, ...ids: string[]): Said => ['refuse', { outcomes: ids.map((id) => ({ id, family })) }]
const withdraw: Said = ['withdraw', {}]
const close: Said = ['close', { outcome: 'none' }]

const everything = { w1: 'provided', w2: 'provided' }

t.test('§5 states and what leaves them', async (t) => {
  for (const [story, messages, state] of [
    ['a request submits', [request], 'submitted'],
    ['a withdrawal closes', [request, withdraw], 'closed'],
    ['an acknowledgement accepts', [request, ack()], 'accepted'],
    ['an incomplete one asks to clarify', [request, ack(false)], 'clarifying'],
    ['and a complete one ends that', [request, ack(false), ack()], 'accepted'],
    ['clarifying, it may be withdrawn', [request, ack(false), withdraw], 'closed'],
    ['clarifying, it may still be refused', [request, ack(false), refuse('7.1', 'w1', 'w2')], 'refused'],
    ['postponing all postpones', [request, ack(), response(false, { w1: 'postponed', w2: 'postponed' })], 'postponed'],
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
    [
      'postponed again',
      [request, ack(), response(false, { w1: 'postponed', w2: 'postponed' }), response(false, { w1: 'postponed' })],
      'postponed',
    ],
    ['nothing more follows', [request, ack(), response(false, everything), response(true, {})], 'answered'],
    ['an answered case closes', [request, ack(), response(true, everything), close], 'closed'],
    ['a refused case closes', [request, ack(), refuse('7.1', 'w1', 'w2'), close], 'closed'],
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
    ['a second acknowledgement', [request, ack(), ack()], /it is accepted/],
    ['anything after closing', [request, withdraw, ack()], /it is closed/],
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
      const last = `step-${messages.length}`
      t.equal(after.steps[last], 'illegal')
      t.match(after.reasons[last], reason)
      t.equal(after.state, before.state)
      t.same(after.items, before.items)
      t.same(after.legalNext, before.legalNext)
    })
  }
  t.test('discretion is used where an inability or lacking reciprocity gave it', async (t) => {
    const { state, discretionary } = caseOf(requestWithInability, ack(), refuse('7.2', 'w1', 'w2'))
    t.match({ state, discretionary }, { state: 'refused', discretionary: true })
  })
})

t.test('items keep their own outcomes', async (t) => {
  const folded = caseOf(
    request,
    ack(),
    response(false, { w1: 'postponed', w2: 'partly' }),
    response(false, { w1: 'provided' }),
  )
  t.match(folded.items, { w1: { outcome: 'provided', kind: 'declaration' }, w2: { outcome: 'partly' } })
  t.equal(folded.state, 'partly-answered')
})

t.test('who may write what next', async (t) => {
  t.same(caseOf(request).legalNext, { requesting: ['withdraw'], requested: ['ack'] })
  t.same(caseOf(request, ack()).legalNext, { requesting: ['withdraw'], requested: ['response', 'refuse'] })
  t.same(caseOf(request, ack(), response(true, everything)).legalNext, { requesting: ['close'], requested: [] })
  t.same(caseOf(request, withdraw).legalNext, { requesting: [], requested: [] })
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
