// Before a person suspends a partner: what is gathered for it, for whom, and what offers it. Nothing of it suspends anything.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { type Head, linked, noUses, saidSha256 } from '../../gateway/model/terms/uses/uses.ts'
import { suspension } from '../../gateway/profiles/between/suspension/profile.ts'
import { installedPair, pair, start } from '../support/gateways.ts'
import { senderOf } from '../support/sender.ts'
import { acknowledged, given, open, posting, untilItem } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'

type Row = Readonly<Record<string, unknown>>
const facts = '/v1/partners/XA/suspension'
const documents = (): [Uint8Array, Uint8Array] => [randomBytes(300), randomBytes(300)]

t.test('what was given and is there, what is open and what flows on, and nothing is suspended by it', async (t) => {
  const both = await pair(t)
  const [asking, giving, operator] = [both.a.client(), both.b.client(), both.b.client('operator')]
  const gave = await given(both, documents())
  const breach = {
    ...{ breach: gave.response, stage: 'first', kind: 'disclosure', what: 'A copy was sent to a broker.' },
    ...{ discoveredAt: new Date().toISOString(), sawBy: [], items: [gave.items[0]] },
  }
  await posting(gave.case)(asking, 'breach', breach)
  await giving.until(facts, ({ rows }) => (rows as Row[])[0]?.['breach'] === 'notified')
  const before = (await giving.get(facts)).json as { rows: Row[]; kinds: { flows: string[]; rests: string[] }[] }
  t.match(before, {
    ...{ partner: 'XA', exchange: 'active', whole: false, ours: null, theirs: null, next: null },
    agreements: [both.agreement.id],
    rows: [{ case: gave.case, role: 'requested', given: 3, there: 3, contradictions: 0 }],
  })
  const [row] = before.rows as unknown as { content: { content: string }[]; owed: Row[] }[]
  t.same(new Set(row?.content.map(({ content }) => content)), new Set([...gave.items, gave.response]))
  t.match(
    row?.owed.filter(({ ours, what }) => !ours && what === 'owed').map(({ answeredBy }) => (answeredBy as string[])[0]),
    ['breach', 'measures'],
    'what the breach makes it owe',
  )
  const [kind] = before.kinds
  for (const duty of ['disposal', 'breach', 'measures', 'use-report']) t.ok(kind?.flows.includes(duty), duty)
  for (const type of ['response', 'keys']) t.ok(kind?.rests.includes(type), type)

  const copies = { copiesKnown: 0, exportsOutstanding: 0 }
  const gone = { item: gave.items[0], method: 'destroy-keys', keysDestroyed: true, ...copies }
  await posting(gave.case)(asking, 'disposal', {
    items: [gone],
    on: new Date().toISOString().slice(0, 10),
    officer: 'A',
  })
  await untilItem(giving, gave.case, gave.items[0], ({ disposed }) => disposed === true)
  t.match((await giving.get(facts)).json, { rows: [{ given: 3, there: 2 }] })

  const other = await acknowledged(both)
  const [first] = (await operator.get(`${facts}?limit=1`)).json.rows as Row[]
  const next = String((await operator.get(`${facts}?limit=1`)).json.next)
  const [second] = (await operator.get(`${facts}?${new URLSearchParams({ limit: '1', cursor: next })}`)).json
    .rows as Row[]
  t.same(new Set([first?.['case'], second?.['case']]), new Set([gave.case, other]), 'page by page')
  t.equal((await operator.get(facts)).json.whole, true, 'whoever runs the gateway sees all offices')
  t.match((await both.b.client('elsewhere').get(facts)).json, { whole: false, rows: [] }, 'another office none of it')
  t.equal((await both.b.client('approver').get(facts)).status, 200)
  t.match((await giving.get('/v1/partners/XZ/suspension')).json, { code: 'partner-unknown' })
  t.match((await giving.get('/v1/cases?profile=suspension')).json, { rows: [] }, 'asking suspends nothing')

  const body = exampleBody(suspension, 'suspend')
  const said = { agreement: both.agreement.id, office: 'HQ', type: 'suspend', body }
  t.equal((await giving.post('/v1/cases', said)).status, 202)
  t.match((await giving.get(facts)).json, { ours: { by: 'XB' }, theirs: null })
  await asking.until('/v1/partners/XB/suspension', ({ theirs }) => theirs !== null)
  t.match((await asking.get('/v1/partners/XB/suspension')).json, { ours: null, theirs: { by: 'XB' } })
})

t.test(
  'where what a partner signs of its uses contradicts itself, a suspension is drafted for a person, once',
  async (t) => {
    const settings = { SWEEP_EVERY_MS: 1_000 }
    const { a: one, b: two, agreement } = await installedPair(t, { a: { settings } })
    const { client } = await start(t, one)
    const sender = await senderOf(two, one, agreement)
    const opening = await sender.make({ statement: { uses: { count: 3, head: 'ab'.repeat(32) } } })
    await sender.deliver([opening])
    const { case: of } = opening.message.statement
    const went = (count: number, clock: number) =>
      sender.make({
        ...{ type: 'withdraw', body: { reason: 'It was corrected.' } as JsonObject },
        statement: { case: of, clock, uses: { count, head: 'cd'.repeat(32) } },
      })
    await sender.deliver([await went(2, 2)])
    const { json } = await client().until('/v1/drafts', ({ rows }) => (rows as Row[]).length > 0)
    const [draft, ...others] = json.rows as { body: { breaches: Row[] }; draft: string }[]
    t.same(others, [])
    t.match(draft, {
      ...{ type: 'suspend', drafter: '(gateway proposes)', case: null, office: 'HQ' },
      body: { breaches: [{ case: of, learned: 'own-finding', describe: /went-back, use 2/ }] },
    })
    t.match((await client().get('/v1/partners/XB/suspension')).json, { ours: null, rows: [{ contradictions: 1 }] })
    const kinds = ((await client().get('/v1/events?limit=100')).json.rows as Row[]).map(({ kind }) => kind)
    t.ok(kinds.includes('uses.differ') && kinds.includes('draft.made'))

    const metrics = (await client('operator').get('/metrics')).octets.toString()
    t.match(metrics, /bulla_uses_differ_total\{partner="XB",problem="went-back"\} 1/)

    await sender.deliver([await went(1, 3)])
    await client().until('/v1/partners/XB/suspension', ({ rows }) => (rows as Row[])[0]?.['contradictions'] === 2)
    const approved = await client('approver').post(`/v1/drafts/${draft?.draft}/approval`, { revision: 1 })
    t.equal(approved.status, 202, JSON.stringify(approved.json))
    t.match((await client().get('/v1/partners/XB/suspension')).json, { ours: { by: 'XA' } }, 'by a person')
    t.match((await client().get('/v1/drafts')).json, { rows: [] }, 'a second contradiction of the day adds no draft')
  },
)

t.test('whatever a partner that signs correctly reports of its reads is held against what it signed', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t)
  const { client } = await start(t, one)
  const sender = await senderOf(two, one, agreement)
  const said = (n: number) => ({ at: `2026-11-21T20:42:3${n}.000Z`, kind: 'release', reader: 'f'.repeat(64) })

  /** XA asks, and what it asks is read three times at XB: a case with the chain of it. */
  async function readThrice() {
    const { case: of, message } = await open(client(), agreement.id)
    const uses = [1, 2, 3].map((n) => ({ content: message, said: said(n) }))
    return { of, message, uses, heads: headsOf(of, uses) }
  }
  type Use = { readonly content: string; readonly said: ReturnType<typeof said> }
  const headsOf = (of: string, uses: readonly Use[]): readonly Head[] => {
    const heads: Head[] = [noUses]
    for (const { content, said: what } of uses)
      heads.push(linked(heads.at(-1) as Head, { member: 'XB', case: of }, { content, said: saidSha256(what) }))
    return heads
  }
  type Read = Awaited<ReturnType<typeof readThrice>>
  /** An honest statement that signs for all three, and then a report of these, which signs for `head`. */
  async function reported({ of, heads }: Read, uses: readonly Use[], head: Head, last = true): Promise<Row> {
    const signing = { case: of, uses: heads[3] as Head }
    const form = { from: 1, previous: noUses.head, last, uses: uses as unknown as JsonObject[] }
    const asks = await sender.make({ type: 'use-ask', body: {}, statement: { ...signing, clock: 2 } })
    const report = await sender.make({ type: 'use-report', body: form, statement: { case: of, uses: head, clock: 3 } })
    for (const each of [asks, report]) {
      const { entries } = await sender.deliver([each])
      t.match(entries, [{ outcome: 'received' }], 'nothing is refused for it')
    }
    return (await client().get(`/v1/cases/${of}/uses`)).json
  }
  const honest = await readThrice()
  t.match(await reported(honest, honest.uses, honest.heads[3] as Head), {
    ...{ theirs: { attested: 3, notYetTold: 0, uses: [{ number: 1 }, { number: 2 }, { number: 3 }] }, findings: [] },
  })

  const lies: Record<string, (read: Read, other: Read) => readonly [readonly Use[], (Head | undefined)?]> = {
    'leaves one out, and counts three': ({ uses }) => [uses.slice(1)],
    'leaves one out, and signs for two': ({ of, uses }) => [uses.slice(1), headsOf(of, uses.slice(1))[2]],
    'leaves one out and doubles another': ({ uses }) => [[uses[0], uses[0], uses[2]] as Use[]],
    // A fourth read that is signed for as well contradicts nothing: it is one more that it says of itself.
    'doubles one, and signs for three': ({ uses }) => [[...uses, uses[2] as Use]],
    'moves them': ({ uses }) => [uses.toReversed()],
    'moves them, and signs another chain': ({ of, uses }) => [uses.toReversed(), headsOf(of, uses.toReversed())[3]],
    invents: ({ uses }) => [[...uses.slice(0, 2), { ...(uses[2] as Use), said: said(9) }]],
    'signs the head of another case': ({ uses }, other) => [uses, other.heads[3]],
    'signs an older head': ({ uses, heads }) => [uses, heads[2]],
    'signs a fork': ({ uses }) => [uses, { count: 3, head: 'e'.repeat(64) }],
  }
  for (const [what, lie] of Object.entries(lies)) {
    const read = await readThrice()
    const [uses, head = read.heads[3] as Head] = lie(read, honest)
    const { findings } = await reported(read, uses, head)
    t.ok((findings as Row[]).length > 0, `${what}: ${JSON.stringify(findings)}`)
  }
  const told = ((await client().get('/v1/events?limit=500')).json.rows as Row[]).filter(
    ({ kind }) => kind === 'uses.differ',
  )
  t.equal(new Set(told.map((row) => row['case'])).size, Object.keys(lies).length, 'the office is told of each')
})
