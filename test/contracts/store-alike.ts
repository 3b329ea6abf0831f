import type { Test } from 'tap'
import type { FingerprintRow } from '../../gateway/ports/rows.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  following,
  itemRow,
  messageOf,
  newId,
  newPartner,
  type OpenStore,
  opening,
  sha256,
  submissionOf,
} from './store-rows.ts'

export async function alikeContract(t: Test, open: OpenStore): Promise<void> {
  const print = () => sha256(`content ${newId()}`)
  const arriving = () => caseRow({ partner: newPartner(), role: 'requested' })

  t.test('what was given is found by the fingerprint of the whole, of what lies inside, and of words', async (t) => {
    const { store, reopen } = await open(t)
    const row = arriving()
    const message = messageOf(row, { direction: 'in', client: null })
    const [whole, inside, words, nothing] = [print(), print(), print(), print()]
    const of = { direction: 'in', partner: row.partner, case: row.id } as const
    const item = itemRow({ ...of, client: null, message: message.id, fingerprint: whole })
    const known = { ...of, at }
    const member: FingerprintRow = { fingerprint: inside, holder: item.id, what: 'item', ...known }
    const said: FingerprintRow = { fingerprint: words, holder: message.id, what: 'body', ...known }
    const arrived = acceptanceOf(row, { messages: [message], items: [item], fingerprints: [member, said] })
    t.equal(await store.accept(arrived), 'stored')
    const look = async (found: typeof store) => {
      t.same(await found.givenAlike([whole], 'XZ'), [{ ...member, fingerprint: whole }])
      t.same(await found.givenAlike([inside], 'XZ'), [member])
      t.same(await found.givenAlike([nothing, words], 'XZ'), [said])
      t.same(await found.givenAlike([whole, inside, words], row.partner), [], 'not for whoever gave it')
      t.same(await found.givenAlike([nothing], 'XZ'), [])
      t.same(await found.givenAlike([], 'XZ'), [])
      t.same(await found.fingerprintsOf(item.id), [inside])
      t.same([...(await found.oursSince([whole, inside, words]))], [], 'nothing of it is ours')
    }
    await look(store)
    const disposal = { ...acceptanceOf(row), cases: [], messages: [], evidence: [], events: [] }
    const gone = { id: item.id, key: null, secret: null, fingerprint: whole }
    const again = { row: { ...row, revision: 2 }, from: 1 }
    t.equal(await store.accept({ ...disposal, cases: [again], itemKeys: [gone] }), 'stored')
    t.match(await store.item(item.id), { key: null, secret: null })
    await look(store)
    await look((await reopen()) as typeof store)
  })

  t.test(
    'copies that no message took are found, and go in the transaction of a disposal or not at all [R12c]',
    async (t) => {
      const { store } = await open(t)
      const row = caseRow({ partner: newPartner() })
      const [whole, inside] = [print(), print()]
      const taken = itemRow({ fingerprint: whole })
      const [one, two] = [itemRow({ fingerprint: whole }), itemRow({ fingerprint: print() })]
      const ours = { direction: 'out', partner: null, case: null, at } as const
      await store.addItem(taken)
      await store.addItem(one)
      await store.addItem(two, [{ fingerprint: inside, holder: two.id, what: 'item', ...ours }])
      const message = messageOf(row)
      t.same(await store.submit(submissionOf(message, opening(row), { items: [taken.id] })), { outcome: 'stored' })
      const found = await store.stagedAlike([whole, inside, print()])
      t.same(
        found.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        [one, two].map(({ id, partSha256 }) => ({ id, partSha256 })).sort((a, b) => (a.id < b.id ? -1 : 1)),
      )
      t.same(await store.stagedAlike([]), [])
      const next = following(row)
      const ending = (staged: readonly string[]) => ({
        ...submissionOf(messageOf(next.row), next, { events: [], evidence: [] }),
        staged,
      })
      t.same(await store.submit(ending([one.id, taken.id])), { outcome: 'conflict' }, 'one that a message took by now')
      t.ok(await store.item(one.id), 'and nothing is changed')
      t.same(await store.submit(ending([one.id, two.id])), { outcome: 'stored' })
      t.same([await store.item(one.id), await store.item(two.id)], [undefined, undefined])
      t.same(await store.fingerprintsOf(two.id), [])
      t.ok(await store.item(taken.id))
    },
  )

  t.test('what is ours is found with the day since when, the first of several', async (t) => {
    const other = await open(t)
    const row = caseRow({ partner: newPartner() })
    const [whole, inside, words] = [print(), print(), print()]
    const ours = { direction: 'out', partner: null, case: null } as const
    const first = itemRow({ fingerprint: whole, storedAt: at + 5 })
    const second = itemRow({ fingerprint: print(), storedAt: at + 3 })
    const both = [whole, inside].map(
      (fingerprint): FingerprintRow => ({ fingerprint, holder: second.id, what: 'item', ...ours, at: at + 3 }),
    )
    await other.store.addItem(first)
    await other.store.addItem(second, both)
    const message = messageOf(row)
    const said: FingerprintRow = { fingerprint: words, holder: message.id, what: 'body', ...ours, at: at + 1 }
    const submission = submissionOf(message, opening(row), { items: [second.id], fingerprints: [said] })
    t.same(await other.store.submit(submission), { outcome: 'stored' })
    const since = await other.store.oursSince([whole, inside, words, print()])
    t.same(
      [...since].sort(),
      [
        [whole, at + 3],
        [inside, at + 3],
        [words, at + 1],
      ].sort(),
    )
    t.same(await other.store.givenAlike([whole, inside, words], 'XZ'), [])
    t.same([...(await other.store.fingerprintsOf(second.id))].sort(), [whole, inside].sort())
  })

  t.test('any number is asked for at once', async (t) => {
    const { store } = await open(t)
    const row = arriving()
    const message = messageOf(row, { direction: 'in', client: null })
    const of = { holder: message.id, what: 'body', direction: 'in', partner: row.partner, case: row.id, at } as const
    const fingerprints = Array.from({ length: 250 }, () => ({ fingerprint: print(), ...of }))
    t.equal(await store.accept(acceptanceOf(row, { messages: [message], fingerprints })), 'stored')
    const asked = [...fingerprints.map(({ fingerprint }) => fingerprint), print()]
    t.equal((await store.givenAlike(asked, 'XZ')).length, 250)
  })

  t.test(
    'a delivery that is not stored leaves no fingerprint, and what was uploaded in vain takes its own along',
    async (t) => {
      const other = await open(t)
      const row = arriving()
      const message = messageOf(row, { direction: 'in', client: null })
      t.equal(await other.store.accept(acceptanceOf(row, { messages: [message] })), 'stored')
      const of = { direction: 'in', partner: row.partner, case: row.id, at } as const
      const late: FingerprintRow = { fingerprint: print(), holder: message.id, what: 'body', ...of }
      t.equal(await other.store.accept(acceptanceOf(row, { messages: [message], fingerprints: [late] })), 'conflict')
      t.same(await other.store.givenAlike([late.fingerprint], 'XZ'), [])

      const staged = itemRow({ storedAt: at - 1 })
      const ours = { what: 'item', direction: 'out', partner: null, case: null, at: at - 1 } as const
      await other.store.addItem(staged, [{ fingerprint: print(), holder: staged.id, ...ours }])
      await other.store.purge({ stagedBefore: at, idempotencyBefore: 0 })
      t.same(await other.store.fingerprintsOf(staged.id), [])
    },
  )
}
