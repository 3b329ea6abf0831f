// After a restore: what was disposed of since stays closed, comes back from whoever holds our statement of it, or waits for a person.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { fingerprint } from '../../crypto/card/words.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { disposal, purpose } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { accepted, given, posting, read, readBody } from '../support/story.ts'

// Nobody has a log cosigned but by an export: what is written after the last one forks unnoticed.
const seldom = { settings: { SWEEP_EVERY_MS: 3_600_000 } }

interface Evidence {
  readonly kind: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}
const evidenceOf = async (gateway: Gateway): Promise<readonly Evidence[]> =>
  (await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json.rows as Evidence[]

/** XA was given an item, has read it, was backed up, and has disposed of it; both have stopped, XB first. */
async function disposedSince(t: Test) {
  const { a: one, b: two, agreement } = await installedPair(t, { a: seldom, b: seldom })
  const b = await start(t, two)
  const a = await start(t, one)
  const gave = await given({ a, b, agreement }, [randomBytes(3_000), randomBytes(2_000)], { keys: 'after-acceptance' })
  await accepted({ a, b }, gave)
  t.equal((await read(a.client(), gave.items[0], gave.case)).status, 200, 'it was read before')
  const backup = join(one.folder, '..', 'backup')
  t.equal((await bulla(one.folder, ['backup', backup, '--folder', one.folder])).exit, 0)
  const { json } = await posting(gave.case)(a.client(), 'disposal', disposal(...gave.items))
  const message = String(json.message)
  await b
    .client()
    .until(`/v1/cases/${gave.case}`, ({ items }) =>
      (items as { disposed: boolean }[]).every(({ disposed }) => disposed),
    )
  t.match(await read(a.client(), gave.items[0], gave.case), { status: 410, json: { code: 'item-disposed' } })
  // A partner that is away cosigns nothing at the stop.
  await b.running.close()
  await a.running.close()
  const restore = async () => {
    const ended = await bulla(one.folder, ['restore', backup, '--folder', one.folder, '--replace'])
    t.equal(ended.exit, 0, ended.err)
  }
  return { one, two, gave, message, restore }
}

const untilSettled = (gateway: Gateway) =>
  gateway.client('operator').until('/v1/operator/restored', ({ since }) => since === null)

async function bundlesVerify(t: Test, of: string, ...gateways: readonly Gateway[]): Promise<void> {
  const fingerprints = Object.fromEntries(
    gateways.map(({ installation: { member, card } }) => [member, fingerprint(card)]),
  )
  for (const gateway of gateways) {
    const bundle = await gateway.client().ask('GET', `/v1/cases/${of}/bundle?purpose=${purpose}`)
    t.equal(bundle.status, 200, bundle.octets.toString('utf8', 0, 200))
    const { faults } = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
    t.same(faults, [], `the bundle of ${gateway.installation.member}`)
  }
}

const asRestored = { status: 503, json: { code: 'restored', retry: true } }

t.test(
  'what was disposed of after a backup is denied after its restore, at once and once the disposal has come back [R2] [H5] [H7]',
  async (t) => {
    const { one, two, gave, message, restore } = await disposedSince(t)
    await restore()
    const a = await start(t, one)
    const [item = ''] = gave.items
    t.match(await read(a.client(), item, gave.case), asRestored, 'at once, its partner being away')
    t.match(await readBody(a.client(), gave.response, gave.case), asRestored, 'what was said of it, too')
    t.match(
      (await evidenceOf(a)).filter(({ kind }) => kind === 'denial'),
      [
        { subject: item, data: { problem: 'restored' } },
        { subject: gave.response, data: { problem: 'restored' } },
      ],
      'and each try is evidence',
    )
    t.match((await a.client('operator').get('/readyz')).json, {
      ready: true,
      reasons: [/^restored: .*all cases with XB/, /.*/],
    })
    t.match((await a.client('operator').get('/v1/operator/status')).json, { restoredSince: /^\d{4}-/ })
    t.match(await a.client().post(`/v1/cases/${gave.case}/messages`, { type: 'close', body: {} }), asRestored)

    const b = await start(t, two)
    await untilSettled(a)
    t.match(await read(a.client(), item, gave.case), { status: 410, json: { code: 'item-disposed' } })
    const rows = await evidenceOf(a)
    t.match(
      rows.filter(({ subject, kind }) => subject === message && kind === 'statement.sent'),
      [{ data: { back: 'XB' } }],
      'the disposal is recorded, and from whom it came back',
    )
    t.ok(rows.filter(({ kind, data }) => kind === 'key.destroyed' && data['back'] === 'XB').length >= 3)
    t.match(
      rows.filter(({ kind, data }) => kind === 'operator' && String(data['act']).startsWith('restored')),
      [{ data: { act: 'restored', from: 'backup' } }, { data: { act: 'restored-settled' } }],
    )
    t.notMatch((await a.client('operator').get('/readyz')).json, { reasons: [/restored/] })
    const check = await a.client('operator').get('/v1/operator/evidence/check?limit=1000')
    t.same(check.json['faults'], [])
    await bundlesVerify(t, gave.case, a, b)
  },
)
