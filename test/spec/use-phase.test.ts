// The use phase as a kit: for either side, in every profile that gives something. What each message does to a case, without a gateway.
import t from 'tap'
import { type CaseState, foldCase } from '../../gateway/case/case.ts'
import { bodyGoes } from '../../gateway/case/effects.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import type { Step } from '../../gateway/model/profile/case-core.ts'
import { checkBody } from '../../gateway/model/profile/message.ts'
import type { BodyContext, Profile } from '../../gateway/model/profile/profile.ts'
import type { Role } from '../../gateway/model/role.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { answerFacts, idOf, requestFacts, stepOf } from './article-12-cases.ts'

const [tfa12, declarations] = ['tfa12', 'export-declaration'].map((name) => profiles.get(name)) as [Profile, Profile]
type Told = readonly [from: Role, type: string, facts: JsonObject, items?: readonly string[]]
const tell = (profile: Profile, ...said: Told[]): CaseState =>
  foldCase(
    profile,
    said.map(([from, type, facts, items = []], at): Step => stepOf(at + 1, at + 1, type, facts, { from, items })),
  )
const last = ({ steps, reasons }: CaseState): string => {
  const id = Object.keys(steps).at(-1) ?? ''
  return reasons[id] ?? steps[id] ?? ''
}
const [one, two, paper] = [idOf(101), idOf(102), idOf(103)]
const [ask, leak] = [idOf(201), idOf(301)]
const [body1, body3] = [idOf(1), idOf(3)]
const digest = 'a'.repeat(64)
const accepts = (items: string[], unable: string[] = []): JsonObject => ({
  ...{ terms: digest, text: digest, items, accepted: unable.length === 0, unable },
})
const disposes = (...items: string[]): JsonObject => ({
  items: items.map((id) => ({ id, method: 'destroy-keys', disposed: true, copiesKnown: 0, exportsOutstanding: 0 })),
  on: '2026-09-01',
})
const breach: JsonObject = { breach: leak, stage: 'first', kind: 'use', items: [paper] }
const measures: JsonObject = { breach: leak, final: true, remedy: 1, prevention: 1 }
const request: Told = ['requesting', 'request', requestFacts(), [paper]]
const ack: Told = ['requested', 'ack', { complete: true, dueOn: '2026-06-03' }]
const response = (changes: JsonObject = {}): Told => [
  'requested',
  'response',
  { final: true, outcomes: [answerFacts('w1', 'provided', [one]), answerFacts('w2', 'provided', [two])], ...changes },
]
const asked = (...more: Told[]) => tell(tfa12, request, ack, ...more)
const given = (...more: Told[]) => tell(tfa12, request, ack, response(), ...more)
const locked = (...more: Told[]) => tell(tfa12, request, ack, response({ locked: true }), ...more)

t.test('what came with a request is held by the requested member, which may do all of it [R11]', async (t) => {
  t.match(asked().given, {
    [body1]: { what: 'body', by: 'requesting', message: body1, opens: 'to-answer', acceptance: 'open', locked: false },
    [paper]: { what: 'item', by: 'requesting', message: body1, opens: 'to-answer' },
  })
  t.match(asked(), { regions: { retention: 'none', 'retention-requested': 'held' } })
  const tightened = asked(
    ['requesting', 'amend-terms', { items: [paper, body1] }],
    ['requested', 'accept-terms', accepts([paper, body1])],
  )
  t.equal(last(tightened), 'applied', 'tightened and accepted')
  t.match(tightened.given, { [paper]: { acceptance: 'accepted' } })
  const permitted = asked(
    ['requested', 'permission-ask', { permission: ask, items: [paper], purposes: ['VERIFY_ORIGIN'] }],
    ['requesting', 'permission', { permission: ask, verdict: 'granted' }],
  )
  t.match([last(permitted), permitted.permissions[ask]?.verdict], ['applied', 'granted'])
  const broken = asked(['requested', 'breach', breach], ['requested', 'measures', measures])
  t.match([last(broken), broken.regions.breach], ['applied', 'settled'])
  const verified = asked([
    'requesting',
    'verification-update',
    { items: [{ id: paper, status: 'corrected' }], on: '2026-05-20' },
  ])
  t.match(verified.given, { [paper]: { verified: 'corrected' } })
  const gone = asked(['requested', 'disposal', disposes(paper, body1)])
  t.match([last(gone), gone.regions['retention-requested']], ['applied', 'disposed'])
})

t.test('of what was given each side says only what is its own to say [R11]', async (t) => {
  for (const [from, type, facts] of [
    ['requesting', 'accept-terms', accepts([paper])],
    ['requested', 'accept-terms', accepts([one])],
    ['requesting', 'disposal', disposes(paper)],
    ['requested', 'disposal', disposes(one)],
    ['requested', 'amend-terms', { items: [paper] }],
    ['requesting', 'amend-terms', { items: [one] }],
    ['requested', 'verification-update', { items: [{ id: paper, status: 'verified' }], on: '2026-05-20' }],
    ['requesting', 'permission-ask', { permission: ask, items: [paper], purposes: ['VERIFY_ORIGIN'] }],
    ['requesting', 'breach', breach],
  ] as const satisfies readonly Told[])
    t.match(
      last(given([from, type, facts])),
      /was given by the (requesting|requested) member itself/,
      `${type} ${from}`,
    )
  const own = given(
    ['requesting', 'permission-ask', { permission: ask, items: [one], purposes: ['VERIFY_ORIGIN'] }],
    ['requesting', 'permission', { permission: ask, verdict: 'granted' }],
  )
  t.match(last(own), /no permission was asked for/, 'nobody grants itself what it asks for')
  const others = asked(['requested', 'breach', breach], ['requesting', 'measures', measures])
  t.match(last(others), /no breach waits for measures/, 'nor takes the measures of the other')
})

t.test('an id is one thing: no body is passed off as an item, nor an item twice [R11]', async (t) => {
  t.match(
    last(asked(['requesting', 'supplement', { added: [{ id: 'w3', kind: 'declaration' }], removed: [] }, [paper]])),
    /was given already/,
  )
  t.match(last(tell(tfa12, ['requesting', 'request', requestFacts(), [body1]])), /was given already/)
})

t.test('what goes by itself has the use phase too, and cites its own basis [R5]', async (t) => {
  const declare: Told = ['requesting', 'declare', { lines: ['g1'], purposes: ['VERIFY_VALUE'] }, [paper]]
  const declared = (...more: Told[]) => tell(declarations, declare, ...more)
  t.match(declared().given, {
    [body1]: { what: 'body', opens: 'accepted' },
    [paper]: { what: 'item', opens: 'accepted' },
  })
  for (const [from, type, facts] of [
    ['requested', 'accept-terms', accepts([body1, paper])],
    ['requested', 'permission-ask', { permission: ask, items: [body1], offices: ['XB000202'] }],
    ['requesting', 'amend-terms', { items: [body1] }],
    ['requesting', 'outcome-ask', {}],
    ['requested', 'outcome', { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [] }] }],
    ['requested', 'disposal', disposes(body1, paper)],
    ['requested', 'breach', breach],
  ] as const satisfies readonly Told[])
    t.equal(last(declared([from, type, facts])), 'applied', type)
  const { owed } = declared(['requested', 'breach', breach])
  t.ok(owed.length > 0 && owed.every(({ source, paragraph }) => source !== 'treaty' && paragraph === '12.1'))
  const body = { permission: ask, items: [paper], reason: 'It is needed.' }
  t.throws(() => checkBody(declarations, 'permission-ask', body), { message: /^(?!.*\(12\.)/ })
})

t.test('what a held item still needs is a duty, and what gives anew is none [R6]', async (t) => {
  const dutiesOf = ({ messages }: Profile) =>
    Object.entries(messages).flatMap(([type, { duty }]) => (duty ? [type] : []))
  const ofUse = [
    'accept-terms',
    'verification-update',
    'permission-ask',
    'permission',
    'amend-terms',
    'outcome-ask',
    'outcome',
    'use-ask',
    'use-report',
  ]
  const duties = [...ofUse, 'disposal', 'breach', 'measures']
  t.same(dutiesOf(tfa12).sort(), [...duties, 'close', 'withdraw'].sort())
  t.same(dutiesOf(declarations).sort(), duties.sort())
})

t.test('a permission names its addressee and its proceeding, by code or by the digest of the name [R7]', async (t) => {
  const scope = {
    disclosure: [
      { target: 'third-member', recipient: 'XC' },
      { target: 'other-agency', recipient: 'Financial  Intelligence UNIT of XA' },
    ],
    proceedings: [{ kind: 'judicial-proceeding', name: 'District Court of XA, file 7/2026' }],
  }
  const body = { permission: ask, items: [one], reason: 'It is needed.', ...scope }
  const facts = (said: object) => tfa12.messages['permission-ask']?.facts(said as JsonObject) as JsonObject
  t.match(facts(body), {
    disclosure: [
      { target: 'third-member', to: 'XC' },
      { target: 'other-agency', to: /^[0-9a-f]{64}$/ },
    ],
    proceedings: [{ kind: 'judicial-proceeding', sha256: /^[0-9a-f]{64}$/ }],
  })
  const respelt = [{ target: 'other-agency', recipient: ' financial intelligence unit of xa ' }]
  t.same(
    (facts({ ...body, disclosure: respelt }).disclosure as JsonObject[])[0],
    (facts(body).disclosure as JsonObject[])[1],
  )
  const named = [{ target: 'third-member', recipient: 'Customs of XC' }]
  t.throws(() => checkBody(tfa12, 'permission-ask', { ...body, disclosure: named }), {
    code: 'body-invalid',
    field: '/disclosure/0/recipient',
  })
  const to = (code: string): JsonObject => ({ disclosure: [{ target: 'third-member', to: code }] })
  const granting = (code: string): Told[] => [
    ['requesting', 'permission-ask', { permission: ask, items: [one], ...to('XC') }],
    ['requested', 'permission', { permission: ask, verdict: 'partly', ...to(code) }],
  ]
  t.equal(last(given(...granting('XC'))), 'applied')
  t.match(last(given(...granting('XD'))), /goes beyond what was asked for/, 'another member is another permission')
})

t.test('what was assured, or declined, is kept with the case [R9]', async (t) => {
  const demand: Told = ['requested', 'assurance-required', { excluded: ['criminal-investigation'], wanted: ['w1'] }]
  const answer = (isGiven: boolean): Told => ['requesting', 'assurance', { given: isGiven }]
  const row = { excluded: ['criminal-investigation'], wanted: ['w1'] }
  t.same(asked().assured, [])
  t.same(asked(demand).assured, [], 'what is only demanded binds nobody')
  t.same(asked(demand, answer(true)).assured, [row])
  t.same(asked(demand, answer(false)).assured, [row], 'to decline it frees nobody of it')
  const again: Told = ['requested', 'assurance-required', { excluded: ['judicial-proceeding'] }]
  const both = asked(demand, answer(true), again, answer(true))
  t.same(both.assured, [row, { excluded: ['judicial-proceeding'], wanted: null }])
})

t.test('no unverified item decides in favour of removing the doubt, whatever else is named [R10]', async (t) => {
  const removed = (deciding: string[], reliedOn = ['verified', 'own-findings']): Told => [
    'requesting',
    'outcome',
    { decisions: [{ decision: 'doubt-removed', actions: [], reliedOn, deciding }] },
  ]
  const verified: Told = [
    'requested',
    'verification-update',
    { items: [{ id: one, status: 'verified' }], on: '2026-05-20' },
  ]
  t.match(last(given(removed([one]))), /as deciding, which is not verified/)
  t.match(last(given(verified, removed([one, two]))), /as deciding, which is not verified/, 'one beside a verified one')
  t.match(
    last(given(removed([paper], ['own-findings']))),
    /as deciding, which is not verified/,
    'nor what it gave itself',
  )
  t.equal(last(given(verified, removed([one]))), 'applied')
  t.equal(last(given(removed([]))), 'applied', 'own findings decide by themselves')
  const body = (items: object[]) => ({
    decisions: [
      { decision: 'doubt-removed', on: '2026-05-20', actions: [], reliedOn: ['verified', 'own-findings'], items },
    ],
  })
  const context: BodyContext = { state: given(), from: 'requesting' }
  t.throws(() => checkBody(tfa12, 'outcome', body([{ item: one, role: 'deciding' }]), context), {
    code: 'body-invalid',
    faults: [{ field: '/decisions/0/reliedOn', paragraph: '5.1 d' }],
  })
  t.doesNotThrow(() => checkBody(tfa12, 'outcome', body([{ item: one, role: 'supporting' }]), context))
})

t.test('feedback is the outcome of the case where the member that decides tells it [R11]', async (t) => {
  const told = (from: Role) =>
    given([from, 'outcome', { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [] }] }])
  t.match([last(told('requesting')), told('requesting').particulars.outcome], ['applied', 'doubt-confirmed'])
  t.match([last(told('requested')), told('requested').particulars.outcome ?? null], ['applied', null])
})

t.test(
  'keys follow the acceptance unless the agreement holds one in advance, and the body says so [R13]',
  async (t) => {
    const outcomes = [{ wanted: 'w1', outcome: 'provided', items: [one] }]
    const protection = { level: 'confidential', description: 'In confidence.', measures: [], law: [] }
    const said = (more: object = {}) => ({ final: false, outcomes, protection, ...more })
    const check = (body: object, context: BodyContext = {}) => checkBody(tfa12, 'response', body, context).body
    const facts = (body: JsonObject) => tfa12.messages.response?.facts(body)
    t.match(check(said()), { keys: 'after-acceptance' }, 'the sending gateway fills it in')
    t.match(facts(check(said())), { locked: true })
    t.throws(
      () => check(said(), { received: true }),
      { code: 'body-invalid', faults: [{ field: '/keys' }] },
      'a received one says it',
    )
    t.throws(() => check(said({ keys: 'immediate' })), {
      code: 'body-invalid',
      faults: [{ field: '/keys', paragraph: '5.1' }],
    })
    t.throws(() => check(said({ keys: 'immediate' }), { received: true }), {
      code: 'body-invalid',
      faults: [{ field: '/keys' }],
    })
    t.match(facts(check(said({ keys: 'immediate' }), { standing: true, received: true })), { locked: undefined })
    const nothing = { final: false, outcomes: [{ wanted: 'w1', outcome: 'not-available', reason: 'Lost.' }] }
    t.equal(check(nothing).keys, undefined, 'where nothing is provided there is nothing to say')
  },
)

t.test('an inability closes what it concerns until its provider opens it, which takes two persons [R13]', async (t) => {
  const unable: Told = ['requesting', 'accept-terms', accepts([one, body3], ['retention'])]
  const closed = locked(unable)
  t.match(closed.given, {
    [one]: { acceptance: 'unable', closedAt: 4, locked: true },
    [body3]: { acceptance: 'unable', closedAt: 4 },
    [two]: { acceptance: 'open' },
  })
  const { twoPersons } = tfa12.messages.keys ?? {}
  t.match(twoPersons?.(closed, 'requested'), /cannot keep the terms/)
  t.equal(twoPersons?.(locked(['requesting', 'accept-terms', accepts([one])]), 'requested'), undefined)
  const opens: Told = ['requested', 'keys', { items: [one], messages: [body3] }]
  t.match(locked(unable, opens).given, {
    [one]: { acceptance: 'unable', closedAt: null, locked: false },
    [body3]: { acceptance: 'unable', closedAt: null },
  })
  const open = given(unable, opens)
  t.match([last(open), open.given[one]?.closedAt], ['applied', null], 'also where nothing was locked')
  t.match(last(locked(unable, opens, opens)), /waits for its key/, 'and once')
  t.match(last(locked(['requesting', 'keys', { items: [one] }])), /waits for its key/, 'nobody opens for itself')
  t.match(last(locked(unable, ['requested', 'keys', { items: [body3] }])), /not named as what it is/)
  t.match(locked(unable, opens, ['requested', 'amend-terms', { items: [one] }]).given, {
    [one]: { acceptance: 'open', closedAt: null },
  })
  t.equal(
    given(['requested', 'accept-terms', accepts([paper], ['retention'])]).discretionary,
    false,
    'no discretion of one’s own making',
  )
})

t.test(
  'after an inability nothing but the keys of its provider opens it, whatever is said since [R13][A6]',
  async (t) => {
    const unable: Told = ['requesting', 'accept-terms', accepts([one, body3], ['retention'])]
    const anew: Told = ['requesting', 'accept-terms', accepts([one, body3])]
    const tighter: Told = ['requested', 'amend-terms', { items: [one, body3] }]
    const opens: Told = ['requested', 'keys', { items: [one], messages: [body3] }]
    const { twoPersons } = tfa12.messages.keys ?? {}
    for (const [title, tell] of [
      ['locked', locked],
      ['open at once', given],
    ] as const) {
      const accepted = tell(unable, anew)
      t.match(accepted.given, { [one]: { acceptance: 'accepted', closedAt: 4 }, [body3]: { closedAt: 4 } }, title)
      t.equal(accepted.holds.requesting.keysDue, 2, 'what is closed waits for its keys')
      t.match(twoPersons?.(accepted, 'requested'), /cannot keep the terms/)
      t.match(accepted.owed, [{ answeredBy: ['keys'] }], 'whoever accepted anew is owed an answer')
      const open = tell(unable, anew, opens)
      t.match(open.given, {
        [one]: { acceptance: 'accepted', closedAt: null, locked: false },
        [body3]: { closedAt: null },
      })
      t.match(tell(unable, opens, anew).given, { [one]: { acceptance: 'accepted', closedAt: null } })
      const amended = tell(unable, tighter)
      t.match(amended.given, { [one]: { acceptance: 'open', closedAt: 4 }, [body3]: { closedAt: 4 } })
      t.match(last(tell(unable, tighter, opens)), /not accepted|waits for its key/, 'not before it is answered')
      t.match(tell(unable, tighter, anew).given, { [one]: { acceptance: 'accepted', closedAt: 4 } })
      t.match(tell(unable, tighter, anew, opens).given, { [one]: { closedAt: null } })
    }
  },
)

t.test('keys open a body by itself in every profile, and bring no share then [R13]', async (t) => {
  for (const profile of [tfa12, declarations]) {
    const form: JsonObject = { messages: [body1] }
    for (const received of [false, true]) {
      const context = { items: [], localDate: '2026-05-04', received } as unknown as BodyContext
      t.same(checkBody(profile, 'keys', form, context).body, form, `${profile.name}, received ${received}`)
      t.throws(() => checkBody(profile, 'keys', { messages: [body1], shares: [] }, context), { code: 'body-invalid' })
      t.throws(() => checkBody(profile, 'keys', {}, context), { code: 'body-invalid' })
    }
  }
  const said: Told = ['requesting', 'request', requestFacts(), [paper]]
  const closed = tell(tfa12, said, ack, ['requested', 'accept-terms', accepts([paper], ['retention'])])
  t.match(closed.given[body1], { acceptance: 'unable', closedAt: 3 }, 'with all that a body brought the body is closed')
  const opened = tell(
    tfa12,
    said,
    ack,
    ['requested', 'accept-terms', accepts([paper], ['retention'])],
    ['requesting', 'keys', { items: [], messages: [body1] }],
  )
  t.equal(last(opened), 'applied')
  t.match(opened.given, { [body1]: { closedAt: null }, [paper]: { closedAt: 3 } })
})

t.test('an acceptance is of the text that was shown [R13]', async (t) => {
  const body = (text: string) => ({
    ...{ terms: digest, text, items: [one], role: 'Head', officer: 'A. Example' },
    decisions: [{ term: 'purpose', decision: 'accept' }],
  })
  const termsTexts = ['b'.repeat(64), 'c'.repeat(64)]
  t.throws(() => checkBody(tfa12, 'accept-terms', body(digest), { termsTexts }), {
    code: 'body-invalid',
    faults: [{ field: '/text' }],
  })
  const { body: checked } = checkBody(tfa12, 'accept-terms', body('c'.repeat(64)), { termsTexts })
  t.match(tfa12.messages['accept-terms']?.facts(checked), { text: 'c'.repeat(64) })
})

t.test('a body goes with the last item that it speaks of (5.1 e) [R11]', async (t) => {
  const update: Told = [
    'requested',
    'verification-update',
    { items: [{ id: one, status: 'corrected' }], on: '2026-05-20' },
  ]
  const part = given(update, ['requesting', 'disposal', disposes(one)])
  t.match(part.given, { [idOf(4)]: { what: 'body', disposed: true }, [body3]: { disposed: false } })
  const all = given(update, ['requesting', 'disposal', disposes(one)], ['requesting', 'disposal', disposes(two)])
  t.match(all, {
    given: { [body3]: { disposed: true } },
    regions: { retention: 'disposed', 'retention-requested': 'held' },
  })
})

t.test('the body of a request goes when it is disposed of by its id, and not before (5.3) [R11]', async (t) => {
  const statement = { id: body1, type: 'request', items: [], facts: {} }
  t.equal(bodyGoes(tfa12, statement, asked(['requested', 'disposal', disposes(paper)]).given), false)
  t.equal(bodyGoes(tfa12, statement, asked(['requested', 'disposal', disposes(body1)]).given), true)
  t.equal(
    bodyGoes(tfa12, statement, asked().given, (id) => id === body1),
    true,
    'with the message that says so',
  )
})
