import type { Test } from 'tap'
import {
  at,
  eventOf,
  evidenceOf,
  following,
  newId,
  newPartner,
  type OpenStore,
  registrationRow,
  submitOne,
} from './store-rows.ts'

export async function remindingContract(t: Test, open: OpenStore): Promise<void> {
  t.test('a case of which something is to be told is found when its time has come, the earliest first', async (t) => {
    const { store } = await open(t)
    const rows = [at + 30, at + 10, at + 20, null].map(async (remindAt) => {
      const { row } = await submitOne(store, newPartner())
      const moved = following(row, { remindAt })
      t.equal(await store.moveCases({ cases: [moved], events: [], evidence: [] }), 'stored')
      return moved.row
    })
    const [last, first, second] = await Promise.all(rows)
    t.same(await store.remindable(at, 10), [])
    t.same(await store.remindable(at + 20, 10), [first, second])
    t.same(await store.remindable(at + 100, 10), [first, second, last])
    t.same(await store.remindable(at + 100, 1), [first])
  })

  t.test('cases move with their events and evidence, or not at all', async (t) => {
    const { store } = await open(t)
    const { row, message } = await submitOne(store, newPartner())
    const told = {
      events: [eventOf(message, { kind: 'case.reminder' })],
      evidence: [evidenceOf(message, { kind: 'reminder' })],
    }
    const moved = following(row, { remindAt: null })
    t.equal(await store.moveCases({ cases: [moved], ...told }), 'stored')
    t.equal(await store.moveCases({ cases: [moved], ...told }), 'conflict', 'it had moved already')
    t.equal((await store.evidence({ case: row.id, limit: 10 })).filter(({ kind }) => kind === 'reminder').length, 1)
    t.same(await store.case(row.id), moved.row)
  })

  t.test('that something ends is told once, with its event, and only who runs the gateway hears of it', async (t) => {
    const { store, reopen } = await open(t)
    const thing = newId()
    const about = {
      use: 'signing',
      id: thing,
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2028-01-01T00:00:00.000Z',
    }
    const event = {
      at,
      kind: 'validity.ending',
      office: null,
      case: null,
      message: null,
      partner: 'XB',
      about,
    } as const
    const tell = (found: typeof store, stage: string, now: number, again = 0) =>
      found.alertOnce({ thing, stage, at: now }, { again, ahead: now + 10, forgotten: 0 }, { ...event, at: now })
    t.equal(await store.alertedAt({ thing, stage: '60' }), null)
    t.equal(await tell(store, '60', at), true)
    t.equal(await store.alertedAt({ thing, stage: '60' }), at)
    t.equal(await tell(store, '60', at + 5), false, 'told already')
    t.equal(await tell(store, '30', at + 5), true, 'another stage')
    t.equal(await tell(store, 'ended', at + 20, at - 80), true)
    t.equal(await tell(store, 'ended', at + 90, at - 10), false, 'not before its time')
    t.equal(await tell(store, 'ended', at + 120, at + 20), true, 'again')
    t.equal(await store.alertedAt({ thing, stage: 'ended' }), at + 120)
    t.equal(await tell(store, '60', at - 11), true, 'what was told in the time to come does not count')
    const told = (await store.events({ after: 0, offices: [], gateway: true, limit: 1_000_000 })).filter(
      (row) => row.about?.id === thing,
    )
    t.same(
      told.map(({ seq: _, ...row }) => row),
      [at, at + 5, at + 20, at + 120, at - 11].map((now) => ({ ...event, at: now })),
    )
    const heard = async (ask: object) =>
      (await store.events({ after: 0, offices: [], limit: 1_000_000, ...ask })).some((row) => row.about?.id === thing)
    t.equal(await heard({ offices: 'all' }), false, 'no office hears of it')
    t.equal(await heard({ offices: 'all', gateway: true }), true)
    t.equal(await heard({}), false)
    t.equal(await tell((await reopen()) as typeof store, '60', at), false, 'remembered')
  })

  t.test('what was registered by hand stands in its case, in the order of its days', async (t) => {
    const { store } = await open(t)
    const { row, message } = await submitOne(store, newPartner())
    const later = registrationRow(row, { at: at + 1 })
    const sooner = registrationRow(row, { channel: 'e-mail', direction: 'out' })
    await store.register(later, [evidenceOf(message, { kind: 'registered', subject: later.id })])
    await store.register(sooner, [])
    t.same(await store.registrations(row.id), [sooner, later])
    t.same(await store.registrations(newId()), [])
    t.equal((await store.evidenceAbout('registered', [later.id])).length, 1)
  })

  t.test('counts cases by kind, with those opened lately and those overdue', async (t) => {
    const { store } = await open(t)
    const partner = newPartner()
    for (const [openedAt, dueAt] of [
      [at - 10, at - 5],
      [at, at + 5],
      [at + 1, null],
    ] as const)
      await submitOne(store, partner, {}, { openedAt, dueAt })
    const other = newPartner()
    await submitOne(store, other, {}, { role: 'requested' })
    const mine = (await store.tally({ since: at, now: at })).rows.filter((row) =>
      [partner, other].includes(row.partner),
    )
    const of = { office: 'XA000101', agreement: 'xa-xb-2026', profile: 'tfa12', state: 'submitted' }
    t.same(
      mine.toSorted((a, b) => b.cases - a.cases),
      [
        { ...of, partner, role: 'requesting', cases: 3, opened: 2, overdue: 1 },
        { ...of, partner: other, role: 'requested', cases: 1, opened: 1, overdue: 0 },
      ],
    )
  })
}
