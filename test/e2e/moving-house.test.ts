// Moving house with real gateways: from SQLite into PostgreSQL, and out of a backup that was made under load.
import { randomBytes } from 'node:crypto'
import { cp, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { fingerprint } from '../../crypto/card/words.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { clientOf, sha256Of } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, killHard, type Pair, spawnGateway, start } from '../support/gateways.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { given, open, read } from '../support/story.ts'

const often = { settings: { SWEEP_EVERY_MS: 1000 } }
/** XA asks, XB answers with two documents. */
async function answeredCase(pair: Pair): Promise<{ id: string; item: string; sha256: string }> {
  const [small, large] = [randomBytes(20_000), randomBytes(400_000)]
  const { case: id, items } = await given(pair, [small, large])
  return { id, item: items[1], sha256: sha256Of(large) }
}

/** Everything that the national door tells of a case, and what its evidence proves. */
async function holds(
  t: Test,
  gateway: Gateway,
  partner: Gateway,
  { id, item, sha256 }: { id: string; item: string; sha256: string },
) {
  const client = gateway.client()
  const seen = await client.get(`/v1/cases/${id}`)
  t.equal(seen.json.state, 'answered')
  const opened = await read(client, item, id)
  t.equal(opened.status, 200, opened.octets.toString('utf8', 0, 300))
  t.equal(sha256Of(opened.octets), sha256, 'the document is the one that was filed')
  const checked = await gateway.client('operator').get('/v1/operator/evidence/check?limit=10000')
  t.match(checked.json, { faults: [], done: true })
  const bundle = await client.ask('GET', `/v1/cases/${id}/bundle`)
  t.equal(bundle.status, 200, bundle.octets.toString('utf8', 0, 500))
  const fingerprints = Object.fromEntries(
    [gateway, partner].map(({ installation: { member, card } }) => [member, fingerprint(card)]),
  )
  const report = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
  t.same(report.faults, [])
}

t.test('an installation moves from SQLite to PostgreSQL and goes on there', { skip: noPostgres }, async (t) => {
  const server = await postgresServer(t)
  const url = (await server?.createDatabase()) ?? ''
  const { a: one, b: two, agreement } = await installedPair(t, { a: often, b: often })
  const b = await start(t, two)
  const a = await start(t, one)
  const pair = { a, b, agreement }
  const first = await answeredCase(pair)
  const words = ['store', 'migrate', '--to', url, '--folder', one.folder, '--switch']
  const running = await bulla(one.folder, words)
  t.match(running, { exit: 1, err: /another process/ }, 'not while the gateway runs')
  const timeline = (await a.client().get(`/v1/cases/${first.id}`)).json.timeline
  await a.running.close()
  const moved = await bulla(one.folder, words)
  t.equal(moved.exit, 0, moved.err)

  const again = await start(t, one)
  const after = { ...pair, a: again }
  t.same((await again.client().get(`/v1/cases/${first.id}`)).json.timeline, timeline)
  await holds(t, again, b, first)
  await holds(t, again, b, await answeredCase(after))
  t.equal((await again.client('operator').get('/readyz')).status, 200)
})

t.test('a backup is made under load, restored elsewhere, and holds what it says', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { a: often, b: often })
  const b = await start(t, two)
  const a = await start(t, one)
  const answered = await answeredCase({ a, b, agreement })
  await a.running.close()
  const process = await spawnGateway(t, one)
  const client = clientOf(one)
  t.teardown(() => client.close())

  let stop = false
  let posted = 0
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!stop) {
        await open(client, agreement.id)
        posted += 1
      }
    }),
  )
  const until = async (count: number) => {
    while (posted < count) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await until(20)
  const backup = join(dirname(one.folder), 'backup')
  const made = await bulla(one.folder, ['backup', backup, '--folder', one.folder, '--json'])
  t.equal(made.exit, 0, made.err)
  await until(posted + 20)
  stop = true
  await load
  const operator = clientOf(one, 'operator')
  t.teardown(() => operator.close())
  const { size } = made.json['log'] as { size: number }
  t.comment(`posted ${posted} messages, ${size} leaves in the backup`)
  // XB cosigns what XA holds now, which is more than the backup.
  await b
    .client('operator')
    .until('/v1/operator/evidence?limit=1000', ({ rows }) => (rows as unknown[]).length >= posted)
  t.equal((await client.ask('GET', `/v1/cases/${answered.id}/bundle`)).status, 200)
  await killHard(process)
  await b.running.close()

  // The folder is lost, but for the keys that lie elsewhere.
  const keys = join(dirname(one.folder), 'keys')
  await cp(join(one.folder, 'keys'), keys, { recursive: true })
  await rm(one.folder, { recursive: true })
  const restored = await bulla(dirname(one.folder), [
    'restore',
    backup,
    '--signed-by',
    String(made.json['signedBy']),
    '--folder',
    one.folder,
  ])
  t.equal(restored.exit, 0, restored.err)
  await cp(keys, join(one.folder, 'keys'), { recursive: true })
  t.ok((await readdir(join(one.folder, 'data'))).includes('bulla.sqlite'))

  const alone = await start(t, one)
  const checked = await alone.client('operator').get('/v1/operator/evidence/check?limit=10000')
  t.match(checked.json, { faults: [], done: true })
  const opened = await read(alone.client(), answered.item, answered.id)
  // Its partner is away: until it has answered, or a person has settled it, nothing is given out.
  t.match(opened, { status: 503, json: { code: 'restored' } })
  await alone.running.close()

  await start(t, two)
  const behind = await start(t, one)
  const ready = await behind.client('operator').get('/readyz')
  t.equal(ready.status, 503, ready.octets.toString())
  t.match(ready.json, { reasons: [/evidence log is behind/] }, 'its partner has seen more: it signs nothing')
})
