// A partner that signs correctly and says wrong things, or says right things wrongly: one problem each, the exact reason logged,
// no effect, no 5xx, and the line stays good for what is right.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { toBase64url, utf8 } from '../../crypto/octets.ts'
import { requestBody } from '../support/bodies.ts'
import { pair } from '../support/gateways.ts'
import { knock } from '../support/partner-client.ts'
import { senderOf, type Wishes } from '../support/sender.ts'

const day = 86_400_000

t.test('§5 statements that a correctly signing partner gets wrong', async (t) => {
  const { a, b, agreement } = await pair(t)
  const sender = await senderOf(a.installation, b.installation, agreement)
  const cases = async () => ((await b.client().get('/v1/cases?limit=100')).json.rows as unknown[]).length
  const otherDigest = 'ab'.repeat(32)

  const wrong: [string, string, Wishes][] = [
    ['an unknown agreement', 'agreement-unknown', { statement: { agreement: { id: 'no-such', sha256: otherDigest } } }],
    [
      'another text of the agreement',
      'agreement-mismatch',
      { statement: { agreement: { id: agreement.id, sha256: otherDigest } } },
    ],
    ['a profile the agreement does not offer', 'profile-unknown', { statement: { profile: 'export-declaration' } }],
    ['an unknown message type', 'profile-unknown', { statement: { type: 'demand' } }],
    [
      'a term nobody knows',
      'terms-unknown',
      { terms: (terms) => ({ ...terms, terms: [{ term: 'teleport', paragraph: '5.1 b', assurance: 'E' }] }) },
    ],
    [
      'another vocabulary of terms',
      'terms-unknown',
      { terms: (terms) => ({ ...terms, vocabulary: 'tfa12/terms/3.0' }) },
    ],
    ['terms of version 1', 'terms-unknown', { terms: (terms) => ({ ...terms, vocabulary: 'tfa12/terms/1.0' }) }],
    ['terms between other members', 'terms-invalid', { terms: (terms) => ({ ...terms, recipient: 'XC' }) }],
    [
      'terms made for another matter',
      'terms-invalid',
      {
        statement: { case: randomUUIDv7() },
        terms: (terms) => ({
          ...terms,
          terms: (terms.terms as JsonObject[]).map((term) =>
            term.term === 'purpose' ? { ...term, matter: randomUUIDv7() } : term,
          ),
        }),
      },
    ],
    [
      'a body without its verification (rule 1, 3)',
      'body-invalid',
      { body: requestBody({ verification: undefined }) as JsonObject },
    ],
    [
      'facts that are not those of the body',
      'statement-refused',
      { statement: { facts: { wanted: [], discretionary: false } } },
    ],
    ['another digest of the body', 'statement-refused', { statement: { body: { sha256: otherDigest, bytes: 10 } } }],
    [
      'a statement that has expired',
      'statement-refused',
      { statement: { expiresAt: new Date(Date.now() - 1000).toISOString() } },
    ],
    ['a clock ahead of ours', 'sent-ahead', { statement: { sentAt: new Date(Date.now() + day).toISOString() } }],
    [
      'an item whose key does not open it',
      'statement-refused',
      {
        content: randomBytes(3000),
        spoil: (message) => ({
          ...message,
          items: message.items.map((item) => ({
            ...item,
            providerShare: toBase64url(new Uint8Array(randomBytes(32))),
          })),
        }),
      },
    ],
    [
      'an item under other terms than its part',
      'statement-refused',
      {
        content: randomBytes(3000),
        spoil: (message) => ({
          ...message,
          statement: { ...message.statement, terms: { ...message.statement.terms, legalBasis: 'another' } },
        }),
      },
    ],
    ...['invoice\u202exe.pdf', 'a\u0007.pdf', 'a\u001b[2J.pdf', 'a\u200b.pdf', 'a\u2028.pdf', '\ufeffa.pdf'].map(
      (name): [string, string, Wishes] => [
        `an item whose name hides something, ${encodeURI(name)} [L2]`,
        'statement-refused',
        { content: randomBytes(100), name },
      ],
    ),
    [
      'an item of another content',
      'statement-refused',
      {
        content: randomBytes(3000),
        spoil: (message) => ({
          ...message,
          items: message.items.map((item) => ({ ...item, salt: toBase64url(new Uint8Array(randomBytes(32))) })),
        }),
      },
    ],
  ]
  for (const [what, problem, wishes] of wrong)
    t.test(`[D1] MUST refuse ${what}, alone`, async (t) => {
      const before = await cases()
      const [bad, good] = [await sender.make(wishes), await sender.make()]
      const receipt = await sender.deliver([bad, good])
      const entry = (id: string) => receipt.entries.find((each) => each.id === id)
      t.match(entry(bad.message.statement.id), { outcome: 'refused', problem })
      t.match(entry(good.message.statement.id), { outcome: 'received' }, 'its neighbour is received')
      t.equal(await cases(), before + 1)
    })

  t.test('[D2] MUST answer a repeated statement as a duplicate, with one effect', async (t) => {
    const made = await sender.make({ content: randomBytes(100) })
    const before = await cases()
    t.match((await sender.deliver([made])).entries, [{ outcome: 'received' }])
    t.match((await sender.deliver([made])).entries, [{ outcome: 'duplicate' }])
    t.match((await sender.deliver([made, await sender.make()])).entries.map(({ outcome }) => outcome).sort(), [
      'duplicate',
      'received',
    ])
    t.equal(await cases(), before + 2)
    const fresh = await sender.make()
    t.match((await sender.deliver([fresh, made])).entries, [
      { id: fresh.message.statement.id, outcome: 'received' },
      { id: made.message.statement.id, outcome: 'duplicate' },
    ])
  })

  t.test('a duplicate that has expired meanwhile names its terms, else it would be no receipt [H1]', async (t) => {
    const expiresAtMs = Date.now() + 1_500
    const made = await sender.make({ statement: { expiresAt: new Date(expiresAtMs).toISOString() } })
    t.match((await sender.deliver([made])).entries, [{ outcome: 'received' }])
    await new Promise((resolve) => setTimeout(resolve, expiresAtMs - Date.now() + 1))
    t.match((await sender.deliver([made])).entries, [{ outcome: 'duplicate' }])
  })

  t.test('[W4] MUST take later, under its id and digest, what was refused for a passing reason', async (t) => {
    const takenFromMs = Date.now() + 1_500
    const sentAt = new Date(takenFromMs + 300_000)
    const expiresAt = new Date(sentAt.getTime() + day).toISOString()
    const localDate = sentAt.toISOString().slice(0, 10)
    const made = await sender.make({
      content: randomBytes(100),
      statement: { sentAt: sentAt.toISOString(), localDate, expiresAt },
    })
    t.match((await sender.deliver([made])).entries, [{ outcome: 'refused', problem: 'sent-ahead' }])
    await new Promise((resolve) => setTimeout(resolve, takenFromMs - Date.now() + 1))
    t.match((await sender.deliver([made])).entries, [{ outcome: 'received' }])
  })

  t.test('[D3] MUST answer another statement under a known id as a conflict, without effect', async (t) => {
    const made = await sender.make()
    await sender.deliver([made])
    const before = await cases()
    const { id, case: of } = made.message.statement
    const other = await sender.make({ statement: { id, case: of, clock: 7 } })
    t.match((await sender.deliver([other])).entries, [{ outcome: 'conflict' }])
    t.equal(await cases(), before)
  })

  t.test('[D4] MUST keep an illegal message, say so in the receipt, and leave the state alone', async (t) => {
    const made = await sender.make()
    await sender.deliver([made])
    const id = made.message.statement.case
    const illegal = await sender.make({ type: 'close', body: { outcome: 'none' }, statement: { case: id, clock: 2 } })
    t.match((await sender.deliver([illegal])).entries, [{ outcome: 'received', problem: 'message-illegal' }])
    const seen = await b.client().get(`/v1/cases/${id}`)
    t.match(seen.json, { state: 'submitted', timeline: [{ effect: 'applied' }, { effect: 'illegal', reason: String }] })
  })

  t.test('[D5] MUST not let a message of the partner change what it cannot change in a case of ours', async (t) => {
    const own = await b.client().post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
    t.equal(own.status, 202)
    const intruder = await sender.make({ statement: { case: String(own.json.case), clock: 2 } })
    const receipt = await sender.deliver([intruder])
    t.match(
      receipt.entries,
      [{ outcome: 'received', problem: 'message-illegal' }],
      'the case is theirs too, but they cannot open it again',
    )
  })
})

t.test('§5 deliveries that are not deliveries', async (t) => {
  const { a, b, agreement } = await pair(t)
  const sender = await senderOf(a.installation, b.installation, agreement)
  const { message } = await sender.make()
  const { envelope } = await sender.seal([message])
  const log = () => readFile(join(b.installation.folder, 'gateway.log'), 'utf8')
  const rejects = async (what: string, frames: Uint8Array[]) => {
    const answer = await sender.post(frames)
    t.match(answer, { status: 400 }, what)
    t.match(
      'body' in answer ? JSON.parse(answer.body) : {},
      { code: 'envelope-rejected', detail: 'the envelope could not be accepted' },
      'and is told nothing more',
    )
  }
  await rejects('nothing', [])
  await rejects('noise', [new Uint8Array(randomBytes(500))])
  await rejects('a truncated envelope', [utf8(envelope.slice(0, -10))])
  await rejects('one changed character', [
    utf8(`${envelope.slice(0, 900)}${envelope[900] === 'A' ? 'B' : 'A'}${envelope.slice(901)}`),
  ])
  await rejects('a trailing newline', [utf8(`${envelope}\n`)])
  await rejects('an expired envelope', [utf8((await sender.seal([message], { expiresAtMs: Date.now() - 1 })).envelope)])
  t.match(await log(), /"event":"envelope.rejected".*"fault":"undecryptable/, 'the log keeps the exact fault')
  t.match(await log(), /"fault":"expired/)

  const post = (headers: Record<string, string>, body: Uint8Array | string) =>
    knock(sender.line, { method: 'POST', path: '/v1/deliveries', headers, body })
  t.match(
    await post({ 'content-type': 'application/cbor-seq' }, new Uint8Array(randomBytes(2000))),
    { status: 400 },
    'what is no CBOR sequence',
  )
  t.match(await post({ 'content-type': 'application/json' }, '{}'), { status: 415 })
  t.match(
    await post({ 'content-type': 'application/cbor-seq', 'content-length': String(9 << 20) }, ''),
    { status: 413 },
    'announced too large',
  )
  t.match(
    await knock(sender.line, {
      method: 'POST',
      path: '/v1/absence',
      headers: { 'transfer-encoding': 'gzip, chunked' },
    }),
    { status: 501 },
    'octets packed on the way',
  )
  t.match(await knock(sender.line, { path: '/v1/everything' }), { status: 404 })
  t.match(
    await knock(sender.line, { path: '/v1/parts/../../etc/passwd', method: 'HEAD', headers: { 'upload-length': '1' } }),
    { status: 404 },
  )
  t.match(
    await knock(sender.line, {
      path: `/v1/parts/${'z'.repeat(64)}`,
      method: 'HEAD',
      headers: { 'upload-length': '1' },
    }),
    { status: 400 },
  )

  t.test('a replayed delivery has one effect', async (t) => {
    const frames = [utf8(envelope)]
    for (let times = 0; times < 5; times += 1) t.match(await sender.post(frames), { status: 200 })
    t.equal(((await b.client().get('/v1/cases')).json.rows as unknown[]).length, 1)
  })
  t.notMatch(await log(), /"status":5|request.failed/, 'nothing of it was a fault of ours')
})

t.test('§5 parts that are not what they say', async (t) => {
  const { a, b, agreement } = await pair(t)
  const sender = await senderOf(a.installation, b.installation, agreement)
  const made = await sender.make({ content: randomBytes(50_000) })
  const [part] = made.parts
  const item = made.message.statement.items[0]
  if (!part || !item) throw new Error('no part')
  const upload = (path: string, headers: Record<string, string>, body?: Uint8Array) =>
    knock(sender.line, {
      method: body ? 'PATCH' : 'HEAD',
      path,
      headers: { ...(body && { 'content-type': 'application/partial-upload' }), ...headers },
      ...(body && { body }),
    })
  const path = `/v1/parts/${item.part.sha256}`
  const total = String(part.length)

  const { envelope } = await sender.seal([made.message])
  t.match(
    await sender.post([utf8(envelope)]),
    { status: 409 },
    '[D6] a delivery whose part has not arrived is answered with part-missing',
  )

  t.match(
    await upload(path, { 'upload-offset': '10', 'upload-length': total }, part.subarray(10)),
    { status: 409 },
    'an offset where nothing is',
  )
  t.match(await upload(path, { 'upload-offset': '0', 'upload-length': total }, part.subarray(0, 20_000)), {
    status: 204,
  })
  t.match(await upload(path, { 'upload-length': total }), {
    status: 204,
    headers: { 'upload-offset': '20000', 'upload-complete': '?0' },
  })
  const spoiled = Uint8Array.from(part.subarray(20_000))
  spoiled[5] = (spoiled[5] ?? 0) ^ 1
  t.match(
    await upload(path, { 'upload-offset': '20000', 'upload-length': total }, spoiled),
    { status: 422 },
    'another digest',
  )
  t.match(await upload(path, { 'upload-length': total }), { headers: { 'upload-offset': '0' } }, 'is thrown away')
  t.match(await upload(path, { 'upload-offset': '0', 'upload-length': total }, part), {
    status: 204,
    headers: { 'upload-complete': '?1' },
  })
  t.match((await sender.deliver([{ message: made.message, parts: [] }])).entries, [{ outcome: 'received' }])
  const seen = await b.client().get(`/v1/items/${item.id}`)
  t.equal(seen.status, 200)
})
