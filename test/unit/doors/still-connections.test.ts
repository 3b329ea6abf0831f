// Connections on which nothing moves are ended, but for those whose answer is being worked out: the proof of a large item takes minutes.
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import t from 'tap'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { openListener } from '../../../gateway/doors/listening/listener.ts'
import { openLog } from '../../../gateway/watch/log.ts'

const hourMs = 3_600_000
const stillMs = 200

t.test('what we work for stays, what asks nothing or takes nothing goes [30]', { timeout: 540_000 }, async (t) => {
  const validity = { notBeforeMs: Date.now() - hourMs, notAfterMs: Date.now() + hourMs }
  const ca = await makeCa({ name: 'ca', ...validity })
  const keyPem = await makeKey('P-256')
  const requestPem = await makeRequest({
    keyPem,
    name: 'door',
    use: 'national',
    hosts: ['localhost'],
  })
  const certPem = await issue({ ca, requestPem, use: 'national', ...validity })
  const { app } = openListener({
    tls: { keyPem, certPem },
    ...{ requestTimeoutMs: 30_000, maxBodyBytes: 1_000, maxConnections: 10, handshakesPerAddress: 10 },
    problems: {
      ...{ door: 'partner', log: openLog('silent'), caller: () => '-' },
      metrics: { count: () => undefined, observe: () => undefined },
    },
  })
  const proven = Promise.withResolvers<void>()
  app.get('/slow', async () => {
    await proven.promise
    return 'proven'
  })
  app.get('/large', async () => 'x'.repeat(64 * 1024 * 1024))
  const server = app.server as unknown as Server
  server.timeout = stillMs
  await app.listen({ host: 'localhost', port: 0 })
  t.teardown(() => app.close())
  const { port } = server.address() as AddressInfo

  const open = async (path: string) => {
    const socket = connect({ host: 'localhost', port, ca: ca.certPem })
    t.teardown(() => socket.destroy())
    socket.on('error', () => undefined)
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    if (path !== '') socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
    return socket
  }
  const slow = await open('/slow')
  let said = ''
  slow.on('data', (octets: Buffer) => {
    said += octets
  })
  const gone = new Promise((resolve) => slow.once('close', () => resolve('closed')))
  const silent = await open('')
  const ended = new Promise((resolve) => silent.resume().once('close', resolve))
  await ended
  const unread = (await open('/large')).pause()
  const left = Promise.withResolvers<void>()
  const look = setInterval(() => {
    // Two are known at most: the one that we work for, and the one that takes nothing.
    server.getConnections((_, count) => count === 1 && left.resolve())
  }, 20)
  await left.promise
  clearInterval(look)
  unread.destroy()
  proven.resolve()
  await Promise.race([gone, new Promise((resolve) => slow.once('data', resolve))])
  t.match(said, /200 OK.*proven/s, 'the one that waited for us is answered')
})
