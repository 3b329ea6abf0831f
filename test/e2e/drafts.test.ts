// Four eyes over a weekend: what waits for its second person keeps its documents, and what nobody wants goes with them.
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { ack, requestBody, responseBody } from '../support/bodies.ts'
import { pair } from '../support/gateways.ts'
import { untilState } from '../support/story.ts'
import { pause } from '../support/traffic.ts'

const hourMs = 3_600_000
const wishes = {
  b: { settings: { SWEEP_EVERY_MS: 1000 } },
  agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['response'] } },
}

t.test('a draft that waits from Friday to Monday is sent with its documents [H6]', { timeout: 120_000 }, async (t) => {
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

  const approved = await approver.ask('POST', `/v1/drafts/${waiting}/approval`)
  t.equal(approved.status, 202, JSON.stringify(approved.json))
  const got = await untilState(asking, id, 'answered')
  t.same((got.json['items'] as { item: string }[]).map(({ item }) => item).sort(), [...monday].sort())

  t.equal((await approver.ask('POST', `/v1/drafts/${unwanted}/approval`)).status, 404)
  const events = (await drafter.get('/v1/events?limit=1000')).json['rows'] as { kind: string }[]
  t.match(
    events.filter(({ kind }) => kind === 'draft.expired'),
    [{ case: id, office: 'HQ', partner: 'XA', message: null }],
    'the office is told of the draft that nobody wanted',
  )
  for (const item of forgotten) t.equal(isThere.get(item), undefined, 'whose documents went with it')
})
