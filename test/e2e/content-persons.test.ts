// What one person may not do alone, whoever runs the gateway may not do at all, and each kind of exchange has alike: the use phase.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { exportDeclaration } from '../../gateway/profiles/export-declaration/profile.ts'
import { assurance, assuranceRequired, clarify, disposal, purpose } from '../support/bodies.ts'
import type { Reply } from '../support/client.ts'
import { accepts, clientWith, opened, outcomeOf, permitted, readBody, triesFor, untilHere } from '../support/content.ts'
import { installedPair, start } from '../support/gateways.ts'
import { agreementBetween, peer } from '../support/installation.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { acknowledged, posting, read, untilState } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'
import { refusedAtDoor, withoutEffect } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const strict = { standingAcceptance: undefined } as never
  const { a: one, b: two, agreement } = await installedPair(t, { store, agreement: strict })
  const pushing = { id: 'xa-xb-declarations', profiles: ['export-declaration'], inAdvance: false }
  const declaring = await peer(one, two, agreementBetween(one, two, pushing))
  const everything = await clientWith(one, ['operate', 'submit', 'read', 'release', 'approve'], 'all')
  const [a, b] = [await start(t, one), await start(t, two)]
  const both = { a, b, agreement }
  const [asking, answering] = [a.client(), b.client()]
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]

  t.test('whoever runs the gateway runs it, and reads, sends and approves nothing [R15]', async (t) => {
    const gave = await opened(both, documents())
    const runs = everything()
    t.teardown(() => runs.close())
    t.equal((await runs.get('/v1/operator/status')).status, 200, 'it runs the gateway')
    const forbidden = { status: 403, code: 'forbidden' }
    const id = gave.case
    const ways: Record<string, () => Promise<Reply>> = {
      item: () => read(runs, gave.items[0], id),
      body: () => readBody(runs, gave.response, id),
      bundle: () => runs.get(`/v1/cases/${id}/bundle?purpose=${purpose}`),
      case: () => runs.get(`/v1/cases/${id}`),
      message: () => runs.post(`/v1/cases/${id}/messages`, { type: 'close', body: {} }),
      approval: () => runs.post(`/v1/drafts/${randomUUIDv7()}/approval`, { revision: 1 }),
    }
    for (const [what, ask] of Object.entries(ways)) t.match(outcomeOf(await ask()), forbidden, what)
    const { denials } = await triesFor(a, gave.items[0])
    t.match(denials, [{ problem: 'forbidden' }], 'whatever clients.json says of its roles')
  })

  /** XA cannot give the assurance that XB asks for. */
  async function discretionary() {
    const id = await acknowledged(both)
    const said = async (from: typeof a, to: typeof a, type: string, body: object) => {
      const { json } = await posting(id)(from.client(), type, body)
      await untilHere(to.client(), id, String(json.message))
    }
    await said(b, a, 'assurance-required', assuranceRequired())
    await said(a, b, 'assurance', assurance(false))
    return id
  }

  t.test('at discretion two persons decide on any free text, and then it leaves [R20]', async (t) => {
    const id = await discretionary()
    const question = { type: 'clarify', body: clarify() }
    const drafted = await answering.post(`/v1/cases/${id}/messages`, question)
    t.match({ status: drafted.status, ...drafted.json }, { status: 201, approval: 'needed', why: /at our discretion/ })
    const approval = `/v1/drafts/${String(drafted.json.draft)}/approval`
    t.match(outcomeOf(await answering.post(approval, { revision: 1 })), { status: 403, code: 'approver-same' })
    const tried = (await triesFor(b, String(drafted.json.draft))).denials
    t.match(tried, [{ client: 'officer', act: 'draft.approve', problem: 'approver-same' }], 'which is a denial [R23]')
    const sent = await b.client('approver').post(approval, { revision: 1 })
    t.equal(sent.status, 202, sent.octets.toString())
    await untilHere(asking, id, String(sent.json.message))
  })

  t.test('neither a change of the draft nor a word of the partner makes one person enough [R20]', async (t) => {
    const id = await discretionary()
    const path = `/v1/cases/${id}/messages`
    const question = { type: 'clarify', body: clarify() }
    const drafted = await answering.post(path, question)
    const draft = `/v1/drafts/${String(drafted.json.draft)}`
    const other = b.client('approver')
    t.equal((await other.post(`${draft}/change`, { revision: 1, body: question.body })).status, 200)
    for (const client of [answering, other])
      t.match(outcomeOf(await client.post(`${draft}/approval`, { revision: 2 })), {
        status: 403,
        code: 'approver-same',
      })
    const sender = await senderOf(one, two, agreement)
    const given = { type: 'assurance', body: assurance(true) as JsonObject, statement: { case: id, clock: 90 } }
    const { entries } = await sender.deliver([await sender.make(given)])
    t.match(entries, [{ problem: /./ }], 'no assurance is asked for any more')
    t.match((await answering.get(`/v1/cases/${id}`)).json, { discretionary: true })
    const again = await answering.post(path, question)
    t.match({ status: again.status, ...again.json }, { status: 201, approval: 'needed' })
  })

  /** XA declares to XB, which has accepted the terms. */
  async function declared() {
    const ask = { agreement: declaring.id, office: 'HQ', type: 'declare' }
    const posted = await asking.post('/v1/cases', { ...ask, body: exampleBody(exportDeclaration, 'declare') })
    const { case: id, message } = posted.json as { case: string; message: string }
    await untilState(answering, id, 'declared')
    await accepts({ of: b, other: a }, id, [message])
    return { id, message }
  }
  const compare = { purpose: 'COMPARE_DECLARATION' }

  t.test('a declaration is under the use phase: read, permitted more, and disposed of [R5]', async (t) => {
    const { id, message } = await declared()
    t.equal((await readBody(answering, message, id, compare)).status, 200)
    t.match(outcomeOf(await readBody(answering, message, id)), { status: 403, code: 'release-denied' })
    await permitted({ a: b, b: a, agreement: declaring }, id, [message], { purposes: ['VERIFY_VALUE'] })
    t.equal((await readBody(answering, message, id)).status, 200, 'by a permission')
    const said = await posting(id)(answering, 'disposal', disposal(message))
    await untilHere(asking, id, String(said.json.message))
    t.match(outcomeOf(await readBody(answering, message, id, compare)), { status: 410, code: 'item-disposed' })
  })

  t.test('nobody disposes in the place of the member that holds it, nor says so for it [R5]', async (t) => {
    const { id, message } = await declared()
    const body = disposal(message) as JsonObject
    await refusedAtDoor(t, a, {
      id,
      post: () => asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body }),
      expect: { status: /^4/ },
    })
    await withoutEffect(t, b, {
      id,
      sender: await senderOf(one, two, declaring),
      wishes: { type: 'disposal', body, statement: { profile: 'export-declaration' } },
      reason: /given/,
    })
    t.equal((await readBody(answering, message, id, compare)).status, 200, 'it is still there')
  })
})
