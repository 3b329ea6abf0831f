// The evidence of two real gateways: followed by an independent checker, witnessed by the partner, exported and verified without either.

import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { fingerprint } from '../../crypto/card/words.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { type Gateway, installedPair, type Pair, pair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { given, type Opened, open, untilDelivered, untilState } from '../support/story.ts'
import { checkProof, follow, openCheckpoint, vkeyText } from '../support/transparency.ts'
import { noTsa, openTsa } from '../support/tsa.ts'

const often = { settings: { SWEEP_EVERY_MS: 1000 } }

/** XA asks `count` times; resolves with the cases once XB has them all. */
async function ask({ a, b, agreement }: Pick<Pair, 'a' | 'b' | 'agreement'>, count = 1): Promise<Opened[]> {
  const client = a.client()
  const made: Opened[] = []
  for (let number = 0; number < count; number += 1) made.push(await open(client, agreement.id))
  for (const { case: id } of made) {
    await untilState(b.client(), id, 'submitted')
    await untilDelivered(client, id)
  }
  return made
}

const logKey = ({ folder }: Installation) => createPrivateKey(readFileSync(join(folder, 'keys/log.key.pem')))
const logVkey = (of: Installation) => vkeyText(`${of.card.trustDomain}/log`, 0x01, logKey(of))
const witnessVkey = (of: Installation) => vkeyText(`${of.card.trustDomain}/witness`, 0x04, logKey(of))
const words = ({ installation: { member, card } }: Gateway) => [member, fingerprint(card)] as const

t.test('an independent checker follows the log of a gateway, cosigned by its partner', async (t) => {
  const both = await pair(t, { a: often, b: often })
  const { a, b } = both
  await ask(both, 3)
  const [asked] = await ask(both)
  const client = a.client('operator')
  const cosigned = async () => (await client.ask('GET', '/log/checkpoint')).octets
  const end = Date.now() + 15_000
  const ready = async () => {
    const [, size = '0'] = (await cosigned()).toString().split('\n')
    return Number(size) > 8 && (await cosigned()).toString().includes('/witness')
  }
  while (!(await ready()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  const keys = [logVkey(a.installation), witnessVkey(b.installation)]
  const head = openCheckpoint(await cosigned(), 'xa.example/log', keys)
  t.ok(head.size > 5, `${head.size} leaves`)
  const files = new Map<string, Buffer>()
  const paths = [...tilesOf(head.size)]
  for (const path of paths) files.set(path, (await client.ask('GET', `/log/${path}`)).octets)
  const entries = follow(head, (path) => files.get(path) ?? Buffer.alloc(0))
  t.equal(entries.length, head.size, 'every entry is there and hashes to the root')
  t.ok(entries.every((entry) => entry.length === 32))

  const proven = await client.get(`/v1/operator/evidence/proof/${asked?.message}`)
  t.equal(proven.status, 200, proven.octets.toString())
  const entry = Buffer.from(String(proven.json.entry), 'hex')
  checkProof(Buffer.from(String(proven.json.proof)), entry, 'xa.example/log', keys)
  t.ok(String(proven.json.proof).length < 4096, `${String(proven.json.proof).length} octets`)
  t.throws(() => checkProof(Buffer.from(String(proven.json.proof)), Buffer.alloc(32), 'xa.example/log', keys))
})

t.test('who cosigned our log last is told, and since when somebody who is away owes it', async (t) => {
  const both = await pair(t, { a: often, b: often })
  const { a, b } = both
  await ask(both)
  const witnesses = async (): Promise<Witnesses> =>
    (await a.client('operator').get('/v1/operator/evidence/witnesses')).json as unknown as Witnesses
  const until = async (what: (found: Witnesses) => boolean): Promise<Witnesses> => {
    for (;;) {
      const found = await witnesses()
      if (what(found)) return found
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const own = ({ witnesses: [found] }: Witnesses) => found
  const sound = await until((found) => own(found)?.cosigned?.size === found.published?.size && !!own(found)?.ofTheirs)
  t.match(own(sound), { member: 'XB', state: 'active', owedSince: null })
  await b.running.close()
  await open(a.client(), both.agreement.id)
  const owing = await until((found) => own(found)?.owedSince !== null)
  t.equal(own(owing)?.cosigned?.size, own(sound)?.cosigned?.size, 'what it cosigned before stays told')
  t.ok(Date.parse(own(owing)?.owedSince ?? '') >= Date.parse(sound.published?.at ?? ''))
  t.ok((owing.published?.size ?? 0) > (own(sound)?.cosigned?.size ?? 0))
  t.equal((await a.client().get('/v1/operator/evidence/witnesses')).status, 403)
})

interface Witnesses {
  readonly published: { readonly size: number; readonly at: string } | null
  readonly witnesses: readonly {
    readonly cosigned: { readonly size: number } | null
    readonly owedSince: string | null
    readonly ofTheirs: { readonly size: number } | null
  }[]
}

/** Names of the tiles of a small tree, and of its bundles of entries. */
function* tilesOf(size: number): Generator<string> {
  const at = (index: number) => String(index).padStart(3, '0')
  for (let index = 0; index * 256 < size; index += 1) {
    const width = Math.min(256, size - index * 256)
    const suffix = width === 256 ? '' : `.p/${width}`
    yield `tile/0/${at(index)}${suffix}`
    yield `tile/entries/${at(index)}${suffix}`
  }
  const full = Math.floor(size / 256)
  if (full > 0) yield `tile/1/000.p/${full}`
}

t.test('a case is exported, and verified by whoever knows the two fingerprints', async (t) => {
  const both = await pair(t, { a: often, b: often })
  const { a, b } = both
  const [asked] = await ask(both)
  const bundle = await a.client().ask('GET', `/v1/cases/${asked?.case}/bundle`)
  t.equal(bundle.status, 200, bundle.octets.toString('utf8', 0, 500))
  t.equal(bundle.headers['content-type'], 'application/zip')
  const fingerprints = Object.fromEntries([words(a), words(b)])
  const report = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
  t.same(report.faults, [])
  t.equal(report.ok, true)
  const strangers = { XA: words(b)[1], XB: words(b)[1] }
  t.equal(
    (await verifyBundle(new Uint8Array(bundle.octets), { fingerprints: strangers, nowMs: Date.now() })).ok,
    false,
    'other words are another member',
  )
  t.equal((await a.client('elsewhere').ask('GET', `/v1/cases/${asked?.case}/bundle`)).status, 404)
})

t.test('the store is held against its log: a row that was changed afterwards is found', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { a: often, b: often })
  const b = await start(t, two)
  const a = await start(t, one)
  const [asked] = await ask({ a, b, agreement }, 2)
  const clean = await a.client('operator').get('/v1/operator/evidence/check?limit=1000')
  t.match(clean.json, { faults: [], done: true })
  await a.running.close()
  const file = join(one.folder, 'data/bulla.sqlite')
  const changes: [string, string][] = [
    ['a digest in the evidence', `update evidence set data = replace(data, '"sha256":"', '"sha256":"0') where seq = 3`],
    ['a time in the evidence', 'update evidence set at = at + 1 where seq = 4'],
    ['a missing row', 'delete from evidence where seq = 5'],
    [
      'a statement',
      `update messages set statement = replace(statement, '"clock":1', '"clock":2') where id = '${asked?.message}'`,
    ],
    ['a receipt', `update receipts set jws = substr(jws, 1, length(jws) - 4) || 'AAAA'`],
  ]
  for (const [what, change] of changes) {
    await cp(one.folder, `${one.folder}-kept`, { recursive: true })
    const db = new DatabaseSync(file)
    db.exec(change)
    db.close()
    const again = await start(t, one)
    const found = await again.client('operator').get('/v1/operator/evidence/check?limit=1000')
    const ready = await again.client('operator').get('/readyz')
    const seen = found.status === 200 ? (found.json.faults as unknown[]).length > 0 : found.json.code === 'log-behind'
    t.ok(seen, `${what}: ${found.octets.toString().slice(0, 200)}`)
    t.equal(ready.status, 503, `${what}: and nothing is signed`)
    await again.running.close()
    await rm(one.folder, { recursive: true })
    await cp(`${one.folder}-kept`, one.folder, { recursive: true })
    await rm(`${one.folder}-kept`, { recursive: true })
  }
})

t.test(
  'columns that egress and release rest on are held against the statements, and each fault is named [A8]',
  async (t) => {
    const both = await pair(t)
    const { a } = both
    const { case: id, items, response } = await given(both, [Buffer.alloc(3_000, 1), Buffer.alloc(3_000, 2)])
    const operator = a.client('operator')
    const faults = async () => {
      const { json } = await operator.get('/v1/operator/evidence/check?limit=1000')
      return (json.faults as { found: string }[]).map(({ found }) => found)
    }
    t.same(await faults(), [], 'nothing is amiss before')
    const db = new DatabaseSync(join(a.installation.folder, 'data/bulla.sqlite'))
    t.teardown(() => db.close())
    db.exec('pragma foreign_keys = off')
    const changes: readonly (readonly [table: string, at: string, column: string, value: string, found: RegExp])[] = [
      ['items', items[0], 'fingerprint', 'null', /item \S+ has its key and no fingerprint/],
      ['items', items[0], 'direction', `'out'`, /item \S+ has another direction/],
      ['items', items[0], 'message', 'null', /item \S+ was brought by no message of its case/],
      ['items', items[0], '"case"', 'null', /item \S+ lies in another case/],
      ['items', items[0], 'client', `'somebody'`, /item \S+ was received, and has a client/],
      ['items', items[0], '"termsSha256"', `'${'0'.repeat(64)}'`, /item \S+ is under other terms/],
      ['items', items[0], 'id', `'${response}'`, /item \S+ is gone/],
      ['messages', response, 'standing', `'refused'`, /has the standing refused; by its evidence it is kept/],
      ['messages', response, 'direction', `'out'`, /has another direction/],
      ['messages', response, 'clock', '9', /does not stand as its statement says/],
      ['messages', response, 'partner', `'XC'`, /has another partner/],
      ['cases', id, 'agreement', `'other'`, /case \S+ is under another agreement/],
      ['cases', id, 'profile', `'link-test'`, /case \S+ has another profile/],
      ['cases', id, 'role', `'requested'`, /case \S+ has another role/],
      ['cases', id, 'partner', `'XC'`, /case \S+ is with another partner/],
    ]
    for (const [table, at, column, value, found] of changes) {
      const what = `${table}.${column}`
      const plain = column.replaceAll('"', '')
      const before = db.prepare(`select ${column} from ${table} where id = ?`).get(at) as Record<
        string,
        string | number
      >
      db.prepare(`update ${table} set ${column} = ${value} where id = ?`).run(at)
      const told = await faults()
      t.ok(
        told.some((each) => found.test(each)),
        `${what}: ${told.join('; ')}`,
      )
      const back = plain === 'id' ? response : at
      db.prepare(`update ${table} set ${column} = ? where id = ?`).run(before[plain] ?? null, back)
      t.same(await faults(), [], `${what}: and nothing once it is back`)
    }
  },
)

t.test('a gateway restored from an old backup signs nothing: its partner has seen more', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { a: often, b: often })
  const b = await start(t, two)
  const a = await start(t, one)
  await ask({ a, b, agreement })
  const client = b.client('operator')
  await client.until('/v1/operator/evidence?limit=1000', ({ rows }) => (rows as unknown[]).length > 2)
  await a.running.close()
  await cp(join(one.folder, 'data'), `${one.folder}-backup`, { recursive: true })
  const later = await start(t, one)
  const made = await ask({ a: later, b, agreement }, 2)
  // XB cosigns what XA holds now.
  const bundle = await later.client().ask('GET', `/v1/cases/${made[1]?.case}/bundle`)
  t.equal(bundle.status, 200)
  await later.running.close()
  await rm(join(one.folder, 'data'), { recursive: true })
  await cp(`${one.folder}-backup`, join(one.folder, 'data'), { recursive: true })
  const restored = await start(t, one)
  const ready = await restored.client('operator').get('/readyz')
  t.equal(ready.status, 503, ready.octets.toString())
  t.match(ready.json, { reasons: [/evidence log is behind/] })
  const tested = await client.ask('POST', '/v1/operator/partners/XA/test')
  t.equal(tested.status, 503, 'and so it gives no receipt')
})

t.test(
  'published checkpoints are stamped; the outage of the authority stops nothing, is counted, and is caught up',
  { skip: noTsa },
  async (t) => {
    const tsa = await openTsa()
    t.teardown(() => tsa.close())
    const { a: one, b: two, agreement } = await installedPair(t, { b: often })
    const anchors = join(one.folder, 'tsa.pem')
    await writeFile(anchors, tsa.anchorPem)
    await writeFile(
      join(one.folder, 'bulla.json'),
      JSON.stringify({
        ...(JSON.parse(readFileSync(join(one.folder, 'bulla.json'), 'utf8')) as object),
        SWEEP_EVERY_MS: 1000,
        TSA_URL: tsa.url,
        TSA_ANCHORS_FILE: anchors,
      }),
    )
    tsa.mode = 'down'
    const b = await start(t, two)
    const a = await start(t, one)
    await ask({ a, b, agreement }, 2)
    const operator = a.client('operator')
    await operator.until('/v1/operator/status', ({ unstampedCheckpoints }) => Number(unstampedCheckpoints) > 0)
    const told = () => readFileSync(join(one.folder, 'gateway.log'), 'utf8').includes('"event":"timestamp.failed"')
    for (const end = Date.now() + 15_000; !told() && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 50))
    t.ok(told(), 'and the operator is told')
    tsa.mode = 'ok'
    await operator.until('/v1/operator/status', ({ unstampedCheckpoints }) => unstampedCheckpoints === 0)
  },
)
