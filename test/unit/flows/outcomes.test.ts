// What a receipt makes of each message, and when refusals mean the pair and not the message.

import t from 'tap'
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import type { Acknowledged } from '../../../gateway/bundle/verify/checks/receipts.ts'
import { checkStanding } from '../../../gateway/bundle/verify/checks/sequence.ts'
import { outcomesOf } from '../../../gateway/flows/delivering/outcomes.ts'
import { problems } from '../../../gateway/model/problems/problem-table.ts'
import {
  afterRefusal,
  brokenBy,
  noRefusals,
  reasonOf,
  refusalLimits,
  verdictOf,
} from '../../../gateway/model/problems/refusals.ts'
import type { Claimed } from '../../../gateway/ports/delivering.ts'

/** Messages of cases of their own, or of the case that is named. */
const claimedOf = (count: number, of?: string) =>
  Array.from({ length: count }, (_, at) => ({ message: { id: `m${at}`, case: of ?? `c${at}` } }) as Claimed)
const entry = (id: string, otherwise: Partial<ReceiptEntry> = {}): ReceiptEntry =>
  ({ id, sha256: '', terms: '', outcome: 'received', ...otherwise }) as ReceiptEntry
const refused = (id: string, problem: string, detail = ''): ReceiptEntry =>
  entry(id, { outcome: 'refused', problem, detail })
const fates = (outcomes: readonly { to: string }[]) => outcomes.map(({ to }) => to)

t.test('every problem is either passing or final, and none is that is no problem', async (t) => {
  for (const [code, { verdict }] of Object.entries(problems)) {
    t.ok(['passing', 'final'].includes(verdict), code)
    t.equal(verdictOf(code), verdict)
  }
  t.equal(verdictOf('made-up-by-a-partner'), 'final')
  t.equal(verdictOf('constructor'), 'final')
})

t.test('a passing refusal waits, whatever became of the others', async (t) => {
  const { outcomes, refusals } = outcomesOf(
    claimedOf(3),
    [entry('m0'), refused('m1', 'sent-ahead'), refused('m2', 'terms-invalid')],
    noRefusals,
  )
  t.same(fates(outcomes), ['delivered', 'waiting', 'refused'])
  t.same(refusals, noRefusals, 'one that was taken shows that the pair is in order')
})

t.test('[W5] MUST make no more than 5 dead letters for one reason while nothing is taken', async (t) => {
  const all = (count: number, problem: string, detail?: string) =>
    Array.from({ length: count }, (_, at) => refused(`m${at}`, problem, detail))
  const first = outcomesOf(claimedOf(8), all(8, 'agreement-unknown'), noRefusals)
  t.same(fates(first.outcomes), [...Array(5).fill('refused'), ...Array(3).fill('waiting')])
  t.equal(brokenBy(first.refusals), 'agreement-unknown')
  const second = outcomesOf(claimedOf(2), all(2, 'agreement-unknown'), first.refusals)
  t.same(fates(second.outcomes), ['waiting', 'waiting'], 'and none of the next delivery')
  const other = outcomesOf(claimedOf(1), [refused('m0', 'terms-invalid')], first.refusals)
  t.same(fates(other.outcomes), ['refused'], 'another reason counts by itself')
  const taken = outcomesOf(claimedOf(2), [refused('m0', 'agreement-unknown'), entry('m1')], first.refusals)
  t.same(fates(taken.outcomes), ['refused', 'delivered'], 'with one taken the other is at fault')
  t.equal(brokenBy(taken.refusals), undefined)
  const one = outcomesOf(claimedOf(8, 'c'), all(8, 'agreement-unknown'), noRefusals)
  t.same(fates(one.outcomes), Array(8).fill('refused'), 'those of one case share their fate in a receipt')
})

t.test('reasons: a refusal without a code of its own says it in its detail, and their number is bounded', async (t) => {
  t.not(reasonOf('statement-refused', 'a'), reasonOf('statement-refused', 'b'))
  t.equal(reasonOf('terms-invalid', 'a'), reasonOf('terms-invalid', 'b'))
  let refusals = noRefusals
  for (let count = 0; count < 1000; count += 1) refusals = afterRefusal(refusals, `statement-refused: ${count}`)
  t.equal(refusals.size, refusalLimits.reasons)
})

t.test('in a bundle a passing refusal is no verdict: the message is on its way again', async (t) => {
  const contents = { statements: [{ file: 'f', row: { id: 'm', standing: 'kept' } }], records: [] } as never
  const faults = (problem: string) =>
    checkStanding(contents, new Map([['m', [{ outcome: 'refused', problem } as Acknowledged]]]))
  t.same(faults('sent-ahead'), [])
  t.match(faults('terms-invalid'), [{ code: 'standing-wrong' }])
})
