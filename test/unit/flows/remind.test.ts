// What is told of a case by itself: each thing once, and after an outage the newest only.
import t from 'tap'
import { remindAt } from '../../../gateway/case/deadlines.ts'
import { projected } from '../../../gateway/flows/cases/cases.ts'
import { remind } from '../../../gateway/flows/upkeep/reminding/remind.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import {
  id,
  type Said,
  shownStore,
  tellCase,
  threadsStore,
  trustOf,
  wantedItems,
  worldAt,
} from '../../support/threads-store.ts'

const tfa12 = profiles.get('tfa12') as Profile
const at = (text: string) => Date.parse(text)
const log = { error: () => undefined } as never
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

t.test('the next date of a case is its first deadline, whatever the time of the change, else never [W1]', async (t) => {
  const open = tellCase(1, 'tfa12', 'requested', [request, acked])
  const about = { trust: trustOf(), profile: tfa12, now: at('2030-01-01T00:00:00.000Z'), receipted: [] }
  t.equal(projected(open.row, open.state, open.messages, about).row.remindAt, at('2026-05-04T00:00:00.000Z'))
  t.equal(remindAt([]), null)
})

t.test('remind', async (t) => {
  const due = (said: readonly Said[]) => tellCase(1, 'tfa12', 'requested', said)
  t.test('tells each thing once, however many nodes look, and moves on to the next', async (t) => {
    const world = worldAt(at('2026-05-04T06:00:00.000Z'))
    const store = await shownStore(trustOf(), due([request, acked]))
    const deps = { store, world, log, trust: () => trustOf() }
    const counts = await Promise.all([remind(deps, 10), remind(deps, 10)])
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
    t.equal(await remind(deps, 10), 0)
    world.at = at('2026-05-24T00:00:00.000Z')
    t.equal(await remind(deps, 10), 1)
    world.at = at('2026-06-04T00:00:00.000Z')
    t.equal(await remind(deps, 10), 1)
    t.same(
      store.events.map(({ kind }) => kind),
      ['case.reminder', 'case.reminder', 'case.overdue'],
    )
    t.equal(store.rows.get(id(1))?.remindAt, null)
  })
  t.test('after an outage tells the newest of each deadline only', async (t) => {
    const now = '2026-08-01T00:00:00.000Z'
    const store = await shownStore(trustOf(), due([request, acked, postponed(['w1'], '2026-07-01')]))
    t.equal(await remind({ store, world: worldAt(at(now)), log, trust: () => trustOf() }, 10), 2)
    t.same(store.evidenceRows.map(({ kind, data }) => `${kind} ${data.what}`).sort(), [
      'overdue answer',
      'overdue postponed',
    ])
  })
  t.test('a message that comes in between repeats nothing; a new date is told anew', async (t) => {
    const now = '2026-05-10T00:00:00.000Z'
    const store = await shownStore(trustOf(), due([request, acked]))
    const deps = { store, world: worldAt(at(now)), log, trust: () => trustOf() }
    t.equal(await remind(deps, 10), 1)
    const row = store.rows.get(id(1))
    if (row) store.rows.set(id(1), { ...row, remindAt: at(now) })
    t.equal(await remind(deps, 10), 0, 'looked at again because it changed')
    t.equal(store.rows.get(id(1))?.remindAt, at('2026-05-24T00:00:00.000Z'))
  })
  t.test('a case that a node of a program before opened beside is told, and holds no other up [H5]', async (t) => {
    const now = at('2026-05-10T00:00:00.000Z')
    const beside = tellCase(1, 'tfa12', 'requested', [request, acked], { remindAt: now - 2 })
    const store = threadsStore(beside)
    const deps = { store, world: worldAt(now), log, trust: () => trustOf() }
    t.equal(await remind(deps, 1), 0, 'its row is made first')
    t.equal(await remind(deps, 1), 1)
    t.match(store.events, [{ kind: 'case.reminder', case: id(1) }])
    t.equal(await remind(deps, 1), 0)
  })
  t.test('a case whose agreement is not laid down here is looked at another day', async (t) => {
    const now = at('2026-05-10T00:00:00.000Z')
    const lost = tellCase(1, 'tfa12', 'requested', [request], { agreement: 'gone', remindAt: now })
    const store = await shownStore(trustOf(), lost)
    t.equal(await remind({ store, world: worldAt(now), log, trust: () => trustOf() }, 10), 0)
    t.equal(store.rows.get(id(1))?.remindAt, now + 86_400_000)
  })
})
