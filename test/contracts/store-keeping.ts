import type { Test } from 'tap'
import {
  at,
  draftRow,
  evidenceOf,
  following,
  itemRow,
  keyOf,
  messageOf,
  newPartner,
  type OpenStore,
  sha256,
  submissionOf,
  submitOne,
} from './store-rows.ts'

export async function keepingContract(t: Test, open: OpenStore): Promise<void> {
  t.test(
    'purges what is older: staged items, idempotency keys, drafts; and names the parts nobody has any more',
    async (t) => {
      const { store } = await open(t)
      const [old, fresh] = [{ storedAt: at - 1 }, { storedAt: at }]
      const [shared, kept, twice] = ['shared', 'kept', 'twice'].map(sha256)
      const items = {
        oldStaged: itemRow({ ...old }),
        freshStaged: itemRow({ ...fresh }),
        oldCarried: itemRow({ ...old }),
        oldShared: itemRow({ ...old, partSha256: shared ?? '' }),
        freshShared: itemRow({ ...fresh, partSha256: shared ?? '' }),
        oldTwice: itemRow({ ...old, partSha256: twice ?? '' }),
        oldTwiceAgain: itemRow({ ...old, partSha256: twice ?? '' }),
        received: itemRow({ ...old, direction: 'in', client: null, partner: 'XB', case: 'c', partSha256: kept ?? '' }),
      }
      for (const item of Object.values(items)) await store.addItem(item)
      const { row } = await submitOne(store, newPartner())
      const [oldKey, freshKey] = [keyOf({ at: at - 1 }), keyOf({ at })]
      const carrying = submissionOf(messageOf(row), following(row), {
        items: [items.oldCarried.id],
        idempotency: oldKey,
      })
      t.same(await store.submit(carrying), { outcome: 'stored' })
      const [oldDraft, freshDraft] = [draftRow({ at: at - 1 }), draftRow({ at })]
      await store.addDraft(oldDraft, freshKey)
      await store.addDraft(freshDraft, null)

      const ask = { stagedBefore: at, idempotencyBefore: at, draftsBefore: at }
      const { parts } = await store.purge(ask)
      t.same([...parts].sort(), [items.oldStaged.partSha256, twice].sort())
      t.equal(await store.item(items.oldStaged.id), undefined)
      t.equal(await store.item(items.oldShared.id), undefined)
      for (const item of [items.freshStaged, items.freshShared]) t.same(await store.item(item.id), item)
      t.match(await store.item(items.oldCarried.id), { case: row.id })
      t.equal(await store.partUsed(items.oldCarried.partSha256), true)
      t.equal(await store.partUsed(shared ?? ''), true)
      t.equal(await store.partUsed(twice ?? ''), false)
      t.equal(await store.idempotency(oldKey.client, oldKey.key), undefined)
      t.same(await store.idempotency(freshKey.client, freshKey.key), freshKey)
      t.equal(await store.draft(oldDraft.id), undefined)
      t.same(await store.draft(freshDraft.id), freshDraft)
      t.same(await store.purge(ask), { parts: [] })
    },
  )

  t.test('purges however much there is', async (t) => {
    const { store } = await open(t)
    const items = Array.from({ length: 2100 }, () => itemRow({ storedAt: at - 1 }))
    await Promise.all(items.map((item) => store.addItem(item)))
    const { parts } = await store.purge({ stagedBefore: at, idempotencyBefore: 0, draftsBefore: 0 })
    t.equal(new Set(parts).size, items.length)
  })

  t.test('records evidence by itself, and nothing when there is nothing', async (t) => {
    const { store, reopen } = await open(t)
    const { message } = await submitOne(store, newPartner())
    await store.record([])
    await store.record([evidenceOf(message, { kind: 'denial' }), evidenceOf(message, { kind: 'release' })])
    const again = await reopen()
    t.same(
      (await again.evidence({ limit: 10 })).map(({ seq, kind }) => [seq, kind]),
      [
        [1, 'statement.sent'],
        [2, 'denial'],
        [3, 'release'],
      ],
    )
  })

  t.test('of many nodes that want a duty one has it, until its time runs out', async (t) => {
    const { store } = await open(t)
    const take = (node: string, now: number, until = now + 100, name = 'checkpoints') =>
      store.takeDuty({ name, node, until }, now)
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((node) => take(node, at)))
    t.equal(taken.filter(Boolean).length, 1)
    const holder = ['a', 'b', 'c', 'd'][taken.indexOf(true)] ?? ''
    t.equal(await take('e', at + 99), false)
    t.equal(await take(holder, at + 99), true, 'whoever has it keeps it')
    t.equal(await take('e', at + 198), false, 'and longer')
    t.equal(await take('e', at + 199), true, 'until its time ran out')
    t.equal(await take(holder, at + 200), false)
    t.equal(await take('f', at, at + 1, 'stamps'), true, 'duties are apart')
  })

  t.test('a duty that a wrong clock has taken for years is taken over [W1]', async (t) => {
    const { store } = await open(t)
    const take = (node: string, until: number) => store.takeDuty({ name: 'checkpoints', node, until }, at, at + 400)
    t.equal(await take('a', at + 400), true)
    t.equal(await take('b', at + 100), false, 'that long it may have it')
    t.equal(await take('a', at + 1e10), true)
    t.equal(await take('b', at + 100), true)
  })

  t.test('is ready while it can commit, and refuses everything once it is closed', async (t) => {
    const { store } = await open(t)
    await store.ready()
    const last = submitOne(store, newPartner())
    const closing = store.close()
    const { message } = await last
    t.ok(message, 'what was taken in before is stored')
    await closing
    await store.close()
    await t.rejects(store.ready(), { code: 'stopping' })
    await t.rejects(store.case('any'), { code: 'stopping' })
    await t.rejects(store.record([evidenceOf(message)]), { code: 'stopping' })
  })
}
