import fc from 'fast-check'
import t from 'tap'
import { type CaseState, foldCase, legality, type Step } from '../../gateway/model/case.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import type { Profile, Role } from '../../gateway/model/profile.ts'
import { profiles } from '../../gateway/profiles/all.ts'

const tfa12 = profiles.get('tfa12') as Profile
const linkTest = profiles.get('link-test') as Profile
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)
const runs = { seed, numRuns: 500 }

const wanted = ['w1', 'w2', 'w3']
const outcomes = ['provided', 'partly', 'not-available', 'not-required', 'refused', 'postponed'] as const
const member: Record<Role, string> = { requesting: 'XA', requested: 'XB' }

const idOf = (n: number) => `01931f5e-0000-7000-8000-${String(n).padStart(12, '0')}`
const step = (n: number, clock: number, type: string, facts: JsonObject, from?: Role): Step => {
  const role = from ?? tfa12.messages[type]?.from ?? 'requesting'
  return {
    id: idOf(n),
    type,
    from: role,
    member: member[role],
    clock,
    sha256: String(n % 10).repeat(64),
    sentAt: '2026-03-05T10:00:00.000Z',
    localDate: '2026-03-05',
    facts,
  }
}
const answer = (id: string, outcome: (typeof outcomes)[number]): JsonObject => ({
  id,
  outcome,
  items: [],
  verified: false,
  trueCopy: false,
})
const opening: JsonObject = {
  wanted: wanted.map((id) => ({ id, kind: 'declaration' })),
  discretionary: false,
  purposes: ['VERIFY_VALUE'],
}

/** Facts of a message type, mostly of the right shape, sometimes not. */
const factsOf: Record<string, fc.Arbitrary<JsonObject>> = {
  request: fc.constant(opening),
  ack: fc.record({ complete: fc.boolean(), dueOn: fc.constant('2026-06-03') }),
  response: fc.record({
    final: fc.boolean(),
    outcomes: fc.uniqueArray(
      fc
        .tuple(fc.constantFrom(...wanted, 'w9'), fc.constantFrom(...outcomes))
        .map(([id, outcome]) => answer(id, outcome)),
      { maxLength: 3, selector: (row) => row['id'] },
    ),
  }),
  refuse: fc.record({
    outcomes: fc.uniqueArray(
      fc.record({ id: fc.constantFrom(...wanted), family: fc.constantFrom('7.1', '7.2', '9.2') }),
      { minLength: 1, maxLength: 3, selector: ({ id }) => id },
    ),
  }),
  withdraw: fc.constant({}),
  close: fc.record({ outcome: fc.constantFrom('doubt-removed', 'none') }),
  nonsense: fc.constant({ anything: 1 }),
}

/** A message and how far its clock moves on: 0 crosses whatever was written before it. */
const tick = fc.constantFrom(0, 1, 1, 1)
const anything = fc.constantFrom(...Object.keys(factsOf)).chain((type) =>
  fc.record({
    type: fc.constant(type),
    facts: fc.oneof(
      { weight: 9, arbitrary: factsOf[type] as fc.Arbitrary<JsonObject> },
      { weight: 1, arbitrary: fc.constant({ wrong: true }) },
    ),
    tick,
    wrongRole: fc.constantFrom(false, false, false, false, true),
  }),
)
/** The messages of a case that goes on for long, in an order in which many of them are legal. */
const usual = fc
  .tuple(
    ...['ack', 'ack', 'response', 'response', 'refuse', 'response', 'close'].map((type) =>
      fc.record({
        type: fc.constant(type),
        facts: factsOf[type] as fc.Arbitrary<JsonObject>,
        tick,
        wrongRole: fc.constant(false),
      }),
    ),
  )
  .chain((messages) => fc.subarray(messages))
const written = fc.oneof(usual, fc.array(anything, { maxLength: 25 }))

const other = { requesting: 'requested', requested: 'requesting' } as const
const history = fc.tuple(usual, written).map(([first, then]) => {
  let clock = 1
  const steps = [...first, ...then].map(({ type, facts, tick, wrongRole }, index) => {
    clock += tick
    const from = tfa12.messages[type]?.from ?? 'requesting'
    return step(index + 1, clock, type, facts, wrongRole ? other[from] : from)
  })
  return [step(0, 1, 'request', opening), ...steps]
})
const shuffled = history.chain((steps) =>
  fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length })),
)

/** Whether two values are equal, whatever the order of their names. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort()
  return names.map((name) => [name, sorted((value as Record<string, unknown>)[name])])
}

/** What messages change, without the verdicts. */
const core = ({ steps, reasons, ...rest }: CaseState) => rest

t.test('the state of a case is the same in whatever order the statements came', async (t) => {
  fc.assert(
    fc.property(shuffled, ([steps, other]) => same(foldCase(tfa12, steps), foldCase(tfa12, other))),
    { ...runs, numRuns: 1000 },
  )
  t.pass('holds')
})

t.test('a repeated statement has one effect', async (t) => {
  fc.assert(
    fc.property(shuffled, ([steps, other]) => same(foldCase(tfa12, steps), foldCase(tfa12, [...other, ...steps]))),
    runs,
  )
  t.pass('holds')
})

t.test('a step that was not applied changed nothing: without it the case is the same', async (t) => {
  fc.assert(
    fc.property(history, (steps) => {
      const all = foldCase(tfa12, steps)
      const applied = steps.filter(({ id }) => all.steps[id] === 'applied')
      const clean = foldCase(tfa12, applied)
      return same(core(all), core(clean)) && applied.every(({ id }) => clean.steps[id] === 'applied')
    }),
    runs,
  )
  t.pass('holds')
})

t.test('every step has a verdict, and a reason unless it was applied', async (t) => {
  fc.assert(
    fc.property(history, (steps) => {
      const { steps: verdicts, reasons } = foldCase(tfa12, steps)
      return steps.every(
        ({ id }) => verdicts[id] !== undefined && (verdicts[id] === 'applied') === (reasons[id] === undefined),
      )
    }),
    runs,
  )
  t.pass('holds')
})

t.test('what is said to be legal next is applied, and nothing else is', async (t) => {
  fc.assert(
    fc.property(history, fc.constantFrom(...Object.keys(tfa12.messages)), (steps, type) => {
      const before = foldCase(tfa12, steps)
      const from = tfa12.messages[type]?.from as Role
      const legal = before.legalNext[from].includes(type)
      const open = Object.entries(before.items).filter(
        ([, { outcome }]) => outcome === 'open' || outcome === 'postponed',
      )
      const facts: Record<string, JsonObject> = {
        request: opening,
        ack: { complete: true, dueOn: '2026-06-03' },
        response: { final: true, outcomes: open.map(([id]) => answer(id, 'provided')) },
        refuse: { outcomes: open.slice(0, 1).map(([id]) => ({ id, family: '7.1', ground: 'a' })) },
        withdraw: {},
        close: { outcome: 'none' },
      }
      if (type === 'refuse' && open.length === 0) return true
      const last = step(99, 1_000, type, facts[type] ?? {})
      const after = foldCase(tfa12, [...steps, last])
      return (
        (after.steps[last.id] === 'applied') === legal &&
        (legality(tfa12, before)[type]?.illegal === undefined) === legal
      )
    }),
    runs,
  )
  t.pass('holds')
})

t.test(
  'two legal messages at one logical clock: one is applied, the other applied or crossed, never illegal',
  async () => {
    fc.assert(
      fc.property(history, anything, anything, (steps, one, two) => {
        const [ours, theirs] = [
          step(97, 1_000, one.type, one.facts, 'requesting'),
          step(98, 1_000, two.type, two.facts, 'requested'),
        ]
        const legalAlone = (last: Step) => foldCase(tfa12, [...steps, last]).steps[last.id] === 'applied'
        fc.pre(legalAlone(ours) && legalAlone(theirs))
        const { steps: verdicts } = foldCase(tfa12, [...steps, theirs, ours])
        return verdicts[ours.id] === 'applied' && ['applied', 'crossed'].includes(verdicts[theirs.id] as string)
      }),
      { ...runs, numRuns: 2_000 },
    )
  },
)

t.test('a response that crossed a withdrawal is marked and tells so', async (t) => {
  const { state, steps, reasons } = foldCase(tfa12, [
    step(1, 1, 'request', opening),
    step(2, 2, 'ack', { complete: true, dueOn: '2026-06-03' }),
    step(4, 3, 'response', { final: true, outcomes: wanted.map((id) => answer(id, 'provided')) }),
    step(3, 3, 'withdraw', {}),
  ])
  t.equal(state, 'closed')
  t.match(steps, { [idOf(3)]: 'applied', [idOf(4)]: 'crossed' })
  t.match(reasons[idOf(4)], /^crossed a message of the other member: .*it is closed$/)
})

t.test('what would have been illegal anyway has not crossed', async (t) => {
  const { steps } = foldCase(tfa12, [
    step(1, 1, 'request', opening),
    step(2, 2, 'response', { final: false, outcomes: [answer('w1', 'provided')] }),
    step(3, 2, 'withdraw', {}),
  ])
  t.equal(steps[idOf(2)], 'illegal')
})

t.test('parts are not swapped, and nobody else plays one', async (t) => {
  const asked = step(1, 1, 'request', opening)
  const swapped = { ...step(2, 2, 'ack', { complete: true, dueOn: '2026-06-03' }), member: 'XA' }
  const third = { ...step(3, 3, 'withdraw', {}), member: 'XC' }
  const { steps, reasons, state } = foldCase(tfa12, [asked, swapped, third])
  t.match(steps, { [swapped.id]: 'illegal', [third.id]: 'illegal' })
  t.equal(reasons[swapped.id], 'XA is the requesting member of this case')
  t.equal(reasons[third.id], 'the requesting member of this case is XA')
  t.equal(state, 'submitted')
})

t.test('nothing is legal before the request but the request', async (t) => {
  t.same(foldCase(tfa12, []).legalNext, { requesting: ['request'], requested: [] })
  const early = step(1, 1, 'ack', { complete: true, dueOn: '2026-06-03' })
  t.match(foldCase(tfa12, [early]), { state: 'none', steps: { [early.id]: 'illegal' } })
})

t.test('of two statements with one id the same one counts everywhere', async (t) => {
  const one = { ...step(1, 1, 'request', opening), sha256: 'a'.repeat(64) }
  const two = { ...step(1, 1, 'request', { ...opening, discretionary: true }), sha256: 'b'.repeat(64) }
  t.same(foldCase(tfa12, [one, two]), foldCase(tfa12, [two, one]))
})

t.test('a local date that is no day opens no case', async (t) => {
  const odd = { ...step(1, 1, 'request', opening), localDate: '2026-02-30' }
  t.match(foldCase(tfa12, [odd]), { state: 'none', reasons: { [odd.id]: 'the local date is no day of the calendar' } })
})

t.test('a type named like something every object has is no message type', async (t) => {
  const odd = step(1, 1, 'constructor', {})
  t.equal(foldCase(tfa12, [odd]).steps[odd.id], 'illegal')
})

t.test('a test message is legal always', async (t) => {
  const test = (n: number) => ({ ...step(n, n, 'test', {}), from: 'requesting' as const })
  const { state, steps } = foldCase(linkTest, [test(1), test(2), test(3)])
  t.equal(state, 'tested')
  t.same(Object.values(steps), ['applied', 'applied', 'applied'])
  t.equal(linkTest.national, false)
})

t.test('a case of 1 000 steps folds in less than 10 ms', async (t) => {
  const many = Array.from({ length: 64 }, (_, index) => `w${index + 1}`)
  const long = [
    step(0, 1, 'request', { ...opening, wanted: many.map((id) => ({ id, kind: 'declaration' })) }),
    step(1, 2, 'ack', { complete: true, dueOn: '2026-06-03' }),
    ...Array.from({ length: 998 }, (_, n) =>
      step(n + 2, 3 + Math.floor(n / 2), n % 9 === 0 ? 'close' : 'response', {
        final: false,
        outcomes: [answer(many[n % 64] as string, 'provided')],
      }),
    ),
  ]
  // The fastest of 15: what the fold costs, not what else the machine does.
  let fastestMs = Number.POSITIVE_INFINITY
  for (let round = 0; round < 15; round += 1) {
    const start = performance.now()
    foldCase(tfa12, long)
    fastestMs = Math.min(fastestMs, performance.now() - start)
  }
  t.comment(`note: 1 000 steps fold in ${fastestMs.toFixed(2)} ms`)
  t.ok(fastestMs < 10, `${fastestMs} ms`)
})
