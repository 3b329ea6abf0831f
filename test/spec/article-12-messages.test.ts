import t from 'tap'
import type { JsonObject } from '../../gateway/model/json.ts'
import { checkBody } from '../../gateway/model/profile/message.ts'
import type { BodyContext } from '../../gateway/model/profile/profile.ts'
import { nameDigest } from '../../gateway/model/terms/addressee.ts'
import { defaultTerms } from '../../gateway/model/terms/terms.ts'
import { answerFacts, caseOf, requestFacts, type Said, tfa12 } from './article-12-cases.ts'

// The bodies of tfa12's messages: what each must say, and what its facts let be known. Requests, responses, refusals: article-12.test.ts.

const [one, two, stray] = [
  '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
  '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02',
  '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d99',
] as const
const example = (type: string): JsonObject =>
  structuredClone((tfa12.messages[type]?.body as { examples?: JsonObject[] } | undefined)?.examples?.[0] ?? {})
/** The example with some fields changed; `undefined` leaves one out. */
const but = (type: string, changes: object): JsonObject => JSON.parse(JSON.stringify({ ...example(type), ...changes }))
const facts = (type: string, body: JsonObject = example(type)) => tfa12.messages[type]?.facts(body)
const first = (type: string, list: string, changes: object): JsonObject => {
  const [head = {}] = (example(type)[list] ?? []) as object[]
  return but(type, { [list]: [{ ...head, ...changes }] })
}

const opened: Said[] = [
  ['request', requestFacts()],
  ['ack', { complete: true, dueOn: '2026-06-03' }],
]
const given = caseOf(...opened, [
  'response',
  { final: true, outcomes: [answerFacts('w1', 'provided', [one]), answerFacts('w2', 'provided', [two])] },
])

/** message, what is wrong, body, the field at fault, its paragraph, what else is known */
const faults: readonly (readonly [string, string, JsonObject, string, string | undefined, BodyContext?])[] = [
  ['ack', 'incomplete without questions', but('ack', { complete: false }), '/missing', '4.1'],
  ['ack', 'suspended by no thread', but('ack', { suspended: 'yes' }), '/suspended', '11.2'],
  ['clarify', 'no question', but('clarify', { questions: [] }), '/questions', '4.1'],
  ['clarify', 'a day that is none', but('clarify', { answerBy: '2026-02-30' }), '/answerBy', undefined],
  ['clarify-reply', 'no answer', but('clarify-reply', { answers: [] }), '/answers', '4.1'],
  ...(['/wanted/0/kind', '/purpose/codes', '/verification/doneOn'] as const).map(
    (field) =>
      [
        'clarify-reply',
        `a correction of ${field}`,
        but('clarify-reply', { corrected: [{ field, value: 'x' }] }),
        '/corrected/0/field',
        '4.1',
      ] as const,
  ),
  [
    'supplement',
    'nothing added or removed',
    but('supplement', { add: undefined, remove: undefined, proportionality: undefined }),
    '/add',
    '4.1 d',
  ],
  [
    'supplement',
    'more without proportionality',
    but('supplement', { proportionality: undefined }),
    '/proportionality',
    '9.1',
  ],
  ['supplement', 'a copy of data', first('supplement', 'add', { kind: 'declaration-data' }), '/add/0/as', '4.1 d'],
  [
    'supplement',
    'a document nobody must call for (10 b)',
    first('supplement', 'add', { kind: 'bank-statement' }),
    '/add/0/kind',
    '4.1 d',
  ],
  [
    'supplement',
    'an id that is taken',
    first('supplement', 'add', { id: 'w1' }),
    '',
    '4.1 d',
    { state: caseOf(...opened) },
  ],
  ['withdraw', 'no reason', but('withdraw', { reason: ' ' }), '/reason', undefined],
  ['prioritise', 'no case', but('prioritise', { cases: [] }), '/cases', '9.2'],
  [
    'prioritise',
    'no capacity',
    but('prioritise', { capacity: { number: 0, per: 'month' } }),
    '/capacity/number',
    '9.2',
  ],
  ['priority', 'a case twice', but('priority', { order: [one, one] }), '/order/1', '9.2'],
  ['priority-agreed', 'an end before the beginning', but('priority-agreed', { until: '2026-04-01' }), '/until', '9.2'],
  ['assurance-required', 'no proceeding', but('assurance-required', { excluded: [] }), '/excluded', '6.2'],
  [
    'assurance-required',
    'an item nobody wants',
    but('assurance-required', { wanted: ['w9'] }),
    '/wanted/0',
    '6.2',
    { state: given },
  ],
  ['assurance', 'given by nobody', but('assurance', { officer: undefined }), '/officer', '6.2'],
  ['assurance', 'declined without a law', but('assurance', { given: false }), '/law', '6.2'],
  ['assurance', 'given against a law', but('assurance', { law: 'Code, art. 40' }), '/law', '6.2'],
  [
    'postpone',
    'no date',
    first('postpone', 'postponements', { expectedOn: undefined }),
    '/postponements/0/expectedOn',
    '7.1',
  ],
  ['postpone', 'no ground', first('postpone', 'postponements', { basis: undefined }), '/postponements/0/basis', '7.1'],
  [
    'postpone',
    '[rule 5] ground b without the reference',
    first('postpone', 'postponements', { basis: { family: '7.1', ground: 'b', reasons: 'law' } }),
    '/postponements/0/basis/reference',
    '7.1 b',
  ],
  [
    'postpone',
    '[rule 5] an unknown ground',
    first('postpone', 'postponements', { basis: { family: '7.1', ground: 'f', reasons: 'law' } }),
    '/postponements/0/basis/ground',
    '7.1',
  ],
  [
    'postpone',
    'a day that is past',
    example('postpone'),
    '/postponements/0/expectedOn',
    '7.1',
    { localDate: '2026-08-01' },
  ],
  [
    'postpone',
    'an item nobody wants',
    first('postpone', 'postponements', { wanted: 'w9' }),
    '/postponements/0/wanted',
    '4.1 d',
    { state: given },
  ],
  [
    'response',
    'keys for nothing',
    but('response', {
      keys: 'after-acceptance',
      outcomes: [{ wanted: 'w1', outcome: 'not-available', reason: 'lost' }],
      trueCopies: [],
    }),
    '/keys',
    '5.1',
  ],
  [
    'accept-terms',
    'unable without a law',
    but('accept-terms', { decisions: [{ term: 'retention', decision: 'unable', effect: 'kept' }] }),
    '/decisions/0/law',
    '5.2',
  ],
  [
    'accept-terms',
    'unable without an effect',
    but('accept-terms', { decisions: [{ term: 'retention', decision: 'unable', law: 'Act' }] }),
    '/decisions/0/effect',
    '5.2',
  ],
  [
    'accept-terms',
    'accepted against a law',
    but('accept-terms', { decisions: [{ term: 'retention', decision: 'accept', law: 'Act' }] }),
    '/decisions/0/law',
    '5.2',
  ],
  [
    'accept-terms',
    'a term twice',
    but('accept-terms', {
      decisions: [
        { term: 'breach', decision: 'accept' },
        { term: 'breach', decision: 'accept' },
      ],
    }),
    '/decisions/1/term',
    '5.1',
  ],
  [
    'accept-terms',
    'a term nobody knows',
    but('accept-terms', { decisions: [{ term: 'tax', decision: 'accept' }] }),
    '/decisions/0/term',
    '5.1',
  ],
  [
    'accept-terms',
    'an item that was not given',
    but('accept-terms', { items: [stray] }),
    '/items/0',
    '5.1',
    { state: given },
  ],
  ['keys', 'no item', but('keys', { items: [] }), '/items', '6.1 b'],
  ['keys', 'no share, on arrival', example('keys'), '/shares', undefined, { received: true }],
  [
    'keys',
    'a share of something else',
    but('keys', { shares: [{ item: two, share: 'A'.repeat(43) }] }),
    '/shares',
    undefined,
  ],
  [
    'keys',
    'a share that is none',
    but('keys', { shares: [{ item: one, share: 'AAAA' }] }),
    '/shares/0/share',
    undefined,
  ],
  [
    'verification-update',
    'corrected to nothing',
    first('verification-update', 'items', { status: 'corrected' }),
    '/items/0/correction',
    '6.1 b',
  ],
  [
    'verification-update',
    'a correction of what is right',
    first('verification-update', 'items', { correction: 'x' }),
    '/items/0/correction',
    '6.1 b',
  ],
  ['permission-ask', 'asks for nothing', but('permission-ask', { proceedings: undefined }), '/purposes', '5.1 b'],
  ['permission-ask', 'an item twice', but('permission-ask', { items: [one, one] }), '/items/1', '5.1 b'],
  [
    'permission-ask',
    'a disclosure to nobody in particular',
    but('permission-ask', { disclosure: [{ target: 'trader' }] }),
    '/disclosure/0/recipient',
    '5.1 c',
  ],
  [
    'permission-ask',
    'a proceeding without a name',
    but('permission-ask', { proceedings: [{ kind: 'judicial-proceeding' }] }),
    '/proceedings/0/name',
    '6.2',
  ],
  ['permission', 'a part of nothing', but('permission', { verdict: 'partly' }), '/items', '5.1 c'],
  ['permission', 'the whole, but less', but('permission', { purposes: ['VERIFY_ORIGIN'] }), '/purposes', '5.1 c'],
  [
    'permission',
    'denied without a reason',
    but('permission', { verdict: 'denied', uses: undefined, until: undefined }),
    '/reason',
    '5.1 c',
  ],
  [
    'permission',
    'revoked, but once more',
    but('permission', { verdict: 'revoked', reason: 'no', until: undefined }),
    '/uses',
    '5.1 c',
  ],
  ['permission', 'nobody asked', example('permission'), '/permission', '5.1 c', { state: given }],
  ['amend-terms', 'no reason', but('amend-terms', { reason: undefined }), '/reason', '5.1 e'],
  [
    'amend-terms',
    'an item that was not given',
    but('amend-terms', { items: [stray] }),
    '/items/0',
    '5.1 e',
    { state: given },
  ],
  ['outcome-ask', 'by a day that is none', but('outcome-ask', { answerBy: '2026-13-01' }), '/answerBy', '5.1 f'],
  [
    'outcome',
    'a decision without its day',
    first('outcome', 'decisions', { on: undefined }),
    '/decisions/0/on',
    '5.1 f',
  ],
  [
    'outcome',
    '[rule 7] the doubt removed by nothing',
    first('outcome', 'decisions', { decision: 'doubt-removed', reliedOn: undefined }),
    '/decisions/0/reliedOn',
    '5.1 d',
  ],
  [
    'outcome',
    '[rule 7] the doubt removed by unverified items alone',
    first('outcome', 'decisions', { decision: 'doubt-removed', reliedOn: ['unverified'] }),
    '/decisions/0/reliedOn',
    '5.1 d',
  ],
  [
    'outcome',
    '[rule 7] the doubt removed by an item said to be verified that is not',
    first('outcome', 'decisions', {
      decision: 'doubt-removed',
      reliedOn: ['verified'],
      items: [{ item: one, role: 'deciding' }],
    }),
    '/decisions/0/reliedOn',
    '5.1 d',
    { state: given },
  ],
  [
    'close',
    '[rule 7] the doubt removed by what nobody verified',
    but('close', { reliedOn: ['verified'] }),
    '/reliedOn',
    '5.1 d',
    { state: given },
  ],
  [
    'disposal',
    'neither destroyed nor held',
    first('disposal', 'items', { keysDestroyed: false }),
    '/items/0/keysDestroyed',
    '5.1 e',
  ],
  [
    'disposal',
    'destroyed and held',
    first('disposal', 'items', {
      hold: {
        law: 'Archives Act, s. 7',
        reason: 'An appeal.',
        authority: 'Court',
        until: '2031-12-31',
        remindOn: '2031-09-30',
      },
    }),
    '/items/0/hold',
    '5.1 e',
  ],
  ['disposal', 'attested by nobody', but('disposal', { officer: undefined }), '/officer', '5.1 e'],
  ['disposal', 'before its time', example('disposal'), '/on', '5.1 e', { localDate: '2031-03-03' }],
  [
    'breach',
    'a full report that names nobody',
    but('breach', { stage: 'full', sawBy: [], fullReportBy: undefined }),
    '/sawBy',
    '11.1',
  ],
  [
    'breach',
    'a full report of no item',
    but('breach', { stage: 'full', items: [], fullReportBy: undefined }),
    '/items',
    '11.1',
  ],
  ['breach', 'a full report that promises one', but('breach', { stage: 'full' }), '/fullReportBy', '11.1'],
  ['breach', 'no account of what happened', but('breach', { what: undefined }), '/what', '11.1'],
  ['breach', 'no time', but('breach', { discoveredAt: undefined }), '/discoveredAt', '11.1'],
  ['breach', 'an item that was not given', but('breach', { items: [stray] }), '/items/0', '11.1', { state: given }],
  ['measures', 'nothing', but('measures', { remedy: [], prevention: [], final: false }), '/remedy', '11.1 c'],
  ['measures', 'final without prevention', but('measures', { prevention: [] }), '/prevention', '11.1 b'],
  ['measures', 'final without remedy', but('measures', { remedy: [] }), '/remedy', '11.1 a'],
  ['reopen', 'no reason', but('reopen', { reason: undefined }), '/reason', undefined],
]

for (const [type, what, body, field, paragraph, context] of faults)
  t.test(
    `${/^\[rule \d+\] /.exec(what)?.[0] ?? ''}${type} MUST be refused: ${what.replace(/^\[rule \d+\] /, '')}`,
    async (t) => {
      t.throws(() => checkBody(tfa12, type, body, context), {
        code: 'body-invalid',
        faults: [{ field, ...(paragraph !== undefined && { paragraph }) }],
      })
    },
  )

t.test('every message of article-12 §4 stands in the profile, with its paragraphs and its direction', async (t) => {
  for (const [type, from, paragraphs] of [
    ['request', 'requesting', ['2.1', '3', '4.1', '4.2', '5.2', '8', '9.1']],
    ['ack', 'requested', []],
    ['clarify', 'requested', []],
    ['clarify-reply', 'requesting', []],
    ['supplement', 'requesting', ['4.1']],
    ['withdraw', 'requesting', []],
    ['prioritise', 'requested', ['9.2']],
    ['priority', 'requesting', ['9.2']],
    ['priority-agreed', 'either', ['9.2']],
    ['assurance-required', 'requested', ['6.2']],
    ['assurance', 'requesting', ['6.2']],
    ['postpone', 'requested', ['7.1']],
    ['refuse', 'requested', ['7.1', '7.2', '8', '9.2', '10']],
    ['response', 'requested', ['6.1']],
    ['accept-terms', 'either', ['5.1', '5.2', '6.2']],
    ['keys', 'either', []],
    ['verification-update', 'either', ['5.1 d', '10']],
    ['permission-ask', 'either', ['5.1 b', '5.1 c', '6.2']],
    ['permission', 'either', ['5.1 b', '5.1 c', '6.2']],
    ['amend-terms', 'either', ['5.1 e']],
    ['outcome-ask', 'either', ['5.1 f']],
    ['outcome', 'either', ['5.1 f']],
    ['use-ask', 'either', ['5.1 b', '5.1 f']],
    ['use-report', 'either', ['5.1 b', '5.1 f']],
    ['disposal', 'either', ['5.1 e']],
    ['breach', 'either', ['11.1']],
    ['measures', 'either', ['11.1 c']],
    ['close', 'requesting', []],
    ['reopen', 'requesting', []],
  ] as const) {
    const message = tfa12.messages[type]
    t.equal(message?.from, from, type)
    for (const paragraph of paragraphs) t.ok(message?.paragraphs.includes(paragraph), `${type} ${paragraph}`)
  }
  t.equal(Object.keys(tfa12.messages).length, 29)
})

t.test('an acceptance decides on every term that was shown, and on no other', async (t) => {
  const terms = defaultTerms({
    provider: 'XB',
    recipient: 'XA',
    legalBasis: 'Article 12',
    protection: { level: 'confidential', description: 'In confidence.', measures: [], law: [] },
    offices: ['XA000101'],
    purposes: ['VERIFY_VALUE'],
    matter: one,
    localDate: '2026-03-05',
    defaults: {},
  })
  const decisions = terms.terms.map(({ term }) => ({ term, decision: 'accept' }))
  t.doesNotThrow(() => checkBody(tfa12, 'accept-terms', but('accept-terms', { decisions }), { terms }))
  t.throws(() => checkBody(tfa12, 'accept-terms', but('accept-terms', { decisions: decisions.slice(1) }), { terms }), {
    code: 'body-invalid',
    field: '/decisions',
    message: /nothing of the term recipients: silence is never consent/,
  })
  const fewer = { ...terms, terms: terms.terms.slice(1) }
  t.throws(() => checkBody(tfa12, 'accept-terms', but('accept-terms', { decisions }), { terms: fewer }), {
    code: 'body-invalid',
    field: '/decisions/0/term',
  })
})

t.test('facts hold codes, ids and days, and no word of a person', async (t) => {
  const free =
    /^(reason|reasons|question|answer|value|text|officer|role|note|law|effect|correction|method|what|conditions|recipient|name|sawBy|details|proportionality)$/
  const marked = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((each) => marked(each, name))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner, key)]))
    return typeof value === 'string' &&
      free.test(name) &&
      !/^(deciding|supporting|not-used|destroy-keys|importer|exporter|[0-9a-f]{64})$/.test(value)
      ? 'PERSONAL'
      : value
  }
  for (const type of Object.keys(tfa12.messages)) {
    const { body } = checkBody(tfa12, type, marked(example(type)))
    t.notMatch(JSON.stringify(facts(type, body)), /PERSONAL/, type)
  }
})

t.test('facts say what the state depends on', async (t) => {
  for (const [type, said] of [
    ['ack', { complete: true, dueOn: '2026-06-03' }],
    ['clarify', { questions: 1 }],
    ['clarify-reply', { answers: 1, corrected: 1 }],
    ['supplement', { added: [{ id: 'w4', kind: 'bill-of-lading' }], removed: ['w3'] }],
    ['withdraw', {}],
    ['priority-agreed', { limit: { number: 30, per: 'month' }, from: '2026-05-01' }],
    ['assurance', { given: true }],
    ['postpone', { outcomes: [{ id: 'w1', expectedOn: '2026-07-01', family: '7.1', ground: 'c' }] }],
    ['accept-terms', { accepted: false, unable: ['retention'], items: [one] }],
    ['keys', { items: [one] }],
    ['verification-update', { items: [{ id: one, status: 'verified' }] }],
    [
      'permission-ask',
      {
        items: [one],
        proceedings: [{ kind: 'judicial-proceeding', sha256: nameDigest('district court of XA,  file 7/2026') }],
      },
    ],
    ['permission', { verdict: 'granted', uses: 1, until: '2026-12-31' }],
    ['amend-terms', { items: [one] }],
    ['outcome', { decisions: [{ decision: 'doubt-confirmed', deciding: [] }] }],
    ['disposal', { items: [{ id: one, disposed: true, exportsOutstanding: 0 }] }],
    ['breach', { stage: 'first', kind: 'disclosure', items: [one], fullReportBy: '2026-07-10' }],
    ['measures', { final: true, remedy: 1, prevention: 1 }],
    ['reopen', {}],
  ] as const)
    t.match(facts(type), said, type)
  t.same(facts('keys', but('keys', { shares: [{ item: one, share: 'A'.repeat(43) }] })), { items: [one] }, 'no share')
  const outcomes = [{ wanted: 'w1', outcome: 'provided', items: [one, two] }]
  const later = but('response', { outcomes, keys: 'after-acceptance' })
  t.match(facts('response', later), { locked: true, outcomes: [{ trueCopy: false, confirmed: [one] }] })
})

t.test('the service levels of the treaty and our own targets stand apart', async (t) => {
  const { serviceLevels, targets = [] } = tfa12.utilityBlock
  t.match(serviceLevels.join(), /90 days/)
  t.notMatch(serviceLevels.join(), /\b(10|30) days/)
  t.notMatch(targets.join(), /90 days/)
  for (const [type, { owes = [] }] of Object.entries(tfa12.messages))
    for (const { days, source } of owes) {
      t.ok(source !== 'treaty' || days === undefined, `${type}: the treaty sets no number of days but that of the case`)
      if (days !== undefined) t.ok(targets.join().includes(`${days}`), `${type}: ${days} days stand among the targets`)
    }
})
