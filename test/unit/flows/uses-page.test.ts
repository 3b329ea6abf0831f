// A page of uses costs its page, counted in rows: neither the messages nor the other records of the case are read for it again.
import t from 'tap'
import { leavesOf } from '../../../gateway/flows/evidence/leaves.ts'
import { nextAfter, usesOf } from '../../../gateway/flows/views/uses.ts'
import { openDeciding } from '../../bench/deciding.ts'

t.test('a page of uses reads its own rows and no others, and what was edited in them shows', async (t) => {
  const { deps, store, sealed, decide, end } = await openDeciding()
  t.teardown(end)
  const one = await sealed(12)
  const reads = 60
  for (let done = 0; done < reads; done += 1) await decide(one)
  const row = await store.case(one.row.id)
  if (!row) throw new Error('the case is not there')
  let rows = 0
  let receipts = 0
  const counting = {
    ...deps,
    store: new Proxy(deps.store, {
      get(of, name) {
        const operation = Reflect.get(of, name)
        if (typeof operation !== 'function') return operation
        return async (...asked: unknown[]) => {
          if (name === 'receiptsOf') receipts += 1
          const found = await operation.apply(of, asked)
          const told = name === 'told' ? [...found.messages, ...found.evidence] : found
          rows += Array.isArray(told) ? told.length : 1
          return found
        }
      },
    }),
  }
  const pageOf = async (after: number, limit: number) => {
    rows = 0
    const page = await usesOf(counting, row, { after, limit })
    return { page, rows }
  }
  const first = await pageOf(0, 10)
  t.match(first.page.ours, { count: reads })
  t.same(
    first.page.ours.uses.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  )
  t.equal(first.page.next, 10)
  for (const [after, limit] of [
    [10, 10],
    [50, 10],
    [58, 1],
    [0, 5],
  ] as const) {
    const { page, rows: read } = await pageOf(after, limit)
    t.match(
      page.ours.uses,
      Array.from({ length: limit }, (_, at) => ({ number: after + at + 1 })),
    )
    // The head of the chain and the newest record beside them.
    t.equal(read, limit + 2, `${read} rows for a page of ${limit}`)
  }
  t.same((await pageOf(reads, 10)).page.ours.uses, [])
  await t.rejects(pageOf(reads + 1, 10), { code: 'cursor-gone' })

  await decide(one)
  t.match((await pageOf(reads, 10)).page.ours, { count: reads + 1, uses: [{ number: reads + 1 }] })
  t.ok(rows > reads, 'what was recorded since is looked at with the case')
  t.equal(receipts, 1, 'and what the partner signed is read once, however often we read')
  const assigned = {
    at: deps.world.now(),
    kind: 'case.assigned',
    case: row.id,
    subject: row.id,
    data: { to: 'anna' },
  } as const
  await store.record(leavesOf(deps.world, [assigned as never]))
  await pageOf(0, 10)
  t.equal(receipts, 2, 'but again where something else was recorded')
  for (const edit of [
    (data: Record<string, unknown>) => ({ ...data, purpose: 'EDITED' }),
    (data: Record<string, unknown>) => ({ ...data, place: { ...(data.place as object), previous: '0'.repeat(64) } }),
  ]) {
    const edited = {
      ...counting,
      evidenceLog: { ...deps.evidenceLog, fallBehind: () => false },
      store: {
        ...deps.store,
        usesAfter: async (ask: Parameters<typeof store.usesAfter>[0]) =>
          (await store.usesAfter(ask)).map((each, at) => (at === 3 ? { ...each, data: edit(each.data) } : each)),
      },
    }
    await t.rejects(usesOf(edited as never, row, { after: 0, limit: 10 }), { code: 'store-altered' })
  }
})

t.test('pages pass over numbers that nobody tells of, however high a partner counts [S16d]', async (t) => {
  const pages = (count: number, told: readonly number[]) => {
    const found: number[] = []
    for (let after: number | null = 0; after !== null && found.length < 20; after = nextAfter(after + 100, count, told))
      found.push(after)
    return found
  }
  t.same(pages(0, []), [0])
  t.same(pages(250, []), [0, 100, 200])
  t.same(pages(100, [1, 2, 100]), [0])
  t.same(pages(101, [7, 150, 400]), [0, 100, 399])
  t.same(pages(3, [2_147_483_647]), [0, 2_147_483_646])
})
