// Sources of lists that lie, stall, redirect and answer huge: each is a Problem within its time, and nobody else is asked.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as plainServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { httpRevocation } from '../../../adapters/revocation/http.ts'

const bounds = { timeoutMs: 1_500, mostListBytes: 10_000, mostAnswerBytes: 1_000 }
const line = httpRevocation(bounds)

async function source(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/list.crl`
}

t.test('what is there comes once for each state of it', async (t) => {
  let asked: string | undefined
  const url = await source(t, (request, response) => {
    asked = request.headers['if-none-match']
    if (asked === '"1"') response.writeHead(304).end()
    else response.writeHead(200, { etag: '"1"' }).end('list')
  })
  const first = await line.list(url, undefined)
  t.same([Buffer.from(first?.octets ?? []).toString(), first?.tag], ['list', 'e"1"'])
  t.equal(await line.list(url, first?.tag), undefined)
  t.equal(asked, '"1"')
})

t.test('a redirect is not followed', async (t) => {
  let followed = 0
  const other = await source(t, (_, response) => {
    followed += 1
    response.end('list')
  })
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await source(t, (_, response) => void response.writeHead(status, { location: other }).end())
    await t.rejects(line.list(url, undefined), { code: 'revocation-unknown', message: /which is not followed/ })
  }
  t.equal(followed, 0)
})

t.test('whatever else is no answer', async (t) => {
  for (const [what, answer, message] of [
    ['an error page', (_, response) => void response.writeHead(500).end('<html>'), /answered 500/],
    ['304 where nothing was known', (_, response) => void response.writeHead(304).end(), /answered 304/],
    [
      'too much, and it says so',
      (_, response) => void response.writeHead(200, { 'content-length': '20000' }).end('x'),
      /more than 10000 octets/,
    ],
    [
      'too much, without a word',
      (_, response) => void response.writeHead(200).end('x'.repeat(20_000)),
      /more than 10000 octets/,
    ],
    [
      'one that breaks off',
      (_, response) => void response.writeHead(200).write('x', () => response.destroy()),
      /does not answer/,
    ],
  ] as readonly (readonly [string, RequestListener, RegExp])[])
    await t.rejects(line.list(await source(t, answer), undefined), { code: 'revocation-unknown', message }, what)
  await t.rejects(line.list('http://127.0.0.1:1/', undefined), { code: 'revocation-unknown', message: /ECONNREFUSED/ })
  await t.rejects(
    line.answer(await source(t, (_, response) => void response.end('x'.repeat(2_000))), new Uint8Array(9)),
    { message: /more than 1000/ },
  )
})

t.test('one that stalls or drips takes no longer than it may', async (t) => {
  const sockets = new Set<Socket>()
  const silent = plainServer((socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    const closed = once(silent, 'close')
    silent.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  const drips = await source(t, (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 100)
    response.on('close', () => clearInterval(timer))
  })
  for (const url of [`http://127.0.0.1:${(silent.address() as { port: number }).port}/`, drips])
    await t.rejects(line.list(url, undefined), { code: 'revocation-unknown', message: /more than 1500 ms/ })
})
