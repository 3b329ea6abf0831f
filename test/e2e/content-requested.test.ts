// What came with a request is under terms like what comes with an answer: the requested member accepts, asks, reports and disposes (5.3).
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { ack, breach, daysFromNow, disposal, measures, purpose, requestBody } from '../support/bodies.ts'
import {
  accepts,
  blocksOf,
  messagesOf,
  outcomeOf,
  readBody,
  strictPair,
  triesFor,
  untilHere,
} from '../support/content.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, untilState } from '../support/story.ts'
import { refusedAtDoor, withoutEffect } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const both = await strictPair(t, { store })
  const { a, b, agreement } = both
  const [asking, answering] = [a.client(), b.client()]
  const answer = { purpose: 'ANSWER_REQUEST' }

  /** XA asks and encloses a document, XB acknowledges. */
  async function enclosed() {
    const made = await asking.post('/v1/terms', { agreement: agreement.id, purposes: [purpose] })
    const terms = String(made.json.sha256)
    const octets = randomBytes(3_000)
    const item = String((await asking.upload(terms, 'verification', octets)).json.item)
    const ask = { agreement: agreement.id, office: 'HQ', body: requestBody(), items: [item], terms }
    const opened = await asking.post('/v1/cases', ask)
    if (opened.status !== 202) throw new Error(`${opened.status} ${opened.octets}`)
    const id = String(opened.json.case)
    await untilState(answering, id, 'submitted')
    const said = await posting(id)(answering, 'ack', ack())
    await untilHere(asking, id, String(said.json.message))
    const request = (await messagesOf(asking, id))('request')
    return { id, item, octets, request, terms }
  }
  const readItem = (item: string, id: string, more: object = answer) =>
    answering.post(`/v1/items/${item}/releases`, { purpose, matter: id, ...more })

  t.test('the requested member reads what came with a request in order to answer it [R11]', async (t) => {
    const { id, item, octets, request } = await enclosed()
    const read = await readItem(item, id)
    t.ok(read.octets.equals(octets), `${read.status}`)
    t.match(outcomeOf(await readItem(item, id, { purpose })), { status: 403, paragraph: '5.1 b' })
    const view = (await answering.get(`/v1/cases/${id}`)).json
    t.match(view, { regions: { 'retention-requested': 'held' } })
    const [held] = (await blocksOf(answering, id)).filter(({ direction }) => direction === 'in')
    t.match(held?.binds.map(({ id: of }) => of).sort(), [item, request].sort())
    t.match((await triesFor(b, item)).releases, [{ purpose: 'ANSWER_REQUEST' }])
  })

  t.test('terms under which nobody could read a request leave by no door [A11]', async (t) => {
    const made = await asking.post('/v1/terms', { agreement: agreement.id, purposes: [purpose] })
    const rows = (await asking.get(`/v1/terms/${String(made.json.sha256)}`)).json.terms as { term: string }[]
    const opening = async (term: string, changes: object) => {
      const row = { ...rows.find((each) => each.term === term), ...changes }
      const { json } = await asking.post('/v1/terms', { agreement: agreement.id, purposes: [purpose], terms: [row] })
      const body = requestBody()
      return outcomeOf(
        await asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body, terms: json.sha256 }),
      )
    }
    const refused = { status: 422, code: 'terms-invalid' }
    t.match(await opening('retention', { until: daysFromNow(-1) }), { ...refused, said: /retention ended/ })
    t.match(await opening('recipients', { offices: ['NOPE'] }), { ...refused, said: /do not name this office/ })
    t.match(await opening('recipients', { offices: ['NOPE', 'HQ'] }), { status: 202 })
  })

  t.test('it accepts them, asks for a permission and uses it as it was given [R11]', async (t) => {
    const { id, item, request } = await enclosed()
    await accepts({ of: b, other: a }, id, [item, request])
    const permission = randomUUIDv7()
    const ask = { permission, items: [item], purposes: [purpose], reason: 'A case of ours.' }
    const asked = await posting(id)(answering, 'permission-ask', ask)
    await untilHere(asking, id, String(asked.json.message))
    t.match(outcomeOf(await readItem(item, id, { purpose })), { status: 403 }, 'to ask is not to have')
    const said = await posting(id)(asking, 'permission', { permission, verdict: 'granted', uses: 1 })
    await untilHere(answering, id, String(said.json.message))
    t.equal((await readItem(item, id, { purpose })).status, 200)
    t.match(outcomeOf(await readItem(item, id, { purpose })), { status: 403 }, 'once')
    t.match(outcomeOf(await readBody(answering, request, id)), { status: 403 }, 'and not for the body')
  })

  t.test('its terms are tightened, and from then on it reads no more [R11]', async (t) => {
    const { id, item, request, terms } = await enclosed()
    const kept = (await asking.get(`/v1/terms/${terms}`)).json as unknown as { terms: JsonObject[]; protection: object }
    const retention = { ...kept.terms.find(({ term }) => term === 'retention'), until: daysFromNow(-1) }
    const ask = { agreement: agreement.id, case: id, terms: [retention], protection: kept.protection }
    const made = await asking.post('/v1/terms', ask)
    const body = { items: [item, request], reason: 'It ends.' }
    const said = await posting(id)(asking, 'amend-terms', body, { terms: String(made.json.sha256) })
    await untilHere(answering, id, String(said.json.message))
    t.match(outcomeOf(await readItem(item, id)), { status: 403, paragraph: '5.1 e' })
    t.match(outcomeOf(await readBody(answering, request, id, answer)), { status: 403, paragraph: '5.1 e' })
    const wide = { ...retention, until: '2099-01-01' }
    const looser = await asking.post('/v1/terms', { ...ask, terms: [wide] })
    await refusedAtDoor(t, a, {
      id,
      post: () =>
        asking.post(`/v1/cases/${id}/messages`, { type: 'amend-terms', body, terms: String(looser.json.sha256) }),
      expect: { code: 'terms-invalid' },
    })
  })

  t.test('it reports a breach and disposes of what it holds, and nobody does so in its place [R11]', async (t) => {
    const { id, item, request } = await enclosed()
    const of = randomUUIDv7()
    for (const [type, body] of [
      ['breach', breach(of, 'first', item)],
      ['breach', breach(of, 'full', item)],
      ['measures', measures(of, true)],
    ] as const) {
      const said = await posting(id)(answering, type, body)
      await untilHere(asking, id, String(said.json.message))
      t.match(((await asking.get(`/v1/cases/${id}`)).json.timeline as object[]).at(-1), { type, effect: 'applied' })
    }
    await refusedAtDoor(t, a, {
      id,
      post: () => asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body: disposal(item) }),
      expect: { status: /^4/ },
    })
    await withoutEffect(t, b, {
      id,
      sender: await senderOf(a.installation, b.installation, agreement),
      wishes: { type: 'disposal', body: disposal(item) as JsonObject },
      reason: /given/,
    })
    t.equal((await readItem(item, id)).status, 200, 'which is still there')
    const said = await posting(id)(answering, 'disposal', disposal(item, request))
    await untilHere(asking, id, String(said.json.message))
    t.match(outcomeOf(await readItem(item, id)), { status: 410, code: 'item-disposed' })
    t.match(outcomeOf(await readBody(answering, request, id, answer)), { status: 410, code: 'item-disposed' })
    t.match((await asking.get(`/v1/cases/${id}`)).json, { regions: { 'retention-requested': 'disposed' } })
    const destroyed = (await evidenceOf(b, { case: id })).filter(({ kind }) => kind === 'key.destroyed')
    t.same(destroyed.map(({ subject }) => subject).sort(), [item, request].sort())
    t.type(((await asking.get(`/v1/messages/${request}`)).json.body as JsonObject).matter, 'string', 'XA keeps its own')
  })
})
