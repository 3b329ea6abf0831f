// What is due: read off the same deadlines that remind, for the cases of one's own offices.
import t from 'tap'
import type { DueLine, DueList } from '../../../gateway/answers/overview-answers.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import { remind } from '../../../gateway/flows/upkeep/reminding/remind.ts'
import { type CaseViewing, caseView } from '../../../gateway/flows/views/case-view.ts'
import { dueFor } from '../../../gateway/flows/views/lists/due.ts'
import type { JsonObject } from '../../../gateway/model/json.ts'
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

const log = { error: () => undefined } as never
const request: Said = {
  type: 'request',
  facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
}
const acked: Said = { type: 'ack', facts: { complete: true, dueOn: '2026-08-03' } }
const limit: Said = {
  type: 'limit',
  facts: { proposed: { perMonth: 3, from: '2026-05-01', until: '2026-12-31' }, order: 'priority' },
}
const officer = { id: 'officer', offices: ['HQ'], roles: ['read'] } as const
const depsWith = async (told: readonly Told[], now = noon, trust = trustOf()) => ({
  store: await shownStore(trust, ...told),
  world: worldAt(now),
  timeZone: 'UTC',
  trust: () => trust,
})
const rowsOf = ({ rows }: DueList) => rows
const short = (found: DueList) =>
  rowsOf(found).map(({ case: of, what, member, dueOn, overdue, source }) => [of, what, member, dueOn, overdue, source])

t.test('answers and what messages ask for, ours and the partner’s, in one list by day', async (t) => {
  const told = [
    tellCase(1, 'tfa12', 'requested', [request]),
    tellCase(2, 'tfa12', 'requesting', [request, acked]),
    tellCase(3, 'tfa12', 'requested', [request], { office: 'OTHER' }),
  ]
  const all = await dueFor(await depsWith(told), officer, { until: '2026-12-31' })
  t.match(all, { today: '2026-05-05', until: '2026-12-31', truncated: false })
  t.same(short(all), [
    [id(1), 'owed', 'XA', '2026-05-15', false, 'target'],
    [id(1), 'answer', 'XA', '2026-08-03', false, 'treaty'],
    [id(2), 'answer', 'XB', '2026-08-03', false, 'treaty'],
  ])
  t.match(rowsOf(all)[0], {
    ours: true,
    type: 'request',
    answeredBy: ['ack', 'clarify'],
    since: '2026-05-05',
    role: 'requested',
  })
  t.same(short(await dueFor(await depsWith(told), officer, {})).length, 1, '30 days where nothing is said')
  t.same(short(await dueFor(await depsWith(told), officer, { until: '2026-12-31', by: 'partner' })), [
    [id(2), 'answer', 'XB', '2026-08-03', false, 'treaty'],
  ])
  t.same(short(await dueFor(await depsWith(told), officer, { until: '2026-12-31', partner: 'XC' })), [])
  t.equal(rowsOf(await dueFor(await depsWith(told), { ...officer, offices: 'all' }, { until: '2026-12-31' })).length, 5)
})

t.test('what is overdue is there whatever day is asked for', async (t) => {
  const told = [tellCase(1, 'tfa12', 'requested', [request, acked])]
  const late = await dueFor(await depsWith(told, Date.parse('2026-08-04T00:00:00.000Z')), officer, {
    until: '2026-08-03',
  })
  t.same(short(late), [[id(1), 'answer', 'XA', '2026-08-03', true, 'treaty']])
})

t.test('what is late without a due date of the case stays in the list after everything was told of it', async (t) => {
  const now = Date.parse('2026-07-01T12:00:00.000Z')
  const thread = tellCase(5, 'workload', 'requested', [limit], { dueOn: null, dueAt: null, remindAt: now - 1 })
  const at = await depsWith([thread], now)
  t.ok((await remind({ ...at, log }, 10)) > 0, 'the answer to the proposal is overdue')
  t.equal(at.store.rows.get(id(5))?.remindAt, null, 'nobody looks at it again')
  t.same(short(await dueFor(at, officer, {})), [[id(5), 'owed', 'XA', '2026-06-04', true, 'target']])
  t.same(short(await dueFor(at, { ...officer, offices: ['ELSE'] }, {})), [])
})

// 16 May and 6 June 2026 are Saturdays.
const asked: Said = { ...request, localDate: '2026-05-06' }
const clarify = (facts: JsonObject = {}): Said => ({
  type: 'clarify',
  facts: { questions: 1, ...facts },
  localDate: '2026-05-07',
})
const answering = { weekend: [5, 6] }
const asking = { holidays: ['2026-06-08'] }

/** The same cases at one of the two members. */
async function sideOf(role: 'requested' | 'requesting', now = noon, trusting = (trust: Trust) => trust) {
  const off = role === 'requested' ? ([answering, asking] as const) : ([asking, answering] as const)
  const told = [[asked], [asked, clarify()], [asked, clarify({ answerBy: '2026-06-06' })]].map((said, index) =>
    tellCase(index + 1, 'tfa12', role, said),
  )
  return { told, at: await depsWith(told, now, trusting(trustOf({ off }))) }
}

t.test(
  'a target of our own ends on a working day of whoever has to act, and shows alike wherever one looks',
  async (t) => {
    const expected = [
      [id(1), 'requested', '2026-05-17', 'target'],
      [id(2), 'requesting', '2026-06-09', 'target'],
      [id(3), 'requesting', '2026-06-06', 'target'],
    ]
    for (const role of ['requested', 'requesting'] as const)
      t.test(`at the ${role} member`, async (t) => {
        const { told, at } = await sideOf(role)
        const rows = rowsOf(await dueFor(at, officer, { until: '2026-07-01' }))
        const dates = ({ case: of, by, dueOn, source }: Pick<DueLine, 'case' | 'by' | 'dueOn' | 'source'>) => [
          of,
          by,
          dueOn,
          source,
        ]
        t.same(
          rows.map(dates).sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
          expected,
          'in the list of what is due; a day that a member named stays where it is',
        )
        const viewing = {
          ...at,
          store: {
            ...at.store,
            itemsOf: async () => [],
            told: async (id: string) => ({ messages: await at.store.messages(id, 'all'), evidence: [] }),
            deliveriesOf: async () => [],
          },
          secrets: {},
        } as unknown as CaseViewing
        for (const [index, { row }] of told.entries()) {
          const { owed } = await caseView(viewing, row, {})
          const found = owed.filter(({ what }) => what === 'owed')
          t.same(
            found.map((duty) => dates({ ...duty, case: row.id })),
            expected.slice(index, index + 1),
            'in the case itself',
          )
        }
        const remindersAt = async (now: string) => {
          const { at } = await sideOf(role, Date.parse(now))
          await remind({ ...at, log }, 10)
          return at.store.evidenceRows
            .filter(({ data }) => data.what === 'owed')
            .map(({ case: of, kind, data }) => `${of} ${kind} ${data.day}`)
            .sort()
        }
        t.same(await remindersAt('2026-05-16T23:59:59.999Z'), [], 'nobody is reminded of a day on which nobody works')
        t.same(await remindersAt('2026-05-17T00:00:00.000Z'), [`${id(1)} reminder 2026-05-17`])
        t.same(await remindersAt('2026-06-09T00:00:00.000Z'), [
          `${id(1)} overdue 2026-05-17`,
          `${id(2)} reminder 2026-06-09`,
          `${id(3)} overdue 2026-06-06`,
        ])
      })
  },
)

t.test('a day that the members agreed on is no target, and does not move', async (t) => {
  const agreed = (trust: Trust): Trust => {
    const held = trust.agreements.get('xa-xb')
    if (!held) throw new Error('the trust of a test has an agreement xa-xb')
    const parameters = { ...held.agreement.parameters, answerWithinDays: { request: 10, clarify: 30 } }
    return { ...trust, agreements: new Map([['xa-xb', { ...held, agreement: { ...held.agreement, parameters } }]]) }
  }
  const { at } = await sideOf('requested', noon, agreed)
  const rows = rowsOf(await dueFor(at, officer, { until: '2026-07-01' }))
  t.same(
    rows.map(({ dueOn, source }) => [dueOn, source]),
    [
      ['2026-05-16', 'agreement'],
      ['2026-06-06', 'agreement'],
      ['2026-06-06', 'agreement'],
    ],
  )
})
