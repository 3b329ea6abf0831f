// docs/protocol.md held against the code: its ids against the titles of the tests, its tables and octets against what makes them, and
// the requirements that have no other home.
import { randomBytes } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CryptoError } from '../../crypto/fault.ts'
import { openEnvelope } from '../../crypto/jose/opening.ts'
import { concat, fromHex, sha256Hex, text, utf8 } from '../../crypto/octets.ts'
import { readFrames } from '../../crypto/part/frames.ts'
import { decryptPart, encryptPart, partContext } from '../../crypto/part/part.ts'
import { joinShares } from '../../crypto/part/shares.ts'
import { verifyReceipt } from '../../crypto/statement/receipt.ts'
import { saltedDigest, termsSha256 } from '../../crypto/statement/statement.ts'
import { backoff, deliveryLife } from '../../gateway/model/delivery.ts'
import { afterFault, afterStart, afterSuccess, type Circuit, closedCircuit, mayTry } from '../../gateway/model/line.ts'
import { readTerms } from '../../gateway/model/terms/terms.ts'
import { events } from '../../gateway/watch/log.ts'
import { annexBlocks, pages } from '../../scripts/docs.ts'
import { installedPair, start } from '../support/gateways.ts'
import { agreementBetween, install, peer } from '../support/installation.ts'
import { knock } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'
import { deliveryOf, makeVectors, openingOf, readVectors, type Vectors, windowed } from '../support/vectors.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/protocol.md', root), 'utf8')

t.test('every MUST has a test, and every test with an id a MUST', async (t) => {
  const inPage = [...page.matchAll(/^\| ([A-Z]\d{1,2}) \|/gm)].map(([, id]) => id ?? '')
  const inTests = globSync('test/**/*.test.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(new URL(file, root), 'utf8').matchAll(/['"`]\[([A-Z]\d{1,2})\] /g)].map(([, id]) => ({
      id: id ?? '',
      file,
    })),
  )
  const tested = new Set(inTests.map(({ id }) => id))
  t.same(twice(inPage), [], 'ids that the page gives twice')
  t.same(twice(inTests.map(({ id }) => id)), [], 'ids that tests give twice')
  t.same(
    inPage.filter((id) => !tested.has(id)),
    [],
    'MUSTs that no test carries',
  )
  t.same(
    inTests.filter(({ id }) => !inPage.includes(id)),
    [],
    'ids of tests that are not in docs/protocol.md',
  )
  t.ok(inPage.length > 100, `count: ${inPage.length} MUSTs`)
})

t.test('what the pages take from the code is current (npm run docs)', async (t) => {
  for (const { path, is, should } of pages()) t.equal(is, should, path.pathname.split('/').at(-1) ?? '')
})

t.test('each warning and error of the log has its row of what to do', async (t) => {
  const operations = readFileSync(new URL('docs/operations.md', root), 'utf8').split('### What to do')[1] ?? ''
  for (const [event, { level }] of Object.entries(events))
    if (level !== 'info') t.match(operations, `\`${event}\``, event)
})

t.test('the links of the pages lead somewhere', async (t) => {
  for (const file of globSync('{*.md,docs/*.md,docs/examples/*.md}', { cwd: root })) {
    const at = new URL(file, root)
    const links = [...readFileSync(at, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link]) => link ?? '')
    for (const link of links) t.ok(existsSync(new URL(link, at)), `${file}: ${link}`)
  }
})

t.test('Annex A shows the octets of docs/vectors/v2.json', async (t) => {
  for (const [heading, octets] of Object.entries(annexBlocks(readVectors()))) {
    const [, shown = ''] = page.split(`### ${heading}\n`)[1]?.match(/```text\n(.*?)\n```/s) ?? []
    t.equal(shown.replaceAll('\n', ''), octets, heading)
  }
})

t.test('docs/vectors/v2.json opens and verifies', async (t) => {
  const vectors = readVectors()
  const { keys, message, item, part, receipt, refused } = vectors
  const nowMs = Date.parse(vectors.nowAt)
  const [stated] = message.statement.items
  const context = partContext(stated?.id ?? '', vectors.termsSha256)
  t.equal(termsSha256(message.statement.terms), vectors.termsSha256)
  t.match(readTerms(message.statement.terms), { provider: 'XA', recipient: 'XB' })
  t.equal(text(context), item.context)
  for (const suite of ['B', 'A'] as const) {
    const { envelope, envelopeSha256, seal, receipt: signed } = vectors.suites[suite]
    const opened = await openEnvelope(utf8(envelope), await openingOf(keys, suite))
    t.match(opened, { id: vectors.envelopeId, sha256: envelopeSha256, seal, signedBy: keys[suite].signingXA.kid })
    const [first] = opened.messages
    t.equal(first?.verified && first.sha256, vectors.statementSha256)
    t.same(first?.verified && [first.statement, first.items], [message.statement, message.items])
    const demands = await demandsOf(vectors, suite)
    const verified = await verifyReceipt(signed, demands)
    t.same(verified, { ...receipt, envelope: { id: vectors.envelopeId, sha256: envelopeSha256 } })
  }
  const [keysOfItem] = message.items
  const share = (name: 'recipientShare' | 'providerShare') =>
    new Uint8Array(Buffer.from(keysOfItem?.[name] ?? '', 'base64url'))
  t.equal(joinShares(share('recipientShare'), share('providerShare')).toHex(), item.key)
  const plaintext = await gathered(decryptPart(once(fromHex(part)), { key: fromHex(item.key), context }))
  t.equal(text(plaintext), item.plaintext)
  t.equal(saltedDigest(new Uint8Array(Buffer.from(keysOfItem?.salt ?? '', 'base64url')), plaintext), stated?.sha256)
  const again = encryptPart(once(plaintext), { key: fromHex(item.key), salt: fromHex(item.salt), context })
  t.equal((await gathered(again)).toHex(), part, 'one key, one salt, one part')
  t.same(stated?.part, { sha256: sha256Hex(fromHex(part)), bytes: part.length / 2 })
  const frames = readFrames(deliveryOf(vectors), { maxFrames: 2 })
  t.same(
    frames.map((frame) => sha256Hex(frame)),
    [vectors.suites.B.envelopeSha256, stated?.part.sha256],
  )

  for (const { what, verdict, ...octets } of refused) {
    const tried = async () => {
      if (octets.envelope) return openEnvelope(utf8(octets.envelope), await openingOf(keys, 'B'))
      if (octets.part) return gathered(decryptPart(once(fromHex(octets.part)), { key: fromHex(item.key), context }))
      return verifyReceipt(octets.receipt ?? '', await demandsOf(vectors, 'B'))
    }
    await t.rejects(tried(), { code: verdict }, what)
  }
  t.ok(nowMs < vectors.envelopeExpiresAtMs)

  const made = await makeVectors(vectors)
  const fixed = ({ suites: _suites, refused: _refused, receipt: _receipt, ...rest }: Vectors) => rest
  t.same(fixed(made), fixed(vectors), 'what hangs on no chance is made the same again')
})

t.test('§5.1 A delivery', async (t) => {
  t.test('[D7] MUST be a CBOR sequence of byte strings of definite length in shortest form', async (t) => {
    const frames = (hex: string) => readFrames(fromHex(hex), { maxFrames: 2 })
    t.same(
      frames('4101420203').map((frame) => frame.toHex()),
      ['01', '0203'],
    )
    for (const [what, hex] of [
      ['a length in more octets than it needs', '580101'],
      ['of indefinite length', '5f4101ff'],
      ['a text', '6161'],
      ['an array', '814101'],
      ['a tag', 'c24101'],
      ['cut off', '4201'],
      ['a third frame', '410141024103'],
    ] as const)
      t.throws(() => frames(hex), CryptoError, what)
  })
})

t.test('§7 Retry, circuit, dead letters', async (t) => {
  t.test('[W1] MUST wait at random below a ceiling that doubles from 1 second to 15 minutes', async (t) => {
    const ceilings = Array.from({ length: 20 }, (_, index) => backoff(index + 1, 1 - 2 ** -40) + 1)
    t.same(
      ceilings.slice(0, 11),
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900].map((seconds) => seconds * 1000),
    )
    t.ok(ceilings.slice(10).every((ms) => ms === 900_000))
    t.equal(backoff(7, 0), 0)
  })

  t.test('[W2] MUST pause after faults, then try one delivery alone', async (t) => {
    const faults = (count: number): Circuit =>
      Array.from({ length: count }).reduce<Circuit>((circuit, _, at) => afterFault(circuit, at, 0), closedCircuit)
    t.equal(mayTry(faults(4), 4), true)
    const open = faults(5)
    t.match(open, { state: 'open' })
    t.equal(mayTry(open, 100), false)
    const probing = afterStart(open, 5_000)
    t.equal(mayTry(probing, 5_001), false, 'nobody beside the probe')
    t.match(afterFault(probing, 6_000, 0), { state: 'open', pauses: 2 })
    t.match(afterSuccess(probing, 6_000), { state: 'closed' })
  })

  t.test(
    '[W3] MUST lead to delivered by a receipt alone, and have a dead letter sent again by redelivery alone',
    async (t) => {
      const ways = Object.values(deliveryLife).flatMap((next) => Object.entries(next) as [string, string][])
      t.same([...new Set(ways.filter(([, to]) => to === 'delivered').map(([event]) => event))], ['receipt'])
      t.same(deliveryLife.refused, { redeliver: 'queued' })
      t.same(deliveryLife.expired, { redeliver: 'queued', receipt: 'delivered' })
    },
  )
})

t.test('§5 and §9 on the line', async (t) => {
  const { a, b, agreement } = await installedPair(t, { b: { settings: { MAX_ITEM_BYTES: 100_000 } } })
  const second = await peer(a, b, agreementBetween(a, b, { id: 'second' }))
  const c = await install(join(a.folder, '../XC'), 'XC')
  const ofC = await peer(c, b, agreementBetween(c, b))
  const [ours, theirs] = [await start(t, a), await start(t, b)]
  const [sender, another] = [await senderOf(a, b, agreement), await senderOf(c, b, ofC)]
  const part = randomBytes(1_000)
  const path = `/v1/parts/${sha256Hex(part)}`
  const upload = (to: typeof sender, offset: number | undefined, octets?: Uint8Array, length = part.length) =>
    knock(to.line, {
      method: octets ? 'PATCH' : 'HEAD',
      path,
      headers: {
        'upload-length': String(length),
        ...(offset !== undefined && { 'upload-offset': String(offset) }),
        ...(octets && { 'content-type': 'application/partial-upload' }),
      },
      ...(octets && { body: octets }),
    })
  const at = (offset: number, complete = '?0') => ({
    status: 204,
    headers: { 'upload-offset': String(offset), 'upload-complete': complete },
  })

  await t.test('[U1] MUST tell how much of this partner’s part is here', async (t) => {
    t.match(await upload(sender, undefined), at(0))
    t.match(await upload(sender, 0, part.subarray(0, 400)), at(400))
    t.match(await upload(sender, undefined), at(400))
    t.match(await upload(another, undefined), at(0), 'of which another partner learns nothing')
  })
  await t.test('[U2] MUST continue where the part ends', async (t) => {
    for (const offset of [0, 399, 401])
      t.match(await upload(sender, offset, part.subarray(offset)), { status: 409, body: /part-offset/ })
    t.match(await upload(sender, undefined), at(400))
  })
  await t.test('[U3] MUST throw away a complete part of another digest', async (t) => {
    t.match(await upload(sender, 400, randomBytes(600)), { status: 422, body: /digest-mismatch/ })
    t.match(await upload(sender, undefined), at(0))
    t.match(await upload(sender, 0, part), at(1_000, '?1'))
  })
  await t.test('[U4] MUST NOT keep more than was announced, nor begin what is above the limit', async (t) => {
    const other = `/v1/parts/${'ab'.repeat(32)}`
    const announced = (length: number, body: Uint8Array) =>
      knock(sender.line, {
        method: 'PATCH',
        path: other,
        headers: {
          'content-type': 'application/partial-upload',
          'upload-offset': '0',
          'upload-length': String(length),
        },
        body,
      })
    t.match(await announced(10, randomBytes(1_000)), { status: 409 })
    t.match(await announced(200_000, randomBytes(10)), { status: 413, body: /item-too-large/ })
    const head = await knock(sender.line, { method: 'HEAD', path: other, headers: { 'upload-length': '10' } })
    t.match(head, at(0))
  })
  await t.test('[D8] MUST refuse a message for a case under another agreement and tell nothing of it', async (t) => {
    const made = await sender.make()
    t.match((await sender.deliver([made])).entries, [{ outcome: 'received' }])
    const other = await senderOf(a, b, second)
    const intruder = await other.make({ statement: { case: made.message.statement.case, clock: 2 } })
    const stranger = await other.make({ statement: { agreement: { id: 'none', sha256: 'ab'.repeat(32) } } })
    const [refused] = (await other.deliver([intruder])).entries
    t.match(refused, { outcome: 'refused', problem: 'statement-refused' })
    t.notMatch(refused?.detail ?? '', /submitted|request/)
    t.match((await other.deliver([stranger])).entries, [{ outcome: 'refused' }])
  })
  const tested = await ours.client('operator').ask('POST', '/v1/operator/partners/XB/test')
  await t.test('[M1] The test message MUST take the whole way and be answered by a signed receipt', async (t) => {
    t.match(tested.json, { steps: ['tls', 'certificate', 'envelope', 'item', 'receipt'].map((step) => ({ step })) })
  })
  await t.test('[M2] The test message MUST reach no national system', async (t) => {
    const [cases, events] = [await theirs.client().get('/v1/cases'), await theirs.client().get('/v1/events')]
    t.equal((cases.json.rows as unknown[]).length, 1, 'the one of D8')
    t.equal((events.json.rows as unknown[]).length, 1)
  })
})

function twice(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index)
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}
async function gathered(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return concat(...chunks)
}

const demandsOf = async ({ nowAt, envelopeId, suites, statementSha256, keys, message }: Vectors, suite: 'A' | 'B') => ({
  from: 'XB',
  to: 'XA',
  envelope: { id: envelopeId, sha256: suites[suite].envelopeSha256 },
  statements: [
    {
      id: message.statement.id,
      sha256: statementSha256,
      termsSha256: termsSha256(message.statement.terms),
      sentAt: message.statement.sentAt,
      from: 'XA',
      to: 'XB',
    },
  ],
  keys: [await windowed(keys[suite].signingXB.jwk, suite)],
  madeAtMs: Date.parse(nowAt),
  nowMs: Date.parse(nowAt),
})
