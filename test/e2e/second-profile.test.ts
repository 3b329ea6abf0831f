// A second kind of exchange on the same engine: export declarations are pushed, accepted, amended, cancelled, and compared at import.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { exportDeclaration } from '../../gateway/profiles/export-declaration/profile.ts'
import { requestBody } from '../support/bodies.ts'
import { openJournal } from '../support/both-sides.ts'
import { type Pair, pair } from '../support/gateways.ts'
import { openTalk, readBody, talkIn, untilState } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'

const body = (type: string, changes: object = {}) => ({ ...exampleBody(exportDeclaration, type), ...changes })
const [line] = body('declare').lines as Record<string, unknown>[]
const lines = ['g1', 'g2'].map((id) => ({ ...line, id }))
/** What is exchanged is for this and nothing else. */
const compare = { purpose: 'COMPARE_DECLARATION' }
const difference = { line: 'g2', field: 'value', kind: 'less' }
const differing = {
  lines: [{ line: 'g2', outcome: 'differs' }],
  differences: [
    { ...difference, declared: { amount: '18250.00', unit: 'EUR' }, received: { amount: '6100.00', unit: 'EUR' } },
  ],
}

/** XA exports, XB imports; their agreement offers two kinds of exchange. */
const offering = (t: Parameters<typeof pair>[0]) =>
  pair(t, { agreement: { id: 'xa-xb-both', profiles: ['tfa12', 'export-declaration'] } })
const talkingOf = (both: Pair) => ({ ...both, journal: openJournal() })

t.test('a declaration is pushed, accepted and compared; the differences are told field by field', async (t) => {
  const talking = talkingOf(await offering(t))
  const { journal } = talking
  const { id, says, view, posts } = await openTalk(talking, body('declare', { lines }), { type: 'declare' })
  t.match(await view('b'), {
    ...{ profile: 'export-declaration', state: 'declared', role: 'requested', dueOn: null },
    wanted: [{ wanted: 'g1', outcome: 'declared' }, { wanted: 'g2' }],
  })
  await says('b', 'acknowledge', body('acknowledge'))
  await says('b', 'accept', body('accept'))
  const unexplained = body('match', { lines: [{ line: 'g1', outcome: 'differs' }], differences: [] })
  const refused = await posts('b', 'match', unexplained)
  t.match({ status: refused.status, ...refused.json }, { status: 422, code: 'body-invalid', paragraph: '12.1' })
  const matched = body('match', { lines: [{ line: 'g1', outcome: 'matched' }], differences: [] })
  t.equal((await says('b', 'match', matched)).view.state, 'partly-matched', 'a line still waits')
  const { view: ended } = await says('b', 'match', body('match', differing))
  t.match(ended, { state: 'differing', wanted: [{ outcome: 'matched' }, { outcome: 'differs' }], owed: [] })

  const told = (await talking.a.client().get(`/v1/cases/${id}/messages`)).json.rows as { message: string }[]
  const result = told.at(-1)?.message ?? ''
  t.match((await talking.a.client().get(`/v1/messages/${result}`)).json.body, null, 'what was received is in no list')
  const read = await readBody(talking.a.client(), result, id, compare)
  t.match(read.json.body, { differences: differing.differences }, 'XA reads what differs, and by how much')
  const declaration = await readBody(talking.b.client(), told[0]?.message ?? '', id, compare)
  t.match(declaration.json.body, { lines: [{ id: 'g1' }, { id: 'g2' }] }, 'XB reads what was declared, to compare it')
  const otherwise = await readBody(talking.b.client(), told[0]?.message ?? '', id)
  t.match({ status: otherwise.status, ...otherwise.json }, { status: 403, code: 'release-denied', paragraph: '5.1 b' })
  const again = body('match', { lines: [{ line: 'g2', outcome: 'matched' }], differences: [] })
  t.equal((await says('b', 'match', again)).view.state, 'matched', 'the importing side looked again')
  t.same([...journal.types].sort(), ['accept', 'acknowledge', 'declare', 'match'])
})

t.test('a declaration with a document is rejected, amended, and cancelled', async (t) => {
  const talking = talkingOf(await offering(t))
  const officer = talking.a.client()
  const about = { agreement: talking.agreement.id, profile: 'export-declaration' }
  const made = await officer.post('/v1/terms', { ...about, purposes: ['VERIFY_VALUE'] })
  const terms = String(made.json.sha256)
  const octets = randomBytes(5000)
  const item = String((await officer.upload(terms, 'commercial-invoice', octets)).json.item)
  const declared = body('declare', { documents: [{ item, kind: 'commercial-invoice' }] })
  const posted = { agreement: talking.agreement.id, office: 'HQ', type: 'declare' }
  const opened = await officer.post('/v1/cases', { ...posted, body: declared, items: [item], terms })
  t.equal(opened.status, 202, opened.octets.toString())
  const id = String(opened.json.case)
  await untilState(talking.b.client(), id, 'declared')
  const ask = { ...compare, matter: id }
  const read = await talking.b.client().post(`/v1/items/${item}/releases`, ask)
  t.ok(read.octets.equals(octets), 'the importing side reads the invoice under its terms')
  const { status } = await talking.b.client().post(`/v1/items/${item}/releases`, {
    ...ask,
    purpose: 'VERIFY_VALUE',
  })
  t.equal(status, 403)

  const { says, posts } = talkIn(talking, id)
  await says('b', 'reject', body('reject'))
  const { view } = await says('a', 'amend', body('amend', { lines }))
  t.match(view, { state: 'declared', wanted: { length: 2 } })
  await says('b', 'accept', body('accept'))
  t.equal((await says('a', 'cancel', body('cancel'))).view.state, 'cancelled')
  const late = await posts('b', 'match', body('match'))
  t.match({ status: late.status, ...late.json }, { status: 409, code: 'message-illegal' }, 'nothing is compared then')
})

t.test('the kind of case is said where an agreement has two, and only what it offers can be opened', async (t) => {
  const both = await offering(t)
  const officer = both.a.client()
  const posted = { agreement: both.agreement.id, office: 'HQ' }
  const unsaid = await officer.post('/v1/cases', { ...posted, body: requestBody() })
  t.match({ status: unsaid.status, ...unsaid.json }, { status: 400, code: 'request-invalid', field: '/type' })
  t.equal((await officer.post('/v1/cases', { ...posted, type: 'request', body: requestBody() })).status, 202)
  t.equal((await officer.post('/v1/cases', { ...posted, type: 'declare', body: body('declare') })).status, 202)
  await both.b.client().until('/v1/cases', ({ rows }) => (rows as unknown[]).length === 2)
  const { rows } = (await both.b.client().get('/v1/cases')).json
  t.same((rows as { profile: string }[]).map(({ profile }) => profile).sort(), ['export-declaration', 'tfa12'])

  const plain = await pair(t)
  const other = plain.a.client()
  const refused = await other.post('/v1/cases', {
    ...{ agreement: plain.agreement.id, office: 'HQ', type: 'declare' },
    body: body('declare'),
  })
  t.match({ status: refused.status, ...refused.json }, { status: 409, code: 'message-illegal', field: '/type' })
})
