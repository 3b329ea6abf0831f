// What waits for an answer, in which order, how much of a limit is used (9.1, 9.2); and the numbers of a report.
import t from 'tap'
import { workQueue } from '../../../gateway/flows/between/queue.ts'
import { limitOnOpening, workload } from '../../../gateway/flows/between/workload.ts'
import { statistics, statisticsCsv } from '../../../gateway/flows/views/lists/statistics.ts'
import {
  id,
  noon,
  type Said,
  shownStore,
  type Told,
  tellCase,
  trustOf,
  wantedItems,
  worldAt,
} from '../../support/threads-store.ts'

const hourMs = 3_600_000
const request = (localDate = '2026-05-05'): Said => ({
  type: 'request',
  facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
  localDate,
})
const acked: Said = { type: 'ack', facts: { complete: true, dueOn: '2026-08-03' } }
const limited = (perMonth: number): Said[] => [
  { type: 'limit', facts: { proposed: { perMonth, from: '2026-05-01', until: '2026-12-31' }, order: 'priority' } },
  { type: 'limit-agree', facts: { agreed: { perMonth, from: '2026-05-01', until: '2026-12-31' } } },
]
const ours = (n: number, localDate?: string, about = {}): Told =>
  tellCase(n, 'tfa12', 'requested', [request(localDate)], { openedAt: noon + n, ...about })
const officer = { id: 'officer', offices: ['HQ'], roles: ['read'] } as const
const everybody = { ...officer, offices: 'all' } as const

const depsWith = async (told: readonly Told[], standing = {}) => ({
  store: await shownStore(trustOf(), ...told),
  world: worldAt(noon + hourMs),
  timeZone: 'UTC',
  trust: () => trustOf({ standing }),
})

t.test('12.9.2 The queue: within the limit first, as the asking member ordered them, then by due date', async (t) => {
  const prioritised: Said[] = [
    request('2026-05-04'),
    acked,
    { type: 'prioritise', facts: { cases: [id(12), id(11)], capacity: { number: 3, per: 'month' } } },
    { type: 'priority', facts: { order: [id(14), id(11)] } },
  ]
  const told = [
    tellCase(1, 'workload', 'requesting', limited(4)),
    ours(10, '2026-05-02'),
    ours(11, '2026-05-05'),
    tellCase(12, 'tfa12', 'requested', prioritised, { openedAt: noon + 12 }),
    ours(14, '2026-05-05'),
    ours(15, '2026-04-01'),
    tellCase(16, 'tfa12', 'requesting', [request()]),
    ours(17, '2026-05-01', { office: 'OTHER' }),
  ]
  const queue = await workQueue(await depsWith(told), officer)
  const { rows } = queue
  t.same(
    rows.map((row) => [row.place, row.case, row.priority, row.beyondLimit]),
    [
      [1, id(14), 1, false],
      [2, id(11), 2, false],
      [3, id(10), null, false],
      [4, id(12), null, false],
      [5, id(15), null, true],
    ],
    'the fifth of the month is last although it is due first, and nothing is left out',
  )
  t.equal(queue.truncated, false)
  t.same((await workQueue(await depsWith(told), { ...officer, offices: ['ELSE'] })).rows, [])
})

t.test('12.9.1 For each partner: what waits, what came this month, how much of the limits is used', async (t) => {
  const told = [
    tellCase(1, 'workload', 'requesting', limited(3)),
    tellCase(2, 'workload', 'requested', limited(10)),
    ...[10, 11, 12, 13].map((n) => ours(n)),
    ours(14, '2026-01-01', { openedAt: Date.parse('2026-04-30T23:59:59.999Z') }),
    tellCase(20, 'tfa12', 'requesting', [request()]),
  ]
  const seen = await workload(await depsWith(told, { requestsPerMonth: 5 }), everybody)
  t.match(seen, {
    month: '2026-05',
    partners: [
      {
        partner: 'XB',
        toAnswer: 5,
        overdue: 1,
        openedThisMonth: 4,
        askedThisMonth: 1,
        limit: { perMonth: 3, used: 4, warning: /^4 requests this month, 3 are agreed/ },
        ourLimit: { perMonth: 10, used: 1 },
      },
    ],
    capacity: { perMonth: 5, used: 4, warning: /a capacity of 5/ },
  })
  t.notMatch(JSON.stringify((seen.partners as object[])[0]), /"ourLimit":\{[^}]*warning/, 'a tenth is no matter')
  t.match(await workload(await depsWith([]), everybody), {
    partners: [{ toAnswer: 0, limit: null, ourLimit: null }],
    capacity: null,
  })
})

t.test('what other offices have to do is not counted; a limit is of the member as a whole [R22]', async (t) => {
  const told = [tellCase(1, 'workload', 'requesting', limited(3)), ours(10), ours(11, undefined, { office: 'ELSE' })]
  const both = { ...officer, offices: ['HQ', 'ELSE'] }
  const none = { ...officer, offices: ['NOWHERE'] }
  for (const [client, opened] of [
    [officer, 1],
    [both, 2],
    [none, 0],
  ] as const) {
    const { partners } = await workload(await depsWith(told), client)
    t.match(partners, [{ toAnswer: opened, openedThisMonth: opened, limit: { used: 2 } }])
    const { rows } = await statistics(await depsWith(told), client, '2026-05-01')
    t.same(
      rows.filter(({ profile }) => profile === 'tfa12').map(({ cases, opened }) => [cases, opened]),
      opened === 0 ? [] : [[opened, opened]],
      'and several offices of one client are one row',
    )
  }
})

t.test('12.9.2 Whoever opens a case is told of the limit, warned from four fifths on, and never refused', async (t) => {
  const limit = tellCase(1, 'workload', 'requested', limited(5))
  const asked = (count: number) =>
    depsWith([limit, ...Array.from({ length: count }, (_, n) => tellCase(20 + n, 'tfa12', 'requesting', [request()]))])
  const { row } = tellCase(99, 'tfa12', 'requesting', [request()])
  const said = async (count: number) => {
    const told = await limitOnOpening(await asked(count), row)
    return told && [told.used, told.warning]
  }
  t.same(await said(2), [3, undefined])
  t.match(await said(3), [4, /^4 of the 5 requests agreed/])
  t.match(await said(5), [6, /beyond the limit are answered last/])
  const free = await depsWith([])
  t.equal(await limitOnOpening(free, row), undefined)
  t.equal(free.store.calls.tally, undefined, 'without a limit nothing is counted')
  t.equal(await limitOnOpening(await asked(9), { ...row, profile: 'suspension' }), undefined)
})

t.test('the report counts, and holds no case, office or person', async (t) => {
  const told = [
    ours(10),
    ours(11),
    ours(12, '2026-01-01', { openedAt: 0 }),
    tellCase(1, 'workload', 'requesting', limited(5)),
  ]
  const counting = await depsWith(told)
  const { rows } = await statistics(counting, everybody, '2026-05-01')
  t.same(rows, [
    {
      partner: 'XB',
      agreement: 'xa-xb',
      profile: 'tfa12',
      role: 'requested',
      state: 'submitted',
      cases: 3,
      opened: 2,
      overdue: 1,
    },
    {
      partner: 'XB',
      agreement: 'xa-xb',
      profile: 'workload',
      role: 'requesting',
      state: 'agreed',
      cases: 1,
      opened: 1,
      overdue: 0,
    },
  ])
  t.equal(
    statisticsCsv(rows),
    'partner,agreement,profile,role,state,cases,opened,overdue\r\n' +
      'XB,xa-xb,tfa12,requested,submitted,3,2,1\r\n' +
      'XB,xa-xb,workload,requesting,agreed,1,1,0\r\n',
  )
  t.equal(statisticsCsv([]).split('\r\n').length, 2)
  const [first] = rows
  t.match(statisticsCsv(first ? [{ ...first, agreement: '=1+"x"' }] : []), /"=1\+""x"""/)
  await t.rejects(statistics(counting, everybody, '2026-05-06'), { code: 'request-invalid', field: '/since' })
})
