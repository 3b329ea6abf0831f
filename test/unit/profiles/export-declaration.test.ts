// The second profile: nothing of the engine is made for Article 12 alone.
import fc from 'fast-check'
import t from 'tap'
import { checkBody } from '../../../gateway/model/profile/message.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { compareDecimals } from '../../../gateway/profiles/export-declaration/decimals.ts'
import { exampleBody, last, type Said, tell } from '../../support/threads.ts'

const profile = profiles.get('export-declaration') as Profile
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)

const said = (type: string, more: object = {}): Said => [type, { ...exampleBody(profile, type), ...more }]
const [line] = exampleBody(profile, 'declare')['lines'] as object[]
const twoLines = { lines: [line, { ...line, id: 'g2' }] }
const declare = said('declare', twoLines)
const value = (amount: string, unit = 'EUR') => ({ amount, unit })
const match = (outcomes: Record<string, string>, ...differences: object[]) =>
  said('match', { lines: Object.entries(outcomes).map(([line, outcome]) => ({ line, outcome })), differences })
const less = { line: 'g1', field: 'value', kind: 'less', declared: value('18250.00'), received: value('6100') }

t.test('a declaration goes from export to the result of its comparison', async (t) => {
  for (const [story, messages, state] of [
    ['pushed', [declare], 'declared'],
    ['taken in', [declare, said('acknowledge')], 'acknowledged'],
    ['accepted', [declare, said('acknowledge'), said('accept')], 'accepted'],
    ['accepted at once', [declare, said('accept')], 'accepted'],
    ['rejected', [declare, said('reject')], 'rejected'],
    ['amended after a rejection', [declare, said('reject'), said('amend')], 'declared'],
    ['cancelled', [declare, said('accept'), said('cancel')], 'cancelled'],
    ['compared in part', [declare, said('accept'), match({ g1: 'matched' })], 'partly-matched'],
    ['equal', [declare, said('accept'), match({ g1: 'matched', g2: 'matched' })], 'matched'],
    ['different', [declare, said('accept'), match({ g1: 'differs', g2: 'matched' }, less)], 'differing'],
    ['equal in two messages', [declare, said('accept'), match({ g1: 'matched' }), match({ g2: 'matched' })], 'matched'],
    [
      'different only in the consignee',
      [
        declare,
        said('accept'),
        match(
          { g1: 'matched', g2: 'matched' },
          { field: 'consignee', kind: 'other', declared: { text: 'A' }, received: { text: 'B' } },
        ),
      ],
      'differing',
    ],
    [
      'looked at again',
      [declare, said('accept'), match({ g1: 'differs', g2: 'matched' }, less), match({ g1: 'matched', g2: 'matched' })],
      'matched',
    ],
  ] as const) {
    const folded = tell(profile, ...messages)
    t.equal(folded.state, state, story)
    t.ok(profile.states[state], 'the state stands in the table')
    t.match(last(folded), { verdict: 'applied' }, story)
  }
})

t.test('a message out of its place changes nothing and says why', async (t) => {
  for (const [story, messages, reason] of [
    ['a match before the acceptance', [declare, match({ g1: 'matched' })], /legal while the case is accepted or/],
    ['an acceptance after a rejection', [declare, said('reject'), said('accept')], /it is rejected/],
    ['a second declaration', [declare, declare], /already open/],
    [
      'an amendment of what was compared',
      [declare, said('accept'), match({ g1: 'matched', g2: 'matched' }), said('amend')],
      /it is matched/,
    ],
    ['anything after a cancellation', [declare, said('cancel'), said('accept')], /it is cancelled/],
  ] as const) {
    const folded = tell(profile, ...messages)
    t.match(last(folded), { verdict: 'illegal', reason }, story)
  }
})

t.test('an amendment says everything anew: lines that it leaves out are gone', async (t) => {
  const amended = tell(profile, declare, said('accept'), said('amend'))
  t.match(amended.items, { g1: { outcome: 'declared' }, g2: { outcome: 'removed' } })
  t.equal(tell(profile, declare, said('amend'), said('accept'), match({ g1: 'matched' })).state, 'matched')
  t.throws(() => tell(profile, declare, said('amend'), said('accept'), match({ g2: 'matched' })), {
    code: 'body-invalid',
    message: /g2 is not declared in this case; declared are g1/,
  })
})

t.test('what is owed is a target of the members, never of the treaty', async (t) => {
  t.match(tell(profile, declare).owed, [{ by: 'requested', source: 'target', dueOn: '2026-05-06' }])
  t.match(tell(profile, declare, said('accept')).owed, [{ by: 'requested', answeredBy: ['match'], source: 'target' }])
  t.same(tell(profile, declare, said('accept'), match({ g1: 'matched', g2: 'matched' })).owed, [])
  t.equal(tell(profile, declare).due, undefined, 'no due date of Article 12')
})

t.test('each difference says what was declared, what was received, and in which way they differ', async (t) => {
  const faults = (difference: object, lines: Record<string, string> = { g1: 'differs' }) => {
    try {
      checkBody(profile, 'match', match(lines, difference)[1])
      return []
    } catch (error) {
      return (error as { faults: { field: string; message: string }[] }).faults
    }
  }
  const text = (declared: string, received: string) => ({ declared: { text: declared }, received: { text: received } })
  for (const [difference, field] of [
    [less, undefined],
    [{ ...less, received: value('18250.000') }, '/differences/0/kind'],
    [{ ...less, kind: 'more' }, '/differences/0/kind'],
    [{ ...less, received: value('6100', 'USD') }, '/differences/0/kind'],
    [{ ...less, kind: 'other', received: value('6100', 'USD') }, undefined],
    [{ ...less, kind: 'other' }, '/differences/0/kind'],
    [{ ...less, received: { amount: '6100' } }, '/differences/0/received'],
    [{ ...less, declared: undefined }, '/differences/0/declared'],
    [{ ...less, kind: 'missing', received: undefined }, undefined],
    [{ ...less, kind: 'missing' }, '/differences/0/received'],
    [{ ...less, kind: 'extra', declared: undefined }, undefined],
    [{ ...less, line: undefined }, '/differences/0/line'],
    [{ ...less, field: 'quantity', declared: value('400', 'NAR'), received: value('380', 'NAR') }, undefined],
    [
      { ...less, field: 'gross-weight', declared: value('9.9', 'KGM'), received: value('10.1', 'KGM') },
      '/differences/0/kind',
    ],
    [{ line: 'g1', field: 'commodity-code', kind: 'other', ...text('300490', '210690') }, undefined],
    [{ line: 'g1', field: 'commodity-code', kind: 'other', ...text('300490', '3004.90') }, '/differences/0/received'],
    [{ line: 'g1', field: 'commodity-code', kind: 'less', ...text('300490', '210690') }, '/differences/0/kind'],
    [{ field: 'consignee', kind: 'other', ...text('A', 'A') }, '/differences/0/kind'],
    [{ line: 'g1', field: 'consignee', kind: 'other', ...text('A', 'B') }, '/differences/0/line'],
    [{ line: 'g1', field: 'goods', kind: 'missing', declared: { text: 'Cartridges' } }, undefined],
  ] as const) {
    const plain = JSON.parse(JSON.stringify(difference)) as { line?: string }
    const found = faults(
      plain,
      plain.line === undefined || field === '/differences/0/line' ? { g1: 'matched' } : undefined,
    )
    if (field === undefined) t.same(found, [], JSON.stringify(plain))
    else
      t.ok(
        found.some((fault) => fault.field === field),
        `${JSON.stringify(plain)} is at fault at ${field}: ${JSON.stringify(found)}`,
      )
  }
  t.match(faults(less, { g1: 'matched' }), [{ field: '/differences/0/line', message: 'g1 is said to match' }])
  t.match(faults({ ...less, line: 'g2' }), [
    { field: '/lines/0/outcome', message: 'says differs, but no difference names g1' },
    { field: '/differences/0/line', message: 'g2 is not among the lines compared' },
  ])
})

t.test('a declaration that contradicts itself is refused', async (t) => {
  const refused = (more: object, field: string) =>
    t.throws(() => tell(profile, said('declare', more)), { code: 'body-invalid', faults: [{ field }] })
  refused({ lines: [line, line] }, '/lines/1/id')
  refused({ lines: [{ ...line, netWeightKg: '812.51' }] }, '/lines/0/netWeightKg')
  refused({ lines: [{ ...line, commodityCode: '30.04.90' }] }, '/lines/0/commodityCode')
  refused({ lines: [{ ...line, value: { amount: '1e3', currency: 'EUR' } }] }, '/lines/0/value/amount')
  refused({ lines: [] }, '/lines')
  const documents = [{ item: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', kind: 'commercial-invoice' }]
  refused({ documents }, '/documents/0/item')
  t.throws(() => checkBody(profile, 'declare', said('declare')[1], { items: [{ id: 'x', kind: 'packing-list' }] }), {
    code: 'body-invalid',
    faults: [{ field: '/items' }],
  })
  t.throws(() => checkBody(profile, 'declare', said('declare')[1], { localDate: '2026-03-01' }), {
    code: 'body-invalid',
    faults: [{ field: '/declaration/lodgedOn' }],
  })
})

t.test('numbers are compared as texts, exactly', async (t) => {
  const whole = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n })
  const part = fc.bigInt({ min: 0n, max: 999_999n })
  const number = fc
    .tuple(whole, part)
    .map(([a, b]) => ({ text: `${a}.${String(b).padStart(6, '0')}`, worth: a * 1_000_000n + b }))
  fc.assert(
    fc.property(
      number,
      number,
      (a, b) => Math.sign(compareDecimals(a.text, b.text)) === (a.worth < b.worth ? -1 : a.worth > b.worth ? 1 : 0),
    ),
    { seed },
  )
  t.equal(compareDecimals('1.50', '1.5'), 0)
  t.equal(compareDecimals('2', '2.000'), 0)
  t.ok(compareDecimals('10', '9.99') > 0)
})
