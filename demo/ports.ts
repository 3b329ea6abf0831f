// Ports of loopback for the processes of the demonstration.
import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/**
 * Ports of loopback that are free now; all are held until the last is found. They lie below those that systems hand out to outgoing
 * connections, one of which could take it before the gateway listens.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>()
  while (held.size < count) {
    const port = randomInt(10_000, 12_000)
    const server = await listening(port)
    if (server) held.set(port, server)
  }
  await Promise.all([...held.values()].map((server) => new Promise((done) => server.close(done))))
  return [...held.keys()]
}

async function listening(port: number): Promise<Server | undefined> {
  const server = createServer()
  return new Promise((found) => {
    server.once('error', () => found(undefined))
    server.listen(port, '127.0.0.1', () => found(server))
  })
}
