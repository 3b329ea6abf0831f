import t from 'tap'
import { type CaseState, foldCase } from '../../../gateway/case/case.ts'
import { legality } from '../../../gateway/case/legality.ts'
import type { JsonObject } from '../../../gateway/model/json.ts'
import { underAgreement } from '../../../gateway/model/profile/agreed-numbers.ts'
import type { Step } from '../../../gateway/model/profile/case-core.ts'
import { defineMessage, type Profile, type StateRow } from '../../../gateway/model/profile/profile.ts'
import { closed } from '../../../gateway/model/profile/shape.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { answerFacts as answer, idOf, requestFacts, stepOf, tfa12, wantedFacts } from '../../spec/article-12-cases.ts'
import { legalNext } from '../../support/legal-next.ts'

// What holds for random histories stands in model-histories.test.ts.
const linkTest = profiles.get('link-test') as Profile
const wanted = ['w1', 'w2', 'w3']
const opening = requestFacts({ wanted: wantedFacts(...wanted) })
const step = (n: number, clock: number, type: string, facts: JsonObject, changes: Partial<Step> = {}): Step =>
  stepOf(n, clock, type, facts, changes)

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
  t.same(legalNext(tfa12, foldCase(tfa12, [])), { requesting: ['request'], requested: [] })
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
  const test = (n: number) => step(n, n, 'test', {})
  const { state, steps } = foldCase(linkTest, [test(1), test(2), test(3)])
  t.equal(state, 'tested')
  t.same(Object.values(steps), ['applied', 'applied', 'applied'])
  t.equal(linkTest.scope, 'line')
})

/** A profile of nothing but what a test is about. */
const profileOf = (changes: Partial<Profile>): Profile => ({ ...linkTest, dueDays: 90, ...changes })
const state: StateRow = { describe: 'A state.', pending: true }
const anyFacts = closed({}, { description: 'Nothing.' })
const messageOf = (changes: object) =>
  defineMessage({
    title: 'message',
    from: 'requesting',
    paragraphs: [],
    whileSuspended: true,
    body: anyFacts,
    facts: () => ({}),
    factsShape: anyFacts,
    legalIn: ['tested'],
    next: () => ({ state: 'tested' }),
    items: 'none',
    ...changes,
  })

t.test('a message that either side may send is sent by whoever is said to send it', async (t) => {
  const profile = profileOf({
    messages: { test: messageOf({ opens: true, legalIn: [] }), both: messageOf({ from: 'either' }) },
  })
  const opened = step(1, 1, 'test', {})
  const ours = step(2, 2, 'both', {}, { from: 'requesting' })
  const theirs = step(3, 3, 'both', {}, { from: 'requested' })
  const folded = foldCase(profile, [opened, ours, theirs])
  t.same(Object.values(folded.steps), ['applied', 'applied', 'applied'])
  t.same(legalNext(profile, folded), { requesting: ['both'], requested: ['both'] })
  t.same(folded.members, { requesting: 'XA', requested: 'XB' })
})

t.test('a region moves by its life alone; a message that wants more changes nothing', async (t) => {
  const move = (to: string) => messageOf({ next: () => ({ state: 'moved', regions: { light: to } }) })
  const profile = profileOf({
    states: { tested: state, moved: state },
    regions: {
      light: {
        initial: 'red',
        describe: { red: 'Stop.', green: 'Go.', amber: 'Wait.' },
        life: { red: ['green'], green: ['amber'], amber: ['red'] },
      },
    },
    messages: { test: messageOf({ opens: true, legalIn: [] }), amber: move('amber'), green: move('green') },
  })
  const opened = step(1, 1, 'test', {})
  t.same(foldCase(profile, [opened]).regions, { light: 'red' })
  t.same(foldCase(profile, [opened, step(2, 2, 'green', {})]).regions, { light: 'green' })
  const jumped = foldCase(profile, [opened, step(2, 2, 'amber', {})])
  t.match(jumped, { state: 'tested', regions: { light: 'red' }, steps: { [idOf(2)]: 'illegal' } })
  t.equal(jumped.reasons[idOf(2)], 'the light of the case is red; it cannot become amber')
})

t.test('what a message asks for is owed until it is answered', async (t) => {
  const ask = { days: 10, answeredBy: ['answer'], source: 'target' as const, paragraph: '4.1' }
  const profile = profileOf({
    states: { tested: state, over: state },
    messages: {
      test: messageOf({ opens: true, legalIn: [] }),
      ask: messageOf({ owes: [ask] }),
      answer: messageOf({ from: 'requested' }),
      end: messageOf({ next: () => ({ state: 'over' }) }),
    },
  })
  const opened = step(1, 1, 'test', {})
  const asks = [step(2, 2, 'ask', {}), step(3, 3, 'ask', {}), step(4, 4, 'ask', {})]
  const owed = (...more: Step[]) => foldCase(profile, [opened, ...asks, ...more]).owed.map(({ message }) => message)
  t.match(foldCase(profile, [opened, ...asks]).owed[0], {
    message: idOf(2),
    type: 'ask',
    by: 'requested',
    since: '2026-03-05',
    dueOn: '2026-03-15',
    source: 'target',
    paragraph: '4.1',
  })
  t.same(owed(step(5, 5, 'answer', {}, { from: 'requested' })), [idOf(3), idOf(4)], 'the oldest')
  t.same(
    owed(step(5, 5, 'answer', {}, { from: 'requested', inReplyTo: idOf(3) })),
    [idOf(2), idOf(4)],
    'the one that is named',
  )
  t.same(
    owed(step(5, 5, 'answer', {}, { from: 'requested', inReplyTo: idOf(1) })),
    [idOf(3), idOf(4)],
    'the oldest, where the named one asks nothing',
  )
  t.same(owed(step(5, 5, 'end', {})), [], 'nothing, where no answer is legal any more')
})

t.test('while obligations are suspended, what does not keep flowing has its reason', async (t) => {
  const folded = foldCase(tfa12, [
    step(1, 1, 'request', opening),
    step(2, 2, 'ack', { complete: true, dueOn: '2026-06-03' }),
  ])
  const reasons = legality(tfa12, folded, 'requested', { suspended: true })
  t.match(reasons.response, /^a response rests while obligations are suspended \(11\.2\)$/)
  t.match(legality(tfa12, folded, 'requested').response, undefined)
  t.equal(legality(tfa12, folded, 'requesting', { suspended: true }).withdraw, undefined)
})

t.test('[rule 15] an agreement puts its own numbers in the place of ours, and says whose they are', async (t) => {
  const steps = [step(1, 1, 'request', opening)]
  const ours = foldCase(tfa12, steps)
  t.equal(ours.due?.on, '2026-06-03')
  t.match(ours.owed, [
    { answeredBy: ['ack', 'clarify'], dueOn: '2026-03-15', source: 'target' },
    { whileOpen: true, dueOn: '2026-06-03', source: 'treaty', paragraph: '6.1 e' },
  ])
  const agreed = foldCase(underAgreement(tfa12, { dueDays: 30, answerWithinDays: { request: 5 } }), steps)
  t.equal(agreed.due?.on, '2026-04-04')
  t.match(agreed.items, { w1: { since: '2026-03-05', dueOn: '2026-04-04' } })
  t.match(agreed.owed, [
    { dueOn: '2026-03-10', source: 'agreement' },
    { whileOpen: true, dueOn: '2026-04-04', source: 'agreement' },
  ])
  t.equal(underAgreement(linkTest, { dueDays: 30 }), linkTest)
})

t.test('the work of a fold grows with the number of steps, not with its square', async (t) => {
  const long = (count: number) => [
    step(0, 1, 'request', opening),
    step(1, 2, 'ack', { complete: true, dueOn: '2026-06-03' }),
    ...Array.from({ length: count }, (_, n) =>
      step(n + 2, 3 + n, 'response', { final: false, outcomes: [answer('w1', 'provided', [idOf(10_000 + n)])] }),
    ),
  ]
  const work = (count: number) => {
    let asked = 0
    const { response } = tfa12.messages
    const counting = {
      ...tfa12,
      messages: {
        ...tfa12.messages,
        response: {
          ...response,
          next: (...[core, facts, at]: Parameters<NonNullable<typeof response>['next']>) => {
            asked += 1
            return response?.next(core, facts, at) ?? {}
          },
        },
      },
    } as Profile
    const folded: CaseState = foldCase(counting, long(count))
    // The body of the request, and of each response its item and its body.
    t.equal(Object.keys(folded.given).length, 1 + 2 * count)
    return asked
  }
  t.equal(work(100), 100)
  t.equal(work(1_000), 1_000)
})
