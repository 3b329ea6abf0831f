// After a restore: what was disposed of since stays closed, comes back from whoever holds our statement of it, or waits for a person.
// One pair, restored three times, as each start of two gateways costs more than all that is asked of them.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { readKeysInForce } from '../../adapters/keys/renewing.ts'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { openDirectory } from '../../config/directory.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { importEncryptionKey, importSigningKey } from '../../crypto/jose/engine.ts'
import { claimedSeal, signSeal } from '../../crypto/jose/seal.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { claimedCheckpoint, logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { type HeldPage, heldAskSha256, sealHeldPage } from '../../crypto/statement/held.ts'
import { signReceipt } from '../../crypto/statement/receipt.ts'
import { digestOfStatement, type Statement, termsSha256 } from '../../crypto/statement/statement.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { resynchronise } from '../../gateway/flows/between/resync/resync.ts'
import { settleGivenBack } from '../../gateway/flows/delivering/settle-late.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import { openPartnerLogs } from '../../gateway/flows/evidence/genuine/partner-logs.ts'
import { loadTrust } from '../../gateway/flows/trust/trust.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { inDatabase } from '../support/behind.ts'
import { disposal, purpose } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { lyingHolder } from '../support/lying-holder.ts'
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

const { a: one, b: two, agreement } = await installedPair(t, { a: seldom, b: seldom })
const backup = join(one.folder, '..', 'backup')
/** XA was given an item, has read it, was backed up, has read it once more, and has disposed of it. */
const { gave, message, release, copy } = await (async () => {
  const b = await start(t, two)
  const a = await start(t, one)
  const first = randomBytes(3_000)
  const gave = await given({ a, b, agreement }, [first, randomBytes(2_000)], { keys: 'after-acceptance' })
  await accepted({ a, b }, gave)
  const once = await read(a.client(), gave.items[0], gave.case)
  demand(once.status, 200)
  const release = String(once.headers['content-location'])
  // A copy that was uploaded to be sent back, and was not.
  const made = await a.client().post('/v1/terms', { agreement: agreement.id, case: gave.case })
  const copy = String((await a.client().upload(String(made.json['sha256']), 'verification', first)).json['item'])
  demand((await a.client().get(`/v1/items/${copy}`)).status, 200)
  demand((await bulla(one.folder, ['backup', backup, '--folder', one.folder])).exit, 0)
  // A use that is in no backup, and that the disposal signs for.
  demand((await read(a.client(), gave.items[0], gave.case)).status, 200)
  const { json } = await posting(gave.case)(a.client(), 'disposal', disposal(...gave.items))
  await b
    .client()
    .until(`/v1/cases/${gave.case}`, ({ items }) =>
      (items as { disposed: boolean }[]).every(({ disposed }) => disposed),
    )
  demand((await read(a.client(), gave.items[0], gave.case)).status, 410)
  await stop(b, a)
  return { gave, message: String(json.message), release, copy }
})()

/** A partner that is away cosigns nothing at the stop of the other. */
async function stop(b: Gateway, a: Gateway): Promise<void> {
  await b.running.close()
  await a.running.close()
}

async function restore(): Promise<void> {
  demand((await bulla(one.folder, ['restore', backup, '--folder', one.folder, '--replace'])).exit, 0)
}

function demand(found: number, expected: number): void {
  if (found !== expected) throw new Error(`found ${found}, expected ${expected}`)
}

/** Uses that we signed for are in no record here: what they used up a person has to say. */
async function settleLostUses(t: Test, a: Gateway): Promise<void> {
  const operator = a.client('operator')
  const { json } = await operator.until('/v1/operator/restored', ({ cases }) =>
    (cases as { state: string }[]).some(({ state }) => state === 'open'),
  )
  t.match(json['cases'], [
    { case: gave.case, closed: true, found: /uses of content are lost: we signed for \d+ of them/ },
  ])
  t.match(await read(a.client(), gave.items[0], gave.case), asRestored, 'closed, though its partner has answered')
  const ask = { case: gave.case, reason: 'It was read once more on that day, says the office.' }
  t.equal((await operator.post('/v1/operator/restored/settlements', ask)).status, 200)
}

const untilSettled = (gateway: Gateway) =>
  gateway.client('operator').until('/v1/operator/restored', ({ since }) => since === null)

/**
 * What came back was signed over a use that is lost, and its number was given again since: our own
 * bundle says so, and that of the partner, which was lied to by nobody, has no fault.
 */
async function bundlesSayWhatIsLost(t: Test, a: Gateway, b: Gateway): Promise<void> {
  const gateways = [a, b]
  const fingerprints = Object.fromEntries(
    gateways.map(({ installation: { member, card } }) => [member, fingerprint(card)]),
  )
  for (const gateway of gateways) {
    const bundle = await gateway.client().ask('GET', `/v1/cases/${gave.case}/bundle?purpose=${purpose}`)
    t.equal(bundle.status, 200, gateway.installation.member)
    const { faults } = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
    const lost = [{ code: 'uses-broken', found: /XA signed for another use \d+ than the records tell of/ }]
    t.match(faults, gateway === a ? lost : [], `the bundle of ${gateway.installation.member}`)
    t.equal(faults.length, gateway === a ? lost.length : 0, 'and nothing else')
  }
}

/** Statements of a case that XB holds, as it would give them. */
function heldBy({ folder }: Installation) {
  const db = new DatabaseSync(join(folder, 'data/bulla.sqlite'), { readOnly: true })
  const rows = db.prepare('select id, statement, seal from messages where "case" = ?').all(gave.case)
  const receipts = db.prepare('select jws from receipts').all() as { jws: string }[]
  db.close()
  const found = rows.map(({ id, statement, seal }) => ({
    ...{ id: String(id), statement: JSON.parse(String(statement)) as Statement, seal: String(seal) },
    sha256: digestOfStatement(JSON.parse(String(statement)) as Statement),
  }))
  return { of: (id: string) => found.find((each) => each.id === id) as (typeof found)[number], receipts, found }
}

t.test('an answer that cannot be is refused as a whole, recorded, and nothing of it is taken [R2]', async (t) => {
  await restore()
  const store = await openSqliteStore({
    file: join(one.folder, 'data/bulla.sqlite'),
    minFreeBytes: 0,
    reserveBytes: 0,
  })
  t.teardown(() => store.close())
  const { trust } = await loadTrust(await openDirectory(one.folder).read(), await readKeysInForce(one.folder))
  const [mine] = one.card.encryption
  const keyOf = (name: string, { folder }: Installation) => join(folder, 'keys', name)
  const signWith = await importSigningKey(await readFile(keyOf('signing.key.pem', two), 'utf8'), 'B')
  const encryptTo = await importEncryptionKey(mine?.jwk as JsonObject, 'B')
  const evidenceLog = await openEvidenceLog({
    store,
    keys: () => trust.logKeys,
    origin: logOrigin(one.card.trustDomain),
  })
  let answer: (after: number) => Partial<HeldPage> = () => ({})
  let [asked, told] = [0, 0]
  const world = {
    ...{ now: () => Date.now(), monotonicMs: () => performance.now(), random: () => 0.5, id: () => randomUUIDv7() },
    randomOctets: (count: number) => new Uint8Array(randomBytes(count)),
  }
  const log = openLog('silent')
  const secrets = { mark: () => 'none is made', fingerprint: () => 'none', decrypt: () => null as never }
  const settling = { store, world, log, trust: () => trust, secrets: secrets as never, wake: () => undefined }
  const deps = {
    ...{ store, evidenceLog, trust: () => trust, log, secrets, world },
    partnerLogs: openPartnerLogs({ store, world, log }),
    settleGivenBack: settleGivenBack.bind(undefined, { ...settling, settled: () => undefined }),
    clock: { demand: () => undefined, amiss: () => undefined } as never,
    revocation: { keysOf: ({ theirs }: { theirs: never }) => theirs } as never,
    destroy: async () => void t.fail('nothing is destroyed'),
    news: () => {
      told += 1
    },
    line: {
      async askHeld(_: unknown, jws: string) {
        asked += 1
        const { after } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as {
          after: number
        }
        const about = { v: 1, from: 'XB', to: 'XA', at: new Date().toISOString(), ask: heldAskSha256(jws) } as const
        const page = { ...about, statements: [], receipts: [], next: null, ...answer(after) }
        const sealing = { id: randomUUIDv7(), expiresAtMs: Date.now() + 60_000, signWith, encryptTo }
        return sealHeldPage(page, sealing)
      },
    },
  }
  const pairNow = async () => (await store.restored()).find(({ what }) => what === 'pair')
  const again = async () => {
    const pair = { what: 'pair', id: 'XB', partner: 'XB', state: 'asked', found: '' } as const
    await store.saveRestored([{ ...pair, since: 0, after: 0, pages: 0, at: 0, restore: '', mark: '' }], [])
    await resynchronise({ ...deps, remembered: { looked: new Set(), said: new Map() } })
  }
  const held = heldBy(two)
  const lost = held.of(message)
  const receipts = held.receipts.map(({ jws }) => jws)
  const known = held.of(gave.response)
  const { kid } = claimedSeal(lost.seal)
  const underXb = async (statement: Statement) =>
    signSeal({ v: 1, from: 'XA', to: 'XB', kid, digests: [digestOfStatement(statement)] }, signWith)
  const another = { ...lost.statement, id: randomUUIDv7() }
  const ofXb = { ...known.statement, id: randomUUIDv7() }
  const asOf = (statement: Statement, seal: string) => ({ statement: statement as never, seal })
  /** A receipt of XB for the statement, over a tree as it likes. */
  const receiptOver = async ({ id, terms }: Statement, checkpoint: Parameters<typeof signCheckpoint>[0]) => {
    const sha256 = String(held.found.find((each) => each.id === id)?.sha256)
    return signReceipt(
      {
        ...{ v: 2, id: randomUUIDv7(), from: 'XB', to: 'XA', at: new Date().toISOString() },
        envelope: { id: randomUUIDv7(), sha256: 'ab'.repeat(32) },
        entries: [{ id, sha256, terms: termsSha256(terms), outcome: 'received', leaf: checkpoint.size - 1 }],
        checkpoint: signCheckpoint(checkpoint, logSigningKey(await readFile(keyOf('log.key.pem', two), 'utf8'))),
        cards: { mine: { sequence: 1, sha256: 'ab'.repeat(32) }, yours: { sequence: 1, sha256: 'ab'.repeat(32) } },
      },
      signWith,
    )
  }
  const origin = logOrigin(two.card.trustDomain)
  const anotherRoot = async (statement: Statement) => {
    const [shown] = (await store.receiptsOf(gave.case)).filter(({ direction }) => direction === 'in')
    const { checkpoint = '' } = JSON.parse(Buffer.from(shown?.jws.split('.')[1] ?? '', 'base64url').toString())
    const { size } = claimedCheckpoint(checkpoint)
    return receiptOver(statement, { origin, size, rootHash: new Uint8Array(32).fill(7) })
  }
  const ofNoLog = (statement: Statement) =>
    receiptOver(statement, { origin: `another.${origin}`, size: 900, rootHash: new Uint8Array(32) })
  type Lie = readonly [string, () => Partial<HeldPage> | Promise<Partial<HeldPage>>, RegExp]
  const refused = async (t: Test, lies: readonly Lie[]) => {
    for (const [what, page, found] of lies) {
      const ready = await page()
      answer = () => ready
      await again()
      t.match(await pairNow(), { state: 'refused', found }, what)
      t.equal(await store.message(message), undefined, `${what}: nothing is taken`)
    }
  }
  const words: readonly Lie[] = [
    [
      'an altered statement',
      () => ({ statements: [asOf({ ...lost.statement, facts: { items: [] } }, lost.seal)], receipts }),
      /without a receipt of XB that takes it/,
    ],
    [
      'a statement of another pair',
      () => ({ statements: [asOf({ ...lost.statement, to: { member: 'XC' } }, lost.seal)], receipts }),
      /not between XB and XA/,
    ],
  ]
  const histories: readonly Lie[] = [
    [
      'a statement that is not ours',
      async () => ({ statements: [asOf(another, await underXb(another))], receipts }),
      /without a receipt/,
    ],
    [
      'our statement under a seal of another',
      async () => ({ statements: [asOf(lost.statement, await underXb(lost.statement))], receipts }),
      /not under a seal of ours/,
    ],
    ['no receipt', () => ({ statements: [asOf(lost.statement, lost.seal)] }), /without a receipt/],
    [
      'a receipt that nobody signed',
      () => ({ statements: [asOf(lost.statement, lost.seal)], receipts: [`${receipts[0]?.slice(0, -8)}AAAAAAAA`] }),
      /neither of us signed/,
    ],
    [
      'a statement of its own that we never took',
      () => ({ statements: [asOf(ofXb, known.seal)], receipts }),
      /without a receipt of XA that takes it/,
    ],
    [
      'another statement under a known id',
      () => ({ statements: [asOf({ ...known.statement, clock: 99 }, known.seal)], receipts }),
      /not the one that is known here/,
    ],
    [
      'one statement twice',
      () => ({ statements: [asOf(lost.statement, lost.seal), asOf(lost.statement, lost.seal)], receipts }),
      /names a statement twice/,
    ],
    ['no statement at all', () => ({ statements: [asOf({} as never, lost.seal)], receipts }), /what is no statement/],
    ['pages that go round', () => ({ next: 0 }), /does not go on/],
  ]
  const trees: readonly Lie[] = [
    [
      'another root of a size that it has shown',
      async () => ({ statements: [asOf(lost.statement, lost.seal)], receipts: [await anotherRoot(lost.statement)] }),
      /receipt \S+ is none: its checkpoint has another root for \d+ leaves than receipt/,
    ],
    [
      'no checkpoint of its log',
      async () => ({ statements: [asOf(lost.statement, lost.seal)], receipts: [await ofNoLog(lost.statement)] }),
      /receipt \S+ is none: checkpoint is of the log/,
    ],
  ]
  await t.test('[H2] What is not between the two, or not what was said, is no answer', (t) => refused(t, words))
  await t.test('[H5] What no key of ours sealed, and nobody receipted, is no history', (t) => refused(t, histories))
  await t.test('[H10] What contradicts what the partner signed of its log before is no receipt', (t) =>
    refused(t, trees),
  )
  const alarms = (await store.evidence({ limit: 1000 })).filter(({ kind }) => kind === 'log.alarm')
  const [all, forks] = [words.length + histories.length + trees.length, 1]
  t.equal(alarms.length, all + forks, 'each is evidence, and the two roots are shown')
  t.equal(told, 0, 'nothing came back')
  asked = 0
  await resynchronise({ ...deps, remembered: { looked: new Set(), said: new Map() } })
  t.equal(asked, 0, 'and nothing more is asked of it')

  answer = (after) => ({ next: after + 1 })
  await again()
  t.equal(asked, 64, 'whoever has no end is asked on with the next turn')
  t.match(await pairNow(), { state: 'asked', pages: 64, after: 64 })
  const pair = (await pairNow()) as NonNullable<Awaited<ReturnType<typeof pairNow>>>
  await store.saveRestored([{ ...pair, pages: 9_999 }], [])
  await resynchronise({ ...deps, remembered: { looked: new Set(), said: new Map() } })
  t.match(await pairNow(), { state: 'refused', found: /has no end/ }, 'and not for ever')

  await t.test(
    'a receipt that is lost comes back: what was not delivered, or given up, is delivered [R2]',
    async (t) => {
      const sent = held.found.find(({ statement }) => statement.type === 'request') as (typeof held)['found'][number]
      const of = asOf(sent.statement, sent.seal)
      // Another case waits for a person, so that no answer ends it all.
      const waits = { what: 'case', id: randomUUIDv7(), partner: 'XB', state: 'open', found: 'a document' } as const
      await store.saveRestored([{ ...waits, since: 0, after: 0, pages: 0, at: 0, restore: '', mark: '' }], [])
      for (const state of ['queued', 'waiting', 'expired']) {
        const settledAt = state === 'expired' ? 1 : 'null'
        inDatabase(
          one,
          `update deliveries set state = '${state}', receipt = null, "settledAt" = ${settledAt} where id = '${sent.id}'`,
        )
        t.match(await store.delivery(sent.id), { state, receipt: null })
        answer = () => ({ statements: [of] })
        await again()
        t.match(
          await pairNow(),
          { state: 'refused', found: /without a receipt of XB that takes it/ },
          'not by its word',
        )
        t.match(await store.delivery(sent.id), { state })
        answer = () => ({ statements: [of], receipts })
        await again()
        t.match(await pairNow(), { state: 'answered' })
        const delivery = await store.delivery(sent.id)
        t.equal(delivery?.state, 'delivered', `it was ${state}`)
        const known = await store.receipt(delivery?.receipt ?? '', 'XB')
        t.ok(receipts.includes(known?.jws ?? ''), 'by the receipt that XB gave')
      }
    },
  )

  await t.test('[H7] A receipt of ours for what is not here shows that our log held more', async (t) => {
    // XB shows what it sent, with a receipt of ours over more of our log than lies here.
    const logKey = logSigningKey(await readFile(keyOf('log.key.pem', one), 'utf8'))
    const checkpoint = { origin: logOrigin(one.card.trustDomain), size: 1_000, rootHash: new Uint8Array(32) }
    const stated = { id: ofXb.id, sha256: digestOfStatement(ofXb), terms: termsSha256(ofXb.terms) }
    const receipt = await signReceipt(
      {
        ...{ v: 2, id: randomUUIDv7(), from: 'XA', to: 'XB', at: new Date().toISOString() },
        envelope: { id: randomUUIDv7(), sha256: 'ab'.repeat(32) },
        entries: [{ ...stated, outcome: 'received', leaf: 999 }],
        checkpoint: signCheckpoint(checkpoint, logKey),
        cards: { mine: { sequence: 1, sha256: 'ab'.repeat(32) }, yours: { sequence: 1, sha256: 'ab'.repeat(32) } },
      },
      await importSigningKey(await readFile(keyOf('signing.key.pem', one), 'utf8'), 'B'),
    )
    answer = () => ({ statements: [asOf(ofXb, known.seal)], receipts: [receipt] })
    await again()
    t.match(evidenceLog.behind(), /XB has a receipt of ours over 1000 leaves of our log, which lacks some/)
    t.match(
      (await store.restored()).filter(({ what, id }) => what === 'case' && id === gave.case),
      [{ state: 'open', found: new RegExp(`response ${ofXb.id} of XB was taken here and is lost: only newer data`) }],
      'and what it was, is told where people look',
    )
  })
})

const asRestored = { status: 503, json: { code: 'restored', retry: true } }
const [item] = gave.items

t.test(
  '[H6] A store that was set back without the command is found by what partners hold, before it gives anything out [R2]',
  async (t) => {
    await restore()
    inDatabase(one, 'delete from restored')
    await rm(join(one.folder, 'data/restored.json'))
    const b = await start(t, two)
    const a = await start(t, one)
    t.not((await read(a.client(), item, gave.case)).status, 200, 'whatever is known by now')
    await settleLostUses(t, a)
    await untilSettled(a)
    t.match(await read(a.client(), item, gave.case), { status: 410, json: { code: 'item-disposed' } })
    t.equal((await a.client().get(`/v1/items/${copy}`)).status, 404, 'nor is a copy that was made of it here')
    t.match(
      (await evidenceOf(a)).filter(({ data }) => data['act'] === 'restored'),
      [{ data: { from: 'XB holds a statement of ours that is not here' } }],
    )
    await stop(b, a)
  },
)

t.test(
  '[H8] What was disposed of after a backup is denied after its restore, at once and once the disposal has come back [R2]',
  async (t) => {
    await restore()
    const a = await start(t, one)
    t.match(await read(a.client(), item, gave.case), asRestored, 'at once, its partner being away')
    t.match(await readBody(a.client(), gave.response, gave.case), asRestored, 'what was said of it, too')
    t.match(await a.client().get(release), asRestored, 'and what was given before the backup is not given on')
    t.match(
      (await evidenceOf(a)).filter(({ kind }) => kind === 'denial'),
      [
        { subject: item, data: { problem: 'restored' } },
        { subject: gave.response, data: { problem: 'restored' } },
        { subject: item, data: { problem: 'restored' } },
      ],
      'and each try is evidence',
    )
    const operator = a.client('operator')
    const closed = { reasons: [/^restored: .*all cases with XB/, /.*/] }
    t.match((await operator.get('/readyz')).json, { ready: true, ...closed })
    t.match((await operator.get('/v1/operator/status')).json, { restoredSince: /^\d{4}-/ })
    t.match(await a.client().post(`/v1/cases/${gave.case}/messages`, { type: 'close', body: {} }), asRestored)
    const content = await a.client().ask('GET', `/v1/cases/${gave.case}/bundle?purpose=${purpose}`)
    t.equal(content.status, 200, 'a bundle is written without content')

    const settle = (ask: object) => operator.post('/v1/operator/restored/settlements', ask)
    t.equal((await settle({ case: randomUUIDv7(), reason: 'None.' })).status, 404)
    t.equal((await settle({ reason: 'Neither.' })).status, 400)
    const settled = await settle({ case: gave.case, reason: 'XB told us by telephone that nothing was disposed of.' })
    t.match(settled.json, {
      partners: [{ member: 'XB', state: 'asked', closed: true }],
      cases: [{ case: gave.case, state: 'settled', closed: false }],
    })
    t.equal((await read(a.client(), item, gave.case)).status, 200, 'a person has vouched for it')

    const b = await start(t, two)
    await settleLostUses(t, a)
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
      [
        { data: { act: 'restored', from: 'backup' } },
        { subject: gave.case, data: { act: 'restored-settle', client: 'operator' } },
        { subject: gave.case, case: gave.case, data: { act: 'restored-open' } },
        { subject: gave.case, data: { act: 'restored-settle', client: 'operator' } },
        { data: { act: 'restored-settled' } },
      ],
    )
    t.notMatch(JSON.stringify(rows), /telephone/, 'the reason lies there encrypted')
    t.notMatch((await operator.get('/readyz')).json, { reasons: [/restored/] })
    const check = await operator.get('/v1/operator/evidence/check?limit=1000')
    t.same(check.json['faults'], [])
    await bundlesSayWhatIsLost(t, a, b)
    await stop(b, a)
  },
)

t.test('over the line a partner that lies keeps a restored gateway neither busy nor open [R2]', async (t) => {
  await restore()
  const held = heldBy(two)
  const lost = held.of(message)
  const receipts = held.receipts.map(({ jws }) => jws)
  const altered = { statement: { ...lost.statement, clock: 99 }, seal: lost.seal }
  const thousands = Array.from({ length: 3_000 }, () => ({
    ...{ statement: { ...lost.statement, id: randomUUIDv7() }, seal: lost.seal },
  }))
  let sent = 0
  const endless = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/jose' })
    const more = (broken?: Error | null) => {
      if (broken || response.destroyed || sent >= 2 ** 30) return
      sent += 65_536
      response.write('A'.repeat(65_536), more)
    }
    more()
  }
  const holder = await lyingHolder(two, one, [
    endless,
    { statements: thousands },
    { statements: [lost], ask: 'ab'.repeat(32) },
    { statements: [altered], receipts },
  ])
  t.teardown(() => holder.close())
  const a = await start(t, one)
  const operator = a.client('operator')
  const { json } = await operator.until(
    '/v1/operator/restored',
    ({ partners }) => (partners as { state: string }[])[0]?.state === 'refused',
    60_000,
  )
  t.match(json['partners'], [{ member: 'XB', closed: true, found: /is not believed: statement \S+ comes without/ }])
  t.ok(sent < 64 * 2 ** 20, `${sent} octets of what has no end were taken, most of them by what is between`)
  t.equal(holder.asked(), 4, 'each is asked for once a look')
  t.match(await read(a.client(), item, gave.case), asRestored)
  t.equal((await a.client().get(`/v1/messages/${message}`)).status, 404, 'nothing of it is taken')
  const said = await readFile(join(one.folder, 'gateway.log'), 'utf8')
  t.match(said, /"event":"restore.unanswered"/)
  t.match(
    (await evidenceOf(a)).filter(({ kind }) => kind === 'log.alarm'),
    [{ subject: 'XB', data: { reason: 'false-answer' } }],
    'one alarm, and nothing more is asked',
  )
  await a.running.close()
})
