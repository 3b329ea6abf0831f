// Uses of content that a person should look at: told by event, metric and log, and where a term is touched a notice of a breach is
// drafted, which leaves only when a person lets it.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { purpose } from '../support/bodies.ts'
import type { NationalClient } from '../support/client.ts'
import { opened, readBody, strictPair } from '../support/content.ts'
import { installedPair, start } from '../support/gateways.ts'
import { changed } from '../support/installation.ts'
import { inEachStore } from '../support/stores.ts'

type Row = Readonly<Record<string, unknown>>
const kindsOf = async (client: NationalClient, kind: string, count: number) => {
  const told = (rows: unknown) => (rows as Row[]).filter((row) => row['kind'] === kind)
  const { json } = await client.until('/v1/events?limit=500', ({ rows }) => told(rows).length >= count)
  return told(json.rows)
}

await inEachStore(t, async (t, store) => {
  t.test('many reads and denied disclosures are told, and a breach is drafted for a person [R21]', async (t) => {
    const both = await strictPair(t, { store, a: { settings: { SWEEP_EVERY_MS: 1_000 } } })
    const reading = both.a.client()
    const gave = await opened(both, [randomBytes(300), randomBytes(300)])
    const [item] = gave.items
    const read = (more: object = {}) =>
      reading.post(`/v1/items/${item}/releases`, { reader: 'Officer 7', purpose, matter: gave.case, ...more })

    for (let index = 0; index < 49; index += 1) t.equal((await read()).status, 200)
    t.equal((await readBody(reading, gave.response, gave.case)).status, 200, 'another content is counted by itself')
    t.equal((await read()).status, 200, 'nothing is denied by it')
    const [many] = await kindsOf(reading, 'detected.many-reads-item', 1)
    t.match(many, { case: gave.case, partner: 'XB', office: String })

    const disclose = { use: 'disclose', target: 'third-member', recipient: 'XC' }
    for (let index = 0; index < 3; index += 1) t.equal((await read(disclose)).status, 403)
    await kindsOf(reading, 'detected.denied-disclosure', 1)

    const { json } = await reading.until('/v1/drafts', ({ rows }) => (rows as Row[]).length >= 2)
    const drafts = json.rows as Row[]
    t.same(
      drafts.map(({ type }) => type),
      ['breach', 'breach'],
    )
    t.match(
      drafts.find(({ body }) => (body as Row)['kind'] === 'use'),
      {
        ...{ drafter: '(gateway proposes)', case: gave.case, body: { stage: 'first', items: [item] } },
      },
    )
    const { rows } = (await both.b.client().get(`/v1/cases/${gave.case}/messages`)).json as { rows: Row[] }
    t.notOk(
      rows.some(({ type }) => type === 'breach'),
      'the provider is told nothing by the machine',
    )
    const metrics = (await both.a.client('operator').get('/metrics')).octets.toString()
    t.match(metrics, /bulla_uses_detected_total\{partner="XB",detector="many-reads-item"\} 1/)

    for (let index = 0; index < 50; index += 1) await read()
    const approved = await both.a
      .client('approver')
      .post(`/v1/drafts/${drafts[0]?.['draft']}/approval`, { revision: 1 })
    t.equal(approved.status, 202, JSON.stringify(approved.json))
    await both.b
      .client()
      .until(`/v1/cases/${gave.case}/messages`, ({ rows }) => (rows as Row[]).some(({ type }) => type === 'breach'))
    t.equal((await kindsOf(reading, 'detected.many-reads-item', 1)).length, 1, 'once in an hour')
  })

  t.test('with the counts that are set, by the person that a client states [R21]', async (t) => {
    const settings = { SWEEP_EVERY_MS: 1_000, DETECTORS: { 'many-reads-item': { count: 2, hours: 1 } } }
    const agreed = { standingAcceptance: undefined } as never
    const { a: one, b: two, agreement } = await installedPair(t, { store, a: { settings }, agreement: agreed })
    await changed(one, { officer: { persons: true } })
    const both = { a: await start(t, one), b: await start(t, two), agreement }
    const gave = await opened(both, [randomBytes(300), randomBytes(300)])
    const read = (item: string, person: string) =>
      both.a.client().ask('POST', `/v1/items/${item}/releases`, {
        json: { purpose, matter: gave.case },
        headers: { 'bulla-person': person },
      })
    const [first, second] = gave.items
    // Each of two persons reads the first once, and one of them the second twice.
    for (const [item, person] of [
      [first, 'anna'],
      [first, 'ben'],
      [second, 'anna'],
      [second, 'anna'],
    ] as const)
      t.equal((await read(item, person)).status, 200)
    const told = await kindsOf(both.a.client(), 'detected.many-reads-item', 1)
    t.equal(told.length, 1)
    const { json } = await both.a.client().until('/v1/drafts', ({ rows }) => (rows as Row[]).length >= 1)
    const [draft] = json.rows as { body: Row }[]
    t.same(draft?.body['items'], [second])
    t.match(draft?.body['what'], /Client officer, for one person, 2 times/)
    t.notMatch(JSON.stringify(draft?.body), /anna/, 'what may be sent names no person of ours')
  })
  t.test('out of hours by the clock of the office for which it is read, as it is set [R21]', async (t) => {
    const hour = new Date().getUTCHours()
    const clock = (of: number) => `${String(of).padStart(2, '0')}:00`
    const settings = {
      ...{ SWEEP_EVERY_MS: 1_000, TIME_ZONE: 'UTC', DETECTORS: { 'many-reads-item': { count: 3, hours: 1 } } },
      // It is within them here and now, and out of them on the other side of the world.
      OFFICE_HOURS: `${clock(Math.max(0, hour - 2))}-${clock(Math.min(24, hour + 3))}`,
    }
    for (const [zones, told] of [
      [{ OTHER: 'Etc/GMT-12' }, 0],
      [{ HQ: 'Etc/GMT-12' }, 1],
    ] as const) {
      const both = await strictPair(t, { store, a: { settings: { ...settings, OFFICE_ZONES: zones } } })
      const gave = await opened(both, [randomBytes(300), randomBytes(300)])
      const reading = both.a.client()
      for (let reads = 0; reads < 3; reads += 1)
        t.equal((await reading.post(`/v1/items/${gave.items[0]}/releases`, { purpose, matter: gave.case })).status, 200)
      // The one detector has looked at all three when the other has.
      await kindsOf(reading, 'detected.many-reads-item', 1)
      t.equal((await kindsOf(reading, 'detected.outside-hours', told)).length, told, JSON.stringify(zones))
    }
  })
})
