// Uses that the terms want reported unasked: after each, once a day, at the close; after a restart and from another node; and what a
// holder tries so that they are not.
import '../support/set-clock.ts'
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { close } from '../support/bodies.ts'
import type { NationalClient } from '../support/client.ts'
import { opened, readBody, strictPair } from '../support/content.ts'
import { start } from '../support/gateways.ts'
import { setClockAhead } from '../support/set-clock.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, read } from '../support/story.ts'

type Row = Readonly<Record<string, unknown>>
interface Uses {
  readonly ours: { readonly count: number }
  readonly theirs: { readonly attested: number; readonly notYetTold: number }
  readonly findings: readonly Row[]
}

const documents = (): [Uint8Array, Uint8Array] => [randomBytes(300), randomBytes(300)]
const wanting = (useReports: string) => ({
  terms: [{ term: 'feedback', paragraph: '5.1 f', assurance: 'A', withinDays: 30, useReports }],
})
const usesOf = async (client: NationalClient, of: string) =>
  (await client.get(`/v1/cases/${of}/uses?limit=500`)).json as unknown as Uses
/** The provider is told so many, without asking. */
const untilTold = (client: NationalClient, of: string, count: number) =>
  client.until(`/v1/cases/${of}/uses?limit=500`, (json) => (json as unknown as Uses).theirs.attested >= count)
const reportsIn = async (client: NationalClient, of: string) =>
  ((await client.get(`/v1/cases/${of}/messages`)).json.rows as Row[]).filter(({ type }) => type === 'use-report').length
const owedIn = async (client: NationalClient, of: string) =>
  ((await client.get('/v1/due')).json.rows as Row[]).filter((row) => row['what'] === 'report' && row['case'] === of)

await inEachStore(t, async (t, store) => {
  const often = { settings: { SWEEP_EVERY_MS: 1_000 } }
  const both = await strictPair(t, { store, a: often, b: often })
  const [holder, provider] = [both.a.client(), both.b.client()]
  const daily = await opened(both, documents(), wanting('daily'))
  const silent = await opened(both, documents(), wanting('daily'))

  t.test('after each use, those of a moment in one report', async (t) => {
    const gave = await opened(both, documents(), wanting('each-read'))
    const [item] = gave.items
    const tries = Array.from({ length: 12 }, () => read(holder, item, gave.case))
    for (const { status } of await Promise.all(tries)) t.equal(status, 200)
    t.equal((await read(holder, item, gave.case, { use: 'disclose', target: 'public' })).status, 403)
    const { ours } = await usesOf(holder, gave.case)
    t.ok(ours.count >= 13)
    await untilTold(provider, gave.case, ours.count)
    t.match(await usesOf(provider, gave.case), { theirs: { notYetTold: 0 }, findings: [] })
    t.ok((await reportsIn(provider, gave.case)) < 12, 'no message for each')
    t.same(await owedIn(provider, gave.case), [])

    t.equal((await readBody(holder, gave.response, gave.case)).status, 200)
    await untilTold(provider, gave.case, ours.count + 1)
  })

  t.test('at the close, of all that was done by then', async (t) => {
    const gave = await opened(both, documents(), wanting('at-close'))
    t.equal((await read(holder, gave.items[0], gave.case)).status, 200)
    const unread = await opened(both, documents(), wanting('at-close'))
    t.equal(await reportsIn(holder, gave.case), 0, 'not before')
    for (const each of [gave.case, unread.case]) await posting(each)(holder, 'close', close())
    await untilTold(provider, gave.case, (await usesOf(holder, gave.case)).ours.count)
    await provider.until(`/v1/cases/${unread.case}/messages`, ({ rows }) =>
      (rows as Row[]).some(({ type }) => type === 'use-report'),
    )
    for (const each of [gave.case, unread.case]) t.same(await owedIn(provider, each), [])
    t.equal(await reportsIn(provider, gave.case), 1)
  })

  t.test('[Y7] once a day, also where its holder tries not to, and late where it says nothing [S16a]', async (t) => {
    const [item] = daily.items
    for (let reads = 0; reads < 2; reads += 1) t.equal((await read(holder, item, daily.case)).status, 200)
    // Who takes over the words of the gateway is refused; who says that later uses are told tells of none.
    const said = { from: 1, last: true, uses: [] }
    t.match((await holder.post(`/v1/cases/${daily.case}/messages`, { type: 'use-report', body: said })).json, {
      code: 'body-invalid',
    })
    await posting(daily.case)(holder, 'use-report', { from: 400 })
    await provider.until('/v1/due', ({ rows }) => (rows as Row[]).some(({ case: of }) => of === daily.case))
    const [owed] = await owedIn(provider, daily.case)
    t.match(owed, { ours: false, member: 'XA', answeredBy: ['use-report'], overdue: false, paragraph: '5.1 f' })
    t.match(await usesOf(provider, daily.case), { theirs: { attested: 0 } }, 'not on the same day')
    // In the other case the holder reads and says nothing: its receipt alone signs for that.
    t.equal((await read(holder, silent.items[0], silent.case)).status, 200)
    t.same(await owedIn(provider, silent.case), [])
    await posting(silent.case)(provider, 'outcome-ask', { question: 'What became of it?' })
    await provider.until('/v1/due', ({ rows }) =>
      (rows as Row[]).some((row) => row['case'] === silent.case && row['what'] === 'report'),
    )
    t.match(await owedIn(provider, silent.case), [{ ours: false, member: 'XA', overdue: false }])

    await both.a.running.close()
    await both.b.running.close()
    setClockAhead(3)
    t.teardown(() => setClockAhead(0))
    const two = await start(t, both.b.installation)
    await two
      .client()
      .until('/v1/due', ({ rows }) => (rows as Row[]).some(({ overdue, case: of }) => overdue && of === daily.case))
    await two
      .client()
      .until('/v1/events?limit=500', ({ rows }) =>
        (rows as Row[]).some(({ kind, case: of }) => kind === 'case.overdue' && of === daily.case),
      )
    await two
      .client()
      .until('/v1/events?limit=500', ({ rows }) =>
        (rows as Row[]).some(({ kind, case: of }) => kind === 'case.overdue' && of === silent.case),
      )
    for (const each of [daily.case, silent.case]) {
      const late = (await evidenceOf(two, { case: each })).filter(({ kind }) => kind === 'overdue')
      t.match(late, [{ data: { what: 'report', by: 'requesting' } }], 'that it is late is evidence')
    }

    const one = await start(t, both.a.installation, { env: { BULLA_NODE: 'another' } })
    const { ours } = await usesOf(one.client(), daily.case)
    await untilTold(two.client(), daily.case, ours.count)
    t.match(await usesOf(two.client(), daily.case), { theirs: { notYetTold: 0 }, findings: [] })
    t.same(await owedIn(two.client(), daily.case), [])
    await untilTold(two.client(), silent.case, (await usesOf(one.client(), silent.case)).ours.count)
    t.same(await owedIn(two.client(), silent.case), [], 'and what its receipts say is told as well')
  })
})
