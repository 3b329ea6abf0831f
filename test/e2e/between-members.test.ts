// Between two running gateways: obligations are suspended and resumed, a limit and an agreement are agreed on, and two persons decide.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { canonicalText } from '../../crypto/canonical.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { agreement as agreementProfile } from '../../gateway/profiles/between/agreement/profile.ts'
import { suspension } from '../../gateway/profiles/between/suspension/profile.ts'
import { workload } from '../../gateway/profiles/between/workload/profile.ts'
import { ack, purpose, requestBody, responseBody } from '../support/bodies.ts'
import type { NationalClient, Reply } from '../support/client.ts'
import { type Pair, pair } from '../support/gateways.ts'
import { provide, untilState } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'

type Test = Pick<typeof t, 'equal'>

const said = ({ status, json }: Reply): string => `${status} ${JSON.stringify(json)}`

async function open(t: Test, client: NationalClient, agreement: string, changes: object = {}): Promise<Reply> {
  const opened = await client.post('/v1/cases', {
    agreement,
    office: 'HQ',
    type: 'request',
    body: requestBody(),
    ...changes,
  })
  t.equal(opened.status, 202, said(opened))
  return opened
}

/** XA asks, XB takes it up. */
async function openCase(t: Test, { a, b, agreement }: Pair, body = requestBody()): Promise<string> {
  const id = String((await open(t, a.client(), agreement.id, { body })).json.case)
  await untilState(b.client(), id, 'submitted')
  const posted = await b.client().post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack() })
  // At discretion even this waits for a second person [R20].
  const path = `/v1/drafts/${String(posted.json.draft)}/approval`
  const sent = posted.status === 201 ? await b.client('approver').post(path, { revision: 1 }) : posted
  t.equal(sent.status, 202, said(sent))
  await untilState(a.client(), id, 'accepted')
  return id
}

/** XB's complete answer, with two documents. */
async function answer(client: NationalClient, agreement: string, id: string): Promise<Reply> {
  const documents = ['declaration', 'commercial-invoice'].map((kind) => [kind, randomBytes(1000)] as const)
  const { terms, items } = await provide(client, { agreement, case: id }, documents)
  const [w1 = '', w2 = ''] = items
  return client.post(`/v1/cases/${id}/messages`, {
    type: 'response',
    body: responseBody({ w1: [w1], w2: [w2] }),
    items,
    terms,
  })
}

/** What either member exports of it convinces whoever trusts neither. */
async function verifies(
  t: Pick<Test, 'equal'> & { same(a: unknown, b: unknown, why: string): void },
  both: Omit<Pair, 'agreement'>,
  id: string,
) {
  const { a, b } = both
  const fingerprints = { XA: fingerprint(a.installation.card), XB: fingerprint(b.installation.card) }
  for (const { client, installation } of [a, b]) {
    // Under which seal a message travelled is known with its receipt.
    await client('operator').until('/v1/operator/deliveries?limit=200', ({ rows }) =>
      (rows as { state: string }[]).every(({ state }) => state === 'delivered'),
    )
    const bundle = await client().ask('GET', `/v1/cases/${id}/bundle?purpose=${purpose}`)
    t.equal(bundle.status, 200)
    const { faults } = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
    t.same(faults, [], `the bundle of ${installation.member}`)
  }
}

const types = ({ timeline }: Reply['json']) => (timeline as { type: string }[]).map(({ type }) => type)

t.test(
  '12.11.2 A suspended pair takes requests, says that nothing is answered, and goes on once it is resumed',
  async (t) => {
    const both = await pair(t)
    const { a, b, agreement } = both
    const [asking, answering] = [a.client(), b.client()]
    const id = await openCase(t, both)

    const [breach] = exampleBody(suspension, 'suspend')['breaches'] as Record<string, unknown>[]
    const { message: _, ...found } = breach ?? {}
    const today = new Date().toISOString().slice(0, 10)
    const suspended = await open(t, answering, agreement.id, {
      type: 'suspend',
      body: {
        ...exampleBody(suspension, 'suspend'),
        breaches: [{ ...found, case: id, learned: 'own-finding', knownOn: today }],
      },
    })
    const thread = String(suspended.json.case)
    const refused = await answer(answering, agreement.id, id)
    t.match(
      { status: refused.status, ...refused.json },
      { status: 409, code: 'pair-suspended', paragraph: '11.2' },
      said(refused),
    )
    t.match(refused.json.detail, new RegExp(`since ${today} .*${thread}.*keeps flowing: .*ack`))
    await untilState(asking, thread, 'suspended')

    const next = String((await open(t, asking, agreement.id)).json.case)
    const told = await asking.until(`/v1/cases/${next}`, (json) => types(json).includes('ack'))
    t.match(told.json, {
      state: 'submitted',
      timeline: [
        { type: 'request' },
        { type: 'ack', direction: 'in', effect: 'applied', facts: { suspended: thread } },
      ],
    })
    await answering.until(`/v1/cases/${next}`, ({ timeline }) => JSON.stringify(timeline).includes('"delivered"'))
    t.same(types((await answering.get(`/v1/cases/${next}`)).json), ['request', 'ack'], 'answered once')

    const resumed = await answering.post(`/v1/cases/${thread}/messages`, {
      type: 'resume',
      body: { reason: 'The copy was destroyed.' },
    })
    t.equal(resumed.status, 202, said(resumed))
    const answered = await answer(answering, agreement.id, id)
    t.equal(answered.status, 202, said(answered))
    await untilState(asking, id, 'answered')
    t.equal(
      (await answering.post(`/v1/cases/${next}/messages`, { type: 'ack', body: ack() })).status,
      202,
      'and is taken up',
    )
    await untilState(asking, next, 'accepted')
    for (const each of [thread, next]) await verifies(t, both, each)
  },
)

t.test('12.7.2 What is given at discretion leaves only when a second person approves it', async (t) => {
  const both = await pair(t)
  const { b, agreement } = both
  const id = await openCase(
    t,
    both,
    requestBody({ reciprocity: { able: false, implemented: true, reason: 'Our law does not allow it yet.' } }),
  )
  const drafted = await answer(b.client(), agreement.id, id)
  t.match(
    { status: drafted.status, ...drafted.json },
    { status: 201, approval: 'needed', why: /at our discretion/ },
    said(drafted),
  )
  const draft = String(drafted.json.draft)
  const own = await b.client().post(`/v1/drafts/${draft}/approval`, { revision: 1 })
  t.match({ status: own.status, code: own.json.code }, { status: 403, code: 'approver-same' })
  t.equal((await b.client('approver').post(`/v1/drafts/${draft}/approval`, { revision: 1 })).status, 202)
  await untilState(both.a.client(), id, 'answered')
})

t.test(
  '12.12.1 An agreement is proposed and accepted by two persons on each side, and laid down at both gateways; its end refuses new cases',
  async (t) => {
    const { a, b, agreement } = await pair(t)
    const next = { ...agreement, id: 'xa-xb-next' }
    const sha256 = sha256Hex(utf8(canonicalText(next)))
    const body = { ...exampleBody(agreementProfile, 'agreement-propose'), agreement: next, sha256 }
    const wrong = await a.client().post('/v1/cases', {
      agreement: agreement.id,
      office: 'HQ',
      type: 'agreement-propose',
      body: { ...body, sha256: '0'.repeat(64) },
    })
    t.match({ status: wrong.status, code: wrong.json.code }, { status: 422, code: 'agreement-invalid' }, said(wrong))
    const drawn = await a
      .client()
      .post('/v1/cases', { agreement: agreement.id, office: 'HQ', type: 'agreement-propose', body })
    t.match({ status: drawn.status, ...drawn.json }, { status: 201, why: /two persons/ }, said(drawn))
    const proposed = await a.client('approver').post(`/v1/drafts/${String(drawn.json.draft)}/approval`, { revision: 1 })
    t.equal(proposed.status, 202, said(proposed))
    const thread = String(proposed.json.case)
    await untilState(b.client(), thread, 'proposed')
    const drafted = await b.client().post(`/v1/cases/${thread}/messages`, {
      type: 'agreement-accept',
      body: { sha256, officer: 'B. Example' },
    })
    t.match({ status: drafted.status, ...drafted.json }, { status: 201, why: /two persons/ }, said(drafted))
    await b.client('approver').post(`/v1/drafts/${String(drafted.json.draft)}/approval`, { revision: 1 })
    const known = ({ rows }: Reply['json']) =>
      (rows as { id: string; sha256: string }[]).some((row) => row.id === next.id && row.sha256 === sha256)
    for (const { client } of [a, b]) await client().until('/v1/agreements', known)
    const opened = String((await open(t, a.client(), next.id)).json.case)
    await untilState(b.client(), opened, 'submitted')

    const today = new Date().toISOString().slice(0, 10)
    const ended = await a.client().post(`/v1/cases/${thread}/messages`, {
      type: 'agreement-end',
      body: { sha256, lastDay: today, reasons: 'A regional agreement takes its place.' },
    })
    t.equal(ended.status, 202, said(ended))
    await untilState(b.client(), thread, 'ended')
    await open(t, a.client(), next.id)
    await verifies(t, { a, b }, thread)
  },
)

t.test('12.9.2 An agreed limit is told to whoever opens a case', async (t) => {
  const { a, b, agreement } = await pair(t)
  const year = new Date().getUTCFullYear()
  const proposed = { perMonth: 2, from: `${year - 1}-01-01`, until: `${year + 1}-12-31` }
  const body = { ...exampleBody(workload, 'limit'), proposed }
  const thread = String((await open(t, b.client(), agreement.id, { type: 'limit', body })).json.case)
  await untilState(a.client(), thread, 'proposed')
  const agreed = await a
    .client()
    .post(`/v1/cases/${thread}/messages`, { type: 'limit-agree', body: { agreed: proposed } })
  t.equal(agreed.status, 202, said(agreed))
  for (const warning of [undefined, /^2 of the 2/, /beyond the limit/]) {
    const { json } = await open(t, a.client(), agreement.id)
    t.match(json.limit, { thread, perMonth: 2, ...(warning && { warning }) })
  }
})
