// A clock that was set back opens nothing that retention has closed, and an agreement that has ended leaves the duties of what is held.
import '../support/set-clock.ts'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Agreement } from '../../gateway/model/agreement.ts'
import {
  breach,
  daysFromNow,
  disposal,
  legalHold,
  notAvailable,
  outcome,
  requestBody,
  response,
  supplement,
} from '../support/bodies.ts'
import { type Answered, opened, outcomeOf, readBody, strictPair, untilHere } from '../support/content.ts'
import { type Gateway, type Pair, start } from '../support/gateways.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { senderOf, type Wishes } from '../support/sender.ts'
import { setClockAhead } from '../support/set-clock.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, read } from '../support/story.ts'
import { refusedFromPartner } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]

  /** Both begin anew, on another day. */
  async function later(t: Test, both: Pair, put: () => void, options: object = {}): Promise<Pair> {
    await both.a.running.close()
    await both.b.running.close()
    put()
    const begun = async (gateway: Gateway) => start(t, gateway.installation, options)
    return { ...both, a: await begun(both.a), b: await begun(both.b) }
  }

  const ends = (until: string) => [{ term: 'retention', paragraph: '5.1 e', assurance: 'E', until, noticeDays: 30 }]

  const denied = { status: 403, code: 'release-denied', paragraph: '5.1 e' }

  /** Given at XA until today, and tried two days later. */
  async function expired(t: Test, { alone = false } = {}) {
    setClockAhead(0)
    const both = await strictPair(t, { store })
    const gave = await opened(both, documents(), { terms: ends(daysFromNow(0)) })
    t.equal((await read(both.a.client(), gave.items[0], gave.case)).status, 200, 'on its last day')
    if (alone) {
      await both.b.running.close()
      await both.a.running.close()
      setClockAhead(2)
    }
    const after = alone
      ? { ...both, a: await start(t, both.a.installation) }
      : await later(t, both, () => setClockAhead(2))
    t.match(outcomeOf(await read(after.a.client(), gave.items[0], gave.case)), denied)
    return { gave, after, tried: (await evidenceOf(after.a, { case: gave.case })).length }
  }

  const waysTo = (a: Gateway, { case: id, items, response }: Answered) => [
    () => read(a.client(), items[0], id),
    () => read(a.client(), items[0], id, { use: 'compare' }),
    () => readBody(a.client(), response, id),
    () => readBody(a.client(), response, id, { items: true }),
  ]

  t.test('a clock two days back opens nothing, and until it is right nothing is written [R26]', async (t) => {
    const { gave, after } = await expired(t)
    const back = await later(t, after, () => setClockAhead(0))
    for (const ask of waysTo(back.a, gave)) t.match(outcomeOf(await ask()), { status: 503, code: 'clock-stepped' })
    const bundle = await back.a.client().get(`/v1/cases/${gave.case}/bundle?purpose=VERIFY_VALUE`)
    t.match(outcomeOf(bundle), { status: 503, code: 'clock-stepped' })
    const ready = await back.a.client('operator').get('/readyz')
    t.match(ready.json, { ready: false, reasons: [/the clock says .* but the store holds an instant of/] })
  })

  t.test('though a person vouches for it, what partners signed since counts [R26]', async (t) => {
    const { gave, after, tried } = await expired(t)
    const back = await later(t, after, () => setClockAhead(0), { clockChecked: true })
    for (const ask of waysTo(back.a, gave)) t.match(outcomeOf(await ask()), denied)
    t.equal((await evidenceOf(back.a, { case: gave.case })).length, tried + 4, 'and each is evidence')
    const { json } = await back.a.client('operator').get('/readyz')
    t.match(JSON.stringify(json), /XB has signed at .*: it went back/, 'that it went back is told')
  })

  t.test(
    'though a person vouches for it and no partner saw it, what the case holds of its own counts [R26]',
    async (t) => {
      const { gave, after } = await expired(t, { alone: true })
      await after.a.running.close()
      setClockAhead(0)
      const a = await start(t, after.a.installation, { clockChecked: true })
      for (const ask of waysTo(a, gave)) t.match(outcomeOf(await ask()), denied)
    },
  )

  t.test('a clock that went back makes nothing ours that was given, and no release lives longer [R26]', async (t) => {
    setClockAhead(0)
    const both = await strictPair(t, { store })
    const xc = await install(join(await scratch(t), 'XC'), 'XC')
    const withC = await peer(both.a.installation, xc, agreementBetween(both.a.installation, xc))
    const early = await opened(both, documents())
    const given = await read(both.a.client(), early.items[0], early.case)
    const again = (a: Gateway) => a.client().get(String(given.headers['content-location']))
    t.equal((await again(both.a)).status, 200, 'what broke off is gone on with')
    const after = await later(t, both, () => setClockAhead(2))
    t.match(outcomeOf(await again(after.a)), { status: 404 }, 'for a day')
    const [secret, other] = documents()
    await opened(after, [secret, other])
    const back = await later(t, after, () => setClockAhead(0), { clockChecked: true })
    t.match(outcomeOf(await again(back.a)), { status: 404 }, 'by the latest clock')
    const asking = back.a.client()
    const ask = { agreement: withC.id, purposes: ['VERIFY_VALUE'] }
    const terms = String((await asking.post('/v1/terms', ask)).json.sha256)
    const onward = { status: 403, code: 'onward-disclosure' }
    t.match(outcomeOf(await asking.upload(terms, 'verification', secret)), onward)
    t.equal((await asking.upload(terms, 'verification', randomBytes(900))).status, 201)
  })

  t.test('a clearance ends on its day [R16]', async (t) => {
    setClockAhead(0)
    const both = await strictPair(t, { store })
    const purpose = { codes: ['VERIFY_OTHER'], text: 'To find out who packed the goods.' }
    const gave = await opened(both, documents(), { request: requestBody({ purpose }) })
    const ask = { purpose: 'VERIFY_OTHER', reader: 'officer-17' }
    const clearance = { ...ask, until: daysFromNow(1), uses: 9, reason: 'It is this purpose.' }
    const cleared = await both.a.client('approver').post(`/v1/items/${gave.items[0]}/clearances`, clearance)
    t.equal(cleared.status, 201)
    t.equal((await read(both.a.client(), gave.items[0], gave.case, ask)).status, 200)
    const { a } = await later(t, both, () => setClockAhead(3))
    t.match(outcomeOf(await read(a.client(), gave.items[0], gave.case, ask)), { status: 403, code: 'release-asks' })
  })

  t.test('after the agreement has ended, what is held is read and what it needs is still said [R6]', async (t) => {
    setClockAhead(0)
    const parameters: Partial<Agreement> = { until: daysFromNow(1), standingAcceptance: undefined } as never
    const both = await strictPair(t, { store, agreement: parameters })
    const gave = await opened(both, documents())
    const bare = await opened(both, documents())
    const { a, b } = await later(t, both, () => setClockAhead(3))
    const [asking, answering] = [a.client(), b.client()]
    t.equal((await read(asking, gave.items[0], gave.case)).status, 200, 'what was given is read under its terms')
    const request = await asking.post('/v1/cases', { agreement: both.agreement.id, office: 'HQ', body: requestBody() })
    t.match(outcomeOf(request), { status: 422 }, 'no case is opened')
    for (const [client, type, body] of [
      [asking, 'supplement', supplement('w9')],
      [answering, 'response', response(false, [notAvailable('w3')])],
    ] as const) {
      const more = await client.post(`/v1/cases/${gave.case}/messages`, { type, body })
      t.not(more.status, 202, `nothing more is asked for or given: ${more.octets}`)
    }
    for (const [from, to, wishes] of [
      [a, b, { type: 'request' }],
      [
        b,
        a,
        { type: 'response', body: response(false, [notAvailable('w3')]), statement: { case: gave.case, clock: 99 } },
      ],
    ] as const)
      await refusedFromPartner(t, to, {
        sender: await senderOf(from.installation, to.installation, both.agreement),
        wishes: wishes as Wishes,
        expect: { detail: /agreement/ },
      })
    const asked = await posting(gave.case)(answering, 'outcome-ask', {
      question: 'What became of it?',
      answerBy: daysFromNow(30),
    })
    await untilHere(asking, gave.case, String(asked.json.message))
    for (const [type, body] of [
      ['outcome', outcome(gave.items[0])],
      ['breach', breach('01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d21', 'first', gave.items[0])],
      ['disposal', disposal(...gave.items, gave.response)],
    ] as const) {
      const said = await posting(gave.case)(asking, type, body)
      await untilHere(answering, gave.case, String(said.json.message))
      const { json } = await answering.get(`/v1/cases/${gave.case}`)
      t.match((json.timeline as object[]).at(-1), { type, effect: 'applied' })
    }
    t.match(outcomeOf(await read(asking, gave.items[0], gave.case)), { status: 410 })
    const bodies = await posting(gave.case)(answering, 'disposal', disposal(gave.request))
    await untilHere(asking, gave.case, String(bodies.json.message))
    const next = await asking.post(`/v1/cases/${gave.case}/messages`, { type: 'outcome', body: outcome(gave.items[0]) })
    t.match(outcomeOf(next), { status: 422 }, 'where nothing is held any more nothing is said')
    t.equal((await read(asking, bare.items[0], bare.case)).status, 200, 'and another case goes on')
  })

  t.test('a legal hold keeps through its last day, to the end of it where the office is [R18]', async (t) => {
    setClockAhead(0)
    const both = await strictPair(t, { store })
    const gave = await opened(both, documents(), { terms: [{ ...ends(daysFromNow(400))[0], hold: true }] })
    const [item] = gave.items
    const gone = disposal(item) as { items: object[] }
    const until = daysFromNow(2)
    const kept = { ...gone.items[0], keysDestroyed: false, hold: legalHold({ until, remindOn: until }) }
    const dispose = (a: Gateway, items: object[]) =>
      a
        .client()
        .post(`/v1/cases/${gave.case}/messages`, { type: 'disposal', body: { ...gone, on: daysFromNow(0), items } })
    t.equal((await dispose(both.a, [kept])).status, 202)
    const lastDay = await later(t, both, () => setClockAhead(2))
    t.match(outcomeOf(await read(lastDay.a.client(), item, gave.case)), denied)
    t.match((await dispose(lastDay.a, gone.items)).json, { code: 'body-invalid', field: '/items/0/keysDestroyed' })
    const after = await later(t, lastDay, () => setClockAhead(3))
    t.equal((await read(after.a.client(), item, gave.case)).status, 200, 'then its terms alone decide')
    t.equal((await dispose(after.a, gone.items)).status, 202)
    setClockAhead(0)
  })
})
