// What client/ promises whoever integrates, held against real gateways over a line that breaks.
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openClient } from '../../client/client.ts'
import { isClientError, isProblem } from '../../client/errors.ts'
import { thisMachine, type World } from '../../client/retries.ts'
import type { EventView } from '../../gateway/answers/directory-answers.ts'
import { ack, purpose, requestBody, responseBody } from '../support/bodies.ts'
import { sha256Of } from '../support/client.ts'
import { type Gateway, pair } from '../support/gateways.ts'
import { scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'
import { openProxy } from '../support/proxy.ts'
import { asked, evidenceOf, untilState } from '../support/story.ts'

/** Waits as long as it is told, and not quite so long. */
const hasty: World = { ...thisMachine, pause: (ms, signal) => thisMachine.pause(Math.min(ms, 20), signal) }

/** A client of this gateway whose one connection goes through whatever listens on a port. */
const through = ({ installation }: Gateway, port: number, world = hasty) =>
  openClient(
    {
      url: `https://localhost:${port}`,
      token: installation.tokens.officer,
      caPem: installation.ca.certPem,
      connections: 1,
    },
    world,
  )

/** What a call throws; nothing where it throws nothing. */
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

t.test('a submission whose answer was lost is made again under its key and is one message', async (t) => {
  const { a, agreement } = await pair(t)
  const proxy = await openProxy(a.installation.ports.national)
  t.teardown(proxy.close)
  await using door = through(a, proxy.port)
  // What the proxy takes for the handshake is over by then.
  for (let each = 0; each < 12; each += 1) await door.cases.list({ cursor: undefined, partner: 'XB', limit: 200 })
  while (proxy.seen.upBytes < 8_000) await door.directory.whoami()
  proxy.faults.swallowAnswers = 1
  const ask = { agreement: agreement.id, office: 'HQ', body: requestBody() }
  const opened = await door.cases.open(ask)
  t.equal(proxy.seen.cuts, 1, 'the fault really happened')
  t.type(opened.case, 'string')
  const { rows } = await door.cases.list()
  t.match(rows, [{ case: opened.case }])
  t.equal((rows as unknown[]).length, 1, 'one case')
  const timeline = (await door.cases.show(String(opened.case))).timeline as readonly { message: string }[]
  t.same(
    timeline.map(({ message }) => message),
    [opened.message],
    'one message',
  )
  const [first, again, other] = [
    await door.cases.open(ask, { key: 'k-1' }),
    await door.cases.open(ask, { key: 'k-1' }),
    await door.cases.open(ask, { key: 'k-2' }),
  ]
  t.equal(again.case, first.case)
  t.not(other.case, first.case, 'each submission has a key of its own')
  t.match(await failure(door.cases.open({ ...ask, office: 'OTHER' }, { key: 'k-1' })), { kind: 'problem' })
})

t.test('documents go up over a line that breaks, come out as they were, and a refusal says why', async (t) => {
  const folder = await scratch(t)
  const { a, b, agreement } = await pair(t)
  const proxy = await openProxy(b.installation.ports.national)
  t.teardown(proxy.close)
  await using asking = through(a, a.installation.ports.national)
  await using answering = through(b, proxy.port)
  const opened = await asking.cases.open({ agreement: agreement.id, office: 'HQ', body: requestBody() })
  const id = String(opened.case)
  await untilState(b.client(), id, 'submitted')
  await answering.cases.send(id, { type: 'ack', body: ack() })
  const { sha256: terms = '' } = await answering.terms.make({ agreement: agreement.id, case: id })

  // More than the sockets between two ends take up, so that some of it is stored before the line breaks.
  const octets = randomBytes(8_000_000)
  const source = join(folder, 'invoice.pdf')
  await writeFile(source, octets)
  const document = { terms, form: 'electronic', mediaType: 'application/pdf' } as const
  const before = proxy.seen.upBytes
  proxy.faults.cutAfterBytes = before + 7_000_000
  let told = 0
  const onSent = (bytes: number) => {
    told += bytes
  }
  const large = { ...document, kind: 'commercial-invoice', name: 'ü.pdf', source, onSent }
  const invoice = await answering.items.upload(large)
  t.equal(proxy.seen.cuts, 1, 'the fault really happened')
  t.equal(invoice['sha256'], sha256Of(octets))
  const sentBytes = proxy.seen.upBytes - before
  t.ok(sentBytes < octets.length + 6_900_000, `what had come did not come again: ${sentBytes} octets in all [N6]`)
  t.equal(told, octets.length, 'and whoever looks on is told so')

  async function* streamed() {
    for (let from = 0; from < octets.length; from += 100_000) yield octets.subarray(from, from + 100_000)
  }
  proxy.faults.cutAfterBytes = proxy.seen.upBytes + 1_000_000
  const once = { ...document, kind: 'declaration', name: 'd.xml', source: streamed() }
  t.match(
    await failure(answering.items.upload(once)),
    { kind: 'unreachable' },
    'a stream that was read is not sent again',
  )
  t.equal(proxy.seen.cuts, 2)
  // The answer of the last piece is lost, and the item is one all the same.
  const here = b.client()
  const atOnce = new Uint8Array(octets.subarray(0, 2_000_000))
  proxy.faults.cutAfterBytes = proxy.seen.upBytes + 2_003_000
  const again = await answering.items.upload({ ...large, source: atOnce, name: 'again.pdf' })
  t.equal((await here.get(`/v1/items/${again.item}`)).json['sha256'], sha256Of(atOnce))
  const wrong = { ...document, kind: 'declaration', name: 'd.xml', source: octets, sha256: '0'.repeat(64) }
  t.match(await failure(answering.items.upload(wrong)), { kind: 'problem', code: 'digest-mismatch' })
  const declaration = await answering.items.upload({ ...once, source: streamed() })
  const [w1, w2] = [declaration.item, invoice.item]
  const body = responseBody({ w1: [w1], w2: [w2] })
  await answering.cases.send(id, { type: 'response', body, items: [w1, w2], terms })
  await untilState(a.client(), id, 'answered')

  const released = await asking.items.release(w2, { purpose, matter: id, reader: 'M. Calder' })
  const chunks: Uint8Array[] = []
  const arrived = await released.receive((chunk) => chunks.push(chunk))
  t.same(arrived, { bytes: octets.length, sha256: sha256Of(octets) })
  t.equal(sha256Of(Buffer.concat(chunks)), sha256Of(octets), 'octets in = octets out')
  const back = await openProxy(a.installation.ports.national)
  t.teardown(back.close)
  await using broken = through(a, back.port)
  const recorded = async () =>
    (await evidenceOf(a, { case: id })).filter(({ kind, subject }) => kind === 'release' && subject === w2).length
  const once1 = await recorded()
  const halves: Uint8Array[] = []
  let kept = 0
  let downBytesAtCut = 0
  const whole = await broken.items.release(w2, { purpose, matter: id, reader: 'M. Calder' })
  const taken = await whole.receive((chunk) => {
    halves.push(chunk)
    if (downBytesAtCut === 0 && kept + chunk.length > 1_000_000) {
      downBytesAtCut = back.seen.downBytes
      back.cut()
    } else if (downBytesAtCut === 0) kept += chunk.length
  })
  t.same(taken, arrived, 'what breaks off goes on [N6]')
  t.equal(back.seen.cuts, 1, 'the fault really happened')
  const cameAgain = back.seen.downBytes - downBytesAtCut
  t.ok(cameAgain < octets.length - kept + 100_000, `${cameAgain} octets came after the cut, and ${kept} were here`)
  t.equal(await recorded(), once1 + 1, 'and it is one release in the evidence')
  t.match(released, { bytes: octets.length, mediaType: 'application/pdf', obligations: [/use solely for/] })

  const denied = await failure(asking.items.release(w2, { purpose: 'VERIFY_ORIGIN', matter: id }))
  t.ok(isProblem(denied))
  t.match(denied, {
    status: 403,
    code: 'release-denied',
    title: String,
    detail: String,
    fix: String,
    paragraph: String,
    message: /^403 release-denied: /,
  })
  t.match(await failure(asking.cases.open({ agreement: agreement.id, office: 'HQ', body: {} })), {
    status: 422,
    code: 'body-invalid',
    field: String,
    faults: [{ field: String, message: String }],
  })
})

t.test('events go on behind the last one over any number of connections, none twice and none left out', async (t) => {
  const { a, b, agreement } = await pair(t)
  let proxy = await openProxy(b.installation.ports.national)
  t.teardown(() => proxy.close())
  const open = () => asked({ a, b, agreement })
  await using door = through(b, proxy.port)
  const end = new AbortController()
  const feed = door.events({ signal: end.signal })
  const heard: EventView[] = []
  const until = async (of: string) => {
    while (heard.at(-1)?.case !== of) {
      const { value, done } = await feed.next()
      if (done) throw new Error('the feed ended')
      heard.push(value)
    }
  }
  await until(await open())
  for (let round = 0; round < 3; round += 1) {
    // While nothing answers at the door something happens behind it.
    await proxy.close()
    const missed = await open()
    proxy = await openProxy(b.installation.ports.national, proxy.port)
    await until(missed)
  }
  const { rows } = await b.client().client.eventsAfter(0)
  t.same(
    heard.map(({ seq }) => seq),
    rows.map(({ seq }) => seq).slice(0, heard.length),
  )
  t.ok(heard.length >= 4, `${heard.length} events`)
  const waiting = feed.next()
  end.abort()
  for (let next = await waiting; !next.done; next = await feed.next()) heard.push(next.value)
  t.pass('the signal ends it without an error')
  await using stranger = openClient({
    url: `https://localhost:${b.installation.ports.national}`,
    token: 'x',
    caPem: b.installation.ca.certPem,
  })
  t.match(await failure(stranger.events().next()), { kind: 'problem', status: 401 }, 'a refusal ends it')
})

t.test('where nothing answers, and where another gateway does, it ends', async (t) => {
  const pauses: number[] = []
  const counting: World = { ...thisMachine, pause: async (ms) => void pauses.push(ms) }
  const { a, b } = await pair(t)
  await using nobody = through(a, await freePort(), counting)
  const error = await failure(nobody.directory.whoami())
  t.ok(isClientError(error))
  t.match(error, { kind: 'unreachable', code: 'ECONNREFUSED', neverSent: true })
  t.equal(pauses.length, 4, 'after four more calls')
  await using another = through(a, b.installation.ports.national, counting)
  t.match(await failure(another.directory.whoami()), { kind: 'unreachable', neverSent: true })
  t.equal(pauses.length, 4, 'another certificate would be shown again')
  await using noTrust = openClient({ url: `https://localhost:${a.installation.ports.national}`, caPem: 'nothing' })
  t.match(
    await failure(noTrust.directory.whoami()),
    { kind: 'unreachable' },
    'a text without a certificate vouches for nobody',
  )
})
