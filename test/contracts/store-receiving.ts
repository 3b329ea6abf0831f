import type { Test } from 'tap'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Give, Growing } from '../../gateway/ports/receiving.ts'
import type { MessageRow } from '../../gateway/ports/rows.ts'
import {
  acceptanceOf,
  caseRow,
  evidenceOf,
  following,
  giving,
  itemRow,
  messageOf,
  newId,
  newPartner,
  type OpenStore,
  opening,
  receiptOf,
  sha256,
  snapshot,
  submitOne,
} from './store-rows.ts'

export async function receivingContract(t: Test, open: OpenStore): Promise<void> {
  const { store } = await open(t)
  const incoming = (over = {}) => caseRow({ partner: newPartner(), role: 'requested', ...over })

  t.test('all of a delivery is stored: messages, items, cases, terms, receipt, events and evidence', async (t) => {
    const [one, two] = [incoming(), incoming()]
    const messages = [one, one, two].map((row, index) =>
      messageOf(row, { direction: 'in', client: null, clock: index }),
    )
    const [first] = messages
    const terms = { vocabulary: 'tfa12/terms/2.0', matter: newId() }
    const digest = sha256(JSON.stringify(terms))
    const item = itemRow({
      direction: 'in',
      client: null,
      partner: one.partner,
      case: one.id,
      message: first?.id ?? '',
      termsSha256: digest,
    })
    const acceptance = acceptanceOf(one, {
      messages,
      items: [item],
      cases: [opening(one), opening(two)],
      // Every message of a delivery names its terms in full, so the same ones come several times.
      terms: [1, 2, 3].map(() => ({ sha256: digest, terms })),
    })
    const receipt = receiptOf(one.partner)
    t.equal(await store.accept(acceptance, giving(receipt)), 'stored')
    t.same(await store.messages(one.id, 'kept'), messages.slice(0, 2))
    t.same(await store.messages(two.id, 'kept'), messages.slice(2))
    t.same(await store.itemsOf(one.id), [item])
    t.same(await store.terms(digest), terms)
    t.same(await store.receipt(receipt.id, one.partner), receipt)
    t.equal(await store.partKnown(one.partner, item.partSha256), true)
    t.equal(await store.partKnown(two.partner, item.partSha256), false, 'a part of one partner is not known to another')
    t.equal(
      (await store.due()).find(({ partner }) => partner === one.partner),
      undefined,
      'nothing is to be delivered',
    )
  })

  t.test('the largest delivery there can be: 64 messages with 64 items each', async (t) => {
    const row = incoming()
    const messages = Array.from({ length: 64 }, (_, clock) => messageOf(row, { direction: 'in', client: null, clock }))
    const carried = { direction: 'in', client: null, partner: row.partner, case: row.id } as const
    const items = messages.flatMap(({ id }) => Array.from({ length: 64 }, () => itemRow({ ...carried, message: id })))
    t.equal(await store.accept(acceptanceOf(row, { messages, items })), 'stored')
    t.equal((await store.itemsOf(row.id)).length, 4096)
    t.equal((await store.messages(row.id, 'kept')).length, 64)
  })

  t.test('a delivery without anything to keep leaves its receipt and its evidence', async (t) => {
    const row = incoming()
    const receipt = receiptOf(row.partner)
    const nothing = acceptanceOf(row, { messages: [], cases: [], events: [], evidence: [evidenceOf(messageOf(row))] })
    t.equal(await store.accept(nothing, giving(receipt)), 'stored')
    t.same(await store.receipt(receipt.id, row.partner), receipt)
  })

  t.test('nothing of a delivery is stored', async (t) => {
    const there = incoming()
    const before = acceptanceOf(there)
    t.equal(await store.accept(before), 'stored')
    const [message] = before.messages
    const known = itemRow({ direction: 'in', client: null, partner: there.partner })
    await store.addItem(known)
    const fresh = incoming()
    const cases = [opening(fresh)]
    const news = messageOf(fresh, { direction: 'in', client: null })
    const broken = {
      'when one of its messages is there already': { messages: [news, { ...news, id: message?.id ?? '' }], cases },
      'when it holds one message twice': { messages: [news, { ...news, sha256: sha256('other') }], cases },
      'when one of its items is there already': { messages: [news], cases, items: [itemRow(), known] },
      'when one of its cases moved on': {
        messages: [news],
        cases: [...cases, following({ ...there, revision: 4 })],
      },
      'when one of its new cases is there already': { messages: [news], cases: [...cases, opening(there)] },
    }
    for (const [why, over] of Object.entries(broken)) {
      const [was, wasThere] = [await snapshot(store, fresh), await snapshot(store, there)]
      const receipt = receiptOf(fresh.partner)
      t.equal(await store.accept(acceptanceOf(fresh, over), giving(receipt)), 'conflict', why)
      t.same(await snapshot(store, fresh), was)
      t.same(await snapshot(store, there), wasThere)
      t.equal(await store.receipt(receipt.id, fresh.partner), undefined)
    }
  })

  t.test('what is accepted gives or takes the keys of items of its cases, and of no others', async (t) => {
    const row = incoming()
    const message = messageOf(row, { direction: 'in', client: null })
    const carried = { direction: 'in', client: null, partner: row.partner, case: row.id, message: message.id } as const
    const [given, destroyed, same] = [itemRow({ ...carried, key: null }), itemRow(carried), itemRow(carried)]
    t.equal(await store.accept(acceptanceOf(row, { messages: [message], items: [given, destroyed, same] })), 'stored')
    const [key, secret] = [new Uint8Array(40).fill(1), new Uint8Array(80).fill(2)]
    const change = following(row)
    const next = messageOf(change.row, { direction: 'in', client: null })
    const gone = { key: null, secret: null, fingerprint: null }
    const itemKeys = [
      { id: given.id, key, secret, fingerprint: 'f1' },
      { id: destroyed.id, ...gone },
    ]
    t.equal(await store.accept(acceptanceOf(row, { messages: [next], cases: [change], itemKeys })), 'stored')
    t.same(await store.item(given.id), { ...given, key, secret, fingerprint: 'f1' })
    t.same(await store.item(destroyed.id), { ...destroyed, ...gone })
    t.same(await store.item(same.id), same)

    const other = incoming()
    const foreign = acceptanceOf(other, { itemKeys: [{ id: same.id, ...gone }] })
    await t.rejects(store.accept(foreign), { code: 'internal' })
    t.same(await store.item(same.id), same)
    t.equal(await store.case(other.id), undefined, 'nothing of it is stored')
  })

  t.test('the same delivery many times at once is stored once', async (t) => {
    const row = incoming()
    const acceptance = acceptanceOf(row)
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => store.accept(acceptance, giving(receiptOf(row.partner)))),
    )
    t.equal(outcomes.filter((outcome) => outcome === 'stored').length, 1)
    t.equal((await store.messages(row.id, 'all')).length, 1)
  })

  t.test('known messages are told with digest, partner and direction', async (t) => {
    const row = incoming()
    const acceptance = acceptanceOf(row)
    await store.accept(acceptance)
    const { message: own } = await submitOne(store, newPartner())
    const [message] = acceptance.messages
    const found = await store.known([message?.id ?? '', newId(), own.id])
    const told = (each = message) => ({
      id: each?.id,
      sha256: each?.sha256,
      partner: each?.partner,
      direction: each?.direction,
    })
    t.same(
      [...found].sort((a, b) => a.direction.localeCompare(b.direction)),
      [told(message), told(own)],
    )
    t.same(await store.known([]), [])
  })

  t.test('receipts with one id from several partners are kept apart', async (t) => {
    const [one, two] = [incoming(), incoming()]
    const ours = receiptOf(one.partner)
    const theirs = { ...receiptOf(two.partner), id: ours.id, jws: 'e30.e30.other', at: ours.at + 1 }
    t.equal(await store.accept(acceptanceOf(one), giving(ours)), 'stored')
    t.equal(await store.accept(acceptanceOf(two), giving(theirs)), 'stored')
    t.same(await store.receipt(ours.id, one.partner), ours)
    t.same(await store.receipt(ours.id, two.partner), theirs)
    t.equal(await store.receipt(ours.id, newPartner()), undefined)
  })

  t.test(
    'a receipt is given within the commit, over the leaves as they will stand; nobody sees them yet',
    async (t) => {
      const proof = evidenceOf(messageOf(incoming()))
      await store.record([proof])
      const arriving = Array.from({ length: 12 }, () => incoming())
      const told: {
        readonly growing: Growing
        readonly first: number
        readonly row: string
        readonly seen: unknown
      }[] = []
      const giveFor =
        (row: (typeof arriving)[number]): Give =>
        async (first, growing) => {
          told.push({ growing, first, row: row.id, seen: await store.case(row.id) })
          const receipt = receiptOf(row.partner)
          return { receipt, evidence: [evidenceOf(messageOf(row), { kind: 'receipt.given', subject: receipt.id })] }
        }
      const outcomes = await Promise.all(arriving.map((row) => store.accept(acceptanceOf(row), giveFor(row))))
      t.same([...new Set(outcomes)], ['stored'])
      for (const { growing, first, row, seen } of told) {
        t.equal(seen, undefined, 'it is not committed')
        const [own] = await store.evidence({ case: row, limit: 10 })
        t.equal(own && own.seq - 1, first, 'the place of its first evidence')
        t.same(own?.leaf, growing.leaves[first - growing.from])
        t.same(await store.leaves(growing.from, growing.leaves.length), growing.leaves)
        t.same(growing.before, growing.from === 0 ? undefined : (await store.leaves(growing.from - 1, 1))[0])
        t.match((await store.receiptsOf(row)).length, 1, 'and its receipt is there with it')
      }
      const groups = new Set(told.map(({ growing }) => growing))
      t.ok(groups.size < told.length, `${told.length} receipts were given in ${groups.size} commits`)
      const seqs = (await store.evidence({ limit: 1000 })).map(({ seq }) => seq)
      t.same(
        seqs,
        seqs.map((_, index) => index + 1),
        'no number is left out',
      )
    },
  )

  t.test('where a receipt cannot be given nothing of its delivery is stored, and its neighbours are', async (t) => {
    const arriving = Array.from({ length: 6 }, () => incoming())
    const fault = new Problem('log-behind', 'nothing is signed')
    const outcomes = await Promise.allSettled(
      arriving.map((row, index) =>
        store.accept(acceptanceOf(row), async () => {
          if (index % 3 === 1) throw fault
          return { receipt: receiptOf(row.partner), evidence: [] }
        }),
      ),
    )
    for (const [index, row] of arriving.entries()) {
      const refused = index % 3 === 1
      t.same(
        outcomes[index],
        refused ? { status: 'rejected', reason: fault } : { status: 'fulfilled', value: 'stored' },
      )
      t.equal((await store.case(row.id)) === undefined, refused)
      t.equal((await store.evidence({ case: row.id, limit: 10 })).length, refused ? 0 : 1)
    }
    const [alone] = [incoming()]
    await t.rejects(
      store.accept(acceptanceOf(alone), () => Promise.reject(fault)),
      fault,
    )
    t.equal(
      await store.accept(acceptanceOf(alone), giving(receiptOf(alone.partner))),
      'stored',
      'and the store goes on',
    )
  })

  t.test('a statement that is refused is not one that was stored meanwhile', async (t) => {
    const row = incoming()
    const stored = acceptanceOf(row)
    const [message] = stored.messages
    t.equal(await store.accept(stored), 'stored')
    const before = await snapshot(store, row)
    const refusal = { messages: [], cases: [], evidence: [evidenceOf(stored.messages[0] as MessageRow)] }
    t.equal(await store.accept(acceptanceOf(row, { ...refusal, absent: [newId(), message?.id ?? ''] })), 'conflict')
    t.same(await snapshot(store, row), before, 'nothing is recorded of it')
    t.equal(await store.accept(acceptanceOf(row, { ...refusal, absent: [newId()] })), 'stored')
  })

  t.test('a refusal is recorded once, however many find at once that it was not', async (t) => {
    const row = incoming()
    const message = messageOf(row, { direction: 'in', client: null })
    const refusal = () => ({
      ...{ messages: [], cases: [], events: [], absent: [message.id], refusals: [{ id: message.id, count: 0 }] },
      evidence: [evidenceOf(message, { kind: 'statement.refused', case: null, data: { sha256: 'a', problem: 'p' } })],
    })
    const accepted = Array.from({ length: 5 }, () =>
      store.accept(acceptanceOf(row, refusal()), giving(receiptOf(row.partner))),
    )
    t.same((await Promise.all(accepted)).sort(), ['conflict', 'conflict', 'conflict', 'conflict', 'stored'])
    t.match(await store.refusals([message.id]), [{ id: message.id, sha256: 'a', problem: 'p' }])
    const next = { ...refusal(), refusals: [{ id: message.id, count: 1 }] }
    t.equal(await store.accept(acceptanceOf(row, next)), 'stored', 'whoever knows of the first records another')
  })
}
