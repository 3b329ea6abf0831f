// The deadlines of a case, and what is told of each: in the zone where the work is done, on either side alike.
import t from 'tap'
import { type DeadlinesAsk, remindersOf } from '../../../gateway/case/deadlines.ts'
import { untold } from '../../../gateway/flows/upkeep/reminding/remind.ts'
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

const about = (told: Told, what: string) => remindersOf(deadlines(told)).filter((each) => each.what === what)
const withTerms = (...rows: object[]): Said => ({ ...provided, terms: { terms: rows } as NonNullable<Said['terms']> })

t.test('12.5.1 f What is owed as feedback is due by the shortest terms of what it is about', async (t) => {
  const feedback = (withinDays: number) => ({ terms: [{ term: 'feedback', withinDays }] })
  const first = withTerms({ term: 'feedback', withinDays: 5 })
  const asked = (facts: object): Said => ({
    type: 'outcome-ask',
    facts: facts as NonNullable<Said['facts']>,
    localDate: '2026-05-05',
  })
  const days = (...said: Said[]) =>
    about(tellCase(1, 'tfa12', 'requesting', [request, acked, ...said]), 'owed')
      .filter((each) => each.about.startsWith('outcome-ask'))
      .map(({ kind, day, source, by }) => `${kind} ${day} ${source} ${by}`)
  const by = (day: string) => [`reminder ${day} agreement requesting`, `overdue ${day} agreement requesting`]
  t.same(days(first, asked({})), by('2026-05-10'), 'five days were set, whatever the profile says')
  const longer: Said = { type: 'amend-terms', facts: { items: [item] }, terms: feedback(3) }
  t.same(days(first, longer, asked({})), by('2026-05-08'), 'an amendment of one of the items counts')
  t.same(days(first, longer, asked({ items: [id(43)] })), by('2026-05-10'), 'where it is about the other, its own do')
  t.same(days(withTerms({ term: 'feedback', withinDays: 60 }), asked({})), by('2026-07-04'))
  t.same(days(withTerms(), asked({})), by('2026-06-04'), 'thirty days where no terms set any')
  t.same(days(first, asked({ answerBy: '2026-05-20' })), by('2026-05-20'), 'a day that the provider names is its own')
})

t.test('12.5.1 e The day from which a person decides on each use is told of to its holder', async (t) => {
  const retention = { term: 'retention', until: '2026-12-31', reviewOn: '2026-09-01' }
  const review = about(tellCase(1, 'tfa12', 'requesting', [request, acked, withTerms(retention)]), 'review')
  t.match(review, [{ kind: 'reminder', day: '2026-09-01', by: 'requesting', atMs: at('2026-09-01T00:00:00.000Z') }])
  const late = withTerms({ ...retention, reviewOn: '2027-01-01' })
  t.same(about(tellCase(1, 'tfa12', 'requesting', [request, acked, late]), 'review'), [], 'not after retention ended')
})

t.test(
  '12.5.1 e Retention that counts from the final decision ends with a reminder and an overdue disposal',
  async (t) => {
    const after = { term: 'retention', after: { event: 'decision-final', days: 10 }, noticeDays: 5 }
    const history = [request, acked, withTerms(after, { term: 'disposal', withinDays: 7 })]
    const decided: Said = {
      type: 'outcome',
      facts: { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [] }] },
      localDate: '2026-05-05',
    }
    for (const role of ['requesting', 'requested'] as const) {
      t.same(about(tellCase(1, 'tfa12', role, history), 'disposal'), [], 'nothing was decided yet')
      t.same(
        about(tellCase(1, 'tfa12', role, [...history, decided]), 'disposal').map(({ kind, day, by, atMs }) =>
          [kind, day, by, new Date(atMs).toISOString().slice(0, 10)].join(' '),
        ),
        [
          'reminder 2026-05-22 requesting 2026-05-10',
          'reminder 2026-05-22 requesting 2026-05-16',
          'overdue 2026-05-22 requesting 2026-05-23',
        ],
        role,
      )
    }
    t.test('also what the requested member holds', async (t) => {
      const told = tellCase(1, 'tfa12', 'requested', [...history, decided])
      const given = Object.fromEntries(
        Object.entries(told.state.given).map(([each, row]) => [each, { ...row, by: 'requesting' as const }]),
      )
      t.match(about({ ...told, state: { ...told.state, given } }, 'disposal').at(-1), {
        kind: 'overdue',
        by: 'requested',
        day: '2026-05-22',
      })
    })
  },
)

t.test('12.11.1 A first notice that came later than the hours of the terms is told of, at both members', async (t) => {
  const hours = (firstNoticeHours: number) => withTerms({ term: 'breach', firstNoticeHours, fullReportDays: 5 })
  const notice = (discoveredAt: string): Said => ({
    type: 'breach',
    facts: { breach: id(60), stage: 'first', kind: 'loss', items: [item], discoveredAt, fullReportBy: '2026-06-30' },
    localDate: '2026-05-05',
  })
  const late = (role: 'requesting' | 'requested', discoveredAt: string, most = 24) =>
    about(tellCase(1, 'tfa12', role, [request, acked, hours(most), notice(discoveredAt)]), 'first-notice')
  for (const role of ['requesting', 'requested'] as const) {
    t.match(late(role, '2026-05-04T09:00:00.000Z'), [
      { kind: 'overdue', by: 'requesting', day: '2026-05-05', dueAtMs: at('2026-05-05T09:00:00.000Z') },
    ])
    t.same(late(role, '2026-05-04T10:00:00.000Z'), [], 'to the hour')
    t.same(late(role, '2026-05-04T09:00:00.000Z', 48), [])
  }
  t.same(late('requesting', '2026-02-30T99:00:00.000Z'), [], 'nothing is counted from what is no instant')
})

t.test('what is owed ends at an instant: the last of its day where the work is done', async (t) => {
  const open = deadlines(tellCase(1, 'tfa12', 'requested', [request, acked]), {
    ours: { timeZone: 'Pacific/Auckland' },
    theirs: utc,
  })
  const overdue = remindersOf(open).at(-1)
  t.equal(overdue?.dueAtMs, at('2026-06-03T11:59:59.999Z'))
  t.equal(overdue?.atMs, at('2026-06-03T12:00:00.000Z'))
})
