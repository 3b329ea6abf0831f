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
    const mine = (await store.tally({ since: at, now: at })).filter((row) => [partner, other].includes(row.partner))
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
