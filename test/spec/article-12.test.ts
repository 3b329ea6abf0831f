import t from 'tap'
import type { JsonObject } from '../../gateway/model/json.ts'
import { checkBody } from '../../gateway/model/profile/message.ts'
import type { BodyContext, Profile } from '../../gateway/model/profile/profile.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { requestExample } from '../../gateway/profiles/tfa12/request-example.ts'

const tfa12 = profiles.get('tfa12') as Profile
const check = (type: string, body: unknown, context?: BodyContext) => checkBody(tfa12, type, body, context)
const facts = (type: string, body: JsonObject) => tfa12.messages[type]?.facts(body)
const without = (body: object, name: string) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== name))
const request = (changes: object = {}) => ({ ...structuredClone(requestExample), ...changes }) as unknown as JsonObject

const [itemA, itemB] = ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02']
const protection = { level: 'customs-confidential', description: 'Held in confidence.', measures: [], law: [] }
const trueCopies = [{ items: [itemA], officer: 'B. Example', date: '2026-04-02' }]
const provided = { wanted: 'w1', outcome: 'provided', items: [itemA] }
const response = (changes: object = {}): JsonObject => ({
  final: true,
  outcomes: [provided],
  protection,
  trueCopies,
  ...changes,
})
const basis = (changes: object = {}) => ({
  family: '7.1',
  ground: 'a',
  reasons: 'It is contrary to the public interest.',
  ...changes,
})
const refusal = (changes: object = {}) => ({ refusals: [{ wanted: 'w1', basis: basis(changes) }] })

t.test('12.3 Verification comes first', async (t) => {
  t.test('[rule 1] MUST refuse a request without the attestation', async (t) => {
    t.throws(() => check('request', without(request(), 'verification')), {
      code: 'body-invalid',
      field: '/verification',
      paragraph: '3',
    })
    const verification = { ...requestExample.verification, attested: false }
    t.throws(() => check('request', request({ verification })), {
      code: 'body-invalid',
      field: '/verification/attested',
      paragraph: '3',
    })
  })
  t.test('MUST refuse a verification dated after the request', async (t) => {
    const late = { code: 'body-invalid', field: '/verification/doneOn', paragraph: '3' }
    t.throws(() => check('request', request(), { localDate: '2026-02-28' }), late)
    t.doesNotThrow(() => check('request', request(), { localDate: '2026-03-01' }))
  })
})

t.test('12.4.1 What a request includes', async (t) => {
  t.test('takes a complete request', async (t) => {
    t.same(check('request', request()).warnings, [])
  })
  const empty: [string, string, object][] = [
    ['/exportDeclaration', '4.1 a', without(request(), 'exportDeclaration')],
    ['/persons', '4.1 b', without(request(), 'persons')],
    ['/verification/summary', '4.1 c', request({ verification: without(requestExample.verification, 'summary') })],
    ['/law', '4.1 f', without(request(), 'law')],
    ['/law', '4.1 f', request({ law: requestExample.law.slice(1) })],
  ]
  for (const [field, paragraph, body] of empty) {
    t.test(`[rule 2] MUST refuse an empty ${field} without a 4.2 reason, and take it with one`, async (t) => {
      t.throws(() => check('request', body), { code: 'body-invalid', field, paragraph })
      const inabilities = [{ para: paragraph, reason: 'It is not known to us.' }]
      t.doesNotThrow(() => check('request', { ...body, inabilities }))
      t.throws(() => check('request', { ...body, inabilities: [{ para: paragraph, reason: '  ' }] }), {
        code: 'body-invalid',
        field: '/inabilities/0/reason',
        paragraph: '4.2',
      })
    })
  }
  for (const [name, paragraph] of [
    ['matter', '4.1 a'],
    ['groundsOfDoubt', '2.1'],
    ['importDeclaration', '2.1'],
    ['purpose', '4.1 b'],
    ['wanted', '4.1 d'],
    ['originatingOffice', '4.1 e'],
    ['language', '4.1'],
    ['reciprocity', '8'],
    ['proportionality', '9.1'],
  ] as const) {
    t.test(`MUST name /${name} and paragraph ${paragraph} when it is missing`, async (t) => {
      t.throws(() => check('request', without(request(), name)), { code: 'body-invalid', field: `/${name}`, paragraph })
    })
  }
  t.test('MUST be in a language of the agreement', async (t) => {
    t.throws(() => check('request', request(), { languages: ['fr', 'es'] }), {
      code: 'body-invalid',
      field: '/language',
      paragraph: '4.1',
      message: /fr, es/,
    })
    t.doesNotThrow(() => check('request', request(), { languages: ['fr', 'en'] }))
  })
  t.test('MUST say in words what VERIFY_OTHER is', async (t) => {
    const purpose = { codes: ['VERIFY_OTHER'] }
    t.throws(() => check('request', request({ purpose })), {
      code: 'body-invalid',
      field: '/purpose/text',
      paragraph: '4.1 b',
    })
    t.doesNotThrow(() => check('request', request({ purpose: { ...purpose, text: 'Whether the exporter exists.' } })))
  })
  t.test('MUST give each wanted item an id of its own', async (t) => {
    const [first] = requestExample.wanted
    t.throws(() => check('request', request({ wanted: [first, first] })), {
      code: 'body-invalid',
      field: '/wanted/1/id',
      paragraph: '4.1 d',
    })
  })
  t.test('[10 b] MUST NOT ask for documents other than those of 6.1 b and c', async (t) => {
    const wanted = [{ id: 'w1', kind: 'bank-statement', as: 'copy', declaration: 'export' }]
    t.throws(() => check('request', request({ wanted })), {
      code: 'body-invalid',
      field: '/wanted/0/kind',
      paragraph: '4.1 d',
      message: /packing-list/,
    })
  })
  t.test('an MRN of another length is a warning, never a refusal', async (t) => {
    for (const [number, warnings] of [
      ['26XB07K4T9QPLM31E2', 0],
      ['26XB07K4', 1],
      ['X', 1],
    ] as const) {
      const checked = check('request', request({ exportDeclaration: { number, type: 'mrn' } }))
      t.equal(checked.warnings.length, warnings, number)
    }
    t.same(check('request', request({ exportDeclaration: { number: '7/2026', type: 'national' } })).warnings, [])
    // The partner looks for the number as it is written.
    for (const number of [
      '26xb07K4T9QPLM31E2',
      '26XB 07K4T9QPLM31E2',
      '26XB-07K4-T9QPLM31E2',
      '26XB07K4T9QPLM31E2\u00a0',
    ])
      t.throws(
        () => check('request', request({ exportDeclaration: { number, type: 'mrn' } })),
        { code: 'body-invalid', field: '/exportDeclaration/number', message: /write 26XB07K4T9QPLM31E2/ },
        `${number} [10]`,
      )
    const received = request({ exportDeclaration: { number: '26xb07K4T9QPLM31E2', type: 'mrn' } })
    t.equal(check('request', received, { received: true }).warnings.length, 1, 'what another gateway sent is taken')
    const long = { number: '7'.repeat(71), type: 'other' }
    t.throws(() => check('request', request({ exportDeclaration: long })), {
      code: 'body-invalid',
      field: '/exportDeclaration/number',
      paragraph: '4.1 a',
    })
  })
})

t.test('12.4.2, 12.5.2, 12.7.2, 12.8 Discretion', async (t) => {
  t.test('a request that complies with everything gives none', async (t) => {
    t.match(facts('request', request()), { discretionary: false })
  })
  for (const [why, changes] of [
    ['an inability under 4.2', { inabilities: [{ para: '4.1 a', reason: 'unknown' }] }],
    ['an inability under 5.2', { inabilities: [{ para: '5.1 c', reason: 'our law orders disclosure to courts' }] }],
    ['an assurance that cannot be given (6.2)', { inabilities: [{ para: '6.2', reason: 'our law' }] }],
    [
      'a similar request could not be met',
      { reciprocity: { able: false, implemented: true, reason: 'records are on paper' } },
    ],
    ['Article 12 is not implemented', { reciprocity: { able: true, implemented: false, reason: 'category C' } }],
  ] as const) {
    t.test(`execution is discretionary: ${why}`, async (t) => {
      const { body } = check('request', request(changes))
      t.match(facts('request', body), { discretionary: true })
    })
  }
  t.test('MUST state the fact where reciprocity is lacking', async (t) => {
    const reciprocity = { able: false, implemented: true }
    t.throws(() => check('request', request({ reciprocity })), {
      code: 'body-invalid',
      field: '/reciprocity/reason',
      paragraph: '8',
    })
  })
  t.test('MUST NOT declare one paragraph twice', async (t) => {
    const twice = { para: '4.1 a', reason: 'unknown' }
    t.throws(() => check('request', request({ inabilities: [twice, twice] })), {
      code: 'body-invalid',
      field: '/inabilities/1/para',
      paragraph: '4.2',
    })
  })
})

t.test('12.6.1 Provision of information', async (t) => {
  t.test('[rule 3] MUST NOT provide without a description of the protection', async (t) => {
    const bare = without(response(), 'protection')
    t.throws(() => check('response', bare), { code: 'body-invalid', field: '/protection', paragraph: '6.1 b' })
    const nothing = { wanted: 'w1', outcome: 'not-available', reason: 'The records were lost in a fire.' }
    t.doesNotThrow(() => check('response', { final: true, outcomes: [nothing] }))
  })
  t.test(
    '[rule 4] a document without a true-copy statement is let through, with a warning and a fact that say so',
    async (t) => {
      const { warnings, body } = check('response', without(response(), 'trueCopies'))
      t.match(warnings, [{ field: '/outcomes/0/items/0', paragraph: '6.1 d' }])
      t.match(facts('response', body), { outcomes: [{ id: 'w1', trueCopy: false }] })
      t.match(facts('response', response()), { outcomes: [{ id: 'w1', trueCopy: true }] })
      t.same(check('response', response()).warnings, [])
    },
  )
  t.test('MUST NOT confirm what is not provided', async (t) => {
    const other = [{ items: [itemB], officer: 'B. Example', date: '2026-04-02' }]
    t.throws(() => check('response', response({ trueCopies: other })), {
      code: 'body-invalid',
      field: '/trueCopies/0/items/0',
      paragraph: '6.1 d',
    })
  })
  t.test('[rule 6] partial refusal and partial provision stand in one response', async (t) => {
    const outcomes = [
      { ...provided, outcome: 'partly', reason: 'Page 2 is lost.' },
      { wanted: 'w2', outcome: 'refused', basis: basis({ ground: 'c' }) },
      { wanted: 'w3', outcome: 'postponed', basis: basis({ ground: 'd' }), expectedOn: '2026-05-01' },
    ]
    const { body } = check('response', response({ final: false, outcomes }))
    t.match(facts('response', body), {
      final: false,
      outcomes: [
        { outcome: 'partly' },
        { outcome: 'refused', family: '7.1', ground: 'c' },
        { outcome: 'postponed', expectedOn: '2026-05-01' },
      ],
    })
  })
  for (const [what, row, field] of [
    ['provided without its items', { outcome: 'provided' }, 'items'],
    ['partly without a reason', { outcome: 'partly', items: [itemA] }, 'reason'],
    ['not available without a reason', { outcome: 'not-available' }, 'reason'],
    ['not required without its limit', { outcome: 'not-required' }, 'basis'],
    ['not required for another reason than 10', { outcome: 'not-required', basis: basis() }, 'basis/family'],
    ['refused without a ground', { outcome: 'refused' }, 'basis'],
    ['postponed without a date', { outcome: 'postponed', basis: basis() }, 'expectedOn'],
    ['refused with items', { outcome: 'refused', basis: basis(), items: [itemA] }, 'items'],
    ['nothing, but verified', { outcome: 'not-available', reason: 'lost', verified: true }, 'verified'],
  ] as const) {
    t.test(`MUST refuse: ${what}`, async (t) => {
      t.throws(() => check('response', response({ outcomes: [{ wanted: 'w1', ...row }], trueCopies: [] })), {
        code: 'body-invalid',
        faults: [{ field: `/outcomes/0/${field}` }],
      })
    })
  }
  t.test('[10 g] what is not said to be verified is unverified', async (t) => {
    t.match(facts('response', response()), { outcomes: [{ verified: false }] })
    t.match(facts('response', response({ outcomes: [{ ...provided, verified: true }] })), {
      outcomes: [{ verified: true }],
    })
  })
  t.test('MUST attach what it names and name what it attaches', async (t) => {
    const items = [{ id: itemB, kind: 'declaration' }]
    t.throws(() => check('response', response(), { items }), {
      code: 'body-invalid',
      faults: [{ field: '/outcomes/0/items/0' }, { field: '/items' }],
    })
    t.doesNotThrow(() => check('response', response(), { items: [{ id: itemA, kind: 'declaration' }] }))
  })
  t.test('MUST answer each wanted item once', async (t) => {
    t.throws(() => check('response', response({ outcomes: [provided, provided] })), {
      code: 'body-invalid',
      field: '/outcomes/1/wanted',
    })
  })
})

t.test('12.7.1 and 12.10 Refusal', async (t) => {
  t.test('[rule 5] MUST refuse ground b without a copy of the reference', async (t) => {
    t.throws(() => check('refuse', refusal({ ground: 'b' })), {
      code: 'body-invalid',
      field: '/refusals/0/basis/reference',
      paragraph: '7.1 b',
    })
    const cited = { citation: 'Tax Secrecy Act, s. 12' }
    t.throws(() => check('refuse', refusal({ ground: 'b', reference: cited })), {
      code: 'body-invalid',
      field: '/refusals/0/basis/reference',
    })
    t.doesNotThrow(() => check('refuse', refusal({ ground: 'b', reference: { ...cited, text: 'No officer shall …' } })))
    const items = [{ id: itemA, kind: 'law' }]
    t.doesNotThrow(() => check('refuse', refusal({ ground: 'b', reference: { ...cited, item: itemA } }), { items }))
    t.throws(() => check('refuse', refusal({ ground: 'b', reference: { ...cited, item: itemB } }), { items }), {
      code: 'body-invalid',
      field: '/refusals/0/basis/reference/item',
    })
    const outcomes = [{ wanted: 'w1', outcome: 'refused', basis: basis({ ground: 'b' }) }]
    t.throws(() => check('response', response({ outcomes, trueCopies: [] })), {
      code: 'body-invalid',
      field: '/outcomes/0/basis/reference',
      paragraph: '7.1 b',
    })
  })
  for (const [what, changes, field] of [
    ['an unknown ground', { ground: 'f' }, 'ground'],
    ['an unknown family', { family: '7.3' }, 'family'],
    ['7.1 without a ground', { ground: undefined }, 'ground'],
    ['10 without a limit', { family: '10', ground: undefined }, 'limit'],
    ['10 with an unknown limit', { family: '10', ground: undefined, limit: 'i' }, 'limit'],
    ['9.2 with a ground of 7.1', { family: '9.2' }, 'ground'],
    ['7.1 with a limit of 10', { limit: 'a' }, 'limit'],
    ['no reasons', { reasons: undefined }, 'reasons'],
  ] as const) {
    t.test(`[rule 5] MUST refuse ${what}`, async (t) => {
      const body = JSON.parse(JSON.stringify(refusal(changes)))
      t.throws(() => check('refuse', body), { code: 'body-invalid', field: `/refusals/0/basis/${field}` })
    })
  }
  for (const family of ['7.2', '8', '9.2'] as const) {
    t.test(`takes family ${family} with reasons alone`, async (t) => {
      t.doesNotThrow(() =>
        check('refuse', { refusals: [{ wanted: 'w1', basis: { family, reasons: 'No capacity.' } }] }),
      )
    })
  }
  t.test('the facts hold codes and no reasons', async (t) => {
    t.same(facts('refuse', refusal({ ground: 'c' })), { outcomes: [{ id: 'w1', family: '7.1', ground: 'c' }] })
  })
})

t.test('12.5.1 d The deciding factor', async (t) => {
  t.test('[rule 7] unverified items alone MUST NOT remove the doubt', async (t) => {
    const removed = (reliedOn?: string[]) => () =>
      check('close', { outcome: 'doubt-removed', ...(reliedOn && { reliedOn }) })
    t.throws(removed(), { code: 'body-invalid', field: '/reliedOn', paragraph: '5.1 d' })
    t.throws(removed(['unverified']), { code: 'body-invalid', field: '/reliedOn', paragraph: '5.1 d' })
    t.doesNotThrow(removed(['unverified', 'own-findings']))
  })
  t.test('they may confirm it', async (t) => {
    t.doesNotThrow(() => check('close', { outcome: 'doubt-confirmed', reliedOn: ['unverified'] }))
  })
})

t.test('Signed facts name no person', async (t) => {
  const marked = JSON.parse(
    JSON.stringify(requestExample).replaceAll(
      /"(matter|groundsOfDoubt|name|summary|proportionality|details)":"[^"]*"/g,
      '"$1":"PERSONAL"',
    ),
  )
  t.notMatch(JSON.stringify(facts('request', check('request', marked).body)), /PERSONAL/)
  const answer = response({ note: 'PERSONAL', trueCopies: [{ ...trueCopies[0], officer: 'PERSONAL' }] })
  t.notMatch(JSON.stringify(facts('response', check('response', answer).body)), /PERSONAL/)
  t.same(facts('withdraw', { reason: 'PERSONAL' }), {})
})
