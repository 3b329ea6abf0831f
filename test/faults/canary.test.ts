// A marked plaintext goes the whole way; afterwards it stands in no file, log, metric or error of either gateway.
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { daysFromNow, purpose, requestBody, responseBody } from '../support/bodies.ts'
import { pair } from '../support/gateways.ts'
import { read, readBody, untilState } from '../support/story.ts'

t.test('nothing confidential is readable in any file or log', async (t) => {
  const canary = `CANARY${randomBytes(12).toString('hex')}`
  const { a, b, agreement } = await pair(t)
  const [asking, answering] = [a.client(), b.client()]
  const persons = [{ role: 'importer', name: `${canary} Ltd`, identifier: canary }]
  const opened = await asking.post('/v1/cases', {
    agreement: agreement.id,
    office: 'HQ',
    body: requestBody({ matter: `About ${canary}.`, persons }),
  })
  t.equal(opened.status, 202, JSON.stringify(opened.json))
  const id = String(opened.json.case)
  await untilState(answering, id, 'submitted')
  const ack = { caseNumber: canary, receivedAt: new Date().toISOString(), complete: true, dueOn: '2999-12-24' }
  t.equal((await answering.post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack })).status, 202)
  const terms = await answering.post('/v1/terms', { agreement: agreement.id, case: id })
  const content = Buffer.from(`${canary} `.repeat(20_000))
  const items: string[] = []
  for (const kind of ['declaration', 'commercial-invoice'])
    items.push(
      String(
        (await answering.upload(String(terms.json.sha256), kind, content, 'text/plain', `${canary}.txt`)).json.item,
      ),
    )
  const [w1 = '', w2 = ''] = items
  const answered = await answering.post(`/v1/cases/${id}/messages`, {
    type: 'response',
    body: { ...responseBody({ w1: [w1], w2: [w2] }), note: `More of ${canary} follows.` },
    items,
  })
  t.equal(answered.status, 202, JSON.stringify(answered.json))
  await untilState(asking, id, 'answered')
  t.ok(
    (
      await asking.post(`/v1/items/${w1}/releases`, { purpose, matter: id, reader: canary.slice(0, 6) })
    ).octets.includes(canary),
    'it went the whole way',
  )
  const bodies = [
    await readBody(asking, String(answered.json.message), id),
    await readBody(answering, String(opened.json.message), id, { purpose: 'ANSWER_REQUEST' }),
  ]
  for (const { octets } of bodies) t.ok(octets.includes(canary), 'and so did what the messages say')
  // What is refused must not come back in the answer or stand in the log either.
  const refusals = [
    await asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody({ unknown: canary }) }),
    await asking.post(`/v1/items/${w1}/releases`, { purpose: 'VERIFY_ORIGIN', matter: id }),
    await read(asking, w1, id, { use: 'disclose', target: 'other-agency', recipient: canary }),
    await read(asking, w1, id, { use: 'evidence', proceeding: 'judicial-proceeding', proceedingName: canary }),
    await a.client('approver').post(`/v1/items/${w1}/clearances`, {
      ...{ purpose, reader: 'officer', until: daysFromNow(7), uses: 1 },
      reason: canary,
    }),
    await asking.ask('POST', '/v1/cases', {
      octets: Buffer.from(`{"${canary}`),
      headers: { 'content-type': 'application/json' },
    }),
  ]
  for (const { status, octets } of refusals) {
    t.ok(status >= 400 && status < 500, String(status))
    t.notOk(octets.includes(canary), octets.toString())
  }
  const published = [
    await asking.get('/healthz'),
    await asking.get('/readyz'),
    await a.client('operator').get('/v1/operator/status'),
    await a.client('operator').get('/v1/operator/deliveries'),
    await a.client('operator').get('/metrics'),
    await b.client('operator').get('/metrics'),
  ]
  for (const { octets } of published) t.notOk(octets.includes(canary))

  let files = 0
  let bytes = 0
  for (const { installation } of [a, b])
    for (const entry of await readdir(installation.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const octets = await readFile(join(entry.parentPath, entry.name))
      files += 1
      bytes += octets.length
      for (const form of [
        canary,
        Buffer.from(canary).toString('base64').slice(0, 40),
        Buffer.from(canary).toString('hex'),
        Buffer.from(canary, 'utf16le'),
      ])
        if (octets.includes(form)) t.fail(`${entry.name} holds the canary`)
    }
  t.comment(`count: ${files} files of ${bytes} octets searched`)
  t.ok(files > 20 && bytes > 500_000, 'all of both installations was searched')
})
