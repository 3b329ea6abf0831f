// Reports of uses that terms want unasked: how often, how far they were told, and since when more is owed, on both sides alike.
import t from 'tap'
import { remindersOf } from '../../../gateway/case/deadlines.ts'
import { bindingMessage } from '../../../gateway/case/terms-in-force.ts'
import { useReportsBy } from '../../../gateway/case/use-reports.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { type Head, linked, noUses, saidSha256 } from '../../../gateway/model/terms/uses/uses.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { id, type Said, tellCase, wantedItems } from '../../support/threads-store.ts'

const profile = profiles.get('tfa12') as Profile
const wanting = (useReports?: string) => ({
  terms: [{ term: 'feedback', withinDays: 30, ...(useReports && { useReports }) }],
})
const request: Said = {
  type: 'request',
  facts: { wanted: wantedItems('w1', 'w2'), discretionary: false, purposes: ['VERIFY_VALUE'] },
}
const acked: Said = { type: 'ack', facts: { complete: true, dueOn: '2026-06-03' } }
const provided = (useReports?: string): Said => ({
  type: 'response',
  facts: {
    final: true,
    outcomes: ['w1', 'w2'].map((each, index) => ({
      ...{ id: each, outcome: 'provided', items: [id(42 + index)], verified: false, trueCopy: true },
    })),
  },
  terms: wanting(useReports),
})
/** What the holder did, and its chain by that. */
const use = { content: id(42), said: { at: '2026-05-05T10:00:00.000Z', kind: 'release', reader: 'f'.repeat(64) } }
const chain: Head[] = [noUses]
for (let at = 0; at < 500; at += 1) {
  const link = { content: use.content, said: saidSha256(use.said) }
  chain.push(linked(chain[at] as Head, { member: 'XA', case: id(1) }, link))
}
const report = (from: number, count: number, last = true, localDate = '2026-05-08', other: object = {}): Said => ({
  ...{ type: 'use-report', from: 'requesting', localDate },
  facts: {
    ...{ from, previous: (chain[from - 1] ?? noUses).head, last, uses: Array.from({ length: count }, () => use) },
    ...other,
  },
})
/** Something that the holder says on a day, with a head of its chain. */
const says = (localDate: string): Said => ({ type: 'outcome-ask', from: 'requesting', localDate })
const amended = (useReports: string): Said => ({
  ...{ type: 'amend-terms', from: 'requested', facts: { items: [id(42)] }, terms: wanting(useReports) },
})
const closed: Said = { type: 'close', facts: { outcome: 'doubt-confirmed' }, localDate: '2026-05-20' }

/** @param heads how many uses the messages signed for, by their places. */
function asked(
  said: readonly Said[],
  heads: Readonly<Record<number, number>> = {},
  role: 'requesting' | 'requested' = 'requesting',
) {
  const told = tellCase(1, 'tfa12', role, [request, acked, ...said])
  const messages = told.messages.map((message, index) => {
    const count = heads[index - 2]
    if (count === undefined) return message
    return { ...message, statement: { ...message.statement, uses: chain[count] as Head } }
  })
  return { profile, state: told.state, messages }
}
const reportsOf = (...given: Parameters<typeof asked>) => {
  const ask = asked(...given)
  return useReportsBy('requesting', ask, bindingMessage(ask))
}

t.test('where no terms want it nothing is owed, whatever was signed for', async (t) => {
  t.equal(reportsOf([provided(), says('2026-05-07')], { 1: 3 }), undefined)
})

t.test('what was signed for and not told is owed from the day of that statement', async (t) => {
  for (const when of ['daily', 'each-read']) {
    const said = [provided(when), says('2026-05-06'), says('2026-05-07')]
    t.same(reportsOf(said), { when, told: 0 })
    t.same(reportsOf(said, { 1: 2, 2: 3 }), { when, told: 0, owedSince: '2026-05-06' })
    t.same(reportsOf([...said, report(1, 2)], { 1: 2, 2: 3 }), { when, told: 2, owedSince: '2026-05-07' })
    t.same(reportsOf([...said, report(1, 2), report(3, 1)], { 1: 2, 2: 3 }), { when, told: 3 })
  }
})

t.test('reports that leave a gap tell nothing behind it', async (t) => {
  const said = [provided('daily'), says('2026-05-06')]
  t.match(reportsOf([...said, report(3, 9)], { 1: 2 }), { told: 0, owedSince: '2026-05-06' })
  t.match(reportsOf([...said, report(400, 0)], { 1: 2 }), { told: 0, owedSince: '2026-05-06' })
  t.same(reportsOf([...said, report(2, 1), report(1, 1)], { 1: 2 }), { when: 'daily', told: 2 })
})

t.test('at the close one report is owed, also where nothing was done', async (t) => {
  const open = [provided('at-close'), says('2026-05-06')]
  t.same(reportsOf(open, { 1: 2 }), { when: 'at-close', told: 0 }, 'not before')
  t.match(reportsOf([...open, closed]), { owedSince: '2026-05-20' })
  t.match(
    reportsOf([...open, report(1, 2), closed], { 1: 2 }),
    { told: 2, owedSince: '2026-05-20' },
    'what came before',
  )
  t.match(reportsOf([...open, closed, report(1, 2, false)], { 1: 2 }), { owedSince: '2026-05-20' }, 'to the last')
  t.same(reportsOf([...open, closed, report(1, 2)], { 1: 2 }), { when: 'at-close', told: 2 })
})

t.test('an amendment counts, and of several terms those that want it most often', async (t) => {
  t.match(reportsOf([provided(), amended('daily')]), { when: 'daily' })
  t.match(reportsOf([provided('at-close'), amended('each-read')]), { when: 'each-read' })
})

t.test('[Y8] it is late after the next day where the holder is, for both sides', async (t) => {
  for (const role of ['requesting', 'requested'] as const) {
    const theirs = { timeZone: 'Pacific/Auckland' }
    const utc = { timeZone: 'UTC' }
    const contacts = role === 'requesting' ? { ours: theirs, theirs: utc } : { ours: utc, theirs }
    const ask = { ...asked([provided('daily'), says('2026-05-06')], { 1: 2 }, role), role, contacts }
    const rows = remindersOf(ask).filter(({ what }) => what === 'report')
    t.match(rows, [{ kind: 'overdue', day: '2026-05-07', by: 'requesting', source: 'agreement' }])
    t.equal(new Date(rows[0]?.atMs ?? 0).toISOString(), '2026-05-07T12:00:00.000Z')
  }
})

t.test(
  'what does not fit what was signed settles nothing from there on, and what is told right later does [S16b]',
  async (t) => {
    const said = [provided('daily'), says('2026-05-06'), says('2026-05-07')]
    const heads = { 1: 2, 2: 3 }
    const uses = [use, { ...use, said: { ...use.said, kind: 'denial' } }, use]
    const altered = report(1, 3, true, '2026-05-08', { uses })
    t.match(reportsOf([...said, altered], heads), { told: 3, owedSince: '2026-05-06' }, 'invented')
    t.match(
      reportsOf([...said, report(1, 3, true, '2026-05-08', { previous: 'e'.repeat(64) })], heads),
      { owedSince: '2026-05-06' },
      'behind nothing',
    )
    t.match(
      reportsOf([...said, report(1, 2), report(3, 1, true, '2026-05-08', { previous: 'e'.repeat(64) })], heads),
      { owedSince: '2026-05-07' },
      'behind something else',
    )
    const kept = report(1, 3, true, '2026-05-08', {
      uses: [use, use, { content: use.content, sha256: saidSha256(use.said) }],
    })
    t.match(reportsOf([...said, kept], heads), { owedSince: '2026-05-07' }, 'a digest of what was given is no telling')
    t.notOk(reportsOf([...said, kept, report(3, 1)], heads)?.owedSince, 'and the use itself is')
    t.notOk(reportsOf([...said, altered, report(1, 3)], heads)?.owedSince)
    t.notOk(reportsOf([...said, report(1, 3), altered], heads)?.owedSince, 'what was told once stays told')
  },
)

t.test('heads in receipts alone are owed from the day of the first that is not told [S16a]', async (t) => {
  const receipted = [
    { by: 'requesting', uses: chain[2] as Head, on: '2026-05-06' },
    { by: 'requesting', uses: chain[1] as Head, on: '2026-05-05' },
    { by: 'requested', uses: chain[9] as Head, on: '2026-05-04' },
  ] as const
  const owedSince = (when: string | undefined, said: readonly Said[] = []) => {
    const ask = { ...asked([provided(when), ...said]), receipted }
    return useReportsBy('requesting', ask, bindingMessage(ask))?.owedSince
  }
  t.equal(owedSince('daily'), '2026-05-05')
  t.equal(owedSince('daily', [report(1, 1)]), '2026-05-06')
  t.equal(owedSince('daily', [report(1, 2)]), undefined)
  t.equal(
    owedSince('daily', [report(1, 2, true, '2026-05-08', { uses: [use, { ...use, content: id(43) }] })]),
    '2026-05-06',
  )
  t.equal(owedSince('at-close'), undefined, 'that one is told at the close')
  t.equal(owedSince(undefined), undefined)
  const ask = { ...asked([provided('daily')]), receipted, role: 'requested' as const }
  const contacts = { ours: { timeZone: 'UTC' }, theirs: { timeZone: 'Pacific/Auckland' } }
  const rows = remindersOf({ ...ask, contacts }).filter(({ what }) => what === 'report')
  t.match(rows, [{ kind: 'overdue', day: '2026-05-06', by: 'requesting', source: 'agreement' }])
  t.equal(new Date(rows[0]?.atMs ?? 0).toISOString(), '2026-05-06T12:00:00.000Z')
})
