// The chain of uses of a case: each record has its number there and the digest of the one before, whoever writes and how many at once.
import type { Test } from 'tap'
import { verifyCommitment } from '../../crypto/log/leaf.ts'
import { recordOf } from '../../gateway/flows/evidence/leaves.ts'
import type { Place } from '../../gateway/model/terms/uses/place.ts'
import { headAt, isUse, noUses } from '../../gateway/model/terms/uses/uses.ts'
import type { CaseRow, EvidenceKind, NewEvidence } from '../../gateway/ports/rows.ts'
import type { Nodes } from './store-nodes.ts'
import { caseRow, evidenceOf, keyOf, messageOf, newPartner, opening, submissionOf, submitOne } from './store-rows.ts'

/** @param open two stores of one database, or one store twice. */
export async function chainsContract(t: Test, open: (t: Test) => Promise<Nodes>): Promise<void> {
  const { a, b } = await open(t)
  const use = (row: CaseRow, kind: EvidenceKind = 'release'): NewEvidence =>
    evidenceOf(messageOf(row), { kind, data: { purpose: 'VERIFY_VALUE', place: { member: 'XA' } }, leaf: null })
  const opened = async () => (await submitOne(a, newPartner())).row
  const usesOf = async (row: CaseRow) => (await b.evidence({ case: row.id, limit: 1000 })).filter(isUse)

  /** Every use of the case follows the one before it, and the head is that of the last one. */
  async function demandWhole(t: Test, row: CaseRow, count: number): Promise<void> {
    const uses = await usesOf(row)
    t.equal(uses.length, count)
    let head = noUses
    for (const each of uses) {
      const place = each.data.place as Place
      t.match(place, { member: 'XA', number: head.count + 1, previous: head.head })
      t.doesNotThrow(() => verifyCommitment(each.leaf, each.salt, recordOf(each)), 'its entry commits to its place')
      head = headAt(recordOf(each), place)
    }
    t.same(await a.heads([row.id]), count === 0 ? [] : [{ case: row.id, ...head }])
    t.same(await b.usesAfter({ case: row.id, after: 0, limit: 1000 }), uses)
    t.same(await b.usesAfter({ case: row.id, after: 2, limit: 3 }), uses.slice(2, 5))
    t.equal(await b.newestOf(row.id), (await b.evidence({ case: row.id, limit: 1000 })).at(-1)?.seq)
  }

  t.test('uses that are recorded at once take the numbers of their case, each one behind another', async (t) => {
    const [one, other, none] = [await opened(), await opened(), await opened()]
    const kinds = ['release', 'denial', 'key.destroyed'] as const
    const asked = Array.from({ length: 60 }, (_, n) =>
      (n % 2 ? a : b).record(
        n % 10 === 0 ? [use(one, kinds[n % 3]), use(other), use(one)] : [use(n % 3 ? one : other)],
      ),
    )
    t.ok((await Promise.all(asked)).every((recorded) => recorded))
    const [ones, others] = [(await usesOf(one)).length, (await usesOf(other)).length]
    t.equal(ones + others, 72)
    await demandWhole(t, one, ones)
    await demandWhole(t, other, others)
    await demandWhole(t, none, 0)
    t.same((await a.heads([one.id, none.id, other.id])).map((row) => row.case).sort(), [one.id, other.id].sort())
    t.same(await a.heads([]), [])
    t.equal(await a.newestOf(caseRow().id), 0)
  })

  t.test('what is taken back takes its number back, and what comes with a message has its own', async (t) => {
    const row = await opened()
    await a.record([use(row)])
    const since = [{ case: row.id, kind: 'release', seq: 0 } as const]
    const message = messageOf(caseRow({ partner: newPartner() }))
    const submission = submissionOf(message, opening(caseRow({ id: message.case, partner: message.partner })), {
      evidence: [evidenceOf(message), use(row)],
      idempotency: keyOf(),
    })
    const [late, stored, twice] = await Promise.all([
      a.record([use(row), use(row)], since),
      b.submit(submission),
      a.submit({ ...submission, idempotency: null }),
    ])
    t.equal(late, false)
    t.equal([stored, twice].filter(({ outcome }) => outcome === 'stored').length, 1)
    await demandWhole(t, row, 2)
  })

  t.test('a use of which nobody said whose it is is not recorded', async (t) => {
    const row = await opened()
    const bare = { ...use(row), data: {} }
    await t.rejects(a.record([bare]), { code: 'internal' })
    await demandWhole(t, row, 0)
  })
}
