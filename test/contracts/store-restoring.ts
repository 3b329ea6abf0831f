// After a restore: the mark and what hangs on it, and statements of ours that a partner gives back.
import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import type { RestoredRow, TakenBack } from '../../gateway/ports/receiving.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  claimIds,
  deliveryOf,
  eventOf,
  evidenceOf,
  following,
  itemRow,
  messageOf,
  newPartner,
  type OpenStore,
  receiptOf,
  sha256,
} from './store-rows.ts'

const rowOf = (over: Partial<RestoredRow>): RestoredRow => ({
  ...{ what: 'mark', id: '', partner: '', state: 'restored', found: '2026-11-20', since: at, after: 0, pages: 0, at },
  ...{ restore: 'a restore', mark: '' },
  ...over,
})

export async function restoringContract(t: Test, open: OpenStore): Promise<void> {
  t.test('a mark, its pairs and its cases are kept, found by case, and go together [R2]', async (t) => {
    const { store, reopen } = await open(t)
    const [mark, partner] = [rowOf({}), newPartner()]
    const row = caseRow({ partner })
    const pair = rowOf({ what: 'pair', id: partner, partner, state: 'asked', found: '', since: 0 })
    const own = rowOf({ what: 'case', id: row.id, partner, state: 'open', found: 'a document', since: 0 })
    t.equal(await store.saveRestored([pair], []), false, 'nothing hangs on nothing')
    t.same(await store.restored(), [])
    t.equal(await store.saveRestored([mark], []), true)
    t.equal(await store.saveRestored([own, pair], []), true)
    const again = await reopen()
    t.same(await again.restored(), [mark, pair, own])
    t.same((await again.restoredOf({ case: row.id, partner })).map(({ what }) => what).sort(), ['case', 'mark', 'pair'])
    t.same(await again.restoredOf({ case: caseRow().id, partner: newPartner() }), [mark])
    await again.saveRestored([{ ...pair, state: 'answered', after: 7, pages: 2 }], [])
    t.match(
      (await again.restoredOf({ case: row.id, partner })).find(({ what }) => what === 'pair'),
      { after: 7, pages: 2 },
    )
    const message = messageOf(row)
    await again.endRestored([evidenceOf(message, { kind: 'operator', subject: message.id })])
    t.same(await again.restored(), [])
    t.match(await again.evidence({ case: row.id, limit: 10 }), [{ kind: 'operator' }])
  })

  t.test(
    'what comes back is kept once, as delivered, and destroys what it says before anything leaves [R2]',
    async (t) => {
      const { store } = await open(t)
      const row = caseRow({ partner: newPartner() })
      const told = messageOf(row, { direction: 'in', client: null, key: randomBytes(44), secret: randomBytes(90) })
      const about = { direction: 'in', client: null, partner: row.partner, case: row.id, message: told.id } as const
      const item = itemRow({ ...about, partSha256: sha256('part'), key: randomBytes(44), secret: randomBytes(90) })
      await store.accept(acceptanceOf(row, { messages: [told], items: [item] }))
      await store.saveRestored([rowOf({})], [])
      const change = following(row)
      const message = messageOf(change.row, { type: 'disposal', client: null, key: null, secret: null })
      const receipt = receiptOf(row.partner, { direction: 'in' })
      const lost = rowOf({
        what: 'case',
        id: row.id,
        partner: row.partner,
        state: 'open',
        found: 'a document',
        since: 0,
      })
      const destruction = { id: message.id, case: row.id, partner: row.partner, at, parts: [item.partSha256] }
      const copy = itemRow({ ...about, direction: 'out', client: 'anna', message: null, case: null, partner: null })
      await store.addItem(copy)
      const back: TakenBack = {
        ...{ quoting: [], staged: [copy.id] },
        ...{ messages: [message], receipts: [receipt], case: change, terms: [], restored: [lost] },
        deliveries: [deliveryOf(message, { state: 'delivered', receipt: receipt.id })],
        ...{ itemKeys: [{ id: item.id, key: null, secret: null, fingerprint: item.fingerprint }], bodies: [told.id] },
        ...{ destructions: [destruction], events: [eventOf(message)], evidence: [evidenceOf(message)] },
      }
      t.equal(await store.takeBack(back), 'stored')
      t.match(await store.message(message.id), { id: message.id, direction: 'out', secret: null })
      t.match(await store.delivery(message.id), { state: 'delivered', receipt: receipt.id })
      t.match(await store.receipt(receipt.id, row.partner), { jws: receipt.jws })
      t.match(await store.item(item.id), { key: null, secret: null, fingerprint: item.fingerprint })
      t.equal((await store.message(told.id))?.secret, null)
      t.equal(await store.item(copy.id), undefined, 'and a copy of it that no message took')
      t.match(
        (await store.destructions(999)).filter(({ id }) => id === message.id),
        [{ parts: [item.partSha256] }],
      )
      t.ok((await store.restored()).some(({ what, id }) => what === 'case' && id === row.id))
      t.ok((await store.partnersOfCases()).includes(row.partner))
      t.same(await claimIds(store, row.partner), [], 'nothing of it is sent again')

      const before = await store.evidence({ case: row.id, limit: 100 })
      t.equal(await store.takeBack(back), 'conflict', 'a second time nothing of it is')
      t.equal(
        await store.takeBack({ ...back, case: following(change.row) }),
        'conflict',
        'nor for the case as it stands now',
      )
      t.equal((await store.evidence({ case: row.id, limit: 100 })).length, before.length)
      t.equal((await store.case(row.id))?.revision, change.row.revision)
      await store.endDestruction(message.id)
      await store.endRestored([])
    },
  )
}
