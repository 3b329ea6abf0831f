// What arrives from a partner is held against what it signed before of its uses, once for each message that does not fit.
import t from 'tap'
import { canonical } from '../../../crypto/canonical.ts'
import { toBase64url } from '../../../crypto/octets.ts'
import { newFindings } from '../../../gateway/flows/between/uses/partners-book.ts'
import { usesTold } from '../../../gateway/flows/between/uses/uses-told.ts'
import { bookOf, type Report, type UseOfReport } from '../../../gateway/model/terms/uses/reported.ts'
import { type Head, linked, noUses, placed, saidSha256 } from '../../../gateway/model/terms/uses/uses.ts'
import type { EvidenceRow, ReceiptRow } from '../../../gateway/ports/rows.ts'
import { id as idOf, type Said, tellCase, wantedItems } from '../../support/threads-store.ts'

const row = { id: '019abcde-f000-7000-8000-000000000002', partner: 'XB', profile: 'tfa12', role: 'requested' } as const
const item = '019abcde-f000-7000-8000-000000000003'
const said = { at: '2026-11-21T20:42:36.000Z', kind: 'release', reader: 'f'.repeat(64) }
const heads: Head[] = [noUses]
for (let at = 0; at < 4; at += 1)
  heads.push(linked(heads[at] as Head, { member: 'XB', case: row.id }, { content: item, said: saidSha256(said) }))

let clock = 0
const message = (direction: 'in' | 'out', more: object = {}) => {
  clock += 1
  const id = `m${clock}`
  return { id, direction, statement: { id, type: 'outcome', clock, items: [], facts: {}, ...more } } as never
}
const says = (number: number) => message('in', number > 0 ? { uses: heads[number] } : {})
const reports = (number: number, count = number) =>
  message('in', {
    ...{ type: 'use-report', uses: heads[number] },
    facts: { from: 1, previous: noUses.head, last: true, uses: Array(count).fill({ content: item, said }) },
  })
const given = message('out', { items: [{ id: item }] })
let asked = 0
const storeOf = (...uses: Head[]) =>
  ({
    async receiptsOf() {
      asked += 1
      return uses.map((head, at): ReceiptRow => {
        const payload = toBase64url(canonical({ entries: [{ id: 'm1', uses: head }] }))
        return { id: `r${at}`, direction: 'in', jws: `a.${payload}.c` } as ReceiptRow
      })
    },
  }) as never
const found = async (before: never[], arrived: never[], ...receipts: Head[]) =>
  (await newFindings(storeOf(...receipts), row, [given, ...before], arrived)).map(({ code, id }) => `${code} ${id}`)

t.test('an honest partner is told of nothing, and costs no look at receipts', async (t) => {
  t.same(await found([says(0), says(1)], [says(1), says(3)]), [])
  t.same(await found([], [message('in')]), [])
  t.equal(asked, 0)
  t.same(await found([says(2)], [reports(3)], heads[1] as Head, heads[3] as Head), [])
  t.equal(asked, 1)
})

t.test(
  '[Y6] what went back, forked or was reported otherwise is found once, with the message that does it',
  async (t) => {
    const [first, back, fork] = [says(3), says(2), message('in', { uses: { count: 3, head: 'e'.repeat(64) } })]
    t.same(await found([first], [back]), [`went-back ${(back as { id: string }).id}`])
    t.same(await found([first], [fork]), [`forked ${(fork as { id: string }).id}`])
    t.same(await found([first, back], [says(3)]), [], 'it is told already')
    const short = reports(4, 3)
    t.same(await found([first], [short]), [`left-out ${(short as { id: string }).id}`])
    const whole = reports(4)
    t.same(await found([], [whole], { count: 2, head: 'd'.repeat(64) }), [`differs ${(whole as { id: string }).id}`])
  },
)

t.test(
  'books of 250 uses are told in three pages that fit what is signed, and of our own content its digest alone',
  async (t) => {
    const ours = '019abcde-f000-7000-8000-000000000009'
    let head = noUses
    const rows = Array.from({ length: 250 }, (_, at): EvidenceRow => {
      const subject = at % 5 === 4 ? ours : item
      const data = {
        client: 'desk',
        reader: 'A. Reader',
        purpose: `P${at}`,
        pseudonym: 'f'.repeat(64),
        place: { member: 'XB' },
      }
      const bare = { at, kind: 'release', case: row.id, subject, data, salt: new Uint8Array(32) } as const
      const { head: next, ...rest } = placed(bare, head)
      head = next
      return { ...bare, ...rest, seq: at + 1 }
    })
    const store = {
      itemsOf: async () => [{ id: item, direction: 'in' }],
      usesAfter: async ({ after, limit }: { after: number; limit: number }) => rows.slice(after, after + limit),
    } as never
    const pages: { uses: UseOfReport[]; last: boolean; previous: string; from: number }[] = []
    while (pages.at(-1)?.last !== true) {
      const from = (pages.at(-1)?.from ?? 1) + (pages.at(-1)?.uses.length ?? 0)
      pages.push((await usesTold({ store }, { case: row.id, given: {}, messages: [], uses: head }, { from })) as never)
    }
    t.same(
      pages.map(({ uses }) => uses.length),
      [100, 100, 50],
    )
    t.ok(pages.every(({ uses }) => uses.every(({ content, said }) => (content === ours) === (said === undefined))))
    t.notMatch(JSON.stringify(pages), /A\. Reader|desk/)
    const statements = pages.map((report, at) => ({ id: `r${at}`, uses: head, report }))
    const book = bookOf({ member: 'XB', case: row.id, statements, receipts: [], given: new Set([item]) })
    t.match(book, { attested: 250, findings: [] })
    const beyond = await usesTold({ store }, { case: row.id, given: {}, messages: [], uses: head }, { from: 9_999 })
    t.match(beyond, { from: 251, previous: head.head, last: true, uses: [] })
  },
)

t.test('books of 10 000 uses are told page by page, each record read once', async (t) => {
  const count = 10_000
  const heads: Head[] = [noUses]
  const rows = Array.from({ length: count }, (_, at): EvidenceRow => {
    const data = { client: 'desk', purpose: 'VERIFY_VALUE', pseudonym: 'f'.repeat(64), place: { member: 'XB' } }
    const bare = { at, kind: 'release', case: row.id, subject: item, data, salt: new Uint8Array(32) } as const
    const { head, ...rest } = placed(bare, heads[at] as Head)
    heads.push(head)
    return { ...bare, ...rest, seq: at + 1 }
  })
  let read = 0
  const store = {
    itemsOf: async () => [{ id: item, direction: 'in' }],
    usesAfter: async ({ after, limit }: { after: number; limit: number }) => {
      const page = rows.slice(after, after + limit)
      read += page.length
      return page
    },
  } as never
  const uses = heads[count] as Head
  const statements: { id: string; uses: Head; report: Report }[] = []
  for (let from = 1; from <= count; ) {
    const report = (await usesTold(
      { store },
      { case: row.id, given: {}, messages: [], uses },
      { from },
    )) as unknown as Report
    t.ok(report.uses.length <= 100 && report.uses.length > 0, 'so much as a statement takes')
    statements.push({ id: `r${from}`, uses, report })
    from += report.uses.length
  }
  t.equal(statements.length, count / 100)
  t.equal(read, count)
  const book = bookOf({ member: 'XB', case: row.id, statements, receipts: [], given: new Set([item]) })
  t.match(book, { attested: count, findings: [] })
  // Whoever asks for an earlier one has it, whatever was told before.
  const again = await usesTold({ store }, { case: row.id, given: {}, messages: [], uses }, { from: 1_234 })
  t.match(again, { from: 1_234, previous: heads[1_233]?.head, last: false })
})

t.test('a report says of what is held what its disposals did; another one is told of once [S15e]', async (t) => {
  const [first, second] = [idOf(42), idOf(43)]
  const gone = (id: string) => ({
    ...{ id, method: 'destroy-keys', disposed: true, copiesKnown: 0, exportsOutstanding: 0 },
  })
  const disposal: Said = { type: 'disposal', facts: { items: [gone(first)], on: '2026-05-05' } }
  const reported = (...held: [string, boolean][]): Said => ({
    ...{ type: 'use-report', from: 'requesting' },
    facts: {
      ...{ from: 1, previous: noUses.head, last: true, uses: [] },
      held: held.map(([content, disposed]) => ({ content, disposed, copies: 0 })),
    },
  })
  const outcomes = [first, second].map((item, at) => ({
    ...{ id: `w${at + 1}`, outcome: 'provided', items: [item], verified: false, trueCopy: true },
  }))
  const told = async (...said: readonly Said[]) => {
    const { row, messages } = tellCase(1, 'tfa12', 'requested', [
      { type: 'request', facts: { wanted: wantedItems('w1', 'w2'), discretionary: false, purposes: ['VERIFY_VALUE'] } },
      { type: 'ack', facts: { complete: true, dueOn: '2026-06-03' } },
      { type: 'response', facts: { final: true, outcomes } },
      ...said,
    ])
    const before = messages.slice(0, -1)
    return (await newFindings(storeOf(), row, before, messages.slice(-1))).map(({ code, found }) => `${code} ${found}`)
  }
  t.same(await told(disposal, reported([second, false], [first, true])), [])
  t.same(await told(reported([first, false], [second, false])), [])
  t.same(await told(disposal, reported([first, false])), [
    `holding says ${first} is held, which it stated to be disposed of`,
  ])
  t.same(await told(reported([first, true])), [
    `holding says ${first} is disposed of, which no statement of disposal names`,
  ])
  t.same(await told(disposal, reported([first, false]), { type: 'outcome-ask', from: 'requesting' }), [])
})
