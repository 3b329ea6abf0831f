// What the other member keeps of the terms, held against what they demand: when they are made, when something is given, and when
// its card says less than before.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { shownClasses } from '../../gateway/model/terms/assurance-classes.ts'
import { responseBody } from '../support/bodies.ts'
import { accepts, answered, strictPair } from '../support/content.ts'
import { pair, start } from '../support/gateways.ts'
import { nextCard, signersOf } from '../support/next-card.ts'
import { knock, lineBetween } from '../support/partner-client.ts'
import { freePort } from '../support/ports.ts'
import { openProxy } from '../support/proxy.ts'
import { senderOf } from '../support/sender.ts'
import { acknowledged, provide, untilItem } from '../support/story.ts'
import { refusedFromPartner } from '../support/unchanged.ts'

const documents = [randomBytes(2_000), randomBytes(2_000)] as const
/** Nobody declares more than D of it. */
const demanding = [{ term: 'deciding', paragraph: '5.1 d', assurance: 'E', unverified: 'not-deciding' }]

t.test('a card that promises less than the terms demand [R19b]', async (t) => {
  const both = await strictPair(t)
  const { a, b, agreement } = both
  const [giving, approver] = [b.client(), b.client('approver')]
  const gave = await answered(both, documents)
  const about = { agreement: agreement.id, case: gave.case }
  t.notOk('unmet' in (await giving.post('/v1/terms', about)).json, 'before, its card declares what usual terms demand')

  const less = { ...shownClasses(), retention: 'A', export: 'L' } as const
  const { jws } = await nextCard(a.installation.card, await signersOf(a.installation), { assurance: less })
  const offered = { method: 'POST', path: '/v1/card', headers: { 'content-type': 'application/jose' }, body: jws }
  t.match(await knock(lineBetween(a.installation, b.installation), offered), { status: 200 })

  t.test('whoever runs the gateway is told which terms, by event and log', async (t) => {
    const { json } = await b
      .client('operator')
      .until('/v1/events', ({ rows }) => (rows as { kind: string }[]).some(({ kind }) => kind === 'assurance.lowered'))
    t.match(
      (json.rows as { kind: string }[]).filter(({ kind }) => kind === 'assurance.lowered'),
      [{ partner: 'XA', office: null }],
    )
    const log = await readFile(join(b.installation.folder, 'gateway.log'), 'utf8')
    t.match(log, /"assurance\.lowered".*"sequence":2.*retention E → A, export E → L/)
  })

  t.test('terms that are made say what is not kept, and what becomes of documents then', async (t) => {
    t.match((await giving.post('/v1/terms', about)).json, {
      unmet: [
        { term: 'retention', demanded: 'E', declared: 'A' },
        { term: 'export', demanded: 'E', declared: 'L' },
      ],
      whereUnmet: 'two-persons',
    })
  })

  t.test('keys of what was on its way wait for two persons, and then open it', async (t) => {
    await accepts({ of: a, other: b }, gave.case, [...gave.items, gave.response])
    const path = `/v1/cases/${gave.case}/messages`
    const { status, json } = await giving.post(path, { type: 'keys', body: { items: gave.items } })
    t.match(
      { status, json },
      { status: 201, json: { approval: 'needed', why: /retention \(E demanded, A declared\)/ } },
    )
    t.equal((await approver.post(`/v1/drafts/${json.draft}/approval`, { revision: 1 })).status, 202)
    for (const item of gave.items) await untilItem(a.client(), gave.case, item, ({ locked }) => locked === false)
  })

  t.test('documents wait for two persons; what brings none goes', async (t) => {
    const id = await acknowledged(both)
    const { terms, items } = await provide(giving, { agreement: agreement.id, case: id }, [
      ['declaration', documents[0]],
      ['commercial-invoice', documents[1]],
    ])
    const [w1 = '', w2 = ''] = items
    const body = { ...responseBody({ w1: [w1], w2: [w2] }), keys: 'after-acceptance' }
    t.match(await giving.post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms }), {
      status: 201,
      json: { approval: 'needed', why: /export \(E demanded, L declared\)/ },
    })
  })
})

t.test('what waits in the outbox does not leave to a card that promises less meanwhile [R19c]', async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const giving = b.client()
  const id = await acknowledged(both)
  const { terms, items } = await provide(giving, { agreement: agreement.id, case: id }, [
    ['declaration', documents[0]],
    ['commercial-invoice', documents[1]],
  ])
  const signers = await signersOf(a.installation)
  const less = await nextCard(a.installation.card, signers, { assurance: { ...shownClasses(), export: 'L' } })
  await a.running.close()
  const [w1 = '', w2 = ''] = items
  const body = { ...responseBody({ w1: [w1], w2: [w2] }), keys: 'immediate' }
  const said = await giving.post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms })
  t.equal(said.status, 202, said.octets.toString())
  const offered = { method: 'POST', path: '/v1/card', headers: { 'content-type': 'application/jose' }, body: less.jws }
  t.match(await knock(lineBetween(a.installation, b.installation), offered), { status: 200 })
  await start(t, a.installation)
  const of = `/v1/messages/${said.json.message}`
  const held = await giving.until(of, ({ delivery }) => (delivery as { state?: string } | null)?.state === 'refused')
  t.match(held.json, { delivery: { state: 'refused', problem: 'assurance-unmet' } })
  t.equal((await a.client().get(`/v1/items/${w1}`)).status, 404, 'nothing of it is there')

  const again = `/v1/operator/deliveries/${said.json.message}/redelivery`
  t.equal((await b.client('operator').post(again, {})).status, 202)
  await giving.until(of, ({ delivery }) => (delivery as { state?: string } | null)?.state === 'refused')
  const { json } = await giving.get(`/v1/cases/${id}`)
  t.ok((json.legalNext as string[]).includes('response'), 'it can be said anew, which two persons decide')
})

t.test('what is on its way when a card promises less is not sealed for it any more [R19d]', async (t) => {
  const endpointPort = await freePort()
  const both = await pair(t, { a: { endpointPort }, b: { settings: { INLINE_PART_BYTES: 0 } } })
  const { a, b, agreement } = both
  const proxy = await openProxy(a.installation.ports.partner, endpointPort)
  t.teardown(proxy.close)
  const giving = b.client()
  const id = await acknowledged(both)
  const { terms, items } = await provide(giving, { agreement: agreement.id, case: id }, [
    ['declaration', randomBytes(3_000_000)],
    ['commercial-invoice', documents[1]],
  ])
  const less = await nextCard(a.installation.card, await signersOf(a.installation), {
    assurance: { ...shownClasses(), export: 'L' },
  })
  const lowered = Promise.withResolvers<void>()
  t.teardown(() => lowered.resolve())
  const before = proxy.seen.upBytes
  proxy.faults.hold = { afterBytes: before + 1_000_000, until: lowered.promise }
  const [w1 = '', w2 = ''] = items
  const body = { ...responseBody({ w1: [w1], w2: [w2] }), keys: 'immediate' }
  const said = await giving.post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms })
  t.equal(said.status, 202, said.octets.toString())
  while (proxy.seen.upBytes < before + 1_000_000) await new Promise((resolve) => setTimeout(resolve, 20))
  const offered = { method: 'POST', path: '/v1/card', headers: { 'content-type': 'application/jose' }, body: less.jws }
  t.match(await knock(lineBetween(a.installation, b.installation), offered), { status: 200 })
  delete proxy.faults.hold
  lowered.resolve()
  const of = `/v1/messages/${said.json.message}`
  const settled = await giving.until(of, ({ delivery }) =>
    ['refused', 'delivered'].includes((delivery as { state?: string } | null)?.state ?? ''),
  )
  t.match(settled.json, { delivery: { state: 'refused', problem: 'assurance-unmet' } })
  t.equal((await a.client().get(`/v1/items/${w1}`)).status, 404, 'its ciphertext alone is there, and no key')
})

t.test('where the agreement says so, nothing is given', async (t) => {
  const both = await strictPair(t, {
    agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: [], assuranceUnmet: 'refuse' } },
  })
  const giving = both.b.client()
  const id = await acknowledged(both)
  const about = { agreement: both.agreement.id, case: id }
  const made = await giving.post('/v1/terms', { ...about, terms: demanding })
  t.match(made.json, { unmet: [{ term: 'deciding', demanded: 'E', declared: 'D' }], whereUnmet: 'refuse' })
  const { terms, items } = await provide(
    giving,
    about,
    [
      ['declaration', documents[0]],
      ['commercial-invoice', documents[1]],
    ],
    {
      terms: demanding,
    },
  )
  const [w1 = '', w2 = ''] = items
  const body = { ...responseBody({ w1: [w1], w2: [w2] }), keys: 'after-acceptance' }
  t.match(await giving.post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms }), {
    status: 409,
    json: { code: 'assurance-unmet', detail: /XA keeps less.*deciding \(E demanded, D declared\)/ },
  })
})

t.test('what is demanded of a term that nobody knows is taken by neither member [R19e]', async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const id = await acknowledged(both)
  const unknown = { term: 'watermark', paragraph: '5.1 b', assurance: 'E' }
  const about = { agreement: agreement.id, case: id }

  t.test('at our own door the terms are not made', async (t) => {
    for (const terms of [[unknown], [...demanding, unknown], [{ ...unknown, term: 'Retention' }]]) {
      const { status, json } = await b.client().post('/v1/terms', { ...about, terms })
      t.match({ status, ...json }, { status: 422, code: 'terms-invalid' }, JSON.stringify(json))
    }
  })

  t.test('from a partner, signed and with its digest right, it opens nothing', async (t) => {
    const sender = await senderOf(a.installation, b.installation, agreement)
    for (const more of [unknown, { ...unknown, assurance: 'L' }])
      await refusedFromPartner(t, b, {
        id,
        sender,
        wishes: {
          // In the place of a known one, so that their number is right.
          terms: (terms) => ({ ...terms, terms: [...(terms.terms as JsonObject[]).slice(0, -1), more] }),
          statement: { case: id, clock: 99 },
        },
        expect: { problem: 'terms-unknown', detail: /watermark/ },
      })
  })

  t.test('a card that promises it, and says nothing of one that terms demand, promises less', async (t) => {
    const { export: _, ...rest } = shownClasses()
    const { jws } = await nextCard(a.installation.card, await signersOf(a.installation), {
      assurance: { ...rest, watermark: 'E' },
    })
    const offered = { method: 'POST', path: '/v1/card', headers: { 'content-type': 'application/jose' }, body: jws }
    t.match(await knock(lineBetween(a.installation, b.installation), offered), { status: 200 })
    t.match((await b.client().post('/v1/terms', about)).json, {
      unmet: [{ term: 'export', demanded: 'E', declared: 'L' }],
    })
  })
})
