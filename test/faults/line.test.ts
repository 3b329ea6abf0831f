// The line between the gateways breaks, or the partner answers what is no receipt: nothing is called delivered, nothing is lost or doubled.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

import { importSigningKey } from '../../crypto/jose/engine.ts'
import { type Receipt, signReceipt } from '../../crypto/statement/receipt.ts'
import { requestBody, responseBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { installedPair, spawnGateway, start } from '../support/gateways.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { type Answer, misbehaving } from '../support/misbehaving.ts'
import { freePort } from '../support/ports.ts'
import { openProxy } from '../support/proxy.ts'

type Answering = (receipt: Receipt) => Promise<Answer>
type Delivery = { state: string; problem: string | null; attempts: number }
const deliveryOf = (json: Record<string, unknown>) => (json.timeline as { delivery: Delivery }[])[0]?.delivery

t.test('an answer that is no receipt', async (t) => {
  const { a, b, agreement } = await installedPair(t, { a: { settings: { SWEEP_EVERY_MS: 1000 } } })
  const signWith = await importSigningKey(readFileSync(join(b.folder, 'keys/signing.key.pem'), 'utf8'), b.suite)
  const wrongKey = await importSigningKey(readFileSync(join(a.folder, 'keys/signing.key.pem'), 'utf8'), a.suite)
  const gateway = await start(t, a)
  const client = gateway.client()
  const right: Answering = async (receipt) => ({ body: await signReceipt(receipt, signWith) })
  let answer = right
  const server = await misbehaving(b, a, (receipt) => answer(receipt))
  t.teardown(server.close)
  const zeros = '0'.repeat(64)
  const answers: [string, Answering][] = [
    ['nothing', async () => ({ body: '' })],
    ['a receipt that is not signed', async (receipt) => ({ body: JSON.stringify(receipt) })],
    ['a receipt signed with another key', async (receipt) => ({ body: await signReceipt(receipt, wrongKey) })],
    [
      'a receipt about another envelope',
      async (receipt) => ({
        body: await signReceipt({ ...receipt, envelope: { ...receipt.envelope, sha256: zeros } }, signWith),
      }),
    ],
    [
      'a receipt about another digest',
      async (receipt) => ({
        body: await signReceipt(
          { ...receipt, entries: receipt.entries.map((entry) => ({ ...entry, sha256: zeros })) },
          signWith,
        ),
      }),
    ],
    [
      'a receipt without a checkpoint',
      async ({ checkpoint: _, ...receipt }) => ({ body: await signReceipt(receipt, signWith) }),
    ],
    [
      'a receipt with a checkpoint of another log',
      async (receipt) => ({
        body: await signReceipt({ ...receipt, checkpoint: (receipt.checkpoint ?? '').replace('xb.', 'xc.') }, signWith),
      }),
    ],
    [
      'a receipt without an entry',
      async (receipt) => ({ body: await signReceipt({ ...receipt, entries: [] }, signWith) }),
    ],
    ['an error of the server', async () => ({ status: 500, body: '' })],
  ]
  for (const [what, wrong] of answers)
    await t.test(`[R9] MUST not be called delivered: ${what}`, async (t) => {
      answer = wrong
      const asked = server.asked()
      const opened = await client.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
      const path = `/v1/cases/${String(opened.json.case)}`
      const seen = await client.until(path, (json) => (deliveryOf(json)?.attempts ?? 0) > 0)
      t.match(deliveryOf(seen.json), { state: /waiting|sending/, problem: /receipt-invalid|partner-unreachable/ })
      t.ok(server.asked() > asked, 'the fault really happened')
      answer = right
      const delivered = await client.until(path, (json) => deliveryOf(json)?.state === 'delivered')
      t.match(deliveryOf(delivered.json), { problem: null }, 'and is delivered once there is a right one')
    })
})

t.test('an answer that is lost: sent again, one effect', async (t) => {
  const folder = await scratch(t)
  const port = await freePort()
  const a = await install(join(folder, 'XA'), 'XA')
  const b = await install(join(folder, 'XB'), 'XB', { endpointPort: port })
  const agreement = await peer(a, b, agreementBetween(a, b))
  const proxy = await openProxy(b.ports.partner, port)
  t.teardown(proxy.close)
  const [asking, answering] = [await start(t, a), await start(t, b)]
  proxy.faults.swallowAnswers = 1
  const opened = await asking.client().post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
  const id = String(opened.json.case)
  await asking.client().until(`/v1/cases/${id}`, (json) => deliveryOf(json)?.state === 'delivered', 30_000)
  t.equal(proxy.seen.cuts, 1, 'the fault really happened')
  const events = (await answering.client().get('/v1/events')).json.rows as { kind: string }[]
  t.equal(events.filter(({ kind }) => kind === 'message.received').length, 1)
})

t.test(
  'a large item: flat memory, cut at 99 %, resumed without sending again what arrived',
  { timeout: 540_000 },
  async (t) => {
    const large = Number(process.env.LARGE_MIB ?? 128)
    const folder = await scratch(t)
    const port = await freePort()
    const a = await install(join(folder, 'XA'), 'XA', { endpointPort: port })
    const b = await install(join(folder, 'XB'), 'XB')
    const agreement = await peer(a, b, agreementBetween(a, b))
    const proxy = await openProxy(a.ports.partner, port)
    t.teardown(proxy.close)
    const children = [await spawnGateway(t, a), await spawnGateway(t, b)] as const
    const [asking, answering] = [clientOf(a), clientOf(b)]
    t.teardown(() => asking.close())
    t.teardown(() => answering.close())
    const peaks = () =>
      children.map(({ pid }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
    const block = randomBytes(1 << 20)

    /** A whole case whose answer holds one item of this size; resolves with case and item once XA has it. */
    async function answerWith(mebibytes: number, cutAt?: number): Promise<{ id: string; item: string }> {
      const opened = await asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
      const id = String(opened.json.case)
      await answering.until(`/v1/cases/${id}`, ({ state }) => state === 'submitted')
      const ack = { caseNumber: '1', receivedAt: new Date().toISOString(), complete: true, dueOn: '2999-01-01' }
      await answering.post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack })
      await asking.until(`/v1/cases/${id}`, ({ state }) => state === 'accepted')
      const terms = String((await answering.post('/v1/terms', { agreement: agreement.id, case: id })).json.sha256)
      const content = async function* () {
        for (let sent = 0; sent < mebibytes; sent += 1) yield block
      }
      const first = await answering.upload(terms, 'declaration', block.subarray(0, 1000))
      const second = await answering.upload(terms, 'commercial-invoice', content())
      const [w1, w2] = [String(first.json.item), String(second.json.item)]
      if (cutAt !== undefined) proxy.faults.cutAfterBytes = proxy.seen.upBytes + Math.floor((mebibytes << 20) * cutAt)
      const body = responseBody({ w1: [w1], w2: [w2] })
      const answered = await answering.post(`/v1/cases/${id}/messages`, { type: 'response', body, items: [w1, w2] })
      if (answered.status !== 202) throw new Error(answered.octets.toString())
      await asking.until(`/v1/cases/${id}`, ({ state }) => state === 'answered', 120_000)
      return { id, item: w2 }
    }

    await answerWith(48)
    const [before, start] = [peaks(), proxy.seen.upBytes]
    const { id, item } = await answerWith(large, 0.99)
    const growth = peaks().map((mib, side) => Math.round(mib - (before[side] ?? 0)))
    const again = (proxy.seen.upBytes - start) / (1 << 20) - large
    t.comment(
      `count: ${large} MiB after 48 MiB: peak memory ${peaks().map(Math.round).join(' and ')} MiB, grew by ${growth.join(' and ')} MiB; ${again.toFixed(1)} MiB were sent beyond the content`,
    )
    t.equal(proxy.seen.cuts, 1, 'the fault really happened')
    t.ok(
      growth.every((mib) => mib < 64),
      `grew by ${growth.join(' and ')} MiB`,
    )
    // What was under way when it was cut: the buffers of two sockets and of the proxy between them.
    t.ok(again < 16, `${again.toFixed(1)} MiB sent beyond the content`)
    const released = await asking.client.items.release(item, { purpose: 'VERIFY_VALUE', matter: id })
    let bytes = 0
    let same = true
    await released.receive((chunk) => {
      for (let at = 0; at < chunk.length && same; at += 4096) same = chunk[at] === block[(bytes + at) % block.length]
      bytes += chunk.length
    })
    t.match({ bytes, same }, { bytes: large << 20, same: true }, 'and what is read is what was uploaded')
  },
)
