import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import type { CardRow, CheckpointRow } from '../../gateway/ports/evidence.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  claimIds,
  evidenceOf,
  giving,
  messageOf,
  newId,
  newPartner,
  type OpenStore,
  receiptOf,
  settlementOf,
  settling,
  sha256,
  submitOne,
} from './store-rows.ts'

const octets = (bytes: number) => new Uint8Array(randomBytes(bytes))

export async function logContract(t: Test, open: OpenStore): Promise<void> {
  t.test('leaves stand in the order of the evidence, each at its number less one', async (t) => {
    const { store, reopen } = await open(t)
    const message = messageOf(caseRow())
    const evidence = Array.from({ length: 10 }, (_, index) => evidenceOf(message, { subject: `s${index % 4}` }))
    await Promise.all([store.record(evidence.slice(0, 5)), store.record(evidence.slice(5))])
    const written = await store.evidence({ limit: 100 })
    const leaves = written.map(({ leaf }) => leaf)
    t.same(await store.leaves(0, 100), leaves)
    t.same(await store.leaves(3, 4), leaves.slice(3, 7))
    t.same(await store.leaves(9, 100), leaves.slice(9))
    t.same(await store.leaves(10, 100), [])
    t.same(await (await reopen()).leaves(0, 100), leaves)
    t.same(
      written.map(({ salt }) => salt.length),
      written.map(() => 32),
    )
  })

  t.test('the first evidence of a kind about a subject is found', async (t) => {
    const { store } = await open(t)
    const message = messageOf(caseRow())
    const one = (kind: 'statement.sent' | 'receipt.given', subject: string) => evidenceOf(message, { kind, subject })
    await store.record([one('receipt.given', 'a'), one('statement.sent', 'a'), one('statement.sent', 'b')])
    await store.record([one('statement.sent', 'a'), one('statement.sent', 'c')])
    const found = await store.evidenceAbout('statement.sent', ['a', 'b', 'nobody'])
    t.same(
      [...found].sort((x, y) => x.seq - y.seq),
      [
        { subject: 'a', seq: 2 },
        { subject: 'b', seq: 3 },
      ],
    )
    t.same(await store.evidenceAbout('receipt.received', ['a']), [])
    t.same(await store.evidenceAbout('statement.sent', []), [])
  })

  t.test('nodes of the log are kept once', async (t) => {
    const { store } = await open(t)
    const nodes = Array.from({ length: 300 }, (_, index) => ({ level: 1, index, hash: octets(32) }))
    await store.addLogNodes(nodes.slice(0, 200))
    await store.addLogNodes([...nodes.slice(100), { level: 2, index: 0, hash: octets(32) }])
    await store.addLogNodes([])
    const hashes = nodes.map(({ hash }) => hash)
    t.same(await store.logNodes(1, 0, 1000), hashes)
    t.same(await store.logNodes(1, 250, 10), hashes.slice(250, 260))
    t.equal((await store.logNodes(2, 0, 10)).length, 1)
    t.same(await store.logNodes(3, 0, 10), [])
  })

  t.test(
    'checkpoints: the newest of at least a size; more signatures replace the note, a time stamp comes later',
    async (t) => {
      const { store, reopen } = await open(t)
      const row = (size: number, note = `note of ${size}`): Omit<CheckpointRow, 'stamp'> => ({
        size,
        rootHash: sha256(String(size)),
        note,
        at: at + size,
      })
      t.equal(await store.checkpoint(0), undefined)
      for (const size of [10, 30, 20]) await store.saveCheckpoint(row(size))
      t.same(await store.checkpoint(15), { ...row(30), stamp: null })
      t.same(await store.checkpoint(30), { ...row(30), stamp: null })
      t.equal(await store.checkpoint(31), undefined)
      await store.saveCheckpoint(row(30, 'note with a cosignature'))
      t.match(await store.checkpoint(0), { size: 30, note: 'note with a cosignature' })
      await Promise.all([1, 2, 3, 4].map((cosigned) => store.saveCheckpoint(row(40, `note ${cosigned}`))))
      t.match(await store.checkpoint(40), { size: 40, note: /^note [1-4]$/ }, 'two nodes may do it at once')
      await store.saveCheckpoint(row(50))
      const stamp = octets(500)
      await store.saveStamp(30, stamp)
      await store.saveStamp(50, stamp)
      await store.saveCheckpoint(row(50, 'cosigned after it was stamped'))
      t.same(await (await reopen()).checkpoint(0), { ...row(50, 'cosigned after it was stamped'), stamp })
    },
  )

  t.test('checkpoints without a time stamp, newest first', async (t) => {
    const { store } = await open(t)
    for (const size of [1, 2, 3, 4]) await store.saveCheckpoint({ size, rootHash: sha256('r'), note: 'n', at })
    await store.saveStamp(3, octets(10))
    const sizes = async (limit: number) => (await store.unstamped(limit)).map(({ size }) => size)
    t.same(await sizes(10), [4, 2, 1])
    t.same(await sizes(2), [4, 2])
  })

  t.test('checkpoints, newest first, below a size', async (t) => {
    const { store } = await open(t)
    const sizes = async (limit: number, below?: number) =>
      (await store.checkpoints({ below, limit })).map(({ size }) => size)
    t.same(await sizes(10), [])
    for (const size of [1, 4, 2, 3]) await store.saveCheckpoint({ size, rootHash: sha256('r'), note: 'n', at })
    t.same(await sizes(10), [4, 3, 2, 1])
    t.same(await sizes(2), [4, 3])
    t.same(await sizes(2, 3), [2, 1])
    t.same(await sizes(2, 1), [])
  })

  t.test('of many who go on from one witnessed checkpoint exactly one wins', async (t) => {
    const { store } = await open(t)
    const row = (size: number) => ({ member: 'XB', size, rootHash: sha256(String(size)), note: `n${size}`, at })
    t.equal(await store.witnessed('XB'), undefined)
    const firsts = await Promise.all([5, 6, 7].map((size) => store.saveWitnessed(row(size), null)))
    t.equal(firsts.filter(Boolean).length, 1)
    const { size } = (await store.witnessed('XB')) ?? { size: 0 }
    const nexts = await Promise.all([10, 11, 12].map((next) => store.saveWitnessed(row(next), size)))
    t.equal(nexts.filter(Boolean).length, 1)
    const now = await store.witnessed('XB')
    t.same(now, row([10, 11, 12][nexts.indexOf(true)] ?? 0))
    t.equal(await store.saveWitnessed(row(99), size), false)
    t.same(await store.witnessed('XB'), now)
    t.equal(await store.witnessed('XC'), undefined)
  })

  t.test('cards are kept as they were, each once', async (t) => {
    const { store } = await open(t)
    const card = (member: string, sequence: number): CardRow => {
      const jws = `card ${member} ${sequence}`
      return { sha256: sha256(jws), member, sequence, jws, seenAt: at + sequence }
    }
    const [one, two, other] = [card('XB', 1), card('XB', 2), card('XC', 1)]
    const proof = evidenceOf(messageOf(caseRow()), { kind: 'card', case: null })
    const proven = (...cards: (typeof one)[]) =>
      cards.map((each) => ({ card: each, evidence: { ...proof, subject: each.jws } }))
    const before = (await store.evidence({ limit: 1_000_000 })).length
    t.same(await store.keepCards(proven(two, other)), [two.sha256, other.sha256])
    t.same(await store.keepCards(proven(one, two, { ...other, seenAt: 1 })), [one.sha256])
    const evidence = (await store.evidence({ limit: 1_000_000 })).slice(before)
    t.same(
      evidence.map(({ subject }) => subject),
      [two.jws, other.jws, one.jws],
      'each new one with its evidence, once',
    )
    t.same(await store.cards(['XB']), [one, two])
    t.same(await store.cards(['XB', 'XC', 'XD']), [one, two, other])
    t.same(await store.cards([]), [])
  })

  t.test('a receipt for what is here already is kept with its evidence', async (t) => {
    const { store } = await open(t)
    const row = caseRow({ partner: newPartner(), role: 'requested' })
    t.equal(await store.accept(acceptanceOf(row)), 'stored')
    const receipt = receiptOf(row.partner)
    const proof = evidenceOf(messageOf(row), { kind: 'receipt.given', subject: receipt.id })
    await store.keepReceipt(giving(receipt, [proof]))
    t.same(await store.receipt(receipt.id, row.partner), receipt)
    t.match((await store.evidence({ limit: 100 })).at(-1), { kind: 'receipt.given', subject: receipt.id })
    t.same(await store.receiptsOf(row.id), [receipt])
    t.same(await store.receiptsOf(newId()), [])
  })

  t.test('a message keeps the seal that it travelled under, unless its delivery had moved already', async (t) => {
    const { store } = await open(t)
    const partner = newPartner()
    const [one, late] = [await submitOne(store, partner), await submitOne(store, partner)]
    await claimIds(store, partner)
    await store.settle(settling({ settlements: [settlementOf(late.message.id)] }))
    const ids = [one.message.id, late.message.id]
    const change = {
      settlements: ids.map((id) => settlementOf(id)),
      seals: ids.map((id) => ({ id, seal: `seal of ${id}` })),
    }
    t.match(await store.settle(settling(change)), { moved: [late.message.id] })
    t.equal((await store.message(one.message.id))?.seal, `seal of ${one.message.id}`)
    t.equal((await store.message(late.message.id))?.seal, null)
  })
}
