import type { Test } from 'tap'
import { remindersOf } from '../../gateway/case/deadlines.ts'
import { fold } from '../../gateway/case/steps.ts'
import { changeFrom, contactsOf, projected, unopened } from '../../gateway/flows/cases/cases.ts'
import { dutiesOf } from '../../gateway/flows/cases/shown.ts'
import { showAnew } from '../../gateway/flows/upkeep/anew/show-anew.ts'
import type { CaseRow } from '../../gateway/ports/rows.ts'
import type { Store } from '../../gateway/ports/store.ts'
import { history, tfa12 } from '../spec/article-12-cases.ts'
import { seededRandom } from '../support/random.ts'
import { trustOf } from '../support/threads-store.ts'
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
  untold,
} from './store-rows.ts'

const due = (day: string, place: number, ours = true, byItself = false) => ({
  ...{ place, ours, dueOn: day, lateFrom: at, byItself, duty: JSON.stringify({ day, place }) },
})
const shownWith = (...rows: ReturnType<typeof due>[]) => ({
  ...{ basis: 'b', reminders: '[]', particulars: null, orders: false, due: rows, reports: null, reported: 0 },
})

export async function shownContract(t: Test, open: OpenStore): Promise<void> {
  t.test('what the gateway does by itself is found among whatever else is owed', async (t) => {
    const { store } = await open(t)
    const before = (await store.duesByItself({ limit: 10_000 })).length
    const [partner, office] = [newPartner(), newOffice()]
    const rows = Array.from({ length: 4 }, () => caseRow({ partner, office }))
    for (const [n, row] of rows.entries()) {
      const shown = shownWith(due('2026-12-01', 0), due('2026-12-31', 1, true, n > 0))
      await store.submit(submissionOf(messageOf(row), { ...opening(row), shown }))
    }
    const wanted = rows.slice(1).map(({ id }) => ({ case: id, place: 1, profile: 'tfa12' }))
    const all = await store.duesByItself({ limit: 10_000 })
    t.match(all.slice(before), wanted)
    t.equal(all.length, before + wanted.length)
    const [first] = wanted as [(typeof wanted)[number]]
    t.match(await store.duesByItself({ after: first, limit: 1 }), wanted.slice(1, 2), 'page by page')
    const [, done] = rows as [CaseRow, CaseRow]
    await store.moveCases({ cases: [{ ...following(done), shown: shownWith(due('2026-12-01', 0)) }], ...untold })
    t.match((await store.duesByItself({ limit: 10_000 })).slice(before), wanted.slice(1), 'until it is done')
  })

  t.test('where uses are to be told unasked is found while there are more than were, page by page', async (t) => {
    const { store } = await open(t)
    const rows = Array.from({ length: 5 }, () => caseRow({ partner: newPartner() }))
    const [never, daily, told, each, closed] = rows as [CaseRow, CaseRow, CaseRow, CaseRow, CaseRow]
    const wants = new Map([
      [daily, { reports: 'daily', reported: 0 }],
      [told, { reports: 'daily', reported: 1 }],
      [each, { reports: 'each-read', reported: 0 }],
      [closed, { reports: 'at-close', reported: 0 }],
    ] as const)
    for (const row of rows)
      await store.submit(
        submissionOf(messageOf(row), { ...opening(row), shown: { ...shownWith(), ...wants.get(row as never) } }),
      )
    const mine = new Set(rows.map(({ id }) => id))
    const found = async () => (await store.untoldUses({ limit: 10_000 })).filter((row) => mine.has(row.case))
    t.same(await found(), [{ case: closed.id, profile: 'tfa12', reports: 'at-close', reported: 0 }], 'none was used')
    const use = (row: CaseRow) =>
      evidenceOf(messageOf(row), { kind: 'release', data: { place: { member: 'XA' } }, leaf: null })
    await store.record([never, daily, told, each].map(use))
    const wanted = [daily, each, closed].map(({ id }) => id)
    t.same(
      (await found()).map(({ case: of }) => of),
      wanted,
    )
    t.match(await store.untoldUses({ after: daily.id, limit: 1 }), [{ case: each.id, reports: 'each-read' }])
    const shown = { ...shownWith(), reports: 'daily', reported: 1 } as const
    await store.moveCases({ cases: [{ ...following(daily), shown }], ...untold })
    t.same(
      (await found()).map(({ case: of }) => of),
      wanted.slice(1),
      'until it is told',
    )
    await store.record([use(daily)])
    t.same(
      (await found()).map(({ case: of }) => of),
      wanted,
      'and again with the next use',
    )
  })

  t.test('what is due is read page by page, whatever is written meanwhile [H5]', async (t) => {
    const { store } = await open(t)
    const [partner, offices] = [newPartner(), [newOffice(), newOffice()] as const]
    const rows = Array.from({ length: 7 }, (_, n) => caseRow({ partner, office: offices[n % 2] ?? '' }))
    for (const [n, row] of rows.entries()) {
      const shown = shownWith(due('2026-12-01', 0), due(`2026-12-0${n + 1}`, 1, n % 2 === 0))
      await store.accept(acceptanceOf(row, { cases: [{ row, from: null, shown }] }))
    }
    const paged = async (ask: Omit<Parameters<Store['dues']>[0], 'limit' | 'until'>) => {
      const found: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await store.dues({ until: '2026-12-06', limit: 2, ...ask, ...(cursor && { cursor }) })
        found.push(...page.rows.map(({ dueOn, case: of }) => `${dueOn} ${of}`))
        cursor = page.next
      }
      return found
    }
    const expected = (some: readonly CaseRow[], second = (n: number) => n < 6) =>
      some
        .flatMap((row) => {
          const n = rows.indexOf(row)
          return [`2026-12-01 ${row.id}`, ...(second(n) ? [`2026-12-0${n + 1} ${row.id}`] : [])]
        })
        .sort()
    t.same(await paged({ offices: 'all', partner }), expected(rows))
    t.same(await paged({ offices, partner }), expected(rows))
    t.same(await paged({ offices }), expected(rows))
    const atFirst = rows.filter(({ office }) => office === offices[0])
    t.same(await paged({ offices: [offices[0]] }), expected(atFirst))
    t.same(
      await paged({ offices, ours: true }),
      expected(rows, (n) => n < 6 && n % 2 === 0),
    )
    t.same(await paged({ offices: [] }), [])

    const [first, last] = [rows[0], rows[6]] as [CaseRow, CaseRow]
    const page = await store.dues({ offices, until: '2026-12-31', limit: 3 })
    await store.moveCases({
      cases: [
        { ...following(first), shown: shownWith() },
        { ...following(last), shown: shownWith(due('2026-12-30', 0)) },
      ],
      ...untold,
    })
    const rest = await store.dues({ offices, until: '2026-12-31', limit: 100, cursor: page.next ?? '' })
    t.equal(rest.rows.at(-1)?.dueOn, '2026-12-30', 'what moved on is where it is now')
    t.notOk(rest.rows.some(({ case: of }) => of === first.id))
    t.same(
      (await store.dues({ offices, until: '2026-12-31', limit: 100 })).rows.filter(({ case: of }) => of === first.id),
      [],
    )
    const lost = { ...following(first), shown: shownWith(due('2026-12-24', 0)) }
    t.equal(await store.moveCases({ cases: [lost], ...untold }), 'conflict')
    t.notOk(
      (await store.dues({ offices, until: '2026-12-31', limit: 100 })).rows.some((row) => row.dueOn === '2026-12-24'),
    )
    await t.rejects(store.dues({ offices, until: '2026-12-31', limit: 9, cursor: 'W10' }), { code: 'request-invalid' })
  })

  t.test('what waits, the case that is one too many, and the order given last', async (t) => {
    const { store } = await open(t)
    const [partner, office] = [newPartner(), newOffice()]
    const about = { partner, office, role: 'requested', dueOn: '2026-12-01' } as const
    // Many share a day: the page goes on within it.
    const rows = [2, 1, 1, 1, 3].map((day, n) => caseRow({ ...about, dueAt: at + day, openedAt: at + n }))
    for (const row of rows) await store.submit(submissionOf(messageOf(row), opening(row)))
    const asked = caseRow({ ...about, role: 'requesting', dueAt: at })
    await store.submit(submissionOf(messageOf(asked), opening(asked)))
    const found: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await store.waiting({ offices: [office], limit: 2, ...(cursor && { cursor }) })
      found.push(...page.rows.map(({ id }) => id))
      cursor = page.next
    }
    t.same(
      found,
      [1, 2, 3, 0, 4].map((n) => rows[n]?.id),
    )
    const opened = { partner, role: 'requested', profiles: ['tfa12'], from: at, to: at + 3 } as const
    t.same(await store.openedAfter({ ...opened, many: 2 }), { id: rows[2]?.id, openedAt: at + 2 })
    t.equal(await store.openedAfter({ ...opened, many: 4 }), undefined)
    t.equal(await store.openedAfter({ ...opened, profiles: ['other'], many: 0 }), undefined)

    t.equal(await store.lastOrder(partner), undefined)
    const ordered = (n: number, changedAt: number) => ({
      ...following(rows[n] as CaseRow, { changedAt }),
      shown: { ...shownWith(), particulars: JSON.stringify({ order: [n] }), orders: true },
    })
    for (const change of [ordered(0, at + 9), ordered(1, at + 7)])
      t.equal(await store.moveCases({ cases: [change], ...untold }), 'stored')
    t.equal(await store.lastOrder(partner), '{"order":[0]}')
  })

  t.test('what was told stays told when a case changes, and rows not made yet are found', async (t) => {
    const { store, reopen } = await open(t)
    const row = caseRow({ partner: newPartner() })
    await store.accept(acceptanceOf(row, { cases: [{ row, from: null, shown: shownWith() }] }))
    const told = following(row)
    t.equal(await store.moveCases({ cases: [{ ...told, told: '["a"]' }], ...untold }), 'stored')
    const changed = { ...following(told.row), shown: { ...shownWith(), reminders: '[1]', basis: 'c' } }
    t.equal(await store.moveCases({ cases: [changed], ...untold }), 'stored')
    const made = { case: row.id, basis: 'c', told: '["a"]', particulars: null, reminders: '[1]' }
    t.same(await store.shown([row.id, newId()]), [made])
    const { partner, agreement } = row
    const otherwise = async (from: Store, basis: string) =>
      (await from.shownOtherwise({ partner, agreement, basis, limit: 9 })).map(({ id }) => id)
    t.same(await otherwise(store, 'c'), [])
    for (const basis of ['a', 'd']) t.same(await otherwise(store, basis), [row.id])
    t.same(await store.shownOtherwise({ basis: '', limit: 9 }), [])
    t.same(await (await reopen()).shown([row.id]), [made])
  })

  t.test('after random histories the rows of every case are what a fold of it says [H5]', async (t) => {
    const { store } = await open(t)
    const { seed, random } = seededRandom()
    t.comment(`seed: ${seed}`)
    const before = trustOf()
    const later = trustOf({ zones: ['Asia/Tokyo', 'America/Lima'], off: [{ weekend: [5, 6] }, {}] })
    const rows: CaseRow[] = []
    for (let n = 0; n < 8; n += 1) rows.push(await written(store, before, random))
    await holds(before)
    for (const trust of [later, before]) {
      const deps = { store, world: { monotonicMs: () => 0 }, log: {} as never, trust: () => trust }
      t.equal(await showAnew(deps, 1), rows.length, 'another card makes them anew')
      t.equal(await showAnew(deps, 1), 0, 'once')
      await holds(trust)
    }

    /** How many there are is what one finds who counts them, whenever since is. */
    async function counted(): Promise<void> {
      const all = (await store.cases({ offices: 'all', partner: 'XB', limit: 1_000 })).rows
      const openings = all.map(({ openedAt }) => openedAt)
      for (const since of [0, at, at + 1, ...openings.slice(0, 2)]) {
        const told = (await store.tally({ since, now: at + 1e12 })).rows.filter(({ partner }) => partner === 'XB')
        const found = Object.entries(Object.groupBy(all, ({ state, role, office }) => [office, role, state].join()))
        t.same(
          told
            .map(({ office, role, state, cases, opened, overdue }) => [
              [office, role, state].join(),
              cases,
              opened,
              overdue,
            ])
            .sort(),
          found
            .map(([group, of = []]) => [
              ...[group, of.length, of.filter(({ openedAt }) => openedAt >= since).length],
              of.filter(({ dueAt }) => dueAt !== null).length,
            ])
            .sort(),
        )
      }
    }

    async function holds(trust: ReturnType<typeof trustOf>): Promise<void> {
      await counted()
      const shown = await store.dues({ offices: 'all', until: '9999-12-31', limit: 10_000 })
      for (const { id } of rows) {
        const row = (await store.case(id)) as CaseRow
        const messages = await store.messages(id, 'kept')
        const folded = { profile: tfa12, state: fold(tfa12, row, messages), messages }
        const ask = { ...folded, role: row.role, contacts: contactsOf(trust, row) }
        const duties = dutiesOf(ask, { us: 'XA', partner: 'XB' }, at).filter(({ dueOn }) => dueOn !== null)
        const found = shown.rows
          .filter((due) => due.case === id)
          .map(({ duty, lateFrom }) => ({ ...JSON.parse(duty), overdue: lateFrom !== null && lateFrom <= at }))
        const sorted = (some: readonly object[]) =>
          some.map((each) => JSON.stringify(each, Object.keys(each).sort())).sort()
        t.same(sorted(found), sorted(duties))
        const [made] = await store.shown([id])
        t.equal(made?.reminders, JSON.stringify(remindersOf(ask)))
        t.equal(row.state, folded.state.state)
        const due = tfa12.states[row.state]?.pending ? folded.state.due?.on : undefined
        t.equal(row.dueOn, due ?? null)
      }
    }
  })
}

/** A case that grew message by message, in whichever order they came. */
async function written(store: Store, trust: ReturnType<typeof trustOf>, random: () => number): Promise<CaseRow> {
  const role = random() < 0.5 ? ('requested' as const) : ('requesting' as const)
  const ask = { id: newId(), partner: 'XB', agreement: 'xa-xb', profile: 'tfa12', office: 'HQ', role }
  let row = unopened(ask, at)
  const all: ReturnType<typeof messageOf>[] = []
  for (const step of history(random, 8)) {
    const ours = step.from === role
    const id = newId()
    const message = messageOf(row, { id, direction: ours ? 'out' : 'in', type: step.type, clock: step.clock })
    const { clock, type, localDate, facts, sentAt } = step
    const from = { member: ours ? 'XA' : 'XB', office: 'HQ' }
    const told = {
      ...{ id: step.id, v: 2 as const, type, clock, localDate, facts, sentAt, from },
      terms: { terms: [] },
    }
    const items = (step.items ?? []).map((item) => ({ id: item }))
    const replies = step.inReplyTo === undefined ? {} : { inReplyTo: step.inReplyTo }
    const statement = { ...message.statement, ...told, ...replies, items } as unknown as typeof message.statement
    all.push({ ...message, statement })
    const after = projected(row, fold(tfa12, row, all), all, { trust, profile: tfa12, now: at, receipted: [] })
    const change = changeFrom(row, after)
    await store.accept(acceptanceOf(after.row, { cases: [change], messages: [all.at(-1) as (typeof all)[0]] }))
    row = after.row
  }
  return row
}
