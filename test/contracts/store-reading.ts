import type { Test } from 'tap'
import type { CaseRow } from '../../gateway/ports/rows.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  evidenceOf,
  following,
  messageOf,
  newId,
  newOffice,
  newPartner,
  type OpenStore,
  opening,
  submissionOf,
  submitNext,
  submitOne,
} from './store-rows.ts'

export async function readingContract(t: Test, open: OpenStore): Promise<void> {
  t.test('each write of a thread between members is told by another number, and no other write is', async (t) => {
    const { store } = await open(t)
    const before = await store.threads()
    const { row } = await submitOne(store, newPartner())
    t.equal(await store.accept(acceptanceOf(caseRow({ partner: newPartner(), role: 'requested' }))), 'stored')
    t.equal(await store.threads(), before, 'cases are none')
    const thread = caseRow({ partner: newPartner(), role: 'requested' })
    const between = { ...opening(thread), between: true } as const
    t.equal(await store.accept(acceptanceOf(thread, { cases: [between] })), 'stored')
    const opened = await store.threads()
    t.not(opened, before)
    t.equal(await store.accept(acceptanceOf(thread, { cases: [between] })), 'conflict')
    t.equal(await store.threads(), opened, 'what was taken back changes nothing')
    const moved = { ...following(thread), between: true } as const
    t.equal(await store.moveCases({ cases: [moved], events: [], evidence: [] }), 'stored')
    t.not(await store.threads(), opened)
    t.ok(await store.case(row.id))
  })

  const { store } = await open(t)

  t.test('what is not there is undefined', async (t) => {
    const none = newId()
    for (const found of [
      store.case(none),
      store.message(none),
      store.item(none),
      store.draft(none),
      store.delivery(none),
      store.receipt(none, none),
      store.terms(none),
      store.idempotency(none, none),
    ])
      t.equal(await found, undefined)
    t.same(await store.messages(none, 'all'), [])
    t.same(await store.itemsOf(none), [])
    t.equal(await store.partUsed(none), false)
  })

  t.test('cases of a person are listed page by page, in the offices and states that are asked for', async (t) => {
    const [person, office] = [`person-${newId()}`, newOffice()]
    const rows: CaseRow[] = []
    for (let count = 0; count < 5; count += 1) {
      const row = caseRow({ partner: newPartner(), office: count === 0 ? newOffice() : office })
      await store.accept(acceptanceOf(row))
      rows.unshift(row)
    }
    const assign = (row: CaseRow, to: string | null) =>
      store.moveCases({ cases: [], events: [], evidence: [], assigned: { case: row.id, person: to } })
    for (const row of rows) t.equal(await assign(row, person), 'stored')
    const all = rows.toSorted((a, b) => (a.id > b.id ? -1 : 1)).map(({ id }) => id)
    const of = async (ask: Partial<Parameters<typeof store.cases>[0]> = {}) => {
      const page = await store.cases({ offices: 'all', assignee: person, limit: 9, ...ask })
      return page.rows.map(({ id }) => id)
    }
    t.same(await of(), all)
    const first = await store.cases({ offices: 'all', assignee: person, limit: 2 })
    t.same([...first.rows.map(({ id }) => id), ...(await of({ cursor: first.next ?? '' }))], all)
    t.same(
      await of({ offices: [office] }),
      all.filter((id) => id !== rows[4]?.id),
    )
    t.same(await of({ offices: [] }), [])
    t.same(await of({ partner: rows[0]?.partner ?? '' }), [rows[0]?.id])
    t.same(await of({ assignee: `person-${newId()}` }), [])
    const [to, away, handed] = rows as [CaseRow, CaseRow, CaseRow]
    await assign(to, 'another')
    await assign(away, null)
    const moved = { ...following(handed, { office: newOffice() }), handed: true } as const
    t.equal(await store.moveCases({ cases: [moved], events: [], evidence: [] }), 'stored')
    t.same((await of()).length, 2, 'what went to another person, to nobody or to another office is there no more')
  })

  t.test('messages of a case come in clock order, whoever sent them and whenever they came', async (t) => {
    const first = await submitOne(store, newPartner())
    const late = following(first.row, { clock: 9 })
    await store.submit(submissionOf(messageOf(late.row, { clock: 9 }), late))
    const early = following(late.row, { clock: 9 })
    const arrived = [5, 3].map((clock) => messageOf(early.row, { clock, direction: 'in', client: null }))
    t.equal(await store.accept(acceptanceOf(early.row, { messages: arrived, cases: [early] })), 'stored')
    t.same(
      (await store.messages(first.row.id, 'kept')).map(({ clock }) => clock),
      [1, 3, 5, 9],
    )
  })

  t.test('messages are told without their bodies, the same ones while nothing of them changes', async (t) => {
    const first = await submitOne(store, newPartner(), {}, {}, { seal: 'a.b.c' })
    const { key, secret, ...rest } = first.message
    const { messages: told, evidence } = await store.told(first.row.id)
    t.same(told, [{ ...rest, hasKey: true, hasSecret: true }])
    t.equal((await store.told(first.row.id)).messages[0], told[0], 'the same object')
    t.ok(Object.isFrozen(told[0]?.statement))
    t.same(await store.bodies([first.message.id, newId()]), [{ id: first.message.id, key, secret }])
    t.same(await store.bodies([]), [])
    const next = following(first.row)
    const later = messageOf(next.row, { client: null, direction: 'in', clock: next.row.clock })
    await store.submit(submissionOf(later, next, { bodies: [first.message.id] }))
    const { messages: after } = await store.told(first.row.id)
    t.same(
      after.map(({ id, client, hasKey, hasSecret }) => ({ id, client, hasKey, hasSecret })),
      [
        { id: first.message.id, client: first.message.client, hasKey: false, hasSecret: false },
        { id: later.id, client: null, hasKey: true, hasSecret: true },
      ],
    )
    t.same(await store.bodies([first.message.id]), [{ id: first.message.id, key: null, secret: null }])
    t.equal((await store.told(first.row.id)).evidence[0], evidence[0], 'evidence likewise')
    t.same((await store.told(first.row.id)).evidence, await store.evidence({ case: first.row.id, limit: 100 }))
  })

  t.test('cases: newest first, of these offices only', async (t) => {
    const [mine, other] = [newOffice(), newOffice()]
    const rows: CaseRow[] = []
    for (let count = 0; count < 12; count += 1)
      rows.unshift((await submitOne(store, newPartner(), {}, { office: count % 3 === 0 ? other : mine })).row)
    const ids = (office: string[]) => rows.filter((row) => office.includes(row.office)).map(({ id }) => id)
    const listed = async (offices: readonly string[] | 'all', over = {}) =>
      (await store.cases({ offices, limit: 100, ...over })).rows.map(({ id }) => id)
    t.same(await listed([mine]), ids([mine]))
    t.same(await listed([mine, other]), ids([mine, other]))
    t.same(await listed([]), [])
    t.same((await listed('all')).slice(0, 12), ids([mine, other]))
    t.same(await listed([mine], { partner: rows[0]?.partner }), [rows[0]?.id])
    t.same(await listed([mine], { state: 'closed' }), [])
    t.same(await pagesOf({ offices: [mine, other], limit: 5 }), [
      ids([mine, other]).slice(0, 5),
      ids([mine, other]).slice(5, 10),
      ids([mine, other]).slice(10),
    ])
    await t.rejects(store.cases({ offices: 'all', limit: 5, cursor: 'W10' }), { code: 'request-invalid' })
  })

  t.test('cases of one profile, of any partner or of one', async (t) => {
    const [profile, partner] = [`profile-${newId()}`, newPartner()]
    const of = async (over: Partial<CaseRow>) => (await submitOne(store, newPartner(), {}, over)).row.id
    const [one, , two] = [await of({ profile, partner }), await of({ partner }), await of({ profile })]
    const listed = async (ask: { profile: string; partner?: string; dueBefore?: string }) =>
      (await store.cases({ offices: 'all', limit: 10, ...ask })).rows.map(({ id }) => id)
    t.same(await listed({ profile }), [two, one])
    t.same(await listed({ profile, partner }), [one])
    t.same(await listed({ profile, dueBefore: '2030-01-01' }), [])
    t.same(await listed({ profile: 'none' }), [])
    t.same((await store.cases({ offices: ['XA000101'], profile, limit: 1 })).rows[0]?.id, two)
  })

  t.test('cases due before a day: by due day, then the older one first; no case without a due day', async (t) => {
    const office = newOffice()
    const days = ['2027-01-05', null, '2027-01-03', '2027-01-05', '2027-01-04', '2027-01-09']
    const rows: CaseRow[] = []
    for (const dueOn of days) rows.push((await submitOne(store, newPartner(), {}, { office, dueOn, dueAt: at })).row)
    const expected = [2, 4, 0, 3].map((index) => rows[index]?.id)
    const ask = { offices: [office], dueBefore: '2027-01-09' }
    t.same(
      (await store.cases({ ...ask, limit: 10 })).rows.map(({ id }) => id),
      expected,
    )
    t.same(await pagesOf({ ...ask, limit: 3 }), [expected.slice(0, 3), expected.slice(3)])
    t.same(
      await pagesOf({ ...ask, limit: 1 }),
      expected.map((id) => [id]),
    )
  })

  t.test('a page goes on where the last one ended, whatever happened meanwhile', async (t) => {
    const office = newOffice()
    const rows: CaseRow[] = []
    for (let count = 0; count < 6; count += 1) rows.unshift((await submitOne(store, newPartner(), {}, { office })).row)
    const first = await store.cases({ offices: [office], limit: 3 })
    await submitOne(store, newPartner(), {}, { office })
    for (const row of rows) await submitNext(store, row)
    const second = await store.cases({ offices: [office], limit: 3, cursor: first.next ?? '' })
    t.same(
      [...first.rows, ...second.rows].map(({ id }) => id),
      rows.map(({ id }) => id),
    )
    t.equal(second.next, null)
  })

  t.test('events after a number, of these offices only, in their order', async (t) => {
    const [mine, other, third] = [newOffice(), newOffice(), newOffice()]
    const start = (await store.events({ after: 0, offices: 'all', limit: 1_000_000 })).length
    const offices = [mine, other, mine, third, mine, other]
    for (const office of offices) await submitOne(store, newPartner(), {}, { office })
    const seqs = async (of: readonly string[] | 'all', limit = 100, after = start) =>
      (await store.events({ after, offices: of, limit })).map(({ seq }) => seq - start)
    t.same(await seqs('all'), [1, 2, 3, 4, 5, 6])
    t.same(await seqs([mine]), [1, 3, 5])
    t.same(await seqs([mine, other]), [1, 2, 3, 5, 6])
    t.same(await seqs([mine, mine, other], 3), [1, 2, 3])
    t.same(await seqs([mine], 2, start + 1), [3, 5])
    t.same(await seqs([]), [])
    t.same(await seqs('all', 2, start + 4), [5, 6])
  })

  t.test('evidence of one case, or of all, after a number', async (t) => {
    const { row, message } = await submitOne(store, newPartner())
    await store.record([
      evidenceOf(message, { kind: 'release', subject: 'item-1' }),
      evidenceOf(message, { kind: 'operator', case: null, subject: 'redeliver' }),
    ])
    const subjects = async (ask: { case?: string; after?: number }) =>
      (await store.evidence({ limit: 1_000_000, ...ask })).map(({ subject }) => subject)
    t.same(await subjects({ case: row.id }), [message.id, 'item-1'])
    t.same((await subjects({})).slice(-3), [message.id, 'item-1', 'redeliver'])
    const last = (await store.evidence({ limit: 1_000_000 })).length
    t.same(await subjects({ after: last - 1 }), ['redeliver'])
    t.same(await subjects({ case: row.id, after: last - 2 }), ['item-1'])
    t.same(await subjects({ case: row.id, after: last - 1 }), [])
    t.equal((await store.evidence({ limit: 2 })).length, 2)
  })

  /** All pages of a list, by following the cursors. */
  async function pagesOf(ask: Parameters<typeof store.cases>[0]): Promise<string[][]> {
    const pages: string[][] = []
    let next: string | null = null
    do {
      const page: Awaited<ReturnType<typeof store.cases>> = await store.cases({
        ...ask,
        ...(next !== null && { cursor: next }),
      })
      pages.push(page.rows.map(({ id }) => id))
      next = page.next
    } while (next !== null)
    return pages
  }

  t.test('rows are plain: what was given comes back, nothing more', async (t) => {
    const row = caseRow({ partner: newPartner() })
    await store.accept(acceptanceOf(row))
    t.same(Object.keys((await store.case(row.id)) ?? {}).sort(), Object.keys(row).sort())
  })
}
