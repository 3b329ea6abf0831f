// What a store promises that several nodes share.
import type { Test } from 'tap'
import type { Growing } from '../../gateway/ports/receiving.ts'
import type { Store } from '../../gateway/ports/store.ts'
import { chainsContract } from './store-chains.ts'
import { countingContract } from './store-counting.ts'
import { epochsOfNodes } from './store-epochs.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  claimIds,
  evidenceOf,
  following,
  keyOf,
  messageOf,
  newPartner,
  opening,
  receiptOf,
  settlementOf,
  settling,
  submissionOf,
  submitNext,
  submitOne,
} from './store-rows.ts'

/** Two nodes on one database that is empty; `again` opens a further one. */
export interface Nodes {
  readonly a: Store
  readonly b: Store
}

export function nodesContract(t: Test, open: (t: Test) => Promise<Nodes>): void {
  t.test('uses that are counted', (t) => countingContract(t, open))
  t.test('chains of uses', (t) => chainsContract(t, open))
  t.test('epochs', (t) => epochsOfNodes(t, open))
  t.test('what one node wrote to a case, the other one is told with it at its next decision', async (t) => {
    const { a, b } = await open(t)
    const { row, message } = await submitOne(a, newPartner())
    const before = await b.told(row.id)
    t.equal((await b.told(row.id)).messages, before.messages)
    await a.record([evidenceOf(message, { kind: 'denial' })])
    const tried = await b.told(row.id)
    t.equal(tried.messages, before.messages, 'nothing was written to its messages')
    t.equal(tried.evidence.length, before.evidence.length + 1)
    const next = await submitNext(a, row)
    const after = await b.told(row.id)
    t.same(
      after.messages.map(({ id }) => id),
      [message.id, next.message.id],
    )
    t.same(after, await a.told(row.id))
  })
  t.test('two nodes that claim at once never have the same delivery, and keep the order of each case', async (t) => {
    const { a, b } = await open(t)
    const partner = newPartner()
    const order = new Map<string, string[]>()
    for (let count = 0; count < 15; count += 1) {
      let { row, message } = await submitOne(count % 2 ? a : b, partner)
      order.set(row.id, [message.id])
      for (let more = 0; more < 4; more += 1) {
        const next = await submitNext(more % 2 ? a : b, row)
        row = next.row
        message = next.message
        order.get(row.id)?.push(message.id)
      }
    }
    const all = [...order.values()].flat()
    const claimed: string[] = []
    const settled: string[] = []
    const counts: number[] = []
    const work = async (store: Store): Promise<void> => {
      let mine = 0
      while (settled.length < all.length) {
        const ask = { partner, now: at, leaseUntil: at + 60_000, envelopes: 2, limit: 2, maxBytes: 1e9 }
        const claims = (await store.claim(ask)).flat()
        for (const { delivery } of claims) claimed.push(delivery.id)
        mine += claims.length
        const settlements = claims.map(({ delivery: { id, fence } }) => settlementOf(id, { fence }))
        t.same(await store.settle(settling({ settlements })), { outcome: 'settled', moved: [] })
        settled.push(...claims.map(({ delivery }) => delivery.id))
      }
      counts.push(mine)
    }
    await Promise.all([a, b, a, b].map(work))
    t.same([...claimed].sort(), [...all].sort(), 'each was claimed once')
    const place = new Map(claimed.map((id, index) => [id, index]))
    for (const ids of order.values())
      t.same(
        [...ids].sort((x, y) => (place.get(x) ?? 0) - (place.get(y) ?? 0)),
        ids,
        'in the order of its case',
      )
    t.ok(counts.filter((mine) => mine > 0).length > 1, `several had a part in it: ${counts}`)
  })

  t.test('claims of both nodes at the same moment share what is due between them', async (t) => {
    const { a, b } = await open(t)
    const partner = newPartner()
    const ids: string[] = []
    for (let count = 0; count < 40; count += 1) ids.push((await submitOne(a, partner)).message.id)
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => claimIds(turn % 2 ? a : b, partner, { limit: 3 })),
    )
    t.same(claims.flat().sort(), [...ids].sort())
  })

  t.test('a node that comes back after its claim lapsed changes nothing', async (t) => {
    const { a, b } = await open(t)
    const partner = newPartner()
    const { row, message } = await submitOne(a, partner)
    t.same(await claimIds(a, partner, { leaseUntil: at + 100 }), [message.id])
    t.same(await claimIds(b, partner, { now: at + 100 }), [message.id])
    t.same(await a.renew([{ id: message.id, fence: 1 }], at + 1e6), [message.id])
    const late = settlementOf(message.id, { fence: 1, to: 'refused', problem: 'forbidden' })
    const proof = evidenceOf(message, { kind: 'statement.refused' })
    const change = settling({ settlements: [late], refused: [message.id], cases: [following(row)], evidence: [proof] })
    const both = await Promise.all([a.settle(change), a.settle(change)])
    for (const settled of both) t.same(settled, { outcome: 'settled', moved: [message.id] })
    t.match(await b.delivery(message.id), { state: 'sending', fence: 2 })
    t.same(await b.case(row.id), row)
    t.equal((await b.evidence({ limit: 10 })).length, 1)
    t.same(await b.settle(settling({ settlements: [settlementOf(message.id, { fence: 2 })] })), {
      outcome: 'settled',
      moved: [],
    })
  })

  t.test('of two late settlers and the one that has the claim exactly one settles', async (t) => {
    const { a, b } = await open(t)
    const partner = newPartner()
    const { message } = await submitOne(a, partner)
    for (const [turn, store] of [a, b, a].entries())
      await claimIds(store, partner, { now: at + turn * 100, leaseUntil: at + turn * 100 + 100 })
    const outcomes = await Promise.all(
      [1, 2, 3].map((fence) =>
        (fence % 2 ? a : b).settle(settling({ settlements: [settlementOf(message.id, { fence })] })),
      ),
    )
    t.same(
      outcomes.map((settled) => (settled.outcome === 'settled' ? settled.moved.length : -1)),
      [1, 1, 0],
    )
  })

  t.test('numbers have no gap and follow the commits, whoever writes', async (t) => {
    const { a, b } = await open(t)
    let going = true
    let looks = 0
    const look = async (store: Store): Promise<void> => {
      let highest = 0
      while (going) {
        const seqs = (await store.events({ after: 0, offices: 'all', limit: 10_000 })).map(({ seq }) => seq)
        if (seqs.some((seq, index) => seq !== index + 1) || seqs.length < highest) t.fail(`saw ${seqs}`)
        highest = seqs.length
        looks += 1
      }
    }
    const looking = Promise.all([look(a), look(b)])
    const write = async (store: Store): Promise<void> => {
      for (let count = 0; count < 20; count += 1) {
        const { message } = await submitOne(store, newPartner())
        await store.record([evidenceOf(message, { kind: 'release' })])
      }
    }
    await Promise.all(Array.from({ length: 16 }, (_, turn) => write(turn % 2 ? a : b)))
    going = false
    await looking
    t.ok(looks > 2, `looked ${looks} times meanwhile`)
    const evidence = await a.evidence({ limit: 10_000 })
    t.same(
      evidence.map(({ seq }) => seq),
      Array.from({ length: 640 }, (_, index) => index + 1),
    )
    const { rows } = await b.deliveries({ limit: 1000 })
    t.same(
      rows.map(({ seq }) => seq),
      Array.from({ length: 320 }, (_, index) => 320 - index),
    )
  })

  t.test(
    'of many changes of both nodes made from one revision one is stored, of one idempotency key too',
    async (t) => {
      const { a, b } = await open(t)
      const { row } = await submitOne(a, newPartner())
      const change = following(row)
      const idempotency = keyOf()
      const moves = Array.from({ length: 40 }, (_, turn) =>
        (turn % 2 ? a : b).submit(submissionOf(messageOf(change.row), change)),
      )
      const keys = Array.from({ length: 40 }, (_, turn) => {
        const fresh = caseRow({ partner: newPartner() })
        return (turn % 2 ? a : b).submit(submissionOf(messageOf(fresh), opening(fresh), { idempotency }))
      })
      const counted = async (outcomes: Promise<{ outcome: string }>[]) =>
        Object.entries(Object.groupBy(await Promise.all(outcomes), ({ outcome }) => outcome))
          .map(([outcome, list]) => `${list?.length} ${outcome}`)
          .sort()
      t.same(await counted(moves), ['1 stored', '39 conflict'])
      t.same(await counted(keys), ['1 stored', '39 repeated'])
      t.equal((await a.messages(row.id, 'all')).length, 2)
    },
  )

  t.test('a duty has one holder', async (t) => {
    const { a, b } = await open(t)
    for (let round = 0; round < 5; round += 1) {
      const now = at + round * 100
      const asked = Array.from({ length: 20 }, (_, turn) =>
        (turn % 2 ? a : b).takeNodeLease({ name: 'checkpoints', node: `node ${turn}`, until: now + 100 }, now),
      )
      t.equal((await Promise.all(asked)).filter(Boolean).length, 1)
    }
  })

  t.test('what one node was sending is left to its lease when another starts', async (t) => {
    const { a, b } = await open(t)
    const partner = newPartner()
    const { message } = await submitOne(a, partner)
    await claimIds(a, partner, { leaseUntil: at + 500 })
    t.equal(await b.recover(at + 499), 0)
    t.equal((await a.delivery(message.id))?.state, 'sending')
    t.equal(await b.recover(at + 500), 1)
    t.same(await a.settle(settling({ settlements: [settlementOf(message.id)] })), {
      outcome: 'settled',
      moved: [message.id],
    })
  })

  t.test('what a submission has claimed goes on at another node, once its lease has ended', async (t) => {
    const { a, b } = await open(t)
    const row = caseRow({ partner: newPartner() })
    const message = messageOf(row)
    const delivery = { state: 'sending', fence: 1, dueAt: at + 500 } as const
    t.same(await a.submit(submissionOf(message, opening(row), { delivery })), { outcome: 'claimed' })
    t.same(await claimIds(b, row.partner, { now: at + 499 }), [], 'its node sends it')
    t.same(await claimIds(b, row.partner, { now: at + 500, leaseUntil: at + 900 }), [message.id])
    t.match(await a.delivery(message.id), { state: 'sending', fence: 2 })
    const late = settling({ settlements: [settlementOf(message.id, { fence: 1 })] })
    t.same(await a.settle(late), { outcome: 'settled', moved: [message.id] }, 'whoever was first settles nothing')
    const settled = settling({ settlements: [settlementOf(message.id, { fence: 2 })] })
    t.same(await b.settle(settled), { outcome: 'settled', moved: [] })
    t.match(await a.delivery(message.id), { state: 'delivered' })
  })

  t.test('receipts that two nodes give at once stand over one log', async (t) => {
    const { a, b } = await open(t)
    const told: { readonly growing: Growing; readonly first: number; readonly row: string }[] = []
    const arriving = Array.from({ length: 20 }, () => caseRow({ partner: newPartner(), role: 'requested' }))
    const outcomes = await Promise.all(
      arriving.map((row, turn) =>
        (turn % 2 ? a : b).accept(acceptanceOf(row), async (first, growing) => {
          told.push({ growing, first, row: row.id })
          return { receipt: receiptOf(row.partner), evidence: [evidenceOf(messageOf(row))] }
        }),
      ),
    )
    t.same([...new Set(outcomes)], ['stored'])
    for (const { growing, first, row } of told) {
      t.same(await a.leaves(growing.from, growing.leaves.length), growing.leaves)
      if (growing.from > 0) t.same(await b.leaves(growing.from - 1, 1), [growing.before])
      const [own] = await b.evidence({ case: row, limit: 1 })
      t.equal(own && own.seq - 1, first)
    }
  })

  t.test('a thread between members that one node writes is told to the other', async (t) => {
    const { a, b } = await open(t)
    const before = await b.threads()
    t.equal(await a.threads(), before)
    const row = caseRow({ partner: newPartner(), role: 'requested' })
    t.equal(await a.accept(acceptanceOf(row, { cases: [{ ...opening(row), between: true }] })), 'stored')
    t.not(await b.threads(), before)
  })
}
