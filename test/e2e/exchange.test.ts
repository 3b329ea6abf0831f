// The whole way between two gateways with their own folders, authorities and sockets: asked, answered, read under terms.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { ack, requestBody, responseBody } from '../support/bodies.ts'
import { sha256Of } from '../support/client.ts'
import { pair } from '../support/gateways.ts'
import { asked, read, untilState } from '../support/story.ts'

t.test('a request is answered with documents, byte-exact, under terms', async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const [asking, answering] = [a.client(), b.client()]
  const id = await asked(both)

  const seen = await answering.get(`/v1/cases/${id}`)
  t.match(seen.json, { role: 'requested', partner: 'XA', overdue: false })
  t.ok((seen.json.legalNext as string[]).includes('ack'))

  const acked = await answering.post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack() })
  t.equal(acked.status, 202, JSON.stringify(acked.json))
  await untilState(asking, id, 'accepted')

  const terms = await answering.post('/v1/terms', { agreement: agreement.id, case: id })
  t.equal(terms.status, 201, JSON.stringify(terms.json))
  const small = randomBytes(20_000)
  const large = randomBytes(3_000_000)
  const first = await answering.upload(
    String(terms.json.sha256),
    'declaration',
    small,
    'application/xml',
    'déclaration à l’export.xml',
  )
  await t.test('a name that hides something is refused at the national door, and said why [L2]', async (t) => {
    for (const name of ['invoice\u202exe.pdf', 'a\u0007.pdf', 'a\u001b[2J.pdf', 'a\u200b.pdf', '\ufeffa.pdf']) {
      const refused = await answering.upload(String(terms.json.sha256), 'declaration', small, 'application/pdf', name)
      t.match({ status: refused.status, ...refused.json }, { status: 400, code: 'request-invalid' }, encodeURI(name))
    }
  })
  const second = await answering.upload(String(terms.json.sha256), 'commercial-invoice', large)
  t.equal(first.status, 201, JSON.stringify(first.json))
  const [w1, w2] = [String(first.json.item), String(second.json.item)]
  const answered = await answering.post(`/v1/cases/${id}/messages`, {
    type: 'response',
    body: responseBody({ w1: [w1], w2: [w2] }),
    items: [w1, w2],
    terms: terms.json.sha256,
  })
  t.equal(answered.status, 202, JSON.stringify(answered.json))

  const got = await untilState(asking, id, 'answered')
  t.equal((got.json.items as unknown[]).length, 2)
  for (const [item, octets, mediaType] of [
    [w1, small, 'application/xml'],
    [w2, large, 'application/pdf'],
  ] as const) {
    const opened = await read(asking, item, id)
    t.equal(opened.status, 200, opened.octets.toString('utf8', 0, 300))
    t.equal(sha256Of(opened.octets), sha256Of(octets), 'bytes in = bytes out')
    t.equal(opened.headers['content-type'], mediaType)
    t.equal(opened.headers['content-digest'], `sha-256=:${Buffer.from(sha256Of(octets), 'hex').toString('base64')}:`)
  }

  const wrongPurpose = await read(asking, w1, id, { purpose: 'VERIFY_ORIGIN' })
  t.equal(wrongPurpose.status, 403)
  t.match(wrongPurpose.json, { code: 'release-denied', paragraph: '5.1 b' })
  const otherOffice = await read(a.client('elsewhere'), w1, id)
  t.equal(otherOffice.status, 404, 'another office does not learn that the item exists')
  t.equal((await a.client('elsewhere').get(`/v1/cases/${id}`)).status, 404)

  const operator = a.client('operator')
  const evidence = (await operator.get(`/v1/operator/evidence?case=${id}&limit=100`)).json
  const kinds = (evidence.rows as { kind: string }[]).map(({ kind }) => kind)
  t.equal(kinds.filter((kind) => kind === 'release').length, 2)
  t.equal(kinds.filter((kind) => kind === 'denial').length, 2)

  const closed = await asking.post(`/v1/cases/${id}/messages`, {
    type: 'close',
    body: { outcome: 'doubt-confirmed' },
  })
  t.equal(closed.status, 202, JSON.stringify(closed.json))
  await untilState(answering, id, 'closed')
  const [here, there] = await Promise.all([asking.get(`/v1/cases/${id}`), answering.get(`/v1/cases/${id}`)])
  const steps = (timeline: unknown) =>
    (timeline as { type: string; sha256: string; effect: string }[]).map(({ type, sha256, effect }) => ({
      type,
      sha256,
      effect,
    }))
  t.same(steps(here.json.timeline), steps(there.json.timeline), 'both sides have the same timeline')
  t.same(
    steps(here.json.timeline).map(({ type }) => type),
    ['request', 'ack', 'response', 'close'],
  )
})

t.test('suite A carries a message as suite B does', async (t) => {
  const both = await pair(t, { a: { suite: 'A' }, b: { suite: 'A' } })
  t.ok(await asked(both))
})

/** Of these two nothing but the test message is asked before the thousand requests. */
const quiet = await pair(t)

t.test('the test message proves each step and reaches no national system', async (t) => {
  const { a, b } = quiet
  const tested = await a.client('operator').ask('POST', '/v1/operator/partners/XB/test')
  t.equal(tested.status, 200, JSON.stringify(tested.json))
  t.equal(tested.json.tlsGroup, 'X25519MLKEM768')
  t.same(
    (tested.json.steps as { step: string }[]).map(({ step }) => step),
    ['tls', 'certificate', 'envelope', 'item', 'receipt'],
  )
  t.same((await b.client().get('/v1/cases')).json.rows, [])
  t.same((await b.client().get('/v1/events')).json.rows, [])
})

t.test(
  'a message refused by the partner becomes a dead letter, counts for nothing, and can be redelivered',
  async (t) => {
    const { a, b, agreement } = await pair(t, { b: { settings: { MAX_BODY_BYTES: 4096 } } })
    const opened = await a.client().post('/v1/cases', {
      agreement: agreement.id,
      office: 'HQ',
      body: requestBody({ groundsOfDoubt: 'x'.repeat(3900) }),
    })
    t.equal(opened.status, 202, JSON.stringify(opened.json))
    const id = String(opened.json.case)
    const refused = await a
      .client()
      .until(`/v1/cases/${id}`, ({ timeline }) => (timeline as { effect: string }[])[0]?.effect === 'refused')
    t.match(refused.json, {
      state: 'none',
      timeline: [{ delivery: { state: 'refused', problem: 'request-too-large' } }],
    })
    t.equal((await b.client().get(`/v1/cases/${id}`)).status, 404)
    const ofGateway = (await a.client('operator').get('/v1/events?limit=1000')).json['rows'] as { kind: string }[]
    t.match(
      ofGateway.filter(({ kind }) => kind === 'delivery.refused'),
      [{ partner: 'XB', message: opened.json.message, case: null, office: null }],
      'and leaves as an event for whoever runs the gateway',
    )
    const again = await a
      .client('operator')
      .ask('POST', `/v1/operator/deliveries/${String(opened.json.message)}/redelivery`)
    t.equal(again.status < 300, true, JSON.stringify(again.json))
    const receiptIn = (json: Record<string, unknown>) =>
      (json.timeline as { delivery: { state: string; receipt: string } }[])[0]?.delivery
    const first = receiptIn(refused.json)?.receipt
    await a
      .client()
      .until(`/v1/cases/${id}`, (json) => receiptIn(json)?.state === 'refused' && receiptIn(json)?.receipt !== first)
  },
)

t.test('four eyes: a drafted message leaves only when another person approves it', async (t) => {
  const { a, b, agreement } = await pair(t, {
    agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['request'] } },
  })
  const drafted = await a.client().post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
  t.equal(drafted.status, 201, JSON.stringify(drafted.json))
  const draft = String(drafted.json.draft)
  t.match((await a.client('approver').get('/v1/drafts')).json, { rows: [{ draft, drafter: 'officer' }] })
  const same = await a.client().post(`/v1/drafts/${draft}/approval`, { revision: 1 })
  t.match({ status: same.status, code: same.json.code }, { status: 403, code: 'approver-same' })
  const approved = await a.client('approver').post(`/v1/drafts/${draft}/approval`, { revision: 1 })
  t.equal(approved.status, 202, JSON.stringify(approved.json))
  await untilState(b.client(), String(approved.json.case), 'submitted')
  t.equal(
    (await a.client('approver').post(`/v1/drafts/${draft}/approval`, { revision: 1 })).status,
    404,
    'and only once',
  )
})

t.test('one idempotency key, a thousand requests at once, one message', async (t) => {
  const { a, b, agreement } = quiet
  const client = a.client()
  const body = { agreement: agreement.id, office: 'HQ', body: requestBody() }
  const answers = await Promise.all(
    Array.from({ length: 1000 }, () => client.post('/v1/cases', body, { 'idempotency-key': 'once-only' })),
  )
  t.same([...new Set(answers.map(({ status }) => status))], [202])
  t.equal(new Set(answers.map(({ json }) => json.case)).size, 1)
  await b.client().until('/v1/cases', ({ rows }) => (rows as unknown[]).length === 1)
  const other = await client.post(
    '/v1/cases',
    { ...body, body: requestBody({ matter: 'another matter' }) },
    { 'idempotency-key': 'once-only' },
  )
  t.match(other.json, { code: 'idempotency-key-reused' })
})
