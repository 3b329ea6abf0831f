// Four eyes over a weekend: what waits for its second person keeps its documents, and what nobody wants goes with them.
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { ack, requestBody, responseBody } from '../support/bodies.ts'
import { pair } from '../support/gateways.ts'
import { inEachStore } from '../support/stores.ts'
import { untilState } from '../support/story.ts'
import { pause } from '../support/traffic.ts'

const hourMs = 3_600_000
const wishes = {
  b: { settings: { SWEEP_EVERY_MS: 1000 } },
  agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['response'] } },
}

t.test('a draft that waits over a weekend is sent with its documents [H6] [23]', { timeout: 540_000 }, async (t) => {
  const { a, b, agreement } = await pair(t, wishes)
  const [asking, drafter, approver] = [a.client(), b.client(), b.client('approver')]
  const opened = await asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
  t.equal(opened.status, 202, JSON.stringify(opened.json))
  const id = String(opened.json.case)
  await untilState(drafter, id, 'submitted')
  t.equal((await drafter.post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack() })).status, 202)
  await untilState(asking, id, 'accepted')
  const terms = String((await drafter.post('/v1/terms', { agreement: agreement.id, case: id })).json.sha256)

  const uploaded = async () => {
    const { status, json } = await drafter.upload(terms, 'declaration', new Uint8Array(20_000).fill(7))
    t.equal(status, 201, JSON.stringify(json))
    return String(json.item)
  }
  const drafted = async (items: readonly [string, string]) => {
    const body = responseBody({ w1: [items[0]], w2: [items[1]] })
    const { status, json } = await drafter.post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms })
    t.match({ status, ...json }, { status: 201, approval: 'needed' }, JSON.stringify(json))
    return String(json['draft'])
  }
  const monday = [await uploaded(), await uploaded()] as const
  const forgotten = [await uploaded(), await uploaded()] as const
  const loose = await uploaded()
  const [waiting, unwanted] = [await drafted(monday), await drafted(forgotten)]

  // The rows and files as old as they would be by then: the clock of the gateway is that of this test.
  const data = join(b.installation.folder, 'data')
  const database = new DatabaseSync(join(data, 'bulla.sqlite'), { timeout: 10_000 })
  t.teardown(() => database.close())
  const oldMs = Date.now() - 66 * hourMs
  const partsOf = database.prepare('select "partSha256" as part from items where direction = \'out\'').all()
  for (const { part } of partsOf)
    utimesSync(join(data, 'parts/parts', String(part).slice(0, 2), String(part)), oldMs / 1000, oldMs / 1000)
  database.exec(`begin immediate;
    update drafts set at = ${oldMs} where id = '${waiting}';
    update drafts set at = ${Date.now() - 31 * 24 * hourMs} where id = '${unwanted}';
    update items set "storedAt" = ${oldMs} where direction = 'out';
    commit`)
  const isThere = database.prepare('select id from items where id = ?')
  while (isThere.get(loose) !== undefined) await pause(50)

  const approved = await approver.post(`/v1/drafts/${waiting}/approval`, { revision: 1 })
  t.equal(approved.status, 202, JSON.stringify(approved.json))
  const got = await untilState(asking, id, 'answered')
  t.same((got.json['items'] as { item: string }[]).map(({ item }) => item).sort(), [...monday].sort())

  t.equal((await approver.post(`/v1/drafts/${unwanted}/approval`, { revision: 1 })).status, 404)
  const events = (await drafter.get('/v1/events?limit=1000')).json['rows'] as { kind: string }[]
  t.match(
    events.filter(({ kind }) => kind === 'draft.expired'),
    [{ case: id, office: 'HQ', partner: 'XA', message: null }],
    'the office is told of the draft that nobody wanted',
  )
  for (const item of forgotten) t.equal(isThere.get(item), undefined, 'whose documents went with it')
})

await inEachStore(t, async (t, store) => {
  t.test(
    'a draft is returned, changed, and approved as it was read; nobody who wrote at it approves it [R24]',
    async (t) => {
      const { a, b, agreement } = await pair(t, {
        store,
        agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['request', 'response'] } },
      })
      const [one, two, elsewhere, operator] = [
        a.client(),
        a.client('approver'),
        a.client('elsewhere'),
        a.client('operator'),
      ]
      const secret = 'Words that stand in no evidence.'
      const open = async () => {
        const posted = await one.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
        t.match({ status: posted.status, ...posted.json }, { status: 201, revision: 1 })
        return String(posted.json.draft)
      }
      const act = (client: typeof one, draft: string, what: string, json: object) =>
        client.post(`/v1/drafts/${draft}/${what}`, json)
      const draft = await open()

      t.match(await act(one, draft, 'return', { revision: 1, reason: secret }), {
        status: 403,
        json: { code: 'approver-same' },
      })
      t.match(await act(elsewhere, draft, 'return', { revision: 1, reason: secret }), { status: 404 })
      t.match(await act(operator, draft, 'approval', { revision: 1 }), { status: 403 })
      t.match(await act(two, draft, 'return', { revision: 1, reason: secret }), {
        status: 200,
        json: { revision: 2, returned: { by: 'approver', reason: secret } },
      })
      t.match((await one.get('/v1/drafts')).json, { rows: [{ draft, revision: 2, returned: { reason: secret } }] })
      for (const revision of [1, 2])
        t.match(await act(two, draft, 'approval', { revision }), { status: 409, json: { code: 'draft-changed' } })

      const changed = requestBody({ matter: secret })
      for (const what of ['rehearsal', 'change']) {
        t.match(await act(one, draft, what, { revision: 1, body: changed }), { json: { code: 'draft-changed' } })
        t.match(
          await act(one, draft, what, { revision: 2, body: { matter: 'Nothing else.' } }),
          { status: 422, json: { code: 'body-invalid' } },
          what,
        )
      }
      t.match(await act(one, draft, 'rehearsal', { revision: 2, body: changed }), {
        status: 200,
        json: { why: /asks for two persons for a request/ },
      })
      t.match(await act(elsewhere, draft, 'rehearsal', { revision: 2 }), { status: 404 })
      const posted = { agreement: agreement.id, office: 'HQ', body: requestBody() }
      t.match(await one.post('/v1/rehearsals', posted), { status: 200, json: { why: /asks for two persons/ } })
      t.match(await one.post('/v1/rehearsals', { ...posted, body: {} }), { json: { code: 'body-invalid' } })
      t.match(
        (await one.get('/v1/drafts')).json,
        { rows: [{ draft, revision: 2, returned: { reason: secret } }] },
        'nothing was changed, and nothing posted',
      )
      t.equal(((await one.get('/v1/drafts')).json['rows'] as unknown[]).length, 1)
      t.match(await act(one, draft, 'change', { revision: 2, body: changed }), {
        status: 200,
        json: { revision: 3, drafter: 'officer', drafters: ['officer'], returned: null },
      })
      t.match(await act(two, draft, 'change', { revision: 3, body: changed }), {
        json: { revision: 4, drafter: 'approver', drafters: ['officer', 'approver'] },
      })
      for (const client of [one, two])
        t.match(await act(client, draft, 'approval', { revision: 4 }), { status: 403, json: { code: 'approver-same' } })
      t.match(await act(elsewhere, draft, 'withdrawal', { revision: 4 }), { status: 404 })
      t.match(await act(two, draft, 'withdrawal', { revision: 3 }), { status: 409 })
      t.match(await act(two, draft, 'withdrawal', { revision: 4 }), { status: 200 })
      t.match(await act(two, draft, 'approval', { revision: 4 }), { status: 404 })

      const second = await open()
      t.match(await act(one, second, 'change', { revision: 1, body: changed }), { json: { revision: 2 } })
      t.match(await act(two, second, 'approval', { revision: 1 }), { status: 409 }, 'what was read is not what waits')
      const sent = await act(two, second, 'approval', { revision: 2 })
      t.equal(sent.status, 202, JSON.stringify(sent.json))
      const got = await untilState(b.client(), String(sent.json.case), 'submitted')
      t.ok(got, 'it reached the partner as it was changed')

      const { json } = await operator.get('/v1/operator/evidence?limit=1000')
      const rows = json['rows'] as { kind: string; subject: string; data: Record<string, unknown> }[]
      const of = (id: string) => rows.filter(({ subject, kind }) => subject === id && kind !== 'denial')
      const denied = rows.filter(({ subject, kind }) => subject === draft && kind === 'denial')
      t.same(
        denied.map(({ data }) => [data.client, data.problem]),
        [
          ['officer', 'approver-same'],
          ['elsewhere', 'not-found'],
          ['operator', 'forbidden'],
          ['elsewhere', 'not-found'],
          ['officer', 'approver-same'],
          ['approver', 'approver-same'],
          ['elsewhere', 'not-found'],
          ['approver', 'not-found'],
        ],
        'whatever was refused for who asked is a denial [R23]',
      )
      t.match(of(draft), [
        { kind: 'draft.made', data: { drafter: 'officer', revision: 1, sha256: /^[0-9a-f]{64}$/ } },
        { kind: 'draft.returned', data: { client: 'approver', drafter: 'officer', revision: 2 } },
        { kind: 'draft.changed', data: { client: 'officer', drafter: 'officer', revision: 3 } },
        { kind: 'draft.changed', data: { client: 'approver', drafter: 'approver', revision: 4 } },
        { kind: 'draft.withdrawn', data: { client: 'approver', drafter: 'approver', revision: 4 } },
      ])
      t.match(of(second), [
        { kind: 'draft.made' },
        { kind: 'draft.changed' },
        { kind: 'draft.approved', data: { drafter: 'officer', approver: 'approver', revision: 2 } },
      ])
      t.notMatch(JSON.stringify(rows), secret, 'never the words')
      const events = (await one.get('/v1/events?limit=1000')).json['rows'] as { kind: string; case: string }[]
      t.same(
        events.filter(({ case: id }) => id === draft).map(({ kind }) => kind),
        ['draft.made', 'draft.returned', 'draft.changed', 'draft.changed', 'draft.withdrawn'],
      )
      t.notMatch(JSON.stringify(events), secret)
    },
  )

  t.test(
    'whoever changes a draft of another sends its documents; whoever drafted it approves nothing [R24]',
    async (t) => {
      const { a, b, agreement } = await pair(t, { store, ...wishes })
      const [asking, drafter, other] = [a.client(), b.client(), b.client('approver')]
      const opened = await asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
      const id = String(opened.json.case)
      await untilState(drafter, id, 'submitted')
      await drafter.post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack() })
      await untilState(asking, id, 'accepted')
      const terms = String((await drafter.post('/v1/terms', { agreement: agreement.id, case: id })).json.sha256)
      const upload = async (client: typeof drafter) =>
        String((await client.upload(terms, 'declaration', new Uint8Array(20_000).fill(7))).json.item)
      const [kept, dropped, added] = [await upload(drafter), await upload(drafter), await upload(other)]
      const drafted = await drafter.post(`/v1/cases/${id}/messages`, {
        type: 'response',
        body: responseBody({ w1: [kept], w2: [dropped] }),
        items: [kept, dropped],
        terms,
      })
      const path = `/v1/drafts/${String(drafted.json.draft)}`
      const changed = await other.post(`${path}/change`, {
        revision: 1,
        body: responseBody({ w1: [kept], w2: [added] }),
        items: [kept, added],
      })
      t.match({ status: changed.status, ...changed.json }, { status: 200, drafter: 'approver', items: [kept, added] })
      for (const client of [drafter, other])
        t.match(await client.post(`${path}/approval`, { revision: 2 }), {
          status: 403,
          json: { code: 'approver-same' },
        })
    },
  )
})
