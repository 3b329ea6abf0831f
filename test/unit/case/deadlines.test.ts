// The deadlines of a case, and what is told of each: in the zone where the work is done, on either side alike.
import t from 'tap'
import { type DeadlinesAsk, remindersOf } from '../../../gateway/case/deadlines.ts'
import { untold } from '../../../gateway/flows/upkeep/remind.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { id, type Said, type Told, tellCase, wantedItems } from '../../support/threads-store.ts'

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
  t.test('what is answered has no deadline left; a supplement has its own', async (t) => {
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
