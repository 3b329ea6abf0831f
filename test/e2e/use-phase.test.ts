// After the answer: terms accepted before the key comes, permissions, amendments, disposal, and nothing that travels on.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { fingerprint } from '../../crypto/card/words.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { acceptTerms, purpose, requestBody } from '../support/bodies.ts'
import { sha256Of } from '../support/client.ts'
import { copiesMade, untilReceipted } from '../support/content.ts'
import { pair } from '../support/gateways.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { evidenceOf, given, posting, read, readBody, shownTerms, untilItem } from '../support/story.ts'

/** Nothing was accepted in advance. */
const unaccepted = { agreement: { inAdvance: false } }
const often = { settings: { SWEEP_EVERY_MS: 5_000 } }
const documents = (): [Uint8Array, Uint8Array] => [randomBytes(20_000), randomBytes(300_000)]
/** For all that need no gateway to themselves; each has a case of its own. */
const [usual, strict] = [await pair(t), await pair(t, unaccepted)]

t.test('keys after acceptance: the content is here, and opens only when every term was answered', async (t) => {
  const both = strict
  const [asking, answering] = [both.a.client(), both.b.client()]
  const [small, large] = [randomBytes(20_000), randomBytes(1_500_000)]
  const { case: id, items, response, terms } = await given(both, [small, large], { keys: 'after-acceptance' })
  const post = (type: string, body: object) => asking.post(`/v1/cases/${id}/messages`, { type, body })

  const seen = await asking.get(`/v1/cases/${id}`)
  t.match(seen.json, { items: [{ locked: true, disposed: false, sha256: null, acceptance: 'open' }, { locked: true }] })
  const fingerprints = { XA: fingerprint(both.a.installation.card), XB: fingerprint(both.b.installation.card) }
  const verified = async () => {
    for (const client of [asking, answering]) {
      const { octets } = await client.ask('GET', `/v1/cases/${id}/bundle`)
      t.same((await verifyBundle(new Uint8Array(octets), { fingerprints, nowMs: Date.now() })).faults, [])
    }
  }
  await verified()
  const early = await read(asking, items[0], id)
  t.match({ status: early.status, json: early.json }, { status: 409, json: { code: 'item-locked', paragraph: '5.1' } })
  t.match(String(early.json.fix), /accept-terms/, 'and is told what to do')
  const earlyBody = await readBody(asking, response, id)
  t.match(
    { status: earlyBody.status, json: earlyBody.json },
    { status: 409, json: { code: 'item-locked', paragraph: '5.1' } },
    'nor what the response says',
  )
  t.match((await read(answering, items[0], id)).status, 200, 'whoever gave it reads it as before')
  const tooSoon = await answering.post(`/v1/cases/${id}/messages`, { type: 'keys', body: { items } })
  t.match(tooSoon.json, { code: 'message-illegal' })

  const shown = await shownTerms(asking, id, terms)
  const all = [...items, response]
  const silent = await post('accept-terms', acceptTerms(terms, all, { ...shown, names: shown.names.slice(1) }))
  t.match(silent.json, { code: 'body-invalid', detail: /silence is never consent/ })
  const unread = await post('accept-terms', acceptTerms(terms, all, { ...shown, text: 'ab'.repeat(32) }))
  t.match(unread.json, { code: 'body-invalid', field: '/text' }, 'what is signed is what was read')
  const others = await post('accept-terms', acceptTerms('ab'.repeat(32), all, shown))
  t.match(others.json, { code: 'terms-unknown' })
  const accepted = await post('accept-terms', acceptTerms(terms, all, shown))
  t.equal(accepted.status, 202)
  await untilReceipted(asking, String(accepted.json.message))
  t.match((await readBody(asking, response, id)).json.body, { final: true }, 'what the response says opens at once')
  t.match((await read(asking, items[0], id)).json, { code: 'item-locked' }, 'a document when its key comes')

  await untilItem(answering, id, items[0], ({ acceptance }) => acceptance === 'accepted')
  const byHand = { items, shares: items.map((item) => ({ item, share: 'A'.repeat(43) })) }
  const own = await answering.post(`/v1/cases/${id}/messages`, { type: 'keys', body: byHand })
  t.match(own.json, { code: 'body-invalid', detail: /the gateway puts the shares in by itself/ })
  const sent = await posting(id)(answering, 'keys', { items })
  await untilItem(asking, id, items[1], ({ locked }) => locked === false)
  for (const [item, octets] of [
    [items[0], small],
    [items[1], large],
  ] as const) {
    const opened = await read(asking, item, id)
    t.equal(opened.status, 200, opened.octets.toString('utf8', 0, 300))
    t.equal(sha256Of(opened.octets), sha256Of(octets), 'bytes in = bytes out')
  }
  const keys = String(sent.json.message)
  for (const seen of [await answering.get(`/v1/messages/${keys}`), await readBody(asking, keys, id)])
    t.same(seen.json.body, { items: [...items] }, 'no share of a key is shown to anybody')
  const evidence = await evidenceOf(both.a, { case: id })
  t.match(
    evidence.filter(({ kind }) => kind === 'key.received').map(({ subject, data }) => ({ subject, opens: data.opens })),
    items.map((subject) => ({ subject, opens: true })),
  )
  t.same(
    evidence.filter(({ kind }) => kind === 'denial').map(({ subject }) => subject),
    [items[0], response, items[0]],
    'each refused try is evidence too',
  )
  await verified()
  for (const client of [asking, answering]) {
    const bundle = await client.ask('GET', `/v1/cases/${id}/bundle?purpose=${purpose}`)
    t.equal(bundle.status, 200)
    t.equal(bundle.octets.includes(`content/messages/${keys}.json`), false, 'nor exported')
  }
})

t.test('who cannot keep a term says so with its law; then two persons decide on the keys', async (t) => {
  const both = strict
  const [asking, answering] = [both.a.client(), both.b.client()]
  const { case: id, items, terms } = await given(both, documents(), { keys: 'after-acceptance' })
  const unable = { ...(await shownTerms(asking, id, terms)), unable: ['retention'] }
  await posting(id)(asking, 'accept-terms', acceptTerms(terms, items, unable))
  await untilItem(answering, id, items[0], ({ acceptance }) => acceptance === 'unable')
  t.match((await read(asking, items[0], id)).json, { code: 'release-denied', paragraph: '5.1' })
  const drafted = await answering.post(`/v1/cases/${id}/messages`, { type: 'keys', body: { items } })
  t.match({ status: drafted.status, json: drafted.json }, { status: 201, json: { approval: 'needed' } })
  const approved = await both.b
    .client('approver')
    .post(`/v1/drafts/${String(drafted.json.draft)}/approval`, { revision: 1 })
  t.equal(approved.status, 202, approved.octets.toString())
  await untilItem(asking, id, items[0], ({ locked }) => locked === false)
  t.equal((await read(asking, items[0], id)).status, 200)
})

t.test(
  'what opened at once is closed by an inability, until two persons of its provider open it again [R13]',
  async (t) => {
    const both = usual
    const [asking, answering] = [both.a.client(), both.b.client()]
    const { case: id, items, response, terms } = await given(both, documents())
    const all = [...items, response]
    const opens = async () => [
      ...(await Promise.all(items.map((item) => read(asking, item, id)))),
      await readBody(asking, response, id),
    ]
    t.same(
      (await opens()).map(({ status }) => status),
      [200, 200, 200],
      'the agreement holds an acceptance in advance',
    )
    const unable = { ...(await shownTerms(asking, id, terms)), unable: ['retention'] }
    await posting(id)(asking, 'accept-terms', acceptTerms(terms, all, unable))
    for (const { status, json } of await opens())
      t.match({ status, json }, { status: 403, json: { code: 'release-denied', paragraph: '5.1' } })
    await untilItem(answering, id, items[0], ({ acceptance }) => acceptance === 'unable')
    const body = { items, messages: [response] }
    const drafted = await answering.post(`/v1/cases/${id}/messages`, { type: 'keys', body })
    t.match({ status: drafted.status, json: drafted.json }, { status: 201, json: { approval: 'needed' } })
    const decided = `/v1/drafts/${String(drafted.json.draft)}/approval`
    const sent = await both.b.client('approver').post(decided, { revision: 1 })
    t.equal(sent.status, 202, sent.octets.toString())
    const has = ({ timeline }: Record<string, unknown>) =>
      (timeline as { message: string }[]).some(({ message }) => message === sent.json.message)
    await asking.until(`/v1/cases/${id}`, has)
    t.same(
      (await opens()).map(({ status }) => status),
      [200, 200, 200],
    )
  },
)

t.test('permissions loosen exactly what they name, and no more often than they say', async (t) => {
  const both = usual
  const [asking, answering] = [both.a.client(), both.b.client()]
  const { case: id, items } = await given(both, documents())
  const [item, other] = items
  const elsewhere = both.a.client('elsewhere')
  const denied = async (why: string, more: object, paragraph: string, client = asking) => {
    const answer = await read(client, item, id, more)
    t.match(
      { status: answer.status, json: answer.json },
      { status: 403, json: { code: 'release-denied', paragraph } },
      why,
    )
    t.match(String(answer.json.fix), /permission-ask/, `${why}: and is told how to ask`)
  }
  await denied('another purpose', { purpose: 'VERIFY_ORIGIN' }, '5.1 b')
  await denied('disclosure', { use: 'disclose', target: 'other-agency' }, '5.1 c')
  await denied('a proceeding', { use: 'evidence', proceeding: 'judicial-proceeding' }, '6.2')
  await denied('a printed copy', { use: 'print' }, '5.1 c')
  await denied('a decision without its factors', { use: 'decide' }, '5.1 d')
  t.equal((await read(elsewhere, item, id, { office: 'OTHER' })).status, 404, 'another office learns nothing')
  t.match((await read(asking, item, id, { office: 'OTHER' })).json, { code: 'forbidden', field: '/office' })
  t.equal((await read(asking, item, id, { use: 'decide', decision: 'doubt-confirmed' })).status, 200)

  const ask = async (scope: object, answer: object) => {
    const permission = randomUUIDv7()
    const said = { permission, items: [item], reason: 'It is needed.', ...scope }
    await posting(id)(asking, 'permission-ask', said)
    const isThere = ({ permissions }: Record<string, unknown>) =>
      (permissions as { permission: string }[]).some((each) => each.permission === permission)
    await answering.until(`/v1/cases/${id}`, isThere)
    await posting(id)(answering, 'permission', { permission, ...answer })
    await asking.until(`/v1/cases/${id}`, ({ permissions }) =>
      (permissions as { permission: string; verdict: string }[]).some(
        (each) => each.permission === permission && each.verdict !== 'asked',
      ),
    )
    return permission
  }
  const once = await ask({ purposes: ['VERIFY_ORIGIN'] }, { verdict: 'granted', uses: 1 })
  const attempts = await Promise.all(
    [1, 2, 3, 4].map(() => read(asking, item, id, { purpose: 'VERIFY_ORIGIN' }).then(({ status }) => status)),
  )
  t.same(attempts.sort(), [200, 403, 403, 403], 'one use, however many at once')
  await denied('used up', { purpose: 'VERIFY_ORIGIN' }, '5.1 b')
  t.equal((await read(asking, other, id, { purpose: 'VERIFY_ORIGIN' })).status, 403, 'and for the named item alone')

  await ask(
    { disclosure: [{ target: 'other-agency', recipient: 'Financial Intelligence Unit of XA' }] },
    { verdict: 'granted' },
  )
  const unit = { use: 'disclose', target: 'other-agency', recipient: 'financial intelligence  unit of XA ' }
  t.equal((await read(asking, item, id, unit)).status, 200, 'the recipient that it names, however it is written')
  await denied('another recipient [R7]', { ...unit, recipient: 'Tax Office of XA' }, '5.1 c')
  await denied('no recipient [R7]', { ...unit, recipient: undefined }, '5.1 c')
  await denied('another kind of recipient', { ...unit, target: 'public' }, '5.1 c')
  await ask(
    { proceedings: [{ kind: 'judicial-proceeding', name: 'District Court of XA, file 7/2026' }] },
    { verdict: 'granted', until: '2020-01-01' },
  )
  const court = {
    ...{ use: 'evidence', proceeding: 'judicial-proceeding' },
    proceedingName: 'District Court of XA, file 7/2026',
  }
  await denied('after its last day', court, '6.2')
  await ask(
    { proceedings: [{ kind: 'judicial-proceeding', name: 'District Court of XA, file 7/2026' }] },
    { verdict: 'granted' },
  )
  t.equal((await read(asking, item, id, court)).status, 200)
  await denied('another file [R7]', { ...court, proceedingName: 'District Court of XA, file 8/2026' }, '6.2')
  await denied('no file [R7]', { ...court, proceedingName: undefined }, '6.2')
  await denied('another kind of proceeding', { ...court, proceeding: 'criminal-investigation' }, '6.2')
  const office = await ask({ offices: ['OTHER'] }, { verdict: 'granted' })
  t.equal((await read(elsewhere, item, id, { office: 'OTHER' })).status, 200, 'the office that is named reads')
  t.equal((await elsewhere.get(`/v1/cases/${id}`)).status, 404, 'and sees nothing else of the case')
  await posting(id)(answering, 'permission', {
    permission: office,
    verdict: 'revoked',
    reason: 'The exporter objects.',
  })
  await asking.until(`/v1/cases/${id}`, ({ permissions }) =>
    (permissions as { verdict: string }[]).some(({ verdict }) => verdict === 'revoked'),
  )
  t.equal((await read(elsewhere, item, id, { office: 'OTHER' })).status, 404, 'until it is revoked')

  const releases = (await evidenceOf(both.a, { case: id })).filter(({ kind }) => kind === 'release')
  t.ok(
    releases.some(({ data }) => (data.permissions as string[] | undefined)?.includes(once)),
    'the evidence names the permission',
  )
})

t.test('an amendment only tightens, and releases follow it from then on', async (t) => {
  const both = usual
  const [asking, answering] = [both.a.client(), both.b.client()]
  const { case: id, items, terms } = await given(both, documents())
  t.equal((await read(asking, items[0], id)).status, 200)
  const amend = async (rows: readonly object[]) => {
    const { json } = await answering.post('/v1/terms', { agreement: both.agreement.id, case: id, terms: rows })
    const amended = String(json.sha256)
    const body = { items: [items[0]], reason: 'The file is to be destroyed within the year.' }
    return {
      amended,
      answer: await answering.post(`/v1/cases/${id}/messages`, { type: 'amend-terms', body, terms: amended }),
    }
  }
  const before = (await answering.get(`/v1/terms/${terms}`)).json as unknown as {
    terms: Record<string, unknown>[]
    protection: object
  }
  const retention = before.terms.find(({ term }) => term === 'retention')
  const looser = await amend([{ ...retention, until: '2099-01-01' }])
  t.match(looser.answer.json, { code: 'terms-invalid', faults: [{ field: /retention|until/, paragraph: '5.1 e' }] })
  const ended = { ...retention, until: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10) }
  const protection = before.protection
  const { json } = await answering.post('/v1/terms', {
    agreement: both.agreement.id,
    case: id,
    terms: [ended],
    protection,
  })
  const amended = String(json.sha256)
  await posting(id)(answering, 'amend-terms', { items: [items[0]], reason: 'It ends.' }, { terms: amended })
  await untilItem(asking, id, items[0], ({ termsInForce }) => termsInForce === amended)
  t.match((await read(asking, items[0], id)).json, { code: 'release-denied', paragraph: '5.1 e' })
  t.equal((await read(asking, items[1], id)).status, 200, 'what was not amended stays as it was')

  const shown = await shownTerms(asking, id, terms)
  const old = await asking.post(`/v1/cases/${id}/messages`, {
    type: 'accept-terms',
    body: acceptTerms(terms, [items[0]], shown),
  })
  t.match(old.json, { code: 'terms-invalid', field: '/terms' }, 'what is accepted are the terms in force')
})

t.test('what a member gave does not travel on to another (5.1 c)', async (t) => {
  const both = usual
  const { a, b } = both
  const [asking, answering] = [a.client(), b.client()]
  const [secret, plain] = documents()
  const { case: id, items } = await given(both, [secret, plain])
  const xc = await install(`${await scratch(t)}/XC`, 'XC')
  const agreement = await peer(a.installation, xc, agreementBetween(a.installation, xc))
  await asking.until('/v1/partners', ({ rows }) => (rows as { member: string }[]).some(({ member }) => member === 'XC'))
  const towards = async (id: string) =>
    String((await asking.post('/v1/terms', { agreement: id, purposes: [purpose] })).json.sha256)

  const third = await towards(agreement.id)
  const stopped = await asking.upload(third, 'verification', secret)
  t.match(
    { status: stopped.status, json: stopped.json },
    { status: 403, json: { code: 'onward-disclosure', paragraph: '5.1 c' } },
  )
  t.notMatch(stopped.octets.toString(), id, 'nothing is told of the case it was given in')
  t.equal((await asking.upload(third, 'verification', randomBytes(100))).status, 201, 'other content passes')
  t.equal(
    (await asking.upload(await towards(both.agreement.id), 'verification', secret)).status,
    201,
    'back to its provider too',
  )
  const denials = (await evidenceOf(a, { case: id })).filter(({ kind, data }) => kind === 'denial' && data.to === 'XC')
  t.match(denials, [{ subject: items[0], data: { use: 'disclose', target: 'third-member' } }])

  const permission = randomUUIDv7()
  const disclosure = [{ target: 'third-member', recipient: 'XC' }]
  await posting(id)(asking, 'permission-ask', { permission, items: [items[0]], disclosure, reason: 'XC asks.' })
  await answering.until(`/v1/cases/${id}`, ({ permissions }) => (permissions as unknown[]).length === 1)
  await posting(id)(answering, 'permission', { permission, verdict: 'granted', uses: 1 })
  await asking.until(
    `/v1/cases/${id}`,
    ({ permissions }) => (permissions as { verdict: string }[])[0]?.verdict === 'granted',
  )
  const send = async (item: string, terms: string) =>
    asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody(), items: [item], terms })
  const first = await asking.upload(third, 'verification', secret)
  t.equal(first.status, 201, first.octets.toString())
  const again = await towards(agreement.id)
  const second = await asking.upload(again, 'verification', secret)
  const sent = await send(String(first.json.item), third)
  t.equal(sent.status, 202, sent.octets.toString())
  const uses = (await evidenceOf(a, { case: id })).filter(({ kind, data }) => kind === 'release' && data.to === 'XC')
  t.match(uses, [{ subject: items[0], data: { permissions: [permission], as: first.json.item } }])
  t.match((await send(String(second.json.item), again)).json, { code: 'onward-disclosure' }, 'the one use is used up')
})

t.test('disposal destroys the keys and keeps the evidence', async (t) => {
  const both = await pair(t, { a: often, b: often })
  const { a, b } = both
  const asking = a.client()
  const open = { term: 'export', paragraph: '5.1 c', assurance: 'A', mode: 'open' }
  const { case: id, items, response } = await given(both, documents(), { terms: [open] })
  t.equal((await read(asking, items[0], id)).status, 200)
  const on = new Date().toISOString().slice(0, 10)
  await posting(id)(b.client(), 'verification-update', {
    items: [{ item: items[0], status: 'corrected', correction: 'The declared value of line 1 is 18 400.' }],
    on,
  })
  await untilItem(asking, id, items[0], ({ verified }) => verified === 'corrected')
  const line = (item: string, more: object) => ({
    item,
    method: 'destroy-keys',
    copiesKnown: 0,
    exportsOutstanding: 0,
    ...more,
  })
  await posting(id)(asking, 'disposal', {
    items: [line(items[0], { keysDestroyed: true })],
    on,
    officer: 'A. Example',
  })
  t.match((await read(asking, items[0], id)).json, { code: 'item-disposed' })
  t.equal((await read(asking, items[1], id)).status, 200, 'what was not named is still there')
  const bodies = async () => {
    const { rows } = (await asking.get(`/v1/cases/${id}/messages`)).json as {
      rows: { message: string; type: string; direction: string }[]
    }
    const shown: [string, boolean][] = []
    for (const { message, type, direction } of rows) {
      if (direction === 'out') continue
      const { json } = await asking.get(`/v1/messages/${message}`)
      const { status, json: told } = await readBody(asking, message, id)
      t.match({ status, ...told }, json.disposed ? { status: 410, code: 'item-disposed' } : { status: 200 })
      shown.push([type, json.disposed === false])
    }
    return shown
  }
  t.same(
    await bodies(),
    [
      ['ack', true],
      ['response', true],
      ['verification-update', false],
    ],
    'what was told of an item goes with it, and what speaks of another one stays',
  )
  const view = (await asking.get(`/v1/items/${items[0]}`)).json
  t.match(view, { disposed: true, locked: false, name: null, sha256: null })
  const destroyed = (await evidenceOf(a, { case: id })).filter(({ kind }) => kind === 'key.destroyed')
  t.equal(destroyed[0]?.subject, items[0])
  t.equal(destroyed.length, 2, 'the item, and the body that spoke of it alone')
  await untilItem(b.client(), id, items[0], ({ disposed }) => disposed === true)
  t.equal((await read(b.client(), items[0], id)).status, 200, 'the provider keeps its own document')

  const bundle = await asking.ask('GET', `/v1/cases/${id}/bundle?purpose=${purpose}`)
  t.equal(bundle.status, 200, bundle.octets.toString('utf8', 0, 300))
  const fingerprints = { XA: fingerprint(a.installation.card), XB: fingerprint(b.installation.card) }
  const report = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
  t.same(report.faults, [])
  t.equal(report.ok, true, 'and what is exported afterwards verifies')
  const files = bundle.octets.toString('latin1')
  t.same(
    items.map((item) => files.includes(`items/${item}`)),
    [false, true],
    'without its content, and with that of the other',
  )

  const last = (more: object, ...others: readonly object[]) => ({
    items: [line(items[1], { keysDestroyed: true, ...more }), ...others],
    on,
    officer: 'A. Example',
  })
  const unaccounted = await asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body: last({}) })
  t.match(
    unaccounted.json,
    { code: 'body-invalid', detail: /counts 1 that left/ },
    'the bundle holds a copy of it [R19]',
  )
  const copies = await copiesMade(a, id, items[1])
  const known = { copiesKnown: 1, copies }
  const hushed = await asking.post(`/v1/cases/${id}/messages`, { type: 'disposal', body: last(known) })
  t.match(
    hushed.json,
    { code: 'body-invalid', detail: /1 copies of it left/ },
    'and one of the answer that goes with it',
  )
  const told = { keysDestroyed: true, copiesKnown: 1, copies: await copiesMade(a, id, response) }
  await posting(id)(asking, 'disposal', last(known, line(response, told)))
  t.same(
    await bodies(),
    [
      ['ack', true],
      ['response', false],
      ['verification-update', false],
    ],
    'with the last item goes the answer that brought it, and the names of its files',
  )
  const rest = await asking.ask('GET', `/v1/cases/${id}/bundle?purpose=${purpose}`)
  t.same((await verifyBundle(new Uint8Array(rest.octets), { fingerprints, nowMs: Date.now() })).faults, [])
})

t.test('unverified information alone removes no doubt (5.1 d, rule 7)', async (t) => {
  const both = usual
  const [asking, answering] = [both.a.client(), both.b.client()]
  const { case: id, items } = await given(both, documents())
  const close = (reliedOn: readonly string[]) =>
    asking.post(`/v1/cases/${id}/messages`, { type: 'close', body: { outcome: 'doubt-removed', reliedOn } })
  t.match((await close(['unverified'])).json, { code: 'body-invalid', paragraph: '5.1 d' })
  t.match(
    (await close(['verified'])).json,
    { code: 'body-invalid', paragraph: '5.1 d' },
    'nothing in the case was verified',
  )
  await posting(id)(answering, 'verification-update', {
    items: [{ item: items[0], status: 'verified', method: "Compared with the exporter's books." }],
    on: new Date().toISOString().slice(0, 10),
  })
  await untilItem(asking, id, items[0], ({ verified }) => verified === 'verified')
  t.equal((await close(['verified'])).status, 202)
})
