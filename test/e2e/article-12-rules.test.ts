// The eighteen rules of article 12, each broken twice: at the national door, and by a partner that signs correctly. Neither gets through.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { canonical, canonicalText } from '../../crypto/canonical.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex } from '../../crypto/octets.ts'
import type { Statement } from '../../crypto/statement/statement.ts'
import { requestExample } from '../../gateway/profiles/tfa12/request-example.ts'
import * as say from '../support/bodies.ts'
import { itemsOf, openJournal, type Side, timelineOf } from '../support/both-sides.ts'
import { type Gateway, start } from '../support/gateways.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { senderOf } from '../support/sender.ts'
import { evidenceOf, openTalk, read, type Talk } from '../support/story.ts'
import { type Asserting, refusedAtDoor, refusedFromPartner, withoutEffect } from '../support/unchanged.ts'

const folder = await scratch(t)
const [ofA, ofB, ofC] = await Promise.all(['XA', 'XB', 'XC'].map((member) => install(join(folder, member), member)))
if (!ofA || !ofB || !ofC) throw new Error('three installations')
const agreement = await peer(
  ofA,
  ofB,
  agreementBetween(ofA, ofB, { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['withdraw'] } }),
)
const withC = await peer(ofC, ofA)
/** Another legal basis with parameters of its own. */
const convention = agreementBetween(ofA, ofB, {
  id: 'xa-xb-convention',
  legalBasis: 'A bilateral convention on mutual administrative assistance',
  languages: ['fr'],
  parameters: { dueDays: 30, deliverWithinDays: 7, fourEyes: [] },
  terms: { evidenceExcluded: [], export: 'open' },
})
for (const { folder } of [ofA, ofB])
  await openDirectory(folder).saveAgreement({ id: convention.id, text: canonicalText(convention) })
const [a, b] = [await start(t, ofA), await start(t, ofB)]
const [fromA, fromB, fromC] = [
  await senderOf(ofA, ofB, agreement),
  await senderOf(ofB, ofA, agreement),
  await senderOf(ofC, ofA, withC),
]
const talking = { a, b, agreement, journal: openJournal() }
const officer = (gateway: Gateway) => gateway.client()
const gateways: Record<Side, Gateway> = { a, b }

const asked = () => openTalk(talking, say.requestBody())
async function accepted(): Promise<Talk> {
  const talk = await asked()
  await talk.says('b', 'ack', say.ack())
  return talk
}
const rest = [say.notAvailable('w2'), say.notAvailable('w3')]
/** Answered in full with one document, which is open at once. */
async function answered() {
  const talk = await accepted()
  const given = await talk.items('b', ['declaration'])
  const [item = ''] = given.items
  await talk.says('b', 'response', say.response(true, [say.provided('w1', item), ...rest]), given)
  return { talk, item, ...given }
}

const without = (name: string, { [name]: _, ...body }: Record<string, unknown>) => body as JsonObject
/** Facts that call every document a true copy, whatever the body says. */
const confirmed = ({ facts }: Statement): JsonObject => ({
  ...facts,
  outcomes: (facts.outcomes as JsonObject[]).map((each) => ({ ...each, trueCopy: true })),
})

/** A side breaks a rule of a case at its own national door. */
const atDoor = (
  t: Asserting,
  side: Side,
  talk: Talk,
  [type, body, more]: readonly [string, object, object?],
  expect: object,
) => refusedAtDoor(t, gateways[side], { id: talk.id, post: () => talk.posts(side, type, body, more), expect })
const opening = (body: object, under = agreement.id) => ({
  post: () => officer(a).post('/v1/cases', { agreement: under, office: 'HQ', type: 'request', body }),
})
const invalid = (paragraph: string) => ({ status: 422, code: 'body-invalid', paragraph })

t.test('[rule 1] no request without the verification attestation', async (t) => {
  const { verification, ...unverified } = requestExample
  const unattested = say.requestBody({ verification: { ...verification, attested: false } })
  await refusedAtDoor(t, a, { ...opening(unverified), expect: invalid('3') })
  await refusedAtDoor(t, a, { ...opening(unattested), expect: invalid('3') })
  for (const body of [unverified, unattested])
    await refusedFromPartner(t, b, {
      sender: fromA,
      wishes: { body: body as JsonObject, statement: { facts: { wanted: [], discretionary: false, purposes: [] } } },
      expect: { problem: 'body-invalid', detail: /12\.3/ },
    })
})

t.test('[rule 2] every empty field of 4.1 has its reason', async (t) => {
  for (const [name, paragraph] of [
    ['exportDeclaration', '4.1 a'],
    ['persons', '4.1 b'],
    ['law', '4.1 f'],
  ] as const) {
    const { [name]: _, ...body } = say.requestBody()
    await refusedAtDoor(t, a, { ...opening(body), expect: invalid(paragraph) })
    await refusedFromPartner(t, b, {
      sender: fromA,
      wishes: { body: body as JsonObject },
      expect: { problem: 'body-invalid', detail: new RegExp(`12\\.${paragraph}`) },
    })
  }
})

t.test('[rule 3] no provision without a description of the protection', async (t) => {
  const talk = await accepted()
  const given = await talk.items('b', ['declaration'])
  const body = without('protection', say.response(true, [say.provided('w1', given.items[0] ?? ''), ...rest]))
  await atDoor(t, 'b', talk, ['response', body, given], invalid('6.1 b'))
  await refusedFromPartner(t, a, {
    id: talk.id,
    sender: fromB,
    wishes: {
      ...{ type: 'response', content: randomBytes(500) },
      body: (item) => without('protection', say.response(true, [say.provided('w1', item), ...rest])),
      statement: { case: talk.id, clock: 100 },
    },
    expect: { problem: 'body-invalid', detail: /12\.6\.1 b/ },
  })
})

t.test('[rule 4] a document without a true-copy statement is visibly unconfirmed', async (t) => {
  const talk = await accepted()
  const given = await talk.items('b', ['declaration', 'commercial-invoice'])
  const [one = '', two = ''] = given.items
  const stray = [{ items: [one, randomUUIDv7()], officer: 'B. Example', date: say.today() }]
  const outcomes = [say.provided('w1', one), say.provided('w2', two), say.notAvailable('w3')]
  await atDoor(t, 'b', talk, ['response', say.response(true, outcomes, { trueCopies: stray }), given], invalid('6.1 d'))

  await refusedFromPartner(t, a, {
    id: talk.id,
    sender: fromB,
    wishes: {
      ...{ type: 'response', content: randomBytes(500) },
      body: (item) => without('trueCopies', say.response(true, [say.provided('w1', item), ...rest])),
      statement: { case: talk.id, clock: 100 },
      spoil: (message) => ({ ...message, statement: { ...message.statement, facts: confirmed(message.statement) } }),
    },
    expect: { problem: 'statement-refused', detail: /facts/ },
  })

  const half = say.response(true, outcomes, {
    trueCopies: [{ items: [one], officer: 'B. Example', date: say.today() }],
  })
  const { view } = await talk.says('b', 'response', half, given)
  const shown = Object.fromEntries(itemsOf(view).map(({ item, trueCopy }) => [item, trueCopy]))
  t.same(shown, { [one]: true, [two]: false }, 'whoever reads the case sees which is confirmed')
})

t.test('[rule 5] ground b comes with a copy of the reference, and no other grounds are known', async (t) => {
  const talk = await accepted()
  const { reference: _, ...bare } = say.groundB
  const unknown = { family: '7.1', ground: 'f', reasons: 'Another one.' }
  const cited = { ...bare, reference: { citation: 'Tax Secrecy Act, s. 12 (2)' } }
  for (const [basis, paragraph] of [
    [bare, '7.1 b'],
    [cited, '7.1 b'],
    [unknown, '7.1'],
    [{ ...say.groundC, family: '7.3' }, '7.1'],
  ] as const) {
    await atDoor(t, 'b', talk, ['refuse', say.refuse(basis, 'w1')], invalid(paragraph))
    await refusedFromPartner(t, a, {
      id: talk.id,
      sender: fromB,
      wishes: {
        ...{ type: 'refuse', body: say.refuse(basis, 'w1') as JsonObject },
        statement: { case: talk.id, clock: 100 },
      },
      expect: { problem: 'body-invalid', detail: new RegExp(`12\\.${paragraph}`) },
    })
  }
})

t.test('[rule 6] one response may provide, refuse and postpone, and answers each thing once', async (t) => {
  const talk = await accepted()
  const given = await talk.items('b', ['declaration'])
  const [item = ''] = given.items
  const mixed = [say.provided('w1', item), say.refused('w2'), say.postponed('w3', say.daysFromNow(30))]
  await atDoor(
    t,
    'b',
    talk,
    ['response', say.response(false, [...mixed, say.notAvailable('w1')]), given],
    invalid('4.1 d'),
  )
  const { view } = await talk.says('b', 'response', say.response(false, mixed), given)
  t.match(view, {
    state: 'partly-answered',
    wanted: [{ outcome: 'provided' }, { outcome: 'refused' }, { outcome: 'postponed' }],
  })
  await withoutEffect(t, a, {
    id: talk.id,
    sender: fromB,
    wishes: { type: 'response', body: say.response(true, []) as JsonObject },
    reason: /leaves nothing open; w3/,
  })
})

t.test('[rule 7] unverified information alone does not remove the doubt', async (t) => {
  const { talk, item } = await answered()
  const removed = (...reliedOn: string[]) => ({ ...say.close('doubt-removed'), reliedOn })
  await atDoor(t, 'a', talk, ['close', say.close('doubt-removed')], invalid('5.1 d'))
  await atDoor(t, 'a', talk, ['close', removed('unverified')], invalid('5.1 d'))
  await atDoor(t, 'a', talk, ['close', removed('verified')], invalid('5.1 d'))
  const [decision] = say.outcome(item).decisions as object[]
  const told = { decisions: [{ ...decision, decision: 'doubt-removed', reliedOn: ['verified'] }] }
  await atDoor(t, 'a', talk, ['outcome', told], invalid('5.1 d'))
  await refusedFromPartner(t, b, {
    id: talk.id,
    sender: fromA,
    wishes: {
      ...{ type: 'close', body: removed('unverified') as JsonObject },
      statement: { case: talk.id, clock: 100 },
    },
    expect: { problem: 'body-invalid', detail: /12\.5\.1 d/ },
  })
  await withoutEffect(t, b, {
    id: talk.id,
    sender: fromA,
    wishes: { type: 'close', body: removed('verified') as JsonObject },
    reason: /nothing in this case was verified.*12\.5\.1 d/,
  })
})

t.test('[rule 8] releases check purpose and permission, and what is denied is evidence too', async (t) => {
  const { talk, item } = await answered()
  const release = (ask: object) => read(officer(a), item, talk.id, ask)
  const denials = async () =>
    (await evidenceOf(a)).filter(({ kind, subject }) => kind === 'denial' && subject === item).length
  const wrong: readonly (readonly [object, string])[] = [
    [{ purpose: 'VERIFY_ORIGIN' }, '5.1 b'],
    [{ matter: randomUUIDv7() }, '5.1 b'],
    [{ use: 'analytics' }, '5.1 b'],
    [{ use: 'print' }, '5.1 c'],
    [{ use: 'export' }, '5.1 c'],
    [{ use: 'disclose', target: 'other-agency' }, '5.1 c'],
    [{ use: 'evidence', proceeding: 'judicial-proceeding' }, '6.2'],
    [{ use: 'decide', decision: 'doubt-removed', reliedOn: ['unverified'] }, '5.1 d'],
  ]
  for (const [ask, paragraph] of wrong) {
    const { status, json } = await release(ask)
    t.match({ status, ...json }, { status: 403, code: 'release-denied', paragraph }, JSON.stringify(ask))
  }
  t.equal(await denials(), wrong.length, 'each of them is evidence')

  const opened = await release({})
  t.equal(opened.status, 200)
  const terms = (await officer(a).post('/v1/terms', { agreement: withC.id, purposes: [say.purpose] })).json.sha256
  const onward = await officer(a).upload(String(terms), 'declaration', opened.octets)
  t.match(
    { status: onward.status, ...onward.json },
    { status: 403, code: 'onward-disclosure', paragraph: '5.1 c' },
    'what XB gave does not go to XC',
  )
  t.equal(await denials(), wrong.length + 1, 'and the try is evidence')

  const id = randomUUIDv7()
  await talk.says('a', 'permission-ask', say.permissionAsk(id, [item], { purposes: ['VERIFY_ORIGIN'] }))
  t.equal((await release({ purpose: 'VERIFY_ORIGIN' })).status, 403, 'to ask is not to have')
  await talk.says('b', 'permission', say.permission(id, 'granted', { uses: 1 }))
  t.equal((await release({ purpose: 'VERIFY_ORIGIN' })).status, 200)
  t.equal((await release({ purpose: 'VERIFY_ORIGIN' })).status, 403, 'once, as it says')
  t.equal((await release({ purpose: 'VERIFY_ORIGIN', use: 'print' })).status, 403, 'and nothing else')

  const more = { permission: randomUUIDv7(), verdict: 'granted' }
  await withoutEffect(t, a, {
    id: talk.id,
    sender: fromB,
    wishes: { type: 'permission', body: more },
    reason: /was not asked for in this case/,
  })
})

// Also: exchange.test.ts with two documents of other sizes, bad-input.test.ts [D1] and [D6], spec/part.test.ts.
t.test('[rule 9] bytes in are bytes out', async (t) => {
  const talk = await accepted()
  const { terms } = await talk.items('b', [])
  const octets = randomBytes(70_001)
  const uploaded = await officer(b).upload(terms, 'declaration', octets, 'image/tiff', 'scan.tif')
  const item = String(uploaded.json.item)
  await talk.says('b', 'response', say.response(true, [say.provided('w1', item), ...rest]), { terms, items: [item] })
  const opened = await read(officer(a), item, talk.id)
  t.ok(opened.octets.equals(octets), 'octet for octet')
  t.equal(opened.headers['content-type'], 'image/tiff')

  const digest = `sha-256=:${Buffer.from('ab'.repeat(32), 'hex').toString('base64')}:`
  await refusedAtDoor(t, b, {
    id: talk.id,
    post: () =>
      officer(b).ask('POST', `/v1/items?terms=${terms}&kind=declaration&form=electronic&name=scan.tif`, {
        octets,
        headers: { 'content-type': 'image/tiff', 'content-digest': digest },
      }),
    expect: { status: 422, code: 'digest-mismatch' },
  })
  await refusedFromPartner(t, a, {
    id: talk.id,
    sender: fromB,
    wishes: {
      ...{ type: 'response', content: octets },
      body: (item) => say.response(true, [say.provided('w1', item)]) as JsonObject,
      statement: { case: talk.id, clock: 100 },
      spoil: (message) => ({
        ...message,
        items: message.items.map((each) => ({ ...each, salt: randomBytes(32).toString('base64url') })),
      }),
    },
    expect: { problem: 'statement-refused' },
  })
})

// Also: bad-input.test.ts [D2] and [D3], exchange.test.ts with a thousand repetitions, unit/model-histories.test.ts for every order.
t.test('[rule 10] repeated is the same answer and one effect; out of order is the same state', async (t) => {
  const key = { 'idempotency-key': randomUUIDv7() }
  const ask = (matter: string) => ({
    agreement: agreement.id,
    office: 'HQ',
    type: 'request',
    body: say.requestBody({ matter }),
  })
  const first = await officer(a).post('/v1/cases', ask('one'), key)
  const again = await officer(a).post('/v1/cases', ask('one'), key)
  t.same([again.status, again.json], [first.status, first.json])
  t.equal(again.headers['idempotency-replayed'], 'true')
  await refusedAtDoor(t, a, {
    post: () => officer(a).post('/v1/cases', ask('another'), key),
    expect: { code: 'idempotency-key-reused' },
  })

  const made = async (of: string) => [
    await fromA.make({ statement: { case: of, clock: 1 } }),
    await fromA.make({
      type: 'supplement',
      body: say.supplement('w4') as JsonObject,
      statement: { case: of, clock: 2 },
    }),
    await fromA.make({ type: 'withdraw', body: say.withdraw() as JsonObject, statement: { case: of, clock: 3 } }),
  ]
  const [straight, crooked] = [randomUUIDv7(), randomUUIDv7()]
  for (const each of await made(straight)) await fromA.deliver([each])
  const [one, two, three] = await made(crooked)
  if (!one || !two || !three) throw new Error('three messages')
  for (const each of [three, one, two]) await fromA.deliver([each])
  t.match((await fromA.deliver([one, three])).entries, [{ outcome: 'duplicate' }, { outcome: 'duplicate' }])
  const [inOrder, outOfOrder] = await Promise.all(
    [straight, crooked].map(async (id) => (await officer(b).get(`/v1/cases/${id}`)).json),
  )
  const course = (view: typeof inOrder) => ({
    state: view?.state,
    wanted: view?.wanted,
    particulars: view?.particulars,
    timeline: timelineOf(view ?? {}).map(({ type, effect }) => ({ type, effect })),
  })
  t.same(course(outOfOrder), course(inOrder))
  t.match(course(outOfOrder), { state: 'closed', timeline: { length: 3 } }, 'and each of them had effect once')
})

t.test(
  '[rule 11] a message that is illegal in its state is answered with the reason and changes nothing',
  async (t) => {
    const talk = await asked()
    await atDoor(t, 'b', talk, ['response', say.response(true, [say.notAvailable('w1'), ...rest])], {
      ...{ status: 409, code: 'message-illegal' },
      detail: /a response is legal while the case is accepted or .*; it is submitted/,
    })
    await atDoor(t, 'a', talk, ['ack', say.ack()], { code: 'message-illegal', detail: /sent by the requested member/ })
    await withoutEffect(t, a, {
      id: talk.id,
      sender: fromB,
      wishes: { type: 'response', body: say.response(true, [say.notAvailable('w1'), ...rest]) as JsonObject },
      reason: /a response is legal while the case is accepted/,
    })
    await withoutEffect(t, b, {
      id: talk.id,
      sender: fromA,
      wishes: { type: 'ack', body: say.ack() as JsonObject },
      reason: /sent by the requested member/,
    })
  },
)

t.test('[rule 12] other members and offices that are not involved do not see the case', async (t) => {
  const { talk, item } = await answered()
  const elsewhere = a.client('elsewhere')
  const nothing = { status: 404, code: 'not-found' }
  const tries = [
    () => elsewhere.get(`/v1/cases/${talk.id}`),
    () => elsewhere.get(`/v1/cases/${talk.id}/messages`),
    () => elsewhere.ask('GET', `/v1/cases/${talk.id}/bundle`),
    () => elsewhere.get(`/v1/items/${item}`),
    () => read(elsewhere, item, talk.id),
    () => elsewhere.post(`/v1/cases/${talk.id}/messages`, { type: 'close', body: say.close() }),
    () => elsewhere.post('/v1/terms', { agreement: agreement.id, case: talk.id }),
  ]
  for (const post of tries) await refusedAtDoor(t, a, { id: talk.id, post, expect: nothing })
  t.same((await elsewhere.get('/v1/cases')).json.rows, [])
  t.same((await elsewhere.get('/v1/events')).json.rows, [])
  for (const type of ['close', 'request'] as const)
    await refusedFromPartner(t, a, {
      id: talk.id,
      sender: fromC,
      wishes: {
        ...(type === 'close' && { type, body: say.close() as JsonObject }),
        statement: { case: talk.id, clock: 100 },
      },
      expect: { problem: 'statement-refused', detail: 'the case is not one under this agreement' },
    })
})

t.test('[rule 13] disposal removes the content and keeps digests and evidence', async (t) => {
  const { talk, item } = await answered()
  const [disposed] = say.disposal(item).items as object[]
  const kept = { ...say.disposal(item), items: [{ ...disposed, keysDestroyed: false }] }
  await atDoor(t, 'a', talk, ['disposal', kept], invalid('5.1 e'))
  await atDoor(t, 'a', talk, ['disposal', say.disposal(randomUUIDv7())], invalid('5.1 e'))
  await talk.says('a', 'close', say.close())
  const { view } = await talk.says('a', 'disposal', say.disposal(item))
  t.match(view, { regions: { retention: 'disposed' } })
  const opened = await read(officer(a), item, talk.id)
  t.match({ status: opened.status, ...opened.json }, { status: 410, code: 'item-disposed' })
  const shown = { disposed: true, size: 'small', name: null, bytes: null, sha256: null }
  t.match((await officer(a).get(`/v1/items/${item}`)).json, shown)
  const kinds = (await evidenceOf(a)).filter(({ subject }) => subject === item).map(({ kind }) => kind)
  t.ok(kinds.includes('key.destroyed'), 'the destruction of its key is evidence')
  t.equal(timelineOf(await talk.view('a')).length, 5, 'every statement with its digest is still there')
  await withoutEffect(t, b, {
    id: talk.id,
    sender: fromA,
    wishes: { type: 'disposal', body: say.disposal(item) as JsonObject },
    reason: /disposed of/,
  })
})

t.test('[rule 14] a suspended pair takes requests, answers none, and lets remedies flow', async (t) => {
  const { talk, item } = await answered()
  const waiting = await accepted()
  await waiting.says('b', 'prioritise', say.prioritise([waiting.id]))
  const id = randomUUIDv7()
  const { message: told } = await talk.says('a', 'breach', say.breach(id, 'first', item))
  const thread = await openTalk(talking, say.suspend(talk.id, told), { by: 'b', type: 'suspend' })

  const suspended = { code: 'pair-suspended', paragraph: '11.2' }
  const answer = say.response(true, ['w1', 'w2', 'w3'].map(say.notAvailable))
  await atDoor(t, 'b', waiting, ['response', answer], { status: 409, ...suspended })
  await atDoor(t, 'a', waiting, ['priority', say.priority([waiting.id])], { status: 409, ...suspended })
  await refusedFromPartner(t, b, {
    id: waiting.id,
    sender: fromA,
    wishes: {
      ...{ type: 'priority', body: say.priority([waiting.id]) as JsonObject },
      statement: { case: waiting.id, clock: 100 },
    },
    expect: { problem: 'pair-suspended' },
  })
  const next = await officer(a).post('/v1/cases', {
    ...{ agreement: agreement.id, office: 'HQ', type: 'request' },
    body: say.requestBody(),
  })
  await officer(a).until(`/v1/cases/${String(next.json.case)}`, (view) =>
    timelineOf(view).some(({ type, facts }) => type === 'ack' && facts.suspended === thread.id),
  )
  const { message: taken } = await talk.says('a', 'measures', say.measures(id, true))
  const permission = randomUUIDv7()
  await talk.says('a', 'permission-ask', say.permissionAsk(permission, [item], { offices: ['OTHER'] }))
  await talk.says('b', 'permission', say.permission(permission, 'denied'))
  await talk.says('b', 'outcome-ask', say.outcomeAsk())
  await talk.says('a', 'outcome', say.outcome(item))
  await talk.says('a', 'disposal', say.disposal(item))
  await thread.says('b', 'resume', say.resume(talk.id, taken))
  await waiting.says('b', 'response', answer)
})

t.test('[rule 15] another legal basis uses its own parameters', async (t) => {
  const under = { ...talking, agreement: convention }
  await refusedAtDoor(t, a, { ...opening(say.requestBody(), convention.id), expect: invalid('4.1') })
  const talk = await openTalk(under, say.requestBody({ language: 'fr' }))
  t.match(
    await talk.view('b'),
    { dueOn: say.daysFromNow(30), owed: [{}, { dueOn: say.daysFromNow(30), source: 'agreement' }] },
    'its due date is that of the agreement',
  )
  await talk.says('b', 'ack', say.ack())
  const given = await talk.items('b', ['declaration'])
  const [item = ''] = given.items
  await talk.says('b', 'response', say.response(true, [say.provided('w1', item), ...rest]), given)
  for (const use of [{ use: 'evidence', proceeding: 'judicial-proceeding' }, { use: 'export' }])
    t.equal((await read(officer(a), item, talk.id, use)).status, 200, `its terms allow ${use.use}`)
  for (const [type, body] of [
    ['close', say.close()],
    ['request', say.requestBody()],
  ] as const)
    await refusedFromPartner(t, b, {
      id: talk.id,
      sender: fromA,
      wishes: { type, body: body as JsonObject, statement: { case: talk.id, clock: 100 } },
      expect: { problem: 'statement-refused', detail: 'the case is not one under this agreement' },
    })
  const wrongText = { id: agreement.id, sha256: sha256Hex(canonical(convention)) }
  await refusedFromPartner(t, b, {
    sender: fromA,
    wishes: { statement: { agreement: wrongText } },
    expect: { problem: 'agreement-mismatch' },
  })
})

// Also: spec/article-12-due-dates.test.ts [rule 16] over leap years, daylight saving and the date line, unit/calendar-holidays.test.ts.
t.test('[rule 16] the due date is that of the calendar, whatever a member says', async (t) => {
  const talk = await asked()
  const { view } = await talk.says('b', 'ack', say.ack({ dueOn: say.daysFromNow(500) }))
  t.equal(view.dueOn, say.daysFromNow(90), 'what the requested member states moves nothing')
  const past = say.postpone(say.daysFromNow(-2), 'w1')
  await atDoor(t, 'b', talk, ['postpone', past], invalid('7.1'))
  await refusedFromPartner(t, a, {
    id: talk.id,
    sender: fromB,
    wishes: { type: 'postpone', body: past as JsonObject, statement: { case: talk.id, clock: 100 } },
    expect: { problem: 'body-invalid', detail: /12\.7\.1/ },
  })
})

// Who approved what is the sender's own affair: nothing of it is on the line, so that no partner can break this rule.
t.test('[rule 17] the drafter cannot approve where four eyes are on', async (t) => {
  const talk = await asked()
  const drafted = await talk.posts('a', 'withdraw', say.withdraw())
  t.match({ status: drafted.status, ...drafted.json }, { status: 201, approval: 'needed' })
  const path = `/v1/drafts/${String(drafted.json.draft)}/approval`
  await refusedAtDoor(t, a, {
    id: talk.id,
    post: () => officer(a).post(path, { revision: 1 }),
    expect: { status: 403, code: 'approver-same' },
  })
  await refusedAtDoor(t, a, {
    id: talk.id,
    post: () => a.client('elsewhere').post(path, { revision: 1 }),
    expect: { status: 404 },
  })
  const approved = await a.client('approver').post(path, { revision: 1 })
  t.equal(approved.status, 202)
  await talk.settle('a', 'withdraw', String(approved.json.message), 'submitted')
  const rows = (await evidenceOf(a)).filter(({ kind }) => kind === 'draft.approved')
  t.match(rows.at(-1)?.data, { drafter: 'officer', approver: 'approver' }, 'both stand in the evidence')
})

// Also: evidence.test.ts row by row, spec/store-changes.test.ts, spec/bundle-mutation.test.ts.
t.test('[rule 18] any change of the evidence is detected', async (t) => {
  const check = async (gateway: Gateway) =>
    (await gateway.client('operator').get('/v1/operator/evidence/check?limit=10000')).json
  for (const gateway of [a, b]) t.match(await check(gateway), { faults: [], done: true })
  await a.running.close()
  const db = new DatabaseSync(join(ofA.folder, 'data/bulla.sqlite'))
  db.exec(`update evidence set data = replace(data, 'VERIFY_ORIGIN', 'VERIFY_VALUE') where kind = 'denial'`)
  db.close()
  const again = await start(t, ofA)
  t.match(
    await check(again),
    { faults: [{ found: /^denial .*not the commitment/ }], done: true },
    'a denial was made to look another way: the check names it',
  )
  t.equal((await again.client('operator').get('/readyz')).status, 503, 'and the gateway signs nothing any more')
})
