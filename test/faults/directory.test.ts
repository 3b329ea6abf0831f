// A partner is suspended at a bad moment: while the gateway starts, or while its database is away. It must hold all the same.
import { createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { installedPair, start } from '../support/gateways.ts'
import { holdOpen, lineBetween } from '../support/partner-client.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'

t.test('a change that falls into the start is taken up', async (t) => {
  const { a, b } = await installedPair(t)
  // Takes connections and says nothing, so that the start waits for what the partner has seen of the log.
  const reached = Promise.withResolvers<void>()
  const sockets: Socket[] = []
  const silent = createServer((socket) => {
    sockets.push(socket)
    reached.resolve()
  })
  await new Promise<void>((resolve) => silent.listen(b.ports.partner, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const starting = start(t, a)
  await reached.promise
  await openDirectory(a.folder).setPartnerState('XB', 'suspended')
  const gateway = await starting
  const client = gateway.client('operator')
  await client.until(
    '/v1/operator/status',
    ({ partners }) => (partners as { state: string }[])[0]?.state === 'suspended',
  )
  t.pass('it is suspended')
})

t.test('a change while the database is away ends the connections of the partner', { skip: noPostgres }, async (t) => {
  const server = await postgresServer(t)
  if (!server) return
  const settings = { STORE: 'postgres', POSTGRES_URL: await server.createDatabase(), POSTGRES_TIMEOUT_MS: 1000 }
  const { a, b } = await installedPair(t, { a: { settings } })
  await start(t, a)
  const { closed } = await holdOpen(lineBetween(b, a))
  await server.stop()
  await openDirectory(a.folder).setPartnerState('XB', 'suspended')
  const ended = await Promise.race([closed.then(() => 'closed'), wait(5000, 'still open', { ref: false })])
  t.equal(ended, 'closed')
})
