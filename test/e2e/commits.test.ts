// How often a message and a read wait for the disk, and that what a read leaves behind cannot be left out of a bundle.
import t from 'tap'
import { canonical, parseCanonical } from '../../crypto/canonical.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { text } from '../../crypto/octets.ts'
import type { UsesView } from '../../gateway/answers/uses-answers.ts'
import type { CaseSheet } from '../../gateway/bundle/format/case-sheet.ts'
import { sheetName } from '../../gateway/bundle/format/layout.ts'
import { verifyFiles } from '../../gateway/bundle/report/verify.ts'
import { readBundle } from '../../gateway/bundle/verify/read.ts'
import { bundleOf, type Files, remake } from '../spec/bundle-changes.ts'
import { close } from '../support/bodies.ts'
import { timelineOf } from '../support/both-sides.ts'
import type { Reply } from '../support/client.ts'
import { pair } from '../support/gateways.ts'
import { accepted, given, open, posting, read, readBody, untilDelivered } from '../support/story.ts'

type Client = ReturnType<Awaited<ReturnType<typeof pair>>['a']['client']>

/** How often each writing operation of the store was called. */
async function writesOf(operator: Client): Promise<ReadonlyMap<string, number>> {
  const text = (await operator.get('/metrics')).octets.toString()
  const lines = text.matchAll(/^bulla_store_seconds_count\{[^}]*operation="(\w+)"[^}]*\} (\d+)$/gm)
  return new Map([...lines].map(([, operation = '', count]) => [operation, Number(count)]))
}

const both = await pair(t, {
  a: { settings: { SWEEP_EVERY_MS: 60_000 } },
  b: { settings: { SWEEP_EVERY_MS: 60_000 } },
})
const { a, b, agreement } = both
const [sender, recipient] = [a.client('operator'), b.client('operator')]
const since = (now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>, name: string) =>
  (now.get(name) ?? 0) - (before.get(name) ?? 0)

t.test('a message is written three times in all: submitted, accepted with its receipt, settled', async (t) => {
  // The first one finds a line that has not looked into the store yet.
  const first = await open(a.client(), agreement.id)
  await untilDelivered(a.client(), first.case)
  const [out, into] = [await writesOf(sender), await writesOf(recipient)]
  const messages = 5
  for (let count = 0; count < messages; count += 1)
    await untilDelivered(a.client(), (await open(a.client(), agreement.id)).case)
  const [outNow, intoNow] = [await writesOf(sender), await writesOf(recipient)]
  t.match(
    { submit: since(outNow, out, 'submit'), settle: since(outNow, out, 'settle') },
    { submit: messages, settle: messages },
  )
  t.equal(since(intoNow, into, 'accept'), messages)
  t.equal(since(intoNow, into, 'keepReceipt'), 0, 'no receipt has a commit of its own')
})

/** The bundle without these records, their proofs and their places in the sheet, and all else made anew to fit. */
function without(whole: Files, indices: readonly number[]): Files {
  const files = new Map(whole)
  for (const index of indices) {
    files.delete(`log/records/${index}.json`)
    files.delete(`log/proofs/${index}.tlog-proof`)
  }
  const sheet = parseCanonical(files.get(sheetName) ?? new Uint8Array()) as unknown as CaseSheet
  files.set(sheetName, canonical({ ...sheet, records: sheet.records.filter((index) => !indices.includes(index)) }))
  remake(files, 'everything')
  return files
}

t.test('[Y3] a read is written once, and no bundle that was made to fit without it verifies [R14]', async (t) => {
  const gave = await given(both, [new Uint8Array(300).fill(1), new Uint8Array(300).fill(2)], {
    keys: 'after-acceptance',
  })
  await accepted(both, gave)
  const [reader, { case: id, items, response }] = [a.client(), gave]
  const before = await writesOf(sender)
  t.equal((await read(reader, items[0], id)).status, 200)
  t.equal((await read(reader, items[1], id)).status, 200)
  t.equal((await read(reader, items[0], id, { purpose: 'VERIFY_ORIGIN' })).status, 403)
  t.equal((await readBody(reader, response, id)).status, 200)
  const after = await writesOf(sender)
  const more = [...after].flatMap(([name]) =>
    since(after, before, name) > 0 ? [[name, since(after, before, name)]] : [],
  )
  t.same(more, [['record', 4]], 'a write a use, and no other')
  await posting(id)(reader, 'close', close())
  await reader.until(`/v1/cases/${id}`, (view) => timelineOf(view).at(-1)?.delivery?.state === 'delivered')

  const { octets } = await reader.ask('GET', `/v1/cases/${id}/bundle`)
  const { close: end, files, items: none } = await readBundle(new Uint8Array(octets))
  await end()
  t.equal(none.size, 0)
  const fingerprints = { XA: fingerprint(a.installation.card), XB: fingerprint(b.installation.card) }
  const verified = (changed: Files) => verifyFiles(bundleOf(changed), { fingerprints, nowMs: Date.now() })
  const whole: Files = new Map(files)
  const honest = await verified(whole)
  t.same(honest.faults, [])
  t.match(honest.uses, { by: 'XA', signed: 4, shown: 4, reads: 3, denials: 1, notYetAttested: 0 })

  const records = [...whole].filter(([name]) => name.startsWith('log/records/'))
  const uses = records.flatMap(([name, content]) =>
    /"kind":"(?:release|denial)"/.test(text(content)) ? [Number(/\d+/.exec(name)?.[0])] : [],
  )
  t.equal(uses.length, 4)
  for (const cut of [...uses.map((index) => [index]), uses]) {
    const { ok, faults } = await verified(without(whole, cut))
    t.equal(ok, false, `without ${cut.join(', ')}`)
    t.match([...new Set(faults.map(({ code }) => code))], ['use-missing'])
  }
})

t.test('[Y5] the provider is told by the gateway of the holder what was done, and both books agree', async (t) => {
  const gave = await given(both, [new Uint8Array(300).fill(3), new Uint8Array(300).fill(4)], {
    keys: 'after-acceptance',
  })
  await accepted(both, gave)
  const [reader, provider, { case: id, items, response }] = [a.client(), b.client(), gave]
  const uses = `/v1/cases/${id}/uses`
  const first = (await provider.get(uses)).json as unknown as UsesView
  t.match(first, { theirs: { signed: null, uses: [] }, findings: [] })
  for (const item of items) t.equal((await read(reader, item, id)).status, 200)
  t.equal((await read(reader, items[0], id, { purpose: 'VERIFY_ORIGIN' })).status, 403)
  t.equal((await readBody(reader, response, id)).status, 200)
  t.equal((await read(provider, items[0], id)).status, 200, 'the provider reads what it gave itself')
  await posting(id)(provider, 'use-ask', {})
  const told = (await provider.until(uses, (view) => (view as unknown as UsesView).theirs.attested > 0)).json
  const { theirs, findings, ours } = told as unknown as UsesView
  t.match(theirs, { signed: { count: 4 }, attested: 4, notYetTold: 0 })
  t.same(findings, [])
  const kinds = theirs.uses.map(({ said }) => said?.kind)
  t.same(kinds, ['release', 'release', 'denial', 'release'])
  t.same(
    theirs.uses.map(({ content }) => content),
    [items[0], items[1], items[0], response],
  )
  t.match(theirs.uses[2], { said: { purpose: 'VERIFY_ORIGIN', term: 'purpose', office: 'HQ', use: undefined } })
  t.equal(new Set(theirs.uses.map(({ said }) => said?.reader)).size, 1, 'one reader, under one pseudonym')
  t.notMatch(JSON.stringify(theirs), new RegExp(`"${String((await reader.get('/v1/whoami')).json.client)}"`), 'no name')
  t.match(ours, { count: 1, uses: [{ number: 1, content: items[0] }] })
  const books = (await reader.get(uses)).json as unknown as UsesView
  t.same(
    books.ours.uses.map(({ number, content, said }) => ({ number, content, said })),
    theirs.uses,
    'the books of the holder say the same',
  )
  t.equal((await reader.get(`${uses}?after=2&limit=1`)).json.next, 3)
  t.match((await reader.get(`/v1/cases/${response}/uses`)).status, 404)

  const forged = { uses: theirs.uses.map(({ content, said }) => ({ content, said })) }
  const refused = await reader.post(`/v1/cases/${id}/messages`, { type: 'use-report', body: forged })
  t.match([refused.status, refused.json.code], [422, 'body-invalid'], 'a report is written by the gateway alone')
  await posting(id)(provider, 'use-ask', { from: 3 })
  await posting(id)(provider, 'use-ask', { from: 99 })
  const reports = (view: Reply['json']) => timelineOf(view).filter(({ type }) => type === 'use-report')
  const again = await provider.until(`/v1/cases/${id}`, (view) => reports(view).length === 3)
  t.notMatch(JSON.stringify(again.json.owed), 'use-report', 'each question is answered, also where nothing is there')
  t.same(((await provider.get(uses)).json as unknown as UsesView).findings, [])

  // However often it asks within a day, each use is told once.
  t.equal((await read(reader, items[0], id)).status, 200)
  await posting(id)(provider, 'use-ask', {})
  const last = await reader.until(`/v1/cases/${id}`, (view) => reports(view).length === 4)
  const bodies = await Promise.all(
    reports(last.json).map(async ({ message }) => (await reader.get(`/v1/messages/${message}`)).json.body),
  )
  const ranges = (bodies as JsonObject[]).map(({ from, uses, last }) => [from, (uses as unknown[]).length, last])
  t.same(ranges, [
    [1, 4, true],
    [5, 0, true],
    [5, 0, true],
    [5, 1, true],
  ])
  const now = await provider.until(uses, (view) => (view as unknown as UsesView).theirs.attested === 5)
  t.match(now.json, { theirs: { signed: { count: 5 }, notYetTold: 0 }, findings: [] })
})

t.test('a thousand uses are told in as many messages as they take, and read page by page on both sides', async (t) => {
  const gave = await given(both, [new Uint8Array(300).fill(5), new Uint8Array(300).fill(6)], {
    keys: 'after-acceptance',
  })
  await accepted(both, gave)
  const [reader, provider, { case: id, items }] = [a.client(), b.client(), gave]
  const reads = 1_005
  let begun = 0
  const desk = async () => {
    while (begun < reads) {
      begun += 1
      const { status } = await read(reader, items[0], id)
      if (status !== 200) throw new Error(`a read was answered with ${status}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, desk))
  await posting(id)(provider, 'use-ask', {})
  const uses = `/v1/cases/${id}/uses`
  await provider.until(uses, (view) => (view as unknown as UsesView).theirs.attested >= reads, 240_000)

  const { json } = await provider.get(`/v1/cases/${id}`)
  const told = timelineOf(json).filter(({ type }) => type === 'use-report')
  const bodies = await Promise.all(
    told.map(async ({ message }) => (await provider.get(`/v1/messages/${message}`)).json.facts as JsonObject),
  )
  t.same(
    bodies.map(({ from, uses, last }) => [from, (uses as unknown[]).length, last]),
    Array.from({ length: 11 }, (_, at) => [100 * at + 1, at < 10 ? 100 : 5, at === 10]),
    'a hundred at most in each message, none left out and none twice',
  )
  for (const [client, whose] of [
    [provider, 'theirs'],
    [reader, 'ours'],
  ] as const) {
    const numbers: number[] = []
    for (let after: number | null = 0; after !== null; ) {
      const view = (await client.get(`${uses}?after=${after}`)).json as unknown as UsesView
      t.ok(view[whose].uses.length <= 100, 'so much as a page takes')
      t.same(view.findings, [])
      numbers.push(...view[whose].uses.map(({ number }) => number))
      after = view.next
    }
    t.same(
      numbers,
      Array.from({ length: reads }, (_, at) => at + 1),
      whose,
    )
  }
})
