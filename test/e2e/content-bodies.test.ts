// The body of a message that was received is content like an item: read for a purpose, under its terms, with a record of each try.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { daysFromNow, disposal, purpose, requestBody } from '../support/bodies.ts'
import {
  accepts,
  answered,
  messagesOf,
  opened,
  outcomeOf,
  readBody,
  strictPair,
  triesFor,
  untilHere,
  unzipped,
} from '../support/content.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, untilItem } from '../support/story.ts'

await inEachStore(t, async (t, store) => {
  const both = await strictPair(t, { store })
  const { a, b } = both
  const [asking, answering] = [a.client(), b.client()]
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(3_000)]
  const denied = (paragraph: string) => ({ status: 403, code: 'release-denied', paragraph })

  t.test('a received body is not shown to the role read, and nothing of it stands in any list [R4]', async (t) => {
    const gave = await answered(both, documents(), { request: requestBody({ matter: 'MARK-OF-XA' }) })
    for (const [client, message] of [
      [answering, gave.request],
      [asking, gave.response],
    ] as const) {
      const shown = await client.get(`/v1/messages/${message}`)
      t.equal(shown.status, 200)
      t.equal(shown.json.body, null, 'what was received is read by a release')
      t.notMatch(shown.octets.toString(), /MARK-OF-XA|B\. Example/)
    }
    for (const [client, message] of [
      [asking, gave.request],
      [answering, gave.response],
    ] as const) {
      const own = await client.get(`/v1/messages/${message}`)
      t.type(own.json.body, 'object', 'our own words are ours to read')
    }
  })

  t.test('a body is read for its purpose, after its acceptance, and each try is evidence [R4]', async (t) => {
    const gave = await answered(both, documents())
    const early = await readBody(asking, gave.response, gave.case)
    t.match(outcomeOf(early), { status: 409, code: 'item-locked' }, 'not before the acceptance, since keys follow it')
    await accepts({ of: a, other: b }, gave.case, [gave.response, ...gave.items])
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case, { purpose: 'VERIFY_ORIGIN' })), denied('5.1 b'))
    t.match(outcomeOf(await readBody(asking, gave.response, crypto.randomUUID())), denied('5.1 b'), 'another matter')
    const elsewhere = await readBody(a.client('elsewhere'), gave.response, gave.case)
    t.match(outcomeOf(elsewhere), { status: 404, code: 'not-found' })
    const operator = await readBody(a.client('operator'), gave.response, gave.case)
    t.match(outcomeOf(operator), { status: 403, code: 'forbidden' }, 'operate reads nothing')
    const read = await readBody(asking, gave.response, gave.case)
    t.match(outcomeOf(read), { status: 200 })
    t.match(read.json, { message: gave.response, body: { final: true, protection: {} }, obligations: [/VERIFY_VALUE/] })
    const { releases, denials } = await triesFor(a, gave.response)
    t.match(releases, [
      { client: 'officer', reader: 'officer', purpose, matter: gave.case, office: 'HQ', what: 'body' },
    ])
    t.equal(releases.length, 1)
    t.equal(denials.length, 5, 'each try that was denied is evidence')
  })

  t.test('a request is read in order to answer it, and for nothing else [R4]', async (t) => {
    const gave = await answered(both, documents())
    t.match(
      outcomeOf(await readBody(answering, gave.request, gave.case)),
      denied('5.1 b'),
      'not to value goods of ours',
    )
    const read = await readBody(answering, gave.request, gave.case, { purpose: 'ANSWER_REQUEST' })
    t.match(outcomeOf(read), { status: 200 })
    t.type((read.json.body as JsonObject).matter, 'string')
    const closed = await readBody(b.client('elsewhere'), gave.request, gave.case, { purpose: 'ANSWER_REQUEST' })
    t.equal(closed.status, 404)
    t.match((await triesFor(b, gave.request)).releases, [{ purpose: 'ANSWER_REQUEST', what: 'body' }])
  })

  t.test('one call brings a body and its items, with a decision and a record for each [R4]', async (t) => {
    const [declaration, invoice] = documents()
    const terms = [{ term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'open' }]
    const gave = await answered(both, [declaration, invoice], { terms })
    await accepts({ of: a, other: b }, gave.case, [gave.response, ...gave.items])
    const locked = await readBody(asking, gave.response, gave.case, { items: true })
    t.equal(locked.status, 200, locked.octets.toString('utf8', 0, 200))
    const before = await unzipped(locked.octets)
    t.same([...before.keys()], ['TERMS.txt', 'message.json'], 'what is locked is not in it')
    t.match(JSON.parse(String(before.get('message.json'))), {
      items: [{ item: gave.items[0], denied: { code: 'item-locked' } }, { item: gave.items[1] }],
    })
    await posting(gave.case)(answering, 'keys', { items: gave.items })
    await untilItem(asking, gave.case, gave.items[1], ({ locked }) => locked === false)
    const whole = await unzipped((await readBody(asking, gave.response, gave.case, { items: true })).octets)
    t.same(whole.get(`items/${gave.items[0]}`), Buffer.from(declaration), 'octet for octet')
    t.same(whole.get(`items/${gave.items[1]}`), Buffer.from(invoice))
    for (const item of gave.items) {
      const { releases, denials } = await triesFor(a, item)
      t.match([releases.length, denials.length], [1, 1], 'a record for each piece and each try')
      t.match(releases, [{ archived: true }], 'as the copy that it is')
    }
    const wrong = await readBody(asking, gave.response, gave.case, { items: true, purpose: 'VERIFY_ORIGIN' })
    t.match(outcomeOf(wrong), denied('5.1 b'))
    const uncounted = { type: 'disposal', body: disposal(gave.items[0]) }
    const unaccounted = await asking.post(`/v1/cases/${gave.case}/messages`, uncounted)
    t.match(unaccounted.json, { code: 'body-invalid', field: '/body/items/0/copies' }, 'which a disposal accounts for')
    t.equal((await triesFor(a, gave.items[0])).releases.length, 1, 'and nothing of its items is tried then')
  })

  t.test('where terms allow no copy there is no archive, whatever it is asked for [R4]', async (t) => {
    const gave = await opened(both, documents())
    for (const use of [undefined, 'view', 'compare']) {
      const asked = { items: true, ...(use && { use }) }
      const whole = await readBody(asking, gave.response, gave.case, asked)
      t.match(outcomeOf(whole), { ...denied('5.1 c'), said: /look at each by itself/ })
    }
    t.equal((await readBody(asking, gave.response, gave.case)).status, 200)
    t.equal((await triesFor(a, gave.items[0])).releases.length, 0)
  })

  t.test('a reader whose name nobody can read is refused, and is in no evidence [R4]', async (t) => {
    const gave = await answered(both, documents())
    for (const reader of ['officer\u202e71-', 'offi\u200bcer', 'officer\u00ad17']) {
      const answer = await readBody(asking, gave.response, gave.case, { reader })
      t.match(outcomeOf(answer), { status: 400, code: 'request-invalid' })
      const ask = { purpose, reader, until: daysFromNow(1), uses: 1, reason: 'Because.' }
      const cleared = await a.client('approver').post(`/v1/items/${gave.items[0]}/clearances`, ask)
      t.match(outcomeOf(cleared), { status: 400, code: 'request-invalid' })
      const asked = encodeURIComponent(reader)
      const bundle = await asking.get(`/v1/cases/${gave.case}/bundle?purpose=${purpose}&reader=${asked}`)
      t.match(outcomeOf(bundle), { status: 400, code: 'request-invalid' })
    }
    const { releases, denials } = await triesFor(a, gave.response)
    t.same([releases, denials], [[], []])
  })

  t.test('a name is told to whoever may read its item, and to nobody else [R25]', async (t) => {
    const gave = await answered(both, documents())
    const [first, second] = gave.items
    await accepts({ of: a, other: b }, gave.case, [gave.response])
    const names = async () => Object.keys((await readBody(asking, gave.response, gave.case)).json.names as object)
    t.same(await names(), [], 'of what was never accepted')
    await accepts({ of: a, other: b }, gave.case, [first, second])
    t.same(await names(), [], 'of what is locked')
    await posting(gave.case)(answering, 'keys', { items: gave.items })
    await untilItem(asking, gave.case, second, ({ locked }) => locked === false)
    t.same((await names()).sort(), [first, second].sort())
    await accepts({ of: a, other: b }, gave.case, [first], ['retention'])
    t.same(await names(), [second], 'of what an inability closed')
    await posting(gave.case)(asking, 'disposal', disposal(second))
    t.same(await names(), [], 'and of what was disposed of')
  })

  t.test('after the retention a body is as closed as its items, and after the disposal it is gone [R4]', async (t) => {
    const gave = await opened(both, documents())
    const until = daysFromNow(-1)
    const kept = (await answering.get(`/v1/terms/${gave.terms}`)).json as unknown as {
      terms: JsonObject[]
      protection: object
    }
    const retention = { ...kept.terms.find(({ term }) => term === 'retention'), until }
    const { protection } = kept
    const { json } = await answering.post('/v1/terms', {
      ...{ agreement: both.agreement.id, case: gave.case, terms: [retention], protection },
    })
    t.equal((await readBody(asking, gave.response, gave.case)).status, 200)
    const said = await posting(gave.case)(
      answering,
      'amend-terms',
      { items: [gave.response], reason: 'It ends.' },
      { terms: String(json.sha256) },
    )
    await untilHere(asking, gave.case, String(said.json.message))
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case)), denied('5.1 e'))
    const other = await opened(both, documents())
    await posting(other.case)(asking, 'disposal', disposal(...other.items, other.response))
    t.match(outcomeOf(await readBody(asking, other.response, other.case)), { status: 410, code: 'item-disposed' })
    const denials = (await triesFor(a, other.response)).denials
    t.equal(denials.length, 1, 'and the try is evidence')
  })

  t.test(
    'a bundle holds received content only under a purpose of its terms, and never what is locked [R4]',
    async (t) => {
      const terms = [{ term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'open' }]
      const gave = await answered(both, documents(), { terms })
      const bundle = async (wanted: string) => {
        const { status, octets } = await asking.ask('GET', `/v1/cases/${gave.case}/bundle?purpose=${wanted}`)
        t.equal(status, 200, octets.toString('utf8', 0, 200))
        return [...(await unzipped(octets)).keys()].filter((name) => name.startsWith('content/'))
      }
      const own = [`content/messages/${gave.request}.json`]
      t.same(await bundle(purpose), own, 'before the acceptance nothing received is in it')
      await accepts({ of: a, other: b }, gave.case, [gave.response, ...gave.items])
      const body = `content/messages/${gave.response}.json`
      t.ok((await bundle(purpose)).includes(body))
      t.notOk(
        (await bundle(purpose)).some((name) => name.includes(gave.items[0])),
        'items whose keys are to come are not',
      )
      t.notOk((await bundle('VERIFY_ORIGIN')).includes(body), 'for another purpose it is not in it')
      const { releases, denials } = await triesFor(a, gave.response)
      t.match(releases, [{ use: 'export' }, { use: 'export' }])
      t.ok(denials.length >= 1)
      const all = await messagesOf(asking, gave.case)
      const acked = (await evidenceOf(a, { case: gave.case })).filter(({ subject }) => subject === all('ack'))
      t.ok(
        acked.some(({ kind, data }) => kind === 'denial' && data.use === 'export'),
        'what may not leave is a denial in the evidence',
      )
    },
  )
})
