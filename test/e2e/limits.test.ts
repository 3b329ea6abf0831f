// What one partner, and what strangers, may have of a gateway: tried with real sockets by a partner that means harm, beside one that
// does not.
import { createHash, randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { connect as connectPlain, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { utf8 } from '../../crypto/octets.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { type Installation, install } from '../support/installation.ts'
import { nextCard, signersOf } from '../support/next-card.ts'
import { holdOpen, knock, type Line, lineBetween } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'

const mebibyte = 1024 * 1024

/** XB runs; XA means harm, XC is a partner too. */
async function threeOf(t: Test, settings: Record<string, unknown> = {}) {
  const { a, b, agreement } = await installedPair(t, { b: { settings } })
  const c = await install(join(b.folder, '../XC'), 'XC')
  const card = (await openDirectory(c.folder).ownCard()) ?? ''
  await openDirectory(b.folder).savePartner({
    member: 'XC',
    state: 'active',
    card,
    addedAt: new Date().toISOString(),
    words: [],
  })
  const gateway = await start(t, b)
  return { a, b, c, gateway, agreement, bad: lineBetween(a, b), good: lineBetween(c, b) }
}

const logOf = ({ folder }: Installation): Record<string, unknown>[] =>
  readFileSync(join(folder, 'gateway.log'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const events = (installation: Installation, event: string) => logOf(installation).filter((each) => each.event === event)

const partOf = (bytes: number) => {
  const octets = new Uint8Array(randomBytes(bytes))
  return { octets, path: `/v1/parts/${createHash('sha256').update(octets).digest('hex')}` }
}
const upload = (line: Line, path: string, body: Uint8Array, { offset = 0, total = body.length } = {}) =>
  knock(line, {
    method: 'PATCH',
    path,
    headers: {
      'content-type': 'application/partial-upload',
      'upload-offset': String(offset),
      'upload-length': String(total),
    },
    body,
  })
const filesOf = ({ folder }: Installation) =>
  globSync('data/parts/arrivals/**/*', { cwd: folder, withFileTypes: true }).filter((each) => each.isFile())

/** A request of which the header and some octets are sent, and what comes back until the end. */
async function begun(line: Line, head: readonly string[], body: Uint8Array = new Uint8Array()) {
  const socket = connect({ host: 'localhost', ...line, minVersion: 'TLSv1.3' })
  socket.on('error', () => undefined)
  let said = ''
  socket.on('data', (octets) => {
    said += octets.toString('latin1')
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await Promise.race([new Promise((resolve) => socket.once('secureConnect', resolve)), closed])
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  if (body.length > 0) socket.write(body)
  const answered = () =>
    new Promise<string>((resolve) => {
      const look = () => {
        if (said.includes('\r\n\r\n')) resolve(said)
      }
      socket.on('data', look)
      socket.once('close', () => resolve(said))
      if (socket.destroyed) resolve(said)
      look()
    })
  return { socket, closed, answered, said: () => said }
}

t.test('uploads of a partner', async (t) => {
  t.test('a disk that runs short takes no octet of a part, and says when to come again [H2]', async (t) => {
    const { b, bad } = await threeOf(t, { MIN_FREE_BYTES: 1024 ** 4 })
    const { octets, path } = partOf(300_000)
    t.match(await upload(bad, path, octets), { status: 507, headers: { 'retry-after': /^\d+$/ } })
    t.equal(filesOf(b).length, 0, 'nothing was written')
  })

  t.test('what belongs to no message is bounded for each partner [H2]', async (t) => {
    const { b, bad, good } = await threeOf(t, { MAX_ITEM_BYTES: mebibyte, STAGED_BYTES_PER_PARTNER: 2 * mebibyte })
    const answers = []
    for (let count = 0; count < 12; count += 1) {
      const { octets, path } = partOf(mebibyte / 2)
      answers.push(await upload(bad, path, octets.subarray(0, mebibyte / 4), { total: octets.length }))
    }
    const refused = answers.filter((each) => 'status' in each && each.status === 429)
    t.ok(refused.length >= 4, `${refused.length} of 12 were refused`)
    t.match(refused[0], { body: /octets of parts that no message has taken/, headers: { 'retry-after': /^\d+$/ } })
    const bytes = filesOf(b).reduce((sum) => sum + mebibyte / 4, 0)
    t.ok(bytes <= 2 * mebibyte, `${bytes} octets lie here`)
    const { octets, path } = partOf(mebibyte / 2)
    t.match(await upload(good, path, octets), { status: 204 }, 'another partner has its own')
    t.ok(events(b, 'limit.reached').some(({ partner, limit }) => partner === 'XA' && limit === 'staged'))
    t.equal(events(b, 'request.failed').length, 0, 'and it is no fault of ours')
  })

  t.test('an octet now and then keeps no place [H2]', async (t) => {
    const { b, bad } = await threeOf(t)
    const { octets, path } = partOf(300_000)
    t.match(await upload(bad, path, octets.subarray(0, 1), { total: octets.length }), {
      status: 204,
      headers: { 'upload-offset': '0' },
    })
    t.equal(filesOf(b).length, 0)
  })

  t.test('drips are ended, and so many at once are refused [H3]', async (t) => {
    const { bad, good } = await threeOf(t, { REQUEST_TIMEOUT_MS: 1_000, UPLOADS_PER_PARTNER: 3 })
    const dripping = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const { path } = partOf(10)
        const length = 8 * 1024 * mebibyte
        const head = [
          `PATCH ${path} HTTP/1.1`,
          'host: localhost',
          'content-type: application/partial-upload',
          `content-length: ${length}`,
          `upload-length: ${length}`,
          'upload-offset: 0',
        ]
        const request = await begun(bad, head, new Uint8Array(10))
        const drip = setInterval(() => request.socket.write(new Uint8Array(1)), 50)
        request.socket.once('close', () => clearInterval(drip))
        return request
      }),
    )
    t.match(await knock(good), { status: 200 }, 'others come in')
    const statuses = (await Promise.all(dripping.map(({ answered }) => answered()))).map((said) => said.slice(9, 12))
    t.equal(statuses.filter((status) => status === '429').length, 2, statuses.join(' '))
    t.equal(statuses.filter((status) => status === '408').length, 3, statuses.join(' '))
    await Promise.all(dripping.map(({ closed }) => closed))
  })

  t.test('one that breaks off is the doing of its sender [L4]', async (t) => {
    const { b, bad } = await threeOf(t)
    const routes = [
      [`PATCH ${partOf(10).path}`, 'application/partial-upload'],
      ['POST /v1/deliveries', 'application/cbor-seq'],
      ['POST /v1/card', 'application/jose'],
      ['POST /v1/crl', 'application/pkix-crl'],
      ['POST /v1/witness/add-checkpoint', 'text/plain'],
    ] as const
    for (const [route, type] of routes)
      for (const how of ['end', 'destroy'] as const) {
        const length = ['content-length: 200000', 'upload-length: 200000', 'upload-offset: 0']
        const head = [`${route} HTTP/1.1`, 'host: localhost', `content-type: ${type}`, ...length]
        const { socket, closed } = await begun(bad, head, new Uint8Array(90_000))
        socket[how]()
        await closed
      }
    t.match(await knock(bad), { status: 200 })
    for (const event of ['request.failed', 'gateway.failed']) t.same(events(b, event), [], event)
  })
})

t.test('memory, sockets and pace of a partner', async (t) => {
  t.test('bodies that are held are bounded for each partner [H3]', async (t) => {
    const { bad, good, b } = await threeOf(t, { BODY_BYTES_PER_PARTNER: 16 * mebibyte, REQUEST_TIMEOUT_MS: 60_000 })
    const head = [
      'POST /v1/deliveries HTTP/1.1',
      'host: localhost',
      'content-type: application/cbor-seq',
      `content-length: ${8 * mebibyte}`,
    ]
    const held = [await begun(bad, head, new Uint8Array(mebibyte)), await begun(bad, head, new Uint8Array(mebibyte))]
    await untilLogged(b, 'tls.accepted', 2)
    const third = await begun(bad, head)
    t.match(await third.answered(), /^HTTP\/1\.1 429 .*\r\nretry-after: 1\r\n/is)
    t.match(
      await knock(good, {
        method: 'POST',
        path: '/v1/deliveries',
        headers: { 'content-type': 'application/cbor-seq' },
        body: new Uint8Array(100_000),
      }),
      { status: 400 },
      'another partner is heard',
    )
    for (const { socket, closed } of held) {
      socket.destroy()
      await closed
    }
    await third.closed
    t.match(
      await knock(bad, {
        method: 'POST',
        path: '/v1/deliveries',
        headers: { 'content-type': 'application/cbor-seq' },
        body: new Uint8Array(mebibyte),
      }),
      { status: 400 },
      'what is over is given back',
    )
  })

  t.test('connections are bounded for each partner [H3]', async (t) => {
    const { bad, good, b } = await threeOf(t, { SOCKETS_PER_PARTNER: 8 })
    const open = []
    for (let count = 0; count < 8; count += 1) open.push(await holdOpen(bad))
    const ninth = await holdOpen(bad)
    await ninth.closed
    t.match(await knock(good), { status: 200 })
    t.ok(events(b, 'limit.reached').some(({ partner, limit }) => partner === 'XA' && limit === 'sockets'))
    open[0]?.socket.destroy()
    await open[0]?.closed
    for (let tries = 0; ; tries += 1) {
      const answer = await knock(bad)
      if ('status' in answer || tries > 50) {
        t.match(answer, { status: 200 }, 'a place that is left is free')
        break
      }
    }
    for (const { socket } of open) socket.destroy()
  })

  t.test('statements are counted, however many come in one delivery [H4]', async (t) => {
    const { a, b, agreement } = await threeOf(t, { STATEMENTS_PER_PARTNER: 1 })
    const sender = await senderOf(a, b, agreement)
    for (let times = 0; times < 2; times += 1) {
      const made = await Promise.all(Array.from({ length: 64 }, () => sender.make()))
      t.equal((await sender.deliver(made)).entries.length, 64, 'taken on credit, as nobody knows how many come')
      if (times === 0) await new Promise((resolve) => setTimeout(resolve, 1_100))
    }
    const one = await sender.make()
    const sealed = await sender.seal([one.message])
    const answer = await sender.post([utf8(sealed.envelope)])
    t.match(answer, { status: 429, body: /statements in a second/, headers: { 'retry-after': /^\d+$/ } })
  })

  t.test(
    '[N10] MUST take so many messages that open a case in a day as its settings say, and refuse the next as passing [H4]',
    async (t) => {
      const { a, b, agreement, gateway } = await threeOf(t, { CASES_PER_PARTNER: 3 })
      const sender = await senderOf(a, b, agreement)
      const made = await Promise.all(Array.from({ length: 5 }, () => sender.make()))
      const outcomes = (await sender.deliver(made)).entries.map(({ outcome, problem }) => problem ?? outcome)
      t.same(outcomes, ['received', 'received', 'received', 'too-many-requests', 'too-many-requests'])
      await gateway.running.close()
      const again = await start(t, b)
      const [next] = (await sender.deliver([await sender.make()])).entries
      t.match(next, { outcome: 'refused', problem: 'too-many-requests' }, 'also after a restart')
      await again.running.close()
    },
  )
})

t.test('so many new cards of a partner are taken in an hour [H4] [M1]', async (t) => {
  const { a, b, bad } = await threeOf(t, { CARDS_PER_PARTNER: 1 })
  const offer = (body: string) =>
    knock(bad, { method: 'POST', path: '/v1/card', headers: { 'content-type': 'application/jose' }, body })
  const signers = await signersOf(a)
  const first = await nextCard(a.card, signers)
  t.match(await offer(first.jws), { status: 200, body: /"sequence":2/ })
  const second = await nextCard(first.card, { ...signers, by: first.next })
  const refused = await offer(second.jws)
  // Where an hour of UTC has just ended, the next one begins with this card.
  if ('status' in refused && refused.status === 200) return t.comment('the hour has changed')
  t.match(refused, { status: 429, body: /more than 1 cards in an hour/, headers: { 'retry-after': /^\d+$/ } })
  t.equal(events(b, 'trust.refused').length, 0, 'which is no alarm')
})

async function untilLogged(installation: Installation, event: string, count: number): Promise<void> {
  for (let tries = 0; tries < 250 && events(installation, event).length < count; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

const leavesOf = async (gateway: Gateway): Promise<number> =>
  ((await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json.rows as unknown[]).length

t.test(
  '[D10] MUST give a refusal that is repeated the leaf of the first time, and a replay its receipt [H4]',
  async (t) => {
    const { a, b, agreement, gateway } = await threeOf(t)
    const sender = await senderOf(a, b, agreement)
    const made = await Promise.all(
      Array.from({ length: 64 }, () =>
        sender.make({ statement: { agreement: { id: 'none', sha256: '0'.repeat(64) } } }),
      ),
    )
    const sealed = await sender.seal(made.map(({ message }) => message))
    const post = async () => {
      const answer = await sender.post([utf8(sealed.envelope)])
      if (!('status' in answer)) throw new Error(answer.error)
      t.equal(answer.status, 200)
      return answer.body
    }
    const first = await post()
    const before = await leavesOf(gateway)
    for (let times = 0; times < 5; times += 1) t.equal(await post(), first, 'octet for octet')
    t.equal(await leavesOf(gateway), before, 'no leaf was added')
    const leaves = (await sender.deliver(made)).entries.map(({ leaf }) => leaf)
    t.same(
      leaves.toSorted((x = 0, y = 0) => x - y),
      entriesOf(first)
        .map(({ leaf }) => leaf)
        .toSorted((x = 0, y = 0) => x - y),
      'sealed anew, each has its old leaf',
    )
    t.ok((await leavesOf(gateway)) - before <= 1, 'and only the receipt is recorded')
  },
)

t.test('a refusal that is held back is told all the same, where a body was on its way [H4]', async (t) => {
  const { bad } = await threeOf(t, { RATE_PER_PARTNER: 1 })
  const head = [
    'POST /v1/deliveries HTTP/1.1',
    'host: localhost',
    'content-type: application/cbor-seq',
    `content-length: ${mebibyte}`,
  ]
  const asked = await Promise.all(Array.from({ length: 20 }, () => begun(bad, head, new Uint8Array(1_000))))
  // Some are within the pace, and wait for their body. The last of the others waits for longer than a body may go on after its answer.
  const ended: string[] = []
  for (const { answered } of asked) answered().then((said) => ended.push(said.slice(0, 12)))
  while (ended.length < 12) await new Promise((resolve) => setTimeout(resolve, 20))
  t.same([...new Set(ended)], ['HTTP/1.1 429'])
  for (const { socket } of asked) socket.destroy()
})

t.test('whoever asks beyond its pace is told so late: its connections bring hardly any requests [H4]', async (t) => {
  const { bad, b, gateway } = await threeOf(t, { RATE_PER_PARTNER: 1 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1, key: bad.key, cert: bad.cert, ca: bad.ca })
  t.teardown(() => agent.destroy())
  const statuses: number[] = []
  const began = performance.now()
  while (statuses.filter((status) => status === 429).length < 3) {
    const answer = await knock(bad, {}, agent)
    if ('status' in answer) statuses.push(answer.status)
  }
  // Never sooner, however quick the machine: the bound from below is what holds the flood.
  const atLeast = 3 * 1_000
  t.ok(performance.now() - began >= atLeast, 'each refusal is held back')
  const waits = knock(bad, {}, agent)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await gateway.running.close()
  await waits
  t.equal(events(b, 'gateway.failed').length, 0, 'and no stop waits for it, nor fails by it')
})

t.test('and the later, the more of its requests wait for that [H4]', async (t) => {
  const { bad } = await threeOf(t, { RATE_PER_PARTNER: 1 })
  const began = performance.now()
  const all = await Promise.all(
    Array.from({ length: 24 }, async () => {
      const answer = await knock(bad)
      return { refused: 'status' in answer && answer.status === 429, atMs: performance.now() - began }
    }),
  )
  const refused = all.filter((each) => each.refused).map(({ atMs }) => atMs)
  t.ok(refused.length > 16, `${refused.length} are refused`)
  t.ok(Math.max(...refused) >= 1_000 * (1 + (refused.length - 1) / 8), 'eight more at once are a second more')
})

t.test('whoever has brought too many statements is refused before its body is asked for [H4]', async (t) => {
  const { a, b, agreement, bad } = await threeOf(t, { STATEMENTS_PER_PARTNER: 1 })
  const sender = await senderOf(a, b, agreement)
  const spoilt = { statement: { agreement: { id: 'none', sha256: '0'.repeat(64) } } }
  const made = await Promise.all(Array.from({ length: 64 }, () => sender.make(spoilt)))
  t.match(await sender.post([utf8((await sender.seal(made.map(({ message }) => message))).envelope)]), { status: 200 })
  const head = ['POST /v1/deliveries HTTP/1.1', 'host: localhost', 'content-type: application/cbor-seq']
  const next = await begun(bad, [...head, 'content-length: 8388608', 'expect: 100-continue'])
  t.match(await next.answered(), /^HTTP\/1\.1 429/, 'no 100 Continue')
  next.socket.destroy()
})

t.test('a refused statement counts as four that are taken, and so does each time it comes again [H4]', async (t) => {
  const { a, b, agreement } = await threeOf(t, { STATEMENTS_PER_PARTNER: 1 })
  const sender = await senderOf(a, b, agreement)
  const spoilt = { statement: { agreement: { id: 'none', sha256: '0'.repeat(64) } } }
  const { envelope } = await sender.seal([(await sender.make(spoilt)).message])
  let times = 0
  let answer = await sender.post([utf8(envelope)])
  for (; 'status' in answer && answer.status === 200 && times < 100; times += 1)
    answer = await sender.post([utf8(envelope)])
  t.match(answer, { status: 429, body: /statements in a second/ })
  // 64 at once, and one more in each second that it takes.
  t.ok(times < 40, `it was answered ${times} times`)
})

const entriesOf = (jws: string) =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).entries as { leaf?: number }[]

t.test('strangers', async (t) => {
  t.test('connections that say nothing shut nobody out [M3]', async (t) => {
    const { b, bad } = await threeOf(t, { HANDSHAKES_PER_ADDRESS: 16 })
    const silent: Socket[] = []
    let closed = 0
    for (let count = 0; count < 300; count += 1) {
      const socket = connectPlain({ host: '127.0.0.1', port: b.ports.partner })
      socket.on('error', () => undefined).on('close', () => (closed += 1))
      silent.push(socket)
    }
    t.match(await knock(bad), { status: 200 }, 'a partner comes in')
    for (let tries = 0; tries < 250 && closed < 284; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
    t.ok(closed >= 284, `${closed} of 300 were closed`)
    for (const socket of silent) socket.destroy()
  })

  t.test('what strangers make us log is bounded in lines and in length [M3]', async (t) => {
    const { b } = await threeOf(t)
    const ca = await makeCa({ name: 'nobody', notBeforeMs: Date.now() - 3_600_000, notAfterMs: Date.now() + 3_600_000 })
    const key = await makeKey('P-256')
    const trustDomain = 'x'.repeat(200)
    const hosts = Array.from(
      { length: 600 },
      (_, index) => `${String(index).padStart(4, '0')}${'h'.repeat(50)}.example`,
    )
    const requestPem = await makeRequest({ keyPem: key, name: 'forged', use: 'tls', trustDomain, hosts })
    const cert = await issue({
      ca,
      requestPem,
      use: 'tls',
      notBeforeMs: Date.now() - 1000,
      notAfterMs: Date.now() + 3_600_000,
    })
    const line = { ca: b.ca.certPem, port: b.ports.partner, key, cert }
    for (let count = 0; count < 60; count += 1) t.match(await knock(line), { error: String })
    const lines = events(b, 'tls.refused')
    t.equal(lines.length, 30, 'so many of one address in a minute')
    for (const each of lines) t.ok(JSON.stringify(each).length < 2_000, `${JSON.stringify(each).length} characters`)
  })
})

t.test('what is refused by its header sends no body', async (t) => {
  const { b, bad } = await threeOf(t)
  const national: Line = { ...bad, port: b.ports.national }
  const asking = ['host: localhost', 'expect: 100-continue']
  const authorization = `authorization: Bearer ${b.tokens.officer}`
  const cases: [string, Line, readonly string[], number][] = [
    ['another media type', bad, ['POST /v1/deliveries HTTP/1.1', 'content-type: text/html', 'content-length: 10'], 415],
    [
      'one of another route',
      bad,
      ['POST /v1/deliveries HTTP/1.1', 'content-type: text/plain', 'content-length: 10'],
      415,
    ],
    [
      'too much',
      bad,
      ['POST /v1/deliveries HTTP/1.1', 'content-type: application/cbor-seq', 'content-length: 99999999'],
      413,
    ],
    ['nowhere', bad, ['POST /v1/nothing HTTP/1.1', 'content-type: text/plain', 'content-length: 10'], 404],
    [
      'no credentials',
      { ...national, key: '', cert: '' },
      ['POST /v1/cases HTTP/1.1', 'content-type: application/json', 'content-length: 10'],
      401,
    ],
    [
      'another media type there',
      { ...national, key: '', cert: '' },
      ['POST /v1/cases HTTP/1.1', authorization, 'content-type: text/html', 'content-length: 10'],
      415,
    ],
    [
      'too much there',
      { ...national, key: '', cert: '' },
      ['POST /v1/cases HTTP/1.1', authorization, 'content-type: application/json', 'content-length: 99999999'],
      413,
    ],
    [
      'nowhere there',
      { ...national, key: '', cert: '' },
      ['POST /v1/nothing HTTP/1.1', authorization, 'content-type: application/json', 'content-length: 10'],
      404,
    ],
  ]
  for (const [name, line, head, status] of cases)
    t.test(`${name}: ${status} and no 100 Continue [L3]`, async (t) => {
      const { key, cert, ...open } = line
      const { answered, socket } = await begun(key ? line : (open as Line), [...head, ...asking])
      const said = await answered()
      t.notMatch(said, /100 Continue/)
      t.match(said, new RegExp(`^HTTP/1\\.1 ${status} `))
      socket.destroy()
    })
  t.test('what is wanted is told to go on', async (t) => {
    const head = ['POST /v1/deliveries HTTP/1.1', 'content-type: application/cbor-seq', 'content-length: 3', ...asking]
    const request = await begun(bad, head)
    t.match(await request.answered(), /^HTTP\/1\.1 100 Continue/)
    request.socket.destroy()
  })
  t.test('what is expected beside that is refused, and the asterisk is no address, at either door', async (t) => {
    const { key, cert, ...open } = national
    for (const line of [bad, open as Line])
      for (const [head, said] of [
        [['GET /healthz HTTP/1.1', 'expect: 200-ok'], /^HTTP\/1\.1 400 [\s\S]*says something else than 100-continue/],
        [
          ['GET /v1/card HTTP/1.1', 'expect: 100-continue, x'],
          /^HTTP\/1\.1 400 [\s\S]*something else than 100-continue/,
        ],
        [['OPTIONS * HTTP/1.1', 'accept: text/html'], /^HTTP\/1\.1 404 [\s\S]*application\/problem\+json/],
        [['GET * HTTP/1.1', 'accept: text/html'], /^HTTP\/1\.1 404 [\s\S]*application\/problem\+json/],
      ] as const) {
        const { answered, socket } = await begun(line, [...head, 'host: localhost'])
        t.match(await answered(), said, `${head[0]} at ${line.port}`)
        socket.destroy()
      }
  })
  t.test('a Content-Type that is none is called so, at an address that takes any', async (t) => {
    const { key, cert, ...open } = national
    const query = `terms=${'0'.repeat(64)}&kind=invoice&form=electronic&name=a.pdf`
    for (const [type, said] of [
      ['a/b/c', /^HTTP\/1\.1 415 [\s\S]*"Content-Type is no media type; expected type\/subtype/],
      ['x', /^HTTP\/1\.1 415 [\s\S]*"Content-Type is no media type; expected type\/subtype/],
    ] as const) {
      const head = [`POST /v1/items?${query} HTTP/1.1`, authorization, `content-type: ${type}`, 'content-length: 10']
      const { answered, socket } = await begun(open as Line, [...head, ...asking])
      t.match(await answered(), said, type)
      socket.destroy()
    }
  })
})

t.test('HTTP/0.9 is not answered at either door [L6]', async (t) => {
  const { b, bad } = await threeOf(t)
  for (const line of [bad, { ca: bad.ca, port: b.ports.national } as Line])
    for (const request of [
      ...['GET /v1/card', 'GET /healthz', 'POST /v1/deliveries', 'HEAD /healthz'],
      ...['GET /healthz HTTP/0.9', 'GET /v1/card HTTP/2.0'],
    ]) {
      const socket: TLSSocket = connect({ host: 'localhost', ...line, minVersion: 'TLSv1.3' })
      socket.on('error', () => undefined)
      let said = ''
      socket.on('data', (octets) => {
        said += octets.toString('latin1')
      })
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      await new Promise((resolve) => socket.once('secureConnect', resolve))
      socket.write(`${request}\r\n\r\n`)
      await closed
      t.equal(said, '', `${request} at ${line.port}`)
    }
})
