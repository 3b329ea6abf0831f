// What is told of a case by itself: each thing once, the newest only after an outage, in the zone where the work is done.
import t from 'tap'
import { type DeadlinesAsk, remindAt, remindersOf } from '../../../gateway/case/deadlines.ts'
import { remindAtOf } from '../../../gateway/flows/cases/cases.ts'
import { remind, untold } from '../../../gateway/flows/upkeep/remind.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import {
  id,
  type Said,
  type Told,
  tellCase,
  threadsStore,
  trustOf,
  wantedItems,
  worldAt,
} from '../../support/threads-store.ts'

const tfa12 = profiles.get('tfa12') as Profile
const at = (text: string) => Date.parse(text)
const request: Said = {
  type: 'request',
  facts: { wanted: wantedItems('w1', 'w2'), discretionary: false, purposes: ['VERIFY_VALUE'] },
  localDate: '2026-03-05',
}
const acked: Said = { type: 'ack', facts: { complete: true, dueOn: '2026-06-03' }, localDate: '2026-03-06' }
const postponed = (ids: readonly string[], expectedOn: string, localDate = '2026-04-01'): Said => ({
  type: 'postpone',
  facts: { outcomes: ids.map((each) => ({ id: each, expectedOn, family: '7.1', ground: 'c' })) },
  localDate,
})
const terms = (until: string) => ({
  terms: [
    { term: 'retention', until, noticeDays: 30 },
    { term: 'disposal', withinDays: 10 },
    { term: 'breach', fullReportDays: 5 },
  ],
})
const item = id(42)
const provided: Said = {
  type: 'response',
  facts: {
    final: true,
    outcomes: ['w1', 'w2'].map((each, index) => ({
      id: each,
      outcome: 'provided',
      items: index === 0 ? [item] : [id(43)],
      verified: false,
      trueCopy: true,
    })),
  },
  localDate: '2026-04-02',
  terms: terms('2026-12-31'),
}

const utc = { timeZone: 'UTC' }
const deadlines = ({ row, messages, state }: Told, contacts = { ours: utc, theirs: utc }): DeadlinesAsk => ({
  profile: profiles.get(row.profile) as Profile,
  state,
  messages,
  role: row.role,
  contacts,
})
const told = (ask: DeadlinesAsk) =>
  remindersOf(ask).map(({ kind, what, number, day, source, atMs }) =>
    [what, kind, number, day, source, new Date(atMs).toISOString()].join(' '),
  )

t.test('12.6.1 e A request is told of after 60, 80 and 90 days, and when its due day has passed', async (t) => {
  const open = tellCase(1, 'tfa12', 'requested', [request, acked])
  t.same(told(deadlines(open)), [
    'answer reminder 1 2026-06-03 treaty 2026-05-04T00:00:00.000Z',
    'answer reminder 2 2026-06-03 treaty 2026-05-24T00:00:00.000Z',
    'answer reminder 3 2026-06-03 treaty 2026-06-03T00:00:00.000Z',
    'answer overdue 0 2026-06-03 treaty 2026-06-04T00:00:00.000Z',
  ])
  t.match(remindersOf(deadlines(open))[0], { paragraph: '6.1 e', by: 'requested' })
  t.test('where the answer is written, on whichever side one looks', async (t) => {
    const asked = tellCase(1, 'tfa12', 'requesting', [request, acked])
    const [auckland, honolulu] = [{ timeZone: 'Pacific/Auckland' }, { timeZone: 'Pacific/Honolulu' }]
    const theirs = told(deadlines(asked, { ours: auckland, theirs: honolulu }))
    const ours = told(deadlines(open, { ours: honolulu, theirs: auckland }))
    t.same(theirs, ours)
    t.equal(theirs[3], 'answer overdue 0 2026-06-03 treaty 2026-06-04T10:00:00.000Z')
  })
  t.test('what is answered has no clock left; a supplement has its own', async (t) => {
    t.notMatch(told(deadlines(tellCase(1, 'tfa12', 'requested', [request, acked, provided]))).join(), /answer/)
    const more: Said = {
      type: 'supplement',
      facts: { added: [{ id: 'w3', kind: 'declaration' }], removed: [] },
      localDate: '2026-05-01',
    }
    const days = told(deadlines(tellCase(1, 'tfa12', 'requested', [request, acked, more]))).filter((each) =>
      /^answer overdue/.test(each),
    )
    t.same(
      days.map((each) => each.split(' ')[3]),
      ['2026-06-03', '2026-07-30'],
    )
  })
})

t.test('12.7.1 What is postponed is told of on the day that was named, and when it has passed', async (t) => {
  const ask = deadlines(tellCase(1, 'tfa12', 'requested', [request, acked, postponed(['w1'], '2026-07-01')]))
  t.ok(told(ask).includes('postponed reminder 1 2026-07-01 target 2026-07-01T00:00:00.000Z'))
  t.ok(told(ask).includes('postponed overdue 0 2026-07-01 target 2026-07-02T00:00:00.000Z'))
  t.ok(
    told(ask).some((each) => /^answer overdue/.test(each)),
    'w2 keeps its own date',
  )
})

t.test('answers that messages ask for are told of, by whoever owes them', async (t) => {
  const asked: Said = { type: 'outcome-ask', facts: { answerBy: '2026-05-04' }, localDate: '2026-04-10' }
  const ask = deadlines(tellCase(1, 'tfa12', 'requesting', [request, acked, provided, asked]))
  const owed = remindersOf(ask).filter(({ what, about }) => what === 'owed' && about.startsWith('outcome-ask'))
  t.match(owed, [
    { kind: 'reminder', day: '2026-05-04', by: 'requesting', paragraph: '5.1 f' },
    { kind: 'overdue', day: '2026-05-04' },
  ])
})

t.test(
  '12.5.1 e Both members are told before retention ends, when it has ended, and when a statement of disposal is late',
  async (t) => {
    const history = [request, acked, provided]
    const holding = deadlines(tellCase(1, 'tfa12', 'requesting', history))
    t.same(
      told(holding).filter((each) => each.startsWith('disposal')),
      [
        'disposal reminder 1 2027-01-10 agreement 2026-12-01T00:00:00.000Z',
        'disposal reminder 2 2027-01-10 agreement 2027-01-01T00:00:00.000Z',
        'disposal overdue 0 2027-01-10 agreement 2027-01-11T00:00:00.000Z',
      ],
    )
    const [holder, provider] = [{ timeZone: 'Pacific/Auckland' }, { timeZone: 'Pacific/Honolulu' }]
    const atHolder = remindersOf(
      deadlines(tellCase(1, 'tfa12', 'requesting', history), { ours: holder, theirs: provider }),
    )
    const gave = deadlines(tellCase(1, 'tfa12', 'requested', history), { ours: provider, theirs: holder })
    t.same(remindersOf(gave), atHolder, 'what should have come and did not is overdue at the provider too')
    t.match(atHolder.at(-1), {
      what: 'disposal',
      by: 'requesting',
      paragraph: '5.1 e',
      atMs: at('2027-01-10T11:00:00.000Z'),
    })
    const amended: Said = { type: 'amend-terms', facts: { items: [item, id(43)] }, terms: terms('2026-06-30') }
    t.match(
      told(deadlines(tellCase(1, 'tfa12', 'requesting', [...history, amended]))).join(),
      /disposal overdue 0 2026-07-10/,
    )
    const gone = (each: string) => ({
      id: each,
      method: 'destroy-keys',
      disposed: true,
      copiesKnown: 0,
      exportsOutstanding: 0,
    })
    const disposed: Said = { type: 'disposal', facts: { items: [gone(item), gone(id(43))], on: '2026-05-05' } }
    for (const role of ['requesting', 'requested'] as const)
      t.notMatch(told(deadlines(tellCase(1, 'tfa12', role, [...history, disposed]))).join(), /disposal/, role)
    t.test('where both members hold something until one day, each is told of', async (t) => {
      const late = atHolder.filter(({ kind }) => kind === 'overdue')
      const both = [...late, ...late.map((each) => ({ ...each, by: 'requested' as const }))]
      const found = untold(both, new Set(), at('2027-01-11T00:00:00.000Z'))
      t.same(
        found.map(({ by }) => by),
        ['requesting', 'requested'],
      )
    })
    t.test('retention may count from the closing of the case', async (t) => {
      const after = {
        ...provided,
        terms: { terms: [{ term: 'retention', after: { event: 'case-closed', days: 10 } }] },
      }
      t.notMatch(told(deadlines(tellCase(1, 'tfa12', 'requesting', [request, acked, after]))).join(), /disposal/)
      const open = tellCase(1, 'tfa12', 'requesting', [request, acked, after])
      // Closed as the fold would say, whatever closing asks for.
      const closing = { ...deadlines(open), state: { ...open.state, state: 'closed' } }
      const close = {
        statement: { id: id(199), type: 'close', clock: 99, localDate: '2026-05-20', facts: {}, items: [], terms: {} },
      }
      const closed = {
        ...closing,
        state: { ...closing.state, steps: { ...closing.state.steps, [id(199)]: 'applied' } },
        messages: [...open.messages, close],
      } as unknown as DeadlinesAsk
      t.ok(told(closed).includes('disposal overdue 0 2026-05-30 agreement 2026-05-31T00:00:00.000Z'))
    })
  },
)

t.test(
  '12.11.1 The full report of a breach is told of by the terms of what was breached, where they are shorter',
  async (t) => {
    const breach: Said = {
      type: 'breach',
      facts: { breach: id(60), stage: 'first', kind: 'disclosure', items: [item], fullReportBy: '2026-06-30' },
      localDate: '2026-05-05',
    }
    const days = remindersOf(deadlines(tellCase(1, 'tfa12', 'requesting', [request, acked, provided, breach])))
      .filter(({ what, about }) => what === 'owed' && about.startsWith('breach'))
      .map(({ kind, day, by }) => `${kind} ${day} ${by}`)
    t.same(days, ['reminder 2026-05-10 requesting', 'overdue 2026-05-10 requesting'])
  },
)

t.test('the next date of a case is its first clock, whatever the time of the change, else never [W1]', async (t) => {
  const open = tellCase(1, 'tfa12', 'requested', [request, acked])
  const about = { profile: tfa12, state: open.state, messages: open.messages }
  t.equal(remindAtOf(trustOf(), open.row, about), at('2026-05-04T00:00:00.000Z'))
  t.equal(remindAt([]), null)
})

t.test('remind', async (t) => {
  const due = (said: readonly Said[], now: string) => tellCase(1, 'tfa12', 'requested', said, { remindAt: at(now) - 1 })
  t.test('tells each thing once, however many nodes look, and moves on to the next', async (t) => {
    const world = worldAt(at('2026-05-04T06:00:00.000Z'))
    const store = threadsStore(due([request, acked], '2026-05-04T06:00:00.000Z'))
    const house = { store, world, trust: () => trustOf() }
    const counts = await Promise.all([remind(house, 10), remind(house, 10)])
    t.same(counts.sort(), [0, 1])
    t.match(store.evidenceRows, [
      {
        kind: 'reminder',
        case: id(1),
        subject: id(1),
        data: { what: 'answer', number: 1, day: '2026-06-03', source: 'treaty', paragraph: '6.1 e', by: 'requested' },
      },
    ])
    t.match(store.events, [{ kind: 'case.reminder', case: id(1), office: 'HQ', message: null, partner: 'XB' }])
    t.equal(store.rows.get(id(1))?.remindAt, at('2026-05-24T00:00:00.000Z'))
    t.equal(await remind(house, 10), 0)
    world.at = at('2026-05-24T00:00:00.000Z')
    t.equal(await remind(house, 10), 1)
    world.at = at('2026-06-04T00:00:00.000Z')
    t.equal(await remind(house, 10), 1)
    t.same(
      store.events.map(({ kind }) => kind),
      ['case.reminder', 'case.reminder', 'case.overdue'],
    )
    t.equal(store.rows.get(id(1))?.remindAt, null)
  })
  t.test('after an outage tells the newest of each clock only', async (t) => {
    const now = '2026-08-01T00:00:00.000Z'
    const store = threadsStore(due([request, acked, postponed(['w1'], '2026-07-01')], now))
    t.equal(await remind({ store, world: worldAt(at(now)), trust: () => trustOf() }, 10), 2)
    t.same(store.evidenceRows.map(({ kind, data }) => `${kind} ${data.what}`).sort(), [
      'overdue answer',
      'overdue postponed',
    ])
  })
  t.test('a message that comes in between repeats nothing; a new date is told anew', async (t) => {
    const now = '2026-05-10T00:00:00.000Z'
    const store = threadsStore(due([request, acked], now))
    const house = { store, world: worldAt(at(now)), trust: () => trustOf() }
    t.equal(await remind(house, 10), 1)
    const row = store.rows.get(id(1))
    if (row) store.rows.set(id(1), { ...row, remindAt: at(now) })
    t.equal(await remind(house, 10), 0, 'looked at again because it changed')
    t.equal(store.rows.get(id(1))?.remindAt, at('2026-05-24T00:00:00.000Z'))
  })
  t.test('a case whose agreement is not laid down here is looked at another day', async (t) => {
    const now = at('2026-05-10T00:00:00.000Z')
    const lost = tellCase(1, 'tfa12', 'requested', [request], { agreement: 'gone', remindAt: now })
    const store = threadsStore(lost)
    t.equal(await remind({ store, world: worldAt(now), trust: () => trustOf() }, 10), 0)
    t.equal(store.rows.get(id(1))?.remindAt, now + 86_400_000)
  })
})
