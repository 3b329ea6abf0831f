// What a use that is counted from the evidence of a case is swapped on: of many that counted alike exactly one is recorded.
import type { Test } from 'tap'
import type { CaseRow, Since } from '../../gateway/ports/rows.ts'
import type { Nodes } from './store-nodes.ts'
import {
  caseRow,
  evidenceOf,
  following,
  itemRow,
  keyOf,
  messageOf,
  newPartner,
  opening,
  snapshot,
  submissionOf,
  submitOne,
} from './store-rows.ts'

/** @param open two stores of one database, or one store twice. */
export async function countingContract(t: Test, open: (t: Test) => Promise<Nodes>): Promise<void> {
  const { a, b } = await open(t)
  const used = (row: CaseRow) => evidenceOf(messageOf(row), { kind: 'release', data: { permissions: ['p1'] } })
  const releases = async (row: CaseRow) =>
    (await a.evidence({ case: row.id, limit: 1_000 })).filter(({ kind }) => kind === 'release')
  const counted = async (row: CaseRow): Promise<Since> => ({
    case: row.id,
    kind: 'release',
    seq: (await releases(row)).at(-1)?.seq ?? 0,
  })
  const opened = async () => (await submitOne(a, newPartner())).row

  t.test('of many uses that were counted alike exactly one is recorded [R8]', async (t) => {
    const row = await opened()
    for (const already of [0, 1]) {
      const since = [await counted(row)]
      const asked = Array.from({ length: 50 }, (_, n) => (n % 2 ? a : b).record([used(row)], since))
      t.equal((await Promise.all(asked)).filter((recorded) => recorded).length, 1)
      t.equal((await releases(row)).length, already + 1)
    }
  })

  t.test(
    'of many messages that were counted alike exactly one is stored, and the others leave nothing [R8]',
    async (t) => {
      const source = await opened()
      const since = [await counted(source)]
      const rows = Array.from({ length: 20 }, () => caseRow({ partner: newPartner() }))
      const items = rows.map(() => itemRow())
      for (const item of items) await a.addItem(item)
      const outcomes = await Promise.all(
        rows.map((row, n) => {
          const message = messageOf(row)
          const evidence = [evidenceOf(message), used(source)]
          const more = { items: [items[n]?.id ?? ''], evidence, since, idempotency: keyOf() }
          return (n % 2 ? a : b).submit(submissionOf(message, opening(row), more))
        }),
      )
      t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
      t.equal(outcomes.filter(({ outcome }) => outcome === 'conflict').length, rows.length - 1)
      t.equal((await releases(source)).length, 1)
      const lost = outcomes.flatMap(({ outcome }, n) => (outcome === 'conflict' ? [n] : []))
      const there = await Promise.all(lost.map(async (n) => a.case(rows[n]?.id ?? '')))
      t.same(
        there.filter((row) => row !== undefined),
        [],
        'no case was opened',
      )
      const taken = await Promise.all(lost.map(async (n) => (await a.item(items[n]?.id ?? ''))?.message))
      t.ok(
        taken.every((message) => message === null),
        'their items may still be sent',
      )
    },
  )

  t.test('a read and a message that use the same are told apart by nobody: one of them wins [R8]', async (t) => {
    const row = await opened()
    const since = [await counted(row)]
    const change = following(row)
    const message = messageOf(change.row)
    const submission = submissionOf(message, change, { evidence: [evidenceOf(message), used(row)], since })
    const [submitted, recorded] = await Promise.all([a.submit(submission), b.record([used(row)], since)])
    t.not(submitted.outcome === 'stored', recorded, 'one, and not the other')
    t.equal((await releases(row)).length, 1)
  })

  t.test('what is recorded of another kind, or in another case, is no use of it', async (t) => {
    const [row, other] = [await opened(), await opened()]
    const since = [await counted(row)]
    t.equal(await b.record([evidenceOf(messageOf(row), { kind: 'denial' })]), true)
    t.equal(await b.record([used(other)]), true)
    t.equal(await a.record([used(row)], since), true)
    const before = await snapshot(a, row)
    t.equal(await a.record([used(row)], since), false)
    t.same(await snapshot(a, row), before, 'nothing is written by whoever comes late')
  })

  t.test('a use in two cases is recorded in both or in neither', async (t) => {
    const [row, other] = [await opened(), await opened()]
    const since = [await counted(row), await counted(other)]
    t.equal(await b.record([used(other)]), true)
    t.equal(await a.record([used(row), used(other)], since), false)
    t.same([(await releases(row)).length, (await releases(other)).length], [0, 1])
    t.equal(await a.record([used(row), used(other)], [await counted(row), await counted(other)]), true)
    t.equal(await a.record([used(row)], []), true, 'what is not counted is not swapped')
  })
}
