// To look at something shows it; a copy leaves with its terms beside it, is counted, and is accounted for by whoever disposes of the content.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { daysFromNow, disposal, purpose } from '../support/bodies.ts'
import {
  copiesMade,
  opened,
  outcomeOf,
  readBody,
  strictPair,
  triesFor,
  untilHere,
  unzipped,
} from '../support/content.ts'
import { sha256 } from '../support/insides.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { posting, read } from '../support/story.ts'
import { refusedAtDoor } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const both = await strictPair(t, { store })
  const { a, b } = both
  const asking = a.client()
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(40_000), randomBytes(2_000)]
  const openFor = [{ term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'open' }]
  const accounts = (ids: readonly string[], copiesKnown: number, exportsOutstanding: number) => {
    const body = disposal(...ids) as { items: object[] }
    return { ...body, items: body.items.map((each) => ({ ...each, copiesKnown, exportsOutstanding })) }
  }

  t.test('to view answers in its place, for no cache, as no page, and is recorded as a view [R19]', async (t) => {
    const [octets, other] = documents()
    const gave = await opened(both, [octets, other])
    for (const use of [undefined, 'view', 'compare']) {
      const shown = await read(asking, gave.items[0], gave.case, use === undefined ? {} : { use })
      t.equal(shown.status, 200)
      t.match(shown.headers, {
        ...{ 'content-disposition': /^inline;/, 'cache-control': 'no-store', 'content-security-policy': 'sandbox' },
        ...{ 'x-content-type-options': 'nosniff', 'content-length': '40000' },
      })
      t.ok(shown.octets.equals(octets))
    }
    const body = await readBody(asking, gave.response, gave.case)
    t.match(body.headers, { 'cache-control': 'no-store', 'content-security-policy': 'sandbox' })
    const { releases } = await triesFor(a, gave.items[0])
    t.same(
      releases.map(({ use }) => use ?? 'view'),
      ['view', 'view', 'compare'],
    )
    for (const use of ['print', 'export', 'extract', 'annotate'])
      t.match(outcomeOf(await read(asking, gave.items[0], gave.case, { use })), { status: 403, paragraph: '5.1 c' })
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case, { use: 'export', items: true })), {
      status: 403,
    })
    t.equal((await triesFor(a, gave.items[0])).releases.length, 3, 'what may only be viewed leaves no copy')
  })

  t.test('a copy is the octets as they were filed, and the terms in the language of its reader [R19]', async (t) => {
    const [octets, other] = documents()
    const gave = await opened(both, [octets, other], { terms: openFor })
    for (const [language, title] of [
      ['en', /THIS COPY IS UNDER TERMS/],
      ['fr', /CETTE COPIE EST SOUMISE/],
      ['es', /ESTA COPIA EST/],
    ] as const)
      for (const use of ['print', 'export', 'extract', 'annotate']) {
        const ask = { purpose, matter: gave.case, use, reader: 'officer-17' }
        const headers = { 'accept-language': language }
        const copy = await asking.post(`/v1/items/${gave.items[0]}/releases`, ask, headers)
        t.match(copy.headers, { 'content-disposition': /^attachment;/, 'cache-control': 'no-store' })
        const files = await unzipped(copy.octets)
        t.same([...files.keys()], ['TERMS.txt', 'declaration.pdf'])
        t.ok(files.get('declaration.pdf')?.equals(octets), 'untouched')
        const cover = String(files.get('TERMS.txt'))
        t.match(cover, title)
        t.match(cover, /officer-17/)
        t.match(cover, new RegExp(gave.items[0]))
        t.match(cover, /\n- H1: .+\n- H2: .+\n- H3: .+\n/, 'its handling codes')
      }
    const { releases } = await triesFor(a, gave.items[0])
    t.same(
      releases.map(({ use }) => use),
      ['en', 'fr', 'es'].flatMap(() => ['print', 'export', 'extract', 'annotate']),
    )
    const whole = await unzipped(
      (await readBody(asking, gave.response, gave.case, { use: 'export', items: true })).octets,
    )
    t.match(String(whole.get(`terms/${gave.items[0]}.txt`)), /THIS COPY IS UNDER TERMS/, 'so in one call for all of it')
  })

  t.test('what is given out again under one release is given out sixteen times over, and no more [R21]', async (t) => {
    const gave = await opened(both, documents())
    const first = await read(asking, gave.items[0], gave.case)
    const again = String(first.headers['content-location'])
    const half = await asking.ask('GET', again, { headers: { range: 'bytes=20000-' } })
    t.equal(half.status, 206)
    for (let times = 2; times <= 16; times += 1) t.equal((await asking.get(again)).status, 200)
    const over = await asking.get(again)
    t.match({ status: over.status, ...over.json }, { status: 429, code: 'too-many-requests' })
    t.equal((await read(asking, gave.items[0], gave.case)).status, 200, 'another release is another record')
    t.equal((await triesFor(a, gave.items[0])).releases.length, 2)
  })

  t.test('a message with its items is given out again as a whole, the small ones after the large', async (t) => {
    const gave = await opened(both, documents(), { terms: openFor })
    const headers = { 'idempotency-key': `whole ${gave.response}`.replace(' ', '-') }
    const ask = { purpose, matter: gave.case, use: 'export', items: true }
    for (let times = 1; times <= 3; times += 1) {
      const whole = await asking.post(`/v1/messages/${gave.response}/releases`, ask, headers)
      const names = [...(await unzipped(whole.octets)).keys()]
      for (const item of gave.items) t.ok(names.includes(`items/${item}`), `${item}, time ${times}`)
    }
  })

  t.test(
    'a copy of what a message says is an archive with its terms beside it, as that of an item [A12]',
    async (t) => {
      const gave = await opened(both, documents(), { terms: openFor })
      const shown = await readBody(asking, gave.response, gave.case)
      for (const use of ['print', 'export']) {
        const ask = { purpose, matter: gave.case, use, reader: 'officer-17' }
        const copy = await asking.post(`/v1/messages/${gave.response}/releases`, ask, { 'accept-language': 'fr' })
        t.match(copy.headers, { 'content-type': 'application/zip', 'content-disposition': /^attachment;/ })
        const files = await unzipped(copy.octets)
        t.same([...files.keys()], ['TERMS.txt', 'message.json'])
        const said = JSON.parse(String(files.get('message.json'))) as JsonObject
        t.same(said.body, shown.json.body)
        t.notOk('items' in said, 'its items were not asked for')
        const cover = String(files.get('TERMS.txt'))
        t.match(cover, /CETTE COPIE EST SOUMISE/)
        t.match(cover, new RegExp(`${gave.response}[^]*${sha256(files.get('message.json') ?? '')}[^]*officer-17`))
      }
      const whole = await unzipped(
        (await readBody(asking, gave.response, gave.case, { use: 'export', items: true })).octets,
      )
      t.match(String(whole.get('TERMS.txt')), new RegExp(gave.response), 'so where its items come with it')
      t.equal((await triesFor(a, gave.items[0])).releases.length, 1)
    },
  )

  t.test('a disposal that does not account for every copy is refused with their number [R19]', async (t) => {
    const gave = await opened(both, documents(), { terms: openFor })
    const [item, other] = gave.items
    await read(asking, item, gave.case)
    await read(asking, item, gave.case, { use: 'export' })
    await read(asking, item, gave.case, { use: 'extract' })
    await asking.ask('GET', `/v1/cases/${gave.case}/bundle?purpose=${purpose}`)
    const dispose = (body: object) => asking.post(`/v1/cases/${gave.case}/messages`, { type: 'disposal', body })
    for (const [known, outstanding] of [
      [0, 0],
      [3, 0],
    ] as const)
      await refusedAtDoor(t, a, {
        id: gave.case,
        post: () => dispose(accounts([item], known, outstanding)),
        expect: {
          ...{ status: 422, code: 'body-invalid', paragraph: '5.1 e', field: '/body/items/0/copies' },
          detail: /the evidence counts 3 that left the gateway/,
        },
      })
    t.match(
      outcomeOf(await dispose(accounts([other], 0, 0))),
      { status: 422, said: /counts 1/ },
      'the bundle is a copy',
    )
    t.match(
      outcomeOf(await dispose(accounts([gave.response], 0, 0))),
      { status: 422, said: /counts 1/ },
      'of a body too',
    )
    t.equal((await read(asking, item, gave.case)).status, 200, 'and nothing was destroyed')
    const copies = await copiesMade(a, gave.case, item)
    t.equal(copies.length, 3)
    const rest = await copiesMade(a, gave.case, other)
    const both_ = accounts([item, other], 3, 0)
    const all = both_.items.map((each, index) => ({ ...each, copies: index === 0 ? copies : rest }))
    t.match(
      (await dispose({ ...both_, items: all })).json,
      { code: 'body-invalid', field: '/body/items', detail: /1 copies of it left the gateway; name it as well/ },
      'with the last of them goes the body, of which a copy left',
    )
    const whole = accounts([item], 3, 0)
    const listed = { ...whole, items: whole.items.map((each) => ({ ...each, copies })) }
    t.equal((await dispose(listed)).status, 202, 'each by its number')
    t.match(outcomeOf(await read(asking, item, gave.case)), { status: 410 })
  })

  t.test('copies that are made while it is disposed of are accounted for, or not made [R19]', async (t) => {
    const gave = await opened(both, documents(), { terms: openFor })
    const [item] = gave.items
    const body = accounts([item], 0, 0)
    const [disposed, ...copies] = await Promise.all([
      asking.post(`/v1/cases/${gave.case}/messages`, { type: 'disposal', body }),
      ...Array.from({ length: 8 }, () => read(asking, item, gave.case, { use: 'export' })),
    ])
    const made = copies.filter(({ status }) => status === 200).length
    t.equal(made === 0, disposed?.status === 202, `${made} copies, and the disposal is ${disposed?.status}`)
  })

  t.test(
    'what the provider gave is its own: to copy it is counted for nobody, and a partner says what it says [R19]',
    async (t) => {
      const gave = await opened(both, documents())
      const own = await read(b.client(), gave.items[0], gave.case, { use: 'export' })
      t.equal(own.status, 200, 'our own document is ours to export')
      const sender = await senderOf(a.installation, b.installation, both.agreement)
      const { json } = await asking.get(`/v1/cases/${gave.case}`)
      const said = await sender.make({
        ...{ type: 'disposal', body: accounts([gave.items[0]], 0, 0) as JsonObject },
        statement: { case: gave.case, clock: Number((json.timeline as { clock: number }[]).at(-1)?.clock ?? 50) + 1 },
      })
      t.match((await sender.deliver([said])).entries, [{ outcome: 'received' }], 'what XA counted only XA knows')
      await untilHere(b.client(), gave.case, said.message.statement.id)
      await posting(gave.case)(b.client(), 'outcome-ask', {
        question: 'What of the copies?',
        answerBy: daysFromNow(20),
      })
    },
  )
})
