// What is due: read off the same clocks that remind, for the cases of one's own offices.
import t from 'tap'
import type { Duty } from '../../gateway/flows/due.ts'
import { dueFor } from '../../gateway/flows/due.ts'
import { remind } from '../../gateway/flows/remind.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import {
  id,
  noon,
  type Said,
  type Told,
  tellCase,
  threadsStore,
  trustOf,
  wantedItems,
  worldAt,
} from '../support/threads-store.ts'

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
const house = (told: readonly Told[], now = noon) => ({
  store: threadsStore(...told),
  world: worldAt(now),
  timeZone: 'UTC',
  trust: () => trustOf(),
})
const rowsOf = ({ rows }: JsonObject) => rows as Duty[]
const short = (found: JsonObject) =>
  rowsOf(found).map(({ case: of, what, member, dueOn, overdue, source }) => [of, what, member, dueOn, overdue, source])

t.test('answers and what messages ask for, ours and the partner’s, in one list by day', async (t) => {
  const told = [
    tellCase(1, 'tfa12', 'requested', [request]),
    tellCase(2, 'tfa12', 'requesting', [request, acked]),
    tellCase(3, 'tfa12', 'requested', [request], { office: 'OTHER' }),
  ]
  const all = await dueFor(house(told), officer, { until: '2026-12-31' })
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
  t.same(short(await dueFor(house(told), officer, {})).length, 1, '30 days where nothing is said')
  t.same(short(await dueFor(house(told), officer, { until: '2026-12-31', by: 'partner' })), [
    [id(2), 'answer', 'XB', '2026-08-03', false, 'treaty'],
  ])
  t.same(short(await dueFor(house(told), officer, { until: '2026-12-31', partner: 'XC' })), [])
  t.equal(rowsOf(await dueFor(house(told), { ...officer, offices: 'all' }, { until: '2026-12-31' })).length, 5)
})

t.test('what is overdue is there whatever day is asked for', async (t) => {
  const told = [tellCase(1, 'tfa12', 'requested', [request, acked])]
  const late = await dueFor(house(told, Date.parse('2026-08-04T00:00:00.000Z')), officer, { until: '2026-08-03' })
  t.same(short(late), [[id(1), 'answer', 'XA', '2026-08-03', true, 'treaty']])
})

t.test('what is late without a due date of the case stays in the list after everything was told of it', async (t) => {
  const now = Date.parse('2026-07-01T12:00:00.000Z')
  const thread = tellCase(5, 'workload', 'requested', [limit], { dueOn: null, dueAt: null, remindAt: now - 1 })
  const at = house([thread], now)
  t.ok((await remind(at, 10)) > 0, 'the answer to the proposal is overdue')
  t.equal(at.store.rows.get(id(5))?.remindAt, now + 86_400_000, 'it is looked at daily')
  t.same(short(await dueFor(at, officer, {})), [[id(5), 'owed', 'XA', '2026-06-04', true, 'target']])
  t.same(short(await dueFor(at, { ...officer, offices: ['ELSE'] }, {})), [])
})
