// A partner that is there and does nothing: an upload that stands still ends, so that its delivery is tried again, while one that moves goes on.
import { readFileSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { httpsLine } from '../../adapters/partner/https.ts'
import { openS3Parts } from '../../adapters/parts/s3.ts'
import type { PartnerAddress } from '../../gateway/ports/line.ts'
import { type Installation, install, scratch } from '../support/installation.ts'

const answerTimeoutMs = 400
const folder = await scratch(t)
const [us, them] = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')]
const pem = ({ folder }: Installation, name: string) => readFileSync(join(folder, 'keys', name), 'utf8')
const sha256 = 'a'.repeat(64)

async function lineTo(t: Test, answer: (...args: Parameters<Parameters<typeof createServer>[1] & object>) => void) {
  const server: Server = createServer({ key: pem(them, 'tls.key.pem'), cert: pem(them, 'tls.cert.pem') }, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as { port: number }).port
  const to: PartnerAddress = {
    member: 'XB',
    endpoint: `https://localhost:${port}`,
    uri: `spiffe://${them.card.trustDomain}/gateway`,
    anchors: them.card.tls.anchors,
    pins: [],
  }
  const line = httpsLine({
    tls: () => ({ keyPem: pem(us, 'tls.key.pem'), certPem: pem(us, 'tls.cert.pem') }),
    tunnelBy: () => async () => {
      throw new Error('no proxy')
    },
    now: Date.now,
    connections: 1,
    answerTimeoutMs,
    opened: () => undefined,
    failed: (error) => t.fail(String(error)),
    // What a server that is not this partner gets is the matter of e2e/tls and e2e/revocation.
    judge: () => undefined,
    recheck: () => undefined,
    addressOf: () => to,
    closed: () => undefined,
  })
  t.teardown(async () => {
    await line.hangUp()
    server.closeAllConnections()
    server.close()
  })
  return { line, to }
}

async function* octets(chunks: number, pauseMs = 0): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    if (pauseMs > 0) await wait(pauseMs, undefined, { ref: false })
    yield new Uint8Array(65_536)
  }
}

t.test('who reads nothing more', async (t) => {
  const { line, to } = await lineTo(t, (request) => void request.pause())
  const total = 65_536 * 1024
  await t.rejects(line.sendPart(to, sha256, 0, total, octets(1024)), { code: 'partner-unreachable' })
})

t.test(
  'an endpoint that no connection can be made to, again and again, costs the message its attempt and no more [C1]',
  async (t) => {
    const { line, to } = await lineTo(t, (_, response) => void response.writeHead(200).end('ey.x.y'))
    t.equal(await line.cards(to), 'ey.x.y')
    for (const endpoint of ['https://[', 'https://[', 'https://localhost:99999', 'https://['])
      await t.rejects(line.cards({ ...to, endpoint }), { code: 'partner-unreachable' })
    t.equal(await line.cards(to), 'ey.x.y')
  },
)

t.test('who reads it all and never answers', async (t) => {
  const { line, to } = await lineTo(t, (request) => void request.resume())
  await t.rejects(line.sendPart(to, sha256, 0, 65_536 * 4, octets(4)), { code: 'partner-unreachable' })
})

t.test('who drips its answer, or a refusal, costs no more than an answer may take', async (t) => {
  let saidAll = 0
  for (const status of [200, 503]) {
    const { line, to } = await lineTo(t, async (request, response) => {
      request.resume()
      response.writeHead(status)
      for (let drop = 0; drop < 100 && !response.destroyed; drop += 1) {
        response.write('.')
        await wait(answerTimeoutMs / 4, undefined, { ref: false })
      }
      if (!response.destroyed) saidAll += 1
      response.end()
    })
    const patience = { limitMs: answerTimeoutMs, late: () => undefined }
    const asks = [
      () => line.deliver(to, new Uint8Array(9), patience),
      () => line.cards(to),
      () => line.seenCheckpoint(to),
    ]
    for (const ask of asks) {
      await t.rejects(ask(), { code: /^(partner-unreachable|receipt-late)$/ })
      t.equal(saidAll, 0, 'it is not waited for')
    }
  }
})

t.test('our own storage that gives nothing more', async (t) => {
  const { line, to } = await lineTo(t, (request) => void request.resume())
  await t.rejects(line.sendPart(to, sha256, 0, 65_536 * 4, octets(4, 60_000)), { code: 'partner-unreachable' })
})

t.test('who is slow, and takes far longer than an answer may, is waited for', async (t) => {
  const { line, to } = await lineTo(t, async (request, response) => {
    let bytes = 0
    for await (const chunk of request) bytes += (chunk as Uint8Array).length
    response.writeHead(204, { 'upload-offset': String(bytes), 'upload-complete': '?1' }).end()
  })
  const startedAt = performance.now()
  t.equal(await line.sendPart(to, sha256, 0, 65_536 * 12, octets(12, 100)), 65_536 * 12)
  t.ok(performance.now() - startedAt > answerTimeoutMs * 2)
})

t.test('a bucket that begins to give a part and stops', async (t) => {
  const storage = createPlainServer((request, response) => {
    if (request.method === 'HEAD') return void response.writeHead(200).end()
    response.writeHead(206, { 'content-length': '100000', 'content-range': 'bytes 0-99999/100000' })
    response.write(new Uint8Array(1000))
  })
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    storage.closeAllConnections()
    storage.close()
  })
  const parts = await openS3Parts({
    url: `http://127.0.0.1:${(storage.address() as { port: number }).port}`,
    bucket: 'parts',
    region: 'us-east-1',
    prefix: 'bulla/',
    keyId: 'key',
    secret: 'secret',
    timeoutMs: answerTimeoutMs,
  })
  await t.rejects(async () => {
    for await (const chunk of parts.read(sha256)) t.equal(chunk.length, 1000)
  })
})
