import type { Test } from 'tap'
import {
  at,
  caseRow,
  claimIds,
  dayMs,
  itemRow,
  messageOf,
  newPartner,
  type OpenStore,
  opening,
  settlementOf,
  settling,
  submissionOf,
  submitNext,
  submitOne,
} from './store-rows.ts'

export async function outboxContract(t: Test, open: OpenStore): Promise<void> {
  const { store } = await open(t)
  const dueOf = async (partner: string) => (await store.due()).find((row) => row.partner === partner)?.dueAt

  t.test(
    'says for each partner when there is something to do, and nothing about partners without a backlog',
    async (t) => {
      const other = await open(t)
      t.same(await other.store.due(), [])
      const partners = Array.from({ length: 5 }, newPartner).sort()
      for (const [index, partner] of partners.entries())
        for (const later of [700, 300, 900]) await submitOne(other.store, partner, { dueAt: at + later + index })
      const found = [...(await other.store.due())].sort((a, b) => a.partner.localeCompare(b.partner))
      t.same(
        found,
        partners.map((partner, index) => ({ partner, dueAt: at + 300 + index })),
      )
    },
  )

  t.test('a lease counts by its end, and what is settled not at all', async (t) => {
    const partner = newPartner()
    const { message } = await submitOne(store, partner)
    t.equal(await dueOf(partner), at)
    await claimIds(store, partner, { leaseUntil: at + 4000 })
    t.equal(await dueOf(partner), at + 4000)
    await store.settle(settling({ settlements: [settlementOf(message.id)] }))
    t.equal(await dueOf(partner), undefined)
  })

  t.test('what has to wait for an earlier one of its case wakes nobody', async (t) => {
    const partner = newPartner()
    const first = await submitOne(store, partner, { dueAt: at + 5000 })
    await submitNext(store, first.row, { dueAt: at })
    t.same(await claimIds(store, partner), [], 'a worker woken now would find nothing')
    t.equal(await dueOf(partner), at + 5000)
  })

  t.test('backlog: how many are not settled for each partner, and since when', async (t) => {
    const other = await open(t)
    t.same(await other.store.backlog(), [])
    const [one, two] = [newPartner(), newPartner()].sort() as [string, string]
    const first = await submitOne(other.store, one, {}, {}, { storedAt: at - 5000 })
    await submitNext(other.store, first.row)
    await submitOne(other.store, one, {}, {}, { storedAt: at - 9000 })
    await submitOne(other.store, two)
    const found = async () =>
      [...(await other.store.backlog())].sort((a, b) => a.partner.localeCompare(b.partner)) as unknown
    t.same(await found(), [
      { partner: one, deliveries: 3, oldestAt: at - 5000 },
      { partner: two, deliveries: 1, oldestAt: at },
    ])
    const ids = await claimIds(other.store, one)
    t.match(await found(), [{ partner: one, deliveries: 3 }, { partner: two }], 'what is being sent still counts')
    await other.store.settle(settling({ settlements: ids.map((id) => settlementOf(id)) }))
    t.same(await found(), [{ partner: two, deliveries: 1, oldestAt: at }])
  })

  t.test('expired: what is unsettled past its expiry, with message and items, at most so many', async (t) => {
    const other = await open(t)
    const partner = newPartner()
    const row = caseRow({ partner })
    const message = messageOf(row)
    const item = itemRow()
    await other.store.addItem(item)
    const delivery = { expiresAt: at + 100, dueAt: at + dayMs }
    await other.store.submit(submissionOf(message, opening(row), { items: [item.id], delivery }))
    const [settled, sending, lasting] = [
      await submitOne(other.store, partner, { expiresAt: at + 100 }),
      await submitOne(other.store, partner, { expiresAt: at + 90 }),
      await submitOne(other.store, partner, { dueAt: at + dayMs }),
    ]
    await claimIds(other.store, partner, { leaseUntil: at + 150 })
    await other.store.settle(settling({ settlements: [settlementOf(settled.message.id)] }))
    t.same(await other.store.expired(at + 99, 10), [])
    const found = await other.store.expired(at + 100, 10)
    t.same(
      found.map(({ delivery }) => delivery.id),
      [message.id],
      'what is being sent is left to its lease',
    )
    t.same(found[0]?.message, message)
    t.same(
      found[0]?.items.map(({ id }) => id),
      [item.id],
    )
    const later = (await other.store.expired(at + 150, 10)).map(({ delivery }) => delivery.id)
    t.same(later, [sending.message.id, message.id], 'longest expired first')
    t.equal((await other.store.expired(at + 150, 1)).length, 1)
    t.equal((await other.store.delivery(lasting.message.id))?.state, 'queued')
  })

  t.test('deliveries are listed newest first, by partner and state, in pages that stay where they are', async (t) => {
    const other = await open(t)
    const [partner, another] = [newPartner(), newPartner()]
    const ids: string[] = []
    for (let count = 0; count < 25; count += 1) ids.unshift((await submitOne(other.store, partner)).message.id)
    await submitOne(other.store, another)
    const pages: string[][] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof other.store.deliveries>> = await other.store.deliveries({
        partner,
        limit: 10,
        ...(cursor !== null && { cursor }),
      })
      pages.push(page.rows.map(({ id }) => id))
      cursor = page.next
      await submitOne(other.store, partner)
      await claimIds(other.store, partner, { limit: 3 })
    } while (cursor !== null)
    t.same(pages, [ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)])

    const failed = ids.at(-1) ?? ''
    await other.store.settle(settling({ settlements: [settlementOf(failed, { to: 'refused', problem: 'forbidden' })] }))
    const listed = async (state: 'refused' | 'sending' | 'expired' | 'queued') =>
      (await other.store.deliveries({ state, limit: 100 })).rows
    t.match(await listed('refused'), [{ id: failed, problem: 'forbidden' }])
    t.equal((await listed('sending')).length, 8)
    t.equal((await listed('queued')).length, 20)
    t.same(await listed('expired'), [])
    t.same((await other.store.deliveries({ partner: 'XQ', limit: 5 })).next, null)
    await t.rejects(other.store.deliveries({ limit: 5, cursor: 'bm90IG91cnM' }), {
      code: 'request-invalid',
      field: '/cursor',
    })
    await t.rejects(other.store.deliveries({ limit: 5, cursor: '' }), { code: 'request-invalid' })
  })
}
