// What is shown of what was received: nothing of its content in any list, one answer for what is others' and what is not there, and a denial for
// each try.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { exportDeclaration } from '../../gateway/profiles/export-declaration/profile.ts'
import { daysFromNow, purpose } from '../support/bodies.ts'
import { type NationalClient, type Reply, sha256Of } from '../support/client.ts'
import { accepts, answered, clientWith, opened, outcomeOf, strictPair, triesFor } from '../support/content.ts'
import { installedPair, start } from '../support/gateways.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, read, untilItem, untilState } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'

await inEachStore(t, async (t, store) => {
  const {
    a: one,
    b: two,
    agreement,
  } = await installedPair(t, { store, agreement: { standingAcceptance: undefined } as never })
  const only = {
    read: await clientWith(one, ['read']),
    submit: await clientWith(one, ['submit']),
    approve: await clientWith(one, ['approve']),
    monitor: await clientWith(one, ['monitor']),
    release: await clientWith(one, ['release']),
  }
  const [a, b] = [await start(t, one), await start(t, two)]
  const both = { a, b, agreement }
  const asking = a.client()
  const clients = Object.fromEntries(Object.entries(only).map(([role, client]) => [role, client()])) as {
    readonly [R in keyof typeof only]: NationalClient
  }
  t.teardown(() => {
    for (const client of Object.values(clients)) client.close()
  })
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(4_321), randomBytes(2_000)]

  const ways = (
    client: NationalClient,
    { item, message, case: id }: { item: string; message: string; case: string },
  ) => ({
    item: () => client.get(`/v1/items/${item}`),
    'item release': () => client.post(`/v1/items/${item}/releases`, { purpose, matter: id }),
    message: () => client.get(`/v1/messages/${message}`),
    'message release': () => client.post(`/v1/messages/${message}/releases`, { purpose, matter: id }),
    whole: () => client.post(`/v1/messages/${message}/releases`, { purpose, matter: id, items: true }),
    clearance: () =>
      client.post(`/v1/items/${item}/clearances`, {
        ...{ purpose, reader: 'x', until: daysFromNow(1), uses: 1, reason: 'Because.' },
      }),
    case: () => client.get(`/v1/cases/${id}`),
    terms: () => client.get(`/v1/cases/${id}/terms`),
    messages: () => client.get(`/v1/cases/${id}/messages`),
    registrations: () => client.get(`/v1/cases/${id}/registrations`),
    bundle: () => client.get(`/v1/cases/${id}/bundle?purpose=${purpose}`),
  })

  t.test('what is for another office and what is not there have one answer, and a record each [R22]', async (t) => {
    const gave = await opened(both, documents())
    const elsewhere = a.client('elsewhere')
    const real = { item: gave.items[0], message: gave.response, case: gave.case }
    const unknown = { item: randomUUIDv7(), message: randomUUIDv7(), case: randomUUIDv7() }
    const before = (await evidenceOf(a)).length
    const [there, nowhere] = [ways(elsewhere, real), ways(elsewhere, unknown)]
    const plain = (octets: Buffer, ids: typeof real) =>
      Object.entries(ids).reduce((text, [what, id]) => text.replaceAll(id, what), octets.toString())
    for (const name of Object.keys(there) as (keyof typeof there)[]) {
      const [known, not] = [await there[name](), await nowhere[name]()]
      t.equal(known.status, 404, name)
      t.equal(plain(known.octets, real), plain(not.octets, unknown), name)
      t.notMatch(known.octets.toString(), name === 'item' ? new RegExp(gave.case) : /XB/)
      const named = ({ headers }: typeof known) => Object.keys(headers).sort()
      t.same(named(known), named(not), `${name}: the same headers`)
    }
    // A receipt of what was given before may still be on its way.
    const since = (await evidenceOf(a)).slice(before)
    const tried = since.filter(({ kind }) => kind !== 'receipt.given')
    t.same(
      tried.map(({ kind, data }) => [kind, data.client]),
      Array.from({ length: 10 }, () => ['denial', 'elsewhere']),
      'each try for content is a denial, whether there is any or not',
    )
  })

  t.test('terms are shown to the offices of the case under them; to others they are not there [A12]', async (t) => {
    const gave = await opened(both, documents())
    const nowhere = '0'.repeat(64)
    const plain = ({ octets }: Reply) =>
      octets
        .toString()
        .replaceAll(gave.terms, nowhere)
        .replace(/"instance":"[^"]*"/, '')
    for (const gateway of [a, b]) {
      const shown = (who: 'officer' | 'elsewhere', sha256: string) => gateway.client(who).get(`/v1/terms/${sha256}`)
      t.equal((await shown('officer', gave.terms)).status, 200)
      const theirs = await shown('elsewhere', gave.terms)
      t.match(outcomeOf(theirs), { status: 404, code: 'not-found' })
      t.equal(plain(theirs), plain(await shown('elsewhere', nowhere)), 'as for what nobody has')
    }
    const { json } = await b.client().post('/v1/terms', { agreement: both.agreement.id })
    t.equal(
      (await b.client().get(`/v1/terms/${json.sha256}`)).status,
      200,
      'what is made for a case to be opened is there',
    )
  })

  t.test('a try without the role is a denial [R23]', async (t) => {
    const gave = await opened(both, documents())
    const ids = { item: gave.items[0], message: gave.response, case: gave.case }
    for (const [role, client] of Object.entries(clients)) {
      if (role === 'release') continue
      for (const name of ['item release', 'message release', 'whole', 'bundle'] as const) {
        const { status, json } = await ways(client, ids)[name]()
        t.match({ status, json }, { status: 403, json: { code: 'forbidden' } }, `${role}: ${name}`)
      }
    }
    const of = async (subject: string) =>
      (await triesFor(a, subject)).denials.map(({ client, problem }) => [client, problem])
    const four = ['only-read', 'only-submit', 'only-approve', 'only-monitor'].map((client) => [client, 'forbidden'])
    t.same(await of(gave.items[0]), four)
    t.same(
      await of(gave.response),
      four.flatMap((row) => [row, row]),
    )
    t.same(await of(gave.case), four, 'and so is a bundle that is to hold content')
    const released = await ways(clients.release, ids)['item release']()
    t.equal(released.status, 200, 'the role release alone reads, and leaves a record')
    t.equal((await ways(clients.read, ids).clearance()).status, 403)
    t.equal((await clients.monitor.get(`/v1/cases/${gave.case}/bundle`)).status, 403, 'a bundle without content')
    const ask = { permission: randomUUIDv7(), items: [gave.items[0]], reason: 'Needed.' }
    const asked = await clients.read.post(`/v1/cases/${gave.case}/messages`, { type: 'permission-ask', body: ask })
    t.equal(asked.status, 403)
    t.match((await triesFor(a, gave.items[0])).denials.at(-1), {
      act: 'clear',
      client: 'only-read',
      problem: 'forbidden',
    })
    t.match((await triesFor(a, gave.case)).denials.slice(-2), [
      { act: 'export', client: 'only-monitor', problem: 'forbidden' },
      { act: 'POST /v1/cases/:id/messages', client: 'only-read', problem: 'forbidden' },
    ])
    t.match(outcomeOf(await ways(clients.release, ids).bundle()), { status: 403, code: 'forbidden' })
  })

  t.test('no list and no view shows the name, the size or the digest of what was received [R25]', async (t) => {
    const [octets, other] = documents()
    const gave = await answered(both, [octets, other])
    // As a number by itself: an id may hold any four digits.
    const size = /(?<![0-9a-f-])4321(?![0-9a-f-])/
    const marks = [/declaration\.pdf/, size, new RegExp(sha256Of(octets)), new RegExp(sha256Of(other))]
    const look = async (when: string) => {
      for (const client of [clients.read, asking, a.client('approver')])
        for (const path of [
          '/v1/cases',
          `/v1/cases/${gave.case}`,
          `/v1/cases/${gave.case}?schemas=true`,
          `/v1/cases/${gave.case}/messages`,
          `/v1/cases/${gave.case}/terms`,
          `/v1/messages/${gave.response}`,
          ...gave.items.map((item) => `/v1/items/${item}`),
          '/v1/events',
        ]) {
          const answer = await client.get(path)
          t.equal(answer.status, 200, path)
          for (const mark of marks) t.notMatch(answer.octets.toString(), mark, `${when}: ${path}`)
        }
    }
    await look('locked')
    t.match((await clients.read.get(`/v1/items/${gave.items[0]}`)).json, {
      kind: 'declaration',
      size: 'small',
      locked: true,
    })
    await accepts({ of: a, other: b }, gave.case, [...gave.items, gave.response])
    await posting(gave.case)(b.client(), 'keys', { items: gave.items })
    await untilItem(asking, gave.case, gave.items[0], ({ locked }) => locked === false)
    await look('open')
    const shown = await read(asking, gave.items[0], gave.case)
    t.match(
      shown.headers,
      { 'content-disposition': /declaration\.pdf/, 'content-length': '4321' },
      'a release tells them',
    )
    const own = (await b.client().get(`/v1/items/${gave.items[0]}`)).json
    t.match(own, { name: 'declaration.pdf', bytes: 4321, sha256: sha256Of(octets) }, 'who gave it sees its own')
  })

  t.test(
    'what a reader must observe is cited by the profile, and by the agreement where that has none [R28]',
    async (t) => {
      const legalBasis = 'Convention on declarations between XA and XB'
      const pair = await strictPair(t, {
        store,
        agreement: { id: 'xa-xb-both', profiles: ['export-declaration'], legalBasis },
      })
      const ask = { agreement: pair.agreement.id, office: 'HQ', type: 'declare' }
      const posted = await pair.a
        .client()
        .post('/v1/cases', { ...ask, body: exampleBody(exportDeclaration, 'declare') })
      const { case: id, message } = posted.json as { case: string; message: string }
      await untilState(pair.b.client(), id, 'declared')
      await accepts({ of: pair.b, other: pair.a }, id, [message])
      const of = { purpose: 'COMPARE_DECLARATION', matter: id }
      const told = await pair.b.client().post(`/v1/messages/${message}/releases`, of)
      t.equal(told.status, 200, told.octets.toString('utf8', 0, 300))
      const obligations = told.json.obligations as string[]
      t.ok(obligations.length > 3)
      for (const each of obligations) {
        t.match(each, new RegExp(legalBasis), 'the legal basis of its agreement')
        t.notMatch(each, /12\./)
      }
    },
  )
})
