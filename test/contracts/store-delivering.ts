import type { Test } from 'tap'
import { seededRandom } from '../support/random.ts'
import { modelled } from './store-model.ts'
import {
  at,
  caseRow,
  claimIds,
  eventOf,
  evidenceOf,
  following,
  giving,
  itemRow,
  messageOf,
  newPartner,
  type OpenStore,
  opening,
  receiptOf,
  settlementOf,
  settling,
  submissionOf,
  submitNext,
  submitOne,
} from './store-rows.ts'

export async function deliveringContract(t: Test, open: OpenStore): Promise<void> {
  const { store } = await open(t)
  const deliver = async (id: string, over = {}) => {
    const { fence = 0 } = (await store.delivery(id)) ?? {}
    return store.settle(settling({ settlements: [settlementOf(id, { fence, ...over })] }))
  }

  t.test('what is claimed comes with its message and its items, and is being sent until its lease ends', async (t) => {
    const row = caseRow({ partner: newPartner() })
    const message = messageOf(row, { secret: new Uint8Array(200_000).fill(7) })
    const items = [itemRow(), itemRow()]
    for (const item of items) await store.addItem(item)
    const ids = items.map(({ id }) => id)
    await store.submit(submissionOf(message, opening(row), { items: ids }))
    const [claimed = []] = await store.claim({
      partner: row.partner,
      now: at + 5,
      leaseUntil: at + 60_000,
      envelopes: 1,
      limit: 10,
      maxBytes: 1e9,
    })
    t.equal(claimed.length, 1)
    const [first] = claimed
    const leased = { state: 'sending', dueAt: at + 60_000, attempts: 0, fence: 1, changedAt: at + 5 } as const
    t.match(first?.delivery, { id: message.id, ...leased })
    t.same(first?.delivery, await store.delivery(message.id))
    t.same(first?.message, message)
    t.same(first?.items.map(({ id }) => id).sort(), [...ids].sort())
    t.same(await store.message(message.id), message, 'and the message can still be read')
  })

  t.test('oldest first, up to the limit, of this partner only', async (t) => {
    const [partner, other] = [newPartner(), newPartner()]
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) ids.push((await submitOne(store, partner)).message.id)
    await submitOne(store, other)
    t.same(await claimIds(store, partner, { limit: 3 }), ids.slice(0, 3))
    t.same(await claimIds(store, partner, { limit: 3 }), ids.slice(3))
    t.same(await claimIds(store, partner), [])
    t.equal((await claimIds(store, other)).length, 1)
  })

  t.test('one claim fills several envelopes, and what is of one case shares one of them', async (t) => {
    const partner = newPartner()
    const ask = { partner, now: at, leaseUntil: at + 60_000, envelopes: 3, limit: 2, maxBytes: 1e9 }
    const claimed = async () => (await store.claim(ask)).map((envelope) => envelope.map(({ delivery }) => delivery.id))
    const first = await submitOne(store, partner)
    const second = await submitNext(store, first.row)
    const third = await submitNext(store, second.row)
    const others: string[] = []
    for (let count = 0; count < 5; count += 1) others.push((await submitOne(store, partner)).message.id)
    const [a, b, c] = [first, second, third].map(({ message }) => message.id)
    t.same(await claimed(), [[a, b], others.slice(0, 2), others.slice(2, 3)])
    t.same(await claimed(), [others.slice(3)], 'the third of the case waits for those that are on their way')
    await deliver(a ?? '')
    t.same(await claimed(), [])
    await deliver(b ?? '')
    t.same(await claimed(), [[c]])
  })

  t.test('what is submitted under a claim is sending, and nobody else claims it before its lease ends', async (t) => {
    const partner = newPartner()
    const claim = { state: 'sending', fence: 1, dueAt: at + 60_000 } as const
    const row = caseRow({ partner })
    const message = messageOf(row)
    const own = submissionOf(message, opening(row))
    const submission = { ...own, delivery: { ...own.delivery, ...claim } }
    t.same(await store.submit(submission), { outcome: 'claimed' })
    t.match(await store.delivery(message.id), claim)
    t.same(await claimIds(store, partner), [])
    t.same(await store.renew([{ id: message.id, fence: 1 }], at + 90_000), [], 'its claim is kept')
    t.same(await claimIds(store, partner, { now: at + 90_000 }), [message.id], 'a dead submitter is made up for')
    t.same(await deliver(message.id, { fence: 1 }), { outcome: 'settled', moved: [message.id] }, 'and comes too late')
  })

  t.test('what is submitted under a claim waits behind what is not settled of its case', async (t) => {
    const partner = newPartner()
    const claim = { state: 'sending', fence: 1, dueAt: at + 60_000 } as const
    const first = await submitOne(store, partner)
    const second = await submitNext(store, first.row, claim)
    t.match(await store.delivery(second.message.id), { state: 'queued', fence: 0, dueAt: at })
    t.same(await claimIds(store, partner), [first.message.id, second.message.id])
    await deliver(first.message.id)
    await deliver(second.message.id)
    const third = await submitNext(store, second.row, claim)
    t.match(await store.delivery(third.message.id), claim)
  })

  t.test('not before it is due', async (t) => {
    const partner = newPartner()
    const { message } = await submitOne(store, partner, { dueAt: at + 1000 })
    t.same(await claimIds(store, partner, { now: at + 999 }), [])
    t.same(await claimIds(store, partner, { now: at + 1000 }), [message.id])
  })

  t.test('stops before the weight, but claims at least one', async (t) => {
    const partner = newPartner()
    const ids: string[] = []
    for (const weightBytes of [600, 400, 1, 5000, 10])
      ids.push((await submitOne(store, partner, { weightBytes })).message.id)
    t.same(await claimIds(store, partner, { maxBytes: 1000 }), ids.slice(0, 2))
    t.same(await claimIds(store, partner, { maxBytes: 1000 }), ids.slice(2, 3))
    t.same(await claimIds(store, partner, { maxBytes: 1000 }), ids.slice(3, 4), 'the heavy one goes alone')
    t.same(await claimIds(store, partner, { maxBytes: 0 }), ids.slice(4))
  })

  t.test('messages of one case leave in their order', async (t) => {
    const partner = newPartner()
    const first = await submitOne(store, partner)
    const other = await submitOne(store, partner)
    const second = await submitNext(store, first.row)
    const third = await submitNext(store, second.row)
    const [a, b, c, d] = [first, other, second, third].map(({ message }) => message.id) as [
      string,
      string,
      string,
      string,
    ]

    t.same(await claimIds(store, partner, { limit: 2 }), [a, b], 'the first of each case')
    t.same(await claimIds(store, partner), [], 'the second waits while the first is on its way')
    await deliver(a, { to: 'waiting', dueAt: at + 5000 })
    t.same(await claimIds(store, partner), [], 'and while the first waits')
    t.same(await claimIds(store, partner, { now: at + 5000 }), [a, c, d], 'they may go together')
    await deliver(a)
    t.same(await claimIds(store, partner, { now: at + 5000 }), [], 'the later ones are on their way')
    await deliver(d, { to: 'waiting', dueAt: at })
    t.same(await claimIds(store, partner), [], 'the last one waits for the one before')
    await deliver(c, { to: 'refused' })
    t.same(await claimIds(store, partner), [d], 'a refused one holds up nobody')
  })

  t.test('a lapsed lease is claimed again, a living one is not', async (t) => {
    const partner = newPartner()
    const { message } = await submitOne(store, partner)
    t.same(await claimIds(store, partner, { leaseUntil: at + 100 }), [message.id])
    t.same(await claimIds(store, partner, { now: at + 99 }), [])
    t.same(await claimIds(store, partner, { now: at + 100, leaseUntil: at + 200 }), [message.id])
    t.same(await claimIds(store, partner, { now: at + 150 }), [])
  })

  t.test('whoever was late with a claim that another has taken over changes nothing', async (t) => {
    const partner = newPartner()
    const { row, message } = await submitOne(store, partner)
    await claimIds(store, partner, { leaseUntil: at + 100 })
    await claimIds(store, partner, { now: at + 100, leaseUntil: at + 200 })
    t.equal((await store.delivery(message.id))?.fence, 2)
    const late = settling({
      settlements: [settlementOf(message.id, { fence: 1, to: 'refused', problem: 'forbidden' })],
      refused: [message.id],
      cases: [following(row)],
      evidence: [evidenceOf(message, { kind: 'statement.refused' })],
    })
    const before = (await store.evidence({ limit: 1_000_000 })).length
    t.same(await store.settle(late), { outcome: 'settled', moved: [message.id] })
    t.match(await store.delivery(message.id), { state: 'sending', fence: 2, problem: null })
    t.match(await store.message(message.id), { standing: 'kept' })
    t.same(await store.case(row.id), row)
    t.equal((await store.evidence({ limit: 1_000_000 })).length, before)
    t.same(await deliver(message.id, { fence: 2 }), { outcome: 'settled', moved: [] })
    t.match(await store.delivery(message.id), { state: 'delivered', fence: 2 })
  })

  t.test('a claim that is still ours is prolonged, another is named', async (t) => {
    const partner = newPartner()
    const ids: string[] = []
    for (let count = 0; count < 4; count += 1) ids.push((await submitOne(store, partner)).message.id)
    const [ours = '', settled = '', taken = '', waiting = ''] = ids
    await claimIds(store, partner, { limit: 3, leaseUntil: at + 100 })
    await deliver(settled)
    await store.renew([{ id: ours, fence: 1 }], at + 150)
    t.same(await claimIds(store, partner, { now: at + 100, limit: 1 }), [taken])
    const claims = [ours, settled, taken, waiting, 'nobody'].map((id) => ({ id, fence: 1 }))
    t.same([...(await store.renew(claims, at + 500))].sort(), [settled, taken, waiting, 'nobody'].sort())
    t.match(await store.delivery(ours), { state: 'sending', dueAt: at + 500, fence: 1 })
    t.match(await store.delivery(settled), { state: 'delivered', dueAt: at })
    t.match(await store.delivery(taken), { state: 'sending', dueAt: at + 60_000, fence: 2 })
    t.match(await store.delivery(waiting), { state: 'queued', dueAt: at, fence: 0 })
    t.same(await claimIds(store, partner, { now: at + 499 }), [waiting])
    t.same(await store.renew([], at + 500), [])
  })

  t.test('many claims at once give each delivery to one of them', async (t) => {
    const partner = newPartner()
    const ids: string[] = []
    for (let count = 0; count < 40; count += 1) ids.push((await submitOne(store, partner)).message.id)
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimIds(store, partner, { limit: 3 })))
    t.same(claims.flat().sort(), [...ids].sort())
  })

  t.test('settling moves each delivery from the state it must be in, with receipt, events and evidence', async (t) => {
    const partner = newPartner()
    const [one, two] = [await submitOne(store, partner), await submitOne(store, partner)]
    await claimIds(store, partner)
    const receipt = receiptOf(partner, { direction: 'in' })
    const news = [one, two].map(({ message }) => eventOf(message, { kind: 'message.delivered' }))
    const proof = [evidenceOf(one.message, { kind: 'receipt.received', case: null, subject: receipt.id })]
    const settled = await store.settle(
      settling({
        settlements: [
          settlementOf(one.message.id, { receipt: receipt.id }),
          settlementOf(two.message.id, { to: 'waiting', dueAt: at + 9000, problem: 'partner-busy', detail: 'later' }),
        ],
        receipt,
        events: news,
        evidence: proof,
      }),
    )
    t.same(settled, { outcome: 'settled', moved: [] })
    t.match(await store.delivery(one.message.id), {
      state: 'delivered',
      attempts: 1,
      receipt: receipt.id,
      changedAt: at + 10,
    })
    t.match(await store.delivery(two.message.id), {
      state: 'waiting',
      dueAt: at + 9000,
      problem: 'partner-busy',
      detail: 'later',
    })
    t.same(await store.receipt(receipt.id, partner), receipt)
    t.same(
      (await store.events({ after: 0, offices: 'all', limit: 1_000_000 })).slice(-2).map(({ seq: _, ...rest }) => rest),
      news,
    )
    t.match((await store.evidence({ limit: 1_000_000 })).at(-1), proof[0] ?? {})
  })

  t.test('what has moved already is named and changes nothing more', async (t) => {
    const partner = newPartner()
    const [late, other] = [await submitOne(store, partner), await submitOne(store, partner)]
    await claimIds(store, partner)
    await deliver(late.message.id)
    const was = { evidence: await store.evidence({ limit: 1_000_000 }), case: await store.case(late.row.id) }
    const settled = await store.settle(
      settling({
        settlements: [late, other].map(({ message }) =>
          settlementOf(message.id, { to: 'refused', problem: 'forbidden' }),
        ),
        refused: [late.message.id, other.message.id],
        cases: [following(late.row, { state: 'none' }), following(other.row, { state: 'none' })],
        events: [late, other].map(({ message }) => eventOf(message, { kind: 'message.refused' })),
        evidence: [late, other].map(({ message }) => evidenceOf(message, { kind: 'statement.refused' })),
      }),
    )
    t.same(settled, { outcome: 'settled', moved: [late.message.id] })
    t.match(await store.delivery(late.message.id), { state: 'delivered', problem: null })
    t.equal((await store.message(late.message.id))?.standing, 'kept')
    t.same(await store.case(late.row.id), was.case)
    t.match(await store.delivery(other.message.id), { state: 'refused', problem: 'forbidden' })
    t.equal((await store.message(other.message.id))?.standing, 'refused')
    t.equal((await store.case(other.row.id))?.state, 'none')
    const added = (await store.evidence({ limit: 1_000_000 })).slice(was.evidence.length)
    t.same(
      added.map(({ subject }) => subject),
      [other.message.id],
    )
  })

  t.test('settling changes nothing when a case moved on', async (t) => {
    const partner = newPartner()
    const { row, message } = await submitOne(store, partner)
    await claimIds(store, partner)
    await submitNext(store, row)
    const receipt = receiptOf(partner, { direction: 'in' })
    const change = settling({
      settlements: [settlementOf(message.id, { to: 'refused' })],
      receipt,
      refused: [message.id],
      cases: [following(row)],
      evidence: [evidenceOf(message)],
    })
    t.same(await store.settle(change), { outcome: 'conflict' })
    t.equal((await store.delivery(message.id))?.state, 'sending')
    t.equal((await store.message(message.id))?.standing, 'kept')
    t.equal(await store.receipt(receipt.id, partner), undefined)
  })

  t.test('another receipt under a known id settles nothing [H1]', async (t) => {
    const partner = newPartner()
    for (const direction of ['in', 'out'] as const) {
      const earlier = receiptOf(partner, { direction: 'in' })
      const [one, two] = [await submitOne(store, partner), await submitOne(store, partner)]
      await claimIds(store, partner)
      if (direction === 'out') await store.keepReceipt(giving({ ...earlier, direction }))
      else await store.settle(settling({ settlements: [settlementOf(one.message.id)], receipt: earlier }))
      const another = settling({
        settlements: [settlementOf(two.message.id)],
        receipt: { ...earlier, jws: `${earlier.jws}x` },
        evidence: [evidenceOf(two.message)],
      })
      t.same(await store.settle(another), { outcome: 'receipt-known' }, `${direction}: known`)
      t.equal((await store.delivery(two.message.id))?.state, 'sending')
      t.match(await store.receipt(earlier.id, partner), { jws: earlier.jws })
      const same = settling({ settlements: [settlementOf(two.message.id)], receipt: earlier })
      t.match(await store.settle(same), { outcome: 'settled', moved: [] }, 'the same one is')
    }
  })

  t.test('a refused message takes no part in its case until it is redelivered', async (t) => {
    const partner = newPartner()
    const first = await submitOne(store, partner)
    const second = await submitNext(store, first.row)
    await claimIds(store, partner)
    const { message } = second
    const change = following(second.row)
    const refusal = settlementOf(message.id, { to: 'refused', attempts: 3, problem: 'statement-refused', receipt: 'r' })
    await store.settle(settling({ settlements: [refusal], refused: [message.id], cases: [change] }))
    t.same(
      (await store.messages(first.row.id, 'kept')).map(({ id }) => id),
      [first.message.id],
    )
    t.same(
      (await store.messages(first.row.id, 'all')).map(({ id }) => id),
      [first.message.id, message.id],
    )

    const back = following(change.row)
    const proof = evidenceOf(message, { kind: 'operator' })
    t.equal(await store.redeliver(message.id, at + 50, at + 900, [back], [proof]), true)
    const queued = {
      state: 'queued',
      attempts: 0,
      dueAt: at + 50,
      expiresAt: at + 900,
      problem: null,
      detail: null,
      receipt: null,
    }
    t.match(await store.delivery(message.id), queued)
    t.same(
      (await store.messages(first.row.id, 'kept')).map(({ id }) => id),
      [first.message.id, message.id],
    )
    t.match((await store.evidence({ limit: 1_000_000 })).at(-1), proof)
    t.equal(await store.redeliver(message.id, at + 60, at + 900, [], []), false, 'what is queued is not redelivered')
    await deliver(first.message.id)
    t.same(await claimIds(store, partner, { now: at + 50 }), [message.id])
  })

  t.test('a due time that no clock in order can have written is not believed [W1]', async (t) => {
    const own = await open(t)
    const partner = newPartner()
    const year = 365 * 86_400_000
    const submit = async (dueAt: number) => (await submitOne(own.store, partner, { dueAt })).message.id
    const wait = async (id: string, dueAt: number) => {
      await claimIds(own.store, partner, { limit: 1 })
      await own.store.settle(settling({ settlements: [settlementOf(id, { to: 'waiting', dueAt })] }))
      return id
    }
    const soon = await wait(await submit(at), at + 900)
    const late = await wait(await submit(at), at + 901)
    const yearLate = await wait(await submit(at), at + year)
    const leased = await submit(at)
    t.same(await claimIds(own.store, partner, { limit: 1, leaseUntil: at + 500 }), [leased])
    const leasedForYears = await submit(at)
    t.same(await claimIds(own.store, partner, { limit: 1, leaseUntil: at + year }), [leasedForYears])
    const [queued, queuedLate] = [await submit(at), await submit(at + 1)]
    const lost = await submit(at)
    t.same(await claimIds(own.store, partner, { limit: 2, leaseUntil: at + 500 }), [queued, lost])
    await own.store.settle(settling({ settlements: [settlementOf(lost, { to: 'refused', dueAt: at + year })] }))

    const ask = { now: at, waitingUntil: at + 900, leasedUntil: at + 500 }
    t.equal(await own.store.bringBack(ask), 4)
    t.equal(await own.store.bringBack(ask), 0, 'once is enough')
    const dueOf = async (id: string) => (await own.store.delivery(id))?.dueAt
    for (const id of [late, yearLate, leasedForYears, queuedLate]) t.equal(await dueOf(id), at)
    t.equal(await dueOf(soon), at + 900, 'a pause is kept')
    t.equal(await dueOf(leased), at + 500, 'and a lease')
    t.equal(await dueOf(lost), at + year, 'what is settled is left alone')
    t.match(
      await own.store.delivery(leasedForYears),
      { state: 'sending', fence: 1 },
      'whoever still sends it may settle it',
    )
    t.same(await claimIds(own.store, partner), [late, yearLate, leasedForYears, queuedLate])
  })

  t.test(
    'redelivering changes nothing for what neither failed nor waits, or when the case moved on [W1]',
    async (t) => {
      const partner = newPartner()
      const { row, message } = await submitOne(store, partner)
      t.equal(await store.redeliver(message.id, at, at + 900, [], []), false)
      t.equal(await store.redeliver('nobody', at, at + 900, [], []), false)
      await claimIds(store, partner)
      t.equal(await store.redeliver(message.id, at, at + 900, [], []), false)
      await deliver(message.id, { to: 'waiting', dueAt: at + 1e9 })
      t.equal(await store.redeliver(message.id, at, at + 900, [], []), true, 'what waits may go at once')
      t.match(await store.delivery(message.id), { state: 'queued', attempts: 0, dueAt: at })
      await claimIds(store, partner)
      await deliver(message.id, { to: 'expired' })
      t.equal(await store.redeliver(message.id, at, at + 900, [following({ ...row, revision: 5 })], []), false)
      t.equal((await store.delivery(message.id))?.state, 'expired')
      t.equal(await store.redeliver(message.id, at, at + 900, [], []), true)
      await claimIds(store, partner)
      await deliver(message.id)
      t.equal(await store.redeliver(message.id, at, at + 900, [], []), false)
    },
  )

  t.test('after a restart what was being sent waits again at once', async (t) => {
    const other = await open(t)
    const partner = newPartner()
    const [one, two, three] = [
      await submitOne(other.store, partner),
      await submitOne(other.store, partner),
      await submitOne(other.store, partner, { dueAt: at + 1e6 }),
    ]
    await claimIds(other.store, partner, { leaseUntil: at + 1e9 })
    await other.store.settle(settling({ settlements: [settlementOf(two.message.id)] }))
    const again = await other.reopen()
    t.same(await claimIds(again, partner, { now: at + 20 }), [])
    const dead = other.shared ? at + 1e9 : at + 20
    if (other.shared) t.equal(await again.recover(dead - 1), 0, 'its lease may be a living node of others')
    t.equal(await again.recover(dead), 1)
    t.match(await again.delivery(one.message.id), { state: 'waiting', dueAt: dead })
    t.match(await again.delivery(three.message.id), { state: 'queued', dueAt: at + 1e6 })
    t.same((await claimIds(again, partner, { now: dead })).slice(0, 1), [one.message.id])
  })

  t.test('whatever happens in whatever order, the outbox is as the promise says', async (t) => {
    const { seed, random } = seededRandom()
    t.comment(`seed: BULLA_SEED=${seed}`)
    await modelled(t, store, random, 400)
  })
}
