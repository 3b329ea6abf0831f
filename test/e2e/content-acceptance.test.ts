// Without an acceptance nothing opens; who cannot keep a term holds closed content, until two persons of its provider decide.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { ack, daysFromNow, disposal, notAvailable, provided, response, responseBody } from '../support/bodies.ts'
import {
  acceptanceOf,
  accepts,
  answered,
  blocksOf,
  outcomeOf,
  readBody,
  strictPair,
  triesFor,
  untilHere,
} from '../support/content.ts'
import { type Gateway, installedPair, type Pair, start } from '../support/gateways.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { asked, open, posting, read, untilItem } from '../support/story.ts'
import { refusedAtDoor, refusedFromPartner, withoutEffect } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  /** For those that need no pair of their own: each has a case of its own. */
  const both = await strictPair(t, { store })
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(4_000), randomBytes(3_000)]
  const locked = { status: 409, code: 'item-locked' }
  const standing = (until: string) => [
    {
      member: 'XA',
      officer: 'J. Example',
      role: 'Head of the Central Valuation Office',
      terms: 'defaults' as const,
      until,
    },
  ]

  t.test('unable closes item and body, until two persons of the provider open them [R13]', async (t) => {
    const { a, b } = both
    const [asking, answering] = [a.client(), b.client()]
    const gave = await answered(both, documents())
    const all = [...gave.items, gave.response]
    for (const item of gave.items) t.match(outcomeOf(await read(asking, item, gave.case)), locked, 'unanswered')
    const names = ((await blocksOf(asking, gave.case)).find(({ direction }) => direction === 'in') ?? { rows: [] }).rows
    await accepts(
      { of: a, other: b },
      gave.case,
      all,
      names.map(({ term }) => term),
    )
    for (const item of gave.items) t.match(outcomeOf(await read(asking, item, gave.case)), { status: 403 }, 'unable')
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case)), { status: 403, code: 'release-denied' })
    for (const use of ['export', 'print', 'disclose'])
      t.match(outcomeOf(await read(asking, gave.items[0], gave.case, { use })), { status: 403 })
    const bundle = await asking.ask('GET', `/v1/cases/${gave.case}/bundle?purpose=VERIFY_VALUE`)
    t.notOk(bundle.octets.includes(`content/messages/${gave.response}`), 'nor does a bundle hold it')

    const keys = { type: 'keys', body: { items: gave.items, messages: [gave.response] } }
    const one = await answering.post(`/v1/cases/${gave.case}/messages`, keys)
    t.match({ status: one.status, ...one.json }, { status: 201, approval: 'needed' }, 'one person drafts')
    const draft = String(one.json.draft)
    const again = await answering.post(`/v1/drafts/${draft}/approval`, { revision: 1 })
    t.match({ status: again.status, ...again.json }, { code: 'approver-same' })
    t.match(outcomeOf(await read(asking, gave.items[0], gave.case)), { status: 403 }, 'and nothing is open yet')
    const two = await b.client('approver').post(`/v1/drafts/${draft}/approval`, { revision: 1 })
    t.equal(two.status, 202, two.octets.toString())
    await untilHere(asking, gave.case, String(two.json.message))
    for (const item of gave.items) t.equal((await read(asking, item, gave.case)).status, 200)
    t.equal((await readBody(asking, gave.response, gave.case)).status, 200)
    const { denials, releases } = await triesFor(a, gave.items[0])
    t.match([denials.length, releases.length], [7, 1])
  })

  t.test(
    'an inability about all items of a message closes its body, which its provider opens by itself [R13]',
    async (t) => {
      const both = await strictPair(t, { store, agreement: { standingAcceptance: standing('2099-12-31') } })
      const { a, b } = both
      const gave = await answered(both, documents(), { body: { keys: 'immediate' } })
      const [first, second] = gave.items
      t.equal((await readBody(a.client(), gave.response, gave.case)).status, 200)
      await accepts({ of: a, other: b }, gave.case, [first], ['retention'])
      t.equal((await readBody(a.client(), gave.response, gave.case)).status, 200, 'it tells of another one still')
      await accepts({ of: a, other: b }, gave.case, [second], ['retention'])
      t.match(outcomeOf(await readBody(a.client(), gave.response, gave.case)), { status: 403, code: 'release-denied' })
      const keys = { type: 'keys', body: { messages: [gave.response] } }
      const drafted = await b.client().post(`/v1/cases/${gave.case}/messages`, keys)
      t.match({ status: drafted.status, ...drafted.json }, { status: 201, approval: 'needed' }, 'in two persons')
      const sent = await b.client('approver').post(`/v1/drafts/${String(drafted.json.draft)}/approval`, { revision: 1 })
      t.equal(sent.status, 202, sent.octets.toString())
      await untilHere(a.client(), gave.case, String(sent.json.message))
      t.equal((await readBody(a.client(), gave.response, gave.case)).status, 200)
      t.match(outcomeOf(await read(a.client(), first, gave.case)), { status: 403 }, 'and nothing else is open')
      await posting(gave.case)(a.client(), 'disposal', disposal(first))
      t.match(
        outcomeOf(await read(a.client(), first, gave.case)),
        { status: 410, code: 'item-disposed' },
        'what is gone',
      )
    },
  )

  /** A case in which keys and an inability crossed: neither side had the message of the other when it wrote its own. */
  async function crossed(both: Pair) {
    const { a, b } = both
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const gave = await answered(both, documents())
      const [item] = gave.items
      await accepts({ of: a, other: b }, gave.case, [item])
      const body = await acceptanceOf(a.client(), gave.case, [item], ['retention'])
      const post = (gateway: Gateway, type: string, said: object) =>
        gateway.client().post(`/v1/cases/${gave.case}/messages`, { type, body: said })
      const posted = await Promise.all([post(b, 'keys', { items: [item] }), post(a, 'accept-terms', body)])
      if (posted.some(({ status }) => status !== 202)) continue
      for (const { client } of [a, b])
        await client().until(`/v1/cases/${gave.case}`, ({ timeline }) => (timeline as unknown[]).length === 6)
      const { timeline } = (await a.client().get(`/v1/cases/${gave.case}`)).json as unknown as {
        timeline: { clock: number }[]
      }
      if (timeline.at(-1)?.clock === timeline.at(-2)?.clock) return { ...gave, item }
    }
    throw new Error('the messages did not cross in ten tries')
  }

  t.test('keys that crossed an inability open nothing, until two persons decided in its knowledge [R13]', async (t) => {
    const { a, b } = both
    const { case: id, item } = await crossed(both)
    await untilItem(b.client(), id, item, ({ acceptance }) => acceptance === 'unable')
    t.match(outcomeOf(await read(a.client(), item, id)), { status: 403, code: 'release-denied' })
    const drafted = await b.client().post(`/v1/cases/${id}/messages`, { type: 'keys', body: { items: [item] } })
    t.match({ status: drafted.status, ...drafted.json }, { status: 201, approval: 'needed' })
    const sent = await b.client('approver').post(`/v1/drafts/${String(drafted.json.draft)}/approval`, { revision: 1 })
    await untilHere(a.client(), id, String(sent.json.message))
    t.equal((await read(a.client(), item, id)).status, 200)
  })

  t.test('one term that cannot be kept closes all of it, and a second answer accepts anew [R13]', async (t) => {
    const { a, b } = both
    const gave = await answered(both, documents())
    await accepts({ of: a, other: b }, gave.case, [gave.items[0]], ['retention'])
    await accepts({ of: a, other: b }, gave.case, [gave.items[1]])
    const [first, second] = gave.items
    t.match(outcomeOf(await read(a.client(), first, gave.case)), { status: 403 })
    const drafted = await b
      .client()
      .post(`/v1/cases/${gave.case}/messages`, { type: 'keys', body: { items: [second] } })
    t.match({ status: drafted.status }, { status: 201 }, 'while one is closed keys take two persons')
    const sent = await b.client('approver').post(`/v1/drafts/${String(drafted.json.draft)}/approval`, { revision: 1 })
    await untilHere(a.client(), gave.case, String(sent.json.message))
    t.equal((await read(a.client(), second, gave.case)).status, 200, 'what was accepted is open')
    t.match(outcomeOf(await read(a.client(), first, gave.case)), { status: 403 }, 'and the other is not')
    await accepts({ of: a, other: b }, gave.case, [first])
    t.match(outcomeOf(await read(a.client(), first, gave.case)), locked, 'then its key is to come')
  })

  t.test('the officer who was unable opens nothing by accepting everything since [A6]', async (t) => {
    const { a, b } = both
    const gave = await answered(both, documents())
    const [item] = gave.items
    const theirs = [...gave.items, gave.response]
    await accepts({ of: a, other: b }, gave.case, theirs, ['retention'])
    await accepts({ of: a, other: b }, gave.case, theirs)
    t.match(outcomeOf(await read(a.client(), item, gave.case)), locked)
    t.match(outcomeOf(await readBody(a.client(), gave.response, gave.case)), locked)
    const body = { items: gave.items, messages: [gave.response] }
    const drafted = await b.client().post(`/v1/cases/${gave.case}/messages`, { type: 'keys', body })
    t.match({ status: drafted.status, ...drafted.json }, { status: 201, approval: 'needed' })
    const sent = await b.client('approver').post(`/v1/drafts/${String(drafted.json.draft)}/approval`, { revision: 1 })
    await untilHere(a.client(), gave.case, String(sent.json.message))
    t.equal((await read(a.client(), item, gave.case)).status, 200)
    t.equal((await readBody(a.client(), gave.response, gave.case)).status, 200)

    const other = await answered(both, documents())
    const question = { purpose: 'ANSWER_REQUEST' }
    t.equal((await readBody(b.client(), other.request, other.case, question)).status, 200)
    await accepts({ of: b, other: a }, other.case, [other.request], ['retention'])
    t.match(outcomeOf(await readBody(b.client(), other.request, other.case, question)), { status: 403 })
    await accepts({ of: b, other: a }, other.case, [other.request])
    t.match(outcomeOf(await readBody(b.client(), other.request, other.case, question)), locked, 'by either side')
  })

  t.test('an acceptance opens nothing as long as the provider does not have it [A7]', async (t) => {
    const both = await strictPair(t, { store })
    const { a, b } = both
    const gave = await answered(both, documents())
    const body = await acceptanceOf(a.client(), gave.case, [...gave.items, gave.response])
    await b.running.close()
    const { status } = await a.client().post(`/v1/cases/${gave.case}/messages`, { type: 'accept-terms', body })
    t.equal(status, 202)
    const said = /the acceptance of its terms is on its way/
    t.match(outcomeOf(await readBody(a.client(), gave.response, gave.case)), { ...locked, said })
    t.match(outcomeOf(await read(a.client(), gave.items[0], gave.case)), { ...locked, said })
  })

  t.test('an acceptance in advance opens at once what it covers, and nothing that is tighter [R13]', async (t) => {
    const both = await strictPair(t, { store, agreement: { standingAcceptance: standing('2099-12-31') } })
    const [asking, answering] = [both.a.client(), both.b.client()]
    const at = await answered(both, documents(), { body: { keys: 'immediate' } })
    t.equal((await read(asking, at.items[0], at.case)).status, 200, 'the defaults were accepted in advance')
    t.equal((await readBody(asking, at.response, at.case)).status, 200)
    const tighter = [{ term: 'retention', paragraph: '5.1 e', assurance: 'E', until: daysFromNow(20), noticeDays: 30 }]
    const gave = await answered(both, documents(), { terms: tighter })
    t.match(outcomeOf(await read(asking, gave.items[0], gave.case)), locked)
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case)), locked)
    const terms = (await answering.get(`/v1/terms/${at.terms}`)).json as unknown as {
      terms: JsonObject[]
      protection: object
    }
    const retention = { ...terms.terms.find(({ term }) => term === 'retention'), until: daysFromNow(20) }
    const { protection } = terms
    const ask = { agreement: both.agreement.id, case: at.case, terms: [retention], protection }
    const amended = String((await answering.post('/v1/terms', ask)).json.sha256)
    const body = { items: [at.items[1]], reason: 'It ends earlier.' }
    const said = await posting(at.case)(answering, 'amend-terms', body, { terms: amended })
    await untilHere(asking, at.case, String(said.json.message))
    t.match(outcomeOf(await read(asking, at.items[1], at.case)), locked, 'what was tightened is accepted by itself')
    await accepts({ of: both.a, other: both.b }, at.case, [at.items[0]], ['feedback'])
    t.match(outcomeOf(await read(asking, at.items[0], at.case)), { status: 403 }, 'unable goes before it')
  })

  t.test(
    'keys at once are refused without an acceptance in advance, at the door and from a partner [R13]',
    async (t) => {
      const both = await strictPair(t, { store })
      const { a, b, agreement } = both
      const id = await asked(both)
      await posting(id)(b.client(), 'ack', ack())
      const { json } = await b.client().post('/v1/terms', { agreement: agreement.id, case: id })
      const terms = String(json.sha256)
      const item = String((await b.client().upload(terms, 'declaration', documents()[0])).json.item)
      const body = { ...responseBody({ w1: [item], w2: [item] }), keys: 'immediate' }
      await refusedAtDoor(t, b, {
        id,
        post: () => b.client().post(`/v1/cases/${id}/messages`, { type: 'response', body, items: [item], terms }),
        expect: { status: 422, code: 'body-invalid' },
      })
      const sender = await senderOf(b.installation, a.installation, agreement)
      await refusedFromPartner(t, a, {
        id,
        sender,
        wishes: {
          ...{ type: 'response', content: randomBytes(500) },
          body: (given) => ({ ...responseBody({ w1: [given], w2: [given] }), keys: 'immediate' }) as JsonObject,
          statement: { case: id, clock: 100 },
        },
        expect: { problem: 'body-invalid', detail: /12\.5\.1/ },
      })
    },
  )

  t.test('an acceptance in advance that has ended opens nothing [R13]', async (t) => {
    const both = await strictPair(t, { store, agreement: { standingAcceptance: standing(daysFromNow(-1)) } })
    const gave = await answered(both, documents())
    t.match(outcomeOf(await read(both.a.client(), gave.items[0], gave.case)), locked)
    await accepts({ of: both.a, other: both.b }, gave.case, [gave.items[0]], ['purpose'])
    await posting(gave.case)(both.a.client(), 'disposal', disposal(gave.items[0]))
    const gone = { status: 410, code: 'item-disposed' }
    t.match(outcomeOf(await read(both.a.client(), gave.items[0], gave.case)), gone, 'closed things may go')
  })

  t.test('a partner that brings all shares at once opens nothing by it [R13]', async (t) => {
    const {
      a: one,
      b: two,
      agreement,
    } = await installedPair(t, { store, agreement: { standingAcceptance: undefined } as never })
    const a = await start(t, one)
    const { case: id } = await open(a.client(), agreement.id)
    const sender = await senderOf(two, one, agreement)
    await sender.deliver([
      await sender.make({ type: 'ack', body: ack() as JsonObject, statement: { case: id, clock: 2 } }),
    ])
    const outcomes = (item: string) => [provided('w1', item), notAvailable('w2'), notAvailable('w3')]
    const made = await sender.make({
      ...{ type: 'response', content: randomBytes(900), statement: { case: id, clock: 3 } },
      body: (item) => response(true, outcomes(item), { keys: 'after-acceptance' }) as JsonObject,
    })
    const { entries } = await sender.deliver([made])
    t.match(entries, [{ outcome: 'received', problem: undefined }])
    const item = made.message.items[0]?.id ?? ''
    t.match(outcomeOf(await read(a.client(), item, id)), locked)
    t.match(outcomeOf(await readBody(a.client(), made.message.statement.id, id)), locked)
    const { message } = await sender.make({
      ...{ type: 'response', content: randomBytes(900), statement: { case: id, clock: 4 } },
      body: (another) => response(true, outcomes(another), { keys: 'immediate' }) as JsonObject,
    })
    const [entry] = (await sender.deliver([{ message, parts: [] }])).entries
    t.match(entry, { outcome: 'refused', problem: 'body-invalid' })
  })

  t.test('the answer that speaks for other terms, or for another text, counts for nothing [R13]', async (t) => {
    const both = await strictPair(t, { store })
    const { a, b } = both
    const gave = await answered(both, documents())
    const body = (await acceptanceOf(a.client(), gave.case, gave.items)) as JsonObject
    const post = (changes: object) =>
      a.client().post(`/v1/cases/${gave.case}/messages`, { type: 'accept-terms', body: { ...body, ...changes } })
    for (const changes of [{ text: 'b'.repeat(64) }, { terms: 'b'.repeat(64) }, { items: [randomUUIDv7()] }])
      t.match((await post(changes)).status, /^4/, JSON.stringify(changes))
    const sender = await senderOf(a.installation, b.installation, both.agreement)
    await refusedFromPartner(t, b, {
      id: gave.case,
      sender,
      wishes: {
        ...{ type: 'accept-terms', body: { ...body, text: 'b'.repeat(64) } },
        statement: { case: gave.case, clock: 100 },
      },
      expect: { problem: 'body-invalid', detail: /text/ },
    })
    await withoutEffect(t, a, {
      id: gave.case,
      sender: await senderOf(b.installation, a.installation, both.agreement),
      wishes: { type: 'accept-terms', body },
      reason: /given/,
    })
    t.match(outcomeOf(await read(a.client(), gave.items[0], gave.case)), locked)
    await untilItem(a.client(), gave.case, gave.items[0], ({ acceptance }) => acceptance === 'open')
  })
})
