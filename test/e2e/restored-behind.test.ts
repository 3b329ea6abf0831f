// A gateway that was restored behind what its partners have cosigned of its log: what it had disposed of is destroyed again all the same, nothing else is done, and that its log went back stays known.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import { disposal, requestBody } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, start } from '../support/gateways.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { inEachStore, tablesOf } from '../support/stores.ts'
import { accepted, evidenceOf, given, posting, read } from '../support/story.ts'

const often = { SWEEP_EVERY_MS: 1_000 }
const behind = { status: 503, json: { code: 'log-behind' } }

interface Restored {
  readonly partners: readonly { readonly member: string; readonly state: string; readonly closed: boolean }[]
}

await inEachStore(t, async (t, store) => {
  const folder = await scratch(t)
  const settings = { ...often, ...(await store.settings()) }
  const one = await install(join(folder, 'XA'), 'XA', { settings })
  const two = await install(join(folder, 'XB'), 'XB', { settings: often })
  const three = await install(join(folder, 'XC'), 'XC', { settings: often })
  const agreement = await peer(one, two, agreementBetween(one, two))
  const other = await peer(one, three, agreementBetween(one, three))
  const backup = join(folder, 'backup')
  const content = [randomBytes(3_000), randomBytes(2_000)] as const

  const starting = async () => ({ b: await start(t, two), c: await start(t, three), a: await start(t, one) })
  const stop = async (...gateways: readonly Gateway[]) => {
    for (const { running } of gateways) await running.close()
  }
  const opens = async (id: string) => {
    const tables = await tablesOf(one)
    const [row = {}] = await tables.rows('items', { id })
    await tables.close()
    return row['key'] !== null || row['secret'] !== null
  }
  const untilPartners = (a: Gateway, wanted: (partners: Restored['partners']) => boolean) =>
    a
      .client('operator')
      .until('/v1/operator/restored', (view) => wanted((view as unknown as Restored).partners), 30_000)

  const first = await starting()
  const gave = await given({ ...first, agreement }, content, { keys: 'after-acceptance' })
  await accepted(first, gave)
  const [item] = gave.items
  t.equal((await read(first.a.client(), item, gave.case)).status, 200, 'it was open')
  t.equal((await bulla(one.folder, ['backup', backup, '--folder', one.folder])).exit, 0)
  await posting(gave.case)(first.a.client(), 'disposal', disposal(...gave.items))
  await first.b
    .client()
    .until(`/v1/cases/${gave.case}`, ({ items }) =>
      (items as { disposed: boolean }[]).every(({ disposed }) => disposed),
    )
  // The stop has all of it cosigned by both.
  await stop(first.a, first.b, first.c)
  const restore = async () => {
    const done = await bulla(one.folder, ['restore', backup, '--folder', one.folder, '--replace'])
    t.equal(done.exit, 0, done.err)
  }

  await t.test('[H9] What was disposed of is destroyed again, though the log is behind [R2]', async (t) => {
    await restore()
    t.ok(await opens(item), 'the backup opens it')
    const { a, b, c } = await starting()
    await untilPartners(a, (partners) => partners.every(({ state }) => state === 'behind'))
    t.notOk(await opens(item), 'its keys are gone')
    t.match(await read(a.client(), item, gave.case), behind, 'and nothing is given out')
    const { json } = await a.client().get(`/v1/cases/${gave.case}`)
    t.match(json['items'], [{ disposed: true }, { disposed: true }], 'its case says so')
    t.match((await a.client('operator').get('/readyz')).json, {
      ready: false,
      reasons: [/evidence log is behind/, /restored: .*all cases with XB, XC/],
    })
    const rows = await evidenceOf(a)
    t.ok(rows.filter(({ kind, data }) => kind === 'key.destroyed' && data['back'] === 'XB').length >= 3, 'it is told')
    const settle = await a.client('operator').post('/v1/operator/restored/settlements', {
      ...{ partner: 'XB', reason: 'Nobody may lift what partners have seen.' },
    })
    t.equal(settle.json['code'], 'log-behind')
    const asked = { agreement: other.id, office: 'HQ', body: requestBody() }
    t.equal((await a.client().post('/v1/cases', asked)).json['code'], 'log-behind', 'nothing is signed for anybody')
    await stop(a, b, c)
  })

  await t.test('that the log went back is known after a start at which every partner is away [N1]', async (t) => {
    const a = await start(t, one)
    t.equal((await a.client('operator').get('/readyz')).status, 503)
    const asked = { agreement: other.id, office: 'HQ', body: requestBody() }
    t.equal((await a.client().post('/v1/cases', asked)).json['code'], 'log-behind')
    t.match(await read(a.client(), item, gave.case), behind)
    await stop(a)
  })

  await t.test('a partner that comes back later gives the disposal back, whoever was first [R2]', async (t) => {
    await restore()
    const c = await start(t, three)
    const a = await start(t, one)
    await untilPartners(a, (partners) => partners.some(({ member, state }) => member === 'XC' && state === 'behind'))
    t.ok(await opens(item), 'XC has nothing of it')
    t.match(await read(a.client(), item, gave.case), behind, 'nor is it given out')
    await stop(a)
    await stop(c)
    const alone = await start(t, one)
    t.match(await read(alone.client(), item, gave.case), behind, 'that XC has seen more is known without it')
    const b = await start(t, two)
    await untilPartners(alone, (partners) => partners.some(({ member, state }) => member === 'XB' && state !== 'asked'))
    t.notOk(await opens(item), 'XB has')
    await stop(alone, b)
  })
})
