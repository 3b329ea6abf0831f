// What one person may not do alone, whoever runs the gateway may not do at all, and each kind of exchange has alike: the use phase.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { exportDeclaration } from '../../gateway/profiles/export-declaration/profile.ts'
import { tfa12 } from '../../gateway/profiles/tfa12/profile.ts'
import {
  assurance,
  assuranceRequired,
  atDiscretion,
  clarify,
  daysFromNow,
  disposal,
  outcomeAsk,
  postpone,
  purpose,
  refuse,
  responseBody,
  verificationUpdate,
} from '../support/bodies.ts'
import type { Reply } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { accepts, clientWith, opened, outcomeOf, permitted, readBody, triesFor, untilHere } from '../support/content.ts'
import { installedPair, start } from '../support/gateways.ts'
import { agreementBetween, peer, scratch } from '../support/installation.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { acknowledged, evidenceOf, posting, provide, read, untilItem, untilState } from '../support/story.ts'
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

  t.test(
    'at discretion nothing that the requested side may write leaves by one person, of any type [R20]',
    async (t) => {
      const id = await discretionary()
      const path = `/v1/cases/${id}/messages`
      const sent = async () =>
        (await evidenceOf(b, { case: id })).filter(({ kind }) => kind === 'statement.sent').length
      /** Each type is tried by the door, with a body that fits where it is named, else with its example. */
      async function none(when: string, fitting: Readonly<Record<string, object>>) {
        const before = await sent()
        for (const [type, { from }] of Object.entries(tfa12.messages)) {
          if (from === 'requesting') continue
          const said = fitting[type]
          const answer = await answering.post(path, { type, ...(said ?? { body: exampleBody(tfa12, type) }) })
          t.not(answer.status, 202, `${when}: ${type} ${answer.octets}`)
          if (said !== undefined)
            t.match(answer, { status: 201, json: { approval: 'needed' } }, `${when}: ${type} ${answer.octets}`)
        }
        t.equal(await sent(), before, `${when}: nothing left`)
      }
      const byTwo = async (type: string, body: object, more: object = {}) => {
        const drafted = await answering.post(path, { type, body, ...more })
        const done = await b.client('approver').post(`/v1/drafts/${drafted.json.draft}/approval`, { revision: 1 })
        t.equal(done.status, 202, `${type}: ${drafted.octets} ${done.octets}`)
        await untilHere(asking, id, String(done.json.message))
        return String(done.json.message)
      }
      const about = { agreement: agreement.id, case: id }
      const named = [['declaration', randomBytes(2_000)] as const, ['commercial-invoice', randomBytes(2_000)] as const]
      const { terms, items } = await provide(answering, about, named)
      const [w1 = '', w2 = ''] = items
      const body = { ...responseBody({ w1: [w1], w2: [w2] }), keys: 'after-acceptance' }
      await none('before the answer', {
        clarify: { body: clarify() },
        postpone: { body: postpone(daysFromNow(30), 'w1') },
        refuse: { body: refuse(atDiscretion, 'w1') },
        response: { body, items, terms },
      })
      const response = await byTwo('response', body, { items, terms })
      await accepts({ of: a, other: b }, id, [...items, response])
      await none('before the keys', { keys: { body: { items } } })
      await byTwo('keys', { items })
      await untilItem(asking, id, w1, ({ locked }) => locked === false)
      const permission = randomUUIDv7()
      const wish = { permission, items: [w1], purposes: ['VERIFY_ORIGIN'], reason: 'The origin is in doubt as well.' }
      const ask = await posting(id)(asking, 'permission-ask', wish)
      await untilHere(answering, id, String(ask.json.message))
      await none('while it is used', {
        'verification-update': { body: verificationUpdate(w1, 'verified') },
        'amend-terms': { body: { items: [w1], reason: 'It ends.' }, terms },
        permission: { body: { permission, verdict: 'granted' } },
        'outcome-ask': { body: outcomeAsk() },
      })
      const folder = await scratch(t)
      const [token, ca, said] = ['token', 'ca.pem', 'body.json'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ]
      await Promise.all([writeFile(token, two.tokens.officer), writeFile(ca, two.ca.certPem)])
      await writeFile(said, JSON.stringify(verificationUpdate(w1, 'verified')))
      const words = ['send', 'verification-update', '--case', id, '--body', said, '--folder', two.folder]
      const before = await sent()
      const ended = await bulla(folder, [...words, '--token-file', token, '--ca', ca, '--json'])
      t.match(ended, { exit: 0, json: { approval: 'needed' } }, ended.err)
      t.equal(await sent(), before, 'nor by the command')
    },
  )

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
