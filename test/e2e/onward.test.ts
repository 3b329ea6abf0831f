// What one member gave does not travel on to another: not inside something, not taken out of something, and not in words (5.1 c).
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { disposal, requestBody, supplement } from '../support/bodies.ts'
import type { NationalClient } from '../support/client.ts'
import { type Pair, pair } from '../support/gateways.ts'
import { base64Part, encrypted, mailOf, mailPart, pdfOf, quotedPart, xmlOf, zipOf } from '../support/insides.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { accepted, evidenceOf, given, posting, provide, read, untilItem } from '../support/story.ts'

type Test = Parameters<typeof pair>[0] & Parameters<typeof scratch>[0]

/** XC beside the pair, and terms for what XA gives it. */
async function withThird(t: Test, { a }: Pair) {
  const asking = a.client()
  const xc = await install(`${await scratch(t)}/XC`, 'XC')
  const agreement = await peer(a.installation, xc, agreementBetween(a.installation, xc))
  // It comes after the card of its member.
  await asking.until('/v1/agreements', ({ rows }) => (rows as { id: string }[]).some(({ id }) => id === agreement.id))
  const ask = { agreement: agreement.id, purposes: ['VERIFY_VALUE'] }
  const terms = async () => String((await asking.post('/v1/terms', ask)).json.sha256)
  return { agreement: agreement.id, terms: await terms(), more: terms }
}

const stopped = { status: 403, json: { code: 'onward-disclosure', paragraph: '5.1 c' } }
const outcome = async (asking: NationalClient, terms: string, octets: Uint8Array) => {
  const { status, json } = await asking.upload(terms, 'verification', octets)
  return { status, json }
}

/** For all that need no gateway to themselves; each gives documents of its own. */
const both = await pair(t)
const third = await withThird(t, both)

t.test('what was given alone does not leave inside anything, however deep', async (t) => {
  const asking = both.a.client()
  const document = randomBytes(20_000)
  const table = 'Line;Größe;Wert = 1;\r\n'.repeat(40)
  const { case: id, items } = await given(both, [document, Buffer.from(table)])
  const terms = await third.more()
  const inside: Readonly<Record<string, Uint8Array>> = {
    zip: await zipOf({ 'a.pdf': document, b: randomBytes(100) }),
    'streamed zip': await zipOf({ 'a.pdf': document }, { streamed: true }),
    'zip in a zip': await zipOf({ 'z.zip': await zipOf({ 'a.pdf': document }) }),
    PDF: pdfOf(document),
    mail: mailOf([base64Part(document)]),
    'mail in quoted-printable': mailOf([quotedPart(table)]),
    'forwarded mail': mailOf([mailPart(mailOf([base64Part(document)]))]),
    XML: xmlOf(document),
    'PDF with an XML in a mail in a zip': await zipOf({ 'm.eml': mailOf([base64Part(pdfOf(xmlOf(document)))]) }),
  }
  for (const [what, octets] of Object.entries(inside)) t.match(await outcome(asking, terms, octets), stopped, what)
  const tries = (await evidenceOf(both.a, { case: id })).filter(
    ({ kind, data }) => kind === 'denial' && data.to === 'XC',
  )
  t.equal(tries.length, Object.keys(inside).length, 'each try is evidence of the case that it was given in')
  t.same([...new Set(tries.map(({ subject }) => subject))].sort(), [...items].sort())

  t.equal(
    (await outcome(asking, terms, await zipOf({ 'a.pdf': randomBytes(20_000) }))).status,
    201,
    'other content passes',
  )
  const near = Buffer.concat([document, Buffer.from([0])])
  t.equal((await outcome(asking, terms, near)).status, 201, 'a near copy passes: it is attested (A), not enforced')
  const unread = encrypted(await zipOf({ 'a.pdf': document }))
  t.equal((await outcome(asking, terms, unread)).status, 201, 'and so does what nobody can look into')
  const log = readFileSync(join(both.a.installation.folder, 'gateway.log'), 'utf8')
  t.match(log, /"event":"item.unread"[^\n]*"reason":"unreadable"/, 'which is told')
})

t.test('what was inside of what was given does not leave alone, and not inside something else', async (t) => {
  const asking = both.a.client()
  const [document, invoice, attached] = [randomBytes(9_000), randomBytes(9_000), randomBytes(9_000)]
  const archive = await zipOf({ 'a.pdf': document, 'p.pdf': pdfOf(invoice), empty: Buffer.alloc(0) })
  await given(both, [archive, mailOf([base64Part(attached)])])
  const terms = await third.more()
  for (const octets of [
    archive,
    document,
    pdfOf(invoice),
    invoice,
    attached,
    xmlOf(document),
    await zipOf({ attached }),
  ])
    t.match(await outcome(asking, terms, octets), stopped)
  t.equal((await outcome(asking, terms, await zipOf({ empty: Buffer.alloc(0) }))).status, 201, 'nothing is nobody’s')
})

t.test('what was given under a key that followed is known again once the key is here', async (t) => {
  const both = await pair(t, { agreement: { inAdvance: false } })
  const asking = both.a.client()
  const document = randomBytes(9_000)
  const archive = await zipOf({ 'a.pdf': document })
  const gave = await given(both, [archive, randomBytes(500)], { keys: 'after-acceptance' })
  const third = await withThird(t, both)
  await accepted(both, gave)
  t.match(await outcome(asking, third.terms, archive), stopped)
  t.match(await outcome(asking, third.terms, document), stopped)
})

t.test('what was given stays in confidence when it was disposed of [R3]', async (t) => {
  const asking = both.a.client()
  const document = randomBytes(9_000)
  const archive = await zipOf({ 'a.pdf': document })
  const { case: id, items } = await given(both, [archive, randomBytes(500)])
  await posting(id)(asking, 'disposal', disposal(...items))
  const terms = await third.more()
  t.match(await outcome(asking, terms, archive), stopped, 'a copy that had left before')
  t.match(await outcome(asking, terms, document), stopped, 'and what was inside of it')
})

t.test(
  'what is disposed of while a copy of it is being uploaded leaves for nobody, and is read by nobody [R3]',
  async (t) => {
    const [asking, answering] = [both.a.client(), both.b.client()]
    const document = randomBytes(300_000)
    const { case: id, items } = await given(both, [document, randomBytes(500)])
    const back = await provide(asking, { agreement: both.agreement.id, case: id }, [])
    const disposed = Promise.withResolvers<void>()
    const [begun, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    async function* slowly(started: () => void) {
      yield document.subarray(0, 200_000)
      started()
      await disposed.promise
      yield document.subarray(200_000)
    }
    const uploads = [
      asking.upload(await third.more(), 'verification', slowly(begun.resolve)),
      asking.upload(back.terms, 'declaration', slowly(other.resolve)),
    ]
    await Promise.all([begun.promise, other.promise])
    await posting(id)(asking, 'disposal', disposal(...items))
    await untilItem(answering, id, items[0], (item) => item.disposed === true)
    disposed.resolve()
    const [elsewhere, home] = await Promise.all(uploads)
    t.match(elsewhere, stopped, 'its fingerprint is there before it is gone, and after')
    t.equal(home?.status, 201, 'its provider may be given it')
    const copy = String(home?.json.item)
    await posting(id)(asking, 'supplement', supplement('w9'), { items: [copy], terms: back.terms })
    t.match(await read(asking, copy, id), { status: 403, json: { code: 'release-denied', paragraph: '5.1 c' } })
    t.equal((await read(asking, items[0], id)).status, 410)
  },
)

t.test('a copy that goes back to its provider is read where it was given, and nowhere else', async (t) => {
  const asking = both.a.client()
  const document = randomBytes(9_000)
  const { case: id, items } = await given(both, [document, randomBytes(500)])
  const about = { agreement: both.agreement.id, case: id }
  const ours = [
    ['declaration', document],
    ['declaration', await zipOf({ 'a.pdf': document })],
    ['declaration', randomBytes(900)],
  ] as const
  const { terms, items: own } = await provide(asking, about, ours)
  await posting(id)(asking, 'supplement', supplement('w9'), { items: own, terms })
  const [copy = '', holding = '', other = ''] = own
  for (const item of [copy, holding])
    t.match(await read(asking, item, id), { status: 403, json: { code: 'release-denied', paragraph: '5.1 c' } })
  t.equal((await read(asking, other, id)).status, 200, 'what is ours alone is ours to read')
  t.equal((await read(asking, items[0], id)).status, 200, 'and what was given is read where it was')
})

t.test('a permission that covers the item covers what is inside of it', async (t) => {
  const [asking, answering] = [both.a.client(), both.b.client()]
  const document = randomBytes(9_000)
  const { case: id, items } = await given(both, [await zipOf({ 'a.pdf': document }), randomBytes(500)])
  t.match(await outcome(asking, third.terms, document), stopped)
  const permission = randomUUIDv7()
  const disclosure = [{ target: 'third-member', recipient: 'XC' }]
  await posting(id)(asking, 'permission-ask', { permission, items: [items[0]], disclosure, reason: 'XC asks.' })
  await answering.until(`/v1/cases/${id}`, ({ permissions }) => (permissions as unknown[]).length === 1)
  await posting(id)(answering, 'permission', { permission, verdict: 'granted' })
  const granted = (row: { permissions: unknown }) =>
    (row.permissions as { verdict: string }[])[0]?.verdict === 'granted'
  await asking.until(`/v1/cases/${id}`, (row) => granted(row as { permissions: unknown }))
  const item = await outcome(asking, third.terms, document)
  t.equal(item.status, 201)
  const { agreement, terms } = third
  const body = requestBody()
  const sent = await asking.post('/v1/cases', { agreement, office: 'HQ', body, items: [item.json.item], terms })
  t.equal(sent.status, 202, sent.octets.toString())
  const uses = (await evidenceOf(both.a, { case: id })).filter(
    ({ kind, data }) => kind === 'release' && data.to === 'XC',
  )
  t.match(uses, [{ subject: items[0], data: { permissions: [permission], as: item.json.item } }])
})

t.test('what another member wrote in words does not leave in a body, nor as an item of text', async (t) => {
  const [asking, answering] = [both.a.client(), both.b.client()]
  const canary = randomUUIDv7()
  const words = `The importer told our officers that consignment ${canary} was declared far below what was paid for it.`
  const earlier = await asking.post('/v1/cases', { agreement: both.agreement.id, office: 'HQ', body: requestBody() })
  t.equal(earlier.status, 202, 'what we wrote before is ours, whoever writes the same later')
  const ofThird = { agreement: third.agreement, purposes: ['VERIFY_VALUE'] }
  const usual = (await asking.post('/v1/terms', ofThird)).json.terms as { protection: { description: string } }
  const matter = requestBody({ matter: `${words}\nIt is urgent.\n${usual.protection.description}` })
  const opened = await answering.post('/v1/cases', { agreement: both.agreement.id, office: 'HQ', body: matter })
  t.equal(opened.status, 202, opened.octets.toString())
  const id = String(opened.json.case)
  await asking.until(`/v1/cases/${id}`, ({ state }) => state !== undefined)

  const { agreement } = third
  const terms = await third.more()
  const ours = { matter: `For your help. ${randomUUIDv7()}` }
  const ask = (changes: object) =>
    asking.post('/v1/cases', { agreement, office: 'HQ', body: requestBody({ ...ours, ...changes }) })
  const copied = await ask({ matter: `  ${words.toUpperCase().replaceAll(' ', '\t ')}\nWhat do you know?` })
  t.match({ status: copied.status, json: copied.json }, stopped, 'spaced and written otherwise')
  t.notMatch(copied.octets.toString(), canary, 'nothing of it is told')
  const note = Buffer.from(`Note for the file\n\n${words}\n`)
  const written: Readonly<Record<string, string>> = {
    'with soft hyphens and marks that nobody sees': words.replaceAll('i', 'i\u00ad').replaceAll(' ', ' \u200b'),
    'in letters that are drawn alike': words.replaceAll('a', '\u0430').replaceAll('o', '\u043e'),
    'quoted as an answer does': `> ${words}`,
  }
  for (const [how, matter] of Object.entries(written)) {
    const { status, json } = await ask({ matter })
    t.match({ status, json }, stopped, how)
  }
  const name = `${words.replaceAll(' ', '_')}.pdf`
  const named = await asking.upload(terms, 'verification', randomBytes(900), 'application/pdf', name)
  const carrying = {
    agreement,
    office: 'HQ',
    body: requestBody({ matter: randomUUIDv7() }),
    items: [named.json.item],
    terms,
  }
  const { status, json } = await asking.post('/v1/cases', carrying)
  t.match({ status, json }, stopped, 'the name of a file')
  const under = async (description: string, measures: readonly string[]) => {
    const protection = { level: 'customs-confidential', description, measures, law: [] }
    const made = await asking.post('/v1/terms', { ...ofThird, protection })
    if (made.status !== 201) return made
    const body = requestBody({ matter: randomUUIDv7() })
    return asking.post('/v1/cases', { agreement, office: 'HQ', body, terms: String(made.json.sha256) })
  }
  for (const [description, measures] of [
    [words, []],
    ['As always.', [`Take care.\n${words}`]],
  ] as const) {
    const { status, json, octets } = await under(description, measures)
    t.match({ status, json }, stopped, 'terms, which lie and travel in clear')
    t.notMatch(octets.toString(), canary)
  }
  t.equal(
    (await under(usual.protection.description, [])).status,
    202,
    'what our card says is ours, whoever says the same',
  )
  t.match(await outcome(asking, terms, note), stopped, 'an item of text')
  t.match(await outcome(asking, terms, await zipOf({ 'note.txt': note })), stopped, 'and within a zip')
  const tries = (await evidenceOf(both.a, { case: id })).filter(({ kind }) => kind === 'denial')
  t.match(
    tries,
    Array.from({ length: 9 }, () => ({ data: { to: 'XC' } })),
  )

  t.equal(
    (await asking.post('/v1/cases', { agreement: both.agreement.id, office: 'HQ', body: matter })).status,
    202,
    'back it may go',
  )
  const back = { agreement: both.agreement.id, purposes: ['VERIFY_VALUE'] }
  const marked = { term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'view', marking: words }
  for (const said of [{ protection: { ...usual.protection, description: words } }, { terms: [marked] }]) {
    const { status, json, octets } = await asking.post('/v1/terms', { ...back, ...said })
    t.match({ status, json }, stopped, 'but not in terms, which no disposal reaches')
    t.notMatch(octets.toString(), canary)
  }
  const reworded = await ask({ matter: words.replace('told our officers', 'said to our officers') })
  t.equal(reworded.status, 202, 'what is said in other words passes: it is attested (A), not enforced')
  const log = readFileSync(join(both.a.installation.folder, 'gateway.log'), 'utf8')
  t.notMatch(log, canary, 'and nothing of it is in the log')
  t.notMatch(log.toLowerCase(), 'declared far below')
})
