// What arrives from a partner is held against what it signed before of its uses, once for each message that does not fit.
import t from 'tap'
import { canonical } from '../../../crypto/canonical.ts'
import { toBase64url } from '../../../crypto/octets.ts'
import { newFindings } from '../../../gateway/flows/between/partners-book.ts'
import { type Head, linked, noUses, saidSha256 } from '../../../gateway/model/terms/uses.ts'
import type { ReceiptRow } from '../../../gateway/ports/rows.ts'

const row = { id: 'case', partner: 'XB', profile: 'tfa12' }
const item = '019abcde-f000-7000-8000-000000000003'
const said = { at: '2026-11-21T20:42:36.000Z', kind: 'release', reader: 'f'.repeat(64) }
const heads: Head[] = [noUses]
for (let at = 0; at < 4; at += 1)
  heads.push(linked(heads[at] as Head, { member: 'XB', case: 'case' }, { content: item, said: saidSha256(said) }))

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
